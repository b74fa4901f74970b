//! The one place that reads the wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

use freebusy_core::Timestamp;

/// What the clock shows, the fraction of the second cut off; 1970 for a clock that stands before it.
pub(crate) fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

/// The clock of those who must not read it themselves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WallClock;

impl freebusy_driver::Clock for WallClock {
    fn now(&self) -> Timestamp {
        now()
    }
}
