//! Questions to lists: for sets that fit no ruler. Same answers, more time.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Quorum;
use crate::interval::Interval;
use crate::many::common;
use crate::set::IntervalSet;
use crate::time::Timestamp;
use crate::who::ParticipantId;

/// Where all required people's sets hold and the weights of the counted reach the least sum.
pub(super) fn quorum(sets: &[IntervalSet], quorum: Quorum<'_>, window: Interval) -> IntervalSet {
    let set_of =
        |id: ParticipantId| sets.get(id.index()).map_or(Cow::Owned(IntervalSet::EMPTY), Cow::Borrowed);
    let required: Vec<Cow<'_, IntervalSet>> = quorum.required.iter().map(|id| set_of(*id)).collect();
    let left = common(&required, window);
    if quorum.least == 0 {
        return left;
    }
    let mut turns: Vec<(Timestamp, Turn)> = Vec::new();
    for counted in quorum.counted {
        for own in set_of(counted.id).overlapping(window) {
            turns.push((own.start().max(window.start()), Turn::Rise(u64::from(counted.weight))));
            turns.push((own.end().min(window.end()), Turn::Fall(u64::from(counted.weight))));
        }
    }
    turns.sort_unstable_by_key(|turn| turn.0);
    left.intersection(&reaching(quorum.least, &turns))
}

/// What happens to the sum of the weights at an instant.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Rise(u64),
    Fall(u64),
}

/// Where the sum is at least `least`; the turns are in the order of time.
fn reaching(least: u64, turns: &[(Timestamp, Turn)]) -> IntervalSet {
    let (mut sum, mut since) = (0_u64, None);
    let mut found = Vec::new();
    for turns in turns.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(at, _)) = turns.first() else { continue };
        // Between two turns of one instant the sum may pass below zero, so it wraps.
        for (_, turn) in turns {
            sum = match turn {
                Turn::Rise(weight) => sum.wrapping_add(*weight),
                Turn::Fall(weight) => sum.wrapping_sub(*weight),
            };
        }
        since = match since {
            None => (sum >= least).then_some(at),
            Some(from) if sum < least => {
                found.extend(Interval::new(from, at));
                None
            }
            Some(from) => Some(from),
        };
    }
    IntervalSet::from_sorted(found)
}
