//! The gateway from outside: what it sends, and what it makes of the answers, over a client in memory.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use freebusy_maton::{App, ConnectionId, ErrorKind, Filter, Gateway, Generation, Status};
use freebusy_transport::{
    BaseUrl, Certainty, Channel, Endpoint, HeaderMap, Http, Request, Response, SendError, StatusCode, path,
};
use futures_core::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};

const KEY: &str = "canary-key";

/// A client that answers from a list and remembers what it was asked.
#[derive(Debug, Default)]
struct Scripted {
    answers: Mutex<VecDeque<(u16, &'static str)>>,
    asked: Mutex<Vec<Request>>,
}

impl Http for Scripted {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        self.asked.lock().unwrap().push(request);
        let (status, body) = self.answers.lock().unwrap().pop_front().unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        let body = bytes::Bytes::from_static(body.as_bytes());
        Box::pin(async move { Ok(Response { status, headers: HeaderMap::new(), body }) })
    }
}

impl Scripted {
    fn new(answers: &[(u16, &'static str)]) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.iter().copied().collect()), asked: Mutex::default() })
    }

    /// The requests so far as `METHOD URL`.
    fn lines(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| format!("{} {}", request.method, request.url)).collect()
    }

    /// A header of the first request.
    fn header(&self, name: &str) -> Option<String> {
        let asked = self.asked.lock().unwrap();
        asked[0].headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }
}

fn over(http: &Arc<Scripted>, generation: Generation) -> Gateway {
    Gateway::new(http.clone(), generation, SecretString::from(KEY))
}

fn id(text: &str) -> ConnectionId {
    ConnectionId::parse(text).unwrap()
}

const THREE: &str = r#"{"connections": [
    {"connection_id": "a", "status": "PENDING", "app": "calendly", "url": "https://connect.maton.ai/?session_token=canary-s"},
    {"connection_id": "b", "status": "ACTIVE", "app": "calendly", "metadata": {}},
    {"connection_id": "c", "status": "ACTIVE", "app": "cal-com"}]}"#;

#[tokio::test(start_paused = true)]
async fn connections_are_listed_at_the_control_host_of_the_first_generation() {
    let http = Scripted::new(&[(200, THREE)]);
    let gateway = over(&http, Generation::one());
    let found = gateway.connections(Filter { app: Some(App::Calendly), status: Some(Status::Active) }).await;
    assert_eq!(found.unwrap().iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(http.lines(), ["GET https://ctrl.maton.ai/connections?app=calendly&status=ACTIVE"]);
    assert_eq!(http.header("authorization").unwrap(), format!("Bearer {KEY}"));
}

#[tokio::test(start_paused = true)]
async fn connections_are_listed_at_the_only_host_of_the_second() {
    let http = Scripted::new(&[(200, THREE)]);
    let found = over(&http, Generation::two()).connections(Filter::default()).await.unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(http.lines(), ["GET https://api.maton.ai/connections"]);
}

#[tokio::test(start_paused = true)]
async fn a_new_connection_is_pending_and_carries_its_consent_url() {
    let body = r#"{"connection": {"connection_id": "n", "status": "PENDING", "app": "cal-com", "url": "https://connect.maton.ai/?session_token=x"}}"#;
    let http = Scripted::new(&[(200, body)]);
    let made = over(&http, Generation::two()).create(App::Calcom).await.unwrap();
    assert_eq!((made.status, &*made.app), (Status::Pending, "cal-com"));
    assert!(made.consent_url.expose_secret().ends_with("session_token=x"));
    assert_eq!(http.lines(), ["POST https://api.maton.ai/connections"]);
    assert_eq!(http.asked.lock().unwrap()[0].body.as_deref(), Some(br#"{"app":"cal-com"}"#.as_slice()));
}

#[tokio::test(start_paused = true)]
async fn a_create_that_failed_is_not_sent_again_and_says_that_nobody_knows() {
    let http = Scripted::new(&[(502, "<html>"), (200, THREE)]);
    let error = over(&http, Generation::two()).create(App::Calcom).await.unwrap_err();
    assert_eq!((error.kind(), error.certainty()), (ErrorKind::Failed, Some(Certainty::Ambiguous)));
    assert_eq!(http.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_read_by_its_id() {
    let http = Scripted::new(&[(
        200,
        r#"{"connection": {"connection_id": "b", "status": "FAILED", "app": "calendly"}}"#,
    )]);
    let read = over(&http, Generation::two()).connection(&id("b")).await.unwrap();
    assert_eq!(read.status, Status::Failed);
    assert_eq!(http.lines(), ["GET https://api.maton.ai/connections/b"]);
}

#[tokio::test(start_paused = true)]
async fn a_delete_may_answer_with_or_without_a_body() {
    for answer in [(200, "{}"), (200, r#"{"message": "gone"}"#), (200, ""), (204, "")] {
        let http = Scripted::new(&[answer]);
        over(&http, Generation::two()).delete(&id("b")).await.unwrap();
        assert_eq!(http.lines(), ["DELETE https://api.maton.ai/connections/b"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_only_active_connection_of_the_app_is_chosen() {
    let http = Scripted::new(&[(200, THREE), (200, THREE)]);
    let gateway = over(&http, Generation::two());
    assert_eq!(gateway.choose(App::Calendly).await.unwrap(), id("b"));
    assert_eq!(gateway.choose(App::Calcom).await.unwrap(), id("c"));
}

#[tokio::test(start_paused = true)]
async fn several_active_connections_are_a_question_for_a_person() {
    let two = r#"{"connections": [{"connection_id": "a", "status": "ACTIVE", "app": "calendly"},
        {"connection_id": "b", "status": "ACTIVE", "app": "calendly"}]}"#;
    let error =
        over(&Scripted::new(&[(200, two)]), Generation::two()).choose(App::Calendly).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Undecided);
    assert_eq!(
        error.to_string(),
        "cannot choose a connection at Maton: 2 connections of `calendly` are active (`a`, `b`); name one of them as `maton_connection`"
    );
}

#[tokio::test(start_paused = true)]
async fn no_active_connection_names_those_that_wait_and_the_mend() {
    let pending = r#"{"connections": [{"connection_id": "p", "status": "PENDING", "app": "calendly"}]}"#;
    let error =
        over(&Scripted::new(&[(200, pending)]), Generation::two()).choose(App::Calendly).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoConnection);
    let text = error.to_string();
    assert!(text.contains("`p`") && text.contains("freebusy connections add calendly"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn part_of_a_list_chooses_nothing() {
    let part = r#"{"connections": [{"connection_id": "a", "status": "ACTIVE", "app": "calendly"}], "next_token": "t"}"#;
    let error =
        over(&Scripted::new(&[(200, part)]), Generation::two()).choose(App::Calendly).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

#[tokio::test(start_paused = true)]
async fn a_route_leads_through_the_gateway_and_names_its_connection() {
    for (generation, host) in [(Generation::one(), "gateway.maton.ai"), (Generation::two(), "api.maton.ai")] {
        let http = Scripted::new(&[(200, "{}")]);
        let route = over(&http, generation).route(App::Calcom, &id("c-1"));
        assert_eq!(route.gateway(), Some("Maton"));
        let call: Endpoint<serde_json::Value> = Endpoint::get("read the profile", path(["v2", "me"]));
        Channel::new(http.clone(), route).send(&call).await.unwrap();
        assert_eq!(http.lines(), [format!("GET https://{host}/cal-com/v2/me")]);
        assert_eq!(http.header("maton-connection").unwrap(), "c-1");
        assert_eq!(http.header("authorization").unwrap(), format!("Bearer {KEY}"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_is_in_no_text() {
    let http = Scripted::new(&[(401, KEY)]);
    let gateway = over(&http, Generation::Two { api: BaseUrl::parse("http://127.0.0.1:9").unwrap() });
    let route = gateway.route(App::Calendly, &id("c"));
    let error = gateway.connection(&id("c")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorised);
    assert!(!format!("{gateway:?} {route:?} {error:?} {error}").contains("canary"));
}
