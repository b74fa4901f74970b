//! From what was fetched about each participant to the evidence on which the group is solved.

use freebusy_core::{
    Block, BlockKind, Evidence, Interval, IntervalSet, Offers, Participant as Person, ParticipantId,
    SourceId, expand,
};
use freebusy_provider::{Finding, Findings, Problem};

use crate::fetch::Fetched;
use crate::report::SourceReport;
use crate::request::{Participant, Request};

/// Everybody's evidence over `known`, and how each source did.
pub(crate) struct Group {
    pub(crate) known: Interval,
    pub(crate) people: Vec<Person>,
    pub(crate) sources: Vec<SourceReport>,
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
        let (mut hours, mut silent) = (None, fetched.fetch.unasked.clone());
        for (window, result) in fetched.windows {
            match result {
                Ok(findings) => self.found(source, findings, &mut hours, &mut report),
                Err(error) => {
                    self.unknown(window, source);
                    silent = silent.union(&window.into());
                    report.fail(&error);
                }
            }
        }
        self.narrow(hours, &silent);
        report
    }

    /// Takes a source's hours into account; where it was silent they are unknown, not closed.
    fn narrow(&mut self, hours: Option<IntervalSet>, silent: &IntervalSet) {
        if let Some(hours) = hours {
            let hours = hours.union(silent);
            self.hours = Some(self.hours.take().map_or(hours.clone(), |others| &others & &hours));
        }
    }

    fn found(
        &mut self,
        source: SourceId,
        findings: Findings,
        hours: &mut Option<IntervalSet>,
        report: &mut SourceReport,
    ) {
        let Findings { blocks, hours: found, offers, problems } = findings;
        let block = |Finding { interval, kind, title }| Block { interval, kind, source, title };
        self.blocks.extend(blocks.into_iter().map(block));
        if let Some(found) = found {
            *hours = Some(hours.take().map_or(found.clone(), |others| &others | &found));
        }
        self.offers.extend(offers);
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
