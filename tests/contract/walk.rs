//! A walk through the calls of a service at the sandbox, sent by hand: no adapter takes part.

use std::sync::Arc;

use bytes::Bytes;
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{
    BaseUrl, Channel, Credential, HeaderMap, HeaderName, HeaderValue, Method, Reach, ReqwestClient, Response,
    Route, hardened,
};
use serde_json::{Value, json};

use crate::specs;

/// A service at the sandbox, and the credential that opens it.
struct Service {
    channel: Channel,
}

impl Service {
    fn at(sandbox: &Sandbox, name: &str) -> Self {
        // The first client of a process chooses who does TLS; none is spoken here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap();
        let http = Arc::new(ReqwestClient::new(client, Reach::Anywhere));
        let base = BaseUrl::parse(sandbox.line()[name]["base_url"].as_str().unwrap()).unwrap();
        let token = sandbox.line()[name]["token"].as_str().unwrap();
        let credential = Credential::new(base.origin(), token.into());
        Self { channel: Channel::new(http, Route::direct(base).with_credential(credential)) }
    }

    /// Sends a call that must succeed and reads its JSON, `null` where there is none.
    async fn call(&self, method: Method, target: &str, version: &str, body: Option<Value>) -> Value {
        let response = self.answer(method.clone(), target, version, body).await;
        assert!(response.status.is_success(), "{method} {target}: {} {:?}", response.status, response.body);
        serde_json::from_slice(&response.body).unwrap_or_default()
    }

    /// Sends a call that must be refused.
    async fn refused(&self, method: Method, target: &str, version: &str, body: Option<Value>, status: u16) {
        let response = self.answer(method.clone(), target, version, body).await;
        assert_eq!(response.status.as_u16(), status, "{method} {target}: {:?}", response.body);
    }

    async fn answer(&self, method: Method, target: &str, version: &str, body: Option<Value>) -> Response {
        let mut headers = HeaderMap::new();
        if !version.is_empty() {
            let version = HeaderValue::from_str(version).unwrap();
            headers.insert(HeaderName::from_static("cal-api-version"), version);
        }
        let body = body.map(|body| Bytes::from(body.to_string()));
        self.channel.raw(method, target, body, headers).await.unwrap()
    }

    async fn get(&self, target: &str, version: &str) -> Value {
        self.call(Method::GET, target, version, None).await
    }

    async fn post(&self, target: &str, version: &str, body: Value) -> Value {
        self.call(Method::POST, target, version, Some(body)).await
    }
}

/// The dates between which to look for slots: two weeks of the days to come.
fn days() -> (String, String) {
    let today = chrono::Utc::now().date_naive();
    ((today + chrono::Days::new(2)).to_string(), (today + chrono::Days::new(16)).to_string())
}

/// Holds everything that was sent and answered against the official documents.
fn check(sandbox: &Sandbox, least: usize) {
    let exchanges = sandbox.exchanges();
    assert!(exchanges.len() >= least, "only {} exchanges", exchanges.len());
    let Some(checker) = specs::checker() else { return };
    let report = checker.check(&exchanges);
    eprintln!("{report}");
    assert!(report.violations.is_empty(), "{report}");
    assert!(report.requests >= least, "{report}");
}

const SLOTS: &str = "2024-09-04";
const BOOKINGS: &str = "2024-08-13";
const EVENT_TYPES: &str = "2024-06-14";
const SCHEDULES: &str = "2024-06-11";

#[tokio::test]
async fn cal_com_of_the_sandbox_answers_as_described() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let calcom = Service::at(&sandbox, "calcom");
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
    check(&sandbox, 60);
    sandbox.stop().await;
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
    let (from, to) = days();
    let external: String = url::form_urlencoded::byte_serialize(external.as_bytes()).collect();
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
    let (from, to) = days();
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
