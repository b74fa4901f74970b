//! The driver itself: how runs begin, and how all of them are told to stop.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use freebusy_booking::{
    Call, Happening, Intent, IntentId, Journal, JournalError, Lease, Opened, Policy, Report, Saga, Standing,
    Status, Stored, Taken, Worker,
};
use freebusy_core::{Seconds, Timestamp};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::sleep;

use crate::beside::beside;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::error::Error;
use crate::run::{Context, Run};
use crate::running::{Entry, Running};

/// The most calls under way at once, over all sagas of a driver.
const MOST_CALLS: usize = 64;

/// The most sagas that [`Driver::run_due`] drives at once.
const MOST_RUNS: usize = 16;

/// How often is looked for what becomes of a saga that another run drives.
const POLL: Duration = Duration::from_millis(500);

/// What is due within this time is waited for before a run ends.
const SOON: Seconds = Seconds::new(5).expect("it is not negative");

/// To whom a run tells what it does.
pub(crate) type Teller<'a> = &'a (dyn Fn(News) + Send + Sync);

/// Drives sagas, each to where nothing is left to do for now. Clones are one driver: they share the bound on calls,
/// and one that is told to stop stops all.
#[derive(Debug, Clone)]
pub struct Driver {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    worker: Worker,
    policy: Policy,
    call_timeout: Duration,
    turns: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
    running: Running,
}

/// What a driver tells while it works.
#[derive(Debug, Clone)]
pub enum News {
    /// It is written down under this name.
    Opened(IntentId),
    /// A call is about to be made.
    Calling(Call),
    /// How it stands now.
    Stands(Status),
}

/// When a driver stops working on a saga.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Once people can be told how it ended: confirmed, given up, or in need of attention.
    Told,
    /// Once nothing at all is left to do, the watch over a saga that was given up included.
    Done,
}

impl Stop {
    /// Whether a saga that stands so at this time, with no call under way, needs no more work for now.
    pub(crate) fn is_reached(self, standing: Standing, now: Timestamp) -> bool {
        let settled = match standing.status {
            Status::Confirmed | Status::AbortedNoTrace | Status::AbortedNotified | Status::Attention => true,
            Status::Pending => false,
        };
        match (self, standing.next) {
            (_, None) => true,
            (Self::Told, Some(next)) => settled && now + SOON < next,
            (Self::Done, Some(_)) => false,
        }
    }
}

impl Driver {
    /// A driver that writes to `journal` and calls itself `worker`.
    #[must_use]
    pub fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>, worker: Worker) -> Self {
        Self {
            journal,
            clock,
            worker,
            policy: Policy::STANDARD,
            call_timeout: Duration::from_secs(30),
            turns: Arc::new(Semaphore::new(MOST_CALLS)),
            stopping: watch::Sender::new(false),
            running: Running::default(),
        }
    }

    /// The same driver with another bound on the time that one call may take; 30 seconds unless told.
    #[must_use]
    pub const fn with_call_timeout(mut self, call_timeout: Duration) -> Self {
        self.call_timeout = call_timeout;
        self
    }

    /// The same driver going by other times and numbers.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Writes an intent down and drives it; one that is known by its key is driven on, or reported as it ended.
    /// While another run drives it, what becomes of it is waited for, until its deadline.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn book(
        &self,
        intent: Intent,
        directory: &dyn Directory,
        stop: Stop,
        news: &(dyn Fn(News) + Send + Sync),
    ) -> Result<Report, Error> {
        intent.check()?;
        self.refuse_when_stopping()?;
        // Entered before it is written down: whoever finds it there by its key must find it under way.
        let entry = self.running.enter(intent.id);
        let (lease, now) = (self.policy.lease, self.clock.now());
        let context = Context { directory, news };
        match self.journal.open(&intent, &self.worker, lease, now).await? {
            Opened::New(lease) => {
                news(News::Opened(intent.id));
                let stored = Stored { intent, records: Vec::new() };
                Run::new(self, context, stored, lease).drive(vec![Happening::Tick], stop, entry).await
            }
            Opened::Known(stored) => {
                drop(entry);
                news(News::Opened(stored.intent.id));
                self.follow(stored, context, stop).await
            }
            Opened::KeyReused(id) => Err(Error::KeyReused(id)),
            Opened::Claimed(claimant) => Err(Error::Claimed(claimant)),
        }
    }

    /// Takes a saga from the journal, tells it `first`, and drives it.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Busy`] also while another run of this driver is at work on it.
    pub async fn resume(
        &self,
        tenant: &str,
        id: IntentId,
        first: Option<Happening>,
        directory: &dyn Directory,
        stop: Stop,
        news: &(dyn Fn(News) + Send + Sync),
    ) -> Result<Report, Error> {
        self.refuse_when_stopping()?;
        let busy = || Error::Busy { until: self.clock.now() + self.policy.lease };
        let entry = self.running.enter(id).ok_or_else(busy)?;
        match self.take(tenant, id).await? {
            Taken::Ours(lease, stored) => {
                let happenings = [Some(Happening::TakenOver), first].into_iter().flatten().collect();
                let run = Run::new(self, Context { directory, news }, *stored, lease);
                run.drive(happenings, stop, Some(entry)).await
            }
            Taken::Busy { until } => Err(Error::Busy { until }),
            Taken::Unknown => Err(Error::Unknown(id)),
        }
    }

    /// Drives every saga of a tenant that is due and that nobody drives, until there is none, and tells how each
    /// stands. A saga that another run takes meanwhile is left to it.
    ///
    /// # Errors
    /// See [`Error`]; the sagas that were begun by then are driven to their end before.
    pub async fn run_due(
        &self,
        tenant: &str,
        directory: &dyn Directory,
        news: &(dyn Fn(News) + Send + Sync),
    ) -> Result<Vec<Report>, Error> {
        let (mut reports, mut trouble, mut seen) = (Vec::new(), None, BTreeSet::new());
        let (mut runs, mut ended, mut open) = (FuturesUnordered::new(), Vec::new(), true);
        loop {
            while open && trouble.is_none() && runs.len() < MOST_RUNS {
                match beside(self.due(tenant, &mut seen), &mut runs, &mut ended).await {
                    Ok(Some((lease, stored, entry))) => {
                        let run = Run::new(self, Context { directory, news }, stored, lease);
                        runs.push(run.drive(vec![Happening::TakenOver], Stop::Told, Some(entry)));
                    }
                    Ok(None) => open = false,
                    Err(error) => trouble = Some(error),
                }
            }
            let end = match ended.pop() {
                Some(end) => Some(end),
                None => runs.next().await,
            };
            match end {
                Some(Ok(report)) => reports.push(report),
                Some(Err(Error::Journal(JournalError::Fenced(_)))) => {}
                Some(Err(error)) => trouble = trouble.or(Some(error)),
                None => return trouble.map_or(Ok(reports), Err),
            }
        }
    }

    /// From now on no call is begun: what is under way is awaited and written down, then every run ends with what
    /// is known. For the end of the program, which has to wait no longer than one call may take.
    pub fn shut_down(&self) {
        self.stopping.send_replace(true);
    }

    /// Drives on what is written down already, or waits for the run that does.
    async fn follow(&self, mut stored: Stored, context: Context<'_>, stop: Stop) -> Result<Report, Error> {
        let (tenant, id, deadline) = (stored.intent.tenant.clone(), stored.intent.id, stored.intent.deadline);
        loop {
            let saga = self.restored(stored);
            let now = self.clock.now();
            if stop.is_reached(saga.standing(), now) {
                return Ok(saga.report());
            }
            if let Some(entry) = self.running.enter(id) {
                self.refuse_when_stopping()?;
                match self.take(&tenant, id).await? {
                    Taken::Ours(lease, stored) => {
                        let run = Run::new(self, context, *stored, lease);
                        return run.drive(vec![Happening::TakenOver], stop, Some(entry)).await;
                    }
                    Taken::Busy { .. } => {}
                    Taken::Unknown => return Err(Error::Unknown(id)),
                }
            }
            if deadline <= now || self.is_stopping() {
                return Ok(saga.report());
            }
            sleep(POLL).await;
            stored = self.journal.load(&tenant, id).await?.ok_or(Error::Unknown(id))?;
        }
    }

    async fn take(&self, tenant: &str, id: IntentId) -> Result<Taken, JournalError> {
        self.journal.take(tenant, id, &self.worker, self.policy.lease, self.clock.now()).await
    }

    /// The next saga that is due; none twice, so that one that stays due is not driven for ever.
    async fn due(
        &self,
        tenant: &str,
        seen: &mut BTreeSet<IntentId>,
    ) -> Result<Option<(Lease, Stored, Entry)>, Error> {
        if self.is_stopping() {
            return Ok(None);
        }
        let now = self.clock.now();
        let taken = self.journal.take_due(tenant, &self.worker, self.policy.lease, now).await?;
        let Some((lease, stored)) = taken else { return Ok(None) };
        let entry = self.running.enter(lease.intent).filter(|_| seen.insert(lease.intent));
        if entry.is_none() {
            self.journal.renew(&lease, now).await?;
        }
        Ok(entry.map(|entry| (lease, stored, entry)))
    }

    pub(crate) fn restored(&self, stored: Stored) -> Saga {
        Saga::restored(stored.intent, self.policy, &stored.records)
    }

    fn refuse_when_stopping(&self) -> Result<(), Error> {
        if self.is_stopping() { Err(Error::Stopping) } else { Ok(()) }
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Ends once the driver is told to stop.
    pub(crate) async fn told_to_stop(&self) {
        let stopping = self.stopping.subscribe().wait_for(|stopping| *stopping).await.is_ok();
        if !stopping {
            // Only a driver that is gone could get here, and it asks nothing.
            pending::<()>().await;
        }
    }

    /// The right to make a call; `None` once the driver was told to stop.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        tokio::select! {
            biased;
            () = self.told_to_stop() => None,
            turn = self.turns.acquire() => turn.ok(),
        }
    }

    pub(crate) fn journal(&self) -> &dyn Journal {
        &*self.journal
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    pub(crate) const fn lease(&self) -> Seconds {
        self.policy.lease
    }

    pub(crate) const fn call_timeout(&self) -> Duration {
        self.call_timeout
    }
}

#[cfg(test)]
mod tests {
    use freebusy_booking::{Cause, Fact, JournalError};
    use freebusy_core::Interval;
    use futures_util::future::join_all;
    use tokio::time::Instant;

    use super::*;
    use crate::MemoryJournal;
    use crate::scene::{Act, Flaky, OPENED, People, Scripted, SetClock, driver, intent, slot};

    fn alone(ana: Scripted) -> (Arc<Scripted>, People) {
        let ana = Arc::new(ana);
        let people = People::default().with("ana", &ana);
        (ana, people)
    }

    async fn book(driver: &Driver, intent: Intent, people: &People) -> Result<Report, Error> {
        sendable(driver.book(intent, people, Stop::Told, &|_| {})).await
    }

    /// A run can be spawned by whoever has a runtime with several threads.
    fn sendable<T: Send>(run: T) -> T {
        run
    }

    async fn cancel(driver: &Driver, id: IntentId, people: &People) -> Result<Report, Error> {
        let asked = Happening::CancelAsked { reason: "it rains".into() };
        driver.resume("tenant", id, Some(asked), people, Stop::Told, &|_| {}).await
    }

    fn slow(seconds: u64) -> Scripted {
        Scripted::new().then("create", Act::Slow(Duration::from_secs(seconds)))
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_thousand_bookings_of_one_slot_one_is_made_and_the_others_are_told_by_whom_it_is_claimed() {
        let (ana, people) = alone(slow(1));
        let driver = driver(&MemoryJournal::new(), "a");
        let books = (1..=1_000).map(|n| book(&driver, intent(n, &["ana"]), &people));
        let (mut confirmed, mut claimed) = (0, 0);
        for booked in join_all(books).await {
            match booked {
                Ok(report) if report.status == Status::Confirmed => confirmed += 1,
                Err(Error::Claimed(claimant)) if &*claimant.host == "ana" => claimed += 1,
                other => panic!("neither booked nor claimed: {other:?}"),
            }
        }
        assert_eq!((confirmed, claimed, ana.count("create")), (1, 999, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn one_key_gives_one_booking_and_one_answer_however_often_it_is_asked() {
        let (ana, people) = alone(slow(2));
        let journal = MemoryJournal::new();
        let (one, other) = (driver(&journal, "a"), driver(&journal, "b"));
        let asked = |n: u16| Intent { key: "same".into(), hash: intent(1, &[]).hash, ..intent(n, &["ana"]) };
        let books = (1..=100).map(|n| {
            let driver = if n % 2 == 0 { &one } else { &other };
            book(driver, asked(n), &people)
        });
        let reports: Vec<Report> = join_all(books).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(reports[0].status, Status::Confirmed);
        assert!(
            reports.iter().all(|report| report.id == reports[0].id && report.status == reports[0].status)
        );
        assert_eq!(ana.count("create"), 1);
        let again = book(&one, asked(200), &people).await.unwrap();
        assert_eq!((again.id, ana.count("create")), (reports[0].id, 1));
        let reused = book(&one, Intent { key: "same".into(), ..intent(2, &["ana"]) }, &people).await;
        assert!(matches!(reused, Err(Error::KeyReused(id)) if id == again.id));
    }

    #[tokio::test]
    async fn an_intent_that_is_wrong_is_not_written_down() {
        let journal = MemoryJournal::new();
        let refused = book(&driver(&journal, "a"), intent(1, &[]), &People::default()).await;
        assert!(matches!(refused, Err(Error::Intent(freebusy_booking::Fault::NoLegs))));
        assert!(journal.load("tenant", intent(1, &[]).id).await.unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_dead_run_left_is_driven_on_by_whoever_asks_with_its_key() {
        let (ana, people) = alone(Scripted::new().then("create", Act::AppliedMute));
        let journal = MemoryJournal::new();
        let dead = driver(&journal, "a");
        let died =
            tokio::time::timeout(Duration::from_secs(3), book(&dead, intent(1, &["ana"]), &people)).await;
        assert!(died.is_err() && ana.booked().await.len() == 1);
        // Its lease is waited for.
        let report = book(&driver(&journal, "b"), intent(1, &["ana"]), &people).await.unwrap();
        assert_eq!((report.status, ana.count("create")), (Status::Confirmed, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_saga_that_another_run_drives_is_left_to_it() {
        let (_, people) = alone(slow(10));
        let journal = MemoryJournal::new();
        let (one, other) = (driver(&journal, "a"), driver(&journal, "b"));
        let id = intent(1, &[]).id;
        let second = async {
            sleep(Duration::from_secs(1)).await;
            (cancel(&one, id, &people).await, cancel(&other, id, &people).await)
        };
        let (first, (same, another)) = tokio::join!(book(&one, intent(1, &["ana"]), &people), second);
        assert_eq!(first.unwrap().status, Status::Confirmed);
        let until = Timestamp::from_unix(OPENED + 30);
        assert!(matches!(same, Err(Error::Busy { .. })));
        assert!(matches!(another, Err(Error::Busy { until: told }) if told == until));
        assert!(matches!(cancel(&one, intent(9, &[]).id, &people).await, Err(Error::Unknown(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_booking_is_cancelled_for_the_reason_that_was_given() {
        let (ana, people) = alone(Scripted::new());
        let journal = MemoryJournal::new();
        let driver = driver(&journal, "a");
        let id = book(&driver, intent(1, &["ana"]), &people).await.unwrap().id;
        let report = cancel(&driver, id, &people).await.unwrap();
        assert_eq!(report.cause, Some(Cause::Asked { reason: "it rains".into() }));
        assert_eq!((report.status, ana.booked().await.len()), (Status::AbortedNotified, 0));
        assert_eq!(ana.seen().last().unwrap(), "cancel it rains");
        let again = book(&driver, intent(2, &["ana"]), &people).await.unwrap();
        assert_eq!(again.status, Status::Confirmed, "the claim is dropped");
    }

    #[tokio::test(start_paused = true)]
    async fn a_booking_that_takes_anothers_place_undoes_it_once_it_stands() {
        let (ana, people) = alone(Scripted::new());
        let journal = MemoryJournal::new();
        let driver = driver(&journal, "a");
        let old = book(&driver, intent(1, &["ana"]), &people).await.unwrap();
        let later = Interval::new(slot().end(), slot().end() + slot().length()).unwrap();
        let moved = Intent { slot: later, replaces: Some(old.id), ..intent(2, &["ana"]) };
        let report = book(&driver, moved, &people).await.unwrap();
        assert_eq!(report.status, Status::Confirmed);
        let seen = ana.seen();
        assert_eq!(seen[seen.len() - 2..], ["create", "cancel rescheduled"]);
        assert!(ana.booked().await.is_empty(), "the old slot is free again");
        let stored = journal.load("tenant", report.id).await.unwrap().unwrap();
        assert_eq!(stored.records.last().map(|record| &record.fact), Some(&Fact::Replaced));
    }

    #[tokio::test(start_paused = true)]
    async fn to_be_told_to_stop_ends_every_run_with_what_is_known() {
        let (ana, people) = alone(slow(10));
        let journal = MemoryJournal::new();
        let driver = driver(&journal, "a");
        let stop = async {
            sleep(Duration::from_secs(1)).await;
            driver.clone().shut_down();
        };
        let mut long = intent(1, &["ana", "bo"]);
        long.legs[1].abilities.contention = freebusy_booking::Contention::Own;
        let bo = Arc::new(Scripted::new());
        let people = people.with("bo", &bo);
        let began = Instant::now();
        let (report, ()) = tokio::join!(book(&driver, long, &people), stop);
        let report = report.unwrap();
        assert_eq!((report.status, began.elapsed().as_secs()), (Status::Pending, 10));
        assert_eq!((&*report.legs[0].state, ana.booked().await.len(), bo.count("create")), ("booked", 1, 0));
        assert!(matches!(book(&driver, intent(2, &["bo"]), &people).await, Err(Error::Stopping)));
        // What it left is given back, and driven on at once.
        let next = Driver { stopping: watch::Sender::new(false), ..driver };
        let reports = next.run_due("tenant", &people, &|_| {}).await.unwrap();
        assert_eq!((reports[0].status, bo.count("create")), (Status::Confirmed, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_never_answers_holds_a_stopping_driver_up_for_its_time_and_no_longer() {
        let (ana, people) = alone(Scripted::new().then("create", Act::AppliedMute));
        let driver = driver(&MemoryJournal::new(), "a").with_call_timeout(Duration::from_secs(7));
        let stop = async {
            sleep(Duration::from_secs(1)).await;
            driver.shut_down();
        };
        let began = Instant::now();
        let (report, ()) = tokio::join!(book(&driver, intent(1, &["ana"]), &people), stop);
        assert_eq!((report.unwrap().status, began.elapsed().as_secs()), (Status::Pending, 7));
        assert_eq!(ana.count("list"), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waits_for_its_turn_when_the_driver_stops_is_not_made() {
        let (ana, people) = alone(Scripted::new());
        let driver = driver(&MemoryJournal::new(), "a");
        let turns = driver.turns.acquire_many(64).await.unwrap();
        let stop = async {
            sleep(Duration::from_secs(1)).await;
            driver.shut_down();
        };
        let (report, ()) = tokio::join!(book(&driver, intent(1, &["ana"]), &people), stop);
        assert_eq!((report.unwrap().status, ana.seen().len()), (Status::Pending, 0));
        drop(turns);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_whose_turn_comes_after_its_lease_ran_out_is_not_made() {
        let (ana, people) = alone(Scripted::new());
        let clock = Arc::new(SetClock::at(OPENED));
        let driver = Driver::new(Arc::new(MemoryJournal::new()), clock.clone(), Worker("a".into()));
        let turns = driver.turns.acquire_many(64).await.unwrap();
        let jump = async {
            sleep(Duration::from_secs(1)).await;
            clock.set(OPENED + 3_600);
            drop(turns);
        };
        let (lost, ()) = tokio::join!(book(&driver, intent(1, &["ana"]), &people), jump);
        assert!(matches!(lost, Err(Error::Journal(JournalError::Fenced(_)))));
        assert!(ana.seen().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn all_that_is_due_is_driven_and_nothing_twice() {
        let people = ["ana", "bo", "cy"];
        let scripted: Vec<Arc<Scripted>> = people.iter().map(|_| Arc::new(Scripted::new())).collect();
        let directory =
            people.iter().zip(&scripted).fold(People::default(), |all, (host, one)| all.with(host, one));
        let journal = Flaky::default();
        for (n, host) in (1..).zip(people) {
            journal.fail("append", 0);
            assert!(book(&driver(&journal, "a"), intent(n, &[host]), &directory).await.is_err());
        }
        journal.fail("nothing", 0);
        let driver = driver(&journal, "b");
        let reports = sendable(driver.run_due("tenant", &directory, &|_| {})).await.unwrap();
        assert_eq!(reports.len(), 3);
        assert!(reports.iter().all(|report| report.status == Status::Confirmed));
        assert!(driver.run_due("tenant", &directory, &|_| {}).await.unwrap().is_empty());
        assert!(driver.run_due("other", &directory, &|_| {}).await.unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_cannot_be_undone_yet_stays_due_and_is_driven_once_a_time() {
        let journal = MemoryJournal::new();
        let driver = driver(&journal, "a");
        let (ana, mut people) = alone(Scripted::new());
        let (other, day) = (Worker("b".into()), Seconds::from_minutes(24 * 60));
        let later = Interval::new(slot().end(), slot().end() + slot().length()).unwrap();
        // More than are driven at once.
        let hosts: Vec<String> = (0..20).map(|n| format!("host-{n}")).collect();
        let mut leases = Vec::new();
        for (n, host) in (0..).zip(&hosts) {
            people = people.with(host, &Arc::new(Scripted::new()));
            let hosts = [&**host, "ana"];
            let hosts = if n == 0 { &hosts[..] } else { &hosts[..1] };
            let patient = |intent| Intent { deadline: slot().start(), ..intent };
            let old = book(&driver, patient(intent(2 * n, hosts)), &people).await.unwrap().id;
            let now = Timestamp::from_unix(OPENED);
            let Ok(Taken::Ours(lease, _)) = journal.take("tenant", old, &other, day, now).await else {
                panic!("nobody has it")
            };
            leases.push(lease);
            let moved = patient(intent(2 * n + 1, hosts));
            let moved = Intent { slot: later, replaces: Some(old), ..moved };
            assert_eq!(book(&driver, moved, &people).await.unwrap().status, Status::Confirmed);
        }
        let due = async || driver.run_due("tenant", &people, &|_| {}).await.unwrap().len();
        assert_eq!((due().await, ana.count("cancel")), (20, 0));
        for lease in leases {
            journal.renew(&lease, Timestamp::from_unix(0)).await.unwrap();
        }
        assert_eq!((due().await, ana.count("cancel"), due().await), (20, 1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_saga_of_which_nothing_is_left_to_do_is_noted_as_such() {
        let (_, people) = alone(Scripted::new());
        let journal = MemoryJournal::new();
        let driver = driver(&journal, "a");
        let id = book(&driver, intent(1, &["ana"]), &people).await.unwrap().id;
        let now = Timestamp::from_unix(OPENED);
        let Ok(Taken::Ours(lease, _)) = driver.take("tenant", id).await else { panic!("nobody has it") };
        let standing =
            Standing { status: Status::Confirmed, next: Some(now), claims: freebusy_booking::Claims::Kept };
        journal.append(&lease, &[], standing).await.unwrap();
        journal.renew(&lease, Timestamp::from_unix(0)).await.unwrap();
        let due = async || driver.run_due("tenant", &people, &|_| {}).await.unwrap().len();
        assert_eq!((due().await, due().await), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn the_watch_over_what_was_given_up_is_waited_for_only_by_who_wants_it_done() {
        for (stop, least, most) in [(Stop::Told, 0, 1_000), (Stop::Done, 86_400, 90_000)] {
            let mut doubtful = intent(1, &["ana"]);
            doubtful.legs[0].abilities.duplicates = freebusy_provider::Duplicates::Accepted;
            let (ana, people) = alone(Scripted::new().then("create", Act::Ambiguous));
            let began = Instant::now();
            let driver = driver(&MemoryJournal::new(), "a");
            let report = driver.book(doubtful, &people, stop, &|_| {}).await.unwrap();
            assert_eq!((report.status, ana.count("create")), (Status::AbortedNoTrace, 1));
            assert!((least..=most).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
        }
    }
}
