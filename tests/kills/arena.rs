//! Where children live and die: the services, one journal, and the program with the way to both.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use freebusy_booking::{Filter, Journal as _, Stored, Summary};
use freebusy_sandbox::Exchange;
use freebusy_store::Sqlite;
use freebusy_transport::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::runtime::block_on;
use super::services::Services;
use super::world;

const TENANT: &str = "local";

/// Where the hosts' services create bookings.
pub(crate) const CALENDLY_CREATE: &str = "/invitees";
pub(crate) const CALCOM_CREATE: &str = "/v2/bookings";

/// The services, one journal, and the program with the way to both.
pub(crate) struct Arena {
    folder: TempDir,
    services: Services,
}

impl Arena {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let services = block_on(Services::over(world::world()));
        let (calendly, calcom) = (services.word("calendly", "base_url"), services.word("calcom", "base_url"));
        fs::write(folder.path().join("freebusy.toml"), world::configuration(calendly, calcom)).unwrap();
        Self { folder, services }
    }

    /// The program in this arena, with nothing of the surroundings but where the system is.
    pub(crate) fn program(&self, args: &[String]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_freebusy"));
        command.current_dir(self.folder.path()).env_clear().envs(world::variables());
        command.env("TZ", "UTC").env("XDG_CONFIG_HOME", self.folder.path());
        command.args(args).args([
            "--config",
            "freebusy.toml",
            "--journal",
            "journal.sqlite",
            "--format",
            "json",
        ]);
        command
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.sqlite")
    }

    /// Opens the journal as a program would that finds it after a crash, and has the database check all of it.
    pub(crate) fn check(&self) {
        block_on(async {
            let journal = Sqlite::open(self.journal()).await.unwrap();
            journal.check().await.unwrap();
            journal.close().await;
        });
    }

    /// Everything that is written down.
    pub(crate) fn written(&self) -> Vec<(Summary, Stored)> {
        block_on(async {
            let journal = Sqlite::open(self.journal()).await.unwrap();
            let mut written = Vec::new();
            for summary in journal.list(TENANT, Filter::All).await.unwrap() {
                let stored = journal.load(TENANT, summary.intent).await.unwrap().unwrap();
                written.push((summary, stored));
            }
            journal.close().await;
            written
        })
    }

    /// What is written down in short.
    pub(crate) fn summaries(&self) -> Vec<Summary> {
        block_on(async {
            let journal = Sqlite::open(self.journal()).await.unwrap();
            let summaries = journal.list(TENANT, Filter::All).await.unwrap();
            journal.close().await;
            summaries
        })
    }

    /// What the services have.
    pub(crate) fn world(&self) -> Value {
        serde_json::from_slice(&block_on(self.services.control(Method::GET, "/world", None))).unwrap()
    }

    /// What the services were asked.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.services.sandbox.exchanges()
    }

    /// Lets the services fail once, in one of many ways.
    pub(crate) fn spoil(&self, dice: &mut fastrand::Rng) {
        block_on(self.services.order(Method::POST, "/faults", &fault(dice)));
    }

    /// Lets the services work again.
    pub(crate) fn mend(&self) {
        block_on(self.services.control(Method::DELETE, "/faults", None));
    }
}

/// Most of all slow answers, so that there is time to die in the middle of a call.
fn fault(dice: &mut fastrand::Rng) -> Value {
    let is_calendly = dice.bool();
    let service = if is_calendly { "calendly" } else { "calcom" };
    let create = if is_calendly { CALENDLY_CREATE } else { CALCOM_CREATE };
    let cancel = if is_calendly { "/scheduled_events/{id}/cancellation" } else { "/v2/bookings/{id}/cancel" };
    let delay = dice.u64(100..900);
    let order = |path: &str, fault: &str, status: u16| {
        json!({
            "service": service, "method": "POST", "path": path, "fault": fault, "status": status, "delay_ms": delay,
        })
    };
    match dice.u8(0..20) {
        0..8 => order(create, "slow", 200),
        8..10 => order(create, "commit_then_timeout", 500),
        10 => order(create, "commit_then_status", 502),
        11 => order(create, "cut", 200),
        12 => order(create, "bad_json", 200),
        13 => order(create, "drop", 500),
        14..16 => order(CALCOM_CREATE, "slow", 200),
        16 => {
            json!({ "service": "calcom", "method": "POST", "path": CALCOM_CREATE, "fault": "status", "status": 403 })
        }
        17 => order("/v2/slots/reservations", "slow", 200),
        18 => order(cancel, "slow", 200),
        _ => order(cancel, "commit_then_timeout", 500),
    }
}
