//! Users by taken time and hours.

use std::sync::Arc;

use freebusy_core::{BlockKind, IntervalSet, Seconds, ZoneRules};
use freebusy_provider::{Error, ErrorKind, Findings, Provider, Query};
use freebusy_transport::SendError;
use serde_json::{Value, json};

use crate::fake::*;

fn schedules(zone: &str) -> Value {
    let rule =
        |wday: &str| json!({"type": "wday", "wday": wday, "intervals": [{"from": "09:00", "to": "17:00"}]});
    json!({"collection": [
        {"uri": "https://api.calendly.com/user_availability_schedules/S", "default": true, "name": "Work", "user": ME,
         "timezone": zone, "rules": [rule("tuesday"), rule("wednesday"),
            {"type": "date", "date": "2026-12-2", "intervals": []}]},
        {"uri": "https://api.calendly.com/user_availability_schedules/T", "default": false, "name": "All", "user": ME,
         "timezone": zone, "rules": [{"type": "wday", "wday": "thursday", "intervals": [{"from": "00:00", "to": "24:00"}]}]}]})
}

fn taken() -> Value {
    json!({"collection": [
        {"type": "external", "start_time": "2026-12-01T10:00:00.000000Z", "end_time": "2026-12-01T11:00:00.000000Z"},
        {"type": "calendly", "start_time": "2026-12-01T12:00:00.000000Z", "end_time": "2026-12-01T12:30:00.000000Z",
         "buffered_start_time": "2026-12-01T11:45:00.000000Z", "buffered_end_time": "2026-12-01T12:45:00.000000Z",
         "event": {"uri": "https://api.calendly.com/scheduled_events/DDDD"}}]})
}

fn ana(zone: &str, busy: Value) -> Arc<Fake> {
    Fake::new()
        .on("GET /users/me", 200, user())
        .on("GET /user_availability_schedules", 200, schedules(zone))
        .on("GET /user_busy_times", 200, busy)
}

fn fetch(fake: &Arc<Fake>, to: i64) -> Result<Findings, Error> {
    let rules = ZoneRules::utc();
    run(fake.account().open("calendly:ana").availability().fetch(query(days(0, to), &rules)))
}

#[test]
fn hours_are_read_in_the_schedules_zone_and_taken_time_with_its_buffers() {
    let found = fetch(&ana("Europe/Berlin", taken()), 6).unwrap();
    let open: IntervalSet = found.hours.unwrap();
    assert_eq!(
        open.iter().map(|span| (span.start(), span.end())).collect::<Vec<_>>(),
        [(at(0, 8, 0), at(0, 16, 0))]
    );
    let blocks: Vec<_> =
        found.blocks.iter().map(|block| (block.kind, block.interval.start(), block.interval.end())).collect();
    assert_eq!(
        blocks,
        [(BlockKind::Busy, at(0, 10, 0), at(0, 11, 0)), (BlockKind::Busy, at(0, 11, 45), at(0, 12, 45))]
    );
    assert!(found.problems.is_empty() && found.offers.is_none());
}

#[test]
fn user_and_hours_are_asked_for_once() {
    let fake = ana("UTC", taken());
    let open = fake.account().open("calendly:ana");
    let rules = ZoneRules::utc();
    for window in [days(0, 6), days(6, 12)] {
        run(open.availability().fetch(query(window, &rules))).unwrap();
    }
    let count = |call| fake.count(call);
    assert_eq!((count("GET /users/me"), count("GET /user_av"), count("GET /user_busy")), (1, 1, 2));
}

#[test]
fn an_unknown_zone_leaves_the_window_unknown() {
    let found = fetch(&ana("Mars/Olympus", json!({"collection": []})), 6).unwrap();
    assert_eq!((found.blocks[0].kind, found.blocks[0].interval), (BlockKind::Unknown, days(0, 6)));
    assert!(found.hours.is_none() && found.problems[0].0.contains("Mars/Olympus"));
}

#[test]
fn whatever_fails_fails_the_whole_window() {
    let kind = |fake: Arc<Fake>| fetch(&fake, 6).unwrap_err().kind();
    let base = || Fake::new().on("GET /users/me", 200, user());
    let scope =
        json!({"title": "Insufficient scope", "message": "x", "required_scopes": ["availability:read"]});
    assert_eq!(kind(base().on("GET /user_availability_schedules", 403, scope)), ErrorKind::Forbidden);
    assert_eq!(kind(Fake::new().on("GET /users/me", 401, "{}")), ErrorKind::Unauthorised);
    let hours = || base().on("GET /user_availability_schedules", 200, schedules("UTC"));
    assert_eq!(kind(hours().on("GET /user_busy_times", 424, "")), ErrorKind::Failed);
    assert_eq!(kind(hours().on("GET /user_busy_times", 200, "{\"collection\":[")), ErrorKind::Malformed);
    assert_eq!(kind(hours().on("GET /user_busy_times", 200, "{}")), ErrorKind::Malformed);
    assert_eq!(kind(hours().failing("GET /user_busy_times", SendError::TimedOut)), ErrorKind::Unreachable);
    let fake = ana("UTC", taken());
    assert_eq!(fetch(&fake, 7).unwrap_err().kind(), ErrorKind::Refused);
    assert!(fake.asked().is_empty());
}

#[test]
fn meetings_beside_the_window_take_time_in_it_by_their_buffers() {
    let beside = |start: &str, end: &str, before: &str, after: &str| {
        json!({"type": "calendly", "start_time": start, "end_time": end,
            "buffered_start_time": before, "buffered_end_time": after})
    };
    let busy = json!({"collection": [
        beside("2026-11-30T23:00:00Z", "2026-11-30T23:30:00Z", "2026-11-30T23:00:00Z", "2026-12-01T00:30:00Z"),
        beside("2026-12-07T01:00:00Z", "2026-12-07T02:00:00Z", "2026-12-06T23:00:00Z", "2026-12-07T02:00:00Z"),
        beside("2026-12-07T01:00:00Z", "2026-12-07T02:00:00Z", "2026-12-07T00:00:00Z", "2026-12-07T02:00:00Z")]});
    let fake = ana("UTC", busy);
    let found = fetch(&fake, 6).unwrap();
    let blocks: Vec<_> =
        found.blocks.iter().map(|block| (block.interval.start(), block.interval.end())).collect();
    assert_eq!(blocks, [(at(-1, 23, 0), at(0, 0, 30)), (at(5, 23, 0), at(6, 2, 0))]);
    let asked =
        fake.asked().into_iter().map(|asked| asked.call).find(|line| line.contains("user_busy")).unwrap();
    assert!(asked.contains("start_time=2026-11-30T21:00:00Z&end_time=2026-12-07T03:00:00Z"), "{asked}");
}

#[test]
fn nothing_before_the_present_is_asked_of_a_service_that_would_refuse_it() {
    let fake = ana("UTC", json!({ "collection": [] }));
    let rules = ZoneRules::utc();
    let account = fake.account();
    let (open, present) = (account.open("calendly:ana"), at(0, 0, 0) - Seconds::from_minutes(30));
    let asked = Query { now: present, ..query(days(0, 6), &rules) };
    run(open.availability().fetch(asked)).unwrap();
    let line =
        fake.asked().into_iter().map(|asked| asked.call).find(|line| line.contains("user_busy")).unwrap();
    // A minute of lead, for clocks differ.
    assert!(line.contains("start_time=2026-11-30T23:31:00Z"), "{line}");
}

#[test]
fn of_a_window_that_begins_about_now_the_past_is_not_asked() {
    let too_early = json!({"title": "Invalid Argument", "message": "date cannot be in the past"});
    let fake = Fake::new()
        .on("GET /users/me", 200, user())
        .on("GET /user_availability_schedules", 200, schedules("UTC"))
        .on("GET /user_busy_times", 400, too_early)
        .on("GET /user_busy_times", 200, taken());
    assert_eq!(fetch(&fake, 6).unwrap().blocks.len(), 2);
    let lines = fake.asked().into_iter().map(|asked| asked.call);
    let asked: Vec<_> = lines.filter(|line| line.contains("user_busy")).collect();
    assert!(asked[1].contains("start_time=2026-12-01T00:00:00Z&end_time=2026-12-07T03:00:00Z"), "{asked:?}");
    let always = json!({"title": "Invalid Argument", "message": "date cannot be in the past"});
    let never = Fake::new()
        .on("GET /users/me", 200, user())
        .on("GET /user_availability_schedules", 200, schedules("UTC"))
        .on("GET /user_busy_times", 400, always);
    assert_eq!(fetch(&never, 6).unwrap_err().kind(), ErrorKind::Refused);
}
