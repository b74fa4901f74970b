//! From what can go wrong with a database to what the journal says of it.
//!
//! No text of a driver is handed on that could hold a value: only the server's own message, which names tables and
//! constraints.

use std::error::Error as _;

use freebusy_booking::JournalError;

/// What went wrong, before it is said where.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The database, or the way to it.
    Sql(sqlx::Error),
    /// What is written cannot be understood.
    Corrupt(Box<str>),
    /// Something that is said as it stands.
    Plain(Box<str>),
    /// What the journal itself says.
    Said(JournalError),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Self {
        Self::Said(error)
    }
}

impl Trouble {
    /// Something written that cannot be understood.
    pub(crate) fn corrupt(what: impl Into<Box<str>>) -> Self {
        Self::Corrupt(what.into())
    }

    /// Something to be said as it stands.
    pub(crate) fn plain(why: impl Into<Box<str>>) -> Self {
        Self::Plain(why.into())
    }

    /// Whether another run holds a lock of SQLite that was waited for in vain.
    pub(crate) fn is_busy(&self) -> bool {
        match self {
            Self::Sql(error) => matches!(sqlite_code(error), Some(SQLITE_BUSY | SQLITE_LOCKED)),
            Self::Corrupt(_) | Self::Plain(_) | Self::Said(_) => false,
        }
    }
}

/// Where a journal is, for what is said of it.
#[derive(Debug, Clone)]
pub(crate) struct Place(pub(crate) Box<str>);

impl Place {
    /// Says where something went wrong, and doing what.
    pub(crate) fn fail(&self, operation: &'static str, trouble: Trouble) -> JournalError {
        match trouble {
            Trouble::Said(error) => error,
            Trouble::Plain(why) => self.unavailable(operation, why),
            Trouble::Corrupt(what) => self.corrupt(what),
            Trouble::Sql(error) => match sqlite_code(&error) {
                Some(SQLITE_CORRUPT) => self.corrupt("the file is damaged"),
                Some(SQLITE_NOTADB) => self.corrupt("the file is no database"),
                _ => self.unavailable(operation, why(&error)),
            },
        }
    }

    pub(crate) fn unavailable(&self, operation: &'static str, why: impl Into<Box<str>>) -> JournalError {
        JournalError::Unavailable { operation, place: self.0.clone(), why: why.into() }
    }

    pub(crate) fn corrupt(&self, what: impl Into<Box<str>>) -> JournalError {
        JournalError::Corrupt { place: self.0.clone(), what: what.into() }
    }
}

const SQLITE_PERM: u32 = 3;
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;
const SQLITE_NOTADB: u32 = 26;

/// The code of an error of SQLite, without what extends it.
fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    let error = error.as_database_error()?.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    let code: u32 = sqlx::error::DatabaseError::code(error)?.parse().ok()?;
    Some(code & 0xff)
}

fn why(error: &sqlx::Error) -> String {
    if let Some(code) = sqlite_code(error) {
        return sqlite_why(code).map_or_else(|| server_message(error), Into::into);
    }
    match error {
        sqlx::Error::Database(_) => server_message(error),
        sqlx::Error::Io(cause) => format!("the connection failed ({cause}); see whether it is up"),
        sqlx::Error::Tls(cause) => {
            format!("no secure connection could be made ({cause}); see its certificate and `sslmode`")
        }
        sqlx::Error::PoolTimedOut => {
            "no connection was to be had in time; see whether it is up and has room".into()
        }
        sqlx::Error::Configuration(_) => "its URL has a part that cannot be read; mend it".into(),
        _ => "the connection broke off; try again".into(),
    }
}

fn sqlite_why(code: u32) -> Option<&'static str> {
    Some(match code {
        SQLITE_PERM | SQLITE_READONLY => "it may not be written; see the rights of the file and its folder",
        SQLITE_BUSY | SQLITE_LOCKED => "other runs kept it locked for too long; try again",
        SQLITE_IOERR => "the disk failed; see the system's log",
        SQLITE_FULL => "the disk is full; make room",
        SQLITE_CANTOPEN => "the file cannot be opened; see the rights of its folder",
        _ => return None,
    })
}

/// What the database says, without the detail beside it, which quotes values.
fn server_message(error: &sqlx::Error) -> String {
    let Some(error) = error.as_database_error() else {
        return error.source().map(ToString::to_string).unwrap_or_default();
    };
    let message = error.message();
    match error.code() {
        Some(code) => format!("the database says `{message}` ({code})"),
        None => format!("the database says `{message}`"),
    }
}
