//! What a call carries: parameters and bodies, read strictly.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::problem::Problem;
use super::state::id_in;
use crate::call::Call;
use crate::world::in_range;

/// A parameter that must be there.
pub(crate) fn required<'a>(call: &'a Call, name: &str) -> Result<&'a str, Problem> {
    call.query(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Problem::invalid(&[(name, "is missing")]))
}

/// The id in a parameter that is the address of a thing of a family.
pub(crate) fn id<'a>(call: &'a Call, name: &str, family: &str) -> Result<Option<&'a str>, Problem> {
    let Some(value) = call.query(name) else { return Ok(None) };
    id_in(value, family).map(Some).ok_or_else(|| Problem::invalid(&[(name, "must be a valid URI")]))
}

/// As [`id`], for a parameter that must be there.
pub(crate) fn required_id<'a>(call: &'a Call, name: &str, family: &str) -> Result<&'a str, Problem> {
    required(call, name)?;
    id(call, name, family)?.ok_or_else(|| Problem::invalid(&[(name, "is missing")]))
}

/// An instant in a parameter.
pub(crate) fn instant(call: &Call, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(value) = call.query(name) else { return Ok(None) };
    parse_instant(value).map(Some).ok_or_else(|| Problem::invalid(&[(name, "must be a valid timestamp")]))
}

/// An instant in a parameter that must be there.
pub(crate) fn required_instant(call: &Call, name: &str) -> Result<DateTime<Utc>, Problem> {
    required(call, name)?;
    instant(call, name)?.ok_or_else(|| Problem::invalid(&[(name, "is missing")]))
}

/// An instant between 1970 and 2200.
pub(crate) fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()).filter(|at| in_range(*at))
}

/// A parameter that is `true` or `false`.
pub(crate) fn flag(call: &Call, name: &str) -> Result<Option<bool>, Problem> {
    match call.query(name) {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Problem::invalid(&[(name, "must be a boolean")])),
    }
}

/// A parameter that is one of a few words.
pub(crate) fn choice<'a>(call: &'a Call, name: &str, known: &[&str]) -> Result<Option<&'a str>, Problem> {
    let value = call.query(name);
    if value.is_none_or(|value| known.contains(&value)) {
        return Ok(value);
    }
    Err(Problem::invalid(&[(name, &format!("must be one of: {}", known.join(", ")))]))
}

/// In which direction a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// What a list is sorted by: the first field of `fields` unless the call says otherwise.
pub(crate) fn sort<'a>(call: &Call, fields: &[&'a str]) -> Result<(&'a str, Direction), Problem> {
    let invalid = || Problem::invalid(&[("sort", "is invalid")]);
    let Some(sort) = call.query("sort") else {
        return fields.first().map(|field| (*field, Direction::Up)).ok_or_else(invalid);
    };
    let (name, direction) = sort.split_once(':').unwrap_or((sort, "asc"));
    let field = fields.iter().find(|field| **field == name).ok_or_else(invalid)?;
    match direction {
        "asc" => Ok((field, Direction::Up)),
        "desc" => Ok((field, Direction::Down)),
        _ => Err(invalid()),
    }
}

/// A body that is an object. No body at all is an empty one.
pub(crate) fn body(call: &Call) -> Result<Map<String, Value>, Problem> {
    if call.body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) | Err(_) => Err(Problem::argument("The request body could not be parsed as JSON.")),
    }
}

/// A text of a body that must be there; `path` is how a refusal names it.
pub(crate) fn text<'a>(fields: &'a Map<String, Value>, name: &str, path: &str) -> Result<&'a str, Problem> {
    match fields.get(name) {
        None | Some(Value::Null) => Err(Problem::invalid(&[(path, "is missing")])),
        Some(Value::String(text)) if text.trim().is_empty() => {
            Err(Problem::invalid(&[(path, "must be filled")]))
        }
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(Problem::invalid(&[(path, "must be a string")])),
    }
}

/// A text of a body that may be absent or null.
pub(crate) fn optional_text<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
    path: &str,
) -> Result<Option<&'a str>, Problem> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Problem::invalid(&[(path, "must be a string")])),
    }
}

/// Whether a text looks like an address for e-mail.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    plain(name) && plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}
