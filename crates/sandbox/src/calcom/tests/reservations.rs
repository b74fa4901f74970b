//! Slots that are kept.

use super::*;
use crate::world::Reservations;

fn wish(event_type: u64, start: &str) -> Value {
    json!({ "eventTypeId": event_type, "slotStart": start })
}

fn reserve(desk: &mut Desk, event_type: u64, start: &str) -> Answer {
    desk.post(SLOTS, "/v2/slots/reservations", &wish(event_type, start))
}

fn reserved_uid(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    answer.data()["reservationUid"].as_str().unwrap().to_owned()
}

#[test]
fn a_reservation_lasts_five_minutes_and_says_so() {
    let answer = reserve(&mut Desk::new(), INTRO, "2026-10-20T08:00:00Z");
    let data = answer.data();
    assert_eq!(data["slotEnd"], "2026-10-20T08:30:00.000Z");
    assert_eq!(data["reservationDuration"], 5);
    assert_eq!(data["reservationUntil"], "2026-10-19T06:05:00.000Z");
}

#[test]
fn only_who_belongs_to_the_event_type_says_for_how_long() {
    let body =
        json!({ "eventTypeId": INTRO, "slotStart": "2026-10-20T08:00:00Z", "reservationDuration": 10 });
    let mut desk = Desk::new();
    assert_eq!(desk.post(SLOTS, "/v2/slots/reservations", &body).status, 401);
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(desk.post(SLOTS, "/v2/slots/reservations", &body).status, 403);
    desk.token = Some("cal_live_sandbox_dee");
    let answer = desk.post(SLOTS, "/v2/slots/reservations", &body);
    assert_eq!(answer.data()["reservationUntil"], "2026-10-19T06:10:00.000Z");
}

#[test]
fn what_is_reserved_or_booked_of_the_same_event_type_is_unprocessable() {
    let mut desk = Desk::new();
    reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-20T08:15:00Z").status, 422);
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-20T08:30:00Z").status, 201);
    assert_eq!(reserve(&mut desk, LONG, "2026-10-20T08:00:00Z").status, 201);
    desk.book(INTRO, "2026-10-20T10:00:00Z").uid();
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-20T10:00:00Z").status, 422);
    desk.book(APPROVAL, "2026-10-20T11:00:00Z").uid();
    assert_eq!(reserve(&mut desk, APPROVAL, "2026-10-20T11:00:00Z").status, 422);
    desk.wait(5);
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-20T08:15:00Z").status, 201);
}

#[test]
fn nobody_looks_at_calendars_or_hours() {
    let mut desk = Desk::new();
    desk.busy("dee", "2026-10-20T08:00:00Z", "2026-10-20T09:00:00Z");
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z").status, 201);
    assert_eq!(reserve(&mut desk, INTRO, "2026-10-24T01:00:00Z").status, 201);
}

#[test]
fn a_reservation_hides_the_slot_of_every_event_type_of_that_person_from_everybody() {
    let mut desk = Desk::of_dee();
    let uid = reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    let offered = |desk: &mut Desk, id: u64, zone: &str| {
        let window = "start=2026-10-20T08:00:00Z&end=2026-10-20T09:00:00Z";
        desk.starts(&format!("eventTypeId={id}&{window}{zone}")).len()
    };
    assert_eq!(offered(&mut desk, INTRO, ""), 1);
    assert_eq!(offered(&mut desk, LONG, ""), 0);
    desk.delete(SLOTS, &format!("/v2/slots/reservations/{uid}"));
    assert_eq!((offered(&mut desk, INTRO, ""), offered(&mut desk, LONG, "")), (2, 1));
}

#[test]
fn an_unknown_uid_is_not_missed_when_read_or_deleted() {
    let mut desk = Desk::new();
    let answer = desk.get(SLOTS, "/v2/slots/reservations/nothing");
    assert_eq!((answer.status, answer.data()), (200, Value::Null));
    assert_eq!(desk.delete(SLOTS, "/v2/slots/reservations/nothing").status, 200);
    assert_eq!(
        desk.patch(SLOTS, "/v2/slots/reservations/nothing", &wish(INTRO, "2026-10-20T08:00:00Z")).status,
        404
    );
}

#[test]
fn ones_own_reservation_is_in_the_way_of_extending_it() {
    let mut desk = Desk::new();
    let uid = reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    let target = format!("/v2/slots/reservations/{uid}");
    assert_eq!(desk.patch(SLOTS, &target, &wish(INTRO, "2026-10-20T08:00:00Z")).status, 422);
    let moved = desk.patch(SLOTS, &target, &wish(INTRO, "2026-10-20T09:00:00Z"));
    assert_eq!(moved.data()["reservationUid"], uid.as_str());
    assert_eq!(desk.get(SLOTS, &target).data()["slotStart"], "2026-10-20T09:00:00.000Z");
}

#[test]
fn as_advice_a_reservation_stops_nobody_and_stays() {
    let mut desk = Desk::new();
    let uid = reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    assert_eq!(
        desk.get(SLOTS, &format!("/v2/slots/reservations/{uid}")).data()["reservationUid"],
        uid.as_str()
    );
    assert_eq!(book_under(&mut desk, "2026-10-20T09:00:00Z", "nothing").status, 201);
}

fn honoured() -> Desk {
    let mut desk = Desk::new();
    desk.world.settings.calcom_reservations = Reservations::Honoured;
    desk
}

fn book_under(desk: &mut Desk, start: &str, uid: &str) -> Answer {
    let mut body = booking(INTRO, start, "guest@example.org");
    body["reservedSlotUid"] = uid.into();
    desk.post(BOOKINGS, "/v2/bookings", &body)
}

#[test]
fn honoured_another_s_reservation_refuses_and_ones_own_is_used_up() {
    let mut desk = honoured();
    let uid = reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 409);
    assert_eq!(desk.book(LONG, "2026-10-20T08:00:00Z").status, 409);
    assert_eq!(desk.book(INTRO, "2026-10-20T08:30:00Z").status, 201);
    assert_eq!(book_under(&mut desk, "2026-10-20T08:00:00Z", &uid).status, 201);
    assert_eq!(desk.get(SLOTS, &format!("/v2/slots/reservations/{uid}")).data(), Value::Null);
}

#[test]
fn honoured_a_reservation_that_is_over_is_gone() {
    let mut desk = honoured();
    let uid = reserved_uid(&reserve(&mut desk, INTRO, "2026-10-20T08:00:00Z"));
    assert_eq!(book_under(&mut desk, "2026-10-20T08:00:00Z", "nothing").status, 410);
    desk.wait(5);
    assert_eq!(book_under(&mut desk, "2026-10-20T08:00:00Z", &uid).status, 410);
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 201);
}

#[test]
fn the_old_dialect_reserves_without_looking_and_answers_a_uid_and_a_cookie() {
    let mut desk = Desk::new();
    let body = json!({
        "eventTypeId": INTRO, "slotUtcStartDate": "2026-10-20T08:00:00Z", "slotUtcEndDate": "2026-10-20T08:30:00Z",
    });
    let first = desk.post(OLD, "/v2/slots/reserve", &body);
    let uid = first.data().as_str().unwrap().to_owned();
    assert_eq!(first.header("set-cookie"), Some(format!("uid={uid}; Path=/").as_str()));
    assert_eq!(desk.post(OLD, "/v2/slots/reserve", &body).status, 201);
    assert_eq!(desk.delete(OLD, &format!("/v2/slots/selected-slot?uid={uid}")).status, 200);
    assert_eq!(desk.get(SLOTS, &format!("/v2/slots/reservations/{uid}")).data(), Value::Null);
    assert_eq!(desk.world.calcom.reservations.len(), 1);
}
