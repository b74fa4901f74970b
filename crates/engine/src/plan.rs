//! Which source is asked about which window: windows are split here, by the limits that each provider states.

use freebusy_core::{Interval, IntervalSet, ParticipantId, SourceId, Timestamp};
use freebusy_provider::Limits;

use crate::request::Request;

/// Every call that a search will make, and what no call can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The stretch about which something must be known.
    pub reach: Interval,
    /// What is asked of each source of each participant, in their order.
    pub fetches: Vec<Fetch>,
}

/// What is asked of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Of whom.
    pub participant: ParticipantId,
    /// Which of the participant's sources.
    pub source: SourceId,
    /// The windows, each within the provider's limits, in the order of time.
    pub windows: Vec<Interval>,
    /// What lies beyond the provider's limits and stays unknown.
    pub unasked: IntervalSet,
}

/// Plans the calls that tell everything about `reach`.
#[must_use]
pub fn plan(request: &Request, reach: Interval) -> Plan {
    let fetches = request.participants_by_id().flat_map(|(participant, person)| {
        (0..).map(SourceId).zip(&person.sources).map(move |(source, provider)| {
            let limits = provider.limits();
            let windows =
                askable(limits, reach, request.now).map_or_else(Vec::new, |window| split(limits, window));
            let asked: IntervalSet = windows.iter().copied().collect();
            Fetch { participant, source, windows, unasked: asked.complement(reach) }
        })
    });
    Plan { reach, fetches: fetches.collect() }
}

/// The part of `reach` that the provider will answer about at all.
fn askable(limits: Limits, reach: Interval, now: Timestamp) -> Option<Interval> {
    let earliest = if limits.past_windows { reach.start() } else { reach.start().max(now) };
    let latest = limits.horizon.map_or(reach.end(), |horizon| reach.end().min(now + horizon));
    Interval::new(earliest, latest)
}

/// `window` in pieces that are no longer than the provider allows.
fn split(limits: Limits, window: Interval) -> Vec<Interval> {
    let Some(longest) = limits.longest_window.filter(|longest| longest.get() > 0) else {
        return vec![window];
    };
    let starts = std::iter::successors(Some(window.start()), |start| Some(*start + longest));
    starts
        .take_while(|start| *start < window.end())
        .filter_map(|start| Interval::new(start, (start + longest).min(window.end())))
        .collect()
}
