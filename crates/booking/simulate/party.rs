//! One saga of a world: its intent, what the journal has of it, and who drives it.

use std::collections::VecDeque;

use freebusy_booking::invariant::Watch;
use freebusy_booking::{
    Claims, Command, Guard, Guards, Happening, Intent, IntentId, LegPlan, Policy, Record, RequestHash, Saga,
    Sequence, Standing, Status,
};
use freebusy_core::{Interval, Seconds};
use freebusy_provider::{Attendee, Form, Seats};

use crate::provider::{Provider, stamp};

/// What the journal has of a saga.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) records: Vec<Record>,
    /// How many of them a loss of power leaves.
    durable: usize,
    pub(crate) epoch: u64,
    pub(crate) standing: Standing,
    /// Until when nobody else may drive it.
    pub(crate) lease_until: i64,
}

/// The lease of a driver that is alive, and renews it.
pub(crate) const RENEWED: i64 = i64::MAX;

impl Row {
    pub(crate) fn append(&mut self, batch: Vec<Record>, standing: Standing, guards: Guards) {
        let before = self.records.len();
        self.records.extend(batch);
        self.standing = standing;
        // What is not forced to the disk gets there with the write after it.
        self.durable = if guards.has(Guard::Durable) { self.records.len() } else { before };
    }

    /// All power is lost: whether something of it is.
    pub(crate) fn loses_power(&mut self) -> bool {
        let lost = self.records.len() > self.durable;
        self.records.truncate(self.durable);
        lost
    }
}

/// Whether an intent is in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    NotYet,
    Yes,
    /// Another had claimed a host of it.
    No,
}

/// One run of a driver on one saga.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) life: u32,
    pub(crate) epoch: u64,
    pub(crate) saga: Saga,
    pub(crate) todo: VecDeque<Command>,
    pub(crate) inbox: VecDeque<Happening>,
    /// It stands still until then.
    pub(crate) still_until: i64,
    /// The call before which it stood still: it now goes out, whatever has happened meanwhile.
    pub(crate) cleared: Option<u32>,
    /// Counts its wake-ups: an earlier one is not for it any more.
    pub(crate) wake: u32,
    pub(crate) wake_at: Option<i64>,
    /// Calls without an answer.
    pub(crate) flying: u32,
    pub(crate) stopping: bool,
    /// Power is lost after what it does next.
    pub(crate) doomed: bool,
}

impl Driver {
    pub(crate) fn new(life: u32, epoch: u64, saga: Saga) -> Self {
        Self {
            life,
            epoch,
            saga,
            todo: VecDeque::new(),
            inbox: VecDeque::new(),
            still_until: 0,
            cleared: None,
            wake: 0,
            wake_at: None,
            flying: 0,
            stopping: false,
            doomed: false,
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.flying == 0 && self.todo.is_empty() && self.inbox.is_empty()
    }
}

/// One saga of a world.
#[derive(Debug)]
pub(crate) struct Party {
    pub(crate) intent: Intent,
    /// Which provider each leg is booked with.
    pub(crate) services: Vec<usize>,
    pub(crate) email: u8,
    pub(crate) row: Row,
    pub(crate) watch: Watch,
    pub(crate) drivers: Vec<Driver>,
    pub(crate) lives: u32,
    pub(crate) accepted: Accepted,
}

/// What a party wants.
pub(crate) struct Wish<'a> {
    pub(crate) number: u8,
    pub(crate) seed: u64,
    pub(crate) tenant: &'a str,
    pub(crate) email: u8,
    pub(crate) slot: Interval,
    pub(crate) opened: i64,
    pub(crate) deadline: i64,
    pub(crate) replaces: Option<IntentId>,
}

impl Party {
    pub(crate) fn new(
        wish: &Wish<'_>,
        services: Vec<usize>,
        providers: &[Provider],
        policy: &Policy,
    ) -> Self {
        let address = if wish.email == 0 { "ada@example.com" } else { "bob@example.com" };
        let mut random = [wish.number; 10];
        for (to, from) in random.iter_mut().zip(wish.seed.to_be_bytes()) {
            *to = from;
        }
        let leg = |&service: &usize| {
            let abilities = providers.get(service).map(Provider::abilities).expect("a service of this world");
            let host = match abilities.seats {
                Seats::One => format!("h{service}"),
                Seats::Several => format!("h{service}:{address}"),
            };
            LegPlan {
                participant: "p".into(),
                source: "s".into(),
                host: host.into(),
                account: format!("{}/{service}", wish.tenant).into(),
                target: "".into(),
                form: Form::default(),
                abilities,
            }
        };
        let intent = Intent {
            id: IntentId::new(stamp(wish.opened), random),
            tenant: wish.tenant.into(),
            key: "k".into(),
            hash: RequestHash([wish.number; 32]),
            slot: wish.slot,
            attendee: Attendee { name: "A".into(), email: address.into(), zone: "UTC".into() },
            opened: stamp(wish.opened),
            deadline: stamp(wish.deadline),
            replaces: wish.replaces,
            sequence: Sequence::Safest,
            legs: services.iter().map(leg).collect(),
        };
        let watch = Watch::new(&intent, policy);
        let standing =
            Standing { status: Status::Pending, next: Some(stamp(wish.opened)), claims: Claims::Kept };
        let row =
            Row { records: Vec::with_capacity(48), durable: 0, epoch: 0, standing, lease_until: RENEWED };
        Self {
            intent,
            services,
            email: wish.email,
            row,
            watch,
            drivers: Vec::with_capacity(1),
            lives: 0,
            accepted: Accepted::NotYet,
        }
    }

    /// Whether it and another would claim one host for the same time.
    pub(crate) fn collides(&self, other: &Self) -> bool {
        self.intent.tenant == other.intent.tenant
            && self.intent.slot.overlaps(other.intent.slot)
            && self
                .intent
                .legs
                .iter()
                .any(|leg| other.intent.legs.iter().any(|theirs| theirs.host == leg.host))
    }

    /// Whether it keeps others from its hosts.
    pub(crate) fn has_claims(&self) -> bool {
        self.accepted == Accepted::Yes && self.row.standing.claims == Claims::Kept
    }

    /// The driver that holds the lease.
    pub(crate) fn current(&mut self) -> Option<&mut Driver> {
        let epoch = self.row.epoch;
        self.drivers.iter_mut().find(|driver| driver.epoch == epoch)
    }

    /// Takes a driver out, to be run.
    pub(crate) fn pull(&mut self, life: u32) -> Option<Driver> {
        let at = self.drivers.iter().position(|driver| driver.life == life)?;
        Some(self.drivers.swap_remove(at))
    }
}

/// A slot of half an hour, two days after a world begins.
pub(crate) fn slot(shift: i64) -> Interval {
    let start = stamp(172_800_000 + shift);
    Interval::new(start, start + Seconds::from_minutes(30)).expect("half an hour is not empty")
}
