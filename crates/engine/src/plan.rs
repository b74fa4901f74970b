//! Which source is asked about which window: windows are split here, by the limits that each provider states.

use freebusy_core::{Interval, IntervalSet, ParticipantId, SourceId, Timestamp};
use freebusy_provider::{Cost, Limits, WindowStart};

use crate::fetch::Call;
use crate::purse::Purse;
use crate::request::Request;

/// Every call that a search makes at most, and what no call can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The stretch about which something must be known.
    pub reach: Interval,
    /// What is asked of each source of each participant, in their order.
    pub fetches: Vec<Fetch>,
}

impl Plan {
    /// The most requests that carrying it out costs, as far as that can be told before asking: pages beyond the
    /// first and second attempts are not counted, and what two sources of one account share is counted twice.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.fetches.iter().map(Fetch::requests).fold(0, u64::saturating_add)
    }

    /// The calls that carry it out.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let call = |fetch: &Fetch| Call {
            participant: fetch.participant,
            source: fetch.source,
            windows: fetch.windows.clone(),
        };
        self.fetches.iter().map(call).collect()
    }

    /// The calls that tell everything about `reach`, whatever they cost.
    pub(crate) fn over(request: &Request, reach: Interval) -> Self {
        let fetches = request.participants_by_id().flat_map(|(participant, person)| {
            (0..).map(SourceId).zip(&person.sources).map(move |(source, asked)| {
                Fetch::new((participant, source), asked.provider.limits(), reach, request.now)
            })
        });
        Self { reach, fetches: fetches.collect() }
    }

    /// The same plan without what the request's budget does not pay for: earlier windows of everybody go before
    /// later ones.
    pub(crate) fn affordable(mut self, request: &Request) -> Self {
        if request.budget.is_none() {
            return self;
        }
        let mut purse = Purse::new(request.budget);
        let mut turns: Vec<(Timestamp, usize, Interval)> = Vec::new();
        for (index, fetch) in self.fetches.iter_mut().enumerate() {
            let windows = std::mem::take(&mut fetch.windows).into_iter();
            turns.extend(windows.map(|window| (window.start(), index, window)));
        }
        turns.sort_unstable();
        for (_, index, window) in turns {
            if let Some(fetch) = self.fetches.get_mut(index) {
                fetch.buy(window, &mut purse);
            }
        }
        self
    }
}

/// What is asked of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Of whom.
    pub participant: ParticipantId,
    /// Which of the participant's sources.
    pub source: SourceId,
    /// The windows, each within the provider's limits, half-open, touching, in the order of time.
    pub windows: Vec<Interval>,
    /// The windows for which the request's budget does not pay.
    pub denied: Vec<Interval>,
    /// What lies too early to be asked about; it stays unknown, and nothing could start there anyway.
    pub past: IntervalSet,
    /// What lies beyond the provider's horizon and stays unknown.
    pub beyond: IntervalSet,
    /// What the answers cost.
    pub cost: Cost,
}

impl Fetch {
    fn new(
        (participant, source): (ParticipantId, SourceId),
        limits: Limits,
        reach: Interval,
        now: Timestamp,
    ) -> Self {
        let windows = askable(limits, reach, now).map_or_else(Vec::new, |window| split(limits, window));
        let set = |interval: Option<Interval>| interval.map_or(IntervalSet::EMPTY, IntervalSet::from);
        let past = set(Interval::new(reach.start(), earliest(limits, reach, now).min(reach.end())));
        let beyond = set(Interval::new(latest(limits, reach, now).max(reach.start()), reach.end()));
        let beyond = beyond.difference(&past);
        Self { participant, source, windows, denied: Vec::new(), past, beyond, cost: limits.cost }
    }

    /// How many requests it costs.
    #[must_use]
    pub fn requests(&self) -> u64 {
        let windows = u64::try_from(self.windows.len()).unwrap_or(u64::MAX);
        let each = windows.saturating_mul(self.cost.per_window.into());
        if windows == 0 { 0 } else { each.saturating_add(self.cost.once.into()) }
    }

    /// Whether its answers cost no request.
    pub(crate) fn is_free(&self) -> bool {
        self.cost == Cost::FREE
    }

    /// What one more window costs where `asked` windows have been paid for.
    pub(crate) fn price_after(&self, asked: usize) -> u64 {
        let once = if asked == 0 { self.cost.once } else { 0 };
        u64::from(self.cost.per_window) + u64::from(once)
    }

    fn buy(&mut self, window: Interval, purse: &mut Purse) {
        let price = self.price_after(self.windows.len());
        let taken = if purse.pays(price) { &mut self.windows } else { &mut self.denied };
        taken.push(window);
    }
}

/// Plans the calls that a search asks at most; `None` when window and notice leave nothing to search.
///
/// Nobody is asked: this is the dry run. A search for the first few starts asks as little of it as it can.
///
/// ```
/// # use std::sync::Arc;
/// # use freebusy_core::*;
/// # use freebusy_engine::{Explain, OnUnknown, Participant, Request, Source, plan};
/// # use freebusy_provider::{Cost, Limits, Provider, Titles, memory::Memory};
/// let day = |day: i64| Timestamp::from_unix(day * 86_400);
/// let limits = Limits {
///     longest_window: Seconds::new(7 * 86_400),
///     cost: Cost { once: 2, per_window: 1 },
///     ..Limits::NONE
/// };
/// let ana: Arc<dyn Provider> = Arc::new(Memory::new("memory:ana").limited(limits));
/// # let ana = Participant {
/// #     id: "ana".into(), hours: None, local: Arc::new(ZoneRules::utc()), taken: Vec::new(),
/// #     sources: vec![Source::from(ana)], tentative: TentativePolicy::Busy,
/// # };
/// let request = Request {
///     window: Interval::new(day(1), day(31)).unwrap(),
///     now: day(0),
///     participants: vec![ana],
///     // and so on
/// #     meeting: Meeting::new(Minutes::new(60), Minutes::ZERO, Minutes::ZERO).unwrap(),
/// #     zone: Arc::new(ZoneRules::utc()), anchor: Anchor::Clock, increment: Increment::QUARTER,
/// #     notice: Minutes::ZERO, who: Who::one(ParticipantId(0)), optional: Vec::new(),
/// #     on_unknown: OnUnknown::Exclude, order: Order::Earliest, limit: None, budget: None,
/// #     explain: Explain::WhenEmpty, titles: Titles::Withheld,
/// };
/// // Two to find the calendar, and five windows of at most seven days.
/// assert_eq!(plan(&request).unwrap().requests(), 7);
/// ```
#[must_use]
pub fn plan(request: &Request) -> Option<Plan> {
    let reach = request.meeting.reach(request.range()?);
    Some(Plan::over(request, reach).affordable(request))
}

/// The part of `reach` that the provider will answer about at all.
fn askable(limits: Limits, reach: Interval, now: Timestamp) -> Option<Interval> {
    Interval::new(earliest(limits, reach, now), latest(limits, reach, now))
}

fn earliest(limits: Limits, reach: Interval, now: Timestamp) -> Timestamp {
    match limits.starts {
        WindowStart::Anywhere => reach.start(),
        WindowStart::AfterNow(lead) => reach.start().max(now + lead),
    }
}

fn latest(limits: Limits, reach: Interval, now: Timestamp) -> Timestamp {
    limits.horizon.map_or(reach.end(), |horizon| reach.end().min(now + horizon))
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
