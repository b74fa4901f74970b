//! What a booking answers to the questions of its event type, and which of its places it chooses.

use serde_json::{Map, Value};

use super::input::Input;
use super::problem::Problem;
use super::state::EventType;

/// Every question that must be answered is, and every answer is one that the question takes.
pub(crate) fn good_answers(event_type: &EventType, responses: &Map<String, Value>) -> Result<(), Problem> {
    event_type.fields.iter().try_for_each(|field| good_answer(field, responses))
}

fn good_answer(field: &Value, responses: &Map<String, Value>) -> Result<(), Problem> {
    let told = |name: &str| field.get(name).and_then(Value::as_str);
    let set = |name: &str| field.get(name) == Some(&Value::Bool(true));
    let Some(slug) = told("slug") else { return Ok(()) };
    match responses.get(slug).filter(|answer| !is_empty(answer)) {
        None if set("required") && !set("hidden") => {
            Err(Problem::bad(format!("{{{slug}}} error_required_field")))
        }
        None => Ok(()),
        Some(answer) if takes(told("type").unwrap_or("text"), answer) && is_offered(field, answer) => Ok(()),
        Some(_) => Err(Problem::bad(format!("{{{slug}}} invalid_response"))),
    }
}

fn is_empty(answer: &Value) -> bool {
    answer.is_null() || answer == "" || answer.as_array().is_some_and(Vec::is_empty)
}

/// Whether an answer has the shape that the kind of its question has.
fn takes(kind: &str, answer: &Value) -> bool {
    match kind {
        "boolean" => answer.is_boolean(),
        "multiselect" | "checkbox" | "multiemail" => {
            answer.as_array().is_some_and(|parts| parts.iter().all(Value::is_string))
        }
        _ => answer.is_string(),
    }
}

fn is_offered(field: &Value, answer: &Value) -> bool {
    let Some(options) = field.get("options").and_then(Value::as_array) else { return true };
    match answer {
        Value::Array(parts) => parts.iter().all(|part| options.contains(part)),
        one => options.contains(one),
    }
}

/// Where it takes place: text, or an object of a kind that the event type has.
pub(crate) fn chosen_place(input: &Input, event_type: &EventType) -> Result<String, Problem> {
    match input.value("location") {
        None => default_or_refused(event_type),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Object(fields)) => place_of(fields, event_type),
        Some(_) => Err(Problem::invalid("location", "must be a location")),
    }
}

/// An only place that the attendee must say more about is no default.
fn default_or_refused(event_type: &EventType) -> Result<String, Problem> {
    let asks = |place: &Value| kind_of(place).is_some_and(|kind| said_under(kind).is_some());
    match event_type.locations.as_slice() {
        [only] if asks(only) => Err(Problem::bad("{location} error_required_field")),
        _ => Ok(default_place(event_type)),
    }
}

fn place_of(fields: &Map<String, Value>, event_type: &EventType) -> Result<String, Problem> {
    let kind = fields.get("type").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| Problem::invalid("location", "must be a location"))?;
    let integration = fields.get("integration").and_then(Value::as_str);
    let same = |place: &&Value| {
        kind_of(place) == Some(kind)
            && integration.is_none_or(|name| place.get("integration").and_then(Value::as_str) == Some(name))
    };
    let place = event_type.locations.iter().find(same).ok_or_else(|| {
        let kind = kind.escape_debug();
        Problem::bad(format!("Booking location with type {kind} is not one of the event type's locations."))
    })?;
    match said_under(kind) {
        None => Ok(written(place)),
        Some(name) => match fields.get(name).and_then(Value::as_str) {
            Some(text) if !text.is_empty() => Ok(text.into()),
            _ => Err(Problem::invalid(&format!("location.{name}"), "should not be empty")),
        },
    }
}

fn kind_of(place: &Value) -> Option<&str> {
    place.get("type")?.as_str()
}

/// The name under which the attendee says more about a kind of place.
fn said_under(kind: &str) -> Option<&'static str> {
    match kind {
        "attendeeAddress" => Some("address"),
        "attendeePhone" => Some("phone"),
        "attendeeDefined" => Some("location"),
        _ => None,
    }
}

/// The first place of an event type.
pub(crate) fn default_place(event_type: &EventType) -> String {
    event_type.locations.first().map_or_else(|| "integrations:daily".into(), written)
}

fn written(place: &Value) -> String {
    let told = ["integration", "link", "address", "phone"].iter();
    match told.filter_map(|name| place.get(name)?.as_str()).next() {
        Some("cal-video") | None => "integrations:daily".into(),
        Some(text) => text.into(),
    }
}
