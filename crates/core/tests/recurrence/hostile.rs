//! Hostile rules: whatever the text, the answer is a list or an error, and it comes soon.

use freebusy_core::{Interval, Recurrence, Rule, Timestamp, WallTime, ZoneRules};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_or_refused_and_never_panics(text in "\\PC{0,60}") {
        let _ = Rule::parse(&text);
    }

    #[test]
    fn any_mixture_of_parts_ends_in_a_list_or_an_error(
        parts in vec((select(PARTS.to_vec()), "[-+]?[0-9]{0,4}[A-Z]{0,2}(,[-+]?[0-9]{1,3}[A-Z]{0,2}){0,3}"), 0..4),
        frequency in select(vec!["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        start in any::<i64>(),
        first in any::<i64>(),
        length in 1_i64..i64::MAX,
    ) {
        let mut text = format!("FREQ={frequency}");
        for (name, value) in &parts { text += &format!(";{name}={value}"); }
        let Ok(rule) = Rule::parse(&text) else { return Ok(()) };
        let window = Interval::new(Timestamp::from_unix(first), Timestamp::from_unix(first.saturating_add(length)));
        for start in [start, start % 8_000_000_000_000, start % 4_000_000_000] {
            let recurrence = Recurrence {
                start: WallTime::from_seconds(start), rules: vec![rule.clone()],
                excluded_rules: vec![], added: vec![], excluded: vec![],
            };
            for window in [window, Some(Interval::ALL), Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(2_000_000))] {
                let _ = recurrence.occurrences(&zone_of_one_change(), window.unwrap_or(Interval::ALL), 1_000);
            }
        }
    }
}

const PARTS: [&str; 14] = [
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYDAY",
    "BYHOUR",
    "BYMINUTE",
    "BYSECOND",
    "BYSETPOS",
    "X-A",
];

fn zone_of_one_change() -> ZoneRules {
    let hour = |hours: i32| freebusy_core::Offset::new(hours * 3_600).unwrap();
    ZoneRules::new(hour(1), [(Timestamp::from_unix(1_000_000), hour(2))])
}
