//! A secret that is bound to the one origin it may be sent to.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// Scheme, host and port of an URL.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin(Box<str>);

impl Origin {
    /// The origin of an URL.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization().into())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A bearer token that is sent to one origin and to no other.
#[derive(Clone)]
pub struct Credential {
    origin: Origin,
    token: SecretString,
}

impl Credential {
    /// A token for `origin`.
    #[must_use]
    pub const fn new(origin: Origin, token: SecretString) -> Self {
        Self { origin, token }
    }

    /// Where it may be sent.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The header value that carries it to `origin`, marked sensitive; `None` for any other origin.
    pub(crate) fn header_for(&self, origin: &Origin) -> Result<Option<HeaderValue>, BadToken> {
        if *origin != self.origin {
            return Ok(None);
        }
        let token = self.token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadToken);
        }
        let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| BadToken)?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

/// A token that no header can carry; a call without it would fail for a reason that nobody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its credential is empty or has a space, a line break or a character beyond ASCII; set it anew")]
pub(crate) struct BadToken;

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential([redacted] for {})", self.origin)
    }
}
