//! Making a booking, in either generation, and by moving another.

use serde_json::Value;

use super::availability::{Ask, Refusal};
use super::booking_json;
use super::problem::{Outcome, Problem, success};
use super::state::{Attendee, Details, Status};
use super::version::Dialect;
use super::visit::Visit;
use super::wish::{self, Wish};
use crate::world::{Booking, Maker, Reservations};

/// `POST /v2/bookings`, the current generation.
pub(crate) fn create(visit: &mut Visit<'_>) -> Outcome {
    let wish = wish::current(visit)?;
    let uid = book(visit, &wish)?;
    let mut written = booking_json::current(visit, &uid)?;
    if wish.event_type.seats.is_some() {
        add_seat(visit, &uid, &mut written);
    }
    Ok(success(201, written))
}

/// `POST /v2/bookings`, the old generation.
pub(crate) fn create_old(visit: &mut Visit<'_>) -> Outcome {
    let wish = wish::old(visit)?;
    let uid = book(visit, &wish)?;
    if let Some(moved) = &wish.moved {
        super::settle::replace(visit, moved, &uid, None);
    }
    Ok(success(201, booking_json::old(visit, &uid)?))
}

/// Whoever takes a seat learns which one.
fn add_seat(visit: &Visit<'_>, uid: &str, written: &mut Value) {
    let seat = visit.state().bookings.get(uid).and_then(|details| details.attendees.last()?.seat.clone());
    if let (Some(seat), Some(fields)) = (seat, written.as_object_mut()) {
        fields.insert("seatUid".into(), seat.into());
    }
}

/// Books, or says why not. The uid is the one of the booking, which may have been there for others' seats.
pub(crate) fn book(visit: &mut Visit<'_>, wish: &Wish) -> Result<String, Problem> {
    if wish.event_type.needs_authentication && visit.caller.is_none() {
        return Err(Problem::unauthorised(
            "checking event type authentication: authentication is required for this event type",
        ));
    }
    if let Some(moved) = &wish.moved {
        refuse_ended(visit, moved)?;
    }
    let seated = wish.event_type.seats.and_then(|_| seated_booking(visit, wish));
    refuse_full(visit, wish, seated.as_deref())?;
    refuse_identical(visit, wish, seated.as_deref())?;
    let ask = Ask {
        event_type: &wish.event_type,
        length: wish.length,
        booker: wish.zone.rules(),
        moved: wish.moved.as_deref(),
        now: visit.now,
    };
    ask.check(visit.world, wish.start).map_err(|refusal| refused(refusal, wish.dialect))?;
    settle_reservation(visit, wish)?;
    Ok(match seated {
        Some(uid) => take_seat(visit, wish, uid),
        None => enter(visit, wish),
    })
}

/// Only what stands can be moved.
fn refuse_ended(visit: &Visit<'_>, uid: &str) -> Result<(), Problem> {
    match booking_json::found(visit, uid)?.1.status {
        Status::Accepted | Status::Pending => Ok(()),
        Status::Cancelled | Status::Rejected => Err(Problem::bad(format!(
            "Can't reschedule booking with uid={uid} because it has been cancelled or rejected."
        ))),
    }
}

fn refused(refusal: Refusal, dialect: Dialect) -> Problem {
    Problem::bad(match (refusal, dialect) {
        (Refusal::Past, _) => "Attempting to book a meeting in the past.",
        (Refusal::OutOfBounds, Dialect::Old) => "booking_time_out_of_bounds_error",
        (Refusal::OutOfBounds, Dialect::New) => {
            "The event type can't be booked at the \"start\" time provided: it is too soon or too far in the future."
        }
        (Refusal::NotFree, Dialect::Old) => "no_available_users_found_error",
        (Refusal::NotFree, Dialect::New) => {
            "User either already has booking at this time or is not available"
        }
    })
}

/// The booking of the same event type at the same time, where others have seats.
fn seated_booking(visit: &Visit<'_>, wish: &Wish) -> Option<String> {
    let same = |booking: &&Booking| {
        let details = visit.state().bookings.get(&booking.id);
        booking.start == wish.start && details.is_some_and(|details| details.event_type == wish.event_type.id)
    };
    visit.world.bookings_of(&wish.event_type.person).find(same).map(|booking| booking.id.clone())
}

fn refuse_full(visit: &Visit<'_>, wish: &Wish, seated: Option<&str>) -> Result<(), Problem> {
    let details = seated.and_then(|uid| visit.state().bookings.get(uid));
    let (Some(details), Some(seats)) = (details, wish.event_type.seats) else {
        return Ok(());
    };
    if details.attendees.iter().any(|attendee| attendee.email.eq_ignore_ascii_case(&wish.attendee.email)) {
        return Err(Problem::conflict("already_signed_up_for_this_booking_error"));
    }
    let full = u32::try_from(details.attendees.len()).map_or(true, |taken| taken >= seats);
    if full { Err(Problem::bad("booking_seats_full_error")) } else { Ok(()) }
}

/// The one thing that the service's database itself refuses: equal start, end and host, both accepted.
fn refuse_identical(visit: &Visit<'_>, wish: &Wish, seated: Option<&str>) -> Result<(), Problem> {
    if seated.is_some() || status(visit, wish) != Status::Accepted {
        return Ok(());
    }
    let identical = visit.world.bookings_of(&wish.event_type.person).any(|booking| {
        let accepted =
            visit.state().bookings.get(&booking.id).is_some_and(|it| it.status == Status::Accepted);
        accepted
            && booking.start == wish.start
            && booking.end == wish.end()
            && Some(&booking.id) != wish.moved.as_ref()
    });
    if identical { Err(Problem::bare(409, "booking_conflict_error")) } else { Ok(()) }
}

/// Where reservations are honoured, another's refuses the booking, and one's own is used up by it.
fn settle_reservation(visit: &mut Visit<'_>, wish: &Wish) -> Result<(), Problem> {
    if visit.world.settings.calcom_reservations == Reservations::Advice {
        return Ok(());
    }
    let now = visit.now;
    let live = || visit.state().reservations.iter().filter(move |kept| kept.until > now);
    let mine = match &wish.reserved {
        Some(uid) => Some(
            live()
                .find(|kept| kept.uid == *uid)
                .ok_or_else(|| Problem::gone("the reserved slot is unknown or has expired"))?,
        ),
        None => None,
    };
    let person = &wish.event_type.person;
    let first = live().find(|kept| {
        let same = visit.state().event_type(kept.event_type).is_some_and(|kind| kind.person == *person);
        let earlier = mine.is_none_or(|mine| kept.uid != mine.uid && kept.until < mine.until);
        same && earlier && kept.start < wish.end() && wish.start < kept.end
    });
    if let Some(other) = first {
        let wait = (other.until - now).num_seconds();
        return Err(Problem::conflict(format!(
            "the slot is reserved by somebody else; try again in {wait} seconds"
        )));
    }
    let used = wish.reserved.clone();
    visit.state_mut().reservations.retain(|kept| Some(&kept.uid) != used.as_ref());
    Ok(())
}

/// What a new booking starts as. A host need not confirm what they move themselves, unless it was waiting for them;
/// whatever is new waits, whoever made it.
fn status(visit: &Visit<'_>, wish: &Wish) -> Status {
    let stood = |uid: &String| {
        visit.state().bookings.get(uid).is_some_and(|details| details.status == Status::Accepted)
    };
    let moved = visit.is(&wish.event_type.person) && wish.moved.as_ref().is_some_and(stood);
    if !wish.event_type.needs_confirmation || moved { Status::Accepted } else { Status::Pending }
}

fn take_seat(visit: &mut Visit<'_>, wish: &Wish, uid: String) -> String {
    let seat = visit.next_uuid();
    let now = visit.now;
    if let Some(details) = visit.state_mut().bookings.get_mut(&uid) {
        details.attendees.push(Attendee { seat: Some(seat), ..wish.attendee.clone() });
        details.updated_at = now;
    }
    uid
}

fn enter(visit: &mut Visit<'_>, wish: &Wish) -> String {
    let (id, uid) = (visit.next_id(15_900_000), visit.next_uid());
    let seat = wish.event_type.seats.map(|_| visit.next_uuid());
    let (status, now) = (status(visit, wish), visit.now);
    let details = Details {
        id,
        event_type: wish.event_type.id,
        status,
        attendees: vec![Attendee { seat, ..wish.attendee.clone() }],
        guests: wish.guests.clone(),
        location: wish.location.clone(),
        metadata: wish.metadata.clone(),
        responses: wish.responses.clone(),
        reason: None,
        rescheduling_reason: None,
        rescheduled_from: wish.moved.clone(),
        rescheduled_to: None,
        updated_at: now,
    };
    visit.state_mut().bookings.insert(uid.clone(), details);
    let entry = entry(visit, wish, uid.clone(), status);
    visit.world.bookings.push(entry);
    uid
}

/// What everybody sees of it. One that waits for its host takes no time yet.
fn entry(visit: &Visit<'_>, wish: &Wish, id: String, status: Status) -> Booking {
    let host = visit.world.person(&wish.event_type.person).map_or("", |person| person.name.as_str());
    Booking {
        id,
        maker: Maker::Calcom,
        hosts: vec![wish.event_type.person.clone()],
        start: wish.start,
        end: wish.end(),
        title: format!("{} between {host} and {}", wish.event_type.title, wish.attendee.name),
        buffer_before: wish.event_type.buffer_before,
        buffer_after: wish.event_type.buffer_after,
        active: status == Status::Accepted,
        created_at: visit.now,
    }
}
