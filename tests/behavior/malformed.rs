//! What services answer by mistake: recorded answers of the sandbox, damaged in ten thousand ways for each adapter.
//!
//! Whatever comes back, nothing panics, and no start is offered that the undamaged answers did not offer.
#[path = "malformed/mutate.rs"]
mod mutate;
#[path = "malformed/replay.rs"]
mod replay;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use freebusy_calcom::Dialect;
use freebusy_core::{
    Anchor, Increment, Meeting, Minutes, OfferRole, Order, ParticipantId, TentativePolicy, Timestamp, Who,
    ZoneRules,
};
use freebusy_engine::{Explain, OnUnknown, Participant, Request, find};
use freebusy_maton::App;
use freebusy_provider::{Provider, Titles};
use freebusy_transport::{Channel, Http, Method, Route};
use freebusy_zones::Zones;
use serde_json::{Value, json};

use crate::person::{Person, instant, interval};
use crate::runtime::block_on;
use crate::services::Way;
use crate::stage::{EVENT_TYPE, Stage};
use mutate::{Draw, mutated};
use replay::{Recorder, Recording, Replay};

/// How many damaged answers each adapter is given; more with `FREEBUSY_MUTATIONS`.
const CASES: usize = 10_000;

static ZONES: LazyLock<Arc<Zones>> = LazyLock::new(|| Arc::new(Zones::bundled()));

/// Makes the provider under test over a channel.
type Make = fn(Channel) -> Arc<dyn Provider>;

fn cases() -> usize {
    std::env::var("FREEBUSY_MUTATIONS").map_or(CASES, |wanted| wanted.parse().unwrap())
}

/// A person with some of everything: taken time that touches, overlaps, spans a night.
fn person() -> Person {
    Person::free()
        .busy("2026-12-01T09:00Z", "2026-12-01T10:00Z")
        .busy("2026-12-01T09:30Z", "2026-12-01T11:00Z")
        .busy("2026-12-01T22:00Z", "2026-12-02T06:00Z")
        .busy("2026-12-02T06:00Z", "2026-12-02T07:45Z")
}

fn request(source: Arc<dyn Provider>) -> Request {
    let ana = Participant {
        id: "ana".into(),
        hours: None,
        local: Arc::new(ZoneRules::utc()),
        taken: Vec::new(),
        sources: vec![source.into()],
        tentative: TentativePolicy::Busy,
    };
    Request {
        meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap(),
        window: interval("2026-12-01T00:00Z", "2026-12-03T00:00Z"),
        zone: Arc::new(ZoneRules::utc()),
        anchor: Anchor::Clock,
        increment: Increment::new(Minutes::new(15)).unwrap(),
        notice: Minutes::ZERO,
        now: instant("2026-11-20T12:00Z"),
        participants: vec![ana],
        who: Who::one(ParticipantId(0)),
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: None,
        explain: Explain::WhenEmpty,
        titles: Titles::Withheld,
        budget: None,
    }
}

fn starts(source: Arc<dyn Provider>) -> BTreeSet<Timestamp> {
    block_on(find(&request(source))).slots.iter().map(|slot| slot.span.start()).collect()
}

/// What the sandbox answers when the provider is asked the ordinary way.
fn recording(app: App, make: Make) -> (Recording, Route, BTreeSet<Timestamp>) {
    let stage = Stage::new(&person());
    stage.set_clock(instant("2026-11-20T12:00Z"));
    let channel = stage.channel(app, Way::Direct);
    book(&channel, app);
    let route = channel.route().clone();
    let recorder = Arc::new(Recorder::over(stage.http()));
    let offered = starts(make(Channel::new(recorder.clone(), route.clone())));
    assert!(!offered.is_empty(), "the undamaged answers offer something");
    (recorder.recorded(), route, offered)
}

/// Books half an hour on each day, so that the services tell of meetings of their own too.
fn book(channel: &Channel, app: App) {
    for day in ["2026-12-01", "2026-12-02"] {
        let start = format!("{day}T14:00:00Z");
        let (path, body, version) = match app {
            App::Calendly => ("/invitees", at_calendly(&start), None),
            App::Calcom => ("/v2/bookings", at_calcom(&start), Some("2024-08-13")),
        };
        let headers = version.map(|version| {
            let value = freebusy_transport::HeaderValue::from_static(version);
            (freebusy_transport::HeaderName::from_static("cal-api-version"), value)
        });
        let sent =
            channel.raw(Method::POST, path, Some(body.to_string().into()), headers.into_iter().collect());
        assert_eq!(block_on(sent).unwrap().status.as_u16(), 201);
    }
}

fn at_calendly(start: &str) -> Value {
    json!({
        "event_type": "https://api.calendly.com/event_types/EVT0000000000000", "start_time": start,
        "invitee": { "name": "Gil", "email": "gil@example.com", "timezone": "UTC" },
    })
}

fn at_calcom(start: &str) -> Value {
    json!({
        "eventTypeId": 10, "start": start,
        "attendee": { "name": "Gil", "email": "gil@example.com", "timeZone": "UTC" },
    })
}

/// Damages the answers that `make`'s provider gets, one at a time.
fn survive(app: App, make: Make, seed: u64) {
    let (recording, route, offered) = recording(app, make);
    let mut draw = Draw::seeded(seed);
    for case in 0..cases() {
        let index = draw.below(recording.len());
        let damage = mutated(&recording.answer(index), &mut draw);
        let http: Arc<dyn Http> = Arc::new(Replay::of(&recording, index, damage.bytes));
        let now_offered = starts(make(Channel::new(http, route.clone())));
        let grown: Vec<_> = now_offered.difference(&offered).collect();
        let target = recording.target(index);
        assert!(grown.is_empty(), "case {case}, {target}, {}: offers {grown:?} more", damage.what);
    }
}

fn event_type() -> freebusy_calendly::EventTypeName {
    freebusy_calendly::EventTypeName::parse(EVENT_TYPE).unwrap()
}

fn calendly(channel: Channel) -> freebusy_calendly::Account {
    freebusy_calendly::Account::new(channel, Arc::clone(&ZONES))
}

#[test]
fn damaged_answers_of_calendly_about_busy_time_offer_nothing_more() {
    survive(App::Calendly, |channel| Arc::new(calendly(channel).open("test:ana")), 1);
}

#[test]
fn damaged_answers_of_calendly_about_offers_offer_nothing_more() {
    let listed = |channel| -> Arc<dyn Provider> {
        Arc::new(calendly(channel).listed("test:ana", event_type(), OfferRole::Booked))
    };
    survive(App::Calendly, listed, 2);
}

fn calcom(channel: Channel, dialect: Dialect) -> freebusy_calcom::Account {
    freebusy_calcom::Account::new(channel, dialect, Arc::clone(&ZONES))
}

fn calcom_listed(channel: Channel, dialect: Dialect) -> Arc<dyn Provider> {
    let event_type = freebusy_calcom::EventTypeName::parse(EVENT_TYPE);
    Arc::new(calcom(channel, dialect).listed("test:ana", event_type, OfferRole::Booked))
}

#[test]
fn damaged_answers_of_calcom_about_busy_time_offer_nothing_more() {
    survive(App::Calcom, |channel| Arc::new(calcom(channel, Dialect::Current).open("test:ana")), 3);
}

#[test]
fn damaged_answers_of_calcom_about_offers_offer_nothing_more() {
    survive(App::Calcom, |channel| calcom_listed(channel, Dialect::Current), 4);
}

#[test]
fn damaged_answers_of_the_old_calcom_about_busy_time_offer_nothing_more() {
    survive(App::Calcom, |channel| Arc::new(calcom(channel, Dialect::Of2024_04_15).open("test:ana")), 5);
}

#[test]
fn damaged_answers_of_the_old_calcom_about_offers_offer_nothing_more() {
    survive(App::Calcom, |channel| calcom_listed(channel, Dialect::Of2024_04_15), 6);
}
