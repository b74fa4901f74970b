//! Bookings and holds: made, found again, given up.

use std::sync::Arc;

use freebusy_calcom::{Dialect, EventTypeName, Listed};
use freebusy_core::{OfferRole, Seconds};
use freebusy_provider::{Attendee, Booking, BookingRequest, Consent, Form, Outcome, Provider, Rejection};

use crate::server::{Server, at, window};

pub(crate) const INTRO: &str = r#"{"id":7,"title":"Intro","slug":"intro","lengthInMinutes":60}"#;
const MADE: &str = r#"{"uid":"u","status":"accepted","start":"2026-12-02T09:00:00.000Z","end":"2026-12-02T10:00:00.000Z",
    "eventTypeId":7,"createdAt":"2026-11-20T08:00:00.700Z","attendees":[{"name":"Bo","email":"bo@example.com"}],"metadata":{"freebusy_intent":"i-1"}}"#;

pub(crate) fn server(event_type: &str) -> Arc<Server> {
    let server = Server::new();
    server.data("GET /v2/event-types/7", event_type);
    server.data(
        "GET /v2/schedules/default",
        r#"{"id":1,"name":"n","timeZone":"UTC","availability":[],"overrides":[]}"#,
    );
    server
}

fn former() -> Arc<Server> {
    let server = Server::new();
    server.data("GET /v2/event-types/7", r#"{"eventType":{"id":7,"title":"I","slug":"intro","length":60}}"#);
    server
}

pub(crate) fn listed(server: &Arc<Server>, dialect: Dialect) -> Listed {
    server.account(dialect).listed("calcom:ana/7", EventTypeName::parse("7"), OfferRole::Booked)
}

pub(crate) fn request() -> BookingRequest {
    BookingRequest {
        start: at("2026-12-02T09:00:00Z"),
        length: Seconds::from_minutes(60),
        attendee: Attendee {
            name: "Bo".into(),
            email: "bo@example.com".into(),
            zone: "Europe/Berlin".into(),
        },
        form: Form::default(),
        intent: "i-1".into(),
    }
}

async fn book(server: &Arc<Server>, dialect: Dialect) -> Outcome<Booking> {
    let listed = listed(server, dialect);
    listed.booking().unwrap().create(&request(), None).await
}

fn made() -> Booking {
    let span = window("2026-12-02T09:00:00Z", "2026-12-02T10:00:00Z");
    Booking {
        intent: Some("i-1".into()),
        email: Some("bo@example.com".into()),
        created: Some(at("2026-11-20T08:00:00Z")),
        ..Booking::new("u", span)
    }
}

#[tokio::test(start_paused = true)]
async fn a_booking_carries_its_mark_and_gives_it_back() {
    let server = server(INTRO);
    server.on("POST /v2/bookings", 201, format!(r#"{{"status":"success","data":{MADE}}}"#));
    let Outcome::Ok(booking) = book(&server, Dialect::Current).await else { panic!("it was made") };
    assert_eq!(booking, made());
    let sent = &server.asked_for("POST /v2/bookings")[0];
    assert_eq!(sent.version.as_deref(), Some("2024-08-13"));
    assert_eq!(
        sent.body,
        r#"{"eventTypeId":7,"start":"2026-12-02T09:00:00Z","attendee":{"name":"Bo","email":"bo@example.com","timeZone":"Europe/Berlin"},"metadata":{"freebusy_intent":"i-1"}}"#
    );
}

#[tokio::test(start_paused = true)]
async fn the_old_dialect_books_with_responses() {
    let server = former();
    let data = r#"{"uid":"u","status":"ACCEPTED","startTime":"2026-12-02T09:00:00.000Z","endTime":"2026-12-02T10:00:00.000Z",
        "createdAt":"2026-11-20T08:00:00.700Z","attendees":[{"email":"bo@example.com"}],"metadata":{"freebusy_intent":"i-1"}}"#;
    server.data("POST /v2/bookings", data);
    let Outcome::Ok(booking) = book(&server, Dialect::Of2024_04_15).await else { panic!("it was made") };
    assert_eq!(booking, made());
    let sent = &server.asked_for("POST /v2/bookings")[0];
    assert!(sent.body.contains(r#""responses":{"name":"Bo","email":"bo@example.com"}"#), "{}", sent.body);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_create_is_told_exactly() {
    let conflict = r#"{"statusCode":409,"message":"booking_conflict_error"}"#;
    let busy = r#"{"status":"error","error":{"code":"BadRequestException","message":"User either already has booking at this time or is not available"}}"#;
    for (status, body) in [(409, conflict), (400, busy), (410, "{}"), (422, "{}")] {
        let server = server(INTRO);
        server.on("POST /v2/bookings", status, body);
        let end = book(&server, Dialect::Current).await;
        assert!(matches!(end, Outcome::Rejected(Rejection::Taken, _)), "{status}: {end:?}");
    }
    for (status, body) in [
        (418, "{}"),
        (400, "<html>"),
        (404, "<html>"),
        (500, "{}"),
        (502, "<html>"),
        (408, "{}"),
        (499, ""),
        (201, "<html>"),
        (200, r#"{"status":"error"}"#),
        (307, ""),
    ] {
        let server = server(INTRO);
        server.on("POST /v2/bookings", status, body);
        let end = book(&server, Dialect::Current).await;
        assert!(matches!(end, Outcome::Ambiguous(_)), "{status}: {end:?}");
        assert_eq!(server.asked_for("POST /v2/bookings").len(), 1, "a create is sent once");
    }
    let server = server(INTRO);
    server.lost("POST /v2/bookings");
    assert!(matches!(book(&server, Dialect::Current).await, Outcome::Ambiguous(_)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_another_booking_is_ambiguous() {
    for answer in [
        MADE.replace("T09:00:00.000Z", "T09:30:00.000Z"),
        MADE.replace("accepted", "rejected"),
        MADE.replace("2026-12-02T10:00:00.000Z", "soon"),
    ] {
        let server = server(INTRO);
        server.data("POST /v2/bookings", &answer);
        assert!(matches!(book(&server, Dialect::Current).await, Outcome::Ambiguous(_)), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_booked_is_refused_before_anything_is_sent() {
    let series = INTRO.replace('}', r#","recurrence":{"occurrences":4}}"#);
    for event_type in [series, INTRO.replace("60", "30")] {
        let server = server(&event_type);
        let end = book(&server, Dialect::Current).await;
        assert!(matches!(end, Outcome::Rejected(Rejection::Invalid, _)), "{end:?}");
        assert!(server.asked_for("POST").is_empty());
    }
    let server = Server::new();
    server.on("GET /v2/event-types/7", 503, "{}");
    assert!(matches!(book(&server, Dialect::Current).await, Outcome::NotSent(_)));
}

fn page(data: &str) -> String {
    format!(
        r#"{{"status":"success","data":{data},"pagination":{{"itemsPerPage":250,"currentPage":1,"hasNextPage":false}}}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn active_bookings_of_the_event_type_are_found_by_their_mark() {
    let server = server(INTRO);
    let cancelled = MADE.replace("accepted", "cancelled").replace(r#""u""#, r#""c""#);
    let pending = MADE.replace("accepted", "pending").replace(r#""u""#, r#""p""#);
    server.on("GET /v2/bookings", 200, page(&format!("[{MADE},{cancelled},{pending}]")));
    let listed = listed(&server, Dialect::Current);
    let slot = window("2026-12-02T09:30:00Z", "2026-12-02T09:31:00Z");
    let found = listed.booking().unwrap().bookings(slot).await.unwrap();
    let ids: Vec<_> = found.iter().map(|it| (&*it.id, it.intent.as_deref(), it.consent)).collect();
    assert_eq!(ids, [("p", Some("i-1"), Consent::Awaited), ("u", Some("i-1"), Consent::Given)]);
    assert_eq!(found[1], made());
    let elsewhere = window("2026-12-02T10:00:00Z", "2026-12-02T11:00:00Z");
    assert_eq!(listed.booking().unwrap().bookings(elsewhere).await.unwrap(), []);
    assert!(server.asked_for("GET /v2/bookings")[0].line.contains("eventTypeId=7"));
}

#[tokio::test(start_paused = true)]
async fn a_list_with_an_entry_that_is_not_understood_is_no_list() {
    for odd in ["[7]", r#"[{"uid":"x","status":"accepted","start":"soon","end":"later"}]"#] {
        let server = server(INTRO);
        server.on("GET /v2/bookings", 200, page(odd));
        let slot = window("2026-12-02T09:00:00Z", "2026-12-02T10:00:00Z");
        listed(&server, Dialect::Current).booking().unwrap().bookings(slot).await.unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn the_old_dialect_finds_bookings_of_the_event_type_alone() {
    let server = former();
    let one = |uid: &str, of: u64| {
        format!(
            r#"{{"uid":"{uid}","status":"ACCEPTED","startTime":"2026-12-02T09:00:00Z","endTime":"2026-12-02T10:00:00Z","eventType":{{"id":{of}}}}}"#
        )
    };
    server.data(
        "GET /v2/bookings",
        &format!(r#"{{"bookings":[{},{}],"nextCursor":null}}"#, one("a", 7), one("b", 8)),
    );
    let slot = window("2026-12-02T09:00:00Z", "2026-12-02T10:00:00Z");
    let found = listed(&server, Dialect::Of2024_04_15).booking().unwrap().bookings(slot).await.unwrap();
    assert_eq!(found.iter().map(|it| &*it.id).collect::<Vec<_>>(), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn to_cancel_what_is_cancelled_is_a_success() {
    for (status, body) in [(200, r#"{"status":"success","data":{}}"#), (400, "{}")] {
        let server = server(INTRO);
        server.on("POST /v2/bookings/u/cancel", status, body);
        server.data("GET /v2/bookings/u", &MADE.replace("accepted", "cancelled"));
        let end = listed(&server, Dialect::Current).booking().unwrap().cancel("u", "why").await;
        assert!(matches!(end, Outcome::Ok(())), "{status}: {end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_booking_of_an_event_type_that_was_deleted_can_be_cancelled() {
    for (dialect, booking) in
        [(Dialect::Current, "u"), (Dialect::Current, "u/s2"), (Dialect::Of2024_04_15, "u")]
    {
        let server = Server::new();
        server.data("POST /v2/bookings/u/cancel", "{}");
        let end = listed(&server, dialect).booking().unwrap().cancel(booking, "why").await;
        assert!(matches!(end, Outcome::Ok(())), "{dialect:?} {booking}: {end:?}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn to_cancel_what_nobody_knows_is_told_apart_from_success() {
    let missing = r#"{"status":"error","error":{"code":"NotFoundException","message":"Booking with uid=u was not found"}}"#;
    let server = server(INTRO);
    server.on("POST /v2/bookings/u/cancel", 404, missing);
    let end = listed(&server, Dialect::Current).booking().unwrap().cancel("u", "why").await;
    assert!(matches!(end, Outcome::Rejected(Rejection::Taken, _)), "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_that_was_refused_is_not_taken_for_done() {
    // The booking still stands, and a path that is not there says nothing about the booking.
    for (status, body) in [(400, "{}"), (404, "<html>"), (403, "{}")] {
        let server = server(INTRO);
        server.on("POST /v2/bookings/u/cancel", status, body).data("GET /v2/bookings/u", MADE);
        let end = listed(&server, Dialect::Current).booking().unwrap().cancel("u", "why").await;
        assert!(matches!(end, Outcome::Rejected(_, _)), "{status}: {end:?}");
    }
    let server = server(INTRO);
    let end = listed(&server, Dialect::Current).booking().unwrap().cancel("u", "why").await;
    assert!(matches!(end, Outcome::Rejected(Rejection::Invalid, _)), "{end:?}");
    server.on("POST /v2/bookings/u/cancel", 500, "{}");
    let end = listed(&server, Dialect::Current).booking().unwrap().cancel("u", "why").await;
    assert!(matches!(end, Outcome::Ambiguous(_)), "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn a_seat_is_booked_found_and_cancelled_alone() {
    let server = server(&INTRO.replace('}', r#","seatsPerTimeSlot":3}"#));
    let seat = |uid: &str, intent: &str| {
        format!(
            r#"{{"email":"x@example.com","seatUid":"{uid}","metadata":{{"freebusy_intent":"{intent}"}}}}"#
        )
    };
    let shared = format!(
        r#"{{"uid":"u","status":"accepted","start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z","attendees":[{},{}],
            "seatUid":"s2","metadata":{{"freebusy_intent":"i-2"}}}}"#,
        seat("s1", "i-1"),
        seat("s2", "i-2")
    );
    server.data("POST /v2/bookings", &shared);
    let Outcome::Ok(booking) = book(&server, Dialect::Current).await else { panic!("it was made") };
    assert_eq!(&*booking.id, "u/s2");
    server.on("GET /v2/bookings", 200, page(&format!("[{shared}]")));
    let listed = listed(&server, Dialect::Current);
    let found = listed.booking().unwrap().bookings(booking.span).await.unwrap();
    let ids: Vec<_> = found.iter().map(|it| (&*it.id, it.intent.as_deref())).collect();
    assert_eq!(ids, [("u/s1", Some("i-1")), ("u/s2", Some("i-2"))]);
    server.data("POST /v2/bookings/u/cancel", "{}");
    assert!(matches!(listed.booking().unwrap().cancel("u/s2", "why").await, Outcome::Ok(())));
    let sent = &server.asked_for("POST /v2/bookings/u/cancel")[0].body;
    assert_eq!(sent, r#"{"cancellationReason":"why","seatUid":"s2"}"#);
    let everybody = listed.booking().unwrap().cancel("u", "why").await;
    assert!(matches!(everybody, Outcome::Rejected(Rejection::Invalid, _)));
}
