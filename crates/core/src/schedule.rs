//! Weekly hours, date overrides, and what they come to on the line of time.

mod expansion;
mod week;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use chrono::{NaiveDate, Weekday};

use self::expansion::Expansion;
use self::week::Week;
use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{MinuteOfDay, Timestamp, WallTime, date_to_day, day_to_date, weekday_of_day};
use crate::zone::{Offset, ZoneRules};

/// Why a schedule cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScheduleError {
    /// Hours that do not start before they end.
    EmptyHours,
    /// Two overrides of one date.
    RepeatedDate(NaiveDate),
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyHours => f.write_str("hours must start before they end"),
            Self::RepeatedDate(date) => {
                write!(f, "`{date}` is overridden twice; give its hours in one entry")
            }
        }
    }
}

impl core::error::Error for ScheduleError {}

/// Hours of one day `[start, end)`, counted from its local midnight; an end above 1,440 lies in the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourRange {
    start: MinuteOfDay,
    end: MinuteOfDay,
}

impl HourRange {
    /// The hours from `start` to `end`.
    ///
    /// # Errors
    /// [`ScheduleError::EmptyHours`] when they do not start before they end.
    pub fn new(start: MinuteOfDay, end: MinuteOfDay) -> Result<Self, ScheduleError> {
        if start < end { Ok(Self { start, end }) } else { Err(ScheduleError::EmptyHours) }
    }

    /// The first minute inside.
    #[must_use]
    pub const fn start(self) -> MinuteOfDay {
        self.start
    }

    /// The first minute after.
    #[must_use]
    pub const fn end(self) -> MinuteOfDay {
        self.end
    }

    /// Where these hours of the day `day` (days since 1970-01-01) lie; `None` when a clock change swallows them.
    fn on(self, day: i64, rules: &ZoneRules) -> Option<Interval> {
        let midnight = WallTime::from_day(day);
        let instant = |minute: MinuteOfDay| rules.instant(midnight.plus(minute.as_seconds()));
        Interval::new(instant(self.start), instant(self.end))
    }

    /// The same hours in seconds from their midnight.
    fn after_midnight(self) -> Interval {
        let bound = |minute: MinuteOfDay| Timestamp::from_unix(minute.as_seconds());
        Interval::new(bound(self.start), bound(self.end)).expect("hours start before they end")
    }
}

/// Hours that repeat every week: for each weekday the ranges that start on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct WeeklyHours([Vec<HourRange>; 7]);

impl WeeklyHours {
    /// Every hour of every day.
    #[must_use]
    pub fn always() -> Self {
        let day = HourRange { start: MinuteOfDay::MIDNIGHT, end: MinuteOfDay::END_OF_DAY };
        Self(core::array::from_fn(|_| alloc::vec![day]))
    }

    /// Adds hours that start on `weekday`; they may overlap others.
    pub fn add(&mut self, weekday: Weekday, hours: HourRange) {
        if let Some(day) = self.0.get_mut(usize::from(weekday_index(weekday))) {
            day.push(hours);
        }
    }

    /// The hours that start on `weekday`.
    #[must_use]
    pub fn on(&self, weekday: Weekday) -> &[HourRange] {
        self.0.get(usize::from(weekday_index(weekday))).map_or(&[], Vec::as_slice)
    }
}

impl FromIterator<(Weekday, HourRange)> for WeeklyHours {
    fn from_iter<I: IntoIterator<Item = (Weekday, HourRange)>>(hours: I) -> Self {
        let mut weekly = Self::default();
        hours.into_iter().for_each(|(weekday, range)| weekly.add(weekday, range));
        weekly
    }
}

/// 0 for Monday to 6 for Sunday.
fn weekday_index(weekday: Weekday) -> u8 {
    match weekday {
        Weekday::Mon => 0,
        Weekday::Tue => 1,
        Weekday::Wed => 2,
        Weekday::Thu => 3,
        Weekday::Fri => 4,
        Weekday::Sat => 5,
        Weekday::Sun => 6,
    }
}

/// What replaces the weekly hours on one date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateOverride {
    /// The date whose weekly hours are replaced.
    pub date: NaiveDate,
    /// The hours that start on it instead; none means closed.
    pub hours: Vec<HourRange>,
}

/// The hours that start on one overridden day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct OverriddenDay {
    /// Days since 1970-01-01.
    day: i64,
    hours: Vec<HourRange>,
}

/// Weekly hours, date overrides and the name of the zone they are meant in.
///
/// Equal schedules have equal hours in every zone and window, so it is enough to expand one of them; they hash
/// alike and can be keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Schedule {
    weekly: WeeklyHours,
    /// The same hours, laid out for expanding.
    week: Week,
    /// By day, each day once.
    overrides: Vec<OverriddenDay>,
    zone: Box<str>,
}

impl Schedule {
    /// A schedule of weekly hours and overrides in the zone named.
    ///
    /// # Errors
    /// [`ScheduleError::RepeatedDate`] when a date is overridden twice.
    pub fn new(
        weekly: WeeklyHours,
        overrides: impl IntoIterator<Item = DateOverride>,
        zone: impl Into<Box<str>>,
    ) -> Result<Self, ScheduleError> {
        let on_day = |own: DateOverride| OverriddenDay { day: date_to_day(own.date), hours: own.hours };
        let mut overrides: Vec<OverriddenDay> = overrides.into_iter().map(on_day).collect();
        overrides.sort_by_key(|own| own.day);
        if let Some([first, ..]) = overrides.windows(2).find(|pair| matches!(pair, [a, b] if a.day == b.day))
        {
            return Err(ScheduleError::RepeatedDate(day_to_date(first.day)));
        }
        Ok(Self { week: Week::new(&weekly), weekly, overrides, zone: zone.into() })
    }

    /// The name of the zone in which the hours are meant.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The hours that start on the day `day` (days since 1970-01-01).
    fn hours_of(&self, day: i64) -> &[HourRange] {
        match self.overrides.binary_search_by_key(&day, |own| own.day) {
            Ok(place) => self.overrides.get(place).map_or(&[], |own| &own.hours),
            Err(_) => self.weekly.on(weekday_of_day(day)),
        }
    }

    /// The overridden days from `first` to before `end`.
    fn overridden(&self, first: i64, end: i64) -> &[OverriddenDay] {
        let before = |day: i64| self.overrides.partition_point(|own| own.day < day);
        self.overrides.get(before(first)..before(end)).unwrap_or_default()
    }
}

/// Expands a schedule: when its hours are, within `window`.
///
/// Both bounds of a range are read off the wall clock: a bound in a gap moves forward by the gap, a bound in a
/// fold is the first of the two, and a range that comes out empty is dropped. An override replaces what starts
/// on its date and leaves the tail of the night before.
///
/// ```
/// use freebusy_core::{HourRange, Interval, MinuteOfDay, Schedule, Timestamp, Weekday, WeeklyHours, ZoneRules, expand};
///
/// let nine_to_five = HourRange::new(MinuteOfDay::new(540).unwrap(), MinuteOfDay::new(1_020).unwrap()).unwrap();
/// let weekly: WeeklyHours = [(Weekday::Thu, nine_to_five)].into_iter().collect();
/// let schedule = Schedule::new(weekly, [], "UTC").unwrap();
/// // 1970-01-01 was a Thursday.
/// let week = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(7 * 86_400)).unwrap();
/// let hours = expand(&schedule, &ZoneRules::utc(), week);
/// assert_eq!(hours.hull().unwrap().start().as_unix(), 9 * 3_600);
/// ```
#[must_use]
pub fn expand(schedule: &Schedule, rules: &ZoneRules, window: Interval) -> IntervalSet {
    // Every bound lies nearer than the limit to its reading in UTC, and hours end with the next day at the latest.
    let first = window.start().wall(-Offset::LIMIT).day() - 1;
    let last = window.end().wall(Offset::LIMIT).day();
    Expansion::new(schedule, rules, window).over(first, last + 1)
}
