//! What Cal.com writes and reads, in its own words: what both dialects share, and each of them in its module.
//!
//! Unknown fields are ignored and unknown words are kept. An entry of a list that cannot be read stays in it as
//! [`Entry::Odd`], so that whoever reads the list can tell it from one that is not there. Nothing here shows an
//! e-mail address, a name or a secret in its `Debug` text.

use std::collections::BTreeMap;
use std::fmt;

use freebusy_transport::{Page, Undecodable, json};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod calendars;
pub mod current;
pub mod old;
mod webhooks;
mod words;

pub use calendars::{BusyTime, Calendar, Calendars, ConnectedCalendar, Integration};
pub use webhooks::{NewWebhook, Webhook, WebhookChange};
pub use words::{BookingStatus, Trigger};

/// Text that no `Debug` shows: an e-mail address, a name, a secret.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(Box<str>);

impl Hidden {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Hidden {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// An entry of a list: read, or not of the promised shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<T> {
    /// It was read.
    Read(T),
    /// It cannot be understood.
    Odd,
}

impl<T> Entry<T> {
    /// What was read.
    #[must_use]
    pub const fn read(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Odd => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either<T> {
            Read(T),
            Odd(IgnoredAny),
        }
        Either::deserialize(deserializer).map(|either| match either {
            Either::Read(value) => Self::Read(value),
            Either::Odd(IgnoredAny) => Self::Odd,
        })
    }
}

/// Something that only matters by being there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IgnoredAnything;

impl<'de> Deserialize<'de> for IgnoredAnything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|IgnoredAny| Self)
    }
}

/// What a change does to a field that may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Leaves it as it is: the field is not sent.
    #[default]
    Keep,
    /// Empties it: the field is sent as null.
    Clear,
    /// Sets it.
    Set(T),
}

impl<T> Change<T> {
    const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    status: Box<str>,
    data: T,
}

/// The `data` of a success; a body that calls itself anything else is not what the status promised.
pub(crate) fn data<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    let envelope: Envelope<T> = json(body)?;
    succeeded(&envelope.status)?;
    Ok(envelope.data)
}

#[derive(Deserialize)]
struct Acknowledgement {
    status: Box<str>,
}

/// Reads an answer of which only matters that it is a success; no content is one.
pub(crate) fn acknowledged(body: &[u8]) -> Result<(), Undecodable> {
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    succeeded(&json::<Acknowledgement>(body)?.status)
}

fn succeeded(status: &str) -> Result<(), Undecodable> {
    if status == "success" { Ok(()) } else { Err(Undecodable("a success that says it is none".into())) }
}

/// A field that must be there, though it may be null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// A field that may be missing and is never null: null there is nothing that anybody understands.
fn never_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// One page of a list that is asked for by `take` and `skip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken<T> {
    /// The entries.
    pub items: Vec<T>,
    /// The `skip` of the next page, where there is one.
    pub next: Option<u64>,
}

#[derive(Deserialize)]
struct TakenEnvelope<T> {
    status: Box<str>,
    data: Vec<T>,
    pagination: Pagination,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    items_per_page: u64,
    current_page: u64,
    has_next_page: bool,
}

/// Reads a page and where the next one begins. A page that says nothing about a next one is not understood: a
/// shorter list would say that what is missing is not there.
pub(crate) fn taken<T: DeserializeOwned>(body: &[u8]) -> Result<Taken<T>, Undecodable> {
    let page: TakenEnvelope<T> = json(body)?;
    succeeded(&page.status)?;
    let next = page.pagination.current_page.saturating_mul(page.pagination.items_per_page);
    if page.pagination.has_next_page && next == 0 {
        return Err(Undecodable("a page whose next one cannot be told".into()));
    }
    Ok(Taken { items: page.data, next: page.pagination.has_next_page.then_some(next) })
}

impl<T> Page for Taken<T> {
    type Item = T;

    fn into_parts(self) -> (Vec<T>, Option<String>) {
        (self.items, self.next.map(|next| next.to_string()))
    }
}

/// The account that a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Its number.
    pub id: u64,
    /// The name in the links to its pages; missing from older answers.
    pub username: Option<Box<str>>,
    /// Its e-mail address.
    pub email: Hidden,
    /// What its person is called.
    pub name: Option<Hidden>,
    /// A text about its person.
    pub bio: Option<Hidden>,
    /// 12 or 24.
    pub time_format: Option<u8>,
    /// The schedule of event types that have none of their own.
    pub default_schedule_id: Option<u64>,
    /// The first day of its weeks.
    pub week_start: Option<Box<str>>,
    /// The IANA name of its zone.
    pub time_zone: Box<str>,
    /// The organization it belongs to.
    pub organization_id: Option<u64>,
}

/// What is to change about an account.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeChange {
    /// Its person's name.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub name: Change<Hidden>,
    /// The text about its person.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub bio: Change<Hidden>,
    /// The IANA name of its zone.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub time_zone: Change<Box<str>>,
    /// The schedule of event types that have none of their own.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub default_schedule_id: Change<u64>,
}

/// A conferencing application that an account has connected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConferencingApp {
    /// The connection.
    pub id: u64,
    /// What it is called among programs: "`google_video`".
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// The application, in older answers.
    pub app_id: Option<Box<str>>,
    /// Whether the connection has gone bad.
    pub invalid: Option<bool>,
}

/// The conferencing application for event types that name none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultConferencing {
    /// The application.
    pub app_slug: Option<Box<str>>,
    /// A link, where the application is one.
    pub app_link: Option<Hidden>,
}

/// A team of which the account is a member.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub name: Box<str>,
    /// The name in the links to its pages.
    pub slug: Option<Box<str>>,
    /// Whether it is an organization.
    pub is_organization: Option<bool>,
    /// Its zone.
    pub time_zone: Option<Box<str>>,
}

/// An e-mail address that has been verified for an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedEmail {
    /// Its number.
    pub id: u64,
    /// The address.
    pub email: Hidden,
    /// The account.
    pub user_id: Option<u64>,
}

/// Free data about a booking, given back as it was sent; values that are no text are left out.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Metadata(pub BTreeMap<Box<str>, Box<str>>);

/// Anybody may have put anything into it: only its keys are shown.
impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = self.0.keys().map(|key| (key, format_args!("[redacted]")));
        f.debug_map().entries(hidden).finish()
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Map(BTreeMap<Box<str>, Entry<Box<str>>>),
            Other(IgnoredAny),
        }
        Any::deserialize(deserializer).map(|any| match any {
            Any::Map(map) => Self(map.into_iter().filter_map(text).collect()),
            Any::Other(IgnoredAny) => Self::default(),
        })
    }
}

fn text((key, value): (Box<str>, Entry<Box<str>>)) -> Option<(Box<str>, Box<str>)> {
    match value {
        Entry::Read(value) => Some((key, value)),
        Entry::Odd => None,
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// What was answered to questions, by the names of their fields.
pub type Answers = BTreeMap<Box<str>, Answer>;

/// What was answered to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A text.
    Text(Hidden),
    /// Yes or no.
    Switch(bool),
    /// Several texts.
    Several(Vec<Hidden>),
}

fn number_or_text<'de, D: Deserializer<'de>>(from: D) -> Result<Box<str>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(Box<str>),
    }
    Either::deserialize(from).map(|either| match either {
        Either::Number(number) => number.to_string().into(),
        Either::Text(text) => text,
    })
}
