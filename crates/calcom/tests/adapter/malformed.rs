//! Every value of every answer in turn replaced by one of another type: never is more offered, never more free.

use std::sync::Arc;

use freebusy_calcom::{Dialect, EventTypeName};
use freebusy_core::{IntervalSet, OfferRole};
use freebusy_provider::{Findings, Provider};
use serde_json::{Value, json};

use crate::server::{Server, query, window};

type Answers = Vec<(&'static str, Value)>;

fn now() -> Answers {
    let success = |data: Value| json!({ "status": "success", "data": data });
    let slot = |start: &str, end: &str| json!({ "start": start, "end": end });
    vec![
        (
            "GET /v2/event-types",
            success(json!([{ "id": 7, "title": "I", "slug": "intro", "lengthInMinutes": 60,
                "lengthInMinutesOptions": [30, 60], "hidden": false }])),
        ),
        (
            "GET /v2/schedules/default",
            success(json!({ "id": 1, "name": "n", "timeZone": "America/New_York",
                "availability": [{ "days": ["Tuesday", "Friday"], "startTime": "09:00", "endTime": "17:00" }],
                "overrides": [{ "date": "2026-12-04", "startTime": "00:00", "endTime": "00:00" }] })),
        ),
        (
            "GET /v2/slots",
            success(json!({ "2026-12-02": [slot("2026-12-02T09:00:00Z", "2026-12-02T10:00:00Z"),
                { "start": "2026-12-02T11:00:00Z", "away": true },
                { "start": "2026-12-02T12:00:00Z", "seatsTotal": 2, "seatsBooked": 2, "seatsRemaining": 0 }] })),
        ),
        (
            "GET /v2/calendars",
            success(json!({ "connectedCalendars": [{ "integration": { "name": "G" }, "credentialId": 5,
                "calendars": [{ "externalId": "x", "isSelected": true, "credentialId": 5 }] }] })),
        ),
        (
            "GET /v2/calendars/busy-times",
            success(json!([slot("2026-12-02T10:00:00Z", "2026-12-02T11:00:00Z")])),
        ),
        (
            "GET /v2/bookings",
            json!({ "status": "success", "data": [{ "uid": "a", "status": "accepted",
                    "start": "2026-12-03T10:00:00Z", "end": "2026-12-03T11:00:00Z", "metadata": { "k": "v" },
                    "attendees": [{ "name": "B", "email": "b@example.com" }] }],
                "pagination": { "itemsPerPage": 250, "currentPage": 1, "hasNextPage": false } }),
        ),
        ("GET /v2/me", success(json!({ "id": 1, "email": "a@b.c", "timeZone": "America/New_York" }))),
    ]
}

fn then() -> Answers {
    let success = |data: Value| json!({ "status": "success", "data": data });
    vec![
        (
            "GET /v2/event-types",
            success(json!({ "eventTypeGroups": [{ "teamId": null, "eventTypes":
                [{ "id": 7, "title": "I", "slug": "intro", "length": 60, "hidden": false }] }] })),
        ),
        (
            "GET /v2/schedules/default",
            success(json!({ "id": 1, "timeZone": "America/New_York",
                "workingHours": [{ "days": [2, 5], "startTime": 540, "endTime": 1020 }],
                "dateOverrides": [{ "ranges": [{ "start": "2026-12-04T00:00:00Z", "end": "2026-12-04T00:00:00Z" }] }] })),
        ),
        (
            "GET /v2/slots/available",
            success(json!({ "slots": { "2026-12-02": [{ "time": "2026-12-02T09:00:00Z" },
                { "time": "2026-12-02T11:00:00Z", "away": true }] } })),
        ),
        ("GET /v2/calendars", success(json!({ "connectedCalendars": [] }))),
        (
            "GET /v2/bookings",
            success(
                json!({ "bookings": [{ "uid": "a", "status": "ACCEPTED", "startTime": "2026-12-03T10:00:00Z",
                "endTime": "2026-12-03T11:00:00Z" }], "totalCount": 1, "nextCursor": null }),
            ),
        ),
        ("GET /v2/me", success(json!({ "id": 1, "email": "a@b.c", "timeZone": "America/New_York" }))),
    ]
}

/// The places of every value within `value`.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    let inner: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, it)| (name.clone(), it)).collect(),
        _ => Vec::new(),
    };
    inner.into_iter().for_each(|(name, it)| places(it, &format!("{at}/{name}"), all));
}

/// Every value of `answers` in turn replaced by each value of another type.
fn mutants(answers: &Answers) -> Vec<(String, Answers)> {
    let odd = [Value::Null, json!(-1), json!(0.5), json!("x"), json!([7]), json!({ "x": 7 }), json!(true)];
    let mut all = Vec::new();
    for (index, (line, answer)) in answers.iter().enumerate() {
        let mut found = Vec::new();
        places(answer, "", &mut found);
        for place in found {
            let was = answer.pointer(&place).unwrap();
            for value in odd.iter().filter(|odd| std::mem::discriminant(*odd) != std::mem::discriminant(was))
            {
                let mut mutant = answers.clone();
                *mutant[index].1.pointer_mut(&place).unwrap() = value.clone();
                all.push((format!("{line}{place} = {value}"), mutant));
            }
        }
    }
    all
}

fn server(answers: &Answers) -> Arc<Server> {
    let server = Server::new();
    for (line, answer) in answers {
        server.on(line, 200, answer.to_string());
    }
    server
}

/// The time that is free of one person, and the starts that are offered; nothing when the source fails.
async fn told(answers: &Answers, dialect: Dialect) -> (IntervalSet, Vec<String>) {
    let week = window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z");
    let account = server(answers).account(dialect);
    let open = account.open("c").availability().fetch(query(week, 60)).await;
    let free = open.map_or(IntervalSet::EMPTY, |found: Findings| {
        let taken: IntervalSet = found.blocks.iter().map(|block| block.interval).collect();
        &found.hours.unwrap_or(IntervalSet::from(week)) - &taken
    });
    let listed = account.listed("c", EventTypeName::parse("intro"), OfferRole::Booked);
    let offers = listed.availability().fetch(query(week, 60)).await;
    (free, offers.map_or(Vec::new(), |found| crate::server::starts(&found)))
}

async fn never_more(answers: Answers, dialect: Dialect) {
    let (free, starts) = told(&answers, dialect).await;
    assert!(!free.is_empty() && starts.len() == 1, "{free:?} {starts:?}");
    for (what, mutant) in mutants(&answers) {
        let (freer, more) = told(&mutant, dialect).await;
        assert!((&freer - &free).is_empty(), "{what}: {freer:?} is more than {free:?}");
        let known = |start: &String| starts.contains(start);
        assert!(more.iter().all(known), "{what}: {more:?} is more than {starts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_damaged_answer_of_the_current_dialect_makes_more_of_a_person() {
    never_more(now(), Dialect::Current).await;
}

#[tokio::test(start_paused = true)]
async fn no_damaged_answer_of_the_old_dialect_makes_more_of_a_person() {
    never_more(then(), Dialect::Of2024_04_15).await;
}
