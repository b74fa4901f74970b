//! The journal on a server, for several programs at once.
//!
//! The server keeps claims apart by an exclusion constraint and hands due sagas out by skipping locked rows. Every
//! call has a bound, of which the server knows too: a program that is gone holds nothing for long.

mod schema;
mod user;

use std::fmt;
use std::future::Future;
use std::time::Duration;

use freebusy_booking::{
    Filter, Intent, IntentId, Journal, JournalError, Lease, Opened, Record, Standing, Stored, Summary, Taken,
    Worker,
};
use freebusy_core::{Seconds, Timestamp};
use futures_core::future::BoxFuture;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{ConnectOptions, Connection};

use crate::doubt::Doubts;
use crate::error::{Place, Trouble};
use crate::location::PostgresUrl;
use crate::statements::{self, Pick};

/// The schema that everything lies in.
const SCHEMA: &str = "freebusy";
/// How long a whole call may take, with the wait for a connection.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the wait for a connection may take.
const QUEUE: Duration = Duration::from_secs(30);
/// How long the first connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long to pause before a server without room is asked again.
const PAUSE: Duration = Duration::from_millis(100);
/// How many connections one program holds at most.
const CONNECTIONS: u32 = 8;
/// How often an intent is tried that was in the way of others who then gave up.
const OPEN_TRIES: u32 = 20;

const PICK: Pick = Pick(
    "UPDATE intent SET owner = $2, epoch = epoch + 1, lease_until = $3 WHERE id = (SELECT id FROM intent \
     WHERE tenant = $1 AND next <= $4 AND lease_until <= $4 ORDER BY next, id LIMIT 1 FOR UPDATE SKIP LOCKED) \
     RETURNING epoch, id, tenant, wanted, records",
);

/// The journal on a server.
pub struct Postgres {
    place: Place,
    pool: PgPool,
    doubts: Doubts,
}

impl Postgres {
    /// Opens the journal in the schema `freebusy` of the database, and makes it where there is none.
    ///
    /// The password comes from the URL, from `PGPASSWORD` or from `.pgpass`. The role needs the right to create a
    /// schema and the extension `btree_gist`, or finds both there.
    ///
    /// # Errors
    /// [`JournalError::Unavailable`] when it cannot be reached or made, [`JournalError::Newer`] when a later version
    /// made it.
    pub async fn connect(url: &PostgresUrl) -> Result<Self, JournalError> {
        Self::connect_in(url, SCHEMA).await
    }

    /// The same in another schema, so that several journals lie in one database. Its name is made of small letters,
    /// digits and underscores.
    ///
    /// # Errors
    /// As [`Postgres::connect`], and when the name is another.
    pub async fn connect_in(url: &PostgresUrl, schema: &str) -> Result<Self, JournalError> {
        const OPERATION: &str = "open the journal";
        let place = Place(url.to_string().into());
        let options = options(url, schema).map_err(|trouble| place.fail(OPERATION, trouble))?;
        bounded(&place, OPERATION, async {
            let mut connection = first(&options).await?;
            schema::migrate(&mut connection, schema, &place).await?;
            Ok(connection.close().await?)
        })
        .await?;
        let pool = PoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(QUEUE);
        Ok(Self { place, pool: pool.connect_lazy_with(options), doubts: Doubts::default() })
    }

    async fn open_once(
        &self,
        intent: &Intent,
        worker: &Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> Result<Opened, Trouble> {
        for _ in 0..OPEN_TRIES {
            let mut writing = self.pool.begin().await?;
            match statements::open(&mut *writing, intent, worker, lease, now).await? {
                Some(opened @ Opened::New(_)) => {
                    writing.commit().await?;
                    return Ok(opened);
                }
                Some(opened) => {
                    writing.rollback().await?;
                    return Ok(opened);
                }
                None => writing.rollback().await?,
            }
        }
        Err(Trouble::plain("others claim and give up the same time over and over; try again"))
    }

    async fn append_once(
        &self,
        lease: &Lease,
        records: &[Record],
        standing: Standing,
    ) -> Result<(), Trouble> {
        let mut writing = self.pool.begin().await?;
        statements::append(&mut *writing, lease, records, standing).await?;
        Ok(writing.commit().await?)
    }

    async fn take_once(
        &self,
        tenant: &str,
        intent: IntentId,
        worker: &Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> Result<Taken, Trouble> {
        let mut writing = self.pool.begin().await?;
        let taken = statements::take(&mut *writing, tenant, intent, worker, lease, now).await?;
        writing.commit().await?;
        self.doubts.settle_taken(&taken);
        Ok(taken)
    }

    async fn take_due_once(
        &self,
        tenant: &str,
        worker: &Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> Result<Option<(Lease, Stored)>, Trouble> {
        let mut writing = self.pool.begin().await?;
        let taken = statements::take_due(&mut *writing, PICK, tenant, worker, lease, now).await?;
        writing.commit().await?;
        if let Some((lease, _)) = &taken {
            self.doubts.settle(lease.intent);
        }
        Ok(taken)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("place", &self.place.0).finish_non_exhaustive()
    }
}

impl Journal for Postgres {
    fn open<'a>(
        &'a self,
        intent: &'a Intent,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Opened, JournalError>> {
        let opening = self.open_once(intent, worker, lease, now);
        Box::pin(bounded(&self.place, "write a booking into the journal", opening))
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        records: &'a [Record],
        standing: Standing,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        let appending = self.append_once(lease, records, standing);
        let appending = bounded(&self.place, "write records into the journal", appending);
        Box::pin(self.doubts.guard(&self.place, lease, appending))
    }

    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<Lease, JournalError>> {
        let renewing = async move { statements::renew(&mut *self.pool.acquire().await?, lease, until).await };
        Box::pin(bounded(&self.place, "keep a booking in the journal", renewing))
    }

    fn take<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Taken, JournalError>> {
        let taking = self.take_once(tenant, intent, worker, lease, now);
        Box::pin(bounded(&self.place, "take a booking from the journal", taking))
    }

    fn take_due<'a>(
        &'a self,
        tenant: &'a str,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(Lease, Stored)>, JournalError>> {
        let taking = self.take_due_once(tenant, worker, lease, now);
        Box::pin(bounded(&self.place, "take a booking from the journal", taking))
    }

    fn load<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
    ) -> BoxFuture<'a, Result<Option<Stored>, JournalError>> {
        let loading = async move { statements::load(&mut *self.pool.acquire().await?, tenant, intent).await };
        Box::pin(bounded(&self.place, "read the journal", loading))
    }

    fn find<'a>(
        &'a self,
        tenant: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<IntentId>, JournalError>> {
        let finding = async move { statements::find(&mut *self.pool.acquire().await?, tenant, key).await };
        Box::pin(bounded(&self.place, "read the journal", finding))
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        filter: Filter,
    ) -> BoxFuture<'a, Result<Vec<Summary>, JournalError>> {
        let listing = async move { statements::list(&mut *self.pool.acquire().await?, tenant, filter).await };
        Box::pin(bounded(&self.place, "read the journal", listing))
    }
}

/// A pool would take a server that refuses for one that is starting up, and keep on asking: the first connection is
/// made without, so that the reason is told at once. Only a server that is full or starting up is asked again.
async fn first(options: &PgConnectOptions) -> Result<sqlx::PgConnection, Trouble> {
    let connecting = async {
        loop {
            match options.connect().await {
                Err(error) if is_passing(&error) => tokio::time::sleep(PAUSE).await,
                done => return Ok(done?),
            }
        }
    };
    match tokio::time::timeout(CONNECT, connecting).await {
        Ok(done) => done,
        Err(_) => Err(Trouble::plain("it does not answer or has no room; see whether it is up")),
    }
}

/// Whether a server has too many connections, or is not yet ready for any.
fn is_passing(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("53300" | "57P03"))
}

fn options(url: &PostgresUrl, schema: &str) -> Result<PgConnectOptions, Trouble> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !schema.starts_with(|c: char| c.is_ascii_lowercase()) || !schema.chars().all(is_plain) {
        return Err(Trouble::plain(
            "the schema's name is not of small letters, digits and underscores; rename it",
        ));
    }
    let mut options = PgConnectOptions::from_url(url.reveal())?;
    // The driver does not know who runs it and says `anonymous`.
    if let Some(user) = user::unless_named(url.reveal()) {
        options = options.username(&user);
    }
    Ok(options.application_name("freebusy").disable_statement_logging().options([
        ("search_path", schema),
        ("synchronous_commit", "on"),
        ("lock_timeout", "30s"),
        ("statement_timeout", "30s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ]))
}

/// Gives up after a while, and says where something went wrong.
async fn bounded<T>(
    place: &Place,
    operation: &'static str,
    call: impl Future<Output = Result<T, Trouble>>,
) -> Result<T, JournalError> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(done) => done.map_err(|trouble| place.fail(operation, trouble)),
        Err(_) => Err(place.unavailable(operation, "it does not answer in time; see whether it is up")),
    }
}
