//! What one source has told so far, and what it has not: windows still to be asked, refused, failed, denied.

use std::collections::HashSet;

use freebusy_core::{Block, BlockKind, Interval, IntervalSet, OfferRole, Offers, Seconds};
use freebusy_provider::{Error, Finding, Findings, Problem};

use crate::fetch::{Call, ails_the_source};
use crate::hint;
use crate::plan::Fetch;
use crate::purse::Purse;
use crate::report::SourceReport;
use crate::request::{Purpose, Request};

/// What one source has told of its person.
pub(crate) struct Heard {
    /// What may be asked; its windows are those that have not been asked yet.
    fetch: Fetch,
    /// How often it was asked.
    asked: usize,
    answered: IntervalSet,
    blocks: Vec<Block>,
    /// Those that reach beyond the window that told them: the next window tells them again.
    crossing: HashSet<(Interval, BlockKind, Option<Box<str>>)>,
    /// The hours that the source keeps.
    hours: Option<IntervalSet>,
    offers: Option<Offers>,
    report: SourceReport,
}

impl Heard {
    pub(crate) fn nothing_yet(fetch: Fetch, report: SourceReport) -> Self {
        Self {
            fetch,
            asked: 0,
            answered: IntervalSet::EMPTY,
            blocks: Vec::new(),
            crossing: HashSet::new(),
            hours: None,
            offers: None,
            report,
        }
    }

    pub(crate) const fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    pub(crate) const fn purpose(&self) -> Purpose {
        self.report.purpose
    }

    /// What the source said cannot be booked.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The call for the windows not yet asked that tell about any of `need`, as far as `purse` pays for it.
    pub(crate) fn next_call(&mut self, known: Interval, need: &IntervalSet, purse: &mut Purse) -> Call {
        let lost = self.lost(known);
        let windows = std::mem::take(&mut self.fetch.windows);
        let tells = |window: &Interval| need.overlaps(self.tells_of(*window, &lost));
        let (wanted, later) = windows.into_iter().partition(tells);
        self.fetch.windows = later;
        Call {
            participant: self.fetch.participant,
            source: self.fetch.source,
            windows: self.buy(wanted, purse),
        }
    }

    fn buy(&mut self, windows: Vec<Interval>, purse: &mut Purse) -> Vec<Interval> {
        let mut bought = Vec::new();
        for window in windows {
            let price = self.fetch.price_after(self.asked + bought.len());
            let taken = if purse.pays(price) { &mut bought } else { &mut self.fetch.denied };
            taken.push(window);
        }
        bought
    }

    /// Takes in what one window told.
    pub(crate) fn hear(&mut self, window: Interval, result: Result<Findings, Error>) {
        self.asked += 1;
        self.fetch.windows.retain(|own| *own != window);
        match result {
            Ok(findings) => self.take(window, findings),
            Err(error) => self.fail(&error),
        }
    }

    /// A source that has told nothing and is down as a whole is given up: its time is unknown.
    fn fail(&mut self, error: &Error) {
        self.report.fail(error);
        if self.answered.is_empty() && ails_the_source(error) {
            self.close();
        }
    }

    fn take(&mut self, window: Interval, findings: Findings) {
        let Findings { blocks, hours, offers, problems } = findings;
        self.answered = self.answered.union(&window.into());
        blocks.into_iter().for_each(|block| self.block(window, block));
        if let Some(hours) = hours {
            self.hours = Some(match self.hours.take() {
                None => hours,
                Some(others) => &others | &hours,
            });
        }
        if let Some(offers) = offers {
            self.offers = Some(match self.offers.take() {
                None => offers,
                Some(others) => others.joined(offers),
            });
        }
        problems.into_iter().for_each(|problem| self.report.note(problem));
    }

    /// Keeps a block once, though two windows tell of one that reaches over their edge.
    fn block(&mut self, window: Interval, Finding { interval, kind, title }: Finding) {
        if window.covers(interval) || self.crossing.insert((interval, kind, title.clone())) {
            self.blocks.push(Block { interval, kind, source: self.fetch.source, title });
        }
    }

    /// Of what time the answer about a window not yet asked may tell, `lost` being what can no longer be asked: a
    /// block may reach into what is lost beside the window, and a person who is only consulted is free for as long
    /// as an offer lasts, also beyond the window in which it starts.
    fn tells_of(&self, window: Interval, lost: &IntervalSet) -> Interval {
        let consulted = self.offers.as_ref().filter(|offers| offers.role() == OfferRole::Consulted);
        let offered = window.dilate(Seconds::ZERO, consulted.map_or(Seconds::ZERO, Offers::length));
        let beside = lost.overlapping(window.dilate(Seconds::ONE, Seconds::ONE));
        beside.iter().fold(offered, |told, lost| told.hull(*lost))
    }

    /// The time within `known` about which an answer is still to be had.
    pub(crate) fn open(&self, known: Interval) -> IntervalSet {
        let lost = self.lost(known);
        self.fetch.windows.iter().map(|window| self.tells_of(*window, &lost)).collect()
    }

    /// The time within `known` of which nothing is known and nothing will be.
    fn lost(&self, known: Interval) -> IntervalSet {
        let pending: IntervalSet = self.fetch.windows.iter().copied().collect();
        self.silent(known).difference(&pending)
    }

    /// What is lost, as blocks.
    pub(crate) fn unknown(&self, known: Interval) -> Vec<Block> {
        let (kind, source) = (BlockKind::Unknown, self.fetch.source);
        let block = |interval| Block { interval, kind, source, title: None };
        self.lost(known).into_iter().map(block).collect()
    }

    /// The hours that the source keeps; where it was silent they are unknown, not closed.
    pub(crate) fn hours(&self, known: Interval) -> Option<IntervalSet> {
        self.hours.as_ref().map(|hours| hours.union(&self.silent(known)))
    }

    /// The starts that the source offers; where it was silent they are unknown, not refused.
    pub(crate) fn offers(&self, known: Interval) -> Option<Offers> {
        let offers = self.offers.clone()?;
        Some(offers.silent_over(&self.silent(known).union(&self.open(known))))
    }

    fn silent(&self, known: Interval) -> IntervalSet {
        self.answered.complement(known)
    }

    /// Gives up what has not been asked: it is unknown.
    pub(crate) fn close(&mut self) {
        self.fetch.windows.clear();
    }

    /// How the source did as far as `examined` goes; `None` when it was not asked and need not have been.
    pub(crate) fn report(
        mut self,
        request: &Request,
        known: Interval,
        examined: Interval,
    ) -> Option<SourceReport> {
        let hidden = self.fetch.beyond.overlaps(examined);
        let early = self.fetch.past.covers(known);
        if hidden {
            self.report.note(Problem("the provider does not tell about all of the window".into()));
        }
        if early {
            self.report
                .note(Problem("the window lies before the first time that the provider tells about".into()));
        }
        let denied = self.fetch.denied.len();
        if let Some(budget) = request.budget.filter(|_| denied > 0) {
            self.report.starve(budget, denied);
        }
        if let (Some(offers), Purpose::Decides) = (&self.offers, self.report.purpose) {
            self.report.hints.extend(hint::off_grid(request, offers));
        }
        (self.asked > 0 || denied > 0 || hidden || early).then_some(self.report)
    }
}
