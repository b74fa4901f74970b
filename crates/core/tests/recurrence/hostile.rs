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

/// Rules that have hurt somebody, or were made to; `|` stands between them.
const HOSTILE: &str = "FREQ=SECONDLY|FREQ=SECONDLY;INTERVAL=2147483647|FREQ=SECONDLY;COUNT=4294967295\
    |FREQ=SECONDLY;UNTIL=99991231T235959Z|FREQ=SECONDLY;UNTIL=00000101|FREQ=SECONDLY;BYDAY=MO|FREQ=SECONDLY;BYSECOND=59\
    |FREQ=SECONDLY;BYSETPOS=2;BYDAY=MO,TU,WE,TH,FR,SA,SU|FREQ=SECONDLY;INTERVAL=7;BYSECOND=3\
    |FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3|FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30|FREQ=SECONDLY;INTERVAL=61;BYDAY=SU\
    |FREQ=SECONDLY;BYHOUR=0;BYMINUTE=0;BYSECOND=0|FREQ=SECONDLY;COUNT=4294967295;BYDAY=MO\
    |FREQ=MINUTELY|FREQ=MINUTELY;INTERVAL=2147483647|FREQ=MINUTELY;BYMONTHDAY=31|FREQ=MINUTELY;BYSETPOS=-60;BYDAY=MO\
    |FREQ=MINUTELY;BYSETPOS=-366;BYDAY=MO|FREQ=MINUTELY;INTERVAL=1439;BYHOUR=9|FREQ=MINUTELY;INTERVAL=30;BYMINUTE=17\
    |FREQ=MINUTELY;BYYEARDAY=366|FREQ=MINUTELY;BYYEARDAY=-366;BYMONTH=12|FREQ=MINUTELY;COUNT=4294967295;BYSECOND=1\
    |FREQ=HOURLY|FREQ=HOURLY;INTERVAL=2147483647|FREQ=HOURLY;INTERVAL=65536;BYDAY=MO|FREQ=HOURLY;INTERVAL=24;BYHOUR=1\
    |FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30|FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO|FREQ=HOURLY;BYSETPOS=25;BYDAY=MO\
    |FREQ=HOURLY;BYMINUTE={60};BYSECOND={60}|FREQ=HOURLY;COUNT=4294967295;BYMINUTE={60};BYSECOND={60}\
    |FREQ=HOURLY;BYMINUTE={60};BYSECOND={60};BYSETPOS=-1|FREQ=HOURLY;INTERVAL=65535;BYDAY=MO|FREQ=HOURLY;BYYEARDAY=366\
    |FREQ=DAILY;COUNT=4294967295|FREQ=DAILY;INTERVAL=2147483647|FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\
    |FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1|FREQ=DAILY;BYHOUR={24};BYMINUTE={60};BYSECOND={60}\
    |FREQ=DAILY;BYHOUR={24};BYMINUTE={60};BYSECOND={60};COUNT=4294967295|FREQ=DAILY;BYHOUR={24};BYSETPOS=25\
    |FREQ=DAILY;BYHOUR={24};BYMINUTE={60};BYSECOND={60};BYSETPOS=366,-366|FREQ=DAILY;BYDAY=MO,MO,MO,MO;BYSETPOS=2\
    |FREQ=WEEKLY;INTERVAL=2147483647|FREQ=WEEKLY;COUNT=4294967295;BYDAY=MO,TU,WE,TH,FR,SA,SU\
    |FREQ=WEEKLY;BYDAY=MO;BYSETPOS=366|FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=-7;COUNT=9\
    |FREQ=WEEKLY;BYHOUR={24};BYMINUTE={60};BYSECOND={60};BYSETPOS=1|FREQ=MONTHLY;INTERVAL=2147483647;BYMONTHDAY=31\
    |FREQ=MONTHLY;BYDAY=53MO|FREQ=MONTHLY;BYDAY=-53MO;COUNT=1|FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11\
    |FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11;COUNT=4294967295|FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366\
    |FREQ=MONTHLY;INTERVAL=12;BYMONTH=2|FREQ=YEARLY;INTERVAL=2147483647|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\
    |FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1|FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;BYDAY=MO|FREQ=YEARLY;BYDAY=53MO\
    |FREQ=YEARLY;BYDAY=-53MO;BYSETPOS=366|FREQ=YEARLY;BYYEARDAY=-366;BYMONTH=12|FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366\
    |FREQ=YEARLY;BYHOUR={24};BYMINUTE={60};BYSECOND={60}|FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={24};BYMINUTE={60}\
    |FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={24};BYMINUTE={60};BYSECOND={60};BYSETPOS=-1,366\
    |FREQ=YEARLY;BYYEARDAY={366};BYDAY=MO,1MO,-1MO;BYSETPOS={366};COUNT=4294967295";

/// Texts that are no rule, however long.
const NO_RULE: &str = "FREQ=WEEKLY;BYDAY=\u{e9}0|FREQ=WEEKLY;BYDAY=0\u{e9}|FREQ=W\u{c9}EKLY|FREQ=DAILY;COUNT=\u{0661}\
    |FREQ=DAILY;UNTIL=2026\u{301}1231|FREQ=DAILY;COUNT=99999999999999999999999999|FREQ=DAILY;INTERVAL=-2147483648\
    |FREQ=MONTHLY;BYMONTHDAY=,|FREQ=MONTHLY;BYMONTHDAY=-|FREQ=MONTHLY;BYDAY=MO;BYSETPOS=|FREQ=DAILY;BYHOUR=0x1\
    |FREQ=DAILY;BYHOUR=1e3|FREQ=DAILY;UNTIL=20260101T000000ZZ|FREQ=DAILY;UNTIL=T|=|FREQ==DAILY|FREQ=DAILY;=1";

/// The hostile rules in full: `{n}` is the list of all values below `n` (or from 1 to `n` above 60).
fn hostile() -> Vec<String> {
    let list = |numbers: std::ops::Range<u32>| {
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
    };
    let full =
        HOSTILE.replace("{24}", &list(0..24)).replace("{60}", &list(0..60)).replace("{366}", &list(1..367));
    let long = |name: &str, item: &str| format!("FREQ=YEARLY;{name}={}", vec![item; 10_000].join(","));
    let mut rules: Vec<String> = full.split('|').map(String::from).collect();
    rules.extend([
        long("BYDAY", "1MO"),
        long("BYYEARDAY", "-1"),
        long("BYSECOND", "59"),
        long("BYMONTHDAY", "31"),
    ]);
    rules
}

fn window(first: i64, length: i64) -> Interval {
    Interval::new(Timestamp::from_unix(first), Timestamp::from_unix(first + length)).unwrap()
}

#[test]
fn hostile_rules_end_in_a_list_or_an_error() {
    let rules = hostile();
    assert!(rules.len() >= 60);
    let day = 86_400;
    for text in rules {
        let rule = Rule::parse(&text).expect(&text);
        for start in [-2_208_988_800, 1_796_000_400] {
            let recurrence = Recurrence {
                start: WallTime::from_seconds(start),
                rules: vec![rule.clone()],
                excluded_rules: vec![],
                added: vec![],
                excluded: vec![],
            };
            for window in
                [window(1_796_000_400, 7 * day), window(1_796_000_400, 1_830 * day), window(0, 84_000 * day)]
            {
                if let Ok(found) = recurrence.occurrences(&zone_of_one_change(), window, 10_000) {
                    assert!(found.len() <= 10_000 && found.is_sorted_by_key(|one| one.start), "{text}");
                    assert!(found.iter().all(|one| window.contains(one.start)), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_hostile_rule_that_takes_out_is_bounded_too() {
    for text in hostile() {
        let recurrence = Recurrence {
            start: WallTime::from_seconds(0),
            rules: vec![Rule::parse("FREQ=DAILY").unwrap(); 8],
            excluded_rules: vec![Rule::parse(&text).unwrap(); 8],
            added: vec![],
            excluded: vec![],
        };
        let _ = recurrence.occurrences(&zone_of_one_change(), window(1_796_000_400, 28 * 86_400), 100_000);
    }
}

#[test]
fn hostile_texts_are_refused() {
    for text in NO_RULE.split('|') {
        assert!(Rule::parse(text).is_err(), "{text}");
    }
    assert!(Rule::parse(&format!("FREQ=DAILY;{}", "X=1;".repeat(100_000))).is_err());
    assert!(Rule::parse(&";".repeat(1_000_000)).is_err());
    assert!(Rule::parse(&format!("FREQ=DAILY;BYHOUR={}24", "1,".repeat(500_000))).is_err());
}
