//! Rules without BY parts whose periods are all of one length: an arithmetic progression on the wall clock.
//!
//! Only the ticks of the window are made, and they are counted before any of them is.

use core::ops::ControlFlow;

use super::clock::Stop;
use super::harvest::Harvest;
use super::rule::{Frequency, Rule};

/// Seconds in a period of a rule; `None` where periods differ.
pub(super) fn unit(frequency: Frequency) -> Option<i64> {
    match frequency {
        Frequency::Secondly => Some(1),
        Frequency::Minutely => Some(60),
        Frequency::Hourly => Some(3_600),
        Frequency::Daily => Some(86_400),
        Frequency::Weekly => Some(7 * 86_400),
        Frequency::Monthly | Frequency::Yearly => None,
    }
}

/// Seconds from one tick to the next when the rule is nothing but ticks.
pub(super) fn step(rule: &Rule) -> Option<i64> {
    if rule.by.has_days() || rule.by.has_times() {
        return None;
    }
    Some(unit(rule.frequency)? * rule.interval)
}

/// Takes the ticks of a rule, one every `step` seconds.
pub(super) fn expand(step: i64, harvest: &mut Harvest<'_>) -> Result<(), Stop> {
    let ticks_before = |reading: i64| (reading - harvest.start + step - 1).div_euclid(step).max(0);
    let skipped = ticks_before(harvest.first);
    let all = harvest.remaining.map_or(i64::MAX, i64::from);
    let end = ticks_before(harvest.end).min(all);
    harvest.admit((end - skipped).max(0))?;
    harvest.remaining = None;
    for tick in skipped..end {
        if let ControlFlow::Break(stop) = harvest.take(harvest.start + tick * step) {
            return Err(stop);
        }
    }
    Ok(())
}
