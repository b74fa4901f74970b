//! What is looked at of one leg: when its slot was verified and held, what was sent, and what is true of it.

use freebusy_core::{Seconds, Timestamp};
use freebusy_provider::{Duplicates, Mail};

use super::{Invariant, Truth, Violation, wrong};
use crate::answer::Ending;
use crate::call::LegNo;
use crate::intent::LegPlan;
use crate::policy::Policy;

#[derive(Debug, Clone)]
pub(super) struct LegWatch {
    duplicates: Duplicates,
    mail: Mail,
    settle: Seconds,
    pub(super) verified: Option<Timestamp>,
    pub(super) held_until: Option<Timestamp>,
    pub(super) hold_unclear: bool,
    /// Until when a hold without an answer may be there: it hides its slot, so nobody can verify it.
    pub(super) hidden_until: Option<Timestamp>,
    creates: Vec<Create>,
    pub(super) known: bool,
    pub(super) truth: Truth,
}

/// A booking that was begun, and what its answer said.
#[derive(Debug, Clone, Copy)]
struct Create {
    attempt: u32,
    at: Timestamp,
    end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// No answer, or one that says nothing.
    Unclear,
    /// It never reached the provider's books: not sent, or not let in.
    NotMade,
    /// The provider said no.
    Refused,
    /// It was made.
    Made,
}

impl LegWatch {
    pub(super) fn new(plan: &LegPlan, policy: &Policy) -> Self {
        Self {
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
        }
    }

    /// Whether a booking is known to have been made of which people got mail; a file that was written and put away
    /// again is no trace.
    pub(super) fn is_known_by_mail(&self) -> bool {
        self.known && self.mail == Mail::Sent
    }

    /// A booking is begun, whether it may be or not.
    pub(super) fn begins(
        &mut self,
        attempt: u32,
        leg: LegNo,
        at: Timestamp,
        policy: &Policy,
    ) -> Result<(), Violation> {
        let may = self.may_begin(leg, at, policy);
        self.creates.push(Create { attempt, at, end: End::Unclear });
        may
    }

    fn may_begin(&self, leg: LegNo, at: Timestamp, policy: &Policy) -> Result<(), Violation> {
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
        Ok(())
    }

    pub(super) fn create_ended(&mut self, attempt: u32, end: End) {
        self.known |= end == End::Made;
        if let Some(create) = self.creates.iter_mut().rev().find(|create| create.attempt == attempt) {
            create.end = end;
        }
    }

    pub(super) fn hold_ended(&mut self, ending: &Ending<freebusy_provider::Hold>) {
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
    pub(super) const fn of<T>(ending: &Ending<T>) -> Self {
        match ending {
            Ending::Done(_) => Self::Made,
            Ending::NotSent { .. } | Ending::Throttled { .. } => Self::NotMade,
            Ending::Rejected { .. } => Self::Refused,
            Ending::Ambiguous { .. } => Self::Unclear,
        }
    }
}
