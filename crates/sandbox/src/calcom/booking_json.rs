//! A booking as either generation writes it.

use serde_json::{Map, Value, json};

use super::clock::iso;
use super::problem::Problem;
use super::state::{Attendee, Details, Status};
use super::visit::Visit;
use crate::world::Booking;

/// A booking with what is kept of it; 404 when there is none.
pub(crate) fn found<'a>(visit: &'a Visit<'_>, uid: &str) -> Result<(&'a Booking, &'a Details), Problem> {
    let missing = || {
        Problem::not_found(format!("Booking with uid={} was not found in the database", uid.escape_debug()))
    };
    let booking = visit.booking(uid).ok_or_else(missing)?;
    let details = visit.state().bookings.get(uid).ok_or_else(missing)?;
    Ok((booking, details))
}

/// The current generation.
pub(crate) fn current(visit: &Visit<'_>, uid: &str) -> Result<Value, Problem> {
    let (booking, details) = found(visit, uid)?;
    let mut fields = common(visit, booking, details);
    fields.extend(history(details));
    if is_seated(visit, details) {
        let seats = details.attendees.iter().map(|attendee| seat(attendee, details));
        fields.insert("attendees".into(), seats.collect());
        return Ok(Value::Object(fields));
    }
    fields.insert("attendees".into(), details.attendees.iter().map(attendee).collect());
    fields.insert("guests".into(), details.guests.clone().into());
    fields.insert("bookingFieldsResponses".into(), Value::Object(details.responses.clone()));
    Ok(Value::Object(fields))
}

pub(crate) fn is_seated(visit: &Visit<'_>, details: &Details) -> bool {
    visit.state().event_type(details.event_type).is_some_and(|event_type| event_type.seats.is_some())
}

fn common(visit: &Visit<'_>, booking: &Booking, details: &Details) -> Map<String, Value> {
    let slug = visit.state().event_type(details.event_type).map_or("", |event_type| event_type.slug.as_str());
    let fields = json!({
        "id": details.id,
        "uid": booking.id,
        "title": booking.title,
        "description": "",
        "hosts": booking.hosts.iter().filter_map(|host| self::host(visit, host)).collect::<Vec<_>>(),
        "status": status(details.status),
        "start": iso(booking.start),
        "end": iso(booking.end),
        "duration": (booking.end - booking.start).num_minutes(),
        "eventTypeId": details.event_type,
        "eventType": { "id": details.event_type, "slug": slug },
        "location": details.location,
        "absentHost": false,
        "createdAt": iso(booking.created_at),
        "updatedAt": iso(details.updated_at),
        "metadata": details.metadata,
        "icsUid": format!("{}@Cal.com", booking.id),
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// What became of it: each only where it happened.
fn history(details: &Details) -> impl Iterator<Item = (String, Value)> {
    [
        ("cancellationReason", &details.reason),
        ("reschedulingReason", &details.rescheduling_reason),
        ("rescheduledFromUid", &details.rescheduled_from),
        ("rescheduledToUid", &details.rescheduled_to),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.into(), value.clone()?.into())))
}

fn host(visit: &Visit<'_>, person: &str) -> Option<Value> {
    let (account, person) = (visit.state().account(person)?, visit.world.person(person)?);
    Some(json!({
        "id": account.id,
        "name": person.name,
        "email": person.email,
        "displayEmail": person.email,
        "username": account.username,
        "timeZone": account.time_zone,
    }))
}

fn attendee(attendee: &Attendee) -> Value {
    let mut fields = json!({
        "name": attendee.name,
        "email": attendee.email,
        "displayEmail": attendee.email,
        "timeZone": attendee.time_zone,
        "language": attendee.language,
        "absent": false,
    });
    if let (Some(phone), Some(fields)) = (&attendee.phone, fields.as_object_mut()) {
        fields.insert("phoneNumber".into(), phone.clone().into());
    }
    fields
}

fn seat(seated: &Attendee, details: &Details) -> Value {
    let mut fields = attendee(seated);
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("seatUid".into(), seated.seat.clone().unwrap_or_default().into());
        let responses = json!({ "name": seated.name, "email": seated.email });
        fields.insert("bookingFieldsResponses".into(), responses);
        fields.insert("metadata".into(), Value::Object(details.metadata.clone()));
    }
    fields
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Accepted => "accepted",
        Status::Pending => "pending",
        Status::Cancelled => "cancelled",
        Status::Rejected => "rejected",
    }
}

/// The old generation.
pub(crate) fn old(visit: &Visit<'_>, uid: &str) -> Result<Value, Problem> {
    let (booking, details) = found(visit, uid)?;
    let attendees = details.attendees.iter().map(|attendee| {
        json!({ "name": attendee.name, "email": attendee.email, "timeZone": attendee.time_zone, "locale": attendee.language })
    });
    let user = booking.hosts.first().and_then(|host| host_of_old(visit, host));
    Ok(json!({
        "id": details.id,
        "uid": booking.id,
        "title": booking.title,
        "description": null,
        "startTime": iso(booking.start),
        "endTime": iso(booking.end),
        "status": status(details.status).to_uppercase(),
        "eventTypeId": details.event_type,
        "location": details.location,
        "metadata": details.metadata,
        "responses": details.responses,
        "attendees": attendees.collect::<Vec<_>>(),
        "user": user,
        "cancellationReason": details.reason,
        "createdAt": iso(booking.created_at),
    }))
}

fn host_of_old(visit: &Visit<'_>, person: &str) -> Option<Value> {
    let (account, person) = (visit.state().account(person)?, visit.world.person(person)?);
    Some(json!({ "id": account.id, "name": person.name, "email": person.email }))
}
