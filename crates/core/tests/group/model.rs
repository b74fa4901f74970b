//! The model: a few hours in cells of half a minute, people as rows of cells, every rule read off word by word.

use freebusy_core::{
    Block, BlockKind, Evidence, Interval, IntervalSet, Meeting, Minutes, Participant, ParticipantId,
    SourceId, State, TentativePolicy, Timestamp, Who,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Seconds of a cell.
pub(crate) const CELL: i64 = 30;
/// Cells of the model's universe: four hours.
pub(crate) const CELLS: i64 = 480;

pub(crate) fn at(cell: i64) -> Timestamp {
    Timestamp::from_unix(cell * CELL)
}

pub(crate) fn cells(start: i64, end: i64) -> Option<Interval> {
    Interval::new(at(start), at(end))
}

pub(crate) fn universe() -> Interval {
    cells(0, CELLS).unwrap()
}

/// A person as drawn: stretches of cells.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) hours: Vec<(i64, i64)>,
    pub(crate) blocks: Vec<(i64, i64, BlockKind)>,
    pub(crate) tentative: TentativePolicy,
}

impl Drawn {
    pub(crate) fn participant(&self) -> Participant {
        let hours: IntervalSet = self.hours.iter().filter_map(|&(start, end)| cells(start, end)).collect();
        let blocks = self.blocks.iter().enumerate().filter_map(|(index, &(start, end, kind))| {
            let source = SourceId(u32::try_from(index).unwrap());
            Some(Block { interval: cells(start, end)?, kind, source, title: None })
        });
        Participant { evidence: Evidence::new(hours, blocks.collect()), tentative: self.tentative }
    }

    fn hits(&self, kind: BlockKind, from: i64, to: i64) -> bool {
        self.blocks
            .iter()
            .any(|&(start, end, own)| own == kind && (from..to).any(|cell| start <= cell && cell < end))
    }

    fn in_hours(&self, cell: i64) -> bool {
        self.hours.iter().any(|&(start, end)| start <= cell && cell < end)
    }

    /// Every state that holds for a meeting that starts at `cell`.
    pub(crate) fn states(&self, meeting: Drawing, cell: i64) -> Vec<State> {
        let end = cell + meeting.duration * 2;
        let (from, to) = (cell - meeting.before * 2, end + meeting.after * 2);
        let mut states = Vec::new();
        if self.hits(BlockKind::Busy, from, to) {
            states.push(State::Busy);
        }
        if self.tentative == TentativePolicy::Busy && self.hits(BlockKind::Tentative, from, to) {
            states.push(State::Tentative);
        }
        if self.hits(BlockKind::Unavailable, cell, end) || !(cell..end).all(|cell| self.in_hours(cell)) {
            states.push(State::Unavailable);
        }
        if self.hits(BlockKind::Unknown, from, to) {
            states.push(State::Unknown);
        }
        states
    }

    pub(crate) fn state(&self, meeting: Drawing, cell: i64) -> State {
        self.states(meeting, cell).first().copied().unwrap_or(State::Free)
    }

    pub(crate) fn is_free(&self, meeting: Drawing, cell: i64) -> bool {
        self.state(meeting, cell) == State::Free
    }
}

/// A meeting as drawn, in minutes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawing {
    pub(crate) duration: i64,
    pub(crate) before: i64,
    pub(crate) after: i64,
}

impl Drawing {
    pub(crate) fn meeting(self) -> Meeting {
        let minutes = |count: i64| Minutes::new(u32::try_from(count).unwrap());
        Meeting::new(minutes(self.duration), minutes(self.before), minutes(self.after)).unwrap()
    }

    /// The cells at which it can start so as to lie in the universe.
    pub(crate) fn starts(self) -> std::ops::RangeInclusive<i64> {
        0..=CELLS - self.duration * 2
    }

    pub(crate) fn range(self) -> Interval {
        self.meeting().starts_within(universe()).unwrap()
    }
}

pub(crate) fn any_kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        Just(BlockKind::Busy),
        Just(BlockKind::Tentative),
        Just(BlockKind::Unavailable),
        Just(BlockKind::Unknown)
    ]
}

fn any_stretch(longest: i64) -> impl Strategy<Value = (i64, i64)> {
    (0..CELLS, 1..longest).prop_map(|(start, length)| (start, start + length))
}

pub(crate) fn any_drawn() -> impl Strategy<Value = Drawn> {
    let hours = vec(any_stretch(CELLS), 1..4);
    let blocks = vec((any_stretch(50), any_kind()), 0..6);
    let tentative = prop_oneof![Just(TentativePolicy::Busy), Just(TentativePolicy::Free)];
    (hours, blocks, tentative).prop_map(|(hours, blocks, tentative)| Drawn {
        hours,
        blocks: blocks.into_iter().map(|((start, end), kind)| (start, end, kind)).collect(),
        tentative,
    })
}

pub(crate) fn any_drawing() -> impl Strategy<Value = Drawing> {
    (1_i64..60, 0_i64..20, 0_i64..20).prop_map(|(duration, before, after)| Drawing {
        duration,
        before,
        after,
    })
}

/// An expression over the first `people` participants, who may be named more than once.
pub(crate) fn any_who(people: u32) -> impl Strategy<Value = Who> {
    let one = (0..people).prop_map(|index| Who::one(ParticipantId(index)));
    one.prop_recursive(3, 16, 5, |inner| {
        (vec(inner, 1..5), any::<prop::sample::Index>()).prop_map(|(of, k)| {
            let k = k.index(of.len()) + 1;
            Who::at_least(k, of).unwrap()
        })
    })
}

/// A group: people, an expression over them and a meeting.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) people: Vec<Drawn>,
    pub(crate) who: Who,
    pub(crate) drawing: Drawing,
}

impl Group {
    pub(crate) fn participants(&self) -> Vec<Participant> {
        self.people.iter().map(Drawn::participant).collect()
    }

    pub(crate) fn free(&self) -> Vec<IntervalSet> {
        let (meeting, range) = (self.drawing.meeting(), self.drawing.range());
        self.participants().iter().map(|person| person.starts_in_state(State::Free, meeting, range)).collect()
    }

    pub(crate) fn is_free(&self, id: ParticipantId, cell: i64) -> bool {
        self.people[id.index()].is_free(self.drawing, cell)
    }

    pub(crate) fn is_met(&self, cell: i64) -> bool {
        self.who.is_met(&|id| self.is_free(id, cell))
    }

    pub(crate) fn ids(&self) -> Vec<ParticipantId> {
        (0..).map(ParticipantId).take(self.people.len()).collect()
    }
}

pub(crate) fn any_group() -> impl Strategy<Value = Group> {
    (vec(any_drawn(), 1..6), any_drawing()).prop_flat_map(|(people, drawing)| {
        let count = u32::try_from(people.len()).unwrap();
        any_who(count).prop_map(move |who| Group { people: people.clone(), who, drawing })
    })
}
