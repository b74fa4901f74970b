//! A search for the first few starts that asks as little as it can and finds what asking everything would find.
//!
//! Time is walked in chunks. In each, one member of `who` after the other is asked, and only about the starts
//! that are still in doubt: possible when everybody counts as free wherever they can still be asked, and not yet
//! certain. Once enough starts are certain, everybody else is asked about these alone.
//!
//! One by one is right for the number of requests and slow in time; the windows of one person are asked at once,
//! as far as the provider allows.

use std::num::NonZeroUsize;

use freebusy_core::{Anchor, Crowd, Interval, IntervalSet, ParticipantId, Seconds, Timestamp, cut};

use crate::combine::{Gathered, Group};
use crate::fetch::{Call, fetch};
use crate::heard::Heard;
use crate::plan::{Fetch, Plan};
use crate::purse::Purse;
use crate::request::{Purpose, Request};
use crate::told::Told;

/// A bound on the number of chunks: shorter ones save nothing worth the walk.
const SHORTEST_CHUNK: Seconds = Seconds::from_minutes(24 * 60);

/// How many starts a search may stop at; `None` when it must know everything, or when asking costs nothing.
pub(crate) fn goal(request: &Request, plan: &Plan) -> Option<NonZeroUsize> {
    request.goal().filter(|_| !plan.fetches.iter().all(Fetch::is_free))
}

/// Gathers what tells the first `goal` starts within `range`; everything when there is none.
pub(crate) async fn gather_first(
    goal: NonZeroUsize,
    request: &Request,
    range: Interval,
    plan: Plan,
) -> Group {
    let reach = plan.reach;
    let edges = edges(request, &plan);
    let mut search = Lazy::new(request, range, plan);
    search.ask_everybody(&reach.into(), |source| source.fetch().is_free()).await;
    let mut from = range.start();
    for edge in edges {
        let until = search.starts_before(edge);
        if let Some(chunk) = Interval::new(from, until) {
            search.decide(chunk).await;
            from = until;
        }
        let found = search.first(goal, until);
        if found.len() == goal.get() {
            search.settle(&found).await;
            return search.close(Interval::new(reach.start(), edge).unwrap_or(reach));
        }
    }
    let found = search.first(goal, range.end());
    if found.is_empty() {
        // The diagnosis speaks of everything.
        search.ask_everybody(&reach.into(), |_| true).await;
    } else {
        search.settle(&found).await;
    }
    search.close(reach)
}

/// Where chunks of the reach end: with the windows of the deciding source that allows only the shortest.
fn edges(request: &Request, plan: &Plan) -> Vec<Timestamp> {
    let costly = plan.fetches.iter().filter(|fetch| !fetch.is_free());
    let shortest = costly.filter_map(|fetch| chunk_by(request, fetch)).min();
    let next = |edge: &Timestamp| shortest.map(|(length, _)| *edge + length);
    let edges = std::iter::successors(shortest.map(|(_, first)| first), next);
    edges.skip(1).take_while(|edge| *edge < plan.reach.end()).chain([plan.reach.end()]).collect()
}

/// How long the chunks are that a deciding source suggests, and where the first begins.
fn chunk_by(request: &Request, fetch: &Fetch) -> Option<(Seconds, Timestamp)> {
    let participant = request.participants.get(fetch.participant.index())?;
    let decides = participant.purpose(fetch.source) == Purpose::Decides;
    let longest = participant.source(fetch.source)?.limits().longest_window.filter(|_| decides)?;
    Some((longest.max(SHORTEST_CHUNK), fetch.windows.first()?.start()))
}

/// The starts of one participant, kept until new evidence comes.
struct Starts {
    /// Possible as far as is known.
    able: IntervalSet,
    /// About which a source can still be asked.
    open: IntervalSet,
    /// Possible, whatever else is told.
    sure: IntervalSet,
}

impl Starts {
    /// What has been told so far comes to, for starts within `range`.
    fn of(told: &Told<'_>, request: &Request, range: Interval) -> Self {
        let able = told.decided().starts_despite(request.ignored(), request.meeting, range);
        let open = request.meeting.all_starts_into(&told.open());
        let sure = able.difference(&open);
        Self { able, open, sure }
    }
}

struct Lazy<'r> {
    request: &'r Request,
    range: Interval,
    gathered: Gathered<'r>,
    purse: Purse,
    able: Crowd,
    sure: Crowd,
    /// One each for the participants, as are `scarcity`.
    open: Vec<IntervalSet>,
    /// How long each is able.
    scarcity: Vec<Seconds>,
    members: Vec<ParticipantId>,
}

impl<'r> Lazy<'r> {
    fn new(request: &'r Request, range: Interval, plan: Plan) -> Self {
        let gathered = Gathered::planned(request, plan);
        let starts: Vec<Starts> = gathered.told.iter().map(|told| Starts::of(told, request, range)).collect();
        let able: Vec<&IntervalSet> = starts.iter().map(|starts| &starts.able).collect();
        let sure: Vec<&IntervalSet> = starts.iter().map(|starts| &starts.sure).collect();
        Self {
            request,
            range,
            purse: Purse::new(request.budget),
            able: Crowd::new(&able, range),
            sure: Crowd::new(&sure, range),
            scarcity: able.iter().map(|able| able.length()).collect(),
            open: starts.into_iter().map(|starts| starts.open).collect(),
            members: request.who.members(),
            gathered,
        }
    }

    /// Asks about the starts within `chunk` until none of them is in doubt.
    async fn decide(&mut self, chunk: Interval) {
        while let Some((person, calls)) = self.next_calls(chunk) {
            self.gathered.hear(fetch(self.request, calls).await);
            self.refresh(person);
        }
    }

    /// Whom to ask what next about `chunk`: the scarcest person seen so far who can clear a doubt. Each turn takes
    /// windows out of those still to be asked, denied ones too, so turns come to an end.
    fn next_calls(&mut self, chunk: Interval) -> Option<(ParticipantId, Vec<Call>)> {
        let doubtful = self.doubtful(chunk);
        let clears = |id: &ParticipantId| {
            self.open.get(id.index()).is_some_and(|open| !open.intersection(&doubtful).is_empty())
        };
        let scarcity = |id: &ParticipantId| self.scarcity.get(id.index()).copied();
        let next = self.members.iter().copied().filter(clears).min_by_key(scarcity)?;
        let starts = self.open.get(next.index())?.intersection(&doubtful);
        let need = self.request.meeting.buffered_spans(&starts);
        let decides = |source: &Heard| source.purpose() == Purpose::Decides;
        let calls = self.gathered.told.get_mut(next.index())?.next_calls(&need, decides, &mut self.purse);
        Some((next, calls))
    }

    /// The starts within `chunk` that are possible and not certain.
    fn doubtful(&self, chunk: Interval) -> IntervalSet {
        let who = &self.request.who;
        let met = |crowd: &Crowd| crowd.solve(who).collect::<IntervalSet>().clip(chunk);
        let doubtful = met(&self.able).difference(&met(&self.sure));
        match self.request.anchor {
            Anchor::Clock => {
                let starts = cut(&doubtful, self.request.grid());
                starts.filter_map(|start| Interval::new(start, start + Seconds::ONE)).collect()
            }
            // Which instants become starts depends on those before them.
            Anchor::Free => doubtful,
        }
    }

    /// The first `goal` certain starts before `until`.
    fn first(&self, goal: NonZeroUsize, until: Timestamp) -> Vec<Timestamp> {
        let starts = cut(self.sure.solve(&self.request.who), self.request.grid());
        starts.take_while(|start| *start < until).take(goal.get()).collect()
    }

    /// The end of the starts whose meeting, buffers included, is over by `edge`.
    fn starts_before(&self, edge: Timestamp) -> Timestamp {
        let behind = self.request.meeting.reach(self.range).end().as_unix() - self.range.end().as_unix();
        Timestamp::from_unix(edge.as_unix().saturating_sub(behind)).min(self.range.end())
    }

    /// Asks everybody about `starts`, and those with sources that explain about what these are measured by.
    async fn settle(&mut self, starts: &[Timestamp]) {
        let meeting = self.request.meeting;
        let around = starts.iter().map(|start| meeting.buffered(*start));
        let need: IntervalSet = around.collect();
        // The reasons at a start are cut by the meetings that run into its own, so these are judged as well.
        let length = meeting.buffered(self.range.start()).length();
        let wide = need.dilate(length, length);
        loop {
            let mut calls = Vec::new();
            for told in &mut self.gathered.told {
                let need = if told.is_explained() { &wide } else { &need };
                calls.extend(told.next_calls(need, |_| true, &mut self.purse));
            }
            if calls.is_empty() {
                return;
            }
            self.ask(calls).await;
        }
    }

    async fn ask_everybody(&mut self, need: &IntervalSet, asks: impl Fn(&Heard) -> bool) {
        let calls = self.gathered.next_calls(need, asks, &mut self.purse);
        self.ask(calls).await;
    }

    async fn ask(&mut self, calls: Vec<Call>) {
        let mut asked: Vec<ParticipantId> = calls.iter().map(|call| call.participant).collect();
        asked.dedup();
        self.gathered.hear(fetch(self.request, calls).await);
        asked.into_iter().for_each(|person| self.refresh(person));
    }

    /// Takes new evidence about one participant into account.
    fn refresh(&mut self, person: ParticipantId) {
        let Some(told) = self.gathered.told.get(person.index()) else { return };
        let Starts { able, open, sure } = Starts::of(told, self.request, self.range);
        self.able.replace(person, &able);
        self.sure.replace(person, &sure);
        if let Some(place) = self.scarcity.get_mut(person.index()) {
            *place = able.length();
        }
        if let Some(place) = self.open.get_mut(person.index()) {
            *place = open;
        }
    }

    fn close(self, examined: Interval) -> Group {
        self.gathered.close(self.range, examined)
    }
}
