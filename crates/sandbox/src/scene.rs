//! Everything that one sandbox holds behind its lock: the world, its clock, the faults ordered, what was exchanged.
//!
//! A call is one step here: taken, carried out or not, recorded. What is left to `server` is how the answer goes over
//! the wire.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::call::{Answer, Call, Exchange, Service};
use crate::default_world::default_world;
use crate::fault::{Fault, Faults, Kind, Target};
use crate::maton::{self, Routed};
use crate::world::World;
use crate::{calcom, calendly};

/// How many exchanges are remembered, and how many bytes of bodies with them.
const REMEMBERED: usize = 100_000;
const REMEMBERED_BYTES: usize = 256 << 20;
/// How long a call waits for an answer that never comes.
const NEVER: Duration = Duration::from_secs(600);

/// How an answer leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// Only after a while.
    Late(Duration),
    /// After a while the head, half the body, and no more.
    Cut(Duration),
    /// Nothing at all, after a while.
    Nothing(Duration),
}

/// An answer as it goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) ending: Ending,
}

/// The world's clock: the real one, or one that stands where it was set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    set: Option<(DateTime<Utc>, Instant)>,
}

impl Clock {
    /// What the world takes for the present.
    pub(crate) fn now(self) -> DateTime<Utc> {
        self.set.map_or_else(real_now, |(at, _)| at)
    }

    /// The present of limits that lapse: runs on from where the clock was set.
    fn running(self) -> DateTime<Utc> {
        let passed = |since: Instant| TimeDelta::from_std(since.elapsed()).unwrap_or_default();
        self.set.map_or_else(real_now, |(at, since)| at + passed(since))
    }

    pub(crate) fn set(&mut self, at: DateTime<Utc>) {
        self.set = Some((at, Instant::now()));
    }

    pub(crate) const fn release(&mut self) {
        self.set = None;
    }
}

/// The real time: the one place where the sandbox reads it.
fn real_now() -> DateTime<Utc> {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let micros = i64::try_from(passed.as_micros()).unwrap_or(i64::MAX);
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// Everything that one sandbox holds.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    exchanges: VecDeque<Exchange>,
    /// The bytes of all their bodies.
    remembered: usize,
}

impl Scene {
    pub(crate) fn new(world: Option<World>) -> Self {
        let world = world.unwrap_or_else(|| default_world(real_now()));
        Self { world, ..Self::default() }
    }

    /// The exchanges that are remembered, oldest first.
    pub(crate) fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter()
    }

    /// Forgets every exchange.
    pub(crate) fn forget(&mut self) {
        self.exchanges.clear();
        self.remembered = 0;
    }

    /// Answers a call of one of the services and records both; `target` is its path and query as they were sent.
    pub(crate) fn play(&mut self, service: Service, call: &Call, target: &str) -> Played {
        let played = match Target::of(service) {
            Some(target) => self.perform(service, target, call),
            None => wire(Answer::empty(404)),
        };
        self.record(service, call, target, &played);
        played
    }

    fn perform(&mut self, service: Service, target: Target, call: &Call) -> Played {
        let now = self.clock.now();
        self.world.running = Some(self.clock.running());
        match self.faults.take(target, &call.method, &call.path) {
            None => self.dispatch(service, call, now),
            Some(fault) if fault.fault.commits() => {
                let played = self.dispatch(service, call, now);
                spoiled(&mut self.world, &fault, (target, call), played, now)
            }
            Some(fault) => {
                let nothing = wire(Answer::empty(500));
                spoiled(&mut self.world, &fault, (target, call), nothing, now)
            }
        }
    }

    fn dispatch(&mut self, service: Service, call: &Call, now: DateTime<Utc>) -> Played {
        match service {
            Service::Calendly => wire(calendly::answer(&mut self.world, call, now)),
            Service::Calcom => wire(calcom::answer(&mut self.world, call, now)),
            Service::MatonData | Service::MatonControl | Service::MatonApi => {
                match maton::route(&mut self.world, service, call, now) {
                    Routed::Answer(answer) => wire(answer),
                    Routed::Calendly(call) => self.perform(Service::Calendly, Target::Calendly, &call),
                    Routed::Calcom(call) => self.perform(Service::Calcom, Target::Calcom, &call),
                }
            }
            Service::Control => wire(Answer::empty(404)),
        }
    }

    fn record(&mut self, service: Service, call: &Call, target: &str, played: &Played) {
        let silent = matches!(played.ending, Ending::Nothing(_));
        let exchange = Exchange {
            service,
            method: call.method.to_string(),
            target: target.to_owned(),
            headers: call.public_headers(),
            body: call.body.clone(),
            status: if silent { 0 } else { played.status },
            answer: if silent { Bytes::new() } else { played.body.clone() },
        };
        self.remembered = self.remembered.saturating_add(size(&exchange));
        self.exchanges.push_back(exchange);
        while self.exchanges.len() > REMEMBERED || self.remembered > REMEMBERED_BYTES {
            let Some(oldest) = self.exchanges.pop_front() else { break };
            self.remembered = self.remembered.saturating_sub(size(&oldest));
        }
    }
}

fn size(exchange: &Exchange) -> usize {
    exchange.body.len().saturating_add(exchange.answer.len())
}

pub(crate) fn wire(answer: Answer) -> Played {
    let body = answer.body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    Played { status: answer.status, headers: answer.headers, body, ending: Ending::Whole }
}

/// What a fault makes of an answer.
fn spoiled(
    world: &mut World,
    fault: &Fault,
    (target, call): (Target, &Call),
    played: Played,
    now: DateTime<Utc>,
) -> Played {
    let delay = fault.delay_ms.map(Duration::from_millis);
    let mut instead = || wire(failure(world, target, fault.status.unwrap_or(500), call, now));
    let late = delay.map_or(Ending::Whole, Ending::Late);
    match fault.fault {
        Kind::Status | Kind::CommitThenStatus => Played { ending: late, ..instead() },
        Kind::Slow => Played { ending: Ending::Late(delay.unwrap_or(Duration::from_secs(1))), ..played },
        Kind::Cut => Played { ending: Ending::Cut(delay.unwrap_or_default()), ..played },
        Kind::BadJson => {
            Played { body: Bytes::from_static(b"{\"collection\": [<html>"), ending: late, ..played }
        }
        Kind::CommitThenTimeout => Played { ending: Ending::Nothing(delay.unwrap_or(NEVER)), ..played },
        Kind::Drop => Played { ending: Ending::Nothing(delay.unwrap_or_default()), ..played },
    }
}

/// An error in the words of the service that is said to have it.
fn failure(world: &mut World, target: Target, status: u16, call: &Call, now: DateTime<Utc>) -> Answer {
    let message = "failed on command";
    match target {
        Target::Calendly => calendly::failure(world, status, message),
        Target::Calcom => calcom::failure(world, call, status, message, now),
        Target::Maton => maton::refusal(status, message),
    }
}
