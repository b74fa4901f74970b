//! What is looked at when nothing is left to happen.

use freebusy_booking::invariant::{Invariant, Listed, Violation};
use freebusy_booking::{
    Answer, Call, Fact, Found, IntentId, Leg, LegNo, Listing, Op, Policy, Record, Saga, Status,
};

use crate::causes;
use crate::party::{Accepted, Kept, Party};
use crate::world::{World, maker};

impl World {
    /// Looks at how every saga ended.
    pub(crate) fn judge(&mut self) {
        let listed: Vec<IntentId> = self.journal().collect();
        for number in 0..self.parties.len() {
            let Some(party) = self.parties.get(number) else { continue };
            if party.accepted != Accepted::Yes {
                continue;
            }
            let found = if listed.contains(&party.intent.id) { Listed::Yes } else { Listed::No };
            let checked = party.watch.listed(found).and_then(|()| party.watch.rests());
            let checked =
                checked.and_then(|()| self.is_replaced(party)).and_then(|()| audited(party, &self.policy));
            self.count(number);
            if self.broken.is_none() {
                self.check(checked);
            }
        }
    }

    /// What the journal lists.
    fn journal(&self) -> impl Iterator<Item = IntentId> {
        self.parties.iter().filter(|party| party.row.kept != Kept::No).map(|party| party.intent.id)
    }

    /// Whether what a confirmed saga replaces was undone.
    fn is_replaced(&self, party: &Party) -> Result<(), Violation> {
        let old = party.intent.replaces.filter(|_| party.row.standing.status == Status::Confirmed);
        let old = old.and_then(|old| self.parties.iter().find(|party| party.intent.id == old));
        if old.is_none_or(Party::is_undone) {
            return Ok(());
        }
        let why = "it is confirmed, and nobody has undone what it replaces";
        Err(Violation { invariant: Invariant::EndState, leg: None, why })
    }

    fn count(&mut self, number: usize) {
        let Some(party) = self.parties.get(number) else { return };
        let status = party.row.standing.status;
        let end = match status {
            Status::Confirmed => 0,
            Status::AbortedNoTrace => 1,
            Status::AbortedNotified => 2,
            Status::Pending => 3,
            Status::Attention => 4,
        };
        let of = |leg: LegNo| self.providers.get(*party.services.get(usize::from(leg.0))?);
        let cause = causes::cause(&party.row.records).filter(|_| status != Status::Confirmed);
        let kind = cause.map(|cause| causes::kind(cause, maker(number), of, &self.providers));
        let name = kind.and_then(|kind| causes::NAMES.get(kind));
        self.trace.note(self.now, || format!("saga {number} ends {status}, {name:?}"));
        if let Some(count) = self.tally.ends.get_mut(end) {
            *count += 1;
        }
        if let Some(count) = kind.and_then(|kind| self.tally.causes.get_mut(kind)) {
            *count += 1;
        }
        self.digest.add(u64::try_from(end).unwrap_or_default());
    }
}

/// Whether somebody was told of a booking that an audit did not find.
fn audited(party: &Party, policy: &Policy) -> Result<(), Violation> {
    if party.row.standing.status != Status::Confirmed {
        return Ok(());
    }
    let records = &party.row.records;
    let Some(asked) = records.iter().rposition(|record| matches!(record.fact, Fact::AuditAsked)) else {
        return Ok(());
    };
    let since = records.get(asked..).unwrap_or_default();
    let saga = Saga::restored(party.intent.clone(), *policy, records);
    for (leg, own) in (0..).map(LegNo).zip(saga.legs().iter().map(Leg::booking)) {
        let Some(own) = own else { continue };
        let lists = since.iter().filter_map(|record| list(record, leg, since));
        if lists.filter(|list| list.iter().all(|found| found.id != own.id)).count() > 1 {
            let why = "an audit did not find a booking, and nobody was told";
            return Err(Violation { invariant: Invariant::EndState, leg: Some(leg), why });
        }
    }
    Ok(())
}

/// The complete list of a leg that this record is the answer of.
fn list<'a>(record: &'a Record, leg: LegNo, all: &[Record]) -> Option<&'a [Found]> {
    let Fact::Answered { attempt, answer: Answer::List(Listing::Complete(found)) } = &record.fact else {
        return None;
    };
    let of = |call: &Call| call.attempt == *attempt && call.leg == leg && call.op == Op::List;
    let asked = all.iter().any(|record| matches!(&record.fact, Fact::Attempted(call) if of(call)));
    asked.then_some(found)
}
