//! Leases whose last append has no known end.
//!
//! Appending once more could write the same records twice, so such a lease writes nothing; taking the saga anew ends
//! the doubt, for what is written is read then.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use freebusy_booking::{IntentId, JournalError, Lease, Taken};

use crate::error::Place;

/// Which leases are in doubt: the epoch of each, by its saga.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Mutex<HashMap<IntentId, u64>>);

impl Doubts {
    /// Carries an append out, unless an earlier one of the same lease has no known end. While it is under way the
    /// lease is in doubt, so that it stays so when the append is dropped.
    pub(crate) async fn guard(
        &self,
        place: &Place,
        lease: &Lease,
        append: impl Future<Output = Result<(), JournalError>>,
    ) -> Result<(), JournalError> {
        if self.leases().insert(lease.intent, lease.epoch) == Some(lease.epoch) {
            let why = "an earlier write of this run has no known end; take the booking anew";
            return Err(place.unavailable("write records into the journal", why));
        }
        let done = append.await;
        if matches!(done, Ok(()) | Err(JournalError::Fenced(_) | JournalError::Restored { .. })) {
            self.settle(lease.intent);
        }
        done
    }

    /// The saga was read afresh, with all that was written.
    pub(crate) fn settle(&self, intent: IntentId) {
        self.leases().remove(&intent);
    }

    /// The same, where it was taken.
    pub(crate) fn settle_taken(&self, taken: &Taken) {
        match taken {
            Taken::Ours(lease, _) => self.settle(lease.intent),
            Taken::Busy { .. } | Taken::Unknown => {}
        }
    }

    /// A thread that panicked while it held the lock left no half-made change.
    fn leases(&self) -> MutexGuard<'_, HashMap<IntentId, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
