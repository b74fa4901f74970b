//! What booking through an event type is like, and the form that is filled in for it.

use std::sync::Arc;
use std::time::Duration;

use freebusy_calcom::{Account, Dialect, EventTypeName};
use freebusy_core::{OfferRole, Seconds};
use freebusy_provider::{
    Answer, Consent, Duplicates, ErrorKind, Mail, Need, Outcome, Place, Provider, Quota, Rejection, Seats,
    Terms,
};
use freebusy_transport::{BaseUrl, Bucket, Channel, Rate, Route};
use freebusy_zones::Zones;

use crate::booking::{INTRO, listed, request, server};
use crate::server::Server;

const ASKING: &str = r#"{"id":7,"title":"Intro","slug":"intro","lengthInMinutes":60,
    "bookingUrl":"https://cal.com/ana/intro",
    "locations":[{"type":"integration","integration":"zoom"},{"type":"attendeePhone"}],
    "bookingFields":[{"type":"name","slug":"name","required":true},
        {"type":"select","slug":"topic","label":"What about?","required":true,"options":["Tea","Milk"]},
        {"type":"textarea","slug":"notes","required":false}]}"#;

async fn terms(event_type: &str) -> Terms {
    let server = server(event_type);
    listed(&server, Dialect::Current).booking().unwrap().terms().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_terms_tell_whether_a_second_booking_is_refused_and_who_has_to_agree() {
    let with = |more: &str| INTRO.replace('}', &format!("{more}}}"));
    for (more, duplicates, seats, consent) in [
        ("", Duplicates::Refused, Seats::One, Consent::Given),
        (r#","seatsPerTimeSlot":3"#, Duplicates::Accepted, Seats::Several, Consent::Given),
        (r#","confirmationPolicy":{"type":"always"}"#, Duplicates::Accepted, Seats::One, Consent::Awaited),
    ] {
        let terms = terms(&with(more)).await;
        assert_eq!((terms.duplicates, terms.seats, terms.consent), (duplicates, seats, consent), "{more}");
        assert_eq!((terms.mail, terms.quota), (Mail::Sent, Quota::Ample));
        assert_eq!(terms.settle, Seconds::from_minutes(1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_terms_tell_what_the_form_asks() {
    let terms = terms(ASKING).await;
    let asked: Vec<_> = terms.questions.iter().map(|it| (&*it.text, it.need, it.choices.len())).collect();
    assert_eq!(asked, [("What about?", Need::Required, 2), ("notes", Need::Optional, 0)]);
    let places: Vec<_> = terms.places.iter().map(|it| (&*it.kind, it.text)).collect();
    assert_eq!(places, [("zoom", Need::Optional), ("attendeePhone", Need::Required)]);
    assert_eq!(terms.most_guests, 30);
    let alone = INTRO.replace('}', r#","disableGuests":true}"#);
    assert_eq!(self::terms(&alone).await.most_guests, 0);
}

#[tokio::test(start_paused = true)]
async fn the_terms_are_read_afresh_and_the_next_booking_goes_by_them() {
    let server = Server::new();
    for event_type in [INTRO, INTRO, ASKING] {
        server.data("GET /v2/event-types/7", event_type);
    }
    let schedule = r#"{"id":1,"name":"n","timeZone":"UTC","availability":[],"overrides":[]}"#;
    server.data("GET /v2/schedules/default", schedule);
    let listed = listed(&server, Dialect::Current);
    listed.event_type().await.unwrap();
    assert_eq!(listed.booking().unwrap().terms().await.unwrap().questions, []);
    assert_eq!(listed.booking().unwrap().terms().await.unwrap().questions.len(), 2);
    let end = listed.booking().unwrap().create(&request(), None).await;
    assert!(matches!(end, Outcome::Rejected(Rejection::Invalid, _)), "{end:?}");
    assert!(server.asked_for("POST").is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_booked_has_no_terms() {
    let series = server(&INTRO.replace('}', r#","recurrence":{"occurrences":4}}"#));
    let error = listed(&series, Dialect::Current).booking().unwrap().terms().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains("a whole series"), "{error}");
    let seats = Server::new();
    let wire = r#"{"id":7,"title":"I","slug":"intro","length":60,"seatsPerTimeSlot":2}"#;
    seats.data("GET /v2/event-types/7", wire);
    listed(&seats, Dialect::Of2024_04_15).booking().unwrap().terms().await.unwrap_err();
    let missing = listed(&Server::new(), Dialect::Current).booking().unwrap().terms().await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_form_is_filled_in_by_names_and_in_the_current_dialects_shape() {
    let server = server(ASKING);
    let mut request = request();
    request.form.answers = vec![Answer { question: "What about?".into(), answer: "Tea".into() }];
    request.form.place = Some(Place { kind: "attendeePhone".into(), text: Some("+49301".into()) });
    request.form.guests = vec!["cy@example.com".into()];
    let made = r#"{"uid":"u","status":"pending","start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z",
        "bookingFieldsResponses":{"email":"bo@example.com"},"attendees":[]}"#;
    server.data("POST /v2/bookings", made);
    let Outcome::Ok(booking) =
        listed(&server, Dialect::Current).booking().unwrap().create(&request, None).await
    else {
        panic!("it was made")
    };
    assert_eq!((booking.consent, booking.email.as_deref()), (Consent::Awaited, Some("bo@example.com")));
    assert_eq!(booking.page.as_deref(), Some("https://cal.com/booking/u"));
    assert!(server.asked_for("POST")[0].body.ends_with(
        r#""bookingFieldsResponses":{"topic":"Tea"},"guests":["cy@example.com"],"location":{"type":"attendeePhone","phone":"+49301"}}"#
    ));
}

#[tokio::test(start_paused = true)]
async fn a_required_answer_that_is_missing_is_named_and_nothing_is_sent() {
    let server = server(ASKING);
    let end = listed(&server, Dialect::Current).booking().unwrap().create(&request(), None).await;
    let Outcome::Rejected(Rejection::Invalid, error) = end else { panic!("{end:?}") };
    assert!(error.to_string().ends_with("it must be told `What about?`; answer that too"), "{error}");
    assert!(server.asked_for("POST").is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_old_dialect_answers_among_its_responses_and_chooses_no_place() {
    let server = Server::new();
    let fields = r#"[{"name":"name","type":"name","required":true},{"name":"topic","type":"text","label":"What about?","required":true}]"#;
    let wire = format!(r#"{{"id":7,"title":"I","slug":"intro","length":60,"bookingFields":{fields}}}"#);
    server.data("GET /v2/event-types/7", &wire).on("POST /v2/bookings", 409, "{}");
    let listed = listed(&server, Dialect::Of2024_04_15);
    let target = listed.booking().unwrap();
    let mut request = request();
    assert!(matches!(target.create(&request, None).await, Outcome::Rejected(Rejection::Invalid, _)));
    request.form.answers = vec![Answer { question: "topic".into(), answer: "Tea".into() }];
    request.form.guests = vec!["cy@example.com".into()];
    assert!(matches!(target.create(&request, None).await, Outcome::Rejected(Rejection::Taken, _)));
    let sent = &server.asked_for("POST")[0].body;
    let responses =
        r#""responses":{"name":"Bo","email":"bo@example.com","guests":["cy@example.com"],"topic":"Tea"}"#;
    assert!(sent.contains(responses), "{sent}");
    request.form.place = Some(Place { kind: "zoom".into(), text: None });
    assert!(matches!(target.create(&request, None).await, Outcome::Rejected(Rejection::Invalid, _)));
    assert_eq!(server.asked_for("POST").len(), 1);
}

fn scarce(server: &Arc<Server>, calls: u32) -> Account {
    let bucket = Arc::new(Bucket::new(Rate { calls, per: Duration::from_secs(60) }));
    let base = BaseUrl::parse("https://cal.example.org/self/hosted").unwrap();
    let channel = Channel::new(server.clone(), Route::direct(base).within(bucket));
    Account::new(channel, Dialect::Current, Arc::new(Zones::bundled()))
}

#[tokio::test(start_paused = true)]
async fn a_booking_that_may_not_be_sent_now_is_throttled_at_once() {
    let server = server(INTRO);
    let account = scarce(&server, 1);
    let listed = account.listed("calcom:ana/7", EventTypeName::parse("7"), OfferRole::Booked);
    let target = listed.booking().unwrap();
    assert_eq!(target.opens_in(), None);
    target.terms().await.unwrap();
    // One that has read nothing yet does not wait for reading either.
    let stranger = account.listed("calcom:ana/7", EventTypeName::parse("7"), OfferRole::Booked);
    let before = tokio::time::Instant::now();
    let end = target.create(&request(), None).await;
    assert!(matches!(end, Outcome::Throttled(wait) if wait <= Duration::from_secs(60)), "{end:?}");
    let end = stranger.booking().unwrap().create(&request(), None).await;
    assert!(matches!(end, Outcome::Throttled(_)), "{end:?}");
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert!(target.opens_in().is_some_and(|wait| !wait.is_zero()));
    assert!(server.asked_for("POST").is_empty());
}
