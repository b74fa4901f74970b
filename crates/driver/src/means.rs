//! What all runs of a driver share.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use freebusy_booking::{Journal, Policy, Saga, Stored, Worker};
use freebusy_core::Seconds;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

use crate::clock::Clock;
use crate::error::Error;
use crate::running::Running;

/// The most calls under way at once, over all sagas of a driver.
const MOST_CALLS: usize = 64;

/// What all runs of a driver share. Clones share it too: the bound on calls, and the word to stop.
#[derive(Debug, Clone)]
pub(crate) struct Means {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) worker: Worker,
    pub(crate) policy: Policy,
    pub(crate) call_timeout: Duration,
    pub(crate) running: Running,
    pub(crate) turns: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
}

impl Means {
    pub(crate) fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, worker: Worker) -> Self {
        Self {
            journal,
            clock,
            worker,
            policy: Policy::STANDARD,
            call_timeout: Duration::from_secs(30),
            running: Running::default(),
            turns: Arc::new(Semaphore::new(MOST_CALLS)),
            stopping: watch::Sender::new(false),
        }
    }

    /// The same, told nothing yet: for the run of the program that comes after.
    #[cfg(test)]
    pub(crate) fn unstopped(self) -> Self {
        Self { stopping: watch::Sender::new(false), ..self }
    }

    /// Tells every run to stop.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    pub(crate) fn restored(&self, stored: Stored) -> Saga {
        Saga::restored(stored.intent, self.policy, &stored.records)
    }

    pub(crate) fn refuse_when_stopping(&self) -> Result<(), Error> {
        if self.is_stopping() { Err(Error::Stopping) } else { Ok(()) }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Ends once the driver is told to stop.
    pub(crate) async fn told_to_stop(&self) {
        let stopping = self.stopping.subscribe().wait_for(|stopping| *stopping).await.is_ok();
        if !stopping {
            // Only a driver that is gone could get here, and it asks nothing.
            pending::<()>().await;
        }
    }

    /// The right to make a call; `None` once the driver was told to stop.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        tokio::select! {
            biased;
            () = self.told_to_stop() => None,
            turn = self.turns.acquire() => turn.ok(),
        }
    }

    pub(crate) const fn lease(&self) -> Seconds {
        self.policy.lease
    }
}
