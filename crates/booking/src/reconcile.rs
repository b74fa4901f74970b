//! Finding out what became of a booking without a clear answer: the only way out of not knowing.
//!
//! Lists are asked for at growing distances. A booking of ours in one of them is adopted. It is given up for lost
//! only when it has had time to settle and two complete lists in a row, some time apart, were without it.

use freebusy_core::{Seconds, Timestamp};

use crate::call::{LegNo, Op};
use crate::decide::{Decision, Outlook};
use crate::event::Found;
use crate::intent::Intent;
use crate::leg::{Creating, Leg};
use crate::policy::{Guard, Policy};
use crate::record::{Concern, Fact};
use crate::saga::Saga;

/// When the first lists are asked for, in seconds after the booking was last sent.
const FIRST: [i64; 6] = [1, 2, 4, 8, 15, 30];

/// After so many lists their distance grows: something is wrong that takes longer.
const SOON: usize = 40;

/// The distance of lists after that, in seconds.
const LATE: i64 = 600;

/// What a complete list shows of us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ours {
    /// Nothing.
    None,
    /// These, the oldest first.
    These(Vec<Found>),
    /// Several that bear no mark and might be ours.
    Unclear,
}

/// Which bookings of a list are ours: those that bear the mark; else a single one without any mark that is like ours
/// in everything and was not there before we sent it.
pub(crate) fn ours(intent: &Intent, policy: &Policy, leg: &Leg, found: &[Found]) -> Ours {
    if found.is_empty() {
        return Ours::None;
    }
    let strict = policy.guards.has(Guard::Mark);
    let mut marked: Vec<Found> = found
        .iter()
        .filter(|found| if strict { intent.is_marked(found) } else { found.span == intent.slot })
        .cloned()
        .collect();
    if !marked.is_empty() {
        marked.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        return Ours::These(marked);
    }
    let mut alike = found.iter().filter(|found| is_alike(intent, policy, leg, found));
    match (alike.next(), alike.next()) {
        (None, _) => Ours::None,
        (Some(one), None) => Ours::These(vec![one.clone()]),
        (Some(_), Some(_)) => Ours::Unclear,
    }
}

fn is_alike(intent: &Intent, policy: &Policy, leg: &Leg, found: &Found) -> bool {
    let since = leg.first_sent.map(|sent| sent - policy.slack);
    found.intent.is_none()
        && found.span == intent.slot
        && found.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(&intent.attendee.email))
        && since.is_some_and(|since| found.created.is_none_or(|created| created >= since))
}

impl Saga {
    /// What to do next about a leg whose booking had no clear answer.
    pub(crate) fn reconcile(
        &self,
        no: LegNo,
        leg: &Leg,
        creating: &Creating,
        outlook: &mut Outlook,
    ) -> Option<Decision> {
        if let Some(decision) = self.adopt(no, leg) {
            return Some(decision);
        }
        if leg.unclear && self.concern.is_none() {
            return Some(Decision::Fact(Fact::Raised(Concern::Unclear { leg: no })));
        }
        if self.is_lost(no, creating) {
            return Some(Decision::Fact(Fact::Concluded { leg: no }));
        }
        let due = self.next_list(no, creating);
        if due >= self.persisting + self.policy.persist {
            return None;
        }
        self.due(no, leg, due, outlook).then_some(Decision::Call(no, Op::List))
    }

    /// A booking of ours in the last list becomes the leg's; more than that is too many.
    pub(crate) fn adopt(&self, no: LegNo, leg: &Leg) -> Option<Decision> {
        let mut seen = leg.seen.iter();
        if leg.booking().is_none() {
            let oldest = seen.next()?.clone();
            return Some(Decision::Fact(Fact::Adopted { leg: no, booking: oldest }));
        }
        let surplus: Vec<Box<str>> = seen.map(|found| found.id.clone()).collect();
        if surplus.is_empty() || !self.policy.guards.has(Guard::Surplus) {
            return None;
        }
        Some(Decision::Fact(Fact::Surplus { leg: no, bookings: surplus }))
    }

    /// Whether a booking can be given up for lost.
    fn is_lost(&self, no: LegNo, creating: &Creating) -> bool {
        let (Some(first), Some(last)) = (creating.empty_since, creating.empty_last) else { return false };
        let settled = last > creating.last_sent + self.settle(no);
        let twice = last >= first + self.policy.apart;
        let guards = self.policy.guards;
        (settled || !guards.has(Guard::Settle)) && (twice || !guards.has(Guard::TwoLists))
    }

    fn next_list(&self, no: LegNo, creating: &Creating) -> Timestamp {
        let after = |seconds: i64| creating.last_sent + Seconds::new(seconds).unwrap_or_default();
        if let Some(first) = FIRST.get(creating.polls) {
            return after(*first);
        }
        let settled = creating.last_sent + self.settle(no) + Seconds::ONE;
        let distance = if creating.polls < SOON { self.policy.apart.get() } else { LATE };
        let last = creating.polled.unwrap_or(creating.last_sent);
        settled.max(last + Seconds::new(distance).unwrap_or_default())
    }

    /// How long a booking of this leg may take to come to be.
    fn settle(&self, no: LegNo) -> Seconds {
        let own = self.plan(no).map_or(Seconds::ZERO, |plan| plan.abilities.settle);
        own.max(self.policy.settle)
    }
}
