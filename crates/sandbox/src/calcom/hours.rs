//! Schedules as the core understands them, and the days off that lie over them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use freebusy_core::{
    DateOverride, HourRange, Interval, IntervalSet, MinuteOfDay, Schedule, WeeklyHours, ZoneRules, expand,
};

use super::clock;
use super::state::{Account, DayHours, Hours};

/// Weekdays as Cal.com counts them: 0 is Sunday.
const WEEKDAYS: [chrono::Weekday; 7] = [
    chrono::Weekday::Sun,
    chrono::Weekday::Mon,
    chrono::Weekday::Tue,
    chrono::Weekday::Wed,
    chrono::Weekday::Thu,
    chrono::Weekday::Fri,
    chrono::Weekday::Sat,
];

/// When a schedule is open within `range`; one whose zone nobody knows never is.
pub(crate) fn open(hours: &Hours, range: Interval) -> IntervalSet {
    match (clock::zone(&hours.time_zone), schedule(hours)) {
        (Some(zone), Some(schedule)) => expand(&schedule, zone.rules(), range),
        (None, _) | (_, None) => IntervalSet::EMPTY,
    }
}

/// Whether the account is away on the local date of a start: a day off counts only on a weekday with hours.
pub(crate) fn is_away(
    account: &Account,
    hours: &Hours,
    rules: &ZoneRules,
    at: chrono::DateTime<chrono::Utc>,
) -> bool {
    let date = clock::local_date(at, rules);
    let off = account.days_off.iter().any(|days| days.first <= date && date <= days.last);
    off && hours.weekly.iter().any(|entry| entry.days.iter().any(|day| weekday(*day) == Some(date.weekday())))
}

fn schedule(hours: &Hours) -> Option<Schedule> {
    let weekly: WeeklyHours = hours.weekly.iter().flat_map(weekly).collect();
    let mut dates: BTreeMap<NaiveDate, Vec<HourRange>> = BTreeMap::new();
    for entry in &hours.overrides {
        dates.entry(entry.date).or_default().extend(range(entry.start_minute, entry.end_minute));
    }
    let overrides = dates.into_iter().map(|(date, hours)| DateOverride { date, hours });
    Schedule::new(weekly, overrides, hours.time_zone.as_str()).ok()
}

fn weekly(entry: &DayHours) -> Vec<(chrono::Weekday, HourRange)> {
    let Some(range) = range(entry.start_minute, entry.end_minute) else {
        return Vec::new();
    };
    entry.days.iter().filter_map(|day| Some((weekday(*day)?, range))).collect()
}

fn weekday(day: u8) -> Option<chrono::Weekday> {
    WEEKDAYS.get(usize::from(day)).copied()
}

/// Hours of one day; the minute 1439 means midnight, and an end before the start is nothing.
fn range(start: u16, end: u16) -> Option<HourRange> {
    let end = if end == 1_439 { MinuteOfDay::END_OF_DAY } else { MinuteOfDay::new(end)? };
    HourRange::new(MinuteOfDay::new(start)?, end).ok()
}
