//! What is sent, how often, and after how long.

use std::sync::Arc;
use std::time::Duration;

use freebusy_transport::{
    Bounds, Bucket, Certainty, Channel, Endpoint, Failure, HeaderMap, HeaderName, HeaderValue, Method,
    PAGES_AT_MOST, Page, Rate, SendError, Trouble, path,
};
use serde::Deserialize;
use serde_json::Value;

use crate::stage::{Answer, Stage, route, status, with_headers};

fn read() -> Endpoint<Value> {
    Endpoint::get("list event types", path(["event-types"])).query("filter[x]", "a b&c")
}

fn create() -> Endpoint<Value> {
    Endpoint::post("book a meeting", path(["bookings"])).json(&serde_json::json!({ "a": 1 }))
}

fn cut() -> Answer {
    Err(SendError::Cut("before its answer".into()))
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn failure<T: std::fmt::Debug>(stage: &Arc<Stage>, endpoint: &Endpoint<T>) -> Failure {
    stage.channel().send(endpoint).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_call_carries_its_credential_and_says_who_it_is_and_what_it_reads() {
    let stage = Stage::playing([]);
    stage.channel().send(&create()).await.unwrap();
    let request = &stage.seen()[0];
    assert_eq!(request.url.as_str(), "https://api.example.com/v2/bookings");
    assert_eq!(request.headers["authorization"], "Bearer cal_secret");
    assert!(request.headers["authorization"].is_sensitive());
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["user-agent"], concat!("freebusy/", env!("CARGO_PKG_VERSION")));
    assert_eq!(request.body.as_deref(), Some(&br#"{"a":1}"#[..]));
}

#[tokio::test(start_paused = true)]
async fn a_query_keeps_the_brackets_of_its_names_and_escapes_values() {
    let stage = Stage::playing([]);
    stage.channel().send(&read()).await.unwrap();
    let request = &stage.seen()[0];
    assert_eq!(request.url.as_str(), "https://api.example.com/v2/event-types?filter[x]=a%20b%26c");
    assert!(!request.headers.contains_key("content-type"));
}

#[tokio::test(start_paused = true)]
async fn a_credential_for_another_origin_stays_at_home() {
    let stage = Stage::playing([]);
    for base in ["https://api.example.org", "https://api.example.com:8443", "https://example.com"] {
        let base = freebusy_transport::BaseUrl::parse(base).unwrap();
        let credential =
            freebusy_transport::Credential::new(route().base().origin(), "cal_secret".to_owned().into());
        let route = freebusy_transport::Route::direct(base).with_credential(credential);
        Channel::new(stage.clone(), route).send(&read()).await.unwrap();
    }
    assert_eq!(stage.seen().len(), 3);
    assert!(stage.seen().iter().all(|request| !request.headers.contains_key("authorization")));
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_no_header_can_carry_is_refused_before_anything_is_sent() {
    for token in ["", "two words", "line\nbreak", "naïve"] {
        let stage = Stage::playing([]);
        let base = route().base().clone();
        let credential = freebusy_transport::Credential::new(base.origin(), token.to_owned().into());
        let route = freebusy_transport::Route::direct(base).with_credential(credential);
        let failure = Channel::new(stage.clone(), route).send(&read()).await.unwrap_err();
        assert_eq!(failure.certainty(), Certainty::NotSent, "{token:?}");
        assert!(stage.seen().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_path_that_would_lead_elsewhere_is_never_sent() {
    let segments = ["", ".", "..", "%2e", "%2E%2e", ".%2e", "a\\b", "a b", "a\tb", "ü", "a#b"];
    for raw in segments {
        let stage = Stage::playing([]);
        let call: Endpoint<Value> = Endpoint::get("read it", format!("/users/{raw}/bookings"));
        let failure = stage.channel().send(&call).await.unwrap_err();
        assert!(matches!(failure.trouble, Trouble::Unsendable(_)), "{raw:?}: {failure}");
        assert!(stage.seen().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn an_escaped_segment_stays_one_segment() {
    let stage = Stage::playing([]);
    for segment in ["a/b", "a\\b", "a?b", "a#b", "a%2e", "a b", "ü", "@x:y", "..."] {
        let call: Endpoint<Value> = Endpoint::get("read it", path(["users", segment, "bookings"]));
        stage.channel().send(&call).await.unwrap();
    }
    let seen = stage.seen();
    assert!(seen.iter().all(|request| request.url.path_segments().unwrap().count() == 4));
    assert!(seen.iter().all(|request| request.url.query().is_none()));
    for segment in ["", ".", ".."] {
        let call: Endpoint<Value> = Endpoint::get("read it", path(["users", segment, "bookings"]));
        let failure = stage.channel().send(&call).await.unwrap_err();
        assert!(matches!(failure.trouble, Trouble::Unsendable(_)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_three_times_and_no_more() {
    let causes: [fn() -> Answer; 8] = [
        cut,
        || Err(SendError::TimedOut),
        || Err(SendError::NotSent("no connection".into())),
        || status(500, ""),
        || status(502, ""),
        || status(503, ""),
        || status(429, ""),
        || status(408, ""),
    ];
    for cause in causes {
        let stage = Stage::playing([cause(), cause(), cause(), cause()]);
        failure(&stage, &read()).await;
        assert_eq!(stage.seen().len(), 3, "{:?}", cause());
        let stage = Stage::playing([cause(), cause()]);
        assert_eq!(stage.channel().send(&read()).await.unwrap(), serde_json::json!({}));
        assert_eq!(stage.seen().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_cannot_be_helped_is_sent_once() {
    for code in [400, 401, 403, 404, 409, 422, 424, 498, 501, 505, 301, 302, 304, 307] {
        let stage = Stage::playing([status(code, "{}")]);
        failure(&stage, &read()).await;
        assert_eq!(stage.seen().len(), 1, "{code}");
    }
    for error in [SendError::TooLarge(1), SendError::Blocked(freebusy_transport::Blocked::Address)] {
        let stage = Stage::playing([Err(error)]);
        failure(&stage, &read()).await;
        assert_eq!(stage.seen().len(), 1);
    }
    let stage = Stage::playing([status(200, "no JSON")]);
    assert!(matches!(failure(&stage, &read()).await.trouble, Trouble::Unreadable(_)));
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_is_sent_once_and_its_end_is_certain_or_not() {
    let throttled = Certainty::Throttled(None);
    let ends: Vec<(Answer, Certainty)> = vec![
        (cut(), Certainty::Ambiguous),
        (Err(SendError::TimedOut), Certainty::Ambiguous),
        (Err(SendError::TooLarge(9)), Certainty::Ambiguous),
        (Err(SendError::NotSent("no connection".into())), Certainty::NotSent),
        (Err(SendError::Blocked(freebusy_transport::Blocked::Scheme)), Certainty::NotSent),
        (status(100, ""), Certainty::Ambiguous),
        (status(200, ""), Certainty::Ambiguous),
        (status(201, "{"), Certainty::Ambiguous),
        (status(204, ""), Certainty::Ambiguous),
        (status(302, ""), Certainty::Ambiguous),
        (status(307, ""), Certainty::Ambiguous),
        (status(400, "{}"), Certainty::Rejected),
        (status(401, "{}"), Certainty::Rejected),
        (status(408, ""), Certainty::Ambiguous),
        (status(409, "{}"), Certainty::Rejected),
        (status(424, "{}"), Certainty::Rejected),
        (status(460, ""), Certainty::Ambiguous),
        (status(499, ""), Certainty::Ambiguous),
        (status(429, ""), throttled),
        (with_headers(429, "", &[("retry-after", "7")]), Certainty::Throttled(Some(seconds(7)))),
        (status(500, ""), Certainty::Ambiguous),
        (status(501, ""), Certainty::Ambiguous),
        (status(503, ""), Certainty::Ambiguous),
    ];
    for (answer, certainty) in ends {
        let told = format!("{answer:?}");
        let stage = Stage::playing([answer]);
        assert_eq!(failure(&stage, &create()).await.certainty(), certainty, "{told}");
        assert_eq!(stage.seen().len(), 1, "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_method_that_may_change_something_is_sent_once() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let stage = Stage::playing([cut(), cut()]);
        failure(&stage, &Endpoint::without_answer("change it", method, path(["x"]))).await;
        assert_eq!(stage.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_a_service_asks_for_is_waited() {
    let waits: [(&[(&'static str, &'static str)], u64); 9] = [
        (&[("retry-after", "7")], 7),
        (&[("retry-after", "7"), ("x-ratelimit-reset", "90")], 7),
        (&[("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:49:49 GMT")], 12),
        (&[("x-ratelimit-reset", "31"), ("x-ratelimit-remaining", "0")], 31),
        (&[("x-ratelimit-reset-default", "32"), ("x-ratelimit-remaining-default", "0")], 32),
        (
            &[
                ("x-ratelimit-reset-a", "20"),
                ("x-ratelimit-remaining-a", "0"),
                ("x-ratelimit-reset-b", "40"),
                ("x-ratelimit-remaining-b", "0"),
                ("x-ratelimit-reset-c", "80"),
                ("x-ratelimit-remaining-c", "3"),
            ],
            40,
        ),
        (&[("x-ratelimit-reset", "1795219275"), ("date", "Sat, 21 Nov 2026 00:00:00 GMT")], 75),
        (&[("x-ratelimit-reset", "1795219275")], 60),
        (&[("retry-after", "Sun, 06 Nov 1994 08:49:49 GMT")], 60),
    ];
    for (headers, wait) in waits {
        let stage = Stage::playing([with_headers(429, "", headers)]);
        stage.channel().send(&read()).await.unwrap();
        assert!(stage.took() >= seconds(wait) && stage.took() < seconds(wait + 1), "{headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_patience_is_told_and_not_waited() {
    let stage = Stage::playing([with_headers(429, "", &[("retry-after", "121")])]);
    let failure = failure(&stage, &read()).await;
    assert_eq!(failure.certainty(), Certainty::Throttled(Some(seconds(121))));
    assert_eq!(
        failure.to_string(),
        "cannot list event types: it answered with status 429; try again in 121 s"
    );
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn waits_of_all_attempts_together_stay_within_patience() {
    let busy = || with_headers(503, "", &[("retry-after", "50")]);
    let stage = Stage::playing([busy(), busy(), busy()]);
    let bounds = Bounds { patience: seconds(80), ..Bounds::default() };
    stage.channel().bounded(bounds).send(&read()).await.unwrap_err();
    assert_eq!(stage.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_closes_the_bucket_for_everybody_who_shares_it() {
    let minute = Rate { calls: 500, per: seconds(60) };
    let bucket = Arc::new(Bucket::new(minute));
    let stage = Stage::playing([with_headers(429, "", &[("retry-after", "30")])]);
    let one = Channel::new(stage.clone(), route().within(bucket.clone()));
    let other = Channel::new(stage.clone(), route().within(bucket.clone()));
    one.send(&create()).await.unwrap_err();
    assert!(!bucket.is_open());
    assert_eq!((bucket.left(), other.left(&read()), other.opens_in(&read())), (0, Some(0), seconds(30)));
    other.send(&read()).await.unwrap();
    assert_eq!(stage.took(), seconds(30));
}

#[tokio::test(start_paused = true)]
async fn a_call_beyond_the_rate_waits_or_is_held_back() {
    let bucket = Arc::new(Bucket::new(Rate { calls: 2, per: seconds(60) }));
    let stage = Stage::playing([]);
    let channel = Channel::new(stage.clone(), route().within(bucket));
    for _ in 0..3 {
        channel.send(&create()).await.unwrap();
    }
    assert_eq!(stage.took(), seconds(60));
    channel.send(&create()).await.unwrap();
    let hasty = channel.bounded(Bounds { patience: seconds(59), ..Bounds::default() });
    let failure = hasty.send(&create()).await.unwrap_err();
    assert!(matches!(failure.trouble, Trouble::HeldBack(wait) if wait == seconds(60)), "{failure}");
    assert_eq!(stage.seen().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_call_in_a_hurry_waits_no_longer_than_it_may_and_takes_no_turn() {
    let bucket = Arc::new(Bucket::new(Rate { calls: 1, per: seconds(60) }));
    let stage = Stage::playing([]);
    let channel =
        Channel::new(stage.clone(), route().within(bucket)).hurried(seconds(30)).hurried(seconds(90));
    channel.send(&create()).await.unwrap();
    let failure = channel.send(&create()).await.unwrap_err();
    assert_eq!(failure.certainty(), Certainty::Throttled(Some(seconds(60))));
    assert_eq!((stage.seen().len(), stage.took()), (1, Duration::ZERO));
    assert_eq!(channel.opens_in(&create()), seconds(60));
    tokio::time::advance(seconds(31)).await;
    channel.send(&create()).await.unwrap();
    assert_eq!(stage.took(), seconds(60));
}

#[tokio::test(start_paused = true)]
async fn a_quota_counts_only_the_calls_that_name_it() {
    let per = seconds(60);
    let all = Arc::new(Bucket::new(Rate { calls: 100, per }));
    let quota = Arc::new(Bucket::new(Rate { calls: 1, per }).for_quota("bookings"));
    let stage = Stage::playing([]);
    let channel = Channel::new(stage.clone(), route().within(all.clone()).within(quota.clone()));
    channel.send(&create().quota("bookings")).await.unwrap();
    assert_eq!((all.left(), quota.left()), (99, 0));
    assert_eq!(channel.left(&create().quota("bookings")), Some(0));
    assert_eq!((channel.left(&read()), channel.opens_in(&read())), (Some(99), Duration::ZERO));
    channel.send(&read()).await.unwrap();
    assert_eq!(stage.took(), Duration::ZERO);
    channel.send(&create().quota("bookings")).await.unwrap();
    assert_eq!(stage.took(), per);
}

#[tokio::test(start_paused = true)]
async fn a_refused_booking_does_not_stop_the_reading() {
    let per = seconds(60);
    let quota = Bucket::new(Rate { calls: 10, per }).for_quota("bookings");
    let all = Bucket::new(Rate { calls: 500, per }).learning();
    let stage = Stage::playing([with_headers(429, "", &[("retry-after", "80000")])]);
    let channel = Channel::new(stage.clone(), route().within(quota.into()).within(all.into()));
    channel.send(&create().quota("bookings")).await.unwrap_err();
    assert_eq!(channel.opens_in(&read()), Duration::ZERO);
    assert_eq!(channel.opens_in(&create().quota("bookings")), seconds(80_000));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_passed_through_a_gateway_leaves_other_accounts_alone() {
    let service = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "40")];
    let own = [("retry-after", "40")];
    for (headers, others_wait) in [(&service[..], Duration::ZERO), (&own[..], seconds(40))] {
        let gateway = Arc::new(Bucket::new(Rate { calls: 10, per: seconds(1) }));
        let account = Arc::new(Bucket::new(Rate { calls: 500, per: seconds(60) }).learning());
        let stage = Stage::playing([with_headers(429, "", headers)]);
        let route = route().through("maton").within(gateway.clone()).within(account.clone());
        Channel::new(stage, route).send(&create()).await.unwrap_err();
        assert_eq!((gateway.opens_in(), account.opens_in()), (others_wait, seconds(40)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_without_a_word_behind_a_gateway_is_the_gateways_own() {
    let gateway = Arc::new(Bucket::new(Rate { calls: 10, per: seconds(1) }));
    let account = Arc::new(Bucket::new(Rate { calls: 500, per: seconds(60) }).learning());
    let route = route().through("maton").within(gateway.clone()).within(account.clone());
    Channel::new(Stage::playing([status(429, "")]), route).send(&create()).await.unwrap_err();
    assert_eq!((gateway.opens_in(), account.opens_in()), (seconds(1), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_without_a_word_closes_each_bucket_for_its_own_stretch() {
    let (short, day) = (Rate { calls: 10, per: seconds(1) }, Rate { calls: 100, per: seconds(86_400) });
    let buckets = [short, day].map(|rate| Arc::new(Bucket::new(rate)));
    let route = buckets.iter().cloned().fold(route(), freebusy_transport::Route::within);
    Channel::new(Stage::playing([status(429, "")]), route).send(&create()).await.unwrap_err();
    assert_eq!(buckets.map(|bucket| bucket.opens_in()), [seconds(1), seconds(60)]);
}

#[tokio::test(start_paused = true)]
async fn a_learning_bucket_takes_its_size_and_what_is_left_from_answers() {
    let free = [("x-ratelimit-limit", "50"), ("x-ratelimit-remaining", "20"), ("x-ratelimit-reset", "40")];
    let bucket = Arc::new(Bucket::new(Rate { calls: 500, per: seconds(60) }).learning());
    let fixed = Arc::new(Bucket::new(Rate { calls: 10, per: seconds(1) }));
    let stage = Stage::playing([with_headers(200, "{}", &free)]);
    let channel = Channel::new(stage.clone(), route().within(bucket.clone()).within(fixed.clone()));
    channel.send(&read()).await.unwrap();
    assert_eq!((bucket.rate().calls, bucket.left()), (50, 20));
    assert_eq!((fixed.rate().calls, fixed.left()), (10, 9));
    tokio::time::advance(seconds(40)).await;
    assert_eq!(bucket.left(), 49);
}

#[tokio::test(start_paused = true)]
async fn a_learning_bucket_grows_to_what_answers_allow() {
    let more = [("x-ratelimit-limit-default", "500"), ("x-ratelimit-remaining-default", "499")];
    let bucket = Arc::new(Bucket::new(Rate { calls: 120, per: seconds(60) }).learning());
    let stage = Stage::playing([with_headers(200, "{}", &more)]);
    let channel = Channel::new(stage.clone(), route().within(bucket.clone()));
    for _ in 0..500 {
        channel.send(&read()).await.unwrap();
    }
    assert_eq!((bucket.rate().calls, stage.took()), (500, Duration::ZERO));
    channel.send(&read()).await.unwrap();
    assert_eq!(stage.took(), seconds(60));
}

#[tokio::test(start_paused = true)]
async fn what_the_answer_to_a_booking_says_of_its_quota_teaches_the_reading_nothing() {
    let quota =
        [("x-ratelimit-limit", "100"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "80000")];
    for answer in [with_headers(201, "{}", &quota), with_headers(429, "", &quota)] {
        let per = seconds(60);
        let bookings = Bucket::new(Rate { calls: 10, per }).for_quota("bookings");
        let all = Arc::new(Bucket::new(Rate { calls: 500, per }).learning());
        let stage = Stage::playing([answer]);
        let channel = Channel::new(stage, route().within(bookings.into()).within(all.clone()));
        let _ = channel.send(&create().quota("bookings")).await;
        assert_eq!((all.rate().calls, channel.opens_in(&read())), (500, Duration::ZERO));
        assert_eq!(channel.opens_in(&create().quota("bookings")), seconds(80_000));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_of_which_nothing_is_left_waits_for_the_reset() {
    let used_up = [("x-ratelimit-remaining-default", "0"), ("x-ratelimit-reset-default", "45")];
    let bucket = Arc::new(Bucket::new(Rate { calls: 120, per: seconds(60) }).learning());
    let stage = Stage::playing([with_headers(200, "{}", &used_up)]);
    let channel = Channel::new(stage.clone(), route().within(bucket));
    channel.send(&read()).await.unwrap();
    channel.send(&read()).await.unwrap();
    assert_eq!(stage.took(), seconds(45));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_while_it_waits_costs_nothing() {
    let bucket = Arc::new(Bucket::new(Rate { calls: 1, per: seconds(60) }));
    let stage = Stage::playing([]);
    let channel = Channel::new(stage.clone(), route().within(bucket.clone()));
    channel.send(&read()).await.unwrap();
    let call = read();
    let given_up = tokio::time::timeout(seconds(10), channel.send(&call)).await;
    assert!(given_up.is_err());
    assert_eq!(bucket.opens_in(), seconds(50));
}

#[derive(Debug, Deserialize)]
struct Numbers {
    items: Vec<u32>,
    next: Option<String>,
}

impl Page for Numbers {
    type Item = u32;

    fn into_parts(self) -> (Vec<u32>, Option<String>) {
        (self.items, self.next)
    }
}

fn numbers(token: Option<&str>) -> Endpoint<Numbers> {
    Endpoint::get("list numbers", path(["numbers"])).maybe("page_token", token)
}

#[tokio::test(start_paused = true)]
async fn a_list_is_drained_page_by_page() {
    let stage =
        Stage::playing([status(200, r#"{"items":[1,2],"next":"t/1"}"#), status(200, r#"{"items":[3]}"#)]);
    assert_eq!(stage.channel().drain(numbers).await.unwrap(), [1, 2, 3]);
    assert_eq!(stage.seen()[1].url.query(), Some("page_token=t/1"));
}

#[tokio::test(start_paused = true)]
async fn a_list_whose_token_comes_again_is_an_error() {
    let page = |next: &'static str| status(200, next);
    let stage = Stage::playing([
        page(r#"{"items":[1],"next":"a"}"#),
        page(r#"{"items":[2],"next":"b"}"#),
        page(r#"{"items":[3],"next":"a"}"#),
    ]);
    let failure = stage.channel().drain(numbers).await.unwrap_err();
    assert_eq!(failure.to_string(), "cannot list numbers: its answer is a page whose token was given before");
    assert_eq!(stage.seen().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_list_without_an_end_is_an_error() {
    let pages = (0..=PAGES_AT_MOST).map(|page| {
        let body = format!(r#"{{"items":[1],"next":"{page}"}}"#);
        status(200, Box::leak(body.into_boxed_str()))
    });
    let stage = Stage::playing(pages);
    let failure = stage.channel().drain(numbers).await.unwrap_err();
    assert!(matches!(failure.trouble, Trouble::Endless(PAGES_AT_MOST)));
    assert_eq!(stage.seen().len(), PAGES_AT_MOST);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_tells_no_end_is_drained_until_a_page_is_not_full() {
    let page = |skip| Endpoint::get("list things", path(["things"])).query("skip", skip);
    let stage = Stage::playing([status(200, "[1,2]"), status(200, "[3,4]"), status(200, "[]")]);
    assert_eq!(stage.channel().drain_counted(2, page).await.unwrap(), [1, 2, 3, 4]);
    let asked: Vec<_> = stage.seen().iter().map(|it| it.url.query().unwrap().to_owned()).collect();
    assert_eq!(asked, ["skip=0", "skip=2", "skip=4"]);
    let stage = Stage::playing([status(200, "[1,2]"), status(404, "{}")]);
    assert!(stage.channel().drain_counted::<u32>(2, page).await.is_err());
    let stage = Stage::playing((0..300).map(|_| status(200, "[1,2]")));
    let endless = stage.channel().drain_counted::<u32>(2, page).await.unwrap_err();
    assert!(matches!(endless.trouble, Trouble::Endless(PAGES_AT_MOST)), "{endless}");
}

#[tokio::test(start_paused = true)]
async fn a_list_of_which_a_page_fails_is_an_error() {
    let stage = Stage::playing([status(200, r#"{"items":[1],"next":"a"}"#), status(404, "")]);
    assert!(matches!(stage.channel().drain(numbers).await.unwrap_err().trouble, Trouble::Refused(_)));
}

#[tokio::test(start_paused = true)]
async fn a_raw_call_gives_back_whatever_was_answered() {
    for (code, body) in [(200, "plain"), (404, "{}"), (302, ""), (501, "<html>")] {
        let stage = Stage::playing([status(code, body)]);
        let answer = stage.channel().raw(Method::GET, "/x?y=1", None, HeaderMap::new()).await.unwrap();
        assert_eq!((answer.status.as_u16(), &*answer.body), (code, body.as_bytes()));
        assert_eq!(stage.seen()[0].headers["authorization"], "Bearer cal_secret");
    }
}

#[tokio::test(start_paused = true)]
async fn a_raw_call_is_repeated_only_when_it_reads() {
    let busy = || status(503, "busy");
    let stage = Stage::playing([busy(), busy(), busy()]);
    let answer = stage.channel().raw(Method::GET, "/x", None, HeaderMap::new()).await.unwrap();
    assert_eq!((answer.status.as_u16(), stage.seen().len()), (503, 3));
    let stage = Stage::playing([busy(), busy()]);
    let body = Some("{}".into());
    let answer = stage.channel().raw(Method::POST, "/x", body, HeaderMap::new()).await.unwrap();
    assert_eq!((answer.status.as_u16(), stage.seen().len()), (503, 1));
}

#[tokio::test(start_paused = true)]
async fn a_raw_call_cannot_choose_where_or_for_whom_it_goes() {
    let stage = Stage::playing([]);
    for name in ["host", "authorization", "content-length", "transfer-encoding", "connection"] {
        let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static("x"))]);
        let failure = stage.channel().raw(Method::GET, "/x", None, headers).await.unwrap_err();
        assert_eq!(failure.certainty(), Certainty::NotSent, "{name}");
    }
    for target in ["", "x", "//evil.example/x", "@evil.example/", ".evil.example/", "/../x", "/x y", "/x#y"] {
        let failure = stage.channel().raw(Method::GET, target, None, HeaderMap::new()).await.unwrap_err();
        assert_eq!(failure.certainty(), Certainty::NotSent, "{target}");
    }
    assert!(stage.seen().is_empty());
}
