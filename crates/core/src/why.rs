//! Why one participant cannot come at one start.

use alloc::vec::Vec;

use crate::evidence::{Block, BlockKind};
use crate::interval::Interval;
use crate::meeting::{Meeting, Participant, State, TentativePolicy};
use crate::time::Timestamp;

/// What stands against a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause<'a> {
    /// Something that a source said.
    Block(&'a Block),
    /// A stretch that the participant's hours leave out, as far as it is known.
    OutOfHours(Interval),
}

impl Cause<'_> {
    /// The stretch of time that stands in the way.
    #[must_use]
    pub const fn interval(&self) -> Interval {
        match self {
            Self::Block(block) => block.interval,
            Self::OutOfHours(stretch) => *stretch,
        }
    }

    /// What kind of time it is.
    #[must_use]
    pub const fn kind(&self) -> BlockKind {
        match self {
            Self::Block(block) => block.kind,
            Self::OutOfHours(_) => BlockKind::Unavailable,
        }
    }

    /// The starts at which a meeting would run into it.
    #[must_use]
    pub fn starts_ruled_out(&self, meeting: Meeting) -> Interval {
        match self.kind() {
            BlockKind::Busy | BlockKind::Tentative | BlockKind::Unknown => {
                meeting.starts_into(self.interval())
            }
            BlockKind::Unavailable => meeting.starts_over(self.interval()),
        }
    }
}

/// How a meeting finds a participant, and everything that stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons<'a> {
    /// The state that is named.
    pub state: State,
    /// What stands against it, in the order of time; empty when the participant is free, or when a start is
    /// just not offered.
    pub causes: Vec<Cause<'a>>,
}

/// Why `participant` can or cannot come to `meeting` at `start`, given what is known over `known`.
#[must_use]
pub fn why(participant: &Participant, meeting: Meeting, start: Timestamp, known: Interval) -> Reasons<'_> {
    let state = participant.state_at(meeting, start);
    let mut causes: Vec<Cause<'_>> =
        causes(participant, known).filter(|cause| cause.starts_ruled_out(meeting).contains(start)).collect();
    causes.sort_by_key(|cause| (cause.interval(), cause.kind()));
    Reasons { state, causes }
}

/// Everything that stands against meetings of `participant` within `known`: blocks that count, then the
/// stretches out of hours.
pub(crate) fn causes(participant: &Participant, known: Interval) -> impl Iterator<Item = Cause<'_>> {
    blocks(participant).chain(out_of_hours(participant, known))
}

pub(crate) fn blocks(participant: &Participant) -> impl Iterator<Item = Cause<'_>> {
    let counts = |block: &&Block| match block.kind {
        BlockKind::Tentative => participant.tentative == TentativePolicy::Busy,
        BlockKind::Busy | BlockKind::Unavailable | BlockKind::Unknown => true,
    };
    participant.evidence.blocks().iter().filter(counts).map(Cause::Block)
}

pub(crate) fn out_of_hours(participant: &Participant, known: Interval) -> impl Iterator<Item = Cause<'_>> {
    participant.evidence.hours().complement(known).into_iter().map(Cause::OutOfHours)
}
