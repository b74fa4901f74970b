//! A service that breaks every rule of HTTP, on real sockets: each fault ends in its class, none in success.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use freebusy_transport::{
    BaseUrl, Bounds, Certainty, Channel, Endpoint, Failure, Reach, ReqwestClient, Route, SendError, Trouble,
    hardened, path,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The most bytes of a body that these tests read.
const LIMIT: usize = 64 << 10;

/// What is written on a connection, and then.
#[derive(Clone)]
struct Fault {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Close,
    /// Nothing more ever comes.
    Hang,
    /// Chunks of a body come again and again.
    Chunks,
    /// The connection is closed before anything was read.
    Slam,
}

/// A service with one fault, and how many requests reached it.
struct Service {
    base: String,
    requests: Arc<AtomicUsize>,
}

impl Service {
    async fn with(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = requests.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, fault.clone()));
            }
        });
        Self { base, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn channel(&self) -> Channel {
        let client = hardened(crate::stage::plain(), Reach::Anywhere).no_proxy().build().unwrap();
        let http = Arc::new(ReqwestClient::new(client, Reach::Anywhere));
        // Without patience there is no waiting, and so no second attempt.
        let bounds = Bounds { timeout: Duration::from_secs(5), body: LIMIT, patience: Duration::ZERO };
        Channel::new(http, Route::direct(BaseUrl::parse(&self.base).unwrap())).bounded(bounds)
    }
}

async fn serve(mut stream: TcpStream, fault: Fault) {
    if fault.then == Then::Slam {
        return;
    }
    let mut request = vec![0; 64 << 10];
    if stream.read(&mut request).await.is_err() || stream.write_all(&fault.bytes).await.is_err() {
        return;
    }
    if fault.then == Then::Chunks {
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        while stream.write_all(chunk.as_bytes()).await.is_ok() {}
    }
    if fault.then == Then::Hang {
        std::future::pending::<()>().await;
    }
    let _ = stream.shutdown().await;
    // Until the client is done, so that what was written is not lost with the connection.
    let _ = stream.read(&mut request).await;
}

/// How a call must end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Cut,
    TimedOut,
    TooLarge,
    Unreadable,
    Redirected(u16),
    Refused(u16),
    Other,
}

fn end(failure: &Failure) -> End {
    match &failure.trouble {
        Trouble::Broken(SendError::Cut(_)) => End::Cut,
        Trouble::Broken(SendError::TimedOut) => End::TimedOut,
        Trouble::Broken(SendError::TooLarge(LIMIT)) => End::TooLarge,
        Trouble::Unreadable(_) => End::Unreadable,
        Trouble::Redirected(status) => End::Redirected(status.as_u16()),
        Trouble::Refused(refusal) => End::Refused(refusal.status.as_u16()),
        _ => End::Other,
    }
}

fn close(bytes: impl AsRef<[u8]>) -> Fault {
    Fault { bytes: bytes.as_ref().to_vec(), then: Then::Close }
}

fn hang(bytes: impl AsRef<[u8]>) -> Fault {
    Fault { then: Then::Hang, ..close(bytes) }
}

fn ok(headers: &str, body: impl AsRef<[u8]>) -> Fault {
    let mut bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body.as_ref());
    close(bytes)
}

/// An answer whose length is told rightly.
fn whole(headers: &str, body: impl AsRef<[u8]>) -> Fault {
    ok(&format!("content-length: {}\r\n{headers}", body.as_ref().len()), body)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn zipped(body: &[u8]) -> Fault {
    whole("content-encoding: gzip", body)
}

fn redirect(status: u16, location: &str) -> Fault {
    close(format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"))
}

fn faults() -> Vec<(&'static str, Fault, End)> {
    let cut_zip = gzip(br#"{"id":1,"more":"text that is long enough"}"#);
    let endless_chunks =
        ok("transfer-encoding: chunked", format!("4000\r\n{}\r\n", "x".repeat(0x4000)).repeat(9));
    let many = (0..5_000).map(|n| format!("x-{n}: y\r\n")).collect::<String>();
    vec![
        ("closed before reading", Fault { bytes: vec![], then: Then::Slam }, End::Cut),
        ("closed after reading", close(""), End::Cut),
        ("half a status line", close("HTTP/1.1 20"), End::Cut),
        ("garbage", close(b"\x00\xff\xfe garbage\r\n\r\n"), End::Cut),
        ("the bytes of TLS", close(b"\x15\x03\x01\x00\x02\x02\x16"), End::Cut),
        ("a bare body", close(r#"{"id":1}"#), End::Cut),
        ("a status in letters", close("HTTP/1.1 abc OK\r\n\r\n"), End::Cut),
        ("another version", close("HTTP/9.9 200 OK\r\ncontent-length: 8\r\n\r\n{\"id\":1}"), End::Cut),
        ("closed after the status line", close("HTTP/1.1 200 OK\r\n"), End::Cut),
        ("closed within headers", close("HTTP/1.1 200 OK\r\ncontent-le"), End::Cut),
        ("closed after headers", ok("content-length: 8", ""), End::Cut),
        ("closed within the body", ok("content-length: 8", r#"{"id"#), End::Cut),
        ("a length that is too great", ok("content-length: 9", r#"{"id":1}"#), End::Cut),
        ("a length that is too small", ok("content-length: 7", r#"{"id":1}"#), End::Unreadable),
        ("two lengths", ok("content-length: 8\r\ncontent-length: 7", r#"{"id":1}"#), End::Cut),
        ("a length in words", ok("content-length: eight", r#"{"id":1}"#), End::Cut),
        ("a length below zero", ok("content-length: -8", r#"{"id":1}"#), End::Cut),
        ("a huge header", ok(&format!("x: {}", "y".repeat(1 << 20)), "{}"), End::Cut),
        ("too many headers", ok(&format!("{many}x: y"), "{}"), End::Cut),
        ("a header without a colon", ok("what is this", "{}"), End::Cut),
        ("a header with a null", ok("x: a\0b", "{}"), End::Cut),
        ("a chunk of no size", ok("transfer-encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"), End::Cut),
        ("chunks that are cut", ok("transfer-encoding: chunked", "2\r\n{}\r\n"), End::Cut),
        ("chunks beyond the limit", endless_chunks, End::TooLarge),
        ("a length beyond the limit", ok("content-length: 65537", "{"), End::TooLarge),
        ("a gzip bomb", zipped(&gzip(&vec![b' '; 16 << 20])), End::TooLarge),
        ("no gzip at all", zipped(br#"{"id":1}"#), End::Cut),
        ("gzip that is cut", zipped(&cut_zip[..cut_zip.len() / 2]), End::Cut),
        ("gzip without its end", zipped(&cut_zip[..cut_zip.len() - 4]), End::Cut),
        ("an empty body", whole("content-type: application/json", ""), End::Unreadable),
        ("no content", close("HTTP/1.1 204 No Content\r\n\r\n"), End::Unreadable),
        ("a page for people", whole("content-type: text/html", "<html>"), End::Unreadable),
        ("bytes that are no text", whole("x: y", b"{\"id\":\"\xff\xfe\"}"), End::Unreadable),
        ("a deep nest", whole("x: y", "[".repeat(10_000)), End::Unreadable),
        ("a body that is cut where nobody told its length", ok("x: y", r#"{"id":1"#), End::Unreadable),
        ("a redirect to itself", redirect(302, "/"), End::Redirected(302)),
        ("a redirect elsewhere", redirect(307, "http://127.0.0.1:9/"), End::Redirected(307)),
        ("a lasting redirect", redirect(308, "https://example.com/"), End::Redirected(308)),
        ("a redirect to nowhere", redirect(301, ""), End::Redirected(301)),
        ("not modified", close("HTTP/1.1 304 Not Modified\r\n\r\n"), End::Redirected(304)),
        ("only `continue`", close("HTTP/1.1 100 Continue\r\n\r\n"), End::Cut),
        (
            "another protocol",
            close("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"),
            End::Refused(101),
        ),
        ("a failure", close("HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\n{}"), End::Refused(500)),
        ("a failure that is cut", close("HTTP/1.1 503 Oops\r\ncontent-length: 9\r\n\r\n{}"), End::Cut),
        (
            "a status of no class",
            close("HTTP/1.1 999 Oops\r\ncontent-length: 2\r\n\r\n{}"),
            End::Refused(999),
        ),
    ]
}

fn slow() -> Vec<(&'static str, Fault, End)> {
    vec![
        ("no answer", hang(""), End::TimedOut),
        ("no end of the status line", hang("HTTP/1.1 200"), End::TimedOut),
        ("no end of the headers", hang("HTTP/1.1 200 OK\r\nx: y\r\n"), End::TimedOut),
        ("no body", hang("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n"), End::TimedOut),
        ("no end of the body", hang("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"id"), End::TimedOut),
    ]
}

fn read() -> Endpoint<Value> {
    Endpoint::get("read it", path(["x"]))
}

fn change() -> Endpoint<Value> {
    Endpoint::post("change it", path(["x"])).json(&1)
}

async fn ends_as_told(faults: Vec<(&'static str, Fault, End)>) {
    for (name, fault, wanted) in faults {
        for call in [read(), change()] {
            let service = Service::with(fault.clone()).await;
            let failure = service.channel().send(&call).await.expect_err(name);
            assert_eq!(end(&failure), wanted, "{name}: {failure}");
            if *call.method() != "GET" {
                assert_eq!(failure.certainty(), Certainty::Ambiguous, "{name}");
            }
            assert_eq!(service.requests(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn a_fault_ends_in_its_class_and_never_in_success() {
    ends_as_told(faults()).await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_silent_is_given_up() {
    ends_as_told(slow()).await;
}

#[tokio::test]
async fn a_body_without_end_is_left_at_the_limit() {
    let head = ok("transfer-encoding: chunked", "");
    let service = Service::with(Fault { then: Then::Chunks, ..head }).await;
    for call in [read(), change()] {
        let failure = service.channel().send(&call).await.unwrap_err();
        assert_eq!(end(&failure), End::TooLarge);
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_was_never_sent_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let service = Service { base, requests: Arc::default() };
    let failure = service.channel().send(&change()).await.unwrap_err();
    assert_eq!(failure.certainty(), Certainty::NotSent);
    assert_eq!(failure.to_string(), "cannot change it: it could not be reached (no connection)");
}

#[tokio::test]
async fn a_sound_answer_is_read_also_zipped_chunked_and_after_hints() {
    let body = br#"{"id":1}"#;
    let hinted =
        "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"id\":1}";
    let sound = [
        whole("x: y", body),
        zipped(&gzip(body)),
        ok("transfer-encoding: chunked", "4\r\n{\"id\r\n4\r\n\":1}\r\n0\r\n\r\n"),
        close(hinted),
    ];
    for fault in sound {
        let answer = Service::with(fault).await.channel().send(&change()).await.unwrap();
        assert_eq!(answer, serde_json::json!({ "id": 1 }));
    }
}

/// A service that answers the first request of each connection and then does as it is told.
async fn kept_alive(then_reads: ThenReads) -> Service {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
            if then_reads == ThenReads::Once && stream.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    Service { base, requests }
}

#[derive(Clone, Copy, PartialEq)]
enum ThenReads {
    Once,
    Nothing,
}

#[tokio::test]
async fn a_change_that_a_kept_connection_swallowed_is_not_sent_again() {
    let service = kept_alive(ThenReads::Once).await;
    let channel = service.channel();
    channel.send(&read()).await.unwrap();
    let failure = channel.send(&change()).await.unwrap_err();
    assert_eq!((end(&failure), failure.certainty()), (End::Cut, Certainty::Ambiguous));
    assert_eq!(service.requests(), 2);
}

#[tokio::test]
async fn a_change_that_meets_a_closed_connection_arrives_at_most_once() {
    let service = kept_alive(ThenReads::Nothing).await;
    let channel = service.channel();
    for sent in 1..20 {
        let before = service.requests();
        let answer = channel.send(&change()).await;
        let arrived = service.requests() - before;
        assert!(arrived <= 1, "call {sent} arrived {arrived} times");
        assert!(answer.is_err() || arrived == 1, "call {sent} was answered by nobody");
    }
}
