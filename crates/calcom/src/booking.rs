//! Bookings through an event type: made, found again, cancelled; and slots held for a moment.
//!
//! Cal.com takes no key of the caller's. The mark of a booking travels as `metadata.freebusy_intent`, and comes
//! back with the list. A seat of a shared slot is named `booking/seat`: to cancel the booking would cancel
//! everybody's.

use std::collections::BTreeMap;

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{
    Booking, BookingRequest, BookingTarget, BoxFuture, Duplicates, Error, ErrorKind, Hold, HoldTarget,
    Outcome, Rejection, Terms,
};
use freebusy_transport::{Endpoint, Failure};

use crate::config::{Dialect, RESERVATION_MINUTES};
use crate::convert::{Asked, EventType, Seating, Series, exact, written};
use crate::endpoints::{current, old};
use crate::error::{Deed, is_gone, not_begun, outcome, status, version_of};
use crate::own::{OwnBookings, reaching};
use crate::provider::Listed;
use crate::wire::{BookingStatus, Entry, Metadata, current as now, old as then};

/// The key under which a booking carries its mark.
const INTENT: &str = "freebusy_intent";

impl Listed {
    async fn create(&self, request: &BookingRequest) -> Outcome<Booking> {
        let event_type = match self.event_type().await {
            Ok(event_type) => event_type,
            Err(error) => return not_begun(error),
        };
        let asked = match self.bookable(event_type, request.length) {
            Ok(asked) => asked,
            Err(error) => return Outcome::Rejected(Rejection::Invalid, error),
        };
        let ends = written(request.start + request.length);
        let (Some(start), Some(end)) = (written(request.start), ends) else {
            return self.invalid("the start lies beyond the years of a calendar; choose another");
        };
        let made = match self.account.dialect() {
            Dialect::Current => self.made_now(&current::book(&new(event_type, asked, request, start))).await,
            Dialect::Of2024_04_15 => {
                self.made_then(&old::book(&formerly(event_type, asked, request, (start, end)))).await
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

    /// How to ask for a booking of `length`.
    fn bookable(&self, event_type: &EventType, length: Seconds) -> Result<Asked, Error> {
        let refuse = |message| self.fail(ErrorKind::Refused, "book a meeting", message);
        if event_type.series == Series::Repeating {
            return Err(refuse(
                "each booking makes a whole series; choose an event type that books one meeting",
            ));
        }
        let shared = event_type.seating != Seating::Single;
        if shared && self.account.dialect() == Dialect::Of2024_04_15 {
            return Err(refuse("seats cannot be told apart in the old dialect; use the current one"));
        }
        event_type
            .asked(length)
            .ok_or_else(|| refuse("the event type does not have this length; ask for one it has"))
    }

    fn invalid<T>(&self, message: &'static str) -> Outcome<T> {
        Outcome::Rejected(Rejection::Invalid, self.fail(ErrorKind::Refused, "book a meeting", message))
    }

    async fn made_now(&self, call: &Endpoint<now::Booking>) -> Outcome<Option<Booking>> {
        and_then(self.sent(call, Deed::Book).await, |wire| {
            let seat = wire.seat_uid.as_deref();
            let id = seat.map_or_else(|| wire.uid.clone(), |seat| seat_id(&wire.uid, seat));
            let made = || booking(id, &wire.start, &wire.end, &wire.metadata);
            Outcome::Ok((!is_over(&wire.status)).then(made).flatten())
        })
    }

    async fn made_then(&self, call: &Endpoint<then::Booking>) -> Outcome<Option<Booking>> {
        and_then(self.sent(call, Deed::Book).await, |wire| {
            let made = || booking(wire.uid.clone(), &wire.start_time, &wire.end_time, &wire.metadata);
            Outcome::Ok((!is_over(&wire.status)).then(made).flatten())
        })
    }

    async fn sent<T>(&self, call: &Endpoint<T>, deed: Deed) -> Outcome<T> {
        match self.account.channel().send(call).await {
            Ok(answer) => Outcome::Ok(answer),
            Err(failure) => outcome(&self.id, &failure, version_of(call), deed),
        }
    }

    async fn list(&self, window: Interval) -> Result<Vec<Booking>, Error> {
        let event_type = self.event_type().await?;
        let own = OwnBookings { id: &self.id, account: &self.account, event_type: Some(event_type.id) };
        let span = reaching(window);
        let found = match self.account.dialect() {
            Dialect::Current => own.current(span).await?.iter().map(active_now).collect::<Option<Vec<_>>>(),
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

    async fn cancel_one(&self, id: &str, reason: &str) -> Outcome<()> {
        let event_type = match self.event_type().await {
            Ok(event_type) => event_type,
            Err(error) => return not_begun(error),
        };
        let (uid, seat) = id.split_once('/').map_or((id, None), |(uid, seat)| (uid, Some(seat)));
        if seat.is_none() && event_type.seating != Seating::Single {
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
        match self.account.channel().send(&call).await {
            Ok(()) => Outcome::Ok(()),
            Err(failure) if self.is_over(&failure, uid, seat).await => Outcome::Ok(()),
            Err(failure) => outcome(&self.id, &failure, version_of(&call), Deed::Other),
        }
    }

    /// Whether a refused cancellation was refused because there is nothing left to cancel.
    async fn is_over(&self, failure: &Failure, uid: &str, seat: Option<&str>) -> bool {
        if is_gone(failure) {
            return true;
        }
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

    async fn reserve(&self, slot: Interval) -> Outcome<Hold> {
        let event_type = match self.event_type().await {
            Ok(event_type) => event_type,
            Err(error) => return not_begun(error),
        };
        let asked = match self.bookable(event_type, slot.length()) {
            Ok(asked) => asked,
            Err(error) => return Outcome::Rejected(Rejection::Invalid, error),
        };
        let Some(start) = written(slot.start()) else {
            return self.invalid("the start lies beyond the years of a calendar; choose another");
        };
        let call = current::reserve(&now::NewReservation {
            event_type_id: event_type.id,
            slot_start: start.into(),
            slot_duration: asked.minutes,
            reservation_duration: Some(RESERVATION_MINUTES),
        });
        and_then(self.sent(&call, Deed::Reserve).await, |wire| {
            match exact_or_earlier(&wire.reservation_until) {
                Some(until) => Outcome::Ok(Hold { id: wire.reservation_uid, until }),
                None => Outcome::Ambiguous(self.fail(
                    ErrorKind::Malformed,
                    "reserve a slot",
                    "its answer does not tell until when; go on without the reservation",
                )),
            }
        })
    }

    async fn let_go(&self, uid: &str) -> Outcome<()> {
        let call = current::release(uid);
        match self.account.channel().send(&call).await {
            Ok(()) => Outcome::Ok(()),
            Err(failure) if is_gone(&failure) || status(&failure) == Some(410) => Outcome::Ok(()),
            Err(failure) => outcome(&self.id, &failure, version_of(&call), Deed::Other),
        }
    }
}

/// Makes something of an answer; any other end stays what it is.
fn and_then<T, U>(end: Outcome<T>, read: impl FnOnce(T) -> Outcome<U>) -> Outcome<U> {
    match end {
        Outcome::Ok(answer) => read(answer),
        Outcome::NotSent(error) => Outcome::NotSent(error),
        Outcome::Throttled(wait) => Outcome::Throttled(wait),
        Outcome::Rejected(why, error) => Outcome::Rejected(why, error),
        Outcome::Ambiguous(error) => Outcome::Ambiguous(error),
    }
}

fn new(event_type: &EventType, asked: Asked, request: &BookingRequest, start: String) -> now::NewBooking {
    let attendee = &request.attendee;
    now::NewBooking {
        event_type_id: event_type.id,
        start: start.into(),
        attendee: now::NewAttendee {
            name: (&*attendee.name).into(),
            email: (&*attendee.email).into(),
            time_zone: attendee.zone.clone(),
            language: None,
        },
        length_in_minutes: asked.minutes,
        metadata: marked(request),
    }
}

fn formerly(
    event_type: &EventType,
    asked: Asked,
    request: &BookingRequest,
    (start, end): (String, String),
) -> then::NewBooking {
    let attendee = &request.attendee;
    then::NewBooking {
        event_type_id: event_type.id,
        start: start.into(),
        end: asked.minutes.map(|_| end.into()),
        time_zone: attendee.zone.clone(),
        language: "en".into(),
        responses: then::Responses { name: (&*attendee.name).into(), email: (&*attendee.email).into() },
        metadata: marked(request),
        reschedule_uid: None,
    }
}

fn marked(request: &BookingRequest) -> Metadata {
    Metadata([(INTENT.into(), request.intent.clone())].into())
}

/// Whether a booking takes place no more; a status that is not known says nothing of the kind.
fn is_over(status: &BookingStatus) -> bool {
    match status {
        BookingStatus::Cancelled | BookingStatus::Rejected => true,
        BookingStatus::Accepted | BookingStatus::Pending | BookingStatus::AwaitingHost => false,
        BookingStatus::Other(_) => false,
    }
}

/// Whether nobody sits on a seat any more, as far as every attendee could be read.
fn is_free(booking: &now::Booking, seat: &str) -> bool {
    let others = |attendee: &now::Attendee| attendee.seat_uid.as_deref().is_some_and(|it| it != seat);
    booking.attendees.iter().all(|attendee| attendee.read().is_some_and(others))
}

fn seat_id(uid: &str, seat: &str) -> Box<str> {
    format!("{uid}/{seat}").into()
}

fn booking(id: Box<str>, start: &str, end: &str, metadata: &Metadata) -> Option<Booking> {
    let span = Interval::new(exact(start)?, exact(end)?)?;
    Some(Booking { intent: metadata.0.get(INTENT).cloned(), ..Booking::new(id, span) })
}

/// The bookings that an entry stands for: one for each seat, none when it is over; `None` when it is not
/// understood.
fn active_now(entry: &Entry<now::Booking>) -> Option<Vec<Booking>> {
    let wire = entry.read()?;
    if is_over(&wire.status) {
        return Some(Vec::new());
    }
    let attendees: Vec<&now::Attendee> = wire.attendees.iter().map(Entry::read).collect::<Option<_>>()?;
    let seats = attendees.iter().filter_map(|it| Some((it.seat_uid.as_deref()?, &it.metadata)));
    let seats: Option<Vec<Booking>> = seats
        .map(|(seat, metadata)| booking(seat_id(&wire.uid, seat), &wire.start, &wire.end, metadata))
        .collect();
    let seats = seats?;
    if seats.is_empty() {
        return Some(vec![booking(wire.uid.clone(), &wire.start, &wire.end, &wire.metadata)?]);
    }
    Some(seats)
}

fn active_then(entry: &Entry<then::Booking>, event_type: u64) -> Option<Vec<Booking>> {
    let wire = entry.read()?;
    let named = wire.event_type_id.or_else(|| wire.event_type.as_ref().and_then(|it| it.id));
    if is_over(&wire.status) || named.is_some_and(|named| named != event_type) {
        return Some(Vec::new());
    }
    booking(wire.uid.clone(), &wire.start_time, &wire.end_time, &wire.metadata).map(|booking| vec![booking])
}

/// The second in which an instant lies: a hold is never longer than it is.
fn exact_or_earlier(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| Timestamp::floor(&at))
}

impl BookingTarget for Listed {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(async {
            let duplicates = match self.event_type().await?.dedupes() {
                true => Duplicates::Refused,
                false => Duplicates::Accepted,
            };
            Ok(Terms { duplicates, ..Terms::PLAIN })
        })
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        _hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(self.create(request))
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        Box::pin(self.list(window))
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.cancel_one(booking, reason))
    }
}

impl HoldTarget for Listed {
    /// Reserves the slot for ten minutes, whatever `until` says: Cal.com counts from its own clock, and the hold
    /// that comes back tells until when it really is.
    fn hold<'a>(&'a self, slot: Interval, _until: Timestamp) -> BoxFuture<'a, Outcome<Hold>> {
        Box::pin(self.reserve(slot))
    }

    fn release<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.let_go(&hold.id))
    }
}
