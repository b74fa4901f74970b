//! What happens to a booking later: cancelled, moved, confirmed, declined.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::book;
use super::booking_json;
use super::clock::zone;
use super::input::{Input, asked_instant};
use super::problem::{Outcome, Problem, success};
use super::settle::{replace, settle};
use super::state::Status;
use super::version::Dialect;
use super::visit::Visit;
use super::wish::Wish;

/// `POST /v2/bookings/{uid}/cancel`, the current generation.
pub(crate) fn cancel(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    let input = Input::of(visit.call)?;
    cancel_with(visit, uid, &input)?;
    Ok(success(200, booking_json::current(visit, uid)?))
}

/// The same of the old generation.
pub(crate) fn cancel_old(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    let input = Input::of(visit.call)?;
    let what = cancel_with(visit, uid, &input)?;
    let (_, details) = booking_json::found(visit, uid)?;
    let only_seat = what == Cancelled::Seat;
    Ok(success(201, json!({ "bookingId": details.id, "bookingUid": uid, "onlyRemovedAttendee": only_seat })))
}

/// What a cancellation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cancelled {
    Whole,
    Seat,
}

/// Cancels the whole, or gives back a seat where one is named and others stay.
fn cancel_with(visit: &mut Visit<'_>, uid: &str, input: &Input) -> Result<Cancelled, Problem> {
    let (reason, seat) = (input.text("cancellationReason")?, input.text("seatUid")?);
    let (_, details) = booking_json::found(visit, uid)?;
    if matches!(details.status, Status::Cancelled | Status::Rejected) {
        return Err(Problem::bad(format!(
            "Can't cancel booking with uid={uid} because it has been cancelled already. Please provide uid of a booking that is not cancelled."
        )));
    }
    if let Some(seat) = seat
        && give_back(visit, uid, &seat)? == Cancelled::Seat
    {
        return Ok(Cancelled::Seat);
    }
    let now = visit.now;
    settle(visit, uid, Status::Cancelled, now, |details| details.reason = reason);
    Ok(Cancelled::Whole)
}

/// Removes one attendee; with the last one the whole is to end.
fn give_back(visit: &mut Visit<'_>, uid: &str, seat: &str) -> Result<Cancelled, Problem> {
    let missing = || Problem::bad(format!("the booking has no seat {}", seat.escape_debug()));
    let now = visit.now;
    let details = visit.state_mut().bookings.get_mut(uid).ok_or_else(missing)?;
    if !details.attendees.iter().any(|attendee| attendee.seat.as_deref() == Some(seat)) {
        return Err(missing());
    }
    if details.attendees.len() == 1 {
        return Ok(Cancelled::Whole);
    }
    details.attendees.retain(|attendee| attendee.seat.as_deref() != Some(seat));
    details.updated_at = now;
    Ok(Cancelled::Seat)
}

/// `POST /v2/bookings/{uid}/reschedule`: a new booking with a new uid takes the place of the old one.
pub(crate) fn reschedule(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    let input = Input::of(visit.call)?;
    let start = asked_instant("start", &input.needed_text("start")?)?;
    let reason = input.text("reschedulingReason")?;
    let wish = moved_wish(visit, uid, start)?;
    let made = book::book(visit, &wish)?;
    replace(visit, uid, &made, reason);
    Ok(success(201, booking_json::current(visit, &made)?))
}

fn moved_wish(visit: &Visit<'_>, uid: &str, start: DateTime<Utc>) -> Result<Wish, Problem> {
    let (booking, details) = booking_json::found(visit, uid)?;
    if booking_json::is_seated(visit, details) && details.attendees.len() > 1 {
        return Err(Problem::bad(
            "a booking with several seats cannot be rescheduled as a whole; give `seatUid`",
        ));
    }
    let event_type = visit.state().event_type(details.event_type).cloned();
    let event_type = event_type.ok_or_else(|| Problem::not_found("Event type not found"))?;
    let attendee =
        details.attendees.first().cloned().ok_or_else(|| Problem::bad("the booking has no attendee"))?;
    let length = u32::try_from((booking.end - booking.start).num_minutes()).unwrap_or(event_type.length);
    let zone = zone(&attendee.time_zone)
        .or_else(|| zone("UTC"))
        .ok_or_else(|| Problem::bare(500, "Internal server error"))?;
    Ok(Wish {
        event_type,
        start,
        length,
        attendee,
        zone,
        guests: details.guests.clone(),
        location: details.location.clone(),
        metadata: details.metadata.clone(),
        responses: details.responses.clone(),
        reserved: None,
        moved: Some(uid.into()),
        dialect: Dialect::New,
    })
}

/// `POST /v2/bookings/{uid}/confirm`: nobody looks whether the time is still free.
pub(crate) fn confirm(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    refuse_decided(visit, uid)?;
    let now = visit.now;
    settle(visit, uid, Status::Accepted, now, |_| ());
    Ok(success(200, booking_json::current(visit, uid)?))
}

/// `POST /v2/bookings/{uid}/decline`.
pub(crate) fn decline(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    let reason = Input::of(visit.call)?.text("reason")?;
    refuse_decided(visit, uid)?;
    let now = visit.now;
    settle(visit, uid, Status::Rejected, now, |details| details.reason = reason);
    Ok(success(200, booking_json::current(visit, uid)?))
}

/// The host decides, once.
fn refuse_decided(visit: &Visit<'_>, uid: &str) -> Result<(), Problem> {
    let person = visit.person("BOOKING_WRITE")?;
    let (booking, details) = booking_json::found(visit, uid)?;
    if !booking.hosts.contains(&person) {
        return Err(Problem::forbidden("the user is not authorized to confirm or decline this booking"));
    }
    match details.status {
        Status::Pending => Ok(()),
        Status::Accepted => Err(Problem::bad("Booking already confirmed")),
        Status::Cancelled | Status::Rejected => Err(Problem::bad("the booking is not pending any more")),
    }
}
