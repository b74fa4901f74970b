//! How the tables come to be in a file, and how it is told that they are ours.

use sqlx::{Connection, SqliteConnection, SqlitePool};

use freebusy_booking::JournalError;

use crate::error::{Place, Trouble};
use crate::session::Session;

/// What leads from each version of the tables to the next.
const STEPS: [&str; 2] = [include_str!("1.sql"), include_str!("2.sql")];
/// The last of them.
pub(super) const KNOWN: i64 = 2;
/// What stands in the head of the file: `frby`.
const APPLICATION: i64 = 0x6672_6279;

/// Brings the tables to the version that is known here. Several runs may do it at once: one does, the others wait.
pub(super) async fn migrate(pool: &SqlitePool, place: &Place) -> Result<(), Trouble> {
    let mut connection = pool.acquire().await?;
    // In one transaction, so that what is read belongs together while others make the tables.
    let mut reading = connection.begin().await?;
    let found = version(&mut reading, place).await?;
    reading.rollback().await?;
    if found == KNOWN {
        return Ok(());
    }
    let mut writing = connection.begin_with("BEGIN IMMEDIATE").await?;
    let found = version(&mut writing, place).await?;
    for (step, version) in STEPS.into_iter().zip(1..).filter(|(_, version)| *version > found) {
        sqlx::raw_sql(step).execute(&mut *writing).await?;
        stamp(&mut writing, version).await?;
    }
    Ok(writing.commit().await?)
}

async fn stamp(connection: &mut SqliteConnection, version: i64) -> Result<(), Trouble> {
    // A pragma takes no bound values; these are numbers of our own.
    let sql = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// The version of the tables, nought where there are none.
async fn version(connection: &mut SqliteConnection, place: &Place) -> Result<i64, Trouble> {
    let found = number(connection, "PRAGMA user_version").await?;
    let application = number(connection, "PRAGMA application_id").await?;
    let tables = number(connection, "SELECT COUNT(*) FROM sqlite_master").await?;
    match (application, tables) {
        (APPLICATION, _) if found > KNOWN => {
            Err(JournalError::Newer { place: place.0.clone(), found, known: KNOWN }.into())
        }
        (APPLICATION, _) => Ok(found),
        (0, 0) if found == 0 => Ok(0),
        _ => Err(Trouble::corrupt("the file is a database of another program")),
    }
}

async fn number(connection: &mut SqliteConnection, sql: &'static str) -> Result<i64, Trouble> {
    connection.row(sql, &[]).await?.map_or(Ok(0), |mut row| row.int())
}
