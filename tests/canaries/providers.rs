//! Both providers, and what else leads outside, under every fault: their findings, outcomes and errors.

use std::sync::Arc;

use freebusy_calcom::Dialect;
use freebusy_calendly::{EventTypeName, endpoints};
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp, ZoneRules};
use freebusy_maton::{App, Filter};
use freebusy_provider::{Attendee, BookingRequest, Form, Outcome, Provider, Query, Titles};
use freebusy_transport::{Bounds, Channel, HeaderMap, Reach, ReqwestClient, Url, UrlRequest, fetch};
use freebusy_zones::Zones;

use crate::calls::{FAULTS, judge};
use crate::faults::{Fault, ONCE};
use crate::guide::Tour;
use crate::services::Way;
use crate::{cast, days, log, services};

/// Two to seven days ahead.
fn window() -> Interval {
    days::window(2, 7)
}

/// Asks, books, lists and cancels, whatever comes of it.
async fn use_it(tour: &Tour, provider: &dyn Provider) {
    let (local, length) = (ZoneRules::utc(), Seconds::from_minutes(30));
    let query = Query {
        window: window(),
        local: &local,
        now: Timestamp::from_unix(0),
        length,
        titles: Titles::Withheld,
    };
    tour.show(&provider);
    let found = provider.availability().fetch(query).await;
    tour.see(&found);
    let Some(target) = provider.booking() else { return };
    let offers = found.ok().and_then(|found| found.offers);
    let start = offers.and_then(|offers| offers.starts().get(2).copied());
    let attendee =
        Attendee { name: cast::NAME.into(), email: cast::EMAIL.into(), zone: "Europe/Berlin".into() };
    let start = start.unwrap_or_else(|| window().start());
    let request = BookingRequest { start, length, attendee, form: Form::default(), intent: "i-1".into() };
    let made = end(tour, target.create(&request, None).await);
    tour.see(&target.bookings(window()).await);
    if let Some(made) = made {
        end(tour, target.cancel(&made.id, cast::REASON).await);
    }
}

/// Shows an outcome, and its error with all its sources.
fn end<T: std::fmt::Debug>(tour: &Tour, outcome: Outcome<T>) -> Option<T> {
    tour.show(&outcome);
    match outcome {
        Outcome::Ok(value) => Some(value),
        Outcome::NotSent(error) | Outcome::Rejected(_, error) | Outcome::Ambiguous(error) => {
            tour.see::<(), _>(&Err(error));
            None
        }
        Outcome::Throttled(_) => None,
    }
}

/// Uses providers as they are, then under every fault: of every call, and of the calls that change something.
async fn suffer(tour: &Tour, service: &str, providers: impl Fn(Channel) -> Vec<Box<dyn Provider>>) {
    for provider in providers(tour.channel(Bounds::default()).await) {
        use_it(tour, &*provider).await;
    }
    let world = tour.stage.world().await;
    for (fault, method) in FAULTS.iter().flat_map(|fault| [(fault, "*"), (fault, "POST")]) {
        for provider in providers(tour.channel(fault.bounds()).await) {
            let mut order = fault.order(service, 50);
            if method != "*" {
                order["method"] = method.into();
            }
            tour.stage.order(&order).await;
            use_it(tour, &*provider).await;
            tour.stage.end_faults().await;
            tour.stage.put_world(world.clone()).await;
        }
    }
    judge(tour);
}

fn zones() -> Arc<Zones> {
    Arc::new(Zones::bundled())
}

async fn begin(name: &'static str, app: App, way: Way) -> Tour {
    log::listen();
    Tour::new(name, app, way, &[]).await
}

fn calendly(channel: Channel) -> Vec<Box<dyn Provider>> {
    let account = freebusy_calendly::Account::new(channel, zones());
    let event_type = EventTypeName::parse("30min").unwrap();
    let listed = account.listed("calendly:ana/30min", event_type, OfferRole::Booked);
    vec![Box::new(listed), Box::new(account.open("calendly:ana"))]
}

fn calcom(channel: Channel, dialect: Dialect) -> Vec<Box<dyn Provider>> {
    let account = freebusy_calcom::Account::new(channel, dialect, zones());
    let event_type = freebusy_calcom::EventTypeName::parse("intro");
    let listed = account.listed("calcom:dee/intro", event_type, OfferRole::Booked);
    vec![Box::new(listed), Box::new(account.open("calcom:dee"))]
}

#[tokio::test]
async fn calendly_as_a_provider_shows_nothing() {
    let tour = begin("calendly_as_a_provider", App::Calendly, Way::Direct).await;
    suffer(&tour, "calendly", calendly).await;
}

#[tokio::test]
async fn calendly_as_a_provider_behind_the_gateway_shows_nothing() {
    let tour = begin("calendly_behind_the_gateway", App::Calendly, Way::Maton2).await;
    suffer(&tour, "maton", calendly).await;
}

#[tokio::test]
async fn calcom_as_a_provider_shows_nothing() {
    let tour = begin("calcom_as_a_provider", App::Calcom, Way::Direct).await;
    suffer(&tour, "calcom", |channel| calcom(channel, Dialect::Current)).await;
}

#[tokio::test]
async fn calcom_as_a_provider_in_its_old_dialect_shows_nothing() {
    let tour = begin("calcom_in_its_old_dialect", App::Calcom, Way::Direct).await;
    suffer(&tour, "calcom", |channel| calcom(channel, Dialect::Of2024_04_15)).await;
}

#[tokio::test]
async fn connections_of_the_gateway_show_nothing() {
    let tour = begin("connections", App::Calcom, Way::Maton2).await;
    let gateway = tour.stage.gateway(Way::Maton2);
    tour.show(&gateway);
    for fault in FAULTS {
        // The gateway's own bounds are long: an answer that is late is only a little late here.
        let order = Fault { delay_ms: fault.delay_ms.map(|_| 20), ..*fault }.order("maton", 1);
        tour.stage.order(&order).await;
        tour.see(&gateway.create(App::Calcom).await);
        tour.stage.end_faults().await;
        // What is tried again is tried after a while, for which no test waits.
        if matches!(fault.status, Some(400..=428 | 430..=499)) || fault.kind == "bad_json" {
            tour.stage.order(&order).await;
            tour.see(&tour.stage.gateway(Way::Maton2).connections(Filter::default()).await);
        }
    }
    tour.see(&tour.stage.gateway(Way::Maton2).connections(Filter::default()).await);
    judge(&tour);
}

#[tokio::test]
async fn a_page_token_and_the_url_of_a_feed_are_seen_nowhere() {
    let tour = begin("tokens_in_queries", App::Calendly, Way::Direct).await;
    let channel = tour.channel(Bounds::default()).await;
    let me = channel.send(&endpoints::me()).await.unwrap().resource.uri;
    let query = endpoints::EventTypesQuery::of(endpoints::Owner::User(me));
    let call = endpoints::event_types(&query, Some(cast::PAGE_TOKEN));
    tour.show(&call);
    let client = ReqwestClient::new(services::client(), Reach::Anywhere);
    let feed = format!("{}/canary-feed-key/basic.ics?key=canary-feed-key", channel.route().base());
    let url = Url::parse(&feed).unwrap();
    let feed = |bounds| UrlRequest {
        operation: "read the calendar",
        url: &url,
        reach: Reach::Anywhere,
        headers: HeaderMap::new(),
        bounds,
    };
    tour.show(&feed(ONCE));
    tour.keep_secret("canary-feed-key");
    for fault in FAULTS {
        tour.stage.order(&fault.order("calendly", 1)).await;
        tour.see(&tour.channel(fault.bounds()).await.send(&call).await);
        tour.stage.order(&fault.order("calendly", 1)).await;
        tour.see(&fetch(&client, feed(fault.bounds())).await);
        tour.stage.end_faults().await;
    }
    tour.see(&channel.send(&call).await);
    judge(&tour);
}
