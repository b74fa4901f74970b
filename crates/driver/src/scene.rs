//! What the tests of this crate stand on: clocks that are set, providers that follow a script, journals that fail.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use freebusy_booking::{
    Abilities, Contention, Holding, Intent, IntentId, Journal, JournalError, Lease, LegNo, LegPlan, Opened,
    Record, RequestHash, Scarcity, Sequence, Standing, Stored, Summary, Taken, Worker,
};
use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::memory::Memory;
use freebusy_provider::{
    Attendee, AvailabilitySource, Booking, BookingRequest, BookingTarget, BoxFuture, Duplicates, Error,
    ErrorKind, Findings, Form, Hold, HoldTarget, Limits, Mail, Outcome, Provider, Query, Rejection, Seats,
    Terms,
};
use tokio::time::{Instant, sleep};

use crate::{Clock, Directory, Driver, MemoryJournal};

/// When the tests begin.
pub(crate) const OPENED: i64 = 1_000_000;

/// A clock that shows what it was set to.
#[derive(Debug)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn at(seconds: i64) -> Self {
        Self(AtomicI64::new(seconds))
    }

    pub(crate) fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst))
    }
}

/// A clock that goes with the runtime's.
#[derive(Debug)]
pub(crate) struct PacedClock(Instant);

impl PacedClock {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for PacedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(OPENED + i64::try_from(self.0.elapsed().as_secs()).unwrap())
    }
}

/// Half an hour, a day from when the tests begin.
pub(crate) fn slot() -> Interval {
    let start = Timestamp::from_unix(OPENED + 86_400);
    Interval::new(start, start + Seconds::from_minutes(30)).unwrap()
}

/// The `n`-th intent, with these hosts, and a key of its own.
pub(crate) fn intent(n: u16, hosts: &[&str]) -> Intent {
    let (high, low) = (u8::try_from(n >> 8).unwrap(), u8::try_from(n & 0xff).unwrap());
    let opened = Timestamp::from_unix(OPENED);
    Intent {
        id: IntentId::new(Timestamp::from_unix(OPENED + i64::from(n)), [0, 0, 0, 0, 0, 0, 0, 0, high, low]),
        tenant: "tenant".into(),
        key: format!("key-{n}").into(),
        hash: RequestHash([low; 32]),
        slot: slot(),
        attendee: Attendee { name: "Dee".into(), email: "dee@example.com".into(), zone: "UTC".into() },
        opened,
        deadline: opened + Seconds::from_minutes(5),
        replaces: None,
        sequence: Sequence::AsGiven,
        legs: hosts.iter().map(|host| leg(host)).collect(),
    }
}

fn leg(host: &str) -> LegPlan {
    LegPlan {
        participant: host.into(),
        source: format!("memory:{host}").into(),
        host: host.into(),
        account: host.into(),
        target: "".into(),
        form: Form::default(),
        abilities: Abilities {
            holding: Holding::None,
            duplicates: Duplicates::Refused,
            seats: Seats::One,
            mail: Mail::Sent,
            scarce: Scarcity::Ample,
            contention: Contention::Open,
            settle: Seconds::from_minutes(1),
        },
    }
}

/// A driver on a journal, with the runtime's clock.
pub(crate) fn driver(journal: &(impl Journal + Clone + 'static), worker: &str) -> Driver {
    Driver::new(Arc::new(journal.clone()), Arc::new(PacedClock::new()), Worker(worker.into()))
}

/// People by host.
#[derive(Debug, Default)]
pub(crate) struct People(BTreeMap<Box<str>, Arc<dyn Provider>>);

impl People {
    pub(crate) fn with(mut self, host: &str, provider: &Arc<impl Provider + 'static>) -> Self {
        self.0.insert(host.into(), provider.clone());
        self
    }
}

impl Directory for People {
    fn provider(&self, intent: &Intent, leg: LegNo) -> Result<Arc<dyn Provider>, Error> {
        let host = &intent.legs[usize::from(leg.0)].host;
        let missing = || Error::new(ErrorKind::NotFound, host.clone(), "book", "it is not configured");
        self.0.get(host).cloned().ok_or_else(missing)
    }
}

/// What a scripted provider does in place of what it is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    NotSent,
    Throttled(Duration),
    Rejected(Rejection),
    /// It does nothing and does not say so.
    Ambiguous,
    /// It does what it is asked and does not say so.
    AppliedUnsaid,
    /// It does what it is asked and never answers.
    AppliedMute,
    /// It never answers.
    Mute,
    /// It does what it is asked, after a while.
    Slow(Duration),
}

/// A provider in memory that follows a script, a list of acts for each call, and does what it is asked after that.
#[derive(Debug)]
pub(crate) struct Scripted {
    memory: Memory,
    opens_in: Option<Duration>,
    acts: Mutex<Vec<(&'static str, Act)>>,
    seen: Mutex<Vec<String>>,
}

impl Scripted {
    pub(crate) fn new() -> Self {
        let (acts, seen) = (Mutex::default(), Mutex::default());
        Self { memory: Memory::new("scripted").bookable(), opens_in: None, acts, seen }
    }

    pub(crate) fn opening_in(mut self, wait: Duration) -> Self {
        self.opens_in = Some(wait);
        self
    }

    /// The same provider acting so at the next call of that name that has no act yet.
    pub(crate) fn then(self, call: &'static str, act: Act) -> Self {
        self.acts.lock().unwrap().push((call, act));
        self
    }

    /// The calls it has seen, with what was told.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// How many calls of that name it has seen.
    pub(crate) fn count(&self, call: &str) -> usize {
        self.seen().iter().filter(|seen| seen.split(' ').next() == Some(call)).count()
    }

    /// What is booked at the slot.
    pub(crate) async fn booked(&self) -> Vec<Booking> {
        self.memory.bookings(slot()).await.unwrap()
    }

    fn next(&self, call: &'static str, told: &str) -> Option<Act> {
        self.seen.lock().unwrap().push(format!("{call} {told}").trim_end().to_owned());
        let mut acts = self.acts.lock().unwrap();
        let index = acts.iter().position(|(of, _)| *of == call)?;
        Some(acts.remove(index).1)
    }

    async fn changes<T>(
        &self,
        (call, told): (&'static str, &str),
        done: impl Future<Output = Outcome<T>> + Send,
    ) -> Outcome<T> {
        match self.next(call, told) {
            None => done.await,
            Some(Act::NotSent) => Outcome::NotSent(broken()),
            Some(Act::Throttled(wait)) => Outcome::Throttled(wait),
            Some(Act::Rejected(kind)) => Outcome::Rejected(kind, broken()),
            Some(Act::Ambiguous) => Outcome::Ambiguous(broken()),
            Some(Act::AppliedUnsaid) => {
                done.await;
                Outcome::Ambiguous(broken())
            }
            Some(Act::AppliedMute) => {
                done.await;
                pending().await
            }
            Some(Act::Mute) => pending().await,
            Some(Act::Slow(time)) => {
                sleep(time).await;
                done.await
            }
        }
    }

    async fn reads<T>(
        &self,
        call: &'static str,
        done: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        match self.next(call, "") {
            None => done.await,
            Some(Act::Mute | Act::AppliedMute) => pending().await,
            Some(Act::Slow(time)) => {
                sleep(time).await;
                done.await
            }
            Some(_) => Err(broken()),
        }
    }
}

fn broken() -> Error {
    Error::new(ErrorKind::Failed, "scripted", "book", "it follows a script")
}

impl Provider for Scripted {
    fn id(&self) -> &str {
        self.memory.id()
    }

    fn limits(&self) -> Limits {
        self.memory.limits()
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }

    fn booking(&self) -> Option<&dyn BookingTarget> {
        Some(self)
    }

    fn holds(&self) -> Option<&dyn HoldTarget> {
        Some(self)
    }
}

impl AvailabilitySource for Scripted {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(self.reads("verify", self.memory.fetch(query)))
    }
}

impl BookingTarget for Scripted {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        self.memory.terms()
    }

    fn opens_in(&self) -> Option<Duration> {
        self.opens_in
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        let told = hold.map_or("", |hold| &hold.id);
        Box::pin(self.changes(("create", told), self.memory.create(request, hold)))
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        Box::pin(self.reads("list", async move { self.memory.bookings(window).await }))
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.changes(("cancel", reason), async move { self.memory.cancel(booking, reason).await }))
    }
}

impl HoldTarget for Scripted {
    fn hold<'a>(&'a self, _: Interval, until: Timestamp) -> BoxFuture<'a, Outcome<Hold>> {
        let held = async move { Outcome::Ok(Hold { id: "hold-1".into(), until }) };
        Box::pin(self.changes(("hold", ""), held))
    }

    fn release<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.changes(("release", &hold.id), async { Outcome::Ok(()) }))
    }
}

/// A journal in memory that can be told to fail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flaky {
    pub(crate) memory: MemoryJournal,
    broken: Arc<Mutex<Option<&'static str>>>,
    /// So many calls of that name go well before it fails.
    spared: Arc<AtomicI64>,
}

impl Flaky {
    /// From its `nth` call on, counted from nought, an operation fails.
    pub(crate) fn fail(&self, operation: &'static str, nth: i64) {
        self.spared.store(nth, Ordering::SeqCst);
        *self.broken.lock().unwrap() = Some(operation);
    }

    fn check(&self, operation: &'static str) -> Result<(), JournalError> {
        let broken = *self.broken.lock().unwrap() == Some(operation);
        if broken && self.spared.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(JournalError::Unavailable { operation, place: "memory".into(), why: "full".into() });
        }
        Ok(())
    }
}

impl Journal for Flaky {
    fn open<'a>(
        &'a self,
        intent: &'a Intent,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Opened, JournalError>> {
        Box::pin(async move {
            self.check("open")?;
            self.memory.open(intent, worker, lease, now).await
        })
    }

    fn append<'a>(
        &'a self,
        lease: &'a Lease,
        records: &'a [Record],
        standing: Standing,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.check("append")?;
            self.memory.append(lease, records, standing).await
        })
    }

    fn renew<'a>(&'a self, lease: &'a Lease, until: Timestamp) -> BoxFuture<'a, Result<Lease, JournalError>> {
        Box::pin(async move {
            self.check("renew")?;
            self.memory.renew(lease, until).await
        })
    }

    fn take<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Taken, JournalError>> {
        self.memory.take(tenant, intent, worker, lease, now)
    }

    fn take_due<'a>(
        &'a self,
        tenant: &'a str,
        worker: &'a Worker,
        lease: Seconds,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(Lease, Stored)>, JournalError>> {
        self.memory.take_due(tenant, worker, lease, now)
    }

    fn load<'a>(
        &'a self,
        tenant: &'a str,
        intent: IntentId,
    ) -> BoxFuture<'a, Result<Option<Stored>, JournalError>> {
        self.memory.load(tenant, intent)
    }

    fn find<'a>(
        &'a self,
        tenant: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<IntentId>, JournalError>> {
        self.memory.find(tenant, key)
    }

    fn list<'a>(
        &'a self,
        tenant: &'a str,
        filter: freebusy_booking::Filter,
    ) -> BoxFuture<'a, Result<Vec<Summary>, JournalError>> {
        self.memory.list(tenant, filter)
    }
}
