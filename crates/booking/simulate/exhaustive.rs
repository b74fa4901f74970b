//! Small worlds without chance: two legs, and every fault, alone and in pairs, at every call, write and take-over.
//!
//! The first fault stands at any point of the run in which nothing goes wrong, the second at any later point of the
//! run that the first one led to: so the ways back are tried as the ways there are. Threes are drawn by a seed.

use freebusy_booking::Policy;

use crate::dice::Dice;
use crate::profile::SCRIPTED;
use crate::script::{NEVER, Place, Script, Variant};
use crate::world::{Checks, Outcome, Setting, run};

/// The most violations that are told of one run.
const TOLD: usize = 20;

/// What came of all scripts.
#[derive(Debug, Default)]
pub(crate) struct Scripts {
    pub(crate) points: usize,
    pub(crate) singles: u64,
    pub(crate) pairs: u64,
    pub(crate) triples: u64,
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
    Setting { seed: 7, profile: SCRIPTED, policy, script: Some(script), checks: Checks::All, traced: false }
}

/// Every place after the point `after` at which a run can go wrong.
fn places(end: &Outcome, after: Option<u32>) -> impl Iterator<Item = Place> {
    let points = (0..).zip(&end.points).filter(move |(point, _)| after.is_none_or(|after| *point > after));
    points.flat_map(|(point, outcomes)| (0..*outcomes).map(move |outcome| (point, outcome)))
}

/// Runs every script of a variant whose first fault is one of `share`, counted from nought.
pub(crate) fn scripts(
    variant: Variant,
    policy: Policy,
    depth: Depth,
    share: impl Fn(u32) -> bool,
) -> Scripts {
    let script = |faults| Script { variant, faults };
    let plain = run(&setting(Script::plain(variant), policy));
    let mut all = Scripts { points: plain.points.len(), ..Scripts::default() };
    for (_, first) in (0..).zip(places(&plain, None)).filter(|(number, _)| share(*number)) {
        let single = all.judge(script([first, NEVER, NEVER]), policy);
        all.singles += 1;
        if depth == Depth::Pairs {
            for second in places(&single, Some(first.0)) {
                all.judge(script([first, second, NEVER]), policy);
                all.pairs += 1;
            }
        }
    }
    all
}

/// Runs scripts with three faults, drawn by a seed.
pub(crate) fn triples(variant: Variant, policy: Policy, seed: u64, count: u64) -> Scripts {
    let mut all = Scripts::default();
    let mut dice = Dice::new(seed);
    let plain = run(&setting(Script::plain(variant), policy));
    while all.triples < count {
        let Some(first) = drawn(&plain, None, &mut dice) else { return all };
        let single = run(&setting(Script { variant, faults: [first, NEVER, NEVER] }, policy));
        // The way to the second fault is dear: several thirds are tried after each.
        let Some(second) = drawn(&single, Some(first.0), &mut dice) else { continue };
        let double = run(&setting(Script { variant, faults: [first, second, NEVER] }, policy));
        for _ in 0..8 {
            let Some(third) = drawn(&double, Some(second.0), &mut dice) else { break };
            all.judge(Script { variant, faults: [first, second, third] }, policy);
            all.triples += 1;
        }
    }
    all
}

fn drawn(end: &Outcome, after: Option<u32>, dice: &mut Dice) -> Option<Place> {
    let least = after.map_or(0, |after| after.saturating_add(1));
    let points = u32::try_from(end.points.len()).ok()?;
    let point = least + dice.below(points.checked_sub(least).filter(|left| *left > 0)?);
    let outcomes = *end.points.get(usize::try_from(point).ok()?)?;
    Some((point, dice.below(outcomes)))
}

impl Scripts {
    fn judge(&mut self, script: Script, policy: Policy) -> Outcome {
        let end = run(&setting(script, policy));
        self.hash = self.hash.wrapping_add(end.tally.hash);
        if let Some(violation) = end.violation {
            self.violations += 1;
            if self.broken.len() < TOLD {
                self.broken.push((script, violation.to_string()));
            }
        }
        end
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.points = self.points.max(other.points);
        self.singles += other.singles;
        self.pairs += other.pairs;
        self.triples += other.triples;
        self.violations += other.violations;
        self.hash = self.hash.wrapping_add(other.hash);
        self.broken.extend(other.broken.iter().take(TOLD.saturating_sub(self.broken.len())).cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::VARIANTS;

    #[test]
    fn no_single_fault_of_a_small_world_breaks_anything() {
        for variant in VARIANTS {
            let all = scripts(variant, Policy::STANDARD, Depth::Singles, |_| true);
            assert!(all.singles > 100 && all.broken.is_empty(), "{all:?}");
        }
    }

    #[test]
    fn three_faults_at_once_break_nothing() {
        for variant in VARIANTS {
            let all = triples(variant, Policy::STANDARD, 1, 100);
            assert!(all.triples >= 100 && all.broken.is_empty(), "{all:?}");
        }
    }
}
