//! Recurring events: RRULE, RDATE and EXDATE to the instants at which they start.
//!
//! Rules run on the wall clock: the readings they give become instants through the zone. A rule that cannot be
//! expanded completely is an error, never a shorter list: a shorter busy list is a double booking.
//!
//! `parse` reads a rule, `rule` holds it. `days` and `periods` expand rules of days and longer periods, `ticks`
//! plain progressions of hours, minutes and seconds; `guarded` hands what is left to the crate rrule. All of them
//! bring their readings in by `harvest`, through the `clock` of the zone. `calendar` counts days.

mod calendar;
mod clock;
mod days;
#[cfg(feature = "rrule")]
mod guarded;
mod harvest;
mod parse;
mod periods;
mod rule;
mod ticks;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;

use self::clock::{Budget, Clock, Stop};
use self::harvest::Harvest;
pub use self::rule::{Rule, Until};
use crate::interval::Interval;
use crate::time::{Seconds, Timestamp, WallTime, date_to_day};
use crate::zone::ZoneRules;

/// Why a rule cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecurrenceError {
    /// The text is no rule (RFC 5545, section 3.3.10); which part is wrong, in words.
    Syntax(String),
    /// The rule is one that neither the own arithmetic nor the fallback covers; which part, in words.
    Unsupported(String),
    /// Expanding it would take more steps than we are willing to do.
    TooManySteps,
    /// More occurrences in the window than the caller's limit.
    TooManyOccurrences,
}

impl fmt::Display for RecurrenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) => write!(f, "the rule cannot be read: {what}"),
            Self::Unsupported(what) => write!(f, "the rule cannot be expanded: {what}"),
            Self::TooManySteps => f.write_str("the rule takes too many steps to expand"),
            Self::TooManyOccurrences => f.write_str("the rule has too many occurrences in the window"),
        }
    }
}

impl core::error::Error for RecurrenceError {}

/// A time that an EXDATE takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excluded {
    /// The occurrence that starts at this instant.
    At(Timestamp),
    /// Every occurrence that starts on this local day.
    Day(NaiveDate),
}

/// One start of a recurring event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When it starts.
    pub start: Timestamp,
    /// What the wall clock of the event's zone shows then; for a reading in a gap, what the rule asked for.
    pub reading: WallTime,
}

/// A recurring event: its first start, its rules, what is added and what is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The first start; it counts as an occurrence whether a rule gives it or not.
    pub start: WallTime,
    /// The rules; several unite.
    pub rules: Vec<Rule>,
    /// Rules whose occurrences are taken out (EXRULE).
    pub excluded_rules: Vec<Rule>,
    /// Further starts (RDATE).
    pub added: Vec<Timestamp>,
    /// Starts that are taken out (EXDATE).
    pub excluded: Vec<Excluded>,
}

impl Recurrence {
    /// The occurrences that start in `window`, in the order of time, each instant once.
    ///
    /// A reading that the clock skips is moved forward by the gap; of a doubled one the first counts, and both
    /// where a rule is HOURLY, MINUTELY or SECONDLY. The cost does not depend on the age of `start` unless a
    /// rule has a COUNT, and is bounded at a million steps, well below a second.
    ///
    /// # Errors
    /// When any rule cannot be expanded completely, or when there are more than `limit` occurrences.
    ///
    /// ```
    /// use freebusy_core::{Interval, NaiveDate, Recurrence, Rule, Timestamp, WallTime, ZoneRules};
    ///
    /// let recurrence = Recurrence {
    ///     start: WallTime::new(NaiveDate::from_ymd_opt(2016, 1, 4).unwrap(), 9 * 3_600),
    ///     rules: vec![Rule::parse("FREQ=WEEKLY;BYDAY=MO,WE,FR").unwrap()],
    ///     excluded_rules: vec![],
    ///     added: vec![],
    ///     excluded: vec![],
    /// };
    /// // The week from Monday, 30 November 2026.
    /// let at = Timestamp::from_unix;
    /// let window = Interval::new(at(1_796_000_400), at(1_796_000_400 + 7 * 86_400)).unwrap();
    /// let found = recurrence.occurrences(&ZoneRules::utc(), window, 100).unwrap();
    /// assert_eq!(found.len(), 3);
    /// assert!(recurrence.occurrences(&ZoneRules::utc(), window, 2).is_err());
    /// ```
    pub fn occurrences(
        &self,
        zone: &ZoneRules,
        window: Interval,
        limit: usize,
    ) -> Result<Vec<Occurrence>, RecurrenceError> {
        if !clock::is_near(self.start) {
            return Err(RecurrenceError::Unsupported(String::from("a start beyond the calendar")));
        }
        let search = Search { start: self.start, zone, window, clock: Clock::new(zone, window) };
        let takes_out = !self.excluded.is_empty() || !self.excluded_rules.is_empty();
        let mut budget = Budget::new((!takes_out).then_some(limit));
        let mut found = Vec::with_capacity(limit.min(32));
        for rule in &self.rules {
            search.expand(rule, &mut budget, &mut found)?;
            if !takes_out && found.len() > limit {
                settle(&mut found, limit)?;
            }
        }
        search.add_start(&mut found);
        for instant in &self.added {
            search.add(*instant, None, &mut found);
        }
        if takes_out {
            self.exclude(&search, &mut budget, &mut found)?;
        }
        settle(&mut found, limit)?;
        Ok(found)
    }

    /// Takes out what EXDATE and EXRULE name.
    fn exclude(
        &self,
        search: &Search<'_>,
        budget: &mut Budget,
        found: &mut Vec<Occurrence>,
    ) -> Result<(), RecurrenceError> {
        let mut by_rule = Vec::new();
        for rule in &self.excluded_rules {
            search.expand(rule, budget, &mut by_rule)?;
        }
        let mut instants: Vec<Timestamp> = by_rule.iter().map(|occurrence| occurrence.start).collect();
        let mut days = Vec::new();
        for excluded in &self.excluded {
            match excluded {
                Excluded::At(instant) => instants.push(*instant),
                Excluded::Day(date) => days.push(date_to_day(*date)),
            }
        }
        instants.sort_unstable();
        days.sort_unstable();
        found.retain(|occurrence| {
            instants.binary_search(&occurrence.start).is_err()
                && days.binary_search(&occurrence.reading.day()).is_err()
        });
        Ok(())
    }
}

/// Sorts the list, keeps each instant once, and refuses more than `limit`.
fn settle(found: &mut Vec<Occurrence>, limit: usize) -> Result<(), RecurrenceError> {
    // What a single rule gives is nearly always in order; a look at all of it that never stops is the fastest.
    let (mut latest, mut is_sorted) = (Timestamp::MIN, true);
    for occurrence in found.iter() {
        is_sorted &= latest < occurrence.start;
        latest = occurrence.start;
    }
    if !is_sorted {
        found.sort_unstable();
        found.dedup_by_key(|occurrence| occurrence.start);
    }
    if found.len() > limit { Err(RecurrenceError::TooManyOccurrences) } else { Ok(()) }
}

/// What all rules of one recurrence are expanded against.
struct Search<'z> {
    start: WallTime,
    zone: &'z ZoneRules,
    window: Interval,
    /// Of as much of the window as can be expanded.
    clock: Option<Clock<'z>>,
}

impl Search<'_> {
    /// Adds the first start in front, unless a rule has given it already.
    fn add_start(&self, found: &mut Vec<Occurrence>) {
        let start = match self.clock.as_ref().filter(|clock| clock.is_of(self.window)) {
            Some(clock) => clock.within(self.start),
            None => Some(self.zone.instant(self.start)).filter(|start| self.window.contains(*start)),
        };
        let own = start.map(|start| Occurrence { start, reading: self.start });
        if let Some(own) = own.filter(|own| found.first() != Some(own)) {
            found.insert(0, own);
        }
    }

    /// Adds one instant, with the reading that it came from, if it lies in the window.
    fn add(&self, start: Timestamp, reading: Option<WallTime>, found: &mut Vec<Occurrence>) {
        if self.window.contains(start) {
            found.push(Occurrence { start, reading: reading.unwrap_or_else(|| self.zone.wall(start)) });
        }
    }

    /// The clock of the window up to `last`, which is in it.
    fn clock_until(&self, last: Timestamp) -> Option<Clock<'_>> {
        let end = self.window.end().min(last + Seconds::ONE);
        Clock::new(self.zone, Interval::new(self.window.start(), end)?)
    }

    /// Adds what one rule gives from the start on.
    fn expand(
        &self,
        rule: &Rule,
        budget: &mut Budget,
        found: &mut Vec<Occurrence>,
    ) -> Result<(), RecurrenceError> {
        periods::refuse_doubtful_weeks(rule)?;
        let until_then;
        let (clock, end) = match rule.until {
            None => (&self.clock, None),
            Some(Until::Date(date)) => (&self.clock, Some(WallTime::new(date, 86_400))),
            Some(Until::Local(last)) => (&self.clock, Some(last.plus(1))),
            Some(Until::Utc(last)) => {
                until_then = self.clock_until(last);
                (&until_then, None)
            }
        };
        let Some(clock) = clock else { return Ok(()) };
        let mut harvest = Harvest::new(rule, self.start, end, clock, budget, found);
        if harvest.first >= harvest.end {
            return Ok(());
        }
        match ticks::step(rule) {
            Some(step) => ticks::expand(step, &mut harvest).or_else(Stop::outcome),
            None if rule.frequency.is_within_a_day() => expand_guarded(rule, &mut harvest),
            None => periods::expand(rule, self.start, &mut harvest).or_else(Stop::outcome),
        }
    }
}

#[cfg(feature = "rrule")]
use self::guarded::expand as expand_guarded;

/// Without the crate rrule there is nobody to expand it.
#[cfg(not(feature = "rrule"))]
fn expand_guarded(_: &Rule, _: &mut Harvest<'_>) -> Result<(), RecurrenceError> {
    Err(RecurrenceError::Unsupported(String::from("BY parts with HOURLY, MINUTELY or SECONDLY")))
}
