//! The algebra over many sets at once: merge all, what all share, and the k-of-n curve.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::tally::Tally;
use crate::time::Timestamp;

/// How many times longer than the average set a union may be for the next set to be united with it.
///
/// The free time of 10, 30, 100 and 1,000 people, whose union stays about as long as one set, takes 2.2, 6.1, 21 and
/// 197 us one after the other, and 3.6, 7.4, 21 and 261 us when all of it is sorted. A union that grows with every
/// set would take time that grows with the square of their number.
const FOLDED: usize = 2;

/// Every point that is in any of the sets.
#[must_use]
pub fn merge<S: AsRef<IntervalSet>>(sets: &[S]) -> IntervalSet {
    match sets {
        [] => IntervalSet::EMPTY,
        [only] => only.as_ref().clone(),
        [first, second] => first.as_ref().union(second.as_ref()),
        [first, rest @ ..] => match counted_if_many(sets) {
            Some(tally) => tally.at_least(1),
            None => merge_all(first.as_ref(), rest),
        },
    }
}

/// The heads of so many sets, so dense, that counting is faster than uniting one set after the other.
///
/// Measured on a Zen 5 with 62 busy times a person over four weeks, in microseconds; 59 free times take nearly as long:
///
/// | people | 8 | 12 | 16 | 20 | 24 | 32 | 40 | 48 | 64 |
/// |---|---|---|---|---|---|---|---|---|---|
/// | counted on quarter hours | 4.5 | 4.4 | 4.6 | 4.9 | 5.1 | 5.6 | 6.1 | 6.6 | 7.5 |
/// | counted on five minutes | | | 10.7 | 10.8 | 11.1 | 11.7 | 12.2 | 12.5 | 13.6 |
/// | united | 2.4 | 3.6 | 4.8 | 6.0 | 7.2 | 9.5 | 11.5 | 13.1 | 17.9 |
///
/// So the crossover lies at about three cells an interval on either ruler. See [`Tally`] for what else it takes.
fn counted_if_many<S: AsRef<IntervalSet>>(sets: &[S]) -> Option<Tally> {
    const MANY: usize = 16;
    const SPARSE: usize = 3;
    (sets.len() >= MANY).then(|| Tally::of_all(sets, SPARSE))?
}

/// Unites one set after the other as long as what grows stays short; where it does not, all that is left at once.
fn merge_all<S: AsRef<IntervalSet>>(first: &IntervalSet, sets: &[S]) -> IntervalSet {
    let total: usize = sets.iter().map(|set| set.as_ref().len()).sum();
    let short = 16 + FOLDED * total / sets.len().max(1);
    let mut merged = first.clone();
    for (index, set) in sets.iter().enumerate() {
        if merged.len() > short {
            let rest = sets.iter().skip(index).flat_map(|set| set.as_ref().iter());
            return merged.into_iter().chain(rest).collect();
        }
        merged = merged.union(set.as_ref());
    }
    merged
}

/// Every point of `window` that is in all of the sets; all of `window` when there are none.
///
/// Stops as soon as nothing is left.
#[must_use]
pub fn common<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> IntervalSet {
    let (few, many) = sets.split_at(sets.len().min(FEW));
    let left = shared(IntervalSet::from(window), few);
    if left.is_empty() || many.len() < FEW {
        return shared(left, many);
    }
    let intervals: usize = many.iter().map(|set| set.as_ref().len()).sum();
    match (left.len() * LOOKED_UP > intervals / many.len()).then(|| Tally::of(many, window)).flatten() {
        Some(tally) => left.intersection(&tally.at_least(many.len())),
        None => shared(left, many),
    }
}

/// Sets of which the intersection is taken one by one to see whether much is left.
const FEW: usize = 16;
/// Intervals of a set that are counted in the time in which one interval of what is left is looked up in it.
///
/// Measured with 38 intervals a set and 8 left: 123 ns a set to look up, 56 ns to count.
const LOOKED_UP: usize = 8;

/// What of `left` is in all of the sets.
fn shared<S: AsRef<IntervalSet>>(mut left: IntervalSet, sets: &[S]) -> IntervalSet {
    for set in sets {
        if left.is_empty() {
            break;
        }
        left = left.intersection(set.as_ref());
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
        1 => match Tally::of(sets, window) {
            Some(tally) => tally.at_least(1),
            None => merge(sets).clip(window),
        },
        _ if k > sets.len() => IntervalSet::EMPTY,
        _ if k == sets.len() => common(sets, window),
        _ => match Tally::of(sets, window) {
            Some(tally) => tally.at_least(k),
            None if k.saturating_mul(sets.len() + 1 - k) <= LAYERED => layered(k, sets, window),
            None => swept(k, sets, window).unwrap_or_else(|| sorted_coverage(sets, window).at_least(k)),
        },
    }
}

/// Layers times sets that each of them takes up, up to which layers are faster than sorting all bounds.
///
/// With 61 free times a person over four weeks, layers take 1.5 us for 2 of 3 people, 2.5 us for 3 of 4, 4.4 us for 5
/// of 6 (ten), 8.9 us for 6 of 8 (18) and 15 us for 7 of 10 (28); sorting takes 3.1, 4.4, 6.8, 9.3 and 13 us.
const LAYERED: usize = 16;

/// Every point of `window` that is in at least `k` of the sets; `k` is not zero.
///
/// After each set the layers hold what is in at least one, two, ... `k` of the sets so far; those from which the sets
/// to come can no longer reach `k` are left as they are.
fn layered<S: AsRef<IntervalSet>>(k: usize, sets: &[S], window: Interval) -> IntervalSet {
    let mut layers = alloc::vec![IntervalSet::EMPTY; k];
    for (set, to_come) in sets.iter().map(|set| inside(set.as_ref(), window)).zip((0..sets.len()).rev()) {
        let mut rest = layers.as_mut_slice();
        for _ in 0..=to_come {
            let Some((layer, lower)) = rest.split_last_mut() else { break };
            let with = lower.last().map_or_else(|| set.as_ref().clone(), |lower| lower.intersection(&set));
            *layer = if layer.is_empty() { with } else { layer.union(&with) };
            rest = lower;
        }
    }
    layers.pop().unwrap_or_default()
}

/// The set as far as it lies in `window`.
fn inside(set: &IntervalSet, window: Interval) -> Cow<'_, IntervalSet> {
    if set.hull().is_none_or(|hull| window.covers(hull)) {
        Cow::Borrowed(set)
    } else {
        Cow::Owned(set.clip(window))
    }
}

/// Every point of `window` that is in at least `k` of the sets, by sorting all bounds as numbers; `k` is not zero and
/// there is no answer for a window of half of all time.
fn swept<S: AsRef<IntervalSet>>(k: usize, sets: &[S], window: Interval) -> Option<IntervalSet> {
    let base = window.start().as_unix();
    window.end().as_unix().checked_sub(base)?;
    let mut bounds = Vec::with_capacity(sets.iter().map(|set| set.as_ref().len() * 2).sum());
    for own in sets.iter().flat_map(|set| set.as_ref().overlapping(window)) {
        bounds.push(own.start().max(window.start()).as_unix().abs_diff(base) << 1);
        bounds.push(own.end().min(window.end()).as_unix().abs_diff(base) << 1 | 1);
    }
    // Each set's bounds are in order already, which this kind of sorting notices.
    bounds.sort();
    let (least, mut heads, mut start, mut found) =
        (u64::try_from(k).ok()?, 0_u64, window.start(), Vec::new());
    for bound in bounds {
        let fall = bound & 1;
        heads = heads.wrapping_add(1).wrapping_sub(fall * 2);
        // Rises come before falls at the same instant, so what is found never touches.
        if heads + fall == least {
            let at = Timestamp::from_unix(base.wrapping_add_unsigned(bound >> 1));
            if fall == 0 {
                start = at;
            } else {
                found.extend(Interval::new(start, at));
            }
        }
    }
    Some(IntervalSet::from_sorted(found))
}

/// How many of the sets hold each point of `window`: the k-of-n curve.
#[must_use]
pub fn coverage<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Coverage {
    match Tally::of(sets, window) {
        Some(tally) => Coverage { steps: tally.steps() },
        None => sorted_coverage(sets, window),
    }
}

/// The curve by sorting all bounds.
fn sorted_coverage<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Coverage {
    let (mut ups, mut downs) = (Vec::new(), Vec::new());
    for set in sets {
        for own in set.as_ref().overlapping(window) {
            ups.push(own.start().max(window.start()));
            downs.push(own.end().min(window.end()));
        }
    }
    ups.sort_unstable();
    downs.sort_unstable();
    Coverage::from_edges(&ups, &downs, window)
}

/// The k-of-n curve over a window: how many of some sets hold each point, as steps in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Touching steps that fill the window; neighbours differ in their count.
    steps: Vec<(Interval, usize)>,
}

impl Coverage {
    /// The curve that rises at `ups` and falls at `downs`, both sorted; no fall comes before its rise.
    fn from_edges(ups: &[Timestamp], downs: &[Timestamp], window: Interval) -> Self {
        let (mut ups, mut downs) = (ups.iter().copied().peekable(), downs.iter().copied().peekable());
        let mut steps: Vec<(Interval, usize)> = Vec::new();
        let (mut count, mut from) = (0_usize, window.start());
        while let Some(&down) = downs.peek() {
            let at = ups.peek().map_or(down, |&up| up.min(down));
            push_step(&mut steps, from, at, count);
            from = at;
            while ups.next_if_eq(&at).is_some() {
                count += 1;
            }
            while downs.next_if_eq(&at).is_some() {
                count -= 1;
            }
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
