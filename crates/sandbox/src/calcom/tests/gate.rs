//! Versions, tokens, scopes, limits, the shapes of errors.

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::calcom::state::{Key, KeyKind};

const WINDOW: &str =
    "start=2026-10-20&end=2026-10-20&startTime=2026-10-20T00:00:00Z&endTime=2026-10-21T00:00:00Z";

fn status(version: Option<&str>, method: Method, target: &str) -> u16 {
    Desk::of_dee().call(version, method, target, &Value::Null).status
}

#[test]
fn a_path_is_there_only_in_the_versions_that_list_it() {
    let available = format!("/v2/slots/available?eventTypeId={INTRO}&{WINDOW}");
    let slots = "/v2/slots?eventTypeId=4716831&start=2026-10-20&end=2026-10-20";
    for (target, served) in [
        (available.as_str(), ["2024-04-15", "2024-06-11", "2024-06-14", "2024-08-13"].as_slice()),
        (slots, &["2024-09-04"]),
        ("/v2/bookings", &["2024-04-15", "2024-06-11", "2024-06-14", "2024-08-13"]),
        ("/v2/event-types", &["2024-04-15", "2024-06-11", "2024-06-14"]),
        ("/v2/schedules", &["2024-04-15", "2024-06-11", "2024-06-14"]),
        ("/v2/me", &["2024-04-15", "2024-06-11", "2024-06-14", "2024-08-13", "2024-09-04"]),
    ] {
        for version in ["2024-04-15", "2024-06-11", "2024-06-14", "2024-08-13", "2024-09-04"] {
            let expected = if served.contains(&version) { 200 } else { 404 };
            assert_eq!(status(Some(version), Method::GET, target), expected, "{target} in {version}");
        }
    }
}

#[test]
fn no_version_and_one_that_nobody_knows_are_the_oldest() {
    for version in [None, Some("2023-01-01"), Some("\"2024-08-13\"")] {
        let answer = Desk::of_dee().call(version, Method::GET, "/v2/bookings", &Value::Null);
        assert!(answer.data()["bookings"].is_array(), "{version:?}");
        assert_eq!(
            status(version, Method::GET, "/v2/slots?eventTypeId=4716831&start=2026-10-20&end=2026-10-20"),
            404
        );
    }
}

#[test]
fn a_version_that_a_path_lacks_is_told_in_the_envelope() {
    let answer = Desk::of_dee().get(SLOTS, "/v2/bookings");
    let body = answer.body.unwrap();
    assert_eq!(body["status"], "error");
    assert_eq!(body["path"], "/v2/bookings");
    assert_eq!(body["timestamp"], "2026-10-19T06:00:00.000Z");
    assert_eq!(body["error"]["code"], "NotFoundException");
    assert_eq!(body["error"]["message"], "Cannot GET /v2/bookings");
    assert!(body["error"]["details"].is_object());
}

#[test]
fn nobody_gets_in_with_a_wrong_token_and_strangers_only_where_it_is_public() {
    let slots = "/v2/slots?eventTypeId=4716831&start=2026-10-20&end=2026-10-20";
    let mut desk = Desk::new();
    assert_eq!(desk.get(SLOTS, slots).status, 200);
    assert_eq!(desk.get(OLD, "/v2/me").status, 401);
    desk.token = Some("cal_wrong");
    let answer = desk.get(SLOTS, slots);
    assert_eq!(answer.status, 401);
    assert_eq!(answer.body.unwrap()["error"]["code"], "UnauthorizedException");
}

fn with_key(kind: KeyKind, expired: bool, scopes: Option<Vec<String>>) -> Desk {
    let mut desk = Desk::new();
    let key = Key { token: "other".into(), person: "dee".into(), kind, expired, scopes };
    desk.world.calcom.keys.push(key);
    desk.token = Some("other");
    desk
}

#[test]
fn an_expired_managed_token_is_a_498_and_any_other_a_401() {
    let answer = with_key(KeyKind::ManagedToken, true, None).get(OLD, "/v2/me");
    assert_eq!(answer.status, 498);
    assert_eq!(answer.message(), "ACCESS_TOKEN_IS_EXPIRED");
    assert_eq!(with_key(KeyKind::AccessToken, true, None).get(OLD, "/v2/me").status, 401);
}

#[test]
fn a_token_without_the_scope_is_forbidden() {
    let mut desk = with_key(KeyKind::AccessToken, false, Some(vec!["PROFILE_READ".into()]));
    assert_eq!(desk.get(OLD, "/v2/me").status, 200);
    assert_eq!(desk.get(BOOKINGS, "/v2/bookings").status, 403);
    assert_eq!(desk.patch(OLD, "/v2/me", &json!({ "bio": "x" })).status, 403);
}

#[test]
fn the_121st_call_of_a_minute_is_throttled_until_a_minute_has_passed() {
    let mut desk = Desk::of_dee();
    for left in (0..120_u32).rev() {
        let answer = desk.get(OLD, "/v2/me");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-ratelimit-limit-default"), Some("120"));
        assert_eq!(answer.header("x-ratelimit-remaining-default"), Some(left.to_string().as_str()));
    }
    let answer = desk.get(OLD, "/v2/me");
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("x-ratelimit-remaining-default"), Some("0"));
    let reset = monday().timestamp() + 60;
    assert_eq!(answer.header("x-ratelimit-reset-default"), Some(reset.to_string().as_str()));
    assert_eq!(answer.header("retry-after"), None);
    assert_eq!(answer.body.unwrap()["error"]["code"], "ThrottlerException");
    desk.wait(1);
    assert_eq!(desk.get(OLD, "/v2/me").status, 200);
}

#[test]
fn one_tokens_calls_are_not_anothers() {
    let mut desk = Desk::of_dee();
    for _ in 0..121 {
        desk.get(OLD, "/v2/me");
    }
    desk.token = Some("cal_live_sandbox_eli");
    assert_eq!(desk.get(OLD, "/v2/me").status, 200);
}

#[test]
fn without_limits_nothing_is_counted() {
    let mut desk = Desk::of_dee();
    desk.world.settings.rate_limits = false;
    for _ in 0..200 {
        let answer = desk.get(OLD, "/v2/me");
        assert_eq!((answer.status, answer.header("x-ratelimit-limit-default")), (200, None));
    }
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    let mut desk = Desk::of_dee();
    let ids: Vec<String> = ["/v2/me", "/v2/nothing", "/elsewhere"]
        .map(|target| desk.get(OLD, target).header("x-request-id").unwrap().to_owned())
        .into();
    assert!(ids.iter().all(|id| id.len() == 36));
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}

#[test]
fn a_body_that_cannot_be_read_is_a_bad_request() {
    let mut desk = Desk::of_dee();
    assert_eq!(desk.post(BOOKINGS, "/v2/bookings", &json!([])).status, 400);
    let answer = desk.post(BOOKINGS, "/v2/bookings", &json!({}));
    assert_eq!(answer.status, 400);
    assert!(answer.body.unwrap()["error"]["details"]["errors"].is_array());
}
