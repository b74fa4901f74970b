//! Where a value came from: so that whoever wonders about one can be told.

use std::fmt;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A field of the configuration file.
    File(String),
    /// A variable of the environment.
    Environment(&'static str),
    /// Nobody said otherwise.
    Default,
}

impl Origin {
    /// The word for its sort in documents.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Environment(_) => "environment",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(place) => f.write_str(place),
            Self::Environment(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sourced<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

impl<T> Sourced<T> {
    /// A value from a variable.
    pub(crate) const fn environment(name: &'static str, value: T) -> Self {
        Self { value, origin: Origin::Environment(name) }
    }

    /// A value that nobody chose.
    pub(crate) const fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}
