//! Connections: one person's consent to one app.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::{Map, Value};

/// The longest id that is taken for one.
const LONGEST_ID: usize = 128;

/// The name of a connection: it can stand in a path and in a header as it is.
///
/// ```
/// use freebusy_maton::ConnectionId;
///
/// assert!(ConnectionId::parse("21fd90f9-5935-43cd-b6c8-bde9d915ca80").is_ok());
/// assert!(ConnectionId::parse("../connections").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(Box<str>);

/// Why a text is no connection id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadConnectionId {
    /// There is nothing.
    #[error("is empty; copy the id from `freebusy connections list`")]
    Empty,
    /// It is longer than any id of the gateway.
    #[error("is longer than {LONGEST_ID} characters; copy the id from `freebusy connections list`")]
    Long,
    /// It has other characters than ids have.
    #[error(
        "has other characters than letters, digits, `-`, `_`, `.` and `~`; copy the id from `freebusy connections list`"
    )]
    Characters,
}

impl ConnectionId {
    /// Reads an id.
    ///
    /// # Errors
    /// See [`BadConnectionId`].
    pub fn parse(text: &str) -> Result<Self, BadConnectionId> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        match text {
            "" => Err(BadConnectionId::Empty),
            _ if text.len() > LONGEST_ID => Err(BadConnectionId::Long),
            // These two would be steps in a path, not names.
            "." | ".." => Err(BadConnectionId::Characters),
            _ if text.bytes().all(plain) => Ok(Self(text.into())),
            _ => Err(BadConnectionId::Characters),
        }
    }

    /// The id as the gateway writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Its person has consented: calls can be made.
    Active,
    /// It waits for consent at its URL.
    Pending,
    /// Consent was refused or has lapsed.
    Failed,
    /// The gateway says something else; no call is made on it.
    Other,
}

impl Status {
    /// What the gateway calls it; `None` for what it has not told us of.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Active => Some("ACTIVE"),
            Self::Pending => Some("PENDING"),
            Self::Failed => Some("FAILED"),
            Self::Other => None,
        }
    }

    /// The status that the gateway calls `name`.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let known = [Self::Active, Self::Pending, Self::Failed];
        known.into_iter().find(|status| status.as_str() == Some(name)).unwrap_or(Self::Other)
    }
}

/// One person's consent to one app.
#[derive(Clone)]
pub struct Connection {
    /// What it is called.
    pub id: ConnectionId,
    /// How far it has come.
    pub status: Status,
    /// When it was made, where the gateway says so.
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed, where the gateway says so.
    pub updated_at: Option<DateTime<Utc>>,
    /// The app's name at the gateway; [`App::parse`](crate::App::parse) tells whether it is one of ours.
    pub app: Box<str>,
    /// How its person consented: `OAUTH2`, `API_KEY`.
    pub method: Option<Box<str>>,
    /// Where its person consents, in a browser. It carries a session; empty where the gateway gives none.
    pub consent_url: SecretString,
    /// Whatever else the gateway keeps with it.
    pub metadata: Map<String, Value>,
}

/// The consent URL and what the gateway keeps are other people's: they are not shown.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .field("app", &self.app)
            .field("method", &self.method)
            .field("consent_url", &format_args!("[redacted]"))
            .field("metadata", &format_args!("[redacted]"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_in_a_path_and_a_header_as_it_is() {
        for good in ["21fd90f9-5935-43cd-b6c8-bde9d915ca80", "a", "A_b.c~d", "..."] {
            assert_eq!(ConnectionId::parse(good).unwrap().as_str(), good);
        }
        for bad in [".", "..", "a/b", "a b", "a\r\nx: y", "a%2fb", "é", "a?b", "a#b", "a\u{7f}"] {
            assert_eq!(ConnectionId::parse(bad), Err(BadConnectionId::Characters), "{bad:?}");
        }
    }

    #[test]
    fn an_id_is_neither_empty_nor_endless() {
        assert_eq!(ConnectionId::parse(""), Err(BadConnectionId::Empty));
        assert!(ConnectionId::parse(&"a".repeat(LONGEST_ID)).is_ok());
        assert_eq!(ConnectionId::parse(&"a".repeat(LONGEST_ID + 1)), Err(BadConnectionId::Long));
    }

    #[test]
    fn only_the_gateway_s_own_word_for_active_is_active() {
        assert_eq!(Status::parse("ACTIVE"), Status::Active);
        assert_eq!(Status::parse("active"), Status::Other);
        assert_eq!(Status::parse("EXPIRED"), Status::Other);
    }
}
