//! The readings of one rule on their way into the list: from DTSTART on, COUNT of them, those of the window kept.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::Occurrence;
use super::clock::{Budget, Clock, Doubled, Easy, Stop};
use super::days::DayRange;
use super::rule::Rule;
use crate::time::{DAY, Timestamp, WallTime};

/// Whether to go on with the next reading.
pub(super) type Step = ControlFlow<Stop>;

/// So many weeks are taken before anybody asks what they cost.
const WEEKS_AT_ONCE: i64 = 64;

/// Days of a week, each by the seconds from the first day of the week to it.
#[derive(Debug)]
pub(super) struct WeekDays {
    first: i64,
    last: i64,
    count: usize,
    /// The days, and after them others that do not count.
    later: [i64; 7],
}

impl WeekDays {
    /// The days whose bits are set, bit 0 for the first day of the week.
    pub(super) fn new(mask: u32) -> Self {
        let (mut later, mut count, mut left) = ([0; 7], 0, mask & 0x7F);
        while let Some(slot) = later.get_mut(count).filter(|_| left != 0) {
            *slot = i64::from(left.trailing_zeros()) * DAY;
            left &= left - 1;
            count += 1;
        }
        let first = i64::from(mask.trailing_zeros()) * DAY;
        let last = i64::from(mask.checked_ilog2().unwrap_or(0)) * DAY;
        Self { first, last, count, later }
    }

    /// Whether no day of the week whose first day is shown at `reading` comes before `end`.
    pub(super) const fn is_past(&self, reading: i64, end: i64) -> bool {
        reading + self.first >= end
    }
}

/// Takes the readings of one rule in the order of time.
#[derive(Debug)]
pub(super) struct Harvest<'a> {
    /// DTSTART, in seconds.
    pub(super) start: i64,
    /// The first reading that is wanted, not before DTSTART.
    pub(super) first: i64,
    /// The first reading that is not wanted any more.
    pub(super) end: i64,
    /// Readings that the rule may still give; `None` without COUNT.
    pub(super) remaining: Option<u32>,
    pub(super) doubled: Doubled,
    clock: &'a Clock<'a>,
    /// Wanted readings of which nothing but their offset need be known.
    easy: Easy,
    /// Such readings once those are past.
    easy_later: Easy,
    budget: &'a mut Budget,
    found: &'a mut Vec<Occurrence>,
    /// How long the list was before.
    others: usize,
}

impl<'a> Harvest<'a> {
    /// A harvest of `rule` from DTSTART on; `end` is the end of the rule on the wall clock, if it has one.
    pub(super) fn new(
        rule: &Rule,
        start: WallTime,
        end: Option<WallTime>,
        clock: &'a Clock<'a>,
        budget: &'a mut Budget,
        found: &'a mut Vec<Occurrence>,
    ) -> Self {
        let start = start.as_seconds();
        let doubled = if rule.frequency.is_within_a_day() { Doubled::Both } else { Doubled::Earlier };
        let first = clock.first.max(start);
        let end = end.map_or(clock.end, |end| clock.end.min(end.as_seconds()));
        let [easy, easy_later] = clock.easy.map(|easy| easy.within(first, end));
        Self {
            start,
            first,
            end,
            easy,
            easy_later,
            remaining: rule.count,
            doubled,
            clock,
            budget,
            others: found.len(),
            found,
        }
    }

    /// The days on which readings are wanted: all from DTSTART on where they have to be counted.
    pub(super) fn days(&self) -> DayRange {
        let first = if self.remaining.is_some() { self.start } else { self.first };
        DayRange {
            first: WallTime::from_seconds(first).day(),
            last: WallTime::from_seconds(self.end - 1).day(),
        }
    }

    /// Forgets COUNT when not even `per_day` readings on each day from DTSTART to the end can exhaust it.
    pub(super) fn forget_large_count(&mut self, per_day: i64) {
        if let Some(count) = self.remaining {
            let DayRange { first, last } = self.days();
            let possible = (last - first + 1).saturating_mul(per_day);
            self.remaining = (i64::from(count) < possible).then_some(count);
        }
    }

    /// Takes steps away from what may be done.
    pub(super) fn spend(&mut self, steps: i64) -> Result<(), Stop> {
        self.budget.spend(steps)
    }

    /// Refuses as many further occurrences when that makes too many of this rule.
    pub(super) fn admit(&self, further: i64) -> Result<(), Stop> {
        let further = usize::try_from(further).unwrap_or(usize::MAX);
        self.budget.admit((self.found.len() - self.others).saturating_add(further))
    }

    /// Takes the next reading of the rule, counts it, and keeps it when it is wanted.
    pub(super) fn take(&mut self, reading: i64) -> Step {
        let Easy { first, end, offset } = self.easy;
        if first <= reading && reading < end && self.remaining.is_none() {
            if let Err(stop) = self.budget.spend(1).and_then(|()| self.admit(0)) {
                return ControlFlow::Break(stop);
            }
            let (start, reading) = (Timestamp::from_unix(reading - offset), WallTime::from_seconds(reading));
            self.found.push(Occurrence { start, reading });
            return ControlFlow::Continue(());
        }
        self.take_with_care(reading)
    }

    /// Takes week after week, one every `step` seconds, while all their days are easy; says how many were taken.
    ///
    /// The first day of the first week is shown at `reading`.
    pub(super) fn take_weeks(&mut self, days: &WeekDays, reading: i64, step: i64) -> Result<i64, Stop> {
        if reading >= self.easy.end {
            self.easy = self.easy_later;
        }
        let Easy { first, end, offset } = self.easy;
        if reading + days.first < first || self.remaining.is_some() {
            return Ok(0);
        }
        let later = days.later.get(..days.count).unwrap_or_default();
        let (mut week, mut taken) = (reading, 0);
        while week + days.last < end && taken < WEEKS_AT_ONCE {
            self.found.extend(later.iter().map(|later| Occurrence {
                start: Timestamp::from_unix(week - offset + later),
                reading: WallTime::from_seconds(week + later),
            }));
            (week, taken) = (week + step, taken + 1);
        }
        // A week is a step of its own beside its days.
        self.budget.spend(taken * (1 + i64::try_from(days.count).unwrap_or(7)))?;
        self.admit(0)?;
        Ok(taken)
    }

    /// Takes a reading that may be unwanted, the last, or one that the clock skips or shows twice.
    fn take_with_care(&mut self, reading: i64) -> Step {
        if reading >= self.easy.end {
            self.easy = self.easy_later;
        }
        if reading < self.start {
            return ControlFlow::Continue(());
        }
        if reading >= self.end || self.remaining == Some(0) {
            return ControlFlow::Break(Stop::Complete);
        }
        self.remaining = self.remaining.map(|remaining| remaining - 1);
        if let Err(stop) = self.budget.spend(1).and_then(|()| self.admit(0)) {
            return ControlFlow::Break(stop);
        }
        if reading >= self.first {
            self.clock.push(WallTime::from_seconds(reading), self.doubled, self.found);
        }
        ControlFlow::Continue(())
    }
}
