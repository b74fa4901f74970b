//! What is written down of a saga: facts, in the order in which they became known.
//!
//! Records of every earlier version are read for ever, so they only grow: by a field with a default, which is left out
//! where it has that, or by a new variant. A meaning never changes: a fact that has to say more becomes a new one.
//! `tests/journal_format` has a line for each.

use freebusy_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Found};
use crate::call::{AttemptNo, Call, LegNo};
use crate::phase::{Cause, Phase};

/// One fact and when it became known.
///
/// A saga is the fold of its records: [`Saga::apply`](crate::Saga::apply). A record says what was decided, not why, so
/// journals outlive changes of the rules by which was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When, by the driver's clock.
    pub at: Timestamp,
    /// What.
    pub fact: Fact,
}

/// What can become known of a saga.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A call is about to be made.
    Attempted(Call),
    /// A call was answered.
    Answered {
        /// Which.
        attempt: AttemptNo,
        /// What came of it.
        answer: Answer,
    },
    /// Another driver goes on from here: calls without an answer will have none.
    TakenOver,
    /// The saga moved on.
    Entered {
        /// To where.
        phase: Phase,
        /// What for, where it was given up.
        cause: Option<Cause>,
    },
    /// A booking in a list is ours.
    Adopted {
        /// Of which leg.
        leg: LegNo,
        /// Which it is.
        booking: Found,
    },
    /// There is more than one booking of ours; these are to be cancelled.
    Surplus {
        /// Of which leg.
        leg: LegNo,
        /// What the provider calls them.
        bookings: Vec<Box<str>>,
    },
    /// What a create may have booked is not there, as far as lists can tell.
    Concluded {
        /// Of which leg.
        leg: LegNo,
    },
    /// A person ought to look.
    Raised(Concern),
    /// What a person ought to look at has settled itself or was looked at.
    Settled,
    /// Somebody wants the booking undone.
    CancelAsked {
        /// Why.
        reason: Box<str>,
    },
    /// Somebody wants to know whether the booking still stands.
    AuditAsked,
    /// The booking whose place this one takes is undone.
    Replaced,
    /// A person has looked, and wants it tried again.
    ResumeAsked,
}

/// Why a person ought to look at a saga.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Some legs are or may be booked and others not, for longer than that should take.
    HalfBooked,
    /// The provider refuses to cancel what has to be undone.
    CancelRefused {
        /// Of which leg.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// One leg was booked more than once; all but the oldest are being cancelled.
    Duplicate {
        /// Which leg.
        leg: LegNo,
    },
    /// Several bookings might be ours, and nothing tells which.
    Unclear {
        /// Of which leg.
        leg: LegNo,
    },
    /// A booking that was given up might still come to be, and the provider's list cannot be read.
    Unwatched {
        /// Of which leg.
        leg: LegNo,
    },
    /// A confirmed booking is there no more: somebody cancelled it elsewhere. It is never booked again by itself.
    Degraded {
        /// Of which leg.
        leg: LegNo,
    },
}
