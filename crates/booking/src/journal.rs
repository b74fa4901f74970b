//! The port of the journal: where intents and their records are kept, and who may write them.

use std::fmt;

use freebusy_core::{Interval, Seconds, Timestamp};
use futures_core::future::BoxFuture;

use crate::intent::{Intent, IntentId};
use crate::record::Record;
use crate::status::{Standing, Status};

/// The name of a driver: which process on which machine, to tell leases apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Worker(pub Box<str>);

/// The right to write one saga, until it is taken by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Which saga.
    pub intent: IntentId,
    /// Counts who has had it: what an earlier epoch writes is refused.
    pub epoch: u64,
    /// Until when nobody else takes it.
    pub until: Timestamp,
}

/// An intent with all that was written of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What was wanted.
    pub intent: Intent,
    /// What became known, in order.
    pub records: Vec<Record>,
}

/// What came of opening an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It is written down, its hosts are claimed, and it is ours to drive.
    New(Lease),
    /// The same was asked under the same key before: this is what became of it.
    Known(Stored),
    /// The key was used for something else.
    KeyReused(IntentId),
    /// Another intent has claimed one of the hosts for an overlapping time. Nothing is written.
    Claimed(Claimant),
}

/// Who has claimed a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimant {
    /// The host.
    pub host: Box<str>,
    /// For when.
    pub span: Interval,
    /// By which intent.
    pub intent: IntentId,
}

/// What came of taking a saga that is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is ours to drive.
    Ours(Lease, Box<Stored>),
    /// Another driver has it until then, unless it renews.
    Busy {
        /// When its lease ends.
        until: Timestamp,
    },
    /// There is none of that name.
    Unknown,
}

/// Which sagas are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those that a person ought to look at.
    Attention,
    /// Those with something left to do.
    Unfinished,
}

/// A saga in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which it is.
    pub intent: IntentId,
    /// When the meeting is.
    pub slot: Interval,
    /// When it was asked for.
    pub opened: Timestamp,
    /// How it stands.
    pub status: Status,
    /// When there is something to do next; `None` when nothing is left.
    pub next: Option<Timestamp>,
}

/// Where intents and records are kept.
///
/// Every method is one transaction. What it has confirmed is there after a loss of power.
pub trait Journal: fmt::Debug + Send + Sync {
    /// Writes an intent down and claims the hosts of its legs for its slot, in one go, and leases it to `worker`.
    ///
    /// # Errors
    /// When the journal cannot be written: then nothing is.
    fn open<'a>(
        &'a self,
        intent: &'a Intent,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Opened, JournalError>>;

    /// Appends records and notes how the saga stands now; where [`Standing`] says so its claims are given up.
    ///
    /// # Errors
    /// [`JournalError::Fenced`] when another driver has taken the saga: nothing is written, and nothing more may be
    /// done in its name. Any other error leaves it open whether the records are there: the saga has to be loaded anew.
    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        records: &'a [Record],
        standing: Standing,
    ) -> BoxFuture<'a, Result<(), JournalError>>;

    /// Keeps a saga for longer, or gives it up at once where `until` is not after the present.
    ///
    /// # Errors
    /// [`JournalError::Fenced`] when another driver has taken it.
    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<Lease, JournalError>>;

    /// Takes a saga that nobody drives.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    fn take<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Taken, JournalError>>;

    /// Takes some saga that nobody drives and whose next step is due; `None` when there is none.
    ///
    /// # Errors
    /// When the journal cannot be read or written.
    fn take_due<'a>(
        &'a self,
        tenant: &'a str,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(Lease, Stored)>, JournalError>>;

    /// Reads a saga without taking it; `None` when there is none of that name.
    ///
    /// # Errors
    /// When the journal cannot be read.
    fn load<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
    ) -> BoxFuture<'a, Result<Option<Stored>, JournalError>>;

    /// The intent that was asked for under a key; `None` when none was.
    ///
    /// # Errors
    /// When the journal cannot be read.
    fn find<'a>(
        &'a self,
        tenant: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<IntentId>, JournalError>>;

    /// The sagas of a tenant, latest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    fn list<'a>(
        &'a self,
        tenant: &'a str,
        filter: Filter,
    ) -> BoxFuture<'a, Result<Vec<Summary>, JournalError>>;
}

/// Why the journal could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another driver has taken the saga.
    #[error("another run has taken over this booking; ask for its state with `freebusy bookings show {0}`")]
    Fenced(IntentId),
    /// It was written by a later version.
    #[error("the journal at {place} has schema {found}, this program knows {known}; use a newer freebusy")]
    Newer {
        /// Where it is.
        place: Box<str>,
        /// What it has.
        found: i64,
        /// What is known here.
        known: i64,
    },
    /// It holds something that cannot be read.
    #[error("the journal at {place} cannot be understood: {what}; restore it from a copy")]
    Corrupt {
        /// Where it is.
        place: Box<str>,
        /// What is wrong.
        what: Box<str>,
    },
    /// It was put back from an old copy: what was booked and learned since is not in it, so nothing in it is driven.
    #[error(
        "the journal at {place} was restored from an old copy and lacks {missing} entries; see what they booked with \
         `freebusy bookings audit --restored` before booking or resuming anything"
    )]
    Restored {
        /// Where it is.
        place: Box<str>,
        /// How many intents and facts were written down since the copy was made.
        missing: u64,
    },
    /// It cannot be reached, read or written.
    #[error("cannot {operation} at {place}: {why}")]
    Unavailable {
        /// What was being done.
        operation: &'static str,
        /// Where it is.
        place: Box<str>,
        /// What was in the way, without secrets.
        why: Box<str>,
    },
}
