//! Answers that are broken in any way: never a panic, and never more time than the whole answer offers.

use freebusy_calendly::EventTypeName;
use freebusy_core::{BlockKind, IntervalSet, OfferRole, ZoneRules};
use freebusy_provider::{Findings, Provider};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fake::*;

/// Every value of a document, by its path.
fn paths(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(fields) => {
                open.extend(fields.iter().map(|(name, value)| (format!("{path}/{name}"), value)));
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, value)| (format!("{path}/{at}"), value)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        found.push(path);
    }
    found
}

fn rubbish() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        Just(json!("x")),
        Just(json!(-1)),
        Just(json!(1e308)),
        Just(json!(true)),
        Just(json!([])),
        Just(json!({})),
        Just(json!("9999999-99-99T99:99:99Z")),
        any::<String>().prop_map(Value::from),
    ]
}

/// The document with one of its values replaced.
fn mutated(document: &Value, at: prop::sample::Index, by: &Value) -> Value {
    let paths = paths(document);
    let mut document = document.clone();
    *document.pointer_mut(&paths[at.index(paths.len())]).unwrap() = by.clone();
    document
}

fn offered(types: &Value, times: &Value) -> Option<Findings> {
    let fake =
        Fake::new().on("GET /event_types/CCCC", 200, types).on("GET /event_type_available_times", 200, times);
    let name = EventTypeName::parse(TYPE).unwrap();
    let bo = fake.account().listed("calendly:bo", name, OfferRole::Booked);
    let rules = ZoneRules::utc();
    run(bo.availability().fetch(query(days(0, 7), &rules))).ok()
}

/// Where the user of these answers is free, as far as is known.
fn free(me: &Value, schedules: &Value, taken: &Value) -> IntervalSet {
    let fake = Fake::new()
        .on("GET /users/me", 200, me)
        .on("GET /user_availability_schedules", 200, schedules)
        .on("GET /user_busy_times", 200, taken);
    let rules = ZoneRules::utc();
    let Ok(found) = run(fake.account().open("calendly:ana").availability().fetch(query(days(0, 7), &rules)))
    else {
        return IntervalSet::EMPTY;
    };
    let counted = |kind| matches!(kind, BlockKind::Busy | BlockKind::Unknown);
    let blocks: IntervalSet =
        found.blocks.iter().filter(|block| counted(block.kind)).map(|block| block.interval).collect();
    found.hours.unwrap_or_else(|| days(0, 7).into()).difference(&blocks)
}

fn schedules() -> Value {
    let rule = |wday: &str| json!({"type": "wday", "wday": wday, "intervals": [{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}]});
    json!({"collection": [{"default": true, "name": "Work", "timezone": "UTC",
        "rules": [rule("tuesday"), rule("thursday"), {"type": "date", "date": "2026-12-03", "intervals": []}]}]})
}

fn taken() -> Value {
    json!({"collection": [
        {"type": "external", "start_time": "2026-12-01T10:00:00.000000Z", "end_time": "2026-12-01T11:00:00.000000Z"},
        {"type": "calendly", "start_time": "2026-12-01T14:00:00Z", "end_time": "2026-12-01T14:30:00Z",
         "buffered_start_time": "2026-12-01T13:45:00Z", "buffered_end_time": "2026-12-01T14:45:00Z"}]})
}

/// Whether the broken answer is another whole one: no taken time at all, or a meeting without buffers.
fn is_another_answer(path: &str, by: &Value) -> bool {
    (by == &json!([]) && path == "/collection") || (by.is_null() && path.contains("buffered_"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_answer_offers_no_start_that_the_whole_one_does_not(at: prop::sample::Index, by in rubbish(), of_type: bool) {
        let (types, times) = (resource(event_type()), slots(&["2026-12-01T09:00:00Z", "2026-12-02T10:00:00.000000Z"]));
        let whole = offered(&types, &times).unwrap().offers.unwrap();
        let found = match of_type {
            true => offered(&mutated(&types, at, &by), &times),
            false => offered(&types, &mutated(&times, at, &by)),
        };
        for start in found.iter().flat_map(|found| found.offers.as_ref().unwrap().starts()) {
            prop_assert!(whole.starts().contains(start));
        }
    }

    #[test]
    fn a_broken_answer_leaves_no_time_free_that_the_whole_one_does_not(at: prop::sample::Index, by in rubbish(), of_hours: bool) {
        let (hours, busy) = (schedules(), taken());
        let document = if of_hours { &hours } else { &busy };
        let paths = paths(document);
        prop_assume!(!is_another_answer(&paths[at.index(paths.len())], &by));
        let broken = mutated(document, at, &by);
        let found = if of_hours { free(&user(), &broken, &busy) } else { free(&user(), &hours, &broken) };
        prop_assert!(found.difference(&free(&user(), &hours, &busy)).is_empty(), "{broken}");
    }
}

#[test]
fn an_answer_that_is_cut_anywhere_offers_nothing() {
    let (types, times) = (resource(event_type()), slots(&["2026-12-01T09:00:00Z"]).to_string());
    for length in 0..times.len() {
        let fake = Fake::new().on("GET /event_types/CCCC", 200, &types).on(
            "GET /event_type_available_times",
            200,
            &times[..length],
        );
        let name = EventTypeName::parse(TYPE).unwrap();
        let bo = fake.account().listed("calendly:bo", name, OfferRole::Booked);
        let rules = ZoneRules::utc();
        assert!(run(bo.availability().fetch(query(days(0, 7), &rules))).is_err(), "{length}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let fake = Fake::new().on("GET /event_types/CCCC", 200, deep);
    let name = EventTypeName::parse(TYPE).unwrap();
    assert!(run(fake.account().listed("c", name, OfferRole::Booked).event_type()).is_err());
}
