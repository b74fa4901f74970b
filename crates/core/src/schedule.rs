//! Weekly hours, date overrides, and what they come to on the line of time.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use chrono::{NaiveDate, Weekday};

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{MinuteOfDay, WallTime, day_to_date, weekday_of_day};
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
}

/// Hours that repeat every week: for each weekday the ranges that start on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateOverride {
    /// The date whose weekly hours are replaced.
    pub date: NaiveDate,
    /// The hours that start on it instead; none means closed.
    pub hours: Vec<HourRange>,
}

/// Weekly hours, date overrides and the name of the zone they are meant in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    weekly: WeeklyHours,
    overrides: BTreeMap<NaiveDate, Vec<HourRange>>,
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
        let mut by_date = BTreeMap::new();
        for DateOverride { date, hours } in overrides {
            if by_date.insert(date, hours).is_some() {
                return Err(ScheduleError::RepeatedDate(date));
            }
        }
        Ok(Self { weekly, overrides: by_date, zone: zone.into() })
    }

    /// The name of the zone in which the hours are meant.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The hours that start on the day `day` (days since 1970-01-01).
    fn hours_of(&self, day: i64) -> &[HourRange] {
        match self.overrides.get(&day_to_date(day)) {
            Some(hours) => hours,
            None => self.weekly.on(weekday_of_day(day)),
        }
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
    (first..=last)
        .flat_map(|day| schedule.hours_of(day).iter().filter_map(move |hours| hours.on(day, rules)))
        .filter_map(|hours| hours.intersection(window))
        .collect()
}
