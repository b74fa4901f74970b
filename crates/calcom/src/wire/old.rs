//! The shapes of the dialect of 2024-04-15: what an answer looks like when no version is asked for.

use std::collections::BTreeMap;

use freebusy_transport::Page;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Answers, BookingStatus, Entry, Hidden, Metadata, never_null, present};

/// The event types of an account, in groups.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTypeGroups {
    /// One group for the account, one for each of its teams.
    pub event_type_groups: Vec<EventTypeGroup>,
}

/// The event types of the account or of one of its teams.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTypeGroup {
    /// The team; the account's own group has none.
    pub team_id: Option<u64>,
    /// Its event types.
    pub event_types: Vec<EventType>,
}

/// An event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventType {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub title: Box<str>,
    /// The name in its link.
    pub slug: Box<str>,
    /// How many minutes its meetings have.
    pub length: u32,
    /// Whether it is left out of its owner's page.
    pub hidden: Option<bool>,
    /// Whether a booking waits for the host's word.
    pub requires_confirmation: Option<bool>,
    /// How many attendees one slot has, where more than one.
    pub seats_per_time_slot: Option<u32>,
    /// Whether one booking books a whole series.
    pub recurring_event: Option<super::IgnoredAnything>,
    /// The schedule of its own, where it has one.
    pub schedule_id: Option<u64>,
    /// What else is set.
    pub metadata: Option<Entry<EventTypeMetadata>>,
    /// What those who book are asked, where it is told.
    #[serde(default)]
    pub booking_fields: Option<Vec<Entry<BookingField>>>,
    /// Whether nobody may be brought along.
    pub disable_guests: Option<bool>,
}

/// A question of an event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BookingField {
    /// The name by which it is answered.
    pub name: Box<str>,
    /// What an answer is: `text`, `boolean`, `multiselect`.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// Its words, where it has any of its own.
    pub label: Option<Box<str>>,
    /// Whether it must be answered.
    pub required: Option<Entry<bool>>,
    /// Whether nobody is asked.
    pub hidden: Option<Entry<bool>>,
    /// What may be chosen from.
    pub options: Option<Vec<Choice>>,
}

/// What may be chosen as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Choice {
    /// The answer as it is sent.
    pub value: Box<str>,
}

/// What else is set about an event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTypeMetadata {
    /// The lengths that may be chosen from, in minutes.
    pub multiple_duration: Option<Vec<u32>>,
}

/// An event type on its own, as the editor gets it or bare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneEventType(pub EventType);

impl<'de> Deserialize<'de> for OneEventType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Edited {
                #[serde(rename = "eventType")]
                event_type: EventType,
            },
            Bare(EventType),
        }
        Either::deserialize(deserializer).map(|either| match either {
            Either::Edited { event_type } | Either::Bare(event_type) => Self(event_type),
        })
    }
}

/// An event type that is wanted.
#[derive(Debug, Clone, Serialize)]
pub struct NewEventType {
    /// What it is to be called.
    pub title: Box<str>,
    /// The name in its link.
    pub slug: Box<str>,
    /// How many minutes its meetings are to have.
    pub length: u32,
}

/// What is to change about an event type.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EventTypeChange {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// How many minutes its meetings have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
}

/// The slots on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Slots {
    /// By date; a date whose value is no list is odd.
    pub slots: BTreeMap<Box<str>, Entry<Vec<Entry<Slot>>>>,
}

/// A slot on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Slot {
    /// When it starts.
    pub time: Box<str>,
    /// Marks a slot of a day off: it is not to be had.
    #[serde(default, deserialize_with = "never_null")]
    pub away: Option<bool>,
    /// How many attendees it has already, where it has seats.
    pub attendees: Option<u32>,
}

/// A slot to reserve.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewReservation {
    /// Of which event type.
    pub event_type_id: u64,
    /// When it starts, in UTC.
    pub slot_utc_start_date: Box<str>,
    /// When it ends, in UTC.
    pub slot_utc_end_date: Box<str>,
}

/// One page of bookings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bookings {
    /// The bookings.
    pub bookings: Vec<Entry<Booking>>,
    /// How many there are on all pages.
    pub total_count: Option<u64>,
    /// Where the next page begins: a number, null on the last page.
    #[serde(deserialize_with = "present")]
    pub next_cursor: Option<Cursor>,
}

/// Where a page begins; written as a number, though some write it as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Box<str>);

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::number_or_text(deserializer).map(Self)
    }
}

impl Page for Bookings {
    type Item = Entry<Booking>;

    fn into_parts(self) -> (Vec<Self::Item>, Option<String>) {
        (self.bookings, self.next_cursor.map(|cursor| cursor.0.into()))
    }
}

/// A booking.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    /// Its name.
    pub uid: Box<str>,
    /// What it is called.
    pub title: Option<Hidden>,
    /// How far it has come.
    pub status: BookingStatus,
    /// When it starts.
    pub start_time: Box<str>,
    /// When it ends.
    pub end_time: Box<str>,
    /// Its event type.
    pub event_type: Option<EventTypeRef>,
    /// Its event type, in other answers.
    pub event_type_id: Option<u64>,
    /// What was sent with it, where it is given back.
    #[serde(default)]
    pub metadata: Metadata,
    /// When it was made.
    pub created_at: Option<Box<str>>,
    /// Who is invited.
    #[serde(default)]
    pub attendees: Vec<Entry<Attendee>>,
}

/// Someone who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attendee {
    /// Their e-mail address.
    pub email: Option<Hidden>,
}

/// Which event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EventTypeRef {
    /// Its number.
    pub id: Option<u64>,
}

/// A booking that is wanted, or one that is to take the place of another.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewBooking {
    /// Of which event type.
    pub event_type_id: u64,
    /// When it starts, in UTC.
    pub start: Box<str>,
    /// When it ends, where the event type has several lengths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Box<str>>,
    /// The attendee's zone.
    pub time_zone: Box<str>,
    /// The language of mail to them.
    pub language: Box<str>,
    /// What they answered.
    pub responses: Responses,
    /// Always sent, be it empty.
    pub metadata: Metadata,
    /// The booking whose place it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reschedule_uid: Option<Box<str>>,
}

/// What an attendee answers.
#[derive(Debug, Clone, Serialize)]
pub struct Responses {
    /// What they are called.
    pub name: Hidden,
    /// Their e-mail address.
    pub email: Hidden,
    /// The e-mail addresses of those who come along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Hidden>,
    /// What else is asked.
    #[serde(flatten)]
    pub answers: Answers,
}

/// A cancellation.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancellation_reason: Option<Hidden>,
}

/// A schedule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub name: Option<Box<str>>,
    /// The zone that its times are meant in; some answers leave it out.
    pub time_zone: Option<Box<str>>,
    /// The weekly hours.
    pub working_hours: Vec<Entry<Hours>>,
    /// Dates with other hours, from today on; some answers leave them out.
    pub date_overrides: Option<Vec<Entry<Override>>>,
}

/// Hours that repeat every week, in minutes from the local midnight of the schedule's zone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hours {
    /// The days, 0 for Sunday.
    pub days: Vec<u8>,
    /// The first minute inside.
    pub start_time: u16,
    /// The first minute after; 1439 means midnight.
    pub end_time: u16,
}

/// Hours of one date.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Override {
    /// The hours; none when they start as they end.
    pub ranges: Vec<Range>,
}

/// From when to when: local times that are labelled as if they were UTC.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Range {
    /// The start.
    pub start: Box<str>,
    /// The end; 23:59 means midnight.
    pub end: Box<str>,
}

/// A schedule that is wanted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSchedule {
    /// What it is to be called.
    pub name: Box<str>,
    /// The IANA name of its zone.
    pub time_zone: Box<str>,
    /// Whether it is to be that of event types without one.
    pub is_default: bool,
}

/// What is to change about a schedule.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleChange {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// The IANA name of its zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Box<str>>,
}
