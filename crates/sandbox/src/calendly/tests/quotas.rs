//! How many bookings there may be, and what others do to them.

use super::*;

fn throttled(desk: &mut Desk, start: &str) -> Option<String> {
    let answer = desk.call(Method::POST, "/invitees", order(PLAIN, start).to_string().into());
    let reset = answer.headers.iter().find(|(name, _)| *name == "x-ratelimit-reset");
    (answer.status == 429).then(|| reset.unwrap().1.clone())
}

#[test]
fn a_trial_has_five_bookings_a_day() {
    let mut desk = desk();
    desk.world.settings.calendly_plan = Plan::Free;
    let starts = desk.starts(PLAIN);
    for start in &starts[..5] {
        assert_eq!(desk.book(PLAIN, start).0, 201);
    }
    desk.now += Duration::hours(1);
    assert_eq!(throttled(&mut desk, &starts[5]).as_deref(), Some("82800"));
    desk.now += Duration::hours(23);
    assert_eq!(throttled(&mut desk, &starts[5]), None);
}

#[test]
fn bookings_that_are_refused_count_towards_the_quota() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    for _ in 0..10 {
        assert_eq!(desk.book(PLAIN, "2026-11-23T10:07:00Z").0, 400);
    }
    assert_eq!(throttled(&mut desk, &start).as_deref(), Some("60"));
    assert_eq!(desk.world.bookings.len(), 0);
}

#[test]
fn a_quota_that_was_ordered_is_used_up_whatever_the_limits() {
    let mut desk = desk();
    desk.world.settings.rate_limits = false;
    desk.world.settings.calendly_bookings_left = Some(1);
    let starts = desk.starts(PLAIN);
    assert_eq!(throttled(&mut desk, &starts[0]), None);
    assert_eq!(throttled(&mut desk, &starts[1]).as_deref(), Some("86400"));
    assert_eq!(desk.world.bookings.len(), 1);
    assert_eq!(desk.world.settings.calendly_bookings_left, Some(0));
    desk.world.settings.calendly_bookings_left = None;
    assert_eq!(throttled(&mut desk, &starts[1]), None);
}

#[test]
fn a_new_invitee_of_a_known_meeting_is_missing_from_its_list_while_lists_lag() {
    let mut desk = desk();
    let start = desk.starts(WORKSHOP).remove(0);
    desk.world.settings.list_lag_ms = 2_000;
    let event = desk.book(WORKSHOP, &start).1["resource"]["event"].clone();
    desk.now += Duration::seconds(2);
    assert_eq!(desk.book(WORKSHOP, &start).0, 201);
    let target = format!("{}/invitees", path_of(&event));
    let listed = |desk: &mut Desk| desk.get(&target).1["collection"].as_array().unwrap().len();
    assert_eq!(listed(&mut desk), 1);
    desk.now += Duration::seconds(2);
    assert_eq!(listed(&mut desk), 2);
}

#[test]
fn a_start_that_somebody_else_took_is_gone_and_a_host_cancels_what_a_colleague_booked() {
    let mut desk = desk();
    let start = desk.starts(PLAIN).remove(0);
    let mut other = order(PLAIN, &start);
    other["invitee"]["email"] = json!("hans@example.org");
    desk.token = "sandbox-calendly-cleo";
    let (status, body) = desk.post("/invitees", &other);
    assert_eq!(status, 201, "{body}");
    desk.token = "sandbox-calendly-ana";
    assert_eq!(desk.book(PLAIN, &start).0, 400);
    let cancellation = format!("{}/cancellation", path_of(&body["resource"]["event"]));
    assert_eq!(desk.post(&cancellation, &json!({})).0, 201);
    assert_eq!(desk.book(PLAIN, &start).0, 201);
}

#[test]
fn an_answer_to_a_booking_tells_how_and_when_it_was_made_and_where_it_is_cancelled() {
    let mut desk = desk();
    let invitee = desk.first_booked();
    assert_eq!((&invitee["scheduling_method"], &invitee["status"]), (&json!("api"), &json!("active")));
    assert_eq!(invitee["created_at"], "2026-11-21T02:20:00.000000Z");
    assert!(invitee["cancel_url"].as_str().unwrap().starts_with("https://calendly.com/cancellations/"));
}
