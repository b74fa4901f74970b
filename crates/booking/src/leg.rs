//! What is known of one leg of a saga.

use freebusy_core::Timestamp;
use freebusy_provider::{Hold, Rejection};

use crate::event::Found;

/// One leg: where it stands, and what the next call has to know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leg {
    /// Where it stands.
    pub state: LegState,
    /// When the slot was last seen offered.
    pub verified: Option<Timestamp>,
    /// What became of holding the slot.
    pub hold: HoldState,
    /// How many bookings were sent that reached the provider or may have.
    pub creates: u8,
    /// When the first of them was sent.
    pub first_sent: Option<Timestamp>,
    /// Whether one of them ever had no clear end: then a booking may come to be long after.
    pub doubted: bool,
    /// When it was first known to be booked: since then people may have heard of it.
    pub was_booked: Option<Timestamp>,
    /// The refusal that ended it, once one did.
    pub refusal: Option<Refusal>,
    /// In which words the provider refused to cancel, while it does.
    pub cancel_refused: Option<Box<str>>,
    /// Bookings of ours that a list showed and that nothing was decided of yet, the oldest first.
    pub seen: Vec<Found>,
    /// Whether several bookings might be ours, and nothing tells which.
    pub unclear: bool,
    /// Bookings of ours beside the one that counts, to be cancelled.
    pub surplus: Vec<Box<str>>,
    /// How many looks of the watch over what was given up are done.
    pub watched: usize,
    /// Whether the booking is being looked for to know that it still stands, and since when it is missed.
    pub audit: Audit,
    /// How often in a row the call that is due came to nothing.
    pub tries: u32,
    /// No call before that time.
    pub not_before: Option<Timestamp>,
    /// When the account may book again, where it may not now.
    pub throttled: Option<Timestamp>,
    /// What was last learned of it.
    pub evidence: Option<Evidence>,
}

/// What was last learned of a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// When.
    pub at: Timestamp,
    /// In one word, which call taught it.
    pub of: &'static str,
    /// In one word, what came of the call.
    pub end: &'static str,
    /// In the words of the provider or of what was in the way; may be empty.
    pub why: Box<str>,
}

/// Whether a confirmed booking is being looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audit {
    /// It is not.
    #[default]
    Idle,
    /// It is.
    Asked,
    /// It is, and a first list was without it.
    Missed(Timestamp),
    /// It is gone.
    Gone,
}

/// Where a leg stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LegState {
    /// Nothing was sent.
    #[default]
    Idle,
    /// A booking is on its way, or may be: only an answer or the lists can tell.
    Creating(Creating),
    /// It is booked.
    Booked(Found),
    /// It is not booked, and nothing more is sent.
    Absent,
    /// Its booking was cancelled.
    Cancelled(Found),
}

/// A booking that was sent, and what lists have said of it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creating {
    /// Which of the leg's bookings it is.
    pub n: u8,
    /// When it was last sent, or last might have been.
    pub last_sent: Timestamp,
    /// Whether its call ended without a clear answer.
    pub ambiguous: bool,
    /// How many lists were asked for since.
    pub polls: usize,
    /// When the last of them was.
    pub polled: Option<Timestamp>,
    /// When the first of the lists in a row was asked for that were complete and without it.
    pub empty_since: Option<Timestamp>,
    /// When the last of these was asked for.
    pub empty_last: Option<Timestamp>,
}

/// What became of holding a slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HoldState {
    /// It was not tried.
    #[default]
    Untried,
    /// It is held.
    Held(Hold),
    /// It may be held without our knowing its name; it lapses by then. It is never asked for again.
    Lost {
        /// The latest time at which it may still be there.
        until: Timestamp,
    },
    /// It is not held, and the leg goes on without.
    Without,
}

/// How a leg was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// In which way; `None` where it was given up without the provider's word.
    pub kind: Option<Rejection>,
    /// In which words.
    pub why: Box<str>,
}

impl Creating {
    /// A booking that is on its way since `at`.
    pub(crate) const fn sent(n: u8, at: Timestamp) -> Self {
        Self {
            n,
            last_sent: at,
            ambiguous: false,
            polls: 0,
            polled: None,
            empty_since: None,
            empty_last: None,
        }
    }

    /// A booking that may have been made and may still come to be; what lists said before says nothing of it.
    pub(crate) const fn doubted(n: u8, at: Timestamp) -> Self {
        Self { ambiguous: true, ..Self::sent(n, at) }
    }
}

impl Leg {
    /// Whether a booking of this leg is active, or may be.
    #[must_use]
    pub fn may_be_booked(&self) -> bool {
        match &self.state {
            LegState::Booked(_) | LegState::Creating(_) => true,
            LegState::Idle | LegState::Absent | LegState::Cancelled(_) => !self.surplus.is_empty(),
        }
    }

    /// Whether a hold of our own may hide the slot, from us too.
    pub(crate) fn is_hidden(&self, now: Timestamp) -> bool {
        match &self.hold {
            HoldState::Held(Hold { until, .. }) | HoldState::Lost { until } => *until > now,
            HoldState::Untried | HoldState::Without => false,
        }
    }

    /// The booking, where it is known to be active.
    #[must_use]
    pub const fn booking(&self) -> Option<&Found> {
        match &self.state {
            LegState::Booked(found) => Some(found),
            LegState::Idle | LegState::Creating(_) | LegState::Absent | LegState::Cancelled(_) => None,
        }
    }
}
