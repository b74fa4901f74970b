//! From readings of the wall clock to the instants of one window, and how much of it all we are willing to do.
//!
//! The readings that can become an instant of the window lie in one stretch, found from the offsets near it. Before
//! the first change of offset near the window and after the last a reading costs one subtraction.

use alloc::vec::Vec;

use super::{Occurrence, RecurrenceError};
use crate::interval::Interval;
use crate::time::{Seconds, Timestamp, WallTime};
use crate::zone::{Located, ZoneRules};

/// Readings and instants farther from 1970 than this (about 260,000 years) do not exist here.
const FARTHEST: i64 = 8_200_000_000_000;
/// Longer than any clock is ever moved: offsets lie within 26 hours of UTC on either side.
const THREE_DAYS: Seconds = Seconds::from_minutes(3 * 1_440);

/// Whether a start lies within the years that can be expanded.
pub(super) fn is_near(start: WallTime) -> bool {
    (-FARTHEST..=FARTHEST).contains(&start.as_seconds())
}

/// Steps and occurrences that may still be spent.
#[derive(Debug)]
pub(super) struct Budget {
    steps: i64,
    occurrences: usize,
}

impl Budget {
    /// A step is a period looked at or a reading made, well below a microsecond.
    const STEPS: i64 = 1_000_000;

    /// All steps of one expansion, and at most `limit` occurrences; `None` when only steps bound them.
    pub(super) fn new(limit: Option<usize>) -> Self {
        // An instant can come from two readings, its own and one that was moved out of a gap.
        let occurrences = limit.map_or(usize::MAX, |limit| limit.saturating_mul(2).saturating_add(1));
        Self { steps: Self::STEPS, occurrences }
    }

    /// Takes `steps` away.
    pub(super) fn spend(&mut self, steps: i64) -> Result<(), Stop> {
        self.steps = self.steps.saturating_sub(steps);
        if self.steps < 0 { Err(Stop::TooManySteps) } else { Ok(()) }
    }

    /// Refuses a list that has grown beyond twice the limit, or is about to.
    pub(super) fn admit(&self, occurrences: usize) -> Result<(), Stop> {
        if occurrences > self.occurrences { Err(Stop::TooManyOccurrences) } else { Ok(()) }
    }
}

/// Why to go no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// All that was wanted is there.
    Complete,
    TooManySteps,
    TooManyOccurrences,
}

impl Stop {
    /// What it means for the caller.
    pub(super) fn outcome(self) -> Result<(), RecurrenceError> {
        match self {
            Self::Complete => Ok(()),
            Self::TooManySteps => Err(RecurrenceError::TooManySteps),
            Self::TooManyOccurrences => Err(RecurrenceError::TooManyOccurrences),
        }
    }
}

/// Which instant of a doubled reading counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubled {
    /// The first.
    Earlier,
    /// Both: a rule of several starts a day runs on through a fold.
    Both,
}

/// Readings from `first` to before `end` that are shown once, at `offset`, within the window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Easy {
    pub(super) first: i64,
    pub(super) end: i64,
    pub(super) offset: i64,
}

impl Easy {
    /// Those of a window within the years that can be expanded, throughout which one offset holds.
    fn of(window: Interval, offset: i32) -> Self {
        let offset = i64::from(offset);
        Self { first: window.start().as_unix() + offset, end: window.end().as_unix() + offset, offset }
    }

    /// Those from `first` to before `end`.
    pub(super) fn within(self, first: i64, end: i64) -> Self {
        Self { first: self.first.max(first), end: self.end.min(end), ..self }
    }
}

/// One zone seen from one window.
#[derive(Debug)]
pub(super) struct Clock<'z> {
    zone: &'z ZoneRules,
    window: Interval,
    /// The first reading that can lie in the window.
    pub(super) first: i64,
    /// The first reading after those that can lie in the window.
    pub(super) end: i64,
    /// The readings that lie in the window and are shown once: those before the first change near it, and those after
    /// the last; where there is no change the first are all.
    pub(super) easy: [Easy; 2],
    /// The offset before the first change near the window, and the first reading that the change touches.
    head: (i32, i64),
    /// The offset after the last change near the window, and the first reading wholly after it.
    tail: (i32, i64),
}

impl<'z> Clock<'z> {
    /// The clock over `window`; `None` when none of it lies within the years that can be expanded.
    #[inline]
    pub(super) fn new(zone: &'z ZoneRules, window: Interval) -> Option<Self> {
        let at = Timestamp::from_unix;
        let window = Interval::new(at(-FARTHEST), at(FARTHEST))?.intersection(window)?;
        let (only, near) = zone.changes_within(window.dilate(THREE_DAYS, THREE_DAYS));
        let only = only.seconds();
        let (mut least, mut most) = (only, only);
        let (mut head, mut tail) = ((only, i64::MAX), (only, i64::MAX));
        for (at, offset) in near {
            let (before, after) = (tail.0, offset.seconds());
            head.1 = head.1.min(at.wall(before.min(after)).as_seconds());
            tail = (after, at.wall(before.max(after)).as_seconds());
            (least, most) = (least.min(after), most.max(after));
        }
        let (first, end) = (Easy::of(window, least).first, Easy::of(window, most).end);
        let before_changes = Easy::of(window, head.0).within(i64::MIN, head.1);
        let after_changes = Easy::of(window, tail.0).within(tail.1, i64::MAX);
        Some(Self { zone, window, first, end, easy: [before_changes, after_changes], head, tail })
    }

    /// Whether this is all of `window` and not the part of it within the years that can be expanded.
    pub(super) fn is_of(&self, window: Interval) -> bool {
        self.window == window
    }

    /// The first instant that a reading gives, if it lies in the window.
    pub(super) fn within(&self, reading: WallTime) -> Option<Timestamp> {
        let start = if reading.as_seconds() < self.head.1 {
            reading.at_offset(self.head.0)
        } else if reading.as_seconds() >= self.tail.1 {
            reading.at_offset(self.tail.0)
        } else {
            self.zone.instant(reading)
        };
        self.window.contains(start).then_some(start)
    }

    /// Adds what a reading from `first` to before `end` gives within the window.
    pub(super) fn push(&self, reading: WallTime, doubled: Doubled, found: &mut Vec<Occurrence>) {
        let mut add = |start| {
            if self.window.contains(start) {
                found.push(Occurrence { start, reading });
            }
        };
        if reading.as_seconds() < self.head.1 {
            return add(reading.at_offset(self.head.0));
        }
        if reading.as_seconds() >= self.tail.1 {
            return add(reading.at_offset(self.tail.0));
        }
        match self.zone.locate(reading) {
            Located::Once(start) | Located::Gap { forward: start, .. } => add(start),
            Located::Fold { earlier, later } => {
                add(earlier);
                if doubled == Doubled::Both {
                    add(later);
                }
            }
        }
    }
}
