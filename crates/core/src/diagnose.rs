//! Why a search found nothing, or not more: who rules out how many starts, by what, and the nearest to success.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::interval::Interval;
use crate::many::coverage;
use crate::meeting::{Meeting, Participant, State};
use crate::places::Places;
use crate::rank::{Weighted, attendance};
use crate::set::IntervalSet;
use crate::solve::{curve, solve};
use crate::time::Timestamp;
use crate::who::{ParticipantId, Who, WhoNode};
use crate::why::{Cause, blocks, out_of_hours};

/// A search to be explained: what was asked, of whom, and the starts that were considered.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Everybody who was looked up.
    pub participants: &'a [Participant],
    /// Who must be able to come.
    pub who: &'a Who,
    /// The meeting.
    pub meeting: Meeting,
    /// The instants at which it may start, before anybody's calendar is looked at.
    pub range: Interval,
    /// The stretch over which evidence was gathered.
    pub known: Interval,
    /// The starts within `range`, sorted.
    pub considered: &'a [Timestamp],
    /// For each participant the starts within `range` at which they are free.
    pub free: &'a [IntervalSet],
    /// For each participant the starts within `range` at which they count as able to come.
    pub able: &'a [IntervalSet],
}

/// The largest attendance that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Who is free.
    pub free: Vec<ParticipantId>,
    /// Who is not.
    pub missing: Vec<ParticipantId>,
    /// The starts at which exactly these are free, earliest first.
    pub starts: Vec<Timestamp>,
}

/// What one participant does to the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blame<'a> {
    /// Who.
    pub id: ParticipantId,
    /// At how many of the starts considered the participant is not free.
    pub rules_out: usize,
    /// At how many of them the request would be met, and is not, if only this participant were free.
    pub alone: usize,
    /// At how many of them the participant is in which state, for the states that occur.
    pub states: Vec<(State, usize)>,
    /// What stands in the way, with the number of starts that it rules out, worst first.
    pub causes: Vec<(Cause<'a>, usize)>,
}

/// The largest attendance among the members of `who` and up to `limit` of the starts that reach it with the
/// same people; `None` when no start was considered.
///
/// Where different people give the same number, those of the earliest start are named.
#[must_use]
pub fn nearest(search: Search<'_>, limit: usize) -> Option<NearMiss> {
    let members = search.who.members();
    let counted: Vec<Weighted> = members.iter().map(|&id| Weighted { id, weight: 1 }).collect();
    let people = attendance(search.considered, search.free, &counted);
    let most = people.iter().map(|attendance| attendance.people).max()?;
    let mut reached = search
        .considered
        .iter()
        .zip(&people)
        .filter(|(_, attendance)| attendance.people == most)
        .map(|(start, _)| *start);
    let first = reached.next()?;
    let is_free =
        |id: ParticipantId, start| search.free.get(id.index()).is_some_and(|free| free.contains(start));
    let (free, missing): (Vec<_>, Vec<_>) = members.into_iter().partition(|&id| is_free(id, first));
    // As many are free as at the first: the same people exactly when all of its people are.
    let same = |start: &Timestamp| free.iter().all(|&id| is_free(id, *start));
    let starts = core::iter::once(first).chain(reached.filter(same)).take(limit).collect();
    Some(NearMiss { free, missing, starts })
}

/// What each participant does to the search, in the order of the participants, with at most `limit` causes each.
///
/// Causes are what the sources said; the stretches out of hours are named only where no source's block rules
/// out anything, for every night would come before any meeting.
#[must_use]
pub fn blame<'a>(search: Search<'a>, limit: usize) -> Vec<Blame<'a>> {
    let (pivots, places) = (Pivots::of(search), Places::among(search.considered));
    let ids = (0..).map(ParticipantId);
    ids.zip(search.participants)
        .map(|(id, participant)| Blame {
            id,
            rules_out: search.considered.len()
                - search.free.get(id.index()).map_or(0, |free| places.in_set(free)),
            alone: places.in_set(&pivots.gained_by(id)),
            states: count_states(search, participant, &places),
            causes: worst_causes(search, participant, &places, limit),
        })
        .collect()
}

/// At how many of the starts each state is the first that holds.
fn count_states(search: Search<'_>, participant: &Participant, places: &Places<'_>) -> Vec<(State, usize)> {
    let starts = |state| (state, participant.starts_in_state(state, search.meeting, search.range));
    let holding = State::NOT_FREE.map(starts).into_iter().filter(|(_, starts)| !starts.is_empty());
    let mut counts = Vec::new();
    let mut earlier: Option<IntervalSet> = None;
    let mut holding = holding.peekable();
    while let Some((state, starts)) = holding.next() {
        let count = match &earlier {
            None => places.in_set(&starts),
            Some(earlier) => places.in_set(&starts.difference(earlier)),
        };
        counts.extend((count > 0).then_some((state, count)));
        if holding.peek().is_some() {
            earlier = Some(earlier.map_or_else(|| starts.clone(), |earlier| earlier.union(&starts)));
        }
    }
    counts
}

fn worst_causes<'a>(
    search: Search<'a>,
    participant: &'a Participant,
    places: &Places<'_>,
    limit: usize,
) -> Vec<(Cause<'a>, usize)> {
    let count = |cause: Cause<'a>| {
        let count = places.within(cause.starts_ruled_out(search.meeting));
        (count > 0).then_some((cause, count))
    };
    let mut worst: Vec<_> = blocks(participant).filter_map(count).collect();
    if worst.is_empty() {
        worst = out_of_hours(participant, search.known).filter_map(count).collect();
    }
    let rank = |(cause, count): &(Cause<'a>, usize)| (Reverse(*count), cause.interval(), cause.kind());
    // What is told first stays first among equals, so everything is sorted that is as bad as the last listed.
    if worst.len() > limit {
        let mut ranks: Vec<_> = worst.iter().map(rank).collect();
        let last = *ranks.select_nth_unstable(limit).1;
        worst.retain(|cause| rank(cause) <= last);
    }
    worst.sort_by_key(rank);
    worst.truncate(limit);
    worst
}

/// Which state keeps the group from meeting more often: the first of busy (tentative included), unavailable and
/// unknown without which more of the considered starts would do, or else the one that most often keeps people
/// away where the most could come; `None` when nobody is kept away.
#[must_use]
pub fn culprit(search: Search<'_>) -> Option<State> {
    const GROUPS: [&[State]; 3] =
        [&[State::Busy, State::Tentative], &[State::Unavailable], &[State::Unknown]];
    let places = Places::among(search.considered);
    let met = |able: &[IntervalSet]| places.in_set(&solve(search.who, able, search.range));
    let met_now = met(search.able);
    let despite =
        |ignored: &[State], person: &Participant, able: &IntervalSet, free: Option<&IntervalSet>| {
            let starts = person.starts_despite(ignored, search.meeting, search.range);
            // Who is able just where they are free is so whatever is ignored.
            if free == Some(able) { starts } else { able.union(&starts) }
        };
    let helps = |ignored: &[State]| {
        let people = search.participants.iter().zip(search.able).enumerate();
        let able: Vec<IntervalSet> = people
            .map(|(place, (person, able))| despite(ignored, person, able, search.free.get(place)))
            .collect();
        met(&able) > met_now
    };
    let opens = GROUPS.iter().find(|group| helps(group)).and_then(|group| group.first());
    opens.copied().or_else(|| commonest(search))
}

fn commonest(search: Search<'_>) -> Option<State> {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    if let Some(near) = nearest(search, 1) {
        let missing = near.missing.iter().filter_map(|id| search.participants.get(id.index()));
        for (person, start) in
            missing.flat_map(|person| near.starts.iter().map(move |start| (person, *start)))
        {
            let state = match person.state_at(search.meeting, start) {
                State::Busy | State::Tentative => State::Busy,
                State::Unavailable => State::Unavailable,
                State::Unknown | State::Free => State::Unknown,
            };
            *counts.entry(state).or_default() += 1;
        }
    }
    let most = counts.iter().max_by_key(|(state, count)| (**count, Reverse(**state)));
    most.map(|(state, _)| *state)
}

/// Where each node of `who` lacks how many, so that one participant's gain can be carried up to the root
/// without solving the whole again.
struct Pivots<'a> {
    range: Interval,
    nodes: Vec<Node>,
    /// For each participant the nodes that are that participant.
    leaves: BTreeMap<ParticipantId, Vec<usize>>,
    search: Search<'a>,
}

/// A node of `who`; children come after their parent.
struct Node {
    parent: Option<usize>,
    /// Where children are lacking, and how many, as far as one participant could ever make up for them.
    lacking: Vec<(Interval, usize)>,
    /// Where exactly one is.
    lacking_one: IntervalSet,
}

impl<'a> Pivots<'a> {
    fn of(search: Search<'a>) -> Self {
        let mut pivots = Self { range: search.range, nodes: Vec::new(), leaves: BTreeMap::new(), search };
        pivots.add(search.who, None);
        let most = pivots.leaves.values().map(Vec::len).max().unwrap_or(0);
        if most > 0 {
            pivots.measure(search.who, &mut 0, most);
        }
        pivots
    }

    fn add(&mut self, who: &Who, parent: Option<usize>) {
        let own = self.nodes.len();
        // A participant lacks nobody else, wherever they cannot come.
        self.nodes.push(Node { parent, lacking: Vec::new(), lacking_one: self.range.into() });
        match who.node() {
            WhoNode::One(id) => self.leaves.entry(*id).or_default().push(own),
            WhoNode::AtLeast { of, .. } => of.iter().for_each(|inner| self.add(inner, Some(own))),
        }
    }

    /// Fills in where each node lacks up to `most` children, visiting nodes in the order in which they were added.
    fn measure(&mut self, who: &Who, next: &mut usize, most: usize) {
        let own = *next;
        *next += 1;
        if let WhoNode::AtLeast { k, of } = who.node()
            && *k > 0
        {
            let curve = curve(of, self.search.able, self.range);
            let lack = |&(stretch, met): &(Interval, usize)| {
                let lack = k.checked_sub(met).filter(|lack| (1..=most).contains(lack))?;
                Some((stretch, lack))
            };
            if let Some(node) = self.nodes.get_mut(own) {
                node.lacking = curve.steps().iter().filter_map(lack).collect();
                node.lacking_one = curve.exactly(k - 1);
            }
            of.iter().for_each(|inner| self.measure(inner, next, most));
        }
    }

    /// Where the whole would be met, and is not, if only `id` were able to come everywhere.
    fn gained_by(&self, id: ParticipantId) -> IntervalSet {
        let Some(leaves) = self.leaves.get(&id) else {
            return IntervalSet::EMPTY;
        };
        let unable = self
            .search
            .able
            .get(id.index())
            .map_or_else(|| self.range.into(), |able| able.complement(self.range));
        // Children stand behind their parents, so the highest index is always ready to be carried up.
        let mut gains: BTreeMap<usize, Vec<IntervalSet>> = BTreeMap::new();
        for leaf in leaves {
            gains.entry(*leaf).or_default().push(unable.clone());
        }
        while let Some((index, gained)) = gains.pop_last() {
            let Some(node) = self.nodes.get(index) else {
                continue;
            };
            let carried = node.carry(&gained, self.range);
            match node.parent {
                None => return carried,
                Some(_) if carried.is_empty() => {}
                Some(parent) => gains.entry(parent).or_default().push(carried),
            }
        }
        IntervalSet::EMPTY
    }
}

impl Node {
    /// Where the node becomes met when each set of `gained` is what one of its children gains.
    fn carry(&self, gained: &[IntervalSet], range: Interval) -> IntervalSet {
        match gained {
            [only] => self.lacking_one.intersection(only),
            several => make_up(&self.lacking, coverage(several, range).steps()),
        }
    }
}

/// Where at least as many are gained as are lacking; both lists are in the order of time.
fn make_up(lacking: &[(Interval, usize)], gained: &[(Interval, usize)]) -> IntervalSet {
    let (mut lacking, mut gained) = (lacking.iter().peekable(), gained.iter().peekable());
    let mut made_up = Vec::new();
    while let (Some((needed, lack)), Some((given, gain))) = (lacking.peek(), gained.peek()) {
        made_up.extend(needed.intersection(*given).filter(|_| gain >= lack));
        if needed.end() <= given.end() {
            lacking.next();
        } else {
            gained.next();
        }
    }
    made_up.into_iter().collect()
}
