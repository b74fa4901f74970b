//! Whether a slot is to be had, by what its provider tells of exactly that time.
//!
//! The rules are those by which times are found: what a search would not offer is not booked.

use freebusy_booking::Verdict;
use freebusy_core::{BlockKind, Interval, Offers, Timestamp, ZoneRules};
use freebusy_provider::{Findings, Provider, Query, Titles};

use crate::ending::{rounded_up, words};

/// Asks the provider, afresh, whether the slot can be booked at this moment.
pub(crate) async fn verify(provider: &dyn Provider, slot: Interval, now: Timestamp) -> Verdict {
    let wait = provider.booking().and_then(|target| target.opens_in()).map(rounded_up);
    if let Some(wait) = wait.filter(|wait| wait.get() > 0) {
        return Verdict::Throttled { wait };
    }
    let local = ZoneRules::utc();
    let query = Query { window: slot, local: &local, now, length: slot.length(), titles: Titles::Withheld };
    match provider.availability().fetch(query).await {
        Ok(findings) => judged(&findings, slot),
        Err(error) => Verdict::Unknown { why: words(&error) },
    }
}

fn judged(findings: &Findings, slot: Interval) -> Verdict {
    let blocked =
        |kind| findings.blocks.iter().any(|block| block.kind == kind && block.interval.overlaps(slot));
    if blocked(BlockKind::Unknown) {
        let told = findings.problems.first().map_or("the source does not tell", |problem| &problem.0);
        return Verdict::Unknown { why: format!("what the time is taken by is not known: {told}").into() };
    }
    if blocked(BlockKind::Busy) {
        return gone("the time is taken");
    }
    if blocked(BlockKind::Unavailable) {
        return gone("the time is out of hours");
    }
    match &findings.offers {
        Some(offers) if is_offered(offers, slot) => Verdict::Offered,
        Some(_) => gone("the start is not offered"),
        None if blocked(BlockKind::Tentative) => gone("the time is tentatively taken"),
        None if findings.hours.as_ref().is_some_and(|hours| !hours.covers(slot)) => {
            gone("the time is out of hours")
        }
        None => Verdict::Offered,
    }
}

/// Whether exactly this start is offered with exactly this length, whatever the offers were asked for.
fn is_offered(offers: &Offers, slot: Interval) -> bool {
    offers.length() == slot.length() && offers.starts().binary_search(&slot.start()).is_ok()
}

fn gone(why: &str) -> Verdict {
    Verdict::Gone { why: why.into() }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use freebusy_core::{IntervalSet, OfferRole, Seconds};
    use freebusy_provider::ErrorKind;
    use freebusy_provider::memory::Memory;

    use super::*;
    use crate::scene::{Scripted, slot};

    async fn of(person: Memory) -> Verdict {
        verify(&person, slot(), Timestamp::from_unix(0)).await
    }

    fn offers(minutes: u32, start: Timestamp) -> Offers {
        Offers::new(vec![start], Seconds::from_minutes(minutes), OfferRole::Booked)
    }

    #[tokio::test]
    async fn an_open_person_is_to_be_had_within_hours_and_when_nothing_overlaps() {
        let half = Interval::new(slot().start(), slot().start() + Seconds::from_minutes(15)).unwrap();
        let after = Interval::new(slot().end(), slot().end() + Seconds::from_minutes(15)).unwrap();
        let ana = || Memory::new("ana");
        assert_eq!(of(ana()).await, Verdict::Offered);
        assert_eq!(of(ana().hours(IntervalSet::from(slot()))).await, Verdict::Offered);
        assert_eq!(of(ana().block(after, BlockKind::Busy, "")).await, Verdict::Offered);
        assert_eq!(of(ana().hours(IntervalSet::from(half))).await, gone("the time is out of hours"));
        assert_eq!(of(ana().hours(IntervalSet::EMPTY)).await, gone("the time is out of hours"));
        assert_eq!(of(ana().block(half, BlockKind::Busy, "")).await, gone("the time is taken"));
        assert_eq!(of(ana().block(half, BlockKind::Unavailable, "")).await, gone("the time is out of hours"));
        let tentative = of(ana().block(half, BlockKind::Tentative, "")).await;
        assert_eq!(tentative, gone("the time is tentatively taken"));
    }

    #[tokio::test]
    async fn a_listed_person_is_to_be_had_at_the_exact_start_with_the_exact_length() {
        let start = slot().start();
        let with = |offers| Memory::new("ana").offers(offers);
        assert_eq!(of(with(offers(30, start))).await, Verdict::Offered);
        assert_eq!(of(with(offers(60, start))).await, gone("the start is not offered"));
        assert_eq!(of(with(offers(30, start + Seconds::ONE))).await, gone("the start is not offered"));
    }

    #[tokio::test]
    async fn unknown_is_not_free() {
        let start = Interval::new(slot().start(), slot().start() + Seconds::ONE).unwrap();
        let blocked =
            Memory::new("ana").offers(offers(30, slot().start())).block(start, BlockKind::Unknown, "");
        assert!(matches!(of(blocked).await, Verdict::Unknown { .. }));
        let failing = of(Memory::new("ana").failing(ErrorKind::Unreachable)).await;
        let why = "cannot read the calendar from `ana`: it was told to fail".into();
        assert_eq!(failing, Verdict::Unknown { why });
    }

    #[tokio::test]
    async fn a_quota_that_opens_later_is_told_before_anybody_is_asked() {
        let scripted = Scripted::new().opening_in(Duration::from_millis(1_500));
        let verdict = verify(&scripted, slot(), Timestamp::from_unix(0)).await;
        assert_eq!(verdict, Verdict::Throttled { wait: Seconds::new(2).unwrap() });
        assert!(scripted.seen().is_empty());
    }
}
