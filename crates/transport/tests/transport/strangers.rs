//! URLs that anybody may have written: none of them leads into this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use freebusy_transport::{
    Blocked, Bounds, Failure, HeaderMap, HeaderName, HeaderValue, Http, Reach, ReqwestClient, Response,
    SendError, Trouble, Url, UrlRequest, fetch, hardened,
};
use tokio::net::TcpListener;

use crate::stage::{Answer, Stage, status, with_headers};

/// Hosts that stand for this machine, its network, or nothing public, however they are written.
const PRIVATE_HOSTS: [&str; 76] = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0.0.1",
    "0177.0.0.1",
    "0177.1",
    "017700000001",
    "0x7f.0x0.0x0.0x1",
    "１２７.0.0.1",
    "１２７。０。０。１",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "%31%32%37.0.0.1",
    "0",
    "0.0.0.0",
    "0x0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "0xa.1",
    "167772161",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.257",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "app.localhost",
    "printer.local",
    "metadata.google.internal",
    "router.lan",
    "intranet",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[0:0:0:0:0:ffff:a9fe:a9fe]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[2001:db8::1]",
    "[2a00::5efe:127.0.0.1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
];

fn request(url: &Url, reach: Reach) -> UrlRequest<'_> {
    let bounds = Bounds { patience: Duration::ZERO, ..Bounds::default() };
    UrlRequest { operation: "read the calendar", url, reach, headers: HeaderMap::new(), bounds }
}

async fn public(http: &dyn Http, url: &str) -> Result<Response, Failure> {
    fetch(http, request(&Url::parse(url).unwrap(), Reach::Public)).await
}

fn blocked(failure: &Failure) -> Option<Blocked> {
    match failure.trouble {
        Trouble::Broken(SendError::Blocked(blocked)) => Some(blocked),
        _ => None,
    }
}

fn to(location: &str) -> Answer {
    let mut answer = status(302, "").unwrap();
    let location = HeaderValue::from_bytes(location.as_bytes()).unwrap();
    answer.headers.insert(HeaderName::from_static("location"), location);
    Ok(answer)
}

#[tokio::test]
async fn no_spelling_of_a_private_host_is_asked() {
    let stage = Stage::playing([]);
    for host in PRIVATE_HOSTS {
        // What is no URL cannot be asked either.
        let Ok(url) = Url::parse(&format!("https://{host}:8443/feed.ics")) else { continue };
        let failure = fetch(&*stage, request(&url, Reach::Public)).await.unwrap_err();
        assert_eq!(blocked(&failure), Some(Blocked::Address), "{host}");
    }
    assert!(stage.seen().is_empty());
}

#[tokio::test]
async fn no_redirect_leads_to_a_private_host() {
    for host in PRIVATE_HOSTS {
        let url = Url::parse(&format!("https://{host}:8443/feed.ics"));
        let Some(url) = url.ok().filter(|url| url.as_str().is_ascii()) else { continue };
        let stage = Stage::playing([to(url.as_str())]);
        let failure = public(&*stage, "https://example.com/feed.ics").await.unwrap_err();
        assert_eq!(blocked(&failure), Some(Blocked::Address), "{host}");
        assert_eq!(stage.seen().len(), 1, "{host}");
    }
}

#[tokio::test]
async fn other_schemes_and_ports_are_not_asked() {
    let stage = Stage::playing([]);
    let wrong = [
        ("http://example.com/", Blocked::Scheme),
        ("ftp://example.com/", Blocked::Scheme),
        ("file:///etc/passwd", Blocked::Scheme),
        ("data:text/calendar,x", Blocked::Scheme),
        ("unix:/run/docker.sock", Blocked::Scheme),
        ("https://example.com:22/", Blocked::Port),
        ("https://example.com:80/", Blocked::Port),
        ("https://example.com:6379/", Blocked::Port),
    ];
    for (url, why) in wrong {
        assert_eq!(blocked(&public(&*stage, url).await.unwrap_err()), Some(why), "{url}");
    }
    assert!(stage.seen().is_empty());
}

#[tokio::test]
async fn public_hosts_are_asked() {
    let hosts = [
        "example.com",
        "example.com:443",
        "example.com:8443",
        "8.8.8.8",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "223.255.255.255",
        "[2606:4700::1111]",
        "[2a00:1450::1]",
        "[::ffff:8.8.8.8]",
        "[64:ff9b::8.8.8.8]",
        "xn--bcher-kva.example",
        "localhost.example.com",
    ];
    let stage = Stage::playing([]);
    for host in hosts {
        public(&*stage, &format!("https://{host}/feed.ics")).await.unwrap();
    }
    assert_eq!(stage.seen().len(), hosts.len());
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let hop = || to("/next");
    let stage = Stage::playing([hop(), hop(), hop(), status(200, "BEGIN:VCALENDAR")]);
    let answer = public(&*stage, "https://example.com/feed.ics").await.unwrap();
    assert_eq!(&*answer.body, b"BEGIN:VCALENDAR");
    assert_eq!(stage.seen()[3].url.as_str(), "https://example.com/next");
    let stage = Stage::playing([hop(), hop(), hop(), hop()]);
    let failure = public(&*stage, "https://example.com/feed.ics").await.unwrap_err();
    assert_eq!((blocked(&failure), stage.seen().len()), (Some(Blocked::Redirects), 4));
}

#[tokio::test]
async fn a_redirect_carries_no_credential_and_keeps_what_is_asked_for() {
    let stage = Stage::playing([to("https://bo:secret@example.org/x#part")]);
    let url = Url::parse("https://ana:secret@example.com/feed.ics").unwrap();
    let names = ["authorization", "cookie", "if-none-match"];
    let headers = names
        .into_iter()
        .map(|name| (HeaderName::from_static(name), HeaderValue::from_static("v")))
        .collect();
    fetch(&*stage, UrlRequest { headers, ..request(&url, Reach::Public) }).await.unwrap();
    let second = &stage.seen()[1];
    assert_eq!(second.url.as_str(), "https://example.org/x");
    assert!(names[..2].iter().all(|name| !second.headers.contains_key(*name)));
    assert!(second.headers.contains_key("if-none-match"));
}

#[tokio::test]
async fn a_redirect_within_one_host_carries_no_user_name_either() {
    let stage = Stage::playing([to("next.ics")]);
    public(&*stage, "https://ana:secret@example.com/a/feed.ics").await.unwrap();
    assert_eq!(stage.seen()[1].url.as_str(), "https://example.com/a/next.ics");
}

#[tokio::test]
async fn a_redirect_to_another_scheme_is_not_followed() {
    for location in ["http://example.com/", "file:///etc/passwd", "javascript:x", "ftp://example.com/"] {
        for reach in [Reach::Public, Reach::Anywhere] {
            let stage = Stage::playing([to(location)]);
            let url = Url::parse("https://example.com/feed.ics").unwrap();
            let answer = fetch(&*stage, request(&url, reach)).await;
            if (location, reach) != ("http://example.com/", Reach::Anywhere) {
                answer.unwrap_err();
                assert_eq!(stage.seen().len(), 1, "{location}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_modified_is_an_answer() {
    let stage = Stage::playing([with_headers(304, "", &[("etag", "v")])]);
    assert_eq!(public(&*stage, "https://example.com/feed.ics").await.unwrap().status, 304);
}

#[tokio::test(start_paused = true)]
async fn a_feed_is_tried_three_times() {
    let stage = Stage::playing([status(503, ""), Err(SendError::TimedOut)]);
    let url = Url::parse("https://example.com/feed.ics").unwrap();
    let bounds = Bounds::default();
    fetch(&*stage, UrlRequest { bounds, ..request(&url, Reach::Public) }).await.unwrap();
    assert_eq!(stage.seen().len(), 3);
}

/// A listener on this machine that counts who comes.
async fn canary() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = visits.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, visits)
}

fn client(reach: Reach) -> ReqwestClient {
    ReqwestClient::new(hardened(crate::stage::plain(), reach).build().unwrap(), reach)
}

#[tokio::test]
async fn nothing_connects_to_this_machine() {
    let (port, visits) = canary().await;
    for host in PRIVATE_HOSTS {
        for scheme in ["http", "https"] {
            let Ok(url) = Url::parse(&format!("{scheme}://{host}:{port}/")) else { continue };
            fetch(&client(Reach::Public), request(&url, Reach::Public)).await.unwrap_err();
            fetch(&client(Reach::Public), request(&url, Reach::Anywhere)).await.unwrap_err();
        }
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_client_that_does_not_judge_names_carries_no_strangers_url() {
    let failure = public(&client(Reach::Anywhere), "https://example.com/feed.ics").await.unwrap_err();
    assert!(matches!(failure.trouble, Trouble::Broken(SendError::NotSent(_))), "{failure}");
    assert!(failure.to_string().contains("built for public ones"), "{failure}");
}
