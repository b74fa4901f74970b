//! Which days of a period a rule picks, before BYSETPOS and times of day.
//!
//! A stretch of up to 31 days is a bit mask, bit 0 its first day: a day, a week or a month; a year is its months.
//! All BY parts on days unite their own values and must hold together, as in RFC 5545's table; what a rule leaves
//! open comes from DTSTART.

use core::ops::ControlFlow;

use super::calendar::{
    first_day_of_month, first_day_of_week, first_day_of_week_one, first_day_of_year, month_of_day,
    month_of_year, nth_weekday, year_of_month,
};
use super::rule::{Frequency, Rule};
use crate::time::{WallTime, days_from_monday};

/// The days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayRange {
    pub(super) first: i64,
    pub(super) last: i64,
}

/// The BY parts on days of one rule, what it leaves open taken from DTSTART.
#[derive(Debug)]
pub(super) struct Days<'r> {
    rule: &'r Rule,
    /// Bit 0 for January; all when the rule does not say.
    months: u32,
    month_days: u32,
    weekdays: u32,
}

const ALL_MONTHS: u32 = 0xFFF;
/// Every seventh bit.
const WEEKLY: u32 = 0b1_0000001_0000001_0000001_0000001;

impl<'r> Days<'r> {
    pub(super) fn new(rule: &'r Rule, start: WallTime) -> Self {
        let by = &rule.by;
        let mut days = Self { rule, months: by.months, month_days: by.month_days, weekdays: by.weekdays };
        let is_open =
            !by.has_weekdays() && !by.has_month_days() && by.year_days.is_empty() && by.weeks.is_empty();
        match rule.frequency {
            Frequency::Yearly if is_open => {
                let (month, day_of_month) = month_of_day(start.day());
                days.month_days = bit(day_of_month - 1);
                if days.months == 0 {
                    days.months = bit(month.rem_euclid(12));
                }
            }
            Frequency::Monthly if is_open => days.month_days = bit(month_of_day(start.day()).1 - 1),
            Frequency::Weekly if is_open => days.weekdays = bit(days_from_monday(start.day())),
            Frequency::Yearly
            | Frequency::Monthly
            | Frequency::Weekly
            | Frequency::Daily
            | Frequency::Hourly
            | Frequency::Minutely
            | Frequency::Secondly => {}
        }
        if days.months == 0 {
            days.months = ALL_MONTHS;
        }
        days
    }

    /// The period that a day lies in: a number that grows by one from each period to the next.
    pub(super) fn period_of(&self, day: i64) -> i64 {
        match self.rule.frequency {
            Frequency::Yearly => year_of_month(month_of_day(day).0),
            Frequency::Monthly => month_of_day(day).0,
            Frequency::Weekly => first_day_of_week(day, self.rule.week_start).div_euclid(7),
            Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => day,
        }
    }

    /// The first day of a period.
    pub(super) fn first_of(&self, period: i64) -> i64 {
        match self.rule.frequency {
            Frequency::Yearly => first_day_of_year(period),
            Frequency::Monthly => first_day_of_month(period),
            Frequency::Weekly => first_day_of_week(period * 7 + 6, self.rule.week_start),
            Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => period,
        }
    }

    /// Shows the picked days of `period` that lie in `range`, in the order of time, until `visit` breaks.
    pub(super) fn visit<E>(
        &self,
        period: i64,
        range: DayRange,
        mut visit: impl FnMut(i64) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        match self.rule.frequency {
            Frequency::Yearly => self.visit_year(period, range, &mut visit),
            Frequency::Monthly => {
                visit_bits(first_day_of_month(period), self.of_month(period), range, &mut visit)
            }
            Frequency::Weekly => visit_bits(self.first_of(period), self.of_week(period), range, &mut visit),
            Frequency::Daily | Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => {
                visit_bits(period, u32::from(self.has_day(period)), range, &mut visit)
            }
        }
    }

    fn visit_year<E>(
        &self,
        year: i64,
        range: DayRange,
        visit: &mut impl FnMut(i64) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        let first = month_of_year(year, 0).max(month_of_day(range.first).0);
        let last = month_of_year(year, 11).min(month_of_day(range.last).0);
        for month in first..=last {
            visit_bits(first_day_of_month(month), self.of_month_in_year(month), range, &mut *visit)?;
        }
        ControlFlow::Continue(())
    }

    fn has_month(&self, month: i64) -> bool {
        self.months & bit(month.rem_euclid(12)) != 0
    }

    fn has_day(&self, day: i64) -> bool {
        let by_weekday = self.weekdays == 0 || self.weekdays & bit(days_from_monday(day)) != 0;
        let is_open = self.months == ALL_MONTHS && !self.rule.by.has_month_days();
        by_weekday && (is_open || self.has_day_of_month(day))
    }

    fn has_day_of_month(&self, day: i64) -> bool {
        let (month, day_of_month) = month_of_day(day);
        let length = first_day_of_month(month + 1) - first_day_of_month(month);
        self.has_month(month) && self.month_day_mask(length) & bit(day_of_month - 1) != 0
    }

    /// The days that a WEEKLY rule picks of every week, bit 0 its first day; `None` where weeks differ.
    pub(super) fn of_every_week(&self) -> Option<u32> {
        (self.rule.frequency == Frequency::Weekly && self.months == ALL_MONTHS).then(|| self.of_any_week())
    }

    /// BYDAY in the days of a week.
    fn of_any_week(&self) -> u32 {
        // Two weeks in a row from Monday on, of which the seven days from the first day of the week count.
        let from_monday = self.weekdays | (self.weekdays << 7);
        shifted_down(from_monday, self.rule.week_start) & 0x7F
    }

    fn of_week(&self, period: i64) -> u32 {
        let mask = self.of_any_week();
        if self.months == ALL_MONTHS {
            return mask;
        }
        let first = self.first_of(period);
        (0..7)
            .filter(|offset| self.has_month(month_of_day(first + offset).0))
            .fold(0, |kept, offset| kept | (mask & bit(offset)))
    }

    fn of_month(&self, month: i64) -> u32 {
        if !self.has_month(month) {
            return 0;
        }
        let first = first_day_of_month(month);
        let stretch = Stretch { first, length: first_day_of_month(month + 1) - first };
        self.month_day_mask(stretch.length) & self.weekday_mask(stretch, stretch)
    }

    fn of_month_in_year(&self, month: i64) -> u32 {
        if !self.has_month(month) {
            return 0;
        }
        let year = year_of_month(month);
        let stretch = |from, to| Stretch { first: from, length: to - from };
        let of_year = stretch(first_day_of_year(year), first_day_of_year(year + 1));
        let of_month = stretch(first_day_of_month(month), first_day_of_month(month + 1));
        // With BYMONTH a numbered weekday counts within the month, else within the year.
        let counted = if self.rule.by.months == 0 { of_year } else { of_month };
        self.month_day_mask(of_month.length)
            & self.weekday_mask(of_month, counted)
            & self.year_day_mask(of_month, of_year)
            & self.week_mask(of_month, year)
    }

    /// BYMONTHDAY in a month of `length` days.
    fn month_day_mask(&self, length: i64) -> u32 {
        let from_end = self.rule.by.month_days_from_end;
        if self.month_days == 0 && from_end == 0 {
            return ones(length);
        }
        (self.month_days | from_end_of(from_end, length)) & ones(length)
    }

    /// BYDAY in the days of `of`, numbered weekdays counted within `counted`.
    fn weekday_mask(&self, of: Stretch, counted: Stretch) -> u32 {
        let ordinals = &self.rule.by.ordinals;
        if self.weekdays == 0 && ordinals.is_empty() {
            return ones(of.length);
        }
        let every = (0..7)
            .filter(|offset| self.weekdays & bit(days_from_monday(of.first + offset)) != 0)
            .fold(0, |mask, offset| mask | shifted(WEEKLY, offset));
        let numbered = ordinals
            .iter()
            .filter_map(|&(n, weekday)| nth_weekday(counted.first, counted.length, weekday, n))
            .fold(0, |mask, day| mask | bit(day - of.first));
        (every | numbered) & ones(of.length)
    }

    /// BYYEARDAY in the days of a month.
    fn year_day_mask(&self, of: Stretch, year: Stretch) -> u32 {
        let year_days = &self.rule.by.year_days;
        if year_days.is_empty() {
            return ones(of.length);
        }
        let end = year.first + year.length;
        year_days
            .iter()
            .map(|&n| if n > 0 { year.first + n - 1 } else { end + n })
            .filter(|day| (year.first..end).contains(day))
            .fold(0, |mask, day| mask | bit(day - of.first))
            & ones(of.length)
    }

    /// BYWEEKNO in the days of a month, the weeks of the years next to it included.
    fn week_mask(&self, of: Stretch, year: i64) -> u32 {
        let by = &self.rule.by.weeks;
        if by.is_empty() {
            return ones(of.length);
        }
        let week_start = self.rule.week_start;
        let mut mask = 0;
        for year in year - 1..=year + 1 {
            let first = first_day_of_week_one(year, week_start);
            let end = first_day_of_week_one(year + 1, week_start);
            let weeks = by.iter().map(|&n| if n > 0 { first + 7 * (n - 1) } else { end + 7 * n });
            for week in weeks.filter(|week| (first..end).contains(week)) {
                mask |= (0..7).fold(0, |mask, offset| mask | bit(week + offset - of.first));
            }
        }
        mask & ones(of.length)
    }
}

/// Days in a row, at least one.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    first: i64,
    length: i64,
}

/// Shows the days whose bits are set and that lie in `range`.
pub(super) fn visit_bits<E>(
    first: i64,
    mut mask: u32,
    range: DayRange,
    mut visit: impl FnMut(i64) -> ControlFlow<E>,
) -> ControlFlow<E> {
    while mask != 0 {
        let day = first + i64::from(mask.trailing_zeros());
        mask &= mask - 1;
        if range.first <= day && day <= range.last {
            visit(day)?;
        }
    }
    ControlFlow::Continue(())
}

/// The mask of the day `offset` alone; empty when it lies outside of the mask.
fn bit(offset: i64) -> u32 {
    shifted(1, offset)
}

fn shifted(mask: u32, offset: i64) -> u32 {
    u32::try_from(offset).ok().and_then(|offset| mask.checked_shl(offset)).unwrap_or(0)
}

/// The mask of the first `length` days, 1 to 31.
fn ones(length: i64) -> u32 {
    bit(length).wrapping_sub(1)
}

/// A mask that counts from the last of `length` days, as one that counts from the first.
fn from_end_of(mask: u32, length: i64) -> u32 {
    shifted_down(mask.reverse_bits(), 32 - length)
}

fn shifted_down(mask: u32, offset: i64) -> u32 {
    u32::try_from(offset).ok().and_then(|offset| mask.checked_shr(offset)).unwrap_or(0)
}
