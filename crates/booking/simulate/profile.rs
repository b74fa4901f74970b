//! How unkind a world is, by name. Chances are of ten thousand, times in milliseconds.

/// The chances of one kind of world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    /// That a call ends badly.
    pub(crate) faults: u32,
    /// That a driver dies at a write or a call.
    pub(crate) crashes: u32,
    /// That a driver stands still for longer than its lease, between a write and a call.
    pub(crate) stalls: u32,
    /// Whether drivers also die at one write that the seed names, as an n-th.
    pub(crate) nth: Nth,
    /// That a slot has several seats, or that its bookings wait for the host's word.
    pub(crate) seats: u32,
    /// The fewest and the most legs.
    pub(crate) legs: (u32, u32),
    /// That a row younger than half a minute is missing in a list.
    pub(crate) lag: u32,
    /// That somebody else wants the slot, times 200: two in a hundred a minute, and bursts.
    pub(crate) rivals: u32,
    /// That something rare happens: a cancellation that is refused for ever, a host who cancels elsewhere, a mark that
    /// does not come back, another saga for the same host, a person who cancels, audits or resumes.
    pub(crate) oddities: u32,
}

/// Whether a driver dies at an n-th write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nth {
    Never,
    BySeed,
}

const MILD: Profile = Profile {
    name: "mild",
    faults: 500,
    crashes: 100,
    stalls: 20,
    nth: Nth::Never,
    seats: 1_500,
    legs: (2, 2),
    lag: 3_000,
    rivals: 200,
    oddities: 500,
};

/// All of them; a mixture takes each in turn.
pub(crate) const ALL: [Profile; 7] = [
    Profile {
        name: "calm",
        faults: 0,
        crashes: 0,
        stalls: 0,
        nth: Nth::Never,
        seats: 1_500,
        legs: (2, 4),
        lag: 0,
        rivals: 0,
        oddities: 0,
    },
    MILD,
    Profile { name: "rough", faults: 2_000, crashes: 300, stalls: 50, ..MILD },
    Profile { name: "storm", faults: 4_000, crashes: 500, stalls: 100, legs: (2, 3), ..MILD },
    Profile { name: "crashes", faults: 1_000, crashes: 600, stalls: 600, nth: Nth::BySeed, ..MILD },
    Profile {
        name: "seats",
        faults: 2_000,
        crashes: 300,
        stalls: 200,
        seats: 10_000,
        oddities: 1_500,
        ..MILD
    },
    Profile { name: "many", faults: 1_000, crashes: 200, stalls: 50, seats: 2_500, legs: (3, 4), ..MILD },
];

/// A world in which nothing happens by chance.
pub(crate) const SCRIPTED: Profile = Profile { name: "scripted", legs: (2, 2), ..ALL[0] };

/// The profile of that name.
pub(crate) fn named(name: &str) -> Option<Profile> {
    ALL.into_iter().find(|profile| profile.name == name)
}
