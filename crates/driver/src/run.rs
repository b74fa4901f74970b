//! One run: a saga, the lease on it, and all that is under way in its name.
//!
//! What the machine commands is done in its order. Records go to the journal before anything that stands behind
//! them is so much as begun; when the journal refuses them the run is over and its calls are dropped.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use freebusy_booking::{
    Call, Cause, Command, Event, Happening, Intent, IntentId, JournalError, Lease, Record, Report, Saga,
    Standing, Status, Stored, step,
};
use freebusy_core::{Seconds, Timestamp};
use freebusy_provider::BoxFuture;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep, sleep_until};

use crate::beside::beside;
use crate::directory::Directory;
use crate::driver::{Driver, News, Stop, Teller};
use crate::errand::{Errand, Made};
use crate::error::Error;
use crate::present::Present;
use crate::running::Entry;
use crate::tenure::Tenure;

/// After this a renewal that the journal could not write is tried again.
const RENEW_AGAIN: Duration = Duration::from_secs(1);

/// How often, and after how long, the booking whose place was taken is asked for again while another run has it.
const UNDO_TRIES: u32 = 6;
const UNDO_AGAIN: Duration = Duration::from_secs(5);

/// What a run is given from outside.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) directory: &'a dyn Directory,
    pub(crate) news: Teller<'a>,
}

/// A saga being driven.
pub(crate) struct Run<'a> {
    driver: &'a Driver,
    context: Context<'a>,
    intent: Arc<Intent>,
    saga: Saga,
    lease: Lease,
    present: Arc<Present>,
    tenure: Arc<Tenure>,
    calls: FuturesUnordered<BoxFuture<'a, Made>>,
    undos: FuturesUnordered<BoxFuture<'a, Undone>>,
    /// What came of those that ended while the journal was waited for.
    undone: Vec<Undone>,
    /// When the machine wants to be asked again.
    wake: Option<Timestamp>,
    renew_at: Instant,
    /// Why the lease could not be renewed, if it could not.
    trouble: Option<JournalError>,
    /// Whether the driver was told to stop: answers are awaited, nothing is begun.
    stopping: bool,
    /// How the journal has it.
    written: Option<Standing>,
    told: Option<Status>,
}

/// Whether the booking whose place was taken is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undone {
    Yes,
    NotYet,
}

/// What a run waits for.
enum Next {
    Made(Made),
    Undone(Undone),
    Renew,
    Wake,
    Stop,
}

impl<'a> Run<'a> {
    pub(crate) fn new(driver: &'a Driver, context: Context<'a>, stored: Stored, lease: Lease) -> Self {
        let seen = stored.records.last().map_or(stored.intent.opened, |record| record.at);
        let saga = driver.restored(stored);
        let present = Arc::new(Present::new(driver.clock(), seen));
        let tenure = Arc::new(Tenure::new(Arc::clone(&present), lease.until));
        Self {
            driver,
            context,
            intent: Arc::new(saga.intent().clone()),
            saga,
            lease,
            present,
            tenure,
            calls: FuturesUnordered::new(),
            undos: FuturesUnordered::new(),
            undone: Vec::new(),
            wake: None,
            renew_at: Instant::now() + third(driver.lease()),
            trouble: None,
            stopping: false,
            written: None,
            told: None,
        }
    }

    /// Drives the saga until there is nothing to do for now, and gives it back.
    pub(crate) async fn drive(
        mut self,
        first: Vec<Happening>,
        stop: Stop,
        entry: Option<Entry>,
    ) -> Result<Report, Error> {
        let worked = self.work(first, stop).await;
        // What an undoing was about to write would stand in the way of giving the saga back.
        self.undos.clear();
        self.leave(&worked).await;
        drop(entry);
        worked.map(|()| self.saga.report())
    }

    async fn work(&mut self, first: Vec<Happening>, stop: Stop) -> Result<(), Error> {
        for happening in first {
            self.take_in(happening).await?;
        }
        while !self.is_over(stop) {
            match self.next().await {
                Next::Made(Made::Answered(attempt, answer)) => {
                    self.take_in(Happening::Answered { attempt, answer }).await?;
                }
                Next::Made(Made::Lapsed) => return Err(self.lapsed()),
                Next::Undone(Undone::Yes) => self.take_in(Happening::Replaced).await?,
                Next::Undone(Undone::NotYet) => {}
                Next::Renew => self.renew().await?,
                Next::Wake if self.wake.is_some_and(|wake| self.present.now() < wake) => {}
                Next::Wake => self.take_in(Happening::Tick).await?,
                Next::Stop => {
                    self.stopping = true;
                    self.take_in(Happening::Stopping).await?;
                }
            }
        }
        Ok(())
    }

    fn is_over(&self, stop: Stop) -> bool {
        if !self.calls.is_empty() || !self.undos.is_empty() || !self.undone.is_empty() {
            return false;
        }
        let idle = self.wake.is_none() || self.stopping;
        idle || stop.is_reached(self.saga.standing(), self.present.now())
    }

    /// Waits for whatever happens next. To be told to stop and the lease come first: no call is begun before.
    async fn next(&mut self) -> Next {
        if let Some(undone) = self.undone.pop() {
            return Next::Undone(undone);
        }
        let wake_at = self.wake_at();
        tokio::select! {
            biased;
            () = self.driver.told_to_stop(), if !self.stopping => Next::Stop,
            () = sleep_until(self.renew_at) => Next::Renew,
            Some(made) = self.calls.next() => Next::Made(made),
            Some(undone) = self.undos.next() => Next::Undone(undone),
            () = at(wake_at) => Next::Wake,
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        let wake = self.wake.filter(|_| !self.stopping)?;
        let left = wake.as_unix().saturating_sub(self.present.now().as_unix());
        let left = Duration::from_secs(u64::try_from(left).unwrap_or_default());
        // A time beyond the end of the timer's line is as good as never.
        Instant::now().checked_add(left)
    }

    /// Tells the machine what happened, and does what it wants done.
    async fn take_in(&mut self, what: Happening) -> Result<(), Error> {
        let commands = step(&mut self.saga, Event { at: self.present.now(), what });
        let standing = self.saga.standing();
        self.wake = None;
        let mut records = Vec::new();
        for command in commands {
            if let Command::Record(record) = command {
                records.push(record);
                continue;
            }
            self.write(&mut records, standing).await?;
            self.begin(command).await?;
        }
        self.write(&mut records, standing).await?;
        self.tell(standing.status);
        Ok(())
    }

    async fn begin(&mut self, command: Command) -> Result<(), Error> {
        match command {
            Command::Record(_) => {}
            Command::Call(call) => {
                if !self.tenure.holds_for(thirds(self.driver.lease())) {
                    self.renew().await?;
                }
                self.calls.push(self.errand(call));
            }
            Command::Undo(id) => self.undos.push(self.undo(id)),
            Command::Wake(wake) => self.wake = Some(wake),
        }
        Ok(())
    }

    async fn write(&mut self, records: &mut Vec<Record>, standing: Standing) -> Result<(), Error> {
        if !records.is_empty() {
            let writing = self.driver.journal().append(&self.lease, records, standing);
            beside(writing, &mut self.undos, &mut self.undone).await?;
            self.written = Some(standing);
            records.clear();
        }
        Ok(())
    }

    fn tell(&mut self, status: Status) {
        if self.told.replace(status) != Some(status) {
            (self.context.news)(News::Stands(status));
        }
    }

    fn errand(&self, call: Call) -> BoxFuture<'a, Made> {
        let errand = Errand {
            driver: self.driver,
            directory: self.context.directory,
            news: self.context.news,
            intent: Arc::clone(&self.intent),
            present: Arc::clone(&self.present),
            tenure: Arc::clone(&self.tenure),
            call,
            reason: self.reason(),
        };
        Box::pin(errand.run())
    }

    /// What an attendee is told of a cancellation.
    fn reason(&self) -> Box<str> {
        match self.saga.cause() {
            Some(Cause::Asked { reason }) => reason.clone(),
            Some(_) | None => "the meeting could not be booked with everybody".into(),
        }
    }

    /// Undoes another booking. It is a saga of its own: what comes of it is written there, and its trouble is not
    /// this one's.
    fn undo(&self, id: IntentId) -> BoxFuture<'a, Undone> {
        let (driver, directory, intent) = (self.driver, self.context.directory, Arc::clone(&self.intent));
        Box::pin(async move {
            for _ in 0..UNDO_TRIES {
                let asked = Happening::CancelAsked { reason: "rescheduled".into() };
                let run = driver.resume(&intent.tenant, id, Some(asked), directory, Stop::Told, &|_| {});
                match run.await {
                    Ok(report) => return undone(report.status),
                    Err(Error::Unknown(_)) => return Undone::Yes,
                    Err(Error::Busy { .. }) => {}
                    Err(error) => {
                        tracing::debug!(intent = %intent.id, replaced = %id, %error, "cannot undo for now");
                        return Undone::NotYet;
                    }
                }
                tokio::select! {
                    () = driver.told_to_stop() => return Undone::NotYet,
                    () = sleep(UNDO_AGAIN) => {}
                }
            }
            Undone::NotYet
        })
    }

    async fn renew(&mut self) -> Result<(), Error> {
        let until = self.present.wall() + self.driver.lease();
        self.renew_at = Instant::now() + third(self.driver.lease());
        let renewing = self.driver.journal().renew(&self.lease, until);
        match beside(renewing, &mut self.undos, &mut self.undone).await {
            Ok(lease) => {
                self.tenure.extend(lease.until);
                (self.lease, self.trouble) = (lease, None);
            }
            Err(error @ JournalError::Fenced(_)) => return Err(error.into()),
            // Until the lease runs out this is nobody else's saga, and the journal may be back by then.
            Err(error) if self.tenure.holds() => {
                tracing::debug!(intent = %self.intent.id, %error, "cannot renew the lease for now");
                self.renew_at = Instant::now() + RENEW_AGAIN;
                self.trouble = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn lapsed(&mut self) -> Error {
        self.trouble.take().unwrap_or(JournalError::Fenced(self.intent.id)).into()
    }

    /// Gives the saga back, with a note of when it is due again. Whoever comes next finds out by itself where that
    /// fails.
    async fn leave(&mut self, worked: &Result<(), Error>) {
        let (journal, id, standing) = (self.driver.journal(), self.intent.id, self.saga.standing());
        if matches!(worked, Err(Error::Journal(JournalError::Fenced(_)))) {
            return;
        }
        if worked.is_ok()
            && self.written != Some(standing)
            && let Err(error) = journal.append(&self.lease, &[], standing).await
        {
            tracing::debug!(intent = %id, %error, "cannot note when it is due");
        }
        // Long ago by everybody's clock, also by one that is behind.
        if let Err(error) = journal.renew(&self.lease, Timestamp::from_unix(0)).await {
            tracing::debug!(intent = %id, %error, "cannot give the lease back");
        }
    }
}

fn undone(status: Status) -> Undone {
    match status {
        Status::AbortedNoTrace | Status::AbortedNotified => Undone::Yes,
        Status::Confirmed | Status::Pending | Status::Attention => Undone::NotYet,
    }
}

/// Ends at that time; never, without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => pending().await,
    }
}

fn third(lease: Seconds) -> Duration {
    Duration::from_secs(lease.get().unsigned_abs()) / 3
}

fn thirds(lease: Seconds) -> Seconds {
    Seconds::new(lease.get() / 3).unwrap_or(Seconds::ZERO)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use freebusy_booking::{Fact, Journal as _, Phase, Policy, Worker};
    use freebusy_provider::{Duplicates, Rejection};

    use super::*;
    use crate::scene::{Act, Flaky, People, Scripted, driver, intent, slot};

    type Pair = (Arc<Scripted>, Arc<Scripted>);

    fn pair(ana: Scripted, bo: Scripted) -> (Pair, People) {
        let (ana, bo) = (Arc::new(ana), Arc::new(bo));
        let people = People::default().with("ana", &ana).with("bo", &bo);
        ((ana, bo), people)
    }

    async fn book(journal: &Flaky, people: &People, intent: Intent) -> Result<Report, Error> {
        driver(journal, "a").book(intent, people, Stop::Told, &|_| {}).await
    }

    async fn booked((ana, bo): &Pair) -> (usize, usize) {
        (ana.booked().await.len(), bo.booked().await.len())
    }

    async fn facts(journal: &Flaky, n: u16) -> Vec<Fact> {
        let stored = journal.load("tenant", intent(n, &[]).id).await.unwrap().unwrap();
        stored.records.into_iter().map(|record| record.fact).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_meeting_is_booked_in_every_place_and_every_call_is_written_down_before_and_after() {
        let (pair, people) = pair(Scripted::new(), Scripted::new());
        let journal = Flaky::default();
        let (heard, news) = heard();
        let driver = driver(&journal, "a");
        let report = driver.book(intent(1, &["ana", "bo"]), &people, Stop::Told, &*news).await.unwrap();
        assert_eq!((report.status, report.phase), (Status::Confirmed, Phase::Confirmed));
        assert_eq!(booked(&pair).await, (1, 1));
        let facts = facts(&journal, 1).await;
        let attempts = facts.iter().filter(|fact| matches!(fact, Fact::Attempted(_))).count();
        let answers = facts.iter().filter(|fact| matches!(fact, Fact::Answered { .. })).count();
        assert_eq!((attempts, answers), (4, 4));
        let heard = heard.lock().unwrap().join(", ");
        assert_eq!(heard, "opened, pending, verify, verify, create, create, confirmed");
    }

    type Heard = Arc<Mutex<Vec<String>>>;

    fn heard() -> (Heard, Box<dyn Fn(News) + Send + Sync>) {
        let heard = Heard::default();
        let hears = Arc::clone(&heard);
        let news = move |news| {
            let word = match news {
                News::Opened(_) => "opened".to_owned(),
                News::Calling(call) => call.op.to_string(),
                News::Stands(status) => status.to_string(),
            };
            hears.lock().unwrap().push(word);
        };
        (heard, Box::new(news))
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_booked_is_cancelled_when_another_place_refuses() {
        let refusing = Scripted::new().then("create", Act::Rejected(Rejection::Taken));
        let (pair, people) = pair(Scripted::new(), refusing);
        let report = book(&Flaky::default(), &people, intent(1, &["ana", "bo"])).await.unwrap();
        assert_eq!(report.status, Status::AbortedNotified);
        assert_eq!(booked(&pair).await, (0, 0));
        assert!(pair.0.seen().contains(&"cancel the meeting could not be booked with everybody".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_booking_that_was_made_without_an_answer_is_found_and_kept() {
        for act in [Act::AppliedUnsaid, Act::AppliedMute] {
            let (pair, people) = pair(Scripted::new().then("create", act), Scripted::new());
            let report = book(&Flaky::default(), &people, intent(1, &["ana", "bo"])).await.unwrap();
            assert_eq!(report.status, Status::Confirmed, "{act:?}");
            assert_eq!(booked(&pair).await, (1, 1));
            assert_eq!((pair.0.count("create"), pair.0.count("cancel")), (1, 0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_booking_that_was_not_made_is_sent_again_only_where_that_is_safe() {
        let (safe, people) = pair(Scripted::new().then("create", Act::Ambiguous), Scripted::new());
        let report = book(&Flaky::default(), &people, intent(1, &["ana", "bo"])).await.unwrap();
        assert_eq!(report.status, Status::Confirmed);
        assert_eq!((safe.0.count("create"), booked(&safe).await), (2, (1, 1)));

        let (unsafe_, people) = pair(Scripted::new().then("create", Act::Ambiguous), Scripted::new());
        let mut group = intent(1, &["ana", "bo"]);
        group.legs[0].abilities.duplicates = Duplicates::Accepted;
        let report = book(&Flaky::default(), &people, group).await.unwrap();
        assert_eq!((report.status, report.cause), (Status::AbortedNoTrace, Some(Cause::Lost { leg: no(0) })));
        assert_eq!((unsafe_.0.count("create"), booked(&unsafe_).await), (1, (0, 0)));
    }

    fn no(leg: u8) -> freebusy_booking::LegNo {
        freebusy_booking::LegNo(leg)
    }

    #[tokio::test(start_paused = true)]
    async fn throttled_and_unsent_calls_are_made_again() {
        let ana = Scripted::new().then("create", Act::Throttled(Duration::from_secs(20)));
        let (pair, people) = pair(ana.then("create", Act::NotSent), Scripted::new());
        let began = Instant::now();
        let report = book(&Flaky::default(), &people, intent(1, &["ana", "bo"])).await.unwrap();
        assert_eq!((report.status, pair.0.count("create")), (Status::Confirmed, 3));
        assert!(began.elapsed() >= Duration::from_secs(20));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_cannot_be_written_down_is_not_made() {
        let mut spared = 0;
        loop {
            let (pair, people) = pair(Scripted::new(), Scripted::new());
            let journal = Flaky::default();
            journal.fail("append", spared);
            let Err(error) = book(&journal, &people, intent(1, &["ana", "bo"])).await else { break };
            assert!(matches!(error, Error::Journal(JournalError::Unavailable { .. })));
            let facts = facts(&journal, 1).await;
            let written = facts.iter().filter(|fact| matches!(fact, Fact::Attempted(_))).count();
            let made = pair.0.seen().len() + pair.1.seen().len();
            assert!(made <= written, "{made} calls were made and {written} written down");
            spared += 1;
        }
        assert!(spared >= 4, "two legs are verified and booked: {spared} writes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_that_lost_its_lease_stops_at_once_and_makes_no_call() {
        let slow = Scripted::new().then("create", Act::Slow(Duration::from_secs(25)));
        let (pair, people) = pair(slow, Scripted::new());
        let journal = Flaky::default();
        let thief = async {
            sleep(Duration::from_secs(5)).await;
            let (id, other) = (intent(1, &[]).id, Worker("b".into()));
            // Its clock is a day ahead.
            let ahead = slot().start();
            journal.take("tenant", id, &other, Seconds::ONE, ahead).await.unwrap();
        };
        let began = Instant::now();
        let (run, ()) = tokio::join!(book(&journal, &people, intent(1, &["ana", "bo"])), thief);
        assert!(matches!(run, Err(Error::Journal(JournalError::Fenced(_)))));
        assert_eq!((began.elapsed().as_secs(), pair.1.count("create")), (10, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_journal_that_cannot_renew_is_asked_again_until_the_lease_runs_out() {
        let slow = || Scripted::new().then("create", Act::Slow(Duration::from_secs(29)));
        let (back, people) = pair(slow(), Scripted::new());
        let journal = Flaky::default();
        let mend = async {
            journal.fail("renew", 0);
            sleep(Duration::from_secs(15)).await;
            journal.fail("nothing", 0);
        };
        let (run, ()) = tokio::join!(book(&journal, &people, intent(1, &["ana", "bo"])), mend);
        assert_eq!((run.unwrap().status, booked(&back).await), (Status::Confirmed, (1, 1)));

        let (gone, people) = pair(slow(), Scripted::new().then("create", Act::Mute));
        let journal = Flaky::default();
        journal.fail("renew", 0);
        let began = Instant::now();
        let run = book(&journal, &people, intent(1, &["ana", "bo"])).await;
        assert!(matches!(run, Err(Error::Journal(JournalError::Unavailable { .. }))));
        assert_eq!((began.elapsed().as_secs(), gone.1.count("create")), (30, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_of_two_seconds_is_renewed_three_times_in_it_and_not_without_pause() {
        let slow = Scripted::new().then("create", Act::Slow(Duration::from_secs(10)));
        let (pair, people) = pair(slow, Scripted::new());
        let journal = Flaky::default();
        journal.fail("renew", 40);
        let lease = Seconds::new(2).unwrap();
        let driver = driver(&journal, "a").with_policy(Policy { lease, ..Policy::STANDARD });
        let run = driver.book(intent(1, &["ana", "bo"]), &people, Stop::Told, &|_| {}).await;
        assert_eq!((run.unwrap().status, booked(&pair).await), (Status::Confirmed, (1, 1)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slot_that_can_be_held_is_held_used_up_and_booked_last() {
        let (pair, people) = pair(Scripted::new(), Scripted::new());
        let mut held = intent(1, &["ana", "bo"]);
        held.sequence = freebusy_booking::Sequence::Safest;
        held.legs[0].abilities.holding = freebusy_booking::Holding::Possible;
        let report = book(&Flaky::default(), &people, held).await.unwrap();
        assert_eq!(report.status, Status::Confirmed);
        assert!(pair.0.seen().contains(&"create hold-1".to_owned()), "{:?}", pair.0.seen());
        assert_eq!(booked(&pair).await, (1, 1));
    }
}
