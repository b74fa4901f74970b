//! DAILY, WEEKLY, MONTHLY and YEARLY rules: period by period, days by times of day, picked by BYSETPOS.
//!
//! Without COUNT the walk begins at the first period that can reach the window, so that the age of DTSTART costs
//! nothing. It ends with the window, so that a rule that never matches ends too.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::RecurrenceError;
use super::calendar::first_day_of_week;
use super::clock::Stop;
use super::days::{DayRange, Days, visit_bits};
use super::harvest::{Harvest, Step, WeekDays};
use super::rule::Rule;
use crate::time::{DAY, WallTime};

/// Takes the readings of a rule whose periods are days or longer.
pub(super) fn expand(rule: &Rule, start: WallTime, harvest: &mut Harvest<'_>) -> Result<(), Stop> {
    let days = Days::new(rule, start);
    let times = Times::new(rule, start);
    harvest.forget_large_count(times.len());
    let range = harvest.days();
    if let Some(mask) = days.of_every_week().filter(|_| rule.by.positions.is_empty()) {
        return Weeks::new(rule, start, mask, range).expand(range, &times, harvest);
    }
    let first = days.period_of(start.day());
    let behind = (days.period_of(range.first) - first).max(0);
    let mut period = first + up_to_multiple(behind, rule.interval);
    while days.first_of(period) <= range.last {
        let taken = if rule.by.positions.is_empty() {
            harvest.spend(1)?;
            days.visit(period, range, |day| times.take(day, harvest))
        } else {
            take_positions(rule, (&days, &times), period, harvest)
        };
        if let ControlFlow::Break(stop) = taken {
            return Err(stop);
        }
        period += rule.interval;
    }
    Ok(())
}

/// Weeks that all have the same days.
struct Weeks {
    /// Bit 0 for the first day of the week.
    mask: u32,
    /// The first day of the first week.
    first: i64,
    /// Days from one week to the next that counts.
    step: i64,
}

impl Weeks {
    /// The weeks of a rule from the first that can reach `range`.
    fn new(rule: &Rule, start: WallTime, mask: u32, range: DayRange) -> Self {
        let (step, of_range) = (7 * rule.interval, first_day_of_week(range.first, rule.week_start));
        if rule.interval == 1 {
            return Self { mask, first: of_range, step };
        }
        let own = first_day_of_week(start.day(), rule.week_start);
        Self { mask, first: own + up_to_multiple(of_range - own, step), step }
    }

    fn expand(&self, range: DayRange, times: &Times, harvest: &mut Harvest<'_>) -> Result<(), Stop> {
        let week_days = WeekDays::new(self.mask);
        let mut week = self.first;
        while week <= range.last {
            if let Times::One(time) = times {
                let reading = at(week, *time);
                if week_days.is_past(reading, harvest.end) {
                    break;
                }
                let taken = harvest.take_weeks(&week_days, reading, self.step * DAY)?;
                week += taken * self.step;
                if taken > 0 {
                    continue;
                }
            }
            harvest.spend(1)?;
            let all = visit_bits(week, self.mask, range, |day| times.take(day, harvest));
            if let ControlFlow::Break(stop) = all {
                return Err(stop);
            }
            week += self.step;
        }
        Ok(())
    }
}

/// The first multiple of `step` that is not less than `length`.
fn up_to_multiple(length: i64, step: i64) -> i64 {
    if step == 1 { length } else { (length + step - 1).div_euclid(step) * step }
}

/// Refuses rules by week number that calendars read in different ways.
///
/// Week one may begin in the year before: which year is it in when only every second year counts? And without
/// BYDAY, is it the weekday of DTSTART or all seven days? All seven is safe while nobody counts them.
pub(super) fn refuse_doubtful_weeks(rule: &Rule) -> Result<(), RecurrenceError> {
    let by = &rule.by;
    if by.weeks.is_empty() {
        return Ok(());
    }
    let splits_years = rule.interval > 1 || !by.positions.is_empty();
    let counts_days = rule.count.is_some() && !by.has_weekdays();
    if splits_years || counts_days {
        let what = "BYWEEKNO with INTERVAL or BYSETPOS, or with COUNT and without BYDAY";
        return Err(RecurrenceError::Unsupported(String::from(what)));
    }
    Ok(())
}

/// Takes the readings of one period that BYSETPOS picks.
fn take_positions(rule: &Rule, set: (&Days<'_>, &Times), period: i64, harvest: &mut Harvest<'_>) -> Step {
    let (days, times) = set;
    let whole = DayRange { first: days.first_of(period), last: days.first_of(period + 1) - 1 };
    let mut picked_days = Vec::new();
    let all: Step = days.visit(period, whole, |day| {
        picked_days.push(day);
        ControlFlow::Continue(())
    });
    all?;
    let per_day = times.len();
    let count = i64::try_from(picked_days.len()).unwrap_or(i64::MAX).saturating_mul(per_day);
    let mut places: Vec<i64> =
        rule.by.positions.iter().map(|&n| if n > 0 { n - 1 } else { count + n }).collect();
    places.sort_unstable();
    places.dedup();
    let steps = picked_days.len().saturating_add(places.len());
    if let Err(stop) = harvest.spend(i64::try_from(steps).unwrap_or(i64::MAX).saturating_add(1)) {
        return ControlFlow::Break(stop);
    }
    for place in places.into_iter().filter(|place| (0..count).contains(place)) {
        let day = nth(&picked_days, place.div_euclid(per_day));
        if let Some(reading) = day.zip(times.nth(place.rem_euclid(per_day))).map(|(day, time)| at(day, time))
        {
            harvest.take(reading)?;
        }
    }
    ControlFlow::Continue(())
}

/// The times of day at which a rule starts, in seconds since midnight, sorted; never empty.
#[derive(Debug)]
enum Times {
    /// That of DTSTART.
    One(i64),
    /// BYHOUR by BYMINUTE by BYSECOND.
    Many(Vec<i64>),
}

impl Times {
    fn new(rule: &Rule, start: WallTime) -> Self {
        let own = start.second_of_day();
        if !rule.by.has_times() {
            return Self::One(own);
        }
        let hours = values(rule.by.hours, own / 3_600);
        let minutes = values(rule.by.minutes, own / 60 % 60);
        let seconds = values(rule.by.seconds, own % 60);
        let of_minutes = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| hour * 60 + minute));
        let all = of_minutes.flat_map(|minute| seconds.iter().map(move |second| minute * 60 + second));
        Self::Many(all.collect())
    }

    fn len(&self) -> i64 {
        match self {
            Self::One(_) => 1,
            Self::Many(times) => i64::try_from(times.len()).unwrap_or(i64::MAX),
        }
    }

    fn nth(&self, place: i64) -> Option<i64> {
        match self {
            Self::One(time) => (place == 0).then_some(*time),
            Self::Many(times) => nth(times, place),
        }
    }

    /// Takes all times of one day.
    fn take(&self, day: i64, harvest: &mut Harvest<'_>) -> Step {
        match self {
            Self::One(time) => harvest.take(at(day, *time)),
            Self::Many(times) => times.iter().try_for_each(|time| harvest.take(at(day, *time))),
        }
    }
}

/// The places of the bits of a mask, or `own` when there is none.
fn values(mask: u64, own: i64) -> Vec<i64> {
    if mask == 0 {
        return Vec::from([own]);
    }
    (0..64).zip(0_u32..).filter(|(_, place)| mask >> place & 1 == 1).map(|(value, _)| value).collect()
}

fn at(day: i64, time: i64) -> i64 {
    WallTime::from_day(day).plus(time).as_seconds()
}

fn nth(list: &[i64], place: i64) -> Option<i64> {
    usize::try_from(place).ok().and_then(|place| list.get(place)).copied()
}
