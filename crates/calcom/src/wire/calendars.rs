//! Connected calendars and what they have taken, the same in both dialects.

use serde::Deserialize;

use super::{Entry, Hidden, IgnoredAnything};

/// The calendars that an account has connected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendars {
    /// One entry for each connection to a calendar service.
    pub connected_calendars: Vec<Entry<ConnectedCalendar>>,
}

/// A connection to a calendar service, with the calendars behind it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedCalendar {
    /// The service.
    pub integration: Integration,
    /// The connection.
    pub credential_id: Option<i64>,
    /// The calendars; missing when they could not be read.
    pub calendars: Option<Vec<Entry<Calendar>>>,
    /// Why the calendars could not be read.
    pub error: Option<IgnoredAnything>,
}

/// A calendar service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Integration {
    /// What it is called: "Google Calendar".
    pub name: Option<Box<str>>,
    /// What it is called among programs: "`google_calendar`".
    #[serde(rename = "type")]
    pub kind: Option<Box<str>>,
}

/// One calendar of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    /// What the service calls it; often an e-mail address.
    pub external_id: Hidden,
    /// What its owner calls it.
    pub name: Option<Hidden>,
    /// Whether its events keep time from being booked; counted as yes when missing.
    pub is_selected: Option<bool>,
    /// The connection.
    pub credential_id: Option<i64>,
}

/// Time that a connected calendar has taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BusyTime {
    /// When it starts: an instant, or a date.
    pub start: Box<str>,
    /// When it ends: an instant, or a date.
    pub end: Box<str>,
    /// Which calendar said so.
    pub source: Option<Hidden>,
}
