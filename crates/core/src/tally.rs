//! Heads counted cell by cell: one up where an interval begins and one down where it ends, then summed up.
//!
//! What that costs grows with the intervals and with the cells, never with how long an interval is, how many
//! intervals hold a cell or in which order they come: to count intervals in any order is to merge them. Painting
//! them as bits instead took three times as long.

use alloc::vec::Vec;
use core::ops::Range;

use crate::interval::Interval;
use crate::ruler::{Ruler, measured};
use crate::set::IntervalSet;

/// Cells per interval above which sorting the bounds is faster.
///
/// Measured over four weeks: with 7 cells an interval (10 people on the quarter hour) counting took 4.3 us and sorting
/// 5.9 us, with 21 (on five minutes) counting 10.5 us and sorting 5.9 us; with one in 14 (1,000 people) 56 us and 620 us.
const SPARSE: usize = 8;
/// Intervals that show what all are like.
const FEW: usize = 64;

/// What is left of a set when intervals in any order are taken away.
///
/// The same as [`IntervalSet::difference`] with the intervals merged, without merging them first: that is how the
/// starts that are left to a whole group are found from everybody's raw busy times at once.
///
/// ```
/// use freebusy_core::{Interval, IntervalSet, Meeting, Minutes, Timestamp, subtract};
///
/// let minutes = |a: i64, b: i64| Interval::new(Timestamp::from_unix(a * 60), Timestamp::from_unix(b * 60)).unwrap();
/// let meeting = Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap();
/// let hours = IntervalSet::from(minutes(540, 720)).room_for(meeting.duration());
/// let (ann, ben) = ([minutes(660, 720), minutes(540, 600)], [minutes(600, 630), minutes(590, 610)]);
/// let starts = subtract(&hours, ann.into_iter().chain(ben).map(|busy| meeting.starts_into(busy)));
/// assert_eq!(starts, IntervalSet::from(minutes(630, 660)).room_for(meeting.duration()));
/// ```
#[must_use]
pub fn subtract(from: &IntervalSet, taken: impl IntoIterator<Item = Interval>) -> IntervalSet {
    let Some(window) = from.hull() else { return IntervalSet::EMPTY };
    from.difference(&merged(window, taken))
}

/// The intervals merged; what of them lies out of `window` may be left out.
pub(crate) fn merged(window: Interval, intervals: impl IntoIterator<Item = Interval>) -> IntervalSet {
    let mut intervals = intervals.into_iter();
    let mut first: Vec<Interval> = intervals.by_ref().take(FEW).collect();
    let Some(ruler) = Ruler::fit(roomy(window, &first), first.iter()) else {
        first.extend(intervals);
        return first.into();
    };
    let enough = (ruler.cells() / SPARSE).max(FEW);
    first.extend(intervals.by_ref().take(enough - FEW));
    if first.len() < enough {
        return first.into();
    }
    let mut count = Counting::new(ruler);
    count.add(first.into_iter().chain(intervals));
    let (tally, strays) = count.finish();
    let merged = tally.at_least(1);
    if strays.is_empty() { merged } else { merged.union(&strays.into()) }
}

/// The window, widened to hold all of these intervals unless that makes it much longer.
///
/// Where one interval in ten lies outside, to look which one takes as much time as to count them all.
fn roomy(window: Interval, intervals: &[Interval]) -> Interval {
    let wide = intervals.iter().fold(window, |wide, own| wide.hull(*own));
    if wide.length().get() / 2 <= window.length().get() { wide } else { window }
}

/// Intervals that are being counted, starts and ends each by themselves.
struct Counting {
    ruler: Ruler,
    ups: Vec<u32>,
    downs: Vec<u32>,
    aside: Vec<Interval>,
}

impl Counting {
    fn new(ruler: Ruler) -> Self {
        let (ups, downs) = ruler.counts();
        Self { ruler, ups: alloc::vec![0; ups], downs: alloc::vec![0; downs], aside: Vec::new() }
    }

    #[inline(always)]
    fn add(&mut self, intervals: impl Iterator<Item = Interval>) {
        self.ruler.count_each(intervals, &mut self.aside, (&mut self.ups, &mut self.downs));
    }

    /// The counts, and what of the intervals with a bound at no mark lies in the window.
    fn finish(mut self) -> (Tally, Vec<Interval>) {
        let mut turns = alloc::vec![0_u32; self.ruler.cells() + 1];
        let mut turn = |cell: usize, by: u32| {
            if let Some(place) = turns.get_mut(cell) {
                *place = place.wrapping_add(by);
            }
        };
        let (starts, ends) = self.ruler.numbers();
        starts.zip(&self.ups).for_each(|(cell, count)| turn(cell, *count));
        ends.zip(&self.downs).for_each(|(cell, count)| turn(cell, count.wrapping_neg()));
        self.aside.retain(|own| match self.ruler.cells_of(*own) {
            Some(cells) => {
                turn(cells.start, 1);
                turn(cells.end, 1_u32.wrapping_neg());
                false
            }
            None => own.overlaps(self.ruler.window()),
        });
        (Tally { ruler: self.ruler, turns }, self.aside)
    }
}

/// How many intervals hold each cell of a ruler, as differences from one cell to the next.
pub(crate) struct Tally {
    ruler: Ruler,
    turns: Vec<u32>,
}

impl Tally {
    /// Counts all of the sets; `None` when they are empty, fit no ruler or have more than `sparse` cells an interval.
    pub(crate) fn of_all<S: AsRef<IntervalSet>>(sets: &[S], sparse: usize) -> Option<Self> {
        let hull = sets.iter().filter_map(|set| set.as_ref().hull()).reduce(Interval::hull)?;
        Self::unless_sparser(sets, hull, sparse)
    }

    /// Counts the sets over a window; `None` when they fit no ruler or have too few intervals for its cells.
    pub(crate) fn of<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Option<Self> {
        Self::unless_sparser(sets, window, SPARSE)
    }

    /// Counts the sets over a window; `None` when they fit no ruler or have more than `sparse` cells an interval.
    #[inline(never)]
    fn unless_sparser<S: AsRef<IntervalSet>>(sets: &[S], window: Interval, sparse: usize) -> Option<Self> {
        let intervals: usize = sets.iter().map(|set| set.as_ref().len()).sum();
        let most = intervals.saturating_mul(sparse);
        measured(sets, window, most, |ruler| {
            let mut count = Counting::new(ruler);
            sets.iter().for_each(|set| count.add(ruler.within(set.as_ref()).iter().copied()));
            let (tally, strays) = count.finish();
            strays.is_empty().then_some(tally)
        })
    }

    /// Where at least `k` of the sets hold; `k` is not zero.
    pub(crate) fn at_least(&self, k: usize) -> IntervalSet {
        let least = u32::try_from(k).unwrap_or(u32::MAX);
        let (mut heads, mut since, mut found) = (0_u32, None, Vec::new());
        for (cell, turn) in self.turns.iter().enumerate() {
            heads = heads.wrapping_add(*turn);
            if (heads >= least) != since.is_some() {
                since = match since {
                    None => Some(cell),
                    Some(start) => {
                        found.push(self.ruler.stretch(start..cell));
                        None
                    }
                };
            }
        }
        IntervalSet::from_sorted(found)
    }

    /// The counts as touching steps that fill the window, neighbours different.
    pub(crate) fn steps(&self) -> Vec<(Interval, usize)> {
        let mut steps = Vec::new();
        let (mut heads, mut since) = (self.turns.first().copied().unwrap_or(0), 0);
        let mut step = |cells: Range<usize>, heads: u32| {
            steps.push((self.ruler.stretch(cells), usize::try_from(heads).unwrap_or(usize::MAX)));
        };
        for (cell, turn) in self.turns.iter().enumerate().take(self.ruler.cells()).skip(1) {
            if *turn != 0 {
                step(since..cell, heads);
                (heads, since) = (heads.wrapping_add(*turn), cell);
            }
        }
        step(since..self.ruler.cells(), heads);
        steps
    }
}
