//! What the adapters send to the sandbox: searches and bookings, directly and through both generations of the gateway.

use std::sync::Arc;

use freebusy_calendly::EventTypeName;
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp, ZoneRules};
use freebusy_maton::{App, Gateway, Generation};
use freebusy_provider::{Attendee, BookingRequest, Findings, Outcome, Provider, Query, Titles};
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{BaseUrl, Channel, Credential, Http, Route};
use freebusy_zones::Zones;

use crate::walk::{check, client};

/// A way to a service.
#[derive(Debug, Clone, Copy)]
enum Way {
    Direct,
    GatewayOne,
    GatewayTwo,
}

/// The route to `app` on behalf of the first person who has an account there.
async fn route(sandbox: &Sandbox, http: &Arc<dyn Http>, way: Way, app: App, own: &str) -> Route {
    let text = |service: &str, field: &str| sandbox.line()[service][field].as_str().unwrap().to_owned();
    let url = |service: &str, field: &str| BaseUrl::parse(&text(service, field)).unwrap();
    let generation = match way {
        Way::Direct => {
            let base = url(own, "base_url");
            let credential = Credential::new(base.origin(), text(own, "token").into());
            return Route::direct(base).with_credential(credential);
        }
        Way::GatewayOne => {
            Generation::One { data: url("maton", "data_url"), control: url("maton", "control_url") }
        }
        Way::GatewayTwo => Generation::Two { api: url("maton", "api_url") },
    };
    let gateway = Gateway::new(Arc::clone(http), generation, text("maton", "token").into());
    let active = freebusy_maton::Filter { app: Some(app), status: Some(freebusy_maton::Status::Active) };
    let connections = gateway.connections(active).await.unwrap();
    gateway.route(app, &connections[0].id)
}

/// Two to sixteen days ahead.
fn window() -> Interval {
    let today = chrono::Utc::now().date_naive().and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    let ahead = |days: i64| Timestamp::from_unix(today + days * 86_400);
    Interval::new(ahead(2), ahead(16)).unwrap()
}

/// Asks for the window in stretches that the provider allows.
async fn ask(provider: &dyn Provider) -> Vec<Findings> {
    let local = ZoneRules::utc();
    let longest = provider.limits().longest_window.unwrap_or_else(|| window().length());
    let (mut start, mut all) = (window().start(), Vec::new());
    while start < window().end() {
        let end = (start + longest).min(window().end());
        let query = Query {
            window: Interval::new(start, end).unwrap(),
            local: &local,
            length: Seconds::from_minutes(30),
            titles: Titles::Shown,
        };
        all.push(provider.availability().fetch(query).await.unwrap());
        start = end;
    }
    all
}

/// Books the second start that is offered, finds the booking, cancels it.
async fn book(provider: &dyn Provider, offered: &[Findings]) {
    let offers = offered.iter().filter_map(|found| found.offers.as_ref());
    let start = offers.flat_map(|offers| offers.starts()).nth(1).copied().unwrap();
    let attendee =
        Attendee { name: "Gil".into(), email: "gil@example.com".into(), zone: "Europe/Berlin".into() };
    let length = Seconds::from_minutes(30);
    let request = BookingRequest { start, length, attendee, intent: "i-1".into() };
    let target = provider.booking().unwrap();
    let Outcome::Ok(booking) = target.create(&request, None).await else { panic!("not booked") };
    let found = target.bookings(window()).await.unwrap();
    assert!(found.iter().any(|it| it.id == booking.id));
    assert!(matches!(target.cancel(&booking.id, "enough").await, Outcome::Ok(())));
}

async fn calendly(way: Way) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let http = client();
    let route = freebusy_calendly::rated(route(&sandbox, &http, way, App::Calendly, "calendly").await);
    let zones = Arc::new(Zones::load(None).unwrap());
    let account = freebusy_calendly::Account::new(Channel::new(http, route), zones);
    let plain = EventTypeName::parse("30min").unwrap();
    let listed = account.listed("calendly:ana/30min", plain, OfferRole::Booked);
    ask(&account.open("calendly:ana")).await;
    book(&listed, &ask(&listed).await).await;
    check(&sandbox, 8);
    sandbox.stop().await;
}

#[tokio::test]
async fn calendly_is_asked_and_answers_as_described() {
    calendly(Way::Direct).await;
}

#[tokio::test]
async fn calendly_is_asked_as_described_through_the_first_generation() {
    calendly(Way::GatewayOne).await;
}

#[tokio::test]
async fn calendly_is_asked_as_described_through_the_second_generation() {
    calendly(Way::GatewayTwo).await;
}
