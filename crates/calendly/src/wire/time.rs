//! Times and lengths as they travel.

use std::fmt;

use chrono::DateTime;
use freebusy_core::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// An instant as the text that it was sent as; whether it can be read shows when it is read.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WireTime(Box<str>);

impl WireTime {
    /// An instant in Calendly's spelling, whole seconds in UTC; `None` beyond the years that can be written.
    #[must_use]
    pub fn of(instant: Timestamp) -> Option<Self> {
        let text = instant.to_chrono()?.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Some(Self(text.into()))
    }

    /// The text as it was sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole second at or before it; `None` when it is no RFC 3339 instant.
    #[must_use]
    pub fn floor(&self) -> Option<Timestamp> {
        self.read().map(|instant| Timestamp::floor(&instant))
    }

    /// The whole second at or after it.
    #[must_use]
    pub fn ceil(&self) -> Option<Timestamp> {
        self.read().map(|instant| Timestamp::ceil(&instant))
    }

    /// The instant where it is a whole second: no other can be the start of a meeting.
    #[must_use]
    pub fn exact(&self) -> Option<Timestamp> {
        self.floor().filter(|floor| self.ceil() == Some(*floor))
    }

    fn read(&self) -> Option<DateTime<chrono::FixedOffset>> {
        DateTime::parse_from_rfc3339(&self.0).ok()
    }
}

impl From<&str> for WireTime {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A length in minutes, which Calendly sends as `30` or as `30.0`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DurationMinutes(f64);

impl DurationMinutes {
    /// The longest length that is believed: a week.
    const LONGEST: u64 = 7 * 86_400;

    /// A length of whole minutes.
    #[must_use]
    pub fn new(minutes: u32) -> Self {
        Self(f64::from(minutes))
    }

    /// The length; `None` when it is none, longer than a week, or has fractions of a second.
    #[must_use]
    pub fn seconds(self) -> Option<Seconds> {
        let length = std::time::Duration::try_from_secs_f64(self.0 * 60.0).ok()?;
        let whole = length.subsec_nanos() == 0 && (1..=Self::LONGEST).contains(&length.as_secs());
        whole.then(|| i64::try_from(length.as_secs()).ok().and_then(Seconds::new)).flatten()
    }
}

impl fmt::Display for DurationMinutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_text_and_rounds_to_either_side() {
        let time = WireTime::from("1970-01-01T00:00:01.500000Z");
        assert_eq!(time.as_str(), "1970-01-01T00:00:01.500000Z");
        assert_eq!(
            (time.floor(), time.ceil()),
            (Some(Timestamp::from_unix(1)), Some(Timestamp::from_unix(2)))
        );
        assert_eq!(time.exact(), None);
        assert_eq!(WireTime::from("1970-01-01T00:00:01.000000Z").exact(), Some(Timestamp::from_unix(1)));
        assert_eq!(WireTime::from("soon").floor(), None);
    }

    #[test]
    fn a_length_may_be_a_float_and_must_be_one_of_whole_seconds() {
        let seconds = |json: &str| serde_json::from_str::<DurationMinutes>(json).unwrap().seconds();
        assert_eq!(seconds("30"), Some(Seconds::from_minutes(30)));
        assert_eq!(seconds("30.0"), Some(Seconds::from_minutes(30)));
        assert_eq!(seconds("0.5"), Seconds::new(30));
        for bad in ["0", "-30", "1e300", "30.0001", "10081"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
