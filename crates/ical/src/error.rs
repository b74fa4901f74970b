//! How reading a calendar may fail as a whole; what is wrong with a part of it is a problem, not an error.

use std::path::PathBuf;

use freebusy_provider as port;
use freebusy_transport::{Blocked, Certainty, Failure, SendError, StatusCode, Trouble};

use crate::problem::shown;

/// Why a calendar cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("the file `{}` cannot be read; check the path", shown(&.path.to_string_lossy()))]
    Unreadable {
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The content is no calendar.
    #[error("`{label}` is no calendar: it {reason}")]
    NoCalendar {
        /// What the calendar is called.
        label: Box<str>,
        /// What it is instead.
        reason: &'static str,
    },
    /// The calendar lies past one of the [`Bounds`](crate::Bounds).
    #[error("`{label}` is too large: more than {limit} {what}; split it or raise the bound")]
    TooLarge {
        /// What the calendar is called.
        label: Box<str>,
        /// What there are too many of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// The feed did not give its calendar.
    #[error("the feed {}", told(&.0.trouble).1)]
    Unfetched(#[source] Failure),
}

/// The kind of a feed's failure and its words: what happened, and the mend.
fn told(trouble: &Trouble) -> (port::ErrorKind, &'static str) {
    use port::ErrorKind as Kind;
    match trouble {
        Trouble::Refused(refusal) => refused(refusal.status),
        Trouble::Redirected(_) => (Kind::Refused, BEYOND),
        Trouble::Broken(SendError::Blocked(blocked)) => (Kind::Refused, stopped(*blocked)),
        Trouble::Broken(SendError::TooLarge(_)) => {
            (Kind::TooLarge, "is larger than we are willing to read; ask its owner for a shorter one")
        }
        Trouble::Broken(SendError::NotSent(_)) => {
            (Kind::Unreachable, "could not be reached; check the network and the URL")
        }
        Trouble::Broken(SendError::TimedOut) => {
            (Kind::Unreachable, "did not answer in time; try again later")
        }
        Trouble::Broken(SendError::Cut(_)) => {
            (Kind::Unreachable, "broke off before its calendar was whole; try again later")
        }
        Trouble::HeldBack(_) => (Kind::Throttled, "was asked too often; try again later"),
        Trouble::Unsendable(_) => (Kind::Refused, "cannot be asked at this URL; check it"),
        Trouble::Unreadable(_) | Trouble::Endless(_) => {
            (Kind::Malformed, "gave an answer that cannot be read; check the URL")
        }
    }
}

/// A redirect that nobody follows.
const BEYOND: &str = "sends us on too often or to nowhere; use the URL that it leads to";

/// Why an address was not asked.
const fn stopped(blocked: Blocked) -> &'static str {
    match blocked {
        Blocked::Scheme => "is not read over anything but https; use its https URL",
        Blocked::Address => {
            "leads to an address that is not public; allow private addresses in the configuration if it is yours"
        }
        Blocked::Port => {
            "is at a port that is neither 443 nor 8443; allow private addresses in the configuration if it is yours"
        }
        Blocked::Redirects => BEYOND,
    }
}

/// What a status that is no success means.
fn refused(status: StatusCode) -> (port::ErrorKind, &'static str) {
    use port::ErrorKind as Kind;
    match status {
        StatusCode::UNAUTHORIZED => {
            (Kind::Unauthorised, "wants a credential (status 401); ask its owner for its secret URL")
        }
        StatusCode::FORBIDDEN => {
            (Kind::Forbidden, "is not for us (status 403); ask its owner for its secret URL")
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            (Kind::NotFound, "is not there; check the URL, or ask its owner for a new one")
        }
        StatusCode::TOO_MANY_REQUESTS => (Kind::Throttled, "was asked too often; try again later"),
        status if status.is_server_error() => (Kind::Failed, "failed; try again later"),
        _ => (Kind::Refused, "refused to give its calendar; check the URL"),
    }
}

/// Whether asking the feed again can help.
fn retry(failure: &Failure, kind: port::ErrorKind) -> port::Retry {
    match (failure.certainty(), kind) {
        (Certainty::Throttled(Some(wait)), _) => port::Retry::After(wait),
        (_, port::ErrorKind::Throttled | port::ErrorKind::Unreachable | port::ErrorKind::Failed) => {
            port::Retry::Later
        }
        _ => port::Retry::Never,
    }
}

impl Error {
    /// The same failure in the words of the port, told of `provider`.
    pub(crate) fn at(self, provider: &str) -> port::Error {
        let kind = match &self {
            Self::Unreadable { .. } => port::ErrorKind::NotFound,
            Self::NoCalendar { .. } => port::ErrorKind::Malformed,
            Self::TooLarge { .. } => port::ErrorKind::TooLarge,
            Self::Unfetched(failure) => told(&failure.trouble).0,
        };
        let text = self.to_string();
        let error = port::Error::new(kind, provider, "read the calendar", text);
        match self {
            Self::Unreadable { source, .. } => error.caused_by(source),
            Self::Unfetched(failure) => error.with_retry(retry(&failure, kind)).caused_by(failure),
            Self::NoCalendar { .. } | Self::TooLarge { .. } => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::time::Duration;

    use freebusy_transport::{Effect, Refusal};

    use super::*;

    #[test]
    fn each_failure_has_its_kind_at_the_port() {
        let label: Box<str> = "ana.ics".into();
        let none = Error::NoCalendar { label: label.clone(), reason: "is empty" };
        let large = Error::TooLarge { label, what: "components", limit: 3 };
        assert_eq!(none.at("ics:ana.ics").kind(), port::ErrorKind::Malformed);
        let large = large.at("ics:ana.ics");
        assert_eq!(large.kind(), port::ErrorKind::TooLarge);
        assert!(large.to_string().contains("more than 3 components"));
    }

    #[test]
    fn an_unreadable_file_names_its_path_and_keeps_its_cause() {
        let error =
            Error::Unreadable { path: "no\nsuch.ics".into(), source: std::io::ErrorKind::NotFound.into() };
        let error = error.at("ics:x");
        assert_eq!(error.kind(), port::ErrorKind::NotFound);
        assert!(error.to_string().contains(r"no\nsuch.ics"));
        assert!(error.source().is_some());
    }

    fn fetching(trouble: Trouble) -> port::Error {
        let failure =
            Failure { operation: "fetch the calendar", effect: Effect::Read, gateway: None, trouble };
        Error::Unfetched(failure).at("ics:example.org")
    }

    fn status(status: u16, wait: Option<Duration>) -> port::Error {
        let status = StatusCode::from_u16(status).unwrap();
        fetching(Trouble::Refused(Refusal { status, wait, body: "canary".into(), request_id: None }))
    }

    #[test]
    fn each_status_of_a_feed_has_its_kind_and_says_whether_to_try_again() {
        use port::{ErrorKind as Kind, Retry};
        let cases = [
            (400, Kind::Refused, Retry::Never),
            (401, Kind::Unauthorised, Retry::Never),
            (403, Kind::Forbidden, Retry::Never),
            (404, Kind::NotFound, Retry::Never),
            (410, Kind::NotFound, Retry::Never),
            (429, Kind::Throttled, Retry::Later),
            (500, Kind::Failed, Retry::Later),
            (503, Kind::Failed, Retry::Later),
        ];
        for (code, kind, retry) in cases {
            let error = status(code, None);
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{code}");
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
        let wait = Duration::from_secs(7);
        assert_eq!(status(429, Some(wait)).retry(), Retry::After(wait));
    }

    #[test]
    fn each_break_on_the_way_to_a_feed_has_its_kind() {
        use port::ErrorKind as Kind;
        let cases = [
            (SendError::NotSent("dns".into()), Kind::Unreachable),
            (SendError::TimedOut, Kind::Unreachable),
            (SendError::Cut("eof".into()), Kind::Unreachable),
            (SendError::TooLarge(3), Kind::TooLarge),
            (SendError::Blocked(Blocked::Address), Kind::Refused),
            (SendError::Blocked(Blocked::Redirects), Kind::Refused),
        ];
        for (broken, kind) in cases {
            assert_eq!(fetching(Trouble::Broken(broken)).kind(), kind);
        }
        let blocked = fetching(Trouble::Broken(SendError::Blocked(Blocked::Address))).to_string();
        assert!(blocked.contains("allow private addresses"), "{blocked}");
    }
}
