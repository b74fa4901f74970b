//! The calls of the dialect of 2024-04-15 whose shapes differ from the current one.
//!
//! It has no calls to confirm or decline a booking, nor to read or change a reservation; a booking is moved by
//! booking anew with the name of the one whose place is taken.

use freebusy_transport::{Endpoint, Method, path};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use super::Listing;
use super::call;
use crate::config::{OLD, OLD_PAGE, VERSION};
use crate::wire::Entry;
use crate::wire::old::{
    Booking, Bookings, Cancellation, EventType, EventTypeChange, EventTypeGroups, NewBooking, NewEventType,
    NewReservation, NewSchedule, OneEventType, Schedule, ScheduleChange, Slots,
};

fn of<T: DeserializeOwned>(operation: &'static str, method: Method, path: String) -> Endpoint<T> {
    call(operation, method, path).header(VERSION, OLD)
}

fn silent(operation: &'static str, method: Method, path: String) -> Endpoint<()> {
    super::deed(operation, method, path).header(VERSION, OLD)
}

/// `GET /v2/event-types`: the account's own event types and those of its teams. A user name is not asked for:
/// this dialect takes it and pays no heed.
#[must_use]
pub fn event_types() -> Endpoint<EventTypeGroups> {
    of("list event types", Method::GET, path(["v2", "event-types"]))
}

/// `GET /v2/event-types/{id}`: one event type.
#[must_use]
pub fn event_type(id: u64) -> Endpoint<OneEventType> {
    of("read an event type", Method::GET, path(["v2", "event-types", &id.to_string()]))
}

/// `POST /v2/event-types`: creates an event type.
#[must_use]
pub fn create_event_type(event_type: &NewEventType) -> Endpoint<EventType> {
    of("create an event type", Method::POST, path(["v2", "event-types"])).json(event_type)
}

/// `PATCH /v2/event-types/{id}`: changes an event type.
#[must_use]
pub fn change_event_type(id: u64, change: &EventTypeChange) -> Endpoint<EventType> {
    of("change an event type", Method::PATCH, path(["v2", "event-types", &id.to_string()])).json(change)
}

/// `DELETE /v2/event-types/{id}`: deletes an event type.
#[must_use]
pub fn delete_event_type(id: u64) -> Endpoint<()> {
    silent("delete an event type", Method::DELETE, path(["v2", "event-types", &id.to_string()]))
}

/// `GET /v2/slots/available`: the slots on offer between two instants, aligned to the clock of UTC.
///
/// A zone or a format is never asked for: with either, days off lose their mark and look bookable.
#[must_use]
pub fn slots(event_type: u64, start: &str, end: &str, duration: Option<u32>) -> Endpoint<Slots> {
    of("list slots", Method::GET, path(["v2", "slots", "available"]))
        .query("eventTypeId", event_type)
        .query("startTime", start)
        .query("endTime", end)
        .maybe("duration", duration)
}

/// `POST /v2/slots/reserve`: hides a slot for five minutes; the answer is its name.
#[must_use]
pub fn reserve(reservation: &NewReservation) -> Endpoint<Box<str>> {
    of("reserve a slot", Method::POST, path(["v2", "slots", "reserve"])).json(reservation)
}

/// `DELETE /v2/slots/selected-slot`: gives a reservation back.
#[must_use]
pub fn release(uid: &str) -> Endpoint<()> {
    silent("release a reservation", Method::DELETE, path(["v2", "slots", "selected-slot"])).query("uid", uid)
}

/// `GET /v2/bookings`: one kind of bookings, 100 a page; the cursor is a number.
///
/// This dialect lists one kind at a time, and the upcoming ones when none is named. Names of parameters of the
/// current dialect would be ignored in silence.
#[must_use]
pub fn bookings(listing: Listing, cursor: Option<&str>) -> Endpoint<Bookings> {
    of("list bookings", Method::GET, path(["v2", "bookings"]))
        .query("filters[status]", listing.word())
        .query("limit", OLD_PAGE)
        .maybe("cursor", cursor)
}

/// `GET /v2/bookings/{uid}`: one booking.
#[must_use]
pub fn booking(uid: &str) -> Endpoint<Booking> {
    // Whoever knows its name can read it without a credential: logs do not show it.
    of("read a booking", Method::GET, path(["v2", "bookings", uid])).shown_as("/v2/bookings/{uid}")
}

/// `POST /v2/bookings`: books, or moves a booking.
#[must_use]
pub fn book(booking: &NewBooking) -> Endpoint<Booking> {
    of("book a meeting", Method::POST, path(["v2", "bookings"])).json(booking)
}

/// `POST /v2/bookings/{uid}/cancel`: cancels.
#[must_use]
pub fn cancel(uid: &str, cancellation: &Cancellation) -> Endpoint<()> {
    let path = path(["v2", "bookings", uid, "cancel"]);
    let call = silent("cancel a booking", Method::POST, path).json(cancellation);
    call.shown_as("/v2/bookings/{uid}/cancel")
}

/// `GET /v2/schedules`: the schedules of the account. An account without any is answered with 500.
#[must_use]
pub fn schedules() -> Endpoint<Vec<Entry<Schedule>>> {
    of("list schedules", Method::GET, path(["v2", "schedules"]))
}

/// `GET /v2/schedules/default`: the schedule of event types that have none. An account without any is answered
/// with 500.
#[must_use]
pub fn default_schedule() -> Endpoint<Option<Schedule>> {
    of("read the default schedule", Method::GET, path(["v2", "schedules", "default"]))
}

/// `GET /v2/schedules/{id}`: one schedule.
#[must_use]
pub fn schedule(id: u64) -> Endpoint<Schedule> {
    of("read a schedule", Method::GET, path(["v2", "schedules", &id.to_string()]))
}

/// `POST /v2/schedules`: creates a schedule from Monday to Friday, nine to five.
#[must_use]
pub fn create_schedule(schedule: &NewSchedule) -> Endpoint<Schedule> {
    of("create a schedule", Method::POST, path(["v2", "schedules"])).json(schedule)
}

/// What a change of a schedule is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChangedSchedule {
    /// The schedule, where it is given back.
    pub schedule: Option<Entry<Schedule>>,
}

/// `PATCH /v2/schedules/{id}`: changes a schedule.
#[must_use]
pub fn change_schedule(id: u64, change: &ScheduleChange) -> Endpoint<ChangedSchedule> {
    of("change a schedule", Method::PATCH, path(["v2", "schedules", &id.to_string()])).json(change)
}

/// `DELETE /v2/schedules/{id}`: deletes a schedule.
#[must_use]
pub fn delete_schedule(id: u64) -> Endpoint<()> {
    silent("delete a schedule", Method::DELETE, path(["v2", "schedules", &id.to_string()]))
}
