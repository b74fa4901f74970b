//! Which sagas this driver is driving, so that two requests in one process never take one from each other.
//!
//! The journal keeps other processes away; a worker may take its own lease back, so within one process the journal
//! cannot tell.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use freebusy_booking::IntentId;

/// The sagas under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeSet<IntentId>>>);

impl Running {
    /// Enters a saga; `None` when it is under way already.
    pub(crate) fn enter(&self, id: IntentId) -> Option<Entry> {
        self.locked().insert(id).then(|| Entry { running: self.clone(), id })
    }

    /// The set is whole between any two steps, so what a panic left behind is too.
    fn locked(&self) -> MutexGuard<'_, BTreeSet<IntentId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A saga under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct Entry {
    running: Running,
    id: IntentId,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.running.locked().remove(&self.id);
    }
}
