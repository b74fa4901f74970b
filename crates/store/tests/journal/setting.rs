//! Where a case runs: a file in a folder, or a schema of a database, of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use freebusy_booking::{Journal, JournalError};
use freebusy_store::{Location, Postgres, PostgresUrl, Sqlite};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

pub(crate) enum Setting {
    Sqlite(TempDir),
    Postgres { url: PostgresUrl, schema: String },
}

pub(crate) fn sqlite() -> Setting {
    Setting::Sqlite(tempfile::tempdir().unwrap())
}

/// `None` where there is no server, which is said.
pub(crate) async fn postgres() -> Option<Setting> {
    let text = server();
    let connecting = tokio::time::timeout(Duration::from_secs(5), connect()).await;
    let trouble = match connecting {
        Ok(Ok(connection)) => {
            connection.close().await.unwrap();
            let schema = format!("freebusy_test_{:016x}", fastrand::u64(..));
            return Some(Setting::Postgres { url: text.parse().unwrap(), schema });
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

pub(crate) fn server() -> String {
    let named = std::env::var("FREEBUSY_TEST_POSTGRES");
    named.unwrap_or_else(|_| "postgres://127.0.0.1:5432/test".into())
}

/// A connection past the journal, as whoever runs the tests where no role is named.
async fn connect() -> Result<PgConnection, sqlx::Error> {
    let mut options: PgConnectOptions = server().parse()?;
    if options.get_username() == "anonymous" {
        let name = std::process::Command::new("id").arg("-un").output().unwrap().stdout;
        options = options.username(String::from_utf8(name).unwrap().trim());
    }
    options.connect().await
}

impl Setting {
    /// The journal, opened once more.
    pub(crate) async fn open(&self) -> Arc<dyn Journal> {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Arc<dyn Journal>, JournalError> {
        Ok(match self {
            Self::Sqlite(_) => freebusy_store::open(&Location::Sqlite(self.file())).await?,
            Self::Postgres { url, schema } => Arc::new(Postgres::connect_in(url, schema).await?),
        })
    }

    pub(crate) async fn sqlite(&self) -> Sqlite {
        Sqlite::open(self.file()).await.unwrap()
    }

    pub(crate) fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite(folder) => folder.path().join("bookings.db"),
            Self::Postgres { .. } => panic!("a server has no file"),
        }
    }

    /// Does something behind the journal's back.
    pub(crate) async fn meddle(&self, sql: &str) {
        match self {
            Self::Sqlite(_) => {
                let mut raw = self.raw_sqlite().await;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut raw).await.unwrap();
                raw.close().await.unwrap();
            }
            Self::Postgres { .. } => {
                let mut raw = self.raw_postgres().await;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut raw).await.unwrap();
            }
        }
    }

    /// Looks at a number behind the journal's back.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(_) => sqlx::query_scalar(sql).fetch_one(&mut self.raw_sqlite().await).await.unwrap(),
            Self::Postgres { .. } => {
                sqlx::query_scalar(sql).fetch_one(&mut self.raw_postgres().await).await.unwrap()
            }
        }
    }

    async fn raw_sqlite(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite://{}", self.file().display())).await.unwrap()
    }

    async fn raw_postgres(&self) -> PgConnection {
        let Self::Postgres { schema, .. } = self else { panic!("a file is no server") };
        let mut raw = connect().await.unwrap();
        let sql = format!("SET search_path = {schema}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut raw).await.unwrap();
        raw
    }
}

/// Also when a test fails, a server is left as it was found: a thread of its own can wait where a drop cannot.
impl Drop for Setting {
    fn drop(&mut self) {
        let Self::Postgres { schema, .. } = self else { return };
        let sql = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
        let clear = async move {
            let mut raw = connect().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut raw).await.unwrap();
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let cleared = std::thread::spawn(move || runtime.block_on(clear)).join();
        assert!(cleared.is_ok() || std::thread::panicking(), "the schema of a test was left behind");
    }
}
