//! How many requests a search over twenty people and sixty days sends: counted at the service, not at home.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "behavior/runtime.rs"]
mod runtime;

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_calendly::{Account, EventTypeName};
use freebusy_core::{
    Anchor, Increment, Interval, Meeting, Minutes, NaiveDate, OfferRole, Order, ParticipantId,
    TentativePolicy, Timestamp, WallTime, Who, ZoneRules,
};
use freebusy_engine::{Answer, Explain, OnUnknown, Participant, Purpose, Request, Source, find};
use freebusy_provider::Titles;
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{BaseUrl, Channel, Credential, Reach, ReqwestClient, Route, hardened};
use freebusy_zones::Zones;
use serde_json::{Value, json};

use crate::runtime::block_on;

const PEOPLE: usize = 20;
const DAYS: u32 = 60;
const WORKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const NOW: &str = "2026-11-20T12:00:00Z";

/// Everybody works from nine to five in London or Berlin, and is busy in each half hour with the odds of one in five.
fn world(seed: u64) -> Value {
    let mut state = seed;
    let mut is_busy = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33).is_multiple_of(5)
    };
    let zone = |index: usize| if index.is_multiple_of(2) { "Europe/London" } else { "Europe/Berlin" };
    let user = |index: usize| format!("USER{index:012}");
    let people = (0..PEOPLE).map(|index| {
        let starts = (0..i64::from(DAYS) * 48).map(|half| now().as_unix() + half * 1_800);
        let busy: Vec<Value> = starts
            .filter(|_| is_busy())
            .map(|start| json!({ "start": rfc3339(start), "end": rfc3339(start + 1_800), "title": "busy" }))
            .collect();
        json!({
            "id": format!("p{index}"), "name": format!("Person {index}"),
            "email": format!("p{index}@example.com"), "time_zone": zone(index), "busy": busy,
        })
    });
    let people: Vec<Value> = people.collect();
    let made = "2026-01-01T00:00:00Z";
    let each = |make: &dyn Fn(usize) -> Value| (0..PEOPLE).map(make).collect::<Vec<_>>();
    let weekday =
        |day: &str| json!({ "type": "wday", "wday": day, "intervals": [{ "from": "09:00", "to": "17:00" }] });
    json!({
        "people": people,
        "calendly": {
            "users": each(&|index| json!({
                "id": user(index), "person": format!("p{index}"), "slug": format!("p{index}"),
                "organization": "ORG0000000000000", "membership": format!("MEMB{index:012}"),
                "role": if index == 0 { "owner" } else { "user" }, "created_at": made,
            })),
            "tokens": [{ "value": "token", "user": user(0) }],
            "schedules": each(&|index| json!({
                "id": format!("SCHE{index:012}"), "user": user(index), "name": "Work", "default": true,
                "timezone": zone(index),
                "rules": WORKDAYS.map(weekday),
            })),
            "event_types": each(&|index| json!({
                "id": type_id(index), "name": "Half an hour", "slug": "half-hour", "hosts": [user(index)],
                "duration": 30, "horizon_days": 90, "created_at": made, "updated_at": made,
            })),
        },
    })
}

fn type_id(index: usize) -> String {
    format!("TYPE{index:012}")
}

fn now() -> Timestamp {
    WallTime::new(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), 43_200).at_offset(0)
}

fn rfc3339(unix: i64) -> String {
    Timestamp::from_unix(unix).to_chrono().unwrap().to_rfc3339()
}

/// The sandbox of [`world`], its clock standing at [`NOW`].
fn sandbox(seed: u64) -> Sandbox {
    let mut world = world(seed);
    world["settings"] = json!({ "rate_limits": false });
    let options = Options { port: 0, world: Some(serde_json::from_value(world).unwrap()) };
    block_on(Sandbox::start(options)).unwrap()
}

fn channel(sandbox: &Sandbox) -> Channel {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap();
    let http = Arc::new(ReqwestClient::new(client, Reach::Anywhere));
    let base = |place: &str, key: &str| BaseUrl::parse(sandbox.line()[place][key].as_str().unwrap()).unwrap();
    let control = Channel::new(http.clone(), Route::direct(base("sandbox", "control_url")));
    let clock = json!({ "now": NOW }).to_string();
    let set = control.raw(
        freebusy_transport::Method::PUT,
        "/clock",
        Some(clock.into()),
        freebusy_transport::HeaderMap::new(),
    );
    assert!(block_on(set).unwrap().status.is_success());
    let base = base("calendly", "base_url");
    let credential = Credential::new(base.origin(), "token".into());
    Channel::new(http, Route::direct(base).with_credential(credential))
}

fn participant(account: &Account, index: usize) -> Participant {
    let name = EventTypeName::parse(&type_id(index)).unwrap();
    let provider = Arc::new(account.listed(format!("calendly:p{index}"), name, OfferRole::Booked));
    Participant {
        id: format!("p{index}").into(),
        hours: None,
        local: Arc::new(ZoneRules::utc()),
        taken: Vec::new(),
        sources: vec![Source { provider, purpose: Purpose::Decides }],
        tentative: TentativePolicy::Busy,
    }
}

/// Half an hour for everybody within the sixty days.
fn request(account: &Account, limit: Option<usize>) -> Request {
    let start = now() + freebusy_core::Seconds::from_minutes(12 * 60);
    let end = start + freebusy_core::Seconds::from_minutes(DAYS * 24 * 60);
    Request {
        meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap(),
        window: Interval::new(start, end).unwrap(),
        zone: Arc::new(ZoneRules::utc()),
        anchor: Anchor::Clock,
        increment: Increment::new(Minutes::new(30)).unwrap(),
        notice: Minutes::ZERO,
        now: now(),
        participants: (0..PEOPLE).map(|index| participant(account, index)).collect(),
        who: Who::all((0..).map(ParticipantId).take(PEOPLE).map(Who::one).collect()).unwrap(),
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: limit.and_then(NonZeroUsize::new),
        explain: Explain::WhenEmpty,
        titles: Titles::Withheld,
        budget: None,
    }
}

/// What a search finds, and how many requests for offered starts and for anything else the service received.
fn searched(seed: u64, limit: Option<usize>) -> (Answer, usize, usize) {
    let sandbox = sandbox(seed);
    let account = Account::new(channel(&sandbox), Arc::new(Zones::bundled()));
    let answer = block_on(find(&request(&account, limit)));
    let exchanges = sandbox.exchanges();
    let slots = exchanges.iter().filter(|it| it.target.starts_with("/event_type_available_times")).count();
    (answer, slots, exchanges.len() - slots)
}

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

#[test]
fn everything_of_twenty_people_in_sixty_days_takes_forty_requests() {
    for seed in SEEDS {
        let (answer, slots, others) = searched(seed, None);
        assert!(answer.is_complete(), "{:?}", answer.sources);
        // Each event type is looked up once.
        assert_eq!((slots, others), (2 * PEOPLE, PEOPLE), "seed {seed}");
    }
}

#[test]
fn the_first_three_times_of_twenty_people_take_little_more_than_half_of_that() {
    let mut total = 0;
    for seed in SEEDS {
        let (all, ..) = searched(seed, None);
        let (first, slots, _) = searched(seed, Some(3));
        let wanted = all.slots.len().min(3);
        assert_eq!(first.slots, all.slots[..wanted], "seed {seed}");
        println!("seed {seed}: {} common starts, {slots} requests for the first {wanted}", all.slots.len());
        total += slots;
    }
    assert!(total <= SEEDS.len() * 28, "{total} requests in {} searches", SEEDS.len());
}
