//! Starts as arithmetic progressions: as many of them as there are stretches without a change of offset, and one a
//! day where the increment does not divide the day.

use alloc::vec::Vec;

use super::starts::Starts;
use super::step::{NEAR, Step};
use super::{Anchor, Grid};
use crate::interval::Interval;
use crate::time::{DAY, Timestamp, WallTime};
use crate::zone::{Offset, OffsetWalk, ZoneRules};

/// Whether the run lies within a million years of 1970.
fn is_near(run: Interval) -> bool {
    Timestamp::from_unix(-NEAR) <= run.start() && run.end() < Timestamp::from_unix(NEAR)
}

/// The first instant of a run at which the clock shows a multiple of a step that divides the day, and how many there
/// are; the run is near, and all of it at one offset.
fn multiples(run: Interval, offset: Offset, step: Step) -> (Timestamp, u64) {
    let ahead = i64::from(offset.seconds());
    let before = |instant: Timestamp| step.multiples_before(instant.as_unix() + ahead);
    let passed = before(run.start());
    let first = Timestamp::from_unix(step.multiple_after(passed) - ahead);
    (first, before(run.end()) - passed)
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
    step: Step,
    /// What a run that is counted from its beginning is rounded up to.
    rounding: Step,
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
            step: Step::new(increment.seconds()),
            rounding: Step::new(increment.rounding()),
            divides_day: DAY % increment.seconds() == 0,
            next_allowed: Timestamp::MIN,
        }
    }

    /// A progression without any start.
    pub(super) fn nothing(&self) -> Progression {
        Progression::none(self.step)
    }

    /// The starts of `current` and all that are left after them.
    pub(super) fn into_vec(self, current: &Progression) -> Vec<Timestamp> {
        let room = current.len().saturating_add(self.guess());
        let mut starts = Starts::new(room, self.step);
        self.each(current, |first, count| starts.extend(first, count));
        starts.into_vec()
    }

    /// How many starts `current` has and all that are left after it.
    pub(super) fn count_starts(self, current: &Progression) -> usize {
        let mut total = 0_usize;
        self.each(current, |_, count| total = total.saturating_add(count));
        total
    }

    /// Tells the first start and the number of starts of `current` and of all that is left after it.
    fn each(mut self, current: &Progression, mut tell: impl FnMut(Timestamp, usize)) {
        tell(current.next, current.len());
        let is_even = self.anchor == Anchor::Clock && self.divides_day;
        while let Some(run) = self.next_run() {
            let (offset, until) = self.offsets.at(run.start());
            // Nearly every run lies at one offset: both its ends are divided at once, and nothing waits for another.
            if is_even && run.end() <= until && is_near(run) {
                let (first, count) = multiples(run, offset, self.step);
                tell(first, usize::try_from(count).unwrap_or(usize::MAX));
            } else {
                let starts = self.starts(run);
                tell(starts.next, starts.len());
            }
        }
    }

    fn next_run(&mut self) -> Option<Interval> {
        if self.rest.is_some() { self.rest.take() } else { self.runs.next() }
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

    /// The starts of the first part of a run.
    fn starts(&mut self, run: Interval) -> Progression {
        match self.anchor {
            Anchor::Clock => self.clock_starts(run),
            Anchor::Free => self.free_starts(run),
        }
    }

    /// The starts of the first part of a run in which neither the clock changes nor, if that matters, the day.
    fn clock_starts(&mut self, run: Interval) -> Progression {
        let (offset, until) = self.offsets.at(run.start());
        if !self.divides_day || !is_near(run) {
            return self.clock_starts_of_day(run, offset, until);
        }
        let (next, _) = multiples(run, offset, self.step);
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

    /// The first instant of a run, rounded up on a clock at one offset.
    fn rounded(&self, run: Interval, offset: Offset) -> Timestamp {
        if is_near(run) {
            return multiples(run, offset, self.rounding).0;
        }
        // The rounding divides the hour, so minutes of the hour are what is left of seconds of the day.
        let rounding = self.rounding.seconds;
        let past = run.start().wall(offset.seconds()).second_of_day() % rounding;
        run.start().saturating_plus((rounding - past) % rounding)
    }

    /// The starts of a run, counted from where it begins, in elapsed time.
    fn free_starts(&mut self, run: Interval) -> Progression {
        let (offset, _) = self.offsets.at(run.start());
        let first = self.rounded(run, offset);
        let starts = Progression { next: first.max(self.next_allowed), end: run.end(), step: self.step };
        self.next_allowed = starts.after_last().unwrap_or(self.next_allowed);
        starts
    }
}

impl<I: Iterator<Item = Interval>> Iterator for Progressions<'_, I> {
    type Item = Progression;

    fn next(&mut self) -> Option<Progression> {
        let run = self.next_run()?;
        Some(self.starts(run))
    }
}
