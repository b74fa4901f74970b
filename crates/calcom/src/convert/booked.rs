//! From Cal.com's bookings to the port's: one for each seat, none for what is over.

use freebusy_core::{Interval, Timestamp};
use freebusy_provider::{Booking, Consent};

use super::{EventType, exact};
use crate::wire::{BookingStatus, Entry, Hidden, Metadata, current, old};

/// The key under which a booking carries its mark.
pub(crate) const INTENT: &str = "freebusy_intent";

/// What is known of a booking whatever dialect told it.
struct Facts<'a> {
    uid: &'a str,
    seat: Option<&'a str>,
    start: &'a str,
    end: &'a str,
    status: &'a BookingStatus,
    metadata: &'a Metadata,
    email: Option<&'a Hidden>,
    created: Option<&'a str>,
    site: Option<&'a str>,
}

impl Facts<'_> {
    fn booking(&self) -> Option<Booking> {
        let span = Interval::new(exact(self.start)?, exact(self.end)?)?;
        let id = self.seat.map_or_else(|| self.uid.into(), |seat| seat_id(self.uid, seat));
        Some(Booking {
            intent: self.metadata.0.get(INTENT).cloned(),
            email: self.email.map(|email| email.expose().into()),
            created: self.created.and_then(floor),
            consent: consent(self.status),
            page: self.page(),
            ..Booking::new(id, span)
        })
    }

    /// Whoever knows it can cancel the booking.
    fn page(&self) -> Option<Box<str>> {
        let page = format!("{}/booking/{}", self.site?, self.uid);
        Some(self.seat.map_or_else(|| page.clone(), |seat| format!("{page}?seatReferenceUid={seat}")).into())
    }
}

/// Whether its host still has to agree; a status that is not known promises nothing.
const fn consent(status: &BookingStatus) -> Consent {
    match status {
        BookingStatus::Accepted | BookingStatus::Cancelled | BookingStatus::Rejected => Consent::Given,
        BookingStatus::Pending | BookingStatus::AwaitingHost | BookingStatus::Other(_) => Consent::Awaited,
    }
}

/// Whether a booking takes place no more; a status that is not known says nothing of the kind.
pub(crate) const fn is_over(status: &BookingStatus) -> bool {
    match status {
        BookingStatus::Cancelled | BookingStatus::Rejected => true,
        BookingStatus::Accepted | BookingStatus::Pending | BookingStatus::AwaitingHost => false,
        BookingStatus::Other(_) => false,
    }
}

/// Whether nobody sits on a seat any more, as far as every attendee could be read.
pub(crate) fn is_free(booking: &current::Booking, seat: &str) -> bool {
    let others = |attendee: &current::Attendee| attendee.seat_uid.as_deref().is_some_and(|it| it != seat);
    booking.attendees.iter().all(|attendee| attendee.read().is_some_and(others))
}

fn seat_id(uid: &str, seat: &str) -> Box<str> {
    format!("{uid}/{seat}").into()
}

/// The second in which an instant lies: nothing lasts longer, or is made later, than that.
pub(crate) fn floor(text: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| Timestamp::floor(&at))
}

fn facts<'a>(wire: &'a current::Booking, site: Option<&'a str>) -> Facts<'a> {
    let responses = wire.booking_fields_responses.as_ref().and_then(Entry::read);
    let first = || wire.attendees.first().and_then(Entry::read).and_then(|it| it.email.as_ref());
    Facts {
        uid: &wire.uid,
        seat: None,
        start: &wire.start,
        end: &wire.end,
        status: &wire.status,
        metadata: &wire.metadata,
        email: responses.and_then(|it| it.email.as_ref()).or_else(first),
        created: wire.created_at.as_deref(),
        site,
    }
}

/// The booking, or the seat, that was just made; `None` when it does not stand, or is not understood.
pub(crate) fn made_now(wire: &current::Booking, event_type: &EventType) -> Option<Booking> {
    let site = event_type.site.as_deref();
    let seat = wire.seat_uid.as_deref();
    let of_seat = |it: &&current::Attendee| seat.is_some() && it.seat_uid.as_deref() == seat;
    let seated = wire.attendees.iter().filter_map(Entry::read).find(of_seat);
    let whole = facts(wire, site);
    let email = seated.map_or(whole.email, |it| it.email.as_ref());
    let created = whole.created.filter(|_| seat.is_none());
    if is_over(&wire.status) { None } else { Facts { seat, email, created, ..whole }.booking() }
}

/// The booking that was just made in the old dialect; `None` when it does not stand, or is not understood.
pub(crate) fn made_then(wire: &old::Booking) -> Option<Booking> {
    let first = wire.attendees.first().and_then(Entry::read);
    let facts = Facts {
        uid: &wire.uid,
        seat: None,
        start: &wire.start_time,
        end: &wire.end_time,
        status: &wire.status,
        metadata: &wire.metadata,
        email: first.and_then(|it| it.email.as_ref()),
        created: wire.created_at.as_deref(),
        site: None,
    };
    if is_over(&wire.status) { None } else { facts.booking() }
}

/// The bookings that an entry stands for: one for each seat, none when it is over; `None` when it is not
/// understood.
pub(crate) fn active_now(entry: &Entry<current::Booking>, event_type: &EventType) -> Option<Vec<Booking>> {
    let wire = entry.read()?;
    if is_over(&wire.status) {
        return Some(Vec::new());
    }
    let attendees: Vec<&current::Attendee> = wire.attendees.iter().map(Entry::read).collect::<Option<_>>()?;
    let site = event_type.site.as_deref();
    let seats = attendees.iter().filter(|it| it.seat_uid.is_some());
    let seats: Option<Vec<Booking>> = seats
        .map(|it| {
            let (seat, email) = (it.seat_uid.as_deref(), it.email.as_ref());
            // When the booking was made says nothing of this seat.
            Facts { seat, email, metadata: &it.metadata, created: None, ..facts(wire, site) }.booking()
        })
        .collect();
    let seats = seats?;
    if seats.is_empty() { Some(vec![facts(wire, site).booking()?]) } else { Some(seats) }
}

/// The bookings of the event type `event_type` that an entry of the old dialect stands for.
pub(crate) fn active_then(entry: &Entry<old::Booking>, event_type: u64) -> Option<Vec<Booking>> {
    let wire = entry.read()?;
    let named = wire.event_type_id.or_else(|| wire.event_type.as_ref().and_then(|it| it.id));
    if is_over(&wire.status) || named.is_some_and(|named| named != event_type) {
        return Some(Vec::new());
    }
    made_then(wire).map(|booking| vec![booking])
}
