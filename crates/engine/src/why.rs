//! Why one start does or does not work: everybody's state and what causes it.

use freebusy_core::{Interval, ParticipantId, Seconds, State, Timestamp, UnknownPolicy, why as reasons};

use crate::gather::{gather_everything, gather_near};
use crate::obstacle::Obstacle;
use crate::plan::Plan;
use crate::report::SourceReport;
use crate::request::{OnUnknown, Request};

/// How far around a meeting outside of the window evidence is gathered, so that a cause is seen in its length.
const CONTEXT: Seconds = Seconds::from_minutes(24 * 60);

/// Why a meeting at one start does or does not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The meeting's time.
    pub span: Interval,
    /// Whether the request would be met by it.
    pub met: bool,
    /// What, beside the participants, keeps the request from being met.
    pub outside: Vec<Outside>,
    /// Everybody's state, in the order of the request.
    pub participants: Vec<Standing>,
    /// How each source that was asked did.
    pub sources: Vec<SourceReport>,
}

/// A bound of the request that a meeting breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It does not lie in the window.
    Window,
    /// It starts before the notice is over.
    Notice,
    /// Something is unknown of somebody who counts, and the request wants that to fail.
    Withheld,
}

/// How a meeting finds one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub id: ParticipantId,
    /// In which state.
    pub state: State,
    /// Everything that stands in the way, in the order of time.
    pub obstacles: Vec<Obstacle>,
}

/// Says why a meeting of `request` that starts at `at` does or does not work.
///
/// `at` need not be a start of the request's grid. Sources that cost requests are asked about a day around it. A source
/// that fails makes its participant's time unknown.
pub async fn why(request: &Request, at: Timestamp) -> Explanation {
    let meeting = request.meeting;
    let (reach, near) = (reach(request, at), near(request, at));
    let (plan, range) = (Plan::over(request, reach), starts(request, at, reach));
    let group = match request.on_unknown {
        OnUnknown::Exclude | OnUnknown::Include => gather_near(request, (range, near), plan).await,
        // Whether anything is unknown only everything can tell.
        OnUnknown::Fail => gather_everything(request, range, plan).await,
    };
    let group = group.traced(request);
    let people = request.participants_by_id().zip(&group.people);
    let participants: Vec<Standing> = people
        .map(|((id, participant), person)| {
            let found = reasons(person, meeting, at, group.known);
            let obstacles = found.causes.iter().map(|cause| Obstacle::new(participant, cause)).collect();
            Standing { id, state: found.state, obstacles }
        })
        .collect();
    let mut outside = outside(request, at);
    outside.extend(group.is_withheld(request).then_some(Outside::Withheld));
    let met = outside.is_empty() && is_met(request, &participants);
    Explanation { span: meeting.span(at), met, outside, participants, sources: group.sources }
}

/// The stretch of a search, so that `why` sees what `find` sees; for a meeting outside of it the days around.
fn reach(request: &Request, at: Timestamp) -> Interval {
    let meeting = request.meeting.buffered(at);
    let searched = request.range().map(|range| request.meeting.reach(range));
    searched.filter(|searched| searched.covers(meeting)).unwrap_or_else(|| meeting.dilate(CONTEXT, CONTEXT))
}

/// The stretch about which sources that cost requests are asked: a day around, and at least the meetings that
/// run into this one.
fn near(request: &Request, at: Timestamp) -> Interval {
    let meeting = request.meeting.buffered(at);
    let context = CONTEXT.plus(meeting.length());
    meeting.dilate(context, context)
}

/// The starts beside which reasons are told: those of the search, if this is one of them.
fn starts(request: &Request, at: Timestamp, reach: Interval) -> Interval {
    let searched = request.range().filter(|range| request.meeting.reach(*range) == reach);
    searched.unwrap_or_else(|| request.meeting.span(at))
}

fn is_met(request: &Request, participants: &[Standing]) -> bool {
    request.who.is_met(&|id| {
        participants.get(id.index()).is_some_and(|standing| match standing.state {
            State::Free => true,
            State::Unknown => request.unknown_policy() == UnknownPolicy::Include,
            State::Busy | State::Tentative | State::Unavailable => false,
        })
    })
}

fn outside(request: &Request, at: Timestamp) -> Vec<Outside> {
    let window = (!request.window.covers(request.meeting.span(at))).then_some(Outside::Window);
    let notice = (at < request.earliest()).then_some(Outside::Notice);
    window.into_iter().chain(notice).collect()
}
