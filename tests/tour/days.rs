//! Dates and instants around the present.

use chrono::{DateTime, Days, Utc};

/// The dates that lie so many days ahead.
pub(crate) fn days(first: u64, last: u64) -> (String, String) {
    let today = Utc::now().date_naive();
    let ahead = |count| (today + Days::new(count)).to_string();
    (ahead(first), ahead(last))
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
