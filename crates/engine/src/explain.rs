//! The diagnosis: why nothing was found, or not more.

use freebusy_core::{
    Blame, Interval, NearMiss, ParticipantId, Search, State, Timestamp, blame, culprit, cut, nearest,
};

use crate::obstacle::Obstacle;
use crate::request::Request;

/// The most starts and blocks of each list in a diagnosis.
const MOST_LISTED: usize = 20;

/// Why there is nothing, or not more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The main reason; `None` when there is nothing to explain.
    pub reason: Option<Reason>,
    /// The starts that grid, window, notice and duration leave before anybody's calendar is looked at.
    pub starts_considered: usize,
    /// The largest attendance that was reached.
    pub best: NearMiss,
    /// What each participant does to the search, in the order of the request.
    pub participants: Vec<ParticipantBlame>,
}

/// Why a search finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Taken time, tentative time that counts included.
    Busy,
    /// Hours that do not meet.
    Unavailable,
    /// Time of which nothing is known.
    Unknown,
    /// Window and notice leave only the past.
    WindowPast,
    /// No start fits into the window.
    TooShort,
}

impl Reason {
    /// The word for it in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::WindowPast => "window_past",
            Self::TooShort => "too_short",
        }
    }

    fn of(state: State) -> Option<Self> {
        match state {
            State::Busy | State::Tentative => Some(Self::Busy),
            State::Unavailable => Some(Self::Unavailable),
            State::Unknown => Some(Self::Unknown),
            State::Free => None,
        }
    }
}

/// What one participant does to a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantBlame {
    /// Who.
    pub id: ParticipantId,
    /// At how many of the starts considered the participant is not free.
    pub rules_out: usize,
    /// At how many of them the request would be met, and is not, if only this participant were free.
    pub alone: usize,
    /// At how many of them the participant is in which state.
    pub states: Vec<(State, usize)>,
    /// What stands in the way and how many starts it rules out, worst first, at most 20.
    pub obstacles: Vec<(Obstacle, usize)>,
}

impl ParticipantBlame {
    fn new(request: &Request, blame: Blame<'_>) -> Option<Self> {
        let Blame { id, rules_out, alone, states, causes } = blame;
        let participant = request.participants.get(id.index())?;
        let obstacle = |(cause, count)| (Obstacle::new(participant, &cause), count);
        Some(Self { id, rules_out, alone, states, obstacles: causes.into_iter().map(obstacle).collect() })
    }
}

/// The starts that grid, window, notice and duration leave.
pub(crate) fn considered(request: &Request, range: Interval) -> Vec<Timestamp> {
    cut(&range.into(), request.grid()).into_vec()
}

/// Explains a search in which at least one start was considered.
pub(crate) fn diagnose(request: &Request, search: Search<'_>) -> Diagnosis {
    let participants = blame(search, MOST_LISTED).into_iter();
    Diagnosis {
        reason: culprit(search).and_then(Reason::of),
        starts_considered: search.considered.len(),
        best: nearest(search, MOST_LISTED).unwrap_or_else(|| nobody_came(request)),
        participants: participants.filter_map(|blame| ParticipantBlame::new(request, blame)).collect(),
    }
}

/// Explains a search in which no start was considered.
pub(crate) fn diagnose_without_starts(request: &Request) -> Diagnosis {
    let past = request.window.end() <= request.now || {
        let regardless_of_now = request.meeting.starts_within(request.window);
        regardless_of_now.is_some_and(|range| cut(&range.into(), request.grid()).next().is_some())
    };
    Diagnosis {
        reason: Some(if past { Reason::WindowPast } else { Reason::TooShort }),
        starts_considered: 0,
        best: nobody_came(request),
        participants: Vec::new(),
    }
}

fn nobody_came(request: &Request) -> NearMiss {
    NearMiss { free: Vec::new(), missing: request.who.members(), starts: Vec::new() }
}
