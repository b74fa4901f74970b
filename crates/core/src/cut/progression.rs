//! Starts as arithmetic progressions: as many of them as there are stretches without a change of offset, and one a
//! day where the increment does not divide the day.

use alloc::vec::Vec;

use super::{Anchor, Grid, Increment};
use crate::interval::Interval;
use crate::time::{DAY, Timestamp, WallTime};
use crate::zone::{Offset, OffsetWalk, ZoneRules};

/// Instants and readings nearer to 1970 than this (a million years) are reckoned with without a look at overflow.
const NEAR: i64 = 1 << 45;

fn is_near(point: Timestamp) -> bool {
    (-NEAR..NEAR).contains(&point.as_unix())
}

/// The distance between starts, and how to divide by it without a division.
#[derive(Debug, Clone, Copy)]
struct Step {
    seconds: i64,
    /// A little more than 2^64 divided by the seconds.
    reciprocal: u64,
}

impl Step {
    /// Below this the error of the reciprocal, less than 2^17 of 2^64, is lost in rounding down.
    const EXACT_BELOW: u64 = 1 << 47;

    fn new(increment: Increment) -> Self {
        let seconds = increment.seconds();
        Self { seconds, reciprocal: u64::MAX / seconds.unsigned_abs() + 1 }
    }

    /// How many whole steps there are in `seconds`.
    fn whole_in(self, seconds: u64) -> u64 {
        if seconds >= Self::EXACT_BELOW {
            return seconds / self.seconds.unsigned_abs();
        }
        let product = u128::from(seconds) * u128::from(self.reciprocal);
        u64::try_from(product >> 64).expect("the upper half of a product is half as long")
    }

    /// The first multiple of the step at or after `second`, which is near.
    fn multiple_from(self, second: i64) -> i64 {
        // Counted from far below, so that nothing is negative; a multiple of every step that divides the day.
        const ORIGIN: i64 = -(NEAR / DAY + 4) * DAY;
        let up = (second - ORIGIN + self.seconds - 1).cast_unsigned();
        ORIGIN + self.whole_in(up).cast_signed() * self.seconds
    }
}

/// Starts one step apart from `next` on while they lie before `end`.
#[derive(Debug, Clone)]
pub(super) struct Progression {
    next: Timestamp,
    end: Timestamp,
    step: Step,
}

impl Progression {
    fn none(step: Step) -> Self {
        Self { next: Timestamp::MAX, end: Timestamp::MIN, step }
    }

    /// How many starts there are.
    fn steps(&self) -> u64 {
        if self.next >= self.end {
            return 0;
        }
        let room = self.end.as_unix().abs_diff(self.next.as_unix());
        self.step.whole_in(room - 1) + 1
    }

    /// How many starts there are, as far as they can be counted.
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.steps()).unwrap_or(usize::MAX)
    }

    /// Adds the starts to a list.
    pub(super) fn extend(&self, starts: &mut Vec<Timestamp>) {
        if !is_near(self.next) || !is_near(self.end) {
            return starts.extend(self.clone());
        }
        let after_all = starts.len() + self.len();
        // How many there are is beyond guessing: they are written by fours, those too many are taken back.
        let (mut next, end, step) = (self.next.as_unix(), self.end.as_unix(), self.step.seconds);
        while next < end {
            starts.extend_from_slice(&[0, 1, 2, 3].map(|count| Timestamp::from_unix(next + count * step)));
            next += 4 * step;
        }
        starts.truncate(after_all);
    }

    /// The first start that another run may have; `None` when this one has no start at all.
    fn after_last(&self) -> Option<Timestamp> {
        let steps = self.steps();
        let length = steps.cast_signed().saturating_mul(self.step.seconds);
        (steps > 0).then(|| self.next.saturating_plus(length))
    }
}

impl Iterator for Progression {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        let start = Some(self.next).filter(|start| *start < self.end)?;
        self.next = start.saturating_plus(self.step.seconds);
        Some(start)
    }
}

/// The progressions of all runs, in the order of time.
#[derive(Debug, Clone)]
pub(super) struct Progressions<'a, I> {
    runs: I,
    /// What is left of the last run.
    rest: Option<Interval>,
    offsets: OffsetWalk<'a>,
    anchor: Anchor,
    increment: Increment,
    step: Step,
    divides_day: bool,
    /// Before this no start may lie, for it would be too near to the one before.
    next_allowed: Timestamp,
}

impl<'a, I: Iterator<Item = Interval>> Progressions<'a, I> {
    pub(super) fn new(runs: I, grid: Grid<'a>) -> Self {
        let Grid { anchor, increment, zone } = grid;
        Self {
            runs,
            rest: None,
            offsets: ZoneRules::offsets(zone),
            anchor,
            increment,
            step: Step::new(increment),
            divides_day: DAY % increment.seconds() == 0,
            next_allowed: Timestamp::MIN,
        }
    }

    /// A progression without any start.
    pub(super) fn nothing(&self) -> Progression {
        Progression::none(self.step)
    }

    /// A guess of how many starts there are, a run taken for four hours; never so many that the room would hurt.
    pub(super) fn guess(&self) -> usize {
        let of_run = self.step.whole_in(4 * 3_600) + 1;
        let runs = self.runs.size_hint().0;
        usize::try_from(of_run).unwrap_or(1).saturating_mul(runs).min(1 << 16)
    }

    /// Whether it is certain that no progression is left.
    pub(super) fn is_over(&self) -> bool {
        self.rest.is_none() && self.runs.size_hint().1 == Some(0)
    }

    /// The starts of the first part of a run in which neither the clock changes nor, if that matters, the day.
    fn clock_starts(&mut self, run: Interval) -> Progression {
        let (offset, until) = self.offsets.at(run.start());
        if !self.divides_day || !is_near(run.start()) {
            return self.clock_starts_of_day(run, offset, until);
        }
        let ahead = i64::from(offset.seconds());
        let next = Timestamp::from_unix(self.step.multiple_from(run.start().as_unix() + ahead) - ahead);
        if until < run.end() {
            self.rest = Interval::new(until, run.end());
        }
        Progression { next, end: run.end().min(until), step: self.step }
    }

    /// The starts of the first day of a run, counted from its midnight.
    fn clock_starts_of_day(&mut self, run: Interval, offset: Offset, until: Timestamp) -> Progression {
        let reading = run.start().wall(offset.seconds());
        let (second, step) = (reading.second_of_day(), self.step.seconds);
        let rounded = reading.plus((step - second % step) % step);
        let midnight = WallTime::from_day(reading.day() + 1);
        let first = rounded.min(midnight);
        let next_midnight = WallTime::from_day(first.day() + 1);
        let end = run.end().min(until).min(next_midnight.at_offset(offset.seconds()));
        if end <= run.start() {
            // The reading lies beyond the end of the line, where there are no midnights.
            return self.nothing();
        }
        self.rest = Interval::new(end, run.end());
        Progression { next: first.at_offset(offset.seconds()), end, step: self.step }
    }

    /// The starts of a run, counted from where it begins, in elapsed time.
    fn free_starts(&mut self, run: Interval) -> Progression {
        let (offset, _) = self.offsets.at(run.start());
        // The rounding divides the hour, so minutes of the hour are what is left of seconds of the day.
        let rounding = self.increment.rounding();
        let past = run.start().wall(offset.seconds()).second_of_day() % rounding;
        let first = run.start().saturating_plus((rounding - past) % rounding);
        let starts = Progression { next: first.max(self.next_allowed), end: run.end(), step: self.step };
        self.next_allowed = starts.after_last().unwrap_or(self.next_allowed);
        starts
    }
}

impl<I: Iterator<Item = Interval>> Iterator for Progressions<'_, I> {
    type Item = Progression;

    fn next(&mut self) -> Option<Progression> {
        let run = if self.rest.is_some() { self.rest.take() } else { self.runs.next() }?;
        Some(match self.anchor {
            Anchor::Clock => self.clock_starts(run),
            Anchor::Free => self.free_starts(run),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Minutes;

    #[test]
    fn the_reciprocal_divides_as_division_does() {
        for minutes in 1..=1_440 {
            let step = Step::new(Increment::new(Minutes::new(minutes)).unwrap());
            let seconds = step.seconds.unsigned_abs();
            let near_multiples =
                (0..9_000).chain(2_000_000_000 / seconds..2_000_900_000 / seconds).flat_map(|count| {
                    let multiple = count * seconds;
                    [multiple.saturating_sub(1), multiple, multiple + 1]
                });
            for length in near_multiples.chain([Step::EXACT_BELOW - 1, Step::EXACT_BELOW, u64::MAX / 2]) {
                assert_eq!(step.whole_in(length), length / seconds, "{length} by {seconds}");
            }
        }
    }
}
