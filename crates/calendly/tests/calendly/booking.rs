//! Bookings through an event type.

use std::sync::Arc;

use freebusy_calendly::{BASE_URL, EventTypeName, Listed};
use freebusy_core::{OfferRole, Seconds};
use freebusy_provider::{Booking, BookingRequest, Outcome, Provider, Rejection};
use freebusy_transport::{BaseUrl, Route, SendError};
use serde_json::{Value, json};

use crate::fake::*;
use crate::form::request;

const START: &str = "2026-12-01T09:00:00.000000Z";
const INVITEE: &str = "https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE";

pub(crate) fn invitee(status: &str) -> Value {
    json!({"uri": INVITEE, "email": "bo@example.com", "name": "Bo", "status": status,
        "event": "https://api.calendly.com/scheduled_events/DDDD", "created_at": START, "updated_at": START,
        "tracking": {"utm_campaign": null, "utm_source": "freebusy", "utm_medium": null, "utm_content": "i-1",
            "utm_term": null, "salesforce_uuid": null},
        "rescheduled": false, "cancel_url": "https://calendly.com/cancellations/EEEE",
        "reschedule_url": "https://calendly.com/reschedulings/EEEE"})
}

fn meeting(event: &str, of: &str, start: &str, end: &str) -> Value {
    json!({"uri": format!("https://api.calendly.com/scheduled_events/{event}"), "status": "active",
        "start_time": start, "end_time": end, "event_type": of,
        "invitees_counter": {"total": 1, "active": 1, "limit": 1}})
}

/// A server with an event type and one offered start.
pub(crate) fn server(event_type: Value) -> Arc<Fake> {
    Fake::new().on("GET /users/me", 200, user()).on("GET /event_types/CCCC", 200, resource(event_type)).on(
        "GET /event_type_available_times",
        200,
        slots(&[START]),
    )
}

pub(crate) fn bo(fake: &Arc<Fake>) -> Listed {
    fake.account().listed("calendly:bo", EventTypeName::parse(TYPE).unwrap(), OfferRole::Booked)
}

pub(crate) fn book(bo: &Listed, request: &BookingRequest) -> Outcome<Booking> {
    run(bo.booking().unwrap().create(request, None))
}

pub(crate) fn told<T: std::fmt::Debug>(outcome: &Outcome<T>) -> String {
    match outcome {
        Outcome::Ok(done) => format!("ok {done:?}"),
        Outcome::NotSent(error) => format!("not sent: {error}"),
        Outcome::Throttled(wait) => format!("throttled {}", wait.as_secs()),
        Outcome::Rejected(rejection, error) => format!("{rejection:?}: {error}"),
        Outcome::Ambiguous(error) => format!("ambiguous: {error}"),
    }
}

#[test]
fn a_booking_sends_the_offered_text_of_the_start_and_is_known_by_its_invitee() {
    let fake = server(event_type()).on("POST /invitees", 201, resource(invitee("active")));
    let bo = bo(&fake);
    let Outcome::Ok(made) = book(&bo, &request()) else { panic!("it is offered") };
    assert_eq!((&*made.id, made.intent.as_deref()), (INVITEE, Some("i-1")));
    assert_eq!((made.span.start(), made.span.end()), (at(0, 9, 0), at(0, 9, 30)));
    assert_eq!((made.email.as_deref(), made.created), (Some("bo@example.com"), Some(at(0, 9, 0))));
    assert_eq!(made.page.as_deref(), Some("https://calendly.com/cancellations/EEEE"));
    let shown = format!("{made:?}");
    assert!(shown.contains("i-1") && !shown.contains("cancellations") && !shown.contains("example.com"));
    let sent = fake.asked().pop().unwrap();
    assert_eq!(sent.body.unwrap()["start_time"], START);
    let read = format!(
        "GET /event_type_available_times?event_type={TYPE}&start_time=2026-12-01T09:00:00Z&end_time=2026-12-01T09:01:00Z"
    );
    assert_eq!(fake.count(&read), 1);
}

#[test]
fn what_is_wrong_is_seen_before_anything_is_sent() {
    let question = json!([{"name": "Why?", "type": "text", "position": 0, "enabled": true, "required": true,
        "answer_choices": [], "include_other": false}]);
    for (field, value, expected) in [
        ("custom_questions", question, "Invalid: "),
        ("active", json!(false), "Invalid: "),
        ("duration", json!(45), "Invalid: "),
    ] {
        let fake =
            server(with(event_type(), field, value)).on("POST /invitees", 201, resource(invitee("active")));
        let outcome = told(&book(&bo(&fake), &request()));
        assert!(outcome.starts_with(expected), "{field}: {outcome}");
        assert_eq!(fake.count("POST"), 0);
    }
    let gone = server(event_type());
    let later = BookingRequest { start: at(0, 9, 0) + Seconds::ONE, ..request() };
    assert!(told(&book(&bo(&gone), &later)).starts_with("Taken: "));
    assert_eq!(gone.count("POST"), 0);
}

#[test]
fn the_event_type_is_read_afresh_for_every_booking() {
    let fake = server(event_type()).on("POST /invitees", 201, resource(invitee("active")));
    let bo = bo(&fake);
    book(&bo, &request());
    book(&bo, &request());
    // Once more to learn which event type it is.
    assert_eq!(fake.count("GET /event_types/CCCC"), 3);
}

#[test]
fn after_a_refusal_the_offered_starts_decide_what_was_meant() {
    for status in [400, 404, 409, 422] {
        let refused =
            || server(event_type()).on("POST /invitees", status, refusal("Internal Server Error", "x"));
        let gone = refused().on("GET /event_type_available_times", 200, slots(&[]));
        assert!(told(&book(&bo(&gone), &request())).starts_with("Taken: "), "{status}");
        let there = refused();
        assert!(told(&book(&bo(&there), &request())).starts_with("Invalid: "), "{status}");
        assert_eq!(there.count("POST"), 1);
        let unknown = refused().on("GET /event_type_available_times", 503, "");
        assert!(told(&book(&bo(&unknown), &request())).starts_with("Taken: "), "{status}");
    }
}

#[test]
fn what_may_have_been_carried_out_is_ambiguous() {
    let ends = |fake: Arc<Fake>| told(&book(&bo(&fake), &request()));
    let ambiguous = |fake| ends(fake).starts_with("ambiguous: ");
    for status in [200, 302, 408, 418, 424, 451, 499, 500, 502, 503] {
        assert!(ambiguous(server(event_type()).on("POST /invitees", status, "")), "{status}");
    }
    assert!(ambiguous(server(event_type()).on("POST /invitees", 201, json!({"resource": {}}))));
    assert!(ambiguous(server(event_type()).on("POST /invitees", 201, resource(invitee("canceled")))));
    let told = refusal("Internal Server Error", "sorry");
    assert!(ambiguous(server(event_type()).on("POST /invitees", 200, told)));
    assert!(ambiguous(server(event_type()).failing("POST /invitees", SendError::TimedOut)));
    assert!(ambiguous(server(event_type()).failing("POST /invitees", SendError::Cut("x".into()))));
    let unsent = server(event_type()).failing("POST /invitees", SendError::NotSent("x".into()));
    assert!(ends(unsent).starts_with("not sent: "));
    assert_eq!(ends(server(event_type()).on("POST /invitees", 429, "")), "throttled 60");
    assert_eq!(ends(server(event_type()).throttling("POST /invitees", 3_000)), "throttled 3000");
    assert!(ends(server(event_type()).on("POST /invitees", 401, "")).starts_with("Unauthorised: "));
    assert!(ends(server(event_type()).on("POST /invitees", 403, "")).starts_with("Unauthorised: "));
    assert!(ends(server(event_type()).on("POST /invitees", 402, "")).starts_with("Plan: "));
    let plan = refusal("Permission Denied", "Please upgrade your plan");
    assert!(ends(server(event_type()).on("POST /invitees", 403, plan)).starts_with("Plan: "));
}

#[test]
fn a_gateways_own_answer_says_nothing_about_the_slot() {
    let fake = server(event_type()).on("POST /invitees", 500, "oops").on("POST /invitees", 400, "oops");
    let route = Route::direct(BaseUrl::parse(BASE_URL).unwrap()).through("Maton");
    let bo = fake.account_through(route).listed(
        "calendly:bo",
        EventTypeName::parse(TYPE).unwrap(),
        OfferRole::Booked,
    );
    let expired = told(&book(&bo, &request()));
    assert!(expired.starts_with("ambiguous: ") && expired.contains("make a new connection"), "{expired}");
    let unconnected = told(&book(&bo, &request()));
    assert!(
        unconnected.starts_with("Unauthorised: ") && unconnected.contains("gateway Maton"),
        "{unconnected}"
    );
}

#[test]
fn what_cannot_be_read_first_is_not_sent() {
    let base = || Fake::new().on("GET /event_types/CCCC", 200, resource(event_type()));
    let ends = |fake: Arc<Fake>| told(&book(&bo(&fake), &request()));
    assert!(ends(base().on("GET /event_type_available_times", 503, "")).starts_with("not sent: "));
    assert!(ends(base().on("GET /event_type_available_times", 401, "")).starts_with("Unauthorised: "));
    assert_eq!(ends(base().on("GET /event_type_available_times", 429, "")), "throttled 60");
    assert!(ends(Fake::new()).starts_with("Invalid: "));
}

#[test]
fn the_bookings_of_the_event_type_are_found_with_their_intents() {
    let other = "https://api.calendly.com/event_types/XXXX";
    let meetings = [
        meeting("DDDD", TYPE, START, "2026-12-01T09:30:00.000000Z"),
        meeting("OTHER", other, START, "2026-12-01T09:30:00.000000Z"),
        meeting("EARLY", TYPE, "2026-11-30T22:00:00.000000Z", "2026-12-01T00:00:00.000000Z"),
        meeting("REACHES", TYPE, "2026-11-30T23:45:00.000000Z", "2026-12-01T00:15:00.000000Z"),
    ];
    let fake = server(event_type())
        .on("GET /scheduled_events?", 200, page(&meetings[..1], Some("two")))
        .on("GET /scheduled_events?", 200, page(&meetings[1..], None))
        .on("GET /scheduled_events/DDDD/invitees", 200, page(&[invitee("active"), invitee("canceled")], None))
        .on("GET /scheduled_events/REACHES/invitees", 200, page(&[], None));
    let bo = bo(&fake);
    let found = run(bo.booking().unwrap().bookings(days(0, 1))).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0].id, found[0].intent.as_deref()), (INVITEE, Some("i-1")));
    assert_eq!((found[0].email.as_deref(), found[0].created), (Some("bo@example.com"), Some(at(0, 9, 0))));
    assert_eq!(found[0].page.as_deref(), Some("https://calendly.com/cancellations/EEEE"));
    let list = format!(
        "GET /scheduled_events?user={ME}&status=active&min_start_time=2026-11-30T00:00:00Z&max_start_time=2026-12-02T00:00:00Z&count=100"
    );
    assert_eq!(fake.count(&list), 2);
    assert_eq!(fake.count("GET /scheduled_events/REACHES/invitees"), 1);
}

#[test]
fn a_meeting_that_does_not_say_what_it_was_booked_through_may_be_one_of_ours() {
    let untold = with(meeting("DDDD", TYPE, START, "2026-12-01T09:30:00Z"), "event_type", Value::Null);
    let fake = server(event_type()).on("GET /scheduled_events?", 200, page(&[untold], None)).on(
        "GET /scheduled_events/DDDD/invitees",
        200,
        page(&[invitee("active")], None),
    );
    assert_eq!(run(bo(&fake).booking().unwrap().bookings(days(0, 1))).unwrap().len(), 1);
}

#[test]
fn the_bookings_of_an_event_type_that_was_switched_off_are_found() {
    let off = with(event_type(), "active", json!(false));
    let fake = Fake::new()
        .on("GET /users/me", 200, user())
        .on(&format!("GET /event_types?user={ME}&active=true"), 200, page(&[], None))
        .on(&format!("GET /event_types?user={ME}&active=false"), 200, page(&[off], None))
        .on(
            "GET /scheduled_events?",
            200,
            page(&[meeting("DDDD", TYPE, START, "2026-12-01T09:30:00Z")], None),
        )
        .on("GET /scheduled_events/DDDD/invitees", 200, page(&[invitee("active")], None));
    let bo = fake.account().listed("calendly:bo", EventTypeName::parse("30min").unwrap(), OfferRole::Booked);
    assert_eq!(run(bo.booking().unwrap().bookings(days(0, 1))).unwrap().len(), 1);
    assert!(run(bo.event_type()).is_ok_and(|known| !known.active));
}

#[test]
fn a_list_of_bookings_that_is_not_whole_is_no_list() {
    let meetings = page(&[meeting("DDDD", TYPE, START, "2026-12-01T09:30:00.000000Z")], None);
    let list = |fake: Arc<Fake>| run(bo(&fake).booking().unwrap().bookings(days(0, 1))).is_err();
    let base = || server(event_type()).on("GET /scheduled_events?", 200, &meetings);
    assert!(list(base().on("GET /scheduled_events/DDDD/invitees", 500, "")));
    assert!(list(base().on("GET /scheduled_events/DDDD/invitees", 200, json!({"collection": []}))));
    let invitees = page(&[invitee("active"), with(invitee("active"), "uri", Value::Null)], None);
    assert!(list(base().on("GET /scheduled_events/DDDD/invitees", 200, invitees)));
    let paged = server(event_type()).on("GET /scheduled_events?", 200, page(&[], Some("two"))).on(
        "GET /scheduled_events?",
        400,
        refusal("Invalid Argument", "page_token: is invalid"),
    );
    assert!(list(paged));
    let unreadable = page(&[meeting("DDDD", TYPE, "soon", "later")], None);
    assert!(list(server(event_type()).on("GET /scheduled_events?", 200, unreadable)));
}

#[test]
fn meetings_of_a_shared_event_type_are_looked_for_in_the_organization() {
    let shared = with(event_type(), "pooling_type", json!("round_robin"));
    let fake = server(shared).on("GET /scheduled_events?", 200, page(&[], None));
    assert!(run(bo(&fake).booking().unwrap().bookings(days(0, 1))).unwrap().is_empty());
    assert_eq!(
        fake.count("GET /scheduled_events?organization=https://api.calendly.com/organizations/BBBB"),
        1
    );
}

#[test]
fn a_booking_is_cancelled_and_one_that_is_cancelled_already_counts() {
    let done = json!({"canceled_by": "Ana", "reason": "moved", "canceler_type": "host", "created_at": START});
    let call = "POST /scheduled_events/DDDD/cancellation";
    let cancel = |fake: &Arc<Fake>, id: &str| told(&run(bo(fake).booking().unwrap().cancel(id, "moved")));
    let whole = resource(meeting("DDDD", TYPE, START, "2026-12-01T09:30:00.000000Z"));
    let server = |_| Fake::new().on("GET /scheduled_events/DDDD", 200, whole.clone());
    let fake = server(event_type()).on(call, 201, resource(done));
    for id in [INVITEE, "https://api.calendly.com/scheduled_events/DDDD", "DDDD"] {
        assert_eq!(cancel(&fake, id), "ok ()");
    }
    assert_eq!(fake.asked().pop().unwrap().body.unwrap(), json!({"reason": "moved"}));
    let already =
        server(event_type()).on(call, 403, refusal("Permission Denied", "Event is already canceled"));
    assert_eq!(cancel(&already, INVITEE), "ok ()");
    let past = server(event_type()).on(call, 403, refusal("Permission Denied", "Event in the past"));
    assert!(cancel(&past, INVITEE).starts_with("Invalid: "));
    let foreign = refusal("Permission Denied", "You are not allowed to cancel this event");
    assert!(cancel(&server(event_type()).on(call, 403, foreign), INVITEE).starts_with("Unauthorised: "));
    assert!(cancel(&server(event_type()), INVITEE).starts_with("Taken: "));
    let gone = Fake::new();
    assert!(cancel(&gone, INVITEE).starts_with("Taken: "));
    let cut = server(event_type()).failing(call, SendError::TimedOut);
    assert!(cancel(&cut, INVITEE).starts_with("ambiguous: "));
    assert_eq!(cancel(&server(event_type()).throttling(call, 30), INVITEE), "throttled 30");
    let down = Fake::new().on("GET /scheduled_events/DDDD", 503, "");
    assert!(cancel(&down, INVITEE).starts_with("not sent: "));
    for bad in ["", "../users/me", "https://api.calendly.com/users/AAAA"] {
        assert!(cancel(&fake, bad).starts_with("Invalid: "), "{bad}");
    }
}

#[test]
fn a_meeting_that_others_booked_as_well_is_not_cancelled() {
    let group = with(event_type(), "kind", json!("group"));
    let of = |active: u32, status: &str| {
        let counter = json!({"total": 3, "active": active, "limit": 5});
        let meeting = meeting("DDDD", TYPE, START, "2026-12-01T09:30:00Z");
        resource(with(with(meeting, "invitees_counter", counter), "status", json!(status)))
    };
    let done =
        resource(json!({"canceled_by": "Ana", "reason": null, "canceler_type": "host", "created_at": START}));
    let cancel = |meeting: Value| {
        let fake = server(group.clone()).on("GET /scheduled_events/DDDD", 200, meeting).on(
            "POST /scheduled_events/DDDD/cancellation",
            201,
            &done,
        );
        let outcome = told(&run(bo(&fake).booking().unwrap().cancel(INVITEE, "")));
        (outcome, fake.count("POST"))
    };
    let (outcome, sent) = cancel(of(2, "active"));
    assert!(outcome.starts_with("Invalid: ") && sent == 0, "{outcome}");
    assert_eq!(cancel(of(1, "active")), ("ok ()".into(), 1));
    assert_eq!(cancel(of(0, "canceled")), ("ok ()".into(), 0));
}

#[test]
fn a_known_meeting_of_one_invitee_is_cancelled_without_asking_who_is_in_it() {
    let done =
        resource(json!({"canceled_by": "Ana", "reason": null, "canceler_type": "host", "created_at": START}));
    let fake = server(event_type()).on("POST /invitees", 201, resource(invitee("active"))).on(
        "POST /scheduled_events/DDDD/cancellation",
        201,
        done,
    );
    let bo = bo(&fake);
    assert!(told(&book(&bo, &request())).starts_with("ok "));
    assert_eq!(told(&run(bo.booking().unwrap().cancel(INVITEE, ""))), "ok ()");
    assert_eq!(fake.count("GET /scheduled_events"), 0);
}

#[test]
fn nothing_of_the_attendee_stands_in_a_debug_text_or_an_error() {
    let fake = server(event_type()).on("POST /invitees", 500, "bo@example.com");
    let outcome = book(&bo(&fake), &request());
    assert!(!format!("{outcome:?}").contains("bo@example.com"));
    assert!(matches!(outcome, Outcome::Ambiguous(_)));
    assert_ne!(
        told(&Outcome::<()>::Rejected(Rejection::Taken, run(bo(&Fake::new()).event_type()).unwrap_err())),
        ""
    );
}
