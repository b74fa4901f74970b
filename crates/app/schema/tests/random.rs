//! Whatever the text: no panic, and an error is a single short line.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const EXAMPLE: &str = include_str!("example.json");

/// Reads the text in both notations; what is accepted and what is refused is no matter here.
fn assert_harmless(text: &str) {
    for notation in [Notation::Json, Notation::Toml] {
        if let Err(error) = read_in(Path::new("/nonexistent"), text, notation) {
            assert_one_line(&error);
        }
    }
}

/// Values that mean something to some field.
fn telling() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "ana",
        "mon",
        "busy",
        "free",
        "clock",
        "2026-12-01",
        "2026-12-01T09:00:00Z",
        "Europe/Berlin",
        "a.ics",
        "",
        "\u{1b}[0m\n\u{2028}\u{202e}",
        "https://x.test/?k=v",
        "2026-02-30",
        "2026-12-01T09:00:00",
    ]);
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..3_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ]
}

fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "duration_minutes",
        "window",
        "start",
        "end",
        "time_zone",
        "starts",
        "every_minutes",
        "now",
        "schedule",
        "weekly",
        "days",
        "start_minute",
        "end_minute",
        "overrides",
        "date",
        "hours",
        "participants",
        "id",
        "busy",
        "kind",
        "sources",
        "ics",
        "link",
        "calendly",
        "who",
        "all",
        "any",
        "at_least",
        "of",
        "optional",
        "weight",
        "order",
        "limit",
        "titles",
        "$__toml_private_datetime",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    telling().prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Replaces, removes or doubles the value that lies `steps` steps from the top.
fn mutate(value: &mut Value, steps: &[prop::sample::Index], with: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *value = with;
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => mutate(step.get_mut(items), rest, with),
        Value::Object(fields) if !fields.is_empty() => {
            let place = step.index(fields.len());
            mutate(fields.values_mut().nth(place).unwrap(), rest, with);
        }
        other => *other = with,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_harmless(text in any::<String>()) {
        assert_harmless(&text);
    }

    #[test]
    fn any_bytes_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        assert_harmless(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_json_is_harmless(value in value()) {
        assert_harmless(&value.to_string());
        if let Ok(text) = toml::to_string(&value) {
            assert_harmless(&text);
        }
    }

    #[test]
    fn a_good_document_with_one_value_changed_is_harmless(
        steps in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        with in value(),
    ) {
        let mut document: Value = serde_json::from_str(EXAMPLE).unwrap();
        mutate(&mut document, &steps, with);
        assert_harmless(&document.to_string());
    }

    #[test]
    fn a_good_document_cut_or_with_a_piece_changed_is_harmless(
        place in any::<prop::sample::Index>(),
        length in 0_usize..12,
        piece in "[\\[\\]{}\",:0-9a-z.\\-\\\\\u{0}-\u{20}\u{2028}é]{0,8}",
    ) {
        for example in [EXAMPLE, include_str!("example.toml")] {
            let start = place.index(example.len());
            let (before, after) = example.split_at(start);
            assert_harmless(before);
            let rest: String = after.chars().skip(length).collect();
            assert_harmless(&format!("{before}{piece}{rest}"));
        }
    }
}
