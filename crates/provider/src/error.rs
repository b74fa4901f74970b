//! How a provider may fail, and whether asking again can help.

use std::fmt;
use std::time::Duration;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The credential is missing, wrong or expired.
    Unauthorised,
    /// The credential is good and does not reach this far.
    Forbidden,
    /// What was asked for is not there.
    NotFound,
    /// Too many calls.
    Throttled,
    /// The provider could not be reached, or did not answer in time.
    Unreachable,
    /// The provider answered that it failed.
    Failed,
    /// The answer is not what the provider promises.
    Malformed,
    /// The answer is larger than we are willing to read.
    TooLarge,
    /// The call breaks a limit of the provider.
    Refused,
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Not without a change of the request, the credential or the data.
    Never,
    /// At any later time.
    Later,
    /// Once this much time has passed.
    After(Duration),
}

/// A provider's failure: what failed, where, and what to do.
///
/// The text names provider, operation and, once the engine has added it, the participant; the cause stands in
/// [`source`](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    retry: Retry,
    provider: Box<str>,
    participant: Option<Box<str>>,
    operation: &'static str,
    message: Box<str>,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure of `provider` at `operation` (a verb and its object: "read the calendar").
    pub fn new(
        kind: ErrorKind,
        provider: impl Into<Box<str>>,
        operation: &'static str,
        message: impl Into<Box<str>>,
    ) -> Self {
        Self {
            kind,
            retry: Retry::Never,
            provider: provider.into(),
            participant: None,
            operation,
            message: message.into(),
            cause: None,
        }
    }

    /// The same failure with what lies behind it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The same failure with advice on trying again.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same failure with the participant whom it concerns.
    #[must_use]
    pub fn for_participant(mut self, participant: impl Into<Box<str>>) -> Self {
        self.participant = Some(participant.into());
        self
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn retry(&self) -> Retry {
        self.retry
    }

    /// Which provider failed.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Whom it concerns, where that is known.
    #[must_use]
    pub fn participant(&self) -> Option<&str> {
        self.participant.as_deref()
    }

    /// What was being done.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}", self.operation)?;
        if let Some(participant) = &self.participant {
            write!(f, " of participant `{participant}`")?;
        }
        write!(f, " from `{}`: {}", self.provider, self.message)
    }
}
