//! Links to the pages where people are booked, and the names of event types.

use std::fmt;

/// An event type of an account: by its number, or by its name in links.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventTypeName {
    /// Its number.
    Id(u64),
    /// Its name in links.
    Slug(Box<str>),
}

impl EventTypeName {
    /// Reads a name: digits are a number, anything else is the name in links.
    ///
    /// ```
    /// use freebusy_calcom::EventTypeName;
    ///
    /// assert_eq!(EventTypeName::parse("4716831"), EventTypeName::Id(4_716_831));
    /// assert_eq!(EventTypeName::parse("30min"), EventTypeName::Slug("30min".into()));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Self::Id(number),
            _ => Self::Slug(text.into()),
        }
    }
}

impl fmt::Display for EventTypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(number) => write!(f, "{number}"),
            Self::Slug(slug) => write!(f, "{}", slug.escape_debug()),
        }
    }
}

/// A link to the page of one event type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The host, in lower case, with its port where one is named.
    pub host: Box<str>,
    /// Whose page.
    pub username: Box<str>,
    /// Which event type.
    pub slug: Box<str>,
}

/// Why a text is no link to the page of one event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It is no https link with a host.
    #[error("is no link; write one such as `https://cal.com/ana/intro`")]
    NoLink,
    /// It holds a user name or a password.
    #[error("holds a user name or password; write it without")]
    Credentials,
    /// It names a person and no event type.
    #[error("names no event type; open the page, choose one and take the link of it")]
    NoEventType,
    /// It is the page of a team.
    #[error(
        "is the page of a team; give the link of a person's event type, such as `https://cal.com/ana/intro`"
    )]
    Team,
    /// It is a private link that is used up by booking.
    #[error("is a private link; give the public link of the event type, such as `https://cal.com/ana/intro`")]
    Private,
    /// It is the page of several people at once.
    #[error("is the page of several people; give one link for each of them")]
    Several,
    /// It leads somewhere else.
    #[error("is not the link of an event type; it should be `https://cal.com/`, a person and an event type")]
    Other,
}

/// Reads `https://cal.com/ana/intro`; what follows a question mark is for the page and ignored.
///
/// ```
/// let link = freebusy_calcom::link("https://cal.com/ana/intro?duration=30")?;
/// assert_eq!((&*link.host, &*link.username, &*link.slug), ("cal.com", "ana", "intro"));
/// # Ok::<(), freebusy_calcom::BadLink>(())
/// ```
///
/// # Errors
/// See [`BadLink`].
pub fn link(url: &str) -> Result<Link, BadLink> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://").ok_or(BadLink::NoLink)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(BadLink::NoLink);
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (username, slug) = person_and_event_type(path)?;
    Ok(Link { host: checked_host(host)?, username, slug })
}

fn checked_host(host: &str) -> Result<Box<str>, BadLink> {
    if host.contains('@') {
        return Err(BadLink::Credentials);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    let begins = host.starts_with(|first: char| first.is_ascii_alphanumeric());
    if begins && host.bytes().all(plain) {
        Ok(host.to_ascii_lowercase().into())
    } else {
        Err(BadLink::NoLink)
    }
}

fn person_and_event_type(path: &str) -> Result<(Box<str>, Box<str>), BadLink> {
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match segments.as_slice() {
        ["team", ..] | ["org", ..] => Err(BadLink::Team),
        ["d", ..] => Err(BadLink::Private),
        [""] => Err(BadLink::Other),
        [_] => Err(BadLink::NoEventType),
        [people, _] if people.contains('+') || people.contains("%2B") => Err(BadLink::Several),
        [username, slug] => Ok((word(username)?, word(slug)?)),
        _ => Err(BadLink::Other),
    }
}

/// What can stand in a link as a name.
fn word(text: &str) -> Result<Box<str>, BadLink> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let named = !text.is_empty() && !text.starts_with('.') && text.len() <= 256;
    if named && text.chars().all(plain) { Ok(text.into()) } else { Err(BadLink::Other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_host_person_and_event_type() {
        let read = link("HTTPS://Cal.Example.org:8443/ana-b/30min/?duration=15#x").unwrap();
        assert_eq!((&*read.host, &*read.username, &*read.slug), ("cal.example.org:8443", "ana-b", "30min"));
    }

    #[test]
    fn other_links_are_refused_with_a_mend() {
        for (url, why) in [
            ("cal.com/ana/intro", BadLink::NoLink),
            ("ftp://cal.com/ana/intro", BadLink::NoLink),
            ("https:///ana/intro", BadLink::NoLink),
            ("https://u:p@cal.com/ana/intro", BadLink::Credentials),
            ("https://cal.com/team/sales/demo", BadLink::Team),
            ("https://cal.com/d/AbC/intro", BadLink::Private),
            ("https://cal.com/ana", BadLink::NoEventType),
            ("https://cal.com/ana+bo/30min", BadLink::Several),
            ("https://cal.com/", BadLink::Other),
            ("https://cal.com/ana/intro/embed", BadLink::Other),
            ("https://cal.com/ana/..", BadLink::Other),
            ("https://cal.com/ana/a%2Fb", BadLink::Other),
        ] {
            assert_eq!(link(url), Err(why), "{url}");
        }
    }

    #[test]
    fn digits_that_are_no_number_stay_a_name() {
        let endless = "9".repeat(40);
        assert_eq!(EventTypeName::parse(&endless), EventTypeName::Slug(endless.into()));
        assert_eq!(EventTypeName::parse("+7"), EventTypeName::Slug("+7".into()));
    }
}
