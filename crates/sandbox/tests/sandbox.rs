//! The sandbox over real sockets: hosts, gateway, faults, controls.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::time::Duration;

use freebusy_sandbox::{Options, Sandbox, Service};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

struct Stage {
    sandbox: Sandbox,
    client: Client,
}

async fn stage() -> Stage {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    // With some features of reqwest no client is built before somebody has chosen who does TLS.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder().timeout(Duration::from_secs(20)).no_proxy().build().unwrap();
    Stage { sandbox, client }
}

impl Stage {
    fn line(&self, path: &str) -> &str {
        self.sandbox.line().pointer(path).unwrap().as_str().unwrap()
    }

    fn url(&self, host: &str, path: &str) -> String {
        format!("{}{path}", self.line(host))
    }

    async fn control(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.client.request(method, self.url("/sandbox/control_url", path));
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    async fn fault(&self, fault: Value) {
        assert_eq!(self.control(Method::POST, "/faults", fault).await.0, 204);
    }

    /// Calls Calendly directly.
    async fn me(&self) -> reqwest::Result<reqwest::Response> {
        let token = self.line("/calendly/token");
        self.client.get(self.url("/calendly/base_url", "/users/me")).bearer_auth(token).send().await
    }

    /// Calls through the gateway.
    async fn through(&self, host: &str, path: &str, connection: Option<&str>) -> (StatusCode, Value) {
        let request = self.client.get(self.url(host, path)).bearer_auth(self.line("/maton/token"));
        let request = match connection {
            Some(id) => request.header("Maton-Connection", id),
            None => request,
        };
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    /// The gateway's connections.
    async fn connections(&self) -> Vec<Value> {
        let (status, body) = self.through("/maton/control_url", "/connections", None).await;
        assert_eq!(status, 200);
        body["connections"].as_array().unwrap().clone()
    }

    /// Books the first start of ana's plain type.
    async fn book(&self) -> reqwest::Result<reqwest::Response> {
        let kind = "https://api.calendly.com/event_types/EVENTTYPE0000001";
        let token = self.line("/calendly/token");
        let times = self.client.get(self.url("/calendly/base_url", "/event_type_available_times"));
        let times = times.bearer_auth(token).query(&[
            ("event_type", kind),
            ("start_time", "2026-12-01T00:00:00Z"),
            ("end_time", "2026-12-20T00:00:00Z"),
        ]);
        let slots: Value = times.send().await.unwrap().json().await.unwrap();
        let order = json!({
            "event_type": kind,
            "start_time": slots["collection"][0]["start_time"],
            "invitee": { "name": "Gus", "email": "gus@example.org", "timezone": "UTC" },
        });
        let request = self.client.post(self.url("/calendly/base_url", "/invitees"));
        request.bearer_auth(token).json(&order).send().await
    }

    /// A world that stands at a morning in November.
    async fn in_november(self) -> Self {
        let morning = json!({ "now": "2026-11-21T02:00:00Z" });
        assert_eq!(self.control(Method::PUT, "/clock", morning).await.0, 200);
        self
    }

    async fn booked(&self) -> usize {
        let (_, world) = self.control(Method::GET, "/world", Value::Null).await;
        world["bookings"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn six_hosts_answer_where_the_first_line_says() {
    let stage = stage().await;
    assert_eq!(stage.me().await.unwrap().status(), 200);
    assert_eq!(stage.through("/maton/data_url", "/calendly/users/me", None).await.0, 200);
    assert_eq!(stage.through("/maton/control_url", "/connections", None).await.0, 200);
    assert_eq!(stage.through("/maton/api_url", "/connections", None).await.0, 200);
    let calcom = stage.client.get(stage.url("/calcom/base_url", "/v2/me"));
    assert_eq!(calcom.bearer_auth(stage.line("/calcom/token")).send().await.unwrap().status(), 200);
    assert_eq!(stage.control(Method::GET, "/world", Value::Null).await.0, 200);
    assert_eq!(stage.sandbox.exchanges().len(), 5);
}

#[tokio::test]
async fn ports_in_a_row_are_taken_in_the_order_of_the_hosts() {
    // Whoever finds six free ports may lose them again: a few places are tried.
    for port in (41_000..60_000).step_by(1_777) {
        let Ok(sandbox) = Sandbox::start(Options { port, world: None }).await else { continue };
        let url = |path: &str| sandbox.line().pointer(path).unwrap().clone();
        assert_eq!(url("/calendly/base_url"), format!("http://127.0.0.1:{port}"));
        assert_eq!(url("/maton/api_url"), format!("http://127.0.0.1:{}", port + 4));
        assert_eq!(url("/sandbox/control_url"), format!("http://127.0.0.1:{}", port + 5));
        return;
    }
    panic!("no six ports in a row were free");
}

#[tokio::test]
async fn a_crowd_that_comes_at_once_finds_room_at_the_door() {
    let stage = stage().await;
    let address = stage.line("/calendly/base_url").strip_prefix("http://").unwrap().parse().unwrap();
    // Nothing is awaited, so nobody is let in before the last one has come.
    let come = || std::net::TcpStream::connect_timeout(&address, Duration::from_secs(2));
    let crowd: Vec<_> = (0..400).map_while(|_| come().ok()).collect();
    assert_eq!(crowd.len(), 400);
    drop(crowd);
    assert_eq!(stage.me().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_world_that_cannot_be_lived_in_is_not_served() {
    let world = serde_json::from_value(world_with_a_booking_in("-200000-01-01T00:00:00Z")).unwrap();
    let refused = Sandbox::start(Options { port: 0, world: Some(world) }).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_stopped_sandbox_gives_its_ports_back() {
    let stage = stage().await;
    let host = stage.line("/calendly/base_url").strip_prefix("http://").unwrap().to_owned();
    stage.sandbox.stop().await;
    assert!(std::net::TcpListener::bind(host).is_ok());
}

#[tokio::test]
async fn the_gateway_serves_both_generations_with_the_connections_own_account() {
    let stage = stage().await;
    let connections = stage.connections().await;
    let id = |app: &str, nth: usize| {
        let mut active = connections.iter().filter(|one| one["app"] == app && one["status"] == "ACTIVE");
        active.nth(nth).unwrap()["connection_id"].as_str().unwrap()
    };
    for host in ["/maton/data_url", "/maton/api_url"] {
        let (_, ana) = stage.through(host, "/calendly/users/me", Some(id("calendly", 0))).await;
        let (_, fay) = stage.through(host, "/calendly/users/me", Some(id("calendly", 1))).await;
        assert_eq!(
            (&ana["resource"]["name"], &fay["resource"]["name"]),
            (&json!("Ana Lima"), &json!("Fay Moser"))
        );
        assert!(ana["resource"]["uri"].as_str().unwrap().starts_with("https://api.calendly.com/users/"));
        let (_, dee) = stage.through(host, "/cal-com/v2/me", Some(id("cal-com", 0))).await;
        assert_eq!(dee["data"]["username"], "dee");
    }
}

#[tokio::test]
async fn without_a_named_connection_the_oldest_active_one_answers() {
    let stage = stage().await;
    let (_, body) = stage.through("/maton/api_url", "/calendly/users/me", None).await;
    assert_eq!(body["resource"]["name"], "Ana Lima");
}

#[tokio::test]
async fn a_connection_that_is_not_active_serves_nobody() {
    let stage = stage().await;
    let connections = stage.connections().await;
    let with = |status: &str| connections.iter().find(|one| one["status"] == status).unwrap();
    assert!(with("PENDING")["url"].as_str().unwrap().contains("session_token="));
    let pending = with("PENDING")["connection_id"].as_str();
    assert_eq!(stage.through("/maton/api_url", "/cal-com/v2/me", pending).await.0, 400);
    let failed = with("FAILED")["connection_id"].as_str();
    assert_eq!(stage.through("/maton/api_url", "/calendly/users/me", failed).await.0, 500);
    assert_eq!(stage.through("/maton/api_url", "/calendly/users/me", Some("unknown")).await.0, 400);
    assert_eq!(stage.through("/maton/api_url", "/google-mail/me", None).await.0, 404);
}

#[tokio::test]
async fn the_gateways_hosts_of_the_first_generation_keep_to_their_own_calls() {
    let stage = stage().await;
    assert_eq!(stage.through("/maton/data_url", "/connections", None).await.0, 404);
    assert_eq!(stage.through("/maton/control_url", "/calendly/users/me", None).await.0, 404);
    let unknown = stage.client.get(stage.url("/maton/api_url", "/connections")).bearer_auth("wrong");
    assert_eq!(unknown.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn connections_are_made_pending_filtered_and_deleted() {
    let stage = stage().await;
    let url = stage.url("/maton/api_url", "/connections");
    let key = stage.line("/maton/token");
    let made = stage.client.post(&url).bearer_auth(key).json(&json!({ "app": "calendly" }));
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    assert_eq!(made["connection"]["status"], "PENDING");
    let (_, list) = stage.through("/maton/api_url", "/connections?app=calendly&status=PENDING", None).await;
    assert_eq!(list["connections"], json!([made["connection"]]));
    let one = format!("{url}/{}", made["connection"]["connection_id"].as_str().unwrap());
    let deleted = stage.client.delete(&one).bearer_auth(key).send().await.unwrap();
    assert_eq!(deleted.status(), 200);
    assert_eq!(stage.client.get(&one).bearer_auth(key).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_connection_is_authorized_in_the_way_that_was_asked_for() {
    let stage = stage().await;
    let create = async |body: Value| {
        let request = stage.client.post(stage.url("/maton/control_url", "/connections"));
        let answer = request.bearer_auth(stage.line("/maton/token")).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap()["connection"]["method"].clone())
    };
    assert_eq!(create(json!({ "app": "cal-com" })).await, (200, json!("OAUTH2")));
    assert_eq!(create(json!({ "app": "cal-com", "method": "API_KEY" })).await, (200, json!("API_KEY")));
    assert_eq!(create(json!({ "app": "cal-com", "method": "PIGEON" })).await.0, 400);
}

#[tokio::test]
async fn an_ordered_status_is_answered_once_in_the_services_words() {
    let stage = stage().await;
    stage
        .fault(json!({ "service": "calendly", "path": "/users/{id}", "fault": "status", "status": 424 }))
        .await;
    let answer = stage.me().await.unwrap();
    assert_eq!(answer.status(), 424);
    assert_eq!(answer.json::<Value>().await.unwrap()["title"], "External Calendar Error");
    assert_eq!(stage.me().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_throttled_call_on_command_carries_the_services_headers_in_their_units() {
    let stage = stage().await;
    let now = "2026-11-21T02:00:00Z";
    assert_eq!(stage.control(Method::PUT, "/clock", json!({ "now": now })).await.0, 200);
    stage.fault(json!({ "service": "calendly", "fault": "status", "status": 429 })).await;
    let answer = stage.me().await.unwrap();
    let header = |answer: &reqwest::Response, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(&answer, "x-ratelimit-limit"), "500");
    assert_eq!(header(&answer, "x-ratelimit-remaining"), "0");
    assert_eq!(header(&answer, "x-ratelimit-reset"), "1");
    stage.fault(json!({ "service": "calcom", "fault": "status", "status": 429 })).await;
    let request = stage.client.get(stage.url("/calcom/base_url", "/v2/me"));
    let answer = request.bearer_auth(stage.line("/calcom/token")).send().await.unwrap();
    assert_eq!(header(&answer, "x-ratelimit-limit-default"), "120");
    assert_eq!(header(&answer, "x-ratelimit-remaining-default"), "0");
    let reset: i64 = header(&answer, "x-ratelimit-reset-default").parse().unwrap();
    // The clock of limits runs on from where the world's clock was set: 02:00:01 and what has passed since.
    assert!((1_795_226_401..1_795_226_461).contains(&reset), "{reset}");
    assert_eq!(header(&answer, "x-request-id").len(), 36);
}

#[tokio::test]
async fn faults_of_a_service_meet_calls_through_the_gateway_too() {
    let stage = stage().await;
    stage
        .fault(json!({ "service": "calendly", "path": "/users/me", "fault": "status", "status": 503 }))
        .await;
    assert_eq!(stage.through("/maton/api_url", "/calendly/users/me", None).await.0, 503);
    stage.fault(json!({ "service": "maton", "path": "/calendly/*", "fault": "status", "status": 500 })).await;
    assert_eq!(stage.me().await.unwrap().status(), 200);
    assert_eq!(stage.through("/maton/api_url", "/calendly/users/me", None).await.0, 500);
}

#[tokio::test]
async fn forgotten_faults_meet_nobody() {
    let stage = stage().await;
    stage.fault(json!({ "service": "calendly", "fault": "drop", "times": 5 })).await;
    assert_eq!(stage.control(Method::DELETE, "/faults", Value::Null).await.0, 204);
    assert_eq!(stage.me().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_dropped_call_is_neither_answered_nor_carried_out() {
    let stage = stage().await.in_november().await;
    stage.fault(json!({ "service": "calendly", "method": "POST", "fault": "drop" })).await;
    assert!(stage.book().await.is_err());
    assert_eq!(stage.booked().await, 0);
    assert_eq!(stage.sandbox.exchanges().last().unwrap().status, 0);
}

#[tokio::test]
async fn a_call_that_times_out_after_its_commit_was_carried_out() {
    let stage = stage().await.in_november().await;
    stage
        .fault(json!({ "service": "calendly", "path": "/invitees", "fault": "commit_then_timeout", "delay_ms": 10 }))
        .await;
    assert!(stage.book().await.is_err());
    assert_eq!(stage.booked().await, 1);
}

#[tokio::test]
async fn a_status_after_the_commit_hides_a_booking() {
    let stage = stage().await.in_november().await;
    stage
        .fault(json!({ "service": "calendly", "path": "/invitees", "fault": "commit_then_status", "status": 502 }))
        .await;
    assert_eq!(stage.book().await.unwrap().status(), 502);
    assert_eq!(stage.booked().await, 1);
}

#[tokio::test]
async fn a_cancellation_is_refused_on_command_and_the_meeting_stands() {
    let stage = stage().await.in_november().await;
    let booked: Value = stage.book().await.unwrap().json().await.unwrap();
    let event = booked["resource"]["event"].as_str().unwrap();
    let path = format!("{}/cancellation", event.strip_prefix("https://api.calendly.com").unwrap());
    stage
        .fault(
            json!({ "service": "calendly", "path": "/scheduled_events/{id}/cancellation", "fault": "status",
            "status": 403 }),
        )
        .await;
    let cancel = async || {
        let request = stage.client.post(stage.url("/calendly/base_url", &path));
        let answer =
            request.bearer_auth(stage.line("/calendly/token")).json(&json!({})).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    let (status, body) = cancel().await;
    assert_eq!((status.as_u16(), &body["title"]), (403, &json!("Permission Denied")));
    assert_eq!(stage.booked().await, 1);
    assert_eq!(cancel().await.0, 201);
}

#[tokio::test]
async fn bookings_that_are_left_are_set_by_the_controls() {
    let stage = stage().await.in_november().await;
    let set =
        |left: Value| stage.control(Method::PUT, "/settings", json!({ "calendly_bookings_left": left }));
    assert_eq!(set(json!(0)).await.1["calendly_bookings_left"], 0);
    assert_eq!(stage.book().await.unwrap().status(), 429);
    assert_eq!(set(Value::Null).await.1["calendly_bookings_left"], Value::Null);
    assert_eq!(stage.book().await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_cut_answer_begins_well_and_never_ends() {
    let stage = stage().await;
    stage.fault(json!({ "service": "calendly", "fault": "cut" })).await;
    let answer = stage.me().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn a_cut_answer_may_come_late() {
    let stage = stage().await;
    stage.fault(json!({ "service": "calendly", "fault": "cut", "delay_ms": 120 })).await;
    let before = std::time::Instant::now();
    assert!(stage.me().await.unwrap().bytes().await.is_err());
    assert!(before.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn an_honoured_reservation_is_used_by_the_cookie_that_came_with_it() {
    let stage = stage().await.in_november().await;
    let settings = json!({ "calcom_reservations": "honoured" });
    assert_eq!(stage.control(Method::PUT, "/settings", settings).await.0, 200);
    let post = |path: &str, body: Value| {
        stage
            .client
            .post(stage.url("/calcom/base_url", path))
            .header("cal-api-version", "2024-08-13")
            .json(&body)
    };
    let slot = ("2026-12-01T08:00:00Z", "2026-12-01T08:30:00Z");
    let wish = json!({ "eventTypeId": 4_716_831, "slotUtcStartDate": slot.0, "slotUtcEndDate": slot.1 });
    let kept = post("/v2/slots/reserve", wish).send().await.unwrap();
    let cookie = kept.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let guest = json!({ "name": "Gus", "email": "gus@example.org", "timeZone": "UTC" });
    let order = json!({ "eventTypeId": 4_716_831, "start": slot.0, "attendee": guest });
    assert_eq!(post("/v2/bookings", order.clone()).send().await.unwrap().status(), 409);
    let booked = post("/v2/bookings", order).header("cookie", format!("theme=dark; {cookie}"));
    assert_eq!(booked.send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn bad_json_comes_with_a_good_status() {
    let stage = stage().await;
    stage.fault(json!({ "service": "calendly", "fault": "bad_json" })).await;
    let answer = stage.me().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.json::<Value>().await.is_err());
}

#[tokio::test]
async fn a_slow_answer_is_whole() {
    let stage = stage().await;
    stage.fault(json!({ "service": "calendly", "fault": "slow", "delay_ms": 30 })).await;
    let before = std::time::Instant::now();
    let answer = stage.me().await.unwrap();
    assert!(before.elapsed() >= Duration::from_millis(30));
    assert_eq!(answer.json::<Value>().await.unwrap()["resource"]["name"], "Ana Lima");
}

#[tokio::test]
async fn requests_are_shown_without_secrets_until_they_are_forgotten() {
    let stage = stage().await;
    stage.me().await.unwrap();
    stage.through("/maton/api_url", "/connections?app=calendly", None).await;
    let (_, requests) = stage.control(Method::GET, "/requests", Value::Null).await;
    assert_eq!(requests[0]["service"], "calendly");
    assert_eq!((&requests[0]["path"], &requests[0]["status"]), (&json!("/users/me"), &json!(200)));
    assert_eq!(requests[1]["service"], "maton");
    assert_eq!(requests[1]["query"], "app=calendly");
    assert_eq!(requests[0]["headers"]["authorization"], "[redacted]");
    assert!(!requests.to_string().contains(stage.line("/calendly/token")));
    assert_eq!(stage.control(Method::DELETE, "/requests", Value::Null).await.0, 204);
    assert_eq!(stage.control(Method::GET, "/requests", Value::Null).await.1, json!([]));
}

#[tokio::test]
async fn exchanges_hold_what_was_sent_and_answered() {
    let stage = stage().await.in_november().await;
    assert_eq!(stage.book().await.unwrap().status(), 201);
    let exchanges = stage.sandbox.exchanges();
    let booking = exchanges.last().unwrap();
    assert_eq!((booking.service, booking.method.as_str(), booking.status), (Service::Calendly, "POST", 201));
    assert_eq!(booking.target, "/invitees");
    let sent: Value = serde_json::from_slice(&booking.body).unwrap();
    let answered: Value = serde_json::from_slice(&booking.answer).unwrap();
    assert_eq!(sent["invitee"]["email"], answered["resource"]["email"]);
}

#[tokio::test]
async fn a_booking_at_calendly_takes_the_time_at_cal_com_too() {
    let stage = stage().await.in_november().await;
    let kind = "https://api.calendly.com/event_types/EVENTTYPE0000008";
    let slots = || async {
        let request = stage.client.get(stage.url("/calcom/base_url", "/v2/slots"));
        let request = request.header("cal-api-version", "2024-09-04").query(&[
            ("username", "fay"),
            ("eventTypeSlug", "intro"),
            ("start", "2026-12-01T00:00:00Z"),
            ("end", "2026-12-02T00:00:00Z"),
        ]);
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(slots().await.contains("2026-12-01T14:00:00.000Z"));
    let order = json!({
        "event_type": kind,
        "start_time": "2026-12-01T14:00:00Z",
        "invitee": { "name": "Gus", "email": "gus@example.org", "timezone": "UTC" },
    });
    let request = stage.client.post(stage.url("/calendly/base_url", "/invitees"));
    let booked = request.bearer_auth(stage.line("/calendly/token")).json(&order).send().await.unwrap();
    assert_eq!(booked.status(), 201);
    assert!(!slots().await.contains("2026-12-01T14:00:00.000Z"));
}

#[tokio::test]
async fn a_clock_that_is_set_stands_still_and_is_given_back() {
    let stage = stage().await;
    let at = "2030-01-01T00:00:00Z";
    let (status, clock) = stage.control(Method::PUT, "/clock", json!({ "now": at })).await;
    assert_eq!((status, &clock["now"]), (StatusCode::OK, &json!(at)));
    let (_, clock) = stage.control(Method::PUT, "/clock", json!({ "advance_ms": 90_000 })).await;
    assert_eq!(clock["now"], "2030-01-01T00:01:30Z");
    let (_, clock) = stage.control(Method::PUT, "/clock", json!({ "now": null })).await;
    assert!(!clock["now"].as_str().unwrap().starts_with("2030-01-01T00"));
}

#[tokio::test]
async fn a_world_is_read_and_put_back() {
    let stage = stage().await;
    let (_, mut world) = stage.control(Method::GET, "/world", Value::Null).await;
    world["people"][0]["name"] = json!("Anna Lima");
    assert_eq!(stage.control(Method::PUT, "/world", world).await.0, 204);
    let me: Value = stage.me().await.unwrap().json().await.unwrap();
    assert_eq!(me["resource"]["name"], "Anna Lima");
}

#[tokio::test]
async fn settings_change_one_by_one() {
    let stage = stage().await;
    let (_, settings) = stage.control(Method::PUT, "/settings", json!({ "calendly_plan": "free" })).await;
    assert_eq!(
        (&settings["calendly_plan"], &settings["calcom_reservations"]),
        (&json!("free"), &json!("advice"))
    );
    let answer = stage.me().await.unwrap();
    assert_eq!(answer.headers()["x-ratelimit-limit"], "50");
}

fn world_with_a_booking_in(start: &str) -> Value {
    json!({ "people": [], "bookings": [{
        "id": "E1", "maker": "calendly", "hosts": [], "start": start, "end": "2026-12-01T00:00:00Z",
        "title": "Old", "active": true, "created_at": "2026-12-01T00:00:00Z",
    }] })
}

#[tokio::test]
async fn a_bad_order_is_refused_with_one_sentence() {
    let stage = stage().await;
    for (method, path, body) in [
        (Method::POST, "/faults", json!({ "service": "nobody", "fault": "drop" })),
        (Method::POST, "/faults", json!({ "service": "calendly", "fault": "drop", "extra": 1 })),
        (Method::POST, "/faults", json!({ "service": "calendly", "fault": "status", "status": 1 })),
        (Method::PUT, "/world", json!({ "people": "none" })),
        (Method::PUT, "/clock", json!({ "now": "soon" })),
        (Method::PUT, "/clock", json!({})),
        (Method::PUT, "/clock", json!({ "now": "9999-01-01T00:00:00Z" })),
        (Method::PUT, "/world", world_with_a_booking_in("-200000-01-01T00:00:00Z")),
        (
            Method::PUT,
            "/world",
            json!({ "people": [
            { "id": "x", "name": "X", "email": "x@example.org", "time_zone": "Mars/Base" },
        ] }),
        ),
        (Method::PUT, "/settings", json!({ "colour": "blue" })),
    ] {
        let (status, answer) = stage.control(method, path, body).await;
        assert_eq!(status, 400, "{path}");
        assert!(!answer["error"].as_str().unwrap().contains('\n'));
    }
    assert_eq!(stage.control(Method::GET, "/nothing", Value::Null).await.0, 404);
    assert_eq!(stage.control(Method::GET, "/faults", Value::Null).await.0, 405);
}

#[tokio::test]
async fn a_body_beyond_a_mebibyte_is_refused() {
    let stage = stage().await;
    for length in [(1 << 20) + 1, 10_000_000] {
        let request = stage.client.post(stage.url("/calendly/base_url", "/invitees"));
        let answer = request.body(vec![b' '; length]).send().await.unwrap();
        assert_eq!(answer.status(), 413);
    }
}
