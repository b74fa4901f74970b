//! A schema of its own in a database, and whether there is one to test with.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use freebusy_store::{Postgres, PostgresUrl};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::runtime::block_on;

/// A schema that is gone when this is.
pub(crate) struct Schema {
    pub(crate) url: String,
    pub(crate) name: String,
}

impl Schema {
    /// `None` where there is no server, which is said.
    pub(crate) fn new() -> Option<Self> {
        let trouble = match block_on(async { tokio::time::timeout(Duration::from_secs(5), connect()).await })
        {
            Ok(Ok(connection)) => {
                block_on(connection.close()).unwrap();
                static MADE: AtomicU32 = AtomicU32::new(0);
                let (program, test) = (std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
                return Some(Self { url: server(), name: format!("freebusy_race_{program}_{test}") });
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer".into(),
        };
        assert!(
            std::env::var("FREEBUSY_REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "PostgreSQL is required to test with, and cannot be reached: {trouble}"
        );
        eprintln!("SKIPPED: no PostgreSQL to test with ({trouble}); name one in FREEBUSY_TEST_POSTGRES");
        None
    }

    pub(crate) async fn open(&self) -> Postgres {
        let url: PostgresUrl = self.url.parse().unwrap();
        Postgres::connect_in(&url, &self.name).await.unwrap()
    }
}

/// Also when a test fails, a server is left as it was found.
impl Drop for Schema {
    fn drop(&mut self) {
        let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name);
        let cleared =
            block_on(async { sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connect().await?).await });
        assert!(cleared.is_ok() || std::thread::panicking(), "the schema of a test was left behind");
    }
}

fn server() -> String {
    let named = std::env::var("FREEBUSY_TEST_POSTGRES");
    named.unwrap_or_else(|_| "postgres://127.0.0.1:5432/test".into())
}

/// A connection past the journal, as whoever runs the tests where no role is named.
async fn connect() -> Result<PgConnection, sqlx::Error> {
    let mut options: PgConnectOptions = server().parse()?;
    if options.get_username() == "anonymous" {
        let name = Command::new("id").arg("-un").output().unwrap().stdout;
        options = options.username(String::from_utf8(name).unwrap().trim());
    }
    options.connect().await
}
