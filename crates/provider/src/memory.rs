//! A provider whose person lives in memory: for tests, demonstrations and embedders with data of their own.

use std::sync::Mutex;

use freebusy_core::{BlockKind, Interval, IntervalSet, Offers};
use futures_core::future::BoxFuture;

use crate::{
    AvailabilitySource, Error, ErrorKind, Finding, Findings, Limits, Problem, Provider, Query, Titles,
};

/// A person in memory.
///
/// ```
/// use freebusy_core::{BlockKind, Interval, Timestamp, ZoneRules};
/// use freebusy_provider::{Provider, Query, Titles, memory::Memory};
///
/// let busy = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(3_600)).unwrap();
/// let ana = Memory::new("memory:ana").block(busy, BlockKind::Busy, "stand-up");
/// let query = Query { window: busy, local: &ZoneRules::utc(), titles: Titles::Withheld };
/// let found = futures_executor::block_on(ana.availability().fetch(query)).unwrap();
/// assert_eq!(found.blocks.len(), 1);
/// ```
#[derive(Debug)]
pub struct Memory {
    id: Box<str>,
    limits: Limits,
    person: Findings,
    failure: Option<ErrorKind>,
    asked: Mutex<Vec<Interval>>,
}

impl Memory {
    /// A person of whom nothing is taken and no hours are known.
    #[must_use]
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self {
            id: id.into(),
            limits: Limits::NONE,
            person: Findings::default(),
            failure: None,
            asked: Mutex::default(),
        }
    }

    /// The same person with a stretch of time that cannot be booked.
    #[must_use]
    pub fn block(mut self, interval: Interval, kind: BlockKind, title: &str) -> Self {
        self.person.blocks.push(Finding { interval, kind, title: Some(title.into()) });
        self
    }

    /// The same person with hours.
    #[must_use]
    pub fn hours(mut self, hours: IntervalSet) -> Self {
        self.person.hours = Some(hours);
        self
    }

    /// The same person with offered starts.
    #[must_use]
    pub fn offers(mut self, offers: Offers) -> Self {
        self.person.offers = Some(offers);
        self
    }

    /// The same person with something that could not be understood.
    #[must_use]
    pub fn problem(mut self, problem: &str) -> Self {
        self.person.problems.push(Problem(problem.into()));
        self
    }

    /// The same person behind the limits of some service.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same person behind a service that fails every call.
    #[must_use]
    pub fn failing(mut self, kind: ErrorKind) -> Self {
        self.failure = Some(kind);
        self
    }

    /// The windows that were asked about, in the order of the calls.
    #[must_use]
    pub fn asked(&self) -> Vec<Interval> {
        self.asked.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |asked| asked.clone())
    }

    fn answer(&self, query: Query<'_>) -> Result<Findings, Error> {
        if let Ok(mut asked) = self.asked.lock() {
            asked.push(query.window);
        }
        let fail = |kind, message| Err(Error::new(kind, self.id.clone(), "read the calendar", message));
        if let Some(kind) = self.failure {
            return fail(kind, "it was told to fail");
        }
        if self.limits.longest_window.is_some_and(|longest| query.window.length() > longest) {
            return fail(ErrorKind::Refused, "the window is longer than the limit");
        }
        let mut findings = self.person.clone();
        findings.blocks.retain(|block| block.interval.overlaps(query.window));
        findings.hours = findings.hours.map(|hours| hours.clip(query.window));
        if query.titles == Titles::Withheld {
            findings.blocks.iter_mut().for_each(|block| block.title = None);
        }
        Ok(findings)
    }
}

impl Provider for Memory {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for Memory {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move { self.answer(query) })
    }
}
