//! Booking, and what becomes of it.

use super::*;
use crate::calcom::state::{BookingWindow, EventType};

fn event_type(desk: &mut Desk, id: u64) -> &mut EventType {
    desk.world.calcom.event_types.iter_mut().find(|it| it.id == id).unwrap()
}

fn act(desk: &mut Desk, uid: &str, what: &str, body: &Value) -> Answer {
    desk.post(BOOKINGS, &format!("/v2/bookings/{uid}/{what}"), body)
}

#[test]
fn a_booking_is_answered_whole_and_found_by_its_uid() {
    let mut desk = Desk::new();
    let made = desk.book(INTRO, "2026-10-20T08:10:00Z");
    assert_eq!(made.status, 201);
    let data = made.data();
    assert_eq!(data["status"], "accepted");
    assert_eq!(data["start"], "2026-10-20T08:10:00.000Z");
    assert_eq!(data["end"], "2026-10-20T08:40:00.000Z");
    assert_eq!(data["duration"], 30);
    assert_eq!(data["hosts"][0]["username"], "dee");
    assert_eq!(data["attendees"][0]["email"], "guest@example.org");
    assert_eq!(data["eventType"], json!({ "id": INTRO, "slug": "intro" }));
    let uid = made.uid();
    assert_eq!(uid.len(), 22);
    assert_eq!(desk.get(BOOKINGS, &format!("/v2/bookings/{uid}")).data(), data);
    let old = desk.get(OLD, &format!("/v2/bookings/{uid}")).data();
    assert_eq!(
        (old["status"].as_str(), old["startTime"].as_str()),
        (Some("ACCEPTED"), data["start"].as_str())
    );
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings/nothing").status, 404);
}

#[test]
fn a_booking_is_the_worlds_and_takes_the_persons_time() {
    let mut desk = Desk::new();
    let uid = desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let entry = desk.world.bookings_of("dee").next().unwrap();
    assert_eq!((entry.id.as_str(), entry.maker), (uid.as_str(), Maker::Calcom));
    assert_eq!((entry.start, entry.end), (at("2026-10-20T08:00:00Z"), at("2026-10-20T08:30:00Z")));
    act(&mut desk, &uid, "cancel", &json!({}));
    assert_eq!(desk.world.bookings_of("dee").count(), 0);
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 201);
}

#[test]
fn what_the_other_service_booked_is_taken_here() {
    let mut desk = Desk::new();
    let start = at("2026-10-20T08:00:00Z");
    desk.world.bookings.push(Booking {
        id: "elsewhere".into(),
        maker: Maker::Calendly,
        hosts: vec!["fay".into()],
        start,
        end: start + TimeDelta::minutes(30),
        title: "Elsewhere".into(),
        buffer_before: 15,
        buffer_after: 15,
        active: true,
        created_at: monday(),
    });
    let intro = 4_716_837;
    let refused = desk.book(intro, "2026-10-20T08:15:00Z");
    assert_eq!(refused.message(), "User either already has booking at this time or is not available");
    assert_eq!(refused.status, 400);
    assert_eq!(desk.book(intro, "2026-10-20T08:30:00Z").status, 201);
}

#[test]
fn the_same_start_end_and_host_again_is_a_bare_409_and_anything_else_a_400() {
    let mut desk = Desk::new();
    desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let again = desk.book(INTRO, "2026-10-20T08:00:00Z");
    assert_eq!(again.status, 409);
    assert_eq!(again.body.unwrap(), json!({ "statusCode": 409, "message": "booking_conflict_error" }));
    let overlapping = desk.book(INTRO, "2026-10-20T08:15:00Z");
    assert_eq!(overlapping.status, 400);
    assert_eq!(overlapping.body.unwrap()["error"]["code"], "BadRequestException");
}

#[test]
fn a_start_in_free_time_needs_no_grid() {
    assert_eq!(Desk::new().book(INTRO, "2026-10-20T08:07:00Z").status, 201);
}

#[test]
fn what_is_past_too_soon_too_far_out_of_hours_or_on_a_day_off_is_refused() {
    let mut desk = Desk::new();
    event_type(&mut desk, INTRO).notice_minutes = 120;
    event_type(&mut desk, INTRO).window = Some(BookingWindow::CalendarDays(30));
    for (start, text) in [
        ("2026-10-16T08:00:00Z", "past"),
        ("2026-10-19T07:00:00Z", "too soon"),
        ("2026-12-01T08:00:00Z", "too far"),
        ("2026-10-20T18:15:00Z", "not available"),
        ("2026-10-24T08:00:00Z", "not available"),
        ("2026-11-09T08:00:00Z", "not available"),
    ] {
        let answer = desk.book(INTRO, start);
        assert_eq!(answer.status, 400, "{start}");
        assert!(answer.message().contains(text), "{start}: {}", answer.message());
    }
}

#[test]
fn what_a_booking_must_say_is_missed() {
    let whole = booking(INTRO, "2026-10-20T08:00:00Z", "guest@example.org");
    let with = |change: fn(&mut Value)| {
        let mut body = whole.clone();
        change(&mut body);
        Desk::new().post(BOOKINGS, "/v2/bookings", &body).status
    };
    assert_eq!(with(|_| ()), 201);
    assert_eq!(with(|body| body["start"] = "later".into()), 400);
    assert_eq!(with(|body| body["attendee"] = Value::Null), 400);
    assert_eq!(with(|body| body["attendee"]["name"] = "".into()), 400);
    assert_eq!(with(|body| body["attendee"]["email"] = "guest".into()), 400);
    assert_eq!(with(|body| body["attendee"]["timeZone"] = "Berlin".into()), 400);
    assert_eq!(with(|body| body["eventTypeId"] = Value::Null), 400);
    assert_eq!(with(|body| body["eventTypeId"] = 1.into()), 404);
    assert_eq!(with(|body| body["lengthInMinutes"] = 60.into()), 400);
    assert_eq!(with(|body| body["metadata"] = json!({ "k".repeat(41): "v" })), 400);
    assert_eq!(with(|body| body["metadata"] = json!({ "k": "v".repeat(501) })), 400);
    assert_eq!(with(|body| body["metadata"] = (0..51).map(|n| (n.to_string(), json!("v"))).collect()), 400);
    assert_eq!(with(|body| body["metadata"] = (0..50).map(|n| (n.to_string(), json!("v"))).collect()), 201);
}

#[test]
fn an_event_type_may_be_named_by_its_user_and_slug_and_a_length_chosen() {
    let mut desk = Desk::new();
    let body = json!({
        "username": "dee", "eventTypeSlug": "long", "start": "2026-10-20T08:00:00Z", "lengthInMinutes": 90,
        "attendee": { "name": "Guest", "phoneNumber": "+4930123456", "timeZone": "UTC" },
        "metadata": { "freebusy_intent": "1" }, "location": "integrations:zoom",
    });
    let data = desk.post(BOOKINGS, "/v2/bookings", &body).data();
    assert_eq!((data["duration"].as_u64(), data["location"].as_str()), (Some(90), Some("integrations:zoom")));
    assert_eq!(data["metadata"], json!({ "freebusy_intent": "1" }));
    assert_eq!(data["attendees"][0]["phoneNumber"], "+4930123456");
}

#[test]
fn a_required_question_has_to_be_answered() {
    let mut desk = Desk::new();
    event_type(&mut desk, INTRO).fields = vec![json!({ "type": "text", "slug": "topic", "required": true })];
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 400);
    let mut body = booking(INTRO, "2026-10-20T08:00:00Z", "guest@example.org");
    body["bookingFieldsResponses"] = json!({ "topic": "Tea" });
    let made = desk.post(BOOKINGS, "/v2/bookings", &body);
    assert_eq!(made.data()["bookingFieldsResponses"]["topic"], "Tea");
}

#[test]
fn an_event_type_may_demand_that_one_is_known() {
    let mut desk = Desk::new();
    event_type(&mut desk, INTRO).needs_authentication = true;
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 401);
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").status, 201);
}

#[test]
fn the_old_dialect_books_with_responses_and_tells_codes() {
    let mut desk = Desk::new();
    let made = desk.post(OLD, "/v2/bookings", &old_booking(INTRO, "2026-10-20T08:00:00Z"));
    assert_eq!(made.status, 201);
    assert_eq!(made.data()["status"], "ACCEPTED");
    assert_eq!(made.data()["endTime"], "2026-10-20T08:30:00.000Z");
    let taken = desk.post(OLD, "/v2/bookings", &old_booking(INTRO, "2026-10-20T08:15:00Z"));
    assert_eq!((taken.status, taken.message().as_str()), (400, "no_available_users_found_error"));
    assert_eq!(desk.post(OLD, "/v2/bookings", &old_booking(INTRO, "2026-10-20T08:00:00Z")).status, 409);
    let mut without = old_booking(INTRO, "2026-10-20T09:00:00Z");
    without.as_object_mut().unwrap().remove("metadata");
    assert_eq!(desk.post(OLD, "/v2/bookings", &without).status, 400);
}

#[test]
fn a_pending_booking_does_not_block_until_it_is_confirmed() {
    let mut desk = Desk::new();
    let first = desk.book(APPROVAL, "2026-10-20T08:00:00Z");
    assert_eq!(first.data()["status"], "pending");
    let second = desk.book(APPROVAL, "2026-10-20T08:00:00Z");
    assert_eq!(second.data()["status"], "pending");
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(act(&mut desk, &first.uid(), "confirm", &json!({})).status, 403);
    desk.token = Some("cal_live_sandbox_dee");
    let confirmed = act(&mut desk, &first.uid(), "confirm", &json!({}));
    assert_eq!((confirmed.status, confirmed.data()["status"].as_str()), (200, Some("accepted")));
    assert_eq!(act(&mut desk, &first.uid(), "confirm", &json!({})).status, 400);
    let declined = act(&mut desk, &second.uid(), "decline", &json!({ "reason": "double" }));
    assert_eq!(declined.data()["status"], "rejected");
    assert_eq!(act(&mut desk, &second.uid(), "confirm", &json!({})).status, 400);
    assert_eq!(desk.book(INTRO, "2026-10-20T08:15:00Z").status, 400);
}

#[test]
fn a_cancelled_booking_cannot_be_cancelled_again_in_either_dialect() {
    let mut desk = Desk::new();
    let uid = desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let answer = act(&mut desk, &uid, "cancel", &json!({ "cancellationReason": "ill" }));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.data()["status"], "cancelled");
    assert_eq!(answer.data()["cancellationReason"], "ill");
    assert_eq!(act(&mut desk, &uid, "cancel", &json!({})).status, 400);
    let other = desk.book(INTRO, "2026-10-20T09:00:00Z").uid();
    let old =
        desk.post(OLD, &format!("/v2/bookings/{other}/cancel"), &json!({ "cancellationReason": "ill" }));
    assert_eq!(old.status, 201);
    assert_eq!(old.data()["bookingUid"], other.as_str());
    assert_eq!(old.data()["onlyRemovedAttendee"], false);
    assert_eq!(desk.post(OLD, &format!("/v2/bookings/{other}/cancel"), &json!({})).status, 400);
    assert_eq!(act(&mut desk, "nothing", "cancel", &json!({})).status, 404);
}

#[test]
fn a_moved_booking_has_a_new_uid_and_knows_the_old_one() {
    let mut desk = Desk::new();
    let uid = desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let body = json!({ "start": "2026-10-20T08:15:00Z", "reschedulingReason": "train" });
    let moved = act(&mut desk, &uid, "reschedule", &body);
    assert_eq!(moved.status, 201);
    assert_ne!(moved.uid(), uid);
    assert_eq!(moved.data()["rescheduledFromUid"], uid.as_str());
    let old = desk.get(BOOKINGS, &format!("/v2/bookings/{uid}")).data();
    assert_eq!(
        (old["status"].as_str(), old["rescheduledToUid"].as_str()),
        (Some("cancelled"), Some(moved.uid().as_str()))
    );
    assert_eq!(desk.world.bookings_of("dee").count(), 1);
    assert_eq!(act(&mut desk, &uid, "reschedule", &body).status, 400);
    assert_eq!(
        act(&mut desk, &moved.uid(), "reschedule", &json!({ "start": "2026-10-24T08:00:00Z" })).status,
        400
    );
    assert_eq!(desk.world.bookings_of("dee").count(), 1);
}

#[test]
fn the_old_dialect_moves_a_booking_by_making_another() {
    let mut desk = Desk::new();
    let uid = desk.post(OLD, "/v2/bookings", &old_booking(INTRO, "2026-10-20T08:00:00Z")).uid();
    let mut body = old_booking(INTRO, "2026-10-20T08:15:00Z");
    body["rescheduleUid"] = uid.as_str().into();
    let moved = desk.post(OLD, "/v2/bookings", &body);
    assert_ne!(moved.uid(), uid);
    assert_eq!(desk.get(OLD, &format!("/v2/bookings/{uid}")).data()["status"], "CANCELLED");
    assert_eq!(desk.world.bookings_of("dee").count(), 1);
    assert_eq!(desk.post(OLD, "/v2/bookings", &body).status, 400);
    body["rescheduleUid"] = "nothing".into();
    assert_eq!(desk.post(OLD, "/v2/bookings", &body).status, 404);
}

#[test]
fn whatever_is_new_waits_for_its_host_and_what_the_host_moves_does_not() {
    let mut desk = Desk::of_dee();
    let made = desk.book(APPROVAL, "2026-10-20T08:00:00Z");
    assert_eq!(made.data()["status"], "pending");
    let to = |start: &str| json!({ "start": start });
    let waiting = act(&mut desk, &made.uid(), "reschedule", &to("2026-10-20T09:00:00Z"));
    assert_eq!(waiting.data()["status"], "pending");
    act(&mut desk, &waiting.uid(), "confirm", &json!({}));
    let moved = act(&mut desk, &waiting.uid(), "reschedule", &to("2026-10-20T10:00:00Z"));
    assert_eq!(moved.data()["status"], "accepted");
}

const ADVICE: u64 = 4_716_839;

/// Books Dee's advice with more of a body.
fn advised(more: &Value) -> Answer {
    let mut body = booking(ADVICE, "2026-10-20T08:00:00Z", "guest@example.org");
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Desk::new().post(BOOKINGS, "/v2/bookings", &body)
}

#[test]
fn the_default_world_has_an_event_type_that_asks_something() {
    let refused = advised(&json!({}));
    assert_eq!((refused.status, refused.message().as_str()), (400, "{topic} error_required_field"));
    let answered = |channel: Value| {
        advised(&json!({ "bookingFieldsResponses": { "topic": "Tea", "channel": channel } }))
    };
    assert_eq!(answered(Value::Null).status, 201);
    assert_eq!(answered("A friend".into()).status, 201);
    for odd in [json!("Television"), json!(["A friend"]), json!(true)] {
        assert_eq!(answered(odd.clone()).message(), "{channel} invalid_response", "{odd}");
    }
    let mut old = old_booking(ADVICE, "2026-10-20T08:00:00Z");
    assert_eq!(Desk::new().post(OLD, "/v2/bookings", &old).status, 400);
    old["responses"]["topic"] = "Tea".into();
    assert_eq!(Desk::new().post(OLD, "/v2/bookings", &old).status, 201);
}

#[test]
fn answers_have_the_shape_of_their_kind() {
    let answer = |kind: &str, value: Value| {
        let mut desk = Desk::new();
        event_type(&mut desk, INTRO).fields = vec![json!({ "type": kind, "slug": "x", "required": true })];
        let mut body = booking(INTRO, "2026-10-20T08:00:00Z", "guest@example.org");
        body["bookingFieldsResponses"] = json!({ "x": value });
        desk.post(BOOKINGS, "/v2/bookings", &body).status
    };
    assert_eq!((answer("boolean", json!(true)), answer("boolean", json!("true"))), (201, 400));
    assert_eq!((answer("multiselect", json!(["a"])), answer("multiselect", json!("a"))), (201, 400));
    assert_eq!((answer("checkbox", json!([])), answer("number", json!("3"))), (400, 201));
}

#[test]
fn a_place_is_one_of_the_event_types_own() {
    let at = |location: Value| {
        advised(&json!({ "bookingFieldsResponses": { "topic": "Tea" }, "location": location }))
    };
    assert_eq!(at(json!({ "type": "address" })).data()["location"], "12 Harbour Road");
    assert_eq!(
        at(json!({ "type": "integration", "integration": "cal-video" })).data()["location"],
        "integrations:daily"
    );
    for odd in [json!({ "type": "phone" }), json!({ "type": "integration", "integration": "zoom" }), json!(7)]
    {
        assert_eq!(at(odd.clone()).status, 400, "{odd}");
    }
    let mut desk = Desk::new();
    event_type(&mut desk, INTRO).locations = vec![json!({ "type": "attendeePhone" })];
    assert_eq!(desk.book(INTRO, "2026-10-20T08:00:00Z").message(), "{location} error_required_field");
    let mut body = booking(INTRO, "2026-10-20T08:00:00Z", "guest@example.org");
    body["location"] = json!({ "type": "attendeePhone" });
    assert_eq!(desk.post(BOOKINGS, "/v2/bookings", &body).status, 400);
    body["location"]["phone"] = "+49301".into();
    assert_eq!(desk.post(BOOKINGS, "/v2/bookings", &body).data()["location"], "+49301");
}

#[test]
fn seats_are_taken_one_by_one_and_given_back() {
    let mut desk = Desk::new();
    let start = "2026-10-20T08:00:00Z";
    let answers: Vec<Answer> =
        (0..4).map(|n| desk.book_for(CLASS, start, &format!("g{n}@example.org"))).collect();
    let uid = answers[0].uid();
    assert!(answers.iter().all(|answer| answer.uid() == uid));
    assert_eq!(answers[3].data()["attendees"].as_array().unwrap().len(), 4);
    let full = desk.book_for(CLASS, start, "g4@example.org");
    assert_eq!((full.status, full.message().as_str()), (400, "booking_seats_full_error"));
    let seat = answers[0].data()["seatUid"].clone();
    assert_eq!(act(&mut desk, &uid, "cancel", &json!({ "seatUid": "nothing" })).status, 400);
    let left = act(&mut desk, &uid, "cancel", &json!({ "seatUid": seat }));
    assert_eq!(left.data()["status"], "accepted");
    assert_eq!(left.data()["attendees"].as_array().unwrap().len(), 3);
    assert_eq!(desk.book_for(CLASS, start, "g1@example.org").status, 409);
    assert_eq!(desk.book_for(CLASS, start, "g4@example.org").status, 201);
}

fn several(desk: &mut Desk, count: u32) -> Vec<String> {
    let start = |n: u32| format!("2026-10-{:02}T{:02}:00:00Z", 20 + n / 10, 8 + n % 10);
    (0..count).map(|n| desk.book_for(INTRO, &start(n), &format!("g{n}@example.org")).uid()).collect()
}

#[test]
fn the_new_list_pages_by_take_and_skip() {
    let mut desk = Desk::of_dee();
    several(&mut desk, 12);
    let answer = desk.get(BOOKINGS, "/v2/bookings?take=5&skip=10");
    let body = answer.body.unwrap();
    assert_eq!(body["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        body["pagination"],
        json!({
            "totalItems": 12, "remainingItems": 0, "returnedItems": 2, "itemsPerPage": 5, "currentPage": 3,
            "totalPages": 3, "hasNextPage": false, "hasPreviousPage": true,
        })
    );
    for query in [
        "take=0",
        "take=251",
        "take=x",
        "status=accepted",
        "status=upcoming,accepted",
        "sortStart=up",
        "afterStart=x",
    ] {
        assert_eq!(desk.get(BOOKINGS, &format!("/v2/bookings?{query}")).status, 400, "{query}");
    }
}

#[test]
fn the_new_list_is_narrowed_and_sorted() {
    let mut desk = Desk::of_dee();
    let uids = several(&mut desk, 12);
    act(&mut desk, &uids[0], "cancel", &json!({}));
    let mut count =
        |query: &str| desk.get(BOOKINGS, &format!("/v2/bookings?{query}")).data().as_array().unwrap().len();
    assert_eq!(count(""), 12);
    assert_eq!(count("status=upcoming"), 11);
    assert_eq!(count("status=cancelled"), 1);
    assert_eq!(count("status=upcoming,cancelled"), 12);
    assert_eq!(count("status=recurring"), 0);
    assert_eq!(count("attendeeEmail=g3@example.org"), 1);
    assert_eq!(count(&format!("eventTypeId={INTRO}")), 12);
    assert_eq!(count(&format!("eventTypeIds={LONG},{CLASS}")), 0);
    assert_eq!(count("teamId=1"), 0);
    assert_eq!(count("afterStart=2026-10-21T00:00:00Z"), 2);
    assert_eq!(count("afterStart=2026-10-20T08:00:00Z&beforeEnd=2026-10-20T09:30:00Z"), 2);
    let last = desk.get(BOOKINGS, "/v2/bookings?sortStart=desc").data()[0]["uid"].clone();
    assert_eq!(last, uids[11].as_str());
    desk.now = at("2026-10-22T00:00:00Z");
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings?status=past").data().as_array().unwrap().len(), 11);
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings").data(), json!([]));
}

#[test]
fn the_old_list_pages_by_a_number_and_ignores_what_it_does_not_know() {
    let mut desk = Desk::of_dee();
    let uids = several(&mut desk, 12);
    act(&mut desk, &uids[0], "cancel", &json!({}));
    let first = desk.get(OLD, "/v2/bookings?take=50&status=cancelled").data();
    assert_eq!(first["bookings"].as_array().unwrap().len(), 10);
    assert_eq!((first["totalCount"].as_u64(), first["nextCursor"].as_u64()), (Some(11), Some(10)));
    let second = desk.get(OLD, "/v2/bookings?cursor=10").data();
    assert_eq!(second["bookings"].as_array().unwrap().len(), 1);
    assert_eq!(second["nextCursor"], Value::Null);
    let cancelled = desk.get(OLD, "/v2/bookings?filters[status]=cancelled&limit=100").data();
    assert_eq!(cancelled["bookings"][0]["uid"], uids[0].as_str());
    for query in ["limit=0", "limit=101", "cursor=abc123", "filters[status]=accepted"] {
        assert_eq!(desk.get(OLD, &format!("/v2/bookings?{query}")).status, 400, "{query}");
    }
}

#[test]
fn a_list_may_lag_behind_a_booking() {
    let mut desk = Desk::of_dee();
    desk.world.settings.list_lag_ms = 30_000;
    let uid = desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings").data(), json!([]));
    assert_eq!(desk.get(BOOKINGS, &format!("/v2/bookings/{uid}")).status, 200);
    desk.wait(1);
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings").data()[0]["uid"], uid.as_str());
}

#[test]
fn who_comes_along_is_named_by_an_address() {
    let mut desk = Desk::new();
    let mut body = booking(INTRO, "2026-10-20T08:00:00Z", "guest@example.org");
    body["guests"] = json!(["nobody"]);
    let refused = desk.post(BOOKINGS, "/v2/bookings", &body);
    assert_eq!((refused.status, refused.message().as_str()), (400, "guests must be an email"));
    body["guests"] = json!(["friend@example.org"]);
    assert_eq!(desk.post(BOOKINGS, "/v2/bookings", &body).data()["guests"], json!(["friend@example.org"]));
}
