//! People who are booked through an event type.

use std::sync::Arc;

use freebusy_calendly::{EventTypeName, Listed};
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp, ZoneRules};
use freebusy_provider::{Error, ErrorKind, Findings, Limits, Provider, Query};
use serde_json::{Value, json};

use crate::fake::*;

fn bo(fake: &Arc<Fake>, name: &str, role: OfferRole) -> Listed {
    fake.account().listed("calendly:bo/30min", EventTypeName::parse(name).unwrap(), role)
}

fn with_types(types: &[Value]) -> Arc<Fake> {
    Fake::new().on("GET /users/me", 200, user()).on("GET /event_types?", 200, page(types, None))
}

fn fetch(person: &Listed, window: Interval) -> Result<Findings, Error> {
    let rules = ZoneRules::utc();
    run(person.availability().fetch(query(window, &rules)))
}

fn starts(found: &Findings) -> Vec<Timestamp> {
    found.offers.as_ref().unwrap().starts().to_vec()
}

#[test]
fn the_offered_starts_within_the_window_are_told_once_each() {
    let offered = slots(&[
        "2026-12-01T00:00:00.000000Z",
        "2026-12-01T09:00:00.000000Z",
        "2026-12-01T09:00:00Z",
        "2026-12-03T00:00:00.000000Z",
    ]);
    let fake = with_types(&[event_type()]).on("GET /event_type_available_times", 200, offered);
    let bo = bo(&fake, "30min", OfferRole::Booked);
    let found = fetch(&bo, days(0, 2)).unwrap();
    assert_eq!(starts(&found), [at(0, 0, 0), at(0, 9, 0)]);
    assert_eq!(found.offers.as_ref().unwrap().length(), Seconds::from_minutes(30));
    assert!(found.blocks.is_empty() && found.hours.is_none() && found.problems.is_empty());
    fetch(&bo, days(2, 4)).unwrap();
    let calls: Vec<_> = fake.asked().into_iter().map(|asked| asked.call).collect();
    assert_eq!(
        calls,
        [
            "GET /users/me".to_owned(),
            format!("GET /event_types?user={ME}&active=true&count=100"),
            format!(
                "GET /event_type_available_times?event_type={TYPE}&start_time=2026-12-01T00:00:00Z&end_time=2026-12-03T00:00:00Z"
            ),
            format!(
                "GET /event_type_available_times?event_type={TYPE}&start_time=2026-12-03T00:00:00Z&end_time=2026-12-05T00:00:00Z"
            ),
        ]
    );
}

#[test]
fn an_event_type_is_found_by_slug_id_link_and_what_it_is_called() {
    let other = with(
        with(event_type(), "uri", json!("https://api.calendly.com/event_types/DDDD")),
        "slug",
        json!("60min"),
    );
    let other =
        with(with(other, "name", json!("Hour")), "scheduling_url", json!("https://calendly.com/ana/60min"));
    for name in ["30min", "CCCC", "https://calendly.com/ana/30min", "30 minute meeting"] {
        let fake = with_types(&[other.clone(), event_type()]);
        let bo = bo(&fake, name, OfferRole::Booked);
        assert_eq!(run(bo.event_type()).unwrap().uri.as_str(), TYPE, "{name}");
    }
}

#[test]
fn an_uri_needs_no_look_up() {
    let fake = Fake::new().on("GET /event_types/CCCC", 200, resource(event_type()));
    assert_eq!(run(bo(&fake, TYPE, OfferRole::Booked).event_type()).unwrap().uri.as_str(), TYPE);
    assert_eq!(fake.asked().len(), 1);
}

#[test]
fn the_look_up_reads_every_page_by_its_token() {
    let fake = Fake::new()
        .on("GET /users/me", 200, user())
        .on("GET /event_types?", 200, page(&[], Some("two")))
        .on("GET /event_types?", 200, page(&[event_type()], None));
    run(bo(&fake, "30min", OfferRole::Booked).event_type()).unwrap();
    assert_eq!(
        fake.asked()[2].call,
        format!("GET /event_types?user={ME}&active=true&count=100&page_token=two")
    );
}

#[test]
fn an_unknown_event_type_is_answered_with_those_there_are_the_nearest_first() {
    let slug = |slug: &str| with(event_type(), "slug", json!(slug));
    let fake = with_types(&[slug("workshop"), slug("30min"), slug("coffee")]);
    let error = run(bo(&fake, "30mim", OfferRole::Booked).event_type()).unwrap_err().to_string();
    assert_eq!(
        error,
        "cannot find the event type from `calendly:bo/30min`: there is no event type `30mim`; name one of `30min`, `coffee`, `workshop`"
    );
    let none = run(bo(&with_types(&[]), "x", OfferRole::Booked).event_type()).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NotFound);
}

#[test]
fn several_event_types_of_one_name_are_named() {
    let twin = with(
        with(event_type(), "uri", json!("https://api.calendly.com/event_types/DDDD")),
        "slug",
        json!("x"),
    );
    let bo = bo(&with_types(&[event_type(), twin]), "30 Minute Meeting", OfferRole::Booked);
    let error = run(bo.event_type()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains(TYPE) && error.to_string().contains("event_types/DDDD"), "{error}");
}

#[test]
fn an_older_server_is_asked_for_seven_days_at_a_time_from_then_on() {
    let too_long = refusal("Invalid Argument", "date range can be no greater than 7 days");
    let fake = with_types(&[event_type()])
        .on("GET /event_type_available_times", 400, too_long)
        .on("GET /event_type_available_times", 200, slots(&["2026-12-01T09:00:00Z"]))
        .on("GET /event_type_available_times", 200, slots(&["2026-12-08T00:00:00Z"]))
        .on("GET /event_type_available_times", 200, slots(&["2026-12-08T00:00:00Z"]));
    let bo = bo(&fake, "30min", OfferRole::Booked);
    assert_eq!(starts(&fetch(&bo, days(0, 16)).unwrap()), [at(0, 9, 0), at(7, 0, 0)]);
    assert_eq!(fake.count("GET /event_type_available_times"), 4);
    fetch(&bo, days(0, 14)).unwrap();
    assert_eq!(fake.count("GET /event_type_available_times"), 6);
}

#[test]
fn a_failed_piece_fails_the_whole_window() {
    let too_long = refusal("Invalid Argument", "date range can be no greater than 7 days");
    let fake = with_types(&[event_type()])
        .on("GET /event_type_available_times", 400, too_long)
        .on("GET /event_type_available_times", 200, slots(&["2026-12-01T09:00:00Z"]))
        .on("GET /event_type_available_times", 424, refusal("External Calendar Error", "no"));
    let error = fetch(&bo(&fake, "30min", OfferRole::Booked), days(0, 16)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
}

#[test]
fn a_window_beyond_the_limit_is_not_sent() {
    let fake = with_types(&[event_type()]);
    let bo = bo(&fake, "30min", OfferRole::Booked);
    assert_eq!(fetch(&bo, days(0, 32)).unwrap_err().kind(), ErrorKind::Refused);
    assert!(fake.asked().is_empty());
    let Limits { longest_window, .. } = bo.limits();
    assert_eq!(longest_window, Some(days(0, 31).length()));
}

#[test]
fn an_event_type_that_cannot_be_booked_fails_with_what_to_do() {
    for (field, value, mend) in [
        ("active", json!(false), "switch it on"),
        ("booking_method", json!("poll"), "is a poll"),
        ("booking_method", json!("auction"), "unknown way"),
        ("deleted_at", json!("2026-01-01T00:00:00Z"), "deleted"),
        ("duration", json!(0), "length"),
    ] {
        let fake = Fake::new().on("GET /event_types/CCCC", 200, resource(with(event_type(), field, value)));
        let error = fetch(&bo(&fake, TYPE, OfferRole::Booked), days(0, 2)).unwrap_err();
        assert!(error.to_string().contains(mend), "{error}");
        assert_eq!(fake.asked().len(), 1);
    }
}

#[test]
fn a_meeting_of_another_length_has_no_starts_and_is_told_why() {
    let fake = with_types(&[event_type()]).on(
        "GET /event_type_available_times",
        200,
        slots(&["2026-12-01T09:00:00Z"]),
    );
    let rules = ZoneRules::utc();
    let hour = Seconds::from_minutes(60);
    let wanted = Query { length: hour, ..query(days(0, 2), &rules) };
    let booked = bo(&fake, "30min", OfferRole::Booked);
    let found = run(booked.availability().fetch(wanted)).unwrap();
    assert!(found.problems[0].0.contains("none of its starts can be booked"));
    assert!(found.offers.unwrap().room_for(hour).is_empty());
    let consulted = bo(&fake, "30min", OfferRole::Consulted);
    assert!(run(consulted.availability().fetch(wanted)).unwrap().problems.is_empty());
}

#[test]
fn starts_of_a_team_are_fine_for_booking_and_doubtful_for_a_person() {
    for pooling in ["round_robin", "collective", "multi_pool", "new"] {
        let shared = with(event_type(), "pooling_type", json!(pooling));
        let fake = with_types(&[shared]).on("GET /event_type_available_times", 200, slots(&[]));
        assert!(fetch(&bo(&fake, "30min", OfferRole::Booked), days(0, 2)).unwrap().problems.is_empty());
        let consulted = fetch(&bo(&fake, "30min", OfferRole::Consulted), days(0, 2)).unwrap();
        assert!(consulted.problems[0].0.contains("several hosts"), "{pooling}");
    }
}

#[test]
fn only_who_is_to_be_booked_can_be_booked() {
    let fake = Fake::new();
    assert!(bo(&fake, "30min", OfferRole::Booked).booking().is_some());
    assert!(bo(&fake, "30min", OfferRole::Consulted).booking().is_none());
}
