//! A provider whose person lives in memory: for tests, demonstrations and embedders with data of their own.

use std::sync::{Mutex, MutexGuard, PoisonError};

use freebusy_core::{BlockKind, Interval, IntervalSet, Offers};
use futures_core::future::BoxFuture;

use crate::{
    AvailabilitySource, Booking, BookingRequest, BookingTarget, Error, ErrorKind, Finding, Findings, Hold,
    Limits, Outcome, Problem, Provider, Query, Rejection, Terms, Titles,
};

/// What has been booked.
#[derive(Debug, Default)]
struct Bookings {
    active: Vec<Booking>,
    /// How many were ever made, so that no id is given twice.
    made: u64,
}

/// A person in memory.
///
/// ```
/// use freebusy_core::{BlockKind, Interval, Seconds, Timestamp, ZoneRules};
/// use freebusy_provider::{Provider, Query, Titles, memory::Memory};
///
/// let busy = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(3_600)).unwrap();
/// let ana = Memory::new("memory:ana").block(busy, BlockKind::Busy, "stand-up");
/// let query = Query { window: busy, local: &ZoneRules::utc(), now: Timestamp::from_unix(0), length: Seconds::from_minutes(30), titles: Titles::Withheld };
/// let found = futures_executor::block_on(ana.availability().fetch(query)).unwrap();
/// assert_eq!(found.blocks.len(), 1);
/// ```
#[derive(Debug)]
pub struct Memory {
    id: Box<str>,
    limits: Limits,
    person: Findings,
    failure: Option<ErrorKind>,
    bookable: bool,
    asked: Mutex<Vec<Interval>>,
    bookings: Mutex<Bookings>,
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
            bookable: false,
            asked: Mutex::default(),
            bookings: Mutex::default(),
        }
    }

    /// The same person with a stretch of time that cannot be booked; its title is told only where titles are asked for.
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

    /// The same person behind the limits of some service: a window longer than they allow is refused, all else they
    /// only tell.
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

    /// The same person, who can be booked; what is booked is busy from then on.
    #[must_use]
    pub fn bookable(mut self) -> Self {
        self.bookable = true;
        self
    }

    /// The windows that were asked about, refused ones too, in the order of the calls.
    #[must_use]
    pub fn asked(&self) -> Vec<Interval> {
        locked(&self.asked).clone()
    }

    fn book(&self, request: &BookingRequest) -> Outcome<Booking> {
        let fail = |kind, message| Error::new(kind, self.id.clone(), "book a meeting", message);
        let Some(span) = Interval::new(request.start, request.start + request.length) else {
            return Outcome::Rejected(Rejection::Invalid, fail(ErrorKind::Refused, "it has no length"));
        };
        let mut bookings = locked(&self.bookings);
        let blocks = self.person.blocks.iter().map(|block| block.interval);
        let mut taken = blocks.chain(bookings.active.iter().map(|booking| booking.span));
        if taken.any(|taken| taken.overlaps(span)) {
            return Outcome::Rejected(Rejection::Taken, fail(ErrorKind::Refused, "the slot is taken"));
        }
        let id = format!("{}/{}", self.id, bookings.made);
        let (intent, email) = (Some(request.intent.clone()), Some(request.attendee.email.clone()));
        let booking = Booking { intent, email, ..Booking::new(id, span) };
        bookings.made += 1;
        bookings.active.push(booking.clone());
        Outcome::Ok(booking)
    }

    fn answer(&self, query: Query<'_>) -> Result<Findings, Error> {
        locked(&self.asked).push(query.window);
        let fail = |kind, message| Err(Error::new(kind, self.id.clone(), "read the calendar", message));
        if let Some(kind) = self.failure {
            return fail(kind, "it was told to fail");
        }
        if self.limits.longest_window.is_some_and(|longest| query.window.length() > longest) {
            return fail(ErrorKind::Refused, "the window is longer than the limit");
        }
        let mut findings = self.person.clone();
        findings.blocks.extend(locked(&self.bookings).active.iter().map(booked));
        findings.offers = findings.offers.map(|offers| offers.within(query.window));
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

    fn booking(&self) -> Option<&dyn BookingTarget> {
        self.bookable.then_some(self)
    }
}

impl AvailabilitySource for Memory {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move { self.answer(query) })
    }
}

impl BookingTarget for Memory {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(async { Ok(Terms::PLAIN) })
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        _: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(async move { self.book(request) })
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        let bookings =
            locked(&self.bookings).active.iter().filter(|own| own.span.overlaps(window)).cloned().collect();
        Box::pin(async move { Ok(bookings) })
    }

    fn cancel<'a>(&'a self, booking: &'a str, _: &'a str) -> BoxFuture<'a, Outcome<()>> {
        locked(&self.bookings).active.retain(|own| &*own.id != booking);
        Box::pin(async { Outcome::Ok(()) })
    }
}

/// A lock is held for single steps only, so what a panic elsewhere left behind is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn booked(booking: &Booking) -> Finding {
    Finding { interval: booking.span, kind: BlockKind::Busy, title: Some("booked".into()) }
}

#[cfg(test)]
mod tests {
    use freebusy_core::{Seconds, Timestamp, ZoneRules};
    use futures_executor::block_on;

    use super::*;
    use crate::{Attendee, Form};

    fn hour(hour: i64) -> Interval {
        let at = |hour: i64| Timestamp::from_unix(hour * 3_600);
        Interval::new(at(hour), at(hour + 1)).unwrap()
    }

    fn wish(slot: Interval) -> BookingRequest {
        let attendee = Attendee { name: "Bo".into(), email: "bo@example.com".into(), zone: "UTC".into() };
        BookingRequest {
            start: slot.start(),
            length: Seconds::from_minutes(60),
            attendee,
            form: Form::default(),
            intent: "i-1".into(),
        }
    }

    #[test]
    fn a_person_who_cannot_be_booked_has_no_such_role() {
        assert!(Memory::new("ana").booking().is_none() && Memory::new("ana").holds().is_none());
    }

    #[test]
    fn what_is_booked_is_busy_until_it_is_cancelled() {
        let ana = Memory::new("ana").bookable();
        let target = ana.booking().unwrap();
        let Outcome::Ok(booking) = block_on(target.create(&wish(hour(9)), None)) else {
            panic!("the slot is free")
        };
        let query = Query {
            window: hour(9),
            local: &ZoneRules::utc(),
            now: Timestamp::from_unix(0),
            length: Seconds::from_minutes(30),
            titles: Titles::Withheld,
        };
        let busy = || block_on(ana.availability().fetch(query)).unwrap().blocks.len();
        assert_eq!(busy(), 1);
        assert!(matches!(
            block_on(target.create(&wish(hour(9)), None)),
            Outcome::Rejected(Rejection::Taken, _)
        ));
        assert_eq!(block_on(target.bookings(hour(9))).unwrap(), std::slice::from_ref(&booking));
        assert!(matches!(block_on(target.cancel(&booking.id, "moved")), Outcome::Ok(())));
        assert_eq!(busy(), 0);
    }

    #[test]
    fn a_window_beyond_the_limit_is_refused_and_remembered() {
        let limits = Limits { longest_window: Some(Seconds::from_minutes(30)), ..Limits::NONE };
        let ana = Memory::new("ana").limited(limits);
        let query = Query {
            window: hour(9),
            local: &ZoneRules::utc(),
            now: Timestamp::from_unix(0),
            length: Seconds::from_minutes(30),
            titles: Titles::Withheld,
        };
        let refused = block_on(ana.availability().fetch(query)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Refused);
        assert_eq!(
            refused.to_string(),
            "cannot read the calendar from `ana`: the window is longer than the limit"
        );
        assert_eq!(ana.asked(), [hour(9)]);
    }
}
