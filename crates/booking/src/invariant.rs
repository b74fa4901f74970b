//! What must always hold: I1 to I8, as code.
//!
//! A [`Watch`] looks on at one saga from outside and knows nothing of how the machine decides. It is told what the
//! journal took, which calls left, what people were told, and what is true at the providers; it says what was wrong
//! with that. The simulator asks it after every event, a test of the whole program after every run.

use std::fmt;

use freebusy_core::{Seconds, Timestamp};
use freebusy_provider::{Duplicates, Mail};

use crate::call::{Call, LegNo, Op};
use crate::event::{Answer, Ending, Verdict};
use crate::intent::Intent;
use crate::policy::Policy;
use crate::record::{Fact, Record};
use crate::status::Status;

/// Something that must always hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// I1: at most one active booking of an intent and leg where the provider refuses a second; elsewhere never two
    /// because of us.
    OneBooking,
    /// I2: when nothing is left to do, confirmed means that each leg is booked once, aborted that none is, and
    /// everything else is shown to a person.
    EndState,
    /// I3: no meeting is half booked for longer than 15 minutes and a poll without being shown to a person.
    HalfBooked,
    /// I4: no call without its row in the journal.
    WriteAhead,
    /// I5: every intent that was accepted is listed.
    Listed,
    /// I6: a leg sends only so many bookings.
    Budget,
    /// I7: what happened once happens again in the same way.
    Replay,
    /// I8: no call uses an account of another tenant.
    Tenant,
    /// No booking is begun after the deadline.
    Deadline,
    /// No booking is begun of a slot that was neither verified lately nor held.
    Fresh,
    /// No booking of a leg is begun while an earlier one may still be on its way.
    InFlight,
    /// A hold that may have been made is never asked for again.
    HoldOnce,
    /// A booking that was made for somebody else is neither cancelled nor taken for ours.
    Foreign,
    /// Who is told that nothing was ever booked is told the truth, as far as it was known.
    NoTrace,
    /// Two intents of a tenant never claim one host for the same time.
    Claim,
}

impl Invariant {
    /// Its short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneBooking => "I1",
            Self::EndState => "I2",
            Self::HalfBooked => "I3",
            Self::WriteAhead => "I4",
            Self::Listed => "I5",
            Self::Budget => "I6",
            Self::Replay => "I7",
            Self::Tenant => "I8",
            Self::Deadline => "deadline",
            Self::Fresh => "fresh",
            Self::InFlight => "in-flight",
            Self::HoldOnce => "hold-once",
            Self::Foreign => "foreign",
            Self::NoTrace => "no-trace",
            Self::Claim => "claim",
        }
    }
}

/// What did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Violation {
    /// Which of them.
    pub invariant: Invariant,
    /// On which leg, where it is one leg's matter.
    pub leg: Option<LegNo>,
    /// In which way.
    pub why: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant.name(), self.why)?;
        match self.leg {
            Some(LegNo(leg)) => write!(f, " (leg {leg})"),
            None => Ok(()),
        }
    }
}

/// What is true of a leg at its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Truth {
    /// How many bookings of this intent are active there.
    pub active: usize,
    /// Whether one of them was cancelled by somebody else: what we say of the leg may then be out of date.
    pub undone_elsewhere: bool,
}

/// The longest wait between two looks at a meeting that was given up, in the first hour.
const POLL: Seconds = Seconds::from_minutes(15);

/// How long nobody may be driving: a lease that has to run out, and a driver that has to start.
const UNDRIVEN: Seconds = Seconds::from_minutes(5);

/// Looks on at one saga.
#[derive(Debug, Clone)]
pub struct Watch {
    deadline: Timestamp,
    policy: Policy,
    legs: Vec<LegWatch>,
    attempts: Vec<Attempt>,
    told: Option<Status>,
    half_since: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct LegWatch {
    duplicates: Duplicates,
    mail: Mail,
    settle: Seconds,
    verified: Option<Timestamp>,
    held_until: Option<Timestamp>,
    hold_unclear: bool,
    /// Until when a hold without an answer may be there: it hides its slot, so nobody can verify it.
    hidden_until: Option<Timestamp>,
    creates: Vec<Create>,
    known: bool,
    truth: Truth,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    number: u32,
    leg: LegNo,
    create: bool,
}

/// A booking that was begun, and what its answer said.
#[derive(Debug, Clone, Copy)]
struct Create {
    attempt: u32,
    at: Timestamp,
    end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// No answer, or one that says nothing.
    Unclear,
    /// It never reached the provider's books: not sent, or not let in.
    NotMade,
    /// The provider said no.
    Refused,
    /// It was made.
    Made,
}

const fn wrong(invariant: Invariant, leg: LegNo, why: &'static str) -> Result<(), Violation> {
    Err(Violation { invariant, leg: Some(leg), why })
}

const fn wrong_all(invariant: Invariant, why: &'static str) -> Result<(), Violation> {
    Err(Violation { invariant, leg: None, why })
}

impl Watch {
    /// Begins to look on at the saga of `intent`.
    #[must_use]
    pub fn new(intent: &Intent, policy: &Policy) -> Self {
        let leg = |plan: &crate::LegPlan| LegWatch {
            duplicates: plan.abilities.duplicates,
            mail: plan.abilities.mail,
            settle: policy.settle.max(plan.abilities.settle),
            verified: None,
            held_until: None,
            hold_unclear: false,
            hidden_until: None,
            creates: Vec::new(),
            known: false,
            truth: Truth::default(),
        };
        Self {
            deadline: intent.deadline,
            policy: *policy,
            legs: intent.legs.iter().map(leg).collect(),
            attempts: Vec::with_capacity(32),
            told: None,
            half_since: None,
        }
    }

    /// The journal took these: checks whether what they begin may be begun (I1, I6, deadline, fresh, in-flight).
    ///
    /// # Errors
    /// What was wrong with it.
    pub fn written(&mut self, records: &[Record]) -> Result<(), Violation> {
        records.iter().try_for_each(|record| match &record.fact {
            Fact::Attempted(call) => self.begins(call, record.at),
            Fact::Answered { attempt, answer } => {
                self.answered(attempt.0, answer, record.at);
                Ok(())
            }
            Fact::Adopted { leg, .. } => {
                self.knows(*leg);
                Ok(())
            }
            Fact::TakenOver
            | Fact::Entered { .. }
            | Fact::Surplus { .. }
            | Fact::Concluded { .. }
            | Fact::Raised(_)
            | Fact::Settled
            | Fact::CancelAsked { .. }
            | Fact::AuditAsked
            | Fact::Replaced
            | Fact::ResumeAsked => Ok(()),
        })
    }

    fn knows(&mut self, leg: LegNo) {
        if let Some(leg) = self.legs.get_mut(usize::from(leg.0)) {
            leg.known = true;
        }
    }

    fn begins(&mut self, call: &Call, at: Timestamp) -> Result<(), Violation> {
        let create = matches!(call.op, Op::Create { .. });
        self.attempts.push(Attempt { number: call.attempt.0, leg: call.leg, create });
        let policy = self.policy;
        let Some(leg) = self.legs.get_mut(usize::from(call.leg.0)) else {
            return wrong(Invariant::Tenant, call.leg, "a leg is called that the intent does not have");
        };
        match call.op {
            Op::Create { .. } if at > self.deadline => {
                wrong(Invariant::Deadline, call.leg, "a booking is begun after the deadline")
            }
            Op::Create { .. } => leg.begins(call.attempt.0, call.leg, at, &policy),
            Op::Hold { .. } if leg.hold_unclear => {
                wrong(Invariant::HoldOnce, call.leg, "a hold is asked for again that may have been made")
            }
            Op::Hold { until } => {
                leg.hold_unclear = true;
                leg.hidden_until = Some(until);
                Ok(())
            }
            Op::Verify | Op::Release { .. } | Op::List | Op::Cancel { .. } => Ok(()),
        }
    }

    fn answered(&mut self, number: u32, answer: &Answer, at: Timestamp) {
        let Some(attempt) = self.attempts.iter().rev().find(|attempt| attempt.number == number).copied()
        else {
            return;
        };
        let Some(leg) = self.legs.get_mut(usize::from(attempt.leg.0)) else { return };
        match answer {
            Answer::Verify(Verdict::Offered) => leg.verified = Some(at),
            Answer::Hold(ending) => leg.hold_ended(ending),
            Answer::Create(ending) if attempt.create => leg.create_ended(number, End::of(ending)),
            Answer::Release(Ending::Done(())) => leg.held_until = None,
            Answer::Verify(_)
            | Answer::Release(_)
            | Answer::Create(_)
            | Answer::List(_)
            | Answer::Cancel(_) => {}
        }
    }

    /// A call leaves for a provider: I4 and I8.
    ///
    /// `journal` is what the journal had confirmed of this saga when the call left; `owner` is the tenant whose
    /// account the call is made with, `tenant` the one whose saga this is.
    ///
    /// # Errors
    /// What was wrong with it.
    pub fn calls(&self, call: &Call, journal: &[Record], owner: &str, tenant: &str) -> Result<(), Violation> {
        let row = |record: &&Record| matches!(&record.fact, Fact::Attempted(row) if row == call);
        if journal.iter().rev().find(row).is_none() {
            return wrong(
                Invariant::WriteAhead,
                call.leg,
                "a call is made that the journal does not know of",
            );
        }
        if owner != tenant {
            return wrong(Invariant::Tenant, call.leg, "a call uses an account of another tenant");
        }
        Ok(())
    }

    /// A booking is taken for ours or cancelled that was made for the intent with the mark `made_for`.
    ///
    /// # Errors
    /// When that is not this intent.
    pub fn touches(&self, leg: LegNo, made_for: Option<&str>, mark: &str) -> Result<(), Violation> {
        if made_for == Some(mark) {
            return Ok(());
        }
        wrong(Invariant::Foreign, leg, "somebody else's booking is cancelled or taken for ours")
    }

    /// People are told how it stands.
    ///
    /// # Errors
    /// When they are told that nothing was ever booked, and it is known that something was.
    pub fn tells(&mut self, status: Status) -> Result<(), Violation> {
        self.told = Some(status);
        if status == Status::AbortedNoTrace && self.legs.iter().any(LegWatch::is_known_by_mail) {
            return wrong_all(
                Invariant::NoTrace,
                "something was booked, and people are told that nothing ever was",
            );
        }
        Ok(())
    }

    /// What is true at the provider of a leg has changed: I1.
    ///
    /// # Errors
    /// When it is booked more than once.
    pub fn sees(&mut self, leg: LegNo, truth: Truth) -> Result<(), Violation> {
        if let Some(leg) = self.legs.get_mut(usize::from(leg.0)) {
            leg.truth = truth;
        }
        if truth.active > 1 {
            return wrong(Invariant::OneBooking, leg, "a leg is booked more than once");
        }
        Ok(())
    }

    /// Time has passed without anything having changed before `now`: I3.
    ///
    /// # Errors
    /// When the meeting was half booked for too long and nobody was told.
    pub fn passes(&mut self, now: Timestamp) -> Result<(), Violation> {
        if !self.is_half_booked() || self.told == Some(Status::Attention) {
            self.half_since = None;
            return Ok(());
        }
        let since = *self.half_since.get_or_insert(now);
        let longest = self.policy.attention_after.plus(POLL).plus(UNDRIVEN);
        if since + longest < now {
            return wrong_all(
                Invariant::HalfBooked,
                "a meeting is half booked for long, and nobody was told",
            );
        }
        Ok(())
    }

    fn is_half_booked(&self) -> bool {
        let any = self.legs.iter().any(|leg| leg.truth.active > 0);
        let all = self.legs.iter().all(|leg| leg.truth.active > 0 || leg.truth.undone_elsewhere);
        any && (!all || matches!(self.told, Some(Status::AbortedNoTrace | Status::AbortedNotified)))
    }

    /// Nothing is left to do: I2.
    ///
    /// # Errors
    /// When what people are told is not so.
    pub fn rests(&self) -> Result<(), Violation> {
        let once = |leg: &LegWatch| leg.truth.active == 1 || leg.truth.undone_elsewhere;
        match self.told {
            Some(Status::Confirmed) if !self.legs.iter().all(once) => {
                wrong_all(Invariant::EndState, "it is confirmed, and not every leg is booked once")
            }
            Some(Status::AbortedNoTrace | Status::AbortedNotified)
                if self.legs.iter().any(|leg| leg.truth.active > 0) =>
            {
                wrong_all(Invariant::EndState, "it is given up, and a leg is booked")
            }
            Some(Status::Pending) | None => {
                wrong_all(Invariant::EndState, "it is still pending, and nothing more happens")
            }
            Some(
                Status::Confirmed | Status::AbortedNoTrace | Status::AbortedNotified | Status::Attention,
            ) => Ok(()),
        }
    }

    /// The journal was asked for all intents: I5.
    ///
    /// # Errors
    /// When this one is not among them.
    pub const fn listed(&self, listed: Listed) -> Result<(), Violation> {
        match listed {
            Listed::Yes => Ok(()),
            Listed::No => wrong_all(Invariant::Listed, "an intent that was accepted is not listed"),
        }
    }
}

/// Whether an intent that was accepted is in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl LegWatch {
    /// Whether a booking is known to have been made of which people got mail; a file that was written and put away
    /// again is no trace.
    fn is_known_by_mail(&self) -> bool {
        self.known && self.mail == Mail::Sent
    }

    fn begins(&mut self, attempt: u32, leg: LegNo, at: Timestamp, policy: &Policy) -> Result<(), Violation> {
        let verified = self.verified.is_some_and(|verified| at <= verified + policy.fresh);
        let held = self.held_until.is_some_and(|until| at < until);
        let hidden = self.hidden_until.is_some_and(|until| at < until);
        if !verified && !held && !hidden {
            return wrong(
                Invariant::Fresh,
                leg,
                "a booking is begun of a slot neither verified lately nor held",
            );
        }
        for earlier in &self.creates {
            match earlier.end {
                End::Made => {
                    return wrong(Invariant::OneBooking, leg, "a booking is begun after one was made");
                }
                End::Unclear if self.duplicates == Duplicates::Accepted => {
                    return wrong(
                        Invariant::OneBooking,
                        leg,
                        "a second booking is begun where both may be made",
                    );
                }
                End::Unclear if at < earlier.at + self.settle => {
                    return wrong(
                        Invariant::InFlight,
                        leg,
                        "a booking is begun while another may be on its way",
                    );
                }
                End::Unclear | End::NotMade | End::Refused => {}
            }
        }
        let reached = self.creates.iter().filter(|create| create.end != End::NotMade).count();
        let all = usize::from(policy.most_creates) * (usize::try_from(policy.repeats).unwrap_or(0) + 1);
        if reached >= usize::from(policy.most_creates) || self.creates.len() >= all {
            return wrong(Invariant::Budget, leg, "more bookings are sent than one leg may");
        }
        self.creates.push(Create { attempt, at, end: End::Unclear });
        Ok(())
    }

    fn create_ended(&mut self, attempt: u32, end: End) {
        self.known |= end == End::Made;
        if let Some(create) = self.creates.iter_mut().rev().find(|create| create.attempt == attempt) {
            create.end = end;
        }
    }

    fn hold_ended(&mut self, ending: &Ending<freebusy_provider::Hold>) {
        match ending {
            Ending::Done(hold) => {
                self.hold_unclear = false;
                self.hidden_until = None;
                self.held_until = Some(hold.until);
            }
            Ending::NotSent { .. } | Ending::Throttled { .. } | Ending::Rejected { .. } => {
                self.hold_unclear = false;
                self.hidden_until = None;
            }
            Ending::Ambiguous { .. } => {}
        }
    }
}

impl End {
    const fn of<T>(ending: &Ending<T>) -> Self {
        match ending {
            Ending::Done(_) => Self::Made,
            Ending::NotSent { .. } | Ending::Throttled { .. } => Self::NotMade,
            Ending::Rejected { .. } => Self::Refused,
            Ending::Ambiguous { .. } => Self::Unclear,
        }
    }
}
