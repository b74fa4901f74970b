//! Calendars made to hurt: that they end is the test, and that they end in nothing that looks free.

use freebusy_core::{BlockKind, Interval};
use freebusy_ical::{Bounds, Calendar, Error};

use crate::support::{ALL_UNKNOWN, Asked, calendar, event, found, zones};

fn too_large(text: &str) -> &'static str {
    match Calendar::parse(text.as_bytes(), "ana.ics").unwrap_err() {
        Error::TooLarge { what, .. } => what,
        other => panic!("{other}"),
    }
}

#[test]
fn nesting_of_any_depth_costs_no_stack() {
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(100_000));
    assert_eq!(found(&deep), [ALL_UNKNOWN]);
    let other = format!("BEGIN:VCALENDAR\n{}{}", "BEGIN:X\n".repeat(100_000), "END:Y\n".repeat(100_000));
    assert_eq!(found(&other), [ALL_UNKNOWN]);
}

#[test]
fn more_components_than_the_bound_fail_the_source() {
    assert_eq!(too_large(&format!("BEGIN:VCALENDAR\n{}", "BEGIN:X\nEND:X\n".repeat(200_000))), "components");
}

#[test]
fn a_line_longer_than_the_bound_fails_the_source() {
    let long = format!("DESCRIPTION:{}", "x".repeat(10_000_000));
    assert_eq!(too_large(&event(&[&long])), "bytes in one line");
    let folded =
        format!("DESCRIPTION:{}", "x".repeat(60).repeat(20_000).replace("xxxxxxxxxx", "xxxxxxxxxx\r\n "));
    assert_eq!(too_large(&event(&[&folded])), "bytes in one line");
}

#[test]
fn a_million_folds_in_one_line_are_unfolded() {
    let folded = format!("DTSTART:2026{}1201T090000Z", "\r\n ".repeat(1_000_000));
    assert_eq!(found(&event(&[&folded, "DURATION:PT1H"])), ["busy 12-01T09:00/12-01T10:00"]);
}

#[test]
fn a_file_longer_than_the_bound_fails_the_source() {
    let bounds = Bounds { file_bytes: 10, ..Bounds::default() };
    let error = Calendar::parse_within(b"BEGIN:VCALENDAR", "ana.ics", bounds).unwrap_err();
    assert!(matches!(error, Error::TooLarge { what: "bytes", limit: 10, .. }));
}

#[test]
fn hostile_rules_end() {
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;INTERVAL=999999999",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=é0",
        "FREQ=DAILY;BYDAY=99MO",
        "FREQ=SECONDLY;COUNT=4294967295",
        "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9",
        "FREQ=DAILY;INTERVAL=18446744073709551616",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=HOURLY;BYSETPOS=-366",
        ";;;;=;",
    ] {
        let text = event(&["DTSTART:19700101T000000Z", "DURATION:PT1S", &format!("RRULE:{rule}")]);
        let _ = Asked::default().findings(&text);
        let text =
            event(&["DTSTART;TZID=Nowhere:19700101T000000", "DURATION:P9000W", &format!("RRULE:{rule}")]);
        let _ = Asked::default().findings(&text);
    }
}

#[test]
fn a_series_with_many_masters_and_many_overrides_is_not_their_product() {
    let mut lines = Vec::new();
    for day in 0..20_000 {
        let time = format!("{:02}{:02}{:02}", day / 3_600 % 24, day / 60 % 60, day % 60);
        lines.push(format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T{time}Z\r\nDURATION:PT1S\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT"));
        lines.push(format!(
            "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20261202T{time}Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT"
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let findings = Asked::default().findings(&calendar(&lines)).unwrap();
    assert_eq!(findings.blocks.len(), 40_000);
}

#[test]
fn a_zone_with_more_changes_than_anybody_needs_is_no_zone() {
    let observance = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=MONTHLY\nEND:STANDARD\n";
    let text = format!(
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Own\n{}END:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=Own:20261203T090000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n",
        observance.repeat(10_000)
    );
    assert_eq!(found(&text), ["unknown 12-02T19:00/12-03T22:00"]);
}

#[test]
fn rules_that_cost_too_much_together_are_unknown() {
    for rule in ["FREQ=HOURLY;BYMINUTE=1,2,3;COUNT=4000000", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2;COUNT=1"] {
        let event = format!(
            "BEGIN:VEVENT\r\nDTSTART:19700101T000000Z\r\nDURATION:PT1S\r\nRRULE:{rule}\r\nEND:VEVENT"
        );
        let text = calendar(&vec![event.as_str(); 10_000]);
        let bounds = Bounds { counted_days: 100_000, ..Bounds::default() };
        let asked = Asked::default();
        let calendar = Calendar::parse_within(text.as_bytes(), "ana.ics", bounds).unwrap();
        let findings = calendar.findings(asked.query(), &zones()).unwrap();
        assert_eq!(findings.blocks.len(), 1, "{rule}");
        assert_eq!(
            (findings.blocks[0].kind, findings.blocks[0].interval),
            (BlockKind::Unknown, asked.window)
        );
    }
}

#[test]
fn a_hundred_thousand_zone_names_are_not_looked_up() {
    let mut lines = Vec::new();
    for number in 0..50_000 {
        lines.push(format!(
            "BEGIN:VEVENT\r\nDTSTART;TZID=Nowhere/{number}:20261203T090000\r\nDURATION:PT1H\r\nEND:VEVENT"
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(found(&calendar(&lines)), ["unknown 12-02T19:00/12-03T22:00"]);
}

#[test]
fn a_line_of_nothing_but_quotes_ends() {
    let quotes = format!("DTSTART;TZID={}:20261201T090000", "\"".repeat(500_001));
    assert!(found(&event(&[&quotes, "DURATION:PT1H"])).iter().all(|line| line.starts_with("unknown")));
}

#[test]
fn a_window_of_all_time_ends() {
    let asked = Asked { window: Interval::ALL, ..Asked::default() };
    for lines in [
        ["DTSTART:20261201T000000Z", "DTEND:20261201T010000Z", "RRULE:FREQ=DAILY"],
        ["DTSTART:20261201T000000Z", "DTEND:20261201T010000Z", "RRULE:FREQ=YEARLY;COUNT=3"],
        ["DTSTART;VALUE=DATE:20261201", "DURATION:P1D", "RRULE:FREQ=SECONDLY"],
        ["DTSTART;TZID=Nowhere:20261201T000000", "DTEND:20261201T010000Z", "RRULE:FREQ=MONTHLY;BYDAY=1MO"],
    ] {
        let _ = asked.findings(&event(&lines));
    }
}

#[test]
fn times_at_the_ends_of_the_calendar_do_not_overflow() {
    for lines in [
        ["DTSTART:00000101T000000Z", "DTEND:99991231T235959Z"],
        ["DTSTART:99991231T235959Z", "DURATION:P520000W"],
        ["DTSTART;VALUE=DATE:99991231", "DURATION:P520000W"],
        ["DTSTART;VALUE=DATE:00000101", "DURATION:P520000W"],
        ["DTSTART:20261201T000000Z", "DURATION:-P520000W"],
    ] {
        let _ = found(&event(&lines));
        let _ = found(&event(&[lines[0], lines[1], "RRULE:FREQ=YEARLY"]));
    }
}
