//! Where a journal is: a file, or a server.
//!
//! The URL of a server may hold a password; it is shown by nothing here.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

/// Where a journal is.
///
/// ```
/// use freebusy_store::Location;
///
/// let server: Location = "postgres://ana:secret@db.example/freebusy?sslmode=require".parse().unwrap();
/// assert_eq!(server.to_string(), "postgres://ana@db.example/freebusy");
/// assert!(server.has_password());
/// assert!(matches!("bookings.db".parse(), Ok(Location::Sqlite(_))));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of one machine.
    Sqlite(PathBuf),
    /// A server for several.
    Postgres(PostgresUrl),
}

impl Location {
    /// Whether a password stands in it: then it belongs in no argument, which every user of the machine can read.
    #[must_use]
    pub fn has_password(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(url) => url.has_password(),
        }
    }
}

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => text.parse().map(Self::Postgres),
            Some(_) => Err(LocationError::Scheme),
            None if text.is_empty() => Err(LocationError::Empty),
            None => Ok(Self::Sqlite(text.into())),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The URL of a PostgreSQL database, shown without password and query.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    /// All of it. It may hold a password.
    pub(crate) const fn reveal(&self) -> &Url {
        &self.0
    }

    fn has_password(&self) -> bool {
        self.0.password().is_some() || self.0.query_pairs().any(|(name, _)| name == "password")
    }
}

impl FromStr for PostgresUrl {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| LocationError::Url)?;
        match url.scheme() {
            "postgres" | "postgresql" => Ok(Self(url)),
            _ => Err(LocationError::Scheme),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.0.scheme())?;
        if !self.0.username().is_empty() {
            write!(f, "{}@", self.0.username())?;
        }
        f.write_str(self.0.host_str().unwrap_or_default())?;
        if let Some(port) = self.0.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(self.0.path())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why something names no journal. It does not repeat what was given, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// There is nothing.
    #[error("the journal has no name; give the path of a file or `postgres://host/database`")]
    Empty,
    /// It is a URL of something else.
    #[error("a journal cannot be kept there; give the path of a file or `postgres://host/database`")]
    Scheme,
    /// It is no URL.
    #[error("the journal's URL cannot be read; it looks like `postgres://user@host:5432/database`")]
    Url,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_the_password_or_the_query() {
        for text in ["postgresql://a:hush@h:5/d?sslrootcert=hush", "postgres://h/d?user=a&password=hush"] {
            let location: Location = text.parse().unwrap();
            assert!(location.has_password());
            assert!(!format!("{location} {location:?}").contains("hush"));
        }
    }

    #[test]
    fn a_url_without_a_password_has_none() {
        for text in ["postgres://ana@h/d?sslmode=require", "postgres:///d", "a/password=b.db"] {
            assert!(!text.parse::<Location>().unwrap().has_password(), "{text}");
        }
    }

    #[test]
    fn a_url_of_something_else_is_no_file() {
        assert_eq!("mysql://h/d".parse::<Location>(), Err(LocationError::Scheme));
        assert_eq!("".parse::<Location>(), Err(LocationError::Empty));
        assert_eq!("postgres://h:port/d".parse::<Location>(), Err(LocationError::Url));
    }
}
