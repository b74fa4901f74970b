//! The request document: its fields as they are written, and the way from there to a valid request.

use std::path::Path;

use freebusy_core::Timestamp;
use freebusy_engine::Request;
use freebusy_zones::{Zone, Zones};
use serde::Deserialize;

/// In which notation a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    Json,
    Toml,
}

/// A request as it is written: every field optional, nothing checked but the types.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Document {
    pub(crate) duration_minutes: Option<i64>,
    pub(crate) window: Option<WindowDoc>,
    pub(crate) time_zone: Option<String>,
    pub(crate) starts: Option<StartsDoc>,
    pub(crate) notice_minutes: Option<i64>,
    pub(crate) buffer_minutes: Option<BufferDoc>,
    pub(crate) now: Option<String>,
    pub(crate) schedule: Option<ScheduleDoc>,
    pub(crate) participants: Option<Vec<ParticipantDoc>>,
    pub(crate) who: Option<WhoDoc>,
    pub(crate) optional: Option<Vec<OptionalDoc>>,
    pub(crate) on_unknown: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) limit: Option<i64>,
    /// Whether blocks in explanations carry the titles of events.
    pub(crate) titles: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WindowDoc {
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StartsDoc {
    pub(crate) every_minutes: Option<i64>,
    pub(crate) anchor: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BufferDoc {
    pub(crate) before: Option<i64>,
    pub(crate) after: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScheduleDoc {
    pub(crate) time_zone: Option<String>,
    pub(crate) weekly: Vec<WeeklyDoc>,
    pub(crate) overrides: Vec<OverrideDoc>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WeeklyDoc {
    pub(crate) days: Option<Vec<String>>,
    pub(crate) start_minute: Option<i64>,
    pub(crate) end_minute: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OverrideDoc {
    pub(crate) date: Option<String>,
    pub(crate) hours: Option<Vec<HoursDoc>>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HoursDoc {
    pub(crate) start_minute: Option<i64>,
    pub(crate) end_minute: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ParticipantDoc {
    pub(crate) id: Option<String>,
    pub(crate) schedule: Option<ScheduleDoc>,
    pub(crate) busy: Vec<BusyDoc>,
    pub(crate) sources: Vec<SourceDoc>,
    pub(crate) tentative: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BusyDoc {
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SourceDoc {
    /// A path relative to the request's file, or an https URL.
    Ics(String),
    Calendly(ConnectionDoc),
    Calcom(ConnectionDoc),
    /// A public booking page.
    Link(String),
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConnectionDoc {
    pub(crate) connection: Option<String>,
    pub(crate) event_type: Option<String>,
}

/// A participant's id, `{"all": [..]}`, `{"any": [..]}` or `{"at_least": k, "of": [..]}`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WhoDoc {
    One(String),
    All(Vec<WhoDoc>),
    Any(Vec<WhoDoc>),
    AtLeast { at_least: i64, of: Vec<WhoDoc> },
}

impl<'de> Deserialize<'de> for WhoDoc {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::One)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OptionalDoc {
    pub(crate) id: Option<String>,
    pub(crate) weight: Option<i64>,
}

/// Why a document is refused: the path of the field, what is wrong, how to mend it; always a single line of
/// less than 1,000 characters without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SchemaError {
    pub(crate) path: String,
    pub(crate) message: String,
}

impl std::fmt::Display for SchemaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for SchemaError {}

/// What a document is read against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) zones: &'a Zones,
    /// The folder to which paths in the document are relative.
    pub(crate) base: &'a Path,
    /// What the clock shows; `now` of the document wins.
    pub(crate) clock: Timestamp,
}

/// A valid request, with the names that the answer needs.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) request: Request,
    /// The request's zone.
    pub(crate) zone: Zone,
    /// Each participant's own zone: that of the schedule in force for them, where there is one.
    pub(crate) zones_of_participants: Vec<Option<Zone>>,
}

/// Reads the text of a document.
pub(crate) fn parse(text: &str, notation: Notation) -> Result<Document, SchemaError> {
    let _ = (text, notation);
    Ok(Document::default())
}

/// Turns a document into a valid request.
pub(crate) fn load(document: &Document, context: Context<'_>) -> Result<Loaded, SchemaError> {
    let _ = (document, context);
    Err(SchemaError { path: String::new(), message: String::new() })
}
