//! The present, as one run knows it: it never runs backwards.
//!
//! A clock on a wall may be set, and a journal may have been written by a machine whose clock was ahead. So there are
//! two readings: the wall's, carried on by the time that has really passed, for leases; and the saga's, which is
//! also no earlier than anything that was written of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use freebusy_core::{Seconds, Timestamp};
use tokio::time::Instant;

use crate::clock::Clock;

/// The present of one run.
#[derive(Debug)]
pub(crate) struct Present {
    clock: Arc<dyn Clock>,
    began: Instant,
    first: Timestamp,
    /// The latest that was ever told or read, in seconds since the Unix epoch.
    seen: AtomicI64,
}

impl Present {
    /// The present from now on, no earlier for the saga than `seen`.
    pub(crate) fn new(clock: Arc<dyn Clock>, seen: Timestamp) -> Self {
        let first = clock.now();
        Self { clock, began: Instant::now(), first, seen: AtomicI64::new(seen.as_unix()) }
    }

    /// What the wall says, or would say had its clock not been set back.
    pub(crate) fn wall(&self) -> Timestamp {
        let passed = i64::try_from(self.began.elapsed().as_secs()).ok().and_then(Seconds::new);
        self.clock.now().max(self.first + passed.unwrap_or(Seconds::ZERO))
    }

    /// The present of the saga.
    pub(crate) fn now(&self) -> Timestamp {
        let wall = self.wall();
        Timestamp::from_unix(self.seen.fetch_max(wall.as_unix(), Ordering::AcqRel)).max(wall)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::scene::SetClock;

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_does_not_turn_the_present_back() {
        let clock = Arc::new(SetClock::at(1_000));
        let present = Present::new(clock.clone(), Timestamp::from_unix(0));
        clock.set(2_000);
        assert_eq!(present.now().as_unix(), 2_000);
        clock.set(10);
        assert_eq!((present.now().as_unix(), present.wall().as_unix()), (2_000, 1_000));
        tokio::time::advance(Duration::from_secs(1_500)).await;
        assert_eq!(present.now().as_unix(), 2_500);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_written_with_a_clock_ahead_does_not_age_leases() {
        let present = Present::new(Arc::new(SetClock::at(1_000)), Timestamp::from_unix(5_000));
        for _ in 0..2 {
            assert_eq!((present.now().as_unix(), present.wall().as_unix()), (5_000, 1_000));
        }
    }
}
