//! What is known of an intent: the fold of its records.

use freebusy_core::{Interval, Timestamp};
use serde::{Deserialize, Serialize};

use crate::call::{AttemptNo, LegNo, Op};
use crate::intent::Intent;
use crate::leg::Leg;
use crate::policy::Policy;
use crate::record::{Concern, Record};
use crate::status::Status;

/// Where a saga is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It is written down; nothing was done yet.
    Planned,
    /// Slots that can be held are verified and held.
    Holding,
    /// Every leg is verified afresh.
    Verifying,
    /// Legs are booked, one after the other.
    Committing,
    /// Every leg is booked. Holds are given back.
    Confirmed,
    /// What is booked, or may be, is undone.
    Compensating,
    /// Nothing is booked. What may still come to be is watched for.
    Aborted,
}

/// Why a saga was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A slot was no longer to be had.
    Taken {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// A provider refused the booking otherwise.
    Refused {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// The credential or the plan of an account does not allow it.
    NotAllowed {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// An account may book no more for now.
    Quota {
        /// Whose.
        leg: LegNo,
        /// When it may again.
        opens: Timestamp,
    },
    /// It could not be learned whether a slot is to be had, or a provider could not be reached.
    Unreachable {
        /// Whose.
        leg: LegNo,
        /// What was in the way.
        why: Box<str>,
    },
    /// A booking was sent, is not there, and may not be sent again.
    Lost {
        /// Whose.
        leg: LegNo,
    },
    /// It took too long.
    Deadline,
    /// Somebody wanted it undone.
    Asked {
        /// Why.
        reason: Box<str>,
    },
    /// A person has dealt with it at the services.
    Abandoned,
}

/// How a saga stands, as far as the journal has to know without reading its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What people are told.
    pub status: Status,
    /// When there is something to do next, by itself; `None` when nothing is left.
    pub next: Option<Timestamp>,
    /// Whether its hosts stay claimed.
    pub claims: Claims,
}

/// Whether the hosts of a saga stay claimed for its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claims {
    /// They do: something is booked or may be.
    Kept,
    /// They do not: it was given up.
    Dropped,
}

/// A call that has no answer yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) attempt: AttemptNo,
    pub(crate) leg: LegNo,
    pub(crate) op: Op,
    pub(crate) at: Timestamp,
}

/// One meeting on its way to being booked, and what is known of it.
#[derive(Debug, Clone)]
pub struct Saga {
    pub(crate) intent: Intent,
    pub(crate) policy: Policy,
    pub(crate) now: Timestamp,
    pub(crate) phase: Phase,
    /// Since when it is in its phase.
    pub(crate) since: Timestamp,
    pub(crate) cause: Option<Cause>,
    pub(crate) concern: Option<Concern>,
    pub(crate) last_attempt: AttemptNo,
    pub(crate) pending: Vec<Pending>,
    pub(crate) legs: Vec<Leg>,
    /// Since when something is booked, or may be, and not everything.
    pub(crate) exposed: Option<Timestamp>,
    /// Why somebody wants it undone, once somebody does.
    pub(crate) cancel_asked: Option<Box<str>>,
    /// Whether the booking whose place it takes is undone.
    pub(crate) replaced: bool,
    /// Since when what is refused is tried again.
    pub(crate) persisting: Timestamp,
    /// Whether its driver is about to stop. Not written down.
    pub(crate) stopping: bool,
    /// Whether its driver was told to undo what it replaces. Not written down.
    pub(crate) undoing: bool,
}

impl Saga {
    /// The saga of an intent of which nothing is known yet.
    #[must_use]
    pub fn new(intent: Intent, policy: Policy) -> Self {
        let legs = vec![Leg::default(); intent.legs.len()];
        Self {
            now: intent.opened,
            since: intent.opened,
            persisting: intent.opened,
            intent,
            policy,
            phase: Phase::Planned,
            cause: None,
            concern: None,
            last_attempt: AttemptNo(0),
            pending: Vec::new(),
            legs,
            exposed: None,
            cancel_asked: None,
            replaced: false,
            stopping: false,
            undoing: false,
        }
    }

    /// The saga as its records tell.
    #[must_use]
    pub fn restored(intent: Intent, policy: Policy, records: &[Record]) -> Self {
        let mut saga = Self::new(intent, policy);
        for record in records {
            saga.apply(record);
        }
        saga
    }

    /// What is wanted.
    #[must_use]
    pub const fn intent(&self) -> &Intent {
        &self.intent
    }

    /// Where it is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Why a person ought to look, where one ought to.
    #[must_use]
    pub const fn concern(&self) -> Option<&Concern> {
        self.concern.as_ref()
    }

    /// Why it was given up, where it was.
    #[must_use]
    pub const fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// What is known of its legs, in the order of the intent.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// When the meeting is.
    #[must_use]
    pub const fn slot(&self) -> Interval {
        self.intent.slot
    }
}
