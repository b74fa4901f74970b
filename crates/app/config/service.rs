//! The services that a connection can lead to, and what each is called where.

use freebusy_calcom::Dialect;

/// A service behind a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Calendly,
    Calcom,
}

impl Service {
    pub(crate) const ALL: [Self; 2] = [Self::Calendly, Self::Calcom];

    /// The word for it in documents and on the command line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Calendly => "calendly",
            Self::Calcom => "calcom",
        }
    }

    /// Its own name.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Calendly => "Calendly",
            Self::Calcom => "Cal.com",
        }
    }

    /// The variable that holds a token of its.
    pub(crate) const fn token_variable(self) -> &'static str {
        match self {
            Self::Calendly => "CALENDLY_TOKEN",
            Self::Calcom => "CALCOM_API_KEY",
        }
    }

    /// The variable that says where its API is.
    pub(crate) const fn base_variable(self) -> &'static str {
        match self {
            Self::Calendly => "CALENDLY_BASE_URL",
            Self::Calcom => "CALCOM_BASE_URL",
        }
    }

    /// Where its API is.
    pub(crate) const fn base(self) -> &'static str {
        match self {
            Self::Calendly => freebusy_calendly::BASE_URL,
            Self::Calcom => freebusy_calcom::BASE_URL,
        }
    }
}

/// The word for one of Cal.com's dialects in documents.
pub(crate) const fn dialect_word(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Current => "current",
        Dialect::Of2024_04_15 => "2024-04-15",
    }
}
