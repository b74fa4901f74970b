//! Event types and public pages: which starts they offer.

use std::sync::Arc;

use freebusy_calcom::{Dialect, EventTypeName, Listed, PublicPage};
use freebusy_core::{OfferRole, Seconds};
use freebusy_provider::{ErrorKind, Provider};
use freebusy_zones::Zones;

use crate::server::{Server, query, starts, window};

const INTRO: &str = r#"{"id":7,"title":"Intro","slug":"intro","lengthInMinutes":60}"#;
const PRIVATE: &str = r#"{"id":8,"title":"P","slug":"private","lengthInMinutes":60,"hidden":true}"#;

fn schedule(zone: &str) -> String {
    format!(r#"{{"id":1,"name":"n","timeZone":"{zone}","availability":[],"overrides":[]}}"#)
}

fn intro(server: &Arc<Server>, role: OfferRole) -> Listed {
    server.account(Dialect::Current).listed("calcom:ana/intro", EventTypeName::parse("intro"), role)
}

/// A server whose person is in `zone`.
fn server(zone: &str, event_type: &str) -> Arc<Server> {
    let server = Server::new();
    server.data("GET /v2/event-types", &format!("[{event_type},{PRIVATE},7]"));
    server.data("GET /v2/schedules/default", &schedule(zone));
    server
}

#[tokio::test(start_paused = true)]
async fn slots_are_asked_for_in_the_organizers_zone_with_a_day_on_each_side() {
    let server = server("Asia/Kolkata", INTRO);
    // Half hours of UTC; the day before, the day after and a repeated slot are not wanted.
    server.data(
        "GET /v2/slots",
        r#"{"2026-11-30":[{"start":"2026-11-30T09:00:00.000+05:30","end":"2026-11-30T10:00:00.000+05:30"}],
            "2026-12-02":[{"start":"2026-12-02T09:00:00.000+05:30","end":"2026-12-02T10:00:00.000+05:30"},
                {"start":"2026-12-02T03:30:00Z","end":"2026-12-02T04:30:00Z"}],
            "2026-12-09":[{"start":"2026-12-09T09:00:00.000+05:30","end":"2026-12-09T10:00:00.000+05:30"}]}"#,
    );
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    let found = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap();
    assert_eq!(starts(&found), ["12-02T03:30Z"]);
    assert_eq!((found.problems.len(), found.hours, found.blocks.len()), (0, None, 0));
    let slots = &server.asked_for("GET /v2/slots")[0];
    assert_eq!(
        slots.line,
        "GET /v2/slots?eventTypeId=7&start=2026-11-30T00:00:00Z&end=2026-12-08T23:59:59Z&format=range&timeZone=Asia/Kolkata"
    );
    assert_eq!(slots.version.as_deref(), Some("2024-09-04"));
    let versions: Vec<_> = server.asked().into_iter().map(|asked| asked.version.unwrap()).collect();
    assert_eq!(versions, ["2024-06-14", "2024-06-11", "2024-09-04"]);
}

#[tokio::test(start_paused = true)]
async fn windows_across_the_autumn_change_of_new_york_join_without_a_gap() {
    let server = server("America/New_York", INTRO);
    // Nine o'clock of New York is 13:00Z until 2026-10-31 and 14:00Z from 2026-11-01 on.
    server.data(
        "GET /v2/slots",
        r#"{"2026-10-31":[{"start":"2026-10-31T09:00:00.000-04:00"}],"2026-11-01":[{"start":"2026-11-01T09:00:00.000-05:00"}],
            "2026-11-02":[{"start":"2026-11-02T09:00:00.000-05:00"}]}"#,
    );
    let intro = intro(&server, OfferRole::Booked);
    let before = query(window("2026-10-26T00:00:00Z", "2026-11-01T14:00:00Z"), 60);
    let after = query(window("2026-11-01T14:00:00Z", "2026-11-08T14:00:00Z"), 60);
    let before = intro.availability().fetch(before).await.unwrap();
    let after = intro.availability().fetch(after).await.unwrap();
    assert_eq!(starts(&before), ["10-31T13:00Z"]);
    assert_eq!(starts(&after), ["11-01T14:00Z", "11-02T14:00Z"]);
    let asked: Vec<_> = server.asked_for("GET /v2/slots").into_iter().map(|it| it.line).collect();
    assert!(asked[0].contains("end=2026-11-02T13:59:59Z"), "{asked:?}");
    assert!(asked[1].contains("start=2026-10-31T14:00:00Z"), "{asked:?}");
    assert_eq!(server.asked_for("GET /v2/event-types").len(), 1, "what was found is kept");
}

#[tokio::test(start_paused = true)]
async fn nothing_on_offer_is_an_empty_list() {
    let server = server("UTC", INTRO);
    server.data("GET /v2/slots", "{}");
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    let found = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap();
    assert!(starts(&found).is_empty() && found.problems.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_length_among_the_options_is_asked_for() {
    let server = server("UTC", &INTRO.replace('}', r#","lengthInMinutesOptions":[30,60]}"#));
    server.data(
        "GET /v2/slots",
        r#"{"2026-12-02":[{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T09:30:00Z"}]}"#,
    );
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 30);
    let found = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap();
    assert_eq!(starts(&found).len(), 1);
    assert_eq!(found.offers.unwrap().length(), Seconds::from_minutes(30));
    assert!(server.asked_for("GET /v2/slots")[0].line.ends_with("&duration=30"));
}

#[tokio::test(start_paused = true)]
async fn another_length_is_not_bookable_and_says_so_but_can_be_consulted() {
    let server = server("UTC", INTRO);
    server.data(
        "GET /v2/slots",
        r#"{"2026-12-02":[{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z"}]}"#,
    );
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 30);
    let booked = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap();
    assert_eq!((starts(&booked).len(), booked.problems.len()), (0, 1));
    assert!(booked.offers.unwrap().room_for(Seconds::from_minutes(30)).is_empty());
    let consulted = intro(&server, OfferRole::Consulted).availability().fetch(asked).await.unwrap();
    assert_eq!(starts(&consulted).len(), 1);
    assert_eq!(consulted.offers.unwrap().length(), Seconds::from_minutes(60));
}

#[tokio::test(start_paused = true)]
async fn a_series_is_never_offered_for_one_meeting() {
    let server = server(
        "UTC",
        &INTRO.replace('}', r#","recurrence":{"interval":1,"occurrences":4,"frequency":"weekly"}}"#),
    );
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    let found = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap();
    assert_eq!((starts(&found).len(), found.problems.len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_window_longer_than_the_limit_is_refused_before_anything_is_sent() {
    let server = Server::new();
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:01Z"), 60);
    let error = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap_err();
    assert_eq!((error.kind(), server.asked().len()), (ErrorKind::Refused, 0));
}

#[tokio::test(start_paused = true)]
async fn the_zone_is_that_of_the_account_where_the_schedule_cannot_be_seen() {
    let server = Server::new();
    server.data("GET /v2/event-types/7", &INTRO.replace('}', r#","scheduleId":3}"#));
    server.on("GET /v2/schedules/3", 403, "{}");
    server.data("GET /v2/me", r#"{"id":1,"email":"a@b.c","timeZone":"Asia/Tokyo"}"#);
    server.data("GET /v2/slots", "{}");
    let seven = server.account(Dialect::Current).listed("c", EventTypeName::parse("7"), OfferRole::Booked);
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    seven.availability().fetch(asked).await.unwrap();
    assert!(server.asked_for("GET /v2/slots")[0].line.contains("timeZone=Asia/Tokyo"));
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_or_forbidden_has_its_kind() {
    let server = server("UTC", INTRO);
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    let other =
        server.account(Dialect::Current).listed("c", EventTypeName::parse("other"), OfferRole::Booked);
    assert_eq!(other.availability().fetch(asked).await.unwrap_err().kind(), ErrorKind::NotFound);
    for (status, kind) in
        [(401, ErrorKind::Unauthorised), (498, ErrorKind::Unauthorised), (403, ErrorKind::Forbidden)]
    {
        let server = Server::new();
        server.on("GET /v2/event-types", status, "{}");
        let error = intro(&server, OfferRole::Booked).availability().fetch(asked).await.unwrap_err();
        assert_eq!(error.kind(), kind);
    }
    let error = intro(&Server::new(), OfferRole::Booked).availability().fetch(asked).await.unwrap_err();
    assert!(error.to_string().contains("the version sent was `2024-06-14`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn answers_that_make_no_sense_offer_nothing_more() {
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    for body in
        ["null", "[]", "7", r#""x""#, r#"{"2026-12-02":null}"#, r#"{"2026-12-02":[null,{},{"start":null}]}"#]
    {
        let server = server("UTC", INTRO);
        server.data("GET /v2/slots", body);
        match intro(&server, OfferRole::Booked).availability().fetch(asked).await {
            Ok(found) => assert!(starts(&found).is_empty() && !found.problems.is_empty(), "{body}"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Malformed, "{body}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_old_dialect_names_neither_zone_nor_format_and_drops_days_off() {
    let server = Server::new();
    server.data(
        "GET /v2/event-types",
        r#"{"eventTypeGroups":[{"teamId":3,"eventTypes":[{"id":9,"title":"T","slug":"intro","length":15}]},
            {"teamId":null,"eventTypes":[{"id":7,"title":"I","slug":"intro","length":60}]}]}"#,
    );
    server.data(
        "GET /v2/slots/available",
        r#"{"slots":{"2026-12-02":[{"time":"2026-12-02T09:00:00.000Z"},{"time":"2026-12-02T10:00:00.000Z","away":true}]}}"#,
    );
    let account = server.account(Dialect::Of2024_04_15);
    let intro = account.listed("c", EventTypeName::parse("intro"), OfferRole::Booked);
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    let found = intro.availability().fetch(asked).await.unwrap();
    assert_eq!(starts(&found), ["12-02T09:00Z"]);
    let slots = &server.asked_for("GET /v2/slots")[0];
    assert_eq!(
        slots.line,
        "GET /v2/slots/available?eventTypeId=7&startTime=2026-11-30T00:00:00Z&endTime=2026-12-08T23:59:59Z"
    );
    assert!(server.asked().iter().all(|asked| asked.version.as_deref() == Some("2024-04-15")));
    assert!(intro.holds().is_none() && intro.booking().is_some());
}

fn page(server: &Arc<Server>, slug: &str) -> PublicPage {
    PublicPage::new(server.channel(), "ana", slug, Arc::new(Zones::bundled()))
}

#[tokio::test(start_paused = true)]
async fn a_public_page_is_read_without_an_account() {
    let server = Server::new();
    server.data("GET /v2/event-types", &format!("[{INTRO}]"));
    server.data(
        "GET /v2/slots",
        r#"{"2026-12-02":[{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z"}]}"#,
    );
    let listed = page(&server, "intro").listed("link:ana/intro", OfferRole::Booked);
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    assert_eq!(starts(&listed.availability().fetch(asked).await.unwrap()).len(), 1);
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(lines[0], "GET /v2/event-types?username=ana&eventSlug=intro");
    assert!(
        lines[1].starts_with("GET /v2/slots?eventTypeId=7") && !lines[1].contains("timeZone"),
        "{lines:?}"
    );
    assert!(listed.booking().is_none() && listed.holds().is_none());
    let zoned = page(&server, "intro").in_zone("asia/kolkata").unwrap().listed("l", OfferRole::Booked);
    zoned.availability().fetch(asked).await.unwrap();
    assert!(server.asked().last().unwrap().line.contains("timeZone=Asia/Kolkata"));
    assert!(page(&server, "intro").in_zone("Asia/Nowhere").is_err());
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_hidden_or_missing_is_not_found() {
    let asked = query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60);
    for (slug, list) in
        [("private", format!("[{PRIVATE}]")), ("intro", "[]".into()), ("other", format!("[{INTRO}]"))]
    {
        let server = Server::new();
        server.data("GET /v2/event-types", &list);
        let listed = page(&server, slug).listed("l", OfferRole::Booked);
        assert_eq!(
            listed.availability().fetch(asked).await.unwrap_err().kind(),
            ErrorKind::NotFound,
            "{slug}"
        );
    }
}
