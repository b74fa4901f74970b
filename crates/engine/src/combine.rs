//! From what was fetched to the evidence about everybody on which the group is solved.

use freebusy_core::{Interval, IntervalSet, Participant as Person};

use crate::fetch::{Call, Fetched};
use crate::heard::Heard;
use crate::hours::Expanded;
use crate::plan::Plan;
use crate::purse::Purse;
use crate::report::SourceReport;
use crate::request::{OnUnknown, Request};
use crate::told::{Told, traced};

/// Everybody's evidence over `known`, and how each source did.
pub(crate) struct Group {
    pub(crate) known: Interval,
    pub(crate) people: Vec<Person>,
    pub(crate) sources: Vec<SourceReport>,
}

impl Group {
    /// Whether something is unknown of anybody who counts, and the request wants that to fail.
    pub(crate) fn is_withheld(&self, request: &Request) -> bool {
        let is_unknown = |person: &Person| person.evidence.unknown().overlaps(self.known);
        let counted = request.counted();
        let mut people = counted.iter().filter_map(|counted| self.people.get(counted.id.index()));
        request.on_unknown == OnUnknown::Fail && people.any(is_unknown)
    }

    /// The same with the blocks behind everybody's evidence, for whoever asks why.
    pub(crate) fn traced(self, request: &Request) -> Self {
        let people = request.participants.iter().zip(self.people);
        let people = people.map(|(participant, person)| traced(participant, person, self.known));
        Self { people: people.collect(), ..self }
    }
}

/// Combines what was fetched with what the request itself says, for starts within `range`; the sources report as
/// far as `examined` goes.
pub(crate) fn combine(
    request: &Request,
    (range, examined): (Interval, Interval),
    plan: Plan,
    fetched: Vec<Fetched>,
) -> Group {
    let mut gathered = Gathered::planned(request, plan);
    gathered.hear(fetched);
    gathered.close(range, examined)
}

/// What has been gathered about everybody so far.
pub(crate) struct Gathered<'r> {
    pub(crate) known: Interval,
    /// In the order of the request.
    pub(crate) told: Vec<Told<'r>>,
}

impl<'r> Gathered<'r> {
    /// What the request says, before anybody is asked.
    pub(crate) fn planned(request: &'r Request, plan: Plan) -> Self {
        let Plan { reach: known, fetches } = plan;
        let mut fetches = fetches.into_iter().peekable();
        let mut expanded = Expanded::over(known);
        let told = request.participants_by_id().map(|(id, participant)| {
            let own = std::iter::from_fn(|| fetches.next_if(|next| next.participant == id)).collect();
            let hours = participant.hours.as_ref().map(|hours| expanded.hours(hours));
            Told::by_request(request, (id, participant), (known, hours), own)
        });
        Self { known, told: told.collect() }
    }

    pub(crate) fn hear(&mut self, fetched: Vec<Fetched>) {
        for fetched in fetched {
            if let Some(told) = self.told.get_mut(fetched.participant.index()) {
                told.hear(fetched);
            }
        }
    }

    /// The calls to sources for which `asks` holds that tell about any of `need` and were not made yet.
    pub(crate) fn next_calls(
        &mut self,
        need: &IntervalSet,
        asks: impl Fn(&Heard) -> bool,
        purse: &mut Purse,
    ) -> Vec<Call> {
        self.told.iter_mut().flat_map(|told| told.next_calls(need, &asks, purse)).collect()
    }

    /// What has been gathered, once nobody is asked any more.
    pub(crate) fn close(self, range: Interval, examined: Interval) -> Group {
        let closed = self.told.into_iter().map(|told| told.close(range, examined));
        let (people, sources): (Vec<_>, Vec<_>) = closed.unzip();
        Group { known: self.known, people, sources: sources.into_iter().flatten().collect() }
    }
}
