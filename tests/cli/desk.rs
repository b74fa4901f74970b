//! Ana at Calendly and Dee at Cal.com, a start that suits both, and the commands that book it.

use serde_json::Value;

use super::run::{Folder, Ran};
use super::services::{Services, run};

/// Who is booked, for how long, in which days.
pub(crate) const GROUP: [&str; 8] = [
    "--with",
    "ana=calendly:calendly/30min",
    "--with",
    "dee=calcom:calcom/intro",
    "-d",
    "30m",
    "--to",
    "+10d",
];

pub(crate) const ADA: [&str; 2] = ["--attendee", "Ada Byron <ada.canary@example.com>"];

/// A folder, the services, and some starts that suit Ana and Dee.
pub(crate) struct Desk {
    pub(crate) services: Services,
    pub(crate) folder: Folder,
    pub(crate) starts: Vec<String>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let (services, folder) = (Services::start(), Folder::new());
        let found =
            run(&folder, &services.direct(), &[&["find", "--limit", "6", "--json"], &GROUP[..]].concat());
        assert_eq!(found.code, 0, "{found:?}");
        let slots = found.json();
        let start = |slot: &Value| slot["start"].as_str().unwrap().to_owned();
        let starts = slots["slots"].as_array().unwrap().iter().map(start).collect();
        Self { services, folder, starts }
    }

    /// The program with the way to the services.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        run(&self.folder, &self.services.direct(), args)
    }

    /// `book` of the group at one of the starts, with more words.
    pub(crate) fn book(&self, start: usize, more: &[&str]) -> Ran {
        self.run(&[&["book", "--slot", &self.starts[start]], &GROUP[..], &ADA, more].concat())
    }

    /// The id of a booking of the group at one of the starts.
    pub(crate) fn booked(&self, start: usize) -> String {
        let ran = self.book(start, &["--yes", "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()["id"].as_str().unwrap().to_owned()
    }

    /// How a booking stands.
    pub(crate) fn shown(&self, id: &str) -> Value {
        self.run(&["bookings", "show", id, "--json"]).json()
    }

    /// How many bookings were sent to Calendly and to Cal.com.
    pub(crate) fn creates(&self) -> (usize, usize) {
        let count = |service, path| self.services.count(service, "POST", path);
        (count("calendly", "/invitees"), count("calcom", "/v2/bookings"))
    }

    pub(crate) fn journal(&self) -> std::path::PathBuf {
        self.folder.path().join("state/freebusy/journal.sqlite")
    }

    /// Changes the journal behind the program's back.
    pub(crate) fn meddle(&self, sql: &str) {
        use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

        let options = SqliteConnectOptions::new().filename(self.journal());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut journal = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut journal).await.unwrap();
            journal.close().await.unwrap();
        });
    }
}
