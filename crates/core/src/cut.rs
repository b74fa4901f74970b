//! From the instants at which a meeting could start to the starts that are offered.

use crate::interval::Interval;
use crate::set::{Disjoint, IntervalSet};
use crate::time::{Minutes, Seconds, Timestamp, WallTime};
use crate::zone::{Offset, ZoneRules};

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

    fn seconds(self) -> Seconds {
        self.0.into()
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
/// ```
/// use freebusy_core::{Anchor, Grid, Increment, Interval, IntervalSet, Timestamp, ZoneRules, cut};
///
/// let at = Timestamp::from_unix;
/// let possible = IntervalSet::from(Interval::new(at(60), at(1_801)).unwrap());
/// let grid = Grid { anchor: Anchor::Clock, increment: Increment::QUARTER, zone: &ZoneRules::utc() };
/// assert_eq!(cut(&possible, grid).collect::<Vec<_>>(), [at(900), at(1_800)]);
/// ```
pub fn cut<'a, P: Disjoint<IntoIter: 'a>>(
    possible: P,
    grid: Grid<'a>,
) -> impl Iterator<Item = Timestamp> + 'a {
    let (clock, free) = match grid.anchor {
        Anchor::Clock => (Some(clock_starts(possible.into_iter(), grid)), None),
        Anchor::Free => (None, Some(free_starts(possible.into_iter(), grid))),
    };
    clock.into_iter().flatten().chain(free.into_iter().flatten())
}

fn clock_starts<'a>(
    possible: impl Iterator<Item = Interval> + 'a,
    grid: Grid<'a>,
) -> impl Iterator<Item = Timestamp> + 'a {
    let Grid { increment, zone, .. } = grid;
    possible
        .flat_map(move |run| zone.segments(run))
        .flat_map(move |(stretch, offset)| clock_starts_at(stretch, offset, increment))
}

/// The starts of a stretch in which the clock does not change.
fn clock_starts_at(
    stretch: Interval,
    offset: Offset,
    increment: Increment,
) -> impl Iterator<Item = Timestamp> {
    let step = increment.seconds().get();
    let first = round_up_in_day(stretch.start().wall(offset.seconds()), step);
    let midnight = WallTime::from_day(first.day() + 1);
    ClockRun {
        next: first.at_offset(offset.seconds()),
        end: stretch.end(),
        midnight: midnight.at_offset(offset.seconds()),
        step: increment.seconds(),
    }
}

/// The first reading at or after `reading` that is a multiple of `step` seconds since its own midnight.
fn round_up_in_day(reading: WallTime, step: i64) -> WallTime {
    let second = reading.second_of_day();
    let rounded = reading.plus((step - second % step) % step);
    if rounded.day() == reading.day() { rounded } else { WallTime::from_day(reading.day() + 1) }
}

/// Starts one step apart that begin anew at each midnight, while they lie before `end`.
struct ClockRun {
    next: Timestamp,
    end: Timestamp,
    /// The midnight after `next`.
    midnight: Timestamp,
    step: Seconds,
}

impl Iterator for ClockRun {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        let start = Some(self.next).filter(|start| *start < self.end)?;
        self.next = start + self.step;
        if self.next >= self.midnight {
            self.next = self.midnight;
            self.midnight = self.midnight + Seconds::from_minutes(1_440);
        }
        Some(start)
    }
}

fn free_starts<'a>(
    possible: impl Iterator<Item = Interval> + 'a,
    grid: Grid<'a>,
) -> impl Iterator<Item = Timestamp> + 'a {
    let step = grid.increment.seconds();
    let mut next_allowed = Timestamp::MIN;
    possible.flat_map(move |run| {
        let first = round_up_in_hour(run.start(), grid).max(next_allowed);
        let starts = Run { next: first, end: run.end(), step };
        next_allowed = starts.after_last().unwrap_or(next_allowed);
        starts
    })
}

/// `start` moved on, in elapsed time, by the minutes its local reading lacks to the next rounded one.
fn round_up_in_hour(start: Timestamp, grid: Grid<'_>) -> Timestamp {
    let rounding = grid.increment.rounding();
    // The rounding divides the hour, so minutes of the hour are what is left of seconds of the day.
    let past = grid.zone.wall(start).second_of_day() % rounding;
    let missing = Seconds::new((rounding - past) % rounding).expect("what is past is less than the rounding");
    start + missing
}

/// Starts one step apart from `next` while they lie before `end`.
struct Run {
    next: Timestamp,
    end: Timestamp,
    step: Seconds,
}

impl Run {
    /// The first start that another run may have; `None` when this one has no start at all.
    fn after_last(&self) -> Option<Timestamp> {
        let room = self.end.as_unix().saturating_sub(self.next.as_unix());
        let steps = (room > 0).then(|| (room - 1) / self.step.get() + 1)?;
        Some(Timestamp::from_unix(self.next.as_unix().saturating_add(steps.saturating_mul(self.step.get()))))
    }
}

impl Iterator for Run {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        let start = Some(self.next).filter(|start| *start < self.end)?;
        self.next = start + self.step;
        Some(start)
    }
}

/// How many of `starts`, which are sorted, lie in `stretch`; takes log n steps.
#[must_use]
pub fn count_within(starts: &[Timestamp], stretch: Interval) -> usize {
    let before = |point: Timestamp| starts.partition_point(|start| *start < point);
    before(stretch.end()) - before(stretch.start())
}

/// How many of `starts`, which are sorted, lie in `set`.
#[must_use]
pub fn count_in(starts: &[Timestamp], set: &IntervalSet) -> usize {
    set.iter().map(|stretch| count_within(starts, stretch)).sum()
}
