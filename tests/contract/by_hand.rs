//! The checker over a service made up for it: every rule with an exchange that keeps it and one that breaks it.

use bytes::Bytes;
use freebusy_sandbox::{Exchange, Service};
use serde_json::{Value, json};

use crate::checker::{Checker, Report, Side};
use crate::description::{Description, overlaid};
use crate::official::{call, get, with};

fn document() -> Value {
    let thing = json!({ "type": "object", "required": ["id"], "properties": {
        "id": { "type": "integer" },
        "note": { "type": "string", "nullable": true },
        "at": { "type": "string", "format": "date-time" } } });
    json!({
        "paths": {
            "/things": {
                "get": {
                    "parameters": [
                        { "$ref": "#/components/parameters/Count" },
                        { "name": "owner", "in": "query", "required": true, "schema": { "type": "string" } },
                        { "name": "kinds", "in": "query", "schema": { "type": "array", "items": { "enum": ["a", "b"] } } }
                    ],
                    "responses": {
                        "200": { "content": { "application/json": { "schema": {
                            "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } },
                        "404": { "$ref": "#/components/responses/Missing" }
                    }
                },
                "post": {
                    "requestBody": { "required": true, "content": { "application/json": { "schema": {
                        "allOf": [{ "$ref": "#/components/schemas/Thing" }] } } } },
                    "responses": { "201": { "content": { "application/json": { "schema": {
                        "$ref": "#/components/schemas/Thing" } } } } }
                }
            },
            "/things/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "delete": { "responses": { "204": { "description": "gone" } } }
            },
            "/things/first": { "delete": { "responses": { "202": { "description": "soon" } } } },
            "/versioned": { "get": {
                "parameters": [{ "name": "cal-api-version", "in": "header", "required": true,
                    "schema": { "type": "string", "default": "2024-09-04" } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "type": "object" } } } } }
            } }
        },
        "components": {
            "schemas": { "Thing": thing },
            "parameters": { "Count": { "name": "count", "in": "query",
                "schema": { "type": "integer", "minimum": 1, "maximum": 100 } } },
            "responses": { "Missing": { "content": { "application/json": { "schema": {
                "type": "object", "required": ["message"] } } } } }
        }
    })
}

fn report(exchanges: &[Exchange]) -> Report {
    let described = |name| Description::new(name, document(), &[]);
    Checker::new(described("calendly"), described("calcom")).check(exchanges)
}

#[track_caller]
fn good(exchange: Exchange) {
    let report = report(&[exchange]);
    assert!(report.violations.is_empty() && report.unchecked.is_empty(), "{report}");
    assert_eq!((report.requests, report.answers), (1, 1));
}

#[track_caller]
fn bad(exchange: Exchange, side: Side, words: &str) {
    let report = report(&[exchange]);
    assert_eq!(report.violations.len(), 1, "{report}");
    assert_eq!(report.violations[0].side, side);
    assert!(report.violations[0].what.contains(words), "{report}");
}

#[track_caller]
fn unchecked(exchange: Exchange, words: &str) {
    let report = report(&[exchange]);
    assert!(report.violations.is_empty(), "{report}");
    assert!(report.unchecked.iter().any(|(reason, count)| reason.contains(words) && *count == 1), "{report}");
}

fn list(query: &str, answer: &Value) -> Exchange {
    get(Service::Calendly, &format!("/things?{query}"), 200, answer)
}

fn post(body: Value) -> Exchange {
    call(Service::Calendly, ("POST", "/things"), Some(body), (201, &json!({ "id": 1 })))
}

#[test]
fn a_call_that_is_not_described_is_a_violation() {
    bad(get(Service::Calendly, "/nothings", 404, &json!({})), Side::Request, "no such call");
    bad(call(Service::Calendly, ("PUT", "/things"), None, (200, &json!([]))), Side::Request, "no such call");
    bad(get(Service::Calendly, "/things/", 404, &json!({})), Side::Request, "no such call");
}

#[test]
fn a_literal_path_goes_before_a_template() {
    good(call(Service::Calendly, ("DELETE", "/things/first"), None, (202, &Value::Null)));
    good(call(Service::Calendly, ("DELETE", "/things/7"), None, (204, &Value::Null)));
    bad(
        call(Service::Calendly, ("DELETE", "/things/7"), None, (202, &Value::Null)),
        Side::Answer,
        "status 202",
    );
}

#[test]
fn query_parameters_are_known_present_and_of_their_type() {
    good(list("owner=o&count=20&kinds=a,b", &json!([])));
    good(list("owner=o&kinds=a&kinds=b", &json!([])));
    bad(list("owner=o&limit=3", &json!([])), Side::Request, "`limit` is not known");
    bad(list("count=3", &json!([])), Side::Request, "\"owner\" is missing");
    bad(list("owner=o&count=many", &json!([])), Side::Request, "`count`");
    bad(list("owner=o&count=101", &json!([])), Side::Request, "`count`");
    bad(list("owner=o&kinds=a,c", &json!([])), Side::Request, "`kinds`");
}

#[test]
fn a_body_is_there_and_of_its_schema() {
    good(post(json!({ "id": 1, "note": null, "at": "2026-12-01T09:00:00Z" })));
    bad(post(json!({ "note": "x" })), Side::Request, "required");
    bad(post(json!({ "id": "1" })), Side::Request, "`/id`");
    bad(post(json!({ "id": 1, "at": "tomorrow" })), Side::Request, "`/at`");
    bad(post(json!({ "id": 1, "nite": "x" })), Side::Request, "`nite` is not known");
    bad(
        call(Service::Calendly, ("POST", "/things"), None, (201, &json!({ "id": 1 }))),
        Side::Request,
        "missing",
    );
    let body = Some(json!({}));
    bad(
        call(Service::Calendly, ("DELETE", "/things/7"), body, (204, &Value::Null)),
        Side::Request,
        "none is described",
    );
}

#[test]
fn a_body_is_json_and_says_so() {
    let mut plain = post(json!({ "id": 1 }));
    plain.headers.clear();
    bad(plain, Side::Request, "`content-type`");
    let mut broken = post(json!({ "id": 1 }));
    broken.body = Bytes::from_static(b"{\"id\":");
    bad(broken, Side::Request, "no JSON");
}

#[test]
fn an_answer_is_of_its_schema() {
    good(list("owner=o", &json!([{ "id": 1, "note": null }])));
    bad(list("owner=o", &json!([{ "id": 1, "note": 7 }])), Side::Answer, "`/0/note`");
    bad(list("owner=o", &json!([{}])), Side::Answer, "required");
    bad(list("owner=o", &json!({})), Side::Answer, "array");
    let mut cut = list("owner=o", &json!([]));
    cut.answer = Bytes::from_static(b"[");
    bad(cut, Side::Answer, "no JSON");
}

#[test]
fn where_no_branch_fits_the_nearest_one_is_told() {
    let thing = json!({ "$ref": "#/components/schemas/Thing", "nullable": true });
    let mut document = document();
    document["components"]["responses"]["Missing"]["content"]["application/json"]["schema"] = thing;
    let checker = || {
        Checker::new(
            Description::new("calendly", document.clone(), &[]),
            Description::new("calcom", document.clone(), &[]),
        )
    };
    let asked = |answer: &Value| {
        checker().check(&[get(Service::Calendly, "/things?owner=o", 404, answer)]).to_string()
    };
    assert!(asked(&json!({ "id": "1" })).contains("at `/id`"), "{}", asked(&json!({ "id": "1" })));
    assert!(asked(&json!({ "id": 1 })).starts_with("1 requests and 1 answers checked\n"));
    assert!(!asked(&json!({ "id": 1 })).contains("at `"));
}

#[test]
fn a_status_is_described_and_an_empty_answer_is_empty() {
    good(get(Service::Calendly, "/things?owner=o", 404, &json!({ "message": "no" })));
    bad(get(Service::Calendly, "/things?owner=o", 404, &json!({})), Side::Answer, "required");
    bad(get(Service::Calendly, "/things?owner=o", 409, &json!({})), Side::Answer, "status 409");
    bad(
        call(Service::Calendly, ("DELETE", "/things/7"), None, (204, &json!({}))),
        Side::Answer,
        "has a body",
    );
    unchecked(get(Service::Calendly, "/things?owner=o", 503, &json!({})), "failures of a server");
}

#[test]
fn a_version_is_the_one_described_and_the_older_dialect_is_counted_apart() {
    let versioned =
        |version| with(get(Service::Calcom, "/versioned", 200, &json!({})), "cal-api-version", version);
    good(versioned("2024-09-04"));
    bad(versioned("2024-08-13"), Side::Request, "another version");
    unchecked(versioned("2024-04-15"), "dialect");
    unchecked(get(Service::Calcom, "/versioned", 200, &json!({})), "dialect");
    unchecked(get(Service::Calcom, "/of-the-old-dialect-only", 200, &json!({})), "dialect");
}

#[test]
fn a_call_without_versions_is_checked_whatever_it_names() {
    let exchange = call(Service::Calcom, ("DELETE", "/things/7"), None, (204, &Value::Null));
    good(exchange.clone());
    good(with(exchange, "cal-api-version", "2024-04-15"));
}

#[test]
fn calls_through_the_gateway_are_those_of_the_service_behind_it() {
    for (service, target) in
        [(Service::MatonApi, "/calendly/things?owner=o"), (Service::MatonData, "/cal-com/things?owner=o")]
    {
        let exchange = get(service, target, 200, &json!([]));
        let exchange = with(exchange, "cal-api-version", "2024-09-04");
        good(exchange);
    }
    unchecked(get(Service::MatonApi, "/connections", 200, &json!({})), "gateway");
    unchecked(get(Service::MatonControl, "/connections", 200, &json!({})), "gateway");
    unchecked(get(Service::Control, "/world", 200, &json!({})), "controls");
}

#[test]
fn a_later_document_wins_method_by_method_and_name_by_name() {
    let later = json!({
        "paths": { "/things": { "get": { "responses": { "200": { "description": "later" } } } } },
        "components": { "schemas": { "Thing": { "type": "string" } } }
    });
    let both = overlaid(document(), &later);
    assert_eq!(both["paths"]["/things"]["get"]["responses"]["200"]["description"], "later");
    assert!(both["paths"]["/things"]["post"].is_object());
    assert_eq!(both["components"]["schemas"]["Thing"], json!({ "type": "string" }));
    assert!(both["components"]["parameters"]["Count"].is_object());
}

#[test]
fn a_report_counts_what_is_alike_in_one_line() {
    let report = report(&[list("owner=o&x=1", &json!([])), list("owner=o&x=2", &json!([]))]).to_string();
    assert!(report.starts_with("2 requests and 2 answers checked\n"), "{report}");
    assert!(
        report.contains("2 x Request of GET /things -> 200: query parameter `x` is not known"),
        "{report}"
    );
}
