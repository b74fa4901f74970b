//! The crate rrule behind guards, for HOURLY, MINUTELY and SECONDLY rules with BY parts.
//!
//! It never sees text, a zone, COUNT or UNTIL: a rule is built from our own checked parts, runs on the wall clock
//! as if that were UTC, and is counted and ended here. Its own signs of having given up are not reliable (an error
//! between two occurrences ends the list in silence), so a list counts as complete only when an occurrence after
//! the wanted ones, or the last one of COUNT, has been seen. Shapes that it gets wrong are refused.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::ControlFlow;

use chrono::{DateTime, Month, Weekday};
use rrule::{NWeekday, RRule, RRuleSet, Tz, Unvalidated};

use super::RecurrenceError;
use super::clock::Stop;
use super::harvest::Harvest;
use super::rule::{Frequency, Rule};
use super::ticks::unit;

/// Readings of the years 0 to 9000, well within those of the crate (-10,000 to 10,000).
const YEARS: core::ops::Range<i64> = -62_000_000_000..221_000_000_000;

/// Takes the readings of a rule that has several periods a day and BY parts.
pub(super) fn expand(rule: &Rule, harvest: &mut Harvest<'_>) -> Result<(), RecurrenceError> {
    refuse_wrong_shapes(rule)?;
    let Some(unit) = unit(rule.frequency) else {
        return Err(unsupported("a period of a day or more"));
    };
    let step = unit * rule.interval;
    let origin = origin(step, harvest);
    if !YEARS.contains(&origin) || !YEARS.contains(&harvest.end) {
        return Err(unsupported("HOURLY, MINUTELY or SECONDLY with BY parts outside of the years 0 to 9000"));
    }
    // The crate walks every period, also those that give nothing.
    harvest.spend((harvest.end - origin) / step).or_else(Stop::outcome)?;
    for occurrence in set(rule, origin)?.limit().into_iter() {
        if let ControlFlow::Break(stop) = harvest.take(occurrence.timestamp()) {
            return stop.outcome();
        }
    }
    // The list ended before the window did: perhaps the rule has no more, perhaps the crate gave up.
    if harvest.remaining == Some(0) { Ok(()) } else { Err(RecurrenceError::TooManySteps) }
}

/// The last start of a period at or before the wanted readings; DTSTART itself where all have to be counted.
fn origin(step: i64, harvest: &Harvest<'_>) -> i64 {
    match harvest.remaining {
        Some(_) => harvest.start,
        None => harvest.start + (harvest.first - harvest.start).div_euclid(step) * step,
    }
}

/// Refuses what rrule 0.14 expands wrongly.
///
/// Where a part skips hours or minutes, it goes on in steps of what the last step carried over, and so loses the
/// phase unless every hour (or minute) begins alike; where whole days are skipped too, it loses days.
fn refuse_wrong_shapes(rule: &Rule) -> Result<(), RecurrenceError> {
    let skips_times = rule.by.has_times();
    let keeps_phase = 60 % rule.interval == 0;
    let is_wrong = match rule.frequency {
        Frequency::Minutely | Frequency::Secondly => skips_times && (!keeps_phase || rule.by.has_days()),
        Frequency::Hourly | Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly => {
            false
        }
    };
    if is_wrong {
        return Err(unsupported("MINUTELY or SECONDLY with BY parts on times and days, or an odd INTERVAL"));
    }
    Ok(())
}

/// The crate's own form of a rule that begins at `origin` on a clock taken for UTC.
fn set(rule: &Rule, origin: i64) -> Result<RRuleSet, RecurrenceError> {
    let start =
        DateTime::from_timestamp(origin, 0).ok_or_else(|| unsupported("a start beyond the calendar"))?;
    let start = start.with_timezone(&Tz::UTC);
    translated(rule)?.build(start).map_err(|error| unsupported(&error.to_string()))
}

fn translated(rule: &Rule) -> Result<RRule<Unvalidated>, RecurrenceError> {
    let by = &rule.by;
    let interval =
        u16::try_from(rule.interval).map_err(|_| unsupported("INTERVAL above 65535 with BY parts"))?;
    let month_days = places(by.month_days.into())
        .map(|place| place + 1)
        .chain(places(by.month_days_from_end.into()).map(|place| -1 - place));
    let months: Vec<Month> = places(by.months.into())
        .filter_map(|place| Month::try_from(u8::try_from(place + 1).ok()?).ok())
        .collect();
    Ok(RRule::new(frequency(rule.frequency))
        .interval(interval)
        .week_start(weekday(rule.week_start))
        .by_month(&months)
        .by_month_day(narrowed(month_days))
        .by_year_day(narrowed(by.year_days.iter().copied()))
        .by_weekday(places(by.weekdays.into()).map(|place| NWeekday::Every(weekday(place))).collect())
        .by_hour(narrowed(places(by.hours)))
        .by_minute(narrowed(places(by.minutes)))
        .by_second(narrowed(places(by.seconds)))
        .by_set_pos(narrowed(by.positions.iter().copied())))
}

fn frequency(frequency: Frequency) -> rrule::Frequency {
    match frequency {
        Frequency::Secondly => rrule::Frequency::Secondly,
        Frequency::Minutely => rrule::Frequency::Minutely,
        Frequency::Hourly => rrule::Frequency::Hourly,
        Frequency::Daily => rrule::Frequency::Daily,
        Frequency::Weekly => rrule::Frequency::Weekly,
        Frequency::Monthly => rrule::Frequency::Monthly,
        Frequency::Yearly => rrule::Frequency::Yearly,
    }
}

/// The weekday `place` days after Monday.
fn weekday(place: i64) -> Weekday {
    u8::try_from(place).ok().and_then(|place| Weekday::try_from(place).ok()).unwrap_or(Weekday::Mon)
}

/// The places of the bits of a mask.
fn places(mask: u64) -> impl Iterator<Item = i64> {
    (0..64).zip(0_u32..).filter(move |(_, place)| mask >> place & 1 == 1).map(|(value, _)| value)
}

/// Numbers in the crate's narrow types, which hold every value that a checked part can have.
fn narrowed<N: TryFrom<i64>>(numbers: impl Iterator<Item = i64>) -> Vec<N> {
    numbers.filter_map(|number| N::try_from(number).ok()).collect()
}

fn unsupported(what: &str) -> RecurrenceError {
    RecurrenceError::Unsupported(String::from(what))
}
