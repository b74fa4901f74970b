//! What booking through an event type is like, and within which rates.

use std::sync::Arc;
use std::time::Duration;

use freebusy_calendly::{BASE_URL, EventTypeName, Listed, rated};
use freebusy_core::{OfferRole, Seconds};
use freebusy_provider::{
    BookingRequest, Consent, Duplicates, Form, Mail, Need, Outcome, Place, PlaceChoice, Provider, Question,
    Quota, Seats, Terms,
};
use freebusy_transport::{BaseUrl, Bucket, Rate, Route};
use serde_json::{Value, json};

use crate::booking::{bo, book, invitee, server, told};
use crate::fake::*;
use crate::form::{answering, request};

fn terms_of(event_type: Value) -> Terms {
    run(bo(&server(event_type)).booking().unwrap().terms()).unwrap()
}

fn through(fake: &Arc<Fake>, route: Route) -> Listed {
    let name = EventTypeName::parse(TYPE).unwrap();
    fake.account_through(route).listed("calendly:bo", name, OfferRole::Booked)
}

fn direct() -> Route {
    Route::direct(BaseUrl::parse(BASE_URL).unwrap())
}

fn bookable() -> Arc<Fake> {
    server(event_type()).on("POST /invitees", 201, resource(invitee("active")))
}

#[test]
fn an_event_type_of_one_host_and_one_invitee_has_plain_terms() {
    let expected = Terms {
        duplicates: Duplicates::Refused,
        seats: Seats::One,
        consent: Consent::Given,
        mail: Mail::Sent,
        quota: Quota::Ample,
        settle: Seconds::from_minutes(1),
        most_guests: 10,
        questions: Vec::new(),
        places: Vec::new(),
    };
    assert_eq!(terms_of(event_type()), expected);
    assert_eq!(terms_of(with(event_type(), "secret", json!(true))), expected);
    assert_eq!(terms_of(with(event_type(), "kind", json!("group"))).seats, Seats::Several);
}

#[test]
fn terms_are_read_afresh_every_time() {
    let asked = json!([question("Why?", 0, true)]);
    let fake = Fake::new()
        .on("GET /event_types/CCCC", 200, resource(event_type()))
        .on("GET /event_types/CCCC", 200, resource(event_type()))
        .on("GET /event_types/CCCC", 200, resource(with(event_type(), "custom_questions", asked)));
    let bo = bo(&fake);
    let count = |bo: &Listed| run(bo.booking().unwrap().terms()).unwrap().questions.len();
    assert_eq!((count(&bo), count(&bo)), (0, 1));
}

#[test]
fn a_second_booking_is_refused_only_where_the_host_is_taken_by_the_first() {
    let dedupes = |field: &str, value: Value| {
        terms_of(with(event_type(), field, value)).duplicates == Duplicates::Refused
    };
    assert!(dedupes("kind", json!("solo")) && dedupes("pooling_type", json!("collective")));
    for (field, value) in
        [("kind", "group"), ("kind", "new"), ("pooling_type", "round_robin"), ("pooling_type", "new")]
    {
        assert!(!dedupes(field, json!(value)), "{field} {value}");
    }
}

fn question(name: &str, position: u32, enabled: bool) -> Value {
    json!({"name": name, "type": "string", "position": position, "enabled": enabled, "required": true,
        "answer_choices": [], "include_other": false})
}

#[test]
fn questions_stand_in_their_order_and_words_with_the_only_answers_they_take() {
    let choice = |name: &str, position, kind: &str, other: bool| {
        let asked = with(question(name, position, true), "type", json!(kind));
        let asked = with(asked, "answer_choices", json!(["a", "b"]));
        with(with(asked, "include_other", json!(other)), "required", json!(false))
    };
    let asked = json!([
        choice("Other? ", 3, "single_select", true),
        choice("Which?", 2, "single_select", false),
        question("Off?", 1, false),
        question("Why?", 0, true),
        choice("Free?", 4, "text", false),
    ]);
    let one = |text: &str, need, choices: &[&str]| Question {
        text: text.into(),
        need,
        choices: choices.iter().map(|choice| (*choice).into()).collect(),
    };
    assert_eq!(
        terms_of(with(event_type(), "custom_questions", asked)).questions,
        [
            one("Why?", Need::Required, &[]),
            one("Which?", Need::Optional, &["a", "b"]),
            one("Other? ", Need::Optional, &[]),
            one("Free?", Need::Optional, &[]),
        ]
    );
}

#[test]
fn places_are_told_once_each_and_only_where_there_is_something_to_say() {
    let zoom = json!({"kind": "zoom_conference"});
    let office = json!({"kind": "physical", "location": "Main Street 1"});
    let branch = json!({"kind": "physical", "location": "Side Street 2"});
    let call = json!({"kind": "outbound_call"});
    let place = |kind: &str, text| PlaceChoice { kind: kind.into(), text };
    let table = [
        (json!(null), vec![]),
        (json!([zoom]), vec![]),
        (json!([office]), vec![]),
        (json!([call]), vec![place("outbound_call", Need::Required)]),
        (
            json!([zoom, office]),
            vec![place("zoom_conference", Need::Optional), place("physical", Need::Optional)],
        ),
        (json!([office, branch]), vec![place("physical", Need::Required)]),
    ];
    for (places, expected) in table {
        assert_eq!(terms_of(with(event_type(), "locations", places.clone())).places, expected, "{places}");
        let robin = with(with(event_type(), "locations", places), "pooling_type", json!("round_robin"));
        assert_eq!(terms_of(robin).places, []);
    }
}

#[test]
fn an_event_type_that_cannot_be_booked_has_no_terms() {
    for (field, value, why) in [
        ("active", json!(false), "switched off"),
        ("deleted_at", json!("2026-01-01T00:00:00Z"), "deleted"),
        ("booking_method", json!("poll"), "a poll"),
        ("is_paid", json!(true), "costs money"),
        ("duration", json!(0), "length"),
    ] {
        let fake = server(with(event_type(), field, value));
        let error = run(bo(&fake).booking().unwrap().terms()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn answers_place_and_guests_of_the_request_are_sent() {
    let event_type = with(event_type(), "custom_questions", json!([question("Why?", 2, true)]));
    let event_type =
        with(event_type, "locations", json!([{"kind": "outbound_call"}, {"kind": "zoom_conference"}]));
    let fake = server(event_type).on("POST /invitees", 201, resource(invitee("active")));
    let place = Some(Place { kind: "outbound_call".into(), text: Some("+1 555 0100".into()) });
    let form = Form { place, guests: vec!["cy@example.com".into()], ..answering(&[("Why?", "so")]) };
    assert!(told(&book(&bo(&fake), &BookingRequest { form, ..request() })).starts_with("ok "));
    let sent = fake.asked().pop().unwrap().body.unwrap();
    assert_eq!(sent["location"], json!({"kind": "outbound_call", "location": "+1 555 0100"}));
    assert_eq!(sent["questions_and_answers"], json!([{"question": "Why?", "answer": "so", "position": 2}]));
    assert_eq!(sent["event_guests"], json!(["cy@example.com"]));
}

#[test]
fn the_quota_of_bookings_is_counted_and_a_booking_beyond_it_is_not_sent() {
    let fake = bookable();
    let bo = through(&fake, rated(direct()));
    let target = bo.booking().unwrap();
    run(async {
        let quota = async || target.terms().await.unwrap().quota;
        assert_eq!(quota().await, Quota::Counted { left: 10, opens_in: None });
        for _ in 0..10 {
            assert_eq!(target.opens_in(), None);
            assert!(matches!(target.create(&request(), None).await, Outcome::Ok(_)));
        }
        let minute = Duration::from_secs(60);
        assert_eq!(target.opens_in(), Some(minute));
        assert_eq!(quota().await, Quota::Counted { left: 0, opens_in: Some(minute) });
        let asked = fake.asked().len();
        assert_eq!(told(&target.create(&request(), None).await), "throttled 60");
        assert_eq!(fake.asked().len(), asked);
        tokio::time::advance(minute).await;
        assert_eq!(target.opens_in(), None);
        assert!(matches!(target.create(&request(), None).await, Outcome::Ok(_)));
    });
}

#[test]
fn a_quota_that_calendly_says_is_used_up_is_known_without_asking_again() {
    let fake = server(event_type()).throttling("POST /invitees", 3_000);
    let bo = through(&fake, rated(direct()));
    let target = bo.booking().unwrap();
    run(async {
        assert_eq!(told(&target.create(&request(), None).await), "throttled 3000");
        assert_eq!(target.opens_in(), Some(Duration::from_secs(3_000)));
        let quota = target.terms().await.unwrap().quota;
        assert_eq!(quota, Quota::Counted { left: 0, opens_in: Some(Duration::from_secs(3_000)) });
        assert_eq!(told(&target.create(&request(), None).await), "throttled 3000");
        assert_eq!(fake.count("POST"), 1);
    });
}

#[test]
fn a_booking_that_loses_the_race_for_a_rate_is_held_back_and_does_not_wait() {
    let per = Duration::from_secs(60);
    let fake = bookable();
    // One call for the look-up, three for each booking: the second finds none left once it has begun.
    let bo = through(&fake, direct().within(Arc::new(Bucket::new(Rate { calls: 5, per }))));
    let target = bo.booking().unwrap();
    run(async {
        let began = tokio::time::Instant::now();
        assert!(matches!(target.create(&request(), None).await, Outcome::Ok(_)));
        assert_eq!(target.opens_in(), None);
        assert_eq!(told(&target.create(&request(), None).await), "throttled 60");
        assert_eq!((began.elapsed(), fake.count("POST")), (Duration::ZERO, 1));
    });
}

#[test]
fn a_wait_that_is_none_to_speak_of_closes_nothing() {
    let gateway = Bucket::new(Rate { calls: 1, per: Duration::from_secs(1) });
    let bo = through(&bookable(), direct().within(Arc::new(gateway)));
    let target = bo.booking().unwrap();
    run(async {
        assert!(matches!(target.create(&request(), None).await, Outcome::Ok(_)));
        assert_eq!(target.opens_in(), None);
        let quota = target.terms().await.unwrap().quota;
        assert_eq!(quota, Quota::Counted { left: 1, opens_in: None });
    });
}

#[test]
fn behind_a_gateway_a_booking_may_come_to_be_later() {
    let bo = through(&bookable(), direct().through("Maton"));
    let settle = run(bo.booking().unwrap().terms()).unwrap().settle;
    assert!(settle >= Seconds::from_minutes(2), "{settle:?}");
}
