//! A crowd at Calendly: everybody works from nine to five in London or Berlin, offers half hours, and is busy in each
//! half hour with the odds of one in five.

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_calendly::{Account, EventTypeName};
use freebusy_core::{
    Anchor, Increment, Interval, Meeting, Minutes, NaiveDate, OfferRole, Order, ParticipantId, Seconds,
    TentativePolicy, Timestamp, WallTime, Who, ZoneRules,
};
use freebusy_engine::{Explain, OnUnknown, Participant, Request, Source};
use freebusy_provider::{Provider, Titles};
use serde_json::{Value, json};

const WORKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const MADE: &str = "2026-01-01T00:00:00Z";

/// How many people, and how many days of theirs are searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) people: usize,
    pub(crate) days: u32,
}

impl Crowd {
    /// The world in which they live. It counts no calls: how many there are is up to the caller.
    pub(crate) fn world(self, seed: u64) -> Value {
        let mut state = seed;
        let mut is_busy = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33).is_multiple_of(5)
        };
        let people = (0..self.people).map(|index| self.person(index, &mut is_busy)).collect::<Vec<_>>();
        let each = |make: fn(usize) -> Value| (0..self.people).map(make).collect::<Vec<_>>();
        json!({
            "people": people,
            "calendly": {
                "users": each(account),
                "tokens": [{ "value": "token", "user": user(0) }],
                "schedules": each(schedule),
                "event_types": each(event_type),
            },
            "settings": { "rate_limits": false },
        })
    }

    fn person(self, index: usize, is_busy: &mut impl FnMut() -> bool) -> Value {
        let starts = (0..i64::from(self.days) * 48).map(|half| now().as_unix() + half * 1_800);
        let busy = starts
            .filter(|_| is_busy())
            .map(|start| json!({ "start": rfc3339(start), "end": rfc3339(start + 1_800), "title": "busy" }));
        json!({
            "id": format!("p{index}"), "name": format!("Person {index}"),
            "email": format!("p{index}@example.com"), "time_zone": zone(index),
            "busy": busy.collect::<Vec<_>>(),
        })
    }

    /// Half an hour for all of `providers`, one for each person, within the days.
    pub(crate) fn request(self, providers: Vec<Arc<dyn Provider>>, limit: Option<usize>) -> Request {
        let start = now() + Seconds::from_minutes(12 * 60);
        let end = start + Seconds::from_minutes(self.days * 24 * 60);
        let everybody = (0..).map(ParticipantId).take(providers.len()).map(Who::one).collect();
        Request {
            meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap(),
            window: Interval::new(start, end).unwrap(),
            zone: Arc::new(ZoneRules::utc()),
            anchor: Anchor::Clock,
            increment: Increment::new(Minutes::new(30)).unwrap(),
            notice: Minutes::ZERO,
            now: now(),
            participants: (0..).zip(providers).map(participant).collect(),
            who: Who::all(everybody).unwrap(),
            optional: Vec::new(),
            on_unknown: OnUnknown::Exclude,
            order: Order::Earliest,
            limit: limit.and_then(NonZeroUsize::new),
            explain: Explain::WhenEmpty,
            titles: Titles::Withheld,
            budget: None,
        }
    }
}

/// One of the crowd by what is offered, through `account`.
pub(crate) fn listed(account: &Account, index: usize) -> Arc<dyn Provider> {
    let name = EventTypeName::parse(&type_id(index)).unwrap();
    Arc::new(account.listed(format!("calendly:p{index}"), name, OfferRole::Booked))
}

/// Noon on 20 November 2026.
pub(crate) fn now() -> Timestamp {
    WallTime::new(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), 43_200).at_offset(0)
}

fn participant((index, provider): (usize, Arc<dyn Provider>)) -> Participant {
    Participant {
        id: format!("p{index}").into(),
        hours: None,
        local: Arc::new(ZoneRules::utc()),
        taken: Vec::new(),
        sources: vec![Source::from(provider)],
        tentative: TentativePolicy::Busy,
    }
}

fn account(index: usize) -> Value {
    json!({
        "id": user(index), "person": format!("p{index}"), "slug": format!("p{index}"),
        "organization": "ORG0000000000000", "membership": format!("MEMB{index:012}"),
        "role": if index == 0 { "owner" } else { "user" }, "created_at": MADE,
    })
}

fn schedule(index: usize) -> Value {
    let rule =
        |day: &str| json!({ "type": "wday", "wday": day, "intervals": [{ "from": "09:00", "to": "17:00" }] });
    json!({
        "id": format!("SCHE{index:012}"), "user": user(index), "name": "Work", "default": true,
        "timezone": zone(index), "rules": WORKDAYS.map(rule),
    })
}

fn event_type(index: usize) -> Value {
    json!({
        "id": type_id(index), "name": "Half an hour", "slug": "half-hour", "hosts": [user(index)],
        "duration": 30, "horizon_days": 90, "created_at": MADE, "updated_at": MADE,
    })
}

fn zone(index: usize) -> &'static str {
    if index.is_multiple_of(2) { "Europe/London" } else { "Europe/Berlin" }
}

fn user(index: usize) -> String {
    format!("USER{index:012}")
}

fn type_id(index: usize) -> String {
    format!("TYPE{index:012}")
}

fn rfc3339(unix: i64) -> String {
    Timestamp::from_unix(unix).to_chrono().unwrap().to_rfc3339()
}
