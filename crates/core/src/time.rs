//! Points in time, readings of a wall clock, and lengths, each a type of its own.
//!
//! A [`Timestamp`] is a point of UTC; a [`WallTime`] is what a clock on some wall shows and means nothing
//! without a zone. Arithmetic saturates: a time beyond the end of the line is the end of the line.

use core::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

/// Seconds of a day without a change of offset.
pub(crate) const DAY: i64 = 86_400;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// ```
/// use freebusy_core::{Seconds, Timestamp};
///
/// let start = Timestamp::from_unix(1_764_000_000);
/// assert_eq!((start + Seconds::from_minutes(30)).as_unix(), 1_764_001_800);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest point there is.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest point there is.
    pub const MAX: Self = Self(i64::MAX);

    /// The point that lies `seconds` after the Unix epoch, before it when negative.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// The whole second at or before a chrono instant.
    #[must_use]
    pub fn floor<Tz: chrono::TimeZone>(instant: &DateTime<Tz>) -> Self {
        Self(instant.timestamp())
    }

    /// The whole second at or after a chrono instant.
    #[must_use]
    pub fn ceil<Tz: chrono::TimeZone>(instant: &DateTime<Tz>) -> Self {
        Self(instant.timestamp() + i64::from(instant.timestamp_subsec_nanos() > 0))
    }

    /// The same point for chrono; `None` beyond its years (about ±262,000).
    #[must_use]
    pub fn to_chrono(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.0, 0)
    }

    /// The point `seconds` later, earlier when negative; saturates.
    pub(crate) const fn saturating_plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// What a clock that is `offset` seconds ahead of UTC shows at this point.
    #[must_use]
    pub const fn wall(self, offset: i32) -> WallTime {
        // Lossless: `i64::from` is not const.
        #[expect(clippy::as_conversions, reason = "i32 to i64 in a const fn")]
        WallTime(self.0.saturating_add(offset as i64))
    }
}

impl core::ops::Add<Seconds> for Timestamp {
    type Output = Self;

    fn add(self, length: Seconds) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl core::ops::Sub<Seconds> for Timestamp {
    type Output = Self;

    fn sub(self, length: Seconds) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_chrono() {
            Some(instant) => write!(f, "{:?}Z", instant.naive_utc()),
            None => write!(f, "unix {}", self.0),
        }
    }
}

/// What a clock on a wall shows: seconds since that clock showed 1970-01-01 00:00:00.
///
/// It becomes a [`Timestamp`] only through a zone, see [`crate::ZoneRules::resolve`].
///
/// ```
/// use freebusy_core::{NaiveDate, WallTime, Weekday};
///
/// let nine = WallTime::new(NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), 9 * 3_600);
/// assert_eq!(nine.second_of_day(), 32_400);
/// assert_eq!(nine.weekday(), Weekday::Tue);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(i64);

impl WallTime {
    /// The latest reading there is.
    pub(crate) const MAX: Self = Self(i64::MAX);

    /// The reading `second_of_day` seconds after midnight of `date`; more than a day counts on into the next.
    #[must_use]
    pub fn new(date: NaiveDate, second_of_day: i64) -> Self {
        Self::from_day(date_to_day(date)).plus(second_of_day)
    }

    /// The reading that lies `seconds` after 1970-01-01 00:00:00 on the same clock.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Midnight of the day that lies `day` days after 1970-01-01.
    #[must_use]
    pub const fn from_day(day: i64) -> Self {
        Self(day.saturating_mul(DAY))
    }

    /// Seconds since 1970-01-01 00:00:00 on the same clock.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// Days from 1970-01-01 to the day of this reading.
    #[must_use]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Seconds since midnight, 0 to 86,399.
    #[must_use]
    pub const fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// The calendar date; clamped to chrono's years (about ±262,000).
    #[must_use]
    pub fn date(self) -> NaiveDate {
        day_to_date(self.day())
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        weekday_of_day(self.day())
    }

    /// The point at which a clock `offset` seconds ahead of UTC shows this reading.
    #[must_use]
    pub fn at_offset(self, offset: i32) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::from(offset)))
    }

    /// The same reading for chrono; clamped to its years.
    #[must_use]
    pub fn to_chrono(self) -> NaiveDateTime {
        self.date().and_time(NaiveTime::MIN) + TimeDelta::seconds(self.second_of_day())
    }

    /// The reading of a chrono date and time, its fraction of a second cut off.
    #[must_use]
    pub fn from_chrono(reading: NaiveDateTime) -> Self {
        Self(reading.and_utc().timestamp())
    }

    /// The reading `seconds` later on the same clock, earlier when negative; saturates.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl fmt::Debug for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_chrono())
    }
}

/// Days from 1970-01-01 to `date`.
pub(crate) fn date_to_day(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days())
}

/// The date `day` days after 1970-01-01, clamped to chrono's years.
pub(crate) fn day_to_date(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(if day < 0 {
        NaiveDate::MIN
    } else {
        NaiveDate::MAX
    })
}

/// The weekday of the day `day` days after 1970-01-01, which was a Thursday.
pub(crate) fn weekday_of_day(day: i64) -> Weekday {
    match day.rem_euclid(7) {
        0 => Weekday::Thu,
        1 => Weekday::Fri,
        2 => Weekday::Sat,
        3 => Weekday::Sun,
        4 => Weekday::Mon,
        5 => Weekday::Tue,
        _ => Weekday::Wed,
    }
}

/// A length of time in seconds, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "i64", into = "i64")
)]
pub struct Seconds(i64);

impl From<Seconds> for i64 {
    fn from(seconds: Seconds) -> Self {
        seconds.0
    }
}

impl TryFrom<i64> for Seconds {
    type Error = &'static str;

    fn try_from(seconds: i64) -> Result<Self, Self::Error> {
        Self::new(seconds).ok_or("a length of time is not negative")
    }
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One second, the resolution of everything here.
    pub const ONE: Self = Self(1);

    /// A length of `seconds`; `None` when negative.
    #[must_use]
    pub const fn new(seconds: i64) -> Option<Self> {
        if seconds < 0 { None } else { Some(Self(seconds)) }
    }

    /// A length of whole minutes.
    #[must_use]
    pub const fn from_minutes(minutes: u32) -> Self {
        // Lossless: `i64::from` is not const.
        #[expect(clippy::as_conversions, reason = "u32 to i64 in a const fn")]
        Self(minutes as i64 * 60)
    }

    /// The number of seconds.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum of two lengths; saturates.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// One second less; a length of none stays none.
    #[must_use]
    pub const fn less_one(self) -> Self {
        if self.0 == 0 { self } else { Self(self.0 - 1) }
    }
}

/// A length of time in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Minutes(u32);

impl Minutes {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length of `minutes`.
    #[must_use]
    pub const fn new(minutes: u32) -> Self {
        Self(minutes)
    }

    /// The number of minutes.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl From<Minutes> for Seconds {
    fn from(minutes: Minutes) -> Self {
        Self::from_minutes(minutes.0)
    }
}

/// Minutes from a local midnight, 0 to 2,880: 1,440 is the end of the day, more lies in the next day.
///
/// Hours that run past midnight end above 1,440. Minutes are read off the wall clock, so 1,500 is always
/// 01:00 of the next day, also when the clock changes in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u16", into = "u16")
)]
pub struct MinuteOfDay(u16);

impl From<MinuteOfDay> for u16 {
    fn from(minute: MinuteOfDay) -> Self {
        minute.0
    }
}

impl TryFrom<u16> for MinuteOfDay {
    type Error = &'static str;

    fn try_from(minute: u16) -> Result<Self, Self::Error> {
        Self::new(minute).ok_or("minutes of a day reach to 2880")
    }
}

impl MinuteOfDay {
    /// The midnight that begins the day.
    pub const MIDNIGHT: Self = Self(0);
    /// The midnight that ends the day.
    pub const END_OF_DAY: Self = Self(1_440);
    /// The latest minute there is: the end of the next day.
    pub const MAX: Self = Self(2_880);

    /// The minute `minute` after midnight; `None` above 2,880.
    #[must_use]
    pub const fn new(minute: u16) -> Option<Self> {
        if minute <= Self::MAX.0 { Some(Self(minute)) } else { None }
    }

    /// Minutes from midnight.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Seconds from midnight.
    #[must_use]
    pub fn as_seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

/// The day of the week after `day` counted in days from Monday, for arithmetic on weeks.
pub(crate) fn days_from_monday(day: i64) -> i64 {
    i64::from(weekday_of_day(day).num_days_from_monday())
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;

    #[test]
    fn days_and_dates_agree_with_chrono_over_four_centuries() {
        for day in (-73_000..73_000).step_by(13) {
            let date = day_to_date(day);
            assert_eq!(date_to_day(date), day);
            assert_eq!(date.weekday(), weekday_of_day(day));
            assert_eq!(days_from_monday(day), i64::from(date.weekday().num_days_from_monday()));
        }
    }

    #[test]
    fn readings_before_1970_keep_their_day_and_second() {
        let reading = WallTime::from_seconds(-1);
        assert_eq!((reading.day(), reading.second_of_day()), (-1, 86_399));
        assert_eq!(alloc::format!("{reading:?}"), "1969-12-31 23:59:59");
        assert_eq!(WallTime::from_chrono(reading.to_chrono()), reading);
    }

    #[test]
    fn a_fraction_of_a_second_is_rounded_by_name() {
        let instant = DateTime::from_timestamp(-5, 500_000_000).unwrap();
        assert_eq!(Timestamp::floor(&instant).as_unix(), -5);
        assert_eq!(Timestamp::ceil(&instant).as_unix(), -4);
    }

    #[test]
    fn arithmetic_saturates_at_the_ends_of_the_line() {
        assert_eq!(Timestamp::MAX + Seconds::ONE, Timestamp::MAX);
        assert_eq!(Timestamp::MIN - Seconds::ONE, Timestamp::MIN);
        assert_eq!(WallTime::from_seconds(i64::MIN).date(), NaiveDate::MIN);
        assert_eq!(WallTime::from_seconds(i64::MAX).date(), NaiveDate::MAX);
        assert_eq!(alloc::format!("{:?}", Timestamp::MAX), "unix 9223372036854775807");
    }

    #[test]
    fn a_minute_of_the_day_reaches_to_the_end_of_the_next() {
        assert_eq!(MinuteOfDay::new(2_880), Some(MinuteOfDay::MAX));
        assert_eq!(MinuteOfDay::new(2_881), None);
    }
}
