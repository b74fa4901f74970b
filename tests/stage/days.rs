//! Dates and instants around the present.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use freebusy_core::{Interval, Timestamp};

/// The dates that lie so many days ahead.
pub(crate) fn days(first: u64, last: u64) -> (String, String) {
    let today = Utc::now().date_naive();
    let ahead = |count| (today + Days::new(count)).to_string();
    (ahead(first), ahead(last))
}

/// From the midnight, in UTC, that lies `first` days ahead to the one that lies `last` days ahead.
pub(crate) fn window(first: u64, last: u64) -> Interval {
    let today = Utc::now().date_naive();
    let midnight = |count| {
        Timestamp::from_unix((today + Days::new(count)).and_time(NaiveTime::MIN).and_utc().timestamp())
    };
    Interval::new(midnight(first), midnight(last)).unwrap()
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// An instant, written in UTC to the second.
pub(crate) fn utc(text: &str) -> String {
    instant(text).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The instant so many minutes later.
pub(crate) fn minutes_after(text: &str, minutes: i64) -> String {
    utc(&(instant(text) + TimeDelta::minutes(minutes)).to_rfc3339())
}
