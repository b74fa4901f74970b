//! The calls of Cal.com that both of its dialects have, and the current one's own.

use freebusy_calcom::Dialect;
use freebusy_calcom::endpoints as calcom;
use freebusy_calcom::endpoints::current::{BookingQuery, EventTypesOf, SlotQuery, SlotsOf};
use freebusy_calcom::endpoints::webhooks::Of;
use freebusy_calcom::wire::current::{
    Booking, Cancellation, Decline, EventType, EventTypeChange, Hours, NewAttendee, NewBooking, NewEventType,
    NewReservation, NewSchedule, Override, Reschedule, ScheduleChange,
};
use freebusy_calcom::wire::{
    BookingStatus, Change, Entry, MeChange, Metadata, NewWebhook, Trigger, WebhookChange,
};

use crate::cast;
use crate::days::{days, instant, utc};
use crate::guide::{Tour, call};

const DIALECT: Dialect = Dialect::Current;

pub(crate) async fn tour(tour: &Tour) {
    account(tour, DIALECT).await;
    calendars(tour, DIALECT).await;
    let types = event_types(tour).await;
    let id = |slug: &str| types.iter().find(|it| &*it.slug == slug).unwrap().id;
    reservation(tour, id("intro")).await;
    meeting(tour, id("intro")).await;
    host_s_word(tour, id("approval")).await;
    schedules(tour).await;
    webhooks(tour, DIALECT, Of::Account).await;
    webhooks(tour, DIALECT, Of::EventType(id("intro"))).await;
    call!(tour, calcom::webhooks::delete_all(DIALECT, id("intro")));
    tour.end();
}

pub(crate) async fn account(tour: &Tour, dialect: Dialect) {
    let me = call!(tour, calcom::me(dialect));
    assert_eq!((me.email.expose(), &*me.time_zone), ("dee@canary-mail.example.com", "Asia/Kolkata"));
    let change = MeChange { bio: Change::Set(cast::BIO.into()), ..MeChange::default() };
    let changed = call!(tour, calcom::change_me(dialect, &change));
    assert_eq!(changed.bio.as_ref().map(|bio| bio.expose()), Some(cast::BIO));
    let apps = call!(tour, calcom::conferencing(dialect));
    assert_eq!(apps.len(), 1);
    let default = call!(tour, calcom::default_conferencing(dialect)).unwrap();
    assert_eq!(default.app_slug.as_deref(), Some("google-meet"));
    let teams = call!(tour, calcom::teams(dialect));
    assert!(teams.iter().all(|team| team.id > 0), "{teams:?}");
    let emails = call!(tour, calcom::verified_emails(dialect, 0));
    assert_eq!(emails.first().map(|verified| verified.email.expose()), Some(me.email.expose()));
}

pub(crate) async fn calendars(tour: &Tour, dialect: Dialect) {
    let calendars = call!(tour, calcom::calendars(dialect)).connected_calendars;
    let connected = calendars.first().and_then(Entry::read).unwrap();
    let calendar = connected.calendars.as_ref().and_then(|list| list.first()).and_then(Entry::read).unwrap();
    let load = calcom::CalendarToLoad {
        credential: connected.credential_id.unwrap(),
        external: calendar.external_id.clone(),
    };
    let (from, to) = days(2, 16);
    let busy = call!(tour, calcom::busy_times(dialect, &from, &to, &[load]));
    let busy: Vec<_> = busy.iter().map(|entry| entry.read().unwrap()).collect();
    assert!(!busy.is_empty() && busy.iter().all(|it| instant(&it.start) < instant(&it.end)), "{busy:?}");
}

/// Reads the event types, makes one for a while, and gives back those that were there before.
async fn event_types(tour: &Tour) -> Vec<EventType> {
    let listed = call!(tour, calcom::current::event_types(EventTypesOf::Mine));
    let types: Vec<EventType> = listed.iter().map(|entry| entry.read().unwrap().clone()).collect();
    let intro = types.iter().find(|it| &*it.slug == "intro").unwrap();
    assert_eq!(call!(tour, calcom::current::event_type(intro.id)), *intro);
    let new =
        NewEventType { title: "Walk".into(), slug: "walk".into(), length_in_minutes: 45, description: None };
    let made = call!(tour, calcom::current::create_event_type(&new));
    assert_eq!((&*made.slug, made.length_in_minutes), ("walk", 45));
    let change = EventTypeChange { title: Some("Longer walk".into()), ..EventTypeChange::default() };
    let changed = call!(tour, calcom::current::change_event_type(made.id, &change));
    assert_eq!((&*changed.title, changed.length_in_minutes), ("Longer walk", 45));
    call!(tour, calcom::current::delete_event_type(made.id));
    types
}

/// The starts on offer, in UTC.
async fn starts(tour: &Tour, event_type: u64) -> Vec<Box<str>> {
    let (from, to) = days(2, 16);
    let (start, end) = (format!("{from}T00:00:00Z"), format!("{to}T23:59:59Z"));
    let query = SlotQuery {
        of: SlotsOf::Id(event_type),
        start: &start,
        end: &end,
        zone: Some("Asia/Kolkata"),
        duration: None,
    };
    let slots = call!(tour, calcom::current::slots(&query));
    let slots = slots.values().flat_map(|day| day.read().unwrap()).map(|slot| slot.read().unwrap());
    let starts: Vec<Box<str>> = slots.map(|slot| utc(&slot.start).into()).collect();
    assert!(starts.len() >= 10, "{starts:?}");
    starts
}

async fn reservation(tour: &Tour, event_type: u64) {
    let starts = starts(tour, event_type).await;
    let wish = |start: &str| NewReservation {
        event_type_id: event_type,
        slot_start: start.into(),
        slot_duration: None,
        reservation_duration: Some(5),
    };
    let made = call!(tour, calcom::current::reserve(&wish(&starts[0])));
    let uid = &*made.reservation_uid;
    tour.keep_secret(uid);
    let read = call!(tour, calcom::current::reservation(uid)).unwrap();
    assert_eq!(read.reservation_uid, made.reservation_uid);
    assert_eq!(instant(&read.reservation_until), instant(&made.reservation_until));
    let changed = call!(tour, calcom::current::change_reservation(uid, &wish(&starts[2])));
    tour.keep_secret(&changed.reservation_uid);
    assert_eq!(changed.slot_start.as_deref().map(instant), Some(instant(&starts[2])));
    call!(tour, calcom::current::release(&changed.reservation_uid));
    assert_eq!(call!(tour, calcom::current::reservation(&changed.reservation_uid)), None);
}

fn wish(event_type: u64, start: &str) -> NewBooking {
    NewBooking {
        event_type_id: event_type,
        start: start.into(),
        attendee: NewAttendee {
            name: cast::NAME.into(),
            email: cast::EMAIL.into(),
            time_zone: "Europe/Berlin".into(),
            language: Some("en".into()),
        },
        length_in_minutes: None,
        metadata: metadata(),
        form: Default::default(),
        reserved_slot_uid: None,
    }
}

pub(crate) fn metadata() -> Metadata {
    Metadata([("freebusy".into(), cast::MARK.into())].into())
}

async fn meeting(tour: &Tour, event_type: u64) {
    let starts = starts(tour, event_type).await;
    let wish = wish(event_type, &starts[1]);
    tour.show(&wish);
    let booked = call!(tour, calcom::current::book(&wish));
    tour.keep_from_logs(&booked.uid);
    assert_eq!((&booked.status, instant(&booked.start)), (&BookingStatus::Accepted, instant(&starts[1])));
    assert_eq!(booked.metadata, metadata());
    let read = call!(tour, calcom::current::booking(&booked.uid));
    let attendee = read.attendees.first().and_then(Entry::read).unwrap();
    assert_eq!(attendee.email.as_ref().unwrap().expose(), cast::EMAIL);
    let query = BookingQuery { attendee_email: Some(cast::EMAIL), ..BookingQuery::default() };
    let listed = call!(tour, calcom::current::bookings(&query, None));
    let listed: Vec<&Booking> = listed.items.iter().map(|entry| entry.read().unwrap()).collect();
    assert!(listed.iter().any(|booking| booking.uid == booked.uid), "{listed:?}");
    let to = Reschedule { start: starts[4].clone(), rescheduling_reason: Some(cast::REASON.into()) };
    tour.show(&to);
    let moved = call!(tour, calcom::current::reschedule(&booked.uid, &to));
    tour.keep_from_logs(&moved.uid);
    assert_ne!(moved.uid, booked.uid, "a moved booking has another name");
    assert_eq!(instant(&moved.start), instant(&starts[4]));
    let why = Cancellation { cancellation_reason: Some(cast::REASON.into()), ..Cancellation::default() };
    tour.show(&why);
    call!(tour, calcom::current::cancel(&moved.uid, &why));
    assert_eq!(call!(tour, calcom::current::booking(&moved.uid)).status, BookingStatus::Cancelled);
}

/// Two bookings that wait for their host: one is confirmed, one declined.
async fn host_s_word(tour: &Tour, event_type: u64) {
    let starts = starts(tour, event_type).await;
    // A host need not wait for their own word: these come from a guest without an account.
    let guest = tour.stage.guest();
    let first = guest.send(&calcom::current::book(&wish(event_type, &starts[1]))).await.unwrap();
    let second = guest.send(&calcom::current::book(&wish(event_type, &starts[5]))).await.unwrap();
    [&first, &second].into_iter().for_each(|booking| tour.keep_from_logs(&booking.uid));
    assert_eq!((&first.status, &second.status), (&BookingStatus::Pending, &BookingStatus::Pending));
    let confirmed = call!(tour, calcom::current::confirm(&first.uid));
    assert_eq!(confirmed.status, BookingStatus::Accepted);
    let no = Decline { reason: Some(cast::REASON.into()) };
    tour.show(&no);
    let declined = call!(tour, calcom::current::decline(&second.uid, &no));
    assert_eq!(declined.status, BookingStatus::Rejected);
}

async fn schedules(tour: &Tour) {
    let listed = call!(tour, calcom::current::schedules());
    let first = listed.first().and_then(Entry::read).unwrap();
    let default = call!(tour, calcom::current::default_schedule()).unwrap();
    assert_eq!((default.id, &*default.time_zone), (first.id, "Asia/Kolkata"));
    assert_eq!(call!(tour, calcom::current::schedule(first.id)), *first);
    let hours = |start: &str, end: &str| (Box::from(start), Box::from(end));
    let ((start_time, end_time), (date, _)) = (hours("10:00", "12:00"), days(9, 9));
    let open = Hours { days: vec!["Monday".into()], start_time, end_time };
    let (start_time, end_time) = hours("18:00", "21:00");
    let new = NewSchedule {
        name: "Summer".into(),
        time_zone: "Europe/Rome".into(),
        is_default: false,
        availability: Some(vec![open.clone()]),
        overrides: Some(vec![Override { date: date.into(), start_time, end_time }]),
    };
    let made = call!(tour, calcom::current::create_schedule(&new));
    assert_eq!(made.availability, [Entry::Read(open)]);
    let change = ScheduleChange { name: Some("Winter".into()), ..ScheduleChange::default() };
    let changed = call!(tour, calcom::current::change_schedule(made.id, &change));
    assert_eq!((&*changed.name, &changed.overrides), ("Winter", &made.overrides));
    call!(tour, calcom::current::delete_schedule(made.id));
}

/// Makes a webhook, looks at it from everywhere, changes it, deletes it.
pub(crate) async fn webhooks(tour: &Tour, dialect: Dialect, of: Of) {
    let new = NewWebhook {
        subscriber_url: cast::HOOK_URL.into(),
        triggers: vec![Trigger::BookingCreated],
        active: true,
        secret: Some(cast::HOOK_SECRET.into()),
    };
    tour.show(&new);
    let made = call!(tour, calcom::webhooks::create(dialect, of, &new));
    assert_eq!((&made.triggers, made.subscriber_url.expose()), (&new.triggers, cast::HOOK_URL));
    let listed = call!(tour, calcom::webhooks::list(dialect, of, 0));
    assert!(listed.iter().any(|webhook| webhook.id == made.id), "{listed:?}");
    assert_eq!(call!(tour, calcom::webhooks::get(dialect, of, &made.id)), made);
    let change = WebhookChange { active: Some(false), ..WebhookChange::default() };
    let changed = call!(tour, calcom::webhooks::change(dialect, of, &made.id, &change));
    assert!(!changed.active && changed.triggers == made.triggers, "{changed:?}");
    call!(tour, calcom::webhooks::delete(dialect, of, &made.id));
}
