//! How each source did: how much of what was asked it told, and what went wrong.

use std::num::NonZeroU32;

use freebusy_core::ParticipantId;
use freebusy_provider::{Error, ErrorKind, Problem};

use crate::request::Purpose;

/// How one source did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// Whose source.
    pub participant: ParticipantId,
    /// What the source is called.
    pub source: Box<str>,
    /// What its answer was for.
    pub purpose: Purpose,
    /// How it did.
    pub state: SourceState,
    /// What went wrong or was not understood, in words.
    pub notes: Vec<Box<str>>,
    /// What would make the search find more; nothing is wrong.
    pub hints: Vec<Box<str>>,
}

/// How much of what was asked a source told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// All of it.
    Fresh,
    /// Some of it could not be told or understood; that time is unknown.
    Partial,
    /// At least one call failed; its window is unknown.
    Failed(ErrorKind),
}

impl SourceState {
    /// The word for it in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Partial => "partial",
            Self::Failed(_) => "failed",
        }
    }
}

impl SourceReport {
    /// How it failed, if it did and anything that is offered depends on it: the failure of a source that only
    /// explains leaves the answer complete.
    #[must_use]
    pub const fn failure(&self) -> Option<ErrorKind> {
        match (self.state, self.purpose) {
            (SourceState::Failed(kind), Purpose::Decides) => Some(kind),
            (SourceState::Failed(_), Purpose::Explains) | (SourceState::Fresh | SourceState::Partial, _) => {
                None
            }
        }
    }

    pub(crate) fn fresh(participant: ParticipantId, source: &str, purpose: Purpose) -> Self {
        let (notes, hints) = (Vec::new(), Vec::new());
        Self { participant, source: source.into(), purpose, state: SourceState::Fresh, notes, hints }
    }

    pub(crate) fn note(&mut self, problem: Problem) {
        if self.state == SourceState::Fresh {
            self.state = SourceState::Partial;
        }
        if !self.notes.contains(&problem.0) {
            self.notes.push(problem.0);
        }
    }

    pub(crate) fn fail(&mut self, error: &Error) {
        self.note(Problem(with_causes(error).into()));
        self.state = SourceState::Failed(error.kind());
    }

    /// Says that `denied` windows were not asked, as they would have cost more than `budget` requests.
    pub(crate) fn starve(&mut self, budget: NonZeroU32, denied: usize) {
        let windows = if denied == 1 { "1 window".into() } else { format!("{denied} windows") };
        let requests = if budget.get() == 1 { "request" } else { "requests" };
        let note = format!(
            "{windows} of time not asked about: the budget is {budget} {requests}; raise it or search a shorter window"
        );
        self.note(Problem(note.into()));
        // A failure of the source itself says more than that it was not asked again.
        if !matches!(self.state, SourceState::Failed(_)) {
            self.state = SourceState::Failed(ErrorKind::Throttled);
        }
    }
}

/// An error's text followed by those of its causes.
fn with_causes(error: &Error) -> String {
    let first = std::error::Error::source(error);
    let causes = std::iter::successors(first, |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
