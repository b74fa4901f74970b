//! What has been told of one participant so far, by the request and by each source, and the evidence it makes.

use std::sync::Arc;

use freebusy_core::{
    Block, BlockKind, Evidence, Interval, IntervalSet, Participant as Person, ParticipantId, SourceId,
};

use crate::fetch::{Call, Fetched};
use crate::heard::Heard;
use crate::plan::Fetch;
use crate::purse::Purse;
use crate::reasons::explained;
use crate::report::SourceReport;
use crate::request::{Participant, Purpose, Request};

/// What has been told of one participant about `known`.
pub(crate) struct Told<'r> {
    request: &'r Request,
    participant: &'r Participant,
    known: Interval,
    /// The hours that the request gives.
    hours: Option<Arc<IntervalSet>>,
    sources: Vec<Heard>,
}

impl<'r> Told<'r> {
    /// What the request says of the participant, their `hours` among it, before any of the sources that are planned
    /// is asked.
    pub(crate) fn by_request(
        request: &'r Request,
        (id, participant): (ParticipantId, &'r Participant),
        (known, hours): (Interval, Option<Arc<IntervalSet>>),
        planned: Vec<Fetch>,
    ) -> Self {
        let report = |source: SourceId| {
            SourceReport::fresh(id, participant.source_label(source), participant.purpose(source))
        };
        let heard = |fetch: Fetch| {
            let report = report(fetch.source);
            Heard::nothing_yet(fetch, report)
        };
        Self { request, participant, known, hours, sources: planned.into_iter().map(heard).collect() }
    }

    /// Whether a source only explains.
    pub(crate) fn is_explained(&self) -> bool {
        self.explaining().next().is_some()
    }

    /// The calls to sources for which `asks` holds that tell about any of `need` and were not made yet.
    pub(crate) fn next_calls(
        &mut self,
        need: &IntervalSet,
        asks: impl Fn(&Heard) -> bool,
        purse: &mut Purse,
    ) -> Vec<Call> {
        let known = self.known;
        let sources = self.sources.iter_mut().filter(|source| asks(source));
        sources
            .map(|source| source.next_call(known, need, purse))
            .filter(|call| !call.windows.is_empty())
            .collect()
    }

    pub(crate) fn hear(&mut self, fetched: Fetched) {
        let source = self.sources.iter_mut().find(|own| own.fetch().source == fetched.source);
        if let Some(source) = source {
            fetched.windows.into_iter().for_each(|(window, result)| source.hear(window, result));
        }
    }

    /// The time about which a deciding source can still be asked.
    pub(crate) fn open(&self) -> IntervalSet {
        self.deciding().fold(IntervalSet::EMPTY, |open, source| open.union(&source.open(self.known)))
    }

    /// What is decided so far. Where a source can still be asked, nothing stands against a meeting.
    ///
    /// Of whom only the request tells, the evidence is not traced: nobody may ask, and blocks take twice the room of
    /// all else.
    pub(crate) fn decided(&self) -> Person {
        let evidence = if self.participant.sources.is_empty() {
            Evidence::untraced(self.hours_kept(), taken(self.participant, self.known))
        } else {
            let mut blocks = taken_blocks(self.participant, self.known);
            for source in self.deciding() {
                blocks.extend_from_slice(source.blocks());
                blocks.extend(source.unknown(self.known));
            }
            Evidence::sharing(self.hours_kept(), blocks)
        };
        let offers = self.deciding().filter_map(|source| source.offers(self.known));
        Person {
            evidence: offers.fold(evidence, Evidence::with_offers),
            tentative: self.participant.tentative,
        }
    }

    /// The hours of the request; without them those in which all sources that keep some agree.
    fn hours_kept(&self) -> Arc<IntervalSet> {
        if let Some(hours) = &self.hours {
            return Arc::clone(hours);
        }
        let kept = self.deciding().filter_map(|source| source.hours(self.known));
        kept.reduce(|others, hours| &others & &hours).unwrap_or_else(|| self.known.into()).into()
    }

    /// Everything that was told, for starts within `range`, and how the sources did as far as `examined` goes.
    /// What was not asked is unknown.
    pub(crate) fn close(mut self, range: Interval, examined: Interval) -> (Person, Vec<SourceReport>) {
        self.sources.iter_mut().for_each(Heard::close);
        let decided = self.decided();
        let person = match self.is_explained() {
            false => decided,
            true => {
                let asked = (self.participant, decided);
                explained(self.request, asked, self.explaining(), (range, self.known))
            }
        };
        let report = |source: Heard| source.report(self.request, self.known, examined);
        (person, self.sources.into_iter().filter_map(report).collect())
    }

    fn deciding(&self) -> impl Iterator<Item = &Heard> {
        self.sources.iter().filter(|source| source.purpose() == Purpose::Decides)
    }

    fn explaining(&self) -> impl Iterator<Item = &Heard> {
        self.sources.iter().filter(|source| source.purpose() == Purpose::Explains)
    }
}

/// What the request itself says cannot be booked within `known`.
fn taken(participant: &Participant, known: Interval) -> impl Iterator<Item = (Interval, BlockKind)> + Clone {
    let within = participant.taken.iter().filter(move |taken| taken.interval.overlaps(known));
    within.map(|taken| (taken.interval, taken.kind))
}

/// The same as blocks, which stand behind the last source.
fn taken_blocks(participant: &Participant, known: Interval) -> Vec<Block> {
    let source = participant.inline_source();
    taken(participant, known).map(|(interval, kind)| Block { interval, kind, source, title: None }).collect()
}

/// Puts the blocks of the request behind the evidence of a participant of whom only the request tells.
pub(crate) fn traced(participant: &Participant, person: Person, known: Interval) -> Person {
    if !participant.sources.is_empty() {
        return person;
    }
    Person { evidence: person.evidence.traced(taken_blocks(participant, known)), ..person }
}
