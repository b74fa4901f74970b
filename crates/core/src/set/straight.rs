//! One sorted list in a straight pass: the rest of a window, the gaps, what is left of it narrowed or widened.

use alloc::vec::Vec;
use core::hint::select_unpredictable;

use crate::interval::Interval;
use crate::time::Seconds;

/// What of `window` no interval holds; each of `inside` shares a point with the window.
pub(super) fn rest(inside: &[Interval], window: Interval) -> Vec<Interval> {
    let mut out = Vec::with_capacity(inside.len() + 1);
    match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => {
            out.extend(Interval::new(window.start(), first.start()));
            out.extend(between(inside));
            out.extend(Interval::new(last.end(), window.end()));
        }
        _ => out.push(window),
    }
    out
}

/// The stretches between one interval and the next.
pub(super) fn between(all: &[Interval]) -> impl Iterator<Item = Interval> {
    let next = all.get(1..).unwrap_or_default();
    all.iter().zip(next).map(|(own, next)| Interval::of_bounds(own.end(), next.start()))
}

/// What `inside`, each of which shares a point with `window`, holds of it.
pub(super) fn cut(inside: &[Interval], window: Interval) -> Vec<Interval> {
    let mut out = inside.to_vec();
    if let Some(first) = out.first_mut() {
        *first = Interval::of_bounds(first.start().max(window.start()), first.end());
    }
    if let Some(last) = out.last_mut() {
        *last = Interval::of_bounds(last.start(), last.end().min(window.end()));
    }
    out
}

/// Every interval widened; those that then overlap or touch are one.
pub(super) fn widen(all: &[Interval], before: Seconds, after: Seconds) -> Vec<Interval> {
    let mut out: Vec<Interval> = all.iter().map(|own| own.dilate(before, after)).collect();
    join(&mut out);
    out
}

/// Every interval narrowed; those of which nothing is left are gone.
pub(super) fn narrow(all: &[Interval], before: Seconds, after: Seconds) -> Vec<Interval> {
    let mut out = all.to_vec();
    let mut kept = 0;
    for own in all {
        let Some(slot) = out.get_mut(kept) else { break };
        let (start, end) = (own.start() + before, own.end() - after);
        *slot = Interval::of_bounds(start, end);
        kept += usize::from(start < end);
    }
    out.truncate(kept);
    out
}

/// Joins intervals that are in the order of their starts where they overlap or touch.
///
/// Whether two join is beyond guessing, so the slot of the one that is growing is filled at each turn.
pub(super) fn join(all: &mut Vec<Interval>) {
    let Some(first) = all.first() else { return };
    let (mut start, mut reach, mut kept) = (first.start(), first.end(), 0);
    for index in 1..all.len() {
        let Some(next) = all.get(index).copied() else { break };
        let apart = reach < next.start();
        kept += usize::from(apart);
        start = select_unpredictable(apart, next.start(), start);
        reach = select_unpredictable(reach < next.end(), next.end(), reach);
        if let Some(slot) = all.get_mut(kept) {
            *slot = Interval::of_bounds(start, reach);
        }
    }
    all.truncate(kept + 1);
}
