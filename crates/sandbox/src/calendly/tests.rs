//! Calendly's rules, each against the function that answers.

use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

use super::answer;
use crate::call::{Answer, Call, pairs};
use crate::default_world::default_world;
use crate::world::{Booking, Busy, Maker, Plan, World};

mod quotas;

const ANA: &str = "https://api.calendly.com/users/USER000000000ANA";
const PLAIN: &str = "https://api.calendly.com/event_types/EVENTTYPE0000001";
const ZOOM: &str = "https://api.calendly.com/event_types/EVENTTYPE0000002";
const INTAKE: &str = "https://api.calendly.com/event_types/EVENTTYPE0000003";
const WORKSHOP: &str = "https://api.calendly.com/event_types/EVENTTYPE0000004";
const TEAM: &str = "https://api.calendly.com/event_types/EVENTTYPE0000005";
const ORGANIZATION: &str = "https://api.calendly.com/organizations/ORGANIZATION0001";

struct Desk {
    world: World,
    now: DateTime<Utc>,
    token: &'static str,
}

/// A Saturday morning; ana's token.
fn desk() -> Desk {
    let now = "2026-11-21T02:20:00Z".parse().unwrap();
    Desk { world: default_world(now), now, token: "sandbox-calendly-ana" }
}

impl Desk {
    fn call(&mut self, method: Method, target: &str, body: Bytes) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        let segments = path.split('/').skip(1).map(str::to_owned).collect();
        let call = Call { method, path: path.to_owned(), segments, query: pairs(query), headers, body };
        answer(&mut self.world, &call, self.now)
    }

    fn get(&mut self, target: &str) -> (u16, Value) {
        let answer = self.call(Method::GET, target, Bytes::new());
        (answer.status, answer.body.unwrap_or_default())
    }

    fn send(&mut self, method: Method, target: &str, body: &Value) -> (u16, Value) {
        let answer = self.call(method, target, body.to_string().into());
        (answer.status, answer.body.unwrap_or_default())
    }

    fn post(&mut self, target: &str, body: &Value) -> (u16, Value) {
        self.send(Method::POST, target, body)
    }

    fn starts(&mut self, kind: &str) -> Vec<String> {
        let end = (self.now + Duration::days(20)).format("%Y-%m-%dT%H:%M:%SZ");
        let start = (self.now + Duration::minutes(1)).format("%Y-%m-%dT%H:%M:%SZ");
        let target =
            format!("/event_type_available_times?event_type={kind}&start_time={start}&end_time={end}");
        let (status, body) = self.get(&target);
        assert_eq!(status, 200, "{body}");
        let slots = body["collection"].as_array().unwrap().iter();
        slots.map(|slot| slot["start_time"].as_str().unwrap().to_owned()).collect()
    }

    fn book(&mut self, kind: &str, start: &str) -> (u16, Value) {
        let order = order(kind, start);
        self.post("/invitees", &order)
    }

    fn first_booked(&mut self) -> Value {
        let start = self.starts(PLAIN).remove(0);
        let (status, body) = self.book(PLAIN, &start);
        assert_eq!(status, 201, "{body}");
        body["resource"].clone()
    }
}

fn order(kind: &str, start: &str) -> Value {
    json!({
        "event_type": kind,
        "start_time": start,
        "invitee": { "name": "Gus Guest", "email": "gus@example.org", "timezone": "Europe/Paris" },
    })
}

fn path_of(uri: &Value) -> String {
    uri.as_str().unwrap().strip_prefix("https://api.calendly.com").unwrap().to_owned()
}

#[test]
fn a_call_without_a_known_token_is_unauthenticated() {
    let mut desk = desk();
    desk.token = "wrong";
    let (status, body) = desk.get("/users/me");
    assert_eq!((status, &body["title"]), (401, &json!("Unauthenticated")));
}

#[test]
fn a_token_without_the_scope_is_told_which_one_it_lacks() {
    let mut desk = desk();
    desk.token = "sandbox-calendly-ana-narrow";
    assert_eq!(desk.get("/users/me").0, 200);
    let (status, body) = desk.get(&format!("/user_busy_times?user={ANA}"));
    assert_eq!((status, &body["title"]), (403, &json!("Insufficient scope")));
    assert_eq!(body["required_scopes"], json!(["availability:read"]));
}

#[test]
fn an_unknown_path_is_not_found_and_so_is_the_booking_call_of_the_seeds() {
    let mut desk = desk();
    assert_eq!(desk.get("/nothing").0, 404);
    assert_eq!(desk.post("/event_types/EVENTTYPE0000001/invitees", &json!({})).0, 404);
}

#[test]
fn every_answer_says_how_many_calls_are_left() {
    let mut desk = desk();
    let headers = desk.call(Method::GET, "/users/me", Bytes::new()).headers;
    assert!(headers.contains(&("x-ratelimit-limit", "500".to_owned())));
    assert!(headers.contains(&("x-ratelimit-remaining", "499".to_owned())));
    assert!(headers.contains(&("x-ratelimit-reset", "60".to_owned())));
}

#[test]
fn the_free_plan_has_fifty_calls_a_minute_over_all_tokens() {
    let mut desk = desk();
    desk.world.settings.calendly_plan = Plan::Free;
    for _ in 0..50 {
        assert_eq!(desk.get("/users/me").0, 200);
    }
    desk.token = "sandbox-calendly-ana-narrow";
    assert_eq!(desk.get("/users/me").0, 429);
    desk.now += Duration::seconds(61);
    assert_eq!(desk.get("/users/me").0, 200);
}

#[test]
fn limits_are_off_when_the_settings_say_so() {
    let mut desk = desk();
    desk.world.settings.rate_limits = false;
    desk.world.settings.calendly_plan = Plan::Free;
    for _ in 0..60 {
        assert_eq!(desk.get("/users/me").0, 200);
    }
}

#[test]
fn available_times_span_thirty_one_days_and_no_more() {
    let mut desk = desk();
    let target = |end: &str| {
        format!(
            "/event_type_available_times?event_type={PLAIN}&start_time=2026-11-22T00:00:00Z&end_time={end}"
        )
    };
    assert_eq!(desk.get(&target("2026-12-23T00:00:00Z")).0, 200);
    let (status, body) = desk.get(&target("2026-12-23T00:00:01Z"));
    assert_eq!((status, &body["message"]), (400, &json!("date range can be no greater than 31 days")));
    desk.world.settings.calendly_slot_days = 7;
    let (status, body) = desk.get(&target("2026-11-30T00:00:00Z"));
    assert_eq!((status, &body["message"]), (400, &json!("date range can be no greater than 7 days")));
}

#[test]
fn available_times_begin_in_the_future_and_end_after_that() {
    let mut desk = desk();
    let target = |start: &str, end: &str| {
        format!("/event_type_available_times?event_type={PLAIN}&start_time={start}&end_time={end}")
    };
    let (status, body) = desk.get(&target("2026-11-21T02:20:00Z", "2026-11-22T00:00:00Z"));
    assert_eq!((status, &body["message"]), (400, &json!("start_time must be in the future")));
    assert_eq!(desk.get(&target("2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z")).0, 400);
    assert_eq!(desk.get(&target("noon", "2026-11-23T00:00:00Z")).0, 400);
}

#[test]
fn both_bounds_of_a_window_are_included() {
    let mut desk = desk();
    let (first, second) = (desk.starts(PLAIN).remove(0), desk.starts(PLAIN).remove(1));
    let target =
        format!("/event_type_available_times?event_type={PLAIN}&start_time={first}&end_time={second}");
    let (_, body) = desk.get(&target);
    assert_eq!(body["collection"].as_array().unwrap().len(), 2);
    assert_eq!(body["collection"][0]["invitees_remaining"], 1);
    assert_eq!(body["collection"][0].as_object().unwrap().len(), 4);
}

#[test]
fn busy_times_span_seven_days_that_are_not_past() {
    let mut desk = desk();
    let target =
        |start: &str, end: &str| format!("/user_busy_times?user={ANA}&start_time={start}&end_time={end}");
    assert_eq!(desk.get(&target("2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z")).0, 200);
    assert_eq!(desk.get(&target("2026-11-22T00:00:00Z", "2026-11-29T00:00:01Z")).0, 400);
    let (status, body) = desk.get(&target("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"));
    assert_eq!((status, &body["message"]), (400, &json!("date cannot be in the past")));
}

#[test]
fn busy_times_tell_own_bookings_from_everything_else() {
    let mut desk = desk();
    let person = desk.world.people.iter_mut().find(|person| person.id == "ana").unwrap();
    let at = |hour: u32| format!("2026-11-24T{hour:02}:00:00Z").parse().unwrap();
    person.busy = vec![Busy { start: at(9), end: at(10), title: "Dentist".to_owned() }];
    let booking = |id: &str, maker, hour| Booking {
        id: id.to_owned(),
        maker,
        hosts: vec!["ana".to_owned()],
        start: at(hour),
        end: at(hour + 1),
        title: "Meeting".to_owned(),
        buffer_before: 15,
        buffer_after: 0,
        active: true,
        created_at: at(0),
    };
    desk.world.bookings = vec![booking("E1", Maker::Calendly, 13), booking("C1", Maker::Calcom, 11)];
    let (_, body) = desk.get(&format!(
        "/user_busy_times?user={ANA}&start_time=2026-11-24T00:00:00Z&end_time=2026-11-25T00:00:00Z"
    ));
    let busy = body["collection"].as_array().unwrap();
    let kinds: Vec<&str> = busy.iter().map(|busy| busy["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["external", "external", "calendly"]);
    assert_eq!(busy[0].as_object().unwrap().len(), 3);
    assert_eq!(busy[2]["buffered_start_time"], "2026-11-24T12:45:00.000000Z");
    assert_eq!(busy[2]["event"]["uri"], "https://api.calendly.com/scheduled_events/E1");
}

#[test]
fn a_stranger_of_another_organization_is_not_shown() {
    let mut desk = desk();
    let fay = desk.world.calendly.users.iter_mut().find(|user| user.person == "fay").unwrap();
    fay.organization = "ELSEWHERE0000001".to_owned();
    let fay = format!("https://api.calendly.com/users/{}", fay.id);
    let (status, body) = desk.get(&format!(
        "/user_busy_times?user={fay}&start_time=2026-11-24T00:00:00Z&end_time=2026-11-25T00:00:00Z"
    ));
    assert_eq!((status, &body["message"]), (403, &json!("This user is not in your organization")));
}

#[test]
fn a_booking_takes_its_start_and_a_cancellation_gives_it_back() {
    let mut desk = desk();
    let before = desk.starts(PLAIN);
    let invitee = desk.first_booked();
    assert_eq!(invitee["scheduling_method"], "api");
    assert_eq!(desk.starts(PLAIN), before[1..]);
    assert!(!desk.starts(ZOOM).contains(&before[0]));
    let (status, body) = desk.post(&format!("{}/cancellation", path_of(&invitee["event"])), &json!({}));
    assert_eq!((status, &body["resource"]["canceler_type"]), (201, &json!("host")));
    assert_eq!(desk.starts(PLAIN), before);
}

#[test]
fn a_taken_start_is_refused_as_an_internal_error_that_is_a_bad_request() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    assert_eq!(desk.book(PLAIN, &start).0, 201);
    let (status, body) = desk.book(PLAIN, &start);
    assert_eq!((status, &body["title"]), (400, &json!("Internal Server Error")));
    assert_eq!(desk.world.bookings.len(), 1);
}

#[test]
fn a_start_off_the_offers_books_nothing() {
    let mut desk = desk();
    for start in
        ["2026-11-23T10:07:00Z", "2026-11-23T03:00:00Z", "2027-06-01T10:00:00Z", "2026-11-20T10:00:00Z"]
    {
        assert_eq!(desk.book(PLAIN, start).0, 400, "{start}");
    }
    assert_eq!(desk.world.bookings.len(), 0);
}

#[test]
fn a_location_must_be_one_of_those_configured() {
    let mut desk = desk();
    let start = desk.starts(ZOOM).remove(0);
    let refusal = json!("event.location_configuration.kind invalid location choice");
    let (status, body) = desk.book(ZOOM, &start);
    assert_eq!((status, &body["message"]), (400, &refusal));
    let mut order = order(ZOOM, &start);
    order["location"] = json!({ "kind": "zoom" });
    assert_eq!(desk.post("/invitees", &order).1["message"], refusal);
    order["location"] = json!({ "kind": "zoom_conference" });
    let (status, body) = desk.post("/invitees", &order);
    assert_eq!(status, 201, "{body}");
    let (_, event) = desk.get(&path_of(&body["resource"]["event"]));
    assert_eq!(event["resource"]["location"]["type"], "zoom_conference");
    assert!(event["resource"]["location"]["join_url"].is_string());
}

#[test]
fn a_location_where_none_can_be_chosen_is_refused() {
    let mut desk = desk();
    for kind in [PLAIN, TEAM] {
        let start = desk.starts(kind).remove(0);
        let mut order = order(kind, &start);
        order["location"] = json!({ "kind": "zoom_conference" });
        assert_eq!(desk.post("/invitees", &order).0, 400, "{kind}");
    }
}

#[test]
fn a_required_question_is_answered_byte_for_byte() {
    let mut desk = desk();
    let start = desk.starts(INTAKE).remove(0);
    let blank = json!("Required Questions and Answers cannot be blank.");
    assert_eq!(desk.book(INTAKE, &start).1["message"], blank);
    let asked = |question: &str, answer: &str| {
        let mut order = order(INTAKE, &start);
        order["questions_and_answers"] = json!([{ "question": question, "answer": answer, "position": 0 }]);
        order
    };
    let discuss = "What would you like to discuss?";
    assert_eq!(desk.post("/invitees", &asked(discuss, " ")).1["message"], blank);
    assert_eq!(desk.post("/invitees", &asked("what would you like to discuss?", "Prices")).0, 400);
    let (status, body) = desk.post("/invitees", &asked(discuss, "Prices"));
    assert_eq!(status, 201, "{body}");
    assert_eq!(body["resource"]["questions_and_answers"][0]["answer"], "Prices");
}

#[test]
fn an_answer_without_its_question_or_off_the_choices_is_refused() {
    let mut desk = desk();
    let start = desk.starts(INTAKE).remove(0);
    let mut order = order(INTAKE, &start);
    order["questions_and_answers"] = json!([{ "question_uuid": "Q", "answer": "Prices", "position": 0 }]);
    let (status, body) = desk.post("/invitees", &order);
    assert_eq!((status, &body["message"]), (400, &json!("questions_and_answers[0].question: is missing")));
    order["questions_and_answers"] = json!([
        { "question": "What would you like to discuss?", "answer": "Prices", "position": 0 },
        { "question": "How did you hear of us?", "answer": "a friend", "position": 1 },
    ]);
    assert_eq!(desk.post("/invitees", &order).0, 400);
    order["questions_and_answers"][1]["answer"] = json!("A friend");
    assert_eq!(desk.post("/invitees", &order).0, 201);
}

#[test]
fn tracking_is_all_or_nothing() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    let mut order = order(PLAIN, &start);
    order["tracking"] = json!({ "utm_source": "freebusy" });
    assert_eq!(desk.post("/invitees", &order).0, 400);
    order["tracking"] = json!({
        "utm_source": "freebusy", "utm_campaign": null, "utm_medium": null, "utm_content": "intent-1",
        "utm_term": null, "salesforce_uuid": null,
    });
    let (status, body) = desk.post("/invitees", &order);
    assert_eq!((status, &body["resource"]["tracking"]["utm_content"]), (201, &json!("intent-1")));
}

#[test]
fn ten_guests_come_along_and_no_more() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    let guests =
        |count: usize| (0..count).map(|guest| format!("guest{guest}@example.org")).collect::<Vec<_>>();
    let mut order = order(PLAIN, &start);
    order["event_guests"] = json!(guests(11));
    assert_eq!(desk.post("/invitees", &order).0, 400);
    order["event_guests"] = json!(guests(10));
    let (status, body) = desk.post("/invitees", &order);
    assert_eq!(status, 201);
    let (_, event) = desk.get(&path_of(&body["resource"]["event"]));
    assert_eq!(event["resource"]["event_guests"].as_array().unwrap().len(), 10);
}

#[test]
fn an_incomplete_invitee_is_refused_with_the_field() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    for (invitee, field) in [
        (json!({ "name": "G", "timezone": "UTC" }), "invitee.email"),
        (json!({ "name": "G", "email": "g", "timezone": "UTC" }), "invitee.email"),
        (json!({ "name": "G", "email": "g@example.org", "timezone": "Mars" }), "invitee.timezone"),
        (json!({ "email": "g@example.org", "timezone": "UTC" }), "invitee.name"),
    ] {
        let mut order = order(PLAIN, &start);
        order["invitee"] = invitee;
        let (status, body) = desk.post("/invitees", &order);
        assert_eq!((status, &body["details"][0]["parameter"]), (400, &json!(field)));
    }
}

#[test]
fn ten_bookings_a_minute_are_the_quota() {
    let mut desk = desk();
    let starts = desk.starts(PLAIN);
    for start in &starts[..10] {
        assert_eq!(desk.book(PLAIN, start).0, 201);
    }
    let answer = desk.call(Method::POST, "/invitees", order(PLAIN, &starts[10]).to_string().into());
    assert_eq!(answer.status, 429);
    assert!(answer.headers.contains(&("x-ratelimit-reset", "60".to_owned())));
    desk.now += Duration::seconds(60);
    assert_eq!(desk.book(PLAIN, &starts[10]).0, 201);
}

#[test]
fn a_used_up_quota_is_named_with_the_time_until_there_is_room() {
    let mut desk = desk();
    let starts = desk.starts(PLAIN);
    for hour in starts[..50].chunks(10) {
        hour.iter().for_each(|start| assert_eq!(desk.book(PLAIN, start).0, 201));
        desk.now += Duration::minutes(2);
    }
    let answer = desk.call(Method::POST, "/invitees", order(PLAIN, &starts[50]).to_string().into());
    assert_eq!(answer.status, 429);
    assert!(answer.headers.contains(&("x-ratelimit-limit", "50".to_owned())));
    assert!(answer.headers.contains(&("x-ratelimit-reset", "3000".to_owned())));
}

#[test]
fn a_group_takes_invitees_until_its_seats_are_gone() {
    let mut desk = desk();
    let start = desk.starts(WORKSHOP).remove(0);
    let events: std::collections::BTreeSet<String> =
        (0..5).map(|_| desk.book(WORKSHOP, &start).1["resource"]["event"].to_string()).collect();
    assert_eq!(events.len(), 1);
    assert_eq!(desk.book(WORKSHOP, &start).0, 400);
    assert!(!desk.starts(WORKSHOP).contains(&start));
    assert_eq!(desk.world.bookings.len(), 1);
}

#[test]
fn a_round_robin_books_the_host_with_the_fewest_meetings() {
    let mut desk = desk();
    // Berlin and New York share only some hours: a start that both can host is offered twice.
    let start = "2026-11-24T14:00:00.000000Z";
    assert!(desk.starts(TEAM).contains(&start.to_owned()));
    assert_eq!(desk.book(TEAM, start).0, 201);
    assert_eq!(desk.book(TEAM, start).0, 201);
    let hosts: Vec<_> = desk.world.bookings.iter().map(|booking| booking.hosts.clone()).collect();
    assert_eq!(hosts, [["ana"], ["ben"]]);
    assert_eq!(desk.book(TEAM, start).0, 400);
}

#[test]
fn an_event_is_cancelled_once_and_not_after_it_began() {
    let mut desk = desk();
    let invitee = desk.first_booked();
    let target = format!("{}/cancellation", path_of(&invitee["event"]));
    let start = desk.world.bookings[0].start;
    let now = std::mem::replace(&mut desk.now, start);
    assert_eq!(desk.post(&target, &json!({})).1["message"], "Event in the past");
    desk.now = now;
    assert_eq!(desk.post(&target, &json!({ "reason": "x".repeat(10_001) })).0, 400);
    assert_eq!(desk.post(&target, &json!({ "reason": "moved", "unknown": true })).0, 201);
    let (status, body) = desk.post(&target, &json!({}));
    assert_eq!((status, &body["message"]), (403, &json!("Event is already canceled")));
}

#[test]
fn events_are_found_by_invitee_status_and_start() {
    let mut desk = desk();
    let invitee = desk.first_booked();
    let start = desk.world.bookings[0].start.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let count = |desk: &mut Desk, filter: &str| {
        let (status, body) = desk.get(&format!("/scheduled_events?user={ANA}{filter}"));
        assert_eq!(status, 200, "{body}");
        body["collection"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut desk, "&invitee_email=gus@example.org&status=active"), 1);
    assert_eq!(count(&mut desk, "&invitee_email=other@example.org"), 0);
    assert_eq!(count(&mut desk, "&status=canceled"), 0);
    assert_eq!(count(&mut desk, &format!("&min_start_time={start}")), 1);
    assert_eq!(count(&mut desk, &format!("&max_start_time={start}")), 0);
    let (_, body) = desk.get(&format!("{}/invitees?email=gus@example.org", path_of(&invitee["event"])));
    assert_eq!(body["collection"][0], invitee);
    assert_eq!(desk.get(&path_of(&invitee["uri"])).1["resource"], invitee);
}

#[test]
fn a_new_booking_is_missing_from_lists_while_they_lag() {
    let mut desk = desk();
    desk.world.settings.list_lag_ms = 2_000;
    desk.first_booked();
    let target = format!("/scheduled_events?user={ANA}");
    assert_eq!(desk.get(&target).1["collection"], json!([]));
    desk.now += Duration::seconds(2);
    assert_eq!(desk.get(&target).1["collection"].as_array().unwrap().len(), 1);
}

#[test]
fn lists_catch_up_while_a_clock_that_was_set_stands_still() {
    let mut desk = desk();
    desk.world.settings.list_lag_ms = 2_000;
    desk.first_booked();
    let target = format!("/scheduled_events?user={ANA}");
    desk.world.running = Some(desk.now + Duration::seconds(1));
    assert_eq!(desk.get(&target).1["collection"], json!([]));
    desk.world.running = Some(desk.now + Duration::seconds(2));
    assert_eq!(desk.get(&target).1["collection"].as_array().unwrap().len(), 1);
}

#[test]
fn somebody_who_does_not_run_the_organization_sees_only_their_own_events() {
    let mut desk = desk();
    let invitee = desk.first_booked();
    desk.token = "sandbox-calendly-ben";
    assert_eq!(desk.get(&format!("/scheduled_events?user={ANA}")).0, 403);
    assert_eq!(desk.get(&format!("/scheduled_events?organization={ORGANIZATION}")).0, 403);
    assert_eq!(desk.get(&path_of(&invitee["event"])).0, 403);
    let (status, body) = desk.post(&format!("{}/cancellation", path_of(&invitee["event"])), &json!({}));
    assert_eq!((status, &body["message"]), (403, &json!("You are not allowed to cancel this event")));
    desk.token = "sandbox-calendly-cleo";
    assert_eq!(desk.get(&format!("/scheduled_events?organization={ORGANIZATION}")).0, 200);
}

#[test]
fn pages_add_up_and_their_tokens_lapse_after_a_minute_or_a_write() {
    let mut desk = desk();
    let target = format!("/event_types?user={ANA}&count=2");
    let first = desk.get(&target).1;
    assert_eq!(first["pagination"]["count"], 2);
    let token = first["pagination"]["next_page_token"].as_str().unwrap();
    let next = format!("{target}&page_token={token}");
    assert!(
        first["pagination"]["next_page"]
            .as_str()
            .unwrap()
            .starts_with("https://api.calendly.com/event_types?")
    );
    let second = desk.get(&next).1;
    assert_ne!(first["collection"], second["collection"]);
    desk.now += Duration::seconds(61);
    let (status, body) = desk.get(&next);
    assert_eq!((status, &body["message"]), (400, &json!("page_token: is invalid")));
    let token = desk.get(&target).1["pagination"]["next_page_token"].as_str().unwrap().to_owned();
    desk.first_booked();
    assert_eq!(desk.get(&format!("{target}&page_token={token}")).0, 400);
}

#[test]
fn wrong_parameters_of_lists_are_refused_with_details() {
    let mut desk = desk();
    for (query, parameter) in [
        (format!("user={ANA}&count=0"), "count"),
        (format!("user={ANA}&count=101"), "count"),
        (format!("user={ANA}&sort=colour:asc"), "sort"),
        (format!("user={ANA}&active=maybe"), "active"),
        ("user=USER000000000ANA".to_owned(), "user"),
        (String::new(), "user"),
    ] {
        let (status, body) = desk.get(&format!("/event_types?{query}"));
        assert_eq!((status, &body["details"][0]["parameter"]), (400, &json!(parameter)), "{query}");
    }
}

#[test]
fn an_event_type_is_made_inactive_and_changed() {
    let mut desk = desk();
    let (status, body) = desk.post(
        "/event_types",
        &json!({ "owner": ANA, "name": "Short Call", "duration": 15, "kind": "group" }),
    );
    assert_eq!((status, &body["resource"]["active"]), (201, &json!(false)));
    assert_eq!(body["resource"]["kind"], "solo");
    let target = path_of(&body["resource"]["uri"]);
    let uri = body["resource"]["uri"].as_str().unwrap().to_owned();
    assert_eq!(desk.starts(&uri), Vec::<String>::new());
    let change = json!({ "active": true, "after_buffer": 15, "start_time_increment": 60 });
    let (status, body) = desk.send(Method::PATCH, &target, &change);
    assert_eq!((status, &body["resource"]["after_buffer"]), (200, &json!(15)));
    assert!(!desk.starts(&uri).is_empty());
    assert_eq!(desk.send(Method::PATCH, &target, &json!({ "after_buffer": 7 })).0, 400);
    assert_eq!(desk.send(Method::PATCH, "/event_types/EVENTTYPE0000004", &change).0, 400);
}

#[test]
fn own_hours_of_an_event_type_replace_all_rules() {
    let mut desk = desk();
    let target = format!("/event_type_availability_schedules?event_type={PLAIN}");
    let (_, body) = desk.get(&target);
    assert_eq!(body["collection"][0]["availability_rule"]["timezone"], "Europe/Berlin");
    let rules = json!([
        { "type": "wday", "wday": "monday", "intervals": [{ "from": "10:00", "to": "11:00" }] },
        { "type": "date", "date": "2026-12-7", "intervals": [] },
    ]);
    let change = json!({ "availability_rule": { "timezone": "UTC", "rules": rules } });
    assert_eq!(desk.send(Method::PATCH, &target, &change).0, 200);
    let starts = desk.starts(PLAIN);
    assert!(
        starts.iter().all(|start| start.starts_with("2026-11-23T10") || start.starts_with("2026-11-30T10"))
    );
    let broken =
        json!({ "availability_rule": { "timezone": "UTC", "rules": [{ "type": "wday", "intervals": [] }] } });
    assert_eq!(desk.send(Method::PATCH, &target, &broken).0, 400);
}

#[test]
fn a_cap_on_meetings_closes_the_day_that_is_full() {
    let mut desk = desk();
    let target = format!("/user_meeting_limits?user={ANA}");
    assert_eq!(desk.get(&target).1["collection"][0]["daily_limit"], Value::Null);
    assert_eq!(desk.send(Method::PATCH, &target, &json!({ "daily_limit": 1 })).0, 200);
    assert_eq!(desk.send(Method::PATCH, &target, &json!({})).0, 400);
    let day = desk.starts(PLAIN)[0].split('T').next().unwrap().to_owned();
    desk.first_booked();
    assert!(!desk.starts(PLAIN).iter().any(|start| start.starts_with(&day)));
    let ben = "https://api.calendly.com/users/USER000000000BEN";
    assert_eq!(desk.get(&format!("/user_meeting_limits?user={ben}")).0, 403);
}

#[test]
fn a_webhook_for_a_known_address_exists_already() {
    let mut desk = desk();
    let hook = json!({
        "url": "https://example.org/hook", "events": ["invitee.created"], "organization": ORGANIZATION,
        "scope": "user", "user": ANA, "signing_key": "secret",
    });
    let (status, body) = desk.post("/webhook_subscriptions", &hook);
    assert_eq!((status, &body["resource"]["state"]), (201, &json!("active")));
    let (status, again) = desk.post("/webhook_subscriptions", &hook);
    assert_eq!((status, &again["title"]), (409, &json!("Already Exists")));
    let list = format!("/webhook_subscriptions?organization={ORGANIZATION}&scope=user&user={ANA}");
    assert_eq!(desk.get(&list).1["collection"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get(&format!("/webhook_subscriptions?organization={ORGANIZATION}")).0, 400);
    let target = path_of(&body["resource"]["uri"]);
    assert_eq!(desk.call(Method::DELETE, &target, Bytes::new()).status, 204);
    assert_eq!(desk.get(&target).0, 404);
}

#[test]
fn an_absence_is_noted_and_taken_back() {
    let mut desk = desk();
    let invitee = desk.first_booked();
    let (status, body) = desk.post("/invitee_no_shows", &json!({ "invitee": invitee["uri"] }));
    assert_eq!((status, &body["resource"]["invitee"]), (201, &invitee["uri"]));
    let target = path_of(&body["resource"]["uri"]);
    assert_eq!(desk.get(&target).1, body);
    assert!(desk.get(&path_of(&invitee["uri"])).1["resource"]["no_show"]["uri"].is_string());
    assert_eq!(desk.call(Method::DELETE, &target, Bytes::new()).status, 204);
    assert_eq!(desk.get(&target).0, 404);
}

#[test]
fn links_shares_and_one_off_types_are_made() {
    let mut desk = desk();
    let link = json!({ "max_event_count": 1, "owner": PLAIN, "owner_type": "EventType" });
    assert!(desk.post("/scheduling_links", &link).1["resource"]["booking_url"].is_string());
    assert_eq!(desk.post("/scheduling_links", &json!({ "max_event_count": 2 })).0, 400);
    let (status, body) = desk.post("/shares", &json!({ "event_type": PLAIN, "duration": 45, "other": 1 }));
    assert_eq!((status, &body["resource"]["share_override"]), (201, &json!({ "duration": 45 })));
    let one_off = json!({
        "name": "Once", "host": ANA, "duration": 30, "timezone": "Europe/Berlin",
        "date_setting": { "type": "date_range", "start_date": "2026-11-24", "end_date": "2026-11-24" },
    });
    let (status, body) = desk.post("/one_off_event_types", &one_off);
    assert_eq!((status, &body["resource"]["type"]), (201, &json!("AdhocEventType")));
    assert_eq!(body["resource"]["start_time_increment"], Value::Null);
    let starts = desk.starts(body["resource"]["uri"].as_str().unwrap());
    assert!(!starts.is_empty() && starts.iter().all(|start| start.starts_with("2026-11-24")));
}

#[test]
fn the_organization_knows_its_members() {
    let mut desk = desk();
    let (_, body) = desk.get(&format!("/organization_memberships?organization={ORGANIZATION}"));
    let members = body["collection"].as_array().unwrap();
    assert_eq!(members.len(), 4);
    assert_eq!(desk.get(&path_of(&members[1]["uri"])).1["resource"], members[1]);
    assert_eq!(desk.call(Method::DELETE, &path_of(&members[1]["uri"]), Bytes::new()).status, 204);
    assert_eq!(desk.call(Method::DELETE, &path_of(&members[2]["uri"]), Bytes::new()).status, 403);
    let (_, body) = desk.get(&format!("/organization_memberships?organization={ORGANIZATION}"));
    assert_eq!(body["collection"].as_array().unwrap().len(), 3);
}

#[test]
fn hosts_schedules_places_and_samples_are_shown() {
    let mut desk = desk();
    let (_, hosts) = desk.get(&format!("/event_type_memberships?event_type={TEAM}"));
    assert_eq!(hosts["collection"][1]["member"]["name"], "Ben Ortiz");
    let (_, schedules) = desk.get(&format!("/user_availability_schedules?user={ANA}"));
    let schedule = &schedules["collection"][0];
    assert_eq!(schedule["timezone"], "Europe/Berlin");
    assert_eq!(&desk.get(&path_of(&schedule["uri"])).1["resource"], schedule);
    assert_eq!(desk.get("/locations").1["collection"][0]["kind"], "zoom_conference");
    let sample =
        format!("/sample_webhook_data?event=invitee.created&organization={ORGANIZATION}&scope=organization");
    assert_eq!(desk.get(&sample).1["event"], "invitee.created");
}
