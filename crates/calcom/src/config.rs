//! Where Cal.com is, which of its dialects is spoken, and the figures that its behaviour rests on.

use std::sync::Arc;
use std::time::Duration;

use freebusy_core::Seconds;
use freebusy_transport::{Bucket, Rate, Route};

/// Cal.com's own service; paths begin with `/v2`, which is not part of it.
pub const BASE_URL: &str = "https://api.cal.com";

/// The rate of an API key.
pub const RATE: Rate = Rate { calls: 120, per: Duration::from_secs(60) };

/// The same route within the rate of one API key. Every route of one key must share a bucket: call this once and
/// clone what it returns.
#[must_use]
pub fn rated(route: Route) -> Route {
    route.within(Arc::new(Bucket::new(RATE).learning()))
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
pub(crate) const VERSION: &str = "cal-api-version";

pub(crate) const OLD: &str = "2024-04-15";
pub(crate) const SLOTS: &str = "2024-09-04";
pub(crate) const BOOKINGS: &str = "2024-08-13";
pub(crate) const EVENT_TYPES: &str = "2024-06-14";
pub(crate) const SCHEDULES: &str = "2024-06-11";

pub(crate) const DAY: Seconds = Seconds::from_minutes(1_440);

/// The longest stretch that one call about slots is asked for, without its padding.
pub(crate) const SLOT_WINDOW: Seconds = Seconds::from_minutes(7 * 1_440);

/// The longest stretch that one call about an account's own time is asked for.
pub(crate) const OPEN_WINDOW: Seconds = Seconds::from_minutes(31 * 1_440);

/// The largest buffer that an event type can have: a meeting this far outside can still take time inside.
pub(crate) const LARGEST_BUFFER: Seconds = Seconds::from_minutes(120);

/// The longest meeting that an event type can have: one that starts this far outside can still reach inside.
pub(crate) const LONGEST_MEETING: Seconds = DAY;

/// For how many minutes a slot is reserved: time to verify and book, and little enough to let go by itself.
pub(crate) const RESERVATION_MINUTES: u32 = 10;

/// The most entries of one page, in each dialect.
pub(crate) const PAGE: u32 = 250;
pub(crate) const OLD_PAGE: u32 = 100;

/// How many calls may be under way at once.
pub(crate) const CONCURRENCY: usize = 4;
