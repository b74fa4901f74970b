//! The hours of a week laid out for expanding: one list of seconds from Monday's midnight, day by day.
//!
//! Within a day the hours are merged. That may be done on the clock's face only where no change of offset is near:
//! a change may swallow one of two ranges that overlap.

use alloc::vec::Vec;
use core::ops::Range;

use chrono::Weekday;

use super::{HourRange, WeeklyHours};
use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{DAY, days_from_monday};

/// The hours of a week, those that start on Monday first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Week {
    /// In seconds from Monday's midnight; sorted and apart within each day.
    hours: Vec<Interval>,
    /// How many of the hours start before each day from Monday to the next.
    before: [usize; 8],
    /// Whether all hours lie in order and apart, those of one week and the next too.
    is_apart: bool,
}

/// Hours that start on days of one week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'w> {
    /// The first day of the week.
    pub(super) monday: i64,
    /// In seconds from the midnight of that day.
    pub(super) hours: &'w [Interval],
}

impl Week {
    pub(super) fn new(weekly: &WeeklyHours) -> Self {
        let (mut hours, mut before) = (Vec::new(), [0; 8]);
        let mut midnight = 0;
        for (weekday, count) in WEEKDAYS.into_iter().zip(before.iter_mut().skip(1)) {
            let merged: IntervalSet =
                weekly.on(weekday).iter().copied().map(HourRange::after_midnight).collect();
            hours.extend(merged.iter().map(|own| own.moved(midnight)));
            *count = hours.len();
            midnight += DAY;
        }
        let next_week = hours.first().map(|first| first.moved(7 * DAY));
        let is_apart =
            hours.iter().zip(hours.iter().skip(1).chain(&next_week)).all(|(a, b)| a.end() < b.start());
        Self { hours, before, is_apart }
    }

    /// Whether all hours lie in order and apart, those of one week and the next too.
    pub(super) const fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// At most how many hours start on `days` days in a row.
    pub(super) fn most_in(&self, days: i64) -> usize {
        let weeks = usize::try_from(days.div_euclid(7) + 1).unwrap_or(usize::MAX);
        self.hours.len().saturating_mul(weeks.saturating_add(1))
    }

    /// The hours that start on the days of a range, week by week.
    pub(super) fn parts(&self, days: Range<i64>) -> impl Iterator<Item = Part<'_>> {
        let mut monday = days.start - days_from_monday(days.start);
        core::iter::from_fn(move || {
            let Range { start, end } = days;
            (monday < end).then(|| {
                let part = Part { monday, hours: self.between(start - monday, end - monday) };
                monday += 7;
                part
            })
        })
    }

    /// The hours that start on the days from `first` to before `end` of the week, Monday being day 0.
    fn between(&self, first: i64, end: i64) -> &[Interval] {
        let before = |day: i64| {
            let place = usize::try_from(day.clamp(0, 7)).unwrap_or_default();
            self.before.get(place).copied().unwrap_or_default()
        };
        self.hours.get(before(first)..before(end)).unwrap_or_default()
    }
}

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
