//! Watching for a booking that comes to be after it was given up, and for one that ceases to be after it was made.

use freebusy_core::{Seconds, Timestamp};

use crate::call::{LegNo, Op};
use crate::decide::{Decision, Outlook};
use crate::leg::{Audit, Leg, LegState};
use crate::policy::Guard;
use crate::record::{Concern, Fact};
use crate::saga::Saga;

/// When what was given up is looked for, in seconds after it was: half a minute, then 1, 3, 5, 10, 10, 15 and 15
/// minutes more, and once after a day.
const LOOKS: [i64; 9] = [30, 90, 270, 570, 1_170, 1_770, 2_670, 3_570, 86_400];

/// After so many lists in a row that could not be read a person is told.
const PATIENCE: u32 = 3;

impl Saga {
    /// What to do about a leg of a saga that was given up.
    pub(crate) fn watch(&self, no: LegNo, leg: &Leg, outlook: &mut Outlook) -> Option<Decision> {
        if let Some(decision) = self.adopt(no, leg).or_else(|| self.undo(no, leg, outlook)) {
            return Some(decision);
        }
        if matches!(leg.state, LegState::Booked(_)) {
            return None;
        }
        let due = self.next_look(leg)?;
        if leg.tries >= PATIENCE && self.concern.is_none() {
            return Some(Decision::Fact(Fact::Raised(Concern::Unwatched { leg: no })));
        }
        if due.max(self.now) > self.persisting + self.policy.persist + self.policy.persist {
            return None;
        }
        self.due(no, leg, due, outlook).then_some(Decision::Call(no, Op::List))
    }

    /// When the leg is looked for next; `None` when it need not be any more.
    pub(crate) fn next_look(&self, leg: &Leg) -> Option<Timestamp> {
        if !leg.doubted || !self.policy.guards.has(Guard::Tombstone) {
            return None;
        }
        LOOKS.get(leg.watched).map(|look| self.look(*look))
    }

    /// When the last look is.
    pub(crate) fn last_look(&self) -> Option<Timestamp> {
        LOOKS.last().map(|look| self.look(*look))
    }

    fn look(&self, after: i64) -> Timestamp {
        self.since + Seconds::new(after).unwrap_or_default()
    }

    /// How many looks a list that was asked for at `sent` makes superfluous.
    pub(crate) fn looks_done(since: Timestamp, sent: Timestamp) -> usize {
        LOOKS.iter().filter(|look| since + Seconds::new(**look).unwrap_or_default() <= sent).count()
    }

    /// What to do to learn whether a confirmed leg still stands.
    pub(crate) fn audit(&self, no: LegNo, leg: &Leg, outlook: &mut Outlook) -> Option<Decision> {
        let due = match leg.audit {
            Audit::Idle => return None,
            Audit::Gone => {
                let degraded = Concern::Degraded { leg: no };
                return self.concern.is_none().then_some(Decision::Fact(Fact::Raised(degraded)));
            }
            Audit::Asked => self.now,
            Audit::Missed(since) => since + self.policy.apart,
        };
        if leg.tries >= PATIENCE {
            return None;
        }
        self.due(no, leg, due, outlook).then_some(Decision::Call(no, Op::List))
    }
}
