//! The readings of one rule on their way into the list: from DTSTART on, COUNT of them, those of the window kept.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::Occurrence;
use super::clock::{Budget, Clock, Doubled, Easy, Stop};
use super::days::DayRange;
use super::rule::Rule;
use crate::time::{Timestamp, WallTime};

/// Whether to go on with the next reading.
pub(super) type Step = ControlFlow<Stop>;

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
        let [easy, easy_later] = clock.easy().map(|easy| easy.within(first, end));
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

    /// Forgets COUNT when not even `possible` readings before the end can exhaust it.
    pub(super) fn forget_count_above(&mut self, possible: i64) {
        self.remaining = self.remaining.filter(|count| i64::from(*count) < possible);
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

    /// Takes the readings that lie `later` seconds each after `reading` when all up to `last` are easy; says whether
    /// they are, otherwise nothing is taken.
    pub(super) fn take_easy(&mut self, reading: i64, last: i64, later: &[i64]) -> Result<bool, Stop> {
        let Easy { first, end, offset } = self.easy;
        if reading < first || end <= last || self.remaining.is_some() {
            return Ok(false);
        }
        let count = i64::try_from(later.len()).unwrap_or(i64::MAX);
        self.budget.spend(count)?;
        self.admit(count)?;
        self.found.extend(later.iter().map(|later| Occurrence {
            start: Timestamp::from_unix(reading - offset + later),
            reading: WallTime::from_seconds(reading + later),
        }));
        Ok(true)
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
