//! What becomes of a call: carried out, late or never, and answered, or not.

use freebusy_booking::{Answer, Call, Ending, Happening, LegNo, Listing, Op, Verdict};
use freebusy_core::Seconds;
use freebusy_provider::Rejection;

use crate::fate::{Applied, Fault};
use crate::provider::{Asked, Kind};
use crate::world::{What, World, code, maker};

impl World {
    /// A call leaves for its provider.
    pub(crate) fn calls(&mut self, number: usize, life: u32, call: &Call, fault: Fault) {
        self.tally.calls += 1;
        let Some(party) = self.parties.get(number) else { return };
        let plan = party.intent.legs.get(usize::from(call.leg.0));
        let account = plan.map_or("", |plan| &*plan.account);
        let owner = account.split_once('/').map_or("", |(tenant, _)| tenant);
        let checked = party.watch.calls(call, &party.row.records, owner, &party.intent.tenant);
        self.check(checked);
        if let Op::Cancel { booking } = &call.op {
            self.touches(number, call.leg, booking);
        }
        let fault = self.weather(number, call.leg, fault);
        self.trace.note(self.now, || {
            format!(
                "saga {number} driver {life} calls #{} leg {} {:?}: {fault:?}",
                call.attempt.0, call.leg.0, call.op
            )
        });
        let answer = self.answer(number, call, fault);
        self.digest.add(u64::from(call.attempt.0) << 8 | code(&answer));
        let at = self.now + self.latency(fault);
        let happening = Happening::Answered { attempt: call.attempt, answer };
        self.queue.push(at, What::Answer { party: number, life, happening });
    }

    /// A booking is cancelled or taken for ours: whose is it really?
    pub(crate) fn touches(&mut self, number: usize, leg: LegNo, booking: &str) {
        let Some(service) = self.service(number, leg) else { return };
        let Some(provider) = self.providers.get(service) else { return };
        let made_for = provider.maker(booking).and_then(|maker| self.mark(maker));
        let (Some(party), Some(mark)) = (self.parties.get(number), self.marks.get(number)) else { return };
        let touched = party.watch.touches(leg, made_for, mark);
        self.check(touched);
    }

    /// What the state of the service makes of a fault.
    fn weather(&mut self, number: usize, leg: LegNo, fault: Fault) -> Fault {
        let Some(service) = self.service(number, leg) else { return fault };
        let slot = self.parties.get(number).map(|party| party.intent.slot);
        let (Some(provider), Some(slot)) = (self.providers.get_mut(service), slot) else { return fault };
        let dice = &mut self.fate.dice;
        provider.touch(self.now, slot, dice);
        if provider.kind == Kind::File {
            return match fault {
                Fault::Throttled(_) | Fault::Refused(_) | Fault::Rival => Fault::None,
                Fault::Lost(Applied::After(_)) => Fault::Lost(Applied::Now),
                _ => fault,
            };
        }
        if fault == Fault::Rival {
            provider.rival(self.now, slot, dice);
        }
        if dice.hit(self.fate.profile.faults / 40) {
            provider.down_until = self.now + dice.between(5_000, 1_200_000);
        }
        if provider.down_until <= self.now {
            return fault;
        }
        if dice.hit(5_000) { Fault::NotSent } else { Fault::Lost(Applied::Never) }
    }

    fn latency(&mut self, fault: Fault) -> i64 {
        if self.fate.is_scripted() {
            return 300;
        }
        let dice = &mut self.fate.dice;
        match fault {
            Fault::Lost(_) if dice.hit(5_000) => 30_000,
            _ => dice.between(80, 1_500),
        }
    }

    fn answer(&mut self, number: usize, call: &Call, fault: Fault) -> Answer {
        let (leg, op) = (call.leg, &call.op);
        if !op.changes() {
            return self.read(number, leg, op, fault);
        }
        match fault {
            Fault::None | Fault::Rival | Fault::CrashBefore | Fault::CrashAfter | Fault::Stall(_) => {
                self.carry_out(number, leg, op)
            }
            Fault::NotSent => refused(op, &Refused::NotSent),
            Fault::Throttled(wait) => refused(op, &Refused::Throttled(wait)),
            Fault::Refused(kind) => refused(op, &Refused::Rejected(kind)),
            Fault::Lost(applied) => {
                match applied {
                    Applied::Never => {}
                    Applied::Now => {
                        let _lost = self.carry_out(number, leg, op);
                    }
                    Applied::After(wait) => {
                        self.queue.push(self.now + wait, What::Apply { party: number, leg, op: op.clone() });
                    }
                }
                refused(op, &Refused::Ambiguous)
            }
        }
    }

    fn read(&mut self, number: usize, leg: LegNo, op: &Op, fault: Fault) -> Answer {
        let why = || "no answer".into();
        match (op, fault) {
            (Op::List, Fault::Throttled(_) | Fault::Lost(_) | Fault::NotSent) => {
                Answer::List(Listing::Unreadable { why: why() })
            }
            (_, Fault::Throttled(wait)) => Answer::Verify(Verdict::Throttled { wait: seconds(wait) }),
            (_, Fault::Lost(_) | Fault::NotSent) => Answer::Verify(Verdict::Unknown { why: why() }),
            _ => self.carry_out(number, leg, op),
        }
    }

    /// Does at the provider what was asked, and says what it answers.
    pub(crate) fn carry_out(&mut self, number: usize, leg: LegNo, op: &Op) -> Answer {
        let (party, service) = (self.parties.get(number), self.service(number, leg));
        let party = party.expect("a call of a party of this world");
        let slot = party.intent.slot;
        let asked = Asked { maker: maker(number), email: party.email, span: slot };
        let provider = service.and_then(|service| self.providers.get_mut(service));
        let provider = provider.expect("a call of a leg of this party");
        let (now, dice) = (self.now, &mut self.fate.dice);
        provider.touch(now, slot, dice);
        let answer = match op {
            Op::Verify => Answer::Verify(provider.verify(now, slot, dice)),
            Op::Hold { until } => Answer::Hold(provider.hold(now, asked, *until, dice)),
            Op::Release { hold } => Answer::Release(provider.release(hold)),
            Op::Create { hold, .. } => {
                let mut ending = provider.create(now, asked, hold.as_ref(), dice);
                if let (Ending::Done(booking), true) = (&mut ending, provider.echoes()) {
                    booking.intent = self.marks.get(number).cloned();
                }
                Answer::Create(ending)
            }
            Op::List => Answer::List(provider.list(now, slot, &self.marks, dice)),
            Op::Cancel { booking } => Answer::Cancel(provider.cancel(booking)),
        };
        if matches!(op, Op::Create { .. } | Op::Cancel { .. }) {
            self.look(number, leg);
        }
        answer
    }
}

/// Why nothing is known to have been done.
enum Refused {
    NotSent,
    Throttled(i64),
    Rejected(Rejection),
    Ambiguous,
}

impl Refused {
    fn ending<T>(&self) -> Ending<T> {
        match self {
            Self::NotSent => Ending::NotSent { why: "no connection".into() },
            Self::Throttled(wait) => Ending::Throttled { wait: seconds(*wait) },
            Self::Rejected(kind) => Ending::Rejected { kind: *kind, why: "refused".into() },
            Self::Ambiguous => Ending::Ambiguous { why: "no answer".into() },
        }
    }
}

fn refused(op: &Op, refused: &Refused) -> Answer {
    match op {
        Op::Hold { .. } => Answer::Hold(refused.ending()),
        Op::Release { .. } => Answer::Release(refused.ending()),
        Op::Create { .. } => Answer::Create(refused.ending()),
        Op::Cancel { .. } => Answer::Cancel(refused.ending()),
        Op::Verify | Op::List => unreachable!("what only reads is answered elsewhere"),
    }
}

fn seconds(ms: i64) -> Seconds {
    Seconds::new(ms / 1_000).unwrap_or(Seconds::ONE)
}
