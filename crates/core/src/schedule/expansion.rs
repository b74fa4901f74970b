//! The walk from one day to the next that turns a schedule's hours into instants.
//!
//! Days on which no bound can meet a change of offset are moved as they are, week by week; around a change each bound
//! is located on its own.

use alloc::vec::Vec;
use core::ops::Range;

use super::week::Part;
use super::{OverriddenDay, Schedule};
use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{DAY, Timestamp, WallTime};
use crate::zone::{Offset, Plain, ZoneRules};

/// No more hours than this are made room for at once.
const MOST_ROOM: usize = 1 << 16;
/// Days farther from 1970 are walked one by one, for the seconds of those may saturate.
const FARTHEST_DAY: i64 = 1 << 40;

/// One schedule on its way into one window.
pub(super) struct Expansion<'a> {
    schedule: &'a Schedule,
    rules: &'a ZoneRules,
    window: Interval,
    found: Vec<Interval>,
    /// Whether the hours found so far came in the order of their starts.
    is_sorted: bool,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(schedule: &'a Schedule, rules: &'a ZoneRules, window: Interval) -> Self {
        Self { schedule, rules, window, found: Vec::new(), is_sorted: true }
    }

    /// The hours that start on the days from `first` to before `end`, within the window.
    pub(super) fn over(mut self, first: i64, end: i64) -> IntervalSet {
        let room = self.schedule.week.most_in(end.saturating_sub(first));
        self.found.reserve(room.min(MOST_ROOM));
        if -FARTHEST_DAY < first && end < FARTHEST_DAY {
            self.walk(first, end);
        } else {
            self.changing_days(first..end);
        }
        if self.is_sorted { IntervalSet::from_sorted(self.found) } else { self.found.into() }
    }

    fn walk(&mut self, first: i64, end: i64) {
        let mut day = first;
        for plain in self.rules.plain(WallTime::from_day(first)) {
            let days = plain_days(plain, day..end);
            self.changing_days(day..days.start);
            self.plain_days(days.clone(), plain.offset);
            day = days.end;
            if day == end {
                break;
            }
        }
    }

    /// Takes the hours of days on which a bound may be skipped or shown twice.
    fn changing_days(&mut self, days: Range<i64>) {
        let Self { schedule, rules, .. } = *self;
        for day in days {
            schedule
                .hours_of(day)
                .iter()
                .filter_map(|hours| hours.on(day, rules))
                .for_each(|own| self.take(own));
        }
    }

    /// Takes the hours of days all of whose bounds are shown once, at `offset`.
    fn plain_days(&mut self, days: Range<i64>, offset: Offset) {
        let schedule = self.schedule;
        let mut day = days.start;
        for OverriddenDay { day: overridden, hours } in schedule.overridden(days.start, days.end) {
            self.weekly_days(day..*overridden, offset);
            let midnight = midnight(*overridden, offset);
            hours.iter().for_each(|hours| self.take(hours.after_midnight().moved(midnight)));
            day = overridden + 1;
        }
        self.weekly_days(day..days.end, offset);
    }

    /// Takes the weekly hours of such days.
    fn weekly_days(&mut self, days: Range<i64>, offset: Offset) {
        let week = &self.schedule.week;
        // Hours end with the next day at the latest.
        let day_of = |instant: Timestamp| instant.wall(offset.seconds()).day();
        let (first, last) = (day_of(self.window.start()), day_of(self.window.end()));
        let Range { start, end } = clamped(first - 1..last + 1, &days);
        let inside = clamped(first + 1..last - 1, &(start..end));
        for Part { monday, hours } in week.parts(start..inside.start) {
            hours.iter().for_each(|own| self.take(own.moved(midnight(monday, offset))));
        }
        for Part { monday, hours } in week.parts(inside.clone()) {
            self.take_inside(hours, midnight(monday, offset), week.is_apart());
        }
        for Part { monday, hours } in week.parts(inside.end..end) {
            hours.iter().for_each(|own| self.take(own.moved(midnight(monday, offset))));
        }
    }

    /// Takes hours that lie in the window, moved by `seconds`.
    fn take_inside(&mut self, hours: &[Interval], seconds: i64, are_apart: bool) {
        let Some(first) = hours.first().map(|first| first.moved(seconds)) else { return };
        if are_apart && self.found.last().is_none_or(|last| last.end() < first.start()) {
            self.found.extend(hours.iter().map(|own| own.moved(seconds)));
        } else {
            hours.iter().for_each(|own| self.take(own.moved(seconds)));
        }
    }

    /// Takes the part of some hours that lies in the window.
    fn take(&mut self, hours: Interval) {
        let Some(hours) = hours.intersection(self.window) else { return };
        match self.found.last_mut() {
            Some(last) if last.start() <= hours.start() && hours.start() <= last.end() => {
                *last = last.hull(hours);
            }
            last => {
                self.is_sorted &= last.is_none_or(|last| last.end() < hours.start());
                self.found.push(hours);
            }
        }
    }
}

/// The days among `days` all of whose hours have both bounds within plain readings; empty at the end when there are none.
fn plain_days(plain: Plain, days: Range<i64>) -> Range<i64> {
    // Hours end with the next day at the latest, and that end must be plain too.
    let first = WallTime::from_seconds(plain.first.as_seconds().saturating_add(DAY - 1)).day();
    let end = plain.end.plus(-1).day() - 1;
    clamped(first..end, &days)
}

/// The part of `range` within `bounds`; an empty one lies at the nearest end of `bounds`.
fn clamped(range: Range<i64>, bounds: &Range<i64>) -> Range<i64> {
    let start = range.start.min(bounds.end).max(bounds.start);
    start..range.end.min(bounds.end).max(start)
}

/// The instant at which a day begins on a clock that is at `offset` all day.
fn midnight(day: i64, offset: Offset) -> i64 {
    day * DAY - i64::from(offset.seconds())
}
