//! How each source did: how much of what was asked it told, and what went wrong.

use freebusy_core::ParticipantId;
use freebusy_provider::{Error, ErrorKind, Problem};

/// How one source did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// Whose source.
    pub participant: ParticipantId,
    /// What the source is called.
    pub source: Box<str>,
    /// How it did.
    pub state: SourceState,
    /// What went wrong or was not understood, in words.
    pub notes: Vec<Box<str>>,
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
    /// How it failed, if it did.
    #[must_use]
    pub const fn failure(&self) -> Option<ErrorKind> {
        match self.state {
            SourceState::Failed(kind) => Some(kind),
            SourceState::Fresh | SourceState::Partial => None,
        }
    }

    pub(crate) fn fresh(participant: ParticipantId, source: &str) -> Self {
        Self { participant, source: source.into(), state: SourceState::Fresh, notes: Vec::new() }
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
}

/// An error's text followed by those of its causes.
fn with_causes(error: &Error) -> String {
    let first = std::error::Error::source(error);
    let causes = std::iter::successors(first, |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
