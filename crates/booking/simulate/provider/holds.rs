//! Holds: short claims on a slot that are looked at without a lock, and that some services keep to and some do not.

use freebusy_booking::Ending;
use freebusy_core::{Interval, Timestamp};
use freebusy_provider::{Hold, Rejection};

use super::{Asked, Kind, MINUTE, Maker, Provider, START, stamp};
use crate::dice::Dice;

#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    id: u32,
    pub(super) maker: Maker,
    span: Interval,
    made: i64,
    until: i64,
}

impl Provider {
    pub(super) fn is_held(&self, now: i64, span: Interval) -> bool {
        self.holds.iter().any(|held| held.until > now && held.span.overlaps(span))
    }

    pub(crate) fn hold(&mut self, now: i64, asked: Asked, until: Timestamp, dice: &mut Dice) -> Ending<Hold> {
        let racing = dice.hit(self.rivals);
        if racing {
            // Somebody else looked at the same moment: both are let in, and theirs is the older one.
            let until = now + 5 * MINUTE;
            self.last_id += 1;
            self.holds.push(Held {
                id: self.last_id,
                maker: Maker::Stranger,
                span: asked.span,
                made: now - 1,
                until,
            });
        } else if !self.is_free(asked.span) || self.is_held(now, asked.span) {
            return Ending::Rejected { kind: Rejection::Taken, why: "reserved already".into() };
        }
        let wanted = (until.as_unix() - START) * 1_000;
        let until = wanted.min(now + self.longest_hold);
        self.last_id += 1;
        self.holds.push(Held { id: self.last_id, maker: asked.maker, span: asked.span, made: now, until });
        Ending::Done(Hold { id: self.last_id.to_string().into(), until: stamp(until) })
    }

    pub(crate) fn release(&mut self, hold: &Hold) -> Ending<()> {
        self.holds.retain(|held| hold.id.parse() != Ok(held.id));
        Ending::Done(())
    }

    /// How a booking is refused for the sake of a hold, where the service looks at holds.
    pub(super) fn held_against(&self, now: i64, asked: Asked, hold: Option<&Hold>) -> Option<Rejection> {
        if !self.honours_holds || self.kind != Kind::Calcom {
            return None;
        }
        let ours = hold.and_then(|hold| self.holds.iter().find(|held| hold.id.parse() == Ok(held.id)));
        let in_time = ours.filter(|held| held.until > now);
        if hold.is_some() && in_time.is_none() {
            return Some(Rejection::HoldLapsed);
        }
        let before = in_time.map_or(i64::MAX, |held| held.made);
        let id = in_time.map_or(0, |held| held.id);
        let others = self.holds.iter().filter(|held| {
            held.id != id && held.until > now && held.made < before && held.span.overlaps(asked.span)
        });
        // Without the name of our hold we are a stranger to it.
        others
            .filter(|held| hold.is_none() || held.maker != asked.maker)
            .count()
            .gt(&0)
            .then_some(Rejection::Taken)
    }
}
