//! From the instants at which a meeting could start to the starts that are offered.

mod progression;
mod starts;
mod step;

use alloc::vec::Vec;
use core::iter::FusedIterator;

use self::progression::{Progression, Progressions};
use crate::interval::Interval;
use crate::places::Places;
use crate::set::{Disjoint, IntervalSet};
use crate::time::{Minutes, Seconds, Timestamp};
use crate::zone::ZoneRules;

/// What starts are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Anchor {
    /// The local midnight: the clock shows a multiple of the increment.
    #[default]
    Clock,
    /// The beginning of each run of possible starts, as Calendly and Cal.com count.
    Free,
}

/// The distance from one start to the next, 1 to 1,440 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Increment(Minutes);

impl Increment {
    /// A quarter of an hour.
    pub const QUARTER: Self = Self(Minutes::new(15));

    /// An increment of `minutes`; `None` outside 1 to 1,440.
    #[must_use]
    pub fn new(minutes: Minutes) -> Option<Self> {
        (1..=1_440).contains(&minutes.get()).then_some(Self(minutes))
    }

    /// The number of minutes.
    #[must_use]
    pub const fn minutes(self) -> Minutes {
        self.0
    }

    fn seconds(self) -> i64 {
        Seconds::from(self.0).get()
    }

    /// To which minutes of the hour a free-anchored run rounds its first start up, in seconds.
    fn rounding(self) -> i64 {
        let minutes = self.0.get();
        let divisor = [60, 30, 20, 15, 10, 5].into_iter().find(|divisor| minutes.is_multiple_of(*divisor));
        i64::from(divisor.unwrap_or(1)) * 60
    }
}

/// Which starts there are: what they are counted from, how far apart, on whose clock.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// What starts are counted from.
    pub anchor: Anchor,
    /// How far apart they are.
    pub increment: Increment,
    /// Whose clock decides.
    pub zone: &'a ZoneRules,
}

/// Cuts the instants at which a meeting could start into starts, in the order of time and one by one.
///
/// Anchored to the clock, the starts are the instants whose reading in the zone is a multiple of the increment
/// since midnight: in a fold both passes, in a gap none. Anchored to free time, each run begins with its first
/// instant rounded up to the next multiple of g minutes of the hour, g the largest of 60, 30, 20, 15, 10, 5
/// that divides the increment (else 1); starts are never nearer to each other than the increment, across runs
/// too.
///
/// [`Cut::into_vec`] gives all at once and is the fastest, and `count` makes none of them.
///
/// ```
/// use freebusy_core::{Anchor, Grid, Increment, Interval, IntervalSet, Timestamp, ZoneRules, cut};
///
/// let at = Timestamp::from_unix;
/// let possible = IntervalSet::from(Interval::new(at(60), at(1_801)).unwrap());
/// let grid = Grid { anchor: Anchor::Clock, increment: Increment::QUARTER, zone: &ZoneRules::utc() };
/// assert_eq!(cut(&possible, grid).into_vec(), [at(900), at(1_800)]);
/// ```
pub fn cut<P: Disjoint>(possible: P, grid: Grid<'_>) -> Cut<'_, P::IntoIter> {
    let progressions = Progressions::new(possible.into_iter(), grid);
    Cut { current: progressions.nothing(), progressions }
}

/// The starts that [`cut`] finds, in the order of time.
#[derive(Debug, Clone)]
pub struct Cut<'a, I> {
    current: Progression,
    progressions: Progressions<'a, I>,
}

impl<I: Iterator<Item = Interval>> Cut<'_, I> {
    /// All starts as a list, made run by run.
    ///
    /// ```
    /// use freebusy_core::{Anchor, Grid, Increment, Interval, IntervalSet, Timestamp, ZoneRules, cut};
    ///
    /// let day = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(86_400)).unwrap();
    /// let grid = Grid { anchor: Anchor::Clock, increment: Increment::QUARTER, zone: &ZoneRules::utc() };
    /// assert_eq!(cut(IntervalSet::from(day), grid).into_vec().len(), 96);
    /// ```
    #[must_use]
    pub fn into_vec(self) -> Vec<Timestamp> {
        self.progressions.into_vec(&self.current)
    }
}

impl<I: Iterator<Item = Interval>> Iterator for Cut<'_, I> {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        loop {
            if let Some(start) = self.current.next() {
                return Some(start);
            }
            self.current = self.progressions.next()?;
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let current = self.current.len();
        (current, self.progressions.is_over().then_some(current))
    }

    fn count(self) -> usize {
        self.progressions.count_starts(&self.current)
    }

    fn fold<B, F: FnMut(B, Timestamp) -> B>(self, first: B, mut fold: F) -> B {
        let of_current = self.current.fold(first, &mut fold);
        self.progressions.fold(of_current, |folded, progression| progression.fold(folded, &mut fold))
    }
}

impl<I: FusedIterator<Item = Interval>> FusedIterator for Cut<'_, I> {}

/// How many of `starts`, which are sorted, lie in `stretch`; takes log n steps.
#[must_use]
pub fn count_within(starts: &[Timestamp], stretch: Interval) -> usize {
    Places::among(starts).within(stretch)
}

/// How many of `starts`, which are sorted, lie in `set`.
#[must_use]
pub fn count_in(starts: &[Timestamp], set: &IntervalSet) -> usize {
    Places::among(starts).in_set(set)
}
