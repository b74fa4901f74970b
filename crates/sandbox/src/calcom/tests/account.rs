//! The account: me, schedules, event types, webhooks, calendars, and the small lists.

use super::*;

fn plain_webhook(url: &str) -> Value {
    json!({ "subscriberUrl": url, "triggers": ["BOOKING_CREATED"], "active": true })
}

#[test]
fn me_is_the_user_of_the_token_and_can_be_changed() {
    let mut desk = Desk::of_dee();
    let me = desk.get(OLD, "/v2/me").data();
    assert_eq!((me["username"].as_str(), me["timeZone"].as_str()), (Some("dee"), Some("Asia/Kolkata")));
    assert_eq!(me["organizationId"], Value::Null);
    let changed = desk.patch(OLD, "/v2/me", &json!({ "bio": "Teacher", "name": "Dee R." }));
    assert_eq!(changed.status, 200);
    let me = desk.get(OLD, "/v2/me").data();
    assert_eq!((me["bio"].as_str(), me["name"].as_str()), (Some("Teacher"), Some("Dee R.")));
    for body in [
        json!({ "timeZone": "Mars" }),
        json!({ "timeFormat": 13 }),
        json!({ "weekStart": "Monda" }),
        json!({ "bio": 1 }),
    ] {
        assert_eq!(desk.patch(OLD, "/v2/me", &body).status, 400, "{body}");
    }
    assert_eq!(desk.patch(OLD, "/v2/me", &json!({ "defaultScheduleId": 1_243_031 })).status, 404);
}

#[test]
fn the_old_dialect_groups_ones_own_event_types_whatever_name_is_given() {
    let mut desk = Desk::of_dee();
    let data = desk.get(OLD, "/v2/event-types?username=eli").data();
    let group = &data["eventTypeGroups"][0];
    assert_eq!(group["profile"]["slug"], "dee");
    assert_eq!(group["eventTypes"].as_array().unwrap().len(), 6);
    assert_eq!(group["eventTypes"][0]["length"], 30);
    assert_eq!(group["eventTypes"][0].get("lengthInMinutes"), None);
    desk.token = None;
    assert_eq!(desk.get(OLD, "/v2/event-types?username=eli").status, 401);
}

fn slugs(desk: &mut Desk, query: &str) -> Vec<String> {
    let data = desk.get(EVENT_TYPES, &format!("/v2/event-types?{query}")).data();
    data.as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_new_dialect_lists_flat_and_hides_what_is_hidden_from_strangers() {
    let mut desk = Desk::new();
    assert_eq!(slugs(&mut desk, "username=dee"), ["intro", "long", "class", "approval", "advice"]);
    assert_eq!(slugs(&mut desk, "username=dee&eventSlug=long"), ["long"]);
    assert_eq!(slugs(&mut desk, "usernames=eli,fay"), ["intro", "intro"]);
    assert!(slugs(&mut desk, "username=nobody").is_empty());
    assert_eq!(desk.get(EVENT_TYPES, "/v2/event-types").status, 401);
    desk.token = Some("cal_live_sandbox_dee");
    assert_eq!(slugs(&mut desk, "").len(), 6);
    assert_eq!(slugs(&mut desk, "username=dee&sortCreatedAt=desc")[0], "advice");
}

#[test]
fn an_event_type_is_its_owners() {
    let mut desk = Desk::of_dee();
    let target = format!("/v2/event-types/{LONG}");
    let data = desk.get(EVENT_TYPES, &target).data();
    assert_eq!(
        (data["lengthInMinutes"].as_u64(), &data["lengthInMinutesOptions"]),
        (Some(60), &json!([30, 60, 90]))
    );
    assert_eq!(desk.get(OLD, &target).data()["eventType"]["length"], 60);
    assert_eq!(desk.get(EVENT_TYPES, &format!("/v2/event-types/{ELI_INTRO}")).status, 403);
    assert_eq!(desk.get(EVENT_TYPES, "/v2/event-types/1").status, 404);
    assert_eq!(desk.get(EVENT_TYPES, "/v2/event-types/one").status, 400);
    desk.token = None;
    assert_eq!(desk.get(EVENT_TYPES, &target).status, 401);
}

#[test]
fn event_types_are_made_changed_and_deleted_in_both_dialects() {
    for (version, length) in [(OLD, "length"), (EVENT_TYPES, "lengthInMinutes")] {
        let mut desk = Desk::of_dee();
        let made =
            desk.post(version, "/v2/event-types", &json!({ "title": "New", "slug": "new", length: 25 }));
        assert_eq!((made.status, made.data()[length].as_u64()), (201, Some(25)));
        let target = format!("/v2/event-types/{}", made.data()["id"]);
        let changed = desk.patch(version, &target, &json!({ "title": "Newer", "hidden": true }));
        assert_eq!((changed.status, changed.data()["title"].as_str()), (200, Some("Newer")));
        let other = if version == OLD { EVENT_TYPES } else { OLD };
        let missing =
            desk.post(other, "/v2/event-types", &json!({ "title": "New", "slug": "newest", length: 25 }));
        assert_eq!(missing.status, 400);
        let twin =
            desk.post(version, "/v2/event-types", &json!({ "title": "New", "slug": "intro", length: 25 }));
        assert_eq!(twin.status, 400);
        let gone = desk.delete(version, &target);
        assert_eq!((gone.status, gone.data()[length].as_u64()), (200, Some(25)));
        assert_eq!(desk.get(version, &target).status, 404);
        assert_eq!(desk.delete(version, &format!("/v2/event-types/{ELI_INTRO}")).status, 403);
    }
}

#[test]
fn the_new_dialect_sets_seats_windows_lengths_and_confirmation() {
    let mut desk = Desk::of_dee();
    let target = format!("/v2/event-types/{INTRO}");
    let body = json!({
        "lengthInMinutesOptions": [15, 30], "bookingWindow": { "type": "businessDays", "value": 10, "rolling": true },
        "seats": { "seatsPerTimeSlot": 3, "showAttendeeInfo": true, "showAvailabilityCount": true },
    });
    let data = desk.patch(EVENT_TYPES, &target, &body).data();
    assert_eq!(data["lengthInMinutesOptions"], json!([15, 30]));
    assert_eq!(data["seats"]["seatsPerTimeSlot"], 3);
    assert_eq!(data["bookingWindow"][0]["value"], 10);
    for body in [
        json!({ "confirmationPolicy": { "type": "always" } }),
        json!({ "lengthInMinutesOptions": [15] }),
        json!({ "bookingWindow": { "type": "moons", "value": 1 } }),
        json!({ "lengthInMinutes": 0 }),
    ] {
        assert_eq!(desk.patch(EVENT_TYPES, &target, &body).status, 400, "{body}");
    }
}

#[test]
fn the_old_dialect_hides_the_lengths_to_choose_from_in_the_metadata() {
    let data = Desk::of_dee().get(OLD, &format!("/v2/event-types/{LONG}")).data();
    assert_eq!(data["eventType"]["metadata"]["multipleDuration"], json!([30, 60, 90]));
}

#[test]
fn a_field_that_is_sent_as_null_is_emptied() {
    let mut desk = Desk::of_dee();
    let target = format!("/v2/event-types/{INTRO}");
    let set = json!({ "slotInterval": 15, "scheduleId": 1_243_030, "description": "Tea" });
    assert_eq!(desk.patch(EVENT_TYPES, &target, &set).data()["slotInterval"], 15);
    let cleared = json!({ "slotInterval": null, "scheduleId": null, "description": null });
    let data = desk.patch(EVENT_TYPES, &target, &cleared).data();
    assert_eq!((&data["slotInterval"], &data["scheduleId"]), (&Value::Null, &Value::Null));
    assert_eq!(data["description"], "");
    desk.patch(OLD, "/v2/me", &json!({ "bio": "Teacher" }));
    let me = desk.patch(OLD, "/v2/me", &json!({ "bio": null, "defaultScheduleId": null })).data();
    assert_eq!((me["bio"].as_str(), &me["defaultScheduleId"]), (Some(""), &Value::Null));
}

#[test]
fn a_schedule_is_minutes_in_the_old_dialect_and_clock_times_in_the_new() {
    let mut desk = Desk::of_dee();
    let old = desk.get(OLD, "/v2/schedules/default").data();
    assert_eq!(old["workingHours"], json!([{ "days": [1, 2, 3, 4, 5], "startTime": 720, "endTime": 1_439 }]));
    let new = desk.get(SCHEDULES, "/v2/schedules/1243030").data();
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    assert_eq!(new["availability"], json!([{ "days": days, "startTime": "12:00", "endTime": "23:59" }]));
    assert_eq!((new["isDefault"].as_bool(), new["ownerId"].as_u64()), (Some(true), Some(2_152_180)));
}

#[test]
fn without_a_schedule_the_old_list_fails_as_nobody_caught_it_and_the_new_one_is_empty() {
    let mut desk = Desk::of_dee();
    assert_eq!(desk.delete(SCHEDULES, "/v2/schedules/1243030").body.unwrap(), json!({ "status": "success" }));
    let old = desk.get(OLD, "/v2/schedules");
    assert_eq!(
        (old.status, old.body.unwrap()),
        (500, json!({ "statusCode": 500, "message": "Internal server error" }))
    );
    assert_eq!(desk.get(SCHEDULES, "/v2/schedules").data(), json!([]));
    assert_eq!(desk.get(SCHEDULES, "/v2/schedules/default").data(), Value::Null);
    assert!(desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-20")).is_empty());
}

#[test]
fn schedules_are_made_changed_and_made_the_default() {
    let mut desk = Desk::of_dee();
    let body = json!({
        "name": "Mornings", "timeZone": "Asia/Kolkata", "isDefault": true,
        "availability": [{ "days": ["Tuesday"], "startTime": "09:00", "endTime": "10:00" }],
        "overrides": [{ "date": "2026-10-21", "startTime": "09:00", "endTime": "09:30" }],
    });
    let made = desk.post(SCHEDULES, "/v2/schedules", &body);
    assert_eq!((made.status, &made.data()["overrides"]), (201, &body["overrides"]));
    let starts = desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-21"));
    assert_eq!(starts, ["2026-10-20T03:30:00.000Z", "2026-10-20T04:00:00.000Z", "2026-10-21T03:30:00.000Z"]);
    let target = format!("/v2/schedules/{}", made.data()["id"]);
    assert_eq!(desk.patch(SCHEDULES, &target, &json!({ "name": "Early" })).data()["name"], "Early");
    assert_eq!(desk.delete(SCHEDULES, &target).status, 200);
    assert_eq!(desk.get(SCHEDULES, "/v2/schedules/default").data()["id"], 1_243_030);
    for body in [
        json!({ "name": "x", "timeZone": "Mars", "isDefault": false }),
        json!({ "name": "x", "timeZone": "UTC" }),
        json!({ "name": "x", "timeZone": "UTC", "isDefault": false, "availability": [{ "days": ["Tue"] }] }),
        json!({ "name": "x", "timeZone": "UTC", "isDefault": false,
                "availability": [{ "days": ["Tuesday"], "startTime": "9:00", "endTime": "10:00" }] }),
    ] {
        assert_eq!(desk.post(SCHEDULES, "/v2/schedules", &body).status, 400, "{body}");
    }
    assert_eq!(desk.get(SCHEDULES, "/v2/schedules/1243031").status, 403);
    assert_eq!(desk.get(SCHEDULES, "/v2/schedules/1").status, 404);
    assert_eq!(desk.get(OLD, "/v2/schedules/1").status, 500);
}

#[test]
fn an_old_schedule_is_nine_to_five_unless_told_in_utc_clock_times() {
    let mut desk = Desk::of_dee();
    let plain = json!({ "name": "Work", "timeZone": "America/New_York", "isDefault": false });
    let data = desk.post(OLD, "/v2/schedules", &plain).data();
    assert_eq!(
        data["workingHours"],
        json!([{ "days": [1, 2, 3, 4, 5], "startTime": 540, "endTime": 1_020 }])
    );
    let told = json!({
        "name": "Work", "timeZone": "America/New_York", "isDefault": false,
        "availabilities": [{ "days": [0], "startTime": "1970-01-01T10:00:00+02:00", "endTime": "1970-01-01T10:00:00.000Z" }],
    });
    let data = desk.post(OLD, "/v2/schedules", &told).data();
    assert_eq!(data["workingHours"], json!([{ "days": [0], "startTime": 480, "endTime": 600 }]));
}

#[test]
fn webhooks_are_kept_for_the_user() {
    let mut desk = Desk::of_dee();
    let made = desk.post(OLD, "/v2/webhooks", &plain_webhook("https://example.com/a"));
    assert_eq!((made.status, made.data()["userId"].as_u64()), (201, Some(2_152_180)));
    assert_eq!(desk.post(OLD, "/v2/webhooks", &plain_webhook("https://example.com/a")).status, 409);
    let target = format!("/v2/webhooks/{}", made.data()["id"]);
    assert_eq!(desk.patch(OLD, &target, &json!({ "active": false })).data()["active"], false);
    assert_eq!(desk.get(OLD, &target).data()["active"], false);
    assert_eq!(desk.get(OLD, "/v2/webhooks?take=250").data().as_array().unwrap().len(), 1);
    assert_eq!(desk.get(OLD, "/v2/webhooks?skip=1").data(), json!([]));
    assert_eq!(desk.get(OLD, "/v2/webhooks?take=251").status, 400);
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(desk.get(OLD, &target).status, 404);
    desk.token = Some("cal_live_sandbox_dee");
    assert_eq!(desk.delete(OLD, "/v2/webhooks").status, 404);
    assert_eq!(desk.delete(OLD, &target).status, 200);
    assert_eq!(desk.get(OLD, &target).status, 404);
}

#[test]
fn a_trigger_that_does_not_exist_is_refused() {
    let mut desk = Desk::of_dee();
    let body =
        json!({ "subscriberUrl": "https://example.com", "triggers": ["BOOKING_CONFIRMED"], "active": true });
    assert_eq!(desk.post(OLD, "/v2/webhooks", &body).status, 400);
    assert_eq!(desk.post(OLD, "/v2/webhooks", &plain_webhook("example")).status, 400);
}

#[test]
fn an_event_types_webhooks_are_its_own_and_can_be_deleted_at_once() {
    let mut desk = Desk::of_dee();
    let all = format!("/v2/event-types/{INTRO}/webhooks");
    for version in [OLD, SLOTS] {
        let made = desk.post(version, &all, &plain_webhook(&format!("https://example.com/{version}")));
        assert_eq!((made.status, made.data()["eventTypeId"].as_u64()), (201, Some(INTRO)));
    }
    assert_eq!(desk.get(OLD, &all).data().as_array().unwrap().len(), 2);
    assert_eq!(desk.get(OLD, "/v2/webhooks").data(), json!([]));
    assert_eq!(desk.delete(OLD, &all).data(), "2 webhooks deleted");
    assert_eq!(desk.get(OLD, &all).data(), json!([]));
    assert_eq!(desk.get(OLD, &format!("/v2/event-types/{ELI_INTRO}/webhooks")).status, 403);
    assert_eq!(desk.get(OLD, "/v2/event-types/1/webhooks").status, 404);
}

const DAY: &str = "timeZone=UTC&dateFrom=2026-10-20&dateTo=2026-10-20";
const CALENDAR: &str =
    "calendarsToLoad[0][credentialId]=1152180&calendarsToLoad[0][externalId]=dee@example.com";

#[test]
fn busy_times_are_the_events_of_the_calendar_and_what_was_booked() {
    let mut desk = Desk::of_dee();
    desk.busy("dee", "2026-10-20T09:00:00Z", "2026-10-20T10:00:00Z");
    desk.busy("dee", "2026-10-21T09:00:00Z", "2026-10-21T10:00:00Z");
    desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let escaped = CALENDAR.replace('[', "%5B").replace(']', "%5D");
    for calendar in [CALENDAR, &escaped] {
        let answer = desk.get(OLD, &format!("/v2/calendars/busy-times?{DAY}&{calendar}"));
        let starts: Vec<Value> =
            answer.data().as_array().unwrap().iter().map(|row| row["start"].clone()).collect();
        assert_eq!(starts, ["2026-10-20T08:00:00.000Z", "2026-10-20T09:00:00.000Z"]);
    }
}

#[test]
fn busy_times_need_calendars_that_are_connected() {
    let mut desk = Desk::of_dee();
    for (query, status) in [
        (DAY.to_owned(), 400),
        (format!("dateFrom=2026-10-20&dateTo=2026-10-20&{CALENDAR}"), 400),
        (format!("timeZone=UTC&dateFrom=2026-10-20&{CALENDAR}"), 400),
        (format!("{DAY}&calendarsToLoad[0][credentialId]=1152180"), 400),
        (
            format!(
                "{DAY}&calendarsToLoad[0][credentialId]=1&calendarsToLoad[0][externalId]=dee@example.com"
            ),
            404,
        ),
        (format!("{DAY}&{CALENDAR}"), 200),
    ] {
        assert_eq!(desk.get(OLD, &format!("/v2/calendars/busy-times?{query}")).status, status, "{query}");
    }
}

#[test]
fn calendars_conferencing_teams_and_verified_addresses_are_listed() {
    let mut desk = Desk::of_dee();
    let calendars = desk.get(OLD, "/v2/calendars").data();
    assert_eq!(calendars["connectedCalendars"][0]["calendars"][0]["externalId"], "dee@example.com");
    assert_eq!(calendars["destinationCalendar"]["credentialId"], 1_152_180);
    assert_eq!(desk.get(OLD, "/v2/conferencing").data()[0]["appId"], "google-meet");
    assert_eq!(desk.get(OLD, "/v2/conferencing/default").data()["appSlug"], "google-meet");
    assert_eq!(desk.post(OLD, "/v2/conferencing/daily-video/default", &Value::Null).status, 200);
    assert_eq!(desk.get(OLD, "/v2/conferencing/default").data()["appSlug"], "daily-video");
    assert_eq!(desk.post(OLD, "/v2/conferencing/zoom/default", &Value::Null).status, 400);
    assert_eq!(desk.get(OLD, "/v2/teams").data(), json!([]));
    let emails = desk.get(OLD, "/v2/verified-resources/emails").data();
    assert_eq!(emails[0]["email"], "dee@example.com");
    assert_eq!(
        desk.get(OLD, &format!("/v2/verified-resources/emails/{}", emails[0]["id"])).data(),
        emails[0]
    );
    assert_eq!(desk.get(OLD, "/v2/verified-resources/emails/1").status, 404);
}
