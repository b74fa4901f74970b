//! Instants and local dates as people write them.
//!
//! A fraction of a second is kept until the caller says which way to round: [`Moment::floor`] or
//! [`Moment::ceil`].

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, FixedOffset};
use freebusy_core::{NaiveDate, Timestamp, WallTime, ZoneRules};

use super::error::{SchemaError, shown};
use super::path::Path;

/// The years that are understood.
pub(crate) const YEARS: RangeInclusive<i32> = 1970..=2200;

/// A point in time, to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    floor: Timestamp,
    ceil: Timestamp,
    nanoseconds: u32,
}

/// Which bound of a stretch a date stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// A date begins with its first instant.
    Start,
    /// A date is included whole.
    End,
}

impl Moment {
    /// The whole second at or before.
    pub(super) const fn floor(self) -> Timestamp {
        self.floor
    }

    /// The whole second at or after.
    pub(super) const fn ceil(self) -> Timestamp {
        self.ceil
    }

    fn of(instant: &DateTime<FixedOffset>) -> Self {
        Self {
            floor: Timestamp::floor(instant),
            ceil: Timestamp::ceil(instant),
            nanoseconds: instant.timestamp_subsec_nanos(),
        }
    }

    /// The first instant of a day; a midnight that the clock skips is the first instant after.
    fn midnight(date: NaiveDate, days_later: i64, zone: &ZoneRules) -> Self {
        let midnight = WallTime::from_day(WallTime::new(date, 0).day() + days_later);
        let instant = zone.instant(midnight);
        Self { floor: instant, ceil: instant, nanoseconds: 0 }
    }
}

/// A bound of a stretch: an instant, or a date in the zone.
pub(super) fn bound(
    text: &str,
    bound: Bound,
    zone: &ZoneRules,
    path: Path<'_>,
) -> Result<Moment, SchemaError> {
    match date_of(text) {
        Some(date) => {
            let days_later = match bound {
                Bound::Start => 0,
                Bound::End => 1,
            };
            within_years(date.year(), text, path)?;
            Ok(Moment::midnight(date, days_later, zone))
        }
        None => written(
            text,
            path,
            "is no date or instant; write one such as `2026-12-01` or `2026-12-01T09:00:00Z`",
        ),
    }
}

/// Whether both texts are dates and the first is the earlier one.
pub(super) fn is_earlier_date(text: &str, other: &str) -> bool {
    date_of(text).zip(date_of(other)).is_some_and(|(date, other)| date < other)
}

/// An instant with its offset.
pub(super) fn instant(text: &str, path: Path<'_>) -> Result<Moment, SchemaError> {
    written(text, path, "is no instant; write one such as `2026-12-01T09:00:00Z`")
}

/// An instant with its offset; `otherwise` is said of a text that does not even look like one.
fn written(text: &str, path: Path<'_>, otherwise: &str) -> Result<Moment, SchemaError> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => {
            within_years(instant.year(), text, path)?;
            Ok(Moment::of(&instant))
        }
        Err(_) => Err(path.error(format_args!("{} {}", shown(text), why_no_instant(text, otherwise)))),
    }
}

/// A local date.
pub(super) fn date(text: &str, path: Path<'_>) -> Result<NaiveDate, SchemaError> {
    let Some(date) = date_of(text) else {
        let why = match has_date_shape(text) {
            true => "is no date of the calendar; check its month and day",
            false => "is no date; write one such as `2026-12-07`",
        };
        return Err(path.error(format_args!("{} {why}", shown(text))));
    };
    within_years(date.year(), text, path)?;
    Ok(date)
}

fn within_years(year: i32, text: &str, path: Path<'_>) -> Result<(), SchemaError> {
    if YEARS.contains(&year) {
        return Ok(());
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    Err(path.error(format_args!(
        "{} lies outside of the years {first} to {last}; write one of these",
        shown(text)
    )))
}

/// The date of `2026-12-07`.
fn date_of(text: &str) -> Option<NaiveDate> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    if !has_date_shape(text) {
        return None;
    }
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)
}

/// Whether the text is four, two and two digits with `-` between them.
fn has_date_shape(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Why a text that is no instant is none, and what to write.
fn why_no_instant<'a>(text: &str, otherwise: &'a str) -> &'a str {
    if has_date_shape(text) {
        return match date_of(text) {
            Some(_) => "is a date; write an instant such as `2026-12-01T09:00:00Z`",
            None => "is no date of the calendar; check its month and day",
        };
    }
    let day = text.get(..10).filter(|day| has_date_shape(day));
    let clock = text.get(11..).filter(|_| matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')));
    let (Some(day), Some(clock)) = (day, clock) else {
        return otherwise;
    };
    if date_of(day).is_none() {
        "is on no date of the calendar; check its month and day"
    } else if clock.starts_with("24") {
        "has an hour 24; write `00:00:00` of the next day"
    } else if !clock.contains(['Z', 'z', '+', '-']) {
        "has no offset from UTC; add `Z` or an offset such as `+01:00`"
    } else {
        "is no instant of RFC 3339; write one such as `2026-12-01T09:00:00Z` or `2026-12-01T10:00:00+01:00`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<Moment, SchemaError> {
        bound(text, Bound::Start, &ZoneRules::utc(), Path::Root)
    }

    fn seconds(text: &str) -> (i64, i64) {
        let moment = at(text).unwrap();
        (moment.floor().as_unix(), moment.ceil().as_unix())
    }

    #[test]
    fn an_instant_keeps_its_fraction_until_it_is_rounded_by_name() {
        assert_eq!(seconds("1970-01-01T00:00:10Z"), (10, 10));
        assert_eq!(seconds("1970-01-01t00:00:10.0001z"), (10, 11));
        assert_eq!(seconds("1970-01-01T01:00:10.000000+01:00"), (10, 10));
        assert_eq!(seconds("1970-01-01 00:00:10-00:00"), (10, 10));
        assert!(at("1970-01-01T00:00:10.1Z").unwrap() < at("1970-01-01T00:00:10.2Z").unwrap());
        assert!(at("1970-01-01T00:00:10.9Z").unwrap() < at("1970-01-01T00:00:11Z").unwrap());
    }

    #[test]
    fn a_leap_second_is_the_end_of_its_minute() {
        assert_eq!(seconds("2016-12-31T23:59:60Z"), (1_483_228_799, 1_483_228_800));
    }

    #[test]
    fn a_date_that_ends_a_stretch_is_included_whole() {
        let end = bound("1970-01-02", Bound::End, &ZoneRules::utc(), Path::Root).unwrap();
        assert_eq!(end.floor().as_unix(), 2 * 86_400);
    }
}
