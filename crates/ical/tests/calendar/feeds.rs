//! A calendar behind a URL, through the port, over a client in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use freebusy_core::BlockKind;
use freebusy_ical::{Bounds, IcalFeed};
use freebusy_provider::{BoxFuture, Cost, Error, ErrorKind, Findings, Provider, Retry};
use freebusy_transport::{
    Blocked, HeaderMap, HeaderName, HeaderValue, Http, Reach, Request, Response, SendError, StatusCode, Url,
};

use crate::support::{Asked, calendar, event, zones};

/// Any part of the URL that must not be seen.
const CANARY: &str = "canary";

type Answer = Result<Response, SendError>;

/// A client that answers from a list, its last answer for ever, and remembers what it was asked.
#[derive(Debug)]
struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Request>>,
}

impl Http for Scripted {
    fn send(&self, request: Request) -> BoxFuture<'_, Answer> {
        self.asked.lock().unwrap().push(request);
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
        };
        Box::pin(async move { answer })
    }
}

impl Scripted {
    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// A header of the last request.
    fn header(&self, name: &str) -> Option<String> {
        let asked = self.asked.lock().unwrap();
        asked.last().unwrap().headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: impl Into<Bytes>) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    let pair = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    Ok(Response { status, headers: headers.iter().map(pair).collect::<HeaderMap>(), body: body.into() })
}

fn busy() -> String {
    event(&["DTSTART:20261201T090000Z", "DURATION:PT1H"])
}

fn feed(answers: impl IntoIterator<Item = Answer>) -> (Arc<Scripted>, IcalFeed) {
    let http =
        Arc::new(Scripted { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() });
    let url = Url::parse("https://cal.example.org/canary-path/basic.ics?key=canary-key").unwrap();
    let feed = IcalFeed::new("ics:cal.example.org", url, http.clone(), Reach::Public, zones());
    (http, feed)
}

async fn ask(feed: &IcalFeed) -> Result<Findings, Error> {
    let asked = Asked::default();
    feed.availability().fetch(asked.query()).await
}

/// The kinds of the blocks that the feed tells of.
async fn kinds(feed: &IcalFeed) -> Vec<BlockKind> {
    ask(feed).await.unwrap().blocks.iter().map(|block| block.kind).collect()
}

/// The error of a feed that answers with `answer` for ever.
async fn refused(answer: Answer) -> Error {
    let (_http, feed) = feed([answer]);
    let error = ask(&feed).await.unwrap_err();
    let chain = std::error::Error::source(&error).map(|cause| format!("{cause} {cause:?}"));
    let text = format!("{error} {error:?} {}", chain.unwrap_or_default());
    assert!(!text.contains(CANARY), "{text}");
    error
}

#[tokio::test(start_paused = true)]
async fn a_feed_answers_through_the_port_for_one_request() {
    let (http, feed) = feed([answer(200, &[("content-type", "text/html")], busy())]);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    assert_eq!(http.asked(), 1);
    assert_eq!(feed.id(), "ics:cal.example.org");
    assert_eq!(feed.limits().cost, Cost { once: 1, per_window: 0 });
    assert_eq!(feed.limits().longest_window, None);
}

#[tokio::test(start_paused = true)]
async fn questions_at_the_same_time_share_one_request() {
    let (http, feed) = feed([answer(200, &[], busy())]);
    let (one, two, three) = tokio::join!(ask(&feed), ask(&feed), ask(&feed));
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(three.unwrap().blocks.len(), 1);
    assert_eq!(http.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_calendar_that_has_not_changed_is_kept() {
    let validators = [("etag", "\"v1\""), ("last-modified", "Fri, 20 Nov 2026 08:00:00 GMT")];
    let (http, feed) = feed([answer(200, &validators, busy()), answer(304, &[], "")]);
    kinds(&feed).await;
    assert_eq!((http.header("if-none-match"), http.header("if-modified-since")), (None, None));
    for turn in 2..4 {
        feed.renew();
        assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
        assert_eq!(http.asked(), turn);
        assert_eq!(http.header("if-none-match").unwrap(), "\"v1\"");
        assert_eq!(http.header("if-modified-since").unwrap(), "Fri, 20 Nov 2026 08:00:00 GMT");
    }
}

#[tokio::test(start_paused = true)]
async fn a_calendar_that_has_changed_replaces_the_kept_one() {
    let first = answer(200, &[("etag", "\"v1\"")], busy());
    let second = answer(200, &[("etag", "\"v2\"")], calendar(&[]));
    let (http, feed) = feed([first, second, answer(304, &[], "")]);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    feed.renew();
    assert_eq!(kinds(&feed).await, []);
    feed.renew();
    assert_eq!(kinds(&feed).await, []);
    assert_eq!(http.header("if-none-match").unwrap(), "\"v2\"");
}

#[tokio::test(start_paused = true)]
async fn a_kept_calendar_never_stands_in_for_one_that_cannot_be_fetched() {
    let first = answer(200, &[("etag", "\"v1\"")], busy());
    let (_http, feed) = feed([first, answer(403, &[], ""), answer(304, &[], "")]);
    kinds(&feed).await;
    feed.renew();
    assert_eq!(ask(&feed).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
}

#[tokio::test(start_paused = true)]
async fn a_date_that_is_too_fresh_to_tell_is_no_condition() {
    let now = "Fri, 20 Nov 2026 08:00:00 GMT";
    let (http, feed) = feed([answer(200, &[("last-modified", now), ("date", now)], busy())]);
    kinds(&feed).await;
    feed.renew();
    kinds(&feed).await;
    assert_eq!(http.header("if-modified-since"), None);
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_answer_to_no_condition_is_refused() {
    assert_eq!(refused(answer(304, &[], "")).await.kind(), ErrorKind::Malformed);
}

#[tokio::test(start_paused = true)]
async fn part_of_an_answer_is_refused() {
    for status in [202, 204, 206] {
        assert_eq!(refused(answer(status, &[], busy())).await.kind(), ErrorKind::Malformed, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_calendar_is_a_failed_source() {
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>";
    for body in [html, r#"{"error": "expired"}"#, "", "\u{1f}\u{8b}\u{8}"] {
        let error = refused(answer(200, &[("content-type", "text/calendar")], body)).await;
        assert_eq!(error.kind(), ErrorKind::Malformed, "{body}");
        assert!(error.to_string().contains("`ics:cal.example.org` is no calendar"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_cut_inside_an_event_leaves_the_window_unknown() {
    let whole = busy();
    let cut = whole.split("END:VEVENT").next().unwrap().to_owned();
    let (_http, feed) = feed([answer(200, &[], cut)]);
    assert!(kinds(&feed).await.contains(&BlockKind::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_may_be_cut_between_events_leaves_the_window_unknown_and_is_asked_for_again_whole() {
    let cut = busy().replace("END:VCALENDAR", "");
    let (http, feed) = feed([answer(200, &[("etag", "\"v1\"")], cut), answer(200, &[], busy())]);
    let found = ask(&feed).await.unwrap();
    assert!(found.blocks.iter().any(|block| block.kind == BlockKind::Unknown));
    assert!(found.problems[0].0.contains("cut short"), "{:?}", found.problems);
    feed.renew();
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    assert_eq!(http.header("if-none-match"), None);
}

#[tokio::test(start_paused = true)]
async fn a_missing_end_is_forgiven_where_the_length_was_told() {
    let body = busy().replace("END:VCALENDAR", "");
    let length = body.len().to_string();
    for header in [("content-length", length.as_str()), ("transfer-encoding", "chunked")] {
        let (_http, feed) = feed([answer(200, &[header], body.clone())]);
        assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_that_are_no_utf_8_spoil_no_times() {
    let mut body = event(&["SUMMARY:caf?", "DTSTART:20261201T090000Z", "DURATION:PT1H"]).into_bytes();
    let place = body.iter().position(|byte| *byte == b'?').unwrap();
    body[place] = 0xe9;
    let (_http, feed) = feed([answer(200, &[], body)]);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
}

#[tokio::test(start_paused = true)]
async fn a_feed_past_a_bound_fails_as_a_whole() {
    let (http, feed) = feed([answer(200, &[], busy())]);
    let feed = feed.within(Bounds { file_bytes: 20, ..Bounds::default() });
    assert_eq!(ask(&feed).await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(http.asked.lock().unwrap()[0].body_limit, 20);
    assert_eq!(refused(Err(SendError::TooLarge(20))).await.kind(), ErrorKind::TooLarge);
}

#[tokio::test(start_paused = true)]
async fn each_refusal_has_its_kind() {
    let cases = [
        (401, ErrorKind::Unauthorised),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (410, ErrorKind::NotFound),
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Failed),
    ];
    for (status, kind) in cases {
        assert_eq!(refused(answer(status, &[], "canary body")).await.kind(), kind, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_breaks_on_the_way_may_be_tried_later() {
    for broken in [SendError::NotSent("dns".into()), SendError::TimedOut, SendError::Cut("eof".into())] {
        let error = refused(Err(broken)).await;
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Unreachable, Retry::Later));
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_not_public_is_refused_with_the_mend() {
    let error = refused(Err(SendError::Blocked(Blocked::Address))).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains("allow private addresses"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn redirects_without_an_end_are_refused() {
    let (http, feed) = feed([answer(302, &[("location", "https://cal.example.org/canary-path/on")], "")]);
    let error = ask(&feed).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!format!("{error} {error:?}").contains(CANARY));
    assert!(http.asked() <= 4, "{}", http.asked());
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_public_address_is_followed() {
    let on = answer(302, &[("location", "https://files.example.net/canary.ics")], "");
    let (http, feed) = feed([on, answer(200, &[], busy())]);
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
    assert_eq!(http.asked.lock().unwrap()[1].url.host_str(), Some("files.example.net"));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_private_address_is_refused_before_it_is_asked() {
    for location in ["https://127.0.0.1/canary", "https://[::1]/canary", "https://169.254.169.254/canary"] {
        let (http, feed) = feed([answer(302, &[("location", location)], "")]);
        let error = ask(&feed).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused, "{location}");
        assert!(error.to_string().contains("not public") && !error.to_string().contains(CANARY), "{error}");
        assert_eq!(http.asked(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let (_http, feed) = feed([answer(404, &[], ""), answer(200, &[], busy())]);
    assert!(ask(&feed).await.is_err());
    assert_eq!(kinds(&feed).await, [BlockKind::Busy]);
}

#[tokio::test(start_paused = true)]
async fn the_url_is_in_no_text() {
    let (_http, feed) = feed([answer(
        200,
        &[],
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    )]);
    let found = ask(&feed).await.unwrap();
    assert!(!found.problems.is_empty());
    assert!(!format!("{feed:?} {found:?} {}", feed.id()).contains(CANARY));
}
