//! The start that is to be booked: an instant, never a date that means different hours to different people.

use chrono::{DateTime, Datelike as _, Timelike as _};
use freebusy_core::Timestamp;

use crate::schema::YEARS;
use crate::schema::error::shown;

/// Reads a start.
///
/// # Errors
/// A sentence that begins with the flag.
pub(crate) fn start(text: &str) -> Result<Timestamp, String> {
    let mend = "write `2026-12-01T15:00:00+01:00` or `2026-12-01T14:00:00Z`";
    let Some(at) = instant(text.trim()) else {
        return Err(format!("--slot: {} is no instant with an offset; {mend}", shown(text)));
    };
    if !YEARS.contains(&at.year()) {
        let (first, last) = (YEARS.start(), YEARS.end());
        return Err(format!("--slot: {} lies outside of the years {first} to {last}; {mend}", shown(text)));
    }
    if at.nanosecond() != 0 {
        return Err(format!("--slot: {} has a fraction of a second; {mend}", shown(text)));
    }
    Ok(Timestamp::from_unix(at.timestamp()))
}

/// RFC 3339, or the same without seconds.
fn instant(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    let without_seconds = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z").ok();
    let zulu =
        || DateTime::parse_from_str(&format!("{}+00:00", text.strip_suffix('Z')?), "%Y-%m-%dT%H:%M%:z").ok();
    DateTime::parse_from_rfc3339(text).ok().or_else(without_seconds).or_else(zulu)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_with_its_offset() {
        let expected = Ok(Timestamp::from_unix(1_796_133_600));
        for text in [
            "2026-12-01T14:00:00Z",
            "2026-12-01T15:00:00+01:00",
            "2026-12-01T15:00+01:00",
            "2026-12-01T14:00Z",
            " 2026-12-01T14:00:00.000Z ",
        ] {
            assert_eq!(start(text), expected, "{text}");
        }
    }

    #[test]
    fn whatever_depends_on_the_reader_is_refused() {
        for text in [
            "2026-12-01T15:00",
            "2026-12-01",
            "tomorrow 15:00",
            "",
            "2026-12-01T14:00:00.5Z",
            "3000-01-01T00:00Z",
        ] {
            let error = start(text).unwrap_err();
            assert!(error.starts_with("--slot: ") && error.contains("; write `2026"), "{error}");
        }
    }
}
