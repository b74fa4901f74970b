//! What Calendly tells of time: offered starts, taken time, hours, caps.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{Personal, Uri, WireTime};

words! {
    /// Whether an offered start can be booked.
    SlotStatus {
        /// It can.
        Available = "available",
    }
}

words! {
    /// Where taken time comes from.
    BusyKind {
        /// A meeting booked through Calendly.
        Calendly = "calendly",
        /// Time that Calendly keeps back.
        Reserved = "reserved",
        /// A calendar that is checked for conflicts.
        External = "external",
    }
}

words! {
    /// What a rule of hours is for.
    RuleKind {
        /// One day of every week.
        Weekday = "wday",
        /// One date, whose weekly hours it replaces.
        Date = "date",
    }
}

words! {
    /// A day of the week.
    WeekdayName {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

/// A start that an event type offers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AvailableTime {
    /// Whether it can be booked.
    pub status: SlotStatus,
    /// For how many more invitees there is room.
    pub invitees_remaining: f64,
    /// When; booking wants this very text.
    pub start_time: WireTime,
    /// The page that books this start.
    #[serde(default)]
    pub scheduling_url: Option<String>,
}

/// A stretch of time that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BusyTime {
    /// Where it comes from.
    #[serde(rename = "type")]
    pub kind: BusyKind,
    /// From when.
    pub start_time: WireTime,
    /// To when.
    pub end_time: WireTime,
    /// From when with the buffer before it; only for meetings of Calendly's.
    #[serde(default)]
    pub buffered_start_time: Option<WireTime>,
    /// To when with the buffer after it.
    #[serde(default)]
    pub buffered_end_time: Option<WireTime>,
    /// The meeting behind it.
    #[serde(default)]
    pub event: Option<BusyEvent>,
}

/// The meeting behind taken time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BusyEvent {
    /// The reference.
    pub uri: Uri,
}

/// A stretch of a day on the wall clock, `HH:MM`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRange {
    /// From when.
    pub from: String,
    /// To when.
    pub to: String,
}

/// The hours of a weekday or of a date; no intervals mean closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityRule {
    /// What it is for.
    #[serde(rename = "type")]
    pub kind: RuleKind,
    /// The weekday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wday: Option<WeekdayName>,
    /// The date, `2030-1-5` as well as `2030-01-05`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// When it is open.
    pub intervals: Vec<ClockRange>,
}

/// Hours of a user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserSchedule {
    /// The reference.
    #[serde(default)]
    pub uri: Option<Uri>,
    /// Whether these are the hours that count where nothing else is said.
    #[serde(default)]
    pub default: Option<bool>,
    /// What the user calls them.
    #[serde(default)]
    pub name: Option<Personal>,
    /// Whose they are.
    #[serde(default)]
    pub user: Option<Uri>,
    /// The zone whose clock they are read from.
    pub timezone: String,
    /// The rules.
    pub rules: Vec<AvailabilityRule>,
}

/// Rules of hours of one host, or of all hosts where no user is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRules {
    /// The zone whose clock they are read from.
    pub timezone: String,
    /// The schedule that they come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<Uri>,
    /// What the schedule is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    /// Whose they are; absent where hosts share them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Uri>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<AvailabilityRule>,
}

/// The hours that an event type really uses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EventTypeSchedule {
    /// Of which event type.
    #[serde(default)]
    pub event_type: Option<Uri>,
    /// `host`, or in prose `all`.
    #[serde(default)]
    pub availability_setting: Option<String>,
    /// The rules.
    #[serde(default)]
    pub availability_rule: Option<HostRules>,
}

/// New hours of an event type; they replace **all** that there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventTypeScheduleChange {
    /// The rules.
    pub availability_rule: HostRules,
    /// `host`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_setting: Option<String>,
}

/// How many meetings a user takes at most; `None` is no cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct MeetingLimits {
    /// A day.
    #[serde(default)]
    pub daily_limit: Option<u16>,
    /// A week.
    #[serde(default)]
    pub weekly_limit: Option<u16>,
    /// A month.
    #[serde(default)]
    pub monthly_limit: Option<u16>,
}

/// Changes of caps: an outer `None` leaves a cap as it is, an inner one removes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct MeetingLimitsChange {
    /// A day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_limit: Option<Option<u16>>,
    /// A week.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekly_limit: Option<Option<u16>>,
    /// A month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_limit: Option<Option<u16>>,
}
