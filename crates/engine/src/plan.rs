//! Which source is asked about which window: windows are split here, by the limits that each provider states.

use freebusy_core::{Interval, IntervalSet, ParticipantId, SourceId, Timestamp};
use freebusy_provider::{Limits, WindowStart};

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
        (0..).map(SourceId).zip(&person.sources).map(move |(source, asked)| {
            let limits = asked.provider.limits();
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
    let earliest = match limits.starts {
        WindowStart::Anywhere => reach.start(),
        WindowStart::AfterNow(lead) => reach.start().max(now + lead),
    };
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

#[cfg(test)]
mod tests {
    use freebusy_core::Seconds;

    use super::*;

    const DAY: i64 = 86_400;
    const FROM_NOW: WindowStart = WindowStart::AfterNow(Seconds::ZERO);

    fn days(start: i64, end: i64) -> Interval {
        Interval::new(Timestamp::from_unix(start * DAY), Timestamp::from_unix(end * DAY)).unwrap()
    }

    fn limits(longest: Option<i64>, horizon: Option<i64>, starts: WindowStart) -> Limits {
        let length = |days: i64| Seconds::new(days * DAY).unwrap();
        let (longest_window, horizon) = (longest.map(length), horizon.map(length));
        Limits { longest_window, horizon, starts, ..Limits::NONE }
    }

    #[test]
    fn a_window_is_split_into_pieces_that_touch_and_fill_it() {
        let pieces = split(limits(Some(7), None, WindowStart::Anywhere), days(0, 17));
        assert_eq!(pieces, [days(0, 7), days(7, 14), days(14, 17)]);
    }

    #[test]
    fn a_window_of_exactly_the_limit_stays_whole() {
        assert_eq!(split(limits(Some(7), None, WindowStart::Anywhere), days(3, 10)), [days(3, 10)]);
        assert_eq!(split(limits(None, None, WindowStart::Anywhere), days(3, 400)), [days(3, 400)]);
    }

    #[test]
    fn what_lies_before_now_or_beyond_the_horizon_cannot_be_asked() {
        let now = Timestamp::from_unix(5 * DAY);
        assert_eq!(askable(limits(None, Some(10), FROM_NOW), days(0, 30), now), Some(days(5, 15)));
        assert_eq!(askable(limits(None, Some(10), WindowStart::Anywhere), days(20, 30), now), None);
        assert_eq!(askable(limits(None, None, WindowStart::Anywhere), days(0, 30), now), Some(days(0, 30)));
    }
}
