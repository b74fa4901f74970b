//! Where Calendly is, within which rates it may be asked, and how an event type is named.

use std::sync::Arc;
use std::time::Duration;

use freebusy_core::Seconds;
use freebusy_transport::{Bucket, Rate, Route};

use crate::wire::{EventType, Id, Uri};

/// Where Calendly's API is.
pub const BASE_URL: &str = "https://api.calendly.com";

/// The longest window of offered starts, in one call.
pub const OFFERS_WINDOW: Seconds = Seconds::from_minutes(31 * 24 * 60);

/// The longest window of taken time, and of offered starts where a server still has its older limit.
pub const BUSY_WINDOW: Seconds = Seconds::from_minutes(7 * 24 * 60);

/// The largest buffer of an event type: a meeting that lies this far beside a window still takes time in it.
pub const LARGEST_BUFFER: Seconds = Seconds::from_minutes(180);

/// The longest window of a user's own time: with [`LARGEST_BUFFER`] on each side it is one call about taken time.
pub const OPEN_WINDOW: Seconds = Seconds::from_minutes(7 * 24 * 60 - 2 * 180);

/// How many calls a paid user has in a minute; a free one has 50, which the answers tell.
pub const CALLS: Rate = Rate { calls: 500, per: Duration::from_secs(60) };

/// How many bookings a user on a normal paid plan has in a minute, an hour and a day.
pub const BOOKINGS: [Rate; 3] = [
    Rate { calls: 10, per: Duration::from_secs(60) },
    Rate { calls: 50, per: Duration::from_secs(3_600) },
    Rate { calls: 100, per: Duration::from_secs(86_400) },
];

/// The longest that a booking, a cancellation or what is read for them waits for its turn in a rate. What would wait
/// longer is not sent: whoever keeps a booking's time limits decides what to do with the wait.
pub(crate) const HURRY: Duration = Duration::from_secs(2);

/// How long after it was sent a booking may still come to be.
pub(crate) const SETTLE: Seconds = Seconds::from_minutes(1);

/// The same behind a gateway: it may go on with a call for as long as its own time-out allows after our side of it has
/// ended. Nobody documents that time-out; of the usual ones this takes the longest, 100 s.
pub(crate) const SETTLE_BEHIND_GATEWAY: Seconds = Seconds::new(160).expect("is not negative");

/// The quota that bookings are counted against, beside the rate of all calls.
pub(crate) const BOOKING_QUOTA: &str = "calendly bookings";

/// Calendly's rates for one user: that of all calls, which learns a smaller plan from the answers, and those of
/// [`BOOKINGS`], which hold for bookings alone.
///
/// Every route of one user must stay within the same buckets.
#[must_use]
pub fn buckets() -> Vec<Arc<Bucket>> {
    let quotas = BOOKINGS.map(|rate| Bucket::new(rate).for_quota(BOOKING_QUOTA));
    std::iter::once(Bucket::new(CALLS).learning()).chain(quotas).map(Arc::new).collect()
}

/// The same route within Calendly's rates. Routes of one user must share their buckets: rate a route once and clone
/// it, or keep what [`buckets`] gave.
#[must_use]
pub fn rated(route: Route) -> Route {
    buckets().into_iter().fold(route, Route::within)
}

/// How a person names an event type: its id or URI, its part of the link, its link, or what it is called.
///
/// ```
/// use freebusy_calendly::EventTypeName;
///
/// assert!(EventTypeName::parse("30min").is_ok());
/// assert!(EventTypeName::parse("https://api.calendly.com/event_types/CCCCCCCCCCCCCCCC").is_ok());
/// assert!(EventTypeName::parse(" ").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTypeName(Named);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Id(Id),
    Text(Box<str>),
}

/// A text that names no event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEventTypeName {
    /// It is empty.
    #[error("names no event type; write its part of the link, such as `30min`")]
    Empty,
    /// It is longer than any name, or holds control characters.
    #[error("is no name of an event type; write its part of the link, such as `30min`, or its URI")]
    Unprintable,
    /// It is a reference to something else.
    #[error(
        "is the URI of something else; write one such as `https://api.calendly.com/event_types/AAAAAAAAAAAAAAAA`"
    )]
    OtherResource,
}

impl EventTypeName {
    const LONGEST: usize = 512;

    /// Reads a name.
    ///
    /// # Errors
    /// See [`BadEventTypeName`].
    pub fn parse(text: &str) -> Result<Self, BadEventTypeName> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadEventTypeName::Empty);
        }
        if text.len() > Self::LONGEST || text.chars().any(char::is_control) {
            return Err(BadEventTypeName::Unprintable);
        }
        Self::read(text).map(Self)
    }

    fn read(text: &str) -> Result<Named, BadEventTypeName> {
        if let Some(id) = Uri::parse(text).ok().and_then(|uri| uri.id_in("event_types")) {
            return Ok(Named::Id(id));
        }
        if text.starts_with("https://api.calendly.com/") {
            return Err(BadEventTypeName::OtherResource);
        }
        match Id::parse(text) {
            Ok(id) if looks_like_id(text) => Ok(Named::Id(id)),
            Ok(_) | Err(_) => Ok(Named::Text(text.into())),
        }
    }

    /// The id, where the name is one: nothing has to be looked up then.
    pub(crate) const fn id(&self) -> Option<&Id> {
        match &self.0 {
            Named::Id(id) => Some(id),
            Named::Text(_) => None,
        }
    }

    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Named::Id(id) => id.as_str(),
            Named::Text(text) => text,
        }
    }

    /// Whether `event_type` is the one named: by slug, id or link.
    pub(crate) fn is_exactly(&self, event_type: &EventType) -> bool {
        let name = self.as_str();
        let link = event_type.scheduling_url.as_deref().map(|link| link.trim_end_matches('/'));
        event_type.slug.as_deref() == Some(name)
            || event_type.uri.id().as_str() == name
            || link == Some(name.trim_end_matches('/'))
    }

    /// Whether `event_type` is called so, whatever the case.
    pub(crate) fn is_called(&self, event_type: &EventType) -> bool {
        let name = self.as_str().to_lowercase();
        event_type.name.as_ref().is_some_and(|called| called.trim().to_lowercase() == name)
    }
}

/// Whether a text has the look of Calendly's ids: sixteen capitals and digits, or a UUID.
fn looks_like_id(text: &str) -> bool {
    let capitals = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let uuid = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let old =
        text.len() == 16 && text.bytes().all(capitals) && text.bytes().any(|byte| byte.is_ascii_uppercase());
    old || (text.len() == 36 && text.bytes().enumerate().all(uuid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_known_by_its_look_and_everything_else_is_looked_up() {
        let id = |text: &str| EventTypeName::parse(text).unwrap().id().map(ToString::to_string);
        assert_eq!(id("CCCCCCCCCCCCCCCC").as_deref(), Some("CCCCCCCCCCCCCCCC"));
        assert_eq!(
            id("7c1dbe46-bd84-42e2-9b97-05e2fb379bfe").as_deref(),
            Some("7c1dbe46-bd84-42e2-9b97-05e2fb379bfe")
        );
        assert_eq!(id("https://api.calendly.com/event_types/CC").as_deref(), Some("CC"));
        assert_eq!(id("http://127.0.0.1:8080/event_types/CC").as_deref(), Some("CC"));
        for named in ["30min", "30 Minute Meeting", "https://calendly.com/ana/30min", "1234567890123456"] {
            assert_eq!(id(named), None, "{named}");
        }
    }

    #[test]
    fn what_names_no_event_type_is_refused() {
        assert_eq!(EventTypeName::parse("  "), Err(BadEventTypeName::Empty));
        assert_eq!(EventTypeName::parse("a\u{7}b"), Err(BadEventTypeName::Unprintable));
        assert_eq!(EventTypeName::parse(&"a".repeat(600)), Err(BadEventTypeName::Unprintable));
        let user = "https://api.calendly.com/users/AAAA";
        assert_eq!(EventTypeName::parse(user), Err(BadEventTypeName::OtherResource));
    }
}
