//! Bookings through an event type: made, found again, cancelled.
//!
//! Cal.com takes no key of the caller's. The mark of a booking travels as `metadata.freebusy_intent`, and comes
//! back with the list. A seat of a shared slot is named `booking/seat`: to cancel the booking would cancel
//! everybody's. Nothing here waits long for its turn: a call that may not be sent in a moment is throttled at once.

use std::collections::BTreeMap;
use std::time::Duration;

use freebusy_core::Interval;
use freebusy_provider::{
    Booking, BookingRequest, BookingTarget, BoxFuture, Error, ErrorKind, Hold, Outcome, Rejection, Terms,
};
use freebusy_transport::{Channel, Endpoint, Failure};

use crate::config::{Dialect, PATIENCE};
use crate::convert::booked::{INTENT, active_now, active_then, is_free, is_over, made_now, made_then};
use crate::convert::{Asked, EventType, written};
use crate::endpoints::{current, me, old};
use crate::error::{Deed, not_begun, outcome, status, version_of};
use crate::form::filled;
use crate::own::{OwnBookings, reaching};
use crate::provider::Listed;
use crate::wire::current::FilledForm;
use crate::wire::{Metadata, current as now, old as then};

/// What is to be booked, as far as it can be judged without asking.
struct Order<'a> {
    event_type: &'a EventType,
    asked: Asked,
    form: FilledForm,
    request: &'a BookingRequest,
    hold: Option<&'a Hold>,
    start: String,
    end: String,
}

impl Listed {
    async fn create(&self, request: &BookingRequest, hold: Option<&Hold>) -> Outcome<Booking> {
        if let Some(wait) = self.opens_in() {
            return Outcome::Throttled(wait);
        }
        let event_type = match self.latest().await {
            Ok(event_type) => event_type,
            Err(error) => return not_begun(error),
        };
        let order = match self.order(&event_type, request, hold) {
            Ok(order) => order,
            Err(error) => return Outcome::Rejected(Rejection::Invalid, error),
        };
        let deed = if hold.is_some() { Deed::BookHeld } else { Deed::Book };
        let made = match self.account.dialect() {
            Dialect::Current => {
                let made = self.sent(&current::book(&order.now()), deed).await;
                and_then(made, |wire| Outcome::Ok(made_now(&wire, &event_type)))
            }
            Dialect::Of2024_04_15 => {
                let made = self.sent(&old::book(&order.then()), deed).await;
                and_then(made, |wire| Outcome::Ok(made_then(&wire)))
            }
        };
        and_then(made, |booking| match booking.filter(|it| it.span.start() == request.start) {
            Some(booking) => Outcome::Ok(booking),
            None => Outcome::Ambiguous(self.fail(
                ErrorKind::Malformed,
                "book a meeting",
                "its answer is another booking than was asked for; look at the bookings of the event type",
            )),
        })
    }

    fn order<'a>(
        &self,
        event_type: &'a EventType,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> Result<Order<'a>, Error> {
        let refuse = |message: String| self.fail(ErrorKind::Refused, "book a meeting", message);
        let asked = self.bookable(event_type, request.length)?;
        if request.form.place.is_some() && self.account.dialect() == Dialect::Of2024_04_15 {
            return Err(refuse("a place cannot be chosen in the old dialect; use the current one".into()));
        }
        let form = filled(event_type, &request.form).map_err(refuse)?;
        let times = written(request.start).zip(written(request.start + request.length));
        let (start, end) = times.ok_or_else(|| refuse(BEYOND.into()))?;
        Ok(Order { event_type, asked, form, request, hold, start, end })
    }

    pub(crate) fn invalid<T>(&self, message: &'static str) -> Outcome<T> {
        Outcome::Rejected(Rejection::Invalid, self.fail(ErrorKind::Refused, "book a meeting", message))
    }

    /// The way to Cal.com for what changes something: it waits for a moment at most.
    pub(crate) fn hasty(&self) -> Channel {
        self.account.channel().clone().hurried(PATIENCE)
    }

    pub(crate) async fn sent<T>(&self, call: &Endpoint<T>, deed: Deed) -> Outcome<T> {
        match self.hasty().send(call).await {
            Ok(answer) => Outcome::Ok(answer),
            Err(failure) => outcome(&self.id, &failure, version_of(call), deed),
        }
    }

    async fn list(&self, window: Interval) -> Result<Vec<Booking>, Error> {
        let event_type = self.event_type().await?;
        let own = OwnBookings { id: &self.id, account: &self.account, event_type: Some(event_type.id) };
        let span = reaching(window);
        let found = match self.account.dialect() {
            Dialect::Current => {
                let all = own.current(span).await?;
                all.iter().map(|it| active_now(it, event_type)).collect::<Option<Vec<_>>>()
            }
            Dialect::Of2024_04_15 => {
                let all = own.old(span).await?;
                all.iter().map(|it| active_then(it, event_type.id)).collect()
            }
        };
        let found = found.ok_or_else(|| {
            let message = "a booking in the list is not understood, and may be one that is looked for";
            self.fail(ErrorKind::Malformed, "list bookings", message)
        })?;
        let reaching_in = found.into_iter().flatten().filter(|booking| booking.span.overlaps(window));
        let by_id: BTreeMap<Box<str>, Booking> = reaching_in.map(|it| (it.id.clone(), it)).collect();
        Ok(by_id.into_values().collect())
    }

    /// A booking without a seat is named only where there are none, so the event type is not asked for: one that was
    /// deleted since keeps nobody from cancelling.
    async fn cancel_one(&self, id: &str, reason: &str) -> Outcome<()> {
        let (uid, seat) = id.split_once('/').map_or((id, None), |(uid, seat)| (uid, Some(seat)));
        if seat.is_none() && self.is_known_to_have_seats() {
            return self.invalid("it has seats, and the booking is everybody's; name it as `booking/seat`");
        }
        let cancellation_reason = Some(reason.into());
        let call = match self.account.dialect() {
            Dialect::Current => {
                let seat_uid = seat.map(Into::into);
                current::cancel(uid, &now::Cancellation { cancellation_reason, seat_uid })
            }
            Dialect::Of2024_04_15 => old::cancel(uid, &then::Cancellation { cancellation_reason }),
        };
        match self.hasty().send(&call).await {
            Ok(()) => Outcome::Ok(()),
            Err(failure) if self.is_cancelled(&failure, uid, seat).await => Outcome::Ok(()),
            Err(failure) => outcome(&self.id, &failure, version_of(&call), Deed::Cancel),
        }
    }

    /// Whether a refused cancellation was refused because the booking is cancelled already.
    async fn is_cancelled(&self, failure: &Failure, uid: &str, seat: Option<&str>) -> bool {
        if status(failure) != Some(400) {
            return false;
        }
        match self.account.dialect() {
            Dialect::Current => {
                self.account.channel().send(&current::booking(uid)).await.is_ok_and(|booking| {
                    is_over(&booking.status) || seat.is_some_and(|seat| is_free(&booking, seat))
                })
            }
            Dialect::Of2024_04_15 => {
                self.account.channel().send(&old::booking(uid)).await.is_ok_and(|it| is_over(&it.status))
            }
        }
    }
}

const BEYOND: &str = "the start lies beyond the years of a calendar; choose another";

/// Makes something of an answer; any other end stays what it is.
pub(crate) fn and_then<T, U>(end: Outcome<T>, read: impl FnOnce(T) -> Outcome<U>) -> Outcome<U> {
    match end {
        Outcome::Ok(answer) => read(answer),
        Outcome::NotSent(error) => Outcome::NotSent(error),
        Outcome::Throttled(wait) => Outcome::Throttled(wait),
        Outcome::Rejected(why, error) => Outcome::Rejected(why, error),
        Outcome::Ambiguous(error) => Outcome::Ambiguous(error),
    }
}

impl Order<'_> {
    fn now(self) -> now::NewBooking {
        let attendee = &self.request.attendee;
        now::NewBooking {
            event_type_id: self.event_type.id,
            start: self.start.into(),
            attendee: now::NewAttendee {
                name: (&*attendee.name).into(),
                email: (&*attendee.email).into(),
                time_zone: attendee.zone.clone(),
                language: None,
            },
            length_in_minutes: self.asked.minutes,
            metadata: marked(self.request),
            form: self.form,
            reserved_slot_uid: self.hold.map(|hold| (&*hold.id).into()),
        }
    }

    fn then(self) -> then::NewBooking {
        let attendee = &self.request.attendee;
        then::NewBooking {
            event_type_id: self.event_type.id,
            start: self.start.into(),
            end: self.asked.minutes.map(|_| self.end.into()),
            time_zone: attendee.zone.clone(),
            language: "en".into(),
            responses: then::Responses {
                name: (&*attendee.name).into(),
                email: (&*attendee.email).into(),
                guests: self.form.guests,
                answers: self.form.booking_fields_responses,
            },
            metadata: marked(self.request),
            reschedule_uid: None,
        }
    }
}

fn marked(request: &BookingRequest) -> Metadata {
    Metadata([(INTENT.into(), request.intent.clone())].into())
}

impl BookingTarget for Listed {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(self.read_terms())
    }

    fn opens_in(&self) -> Option<Duration> {
        let account = &self.account;
        let wait = account.channel().opens_in(&me(account.dialect()));
        (wait > PATIENCE).then_some(wait)
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(self.create(request, hold))
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        Box::pin(self.list(window))
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.cancel_one(booking, reason))
    }
}
