//! Many worlds, split over threads; the sum does not depend on how.

use std::thread;

use freebusy_booking::Policy;
use freebusy_booking::invariant::Violation;

use crate::profile::Profile;
use crate::world::{Setting, Tally, run};

/// The most violations that are told of one sweep.
const TOLD: usize = 20;

/// A violation and where it is found again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Broken {
    pub(crate) profile: &'static str,
    pub(crate) seed: u64,
    pub(crate) violation: Violation,
}

/// What came of many worlds.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) tally: Tally,
    pub(crate) violations: u64,
    pub(crate) broken: Vec<Broken>,
}

impl Sum {
    pub(crate) fn add(&mut self, other: &Self) {
        self.tally.add(&other.tally);
        self.violations += other.violations;
        self.broken.extend(other.broken.iter().take(TOLD.saturating_sub(self.broken.len())));
    }
}

/// Runs the worlds of `seeds` of one profile on so many threads.
pub(crate) fn sweep(profile: Profile, from: u64, count: u64, threads: u64, policy: Policy) -> Sum {
    let threads = threads.max(1);
    thread::scope(|scope| {
        let part = |thread| scope.spawn(move || share(profile, from, count, thread, threads, policy));
        let parts: Vec<_> = (0..threads).map(part).collect();
        let mut sum = Sum::default();
        for part in parts {
            sum.add(&part.join().expect("a world does not panic"));
        }
        sum.broken.sort_by_key(|broken| broken.seed);
        sum
    })
}

fn share(profile: Profile, from: u64, count: u64, thread: u64, threads: u64, policy: Policy) -> Sum {
    let mut sum = Sum::default();
    let mut index = thread;
    while index < count {
        let seed = from.wrapping_add(index);
        let end = run(&Setting { seed, profile, policy, script: None, traced: false });
        sum.tally.add(&end.tally);
        if let Some(violation) = end.violation {
            sum.violations += 1;
            if sum.broken.len() < TOLD {
                sum.broken.push(Broken { profile: profile.name, seed, violation });
            }
        }
        index += threads;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{ALL, named};

    /// Worlds in which something went wrong once.
    const ONCE: [(&str, u64); 2] = [("seats", 9_567), ("storm", 9_138)];

    #[test]
    fn nothing_breaks_in_some_hundred_worlds_of_each_profile() {
        for profile in ALL {
            let sum = sweep(profile, 1, 300, 2, Policy::STANDARD);
            assert_eq!(sum.violations, 0, "{:?}", sum.broken);
        }
    }

    #[test]
    fn in_a_calm_world_everything_is_confirmed() {
        let calm = named("calm").unwrap();
        assert_eq!(sweep(calm, 1, 200, 1, Policy::STANDARD).tally.ends, [200, 0, 0, 0, 0]);
    }

    #[test]
    fn a_seed_tells_the_same_story_on_any_number_of_threads() {
        for profile in ALL {
            let hash = |threads| sweep(profile, 5, 60, threads, Policy::STANDARD).tally.hash;
            assert_eq!(hash(1), hash(3));
        }
    }

    #[test]
    fn what_broke_once_does_not_break_again() {
        for (name, seed) in ONCE {
            let sum = sweep(named(name).unwrap(), seed, 1, 1, Policy::STANDARD);
            assert_eq!(sum.violations, 0, "{:?}", sum.broken);
        }
    }
}
