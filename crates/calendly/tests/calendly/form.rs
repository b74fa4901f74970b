//! What must hold before a booking is sent.

use freebusy_calendly::Violations;
use freebusy_calendly::wire::{EventType, WireTime};
use freebusy_core::Seconds;
use freebusy_provider::{Answer, Attendee, BookingRequest, Form, Place};
use serde_json::{Value, json};

use crate::fake::{at, event_type, with};

pub(crate) fn request() -> BookingRequest {
    let attendee = Attendee { name: "Bo".into(), email: "bo@example.com".into(), zone: "Europe/Rome".into() };
    BookingRequest {
        start: at(0, 9, 0),
        length: Seconds::from_minutes(30),
        attendee,
        form: Form::default(),
        intent: "i-1".into(),
    }
}

fn fill(event_type: Value, form: &Form) -> Result<Value, Violations> {
    let event_type: EventType = serde_json::from_value(event_type).unwrap();
    let slot = WireTime::from("2026-12-01T09:00:00.000000Z");
    let request = BookingRequest { form: form.clone(), ..request() };
    freebusy_calendly::fill(&event_type, &slot, &request).map(|new| serde_json::to_value(new).unwrap())
}

fn at_kind(kind: &str) -> Form {
    Form { place: Some(Place { kind: kind.into(), text: None }), ..Form::default() }
}

fn at_place(kind: &str, text: &str) -> Form {
    Form { place: Some(Place { kind: kind.into(), text: Some(text.into()) }), ..Form::default() }
}

pub(crate) fn answering(answers: &[(&str, &str)]) -> Form {
    let answers = answers.iter();
    let answers =
        answers.map(|(question, answer)| Answer { question: (*question).into(), answer: (*answer).into() });
    Form { answers: answers.collect(), ..Form::default() }
}

/// The fields that stand in the way, with their mends.
fn wrong(event_type: Value, form: &Form) -> Vec<String> {
    match fill(event_type, form) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|one| format!("{} {}", one.field, one.mend)).collect(),
    }
}

fn at_places(places: Value) -> Value {
    with(event_type(), "locations", places)
}

fn asking(question: Value) -> Value {
    with(event_type(), "custom_questions", json!([question]))
}

fn question(kind: &str, choices: &[&str]) -> Value {
    json!({"name": "Why?", "type": kind, "position": 3, "enabled": true, "required": true,
        "answer_choices": choices, "include_other": false})
}

#[test]
fn a_form_carries_attendee_slot_text_and_intent() {
    let sent = fill(event_type(), &Form::default()).unwrap();
    assert_eq!(sent["start_time"], "2026-12-01T09:00:00.000000Z");
    assert_eq!(sent["invitee"], json!({"name": "Bo", "email": "bo@example.com", "timezone": "Europe/Rome"}));
    assert_eq!(sent["tracking"]["utm_content"], "i-1");
    assert_eq!(sent["tracking"].as_object().unwrap().len(), 6);
    assert_eq!(sent.get("location"), None);
}

#[test]
fn a_single_place_is_chosen_and_of_several_one_must_be() {
    let zoom = json!({"kind": "zoom_conference"});
    let office = json!({"kind": "physical", "location": "Main Street 1"});
    let sent = fill(at_places(json!([zoom])), &Form::default()).unwrap();
    assert_eq!(sent["location"], json!({"kind": "zoom_conference"}));
    let sent = fill(at_places(json!([office])), &Form::default()).unwrap();
    assert_eq!(sent["location"], json!({"kind": "physical", "location": "Main Street 1"}));
    let both = at_places(json!([zoom, office]));
    assert_eq!(
        wrong(both.clone(), &Form::default()),
        ["location is missing; choose one of `zoom_conference`, `physical`"]
    );
    assert!(fill(both.clone(), &at_kind("zoom_conference")).is_ok());
    assert!(fill(both.clone(), &at_place("physical", "Main Street 1")).is_ok());
    assert!(wrong(both.clone(), &at_kind("microsoft_teams_conference"))[0].starts_with("location.kind"));
    let sent = fill(both.clone(), &at_kind("physical")).unwrap();
    assert_eq!(sent["location"]["location"], "Main Street 1");
    assert!(wrong(both.clone(), &at_place("zoom_conference", "x"))[0].contains("takes no text"));
    let branches = at_places(json!([office, {"kind": "physical", "location": "Side Street 2"}]));
    assert!(wrong(branches, &at_kind("physical"))[0].starts_with("location.location is empty"));
    assert!(wrong(both, &at_place("physical", "Elsewhere"))[0].contains("repeat the text"));
}

#[test]
fn a_place_that_the_attendee_names_needs_a_text() {
    for kind in ["outbound_call", "ask_invitee"] {
        let asked = at_places(json!([{"kind": kind}]));
        assert!(wrong(asked.clone(), &Form::default())[0].starts_with("location is missing"));
        assert!(wrong(asked.clone(), &at_place(kind, " "))[0].contains("needs a text"));
        assert!(fill(asked, &at_place(kind, "+1 555 0100")).is_ok());
    }
}

#[test]
fn no_place_is_sent_where_there_is_none_or_the_host_brings_it() {
    let zoom = at_kind("zoom_conference");
    assert!(wrong(event_type(), &zoom)[0].contains("leave it out"));
    let robin = with(at_places(json!([{"kind": "zoom_conference"}])), "pooling_type", json!("round_robin"));
    assert!(wrong(robin.clone(), &zoom)[0].contains("round robin"));
    assert_eq!(fill(robin, &Form::default()).unwrap().get("location"), None);
}

#[test]
fn a_required_question_is_answered_in_its_exact_words() {
    let asked = asking(question("string", &[]));
    assert_eq!(
        wrong(asked.clone(), &Form::default()),
        ["questions_and_answers lacks an answer to `Why?`; give one"]
    );
    assert_eq!(wrong(asked.clone(), &answering(&[("why?", "so")])).len(), 2);
    assert!(wrong(asked.clone(), &answering(&[("Why?", " ")]))[0].contains("with nothing"));
    assert!(wrong(asked.clone(), &answering(&[("Why?", "a"), ("Why?", "b")]))[0].contains("twice"));
    let sent = fill(asked.clone(), &answering(&[("Why?", "so")])).unwrap();
    assert_eq!(sent["questions_and_answers"], json!([{"question": "Why?", "answer": "so", "position": 3}]));
    let optional = asking(with(question("string", &[]), "required", json!(false)));
    assert!(fill(optional, &Form::default()).is_ok());
    let off = asking(with(question("string", &[]), "enabled", json!(false)));
    assert!(fill(off.clone(), &Form::default()).is_ok());
    assert!(wrong(off, &answering(&[("Why?", "so")]))[0].contains("not asked"));
}

#[test]
fn an_answer_to_a_choice_is_among_the_choices_unless_others_are_allowed() {
    let single = asking(question("single_select", &["a", "b"]));
    assert!(fill(single.clone(), &answering(&[("Why?", "a")])).is_ok());
    assert!(wrong(single, &answering(&[("Why?", "A")]))[0].contains("choose from `a`, `b`"));
    let other = asking(with(question("single_select", &["a"]), "include_other", json!(true)));
    assert!(fill(other, &answering(&[("Why?", "z")])).is_ok());
    let multi = asking(question("multi_select", &["a", "b"]));
    assert!(fill(multi.clone(), &answering(&[("Why?", "a\nb")])).is_ok());
    assert!(!wrong(multi, &answering(&[("Why?", "a\nz")])).is_empty());
}

#[test]
fn ten_guests_are_the_most() {
    let guests =
        |count: usize| (0..count).map(|at| format!("g{at}@example.com").into()).collect::<Vec<Box<str>>>();
    let guests = |count| Form { guests: guests(count), ..Form::default() };
    assert!(fill(event_type(), &guests(10)).is_ok());
    assert_eq!(wrong(event_type(), &guests(11)), ["event_guests has 11 guests; bring 10 at most"]);
}

#[test]
fn an_attendee_has_a_name_an_address_and_a_zone() {
    let known: EventType = serde_json::from_value(event_type()).unwrap();
    let empty = Attendee { name: " ".into(), email: "".into(), zone: "".into() };
    let nobody = BookingRequest { attendee: empty, ..request() };
    let found = freebusy_calendly::fill(&known, &WireTime::from("soon"), &nobody).unwrap_err();
    let fields: Vec<_> = found.iter().map(|one| one.field).collect();
    assert_eq!(fields, ["start_time", "invitee.name", "invitee.email", "invitee.timezone"]);
    assert!(found.to_string().starts_with("the booking cannot be sent: `start_time` is no start"));
}

#[test]
fn every_question_that_lacks_an_answer_is_named_in_its_own_words() {
    let long = "What has kept you from meeting us before? ".repeat(8);
    let asked = json!([question("string", &[]), with(question("text", &[]), "name", json!(long))]);
    let found = wrong(with(event_type(), "custom_questions", asked), &Form::default());
    assert!(found.len() == 2 && found[0].contains("`Why?`") && found[1].contains(&format!("`{long}`")));
}

#[test]
fn what_costs_money_cannot_be_booked() {
    assert!(wrong(with(event_type(), "is_paid", json!(true)), &Form::default())[0].contains("costs money"));
    assert!(fill(with(event_type(), "is_paid", json!(false)), &Form::default()).is_ok());
}
