//! Links that can be booked through once, and variants of an event type.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{AvailabilityRule, LocationConfiguration, Opaque, Personal, Uri};

words! {
    /// How far ahead a share can be booked.
    Period {
        /// Within a length of time in which the host is available, from now on.
        AvailableMoving = "available_moving",
        /// Within a length of time from now on.
        Moving = "moving",
        /// Between two dates.
        Fixed = "fixed",
        /// At any time.
        Unlimited = "unlimited",
    }
}

/// A link that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSchedulingLink {
    /// How often it can be booked through: Calendly knows only 1.
    pub max_event_count: u8,
    /// The event type.
    pub owner: Uri,
    /// `EventType`.
    pub owner_type: &'static str,
}

impl NewSchedulingLink {
    /// A link to `event_type` that can be booked through once.
    #[must_use]
    pub const fn once(event_type: Uri) -> Self {
        Self { max_event_count: 1, owner: event_type, owner_type: "EventType" }
    }
}

/// A link that can be booked through.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SchedulingLink {
    /// Where to book; whoever has it can.
    pub booking_url: Personal,
    /// The event type.
    #[serde(default)]
    pub owner: Option<Uri>,
    /// `EventType`.
    #[serde(default)]
    pub owner_type: Option<String>,
}

/// The hours of a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShareRules {
    /// The rules.
    pub rules: Vec<AvailabilityRule>,
    /// The zone whose clock they are read from.
    pub timezone: String,
}

/// A variant of an event type that is wanted; what is left out is as in the event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewShare {
    /// Of which event type.
    pub event_type: Uri,
    /// What it is called, at most 55 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long, 1 to 720 minutes.
    #[serde(rename = "duration", skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<u16>,
    /// How far ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_type: Option<Period>,
    /// The first date of a fixed period, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// The last date of a fixed period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// The length of a moving period; Calendly does not document its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_booking_time: Option<u32>,
    /// Whether the place shows only after booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_location: Option<bool>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_configurations: Option<Vec<LocationConfiguration>>,
    /// The hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_rule: Option<ShareRules>,
}

impl NewShare {
    /// A variant of `event_type` that differs in nothing yet.
    #[must_use]
    pub const fn of(event_type: Uri) -> Self {
        Self {
            event_type,
            name: None,
            duration_minutes: None,
            period_type: None,
            start_date: None,
            end_date: None,
            max_booking_time: None,
            hide_location: None,
            location_configurations: None,
            availability_rule: None,
        }
    }
}

/// A variant of an event type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Share {
    /// Its links.
    #[serde(default)]
    pub scheduling_links: Vec<SchedulingLink>,
    /// How it differs.
    #[serde(default)]
    pub share_override: Option<Opaque>,
}
