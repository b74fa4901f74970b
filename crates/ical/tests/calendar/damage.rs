//! Files that are cut, nested wrongly, or no calendars at all.

use freebusy_ical::{Calendar, Error};

use crate::support::{ALL_UNKNOWN, NOTHING, calendar, event, found, problems};

const EVENT: &str =
    "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nEND:VEVENT\r\n";
const NINE_TO_TEN: &str = "busy 12-01T09:00/12-01T10:00";

fn failure(bytes: &[u8]) -> Error {
    Calendar::parse(bytes, "ana.ics").unwrap_err()
}

#[test]
fn content_that_is_no_calendar_is_a_failure() {
    let gzip: &[u8] = &[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xfe];
    for bytes in [
        gzip,
        b"<!DOCTYPE html><html><body>sign in</body></html>",
        b"{\"error\":\"not found\"}",
        b"BEGIN:VCARD\nEND:VCARD",
        b"DTSTART:20261201T090000Z",
        EVENT.as_bytes(),
        b"BEGIN:VCALENDAR2",
    ] {
        assert!(matches!(failure(bytes), Error::NoCalendar { .. }), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn an_empty_file_is_a_failure() {
    for bytes in [&b""[..], b"\r\n\r\n", b"\xef\xbb\xbf", b"   "] {
        assert!(
            failure(bytes).to_string().contains("is empty")
                || failure(bytes).to_string().contains("BEGIN:VCALENDAR")
        );
    }
}

#[test]
fn an_empty_calendar_is_free() {
    assert_eq!(found(&calendar(&[])), NOTHING);
    assert_eq!(found("BEGIN:VCALENDAR"), NOTHING);
}

#[test]
fn a_missing_end_of_the_calendar_alone_is_forgiven() {
    let text = format!("BEGIN:VCALENDAR\r\n{EVENT}");
    assert_eq!(found(&text), [NINE_TO_TEN]);
    assert_eq!(problems(&text), "");
}

#[test]
fn a_file_cut_inside_an_event_makes_the_whole_window_unknown() {
    let whole = event(&["UID:1", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "RRULE:FREQ=DAILY"]);
    let (start, end) = (whole.find("UID").unwrap(), whole.find("END:VEVENT").unwrap() + "END:VEVENT".len());
    for cut in start..end {
        assert_eq!(found(&whole[..cut]), [ALL_UNKNOWN], "cut at {cut}: {}", &whole[start..cut]);
    }
}

#[test]
fn a_file_cut_inside_an_alarm_is_cut_inside_its_event() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261201T090000Z\nBEGIN:VALARM\nTRIGGER:-PT5M\n";
    assert_eq!(found(text), [ALL_UNKNOWN]);
}

#[test]
fn a_file_cut_anywhere_but_between_components_is_cut() {
    for rest in [
        "BEGIN:VTIMEZONE\nTZID:X\n",
        "BEGIN:VTODO\n",
        "BEGIN:VEV",
        "BEGIN:",
        "BEG",
        "BEGIN:X-A\nBEGIN:X-B\nEND:X-B\n",
    ] {
        assert_eq!(found(&format!("BEGIN:VCALENDAR\nVERSION:2.0\n{rest}")), [ALL_UNKNOWN], "{rest}");
    }
    for rest in ["", "E", "EN", "END", "END:", "END:VCAL", "END:VCALENDAR"] {
        assert_eq!(found(&format!("BEGIN:VCALENDAR\nVERSION:2.0\n{rest}")), NOTHING, "{rest}");
    }
}

#[test]
fn an_event_that_the_calendar_ends_is_cut() {
    assert_eq!(
        found("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261201T090000Z\nEND:VCALENDAR\n"),
        [ALL_UNKNOWN]
    );
}

#[test]
fn an_event_whose_alarm_never_ends_has_lost_lines() {
    let text = event(&["DTSTART:20261201T090000Z", "BEGIN:VALARM", "RRULE:FREQ=DAILY"]);
    assert!(found(&text).contains(&ALL_UNKNOWN.to_owned()));
}

#[test]
fn an_event_whose_beginning_is_lost_makes_the_whole_window_unknown() {
    let text = calendar(&["DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "END:VEVENT"]);
    assert_eq!(found(&text), [ALL_UNKNOWN]);
    let text = calendar(&["BEGIN:VEVNT", "DTSTART:20261201T090000Z", "END:VEVENT"]);
    assert_eq!(found(&text), [ALL_UNKNOWN]);
}

#[test]
fn an_event_whose_end_is_garbled_makes_the_whole_window_unknown() {
    let text = calendar(&[
        "BEGIN:VEVENT",
        "DTSTART:20261201T090000Z",
        "DURATION:PT1H",
        "END:VEVNT",
        &EVENT[..EVENT.len() - 2],
    ]);
    assert!(found(&text).contains(&ALL_UNKNOWN.to_owned()));
}

#[test]
fn an_event_inside_of_something_unknown_still_counts() {
    let text = calendar(&["BEGIN:X-GROUP", &EVENT[..EVENT.len() - 2], "END:X-GROUP"]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
    let text = calendar(&["BEGIN:VTODO", "UID:9", &EVENT[..EVENT.len() - 2]]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
}

#[test]
fn an_event_beside_the_calendars_still_counts() {
    assert_eq!(found(&(calendar(&["METHOD:CANCEL"]) + EVENT)), [NINE_TO_TEN]);
}

#[test]
fn several_calendars_in_one_file_all_count() {
    let second = event(&["UID:1", "SEQUENCE:7", "DTSTART:20261203T090000Z", "DTEND:20261203T100000Z"]);
    let first = format!("BEGIN:VCALENDAR\r\n{EVENT}");
    assert_eq!(found(&format!("{first}{second}")), [NINE_TO_TEN, "busy 12-03T09:00/12-03T10:00"]);
    assert_eq!(
        found(&format!("{first}END:VCALENDAR\r\n\u{feff}{second}")),
        [NINE_TO_TEN, "busy 12-03T09:00/12-03T10:00"]
    );
}

#[test]
fn a_byte_order_mark_bare_line_ends_and_foreign_bytes_are_tolerated() {
    let text = event(&["UID:1", "DTSTART:20261201T090000Z", "DTEND:20261201T100000Z"]);
    assert_eq!(found(&format!("\u{feff}{text}")), [NINE_TO_TEN]);
    assert_eq!(found(&text.replace("\r\n", "\n")), [NINE_TO_TEN]);
    assert_eq!(found(&text.replace("\r\n", "\r")), [NINE_TO_TEN]);
    assert_eq!(found(&text.replace("\r\n", "\r\n\r\n")), [NINE_TO_TEN]);
    let latin = text.replace("UID:1", "UID:1\r\nSUMMARY:B\u{1}ro");
    let bytes: Vec<u8> = latin.bytes().map(|byte| if byte == 1 { 0xfc } else { byte }).collect();
    assert!(String::from_utf8(bytes.clone()).is_err());
    let asked = crate::support::Asked::default();
    let query = freebusy_provider::Query {
        window: asked.window,
        local: &asked.local,
        now: freebusy_core::Timestamp::from_unix(0),
        length: freebusy_core::Seconds::from_minutes(30),
        titles: freebusy_provider::Titles::Shown,
    };
    let findings =
        Calendar::parse(&bytes, "ana.ics").unwrap().findings(query, &crate::support::zones()).unwrap();
    assert_eq!(findings.blocks[0].title.as_deref(), Some("B\u{fffd}ro"));
}

#[test]
fn problems_are_bounded_in_number_and_escaped() {
    let lines = vec!["EXDATE:\u{1b}[2Jnonsense"; 50];
    let all: Vec<&str> = ["UID:a\u{7}b", "DTSTART:20261201T090000Z"].into_iter().chain(lines).collect();
    let told = problems(&event(&all));
    assert!(told.lines().count() <= 21, "{told}");
    assert!(!told.contains('\u{1b}') && !told.contains('\u{7}'));
    assert!(
        told.contains(r"line 7, VEVENT `a\u{7}b`: EXDATE `\u{1b}[2Jnonsense` is not understood"),
        "{told}"
    );
}

#[test]
fn hours_in_a_vavailability_are_named_as_not_read() {
    assert!(problems(&calendar(&["BEGIN:VAVAILABILITY", "END:VAVAILABILITY"])).contains("VAVAILABILITY"));
}

#[test]
fn a_fold_that_has_lost_its_space_leaves_nothing_free() {
    let free = ["SUMMARY:Notes", "that run on", "DESCRIPTION:more", "of them"];
    let plain = ["DTSTART:20261201T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&event(&[&plain[..], &free].concat())), [NINE_TO_TEN]);
    for (line, rest) in [
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", ",WE,TH"),
        ("RDATE:20261203T100000Z", ",20261204T100000Z"),
        ("DURATION:PT1H", "30M"),
    ] {
        let text = event(&["DTSTART:20261201T090000Z", "DURATION:PT1H", line, rest]);
        let found = found(&text);
        assert!(found.contains(&"unknown 12-01T09:00/12-08T00:00".to_owned()), "{line}: {found:?}");
        assert!(problems(&text).contains(&format!("`{rest}` is no content line")));
    }
}

#[test]
fn a_free_busy_row_that_goes_on_in_no_content_line_is_unknown() {
    let rows =
        ["BEGIN:VFREEBUSY", "FREEBUSY:20261202T100000Z/PT1H", ",20261203T100000Z/PT1H", "END:VFREEBUSY"];
    assert_eq!(found(&calendar(&rows)), ["busy 12-02T10:00/12-02T11:00", ALL_UNKNOWN]);
    assert!(problems(&calendar(&rows)).contains("VFREEBUSY: `,20261203T100000Z/PT1H` is no content line"));
}

#[test]
fn an_event_that_has_lost_its_begin_and_end_is_not_free() {
    let lines = ["BEGIN VEVENT", "UID:1", "DTSTART:20261201T090000Z", "DURATION:PT1H", "END VEVENT"];
    assert_eq!(found(&calendar(&lines)), [ALL_UNKNOWN]);
    assert_eq!(found(&calendar(&lines[1..4])), [ALL_UNKNOWN]);
    assert!(problems(&calendar(&lines)).contains("`BEGIN VEVENT` stands in no event"));
    // What a calendar says of itself may run on.
    assert_eq!(found(&calendar(&["X-WR-CALDESC:mine", "and only mine"])), NOTHING);
}
