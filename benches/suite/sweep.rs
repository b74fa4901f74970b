//! At least k of many by sweeps over events, as one would write it without an engine.

use freebusy_core::IntervalSet;
use range_set_blaze::{MultiwaySortedDisjointMap, RangeMapBlaze, SweepEvent};

use super::workload::START;

/// Runs of plain pairs in the making.
struct Reach {
    runs: Vec<(i64, i64)>,
    open: i64,
    depth: usize,
    least: usize,
}

impl Reach {
    fn new(least: usize) -> Self {
        Self { runs: Vec::new(), open: 0, depth: 0, least }
    }

    fn rise(&mut self, at: i64) {
        self.depth += 1;
        if self.depth == self.least {
            self.open = at;
        }
    }

    /// Ends a run, and joins it to the one before where they touch.
    fn fall(&mut self, at: i64) {
        if self.depth == self.least && self.open < at {
            match self.runs.last_mut() {
                Some(last) if last.1 == self.open => last.1 = at,
                _ => self.runs.push((self.open, at)),
            }
        }
        self.depth -= 1;
    }
}

/// All starts and ends as numbers of 64 bits, sorted and swept.
pub(crate) fn sorted_events(sets: &[IntervalSet], least: usize) -> Vec<(i64, i64)> {
    let pack =
        |at: i64, end: u64| u64::try_from(at - START).expect("sets begin with the workload") << 1 | end;
    let mut events = Vec::with_capacity(sets.iter().map(|set| set.len() * 2).sum());
    for own in sets.iter().flatten() {
        events.extend([pack(own.start().as_unix(), 0), pack(own.end().as_unix(), 1)]);
    }
    events.sort_unstable();
    let mut reach = Reach::new(least);
    for event in events {
        let at = START + i64::try_from(event >> 1).expect("it was a time");
        if event & 1 == 0 { reach.rise(at) } else { reach.fall(at) }
    }
    reach.runs
}

/// The sweep that range-set-blaze has over sorted maps.
pub(crate) fn blaze(maps: &[RangeMapBlaze<i64, ()>], least: usize) -> Vec<(i64, i64)> {
    let mut reach = Reach::new(least);
    for event in maps.iter().map(RangeMapBlaze::range_values).sweep() {
        match event {
            SweepEvent::Start { range, .. } => reach.rise(*range.start()),
            SweepEvent::End { at, .. } => reach.fall(at + 1),
        }
    }
    reach.runs
}
