//! What is known of an intent: the fold of its records.

use freebusy_core::{Interval, Timestamp};

use crate::call::{AttemptNo, LegNo, Op};
use crate::intent::Intent;
use crate::leg::Leg;
use crate::phase::{Cause, Phase};
use crate::policy::Policy;
use crate::record::{Concern, Record};

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
    /// Since when what is refused is tried again: from the phase's begin, or from when more was found to be undone.
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
