//! What a record changes in what is known of a saga.

use freebusy_core::Timestamp;

use crate::answer::{Answer, Ending, Listing};
use crate::call::{Call, LegNo, Op};
use crate::learned::{Nets, evidence};
use crate::leg::{Audit, Creating, HoldState, Leg, LegState};
use crate::phase::{Cause, Phase};
use crate::policy::Guard;
use crate::reconcile::{self, Ours};
use crate::record::{Concern, Fact, Record};
use crate::saga::{Pending, Saga};

impl Saga {
    /// Takes in what has become known.
    pub fn apply(&mut self, record: &Record) {
        self.now = self.now.max(record.at);
        let at = record.at;
        match &record.fact {
            Fact::Attempted(call) => self.attempted(call, at),
            Fact::Answered { attempt, answer } => {
                if let Some(index) = self.pending.iter().position(|call| call.attempt == *attempt) {
                    let call = self.pending.swap_remove(index);
                    self.answered(&call, answer, at);
                }
            }
            Fact::TakenOver => self.taken_over(at),
            Fact::Entered { phase, cause } => self.entered(*phase, cause.as_ref(), at),
            Fact::Adopted { leg, booking } => {
                self.persisting = at;
                self.with(*leg, |leg| {
                    leg.state = LegState::Booked(booking.clone());
                    leg.was_booked.get_or_insert(at);
                    leg.seen.retain(|seen| seen.id != booking.id);
                    leg.rested();
                });
            }
            Fact::Surplus { leg, bookings } => {
                self.persisting = at;
                self.with(*leg, |leg| {
                    leg.seen.retain(|seen| !bookings.contains(&seen.id));
                    leg.surplus.extend(bookings.iter().cloned());
                });
            }
            Fact::Concluded { leg } => self.with(*leg, |leg| {
                leg.state = LegState::Idle;
                // What a hold of our own hides would look taken: as long as it holds, so does what was verified.
                if !leg.is_hidden(at) {
                    leg.verified = None;
                }
                leg.rested();
            }),
            Fact::Raised(concern) => self.concern = Some(concern.clone()),
            Fact::Settled => self.concern = None,
            Fact::CancelAsked { reason } => self.cancel_asked = Some(reason.clone()),
            Fact::AuditAsked => self.legs.iter_mut().for_each(|leg| {
                leg.audit = Audit::Asked;
                leg.rested();
            }),
            Fact::Replaced => self.replaced = true,
            Fact::ResumeAsked => self.resumed(at),
        }
        self.note_exposure(at);
    }

    fn with(&mut self, leg: LegNo, change: impl FnOnce(&mut Leg)) {
        if let Some(leg) = self.legs.get_mut(usize::from(leg.0)) {
            change(leg);
        }
    }

    fn attempted(&mut self, call: &Call, at: Timestamp) {
        self.last_attempt = self.last_attempt.max(call.attempt);
        self.pending.push(Pending { attempt: call.attempt, leg: call.leg, op: call.op.clone(), at });
        self.with(call.leg, |leg| match &call.op {
            Op::Create { n, .. } => {
                leg.creates = leg.creates.max(*n);
                leg.first_sent.get_or_insert(at);
                leg.state = LegState::Creating(Creating::sent(*n, at));
            }
            Op::Hold { until } => leg.hold = HoldState::Lost { until: *until },
            Op::List => {
                if let LegState::Creating(creating) = &mut leg.state {
                    creating.polls += 1;
                    creating.polled = Some(at);
                }
            }
            Op::Verify | Op::Release { .. } | Op::Cancel { .. } => {}
        });
    }

    /// A call without an answer may have been made at any time up to now, for its driver may have been paused.
    fn taken_over(&mut self, at: Timestamp) {
        let doubts = self.policy.guards.has(Guard::TakeOver);
        for call in std::mem::take(&mut self.pending) {
            let Op::Create { n, .. } = call.op else { continue };
            self.with(call.leg, |leg| {
                if doubts {
                    leg.doubted = true;
                    leg.state = LegState::Creating(Creating::doubted(n, at));
                } else {
                    leg.unsent(n);
                }
                leg.rested();
            });
        }
    }

    fn entered(&mut self, phase: Phase, cause: Option<&Cause>, at: Timestamp) {
        self.phase = phase;
        self.since = at;
        self.persisting = at;
        if let Some(cause) = cause {
            self.cause = Some(cause.clone());
        }
        let abandoned = cause == Some(&Cause::Abandoned);
        for leg in &mut self.legs {
            leg.rested();
            if abandoned {
                leg.abandoned();
            }
        }
    }

    fn resumed(&mut self, at: Timestamp) {
        self.persisting = at;
        self.legs.iter_mut().for_each(Leg::rested);
        let surplus = self.legs.iter().any(|leg| !leg.surplus.is_empty());
        match &self.concern {
            Some(Concern::HalfBooked | Concern::Unclear { .. }) | None => {}
            Some(Concern::Duplicate { .. }) if surplus => {}
            Some(
                Concern::Duplicate { .. }
                | Concern::CancelRefused { .. }
                | Concern::Unwatched { .. }
                | Concern::Degraded { .. },
            ) => self.concern = None,
        }
    }

    fn note_exposure(&mut self, at: Timestamp) {
        let exposed = self.phase != Phase::Confirmed && self.legs.iter().any(Leg::may_be_booked);
        self.exposed = exposed.then(|| self.exposed.unwrap_or(at));
    }

    fn answered(&mut self, call: &Pending, answer: &Answer, at: Timestamp) {
        let guards = self.policy.guards;
        let index = usize::from(call.leg.0);
        let ours = match (answer, self.legs.get(index)) {
            (Answer::List(Listing::Complete(found)), Some(leg)) => {
                Some(reconcile::ours(&self.intent, &self.policy, leg, found))
            }
            _ => None,
        };
        let looks = (self.phase == Phase::Aborted).then(|| Self::looks_done(self.since, call.at));
        let Some(leg) = self.legs.get_mut(index) else { return };
        if let (Some(looks), Some(_)) = (looks, &ours) {
            leg.watched = leg.watched.max(looks);
        }
        leg.evidence = Some(evidence(&call.op, answer, at));
        if let Answer::List(Listing::Complete(found)) = answer {
            leg.audited(found, call.at);
        }
        match (&call.op, answer) {
            (Op::Verify, Answer::Verify(verdict)) => {
                leg.judged(verdict, at, guards.has(Guard::TakenMayBeOurs));
            }
            (Op::Hold { .. }, Answer::Hold(end)) => leg.held(end, at, guards.has(Guard::HoldOnce)),
            (Op::Release { .. }, Answer::Release(end)) => leg.released(end, at),
            (Op::Create { n, hold }, Answer::Create(end)) => {
                let nets = Nets {
                    reconcile: guards.has(Guard::Reconcile),
                    ourselves: guards.has(Guard::TakenMayBeOurs),
                };
                leg.created(*n, hold.as_ref(), end, at, nets);
            }
            (Op::List, Answer::List(_)) => match ours {
                Some(ours) => leg.listed(ours, call.at),
                None if guards.has(Guard::CompleteLists) => leg.unread(at),
                None => leg.listed(Ours::None, call.at),
            },
            (Op::Cancel { booking }, Answer::Cancel(end)) => {
                leg.undone(booking, end, at, guards.has(Guard::RepeatCancel));
            }
            // An answer of another kind than its call answers nothing; what it was to tell stays open.
            (Op::Create { n, hold }, _) => {
                let nets = Nets { reconcile: true, ourselves: true };
                leg.created(*n, hold.as_ref(), &Ending::Ambiguous { why: "".into() }, at, nets);
            }
            (Op::Verify | Op::Hold { .. } | Op::Release { .. } | Op::List | Op::Cancel { .. }, _) => {
                leg.failed(at);
            }
        }
    }
}
