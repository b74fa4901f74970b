//! The algebra over many sets at once: merge all, what all share, and the k-of-n curve.

use alloc::vec::Vec;

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::Timestamp;

/// Every point that is in any of the sets.
#[must_use]
pub fn merge<S: AsRef<IntervalSet>>(sets: &[S]) -> IntervalSet {
    match sets {
        [] => IntervalSet::EMPTY,
        [only] => only.as_ref().clone(),
        [first, second] => first.as_ref().union(second.as_ref()),
        many => many.iter().flat_map(|set| set.as_ref().iter()).collect(),
    }
}

/// Every point of `window` that is in all of the sets; all of `window` when there are none.
///
/// Stops as soon as nothing is left.
#[must_use]
pub fn common<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> IntervalSet {
    let mut left = IntervalSet::from(window);
    for set in sets {
        left = left.intersection(set.as_ref());
        if left.is_empty() {
            break;
        }
    }
    left
}

/// Every point of `window` that is in at least `k` of the sets; all of `window` when `k` is zero.
///
/// ```
/// use freebusy_core::{Interval, IntervalSet, Timestamp, at_least};
///
/// let interval = |a, b| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b)).unwrap();
/// let people = [(0, 4), (2, 6), (3, 9)].map(|(a, b)| IntervalSet::from(interval(a, b)));
/// assert_eq!(at_least(2, &people, interval(0, 9)), IntervalSet::from(interval(2, 6)));
/// ```
#[must_use]
pub fn at_least<S: AsRef<IntervalSet>>(k: usize, sets: &[S], window: Interval) -> IntervalSet {
    match k {
        0 => IntervalSet::from(window),
        1 => merge(sets).clip(window),
        _ if k > sets.len() => IntervalSet::EMPTY,
        _ if k == sets.len() => common(sets, window),
        _ => coverage(sets, window).at_least(k),
    }
}

/// How many of the sets hold each point of `window`: the k-of-n curve.
#[must_use]
pub fn coverage<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Coverage {
    let mut edges: Vec<(Timestamp, Edge)> = Vec::new();
    for set in sets {
        for own in set.as_ref().overlapping(window) {
            edges.push((own.start().max(window.start()), Edge::Up));
            edges.push((own.end().min(window.end()), Edge::Down));
        }
    }
    edges.sort_unstable_by_key(|&(at, _)| at);
    Coverage::from_edges(&edges, window)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Up,
    Down,
}

/// The k-of-n curve over a window: how many of some sets hold each point, as steps in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Touching steps that fill the window; neighbours differ in their count.
    steps: Vec<(Interval, usize)>,
}

impl Coverage {
    fn from_edges(edges: &[(Timestamp, Edge)], window: Interval) -> Self {
        let mut steps: Vec<(Interval, usize)> = Vec::new();
        let (mut count, mut from) = (0_usize, window.start());
        for group in edges.chunk_by(|a, b| a.0 == b.0) {
            let at = group.first().map_or(window.end(), |edge| edge.0);
            push_step(&mut steps, from, at, count);
            from = at;
            let ups = group.iter().filter(|edge| edge.1 == Edge::Up).count();
            count = count + ups - (group.len() - ups);
        }
        push_step(&mut steps, from, window.end(), count);
        Self { steps }
    }

    /// The steps in the order of time: touching intervals that fill the window, each with its count.
    #[must_use]
    pub fn steps(&self) -> &[(Interval, usize)] {
        &self.steps
    }

    /// The points that at least `k` sets hold.
    #[must_use]
    pub fn at_least(&self, k: usize) -> IntervalSet {
        self.select(|count| count >= k)
    }

    /// The points that exactly `k` sets hold.
    #[must_use]
    pub fn exactly(&self, k: usize) -> IntervalSet {
        self.select(|count| count == k)
    }

    /// The largest count and the points that reach it.
    #[must_use]
    pub fn best(&self) -> (usize, IntervalSet) {
        let most = self.steps.iter().map(|step| step.1).max().unwrap_or(0);
        (most, self.exactly(most))
    }

    fn select(&self, keep: impl Fn(usize) -> bool) -> IntervalSet {
        self.steps.iter().filter(|step| keep(step.1)).map(|step| step.0).collect()
    }
}

fn push_step(steps: &mut Vec<(Interval, usize)>, start: Timestamp, end: Timestamp, count: usize) {
    let Some(step) = Interval::new(start, end) else {
        return;
    };
    match steps.last_mut() {
        Some((last, same)) if *same == count => *last = last.hull(step),
        _ => steps.push((step, count)),
    }
}

impl AsRef<IntervalSet> for IntervalSet {
    fn as_ref(&self) -> &IntervalSet {
        self
    }
}
