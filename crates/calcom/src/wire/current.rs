//! The shapes of the current dialect, each resource in the version that its path takes.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Answers, BookingStatus, Change, Entry, Hidden, Metadata, never_null};

/// An event type, version 2024-06-14.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventType {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub title: Box<str>,
    /// The name in its link.
    pub slug: Box<str>,
    /// How long its meetings are.
    pub length_in_minutes: u32,
    /// The lengths that may be chosen from instead.
    pub length_in_minutes_options: Option<Vec<u32>>,
    /// How many minutes lie between two starts, where not as many as a meeting has.
    pub slot_interval: Option<Entry<u32>>,
    /// By how many minutes starts are moved from the grid.
    pub offset_start: Option<Entry<u32>>,
    /// How many minutes ahead a booking must be made at least.
    pub minimum_booking_notice: Option<Entry<u32>>,
    /// How many minutes are kept clear before a meeting.
    pub before_event_buffer: Option<Entry<u32>>,
    /// How many minutes are kept clear after a meeting.
    pub after_event_buffer: Option<Entry<u32>>,
    /// Whether it is left out of its owner's page.
    pub hidden: Option<bool>,
    /// The schedule of its own, where it has one.
    pub schedule_id: Option<u64>,
    /// When a booking waits for the host's word.
    pub confirmation_policy: Option<Switch>,
    /// Several attendees in one slot.
    pub seats: Option<Switch>,
    /// How many attendees one slot has, where more than one.
    pub seats_per_time_slot: Option<u32>,
    /// Whether one booking books a whole series.
    pub recurrence: Option<Switch>,
    /// Its owner.
    pub owner_id: Option<u64>,
    /// Where people book it.
    pub booking_url: Option<Hidden>,
    /// Where its meetings may take place, the usual place first.
    #[serde(default)]
    pub locations: Option<Vec<Entry<Location>>>,
    /// What those who book are asked, what every event type asks among it.
    #[serde(default)]
    pub booking_fields: Option<Vec<Entry<BookingField>>>,
    /// Whether nobody may be brought along.
    pub disable_guests: Option<bool>,
}

/// A place of an event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Location {
    /// What kind of place: `address`, `integration`, `attendeePhone`.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// Which application, where it is one.
    pub integration: Option<Box<str>>,
}

/// A question of an event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BookingField {
    /// The name by which it is answered.
    pub slug: Box<str>,
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
    pub options: Option<Vec<Box<str>>>,
}

/// A feature that is there with its details, or is said to be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Switch {
    /// Whether it is off; the details are there when it is not.
    pub disabled: Option<bool>,
}

impl Switch {
    /// Whether the feature is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.disabled != Some(true)
    }
}

/// An event type that is wanted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewEventType {
    /// What it is to be called.
    pub title: Box<str>,
    /// The name in its link.
    pub slug: Box<str>,
    /// How long its meetings are to be.
    pub length_in_minutes: u32,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
}

/// What is to change about an event type.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTypeChange {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// The name in its link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<Box<str>>,
    /// How long its meetings are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_in_minutes: Option<u32>,
    /// What it is about.
    #[serde(skip_serializing_if = "Change::is_keep")]
    pub description: Change<Box<str>>,
}

/// The slots on offer, by date, version 2024-09-04; a date whose value is no list is odd.
pub type Slots = BTreeMap<Box<str>, Entry<Vec<Entry<Slot>>>>;

/// A slot on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// When it starts: in UTC, or in the zone that was asked for with its offset.
    pub start: Box<str>,
    /// When it ends.
    pub end: Option<Box<str>>,
    /// Marks a slot of a day off: it is not to be had.
    #[serde(default, deserialize_with = "never_null")]
    pub away: Option<bool>,
    /// How many seats it has, where it has seats.
    pub seats_total: Option<u32>,
    /// How many of them are taken.
    pub seats_booked: Option<u32>,
    /// How many of them are left.
    pub seats_remaining: Option<i64>,
}

/// A slot to reserve.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewReservation {
    /// Of which event type.
    pub event_type_id: u64,
    /// When it starts.
    pub slot_start: Box<str>,
    /// How many minutes it has, where the event type has several lengths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot_duration: Option<u32>,
    /// For how many minutes; only with a credential, five otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_duration: Option<u32>,
}

/// A slot that is reserved. It is hidden from lists, its holder's too; it does not keep a booking from being made.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    /// Its name.
    pub reservation_uid: Box<str>,
    /// When the slot starts.
    pub slot_start: Option<Box<str>>,
    /// When the slot ends.
    pub slot_end: Option<Box<str>>,
    /// Until when it is reserved.
    pub reservation_until: Box<str>,
}

/// Whoever knows its name can give it back or move it, without any credential.
impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("slot_start", &self.slot_start)
            .field("slot_end", &self.slot_end)
            .field("reservation_until", &self.reservation_until)
            .finish_non_exhaustive()
    }
}

/// A booking, version 2024-08-13.
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
    pub start: Box<str>,
    /// When it ends.
    pub end: Box<str>,
    /// Its event type; missing when that is gone.
    pub event_type_id: Option<u64>,
    /// Who is invited.
    #[serde(default)]
    pub attendees: Vec<Entry<Attendee>>,
    /// What was sent with it.
    #[serde(default)]
    pub metadata: Metadata,
    /// The seat that was just booked.
    pub seat_uid: Option<Box<str>>,
    /// When it was made.
    pub created_at: Option<Box<str>>,
    /// What was answered; seats have answers of their own.
    #[serde(default)]
    pub booking_fields_responses: Option<Entry<Responses>>,
    /// The booking that this one has replaced.
    pub rescheduled_from_uid: Option<Box<str>>,
    /// The booking that has replaced this one.
    pub rescheduled_to_uid: Option<Box<str>>,
}

/// What was answered, as far as it tells who booked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Responses {
    /// The e-mail address of whoever booked.
    pub email: Option<Hidden>,
}

/// Someone who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// What they are called.
    pub name: Option<Hidden>,
    /// Their e-mail address.
    pub email: Option<Hidden>,
    /// Their zone.
    pub time_zone: Option<Box<str>>,
    /// Their seat, where the booking has seats.
    pub seat_uid: Option<Box<str>>,
    /// What was sent with their seat.
    #[serde(default)]
    pub metadata: Metadata,
}

/// A booking that is wanted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewBooking {
    /// Of which event type.
    pub event_type_id: u64,
    /// When it starts, in UTC.
    pub start: Box<str>,
    /// Who is invited.
    pub attendee: NewAttendee,
    /// How long it is, where the event type has several lengths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_in_minutes: Option<u32>,
    /// Up to 50 texts of 500 characters.
    pub metadata: Metadata,
    /// What else the form asks.
    #[serde(flatten)]
    pub form: FilledForm,
    /// The reservation under which it is booked. Some servers read it, some do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_slot_uid: Option<Hidden>,
}

/// A form that is filled in; what is empty is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilledForm {
    /// The answers to its questions.
    #[serde(skip_serializing_if = "Answers::is_empty")]
    pub booking_fields_responses: Answers,
    /// The e-mail addresses of those who come along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Hidden>,
    /// Which of the places it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<NewLocation>,
}

/// A place that is chosen, with what its kind wants to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewLocation {
    /// What kind of place.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// Which application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<Box<str>>,
    /// Where the attendee is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Hidden>,
    /// The attendee's telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Hidden>,
    /// Whatever the attendee says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Hidden>,
}

/// Someone to invite.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAttendee {
    /// What they are called.
    pub name: Hidden,
    /// Their e-mail address.
    pub email: Hidden,
    /// Their zone.
    pub time_zone: Box<str>,
    /// The language of mail to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Box<str>>,
}

/// A cancellation.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancellation_reason: Option<Hidden>,
    /// The one seat to give up, where the booking has seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat_uid: Option<Box<str>>,
}

/// A move to another time; the booking gets another name by it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reschedule {
    /// When it is to start, in UTC.
    pub start: Box<str>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rescheduling_reason: Option<Hidden>,
}

/// A host's no.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Decline {
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Hidden>,
}

/// A schedule, version 2024-06-11.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub name: Box<str>,
    /// The IANA name of the zone that its times are meant in.
    pub time_zone: Box<str>,
    /// Whether it is that of event types without one.
    pub is_default: Option<bool>,
    /// The weekly hours.
    pub availability: Vec<Entry<Hours>>,
    /// Dates with other hours; several entries of one date add up.
    pub overrides: Vec<Entry<Override>>,
}

/// Hours that repeat every week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hours {
    /// The days, in English.
    pub days: Vec<Box<str>>,
    /// `HH:MM`.
    pub start_time: Box<str>,
    /// `HH:MM`; 23:59 means midnight.
    pub end_time: Box<str>,
}

/// Hours of one date; none when they start as they end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Override {
    /// `YYYY-MM-DD`.
    pub date: Box<str>,
    /// `HH:MM`.
    pub start_time: Box<str>,
    /// `HH:MM`; 23:59 means midnight.
    pub end_time: Box<str>,
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
    /// Its hours; Monday to Friday from nine to five when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Vec<Hours>>,
    /// Dates with other hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides: Option<Vec<Override>>,
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
    /// Its hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Vec<Hours>>,
    /// Dates with other hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides: Option<Vec<Override>>,
}
