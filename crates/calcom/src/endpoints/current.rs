//! The calls of the current dialect whose shapes differ from the old one.

use freebusy_transport::{Endpoint, Method, path};
use serde::de::DeserializeOwned;

use super::{Listing, call};
use crate::config::{BOOKINGS, EVENT_TYPES, PAGE, SCHEDULES, SLOTS, VERSION};
use crate::wire::current::{
    Booking, Cancellation, Decline, EventType, EventTypeChange, NewBooking, NewEventType, NewReservation,
    NewSchedule, Reschedule, Reservation, Schedule, ScheduleChange, Slots,
};
use crate::wire::{Entry, Taken, taken};

/// What logs call the path of a reservation: whoever knows its name needs no credential.
const RESERVATION: &str = "/v2/slots/reservations/{uid}";

fn of<T: DeserializeOwned>(
    version: &'static str,
    operation: &'static str,
    method: Method,
    path: String,
) -> Endpoint<T> {
    call(operation, method, path).header(VERSION, version)
}

/// Which event types are listed; hidden ones only to their owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventTypesOf<'a> {
    /// Those of the credential's account.
    Mine,
    /// The public ones of an account.
    User(&'a str),
    /// The public one of an account and a slug.
    Page {
        /// The account's name in links.
        username: &'a str,
        /// The event type's name in links.
        slug: &'a str,
    },
}

/// `GET /v2/event-types`: event types, all on one page.
#[must_use]
pub fn event_types(whose: EventTypesOf<'_>) -> Endpoint<Vec<Entry<EventType>>> {
    let call = of(EVENT_TYPES, "list event types", Method::GET, path(["v2", "event-types"]));
    match whose {
        EventTypesOf::Mine => call,
        EventTypesOf::User(username) => call.query("username", username),
        EventTypesOf::Page { username, slug } => call.query("username", username).query("eventSlug", slug),
    }
}

/// `GET /v2/event-types/{id}`: one event type.
#[must_use]
pub fn event_type(id: u64) -> Endpoint<EventType> {
    of(EVENT_TYPES, "read an event type", Method::GET, path(["v2", "event-types", &id.to_string()]))
}

/// `POST /v2/event-types`: creates an event type.
#[must_use]
pub fn create_event_type(event_type: &NewEventType) -> Endpoint<EventType> {
    of(EVENT_TYPES, "create an event type", Method::POST, path(["v2", "event-types"])).json(event_type)
}

/// `PATCH /v2/event-types/{id}`: changes an event type.
#[must_use]
pub fn change_event_type(id: u64, change: &EventTypeChange) -> Endpoint<EventType> {
    let path = path(["v2", "event-types", &id.to_string()]);
    of(EVENT_TYPES, "change an event type", Method::PATCH, path).json(change)
}

/// `DELETE /v2/event-types/{id}`: deletes an event type.
#[must_use]
pub fn delete_event_type(id: u64) -> Endpoint<()> {
    let path = path(["v2", "event-types", &id.to_string()]);
    silent(EVENT_TYPES, "delete an event type", path)
}

fn silent(version: &'static str, operation: &'static str, path: String) -> Endpoint<()> {
    super::deed(operation, Method::DELETE, path).header(VERSION, version)
}

/// What slots are asked for.
#[derive(Debug, Clone, Copy)]
pub struct SlotQuery<'a> {
    /// Of which event type.
    pub of: SlotsOf<'a>,
    /// From when on, an instant.
    pub start: &'a str,
    /// The last second asked for: midnight would be read as the end of the day that it begins.
    pub end: &'a str,
    /// The IANA name of the zone whose clock the slots are aligned to; UTC when missing.
    pub zone: Option<&'a str>,
    /// The length in minutes, only for event types with several.
    pub duration: Option<u32>,
}

/// How an event type is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotsOf<'a> {
    /// By its number.
    Id(u64),
    /// By the page that it is booked on.
    Page {
        /// The account's name in links.
        username: &'a str,
        /// The event type's name in links.
        slug: &'a str,
    },
}

/// `GET /v2/slots`: the slots on offer, with their ends. Needs no credential.
#[must_use]
pub fn slots(query: &SlotQuery<'_>) -> Endpoint<Slots> {
    let call = of(SLOTS, "list slots", Method::GET, path(["v2", "slots"]));
    let call = match query.of {
        SlotsOf::Id(id) => call.query("eventTypeId", id),
        SlotsOf::Page { username, slug } => call.query("username", username).query("eventTypeSlug", slug),
    };
    call.query("start", query.start)
        .query("end", query.end)
        .query("format", "range")
        .maybe("timeZone", query.zone)
        .maybe("duration", query.duration)
}

/// `POST /v2/slots/reservations`: hides a slot for some minutes.
#[must_use]
pub fn reserve(reservation: &NewReservation) -> Endpoint<Reservation> {
    of(SLOTS, "reserve a slot", Method::POST, path(["v2", "slots", "reservations"])).json(reservation)
}

/// `GET /v2/slots/reservations/{uid}`: one reservation; `None` when there is none of that name.
#[must_use]
pub fn reservation(uid: &str) -> Endpoint<Option<Reservation>> {
    let path = path(["v2", "slots", "reservations", uid]);
    of(SLOTS, "read a reservation", Method::GET, path).shown_as(RESERVATION)
}

/// `PATCH /v2/slots/reservations/{uid}`: changes a reservation. Cal.com counts it as taken by itself: rarely of use.
#[must_use]
pub fn change_reservation(uid: &str, reservation: &NewReservation) -> Endpoint<Reservation> {
    let path = path(["v2", "slots", "reservations", uid]);
    of(SLOTS, "change a reservation", Method::PATCH, path).json(reservation).shown_as(RESERVATION)
}

/// `DELETE /v2/slots/reservations/{uid}`: gives a reservation back.
#[must_use]
pub fn release(uid: &str) -> Endpoint<()> {
    silent(SLOTS, "release a reservation", path(["v2", "slots", "reservations", uid])).shown_as(RESERVATION)
}

/// Which bookings are listed.
#[derive(Debug, Clone, Copy)]
pub struct BookingQuery<'a> {
    /// Those of these kinds.
    pub listings: &'a [Listing],
    /// Those in which this address is an attendee.
    pub attendee_email: Option<&'a str>,
    /// Those that start at this instant or later.
    pub after_start: Option<&'a str>,
    /// Those that end at this instant or earlier.
    pub before_end: Option<&'a str>,
    /// Those of this event type.
    pub event_type_id: Option<u64>,
}

impl Default for BookingQuery<'_> {
    /// All that may take place or have taken place.
    fn default() -> Self {
        let listings = &Listing::STANDING;
        Self { listings, attendee_email: None, after_start: None, before_end: None, event_type_id: None }
    }
}

/// `GET /v2/bookings`: bookings, 250 a page, oldest booking first, so that one made meanwhile comes last.
#[must_use]
pub fn bookings(query: &BookingQuery<'_>, skip: Option<&str>) -> Endpoint<Taken<Entry<Booking>>> {
    Endpoint::new("list bookings", Method::GET, path(["v2", "bookings"]), taken)
        .header(VERSION, BOOKINGS)
        .query("status", query.listings.iter().map(|it| it.word()).collect::<Vec<_>>().join(","))
        .maybe("attendeeEmail", query.attendee_email)
        .maybe("afterStart", query.after_start)
        .maybe("beforeEnd", query.before_end)
        .maybe("eventTypeId", query.event_type_id)
        .query("sortCreated", "asc")
        .query("take", PAGE)
        .maybe("skip", skip)
}

/// `GET /v2/bookings/{uid}`: one booking.
#[must_use]
pub fn booking(uid: &str) -> Endpoint<Booking> {
    of(BOOKINGS, "read a booking", Method::GET, path(["v2", "bookings", uid])).shown_as("/v2/bookings/{uid}")
}

/// `POST /v2/bookings`: books. Event types that are public take no credential.
#[must_use]
pub fn book(booking: &NewBooking) -> Endpoint<Booking> {
    of(BOOKINGS, "book a meeting", Method::POST, path(["v2", "bookings"])).json(booking)
}

/// `POST /v2/bookings/{uid}/cancel`: cancels; one that is cancelled already is answered with 400.
#[must_use]
pub fn cancel(uid: &str, cancellation: &Cancellation) -> Endpoint<()> {
    let path = path(["v2", "bookings", uid, "cancel"]);
    let call = super::deed("cancel a booking", Method::POST, path).shown_as("/v2/bookings/{uid}/cancel");
    call.header(VERSION, BOOKINGS).json(cancellation)
}

/// `POST /v2/bookings/{uid}/reschedule`: moves a booking; the answer is another booking with another name.
#[must_use]
pub fn reschedule(uid: &str, to: &Reschedule) -> Endpoint<Booking> {
    let path = path(["v2", "bookings", uid, "reschedule"]);
    let call = of(BOOKINGS, "reschedule a booking", Method::POST, path).json(to);
    call.shown_as("/v2/bookings/{uid}/reschedule")
}

/// `POST /v2/bookings/{uid}/confirm`: the host's yes.
#[must_use]
pub fn confirm(uid: &str) -> Endpoint<Booking> {
    let path = path(["v2", "bookings", uid, "confirm"]);
    of(BOOKINGS, "confirm a booking", Method::POST, path).shown_as("/v2/bookings/{uid}/confirm")
}

/// `POST /v2/bookings/{uid}/decline`: the host's no.
#[must_use]
pub fn decline(uid: &str, decline: &Decline) -> Endpoint<Booking> {
    let path = path(["v2", "bookings", uid, "decline"]);
    let call = of(BOOKINGS, "decline a booking", Method::POST, path).json(decline);
    call.shown_as("/v2/bookings/{uid}/decline")
}

/// `GET /v2/schedules`: the schedules of the account.
#[must_use]
pub fn schedules() -> Endpoint<Vec<Entry<Schedule>>> {
    of(SCHEDULES, "list schedules", Method::GET, path(["v2", "schedules"]))
}

/// `GET /v2/schedules/default`: the schedule of event types that have none; `None` when there is none.
#[must_use]
pub fn default_schedule() -> Endpoint<Option<Schedule>> {
    of(SCHEDULES, "read the default schedule", Method::GET, path(["v2", "schedules", "default"]))
}

/// `GET /v2/schedules/{id}`: one schedule.
#[must_use]
pub fn schedule(id: u64) -> Endpoint<Schedule> {
    of(SCHEDULES, "read a schedule", Method::GET, path(["v2", "schedules", &id.to_string()]))
}

/// `POST /v2/schedules`: creates a schedule.
#[must_use]
pub fn create_schedule(schedule: &NewSchedule) -> Endpoint<Schedule> {
    of(SCHEDULES, "create a schedule", Method::POST, path(["v2", "schedules"])).json(schedule)
}

/// `PATCH /v2/schedules/{id}`: changes a schedule.
#[must_use]
pub fn change_schedule(id: u64, change: &ScheduleChange) -> Endpoint<Schedule> {
    let path = path(["v2", "schedules", &id.to_string()]);
    of(SCHEDULES, "change a schedule", Method::PATCH, path).json(change)
}

/// `DELETE /v2/schedules/{id}`: deletes a schedule.
#[must_use]
pub fn delete_schedule(id: u64) -> Endpoint<()> {
    silent(SCHEDULES, "delete a schedule", path(["v2", "schedules", &id.to_string()]))
}
