//! The peers: the same sets in the types of other crates, and back to plain pairs for comparison.

use int_intervals::{I64CO, I64COSet};
use interval::interval_set::ToIntervalSet;
use range_set_blaze::{RangeMapBlaze, RangeSetBlaze};
use rangemap::RangeSet;
use roaring::RoaringBitmap;

use super::workload::{MONTH, START};

/// The vector set of intervallum, whose intervals hold their last point.
pub(crate) type Vallum = interval::IntervalSet<i64>;

pub(crate) fn blaze(pairs: &[(i64, i64)]) -> RangeSetBlaze<i64> {
    pairs.iter().map(|&(start, end)| start..=end - 1).collect()
}

pub(crate) fn blaze_pairs(set: &RangeSetBlaze<i64>) -> Vec<(i64, i64)> {
    set.ranges().map(|range| (*range.start(), *range.end() + 1)).collect()
}

pub(crate) fn blaze_map(pairs: &[(i64, i64)]) -> RangeMapBlaze<i64, ()> {
    pairs.iter().map(|&(start, end)| (start..=end - 1, ())).collect()
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

pub(crate) fn vallum(pairs: &[(i64, i64)]) -> Vallum {
    pairs.iter().map(|&(start, end)| (start, end - 1)).collect::<Vec<_>>().to_interval_set()
}

pub(crate) fn vallum_pairs(set: &Vallum) -> Vec<(i64, i64)> {
    use gcollections::ops::Bounded;
    set.iter().map(|own| (own.lower(), own.upper() + 1)).collect()
}

/// Quarter hours since the start of the workload, in runs: the widest cell that is exact, so the least work for roaring.
pub(crate) fn cells(pairs: &[(i64, i64)]) -> RoaringBitmap {
    let cell = |at: i64| u32::try_from((at - START) / MONTH.mark).expect("windows are not too long");
    let mut bits = RoaringBitmap::new();
    for &(start, end) in pairs {
        bits.insert_range(cell(start)..cell(end));
    }
    bits.optimize();
    bits
}

pub(crate) fn cell_pairs(bits: &RoaringBitmap) -> Vec<(i64, i64)> {
    let at = |cell: u32| START + i64::from(cell) * MONTH.mark;
    let mut rest = bits.iter();
    std::iter::from_fn(|| rest.next_range()).map(|run| (at(*run.start()), at(*run.end() + 1))).collect()
}
