//! Cal.com's calls in the current dialect, by hand.

use freebusy_maton::App;
use freebusy_transport::Method;
use serde_json::{Value, json};

use crate::days::days;
use crate::services::Services;
use crate::walk::{Service, check, escaped};

const SLOTS: &str = "2024-09-04";
const BOOKINGS: &str = "2024-08-13";
const EVENT_TYPES: &str = "2024-06-14";
const SCHEDULES: &str = "2024-06-11";

#[tokio::test]
async fn cal_com_of_the_sandbox_answers_as_described() {
    let services = Services::start().await;
    let calcom = Service::at(&services, App::Calcom);
    calcom.get("/v2/me", "").await;
    let types = calcom.get("/v2/event-types", EVENT_TYPES).await;
    let id = |slug: &str| {
        let types = types["data"].as_array().unwrap().iter();
        types.clone().find(|it| it["slug"] == slug).unwrap()["id"].as_u64().unwrap()
    };
    for slug in ["intro", "long", "private", "class", "approval"] {
        calcom.get(&format!("/v2/event-types/{}", id(slug)), EVENT_TYPES).await;
    }
    calcom.get("/v2/event-types?username=eli&eventSlug=intro", EVENT_TYPES).await;
    read_schedules(&calcom).await;
    read_calendars(&calcom).await;
    for slug in ["intro", "class", "approval"] {
        book(&calcom, id(slug)).await;
    }
    event_type_for_a_while(&calcom).await;
    for whose in ["/v2/webhooks".to_owned(), format!("/v2/event-types/{}/webhooks", id("intro"))] {
        webhook_for_a_while(&calcom, &whose).await;
    }
    be_refused(&calcom, id("intro")).await;
    check(&services.sandbox, 60);
    services.sandbox.stop().await;
}

async fn read_schedules(calcom: &Service) {
    let all = calcom.get("/v2/schedules", SCHEDULES).await;
    calcom.get("/v2/schedules/default", SCHEDULES).await;
    calcom.get(&format!("/v2/schedules/{}", all["data"][0]["id"]), SCHEDULES).await;
    let availability = json!([{ "days": ["Monday"], "startTime": "09:00", "endTime": "17:00" }]);
    let new = json!({ "name": "summer", "timeZone": "Europe/Rome", "isDefault": false, "availability": availability,
        "overrides": [{ "date": "2027-05-20", "startTime": "18:00", "endTime": "21:00" }] });
    let made = calcom.post("/v2/schedules", SCHEDULES, new).await;
    let target = format!("/v2/schedules/{}", made["data"]["id"]);
    calcom.call(Method::PATCH, &target, SCHEDULES, Some(json!({ "name": "winter" }))).await;
    calcom.call(Method::DELETE, &target, SCHEDULES, None).await;
}

async fn read_calendars(calcom: &Service) {
    let calendars = calcom.get("/v2/calendars", "").await;
    let first = &calendars["data"]["connectedCalendars"][0];
    let (credential, external) =
        (&first["credentialId"], first["calendars"][0]["externalId"].as_str().unwrap());
    let (from, to) = days(2, 16);
    let external = escaped(external);
    calcom
        .get(
            &format!(
                "/v2/calendars/busy-times?timeZone=UTC&dateFrom={from}&dateTo={to}\
                 &calendarsToLoad[0][credentialId]={credential}&calendarsToLoad[0][externalId]={external}"
            ),
            "",
        )
        .await;
    calcom.get("/v2/conferencing", "").await;
}

/// Finds slots, reserves one, books it, moves it, cancels it.
async fn book(calcom: &Service, event_type: u64) {
    let (from, to) = days(2, 16);
    let query = format!("eventTypeId={event_type}&start={from}&end={to}&timeZone=Europe/Berlin");
    calcom.get(&format!("/v2/slots?{query}&format=range"), SLOTS).await;
    let slots = calcom.get(&format!("/v2/slots?{query}"), SLOTS).await;
    let days = slots["data"].as_object().unwrap().values();
    let starts: Vec<_> =
        days.flat_map(|day| day.as_array().unwrap()).map(|slot| utc(&slot["start"])).collect();
    let reservation =
        |start| json!({ "eventTypeId": event_type, "slotStart": start, "reservationDuration": 5 });
    let reserved = calcom.post("/v2/slots/reservations", SLOTS, reservation(&starts[0])).await;
    let target = format!("/v2/slots/reservations/{}", reserved["data"]["reservationUid"].as_str().unwrap());
    calcom.get(&target, SLOTS).await;
    calcom.call(Method::PATCH, &target, SLOTS, Some(reservation(&starts[2]))).await;
    calcom.call(Method::DELETE, &target, SLOTS, None).await;
    let attendee = json!({ "name": "Gil", "email": "gil@example.com", "timeZone": "Europe/Berlin" });
    let new = json!({ "eventTypeId": event_type, "start": starts[1], "attendee": attendee,
        "metadata": { "freebusy": "i-1" } });
    let booked = calcom.post("/v2/bookings", BOOKINGS, new).await;
    let target = format!("/v2/bookings/{}", booked["data"]["uid"].as_str().unwrap());
    calcom.get(&target, BOOKINGS).await;
    calcom.get("/v2/bookings?take=50&skip=0&status=upcoming,unconfirmed&sortStart=asc", BOOKINGS).await;
    if booked["data"]["status"] == "pending" {
        calcom.call(Method::POST, &format!("{target}/confirm"), BOOKINGS, None).await;
    }
    // A seat is moved and given back by its own uid, which is not described here.
    if booked["data"].get("seatUid").is_some() {
        return;
    }
    let to = json!({ "start": starts[3], "reschedulingReason": "later" });
    let moved = calcom.post(&format!("{target}/reschedule"), BOOKINGS, to).await;
    let target = format!("/v2/bookings/{}", moved["data"]["uid"].as_str().unwrap());
    calcom.post(&format!("{target}/cancel"), BOOKINGS, json!({ "cancellationReason": "enough" })).await;
    calcom.get(&target, BOOKINGS).await;
    calcom.get("/v2/bookings?status=cancelled", BOOKINGS).await;
}

/// A start as the booking calls want it.
fn utc(start: &Value) -> String {
    let start = chrono::DateTime::parse_from_rfc3339(start.as_str().unwrap()).unwrap();
    start.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What is well formed and refused all the same.
async fn be_refused(calcom: &Service, event_type: u64) {
    calcom.refused(Method::GET, "/v2/bookings/nobodys", BOOKINGS, None, 404).await;
    calcom.refused(Method::GET, "/v2/event-types/999999", EVENT_TYPES, None, 404).await;
    let attendee = json!({ "name": "Gil", "email": "gil@example.com", "timeZone": "Europe/Berlin" });
    let past = json!({ "eventTypeId": event_type, "start": "2020-01-01T09:00:00Z", "attendee": attendee });
    calcom.refused(Method::POST, "/v2/bookings", BOOKINGS, Some(past), 400).await;
}

async fn event_type_for_a_while(calcom: &Service) {
    let new = json!({ "title": "Walk", "slug": "walk", "lengthInMinutes": 30 });
    let made = calcom.post("/v2/event-types", EVENT_TYPES, new).await;
    let target = format!("/v2/event-types/{}", made["data"]["id"]);
    calcom.call(Method::PATCH, &target, EVENT_TYPES, Some(json!({ "title": "Longer walk" }))).await;
    calcom.call(Method::DELETE, &target, EVENT_TYPES, None).await;
}

async fn webhook_for_a_while(calcom: &Service, whose: &str) {
    let new = json!({ "active": true, "subscriberUrl": "https://hooks.example.com/x", "triggers": ["BOOKING_CREATED"],
        "secret": "s" });
    let made = calcom.post(whose, "", new).await;
    let target = format!("{whose}/{}", made["data"]["id"].to_string().trim_matches('"'));
    calcom.get(whose, "").await;
    calcom.get(&target, "").await;
    calcom.call(Method::PATCH, &target, "", Some(json!({ "active": false }))).await;
    calcom.call(Method::DELETE, &target, "", None).await;
}
