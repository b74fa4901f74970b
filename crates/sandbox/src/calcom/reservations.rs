//! Slots that are kept for a while. Nobody's calendar is looked at, and a booking need not look here.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::clock::{iso, minutes};
use super::input::{Input, asked_instant};
use super::problem::{Outcome, Problem, done, success};
use super::state::{EventType, Reservation, Status};
use super::visit::Visit;

const DEFAULT_MINUTES: u32 = 5;

/// `POST /v2/slots/reservations`.
pub(crate) fn create(visit: &mut Visit<'_>) -> Outcome {
    let wanted = wanted(visit, None)?;
    let uid = visit.next_uuid();
    let made = Reservation { uid, ..wanted };
    let answer = success(201, json_of(&made));
    keep(visit, made);
    Ok(answer)
}

/// `GET /v2/slots/reservations/{uid}`: for one that is not there the data is null.
pub(crate) fn get(visit: &Visit<'_>, uid: &str) -> Outcome {
    let found = find(visit, uid).map_or(Value::Null, json_of);
    Ok(success(200, found))
}

/// `PATCH /v2/slots/reservations/{uid}`. One's own reservation is in the way like any other.
pub(crate) fn update(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    let current =
        find(visit, uid).cloned().ok_or_else(|| Problem::not_found("Slot reservation not found"))?;
    let wanted = wanted(visit, Some(&current))?;
    let made = Reservation { uid: current.uid, ..wanted };
    let answer = success(200, json_of(&made));
    visit.state_mut().reservations.retain(|kept| kept.uid != uid);
    keep(visit, made);
    Ok(answer)
}

/// `DELETE /v2/slots/reservations/{uid}`.
pub(crate) fn delete(visit: &mut Visit<'_>, uid: &str) -> Outcome {
    visit.state_mut().reservations.retain(|kept| kept.uid != uid);
    Ok(done())
}

/// `POST /v2/slots/reserve`, the old generation: no conflict is looked for, and the uid is in a cookie too.
pub(crate) fn reserve(visit: &mut Visit<'_>) -> Outcome {
    let input = Input::of(visit.call)?;
    let event_type = reserved_type(visit, &input)?.id;
    let start = asked_instant("slotUtcStartDate", &input.needed_text("slotUtcStartDate")?)?;
    let end = asked_instant("slotUtcEndDate", &input.needed_text("slotUtcEndDate")?)?;
    if end <= start {
        return Err(Problem::bad("slotUtcEndDate must be after slotUtcStartDate"));
    }
    let uid = visit.next_uuid();
    let until = visit.now + minutes(DEFAULT_MINUTES);
    keep(visit, Reservation { uid: uid.clone(), event_type, start, end, minutes: DEFAULT_MINUTES, until });
    let mut answer = success(201, uid.as_str());
    answer.headers.push(("set-cookie", format!("uid={uid}; Path=/")));
    Ok(answer)
}

/// `DELETE /v2/slots/selected-slot?uid=`.
pub(crate) fn unreserve(visit: &mut Visit<'_>) -> Outcome {
    let uid = visit.call.query("uid").unwrap_or_default().to_owned();
    delete(visit, &uid)
}

/// What the body asks to keep, with the uid left open.
fn wanted(visit: &Visit<'_>, current: Option<&Reservation>) -> Result<Reservation, Problem> {
    let input = Input::of(visit.call)?;
    let event_type = match current {
        Some(current) if !input.has("eventTypeId") => found_type(visit, current.event_type)?,
        _ => reserved_type(visit, &input)?,
    };
    let start = asked_instant("slotStart", &input.needed_text("slotStart")?)?;
    let length = slot_length(&input, event_type)?;
    let kept_for = duration(visit, &input, event_type)?;
    let end = start + minutes(length);
    if start < visit.now {
        return Err(Problem::bad("the slot lies in the past"));
    }
    refuse_taken(visit, event_type, start, end)?;
    let until = visit.now + minutes(kept_for);
    Ok(Reservation { uid: String::new(), event_type: event_type.id, start, end, minutes: kept_for, until })
}

fn reserved_type<'a>(visit: &'a Visit<'_>, input: &Input) -> Result<&'a EventType, Problem> {
    let id =
        input.whole("eventTypeId")?.ok_or_else(|| Problem::invalid("eventTypeId", "must be a number"))?;
    found_type(visit, id)
}

fn found_type<'a>(visit: &'a Visit<'_>, id: u64) -> Result<&'a EventType, Problem> {
    visit
        .state()
        .event_type(id)
        .ok_or_else(|| Problem::not_found(format!("Event Type with ID={id} not found")))
}

fn slot_length(input: &Input, event_type: &EventType) -> Result<u32, Problem> {
    match input.minutes("slotDuration")? {
        None => Ok(event_type.length),
        Some(length) if event_type.allows(length) => Ok(length),
        Some(_) => Err(Problem::bad("slotDuration is not one of the lengths of this event type")),
    }
}

/// For how many minutes; only who belongs to the event type may say so.
fn duration(visit: &Visit<'_>, input: &Input, event_type: &EventType) -> Result<u32, Problem> {
    let Some(asked) = input.minutes("reservationDuration")? else {
        return Ok(DEFAULT_MINUTES);
    };
    if visit.caller.is_none() {
        return Err(Problem::unauthorised("reservationDuration can only be used for authenticated requests"));
    }
    if !visit.is(&event_type.person) {
        return Err(Problem::forbidden("reservationDuration can only be used by somebody of the event type"));
    }
    if asked == 0 {
        Err(Problem::invalid("reservationDuration", "must not be less than 1"))
    } else {
        Ok(asked)
    }
}

/// Bookings and reservations of the same event type are in the way; nothing else is.
fn refuse_taken(
    visit: &Visit<'_>,
    event_type: &EventType,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Result<(), Problem> {
    let reserved = visit.state().reservations.iter().any(|kept| {
        kept.event_type == event_type.id && kept.until > visit.now && kept.start < end && start < kept.end
    });
    if reserved {
        return Err(Problem::unprocessable("the slot is already reserved"));
    }
    match visit
        .world
        .bookings
        .iter()
        .find(|booking| booking.start < end && start < booking.end && books(visit, &booking.id, event_type))
    {
        Some(_) => Err(Problem::unprocessable("the slot is already booked")),
        None => Ok(()),
    }
}

/// Whether a booking is one of the event type that keeps others out: with seats, only a full one does.
fn books(visit: &Visit<'_>, uid: &str, event_type: &EventType) -> bool {
    visit.state().bookings.get(uid).is_some_and(|details| {
        let stands = matches!(details.status, Status::Accepted | Status::Pending);
        let full = event_type
            .seats
            .is_none_or(|seats| u32::try_from(details.attendees.len()).is_ok_and(|taken| taken >= seats));
        details.event_type == event_type.id && stands && full
    })
}

fn find<'a>(visit: &'a Visit<'_>, uid: &str) -> Option<&'a Reservation> {
    visit.state().reservations.iter().find(|kept| kept.uid == uid)
}

/// Adds one, and lets go of those that have lapsed.
fn keep(visit: &mut Visit<'_>, made: Reservation) {
    let now = visit.now;
    visit.state_mut().reservations.retain(|kept| kept.until > now);
    visit.state_mut().reservations.push(made);
}

fn json_of(kept: &Reservation) -> Value {
    json!({
        "eventTypeId": kept.event_type,
        "slotStart": iso(kept.start),
        "slotEnd": iso(kept.end),
        "slotDuration": (kept.end - kept.start).num_minutes(),
        "reservationUid": kept.uid,
        "reservationDuration": kept.minutes,
        "reservationUntil": iso(kept.until),
    })
}
