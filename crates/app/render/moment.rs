//! Instants in writing, for machines and for people.
//!
//! A request names the years 1970 to 2200, but what begins in them may end later. So every instant of four-digit
//! years is written as it is; one beyond, for evidence may reach to the ends of time, is written as the bound.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use freebusy_core::{Timestamp, WallTime, ZoneRules};
use serde::{Serialize, Serializer};

/// 0001-01-02T00:00:00Z and 9999-12-31T00:00:00Z: a day within what RFC 3339 can write, for the offsets.
const BOUNDS: (i64, i64) = (-62_135_510_400, 253_402_214_400);

/// An instant in RFC 3339 with an offset of whole minutes; it prints as such, and serialises as that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    reading: WallTime,
    /// Minutes ahead of UTC; none for `Z`.
    offset: Option<i32>,
}

/// The instant in UTC, with a `Z`.
pub(crate) fn utc(instant: Timestamp) -> Stamp {
    Stamp { reading: bounded(instant).wall(0), offset: None }
}

/// The instant on the zone's clock. An offset with seconds is rounded to the minute, and the reading with it,
/// so that the text names exactly this instant.
pub(crate) fn local(instant: Timestamp, rules: &ZoneRules) -> Stamp {
    let instant = bounded(instant);
    let minutes = (rules.offset_at(instant).seconds() + 30).div_euclid(60);
    Stamp { reading: instant.wall(minutes * 60), offset: Some(minutes) }
}

fn bounded(instant: Timestamp) -> Timestamp {
    Timestamp::from_unix(instant.as_unix().clamp(BOUNDS.0, BOUNDS.1))
}

impl Stamp {
    /// The text, without the machinery of formatting: an explanation may hold a hundred thousand of them.
    fn text(self) -> Text {
        let (date, second) = (self.reading.date(), self.reading.second_of_day());
        let [y1, y2, y3, y4] = digits(date.year().unsigned_abs());
        let [[m1, m2], [d1, d2]] = [date.month(), date.day()].map(digits);
        let clock = [second / 3_600, second / 60 % 60, second % 60];
        let [[h1, h2], [n1, n2], [s1, s2]] = clock.map(|part| digits(u32::try_from(part).unwrap_or(0)));
        let mut text = Text { bytes: [0; Text::LONGEST], length: 0 };
        text.push([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2]);
        match self.offset {
            None => text.push([b'Z']),
            Some(minutes) => text.push(offset(minutes)),
        }
        text
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text().as_str())
    }
}

/// The text of an instant.
struct Text {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

impl Text {
    const LONGEST: usize = 25;

    fn push<const N: usize>(&mut self, more: [u8; N]) {
        if let Some(place) = self.bytes.get_mut(self.length..self.length + N) {
            place.copy_from_slice(&more);
            self.length += N;
        }
    }

    fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(written).expect("digits and signs are ASCII")
    }
}

/// The last N digits of a number.
fn digits<const N: usize>(number: u32) -> [u8; N] {
    let (mut digits, mut rest) = ([b'0'; N], number);
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    digits
}

/// `+01:00`.
fn offset(minutes: i32) -> [u8; 6] {
    let sign = if minutes < 0 { b'-' } else { b'+' };
    let minutes = minutes.unsigned_abs();
    let [[h1, h2], [m1, m2]] = [minutes / 60, minutes % 60].map(digits);
    [sign, h1, h2, b':', m1, m2]
}

/// `+01:00`, the zone's offset at the instant.
pub(crate) fn offset_at(instant: Timestamp, rules: &ZoneRules) -> String {
    offset((rules.offset_at(instant).seconds() + 30).div_euclid(60)).map(char::from).into_iter().collect()
}

/// `Tue 2026-12-01 00:00 +01:00`.
pub(crate) fn full(instant: Timestamp, rules: &ZoneRules) -> String {
    let reading = rules.wall(bounded(instant));
    let date = reading.date();
    format!("{} {date} {} {}", reading.weekday(), clock(instant, rules), offset_at(instant, rules))
}

/// The zone's date at the instant.
pub(crate) fn date(instant: Timestamp, rules: &ZoneRules) -> NaiveDate {
    rules.wall(bounded(instant)).date()
}

/// `Tue 1 Dec 2026`.
pub(crate) fn day(date: NaiveDate) -> String {
    format!("{} {}", short_day(date), date.year())
}

/// `Tue 1 Dec`.
pub(crate) fn short_day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// `15:00`, with seconds where there are any.
pub(crate) fn clock(instant: Timestamp, rules: &ZoneRules) -> String {
    let second = rules.wall(bounded(instant)).second_of_day();
    match second % 60 {
        0 => format!("{:02}:{:02}", second / 3_600, second / 60 % 60),
        odd => format!("{:02}:{:02}:{odd:02}", second / 3_600, second / 60 % 60),
    }
}

/// The date and the clock of an end, seen from its start: the midnight that ends the start's day is 24:00 of it.
pub(crate) fn end(start: Timestamp, end: Timestamp, rules: &ZoneRules) -> (NaiveDate, String) {
    let (first, last, to) = (date(start, rules), date(end, rules), clock(end, rules));
    if first.succ_opt() == Some(last) && to == "00:00" { (first, "24:00".to_owned()) } else { (last, to) }
}

/// `Tue 1 Dec 15:00–15:30`, the end's day named where it is another one.
pub(crate) fn span(start: Timestamp, end: Timestamp, rules: &ZoneRules) -> String {
    let (first, from) = (date(start, rules), clock(start, rules));
    let (last, to) = self::end(start, end, rules);
    if first == last {
        return format!("{} {from}–{to}", short_day(first));
    }
    format!("{} {from} – {} {to}", short_day(first), short_day(last))
}

/// `30 min`, `1 h`, `1 h 30 min`.
pub(crate) fn length(seconds: i64) -> String {
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use freebusy_core::Offset;
    use proptest::prelude::*;

    use super::*;

    fn zone(seconds: i32) -> ZoneRules {
        ZoneRules::fixed(Offset::new(seconds).unwrap())
    }

    #[test]
    fn an_instant_carries_the_offset_of_its_zone() {
        let instant = Timestamp::from_unix(1_796_137_200);
        assert_eq!(utc(instant).to_string(), "2026-12-01T15:00:00Z");
        assert_eq!(local(instant, &zone(3_600)).to_string(), "2026-12-01T16:00:00+01:00");
        assert_eq!(local(instant, &zone(-12_600)).to_string(), "2026-12-01T11:30:00-03:30");
        assert_eq!(local(instant, &ZoneRules::utc()).to_string(), "2026-12-01T15:00:00+00:00");
    }

    proptest! {
        #[test]
        fn an_instant_is_written_as_chrono_writes_it(unix in BOUNDS.0..=BOUNDS.1, minutes in -1_439_i32..=1_439) {
            let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
            let known = chrono::DateTime::from_timestamp(unix, 0).unwrap();
            let instant = Timestamp::from_unix(unix);
            let in_zone = known.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
            prop_assert_eq!(local(instant, &self::zone(minutes * 60)).to_string(), in_zone);
            prop_assert_eq!(utc(instant).to_string(), known.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        }
    }

    #[test]
    fn an_offset_with_seconds_is_rounded_and_the_instant_stays_exact() {
        // Liberia until 1972: 44 minutes and 30 seconds behind.
        let text = local(Timestamp::from_unix(10_000), &zone(-2_670)).to_string();
        assert_eq!(text, "1970-01-01T02:02:40-00:44");
        let read = chrono::DateTime::parse_from_rfc3339(&text).unwrap();
        assert_eq!(read.timestamp(), 10_000);
    }

    #[test]
    fn the_ends_of_time_are_written_as_instants_that_every_calendar_can_read() {
        assert_eq!(utc(Timestamp::MIN).to_string(), "0001-01-02T00:00:00Z");
        assert_eq!(utc(Timestamp::MAX).to_string(), "9999-12-31T00:00:00Z");
        assert_eq!(local(Timestamp::MAX, &zone(3_600)).to_string(), "9999-12-31T01:00:00+01:00");
        for offset in [-86_340, 86_340] {
            for end in [Timestamp::MIN, Timestamp::MAX] {
                let text = local(end, &zone(offset)).to_string();
                assert!(chrono::DateTime::parse_from_rfc3339(&text).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn what_begins_before_or_ends_after_the_years_of_a_request_is_written_as_it_is() {
        assert_eq!(utc(Timestamp::from_unix(-1)).to_string(), "1969-12-31T23:59:59Z");
        assert_eq!(utc(Timestamp::from_unix(7_289_655_300)).to_string(), "2201-01-01T00:15:00Z");
    }

    #[test]
    fn people_read_days_and_clocks() {
        let at = |unix| Timestamp::from_unix(unix);
        let (start, utc) = (at(1_796_137_200), ZoneRules::utc());
        assert_eq!(full(start, &utc), "Tue 2026-12-01 15:00 +00:00");
        assert_eq!(day(date(start, &utc)), "Tue 1 Dec 2026");
        assert_eq!(span(start, at(1_796_139_000), &utc), "Tue 1 Dec 15:00–15:30");
        assert_eq!(span(start, at(1_796_169_600), &utc), "Tue 1 Dec 15:00–24:00");
        assert_eq!(span(start, at(1_796_173_200), &utc), "Tue 1 Dec 15:00 – Wed 2 Dec 01:00");
        assert_eq!(clock(at(30), &utc), "00:00:30");
        assert_eq!([length(1_800), length(3_600), length(5_400)], ["30 min", "1 h", "1 h 30 min"]);
    }
}
