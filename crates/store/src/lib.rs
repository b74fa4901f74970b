//! The journal of bookings on SQLite, for one program, and on PostgreSQL, for several.
//!
//! Both play the role [`Journal`] of `freebusy-booking` with the same statements: what differs is how a transaction
//! begins, how a due saga is picked, and how the schema comes to be. What either has confirmed is there after a loss
//! of power, and a driver that has lost its lease writes nothing.
//!
//! An append that ended in an error, or was dropped before its end, may have been carried out: nobody can know when
//! the answer to a commit is lost. Its lease writes nothing from then on; the saga has to be taken anew, with all
//! that was written.

mod doubt;
mod error;
mod location;
mod postgres;
mod session;
mod sqlite;
mod statements;

use std::sync::Arc;

use freebusy_booking::{Journal, JournalError};

pub use location::{Location, LocationError, PostgresUrl};
pub use postgres::Postgres;
pub use sqlite::Sqlite;

/// Opens the journal at `location`, and makes it where there is none.
///
/// # Errors
/// [`JournalError::Newer`] when a later version wrote it, [`JournalError::Corrupt`] when it is none, and
/// [`JournalError::Unavailable`] when it cannot be reached or others may read it.
pub async fn open(location: &Location) -> Result<Arc<dyn Journal>, JournalError> {
    Ok(match location {
        Location::Sqlite(path) => Arc::new(Sqlite::open(path).await?),
        Location::Postgres(url) => Arc::new(Postgres::connect(url).await?),
    })
}
