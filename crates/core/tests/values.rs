//! The plain value types as documents: what is written is read again, and what cannot be is refused.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use freebusy_core::{Interval, IntervalSet, MinuteOfDay, Minutes, Timestamp};

fn interval(start: i64, end: i64) -> Interval {
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
}

#[test]
fn a_set_is_written_as_its_intervals_and_merged_when_read() {
    let set: IntervalSet = [interval(5, 9), interval(20, 30)].into_iter().collect();
    let text = serde_json::to_string(&set).unwrap();
    assert_eq!(text, r#"[{"start":5,"end":9},{"start":20,"end":30}]"#);
    assert_eq!(serde_json::from_str::<IntervalSet>(&text).unwrap(), set);
    let unsorted = r#"[{"start":20,"end":30},{"start":7,"end":9},{"start":5,"end":7}]"#;
    assert_eq!(serde_json::from_str::<IntervalSet>(unsorted).unwrap(), set);
}

#[test]
fn a_value_that_cannot_be_is_refused() {
    assert!(serde_json::from_str::<Interval>(r#"{"start":9,"end":9}"#).is_err());
    assert!(serde_json::from_str::<MinuteOfDay>("2881").is_err());
    assert_eq!(serde_json::from_str::<MinuteOfDay>("2880").unwrap(), MinuteOfDay::MAX);
    assert_eq!(serde_json::from_str::<Minutes>("30").unwrap(), Minutes::new(30));
}
