//! Where instants lie among sorted starts, guessed and then made sure of: a diagnosis asks hundreds of times for each
//! person, and starts are nearly always one increment apart.

use core::num::NonZeroU64;

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::Timestamp;

/// Sorted starts, and how far apart they are on the average.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    starts: &'a [Timestamp],
    first: i64,
    step: NonZeroU64,
}

impl<'a> Places<'a> {
    /// The places among `starts`, which are sorted.
    pub(crate) fn among(starts: &'a [Timestamp]) -> Self {
        let first = starts.first().map_or(0, |start| start.as_unix());
        let length = starts.last().map_or(0, |last| last.as_unix().abs_diff(first));
        let steps = u64::try_from(starts.len()).unwrap_or(u64::MAX).saturating_sub(1);
        let step = length.checked_div(steps).and_then(NonZeroU64::new).unwrap_or(NonZeroU64::MIN);
        Self { starts, first, step }
    }

    /// How many of the starts come before `point`.
    pub(crate) fn before(&self, point: Timestamp) -> usize {
        if point.as_unix() <= self.first {
            return 0;
        }
        let steps = (point.as_unix().abs_diff(self.first) - 1) / self.step + 1;
        let guess = usize::try_from(steps).unwrap_or(usize::MAX).min(self.starts.len());
        let (early, late) = self.starts.split_at_checked(guess).unwrap_or((self.starts, &[]));
        if early.last().is_some_and(|last| *last >= point) {
            from_the_end(early, point)
        } else if late.first().is_some_and(|next| *next < point) {
            guess + from_the_start(late, point)
        } else {
            guess
        }
    }

    /// How many of the starts lie in `stretch`.
    pub(crate) fn within(&self, stretch: Interval) -> usize {
        self.before(stretch.end()) - self.before(stretch.start())
    }

    /// How many of the starts lie in `set`.
    pub(crate) fn in_set(&self, set: &IntervalSet) -> usize {
        set.iter().map(|stretch| self.within(stretch)).sum()
    }
}

/// How many of `starts` come before `point`, which is probably a few: a search in parts that double.
fn from_the_start(starts: &[Timestamp], point: Timestamp) -> usize {
    let mut width = 1;
    while starts.get(width).is_some_and(|start| *start < point) {
        width *= 2;
    }
    let (near, _) = starts.split_at_checked(width).unwrap_or((starts, &[]));
    near.partition_point(|start| *start < point)
}

/// How many of `starts` come before `point`, which is probably nearly all.
fn from_the_end(starts: &[Timestamp], point: Timestamp) -> usize {
    let at = |width: usize| starts.len().checked_sub(width).and_then(|place| starts.get(place));
    let mut width = 2;
    while at(width).is_some_and(|start| *start >= point) {
        width *= 2;
    }
    let far = starts.len().saturating_sub(width);
    let (_, near) = starts.split_at_checked(far).unwrap_or((&[], starts));
    far + near.partition_point(|start| *start < point)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_what_a_search_finds(
            (first, step, count) in (-500_i64..500, 1_i64..40, 0_i64..60),
            odd in btree_set(prop_oneof![any::<i64>(), -600_i64..3_000], 0..8),
            points in vec(prop_oneof![-700_i64..3_100, any::<i64>()], 0..50),
        ) {
            let even = (0..count).map(|place| first + place * step);
            let mut starts: Vec<Timestamp> = even.chain(odd).map(Timestamp::from_unix).collect();
            starts.sort_unstable();
            starts.dedup();
            let places = Places::among(&starts);
            for point in points.into_iter().map(Timestamp::from_unix).chain(starts.iter().copied()) {
                prop_assert_eq!(places.before(point), starts.partition_point(|start| *start < point));
            }
        }
    }
}
