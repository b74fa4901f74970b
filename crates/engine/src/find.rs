//! Find the times when a group can meet: the straight path from request to answer.

use std::borrow::Cow;

use freebusy_core::{Interval, IntervalSet, Order, Search, State, Timestamp, cut, rank, solve};

use crate::answer::{Answer, slots};
use crate::combine::Group;
use crate::explain::{Diagnosis, Reason, considered, diagnose, diagnose_without_starts};
use crate::gather::gather_everything;
use crate::lazy::{gather_first, goal};
use crate::plan::Plan;
use crate::request::{Explain, Request};

/// Finds the times when the group of `request` can meet.
///
/// A source that fails does not fail the search: its participant's time is unknown, and the answer says so. With
/// a limit and the earliest first no more is asked than the first starts need, unless the answer is to be
/// explained or must know everything; the slots are the same. Sources that were not asked do not report.
pub async fn find(request: &Request) -> Answer {
    let Some(range) = request.range() else {
        return nothing_to_search(request);
    };
    let plan = Plan::over(request, request.meeting.reach(range));
    let group = match goal(request, &plan) {
        Some(goal) => gather_first(goal, request, range, plan).await,
        None => gather_everything(request, range, plan).await,
    };
    let free = starts_of_each(request, &group, range, &[]);
    let able = match request.ignored() {
        [] => Cow::Borrowed(&free),
        ignored => Cow::Owned(starts_of_each(request, &group, range, ignored)),
    };
    let possible = solve(&request.who, &able, range);
    let withheld = group.is_withheld(request);
    let starts = if withheld { Vec::new() } else { choose(request, &possible, &free) };
    let slots = slots(request, &group.people, &free, &starts);
    let is_explained = request.explain == Explain::Always || starts.is_empty();
    let group = if is_explained { group.traced(request) } else { group };
    let mut diagnosis = is_explained.then(|| explain(request, &group, range, (&free, &able)));
    if let Some(diagnosis) = diagnosis.as_mut().filter(|_| withheld) {
        diagnosis.reason = Some(Reason::Unknown);
    }
    Answer { slots, sources: group.sources, diagnosis, withheld }
}

/// Cuts and ranks; with a limit and the earliest first, no more starts are cut than are wanted.
fn choose(request: &Request, possible: &IntervalSet, free: &[IntervalSet]) -> Vec<Timestamp> {
    let starts = cut(possible, request.grid());
    match (request.order, request.limit) {
        (Order::Earliest, None) => starts.into_vec(),
        (Order::Earliest, Some(limit)) => starts.take(limit.get()).collect(),
        (Order::Best, limit) => {
            let mut ranked = rank(starts.into_vec(), request.order, free, &request.counted());
            ranked.truncate(limit.map_or(usize::MAX, usize::from));
            ranked
        }
    }
}

/// The starts that nothing but, perhaps, the states `ignored` keeps each participant from, in their order.
fn starts_of_each(request: &Request, group: &Group, range: Interval, ignored: &[State]) -> Vec<IntervalSet> {
    group.people.iter().map(|person| person.starts_despite(ignored, request.meeting, range)).collect()
}

fn explain(
    request: &Request,
    group: &Group,
    range: Interval,
    (free, able): (&[IntervalSet], &[IntervalSet]),
) -> Diagnosis {
    let considered = considered(request, range);
    if considered.is_empty() {
        return diagnose_without_starts(request);
    }
    let search = Search {
        participants: &group.people,
        who: &request.who,
        meeting: request.meeting,
        range,
        known: group.known,
        considered: &considered,
        free,
        able,
    };
    diagnose(request, search)
}

/// The answer when window and notice leave no time at all: nobody need be asked.
fn nothing_to_search(request: &Request) -> Answer {
    let diagnosis = Some(diagnose_without_starts(request));
    Answer { slots: Vec::new(), sources: Vec::new(), diagnosis, withheld: false }
}
