//! A list of starts that grows by a whole run at a time.

use alloc::vec::Vec;

use super::step::Step;
use crate::time::Timestamp;

/// More starts than most runs have.
const BLOCK: usize = 16;

/// A list of starts that grows by a whole run at a time.
#[derive(Debug)]
pub(super) struct Starts {
    list: Vec<Timestamp>,
    /// How long after the first start of a block each of them is.
    block: [i64; BLOCK],
    /// From the first start of a block to that of the next.
    whole: i64,
}

impl Starts {
    /// An empty list with room for as many starts, and for a block too much.
    pub(super) fn new(room: usize, step: Step) -> Self {
        let (mut block, mut whole) = ([0; BLOCK], 0);
        for after in &mut block {
            *after = whole;
            whole += step.seconds;
        }
        Self { list: Vec::with_capacity(room.saturating_add(BLOCK)), block, whole }
    }

    /// Adds `count` starts, from `first` on, one step apart.
    pub(super) fn extend(&mut self, first: Timestamp, count: usize) {
        let after_all = self.list.len().saturating_add(count);
        let mut first = first.as_unix();
        // Where a loop over a run ends is beyond guessing, so whole blocks are written and what is too much is taken
        // back. Only what is taken back can lie beyond the end of the line, hence the wrapping.
        loop {
            let block = self.block.map(|after| Timestamp::from_unix(first.wrapping_add(after)));
            self.list.extend_from_slice(&block);
            if self.list.len() >= after_all {
                return self.list.truncate(after_all);
            }
            first = first.wrapping_add(self.whole);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Timestamp> {
        self.list
    }
}
