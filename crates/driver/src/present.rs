//! The present, as one run knows it: it never runs backwards, and never stands still.
//!
//! A clock on a wall may be set, and a journal may have been written by a machine whose clock was ahead. So there are
//! two readings: the wall's, carried on by the time that has really passed, for leases; and the saga's, which is
//! also no earlier than anything that was written of it, and goes on from there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use freebusy_core::{Seconds, Timestamp};
use tokio::time::Instant;

use crate::clock::Clock;

/// The present of one run.
#[derive(Debug)]
pub(crate) struct Present {
    clock: Arc<dyn Clock>,
    first: Reading,
    /// The latest that was ever told or read of the saga.
    latest: Mutex<Reading>,
}

/// What time it was, and when that was.
#[derive(Debug, Clone, Copy)]
struct Reading {
    at: Timestamp,
    taken: Instant,
}

impl Reading {
    fn of(at: Timestamp) -> Self {
        Self { at, taken: Instant::now() }
    }

    /// What time it is by now.
    fn carried_on(self) -> Timestamp {
        let passed = i64::try_from(self.taken.elapsed().as_secs()).ok().and_then(Seconds::new);
        self.at + passed.unwrap_or(Seconds::ZERO)
    }
}

impl Present {
    /// The present from now on, no earlier for the saga than `seen`.
    pub(crate) fn new(clock: Arc<dyn Clock>, seen: Timestamp) -> Self {
        let first = Reading::of(clock.now());
        Self { clock, first, latest: Mutex::new(Reading::of(seen)) }
    }

    /// What the wall says, or would say had its clock not been set back.
    pub(crate) fn wall(&self) -> Timestamp {
        self.clock.now().max(self.first.carried_on())
    }

    /// The present of the saga.
    pub(crate) fn now(&self) -> Timestamp {
        let wall = self.wall();
        let mut latest = self.latest();
        let carried_on = latest.carried_on();
        if wall >= carried_on {
            *latest = Reading::of(wall);
        }
        wall.max(carried_on)
    }

    /// For the saga it is `at` by now, or later.
    pub(crate) fn reach(&self, at: Timestamp) {
        let mut latest = self.latest();
        if latest.carried_on() < at {
            *latest = Reading::of(at);
        }
    }

    /// When the wall shows what the saga takes for `at`.
    pub(crate) fn on_the_wall(&self, at: Timestamp) -> Timestamp {
        let ahead = self.now().as_unix().saturating_sub(self.wall().as_unix());
        at - Seconds::new(ahead).unwrap_or(Seconds::ZERO)
    }

    /// A reading is whole at any time, so what a panic left behind is too.
    fn latest(&self) -> MutexGuard<'_, Reading> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
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
        assert_eq!((present.now().as_unix(), present.wall().as_unix()), (3_500, 2_500));
    }

    #[tokio::test(start_paused = true)]
    async fn the_present_of_a_saga_goes_on_from_what_was_written_with_a_clock_ahead() {
        let present = Present::new(Arc::new(SetClock::at(1_000)), Timestamp::from_unix(5_000));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!((present.now().as_unix(), present.wall().as_unix()), (5_010, 1_010));
        assert_eq!(present.on_the_wall(Timestamp::from_unix(5_030)).as_unix(), 1_030);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_written_with_a_clock_ahead_does_not_age_leases() {
        let present = Present::new(Arc::new(SetClock::at(1_000)), Timestamp::from_unix(5_000));
        for _ in 0..2 {
            assert_eq!((present.now().as_unix(), present.wall().as_unix()), (5_000, 1_000));
        }
    }
}
