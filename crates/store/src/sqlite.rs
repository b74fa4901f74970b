//! The journal in a file.
//!
//! Several runs of the program may use one file: whoever writes takes the whole of it for a moment, the others wait.
//! Within a run, writers queue for one connection.

mod file;
mod mark;
mod schema;

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::time::Duration;

use freebusy_booking::{
    Filter, Intent, IntentId, Journal, JournalError, Lease, Opened, Record, Standing, Stored, Summary, Taken,
    Worker,
};
use freebusy_core::{Seconds, Timestamp};
use futures_core::future::BoxFuture;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{ConnectOptions, Transaction};

use crate::doubt::Doubts;
use crate::error::{Place, Trouble};
use crate::session::Session;
use crate::statements::{self, Pick};
use mark::Mark;

/// How long a writer waits for the others before it gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long SQLite itself waits for a lock, at a time.
const BUSY: Duration = Duration::from_secs(5);
/// How long to pause before it is asked again.
const PAUSE: Duration = Duration::from_millis(5);
/// How many read at once.
const READERS: u32 = 4;

const PICK: Pick = Pick(
    "UPDATE intent SET owner = $2, epoch = epoch + 1, lease_until = $3 WHERE id = (SELECT id FROM intent \
     WHERE tenant = $1 AND next <= $4 AND lease_until <= $4 ORDER BY next, id LIMIT 1) \
     RETURNING epoch, id, tenant, wanted, records",
);

/// The journal in a file.
///
/// Beside the file lies a small one that counts what was ever written. When the journal knows of less, it was put
/// back from an old copy: it can be read, but nothing new is opened and nothing taken or written on until somebody has
/// looked; see [`Sqlite::accept_restored`]. A copy that was put back together with its counter cannot be told from the
/// original.
pub struct Sqlite {
    place: Place,
    mark: Mark,
    writer: SqlitePool,
    readers: SqlitePool,
    doubts: Doubts,
}

impl Sqlite {
    /// Opens the journal in the file, and makes it, readable by its owner only, where there is none.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it cannot be opened or others may read it, [`JournalError::Corrupt`] when
    /// it is something else, [`JournalError::Newer`] when a later version wrote it.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        const OPERATION: &str = "open the journal";
        let path = path.as_ref();
        let place = Place(path.display().to_string().into());
        let path = file::prepare(path).map_err(|trouble| place.fail(OPERATION, trouble))?;
        let mark = Mark::beside(&path);
        let options = options(&path);
        let writer = pool(1).connect_lazy_with(options.clone());
        let readers = pool(READERS).connect_lazy_with(options);
        let journal = Self { place, mark, writer, readers, doubts: Doubts::default() };
        journal.patiently(OPERATION, || schema::migrate(&journal.writer, &journal.place)).await?;
        journal.mark_written(OPERATION).await?;
        Ok(journal)
    }

    /// Checks the whole file.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] when it is damaged.
    pub async fn check(&self) -> Result<(), JournalError> {
        const OPERATION: &str = "check the journal";
        let found = self
            .patiently(OPERATION, || async {
                let mut reader = self.readers.acquire().await?;
                reader
                    .row("PRAGMA integrity_check", &[])
                    .await?
                    .map_or(Ok(String::new()), |mut row| row.text())
            })
            .await?;
        match &*found {
            "ok" => Ok(()),
            // What SQLite finds names pages and indexes, never what stands in them.
            damage => Err(self.place.corrupt(format!("the file is damaged ({damage})"))),
        }
    }

    /// Goes on with a journal that was put back from an old copy, once somebody has looked for what it lacks.
    ///
    /// # Errors
    /// When it cannot be read, or its counter not written.
    pub async fn accept_restored(&self) -> Result<(), JournalError> {
        const OPERATION: &str = "accept the restored journal";
        let written = self.written(OPERATION).await?;
        self.mark.set(written).map_err(|error| self.place.fail(OPERATION, file::trouble(&error)))
    }

    /// Waits until every connection is closed; the log is then in the file itself.
    pub async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Makes good for a counter that is missing or behind.
    async fn mark_written(&self, operation: &'static str) -> Result<(), JournalError> {
        let written = self.written(operation).await?;
        self.mark.raise(written).map_err(|error| self.place.fail(operation, file::trouble(&error)))
    }

    /// How many intents and facts were ever written.
    async fn written(&self, operation: &'static str) -> Result<u64, JournalError> {
        self.patiently(operation, || async { written(&mut *self.readers.acquire().await?).await }).await
    }

    /// Refuses to drive anything in a journal that lacks something. To be asked before a transaction has written.
    async fn refuse_restored(&self, session: &mut impl Session) -> Result<(), Trouble> {
        let written = written(session).await?;
        let marked = self.mark.read().map_err(|error| file::trouble(&error))?;
        match marked.checked_sub(written) {
            None | Some(0) => Ok(()),
            Some(missing) => Err(JournalError::Restored { place: self.place.0.clone(), missing }.into()),
        }
    }

    async fn open_once(
        &self,
        intent: &Intent,
        worker: &Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> Result<Opened, JournalError> {
        const OPERATION: &str = "write a booking into the journal";
        let mut writing = self.begin(OPERATION).await?;
        let opened = async {
            let whole = self.refuse_restored(&mut *writing).await;
            let opened = statements::open(&mut *writing, intent, worker, lease, now).await?;
            let opened = opened.ok_or_else(|| Trouble::corrupt("a claim or a key belongs to nobody"))?;
            // What was asked for before can be told in any case.
            if matches!(opened, Opened::New(_)) {
                whole?;
            }
            Ok(opened)
        };
        let opened = opened.await.map_err(|trouble| self.place.fail(OPERATION, trouble))?;
        if matches!(opened, Opened::New(_)) {
            self.commit_counted(OPERATION, writing).await?;
        }
        Ok(opened)
    }

    async fn append_once(
        &self,
        lease: &Lease,
        records: &[Record],
        standing: Standing,
    ) -> Result<(), JournalError> {
        const OPERATION: &str = "write records into the journal";
        let mut writing = self.begin_whole(OPERATION).await?;
        let written = statements::append(&mut *writing, lease, records, standing).await;
        written.map_err(|trouble| self.place.fail(OPERATION, trouble))?;
        self.commit_counted(OPERATION, writing).await
    }

    /// Waits for its turn to write, in a journal that lacks nothing.
    async fn begin_whole(
        &self,
        operation: &'static str,
    ) -> Result<Transaction<'static, sqlx::Sqlite>, JournalError> {
        let mut writing = self.begin(operation).await?;
        let whole = self.refuse_restored(&mut *writing).await;
        whole.map_err(|trouble| self.place.fail(operation, trouble))?;
        Ok(writing)
    }

    /// Waits for its turn to write, within a bound.
    async fn begin(
        &self,
        operation: &'static str,
    ) -> Result<Transaction<'static, sqlx::Sqlite>, JournalError> {
        self.patiently(operation, || async { Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?) }).await
    }

    async fn commit(
        &self,
        operation: &'static str,
        writing: Transaction<'static, sqlx::Sqlite>,
    ) -> Result<(), JournalError> {
        writing.commit().await.map_err(|error| self.place.fail(operation, error.into()))
    }

    /// Commits intents or facts, and lets the counter beside the journal follow.
    async fn commit_counted(
        &self,
        operation: &'static str,
        mut writing: Transaction<'static, sqlx::Sqlite>,
    ) -> Result<(), JournalError> {
        let written = written(&mut *writing).await.map_err(|trouble| self.place.fail(operation, trouble))?;
        self.commit(operation, writing).await?;
        // It is written: a counter that lags behind only notices less, and the next one mends it.
        let _ = self.mark.raise(written);
        Ok(())
    }

    /// Does something again for as long as others hold the file, within a bound. It must have no effect when it fails.
    async fn patiently<T, F>(
        &self,
        operation: &'static str,
        attempt: impl Fn() -> F,
    ) -> Result<T, JournalError>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        let attempts = async {
            loop {
                match attempt().await {
                    Err(trouble) if trouble.is_busy() => tokio::time::sleep(PAUSE).await,
                    done => return done,
                }
            }
        };
        match tokio::time::timeout(PATIENCE, attempts).await {
            Ok(done) => done.map_err(|trouble| self.place.fail(operation, trouble)),
            Err(_) => {
                Err(self.place.unavailable(operation, "other runs kept it locked for too long; try again"))
            }
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("place", &self.place.0).finish_non_exhaustive()
    }
}

impl Journal for Sqlite {
    fn open<'a>(
        &'a self,
        intent: &'a Intent,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Opened, JournalError>> {
        Box::pin(self.open_once(intent, worker, lease, now))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        records: &'a [Record],
        standing: Standing,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.doubts.guard(&self.place, lease, self.append_once(lease, records, standing)))
    }

    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<Lease, JournalError>> {
        const OPERATION: &str = "keep a booking in the journal";
        Box::pin(async move {
            let mut writing = self.begin(OPERATION).await?;
            let renewed = statements::renew(&mut *writing, lease, until).await;
            let renewed = renewed.map_err(|trouble| self.place.fail(OPERATION, trouble))?;
            self.commit(OPERATION, writing).await?;
            Ok(renewed)
        })
    }

    fn take<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Taken, JournalError>> {
        const OPERATION: &str = "take a booking from the journal";
        Box::pin(async move {
            let mut writing = self.begin_whole(OPERATION).await?;
            let taken = statements::take(&mut *writing, tenant, intent, worker, lease, now).await;
            let taken = taken.map_err(|trouble| self.place.fail(OPERATION, trouble))?;
            self.commit(OPERATION, writing).await?;
            self.doubts.settle_taken(&taken);
            Ok(taken)
        })
    }

    fn take_due<'a>(
        &'a self,
        tenant: &'a str,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(Lease, Stored)>, JournalError>> {
        const OPERATION: &str = "take a booking from the journal";
        Box::pin(async move {
            let mut writing = self.begin_whole(OPERATION).await?;
            let taken = statements::take_due(&mut *writing, PICK, tenant, worker, lease, now).await;
            let taken = taken.map_err(|trouble| self.place.fail(OPERATION, trouble))?;
            self.commit(OPERATION, writing).await?;
            if let Some((lease, _)) = &taken {
                self.doubts.settle(lease.intent);
            }
            Ok(taken)
        })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
    ) -> BoxFuture<'a, Result<Option<Stored>, JournalError>> {
        Box::pin(self.patiently("read the journal", move || async move {
            statements::load(&mut *self.readers.acquire().await?, tenant, intent).await
        }))
    }

    fn find<'a>(
        &'a self,
        tenant: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<IntentId>, JournalError>> {
        Box::pin(self.patiently("read the journal", move || async move {
            statements::find(&mut *self.readers.acquire().await?, tenant, key).await
        }))
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        filter: Filter,
    ) -> BoxFuture<'a, Result<Vec<Summary>, JournalError>> {
        Box::pin(self.patiently("read the journal", move || async move {
            statements::list(&mut *self.readers.acquire().await?, tenant, filter).await
        }))
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // Where the system's own flush stops at the disk's cache, this one does not.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .disable_statement_logging()
}

fn pool(most: u32) -> PoolOptions<sqlx::Sqlite> {
    PoolOptions::new().max_connections(most).acquire_timeout(PATIENCE).test_before_acquire(false)
}

/// How many intents and facts were ever written, as this session sees it.
async fn written(session: &mut impl Session) -> Result<u64, Trouble> {
    let row = session.row("SELECT n FROM written", &[]).await?;
    let count = row.ok_or_else(|| Trouble::corrupt("the count of what was written is missing"))?.int()?;
    u64::try_from(count).map_err(|_| Trouble::corrupt("a count is negative"))
}
