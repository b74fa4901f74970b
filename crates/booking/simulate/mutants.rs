//! The protocol with one net taken out, and those below it that would hide the hole.

use freebusy_booking::Guard::{
    self, Attention, Claim, Compensate, CompleteLists, CreateBudget, Deadline, Durable, Fence, HoldOnce,
    Mark, NeverTwice, Reconcile, RepeatCancel, Settle, Surplus, TakeOver, TakenMayBeOurs, Tombstone,
    TwoLists, Verify, WriteAhead,
};
use freebusy_booking::invariant::Violation;
use freebusy_booking::{Guards, Policy};

use crate::profile::{Profile, named};
use crate::world::{Checks, Setting, run};

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
    mutant(WriteAhead, &[], &["crashes"]),
    mutant(Reconcile, &[Tombstone], &["rough", "seats"]),
    mutant(Settle, &[Tombstone], &["rough", "seats"]),
    mutant(TwoLists, &[Settle, Tombstone], &["rough", "seats"]),
    mutant(CompleteLists, &[Tombstone], &["storm", "rough"]),
    mutant(TakenMayBeOurs, &[Tombstone], &["storm", "rough"]),
    mutant(NeverTwice, &[], &["seats"]),
    mutant(CreateBudget, &[], &["storm"]),
    mutant(Deadline, &[], &["storm", "crashes"]),
    mutant(Mark, &[], &["seats"]),
    mutant(Surplus, &[], &["seats"]),
    mutant(Compensate, &[Tombstone, Attention], &["rough", "storm"]),
    mutant(RepeatCancel, &[Attention], &["rough", "storm"]),
    mutant(Tombstone, &[], &["storm", "crashes"]),
    mutant(Attention, &[], &["storm", "rough"]),
    mutant(TakeOver, &[], &["crashes"]),
    mutant(HoldOnce, &[], &["storm"]),
    mutant(Verify, &[], &["rough"]),
    mutant(Fence, &[], &["crashes"]),
    mutant(Claim, &[], &["seats"]),
    mutant(Durable, &[], &["crashes"]),
];

/// Where a mutant broke something.
pub(crate) type Killed = (&'static str, u64, Violation);

impl Mutant {
    /// The first seed that shows something being done that must not be done, or coming to be that must not be.
    pub(crate) fn kill(&self, seeds: u64) -> Option<Killed> {
        self.search(Checks::All, seeds)
    }

    /// The first seed after which something is wrong at the services, or in what people are told.
    pub(crate) fn kill_by_end(&self, seeds: u64) -> Option<Killed> {
        self.search(Checks::Ends, seeds)
    }

    fn search(&self, checks: Checks, seeds: u64) -> Option<Killed> {
        let bare = self.below.iter().fold(Guards::ALL, |guards, below| guards.without(*below));
        let profiles: Vec<Profile> = self.profiles.iter().filter_map(|name| named(name)).collect();
        let violated = |guards: Guards, seed: u64, profile: Profile| {
            let policy = Policy { guards, ..Policy::STANDARD };
            run(&Setting { seed, profile, policy, script: None, checks, traced: false }).violation
        };
        let killed = |seed: u64, profile: Profile| {
            let violation = violated(bare.without(self.guard), seed, profile)?;
            // What goes wrong without the nets below alone says nothing of this one.
            let own = self.below.is_empty() || violated(bare, seed, profile).is_none();
            own.then_some((profile.name, seed, violation))
        };
        (0..seeds).find_map(|seed| profiles.iter().find_map(|profile| killed(seed, *profile)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_without_one_of_its_nets_is_found_out() {
        let quick = [WriteAhead, NeverTwice, Surplus, Verify, Fence];
        for mutant in ALL.iter().filter(|mutant| quick.contains(&mutant.guard)) {
            assert!(mutant.kill(400).is_some(), "{:?} lives", mutant.guard);
        }
    }
}
