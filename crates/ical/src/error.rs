//! How reading a calendar may fail as a whole; what is wrong with a part of it is a problem, not an error.

use std::path::PathBuf;

use freebusy_provider as port;

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
}

impl Error {
    /// The same failure in the words of the port, told of `provider`.
    pub(crate) fn at(self, provider: &str) -> port::Error {
        let kind = match &self {
            Self::Unreadable { .. } => port::ErrorKind::NotFound,
            Self::NoCalendar { .. } => port::ErrorKind::Malformed,
            Self::TooLarge { .. } => port::ErrorKind::TooLarge,
        };
        let text = self.to_string();
        let error = port::Error::new(kind, provider, "read the calendar", text);
        match self {
            Self::Unreadable { source, .. } => error.caused_by(source),
            Self::NoCalendar { .. } | Self::TooLarge { .. } => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

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
}
