//! The order in which starts are offered.

use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::places::Places;
use crate::set::IntervalSet;
use crate::time::Timestamp;
use crate::who::ParticipantId;

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// The earliest start.
    #[default]
    Earliest,
    /// The start at which most people are free, then the heaviest, then the earliest.
    Best,
}

/// A participant whose attendance is counted, and how much it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weighted {
    /// Who.
    pub id: ParticipantId,
    /// How much: 1 for whoever must come, the request's weight for whoever may.
    pub weight: u32,
}

/// Ranks starts that are in the order of time.
///
/// `free` holds the starts at which each participant is free, `counted` whose attendance is counted; each of
/// them once.
///
/// ```
/// use freebusy_core::{Interval, IntervalSet, Order, ParticipantId, Timestamp, Weighted, rank};
///
/// let at = Timestamp::from_unix;
/// let free = [IntervalSet::from(Interval::new(at(5), at(9)).unwrap())];
/// let counted = [Weighted { id: ParticipantId(0), weight: 1 }];
/// assert_eq!(rank(vec![at(1), at(6)], Order::Best, &free, &counted), [at(6), at(1)]);
/// ```
#[must_use]
pub fn rank(
    starts: Vec<Timestamp>,
    order: Order,
    free: &[IntervalSet],
    counted: &[Weighted],
) -> Vec<Timestamp> {
    match order {
        Order::Earliest => starts,
        Order::Best => {
            let mut ranked: Vec<(Attendance, Timestamp)> =
                attendance(&starts, free, counted).into_iter().zip(starts).collect();
            ranked.sort_by_key(|&(attendance, start)| (Reverse(attendance), start));
            ranked.into_iter().map(|(_, start)| start).collect()
        }
    }
}

/// How many of the counted are free at a start, and what they weigh together; ordered by people, then weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Attendance {
    /// How many.
    pub people: i64,
    /// What they weigh.
    pub weight: i64,
}

impl Attendance {
    fn plus(self, other: Self) -> Self {
        Self { people: self.people + other.people, weight: self.weight.saturating_add(other.weight) }
    }

    fn negated(self) -> Self {
        Self { people: -self.people, weight: -self.weight }
    }
}

/// The attendance at each of `starts`, which are sorted: one pass over everybody's intervals, not over every
/// pair of a person and a start.
#[must_use]
pub fn attendance(starts: &[Timestamp], free: &[IntervalSet], counted: &[Weighted]) -> Vec<Attendance> {
    let mut steps = alloc::vec![Attendance::default(); starts.len() + 1];
    let places = Places::among(starts);
    let mut add = |point: Timestamp, change: Attendance| {
        if let Some(step) = steps.get_mut(places.before(point)) {
            *step = step.plus(change);
        }
    };
    for Weighted { id, weight } in counted {
        let one = Attendance { people: 1, weight: i64::from(*weight) };
        for stretch in free.get(id.index()).map_or(&[][..], IntervalSet::as_slice) {
            add(stretch.start(), one);
            add(stretch.end(), one.negated());
        }
    }
    let sums = steps.into_iter().scan(Attendance::default(), |sum, step| {
        *sum = sum.plus(step);
        Some(*sum)
    });
    sums.take(starts.len()).collect()
}
