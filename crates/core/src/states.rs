//! One participant's states at many starts in the order of time: one walk along each set instead of a search for
//! each start.

use alloc::vec::Vec;

use crate::evidence::Offers;
use crate::interval::Interval;
use crate::meeting::{Meeting, Participant, State, TentativePolicy};
use crate::set::IntervalSet;
use crate::time::Timestamp;

/// How meetings find a participant, start after start.
///
/// ```
/// use freebusy_core::{Block, BlockKind, Evidence, Interval, IntervalSet, Meeting, Minutes, Participant, SourceId};
/// use freebusy_core::{State, States, TentativePolicy, Timestamp};
///
/// let at = |minute: i64| Timestamp::from_unix(minute * 60);
/// let hours: IntervalSet = Interval::new(at(0), at(100)).unwrap().into();
/// let call = Interval::new(at(20), at(30)).unwrap();
/// let blocks = vec![Block { interval: call, kind: BlockKind::Busy, source: SourceId(0), title: None }];
/// let ana = Participant { evidence: Evidence::new(hours, blocks), tentative: TentativePolicy::Busy };
/// let mut states = States::of(&ana, Meeting::new(Minutes::new(15), Minutes::ZERO, Minutes::ZERO).unwrap());
/// assert_eq!([0, 15, 30, 90].map(|minute| states.at(at(minute))), [
///     State::Free, State::Busy, State::Free, State::Unavailable,
/// ]);
/// ```
#[derive(Debug, Clone)]
pub struct States<'a> {
    meeting: Meeting,
    busy: Walk<'a>,
    tentative: Walk<'a>,
    hours: Walk<'a>,
    unavailable: Walk<'a>,
    unknown: Walk<'a>,
    /// The starts that each list of offers leaves.
    offered: Vec<IntervalSet>,
}

impl<'a> States<'a> {
    /// How `meeting` finds `participant`, before any start has been asked about.
    #[must_use]
    pub fn of(participant: &'a Participant, meeting: Meeting) -> Self {
        let evidence = &participant.evidence;
        let tentative = match participant.tentative {
            TentativePolicy::Busy => Walk::along(evidence.tentative()),
            TentativePolicy::Free => Walk { ahead: &[] },
        };
        let room = |offers: &Offers| offers.room_for(meeting.duration());
        Self {
            meeting,
            busy: Walk::along(evidence.busy()),
            tentative,
            hours: Walk::along(evidence.hours()),
            unavailable: Walk::along(evidence.unavailable()),
            unknown: Walk::along(evidence.unknown()),
            offered: evidence.offers().iter().map(room).collect(),
        }
    }

    /// How the meeting that starts at `start` finds the participant; no start may come before one that was asked about.
    pub fn at(&mut self, start: Timestamp) -> State {
        let (span, buffered) = (self.meeting.span(start), self.meeting.buffered(start));
        if self.busy.overlaps(buffered) {
            State::Busy
        } else if self.tentative.overlaps(buffered) {
            State::Tentative
        } else if !self.hours.covers(span) || self.unavailable.overlaps(span) || !self.is_offered(start) {
            State::Unavailable
        } else if self.unknown.overlaps(buffered) {
            State::Unknown
        } else {
            State::Free
        }
    }

    fn is_offered(&self, start: Timestamp) -> bool {
        self.offered.iter().all(|starts| starts.contains(start))
    }
}

impl Participant {
    /// How a meeting that starts at `start` finds the participant.
    #[must_use]
    pub fn state_at(&self, meeting: Meeting, start: Timestamp) -> State {
        States::of(self, meeting).at(start)
    }
}

/// A walk along a set of time: what has been passed is left behind, so no question may come before an earlier one.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    ahead: &'a [Interval],
}

impl<'a> Walk<'a> {
    /// More intervals than this are passed by a search.
    const STEPS: usize = 8;

    /// A walk from the beginning of `set`.
    #[must_use]
    pub fn along(set: &'a IntervalSet) -> Self {
        Self { ahead: set.as_slice() }
    }

    /// The first interval that ends after `point`.
    fn at_or_after(&mut self, point: Timestamp) -> Option<Interval> {
        if self.ahead.get(Self::STEPS).is_some_and(|far| far.end() <= point) {
            let passed = self.ahead.partition_point(|interval| interval.end() <= point);
            self.ahead = self.ahead.get(passed..).unwrap_or_default();
        }
        while let Some((first, rest)) = self.ahead.split_first() {
            if first.end() > point {
                return Some(*first);
            }
            self.ahead = rest;
        }
        None
    }

    /// Whether `point` is in the set.
    pub fn contains(&mut self, point: Timestamp) -> bool {
        self.at_or_after(point).is_some_and(|own| own.contains(point))
    }

    /// Whether all of `interval` is in the set; the next question may come before its end, not before its start.
    pub fn covers(&mut self, interval: Interval) -> bool {
        self.at_or_after(interval.start()).is_some_and(|own| own.covers(interval))
    }

    /// Whether any point of `interval` is in the set; the next question may come before its end, not before its
    /// start.
    pub fn overlaps(&mut self, interval: Interval) -> bool {
        self.at_or_after(interval.start()).is_some_and(|own| own.overlaps(interval))
    }
}
