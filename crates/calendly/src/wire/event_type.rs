//! Event types: what can be booked.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{DurationMinutes, Personal, Uri, User, WireTime};

words! {
    /// How many invitees a meeting has.
    EventTypeKind {
        /// One.
        Solo = "solo",
        /// Several, each of whom books alone.
        Group = "group",
    }
}

words! {
    /// How several hosts share an event type.
    PoolingType {
        /// One of them takes each meeting.
        RoundRobin = "round_robin",
        /// All of them take every meeting.
        Collective = "collective",
        /// Several pools.
        MultiPool = "multi_pool",
    }
}

words! {
    /// How an event type is booked.
    BookingMethod {
        /// At once.
        Instant = "instant",
        /// By a vote.
        Poll = "poll",
    }
}

words! {
    /// Whose event type it is.
    ProfileKind {
        /// A user's.
        User = "User",
        /// A team's.
        Team = "Team",
    }
}

words! {
    /// What an answer to a question looks like.
    QuestionKind {
        /// One line.
        Line = "string",
        /// Several lines.
        Text = "text",
        /// A telephone number.
        Phone = "phone_number",
        /// One of the choices.
        Single = "single_select",
        /// Any of the choices.
        Multi = "multi_select",
    }
}

words! {
    /// Where a meeting is.
    LocationKind {
        /// Where the invitee says.
        AskInvitee = "ask_invitee",
        /// Where a text of the host's says.
        Custom = "custom",
        /// Google Meet.
        Google = "google_conference",
        /// GoTo Meeting.
        GoTo = "gotomeeting_conference",
        /// The invitee calls.
        InboundCall = "inbound_call",
        /// Microsoft Teams.
        Teams = "microsoft_teams_conference",
        /// The host calls.
        OutboundCall = "outbound_call",
        /// At an address.
        Physical = "physical",
        /// Webex.
        Webex = "webex_conference",
        /// Zoom.
        Zoom = "zoom_conference",
    }
}

impl LocationKind {
    /// Whether a booking must carry a text with it.
    #[must_use]
    pub const fn needs_text(&self) -> bool {
        matches!(self, Self::AskInvitee | Self::Custom | Self::OutboundCall | Self::Physical)
    }
}

/// A place that an event type is configured with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationConfiguration {
    /// Which kind of place.
    pub kind: LocationKind,
    /// The address or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Personal>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_info: Option<Personal>,
    /// The number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<Personal>,
    /// Its place in the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
}

/// A question that the booking form asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomQuestion {
    /// Its text; an answer must repeat it byte by byte.
    pub name: String,
    /// What an answer looks like.
    #[serde(rename = "type")]
    pub kind: QuestionKind,
    /// Its place in the form.
    pub position: u32,
    /// Whether it is asked at all.
    pub enabled: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// What can be chosen from.
    #[serde(default)]
    pub answer_choices: Option<Vec<String>>,
    /// Whether an answer of one's own may stand beside the choices.
    #[serde(default)]
    pub include_other: Option<bool>,
}

/// Whose an event type is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Profile {
    /// A user's or a team's.
    #[serde(rename = "type")]
    pub kind: ProfileKind,
    /// The name of either.
    #[serde(default)]
    pub name: Option<Personal>,
    /// The user, or the team.
    #[serde(default)]
    pub owner: Option<Uri>,
}

/// An event type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EventType {
    /// The reference.
    pub uri: Uri,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it can be booked now.
    pub active: bool,
    /// Its part of scheduling links.
    #[serde(default)]
    pub slug: Option<String>,
    /// The page on which it can be booked.
    #[serde(default)]
    pub scheduling_url: Option<String>,
    /// How long a meeting is.
    pub duration: DurationMinutes,
    /// Other lengths that the page offers; booking through the API has none but `duration`.
    #[serde(default)]
    pub duration_options: Option<Vec<DurationMinutes>>,
    /// How many invitees a meeting has.
    pub kind: EventTypeKind,
    /// How several hosts share it.
    #[serde(default)]
    pub pooling_type: Option<PoolingType>,
    /// `StandardEventType` or `AdhocEventType`.
    #[serde(default, rename = "type")]
    pub type_name: Option<String>,
    /// How it is booked; older answers do not say, and mean at once.
    #[serde(default)]
    pub booking_method: Option<BookingMethod>,
    /// Its colour.
    #[serde(default)]
    pub color: Option<String>,
    /// Its description.
    #[serde(default)]
    pub description_plain: Option<String>,
    /// Its description with markup.
    #[serde(default)]
    pub description_html: Option<String>,
    /// A note for the hosts.
    #[serde(default)]
    pub internal_note: Option<Personal>,
    /// Whose it is; absent for some.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Whether the user's page does not show it.
    #[serde(default)]
    pub secret: Option<bool>,
    /// Whether an administrator keeps it.
    #[serde(default)]
    pub admin_managed: Option<bool>,
    /// Whether it costs the invitee money.
    #[serde(default)]
    pub is_paid: Option<bool>,
    /// The language of its page.
    #[serde(default)]
    pub locale: Option<String>,
    /// Its place in lists.
    #[serde(default)]
    pub position: Option<i64>,
    /// What its form asks; absent is not known, which is not the same as nothing.
    #[serde(default)]
    pub custom_questions: Option<Vec<CustomQuestion>>,
    /// Where it can be: an outer `None` is not known, an inner one is nowhere in particular.
    #[serde(default, deserialize_with = "said")]
    pub locations: Option<Option<Vec<LocationConfiguration>>>,
    /// When it was deleted.
    #[serde(default)]
    pub deleted_at: Option<WireTime>,
    /// The distance from one start to the next; null for one-off types.
    #[serde(default, deserialize_with = "said")]
    pub start_time_increment: Option<Option<DurationMinutes>>,
    /// What is kept clear before; an outer `None` is not known.
    #[serde(default, deserialize_with = "said")]
    pub before_buffer: Option<Option<DurationMinutes>>,
    /// What is kept clear after.
    #[serde(default, deserialize_with = "said")]
    pub after_buffer: Option<Option<DurationMinutes>>,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// Reads a field that is there, null or not: with `default` it tells absent and null apart.
fn said<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from).map(Some)
}

impl EventType {
    /// The places to choose from; `None` when Calendly did not say.
    #[must_use]
    pub fn places(&self) -> Option<&[LocationConfiguration]> {
        self.locations.as_ref().map(|places| places.as_deref().unwrap_or_default())
    }
}

/// An event type as memberships tell of it: whole, or by reference.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum EventTypeRef {
    /// Only the reference.
    Uri(Uri),
    /// All of it.
    Whole(Box<EventType>),
}

/// That a user hosts an event type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct EventTypeMembership {
    /// The reference.
    pub uri: Uri,
    /// Which event type.
    pub event_type: EventTypeRef,
    /// Who.
    #[serde(default)]
    pub member: Option<User>,
    /// Since when.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// What an event type is to be like; what is left out stays as it is, or as Calendly has it by default.
///
/// Calendly drops fields that it does not know in silence.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct EventTypeDraft {
    /// Whether it can be booked. There is no deletion: this is the way to take one away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How long, 1 to 720 minutes.
    #[serde(rename = "duration", skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<u16>,
    /// Other lengths, at most four.
    #[serde(rename = "duration_options", skip_serializing_if = "Option::is_none")]
    pub duration_options_minutes: Option<Vec<u16>>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locations: Option<Vec<LocationConfiguration>>,
    /// `#rrggbb` in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The language of its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The distance from one start to the next, 5 to 720 minutes.
    #[serde(rename = "start_time_increment", skip_serializing_if = "Option::is_none")]
    pub start_time_increment_minutes: Option<u16>,
    /// What is kept clear before: 0, 5, 10, 15, 30, 45, 60, 90, 120, 150 or 180 minutes.
    #[serde(rename = "before_buffer", skip_serializing_if = "Option::is_none")]
    pub before_buffer_minutes: Option<u16>,
    /// What is kept clear after, one of the same lengths.
    #[serde(rename = "after_buffer", skip_serializing_if = "Option::is_none")]
    pub after_buffer_minutes: Option<u16>,
}

/// A new event type of one host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewEventType {
    /// Whose.
    pub owner: Uri,
    /// What it is like; its name is required.
    #[serde(flatten)]
    pub draft: EventTypeDraft,
}

/// A stretch of time that a one-off type offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// From when.
    pub start_time: WireTime,
    /// To when.
    pub end_time: WireTime,
}

/// When a one-off type can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DateSetting {
    /// Between two dates less than a year apart.
    DateRange {
        /// The first date, `YYYY-MM-DD`.
        start_date: String,
        /// The last date.
        end_date: String,
    },
    /// Within some days from now.
    DaysInFuture {
        /// How many, at most 365.
        days: u16,
        /// Whether weekends do not count.
        only_weekdays: bool,
    },
    /// At chosen times.
    Spots {
        /// Which.
        spots: Vec<Spot>,
    },
}

/// An offer to meet once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneOffEventType {
    /// What it is called, at most 55 characters.
    pub name: String,
    /// Who hosts it.
    pub host: Uri,
    /// Who else does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_hosts: Vec<Uri>,
    /// How long, at most 720 minutes.
    #[serde(rename = "duration")]
    pub duration_minutes: u16,
    /// The zone of its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// When it can be booked.
    pub date_setting: DateSetting,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationConfiguration>,
}
