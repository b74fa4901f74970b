//! The times and numbers of the protocol, and its nets by name.

use freebusy_core::Seconds;

const fn seconds(seconds: i64) -> Seconds {
    Seconds::new(seconds).expect("a policy has no negative times")
}

const fn minutes(minutes: u32) -> Seconds {
    Seconds::from_minutes(minutes)
}

/// The times and numbers that the protocol goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The least time after sending a booking before it can be given up for lost; a provider may need more.
    pub settle: Seconds,
    /// The least time between the two lists that give a booking up for lost.
    pub apart: Seconds,
    /// How long a verified slot is taken for free.
    pub fresh: Seconds,
    /// A hold is used only while it has this much time left, and is asked for this much longer than the deadline.
    pub hold_margin: Seconds,
    /// The most bookings that one leg sends.
    pub most_creates: u8,
    /// How often a call that never left is made again.
    pub repeats: u32,
    /// After this, a meeting that is booked in some places only, or may be, is shown to a person.
    pub attention_after: Seconds,
    /// How long a refused cancellation, or a list that cannot be read, is tried again.
    pub persist: Seconds,
    /// How much a provider's clock may be behind a driver's when a booking without mark is recognised.
    pub slack: Seconds,
    /// How long a driver owns a saga without renewing.
    pub lease: Seconds,
    /// Which nets are in place. All of them, but in the simulator.
    pub guards: Guards,
}

impl Policy {
    /// What the program goes by.
    pub const STANDARD: Self = Self {
        settle: minutes(1),
        apart: seconds(15),
        fresh: minutes(1),
        hold_margin: minutes(1),
        most_creates: 3,
        repeats: 5,
        attention_after: minutes(15),
        persist: minutes(24 * 60),
        slack: seconds(15),
        lease: seconds(30),
        guards: Guards::ALL,
    };
}

impl Default for Policy {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// A net of the protocol, by name.
///
/// The program has all of them. The simulator takes out one after the other, with the nets below it, and must then
/// find what goes wrong: a net whose loss nobody notices is none, or the simulation is too kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Guard {
    /// A call is written down before it is made.
    WriteAhead,
    /// Of a booking without a clear answer the lists are asked before anything else is done.
    Reconcile,
    /// A booking is given up for lost only after it has had time to settle.
    Settle,
    /// It is given up only when two lists in a row are without it.
    TwoLists,
    /// A list that could not be read wholly says nothing of what is absent.
    CompleteLists,
    /// "Taken" after a booking without a clear answer may mean ourselves.
    TakenMayBeOurs,
    /// Where a provider accepts a second booking, none is sent after one that may have been made.
    NeverTwice,
    /// A leg sends only so many bookings.
    CreateBudget,
    /// No booking is begun after the deadline.
    Deadline,
    /// Only bookings that bear the mark, or a single one that is like ours in everything, are ours.
    Mark,
    /// Of several bookings of ours only one is kept.
    Surplus,
    /// What may have been booked is looked for before a saga is given up.
    Compensate,
    /// A cancellation without a clear answer is repeated.
    RepeatCancel,
    /// After a saga was given up, what may still come to be is watched for.
    Tombstone,
    /// What takes too long is shown to a person.
    Attention,
    /// Calls that a dead driver left without an answer count as made.
    TakeOver,
    /// A hold without a clear answer is never asked for again.
    HoldOnce,
    /// A slot is verified afresh before it is booked.
    Verify,
    /// The journal takes nothing from a driver that lost its lease.
    Fence,
    /// Two intents never claim one host for the same time.
    Claim,
    /// What the journal has confirmed survives a loss of power.
    Durable,
}

impl Guard {
    /// Every net there is.
    pub const ALL: [Self; 21] = [
        Self::WriteAhead,
        Self::Reconcile,
        Self::Settle,
        Self::TwoLists,
        Self::CompleteLists,
        Self::TakenMayBeOurs,
        Self::NeverTwice,
        Self::CreateBudget,
        Self::Deadline,
        Self::Mark,
        Self::Surplus,
        Self::Compensate,
        Self::RepeatCancel,
        Self::Tombstone,
        Self::Attention,
        Self::TakeOver,
        Self::HoldOnce,
        Self::Verify,
        Self::Fence,
        Self::Claim,
        Self::Durable,
    ];

    const fn bit(self) -> u32 {
        #[expect(clippy::as_conversions, reason = "a fieldless enum's number, in a const")]
        let number = self as u8;
        1 << number
    }
}

/// The nets that are in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guards(u32);

impl Guards {
    /// All of them.
    pub const ALL: Self = Self(u32::MAX);

    /// These without one.
    #[must_use]
    pub const fn without(self, guard: Guard) -> Self {
        Self(self.0 & !guard.bit())
    }

    /// Whether a net is in place.
    #[must_use]
    pub const fn has(self, guard: Guard) -> bool {
        self.0 & guard.bit() != 0
    }
}
