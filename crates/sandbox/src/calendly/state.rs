//! What only Calendly knows: accounts, event types, schedules, what it keeps of its events.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What only this service knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    pub(crate) users: Vec<User>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) event_types: Vec<EventType>,
    pub(crate) events: Vec<Event>,
    pub(crate) webhooks: Vec<Webhook>,
    /// How often something was written: a page token does not outlive a write.
    pub(crate) writes: u64,
    /// When each user's calls of the last minute came.
    #[serde(skip)]
    pub(crate) calls: BTreeMap<String, Vec<DateTime<Utc>>>,
    /// When each user's bookings of the last day came.
    #[serde(skip)]
    pub(crate) creates: BTreeMap<String, Vec<DateTime<Utc>>>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) id: String,
    /// The world's name for them.
    pub(crate) person: String,
    pub(crate) slug: String,
    pub(crate) organization: String,
    pub(crate) membership: String,
    pub(crate) role: Role,
    pub(crate) created_at: DateTime<Utc>,
    #[serde(default)]
    pub(crate) limits: Limits,
}

/// How many meetings a user takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    pub(crate) daily_limit: Option<u32>,
    pub(crate) weekly_limit: Option<u32>,
    pub(crate) monthly_limit: Option<u32>,
}

/// What a user is in the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    User,
    Admin,
    Owner,
}

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

/// A personal access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    pub(crate) value: String,
    /// The id of the user.
    pub(crate) user: String,
    /// What it may do; `None` is everything.
    #[serde(default)]
    pub(crate) scopes: Option<Vec<String>>,
}

/// Somebody's hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    pub(crate) id: String,
    /// The id of the user.
    pub(crate) user: String,
    pub(crate) name: String,
    pub(crate) default: bool,
    pub(crate) timezone: String,
    pub(crate) rules: Vec<Rule>,
}

/// The hours of one weekday or one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    #[serde(rename = "type")]
    pub(crate) kind: RuleKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) wday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
    pub(crate) intervals: Vec<Hours>,
}

/// Whether a rule is for a weekday or for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RuleKind {
    Wday,
    Date,
}

/// From when to when, as the clock shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hours {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// What can be booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventType {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) slug: String,
    /// The ids of the users who host it; the first owns it.
    pub(crate) hosts: Vec<String>,
    pub(crate) duration: u32,
    #[serde(default)]
    pub(crate) duration_options: Vec<u32>,
    #[serde(default)]
    pub(crate) pooling: Pooling,
    /// How many invitees one event takes; more than one makes a group.
    #[serde(default = "one")]
    pub(crate) seats: u32,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) secret: bool,
    #[serde(default)]
    pub(crate) locations: Vec<Location>,
    #[serde(default)]
    pub(crate) questions: Vec<Question>,
    #[serde(default = "half_hour")]
    pub(crate) increment: u32,
    #[serde(default)]
    pub(crate) before_buffer: u32,
    #[serde(default)]
    pub(crate) after_buffer: u32,
    #[serde(default)]
    pub(crate) notice_minutes: u32,
    #[serde(default = "two_months")]
    pub(crate) horizon_days: u32,
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(default = "blue")]
    pub(crate) color: String,
    #[serde(default = "english")]
    pub(crate) locale: String,
    /// Hours of its own, by the host's id; a host without an entry keeps their default schedule.
    #[serde(default)]
    pub(crate) hours: BTreeMap<String, OwnHours>,
    /// One-off types are offered only in these stretches.
    #[serde(default)]
    pub(crate) only_within: Option<Vec<(DateTime<Utc>, DateTime<Utc>)>>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl EventType {
    /// An event type of half an hour that anybody may book at once, made at `made`.
    pub(crate) fn new(
        id: String,
        (name, slug): (&str, &str),
        hosts: Vec<String>,
        made: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            slug: slug.to_owned(),
            hosts,
            duration: half_hour(),
            duration_options: Vec::new(),
            pooling: Pooling::None,
            seats: one(),
            active: yes(),
            secret: false,
            locations: Vec::new(),
            questions: Vec::new(),
            increment: half_hour(),
            before_buffer: 0,
            after_buffer: 0,
            notice_minutes: 0,
            horizon_days: two_months(),
            description: None,
            color: blue(),
            locale: english(),
            hours: BTreeMap::new(),
            only_within: None,
            created_at: made,
            updated_at: made,
        }
    }

    /// The id of the user who owns it.
    pub(crate) fn owner(&self) -> &str {
        self.hosts.first().map_or("", String::as_str)
    }
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

const fn half_hour() -> u32 {
    30
}

const fn two_months() -> u32 {
    60
}

fn blue() -> String {
    "#0066ff".to_owned()
}

fn english() -> String {
    "en".to_owned()
}

/// The hours that a host keeps for one event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnHours {
    pub(crate) timezone: String,
    pub(crate) rules: Vec<Rule>,
}

/// How several hosts share an event type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pooling {
    #[default]
    None,
    RoundRobin,
    Collective,
}

/// A place that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Location {
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) additional_info: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone_number: Option<String>,
}

/// A question of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) position: u32,
    pub(crate) enabled: bool,
    pub(crate) required: bool,
    pub(crate) answer_choices: Vec<String>,
    pub(crate) include_other: bool,
}

/// What Calendly keeps of a booking of the same id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) event_type: String,
    /// The location in the shape of an event.
    pub(crate) location: Value,
    pub(crate) seats: u32,
    pub(crate) guests: Vec<String>,
    pub(crate) invitees: Vec<Invitee>,
    #[serde(default)]
    pub(crate) cancellation: Option<Cancellation>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Somebody who booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invitee {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) timezone: String,
    /// Answers and tracking in the shapes in which they were sent.
    pub(crate) answers: Vec<Value>,
    pub(crate) tracking: Value,
    pub(crate) text_reminder_number: Option<String>,
    /// The URI of the user who booked for them.
    pub(crate) scheduled_by: String,
    pub(crate) no_show: Option<NoShow>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// That an invitee did not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoShow {
    pub(crate) id: String,
    pub(crate) created_at: DateTime<Utc>,
}

/// Who cancelled an event, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancellation {
    pub(crate) canceled_by: String,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// A subscription to events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) callback_url: String,
    pub(crate) events: Vec<String>,
    pub(crate) scope: String,
    pub(crate) organization: String,
    /// The ids of the user subscribed for, and of the one who did it.
    pub(crate) user: Option<String>,
    pub(crate) creator: String,
    pub(crate) created_at: DateTime<Utc>,
}

impl State {
    pub(crate) fn user(&self, id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The account of a person.
    pub(crate) fn user_of(&self, person: &str) -> Option<&User> {
        self.users.iter().find(|user| user.person == person)
    }

    pub(crate) fn event_type(&self, id: &str) -> Option<&EventType> {
        self.event_types.iter().find(|kind| kind.id == id)
    }

    pub(crate) fn event(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }

    /// The schedule that a user keeps unless an event type says otherwise.
    pub(crate) fn default_schedule(&self, user: &str) -> Option<&Schedule> {
        let own = || self.schedules.iter().filter(|schedule| schedule.user == user);
        own().find(|schedule| schedule.default).or_else(|| own().next())
    }
}

/// The address of a thing, as the real service writes it, whatever host was called.
pub(crate) fn uri(family: &str, id: &str) -> String {
    format!("https://api.calendly.com/{family}/{id}")
}

/// The id in the address of a thing of a family; only the real service's addresses are known.
pub(crate) fn id_in<'a>(uri: &'a str, family: &str) -> Option<&'a str> {
    let id = uri.strip_prefix("https://api.calendly.com/")?.strip_prefix(family)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
