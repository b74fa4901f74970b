//! How a saga comes into the journal, and how it takes the place of another.

use freebusy_booking::invariant::{Invariant, Violation};
use freebusy_booking::{Fact, Guard, Happening, IntentId, Status};

use crate::fault::Write;
use crate::party::{Accepted, Kept, Party};
use crate::world::{What, World};

/// How long a person waits before asking once more for what was refused.
const LATER: i64 = 900_000;

impl World {
    /// Somebody wants a booking: it is written down, unless its hosts are claimed or the writer dies before.
    pub(crate) fn opens(&mut self, number: usize) {
        let Some(party) = self.parties.get(number) else { return };
        if party.intent.replaces.is_some_and(|old| !self.is_confirmed(old)) {
            return;
        }
        let rivals = |other: &Party| other.intent.id != party.intent.id && other.has_claims();
        let claimed = self.parties.iter().any(|other| rivals(other) && other.collides(party));
        if claimed && self.policy.guards.has(Guard::Claim) {
            self.tally.conflicts += 1;
            let Some(party) = self.parties.get_mut(number) else { return };
            // Asked once more, later: what was claimed may have been given up.
            if party.accepted == Accepted::NotYet {
                party.accepted = Accepted::No;
                self.queue.push(self.now + LATER, What::Open { party: number });
            }
            return;
        }
        let write = self.fate.write();
        self.trace.note(self.now, || format!("saga {number} is wanted: {write:?}"));
        if write == Write::CrashBefore {
            // Nobody was told anything: the same is asked again, under the same key.
            self.queue.push(self.now + 5_000, What::Open { party: number });
            return;
        }
        let durable = self.policy.guards.has(Guard::Durable);
        let Some(party) = self.parties.get_mut(number) else { return };
        party.accepted = Accepted::Yes;
        party.row.kept = if durable { Kept::OnDisk } else { Kept::InMemory };
        self.tally.sagas += 1;
        match write {
            Write::Fine | Write::CrashBefore => self.starts(number),
            Write::CrashAfter => self.nobody_starts(number),
            Write::PowerAfter => {
                party.row.loses_power();
                self.nobody_starts(number);
            }
        }
    }

    fn nobody_starts(&mut self, number: usize) {
        self.tally.crashes += 1;
        let start = self.fate.start(20_000);
        self.loses_lease(number, start);
    }

    fn number(&self, intent: IntentId) -> Option<usize> {
        self.parties.iter().position(|party| party.intent.id == intent)
    }

    fn is_confirmed(&self, intent: IntentId) -> bool {
        let party = self.number(intent).and_then(|number| self.parties.get(number));
        party.is_some_and(|party| party.row.standing.status == Status::Confirmed)
    }

    /// A driver of `party` undoes the booking whose place its own has taken.
    pub(crate) fn replaces(&mut self, party: usize, life: u32, old: IntentId) {
        let Some(new) = self.parties.get(party) else { return };
        if !new.drivers.iter().any(|driver| driver.life == life) {
            return;
        }
        if !matches!(new.row.standing.status, Status::Confirmed | Status::Attention) {
            let why = "a booking is undone before the one that replaces it is confirmed";
            self.breaks(Violation { invariant: Invariant::EndState, leg: None, why });
        }
        let Some(number) = self.number(old) else { return };
        if self.parties.get(number).is_some_and(Party::is_undone) {
            let what = What::Answer { party, life, happening: Happening::Replaced };
            self.queue.push(self.now + 500, what);
            return;
        }
        if let Some(theirs) = self.seize(number) {
            self.tell(number, theirs, Happening::CancelAsked { reason: "rescheduled".into() });
        }
        self.queue.push(self.now + 10_000, What::Replace { party, life, old });
    }
}

impl Party {
    /// Whether the journal has it that somebody wants it undone, or it came to nothing by itself.
    pub(crate) fn is_undone(&self) -> bool {
        let asked = |fact: &Fact| matches!(fact, Fact::CancelAsked { .. });
        matches!(self.row.standing.status, Status::AbortedNoTrace | Status::AbortedNotified)
            || self.row.records.iter().any(|record| asked(&record.fact))
    }
}
