//! One of several instances: a process of this very test program, told over stdin which slot its part of the crowd
//! asks for, that says on stdout what happens. It ends with its stdin.

use std::io::{BufRead as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use freebusy_booking::{Journal, Policy, Worker};
use freebusy_core::Seconds;
use freebusy_driver::Driver;
use freebusy_store::{Postgres, PostgresUrl, Sqlite};
use serde_json::{Value, json};

use crate::crowd::{self, Tally};
use crate::database::Schema;
use crate::evidence::{Seen, assert_written_once};
use crate::runtime::block_on;
use crate::services::Services;
use crate::stage::{Hosts, TENANT, Wall, intent, world};

/// What makes a run of the test below an instance: what it works on, as JSON.
const ROLE: &str = "FREEBUSY_RACE_INSTANCE";
const TEST: &str = "instance::one_instance_makes_one_booking_for_its_crowd";
/// What each line for the parent begins with; the test harness says things too.
const MARK: &str = "race: ";
/// How often an instance looks for what others left.
const SWEEP: Duration = Duration::from_millis(200);

/// How many instances there are, and how many ask all in all.
pub(crate) const INSTANCES: u32 = 3;
pub(crate) const CROWD: u32 = 1_000;

/// The times of the program, shorter: what a killed instance held is taken over within seconds.
fn hasty() -> Policy {
    let seconds = |seconds| Seconds::new(seconds).unwrap();
    Policy { lease: seconds(6), settle: seconds(2), apart: seconds(1), ..Policy::STANDARD }
}

pub(crate) fn driver(journal: Arc<dyn Journal>, worker: &str) -> Driver {
    Driver::new(journal, Arc::new(Wall), Worker(worker.into())).with_policy(hasty())
}

/// The clients that ask the instance of that number.
fn clients(number: u32) -> impl Iterator<Item = u32> {
    (0..CROWD).filter(move |client| client % INSTANCES == number)
}

/// How many they are.
pub(crate) fn share(number: u32) -> usize {
    clients(number).count()
}

#[test]
fn one_instance_makes_one_booking_for_its_crowd() {
    if let Ok(role) = std::env::var(ROLE) {
        return work(&serde_json::from_str(&role).unwrap());
    }
    let services = block_on(Services::over(world()));
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let journal = Arc::new(Sqlite::open(folder.path().join("bookings.db")).await.unwrap());
        let hosts = Arc::new(Hosts::at(services.sandbox.line()));
        let driver = driver(journal.clone(), "alone");
        let told = crowd::book(&[driver], &hosts, clients(0).map(|client| intent(0, client)), &heard()).await;
        let mut tally = Tally::default();
        told.iter().for_each(|told| tally.add(&told.word()));
        assert_eq!(tally, Tally { confirmed: 1, claimed: 333, ..Tally::default() });
        Seen::by(&services).await.assert_booked_once(0);
        assert_written_once(&*journal, 0..1).await;
    });
}

fn heard() -> Arc<dyn Fn(&str) + Send + Sync> {
    Arc::new(|_| {})
}

/// The life of an instance.
fn work(role: &Value) {
    let (told, mut orders) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if told.send(line.unwrap().parse::<u32>().unwrap()).is_err() {
                return;
            }
        }
    });
    let number = u32::try_from(role["number"].as_u64().unwrap()).unwrap();
    let url: PostgresUrl = role["url"].as_str().unwrap().parse().unwrap();
    block_on(async {
        let journal = Postgres::connect_in(&url, role["schema"].as_str().unwrap()).await.unwrap();
        let hosts = Arc::new(Hosts::at(&role["line"]));
        // A new life is a new worker: a lease of the one before it has to run out.
        let driver = driver(Arc::new(journal), &format!("{number} of {}", std::process::id()));
        tokio::spawn(sweep(driver.clone(), Arc::clone(&hosts)));
        say("ready");
        while let Some(slot) = orders.recv().await {
            let hear: Arc<dyn Fn(&str) + Send + Sync> = Arc::new(move |what| say(&format!("{slot} {what}")));
            let asked = clients(number).map(|client| intent(slot, client));
            crowd::book(std::slice::from_ref(&driver), &hosts, asked, &hear).await;
            say(&format!("{slot} done"));
        }
    });
}

/// Drives on what others left, for ever.
async fn sweep(driver: Driver, hosts: Arc<Hosts>) {
    loop {
        match driver.run_due(TENANT, &*hosts, &|_| {}).await {
            Ok(reports) => reports.iter().for_each(|report| say(&format!("swept {}", report.status))),
            Err(error) => say(&format!("sweep failed: {error}")),
        }
        tokio::time::sleep(SWEEP).await;
    }
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody is left to hear it when this fails.
    drop(writeln!(out, "{MARK}{what}").and_then(|()| out.flush()));
}

/// An instance as its parent sees it.
pub(crate) struct Instance {
    child: Child,
    orders: ChildStdin,
}

impl Instance {
    /// Starts one; what it says goes to `heard`, with `life` to tell it from others and from its former lives.
    pub(crate) fn start(
        number: u32,
        life: u32,
        line: &Value,
        schema: &Schema,
        heard: Sender<(u32, String)>,
    ) -> Self {
        let role = json!({ "number": number, "line": line, "url": schema.url, "schema": schema.name });
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", TEST, "--nocapture", "--test-threads", "1"])
            .env(ROLE, role.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = std::io::BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // The harness ends no line before the first of a test.
                if let Some((_, what)) = line.split_once(MARK)
                    && heard.send((life, what.to_owned())).is_err()
                {
                    return;
                }
            }
            drop(heard.send((life, "gone".into())));
        });
        let orders = child.stdin.take().unwrap();
        Self { child, orders }
    }

    pub(crate) fn order(&mut self, slot: u32) {
        writeln!(self.orders, "{slot}").and_then(|()| self.orders.flush()).unwrap();
    }

    /// Ends it as a loss of power would: it is asked nothing.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
