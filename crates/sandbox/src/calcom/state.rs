//! What only Cal.com knows: accounts, event types, schedules, webhooks, what it keeps of bookings, reservations, keys.
//!
//! Plain data: whatever is written here is served, so a world can be put together in JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What only this service knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    pub(crate) accounts: Vec<Account>,
    pub(crate) schedules: Vec<Hours>,
    pub(crate) event_types: Vec<EventType>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) teams: Vec<Team>,
    /// What is kept of a booking beside the world's entry, by its uid.
    pub(crate) bookings: BTreeMap<String, Details>,
    pub(crate) reservations: Vec<Reservation>,
    pub(crate) keys: Vec<Key>,
    /// Calls of the current minute, by token, or by `anonymous`.
    pub(crate) rate: BTreeMap<String, RateWindow>,
    /// How many calls were answered: the ids of requests are counted from it.
    pub(crate) requests: u64,
}

/// A user of Cal.com.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// The person of the world.
    pub(crate) person: String,
    pub(crate) id: u64,
    pub(crate) username: String,
    pub(crate) time_zone: String,
    #[serde(default)]
    pub(crate) default_schedule: Option<u64>,
    #[serde(default)]
    pub(crate) bio: String,
    #[serde(default)]
    pub(crate) avatar_url: Option<String>,
    #[serde(default = "twelve")]
    pub(crate) time_format: u64,
    #[serde(default = "sunday")]
    pub(crate) week_start: String,
    #[serde(default)]
    pub(crate) days_off: Vec<DaysOff>,
    #[serde(default)]
    pub(crate) calendars: Vec<Calendar>,
    #[serde(default)]
    pub(crate) conferencing: Vec<Conferencing>,
    /// The slug of the default conferencing app.
    #[serde(default)]
    pub(crate) default_conferencing: Option<String>,
    #[serde(default)]
    pub(crate) verified_emails: Vec<VerifiedEmail>,
}

const fn twelve() -> u64 {
    12
}

fn sunday() -> String {
    "Sunday".into()
}

/// Local dates on which somebody is away, both included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysOff {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

/// A connected calendar. The first one of an account holds what the world's person is busy with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Calendar {
    pub(crate) credential_id: u64,
    pub(crate) external_id: String,
    pub(crate) name: String,
}

/// A conferencing app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conferencing {
    pub(crate) id: u64,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) slug: String,
}

/// An address that its owner has proved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifiedEmail {
    pub(crate) id: u64,
    pub(crate) email: String,
}

/// A schedule: weekly hours in minutes of the local day, and what replaces them on single dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hours {
    pub(crate) id: u64,
    pub(crate) person: String,
    pub(crate) name: String,
    pub(crate) time_zone: String,
    pub(crate) weekly: Vec<DayHours>,
    #[serde(default)]
    pub(crate) overrides: Vec<DateHours>,
}

/// Hours on some weekdays; 0 is Sunday, the minute 1439 means midnight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayHours {
    pub(crate) days: Vec<u8>,
    pub(crate) start_minute: u16,
    pub(crate) end_minute: u16,
}

/// Hours of one date; a start that equals the end closes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DateHours {
    pub(crate) date: NaiveDate,
    pub(crate) start_minute: u16,
    pub(crate) end_minute: u16,
}

/// What can be booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventType {
    pub(crate) id: u64,
    pub(crate) person: String,
    pub(crate) title: String,
    pub(crate) slug: String,
    pub(crate) length: u32,
    /// All lengths that may be booked; empty when only `length` may.
    #[serde(default)]
    pub(crate) length_options: Vec<u32>,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) hidden: bool,
    #[serde(default)]
    pub(crate) seats: Option<u32>,
    #[serde(default)]
    pub(crate) needs_confirmation: bool,
    #[serde(default)]
    pub(crate) needs_authentication: bool,
    #[serde(default)]
    pub(crate) notice_minutes: u32,
    #[serde(default)]
    pub(crate) buffer_before: u32,
    #[serde(default)]
    pub(crate) buffer_after: u32,
    #[serde(default)]
    pub(crate) slot_interval: Option<u32>,
    #[serde(default)]
    pub(crate) offset_start: u32,
    #[serde(default)]
    pub(crate) schedule: Option<u64>,
    #[serde(default)]
    pub(crate) window: Option<BookingWindow>,
    /// As the current dialect writes them.
    #[serde(default)]
    pub(crate) locations: Vec<Value>,
    /// Questions of its own, as the current dialect writes them.
    #[serde(default)]
    pub(crate) fields: Vec<Value>,
    #[serde(default)]
    pub(crate) metadata: Map<String, Value>,
}

/// How far ahead an event type can be booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum BookingWindow {
    CalendarDays(u32),
    BusinessDays(u32),
    /// Both dates included, in the zone of the schedule.
    Range(NaiveDate, NaiveDate),
}

/// A subscription; of an event type when that is named, else of the user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) id: u64,
    pub(crate) person: String,
    #[serde(default)]
    pub(crate) event_type: Option<u64>,
    pub(crate) subscriber_url: String,
    pub(crate) triggers: Vec<String>,
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) payload_template: String,
    #[serde(default)]
    pub(crate) secret: Option<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Team {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) members: Vec<String>,
}

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Accepted,
    Pending,
    Cancelled,
    Rejected,
}

/// What Cal.com keeps of a booking beside the world's entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Details {
    pub(crate) id: u64,
    pub(crate) event_type: u64,
    pub(crate) status: Status,
    pub(crate) attendees: Vec<Attendee>,
    #[serde(default)]
    pub(crate) guests: Vec<String>,
    #[serde(default)]
    pub(crate) location: String,
    #[serde(default)]
    pub(crate) metadata: Map<String, Value>,
    #[serde(default)]
    pub(crate) responses: Map<String, Value>,
    #[serde(default)]
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pub(crate) rescheduling_reason: Option<String>,
    #[serde(default)]
    pub(crate) rescheduled_from: Option<String>,
    #[serde(default)]
    pub(crate) rescheduled_to: Option<String>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Somebody who is met; with a seat when the event type has seats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attendee {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) time_zone: String,
    #[serde(default = "english")]
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) phone: Option<String>,
    #[serde(default)]
    pub(crate) seat: Option<String>,
}

fn english() -> String {
    "en".into()
}

/// A slot that is kept for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reservation {
    pub(crate) uid: String,
    pub(crate) event_type: u64,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    /// Minutes for which it was made.
    pub(crate) minutes: u32,
    pub(crate) until: DateTime<Utc>,
}

/// What kind of bearer a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyKind {
    ApiKey,
    AccessToken,
    ManagedToken,
}

/// A token and whom it lets in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub(crate) token: String,
    pub(crate) person: String,
    pub(crate) kind: KeyKind,
    #[serde(default)]
    pub(crate) expired: bool,
    /// What an access token may do; `None` is everything.
    #[serde(default)]
    pub(crate) scopes: Option<Vec<String>>,
}

/// Calls counted since `since`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateWindow {
    pub(crate) since: DateTime<Utc>,
    pub(crate) calls: u32,
}

impl State {
    pub(crate) fn account(&self, person: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.person == person)
    }

    pub(crate) fn account_mut(&mut self, person: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.person == person)
    }

    pub(crate) fn account_named(&self, username: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.username.eq_ignore_ascii_case(username))
    }

    pub(crate) fn event_type(&self, id: u64) -> Option<&EventType> {
        self.event_types.iter().find(|event_type| event_type.id == id)
    }

    pub(crate) fn event_type_of(&self, person: &str, slug: &str) -> Option<&EventType> {
        self.event_types.iter().find(|event_type| event_type.person == person && event_type.slug == slug)
    }

    pub(crate) fn schedule(&self, id: u64) -> Option<&Hours> {
        self.schedules.iter().find(|schedule| schedule.id == id)
    }

    /// The schedule by which an event type is offered.
    pub(crate) fn schedule_of(&self, event_type: &EventType) -> Option<&Hours> {
        let default = || self.account(&event_type.person).and_then(|account| account.default_schedule);
        self.schedule(event_type.schedule.or_else(default)?)
    }
}

impl EventType {
    /// Whether it may be booked with this length.
    pub(crate) fn allows(&self, length: u32) -> bool {
        length == self.length || self.length_options.contains(&length)
    }
}
