//! One world: its services, its sagas, its clock, and everything that happens in it.

use freebusy_booking::invariant::{Invariant, Listed, Truth, Violation};
use freebusy_booking::{Answer, Claims, Guard, Happening, LegNo, Op, Policy, Status};

use crate::dice::Digest;
use crate::fate::{Fate, Script};
use crate::party::{Accepted, Party};
use crate::profile::Profile;
use crate::provider::{Maker, Provider, stamp};
use crate::queue::Queue;
use crate::trace::Trace;

const HOUR: i64 = 3_600_000;
/// How long a world is looked at.
const LONGEST: i64 = 26 * HOUR;
/// More than any saga that comes to rest needs.
const MOST_EVENTS: u64 = 20_000;

/// Something that is to happen.
#[derive(Debug)]
pub(crate) enum What {
    /// Somebody wants a booking.
    Open { party: usize },
    /// An answer reaches a driver, if it still lives.
    Answer { party: usize, life: u32, happening: Happening },
    /// A call whose answer was lost is carried out after all.
    Apply { party: usize, leg: LegNo, op: Op },
    /// A driver wanted to be woken.
    Wake { party: usize, life: u32, wake: u32 },
    /// A driver that stood still goes on.
    GoOn { party: usize, life: u32 },
    /// Somebody looks whether a saga needs a driver.
    Take { party: usize },
    /// A person wants something.
    Ask { party: usize, ask: Ask },
    /// A host cancels what was booked with them.
    Undo { party: usize, leg: LegNo },
}

/// What a person may want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    Cancel,
    Audit,
    /// The person has set right what was wrong at the services.
    Resume,
    Stop,
}

/// What came of a world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) sagas: u64,
    pub(crate) events: u64,
    pub(crate) calls: u64,
    pub(crate) faults: u64,
    pub(crate) crashes: u64,
    pub(crate) seconds: u64,
    /// By status: confirmed, without trace, notified, pending, attention.
    pub(crate) ends: [u64; 5],
    pub(crate) hash: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.sagas += other.sagas;
        self.events += other.events;
        self.calls += other.calls;
        self.faults += other.faults;
        self.crashes += other.crashes;
        self.seconds += other.seconds;
        for (to, from) in self.ends.iter_mut().zip(other.ends) {
            *to += from;
        }
        // A sum does not depend on the order in which threads come to it.
        self.hash = self.hash.wrapping_add(other.hash);
    }
}

/// How one world ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) violation: Option<Violation>,
    /// How many outcomes a script may name at each point.
    pub(crate) points: Vec<u32>,
    pub(crate) trace: Vec<String>,
}

/// Which world, and how it is driven.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) seed: u64,
    pub(crate) profile: Profile,
    pub(crate) policy: Policy,
    pub(crate) script: Option<Script>,
    pub(crate) traced: bool,
}

/// One world.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) fate: Fate,
    pub(crate) policy: Policy,
    pub(crate) queue: Queue<What>,
    pub(crate) providers: Vec<Provider>,
    pub(crate) parties: Vec<Party>,
    pub(crate) marks: Vec<Box<str>>,
    /// How many drivers there are: with one, nobody takes over from one that stands still.
    pub(crate) workers: u32,
    pub(crate) tally: Tally,
    pub(crate) digest: Digest,
    pub(crate) trace: Trace,
    broken: Option<Violation>,
}

/// Runs one world to its end.
pub(crate) fn run(setting: &Setting) -> Outcome {
    let mut world = World::empty(setting);
    world.settle(setting.seed);
    world.live();
    world.judge();
    let World { fate, mut tally, digest, trace, broken, now, .. } = world;
    tally.faults = fate.faults;
    tally.seconds = u64::try_from(now / 1_000).unwrap_or_default();
    tally.hash = digest.end();
    Outcome { tally, violation: broken, points: fate.points, trace: trace.lines }
}

impl World {
    fn empty(setting: &Setting) -> Self {
        Self {
            now: 0,
            fate: Fate::new(setting.seed, setting.profile, setting.script),
            policy: setting.policy,
            queue: Queue::new(),
            providers: Vec::with_capacity(4),
            parties: Vec::with_capacity(2),
            marks: Vec::with_capacity(2),
            workers: 2,
            tally: Tally::default(),
            digest: Digest::default(),
            trace: if setting.traced { Trace::on() } else { Trace::default() },
            broken: None,
        }
    }

    fn live(&mut self) {
        while let Some((at, what)) = self.queue.pop() {
            if self.broken.is_some() || at > LONGEST {
                return;
            }
            self.now = at;
            self.pass();
            self.tally.events += 1;
            self.digest.add(at.cast_unsigned());
            self.happens(what);
            self.pass();
            if self.tally.events > MOST_EVENTS {
                let why = "it never comes to rest";
                self.breaks(Violation { invariant: Invariant::Budget, leg: None, why });
            }
        }
    }

    fn pass(&mut self) {
        let now = stamp(self.now);
        for party in 0..self.parties.len() {
            let passed = self.parties.get_mut(party).map_or(Ok(()), |party| party.watch.passes(now));
            self.check(passed);
        }
    }

    fn happens(&mut self, what: What) {
        match what {
            What::Open { party } => self.opens(party),
            What::Answer { party, life, happening } => {
                if matches!(happening, Happening::Answered { .. }) {
                    self.lands(party, life);
                }
                self.tell(party, life, happening);
            }
            What::Apply { party, leg, op } => {
                self.trace.note(self.now, || format!("late: saga {party} leg {} {op}", leg.0));
                let _late = self.carry_out(party, leg, &op);
            }
            What::Wake { party, life, wake } => {
                let woken = |driver: &&mut crate::party::Driver| driver.life == life && driver.wake == wake;
                let drivers = self.parties.get_mut(party).map(|party| party.drivers.iter_mut());
                if drivers.into_iter().flatten().find(woken).is_some() {
                    self.tell(party, life, Happening::Tick);
                }
            }
            What::GoOn { party, life } => self.drive(party, life),
            What::Take { party } => self.take_due(party),
            What::Ask { party, ask } => self.asks(party, ask),
            What::Undo { party, leg } => self.undo(party, leg),
        }
    }

    fn lands(&mut self, party: usize, life: u32) {
        let drivers = self.parties.get_mut(party).map(|party| party.drivers.iter_mut());
        if let Some(driver) = drivers.into_iter().flatten().find(|driver| driver.life == life) {
            driver.flying = driver.flying.saturating_sub(1);
        }
    }

    fn opens(&mut self, number: usize) {
        let Some(party) = self.parties.get(number) else { return };
        let claimed = self
            .parties
            .iter()
            .any(|other| other.intent.id != party.intent.id && other.has_claims() && other.collides(party));
        let Some(party) = self.parties.get_mut(number) else { return };
        if claimed && self.policy.guards.has(Guard::Claim) {
            // Asked once more, later: what was claimed may have been given up.
            if party.accepted == Accepted::NotYet {
                party.accepted = Accepted::No;
                self.queue.push(self.now + HOUR / 4, What::Open { party: number });
            }
            return;
        }
        party.accepted = Accepted::Yes;
        self.tally.sagas += 1;
        self.starts(number);
    }

    /// The host cancels elsewhere.
    fn undo(&mut self, party: usize, leg: LegNo) {
        let Some(service) = self.service(party, leg) else { return };
        if let Some(provider) = self.providers.get_mut(service) {
            provider.undo(maker(party));
            self.trace.note(self.now, || format!("the host cancels: saga {party} leg {}", leg.0));
        }
        self.look(party, leg);
    }

    fn asks(&mut self, party: usize, ask: Ask) {
        let accepted = self.parties.get(party).is_some_and(|party| party.accepted == Accepted::Yes);
        if !accepted {
            return;
        }
        let happening = match ask {
            Ask::Cancel => Happening::CancelAsked { reason: "asked".into() },
            Ask::Audit => Happening::AuditAsked,
            Ask::Stop => Happening::Stopping,
            Ask::Resume => {
                self.providers.iter_mut().for_each(|provider| provider.refuses_cancel = false);
                Happening::ResumeAsked
            }
        };
        self.trace.note(self.now, || format!("somebody asks: saga {party} {ask:?}"));
        match self.seize(party) {
            Some(life) => self.tell(party, life, happening),
            None if ask == Ask::Stop => {}
            None => self.queue.push(self.now + 10_000, What::Ask { party, ask }),
        }
    }

    pub(crate) fn service(&self, party: usize, leg: LegNo) -> Option<usize> {
        self.parties.get(party)?.services.get(usize::from(leg.0)).copied()
    }

    /// Looks what is true now of a leg at its provider.
    pub(crate) fn look(&mut self, number: usize, leg: LegNo) {
        let Some(service) = self.service(number, leg) else { return };
        let Some(provider) = self.providers.get(service) else { return };
        let (active, undone_elsewhere) = provider.truth(maker(number));
        let twice = active > 0
            && (0..self.parties.len()).any(|other| {
                other != number
                    && provider.truth(maker(other)).0 > 0
                    && self.is_same_claim(number, other, service)
            });
        let Some(party) = self.parties.get_mut(number) else { return };
        let seen = party.watch.sees(leg, Truth { active, undone_elsewhere });
        self.check(seen);
        if twice {
            let why = "two intents have booked one host for the same time";
            self.breaks(Violation { invariant: Invariant::Claim, leg: Some(leg), why });
        }
    }

    /// Whether two sagas, both with their claims kept, are after the same with one service.
    fn is_same_claim(&self, one: usize, other: usize, service: usize) -> bool {
        let host = |party: &Party| {
            let leg = party.services.iter().position(|&number| number == service)?;
            party.intent.legs.get(leg).map(|leg| leg.host.clone())
        };
        let (Some(one), Some(other)) = (self.parties.get(one), self.parties.get(other)) else { return false };
        let kept = |party: &Party| party.row.standing.claims == Claims::Kept;
        kept(one) && kept(other) && one.intent.tenant == other.intent.tenant && host(one) == host(other)
    }

    pub(crate) fn check(&mut self, checked: Result<(), Violation>) {
        if let Err(violation) = checked {
            self.breaks(violation);
        }
    }

    fn breaks(&mut self, violation: Violation) {
        if self.broken.is_none() {
            self.trace.note(self.now, || format!("VIOLATION {violation}"));
            self.broken = Some(violation);
        }
    }

    fn judge(&mut self) {
        for number in 0..self.parties.len() {
            let Some(party) = self.parties.get(number) else { continue };
            if party.accepted != Accepted::Yes {
                continue;
            }
            let status = party.row.standing.status;
            let end = match status {
                Status::Confirmed => 0,
                Status::AbortedNoTrace => 1,
                Status::AbortedNotified => 2,
                Status::Pending => 3,
                Status::Attention => 4,
            };
            if let Some(count) = self.tally.ends.get_mut(end) {
                *count += 1;
            }
            let (rests, listed) = (party.watch.rests(), party.watch.listed(Listed::Yes));
            if self.broken.is_none() {
                self.check(rests.and(listed));
            }
            self.digest.add(u64::try_from(end).unwrap_or_default());
        }
    }

    /// What a saga's own words for a booking are.
    pub(crate) fn mark(&self, maker: Maker) -> Option<&str> {
        match maker {
            Maker::Party(number) => self.marks.get(usize::from(number)).map(|mark| &**mark),
            Maker::Stranger | Maker::Program => None,
        }
    }
}

/// In whose name a saga books.
pub(crate) fn maker(party: usize) -> Maker {
    Maker::Party(u8::try_from(party).unwrap_or(u8::MAX))
}

/// A number for an answer, for the hash.
pub(crate) const fn code(answer: &Answer) -> u64 {
    use freebusy_booking::{Ending, Listing, Verdict};
    const fn ending<T>(ending: &Ending<T>) -> u64 {
        match ending {
            Ending::Done(_) => 1,
            Ending::NotSent { .. } => 2,
            Ending::Throttled { .. } => 3,
            Ending::Rejected { .. } => 4,
            Ending::Ambiguous { .. } => 5,
        }
    }
    match answer {
        Answer::Verify(Verdict::Offered) => 10,
        Answer::Verify(Verdict::Gone { .. }) => 11,
        Answer::Verify(Verdict::Throttled { .. }) => 12,
        Answer::Verify(Verdict::Unknown { .. }) => 13,
        Answer::Hold(end) => 20 + ending(end),
        Answer::Release(end) => 30 + ending(end),
        Answer::Create(end) => 40 + ending(end),
        Answer::List(Listing::Complete(_)) => 50,
        Answer::List(Listing::Unreadable { .. }) => 51,
        Answer::Cancel(end) => 60 + ending(end),
    }
}
