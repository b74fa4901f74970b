//! The protocol with one net taken out, and those below it that would hide the hole.

use freebusy_booking::invariant::Violation;
use freebusy_booking::{Guard, Policy};

use crate::profile::named;
use crate::world::{Setting, run};

/// A net, and those that are taken out with it.
pub(crate) struct Mutant {
    pub(crate) guard: Guard,
    pub(crate) below: &'static [Guard],
    pub(crate) profiles: &'static [&'static str],
}

const fn mutant(guard: Guard, below: &'static [Guard], profiles: &'static [&'static str]) -> Mutant {
    Mutant { guard, below, profiles }
}

/// Every net there is.
pub(crate) const ALL: [Mutant; 21] = [
    mutant(Guard::WriteAhead, &[], &["crashes"]),
    mutant(Guard::Reconcile, &[Guard::Tombstone], &["rough", "seats"]),
    mutant(Guard::Settle, &[Guard::Tombstone], &["rough", "seats"]),
    mutant(Guard::TwoLists, &[Guard::Settle, Guard::Tombstone], &["rough", "seats"]),
    mutant(Guard::CompleteLists, &[Guard::Tombstone], &["storm", "rough"]),
    mutant(Guard::TakenMayBeOurs, &[Guard::Tombstone], &["storm", "rough"]),
    mutant(Guard::NeverTwice, &[], &["seats"]),
    mutant(Guard::CreateBudget, &[], &["storm"]),
    mutant(Guard::Deadline, &[], &["storm", "crashes"]),
    mutant(Guard::Mark, &[], &["seats"]),
    mutant(Guard::Surplus, &[Guard::NeverTwice], &["seats"]),
    mutant(Guard::Compensate, &[Guard::Tombstone], &["rough"]),
    mutant(Guard::RepeatCancel, &[Guard::Attention], &["rough", "storm"]),
    mutant(Guard::Tombstone, &[], &["storm", "crashes"]),
    mutant(Guard::Attention, &[], &["storm", "rough"]),
    mutant(Guard::TakeOver, &[], &["crashes"]),
    mutant(Guard::HoldOnce, &[], &["storm"]),
    mutant(Guard::Verify, &[], &["rough"]),
    mutant(Guard::Fence, &[], &["crashes"]),
    mutant(Guard::Claim, &[], &["seats"]),
    mutant(Guard::Durable, &[], &["crashes"]),
];

/// The first seed that kills a mutant, and what it broke.
pub(crate) fn kill(mutant: &Mutant, seeds: u64) -> Option<(&'static str, u64, Violation)> {
    let mut policy = Policy::STANDARD;
    policy.guards =
        mutant.below.iter().fold(policy.guards.without(mutant.guard), |guards, below| guards.without(*below));
    for seed in 0..seeds {
        for name in mutant.profiles {
            let Some(profile) = named(name) else { continue };
            let end = run(&Setting { seed, profile, policy, script: None, traced: false });
            if let Some(violation) = end.violation {
                return Some((profile.name, seed, violation));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_without_one_of_its_nets_is_found_out() {
        let quick = [Guard::WriteAhead, Guard::NeverTwice, Guard::Verify, Guard::Fence];
        for mutant in ALL.iter().filter(|mutant| quick.contains(&mutant.guard)) {
            assert!(kill(mutant, 100).is_some(), "{:?} lives", mutant.guard);
        }
    }
}
