//! An account's own time.

use std::sync::Arc;

use freebusy_calcom::Dialect;
use freebusy_core::{BlockKind, Interval};
use freebusy_provider::{ErrorKind, Findings, Provider, Query, Titles};

use crate::server::{Server, query, window};

const CALENDARS: &str = r#"{"connectedCalendars":[{"integration":{"name":"Google","type":"google_calendar"},"credentialId":5,
    "calendars":[{"externalId":"ana@example.com","isSelected":true,"credentialId":5,"name":"Ana"},
                 {"externalId":"birthdays","isSelected":false}]}],"destinationCalendar":null}"#;
const SCHEDULE: &str = r#"{"id":1,"name":"n","timeZone":"America/New_York",
    "availability":[{"days":["Tuesday"],"startTime":"09:00","endTime":"17:00"}],"overrides":[]}"#;
const LAST_PAGE: &str = r#""pagination":{"itemsPerPage":250,"currentPage":1,"hasNextPage":false}"#;

fn bookings(data: &str, pagination: &str) -> String {
    format!(r#"{{"status":"success","data":{data},{pagination}}}"#)
}

/// A person with a calendar, a schedule, and nothing taken.
fn server() -> Arc<Server> {
    let server = Server::new();
    server.data("GET /v2/calendars", CALENDARS).data("GET /v2/calendars/busy-times", "[]");
    server.data("GET /v2/schedules/default", SCHEDULE);
    server
}

fn asked() -> Query<'static> {
    query(window("2026-12-01T00:00:00Z", "2026-12-08T00:00:00Z"), 60)
}

async fn fetch(server: &Arc<Server>, dialect: Dialect, query: Query<'_>) -> Findings {
    server.account(dialect).open("calcom:ana").availability().fetch(query).await.unwrap()
}

fn kinds(findings: &Findings) -> Vec<BlockKind> {
    findings.blocks.iter().map(|block| block.kind).collect()
}

/// Whether the whole window is unknown, and a problem says so.
fn is_unknown(findings: &Findings) -> bool {
    let whole = |interval: Interval| interval.covers(asked().window);
    let unknown = |it: &freebusy_provider::Finding| it.kind == BlockKind::Unknown && whole(it.interval);
    findings.blocks.iter().any(unknown) && !findings.problems.is_empty()
}

#[tokio::test(start_paused = true)]
async fn calendars_bookings_and_hours_are_gathered() {
    let server = server();
    server.data("GET /v2/calendars", CALENDARS);
    let other = Server::new();
    other.data("GET /v2/calendars", CALENDARS).data("GET /v2/schedules/default", SCHEDULE);
    other.data(
        "GET /v2/calendars/busy-times",
        r#"[{"start":"2026-12-02T10:00:00.000Z","end":"2026-12-02T11:00:00.000Z","source":"x"},
            {"start":"2026-11-20T10:00:00.000Z","end":"2026-11-20T11:00:00.000Z"}]"#,
    );
    let list = r#"[{"uid":"a","status":"accepted","start":"2026-12-03T10:00:00Z","end":"2026-12-03T11:00:00Z","title":"Lunch"},
        {"uid":"b","status":"pending","start":"2026-12-03T12:00:00Z","end":"2026-12-03T13:00:00Z"},
        {"uid":"c","status":"cancelled","start":"2026-12-03T14:00:00Z","end":"2026-12-03T15:00:00Z"}]"#;
    other.on("GET /v2/bookings", 200, bookings(list, LAST_PAGE));
    let shown = Query { titles: Titles::Shown, ..asked() };
    let found = fetch(&other, Dialect::Current, shown).await;
    assert_eq!(kinds(&found), [BlockKind::Busy, BlockKind::Busy, BlockKind::Tentative]);
    assert_eq!(found.blocks[1].title.as_deref(), Some("Lunch"));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    // A Tuesday, nine to five in New York.
    assert_eq!(found.hours.unwrap().as_slice(), [window("2026-12-01T14:00:00Z", "2026-12-01T22:00:00Z")]);
    let busy = &other.asked_for("GET /v2/calendars/busy-times")[0].line;
    assert_eq!(
        busy,
        "GET /v2/calendars/busy-times?dateFrom=2026-11-29&dateTo=2026-12-09&timeZone=UTC\
         &calendarsToLoad[0][credentialId]=5&calendarsToLoad[0][externalId]=ana@example.com"
    );
    let bookings = &other.asked_for("GET /v2/bookings")[0].line;
    assert!(
        bookings.contains("afterStart=2026-11-29T22:00:00Z&beforeEnd=2026-12-09T02:00:00Z"),
        "{bookings}"
    );
}

#[tokio::test(start_paused = true)]
async fn titles_stay_away_unless_asked_for() {
    let server = server();
    let list = r#"[{"uid":"a","status":"accepted","start":"2026-12-03T10:00:00Z","end":"2026-12-03T11:00:00Z","title":"Lunch"}]"#;
    server.on("GET /v2/bookings", 200, bookings(list, LAST_PAGE));
    assert_eq!(fetch(&server, Dialect::Current, asked()).await.blocks[0].title, None);
}

#[tokio::test(start_paused = true)]
async fn every_page_of_bookings_is_read() {
    let server = server();
    let one = |uid, hour| {
        format!(
            r#"[{{"uid":"{uid}","status":"accepted","start":"2026-12-03T{hour}:00:00Z","end":"2026-12-03T{hour}:30:00Z"}}]"#
        )
    };
    let more = r#""pagination":{"itemsPerPage":250,"currentPage":1,"hasNextPage":true}"#;
    server.on("GET /v2/bookings", 200, bookings(&one("a", 10), more));
    server.on("GET /v2/bookings", 200, bookings(&one("b", 12), LAST_PAGE));
    assert_eq!(fetch(&server, Dialect::Current, asked()).await.blocks.len(), 2);
    assert!(server.asked_for("GET /v2/bookings")[1].line.ends_with("&skip=250"));
}

#[tokio::test(start_paused = true)]
async fn a_calendar_that_cannot_be_read_makes_the_window_unknown() {
    let gone = r#"{"connectedCalendars":[{"integration":{"name":"G"},"credentialId":5,"error":{"message":"expired"}}]}"#;
    let nameless = r#"{"connectedCalendars":[{"integration":{"name":"G"},"calendars":[{"externalId":"x","isSelected":true}]}]}"#;
    for calendars in [
        gone,
        nameless,
        r#"{"connectedCalendars":[7]}"#,
        &CALENDARS.replace(r#""externalId":"birthdays","#, ""),
    ] {
        let server = Server::new();
        server.data("GET /v2/calendars", calendars).data("GET /v2/calendars/busy-times", "[]");
        server.data("GET /v2/schedules/default", SCHEDULE);
        server.on("GET /v2/bookings", 200, bookings("[]", LAST_PAGE));
        assert!(is_unknown(&fetch(&server, Dialect::Current, asked()).await), "{calendars}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_calendar_is_unknown_and_a_failing_service_fails() {
    for (status, unknown) in [(400, true), (404, true), (500, false), (401, false)] {
        let server = Server::new();
        server.data("GET /v2/calendars", CALENDARS).data("GET /v2/schedules/default", SCHEDULE);
        server.on("GET /v2/calendars/busy-times", status, "{}");
        server.on("GET /v2/bookings", 200, bookings("[]", LAST_PAGE));
        let found = server.account(Dialect::Current).open("c").availability().fetch(asked()).await;
        assert_eq!(found.is_ok_and(|found| is_unknown(&found)), unknown, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn busy_times_and_bookings_that_make_no_sense_are_unknown() {
    for odd in ["[7]", r#"[{"start":"soon","end":"later"}]"#, r#"[{"end":"2026-12-02T11:00:00Z"}]"#] {
        let server = Server::new();
        server.data("GET /v2/calendars", CALENDARS).data("GET /v2/schedules/default", SCHEDULE);
        server.data("GET /v2/calendars/busy-times", odd);
        server.on("GET /v2/bookings", 200, bookings("[]", LAST_PAGE));
        assert!(is_unknown(&fetch(&server, Dialect::Current, asked()).await), "{odd}");
    }
    for odd in ["[7]", r#"[{"uid":"a","status":"accepted","start":"soon","end":"later"}]"#] {
        let server = server();
        server.on("GET /v2/bookings", 200, bookings(odd, LAST_PAGE));
        assert!(is_unknown(&fetch(&server, Dialect::Current, asked()).await), "{odd}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_without_a_schedule_is_unknown_in_both_dialects() {
    let server = Server::new();
    server.data("GET /v2/calendars", CALENDARS).data("GET /v2/calendars/busy-times", "[]");
    server.data("GET /v2/schedules/default", "null");
    server.on("GET /v2/bookings", 200, bookings("[]", LAST_PAGE));
    assert!(is_unknown(&fetch(&server, Dialect::Current, asked()).await));

    let server = Server::new();
    server.data("GET /v2/calendars", CALENDARS).data("GET /v2/calendars/busy-times", "[]");
    server.on("GET /v2/schedules/default", 500, r#"{"statusCode":500,"message":"Internal server error"}"#);
    server.data("GET /v2/bookings", r#"{"bookings":[],"nextCursor":null}"#);
    assert!(is_unknown(&fetch(&server, Dialect::Of2024_04_15, asked()).await));
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_nobody_knows_is_unknown() {
    let server = Server::new();
    server.data("GET /v2/calendars", CALENDARS).data("GET /v2/calendars/busy-times", "[]");
    server.data("GET /v2/schedules/default", &SCHEDULE.replace("America/New_York", "Mars/Olympus"));
    server.on("GET /v2/bookings", 200, bookings("[]", LAST_PAGE));
    assert!(is_unknown(&fetch(&server, Dialect::Current, asked()).await));
}

#[tokio::test(start_paused = true)]
async fn the_old_dialect_lists_each_kind_of_booking_by_a_numeric_cursor() {
    let server = Server::new();
    server.data("GET /v2/calendars", r#"{"connectedCalendars":[]}"#);
    server.data(
        "GET /v2/schedules/default",
        r#"{"id":1,"workingHours":[{"days":[2],"startTime":540,"endTime":1020}],"dateOverrides":[]}"#,
    );
    server.data("GET /v2/me", r#"{"id":1,"email":"a@b.c","timeZone":"America/New_York"}"#);
    let page = |uid: &str, start: &str, status: &str, next: &str| {
        format!(
            r#"{{"bookings":[{{"uid":"{uid}","status":"{status}","startTime":"{start}","endTime":"2026-12-30T00:00:00.000Z"}}],
                "totalCount":9,"nextCursor":{next}}}"#
        )
    };
    // Past ones from the latest backwards: the third page is never needed.
    server.data("GET /v2/bookings", &page("p1", "2026-12-01T10:00:00.000Z", "ACCEPTED", "100"));
    server.data("GET /v2/bookings", &page("p2", "2026-01-01T10:00:00.000Z", "ACCEPTED", "200"));
    server.data("GET /v2/bookings", &page("u1", "2026-12-02T10:00:00.000Z", "ACCEPTED", "100"));
    server.data("GET /v2/bookings", &page("u2", "2026-12-03T10:00:00.000Z", "ACCEPTED", "null"));
    server.data("GET /v2/bookings", r#"{"bookings":[],"nextCursor":null}"#);
    server.data("GET /v2/bookings", &page("w", "2026-12-04T10:00:00.000Z", "PENDING", "null"));
    let found = fetch(&server, Dialect::Of2024_04_15, asked()).await;
    use BlockKind::{Busy, Tentative};
    assert_eq!(kinds(&found), [Busy, Busy, Busy, Busy, Tentative]);
    assert_eq!(found.hours.unwrap().as_slice(), [window("2026-12-01T14:00:00Z", "2026-12-01T22:00:00Z")]);
    let asked: Vec<_> = server.asked_for("GET /v2/bookings").into_iter().map(|it| it.line).collect();
    let kind = |status, cursor| format!("GET /v2/bookings?filters[status]={status}&limit=100{cursor}");
    assert_eq!(
        asked,
        [
            kind("past", ""),
            kind("past", "&cursor=100"),
            kind("upcoming", ""),
            kind("upcoming", "&cursor=100"),
            kind("recurring", ""),
            kind("unconfirmed", ""),
        ]
    );
    assert!(server.asked_for("GET /v2/calendars/busy-times").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_fails_instead_of_being_cut_short() {
    let server = server();
    let more = r#""pagination":{"itemsPerPage":250,"currentPage":1,"hasNextPage":true}"#;
    server.on("GET /v2/bookings", 200, bookings("[]", more));
    let error = server.account(Dialect::Current).open("c").availability().fetch(asked()).await.unwrap_err();
    // Too many pages, or one that leads to itself.
    assert!(matches!(error.kind(), ErrorKind::TooLarge | ErrorKind::Malformed), "{error}");
}
