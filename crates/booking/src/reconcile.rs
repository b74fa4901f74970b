//! Finding out what became of a booking without a clear answer: the only way out of not knowing.
//!
//! Lists are asked for at growing distances. A booking of ours in one of them is adopted. It is given up for lost
//! only when it has had time to settle and two complete lists in a row, some time apart, were without it.

use freebusy_core::{Seconds, Timestamp};

use crate::answer::Found;
use crate::call::{LegNo, Op};
use crate::decide::{Decision, Outlook};
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
    let mut alike = found.iter().filter(|found| is_like_ours(intent, found));
    match (alike.next(), alike.next()) {
        (None, _) => Ours::None,
        (Some(_), Some(_)) => Ours::Unclear,
        (Some(one), None) => match age(policy, leg, one) {
            Age::Since => Ours::These(vec![one.clone()]),
            Age::Near => Ours::Unclear,
            Age::Before => Ours::None,
        },
    }
}

impl Intent {
    /// A booking in a list, without the mail address and the page where it cannot be ours: a stranger's are nobody's
    /// business and decide nothing.
    #[must_use]
    pub fn without_strangers(&self, found: Found) -> Found {
        if self.is_marked(&found) || is_like_ours(self, &found) {
            found
        } else {
            Found { email: None, page: None, ..found }
        }
    }
}

fn is_like_ours(intent: &Intent, found: &Found) -> bool {
    found.intent.is_none()
        && found.span == intent.slot
        && found.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(&intent.attendee.email))
}

/// Whether a booking was made since we sent ours.
enum Age {
    /// It was, as near as clocks can tell; or nobody tells when it was made.
    Since,
    /// It was made a little before: ours, if a clock is wrong by more than we allow for.
    Near,
    /// It was there long before.
    Before,
}

fn age(policy: &Policy, leg: &Leg, found: &Found) -> Age {
    let Some(sent) = leg.first_sent else { return Age::Before };
    match found.created {
        Some(created) if created >= sent - policy.slack => Age::Since,
        Some(created) if created >= sent - policy.attention_after => Age::Near,
        Some(_) => Age::Before,
        None => Age::Since,
    }
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
        // Lists that can be read come to an end by themselves, however late they are asked for.
        let in_vain = leg.tries > 0 || leg.unclear;
        if in_vain && due >= self.persisting.max(creating.last_sent) + self.policy.persist {
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

#[cfg(test)]
mod tests {
    use freebusy_core::Interval;
    use freebusy_provider::{Attendee, Consent};
    use proptest::prelude::*;

    use super::*;
    use crate::intent::{IntentId, RequestHash, Sequence};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn span(start: i64) -> Interval {
        Interval::new(at(start), at(start + 1_800)).unwrap()
    }

    fn intent() -> Intent {
        Intent {
            id: IntentId::new(at(0), [7; 10]),
            tenant: "local".into(),
            key: "key".into(),
            hash: RequestHash([0; 32]),
            slot: span(90_000),
            attendee: Attendee { name: "Cy".into(), email: "cy@example.com".into(), zone: "UTC".into() },
            opened: at(0),
            deadline: at(600),
            replaces: None,
            sequence: Sequence::Safest,
            legs: Vec::new(),
        }
    }

    fn a_found() -> impl Strategy<Value = Found> {
        let mark = prop_oneof![
            3 => Just(None),
            1 => Just(Some(intent().mark().into())),
            1 => Just(Some("another's".into())),
        ];
        let emails = [None, Some("cy@example.com"), Some("CY@example.com"), Some("bo@example.com")];
        let email = prop::sample::select(emails.to_vec()).prop_map(|email| email.map(Into::into));
        let created = prop::option::of((-2_000..2_000_i64).prop_map(at));
        let start = prop::sample::select(vec![90_000, 90_900]);
        ("[ab]", start, mark, email, created).prop_map(|(id, start, intent, email, created)| Found {
            id: id.into(),
            span: span(start),
            intent,
            email,
            created,
            consent: Consent::Given,
            page: Some("https://example.com/page".into()),
        })
    }

    proptest! {
        #[test]
        fn what_is_kept_of_a_list_decides_as_the_whole_list_does(
            list in prop::collection::vec(a_found(), 0..5),
            sent in prop::option::of((-100..100_i64).prop_map(at)),
        ) {
            let (intent, leg) = (intent(), Leg { first_sent: sent, ..Leg::default() });
            let kept: Vec<Found> = list.iter().cloned().map(|found| intent.without_strangers(found)).collect();
            let decided = |list: &[Found]| ours(&intent, &Policy::STANDARD, &leg, list);
            prop_assert_eq!(decided(&kept), decided(&list));
            let ids = |list: &[Found]| list.iter().map(|found| found.id.clone()).collect::<Vec<_>>();
            prop_assert_eq!(ids(&kept), ids(&list));
            for found in kept.iter().filter(|found| !intent.is_marked(found)) {
                let email = found.email.as_deref();
                prop_assert!(email.is_none_or(|email| email.eq_ignore_ascii_case("cy@example.com")));
                prop_assert!(email.is_some() || found.page.is_none());
            }
        }
    }
}
