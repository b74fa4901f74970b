//! How a saga is driven: the commands carried out in order, the lease kept or lost, and every way to die on the way.

use freebusy_booking::{Call, Command, Fact, Guard, Happening, Record, Saga, step};

use crate::fate::{Fault, Write};
use crate::party::{Driver, RENEWED};
use crate::provider::stamp;
use crate::world::{What, World};

const MINUTE: i64 = 60_000;

/// Whether a driver goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    /// It stands still.
    Still,
    /// It is no more.
    Dead,
}

impl World {
    /// Begins to drive a saga that was just written down.
    pub(crate) fn starts(&mut self, number: usize) {
        let policy = self.policy;
        let Some(party) = self.parties.get_mut(number) else { return };
        party.lives += 1;
        let life = party.lives;
        let saga = Saga::new(party.intent.clone(), policy);
        party.drivers.push(Driver::new(life, party.row.epoch, saga));
        self.tell(number, life, Happening::Tick);
    }

    /// Lets a driver know something, and lets it act.
    pub(crate) fn tell(&mut self, number: usize, life: u32, happening: Happening) {
        let drivers = self.parties.get_mut(number).map(|party| party.drivers.iter_mut());
        let Some(driver) = drivers.into_iter().flatten().find(|driver| driver.life == life) else { return };
        driver.stopping |= happening == Happening::Stopping;
        driver.inbox.push_back(happening);
        self.drive(number, life);
    }

    /// Runs a driver until it waits, stands still or dies.
    pub(crate) fn drive(&mut self, number: usize, life: u32) {
        let Some(mut driver) = self.parties.get_mut(number).and_then(|party| party.pull(life)) else {
            return;
        };
        let flow = if driver.still_until > self.now { Flow::Still } else { self.works(number, &mut driver) };
        match flow {
            Flow::Dead => {}
            Flow::Still => self.keeps(number, driver),
            Flow::On if driver.doomed => self.power(number, &driver),
            Flow::On => self.waits(number, driver),
        }
    }

    fn keeps(&mut self, number: usize, driver: Driver) {
        if let Some(party) = self.parties.get_mut(number) {
            party.drivers.push(driver);
        }
    }

    fn works(&mut self, number: usize, driver: &mut Driver) -> Flow {
        loop {
            let flow = match driver.todo.pop_front() {
                Some(Command::Record(record)) => self.append(number, driver, record),
                Some(Command::Call(call)) => self.send(number, driver, call),
                Some(Command::Undo(_)) => {
                    let what =
                        What::Answer { party: number, life: driver.life, happening: Happening::Replaced };
                    self.queue.push(self.now + 3_000, what);
                    Flow::On
                }
                Some(Command::Wake(at)) => {
                    let at = (at.as_unix() - stamp(0).as_unix()).saturating_mul(1_000).max(self.now);
                    driver.wake_at = Some(at);
                    self.queue.push(at, What::Wake { party: number, life: driver.life, wake: driver.wake });
                    Flow::On
                }
                None => match driver.inbox.pop_front() {
                    Some(happening) => {
                        self.steps(number, driver, happening);
                        Flow::On
                    }
                    None => return Flow::On,
                },
            };
            if flow != Flow::On {
                return flow;
            }
        }
    }

    fn steps(&mut self, number: usize, driver: &mut Driver, what: Happening) {
        driver.wake += 1;
        driver.wake_at = None;
        self.trace.note(self.now, || format!("saga {number} driver {}: {what:?}", driver.life));
        driver.todo.extend(step(&mut driver.saga, freebusy_booking::Event { at: stamp(self.now), what }));
    }

    fn append(&mut self, number: usize, driver: &mut Driver, first: Record) -> Flow {
        let mut batch = vec![first];
        while let Some(Command::Record(_)) = driver.todo.front() {
            if let Some(Command::Record(record)) = driver.todo.pop_front() {
                batch.push(record);
            }
        }
        let write = self.fate.write();
        if write == Write::CrashBefore {
            return self.dies(number, driver, "before a write");
        }
        let (guards, standing) = (self.policy.guards, driver.saga.standing());
        let Some(party) = self.parties.get_mut(number) else { return Flow::Dead };
        if driver.epoch != party.row.epoch && guards.has(Guard::Fence) {
            self.trace.note(self.now, || format!("saga {number} driver {}: fenced", driver.life));
            return Flow::Dead;
        }
        let seen = party.watch.written(&batch).and_then(|()| party.watch.tells(standing.status));
        for record in &batch {
            self.trace
                .note(self.now, || format!("saga {number} driver {} writes {:?}", driver.life, record.fact));
        }
        let foreign = batch.iter().find_map(|record| match &record.fact {
            Fact::Adopted { leg, booking } => Some((*leg, booking.id.clone())),
            _ => None,
        });
        self.digest.add(u64::try_from(batch.len()).unwrap_or_default());
        if let Some(party) = self.parties.get_mut(number) {
            party.row.append(batch, standing, guards);
        }
        self.trace.note(self.now, || format!("saga {number} stands {standing:?}"));
        self.check(seen);
        if let Some((leg, booking)) = foreign {
            self.touches(number, leg, &booking);
        }
        driver.doomed |= write == Write::PowerAfter;
        if write == Write::CrashAfter { self.dies(number, driver, "after a write") } else { Flow::On }
    }

    fn send(&mut self, number: usize, driver: &mut Driver, call: Call) -> Flow {
        let cleared = driver.cleared.take() == Some(call.attempt.0);
        let fault = if cleared { Fault::None } else { self.fate.call(&call.op) };
        match fault {
            Fault::CrashBefore => return self.dies(number, driver, "before a call"),
            Fault::Stall(length) => {
                self.stalls(number, driver, length);
                driver.cleared = Some(call.attempt.0);
                driver.todo.push_front(Command::Call(call));
                return Flow::Still;
            }
            Fault::None
            | Fault::NotSent
            | Fault::Throttled(_)
            | Fault::Refused(_)
            | Fault::Rival
            | Fault::Lost(_)
            | Fault::CrashAfter => {}
        }
        self.calls(number, driver.life, &call, fault);
        driver.flying += 1;
        match fault {
            Fault::CrashAfter => self.dies(number, driver, "after a call"),
            _ if driver.doomed => {
                self.power(number, driver);
                Flow::Dead
            }
            _ => Flow::On,
        }
    }

    /// A driver stands still. It renews its lease every ten seconds: so much of it is over already.
    fn stalls(&mut self, number: usize, driver: &mut Driver, length: i64) {
        self.trace
            .note(self.now, || format!("saga {number} driver {} stands still for {length}", driver.life));
        driver.still_until = self.now + length;
        self.queue.push(driver.still_until, What::GoOn { party: number, life: driver.life });
        if self.workers > 1 && self.is_current(number, driver) {
            self.loses_lease(number, 0);
        }
    }

    fn is_current(&self, number: usize, driver: &Driver) -> bool {
        self.parties.get(number).is_some_and(|party| party.row.epoch == driver.epoch)
    }

    fn dies(&mut self, number: usize, driver: &Driver, when: &'static str) -> Flow {
        self.tally.crashes += 1;
        self.trace.note(self.now, || format!("saga {number} driver {} dies {when}", driver.life));
        if self.is_current(number, driver) {
            let start = self.fate.dice.between(1_000, 20_000);
            self.loses_lease(number, start);
        }
        Flow::Dead
    }

    /// Nobody renews the lease any more: it runs out, and after `start` more somebody looks.
    fn loses_lease(&mut self, number: usize, start: i64) {
        let until = self.now + self.fate.dice.between(20_000, 30_000);
        if let Some(party) = self.parties.get_mut(number) {
            party.row.lease_until = until;
        }
        self.queue.push(until + start, What::Take { party: number });
    }

    /// All power is lost: everybody dies, and what was not on the disk is gone.
    fn power(&mut self, number: usize, driver: &Driver) {
        self.dies(number, driver, "with all power lost");
        for other in 0..self.parties.len() {
            let start = self.fate.dice.between(1_000, 30_000);
            let policy = self.policy;
            let Some(party) = self.parties.get_mut(other) else { continue };
            if party.row.loses_power() {
                let saga = Saga::restored(party.intent.clone(), policy, &party.row.records);
                party.row.standing = saga.standing();
            }
            if !party.drivers.is_empty() {
                party.drivers.clear();
                self.loses_lease(other, start);
            }
        }
    }

    /// A driver has nothing to do for now: it waits, or leaves the saga to whoever comes when it is due.
    fn waits(&mut self, number: usize, driver: Driver) {
        let current = self.is_current(number, &driver);
        let long = driver.wake_at.is_none_or(|at| at > self.now + MINUTE);
        let leaves = driver.is_idle()
            && current
            && (driver.wake_at.is_none()
                || driver.stopping
                || (long && self.fate.dice.hit(self.fate.profile.crashes * 10)));
        if !leaves {
            self.keeps(number, driver);
            return;
        }
        let Some(party) = self.parties.get_mut(number) else { return };
        party.row.lease_until = 0;
        // That nothing is left may have come about by time alone: it is noted without a record.
        let standing = driver.saga.standing();
        if standing != party.row.standing {
            party.row.append(Vec::new(), standing, self.policy.guards);
        }
        if let Some(next) = party.row.standing.next {
            let at = (next.as_unix() - stamp(0).as_unix()).saturating_mul(1_000);
            self.queue.push(at.max(self.now + 1_000), What::Take { party: number });
        }
    }

    /// Somebody takes the saga if nobody drives it and something is due.
    pub(crate) fn take_due(&mut self, number: usize) {
        let Some(party) = self.parties.get_mut(number) else { return };
        let Some(next) = party.row.standing.next else { return };
        if party.row.lease_until == RENEWED {
            return;
        }
        let due = (next.as_unix() - stamp(0).as_unix()).saturating_mul(1_000).max(party.row.lease_until);
        if due > self.now {
            self.queue.push(due, What::Take { party: number });
        } else {
            self.take(number);
        }
    }

    /// A driver for the saga, whether something is due or not; `None` while another may be at it.
    pub(crate) fn seize(&mut self, number: usize) -> Option<u32> {
        let now = self.now;
        let party = self.parties.get_mut(number)?;
        let until = party.row.lease_until;
        match party.current() {
            Some(driver) if driver.still_until <= now && until == RENEWED => Some(driver.life),
            Some(_) if until > now => None,
            None if until > now => None,
            Some(_) | None => self.restores(number),
        }
    }

    fn take(&mut self, number: usize) {
        if let Some(life) = self.restores(number) {
            self.drive(number, life);
        }
    }

    /// A new driver that has read the journal and not acted yet.
    fn restores(&mut self, number: usize) -> Option<u32> {
        let policy = self.policy;
        let party = self.parties.get_mut(number)?;
        party.row.epoch += 1;
        party.row.lease_until = RENEWED;
        party.lives += 1;
        let life = party.lives;
        let saga = Saga::restored(party.intent.clone(), policy, &party.row.records);
        let mut driver = Driver::new(life, party.row.epoch, saga);
        driver.inbox.push_back(Happening::TakenOver);
        party.drivers.push(driver);
        self.trace.note(self.now, || format!("saga {number} is taken by driver {life}"));
        Some(life)
    }
}
