//! Every call of both dialects: method, path, query, version and body.

use freebusy_calcom::Dialect::{self, Current, Of2024_04_15};
use freebusy_calcom::endpoints::current::{BookingQuery, EventTypesOf, SlotQuery, SlotsOf};
use freebusy_calcom::endpoints::old::Listing;
use freebusy_calcom::endpoints::webhooks::{self, Of};
use freebusy_calcom::endpoints::{self, CalendarToLoad, current, old};
use freebusy_calcom::version;
use freebusy_calcom::wire::{
    Change, Entry, MeChange, Metadata, NewWebhook, Trigger, WebhookChange, current as now, old as then,
};
use freebusy_transport::Endpoint;

use crate::server::Server;

/// `GET /v2/me @2024-04-15 {"a":1}`, version and body where there are any.
fn sent<T>(call: &Endpoint<T>) -> String {
    let named = call.headers().iter().find(|(name, _)| name == "cal-api-version");
    let named = named.map(|(_, value)| value.to_str().unwrap());
    let (target, known) = (call.target(), |dialect, path: &str| version(dialect, path) == named);
    let path = target.split('?').next().unwrap();
    assert!(known(Current, path) || known(Of2024_04_15, path), "{path} names {named:?}");
    let version = named.map_or(String::new(), |version| format!(" @{version}"));
    let body =
        call.body().map_or(String::new(), |it| format!(" {}", String::from_utf8(it.to_vec()).unwrap()));
    format!("{} {}{version}{body}", call.method(), call.target())
}

/// Checks a call that both dialects share: the old one names its version, the current one none.
fn any<T>(call: impl Fn(Dialect) -> Endpoint<T>, line: &str, body: &str) {
    assert_eq!(sent(&call(Current)), format!("{line}{body}"));
    assert_eq!(sent(&call(Of2024_04_15)), format!("{line} @2024-04-15{body}"));
}

#[test]
fn accounts_calendars_and_the_like_take_any_version() {
    any(endpoints::me, "GET /v2/me", "");
    let change = MeChange { bio: Change::Clear, name: Change::Set("Ana".into()), ..MeChange::default() };
    any(|it| endpoints::change_me(it, &change), "PATCH /v2/me", r#" {"name":"Ana","bio":null}"#);
    any(endpoints::calendars, "GET /v2/calendars", "");
    any(endpoints::conferencing, "GET /v2/conferencing", "");
    any(endpoints::default_conferencing, "GET /v2/conferencing/default", "");
    any(endpoints::teams, "GET /v2/teams", "");
    any(|it| endpoints::verified_emails(it, 250), "GET /v2/verified-resources/emails?take=250&skip=250", "");
}

#[test]
fn calendars_to_load_are_named_in_literal_brackets() {
    let load = [
        CalendarToLoad { credential: 135, external: "ana+b@example.com".into() },
        CalendarToLoad { credential: -1, external: "x&y".into() },
    ];
    let call = |dialect| endpoints::busy_times(dialect, "2026-12-01", "2026-12-09", &load);
    let calendars = "calendarsToLoad[0][credentialId]=135&calendarsToLoad[0][externalId]=ana%2Bb@example.com\
                     &calendarsToLoad[1][credentialId]=-1&calendarsToLoad[1][externalId]=x%26y";
    let dates = "GET /v2/calendars/busy-times?dateFrom=2026-12-01&dateTo=2026-12-09";
    assert_eq!(sent(&call(Current)), format!("{dates}&timeZone=UTC&{calendars}"));
    let old = format!("{dates}&loggedInUsersTz=UTC&timeZone=UTC&{calendars} @2024-04-15");
    assert_eq!(sent(&call(Of2024_04_15)), old);
}

#[test]
fn webhooks_hang_on_the_account_or_on_an_event_type() {
    let new = NewWebhook {
        subscriber_url: "https://example.com/w".into(),
        triggers: vec![Trigger::BookingCreated],
        active: true,
        secret: None,
    };
    let change = WebhookChange { active: Some(false), ..WebhookChange::default() };
    for (of, place) in [(Of::Account, "/v2/webhooks"), (Of::EventType(7), "/v2/event-types/7/webhooks")] {
        any(|it| webhooks::list(it, of, 0), &format!("GET {place}?take=250&skip=0"), "");
        let body =
            r#" {"subscriberUrl":"https://example.com/w","triggers":["BOOKING_CREATED"],"active":true}"#;
        any(|it| webhooks::create(it, of, &new), &format!("POST {place}"), body);
        any(|it| webhooks::get(it, of, "a/b"), &format!("GET {place}/a%2Fb"), "");
        any(|it| webhooks::change(it, of, "w", &change), &format!("PATCH {place}/w"), r#" {"active":false}"#);
        any(|it| webhooks::delete(it, of, "w"), &format!("DELETE {place}/w"), "");
    }
    any(|it| webhooks::delete_all(it, 7), "DELETE /v2/event-types/7/webhooks", "");
}

#[test]
fn event_types_differ_in_version_and_in_the_name_of_their_length() {
    let page = EventTypesOf::Page { username: "ana", slug: "intro" };
    let new =
        now::NewEventType { title: "T".into(), slug: "t".into(), length_in_minutes: 30, description: None };
    let change = now::EventTypeChange { description: Change::Clear, ..now::EventTypeChange::default() };
    for (call, line) in [
        (sent(&current::event_types(EventTypesOf::Mine)), "GET /v2/event-types @2024-06-14"),
        (
            sent(&current::event_types(EventTypesOf::User("a b"))),
            "GET /v2/event-types?username=a%20b @2024-06-14",
        ),
        (sent(&current::event_types(page)), "GET /v2/event-types?username=ana&eventSlug=intro @2024-06-14"),
        (sent(&current::event_type(7)), "GET /v2/event-types/7 @2024-06-14"),
        (
            sent(&current::create_event_type(&new)),
            r#"POST /v2/event-types @2024-06-14 {"title":"T","slug":"t","lengthInMinutes":30}"#,
        ),
        (
            sent(&current::change_event_type(7, &change)),
            r#"PATCH /v2/event-types/7 @2024-06-14 {"description":null}"#,
        ),
        (sent(&current::delete_event_type(7)), "DELETE /v2/event-types/7 @2024-06-14"),
    ] {
        assert_eq!(call, line);
    }
    let new = then::NewEventType { title: "T".into(), slug: "t".into(), length: 30 };
    let change = then::EventTypeChange { title: Some("U".into()), ..then::EventTypeChange::default() };
    for (call, line) in [
        (sent(&old::event_types()), "GET /v2/event-types @2024-04-15"),
        (sent(&old::event_type(7)), "GET /v2/event-types/7 @2024-04-15"),
        (
            sent(&old::create_event_type(&new)),
            r#"POST /v2/event-types @2024-04-15 {"title":"T","slug":"t","length":30}"#,
        ),
        (sent(&old::change_event_type(7, &change)), r#"PATCH /v2/event-types/7 @2024-04-15 {"title":"U"}"#),
        (sent(&old::delete_event_type(7)), "DELETE /v2/event-types/7 @2024-04-15"),
    ] {
        assert_eq!(call, line);
    }
}

#[test]
fn bookings_are_listed_by_skip_now_and_by_cursor_then() {
    let query = BookingQuery {
        attendee_email: Some("a@b.c"),
        after_start: Some("S"),
        before_end: Some("E"),
        event_type_id: Some(7),
        ..BookingQuery::default()
    };
    let gone = BookingQuery { listings: &[Listing::Cancelled], ..BookingQuery::default() };
    let gone = sent(&current::bookings(&gone, None));
    assert_eq!(gone, "GET /v2/bookings?status=cancelled&sortCreated=asc&take=250 @2024-08-13");
    let listed = "GET /v2/bookings?status=upcoming,recurring,past,unconfirmed&attendeeEmail=a@b.c&afterStart=S\
                  &beforeEnd=E&eventTypeId=7&sortCreated=asc&take=250&skip=250 @2024-08-13";
    let reschedule = now::Reschedule { start: "S".into(), rescheduling_reason: None };
    let reason = || Some("why".into());
    let seat = now::Cancellation { cancellation_reason: reason(), seat_uid: Some("s".into()) };
    let no = now::Decline { reason: reason() };
    for (call, line) in [
        (sent(&current::bookings(&query, Some("250"))), listed),
        (sent(&current::booking("u")), "GET /v2/bookings/u @2024-08-13"),
        (
            sent(&current::cancel("u", &seat)),
            r#"POST /v2/bookings/u/cancel @2024-08-13 {"cancellationReason":"why","seatUid":"s"}"#,
        ),
        (
            sent(&current::reschedule("u", &reschedule)),
            r#"POST /v2/bookings/u/reschedule @2024-08-13 {"start":"S"}"#,
        ),
        (sent(&current::confirm("u")), "POST /v2/bookings/u/confirm @2024-08-13"),
        (sent(&current::decline("u", &no)), r#"POST /v2/bookings/u/decline @2024-08-13 {"reason":"why"}"#),
        (
            sent(&old::bookings(Listing::Upcoming, None)),
            "GET /v2/bookings?filters[status]=upcoming&limit=100 @2024-04-15",
        ),
        (
            sent(&old::bookings(Listing::Past, Some("100"))),
            "GET /v2/bookings?filters[status]=past&limit=100&cursor=100 @2024-04-15",
        ),
        (sent(&old::booking("u")), "GET /v2/bookings/u @2024-04-15"),
        (
            sent(&old::cancel("u", &then::Cancellation { cancellation_reason: reason() })),
            r#"POST /v2/bookings/u/cancel @2024-04-15 {"cancellationReason":"why"}"#,
        ),
    ] {
        assert_eq!(call, line);
    }
}

#[test]
fn bookings_are_made_with_an_attendee_now_and_with_responses_then() {
    let attendee = now::NewAttendee {
        name: "Bo".into(),
        email: "bo@example.com".into(),
        time_zone: "Europe/Berlin".into(),
        language: None,
    };
    let new = now::NewBooking {
        event_type_id: 7,
        start: "S".into(),
        attendee,
        length_in_minutes: Some(30),
        metadata: Metadata([("k".into(), "v".into())].into()),
        form: Default::default(),
        reserved_slot_uid: None,
    };
    assert_eq!(
        sent(&current::book(&new)),
        r#"POST /v2/bookings @2024-08-13 {"eventTypeId":7,"start":"S","attendee":{"name":"Bo","email":"bo@example.com","timeZone":"Europe/Berlin"},"lengthInMinutes":30,"metadata":{"k":"v"}}"#
    );
    let new = then::NewBooking {
        event_type_id: 7,
        start: "S".into(),
        end: None,
        time_zone: "Europe/Berlin".into(),
        language: "en".into(),
        responses: then::Responses {
            name: "Bo".into(),
            email: "bo@example.com".into(),
            guests: Vec::new(),
            answers: Default::default(),
        },
        metadata: Metadata::default(),
        reschedule_uid: Some("u".into()),
    };
    assert_eq!(
        sent(&old::book(&new)),
        r#"POST /v2/bookings @2024-04-15 {"eventTypeId":7,"start":"S","timeZone":"Europe/Berlin","language":"en","responses":{"name":"Bo","email":"bo@example.com"},"metadata":{},"rescheduleUid":"u"}"#
    );
}

#[test]
fn schedules_take_hours_by_name_now() {
    let hours =
        now::Hours { days: vec!["Monday".into()], start_time: "09:00".into(), end_time: "17:00".into() };
    let new = now::NewSchedule {
        name: "N".into(),
        time_zone: "UTC".into(),
        is_default: false,
        availability: Some(vec![hours]),
        overrides: None,
    };
    let change = now::ScheduleChange { name: Some("M".into()), ..now::ScheduleChange::default() };
    for (call, line) in [
        (sent(&current::schedules()), "GET /v2/schedules @2024-06-11"),
        (sent(&current::default_schedule()), "GET /v2/schedules/default @2024-06-11"),
        (sent(&current::schedule(7)), "GET /v2/schedules/7 @2024-06-11"),
        (
            sent(&current::create_schedule(&new)),
            r#"POST /v2/schedules @2024-06-11 {"name":"N","timeZone":"UTC","isDefault":false,"availability":[{"days":["Monday"],"startTime":"09:00","endTime":"17:00"}]}"#,
        ),
        (sent(&current::change_schedule(7, &change)), r#"PATCH /v2/schedules/7 @2024-06-11 {"name":"M"}"#),
        (sent(&current::delete_schedule(7)), "DELETE /v2/schedules/7 @2024-06-11"),
    ] {
        assert_eq!(call, line);
    }
    let new = then::NewSchedule { name: "N".into(), time_zone: "UTC".into(), is_default: false };
    let change = then::ScheduleChange { name: Some("M".into()), ..then::ScheduleChange::default() };
    for (call, line) in [
        (sent(&old::schedules()), "GET /v2/schedules @2024-04-15"),
        (sent(&old::default_schedule()), "GET /v2/schedules/default @2024-04-15"),
        (sent(&old::schedule(7)), "GET /v2/schedules/7 @2024-04-15"),
        (
            sent(&old::create_schedule(&new)),
            r#"POST /v2/schedules @2024-04-15 {"name":"N","timeZone":"UTC","isDefault":false}"#,
        ),
        (sent(&old::change_schedule(7, &change)), r#"PATCH /v2/schedules/7 @2024-04-15 {"name":"M"}"#),
        (sent(&old::delete_schedule(7)), "DELETE /v2/schedules/7 @2024-04-15"),
    ] {
        assert_eq!(call, line);
    }
}

#[test]
fn slots_and_reservations_have_other_paths_in_each_dialect() {
    let slots = |of| SlotQuery { of, start: "S", end: "E", zone: Some("Asia/Kolkata"), duration: Some(60) };
    let page = SlotsOf::Page { username: "ana", slug: "intro" };
    let hold = now::NewReservation {
        event_type_id: 7,
        slot_start: "S".into(),
        slot_duration: None,
        reservation_duration: Some(10),
    };
    let held = r#"{"eventTypeId":7,"slotStart":"S","reservationDuration":10}"#;
    let window = "start=S&end=E&format=range&timeZone=Asia/Kolkata&duration=60 @2024-09-04";
    let former = then::NewReservation {
        event_type_id: 7,
        slot_utc_start_date: "S".into(),
        slot_utc_end_date: "E".into(),
    };
    for (call, line) in [
        (sent(&current::slots(&slots(SlotsOf::Id(7)))), format!("GET /v2/slots?eventTypeId=7&{window}")),
        (sent(&current::slots(&slots(page))), format!("GET /v2/slots?username=ana&eventTypeSlug=intro&{window}")),
        (sent(&current::reserve(&hold)), format!("POST /v2/slots/reservations @2024-09-04 {held}")),
        (sent(&current::reservation("u")), "GET /v2/slots/reservations/u @2024-09-04".into()),
        (sent(&current::change_reservation("u", &hold)), format!("PATCH /v2/slots/reservations/u @2024-09-04 {held}")),
        (sent(&current::release("u")), "DELETE /v2/slots/reservations/u @2024-09-04".into()),
        (
            sent(&old::slots(7, "S", "E", None)),
            "GET /v2/slots/available?eventTypeId=7&startTime=S&endTime=E @2024-04-15".into(),
        ),
        (
            sent(&old::reserve(&former)),
            r#"POST /v2/slots/reserve @2024-04-15 {"eventTypeId":7,"slotUtcStartDate":"S","slotUtcEndDate":"E"}"#.into(),
        ),
        (sent(&old::release("u")), "DELETE /v2/slots/selected-slot?uid=u @2024-04-15".into()),
    ] {
        assert_eq!(call, line);
    }
}

#[test]
fn answers_as_the_services_documents_show_them_are_read() {
    let me = br#"{"status":"success","data":{"id":2152180,"email":"user@example.com","name":"User Name","avatarUrl":"x",
        "bio":"","timeFormat":12,"defaultScheduleId":null,"weekStart":"Sunday","timeZone":"America/New_York"}}"#;
    let me = endpoints::me(Of2024_04_15).decode(me).unwrap();
    assert_eq!((&*me.time_zone, me.username), ("America/New_York", None));
    let groups = br#"{"status":"success","data":{"eventTypeGroups":[{"teamId":null,"bookerUrl":"https://cal.com",
        "profile":{"slug":"u"},"eventTypes":[{"id":4716831,"title":"30 min","slug":"30min","length":30,"hidden":false}]}]}}"#;
    assert_eq!(old::event_types().decode(groups).unwrap().event_type_groups[0].event_types[0].id, 4_716_831);
    let apps = br#"{"status":"success","data":[{"id":1769268,"type":"google_video","appId":"google-meet"}]}"#;
    assert_eq!(&*endpoints::conferencing(Current).decode(apps).unwrap()[0].kind, "google_video");
    let hold = br#"{"status":"success","data":"968ed924-83fb"}"#;
    let former = then::NewReservation {
        event_type_id: 7,
        slot_utc_start_date: "S".into(),
        slot_utc_end_date: "E".into(),
    };
    assert_eq!(&*old::reserve(&former).decode(hold).unwrap(), "968ed924-83fb");
    let none = br#"{"status":"success","data":null}"#;
    assert_eq!(current::reservation("u").decode(none).unwrap(), None);
    current::release("u").decode(br#"{"status":"success"}"#).unwrap();
    current::release("u").decode(b"").unwrap();
}

#[test]
fn a_success_that_says_error_or_cannot_be_read_is_none() {
    for body in [&br#"{"status":"error","data":[]}"#[..], b"{}", b"<html>", b"", br#"{"status":"success"}"#] {
        assert!(current::schedules().decode(body).is_err());
    }
    assert!(current::release("u").decode(br#"{"status":"error"}"#).is_err());
    // A page that does not tell whether more follow could hide bookings.
    let page = br#"{"status":"success","data":[]}"#;
    assert!(current::bookings(&BookingQuery::default(), None).decode(page).is_err());
    let page = br#"{"status":"success","data":{"bookings":[]}}"#;
    assert!(old::bookings(Listing::Upcoming, None).decode(page).is_err());
}

#[test]
fn an_event_type_tells_its_grid_notice_and_buffers_and_none_of_them_can_spoil_it() {
    let read = |json: &str| current::event_type(7).decode(json.as_bytes()).unwrap();
    let told = read(
        r#"{"status":"success","data":{"id":7,"title":"T","slug":"t","lengthInMinutes":30,"slotInterval":15,"offsetStart":0,
            "minimumBookingNotice":120,"beforeEventBuffer":10,"afterEventBuffer":"ten","bookingWindow":{"x":1}}}"#,
    );
    let minutes = |it: &Option<Entry<u32>>| it.as_ref().and_then(Entry::read).copied();
    assert_eq!((minutes(&told.slot_interval), minutes(&told.offset_start)), (Some(15), Some(0)));
    assert_eq!(
        (minutes(&told.minimum_booking_notice), minutes(&told.before_event_buffer)),
        (Some(120), Some(10))
    );
    assert_eq!(told.after_event_buffer, Some(Entry::Odd));
    let silent = read(
        r#"{"status":"success","data":{"id":7,"title":"T","slug":"t","lengthInMinutes":30,"slotInterval":null}}"#,
    );
    assert_eq!((silent.slot_interval, silent.minimum_booking_notice), (None, None));
}

#[test]
fn debug_texts_show_no_mail_and_no_secret() {
    let webhook =
        br#"{"status":"success","data":{"id":"w","subscriberUrl":"https://e.com/t","triggers":["NEW_THING"],
        "active":true,"secret":"hush"}}"#;
    let webhook = webhooks::get(Current, Of::Account, "w").decode(webhook).unwrap();
    assert_eq!(webhook.secret.as_ref().unwrap().expose(), "hush");
    assert_eq!(webhook.triggers, [Trigger::Other("NEW_THING".into())]);
    let text = format!("{webhook:?}");
    assert!(!text.contains("hush") && !text.contains("e.com"), "{text}");
    let email = br#"{"status":"success","data":[{"id":1,"email":"ana@example.com","userId":2}]}"#;
    let emails = endpoints::verified_emails(Current, 0).decode(email).unwrap();
    assert!(!format!("{emails:?}").contains("ana@"));
}

#[tokio::test(start_paused = true)]
async fn lists_that_tell_no_end_are_read_to_their_last_page() {
    let many = |count: u64, of: &dyn Fn(u64) -> String| {
        format!("[{}]", (0..count).map(of).collect::<Vec<_>>().join(","))
    };
    let hook =
        |id| format!(r#"{{"id":{id},"subscriberUrl":"https://x.example","triggers":[],"active":true}}"#);
    let email = |id| format!(r#"{{"id":{id},"email":"a@example.org"}}"#);
    let server = Server::new();
    server.data("GET /v2/webhooks", &many(250, &hook)).data("GET /v2/webhooks", &many(3, &hook));
    let emails = "GET /v2/verified-resources/emails";
    server.data(emails, &many(250, &email)).data(emails, "[]");
    let account = server.account(Current);
    assert_eq!(account.webhooks(Of::Account).await.unwrap().len(), 253);
    assert_eq!(account.verified_emails().await.unwrap().len(), 250);
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines[1], "GET /v2/webhooks?take=250&skip=250");
    assert_eq!(lines[3], "GET /v2/verified-resources/emails?take=250&skip=250");
}
