//! One RRULE as it was written, checked: which parts it has, and that they may stand together.
//!
//! A rule that exists obeys RFC 5545, section 3.3.10. Lists are bit masks or short, sorted and free of doubles,
//! however long they were written. What the parts mean is told by `days`, `periods` and `ticks`.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::RecurrenceError;
use crate::time::{Timestamp, WallTime};

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
///
/// ```
/// use freebusy_core::{NaiveDate, Rule, Until};
///
/// let rule = Rule::parse("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231").unwrap();
/// assert_eq!(rule.until(), Some(Until::Date(NaiveDate::from_ymd_opt(2026, 12, 31).unwrap())));
/// assert!(Rule::parse("FREQ=WEEKLY;BYDAY=XX").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) frequency: Frequency,
    /// Periods from one that counts to the next, 1 to `i32::MAX`.
    pub(super) interval: i64,
    /// At least 1.
    pub(super) count: Option<u32>,
    pub(super) until: Option<Until>,
    /// The first day of a week, 0 for Monday.
    pub(super) week_start: i64,
    pub(super) by: By,
}

/// How long a period of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Frequency {
    /// Whether several periods lie in one day.
    pub(super) fn is_within_a_day(self) -> bool {
        self < Self::Daily
    }
}

/// The BY parts; an empty mask or list is a part that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct By {
    /// Bit 0 for January.
    pub(super) months: u32,
    /// Bit 0 for the first day of the month.
    pub(super) month_days: u32,
    /// Bit 0 for the last day of the month.
    pub(super) month_days_from_end: u32,
    /// 1 to 366, or -366 to -1 from the end of the year.
    pub(super) year_days: Vec<i64>,
    /// 1 to 53, or -53 to -1 from the end of the year.
    pub(super) weeks: Vec<i64>,
    /// BYDAY without a number; bit 0 for Monday.
    pub(super) weekdays: u32,
    /// BYDAY with a number: the number, never 0, and the weekday, 0 for Monday.
    pub(super) ordinals: Vec<(i64, i64)>,
    /// Bit 0 for midnight.
    pub(super) hours: u64,
    pub(super) minutes: u64,
    pub(super) seconds: u64,
    /// BYSETPOS: 1 to 366, or -366 to -1 from the end of the period.
    pub(super) positions: Vec<i64>,
}

impl By {
    /// Whether BYDAY is there, with numbers or without.
    pub(super) fn has_weekdays(&self) -> bool {
        self.weekdays != 0 || !self.ordinals.is_empty()
    }

    /// Whether BYMONTHDAY is there.
    pub(super) fn has_month_days(&self) -> bool {
        self.month_days != 0 || self.month_days_from_end != 0
    }

    /// Whether any part says which times of a day count.
    pub(super) fn has_times(&self) -> bool {
        (self.hours | self.minutes | self.seconds) != 0
    }

    /// Whether any part says which days count.
    pub(super) fn has_days(&self) -> bool {
        self.months != 0
            || self.has_month_days()
            || self.has_weekdays()
            || !self.year_days.is_empty()
            || !self.weeks.is_empty()
    }
}

impl Rule {
    /// The last moment of the rule, inclusive; `None` when it does not say.
    #[must_use]
    pub fn until(&self) -> Option<Until> {
        self.until
    }

    /// The same rule with another last moment; a rule that has none keeps having none.
    ///
    /// For calendars that write an UNTIL in a form that does not go with their DTSTART.
    #[must_use]
    pub fn ending(mut self, last: impl FnOnce(Until) -> Until) -> Self {
        self.until = self.until.map(last);
        self
    }

    /// The number of occurrences after which the rule ends, at least 1; `None` when it does not say.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        self.count
    }

    /// The rule itself when its parts may stand together.
    pub(super) fn checked(self) -> Result<Self, RecurrenceError> {
        let conflicts = [
            (self.count.is_some() && self.until.is_some(), "COUNT and UNTIL exclude each other"),
            (self.has_misplaced_ordinal(), "BYDAY with a number needs MONTHLY, or YEARLY without BYWEEKNO"),
            (self.has_misplaced_month_day(), "BYMONTHDAY does not go with WEEKLY"),
            (self.has_misplaced_year_day(), "BYYEARDAY does not go with DAILY, WEEKLY or MONTHLY"),
            (self.has_misplaced_week(), "BYWEEKNO goes with YEARLY only"),
            (self.has_lonely_position(), "BYSETPOS needs another BY part"),
        ];
        match conflicts.into_iter().find(|(conflict, _)| *conflict) {
            Some((_, what)) => Err(RecurrenceError::Syntax(String::from(what))),
            None => Ok(self),
        }
    }

    fn has_misplaced_ordinal(&self) -> bool {
        let allowed = match self.frequency {
            Frequency::Yearly => self.by.weeks.is_empty(),
            Frequency::Monthly => true,
            Frequency::Secondly
            | Frequency::Minutely
            | Frequency::Hourly
            | Frequency::Daily
            | Frequency::Weekly => false,
        };
        !self.by.ordinals.is_empty() && !allowed
    }

    fn has_misplaced_month_day(&self) -> bool {
        self.by.has_month_days() && self.frequency == Frequency::Weekly
    }

    fn has_misplaced_year_day(&self) -> bool {
        !self.by.year_days.is_empty()
            && matches!(self.frequency, Frequency::Daily | Frequency::Weekly | Frequency::Monthly)
    }

    fn has_misplaced_week(&self) -> bool {
        !self.by.weeks.is_empty() && self.frequency != Frequency::Yearly
    }

    fn has_lonely_position(&self) -> bool {
        !self.by.positions.is_empty() && !self.by.has_days() && !self.by.has_times()
    }
}
