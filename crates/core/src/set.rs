//! Sets of time: sorted, disjoint, non-touching intervals, and the algebra on them.
//!
//! The only way to get an [`IntervalSet`] is to merge, so every function may rely on the order. Two sets of
//! m and n intervals are combined in one pass of at most m + n steps.

use alloc::vec::Vec;
use core::hint::select_unpredictable;
use core::ops::{BitAnd, BitOr, Sub};

use crate::interval::Interval;
use crate::time::{Seconds, Timestamp};

/// A set of points in time, kept as sorted intervals that neither overlap nor touch.
///
/// Two sets that hold the same points are equal. `&a | &b`, `&a & &b` and `&a - &b` are union, intersection
/// and difference.
///
/// ```
/// use freebusy_core::{Interval, IntervalSet, Timestamp};
///
/// let set = |spans: &[(i64, i64)]| -> IntervalSet {
///     spans.iter().filter_map(|&(a, b)| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b))).collect()
/// };
/// assert_eq!(set(&[(5, 9), (0, 5)]), set(&[(0, 9)]));
/// assert_eq!(&set(&[(0, 9)]) - &set(&[(3, 4)]), set(&[(0, 3), (4, 9)]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(from = "Vec<Interval>", into = "Vec<Interval>")
)]
pub struct IntervalSet(Vec<Interval>);

impl IntervalSet {
    /// The set without a point.
    pub const EMPTY: Self = Self(Vec::new());

    /// The intervals in the order of time.
    #[must_use]
    pub fn as_slice(&self) -> &[Interval] {
        &self.0
    }

    /// The intervals in the order of time.
    pub fn iter(&self) -> core::iter::Copied<core::slice::Iter<'_, Interval>> {
        self.0.iter().copied()
    }

    /// The number of intervals.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the set holds no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The time that all intervals take together; saturates.
    #[must_use]
    pub fn length(&self) -> Seconds {
        self.iter().fold(Seconds::ZERO, |sum, interval| sum.plus(interval.length()))
    }

    /// The smallest interval that covers the set; `None` when it is empty.
    #[must_use]
    pub fn hull(&self) -> Option<Interval> {
        Some(self.0.first()?.hull(*self.0.last()?))
    }

    /// Whether `point` is in the set; takes log n steps.
    #[must_use]
    pub fn contains(&self, point: Timestamp) -> bool {
        self.at_or_after(point).is_some_and(|interval| interval.contains(point))
    }

    /// Whether all of `interval` is in the set; takes log n steps.
    #[must_use]
    pub fn covers(&self, interval: Interval) -> bool {
        self.at_or_after(interval.start()).is_some_and(|own| own.covers(interval))
    }

    /// Whether any point of `interval` is in the set; takes log n steps.
    #[must_use]
    pub fn overlaps(&self, interval: Interval) -> bool {
        self.at_or_after(interval.start()).is_some_and(|own| own.overlaps(interval))
    }

    /// The first interval that ends after `point`.
    fn at_or_after(&self, point: Timestamp) -> Option<Interval> {
        let first = self.0.partition_point(|interval| interval.end() <= point);
        self.0.get(first).copied()
    }

    /// The intervals that share a point with `window`, uncut; takes log n steps.
    #[must_use]
    pub fn overlapping(&self, window: Interval) -> &[Interval] {
        let first = self.0.partition_point(|interval| interval.end() <= window.start());
        let rest = self.0.get(first..).unwrap_or_default();
        let count = rest.partition_point(|interval| interval.start() < window.end());
        rest.get(..count).unwrap_or_default()
    }

    /// Every point that is in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        merge_sorted(self.len() + other.len(), in_order(&self.0, &other.0))
    }

    /// Every point that is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (few, many) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        if few.len() < many.len() / 4 { few.search(many) } else { few.walk_along(many) }
    }

    /// The intersection with a much longer set: a search for each interval.
    fn search(&self, many: &Self) -> Self {
        let mut out = Vec::with_capacity(self.len() + many.len());
        for own in self {
            let first = many.0.partition_point(|other| other.end() <= own.start());
            out.extend(many.iter().skip(first).map_while(|other| other.intersection(own)));
        }
        Self(out)
    }

    /// The intersection with a set of about the same length: one pass.
    ///
    /// Which interval ends first is beyond guessing, so each turn fills a slot, and only a piece keeps it.
    fn walk_along(&self, other: &Self) -> Self {
        let mut out = alloc::vec![Interval::ALL; self.len() + other.len()];
        let (mut i, mut j, mut kept) = (0, 0, 0);
        while let (Some(a), Some(b), Some(slot)) = (self.0.get(i), other.0.get(j), out.get_mut(kept)) {
            let piece = a.intersection(*b);
            *slot = piece.unwrap_or(*a);
            kept += usize::from(piece.is_some());
            i += usize::from(a.end() <= b.end());
            j += usize::from(b.end() <= a.end());
        }
        out.truncate(kept);
        Self(out)
    }

    /// Every point that is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut out = Vec::with_capacity(self.len() + other.len());
        let mut taken = other.iter().peekable();
        for own in self.iter() {
            let mut rest = own.start();
            while let Some(cut) = taken.peek().filter(|cut| cut.start() < own.end()) {
                out.extend(Interval::new(rest, cut.start()));
                rest = rest.max(cut.end());
                if cut.end() > own.end() {
                    break;
                }
                taken.next();
            }
            out.extend(Interval::new(rest, own.end()));
        }
        Self(out)
    }

    /// Every point of `window` that is not in the set.
    #[must_use]
    pub fn complement(&self, window: Interval) -> Self {
        Self::from(window).difference(self)
    }

    /// The stretches between one interval and the next, nothing before the first or after the last.
    #[must_use]
    pub fn gaps(&self) -> Self {
        let next = self.0.iter().skip(1);
        Self(self.0.iter().zip(next).filter_map(|(a, b)| Interval::new(a.end(), b.start())).collect())
    }

    /// Every point of the set that lies in `window`.
    #[must_use]
    pub fn clip(&self, window: Interval) -> Self {
        Self(self.overlapping(window).iter().filter_map(|interval| interval.intersection(window)).collect())
    }

    /// The set with every interval widened by `before` at its start and `after` at its end.
    #[must_use]
    pub fn dilate(&self, before: Seconds, after: Seconds) -> Self {
        merge_sorted(self.len(), self.iter().map(|interval| interval.dilate(before, after)))
    }

    /// The set with every interval narrowed by `before` at its start and `after` at its end.
    ///
    /// This is what dilating everything else would leave:
    /// eroding by (b, a) equals complementing, dilating by (a, b) and complementing again.
    #[must_use]
    pub fn erode(&self, before: Seconds, after: Seconds) -> Self {
        Self(self.iter().filter_map(|interval| interval.erode(before, after)).collect())
    }

    /// The points at which a stretch of `length` that lies wholly in the set can start.
    ///
    /// ```
    /// use freebusy_core::{Interval, IntervalSet, Seconds, Timestamp};
    ///
    /// let at = Timestamp::from_unix;
    /// let free = IntervalSet::from(Interval::new(at(0), at(3_600)).unwrap());
    /// let starts = free.room_for(Seconds::from_minutes(30));
    /// assert!(starts.contains(at(1_800)) && !starts.contains(at(1_801)));
    /// ```
    #[must_use]
    pub fn room_for(&self, length: Seconds) -> Self {
        self.erode(Seconds::ZERO, length.less_one())
    }

    /// Builds a set from intervals that the caller knows to be sorted, disjoint and apart.
    pub(crate) fn from_sorted(intervals: Vec<Interval>) -> Self {
        debug_assert!(
            intervals.iter().zip(intervals.iter().skip(1)).all(|(a, b)| a.end() < b.start()),
            "a set is sorted, disjoint and non-touching"
        );
        Self(intervals)
    }
}

/// Intervals that come in the order of time and neither overlap nor touch: a set, or what is found of one bit by bit.
pub trait Disjoint: IntoIterator<Item = Interval> + disjoint::Sealed {}

pub(crate) mod disjoint {
    /// Only this crate knows of what the order is certain.
    pub trait Sealed {}
}

impl disjoint::Sealed for &IntervalSet {}
impl Disjoint for &IntervalSet {}
impl disjoint::Sealed for IntervalSet {}
impl Disjoint for IntervalSet {}

impl From<Interval> for IntervalSet {
    fn from(interval: Interval) -> Self {
        Self(alloc::vec![interval])
    }
}

/// Merges intervals in any order: those that overlap or touch become one.
impl FromIterator<Interval> for IntervalSet {
    fn from_iter<I: IntoIterator<Item = Interval>>(intervals: I) -> Self {
        let mut all: Vec<Interval> = intervals.into_iter().collect();
        if all.is_sorted_by(|a, b| a.end() < b.start()) {
            return Self(all);
        }
        if all.len() > 24
            && let Some(packed) = Packed::new(&all)
        {
            return merge_sorted(all.len(), packed.sorted());
        }
        all.sort_unstable();
        merge_sorted(all.len(), all.iter().copied())
    }
}

/// Merges intervals in any order, as collecting them does.
impl From<Vec<Interval>> for IntervalSet {
    fn from(intervals: Vec<Interval>) -> Self {
        intervals.into_iter().collect()
    }
}

impl From<IntervalSet> for Vec<Interval> {
    fn from(set: IntervalSet) -> Self {
        set.0
    }
}

impl<'a> IntoIterator for &'a IntervalSet {
    type Item = Interval;
    type IntoIter = core::iter::Copied<core::slice::Iter<'a, Interval>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for IntervalSet {
    type Item = Interval;
    type IntoIter = alloc::vec::IntoIter<Interval>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl BitOr for &IntervalSet {
    type Output = IntervalSet;

    fn bitor(self, other: Self) -> IntervalSet {
        self.union(other)
    }
}

impl BitAnd for &IntervalSet {
    type Output = IntervalSet;

    fn bitand(self, other: Self) -> IntervalSet {
        self.intersection(other)
    }
}

impl Sub for &IntervalSet {
    type Output = IntervalSet;

    fn sub(self, other: Self) -> IntervalSet {
        self.difference(other)
    }
}

/// The intervals of two lists in the order of their starts.
fn in_order<'a>(left: &'a [Interval], right: &'a [Interval]) -> impl Iterator<Item = Interval> + 'a {
    let (mut i, mut j) = (0, 0);
    core::iter::from_fn(move || {
        let (a, b) = (left.get(i), right.get(j));
        let first = match (a, b) {
            (Some(a), Some(b)) => a.start() <= b.start(),
            _ => b.is_none(),
        };
        i += usize::from(first);
        j += usize::from(!first);
        select_unpredictable(first, a, b).copied()
    })
}

/// Joins intervals in the order of their starts, at most `most`, where they overlap or touch.
///
/// Whether two join is beyond guessing, so each is pushed, and taken out again when it goes on growing.
fn merge_sorted(most: usize, sorted: impl IntoIterator<Item = Interval>) -> IntervalSet {
    let mut sorted = sorted.into_iter();
    let Some(mut last) = sorted.next() else { return IntervalSet::EMPTY };
    let mut out = Vec::with_capacity(most);
    for next in sorted {
        let apart = last.end() < next.start();
        out.push(last);
        out.truncate(out.len() - usize::from(!apart));
        last = select_unpredictable(apart, next, last.hull(next));
    }
    out.push(last);
    IntervalSet::from_sorted(out)
}

/// Intervals within 136 years, both bounds of each in one number: numbers sort twice as fast.
struct Packed {
    base: i64,
    keys: Vec<u64>,
}

impl Packed {
    fn new(intervals: &[Interval]) -> Option<Self> {
        let base = intervals.iter().map(|interval| interval.start()).min()?.as_unix();
        let offset = |at: Timestamp| u32::try_from(at.as_unix().checked_sub(base)?).ok().map(u64::from);
        let pack = |own: &Interval| Some(offset(own.start())? << 32 | offset(own.end())?);
        Some(Self { base, keys: intervals.iter().map(pack).collect::<Option<_>>()? })
    }

    fn sorted(mut self) -> impl Iterator<Item = Interval> {
        self.keys.sort_unstable();
        self.keys.into_iter().filter_map(move |key| {
            let at = |offset: u64| Some(Timestamp::from_unix(self.base + i64::try_from(offset).ok()?));
            Interval::new(at(key >> 32)?, at(key & u64::from(u32::MAX))?)
        })
    }
}
