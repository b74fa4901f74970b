//! Meetings that have been booked.

use serde::Deserialize;

use super::word::words;
use super::{Cancellation, Opaque, Personal, Uri, WireTime};

words! {
    /// Whether a meeting takes place.
    EventStatus {
        /// It does.
        Active = "active",
        /// It was cancelled.
        Canceled = "canceled",
    }
}

/// Where a meeting is; its tag is `type` here, not `kind`, and has other words (`zoom`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MeetingLocation {
    /// Which kind of place.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The address or text.
    #[serde(default)]
    pub location: Option<Personal>,
    /// How far the conference has been set up.
    #[serde(default)]
    pub status: Option<String>,
    /// Where to join it.
    #[serde(default)]
    pub join_url: Option<Personal>,
    /// What the conference service says of it.
    #[serde(default)]
    pub data: Option<Opaque>,
    /// What else there is to say.
    #[serde(default)]
    pub additional_info: Option<Personal>,
}

/// How many invitees a meeting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct InviteesCounter {
    /// All who ever booked.
    pub total: u32,
    /// Those who come.
    pub active: u32,
    /// How many can come.
    pub limit: u32,
}

/// A host of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EventMembership {
    /// Who.
    pub user: Uri,
    /// Where the host's mail goes.
    #[serde(default)]
    pub user_email: Option<Personal>,
    /// What the host is called.
    #[serde(default)]
    pub user_name: Option<Personal>,
    /// From when with the buffer before it.
    #[serde(default)]
    pub buffered_start_time: Option<WireTime>,
    /// To when with the buffer after it.
    #[serde(default)]
    pub buffered_end_time: Option<WireTime>,
}

/// Somebody whom an invitee brings along.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EventGuest {
    /// Where the guest's mail goes.
    pub email: Personal,
    /// When the guest was added.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When that last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// The entry in the host's own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CalendarEvent {
    /// Which calendar service.
    pub kind: String,
    /// What it is called there.
    pub external_id: String,
}

/// A meeting that has been booked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ScheduledEvent {
    /// The reference.
    pub uri: Uri,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it takes place.
    pub status: EventStatus,
    /// From when.
    pub start_time: WireTime,
    /// To when.
    pub end_time: WireTime,
    /// The event type that it was booked through.
    #[serde(default)]
    pub event_type: Option<Uri>,
    /// Where.
    #[serde(default)]
    pub location: Option<MeetingLocation>,
    /// How many invitees it has.
    #[serde(default)]
    pub invitees_counter: Option<InviteesCounter>,
    /// Its hosts.
    #[serde(default)]
    pub event_memberships: Option<Vec<EventMembership>>,
    /// Whom invitees bring along.
    #[serde(default)]
    pub event_guests: Option<Vec<EventGuest>>,
    /// Notes of the host's.
    #[serde(default)]
    pub meeting_notes_plain: Option<Personal>,
    /// Notes of the host's with markup.
    #[serde(default)]
    pub meeting_notes_html: Option<Personal>,
    /// How it was cancelled.
    #[serde(default)]
    pub cancellation: Option<Cancellation>,
    /// The entry in the host's own calendar.
    #[serde(default)]
    pub calendar_event: Option<CalendarEvent>,
    /// When it was booked.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}
