//! The calls of Cal.com in the dialect of 2024-04-15.

use freebusy_calcom::Dialect;
use freebusy_calcom::endpoints as calcom;
use freebusy_calcom::endpoints::old::Listing;
use freebusy_calcom::endpoints::webhooks::Of;
use freebusy_calcom::wire::old::{
    Booking, Cancellation, EventTypeChange, NewBooking, NewEventType, NewReservation, NewSchedule, Responses,
    ScheduleChange,
};
use freebusy_calcom::wire::{BookingStatus, Entry};

use crate::calcom::{account, calendars, metadata, webhooks};
use crate::cast;
use crate::days::{days, instant, minutes_after, utc};
use crate::guide::{Tour, call};

const DIALECT: Dialect = Dialect::Of2024_04_15;

pub(crate) async fn tour(tour: &Tour) {
    account(tour, DIALECT).await;
    calendars(tour, DIALECT).await;
    let intro = event_types(tour).await;
    meeting(tour, intro).await;
    schedules(tour).await;
    webhooks(tour, DIALECT, Of::Account).await;
    webhooks(tour, DIALECT, Of::EventType(intro)).await;
    call!(tour, calcom::webhooks::delete_all(DIALECT, intro));
    tour.end();
}

/// Reads the event types, makes one for a while, and gives back the one that is booked.
async fn event_types(tour: &Tour) -> u64 {
    let groups = call!(tour, calcom::old::event_types()).event_type_groups;
    let mut types = groups.iter().flat_map(|group| &group.event_types);
    let intro = types.find(|it| &*it.slug == "intro").unwrap();
    let read = call!(tour, calcom::old::event_type(intro.id)).0;
    assert_eq!((read.id, read.length), (intro.id, 30));
    let new = NewEventType { title: "Walk".into(), slug: "walk".into(), length: 45 };
    let made = call!(tour, calcom::old::create_event_type(&new));
    assert_eq!((&*made.slug, made.length), ("walk", 45));
    let change = EventTypeChange { title: Some("Longer walk".into()), ..EventTypeChange::default() };
    let changed = call!(tour, calcom::old::change_event_type(made.id, &change));
    assert_eq!((&*changed.title, changed.length), ("Longer walk", 45));
    call!(tour, calcom::old::delete_event_type(made.id));
    intro.id
}

async fn meeting(tour: &Tour, event_type: u64) {
    let (from, to) = days(2, 16);
    let (start, end) = (format!("{from}T00:00:00Z"), format!("{to}T23:59:59Z"));
    let slots = call!(tour, calcom::old::slots(event_type, &start, &end, None)).slots;
    let slots = slots.values().flat_map(|day| day.read().unwrap()).map(|slot| slot.read().unwrap());
    let starts: Vec<String> =
        slots.filter(|slot| slot.away != Some(true)).map(|slot| utc(&slot.time)).collect();
    reservation(tour, event_type, &starts[0]).await;
    let wish = wish(event_type, &starts[1]);
    tour.show(&wish);
    let booked = call!(tour, calcom::old::book(&wish));
    tour.keep_from_logs(&booked.uid);
    assert_eq!(
        (&booked.status, instant(&booked.start_time)),
        (&BookingStatus::Accepted, instant(&starts[1]))
    );
    let read = call!(tour, calcom::old::booking(&booked.uid));
    assert_eq!(instant(&read.end_time), instant(&booked.end_time));
    let listed = call!(tour, calcom::old::bookings(Listing::Upcoming, None)).bookings;
    let listed: Vec<&Booking> = listed.iter().map(|entry| entry.read().unwrap()).collect();
    assert!(listed.iter().any(|booking| booking.uid == booked.uid), "{listed:?}");
    let why = Cancellation { cancellation_reason: Some(cast::REASON.into()) };
    tour.show(&why);
    call!(tour, calcom::old::cancel(&booked.uid, &why));
    assert_eq!(call!(tour, calcom::old::booking(&booked.uid)).status, BookingStatus::Cancelled);
}

async fn reservation(tour: &Tour, event_type: u64, start: &str) {
    let new = NewReservation {
        event_type_id: event_type,
        slot_utc_start_date: start.into(),
        slot_utc_end_date: minutes_after(start, 30).into(),
    };
    let uid = call!(tour, calcom::old::reserve(&new));
    assert!(!uid.is_empty(), "a reservation has a name");
    tour.keep_from_logs(&uid);
    call!(tour, calcom::old::release(&uid));
}

fn wish(event_type: u64, start: &str) -> NewBooking {
    NewBooking {
        event_type_id: event_type,
        start: start.into(),
        end: None,
        time_zone: "Europe/Berlin".into(),
        language: "en".into(),
        responses: Responses {
            name: cast::NAME.into(),
            email: cast::EMAIL.into(),
            guests: Vec::new(),
            answers: Default::default(),
        },
        metadata: metadata(),
        reschedule_uid: None,
    }
}

async fn schedules(tour: &Tour) {
    let listed = call!(tour, calcom::old::schedules());
    let first = listed.first().and_then(Entry::read).unwrap();
    let default = call!(tour, calcom::old::default_schedule()).unwrap();
    assert_eq!(default.id, first.id);
    let read = call!(tour, calcom::old::schedule(first.id));
    assert_eq!((read.id, &read.working_hours), (first.id, &first.working_hours));
    let new = NewSchedule { name: "Summer".into(), time_zone: "Europe/Rome".into(), is_default: false };
    let made = call!(tour, calcom::old::create_schedule(&new));
    assert_ne!(made.id, first.id);
    let change = ScheduleChange { name: Some("Winter".into()), ..ScheduleChange::default() };
    call!(tour, calcom::old::change_schedule(made.id, &change));
    assert_eq!(call!(tour, calcom::old::schedule(made.id)).name.as_deref(), Some("Winter"));
    call!(tour, calcom::old::delete_schedule(made.id));
}
