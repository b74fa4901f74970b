//! A small world without chance: two legs, and every fault, alone and in pairs, at every call and every write.

use freebusy_booking::Policy;

use crate::fate::{NEVER, Script};
use crate::profile::SCRIPTED;
use crate::world::{Outcome, Setting, run};

/// Points past this one are not paired: by then the meeting is decided, and looks repeat themselves.
const LAST: usize = 48;

/// What came of all scripts.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    pub(crate) singles: u64,
    pub(crate) pairs: u64,
    pub(crate) broken: Vec<(Script, String)>,
    pub(crate) violations: u64,
    pub(crate) hash: u64,
}

/// Which scripts are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests run no pairs"))]
    Singles,
    Pairs,
}

/// The world of one script.
pub(crate) fn setting(script: Script, policy: Policy) -> Setting {
    Setting { seed: 7, profile: SCRIPTED, policy, script: Some(script), traced: false }
}

/// Runs every script whose first fault lies at a point of `share`.
pub(crate) fn scripts(policy: Policy, depth: Depth, share: impl Fn(u32) -> bool) -> Scripts {
    let mut all = Scripts::default();
    let plain = run(&setting([NEVER, NEVER], policy));
    for (point, outcomes) in (0..).zip(&plain.points) {
        for outcome in (0..*outcomes).filter(|_| share(point)) {
            let first = (point, outcome);
            let single = run(&setting([first, NEVER], policy));
            all.singles += 1;
            all.judge([first, NEVER], &single);
            if depth == Depth::Pairs {
                all.pairs(first, &single, policy);
            }
        }
    }
    all
}

impl Scripts {
    fn pairs(&mut self, first: (u32, u32), single: &Outcome, policy: Policy) {
        for (point, outcomes) in (0..).zip(single.points.iter().take(LAST)) {
            for outcome in (0..*outcomes).filter(|_| point > first.0) {
                let script = [first, (point, outcome)];
                self.pairs += 1;
                self.judge(script, &run(&setting(script, policy)));
            }
        }
    }

    fn judge(&mut self, script: Script, end: &Outcome) {
        self.hash = self.hash.wrapping_add(end.tally.hash);
        if let Some(violation) = end.violation {
            self.violations += 1;
            if self.broken.len() < 20 {
                self.broken.push((script, violation.to_string()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_single_fault_of_a_small_world_breaks_anything() {
        let all = scripts(Policy::STANDARD, Depth::Singles, |_| true);
        assert!(all.singles > 50 && all.broken.is_empty(), "{all:?}");
    }
}
