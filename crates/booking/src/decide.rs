//! What is to be done next, by where a saga is. Nothing here changes it: a decision takes effect once it is written.

use freebusy_core::Timestamp;
use freebusy_provider::{Duplicates, Hold, Rejection};

use crate::call::{LegNo, Op};
use crate::intent::{Holding, IntentId, LegPlan};
use crate::leg::{Creating, HoldState, Leg, LegState, Refusal};
use crate::order::order;
use crate::policy::Guard;
use crate::record::{Concern, Fact};
use crate::saga::{Cause, Phase, Saga};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Write this down, and decide again.
    Fact(Fact),
    /// Make this call, and decide again.
    Call(LegNo, Op),
    /// Undo another intent's booking, and decide again.
    Undo(IntentId),
    /// Nothing before that time.
    Wait(Timestamp),
    /// Nothing, by itself.
    Rest,
}

/// The earliest time at which something may become due.
#[derive(Debug, Default)]
pub(crate) struct Outlook(Option<Timestamp>);

impl Outlook {
    pub(crate) fn note(&mut self, at: Timestamp) {
        self.0 = Some(self.0.map_or(at, |earliest| earliest.min(at)));
    }
}

impl Saga {
    pub(crate) fn decide(&self) -> Decision {
        let mut outlook = Outlook::default();
        let next = self.overdue(&mut outlook).or_else(|| match self.phase {
            Phase::Planned => Some(self.begin()),
            Phase::Holding => self.hold(&mut outlook),
            Phase::Verifying => self.verify(&mut outlook),
            Phase::Committing => self.commit(&mut outlook),
            Phase::Confirmed => self.keep(&mut outlook),
            Phase::Compensating => self.compensate(&mut outlook),
            Phase::Aborted => self
                .settled()
                .or_else(|| self.numbered().find_map(|(no, leg)| self.watch(no, leg, &mut outlook))),
        });
        next.unwrap_or_else(|| outlook.0.map_or(Decision::Rest, Decision::Wait))
    }

    /// What is booked in some places only, or may be, for too long is shown to a person.
    fn overdue(&self, outlook: &mut Outlook) -> Option<Decision> {
        if self.concern.is_some() || !self.policy.guards.has(Guard::Attention) {
            return None;
        }
        let at = self.exposed? + self.policy.attention_after;
        if self.now >= at {
            return Some(Decision::Fact(Fact::Raised(Concern::HalfBooked)));
        }
        outlook.note(at);
        None
    }

    fn begin(&self) -> Decision {
        match self.ended() {
            Some(cause) => enter(Phase::Aborted, Some(cause)),
            None => enter(Phase::Holding, None),
        }
    }

    /// Slots that can be held are verified, then held: a hold may hide its slot from its own holder.
    fn hold(&self, outlook: &mut Outlook) -> Option<Decision> {
        if let Some(cause) = self.ended() {
            return Some(enter(Phase::Compensating, Some(cause)));
        }
        let mut done = true;
        for (no, leg) in self.numbered().filter(|(no, _)| self.can_hold(*no)) {
            if leg.hold != HoldState::Untried {
                done &= !self.is_pending(no);
                continue;
            }
            done = false;
            let op = if self.is_fresh(leg) || !self.policy.guards.has(Guard::Verify) {
                Op::Hold { until: self.intent.deadline + self.policy.hold_margin }
            } else {
                Op::Verify
            };
            if self.due(no, leg, self.now, outlook) {
                return Some(Decision::Call(no, op));
            }
        }
        done.then(|| enter(Phase::Verifying, None))
    }

    fn verify(&self, outlook: &mut Outlook) -> Option<Decision> {
        if let Some(cause) = self.ended() {
            return Some(enter(Phase::Compensating, Some(cause)));
        }
        let mut done = true;
        for (no, leg) in self.numbered() {
            if self.is_sure(leg) {
                continue;
            }
            done = false;
            if self.due(no, leg, self.now, outlook) {
                return Some(Decision::Call(no, Op::Verify));
            }
        }
        done.then(|| enter(Phase::Committing, None))
    }

    /// Legs are booked one after the other, and none is begun while it is not known what became of another.
    fn commit(&self, outlook: &mut Outlook) -> Option<Decision> {
        if let Some(reason) = &self.cancel_asked {
            return Some(enter(Phase::Compensating, Some(Cause::Asked { reason: reason.clone() })));
        }
        if let Some((no, leg, creating)) = self.numbered().find_map(|(no, leg)| match &leg.state {
            LegState::Creating(creating) => Some((no, leg, creating)),
            LegState::Idle | LegState::Booked(_) | LegState::Absent | LegState::Cancelled(_) => None,
        }) {
            return self.follow(no, leg, creating, outlook);
        }
        let booked = |no: &LegNo| self.leg(*no).is_some_and(|leg| leg.booking().is_some());
        let next = order(&self.intent, &self.legs).into_iter().find(|no| !booked(no));
        let Some((no, leg)) = next.and_then(|no| Some((no, self.leg(no)?))) else {
            return Some(enter(Phase::Confirmed, None));
        };
        if let Some(cause) = self.hopeless(no, leg) {
            return Some(enter(Phase::Compensating, Some(cause)));
        }
        if !self.due(no, leg, self.now, outlook) {
            return None;
        }
        if !self.is_sure(leg) {
            return Some(Decision::Call(no, Op::Verify));
        }
        let hold = self.usable_hold(leg).cloned();
        Some(Decision::Call(no, Op::Create { n: leg.creates.saturating_add(1), hold }))
    }

    /// A booking that is on its way is awaited; one without a clear answer is looked for.
    fn follow(&self, no: LegNo, leg: &Leg, creating: &Creating, outlook: &mut Outlook) -> Option<Decision> {
        if creating.ambiguous { self.reconcile(no, leg, creating, outlook) } else { None }
    }

    /// Why a leg that is not booked is not going to be.
    fn hopeless(&self, no: LegNo, leg: &Leg) -> Option<Cause> {
        let guards = self.policy.guards;
        if let Some(refusal) = &leg.refusal {
            return Some(refused(no, refusal));
        }
        let accepts = self.plan(no).is_some_and(|plan| plan.abilities.duplicates == Duplicates::Accepted);
        let twice = accepts && leg.doubted && guards.has(Guard::NeverTwice);
        let many = leg.creates >= self.policy.most_creates && guards.has(Guard::CreateBudget);
        if twice || many || leg.creates == u8::MAX {
            return Some(Cause::Lost { leg: no });
        }
        if self.is_late() {
            return Some(Cause::Deadline);
        }
        self.stuck(no, leg)
    }

    /// What the account's quota or the way to the provider keeps from being done before the deadline.
    fn stuck(&self, no: LegNo, leg: &Leg) -> Option<Cause> {
        if let Some(opens) = leg.throttled.filter(|opens| *opens >= self.intent.deadline) {
            return Some(Cause::Quota { leg: no, opens });
        }
        let why = || leg.evidence.as_ref().map(|evidence| evidence.why.clone()).unwrap_or_default();
        (leg.tries > self.policy.repeats).then(|| Cause::Unreachable { leg: no, why: why() })
    }

    /// Every leg is booked: what is left is to give back holds, cancel what is too many, and undo what is replaced.
    fn keep(&self, outlook: &mut Outlook) -> Option<Decision> {
        if let Some(reason) = &self.cancel_asked {
            return Some(enter(Phase::Compensating, Some(Cause::Asked { reason: reason.clone() })));
        }
        if matches!(self.concern, Some(Concern::HalfBooked | Concern::Unclear { .. })) {
            return Some(Decision::Fact(Fact::Settled));
        }
        let leg = self.numbered().find_map(|(no, leg)| {
            self.adopt(no, leg)
                .or_else(|| self.cancel_surplus(no, leg, outlook))
                .or_else(|| self.release(no, leg, outlook))
                .or_else(|| self.audit(no, leg, outlook))
        });
        leg.or_else(|| self.undo_replaced())
    }

    fn undo_replaced(&self) -> Option<Decision> {
        let old = self.intent.replaces.filter(|_| !self.replaced && !self.undoing)?;
        Some(Decision::Undo(old))
    }

    fn compensate(&self, outlook: &mut Outlook) -> Option<Decision> {
        let mut done = true;
        for (no, leg) in self.numbered() {
            let next = match &leg.state {
                LegState::Creating(creating) if self.policy.guards.has(Guard::Compensate) => {
                    self.follow(no, leg, creating, outlook)
                }
                LegState::Creating(_) | LegState::Idle | LegState::Absent | LegState::Cancelled(_) => {
                    self.undo(no, leg, outlook)
                }
                LegState::Booked(_) => self.adopt(no, leg).or_else(|| self.undo(no, leg, outlook)),
            };
            let next = next.or_else(|| self.release(no, leg, outlook));
            if next.is_some() {
                return next;
            }
            done &= !self.is_pending(no) && !self.is_open(leg);
        }
        done.then(|| enter(Phase::Aborted, None))
    }

    /// Whether something of a leg has to be undone or found out before a saga is over.
    fn is_open(&self, leg: &Leg) -> bool {
        let creating = matches!(leg.state, LegState::Creating(_));
        if creating && !self.policy.guards.has(Guard::Compensate) {
            return false;
        }
        leg.may_be_booked() || matches!(&leg.hold, HoldState::Held(hold) if hold.until > self.now)
    }

    /// Cancels what is booked and what is booked too often, for as long as that has a chance.
    pub(crate) fn undo(&self, no: LegNo, leg: &Leg, outlook: &mut Outlook) -> Option<Decision> {
        let booking = leg.booking().map(|found| &found.id).or_else(|| leg.surplus.first())?;
        if let (Some(why), None | Some(Concern::HalfBooked)) = (&leg.cancel_refused, &self.concern) {
            return Some(Decision::Fact(Fact::Raised(Concern::CancelRefused { leg: no, why: why.clone() })));
        }
        self.cancel(no, leg, booking, outlook)
    }

    fn cancel_surplus(&self, no: LegNo, leg: &Leg, outlook: &mut Outlook) -> Option<Decision> {
        let booking = leg.surplus.first()?;
        if self.concern.is_none() {
            return Some(Decision::Fact(Fact::Raised(Concern::Duplicate { leg: no })));
        }
        self.cancel(no, leg, booking, outlook)
    }

    fn cancel(&self, no: LegNo, leg: &Leg, booking: &str, outlook: &mut Outlook) -> Option<Decision> {
        if self.now >= self.persisting + self.policy.persist {
            return None;
        }
        let op = Op::Cancel { booking: booking.into() };
        self.due(no, leg, self.now, outlook).then_some(Decision::Call(no, op))
    }

    fn release(&self, no: LegNo, leg: &Leg, outlook: &mut Outlook) -> Option<Decision> {
        let HoldState::Held(hold) = &leg.hold else { return None };
        if hold.until <= self.now {
            return None;
        }
        // Whatever else happens, it lapses.
        outlook.note(hold.until);
        let op = Op::Release { hold: hold.clone() };
        self.due(no, leg, self.now, outlook).then_some(Decision::Call(no, op))
    }

    /// Nothing is booked any more, or everything is looked after: what a person was called for is over.
    fn settled(&self) -> Option<Decision> {
        let over = match &self.concern {
            None => false,
            Some(Concern::Unwatched { leg }) => self.leg(*leg).is_none_or(|leg| leg.tries == 0),
            Some(
                Concern::HalfBooked
                | Concern::CancelRefused { .. }
                | Concern::Duplicate { .. }
                | Concern::Unclear { .. }
                | Concern::Degraded { .. },
            ) => !self.legs.iter().any(Leg::may_be_booked),
        };
        over.then_some(Decision::Fact(Fact::Settled))
    }

    /// Why a saga of which nothing was sent yet is over.
    fn ended(&self) -> Option<Cause> {
        if let Some(reason) = &self.cancel_asked {
            return Some(Cause::Asked { reason: reason.clone() });
        }
        let refusal = self.numbered().find_map(|(no, leg)| Some(refused(no, leg.refusal.as_ref()?)));
        let stuck = || self.numbered().find_map(|(no, leg)| self.stuck(no, leg));
        refusal.or_else(stuck).or_else(|| self.is_late().then_some(Cause::Deadline))
    }

    fn is_late(&self) -> bool {
        self.now >= self.intent.deadline && self.policy.guards.has(Guard::Deadline)
    }

    /// Whether a leg can be booked without looking at its slot once more.
    fn is_sure(&self, leg: &Leg) -> bool {
        if !self.policy.guards.has(Guard::Verify) {
            return true;
        }
        match &leg.hold {
            HoldState::Held(_) if self.usable_hold(leg).is_some() => leg.verified.is_some(),
            // The slot may be hidden by a hold of our own whose name we never learned.
            HoldState::Lost { until } if *until > self.now => leg.verified.is_some(),
            HoldState::Held(_) | HoldState::Lost { .. } | HoldState::Untried | HoldState::Without => {
                self.is_fresh(leg)
            }
        }
    }

    fn is_fresh(&self, leg: &Leg) -> bool {
        leg.verified.is_some_and(|at| at + self.policy.fresh >= self.now)
    }

    fn usable_hold<'a>(&self, leg: &'a Leg) -> Option<&'a Hold> {
        match &leg.hold {
            HoldState::Held(hold) => (hold.until > self.now + self.policy.hold_margin).then_some(hold),
            HoldState::Untried | HoldState::Lost { .. } | HoldState::Without => None,
        }
    }

    fn can_hold(&self, no: LegNo) -> bool {
        self.plan(no).is_some_and(|plan| plan.abilities.holding == Holding::Possible)
    }

    /// Whether a call of this leg may be made now: none is under way, and it is time.
    pub(crate) fn due(&self, no: LegNo, leg: &Leg, at: Timestamp, outlook: &mut Outlook) -> bool {
        if self.is_pending(no) {
            return false;
        }
        let at = leg.not_before.map_or(at, |not_before| at.max(not_before));
        if at > self.now {
            outlook.note(at);
        }
        at <= self.now
    }

    fn is_pending(&self, no: LegNo) -> bool {
        self.pending.iter().any(|call| call.leg == no)
    }

    fn numbered(&self) -> impl Iterator<Item = (LegNo, &Leg)> {
        (0..).map(LegNo).zip(&self.legs)
    }

    fn leg(&self, no: LegNo) -> Option<&Leg> {
        self.legs.get(usize::from(no.0))
    }

    pub(crate) fn plan(&self, no: LegNo) -> Option<&LegPlan> {
        self.intent.legs.get(usize::from(no.0))
    }
}

const fn enter(phase: Phase, cause: Option<Cause>) -> Decision {
    Decision::Fact(Fact::Entered { phase, cause })
}

fn refused(leg: LegNo, refusal: &Refusal) -> Cause {
    let why = refusal.why.clone();
    match refusal.kind {
        Some(Rejection::Taken | Rejection::HoldLapsed) => Cause::Taken { leg, why },
        Some(Rejection::Unauthorised | Rejection::Plan) => Cause::NotAllowed { leg, why },
        Some(_) | None => Cause::Refused { leg, why },
    }
}
