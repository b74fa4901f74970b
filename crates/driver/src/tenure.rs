//! How long a run may still speak for its saga: what calls look at right before they are made.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use freebusy_core::{Seconds, Timestamp};

use crate::present::Present;

/// Until when the lease of a run holds, shared by the run, which renews it, and its calls.
#[derive(Debug)]
pub(crate) struct Tenure {
    present: Arc<Present>,
    until: AtomicI64,
}

impl Tenure {
    /// A lease that holds until then.
    pub(crate) fn new(present: Arc<Present>, until: Timestamp) -> Self {
        Self { present, until: AtomicI64::new(until.as_unix()) }
    }

    /// From now on it holds until then.
    pub(crate) fn extend(&self, until: Timestamp) {
        self.until.store(until.as_unix(), Ordering::Release);
    }

    /// Whether it holds at this moment.
    pub(crate) fn holds(&self) -> bool {
        self.holds_for(Seconds::ZERO)
    }

    /// Whether it holds for longer than that.
    pub(crate) fn holds_for(&self, time: Seconds) -> bool {
        self.present.wall() + time < Timestamp::from_unix(self.until.load(Ordering::Acquire))
    }
}
