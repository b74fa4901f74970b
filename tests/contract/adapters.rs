//! What the adapters send to the sandbox: searches and bookings, directly and through both generations of the gateway.

use std::sync::Arc;

use freebusy_calcom::Dialect;
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp, ZoneRules};
use freebusy_maton::App;
use freebusy_provider::{Attendee, BookingRequest, Findings, Form, Outcome, Provider, Query, Titles};
use freebusy_sandbox::Sandbox;
use freebusy_transport::Route;
use freebusy_zones::Zones;

use crate::services::{Services, Way, first_active};
use crate::walk::check;
use crate::{days, specs};

/// The route to `app` on behalf of the first person who has an account there.
pub(crate) async fn route(services: &Services, way: Way, app: App) -> Route {
    match way {
        Way::Direct => services.direct(app),
        Way::Maton1 | Way::Maton2 => {
            let gateway = services.gateway(way, services.word("maton", "token"));
            let connection = first_active(&gateway, app).await;
            gateway.route(app, &connection)
        }
    }
}

/// Two to nine days ahead.
fn window() -> Interval {
    days::window(2, 9)
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
            now: Timestamp::from_unix(0),
            length: Seconds::from_minutes(30),
            titles: Titles::Shown,
        };
        all.push(provider.availability().fetch(query).await.unwrap());
        start = end;
    }
    all
}

/// Holds the second start that is offered where that can be done, books it, finds the booking, cancels it.
async fn book(provider: &dyn Provider, offered: &[Findings]) {
    let offers = offered.iter().filter_map(|found| found.offers.as_ref());
    let start = offers.flat_map(|offers| offers.starts()).nth(1).copied().unwrap();
    let attendee =
        Attendee { name: "Gil".into(), email: "gil@example.com".into(), zone: "Europe/Berlin".into() };
    let length = Seconds::from_minutes(30);
    let request = BookingRequest { start, length, attendee, form: Form::default(), intent: "i-1".into() };
    let target = provider.booking().unwrap();
    let slot = Interval::new(start, start + length).unwrap();
    let hold = match provider.holds() {
        Some(holds) => Some(holds.hold(slot, start).await),
        None => None,
    };
    let hold = hold.map(|outcome| match outcome {
        Outcome::Ok(hold) => hold,
        other => panic!("{other:?}"),
    });
    let outcome = target.create(&request, hold.as_ref()).await;
    let Outcome::Ok(booking) = outcome else { panic!("{outcome:?}") };
    if let Some((holds, hold)) = provider.holds().zip(hold) {
        let outcome = holds.release(&hold).await;
        assert!(matches!(outcome, Outcome::Ok(())), "{outcome:?}");
    }
    let found = target.bookings(window()).await.unwrap();
    assert!(found.iter().any(|it| it.id == booking.id));
    let outcome = target.cancel(&booking.id, "enough").await;
    assert!(matches!(outcome, Outcome::Ok(())), "{outcome:?}");
}

/// Services that count no calls: what is tested here is what is said, not how often.
async fn services() -> Services {
    let services = Services::start().await;
    services.lift_rate_limits().await;
    services
}

async fn calendly(way: Way) {
    let services = services().await;
    let route = freebusy_calendly::rated(route(&services, way, App::Calendly).await);
    let zones = Arc::new(Zones::load(None).unwrap());
    let account = freebusy_calendly::Account::new(services.channel(route), zones);
    let plain = freebusy_calendly::EventTypeName::parse("30min").unwrap();
    let listed = account.listed("calendly:ana/30min", plain, OfferRole::Booked);
    ask(&account.open("calendly:ana")).await;
    book(&listed, &ask(&listed).await).await;
    check(&services.sandbox, 8);
    services.sandbox.stop().await;
}

#[tokio::test]
async fn calendly_is_asked_and_answers_as_described() {
    calendly(Way::Direct).await;
}

#[tokio::test]
async fn calendly_is_asked_as_described_through_the_first_generation() {
    calendly(Way::Maton1).await;
}

#[tokio::test]
async fn calendly_is_asked_as_described_through_the_second_generation() {
    calendly(Way::Maton2).await;
}

async fn calcom(way: Way, dialect: Dialect) -> Sandbox {
    let services = services().await;
    let route = freebusy_calcom::rated(route(&services, way, App::Calcom).await);
    let zones = Arc::new(Zones::load(None).unwrap());
    let account = freebusy_calcom::Account::new(services.channel(route), dialect, zones);
    let plain = freebusy_calcom::EventTypeName::parse("intro");
    let listed = account.listed("calcom:dee/intro", plain, OfferRole::Booked);
    ask(&account.open("calcom:dee")).await;
    book(&listed, &ask(&listed).await).await;
    services.sandbox
}

#[tokio::test]
async fn cal_com_is_asked_and_answers_as_described() {
    check(&calcom(Way::Direct, Dialect::Current).await, 8);
}

#[tokio::test]
async fn cal_com_is_asked_as_described_through_the_first_generation() {
    check(&calcom(Way::Maton1, Dialect::Current).await, 8);
}

#[tokio::test]
async fn cal_com_is_asked_as_described_through_the_second_generation() {
    check(&calcom(Way::Maton2, Dialect::Current).await, 8);
}

#[tokio::test]
async fn what_cal_com_is_asked_in_the_older_dialect_is_counted_apart() {
    let exchanges = calcom(Way::Direct, Dialect::Of2024_04_15).await.exchanges();
    if let Some(checker) = specs::checker() {
        let report = checker.check(&exchanges);
        eprintln!("{report}");
        assert!(report.violations.is_empty(), "{report}");
        assert!(report.unchecked.values().sum::<usize>() >= 5, "{report}");
    }
}
