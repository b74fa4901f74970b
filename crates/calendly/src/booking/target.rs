//! A listed person as a target of bookings.
//!
//! Of a booking that was sent only a status that is known to refuse it counts as a refusal. Status 424 does not: that
//! the host's own calendar failed says nothing of when it failed, so the booking may stand without its calendar
//! entry, and nobody documents otherwise. Looking for a booking that is not there costs seconds; sending one twice
//! costs people's time.

use std::time::Duration;

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{
    Booking, BookingRequest, BookingTarget, BoxFuture, Error, ErrorKind, Hold, Outcome, Rejection, Retry,
    Terms,
};
use freebusy_transport::Failure;

use super::form::fill;
use super::list::booking;
use crate::convert::is_offered;
use crate::endpoints::{self, Stretch};
use crate::error::{error, outcome, understood};
use crate::provider::{Listed, bookable, spelt};
use crate::wire::{CreateInvitee, EventType, Invitee, InviteeStatus, Uri, WireTime};

const BOOK: &str = "book a meeting";

/// How long to wait before asking again when reading was refused for now without saying how long.
const PAUSE: Duration = Duration::from_secs(60);

/// The offered start, as it is now.
enum Slot {
    Offered(WireTime),
    Gone,
}

impl Listed {
    async fn book(&self, request: &BookingRequest) -> Outcome<Booking> {
        if let Some(wait) = self.closed_for() {
            return Outcome::Throttled(wait);
        }
        let (new, span) = match self.filled_in(request).await {
            Ok(filled) => filled,
            Err(outcome) => return *outcome,
        };
        let slot = match self.slot(&new.event_type, request.start).await {
            Ok(Slot::Offered(slot)) => slot,
            Ok(Slot::Gone) => return self.taken(),
            Err(failure) => return unsent(error(failure, &self.id)),
        };
        let new = CreateInvitee { start_time: slot, ..new };
        match self.account.send_hurried(&endpoints::create_invitee(&new)).await {
            Ok(made) => self.made(&made.resource, span),
            Err(failure) => self.refused(&new.event_type, request.start, failure).await,
        }
    }

    /// The whole booking but for the words in which its start is offered, and when the meeting will be.
    async fn filled_in(
        &self,
        request: &BookingRequest,
    ) -> Result<(CreateInvitee, Interval), Box<Outcome<Booking>>> {
        let (event_type, span) = self.bookable_for(request).await?;
        let unwritable = || Box::new(self.invalid("the start lies beyond the years that can be written"));
        let start = WireTime::of(request.start).ok_or_else(unwritable)?;
        let new = fill(&event_type, &start, request);
        new.map(|new| (new, span)).map_err(|violations| Box::new(self.invalid(violations.to_string())))
    }

    /// The event type as it is now, never as it was remembered, and when the meeting will be.
    async fn bookable_for(
        &self,
        request: &BookingRequest,
    ) -> Result<(EventType, Interval), Box<Outcome<Booking>>> {
        let event_type = self.fresh().await.map_err(|error| Box::new(unsent(error)))?;
        let length = bookable(&event_type, &self.id)
            .map_err(|error| Box::new(Outcome::Rejected(Rejection::Invalid, error)))?;
        let span = Interval::new(request.start, request.start + length);
        match span.filter(|_| length == request.length) {
            Some(span) => Ok((event_type, span)),
            None => Err(Box::new(self.invalid(format!(
                "the event type is {} long and the meeting {}; name an event type of that length",
                spelt(length),
                spelt(request.length)
            )))),
        }
    }

    /// The event type as it is now.
    pub(super) async fn fresh(&self) -> Result<EventType, Error> {
        let id = self.event_type().await?.uri.id();
        let found = self.account.send_hurried(&endpoints::event_type(id)).await;
        found.map(|found| found.resource).map_err(|failure| error(failure, &self.id))
    }

    /// Whether `start` is offered now, and in which words.
    async fn slot(&self, event_type: &Uri, start: Timestamp) -> Result<Slot, Failure> {
        let minute = Interval::new(start, start + Seconds::from_minutes(1));
        let Some(stretch) = minute.and_then(Stretch::of) else { return Ok(Slot::Gone) };
        let slots = self.account.send_hurried(&endpoints::available_times(event_type, &stretch)).await?;
        let mut offered = slots.collection.into_iter().filter(is_offered);
        let slot = offered.find(|slot| slot.start_time.exact() == Some(start));
        Ok(slot.map_or(Slot::Gone, |slot| Slot::Offered(slot.start_time)))
    }

    /// What an answer of success says: a booking, unless it tells of one that does not stand.
    fn made(&self, invitee: &Invitee, span: Interval) -> Outcome<Booking> {
        match &invitee.status {
            InviteeStatus::Active => Outcome::Ok(booking(invitee, span)),
            InviteeStatus::Canceled | InviteeStatus::Other(_) => {
                let message = "the answer tells of a booking that is not active; look at Calendly";
                Outcome::Ambiguous(Error::new(ErrorKind::Malformed, &*self.id, BOOK, message))
            }
        }
    }

    /// What a refusal of the booking meant: whether its slot is still offered decides.
    ///
    /// Where that cannot be learned the slot counts as taken, perhaps by ourselves: then it is looked into.
    async fn refused(&self, event_type: &Uri, start: Timestamp, failure: Failure) -> Outcome<Booking> {
        if !understood(&failure).is_some_and(|understood| understood.may_be_taken()) {
            return outcome(failure, &self.id);
        }
        let rejection = match self.slot(event_type, start).await {
            Ok(Slot::Gone) | Err(_) => Rejection::Taken,
            Ok(Slot::Offered(_)) => Rejection::Invalid,
        };
        Outcome::Rejected(rejection, error(failure, &self.id))
    }

    fn taken<T>(&self) -> Outcome<T> {
        let message = "the slot is no longer offered; look for another one";
        Outcome::Rejected(Rejection::Taken, Error::new(ErrorKind::Refused, &*self.id, BOOK, message))
    }

    fn invalid<T>(&self, message: impl Into<String>) -> Outcome<T> {
        let error = Error::new(ErrorKind::Refused, &*self.id, BOOK, message.into());
        Outcome::Rejected(Rejection::Invalid, error)
    }
}

impl BookingTarget for Listed {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(self.read_terms())
    }

    fn opens_in(&self) -> Option<Duration> {
        self.closed_for()
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        _: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(self.book(request))
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        Box::pin(self.list(window))
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.call_off(booking, reason))
    }
}

/// How a change ends for which something had to be read first, and could not be: nothing was sent.
pub(super) fn unsent<T>(error: Error) -> Outcome<T> {
    match (error.kind(), error.retry()) {
        (ErrorKind::Unauthorised | ErrorKind::Forbidden, _) => {
            Outcome::Rejected(Rejection::Unauthorised, error)
        }
        (ErrorKind::NotFound | ErrorKind::Refused, Retry::Never) => {
            Outcome::Rejected(Rejection::Invalid, error)
        }
        (ErrorKind::Throttled, Retry::After(wait)) => Outcome::Throttled(wait),
        (ErrorKind::Throttled, _) => Outcome::Throttled(PAUSE),
        _ => Outcome::NotSent(error),
    }
}
