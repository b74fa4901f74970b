//! Bodies and queries, read field by field; what is wrong is told by the field's name.

use chrono::{DateTime, Utc};
use freebusy_zones::Zone;
use serde_json::{Map, Value};

use super::clock::{instant, zone};
use super::problem::Problem;
use crate::call::Call;

/// A JSON object that somebody sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input(Map<String, Value>);

impl Input {
    /// The body; none is an empty object.
    pub(crate) fn of(call: &Call) -> Result<Self, Problem> {
        if call.body.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(&call.body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(Problem::bad("the body must be an object")),
            Err(_) => Err(Problem::bad("the body is not valid JSON")),
        }
    }

    pub(crate) const fn from_map(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// A field; one that is null counts as missing.
    pub(crate) fn value(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// Whether a field is there and null: it is to be emptied.
    pub(crate) fn clears(&self, field: &str) -> bool {
        self.0.get(field).is_some_and(Value::is_null)
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    pub(crate) fn text(&self, field: &str) -> Result<Option<String>, Problem> {
        self.read(field, "must be a string", |value| value.as_str().map(Into::into))
    }

    pub(crate) fn needed_text(&self, field: &str) -> Result<String, Problem> {
        match self.text(field)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Problem::invalid(field, "should not be empty")),
        }
    }

    pub(crate) fn whole(&self, field: &str) -> Result<Option<u64>, Problem> {
        self.read(field, "must be a whole number", Value::as_u64)
    }

    /// A number of minutes of a year at most.
    pub(crate) fn minutes(&self, field: &str) -> Result<Option<u32>, Problem> {
        self.read(field, "must be a whole number of minutes", minutes)
    }

    pub(crate) fn flag(&self, field: &str) -> Result<Option<bool>, Problem> {
        self.read(field, "must be a boolean", Value::as_bool)
    }

    pub(crate) fn list(&self, field: &str) -> Result<Option<Vec<Value>>, Problem> {
        self.read(field, "must be an array", |value| value.as_array().cloned())
    }

    pub(crate) fn map(&self, field: &str) -> Result<Option<Map<String, Value>>, Problem> {
        self.read(field, "must be an object", |value| value.as_object().cloned())
    }

    pub(crate) fn object(&self, field: &str) -> Result<Option<Self>, Problem> {
        Ok(self.map(field)?.map(Self))
    }

    pub(crate) fn texts(&self, field: &str) -> Result<Option<Vec<String>>, Problem> {
        let text = |value: &Value| value.as_str().map(String::from);
        self.read(field, "must be an array of strings", |value| value.as_array()?.iter().map(text).collect())
    }

    fn read<T>(
        &self,
        field: &str,
        must: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let read = |value: &Value| read(value).ok_or_else(|| Problem::invalid(field, must));
        self.value(field).map(read).transpose()
    }
}

/// A number of minutes, a year at most.
pub(crate) fn minutes(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|count| u32::try_from(count).ok()).filter(|count| *count <= 525_600)
}

/// A whole number of the query between bounds.
pub(crate) fn number_in(
    call: &Call,
    name: &str,
    bounds: std::ops::RangeInclusive<usize>,
) -> Result<Option<usize>, Problem> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    match text.parse::<usize>() {
        Ok(number) if bounds.contains(&number) => Ok(Some(number)),
        _ => Err(Problem::invalid(
            name,
            &format!("must be a whole number from {} to {}", bounds.start(), bounds.end()),
        )),
    }
}

/// An id of the path or the query.
pub(crate) fn id(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| Problem::bad("Validation failed (numeric string is expected)"))
}

/// A zone that a caller named in `field`.
pub(crate) fn asked_zone(field: &str, name: &str) -> Result<Zone, Problem> {
    zone(name).ok_or_else(|| Problem::invalid(field, "must be a valid IANA time-zone"))
}

/// An instant that a caller gave in `field`.
pub(crate) fn asked_instant(field: &str, text: &str) -> Result<DateTime<Utc>, Problem> {
    instant(text).ok_or_else(|| Problem::invalid(field, "must be a valid ISO 8601 date string"))
}
