//! No secret and nobody's data in any text that leaves this crate.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Once};

use freebusy_transport::{
    BaseUrl, Blocked, Bounds, Channel, Credential, Endpoint, HeaderMap, HeaderName, HeaderValue, Method,
    Reach, ReqwestClient, Route, SendError, Url, UrlRequest, fetch, hardened, path,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::stage::{Answer, Stage, route, status, with_headers};

/// A mark that stands in everything that is secret.
const CANARY: &str = "canary";

thread_local! {
    /// What was told on this thread; each test has its own.
    static TOLD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What was written by whoever listens to every event.
///
/// One listener hears all tests: listeners that come and go while others run miss events now and then.
struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        TOLD.with_borrow_mut(|told| told.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn note(&self, value: &impl Debug) {
        TOLD.with_borrow_mut(|told| told.extend_from_slice(format!("{value:?}\n{value:#?}\n").as_bytes()));
    }
}

/// One of every end that a call can have.
fn ends() -> Vec<Answer> {
    vec![
        status(200, r#"{"canary":1}"#),
        status(200, "canary"),
        status(302, "canary"),
        with_headers(302, "", &[("location", "https://example.org/canary")]),
        with_headers(401, "canary", &[("www-authenticate", "canary"), ("set-cookie", "canary")]),
        with_headers(429, "canary", &[("x-ratelimit-reset", "canary")]),
        status(500, "canary"),
        Err(SendError::NotSent("no connection".into())),
        Err(SendError::Blocked(Blocked::Address)),
        Err(SendError::TimedOut),
        Err(SendError::Cut("within its answer".into())),
        Err(SendError::TooLarge(7)),
    ]
}

fn channel(stage: &Arc<Stage>) -> Channel {
    let base = route().base().clone();
    let credential = Credential::new(base.origin(), "canary-token".to_owned().into());
    let header = (HeaderName::from_static("maton-connection"), HeaderValue::from_static("canary-connection"));
    let route = Route::direct(base).with_credential(credential).with_header(header.0, header.1);
    Channel::new(stage.clone(), route)
}

fn call(method: Method) -> Endpoint<Value> {
    let decode = |_: &[u8]| Err(freebusy_transport::Undecodable("no JSON at line 1 column 1".into()));
    let call = Endpoint::new("read it", method, path(["users", "canary"]), decode).shown_as("/users/{id}");
    call.query("email", "canary@example.com").json(&"canary-body").header("x-secret", "canary-header")
}

async fn every_end(log: &Log) {
    for answer in ends() {
        log.note(&answer);
        let url = Url::parse("https://canary:canary@example.com/canary/basic.ics?key=canary").unwrap();
        let stage = Stage::playing([answer.clone(), answer.clone(), answer.clone()]);
        let channel = channel(&stage);
        log.note(&(&channel, channel.route(), &call(Method::GET)));
        for method in [Method::GET, Method::POST] {
            log.note(&channel.send(&call(method.clone())).await);
            let body = Some("canary".into());
            log.note(&channel.raw(method, "/users?canary=canary", body, HeaderMap::new()).await);
        }
        let stage = Stage::playing([answer.clone(), answer.clone(), answer]);
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("if-none-match"),
            HeaderValue::from_static("canary"),
        )]);
        let request = UrlRequest {
            operation: "read it",
            url: &url,
            reach: Reach::Public,
            headers,
            bounds: Bounds::default(),
        };
        log.note(&request);
        match fetch(&*stage, request).await {
            Ok(response) => log.note(&response),
            Err(failure) => log.note(&(failure.to_string(), failure.trouble.to_string(), &failure)),
        }
        log.note(&stage.seen());
    }
}

/// Calls over real sockets: one that is answered, one that is cut, one where nobody listens.
async fn real_calls(log: &Log) {
    let answer = "HTTP/1.1 401 No\r\nwww-authenticate: canary\r\ncontent-length: 6\r\n\r\ncanary";
    for bytes in [answer, "HTTP/1.1 200 OK\r\ncanary", "canary"] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = BaseUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let served = async {
            let mut stream = listener.accept().await.unwrap().0;
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(bytes.as_bytes()).await;
        };
        let client = hardened(crate::stage::plain(), Reach::Anywhere).no_proxy().build().unwrap();
        let http = Arc::new(ReqwestClient::new(client, Reach::Anywhere));
        let credential = Credential::new(base.origin(), "canary-token".to_owned().into());
        let channel = Channel::new(http, Route::direct(base).with_credential(credential));
        let call = call(Method::POST);
        log.note(&tokio::join!(channel.send(&call), served).0);
        drop(listener);
        log.note(&channel.send(&call).await);
    }
}

fn listened(calls: &impl AsyncFn(&Log), paused: Paused) -> String {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Log).init();
    });
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(paused == Paused::Yes).build().unwrap();
    runtime.block_on(calls(&Log));
    String::from_utf8(TOLD.take()).unwrap()
}

#[derive(Clone, Copy, PartialEq)]
enum Paused {
    Yes,
    No,
}

fn assert_no_canary(text: &str) {
    let found: Vec<_> = text.lines().filter(|line| line.contains(CANARY)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_secret_stands_in_any_event_error_or_debug_text() {
    let text = listened(&every_end, Paused::Yes);
    assert_no_canary(&text);
    // What is told of a call is there.
    for told in ["read it", "GET", "POST", "/users", "attempt", "status", "duration_ms", "[redacted]"] {
        assert!(text.contains(told), "{told}");
    }
}

#[test]
fn no_secret_stands_in_what_the_client_below_tells() {
    let text = listened(&real_calls, Paused::No);
    assert_no_canary(&text);
    assert!(text.contains("hyper"), "somebody below tells something");
}

#[test]
fn whoever_waits_long_is_told_and_whoever_does_not_is_left_alone() {
    let told = |wait: &'static str| {
        let call = async |_: &Log| {
            let stage = Stage::playing([with_headers(429, "", &[("retry-after", wait)]), status(200, "{}")]);
            let read = Endpoint::<Value>::get("list event types", path(["event-types"]));
            stage.channel().send(&read).await.unwrap();
        };
        listened(&call, Paused::Yes)
    };
    assert!(
        told("59").contains(" WARN ") && told("59").contains("waiting 59 s, until the service may be asked")
    );
    assert!(!told("1").contains(" WARN "));
}

#[test]
fn whoever_waits_for_a_service_that_does_not_answer_is_told() {
    let call = async |_: &Log| {
        let stage = Stage::playing([Err(SendError::TimedOut), status(200, "{}")]);
        let read = Endpoint::<Value>::get("list event types", path(["event-types"]));
        stage.channel().send(&read).await.unwrap();
    };
    assert!(listened(&call, Paused::Yes).contains("the service did not answer in time; asking again"));
}
