//! How the tables come to be in a database.

use sqlx::{Connection, PgConnection};

use freebusy_booking::JournalError;

use crate::error::{Place, Trouble};
use crate::session::{Session, Value};

/// What leads from each version of the tables to the next.
const STEPS: [&str; 1] = [include_str!("1.sql")];
/// The last of them.
const KNOWN: i64 = 1;
/// By which two programs that open a database at once know that they do the same.
const LOCK: i64 = 0x6672_6565_6275_7379;
/// What a role without the right is told.
const INSUFFICIENT: &str = "42501";

/// Brings the tables to the version that is known here. Several programs may do it at once: one does, the others wait.
pub(super) async fn migrate(
    connection: &mut PgConnection,
    schema: &str,
    place: &Place,
) -> Result<(), Trouble> {
    if version(connection, schema, place).await? == KNOWN {
        return Ok(());
    }
    let mut writing = connection.begin().await?;
    writing.row("SELECT pg_advisory_xact_lock($1)::text", &[Value::Int(LOCK)]).await?;
    let found = version(&mut writing, schema, place).await?;
    if found == 0 {
        make_schema(&mut writing, schema).await?;
    }
    let extension = extension(&mut writing).await?;
    let path = format!("{schema}, {extension}");
    writing.row("SELECT set_config('search_path', $1, TRUE)", &[Value::Text(&path)]).await?;
    for (step, version) in STEPS.into_iter().zip(1..).filter(|(_, version)| *version > found) {
        sqlx::raw_sql(step).execute(&mut *writing).await?;
        writing.run("DELETE FROM version", &[]).await?;
        writing.run("INSERT INTO version (version) VALUES ($1)", &[Value::Int(version)]).await?;
    }
    Ok(writing.commit().await?)
}

/// The version of the tables, nought where there are none.
async fn version(connection: &mut PgConnection, schema: &str, place: &Place) -> Result<i64, Trouble> {
    let sql = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = $1 AND tablename = 'version'";
    let tables = connection.row(sql, &[Value::Text(schema)]).await?.map_or(Ok(0), |mut row| row.int())?;
    if tables == 0 {
        return Ok(0);
    }
    let row = connection.row("SELECT version FROM version", &[]).await?;
    match row.map_or(Ok(0), |mut row| row.int())? {
        found if found > KNOWN => {
            Err(JournalError::Newer { place: place.0.clone(), found, known: KNOWN }.into())
        }
        found if found < 1 => Err(Trouble::corrupt(format!("its version is {found}"))),
        found => Ok(found),
    }
}

/// The schema may have been made by somebody who may, for a program that may not.
async fn make_schema(connection: &mut PgConnection, schema: &str) -> Result<(), Trouble> {
    let sql = "SELECT COUNT(*) FROM pg_namespace WHERE nspname = $1";
    if connection.row(sql, &[Value::Text(schema)]).await?.map_or(Ok(0), |mut row| row.int())? == 1 {
        return Ok(());
    }
    // An identifier cannot be bound; this one was checked to be of small letters, digits and underscores.
    let sql = format!("CREATE SCHEMA {schema} AUTHORIZATION CURRENT_USER");
    match sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await {
        Err(error) if is_insufficient(&error) => Err(Trouble::plain(format!(
            "this role may not create the schema `{schema}`; let an administrator run \
             `CREATE SCHEMA {schema} AUTHORIZATION …` with its name"
        ))),
        done => Ok(done.map(drop)?),
    }
}

/// Makes sure of the extension that claims are kept apart with, and tells the schema that it is in.
async fn extension(connection: &mut PgConnection) -> Result<String, Trouble> {
    let sql = "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace \
               ON pg_namespace.oid = extnamespace WHERE extname = 'btree_gist'";
    if let Some(mut row) = connection.row(sql, &[]).await? {
        return row.text();
    }
    // Not in our own schema: it belongs to the whole database, and others may come to use it.
    match sqlx::raw_sql("CREATE EXTENSION btree_gist WITH SCHEMA public").execute(connection).await {
        Err(sqlx::Error::Database(error)) => Err(Trouble::plain(format!(
            "the extension `btree_gist` is missing and cannot be created (`{}`); let an administrator run \
             `CREATE EXTENSION btree_gist` in this database",
            error.message()
        ))),
        done => Ok(done.map(|_| "public".to_owned())?),
    }
}

fn is_insufficient(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == INSUFFICIENT)
}
