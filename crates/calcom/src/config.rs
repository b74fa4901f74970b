//! Where Cal.com is, which of its dialects is spoken, and the figures that its behaviour rests on.

use std::sync::Arc;
use std::time::Duration;

use freebusy_core::Seconds;
use freebusy_transport::{Bucket, Rate, Route};

/// Cal.com's own service; paths begin with `/v2`, which is not part of it.
pub const BASE_URL: &str = "https://api.cal.com";

/// The rate of an API key.
pub const RATE: Rate = Rate { calls: 120, per: Duration::from_secs(60) };

/// The rate of one credential, which learns from the answers where it is larger: an access token has 500 a minute.
///
/// Every route of one credential must stay within the same buckets.
#[must_use]
pub fn buckets() -> Vec<Arc<Bucket>> {
    vec![Arc::new(Bucket::new(RATE).learning())]
}

/// The same route within the rate of one credential. Every route of one credential must share a bucket: call this
/// once and clone what it returns, or keep what [`buckets`] gave.
#[must_use]
pub fn rated(route: Route) -> Route {
    buckets().into_iter().fold(route, Route::within)
}

/// Which generation of shapes is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// Each resource in its newest known version.
    #[default]
    Current,
    /// What a request gets that names no version: 2024-04-15.
    Of2024_04_15,
}

/// The header that names the version of a resource.
pub const VERSION: &str = "cal-api-version";

pub(crate) const OLD: &str = "2024-04-15";
pub(crate) const SLOTS: &str = "2024-09-04";
pub(crate) const BOOKINGS: &str = "2024-08-13";
pub(crate) const EVENT_TYPES: &str = "2024-06-14";
pub(crate) const SCHEDULES: &str = "2024-06-11";

pub(crate) const DAY: Seconds = Seconds::from_minutes(1_440);

/// The version that a call of `dialect` to `path` names in the header [`VERSION`]; `None` where it names none, for
/// the path takes any.
///
/// What only one dialect has is named in that one's version, whichever is spoken: in any other it is not there.
///
/// ```
/// use freebusy_calcom::{Dialect, version};
///
/// assert_eq!(version(Dialect::Current, "/v2/bookings/x/cancel"), Some("2024-08-13"));
/// assert_eq!(version(Dialect::Of2024_04_15, "/v2/bookings/x/cancel"), Some("2024-04-15"));
/// ```
#[must_use]
pub fn version(dialect: Dialect, path: &str) -> Option<&'static str> {
    let segments = path.split('/').skip_while(|segment| matches!(*segment, "" | "v2"));
    let mut segments = segments.take_while(|segment| !segment.is_empty());
    let current = match (segments.next(), segments.next(), segments.next()) {
        (Some("slots"), Some("available" | "reserve" | "selected-slot"), _) => return Some(OLD),
        (Some("slots"), Some("reservations"), _) => return Some(SLOTS),
        (Some("slots"), ..) => Some(SLOTS),
        (Some("bookings"), ..) => Some(BOOKINGS),
        // What hangs below an event type takes any version.
        (Some("event-types"), _, None) => Some(EVENT_TYPES),
        (Some("schedules"), ..) => Some(SCHEDULES),
        _ => None,
    };
    match dialect {
        Dialect::Current => current,
        Dialect::Of2024_04_15 => Some(OLD),
    }
}

/// The longest stretch that one call about slots is asked for, without its padding.
pub(crate) const SLOT_WINDOW: Seconds = Seconds::from_minutes(7 * 1_440);

/// The longest stretch that one call about an account's own time is asked for.
pub(crate) const OPEN_WINDOW: Seconds = Seconds::from_minutes(31 * 1_440);

/// The largest buffer that an event type can have: a meeting this far outside can still take time inside.
pub(crate) const LARGEST_BUFFER: Seconds = Seconds::from_minutes(120);

/// The longest meeting that an event type can have: one that starts this far outside can still reach inside.
pub(crate) const LONGEST_MEETING: Seconds = DAY;

/// For how many minutes a slot is reserved where nobody tells the time: enough to verify and book, and little enough
/// to let go by itself.
pub(crate) const RESERVATION_MINUTES: u32 = 10;

/// The least and the most minutes for which a slot is reserved. Cal.com has no upper bound; a slot that nobody
/// releases must not stay hidden for a day.
pub(crate) const RESERVATION_BOUNDS: (u32, u32) = (5, 60);

/// The most guests of one booking, as Cal.com tells of those who are added later.
pub(crate) const MOST_GUESTS: usize = 30;

/// How long a call that changes something waits for its turn: gateways count by the second.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);

/// How long after it was sent a booking may still come to be.
pub(crate) const SETTLE: Seconds = Seconds::from_minutes(1);

/// How much longer that takes behind a gateway: it may wait for Cal.com after it has given us up.
pub(crate) const GATEWAY_SETTLE: Seconds = Seconds::from_minutes(2);

/// The most entries of one page, in each dialect.
pub(crate) const PAGE: u32 = 250;
pub(crate) const FULL: usize = 250;
pub(crate) const OLD_PAGE: u32 = 100;

/// How many calls may be under way at once.
pub(crate) const CONCURRENCY: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_is_asked_for_in_its_version() {
        let paths = [
            ("/v2/slots", Some(SLOTS), OLD),
            ("/v2/slots/", Some(SLOTS), OLD),
            ("/v2/slots/reservations/x", Some(SLOTS), SLOTS),
            ("/v2/slots/available", Some(OLD), OLD),
            ("/v2/slots/reserve", Some(OLD), OLD),
            ("/v2/slots/selected-slot", Some(OLD), OLD),
            ("/v2/bookings/x/cancel", Some(BOOKINGS), OLD),
            ("/v2/event-types", Some(EVENT_TYPES), OLD),
            ("/v2/event-types/1", Some(EVENT_TYPES), OLD),
            ("/v2/event-types/1/webhooks", None, OLD),
            ("/v2/event-types/1/webhooks/w", None, OLD),
            ("/v2/schedules/default", Some(SCHEDULES), OLD),
            ("/v2/me", None, OLD),
            ("/v2", None, OLD),
        ];
        for (path, current, old) in paths {
            assert_eq!(version(Dialect::Current, path), current, "{path}");
            assert_eq!(version(Dialect::Of2024_04_15, path), Some(old), "{path}");
        }
    }
}
