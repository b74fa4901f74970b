//! From what was fetched about each participant to the evidence on which the group is solved.

use freebusy_core::{
    Block, BlockKind, Evidence, Interval, IntervalSet, Offers, Participant as Person, ParticipantId,
    SourceId, expand,
};
use freebusy_provider::{Finding, Findings, Problem};

use crate::fetch::Fetched;
use crate::report::SourceReport;
use crate::request::{OnUnknown, Participant, Request};

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
}

/// Combines what was fetched, in the order of the plan, with what the request itself says.
pub(crate) fn combine(request: &Request, known: Interval, fetched: Vec<Fetched<'_>>) -> Group {
    let mut fetched = fetched.into_iter().peekable();
    let mut sources = Vec::new();
    let mut people = Vec::with_capacity(request.participants.len());
    for (id, participant) in request.participants_by_id() {
        let mut told = Told::new(participant, known);
        while let Some(next) = fetched.next_if(|next| next.fetch.participant == id) {
            sources.push(told.take(id, participant, next));
        }
        people.push(told.into_person(participant));
    }
    Group { known, people, sources }
}

/// What has been told about one participant so far.
struct Told {
    known: Interval,
    blocks: Vec<Block>,
    /// The hours that each source keeps; a meeting must lie within all of them.
    hours: Option<IntervalSet>,
    offers: Vec<Offers>,
}

impl Told {
    /// What the request says of the participant; its blocks stand behind the last source.
    fn new(participant: &Participant, known: Interval) -> Self {
        let inline = participant.inline_source();
        let blocks = participant
            .taken
            .iter()
            .filter(|taken| taken.interval.overlaps(known))
            .map(|taken| Block { interval: taken.interval, kind: taken.kind, source: inline, title: None })
            .collect();
        Self { known, blocks, hours: None, offers: Vec::new() }
    }

    fn take(&mut self, id: ParticipantId, participant: &Participant, fetched: Fetched<'_>) -> SourceReport {
        let source = fetched.fetch.source;
        let mut report = SourceReport::fresh(id, participant.source_label(source));
        for unasked in &fetched.fetch.unasked {
            self.unknown(unasked, source);
            report.note(Problem("the provider does not tell about all of the window".into()));
        }
        let (mut kept, mut silent) = (Kept::default(), fetched.fetch.unasked.clone());
        for (window, result) in fetched.windows {
            match result {
                Ok(findings) => self.found(source, findings, &mut kept, &mut report),
                Err(error) => {
                    self.unknown(window, source);
                    silent = silent.union(&window.into());
                    report.fail(&error);
                }
            }
        }
        self.narrow(kept, &silent);
        report
    }

    /// Takes into account what a source keeps; where it was silent that is unknown, not closed and not refused.
    fn narrow(&mut self, kept: Kept, silent: &IntervalSet) {
        if let Some(hours) = kept.hours {
            let hours = hours.union(silent);
            self.hours = Some(self.hours.take().map_or(hours.clone(), |others| &others & &hours));
        }
        self.offers.extend(kept.offers.map(|offers| offers.silent_over(silent)));
    }

    fn found(&mut self, source: SourceId, findings: Findings, kept: &mut Kept, report: &mut SourceReport) {
        let Findings { blocks, hours, offers, problems } = findings;
        let block = |Finding { interval, kind, title }| Block { interval, kind, source, title };
        self.blocks.extend(blocks.into_iter().map(block));
        kept.take(hours, offers);
        problems.into_iter().for_each(|problem| report.note(problem));
    }

    fn unknown(&mut self, interval: Interval, source: SourceId) {
        self.blocks.push(Block { interval, kind: BlockKind::Unknown, source, title: None });
    }

    fn into_person(self, participant: &Participant) -> Person {
        let hours = match &participant.hours {
            Some(hours) => expand(&hours.schedule, &hours.rules, self.known),
            None => self.hours.unwrap_or_else(|| self.known.into()),
        };
        let evidence = self.offers.into_iter().fold(Evidence::new(hours, self.blocks), Evidence::with_offers);
        Person { evidence, tentative: participant.tentative }
    }
}

/// What one source keeps of its person beside taken time, over all the windows that it was asked about.
#[derive(Default)]
struct Kept {
    hours: Option<IntervalSet>,
    offers: Option<Offers>,
}

impl Kept {
    /// Adds what one window told.
    fn take(&mut self, hours: Option<IntervalSet>, offers: Option<Offers>) {
        if let Some(hours) = hours {
            self.hours = Some(self.hours.take().map_or(hours.clone(), |others| &others | &hours));
        }
        if let Some(offers) = offers {
            self.offers = Some(match self.offers.take() {
                None => offers,
                Some(others) => others.joined(offers),
            });
        }
    }
}
