//! The official documents themselves: that they can be read, and exchanges written by hand after the references.

use bytes::Bytes;
use freebusy_sandbox::{Exchange, Service};
use serde_json::{Value, json};

use crate::checker::{Report, Side};
use crate::overlays;
use crate::specs;

/// A call without a body.
pub(crate) fn get(service: Service, target: &str, status: u16, answer: &Value) -> Exchange {
    call(service, ("GET", target), None, (status, answer))
}

pub(crate) fn call(
    service: Service,
    (method, target): (&str, &str),
    body: Option<Value>,
    (status, answer): (u16, &Value),
) -> Exchange {
    let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
    if body.is_some() {
        headers.push(("content-type".into(), "application/json".into()));
    }
    let answer = if answer.is_null() { Bytes::new() } else { answer.to_string().into() };
    let body = body.map(|body| body.to_string().into()).unwrap_or_default();
    Exchange { service, method: method.into(), target: target.into(), headers, body, status, answer }
}

/// The same exchange with a header.
pub(crate) fn with(mut exchange: Exchange, name: &str, value: &str) -> Exchange {
    exchange.headers.push((name.into(), value.into()));
    exchange
}

/// The report on one exchange; `None` where the documents are not there.
fn report(exchange: Exchange) -> Option<Report> {
    specs::checker().map(|checker| checker.check(&[exchange]))
}

fn assert_good(exchange: Exchange) {
    if let Some(report) = report(exchange) {
        assert!(report.violations.is_empty(), "{report}");
        assert_eq!((report.requests, report.answers), (1, 1), "{report}");
    }
}

fn assert_bad(exchange: Exchange, side: Side, words: &str) {
    if let Some(report) = report(exchange) {
        let found = report.violations.iter().any(|it| it.side == side && it.what.contains(words));
        assert!(found, "{report}");
    }
}

const USER: &str = "https://api.calendly.com/users/AAAA";

fn busy_times(answer: &Value) -> Exchange {
    let query = "user=https%3A%2F%2Fapi.calendly.com%2Fusers%2FAAAA&start_time=2026-12-01T00%3A00%3A00Z&end_time=2026-12-02T00%3A00%3A00Z";
    get(Service::Calendly, &format!("/user_busy_times?{query}"), 200, answer)
}

fn slots(target: &str, answer: &Value) -> Exchange {
    with(get(Service::Calcom, target, 200, answer), "cal-api-version", "2024-09-04")
}

#[test]
fn every_overlay_still_mends_something_and_says_why() {
    assert!(overlays::CALENDLY.iter().chain(overlays::CALCOM).all(|overlay| overlay.reason.len() > 40));
    if let Some(checker) = specs::checker() {
        assert_eq!(specs::idle(checker), Vec::<&str>::new());
    }
}

#[test]
fn busy_times_of_calendly_are_as_described() {
    let external = json!({ "type": "external", "start_time": "2026-12-01T09:00:00.000000Z",
        "end_time": "2026-12-01T10:00:00.000000Z", "buffered_start_time": "2026-12-01T09:00:00.000000Z",
        "buffered_end_time": "2026-12-01T10:00:00.000000Z" });
    assert_good(busy_times(&json!({ "collection": [external] })));
    assert_bad(busy_times(&json!({ "collection": [{ "type": "external" }] })), Side::Answer, "start_time");
}

#[test]
fn a_call_of_calendly_through_the_gateway_is_held_to_calendly_s_description() {
    let mut exchange = busy_times(&json!({ "collection": [] }));
    exchange.service = Service::MatonApi;
    exchange.target.insert_str(0, "/calendly");
    assert_good(exchange.clone());
    exchange.target.push_str("&page=2");
    assert_bad(exchange, Side::Request, "`page` is not known");
}

#[test]
fn the_booking_call_of_the_seeds_is_none_that_calendly_has() {
    let target = ("POST", "/event_types/AAAA/invitees");
    let body = json!({ "email": "a@example.com" });
    let exchange = call(Service::Calendly, target, Some(body), (404, &json!({})));
    assert_bad(exchange, Side::Request, "no such call");
}

#[test]
fn the_query_of_available_times_must_be_whole() {
    let answer = json!({ "collection": [] });
    let exchange =
        get(Service::Calendly, &format!("/event_type_available_times?event_type={USER}"), 200, &answer);
    assert_bad(exchange, Side::Request, "\"end_time\" is missing");
}

#[test]
fn slots_of_calcom_are_as_the_service_answers_them() {
    let target = "/v2/slots?eventTypeId=7&start=2026-12-01&end=2026-12-02&timeZone=Europe/Berlin";
    let start = json!({ "start": "2026-12-01T09:00:00.000+01:00" });
    assert_good(slots(target, &json!({ "status": "success", "data": { "2026-12-01": [start] } })));
    assert_good(slots(target, &json!({ "status": "success", "data": {} })));
    let bare = json!({ "2026-12-01": ["2026-12-01T09:00:00.000+01:00"] });
    assert_bad(slots(target, &bare), Side::Answer, "required");
    let text = slots(
        "/v2/slots?eventTypeId=intro&start=2026-12-01&end=2026-12-02",
        &json!({ "status": "success", "data": {} }),
    );
    assert_bad(text, Side::Request, "`eventTypeId`");
}

#[test]
fn busy_times_of_calcom_name_the_calendars_to_load() {
    let answer = json!({ "status": "success", "data": [] });
    let target = "/v2/calendars/busy-times?timeZone=UTC&dateFrom=2026-12-01&dateTo=2026-12-02";
    let named = "&calendarsToLoad[0][credentialId]=135&calendarsToLoad[0][externalId]=a%40example.com";
    assert_good(get(Service::Calcom, &format!("{target}{named}"), 200, &answer));
    assert_bad(get(Service::Calcom, target, 200, &answer), Side::Request, "\"calendarsToLoad\" is missing");
}

#[test]
fn errors_of_calcom_come_in_one_of_two_shapes() {
    let target = "/v2/slots?eventTypeId=7&start=2026-12-01&end=2026-12-02";
    let envelope = json!({ "status": "error", "timestamp": "2026-11-20T12:00:00.000Z", "path": target,
        "error": { "code": "BadRequestException", "message": "no", "details": {} } });
    let refused = |answer: &Value| {
        let exchange = get(Service::Calcom, target, 400, answer);
        with(exchange, "cal-api-version", "2024-09-04")
    };
    assert_good(refused(&envelope));
    assert_good(refused(&json!({ "statusCode": 400, "message": "no" })));
    assert_bad(refused(&json!({ "title": "Invalid", "message": "no" })), Side::Answer, "\"statusCode\"");
}
