//! How loading tz data, and looking up a name, may fail.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong with a directory of tz data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such directory.
    NotFound,
    /// It cannot be read, or is no directory.
    Unreadable,
    /// It holds no compiled zone files.
    NoZones,
}

/// The directory of tz data that was asked for cannot be used.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    dir: PathBuf,
    cause: Option<io::Error>,
}

impl Error {
    pub(crate) fn unreadable(dir: &Path, cause: io::Error) -> Self {
        let not_found = cause.kind() == io::ErrorKind::NotFound;
        let kind = if not_found { ErrorKind::NotFound } else { ErrorKind::Unreadable };
        Self { kind, dir: dir.to_owned(), cause: Some(cause) }
    }

    pub(crate) fn no_zones(dir: &Path) -> Self {
        Self { kind: ErrorKind::NoZones, dir: dir.to_owned(), cause: None }
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The directory in question.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.kind {
            ErrorKind::NotFound => "there is no such directory",
            ErrorKind::Unreadable => "it cannot be read as a directory",
            ErrorKind::NoZones => "it holds no compiled zone files",
        };
        let dir = printable(&self.dir.to_string_lossy());
        write!(
            f,
            "cannot use tz data in `{dir}`: {problem}; name the directory that holds `Etc/UTC`, or name none"
        )
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| -> &(dyn std::error::Error + 'static) { cause })
    }
}

/// No such zone; `suggestion` is the known name that comes nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownZone {
    /// What was asked for.
    pub name: Box<str>,
    /// The nearest known name.
    pub suggestion: Option<Box<str>>,
}

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "time zone `{}` is unknown; ", printable(&self.name))?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "the nearest known name is `{suggestion}`"),
            None => f.write_str("write an IANA name such as `Europe/Berlin`"),
        }
    }
}

impl std::error::Error for UnknownZone {}

/// What a stranger wrote, short enough for a message and without control characters.
fn printable(text: &str) -> String {
    const LONGEST: usize = 128;
    let mut start: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_no_control_characters_and_no_endless_names() {
        let name = format!("\u{1b}[31m\n{}", "x".repeat(100_000)).into();
        let message = UnknownZone { name, suggestion: None }.to_string();
        assert!(message.starts_with("time zone `\\u{1b}[31m\\nxxx"), "{message}");
        assert!(message.len() < 300 && message.contains('…'));
    }
}
