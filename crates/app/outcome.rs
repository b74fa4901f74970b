//! How a run of the program ends: its exit code, or why it could not do what was asked.

use std::io;

use freebusy_provider::ErrorKind;

use crate::schema::error::Fault;

/// How a run ended; each has its own exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done; for a search: something was found.
    Found,
    /// The search found nothing, or the start does not work.
    NothingFound,
    /// A source did not accept the credential.
    NotAuthorised,
    /// A source failed otherwise, or the answer was withheld for what is unknown.
    Incomplete,
    /// Something else is there already, or has been taken meanwhile.
    Conflict,
    /// A person ought to look at a booking.
    Attention,
}

impl Outcome {
    /// The exit code for a bad request.
    pub(crate) const BAD_REQUEST: u8 = 2;

    /// How a search ends that would end like `self` if no source had failed: failures go before what was found,
    /// and a refused credential before other failures.
    pub(crate) fn after(self, failures: impl Iterator<Item = ErrorKind>) -> Self {
        failures.fold(self, |outcome, kind| match kind {
            ErrorKind::Unauthorised | ErrorKind::Forbidden => Self::NotAuthorised,
            _ if outcome == Self::NotAuthorised => outcome,
            _ => Self::Incomplete,
        })
    }

    /// Of two ends the one that matters more.
    pub(crate) const fn worse(self, other: Self) -> Self {
        if other.code() > self.code() { other } else { self }
    }

    /// The exit code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Found => 0,
            Self::NothingFound => 1,
            Self::NotAuthorised => 3,
            Self::Incomplete => 4,
            Self::Conflict => 5,
            Self::Attention => 6,
        }
    }
}

/// Why the program could not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The request is bad: what is wrong and how to mend it, in one sentence.
    Refused(String),
    /// What was asked could not be done: how the run ends, and why, in one sentence.
    Ended {
        /// How the run ends.
        outcome: Outcome,
        /// What failed, where, and what to do.
        message: String,
    },
    /// The answer could not be written; `after` is how the run would have ended.
    Unwritten {
        /// What went wrong.
        error: io::Error,
        /// How the run would have ended.
        after: Outcome,
    },
}

impl Failure {
    /// A bad request.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }

    /// A run that ends for somebody else's fault.
    pub(crate) fn by(fault: Fault, message: impl Into<String>) -> Self {
        let message = message.into();
        match fault {
            Fault::Request => Self::Refused(message),
            Fault::Credential => Self::Ended { outcome: Outcome::NotAuthorised, message },
            Fault::Service => Self::Ended { outcome: Outcome::Incomplete, message },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_credential_goes_before_other_failures_and_those_before_what_was_found() {
        let after = |outcome: Outcome, kinds: &[ErrorKind]| outcome.after(kinds.iter().copied()).code();
        assert_eq!((after(Outcome::Found, &[]), after(Outcome::NothingFound, &[])), (0, 1));
        assert_eq!(after(Outcome::Found, &[ErrorKind::Unreachable]), 4);
        assert_eq!(after(Outcome::Found, &[ErrorKind::Forbidden, ErrorKind::Unreachable]), 3);
        assert_eq!(after(Outcome::NothingFound, &[ErrorKind::Unreachable, ErrorKind::Unauthorised]), 3);
    }
}
