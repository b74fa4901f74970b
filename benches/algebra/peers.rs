//! The peers: the same sets in the types of other crates, and back to plain pairs for comparison.

use int_intervals::interval::traits::COBounds;
use int_intervals::{I64CO, I64COSet};
use range_set_blaze::RangeSetBlaze;
use rangemap::RangeSet;

pub(crate) fn blaze(pairs: &[(i64, i64)]) -> RangeSetBlaze<i64> {
    pairs.iter().map(|&(start, end)| start..=end - 1).collect()
}

pub(crate) fn blaze_pairs(set: &RangeSetBlaze<i64>) -> Vec<(i64, i64)> {
    set.ranges().map(|range| (*range.start(), *range.end() + 1)).collect()
}

pub(crate) fn map(pairs: &[(i64, i64)]) -> RangeSet<i64> {
    pairs.iter().map(|&(start, end)| start..end).collect()
}

pub(crate) fn map_pairs(set: &RangeSet<i64>) -> Vec<(i64, i64)> {
    set.iter().map(|range| (range.start, range.end)).collect()
}

pub(crate) fn int(pairs: &[(i64, i64)]) -> I64COSet {
    pairs.iter().filter_map(|&(start, end)| I64CO::try_new(start, end)).collect()
}

pub(crate) fn int_pairs(set: &I64COSet) -> Vec<(i64, i64)> {
    set.iter_intervals().map(|interval| (interval.start(), interval.end_excl())).collect()
}
