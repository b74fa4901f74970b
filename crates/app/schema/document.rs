//! The fields of a request document as they are written: nothing is checked here but their types.
//!
//! JSON and TOML of the same content give equal documents. `null` is a field left out. An object is never
//! read from a list, which is what serde's derive alone would do.

use freebusy_core::Who;
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::busy::BusyDoc;
use super::field::{
    Items, Whole, date, flag, instant, list, list_or_none, moment, object, text, texts, whole,
};

/// A request as it is written: every field optional, nothing checked but the types.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Document {
    #[serde(deserialize_with = "whole")]
    pub(crate) duration_minutes: Option<i64>,
    #[serde(deserialize_with = "object")]
    pub(crate) window: Option<WindowDoc>,
    #[serde(deserialize_with = "text")]
    pub(crate) time_zone: Option<String>,
    #[serde(deserialize_with = "object")]
    pub(crate) starts: Option<StartsDoc>,
    #[serde(deserialize_with = "whole")]
    pub(crate) notice_minutes: Option<i64>,
    #[serde(deserialize_with = "object")]
    pub(crate) buffer_minutes: Option<BufferDoc>,
    #[serde(deserialize_with = "instant")]
    pub(crate) now: Option<String>,
    #[serde(deserialize_with = "object")]
    pub(crate) schedule: Option<ScheduleDoc>,
    #[serde(deserialize_with = "list_or_none")]
    pub(crate) participants: Option<Vec<ParticipantDoc>>,
    pub(crate) who: Option<WhoDoc>,
    #[serde(deserialize_with = "list_or_none")]
    pub(crate) optional: Option<Vec<OptionalDoc>>,
    #[serde(deserialize_with = "text")]
    pub(crate) on_unknown: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) order: Option<String>,
    #[serde(deserialize_with = "whole")]
    pub(crate) limit: Option<i64>,
    /// The most requests that services are asked with.
    #[serde(deserialize_with = "whole")]
    pub(crate) max_requests: Option<i64>,
    /// Whether blocks in explanations carry the titles of events.
    #[serde(deserialize_with = "flag")]
    pub(crate) titles: Option<bool>,
}

/// The stretch in which the meeting must lie; each bound an instant or a local date.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WindowDoc {
    #[serde(deserialize_with = "moment")]
    pub(crate) start: Option<String>,
    #[serde(deserialize_with = "moment")]
    pub(crate) end: Option<String>,
}

/// How far apart starts are, and what they are counted from.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StartsDoc {
    #[serde(deserialize_with = "whole")]
    pub(crate) every_minutes: Option<i64>,
    #[serde(deserialize_with = "text")]
    pub(crate) anchor: Option<String>,
}

/// The minutes to be kept clear around the meeting.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BufferDoc {
    #[serde(deserialize_with = "whole")]
    pub(crate) before: Option<i64>,
    #[serde(deserialize_with = "whole")]
    pub(crate) after: Option<i64>,
}

/// Weekly hours and overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScheduleDoc {
    #[serde(deserialize_with = "text")]
    pub(crate) time_zone: Option<String>,
    #[serde(deserialize_with = "list")]
    pub(crate) weekly: Vec<WeeklyDoc>,
    #[serde(deserialize_with = "list")]
    pub(crate) overrides: Vec<OverrideDoc>,
}

/// Hours that start on each of some days of the week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WeeklyDoc {
    #[serde(deserialize_with = "texts")]
    pub(crate) days: Option<Vec<String>>,
    #[serde(deserialize_with = "whole")]
    pub(crate) start_minute: Option<i64>,
    #[serde(deserialize_with = "whole")]
    pub(crate) end_minute: Option<i64>,
}

/// What replaces the weekly hours on one date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OverrideDoc {
    #[serde(deserialize_with = "date")]
    pub(crate) date: Option<String>,
    #[serde(deserialize_with = "list_or_none")]
    pub(crate) hours: Option<Vec<HoursDoc>>,
}

/// Hours of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HoursDoc {
    #[serde(deserialize_with = "whole")]
    pub(crate) start_minute: Option<i64>,
    #[serde(deserialize_with = "whole")]
    pub(crate) end_minute: Option<i64>,
}

/// A person or resource whose time is searched.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ParticipantDoc {
    #[serde(deserialize_with = "text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "object")]
    pub(crate) schedule: Option<ScheduleDoc>,
    #[serde(deserialize_with = "list")]
    pub(crate) busy: Vec<BusyDoc>,
    #[serde(deserialize_with = "list")]
    pub(crate) sources: Vec<SourceDoc>,
    #[serde(deserialize_with = "text")]
    pub(crate) tentative: Option<String>,
}

/// Where to ask for a participant's time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SourceDoc {
    /// A path relative to the request's file, or an https URL.
    Ics(String),
    Calendly(ConnectionDoc),
    Calcom(ConnectionDoc),
    /// A public booking page.
    Link(String),
}

/// A connection by its name, which of its event types, and what that is to tell.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConnectionDoc {
    #[serde(deserialize_with = "text")]
    pub(crate) connection: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) event_type: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) evidence: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) offers: Option<String>,
}

/// A participant who may come, and how much that weighs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OptionalDoc {
    #[serde(deserialize_with = "text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "whole")]
    pub(crate) weight: Option<i64>,
}

/// The fields of a source, of which exactly one is given.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SourceFields {
    #[serde(deserialize_with = "text")]
    ics: Option<String>,
    #[serde(deserialize_with = "object")]
    calendly: Option<ConnectionDoc>,
    #[serde(deserialize_with = "object")]
    calcom: Option<ConnectionDoc>,
    #[serde(deserialize_with = "text")]
    link: Option<String>,
}

impl<'de> Deserialize<'de> for SourceDoc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = SourceFields::deserialize(deserializer)?;
        let given = [
            fields.ics.map(Self::Ics),
            fields.calendly.map(Self::Calendly),
            fields.calcom.map(Self::Calcom),
            fields.link.map(Self::Link),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(source), None) => Ok(source),
            (None, _) => Err(de::Error::custom(
                "names no source; give it exactly one of `ics`, `calendly`, `calcom` and `link`",
            )),
            (Some(_), Some(_)) => Err(de::Error::custom(
                "names several sources; give each of `ics`, `calendly`, `calcom` and `link` an entry of its own",
            )),
        }
    }
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
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WhoReader { depth: 0 }.deserialize(deserializer)
    }
}

/// Reads an expression that lies within `depth` others.
#[derive(Clone, Copy)]
struct WhoReader {
    depth: u8,
}

/// The fields of an expression.
#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum WhoField {
    All,
    Any,
    AtLeast,
    Of,
}

/// The fields of an expression as far as they are given.
#[derive(Default)]
struct WhoFields {
    all: Option<Vec<WhoDoc>>,
    any: Option<Vec<WhoDoc>>,
    at_least: Option<i64>,
    of: Option<Vec<WhoDoc>>,
}

impl<'de> DeserializeSeed<'de> for WhoReader {
    type Value = WhoDoc;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<WhoDoc, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for WhoReader {
    type Value = WhoDoc;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a choice; write a participant's id, `all`, `any`, or `at_least` with `of`")
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<WhoDoc, E> {
        Ok(WhoDoc::One(id.to_owned()))
    }

    fn visit_string<E: de::Error>(self, id: String) -> Result<WhoDoc, E> {
        Ok(WhoDoc::One(id))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WhoDoc, A::Error> {
        if self.depth >= Who::MAX_DEPTH {
            let message = format!("is nested more than {} deep; flatten it", Who::MAX_DEPTH);
            return Err(de::Error::custom(message));
        }
        let inner = Items(Self { depth: self.depth + 1 });
        let mut fields = WhoFields::default();
        while let Some(field) = map.next_key()? {
            match field {
                WhoField::All => set("all", &mut fields.all, map.next_value_seed(inner)?)?,
                WhoField::Any => set("any", &mut fields.any, map.next_value_seed(inner)?)?,
                WhoField::AtLeast => set("at_least", &mut fields.at_least, map.next_value_seed(Whole)?)?,
                WhoField::Of => set("of", &mut fields.of, map.next_value_seed(inner)?)?,
            }
        }
        fields.choice().map_err(de::Error::custom)
    }
}

/// Keeps the value of a field that has none yet.
fn set<T, E: de::Error>(name: &'static str, field: &mut Option<T>, value: T) -> Result<(), E> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(name)),
    }
}

impl WhoFields {
    /// The one choice that the fields make.
    fn choice(self) -> Result<WhoDoc, &'static str> {
        match (self.all, self.any, self.at_least, self.of) {
            (Some(all), None, None, None) => Ok(WhoDoc::All(all)),
            (None, Some(any), None, None) => Ok(WhoDoc::Any(any)),
            (None, None, Some(at_least), Some(of)) => Ok(WhoDoc::AtLeast { at_least, of }),
            (None, None, None, None) => {
                Err("names nobody; write a participant's id, `all`, `any`, or `at_least` with `of`")
            }
            (None, None, Some(_), None) => {
                Err("has `at_least` without `of`; list in `of` whom to choose from")
            }
            (None, None, None, Some(_)) => {
                Err("has `of` without `at_least`; say in `at_least` how many of them")
            }
            _ => Err(
                "mixes several choices; keep one of `all`, `any`, and `at_least` with `of`, and nest the others",
            ),
        }
    }
}
