//! Calendly's calls, by hand.

use freebusy_maton::App;
use freebusy_transport::Method;
use serde_json::{Value, json};

use crate::days::days;
use crate::services::Services;
use crate::walk::{Service, check, escaped};

/// Calendly has no versions.
const NONE: &str = "";

#[tokio::test]
async fn calendly_of_the_sandbox_answers_as_described() {
    let services = Services::start().await;
    let calendly = Service::at(&services, App::Calendly);
    let me = calendly.get("/users/me", NONE).await;
    let text = |name: &str| me["resource"][name].as_str().unwrap().to_owned();
    let (user, organization) = (text("uri"), text("current_organization"));
    read_people(&calendly, &user, &organization).await;
    let types =
        calendly.get(&format!("/event_types?user={}&active=true&count=100", escaped(&user)), NONE).await;
    for slug in ["30min", "zoom-call", "intake", "workshop"] {
        let types = types["collection"].as_array().unwrap().iter();
        let event_type = types.clone().find(|it| it["slug"] == slug).unwrap();
        read_event_type(&calendly, event_type).await;
        book(&calendly, event_type, &user).await;
    }
    let first = types["collection"][0]["uri"].as_str().unwrap();
    make_links(&calendly, first, &user).await;
    webhook_for_a_while(&calendly, &user, &organization).await;
    be_refused(&calendly, first).await;
    check(&services.sandbox, 50);
    services.sandbox.stop().await;
}

/// The id at the end of a URI.
fn id(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap()
}

async fn read_people(calendly: &Service, user: &str, organization: &str) {
    calendly.get(&format!("/users/{}", id(user)), NONE).await;
    let members = calendly
        .get(&format!("/organization_memberships?organization={}&count=1", escaped(organization)), NONE)
        .await;
    let token = members["pagination"]["next_page_token"].as_str().unwrap();
    let (organization, token) = (escaped(organization), escaped(token));
    calendly
        .get(
            &format!("/organization_memberships?organization={organization}&count=1&page_token={token}"),
            NONE,
        )
        .await;
    let membership = members["collection"][0]["uri"].as_str().unwrap();
    calendly.get(&format!("/organization_memberships/{}", id(membership)), NONE).await;
    let user = escaped(user);
    let schedules = calendly.get(&format!("/user_availability_schedules?user={user}"), NONE).await;
    let schedule = schedules["collection"][0]["uri"].as_str().unwrap();
    calendly.get(&format!("/user_availability_schedules/{}", id(schedule)), NONE).await;
    calendly.get(&format!("/user_meeting_limits?user={user}"), NONE).await;
    calendly.get(&format!("/locations?user={user}"), NONE).await;
    let (from, to) = days(2, 8);
    let busy = format!("/user_busy_times?user={user}&start_time={from}T00:00:00Z&end_time={to}T00:00:00Z");
    calendly.get(&busy, NONE).await;
}

async fn read_event_type(calendly: &Service, event_type: &Value) {
    let uri = event_type["uri"].as_str().unwrap();
    calendly.get(&format!("/event_types/{}", id(uri)), NONE).await;
    calendly.get(&format!("/event_type_memberships?event_type={}", escaped(uri)), NONE).await;
    calendly.get(&format!("/event_type_availability_schedules?event_type={}", escaped(uri)), NONE).await;
}

/// Finds a start, books it, looks at it from everywhere, marks the invitee as absent, cancels.
async fn book(calendly: &Service, event_type: &Value, user: &str) {
    let (uri, (from, to)) = (event_type["uri"].as_str().unwrap(), days(2, 16));
    let query = format!("event_type={}&start_time={from}T00:00:00Z&end_time={to}T00:00:00Z", escaped(uri));
    let offered = calendly.get(&format!("/event_type_available_times?{query}"), NONE).await;
    let mut new = json!({ "event_type": uri, "start_time": offered["collection"][1]["start_time"],
        "invitee": { "name": "Gil", "email": "gil@example.com", "timezone": "Europe/Berlin" },
        "tracking": tracking() });
    if let Some(location) = event_type["locations"].as_array().and_then(|it| it.first()) {
        new["location"] = json!({ "kind": location["kind"] });
        if let Some(place) = location.get("location") {
            new["location"]["location"] = place.clone();
        }
    }
    let questions = event_type["custom_questions"].as_array().into_iter().flatten();
    let answers: Vec<_> = questions
        .filter(|question| question["required"] == true)
        .map(|it| json!({ "question": it["name"], "answer": "all of it", "position": it["position"] }))
        .collect();
    if !answers.is_empty() {
        new["questions_and_answers"] = answers.into();
    }
    let booked = calendly.post("/invitees", NONE, new).await;
    let invitee = booked["resource"]["uri"].as_str().unwrap();
    let event = id(booked["resource"]["event"].as_str().unwrap());
    calendly.get(&format!("/scheduled_events/{event}"), NONE).await;
    let user = escaped(user);
    let list = format!(
        "/scheduled_events?user={user}&min_start_time={from}T00:00:00Z&max_start_time={to}T00:00:00Z&status=active&count=100&sort=start_time:asc"
    );
    calendly.get(&list, NONE).await;
    calendly.get(&format!("/scheduled_events/{event}/invitees?count=100"), NONE).await;
    calendly.get(&format!("/scheduled_events/{event}/invitees/{}", id(invitee)), NONE).await;
    let reason = json!({ "reason": "enough" });
    calendly.post(&format!("/scheduled_events/{event}/cancellation"), NONE, reason.clone()).await;
    let again = format!("/scheduled_events/{event}/cancellation");
    calendly.refused(Method::POST, &again, NONE, Some(reason), 403).await;
    calendly.get(&format!("/scheduled_events/{event}"), NONE).await;
    calendly.get(&format!("/scheduled_events?user={user}&status=canceled"), NONE).await;
}

/// The marks: all of them or none.
fn tracking() -> Value {
    json!({ "utm_source": "freebusy", "utm_campaign": "c", "utm_medium": "m", "utm_content": "i-1", "utm_term": "t",
        "salesforce_uuid": "s" })
}

async fn make_links(calendly: &Service, event_type: &str, user: &str) {
    let link = json!({ "max_event_count": 1, "owner": event_type, "owner_type": "EventType" });
    calendly.post("/scheduling_links", NONE, link).await;
    calendly.post("/shares", NONE, json!({ "event_type": event_type })).await;
    let (from, to) = days(2, 8);
    let one_off = json!({ "name": "Once", "host": user, "duration": 30, "timezone": "Europe/Berlin",
        "date_setting": { "type": "date_range", "start_date": from, "end_date": to } });
    calendly.post("/one_off_event_types", NONE, one_off).await;
    let made =
        calendly.post("/event_types", NONE, json!({ "owner": user, "name": "Walk", "duration": 30 })).await;
    let target = format!("/event_types/{}", id(made["resource"]["uri"].as_str().unwrap()));
    calendly.call(Method::PATCH, &target, NONE, Some(json!({ "name": "Longer walk" }))).await;
}

async fn webhook_for_a_while(calendly: &Service, user: &str, organization: &str) {
    let new = json!({ "url": "https://hooks.example.com/x", "events": ["invitee.created"], "organization": organization,
        "user": user, "scope": "user", "signing_key": "s" });
    let made = calendly.post("/webhook_subscriptions", NONE, new.clone()).await;
    calendly.refused(Method::POST, "/webhook_subscriptions", NONE, Some(new), 409).await;
    let target = format!("/webhook_subscriptions/{}", id(made["resource"]["uri"].as_str().unwrap()));
    let (user, organization) = (escaped(user), escaped(organization));
    let whose = format!("organization={organization}&user={user}&scope=user");
    calendly.get(&format!("/webhook_subscriptions?{whose}"), NONE).await;
    calendly.get(&target, NONE).await;
    calendly.get(&format!("/sample_webhook_data?event=invitee.created&{whose}"), NONE).await;
    calendly.call(Method::DELETE, &target, NONE, None).await;
}

/// What is well formed and refused all the same.
async fn be_refused(calendly: &Service, event_type: &str) {
    calendly.refused(Method::GET, "/scheduled_events/NOBODYS000000000", NONE, None, 404).await;
    let query = "start_time=2020-01-01T00:00:00Z&end_time=2020-01-02T00:00:00Z";
    let past = format!("/event_type_available_times?event_type={}&{query}", escaped(event_type));
    calendly.refused(Method::GET, &past, NONE, None, 400).await;
    let taken = json!({ "event_type": event_type, "start_time": "2020-01-01T00:00:00Z",
        "invitee": { "name": "Gil", "email": "gil@example.com", "timezone": "Europe/Berlin" } });
    calendly.refused(Method::POST, "/invitees", NONE, Some(taken), 400).await;
}
