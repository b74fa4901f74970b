//! A listed person as a target of bookings.

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{
    Booking, BookingRequest, BookingTarget, BoxFuture, Duplicates, Error, ErrorKind, Hold, Outcome,
    Rejection, Retry, Terms,
};
use freebusy_transport::Failure;

use crate::convert::{is_offered, is_pooled, refuses_a_second};
use crate::endpoints::{self, InviteesQuery, ScheduledEventsQuery, Whose};
use crate::error::{Meaning, error, outcome, understood};
use crate::provider::{Listed, bookable, spelt};
use crate::wire::{
    CancellationReason, EventStatus, EventType, EventTypeKind, Id, Invitee, InviteeStatus, ProfileKind,
    ScheduledEvent, Uri, WireTime,
};

const BOOK: &str = "book a meeting";
const CANCEL: &str = "cancel a scheduled event";
const LIST: &str = "list bookings";

/// The longest reason that Calendly takes.
const LONGEST_REASON: usize = 10_000;

/// A meeting may begin this long before a window and still reach into it.
const LONGEST_MEETING: Seconds = Seconds::from_minutes(24 * 60);

/// The most meetings of one window whose invitees are asked for, one call each.
const MOST_MEETINGS: usize = 1_000;

/// How long to wait before asking again when reading was refused for now without saying how long.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(60);

/// The offered start, as it is now.
enum Slot {
    Offered(WireTime),
    Gone,
}

impl Listed {
    async fn book(&self, request: &BookingRequest) -> Outcome<Booking> {
        let (event_type, span) = match self.bookable_for(request).await {
            Ok(found) => found,
            Err(outcome) => return *outcome,
        };
        let slot = match self.slot(&event_type.uri, request.start).await {
            Ok(Slot::Offered(slot)) => slot,
            Ok(Slot::Gone) => return self.taken(),
            Err(failure) => return unsent(error(failure, &self.id)),
        };
        let new = match self.form.fill(&event_type, &slot, request) {
            Ok(new) => new,
            Err(violations) => return self.invalid(violations.to_string()),
        };
        match self.account.send(&endpoints::create_invitee(&new)).await {
            Ok(made) => Outcome::Ok(booking(&made.resource, span)),
            Err(failure) => self.refused(&event_type.uri, request.start, failure).await,
        }
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

    async fn fresh(&self) -> Result<EventType, Error> {
        let id = self.event_type().await?.uri.id();
        let found = self.account.send(&endpoints::event_type(id)).await;
        found.map(|found| found.resource).map_err(|failure| error(failure, &self.id))
    }

    /// Whether `start` is offered now, and in which words.
    async fn slot(&self, event_type: &Uri, start: Timestamp) -> Result<Slot, Failure> {
        let Some(minute) = Interval::new(start, start + Seconds::from_minutes(1)) else {
            return Ok(Slot::Gone);
        };
        let slots = self.account.offered(event_type, minute).await?;
        let mut offered = slots.into_iter().filter(is_offered);
        let slot = offered.find(|slot| slot.start_time.exact() == Some(start));
        Ok(slot.map_or(Slot::Gone, |slot| Slot::Offered(slot.start_time)))
    }

    /// What a refusal of the booking meant: whether its slot is still offered decides.
    async fn refused(&self, event_type: &Uri, start: Timestamp, failure: Failure) -> Outcome<Booking> {
        if !understood(&failure).is_some_and(|understood| understood.may_be_taken()) {
            return outcome(failure, &self.id);
        }
        let rejection = match self.slot(event_type, start).await {
            Ok(Slot::Gone) => Rejection::Taken,
            Ok(Slot::Offered(_)) | Err(_) => Rejection::Invalid,
        };
        Outcome::Rejected(rejection, error(failure, &self.id))
    }

    fn taken<T>(&self) -> Outcome<T> {
        let message = "the slot is no longer offered; look for another one";
        Outcome::Rejected(Rejection::Taken, Error::new(ErrorKind::Refused, &*self.id, BOOK, message))
    }

    fn invalid<T>(&self, message: String) -> Outcome<T> {
        Outcome::Rejected(Rejection::Invalid, Error::new(ErrorKind::Refused, &*self.id, BOOK, message))
    }

    async fn list(&self, window: Interval) -> Result<Vec<Booking>, Error> {
        let event_type = self.event_type().await?;
        let query = self.meetings_query(event_type, window).await?;
        let page = |token: Option<&str>| endpoints::scheduled_events(&query, token);
        let meetings =
            self.account.channel().drain(page).await.map_err(|failure| error(failure, &self.id))?;
        let own = meetings.into_iter().filter(|meeting| meeting.event_type.as_ref() == Some(&event_type.uri));
        let spans: Result<Vec<_>, Error> = own.map(|meeting| Ok((self.span(&meeting)?, meeting))).collect();
        let mut spans = spans?;
        spans.retain(|(span, _)| span.overlaps(window));
        if spans.len() > MOST_MEETINGS {
            let message =
                format!("there are more than {MOST_MEETINGS} meetings; ask about fewer days at once");
            return Err(Error::new(ErrorKind::TooLarge, &*self.id, LIST, message));
        }
        let mut bookings = Vec::new();
        for (span, meeting) in spans {
            bookings
                .extend(self.invitees(meeting.uri.id()).await?.iter().map(|invitee| booking(invitee, span)));
        }
        Ok(bookings)
    }

    /// Hosts of a shared event type are others as well: only the organization's list has all of its meetings.
    async fn meetings_query(
        &self,
        event_type: &EventType,
        window: Interval,
    ) -> Result<ScheduledEventsQuery, Error> {
        let user = self.account.user().await.map_err(|failure| error(failure, &self.id))?;
        let owner = event_type.profile.as_ref().filter(|profile| profile.kind == ProfileKind::User);
        let owner = owner.and_then(|profile| profile.owner.clone());
        let whose = match (&user.current_organization, is_pooled(event_type)) {
            (Some(organization), true) => Whose::Organization(organization.clone()),
            _ => Whose::User(owner.unwrap_or_else(|| user.uri.clone())),
        };
        let unwritable = || Error::new(ErrorKind::Refused, &*self.id, LIST, "the window cannot be written");
        let earliest = WireTime::of(window.start() - LONGEST_MEETING).ok_or_else(unwritable)?;
        let latest = WireTime::of(window.end()).ok_or_else(unwritable)?;
        Ok(ScheduledEventsQuery {
            status: Some(EventStatus::Active),
            min_start_time: Some(earliest),
            max_start_time: Some(latest),
            ..ScheduledEventsQuery::of(whose)
        })
    }

    fn span(&self, meeting: &ScheduledEvent) -> Result<Interval, Error> {
        let span = meeting.start_time.floor().zip(meeting.end_time.ceil());
        span.and_then(|(start, end)| Interval::new(start, end)).ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                &*self.id,
                LIST,
                "the time of a meeting cannot be read; look at Calendly",
            )
        })
    }

    async fn invitees(&self, event: &Id) -> Result<Vec<Invitee>, Error> {
        let query = InviteesQuery { status: Some(InviteeStatus::Active), ..InviteesQuery::default() };
        let invitees = self.account.channel().drain(|token| endpoints::invitees(event, &query, token)).await;
        let mut invitees = invitees.map_err(|failure| error(failure, &self.id))?;
        invitees.retain(|invitee| invitee.status != InviteeStatus::Canceled);
        Ok(invitees)
    }

    async fn call_off(&self, booking: &str, reason: &str) -> Outcome<()> {
        let Some(event) = event_of(booking) else {
            let message = "this is no booking of Calendly's; give the id that the booking was confirmed with";
            return Outcome::Rejected(
                Rejection::Invalid,
                Error::new(ErrorKind::Refused, &*self.id, CANCEL, message),
            );
        };
        match self.shared_by(&event).await {
            Ok(Sharing::Alone) => {}
            Ok(Sharing::Cancelled) => return Outcome::Ok(()),
            Ok(Sharing::Others) => return self.not_for_others(),
            Err(error) => return unsent(error),
        }
        let reason: String = reason.chars().take(LONGEST_REASON).collect();
        let reason = CancellationReason { reason: (!reason.is_empty()).then(|| reason.into()) };
        match self.account.send(&endpoints::cancel(&event, &reason)).await {
            Ok(_) => Outcome::Ok(()),
            Err(failure) if is_cancelled(&failure) => Outcome::Ok(()),
            Err(failure) => outcome(failure, &self.id),
        }
    }

    /// Who else is in a meeting: a cancellation is for everybody who is.
    async fn shared_by(&self, event: &Id) -> Result<Sharing, Error> {
        if self.event_type().await?.kind == EventTypeKind::Solo {
            return Ok(Sharing::Alone);
        }
        let meeting = self.account.send(&endpoints::scheduled_event(event)).await;
        let meeting = meeting.map_err(|failure| error(failure, &self.id))?.resource;
        if meeting.status == EventStatus::Canceled {
            return Ok(Sharing::Cancelled);
        }
        match meeting.invitees_counter {
            Some(counter) if counter.active <= 1 => Ok(Sharing::Alone),
            Some(_) | None => Ok(Sharing::Others),
        }
    }

    fn not_for_others(&self) -> Outcome<()> {
        let message = "others have booked the same meeting and would lose it; let the invitee cancel by the link in the confirmation";
        Outcome::Rejected(Rejection::Invalid, Error::new(ErrorKind::Refused, &*self.id, CANCEL, message))
    }
}

/// Who is in a meeting that is to be cancelled.
enum Sharing {
    Alone,
    Others,
    Cancelled,
}

impl BookingTarget for Listed {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(async {
            let duplicates = match refuses_a_second(self.event_type().await?) {
                true => Duplicates::Refused,
                false => Duplicates::Accepted,
            };
            Ok(Terms { duplicates, ..Terms::PLAIN })
        })
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

fn booking(invitee: &Invitee, span: Interval) -> Booking {
    let intent = invitee.tracking.as_ref().and_then(|tracking| tracking.utm_content.as_deref());
    Booking { intent: intent.map(Into::into), ..Booking::new(invitee.uri.as_str(), span) }
}

/// The meeting of a booking, whose id is the URI of an invitee, of a meeting, or a bare id.
fn event_of(booking: &str) -> Option<Id> {
    match Uri::parse(booking) {
        Ok(uri) => uri.id_in("scheduled_events"),
        Err(_) => Id::parse(booking).ok(),
    }
}

fn is_cancelled(failure: &Failure) -> bool {
    understood(failure).is_some_and(|understood| understood.meaning() == Meaning::AlreadyCancelled)
}

/// How a change ends for which something had to be read first, and could not be: nothing was sent.
fn unsent<T>(error: Error) -> Outcome<T> {
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
