//! The model of sets: a yes or no for each second of a small universe; and how random ones are made.

use freebusy_core::{Interval, IntervalSet, Seconds, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

/// Random sets and windows lie in `0..WIDTH`; the universe is wider so that they can be dilated.
pub(crate) const WIDTH: i64 = 240;
const MARGIN: i64 = 100;

/// Every second of the universe.
pub(crate) fn universe() -> impl Iterator<Item = i64> {
    -MARGIN..WIDTH + MARGIN
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_unix(second)
}

pub(crate) fn length(seconds: i64) -> Seconds {
    Seconds::new(seconds).unwrap()
}

pub(crate) fn interval(start: i64, end: i64) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

/// The bounds of an interval as plain numbers.
pub(crate) fn bounds(interval: Interval) -> (i64, i64) {
    (interval.start().as_unix(), interval.end().as_unix())
}

/// Which seconds of the universe are in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Points(Vec<bool>);

impl Points {
    pub(crate) fn of(has: impl Fn(i64) -> bool) -> Self {
        Self(universe().map(has).collect())
    }

    /// The seconds of intervals in any order and any state.
    pub(crate) fn of_intervals(intervals: &[Interval]) -> Self {
        let mut points = Self::of(|_| false);
        for (start, end) in intervals.iter().copied().map(bounds) {
            (start..end).for_each(|second| points.0[index(second).unwrap()] = true);
        }
        points
    }

    pub(crate) fn of_set(set: &IntervalSet) -> Self {
        Self::of_intervals(set.as_slice())
    }

    pub(crate) fn has(&self, second: i64) -> bool {
        index(second).is_some_and(|index| self.0[index])
    }

    pub(crate) fn has_all(&self, mut seconds: impl Iterator<Item = i64>) -> bool {
        seconds.all(|second| self.has(second))
    }

    pub(crate) fn has_any(&self, mut seconds: impl Iterator<Item = i64>) -> bool {
        seconds.any(|second| self.has(second))
    }

    pub(crate) fn count(&self) -> i64 {
        i64::try_from(self.0.iter().filter(|has| **has).count()).unwrap()
    }

    /// The longest runs of seconds, in the order of time.
    pub(crate) fn runs(&self) -> Vec<(i64, i64)> {
        let begins = |second: &i64| self.has(*second) && !self.has(second - 1);
        let ends = |second: &i64| !self.has(*second) && self.has(second - 1);
        universe().filter(begins).zip(universe().filter(ends)).collect()
    }
}

fn index(second: i64) -> Option<usize> {
    usize::try_from(second + MARGIN)
        .ok()
        .filter(|index| *index < usize::try_from(WIDTH + 2 * MARGIN).unwrap())
}

/// The bounds of a set's intervals as plain numbers; to be compared with [`Points::runs`], which sees both
/// the points and the form.
pub(crate) fn spans(set: &IntervalSet) -> Vec<(i64, i64)> {
    set.as_slice().iter().copied().map(bounds).collect()
}

/// A random interval of the universe, short ones more often.
pub(crate) fn an_interval() -> impl Strategy<Value = Interval> {
    let lengths = prop_oneof![3 => 1..12_i64, 2 => 1..50_i64, 1 => 1..WIDTH];
    (0..WIDTH, lengths).prop_map(|(start, length)| interval(start, (start + length).min(WIDTH)))
}

/// Two intervals that often touch at either end, or share but a second.
pub(crate) fn two_intervals() -> impl Strategy<Value = (Interval, Interval)> {
    (an_interval(), an_interval(), 0..5_u8).prop_map(|(a, b, relation)| {
        let ((start, end), length) = (bounds(a), b.length().get());
        let near = match relation {
            0 => interval(end, end + length),
            1 => interval(start - length, start),
            2 => interval(end - 1, end - 1 + length),
            3 => interval(start + 1 - length, start + 1),
            _ => b,
        };
        let (start, end) = bounds(near);
        if (0 <= start) && (end <= WIDTH) { (a, near) } else { (a, b) }
    })
}

/// Random intervals in no order, overlapping, touching and repeated.
pub(crate) fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    let short = (0..WIDTH - 8, 1..9_i64).prop_map(|(start, length)| interval(start, start + length));
    prop_oneof![vec(an_interval(), 0..6), vec(short, 0..30)]
}

pub(crate) fn a_set() -> impl Strategy<Value = IntervalSet> {
    intervals().prop_map(|intervals| intervals.into_iter().collect())
}

/// A length up to `most` seconds.
pub(crate) fn a_length(most: i64) -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(0), 1 => Just(1), 6 => 0..=most]
}

/// A second of the whole line, near its ends more often than not.
pub(crate) fn near_the_ends() -> impl Strategy<Value = i64> {
    prop_oneof![
        (0..60_i64).prop_map(|step| i64::MIN + step),
        (0..60_i64).prop_map(|step| i64::MAX - step),
        -30..30_i64,
        any::<i64>(),
    ]
}

/// An interval of the whole line, with bounds near its ends more often than not.
pub(crate) fn an_interval_near_the_ends() -> impl Strategy<Value = Interval> {
    let ordered = |(a, b): (i64, i64)| Interval::new(at(a.min(b)), at(a.max(b)));
    (near_the_ends(), near_the_ends()).prop_filter_map("an interval is never empty", ordered)
}

/// Merges spans of the line in the plain way: between two bounds that follow each other, all or nothing.
pub(crate) fn merged(spans: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut cuts: Vec<i64> = spans.iter().flat_map(|span| [span.0, span.1]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out: Vec<(i64, i64)> = Vec::new();
    for piece in cuts.windows(2) {
        if spans.iter().any(|span| span.0 <= piece[0] && piece[1] <= span.1) {
            match out.last_mut().filter(|last| last.1 == piece[0]) {
                Some(last) => last.1 = piece[1],
                None => out.push((piece[0], piece[1])),
            }
        }
    }
    out
}
