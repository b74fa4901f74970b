//! An event type as either generation writes it.

use serde_json::{Map, Value, json};

use super::state::{BookingWindow, EventType};
use super::visit::Visit;

/// The current generation: flat, lengths in minutes.
pub(crate) fn current(visit: &Visit<'_>, event_type: &EventType) -> Value {
    let account = visit.state().account(&event_type.person);
    let username = account.map_or("", |account| account.username.as_str());
    let mut fields = json!({
        "id": event_type.id,
        "ownerId": account.map_or(0, |account| account.id),
        "lengthInMinutes": event_type.length,
        "title": event_type.title,
        "slug": event_type.slug,
        "description": event_type.description,
        "locations": event_type.locations,
        "bookingFields": event_type.fields,
        "disableGuests": false,
        "slotInterval": event_type.slot_interval,
        "minimumBookingNotice": event_type.notice_minutes,
        "beforeEventBuffer": event_type.buffer_before,
        "afterEventBuffer": event_type.buffer_after,
        "recurrence": null,
        "metadata": event_type.metadata,
        "price": 0,
        "currency": "usd",
        "lockTimeZoneToggleOnBookingPage": false,
        "forwardParamsSuccessRedirect": null,
        "successRedirectUrl": null,
        "isInstantEvent": false,
        "seatsShowAvailabilityCount": true,
        "scheduleId": event_type.schedule,
        "bookingLimitsCount": { "disabled": true },
        "onlyShowFirstAvailableSlot": false,
        "confirmationPolicy": policy(event_type),
        "offsetStart": event_type.offset_start,
        "hidden": event_type.hidden,
        "bookingRequiresAuthentication": event_type.needs_authentication,
        "users": users(visit, event_type),
        "bookingUrl": format!("https://cal.com/{username}/{}", event_type.slug),
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.extend(optional(event_type));
    }
    fields
}

/// What stands there only where it was set.
fn optional(event_type: &EventType) -> Map<String, Value> {
    let mut fields = Map::new();
    if !event_type.length_options.is_empty() {
        fields.insert("lengthInMinutesOptions".into(), event_type.length_options.clone().into());
    }
    if let Some(seats) = event_type.seats {
        let seats =
            json!({ "seatsPerTimeSlot": seats, "showAttendeeInfo": false, "showAvailabilityCount": true });
        fields.insert("seats".into(), seats);
    }
    let window = event_type.window.as_ref().map(|window| match window {
        BookingWindow::CalendarDays(days) => {
            json!({ "type": "calendarDays", "value": days, "rolling": false })
        }
        BookingWindow::BusinessDays(days) => {
            json!({ "type": "businessDays", "value": days, "rolling": false })
        }
        BookingWindow::Range(first, last) => {
            json!({ "type": "range", "value": [first.to_string(), last.to_string()] })
        }
    });
    fields.extend(window.map(|window| ("bookingWindow".into(), json!([window]))));
    fields
}

fn policy(event_type: &EventType) -> Value {
    if event_type.needs_confirmation {
        json!({ "type": "always", "blockUnconfirmedBookingsInBooker": false })
    } else {
        json!({ "disabled": true })
    }
}

/// The specification says texts, the service writes objects in them; here the name alone.
fn users(visit: &Visit<'_>, event_type: &EventType) -> Vec<String> {
    visit.world.person(&event_type.person).map(|person| person.name.clone()).into_iter().collect()
}

/// The old generation.
pub(crate) fn old(visit: &Visit<'_>, event_type: &EventType) -> Value {
    json!({
        "id": event_type.id,
        "title": event_type.title,
        "slug": event_type.slug,
        "description": event_type.description,
        "length": event_type.length,
        "locations": old_locations(event_type),
        "hidden": event_type.hidden,
        "userId": visit.state().account(&event_type.person).map(|account| account.id),
        "minimumBookingNotice": event_type.notice_minutes,
        "beforeEventBuffer": event_type.buffer_before,
        "afterEventBuffer": event_type.buffer_after,
        "slotInterval": event_type.slot_interval,
        "seatsPerTimeSlot": event_type.seats,
        "requiresConfirmation": event_type.needs_confirmation,
        "scheduleId": event_type.schedule,
        "recurringEvent": null,
        "bookingFields": event_type.fields.iter().map(old_field).collect::<Vec<_>>(),
        "metadata": old_metadata(event_type),
    })
}

/// A question by its name, with choices that have a value beside what is shown.
fn old_field(field: &Value) -> Value {
    let options = field.get("options").and_then(Value::as_array).into_iter().flatten();
    let options: Vec<Value> = options.map(|text| json!({ "label": text, "value": text })).collect();
    json!({
        "name": field.get("slug"),
        "type": field.get("type"),
        "label": field.get("label"),
        "required": field.get("required"),
        "hidden": field.get("hidden"),
        "options": options,
        "editable": "user",
    })
}

/// The lengths to choose from stand among the free data there.
fn old_metadata(event_type: &EventType) -> Map<String, Value> {
    let mut metadata = event_type.metadata.clone();
    if !event_type.length_options.is_empty() {
        metadata.insert("multipleDuration".into(), event_type.length_options.clone().into());
    }
    metadata
}

fn old_locations(event_type: &EventType) -> Vec<Value> {
    let old = |location: &Value| match location.get("integration").and_then(Value::as_str) {
        Some("cal-video") | None => json!({ "type": "integrations:daily" }),
        Some("google-meet") => json!({ "type": "integrations:google:meet" }),
        Some(other) => json!({ "type": format!("integrations:{other}") }),
    };
    if event_type.locations.is_empty() {
        return vec![json!({ "type": "integrations:daily" })];
    }
    event_type.locations.iter().map(old).collect()
}
