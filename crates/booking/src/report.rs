//! How a saga stands: in short for the journal, at length for people.

use freebusy_provider::{Consent, Mail};

use crate::decide::Decision;
use crate::intent::LegPlan;
use crate::leg::{HoldState, Leg, LegState};
use crate::saga::{Claims, Phase, Saga, Standing};
use crate::status::{LegReport, Report, Status};

impl Saga {
    /// How it stands, in short.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let next = match self.decide() {
            Decision::Fact(_) | Decision::Call(..) | Decision::Undo(_) => Some(self.now),
            Decision::Wait(_) | Decision::Rest if !self.pending.is_empty() => Some(self.now),
            Decision::Wait(at) => Some(at),
            Decision::Rest if self.undoing && !self.replaced => Some(self.now),
            Decision::Rest => None,
        };
        let free = self.phase == Phase::Aborted && !self.legs.iter().any(Leg::may_be_booked);
        let claims = if free { Claims::Dropped } else { Claims::Kept };
        Standing { status: self.status(), next, claims }
    }

    /// How it stands, in a word.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.concern.is_some() {
            return Status::Attention;
        }
        match self.phase {
            Phase::Confirmed => Status::Confirmed,
            Phase::Aborted if self.legs.iter().any(Leg::may_be_booked) => Status::Pending,
            Phase::Aborted if self.was_noticed() => Status::AbortedNotified,
            Phase::Aborted => Status::AbortedNoTrace,
            Phase::Planned | Phase::Holding | Phase::Verifying | Phase::Committing | Phase::Compensating => {
                Status::Pending
            }
        }
    }

    /// Whether a leg was booked at some time of which people hear.
    fn was_noticed(&self) -> bool {
        self.intent.legs.iter().zip(&self.legs).any(|(plan, leg)| is_noticed(plan, leg))
    }

    /// How it stands, at length.
    #[must_use]
    pub fn report(&self) -> Report {
        let watched =
            self.phase == Phase::Aborted && self.legs.iter().any(|leg| self.next_look(leg).is_some());
        Report {
            id: self.intent.id,
            status: self.status(),
            phase: self.phase,
            cause: self.cause.clone(),
            concern: self.concern.clone(),
            slot: self.intent.slot,
            deadline: self.intent.deadline,
            watched_until: self.last_look().filter(|_| watched),
            legs: self.intent.legs.iter().zip(&self.legs).map(|(plan, leg)| leg_report(plan, leg)).collect(),
        }
    }
}

fn is_noticed(plan: &LegPlan, leg: &Leg) -> bool {
    leg.was_booked.is_some() && plan.abilities.mail == Mail::Sent
}

fn leg_report(plan: &LegPlan, leg: &Leg) -> LegReport {
    let found = match &leg.state {
        LegState::Booked(found) | LegState::Cancelled(found) => Some(found),
        LegState::Idle | LegState::Creating(_) | LegState::Absent => None,
    };
    LegReport {
        participant: plan.participant.clone(),
        source: plan.source.clone(),
        state: word(leg).into(),
        booking: found.map(|found| found.id.clone()),
        page: found.and_then(|found| found.page.clone()),
        notified: leg.was_booked.filter(|_| is_noticed(plan, leg)),
        evidence: leg.evidence.as_ref().map(|evidence| match &*evidence.why {
            "" => format!("{}: {}", evidence.of, evidence.end).into(),
            why => format!("{}: {}, {why}", evidence.of, evidence.end).into(),
        }),
        evidence_at: leg.evidence.as_ref().map(|evidence| evidence.at),
    }
}

const fn word(leg: &Leg) -> &'static str {
    match &leg.state {
        LegState::Idle => match leg.hold {
            HoldState::Held(_) => "held",
            HoldState::Untried | HoldState::Lost { .. } | HoldState::Without => "idle",
        },
        LegState::Creating(creating) if creating.ambiguous => "unverified",
        LegState::Creating(_) => "creating",
        LegState::Booked(found) => match found.consent {
            Consent::Given => "booked",
            Consent::Awaited => "awaiting",
        },
        LegState::Absent => "absent",
        LegState::Cancelled(_) => "cancelled",
    }
}
