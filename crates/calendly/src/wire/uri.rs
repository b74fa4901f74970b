//! References: full URIs in bodies and queries, bare ids in paths.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no id; an id is 1 to 64 letters, digits, `-` and `_`, such as the last part of a Calendly URI")]
pub struct BadId;

/// The bare id of a resource: letters, digits, `-` and `_`, so that it can never lead elsewhere in a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Box<str>);

impl Id {
    const LONGEST: usize = 64;

    /// Reads an id.
    ///
    /// # Errors
    /// [`BadId`] when the text holds anything else, nothing at all, or too much.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let valid = (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(fits);
        if valid { Ok(Self(text.into())) } else { Err(BadId) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The URI by which Calendly refers to a resource; its last part is the resource's id.
///
/// It is an identifier and never an address to go to: through a gateway, resources live elsewhere.
///
/// ```
/// use freebusy_calendly::wire::Uri;
///
/// let user = Uri::parse("https://api.calendly.com/users/AAAAAAAAAAAAAAAA").unwrap();
/// assert_eq!(user.id().as_str(), "AAAAAAAAAAAAAAAA");
/// assert!(Uri::parse("https://api.calendly.com/users/../me?x=1").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Uri {
    text: Box<str>,
    id: Id,
}

impl Uri {
    const LONGEST: usize = 512;

    /// Reads a reference: an http or https URI whose parts are all ids.
    ///
    /// # Errors
    /// [`BadId`] when it is no such URI.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let (_, path) = Self::host_and_path(text).filter(|_| text.len() <= Self::LONGEST).ok_or(BadId)?;
        let id = path.split('/').map(Id::parse).try_fold(None, |_, id| id.map(Some))?.ok_or(BadId)?;
        Ok(Self { text: text.into(), id })
    }

    /// The reference to a resource of Calendly's `collection`.
    #[must_use]
    pub fn of(collection: &str, id: &Id) -> Self {
        let text = format!("https://api.calendly.com/{collection}/{id}").into();
        Self { text, id: id.clone() }
    }

    fn host_and_path(text: &str) -> Option<(&str, &str)> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        rest.split_once('/').filter(|(host, _)| !host.is_empty())
    }

    /// The id of the resource.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// The id that follows the part `collection`: of the event, in the URI of an invitee.
    #[must_use]
    pub fn id_in(&self, collection: &str) -> Option<Id> {
        let mut parts = Self::host_and_path(&self.text)?.1.split('/');
        parts.find(|part| *part == collection)?;
        parts.next().and_then(|id| Id::parse(id).ok())
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Uri> for String {
    fn from(uri: Uri) -> Self {
        uri.text.into()
    }
}

impl<'de> Deserialize<'de> for Uri {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_lead_elsewhere_is_refused() {
        for bad in ["", ".", "..", "a/b", "a?b", "a#b", "a b", "a%2Fb", "ä", "a\n", &"a".repeat(65)] {
            assert_eq!(Id::parse(bad), Err(BadId), "{bad:?}");
        }
        assert_eq!(Id::parse("7c1dbe46-bd84-42e2_9b97").unwrap().as_str(), "7c1dbe46-bd84-42e2_9b97");
    }

    #[test]
    fn an_uri_gives_the_ids_of_its_parts() {
        let uri = Uri::parse("https://api.calendly.com/scheduled_events/EE/invitees/II").unwrap();
        assert_eq!(uri.id().as_str(), "II");
        assert_eq!(uri.id_in("scheduled_events").unwrap().as_str(), "EE");
        assert_eq!(uri.id_in("users"), None);
        for bad in
            ["EE", "ftp://h/users/A", "https://h", "https://h/", "https:///users/A", "https://h/users/A/"]
        {
            assert_eq!(Uri::parse(bad), Err(BadId), "{bad:?}");
        }
    }
}
