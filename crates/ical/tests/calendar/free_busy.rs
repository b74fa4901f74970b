//! VFREEBUSY: rows by FBTYPE.

use crate::support::{ALL_UNKNOWN, NOTHING, calendar, found, problems};

fn rows(lines: &[&str]) -> Vec<String> {
    let mut all = vec!["BEGIN:VFREEBUSY", "DTSTART:20261201T000000Z", "DTEND:20261203T000000Z"];
    all.extend(lines);
    all.push("END:VFREEBUSY");
    found(&calendar(&all))
}

#[test]
fn a_row_without_a_type_is_busy() {
    assert_eq!(rows(&["FREEBUSY:20261201T090000Z/20261201T100000Z"]), ["busy 12-01T09:00/12-01T10:00"]);
}

#[test]
fn a_row_is_what_its_type_says() {
    let row = |kind: &str| rows(&[&format!("FREEBUSY;FBTYPE={kind}:20261201T090000Z/PT1H")]);
    assert_eq!(row("BUSY"), ["busy 12-01T09:00/12-01T10:00"]);
    assert_eq!(row("busy-tentative"), ["tentative 12-01T09:00/12-01T10:00"]);
    assert_eq!(row("BUSY-UNAVAILABLE"), ["unavailable 12-01T09:00/12-01T10:00"]);
    assert_eq!(row("FREE"), NOTHING);
    assert_eq!(row("X-SOMETHING"), ["busy 12-01T09:00/12-01T10:00"]);
    assert_eq!(row("FREE;FBTYPE=BUSY"), ["busy 12-01T09:00/12-01T10:00"]);
}

#[test]
fn a_row_holds_several_periods_folded_or_not() {
    let row = ["FREEBUSY;VALUE=PERIOD:20261201T090000Z/PT45M,2026", " 1202T090000Z/20261202T100000Z"];
    assert_eq!(rows(&row), ["busy 12-01T09:00/12-01T09:45", "busy 12-02T09:00/12-02T10:00"]);
}

#[test]
fn a_row_that_is_not_understood_makes_the_whole_window_unknown() {
    for row in [
        "FREEBUSY:20261201T090000Z",
        "FREEBUSY:junk/junk",
        "FREEBUSY:",
        "FREEBUSY",
        "FREEBUSY x",
        "FREEBUSY:20261201T090000Z/",
    ] {
        assert_eq!(rows(&[row]), [ALL_UNKNOWN], "{row}");
    }
    assert_eq!(rows(&["FREEBUSY;FBTYPE=FREE:junk"]), NOTHING);
}

#[test]
fn a_period_that_ends_before_it_starts_is_unknown_between() {
    assert_eq!(rows(&["FREEBUSY:20261201T090000Z/20261201T080000Z"]), ["unknown 12-01T08:00/12-01T09:00"]);
    assert_eq!(rows(&["FREEBUSY:20261201T090000Z/20261201T090000Z"]), NOTHING);
}

#[test]
fn outside_of_its_start_and_end_a_vfreebusy_says_nothing() {
    assert_eq!(rows(&[]), NOTHING);
    assert_eq!(problems(&calendar(&["BEGIN:VFREEBUSY", "DTEND:junk", "END:VFREEBUSY"])), "");
}

#[test]
fn a_file_cut_inside_a_vfreebusy_makes_the_whole_window_unknown() {
    assert_eq!(found("BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:2026"), [ALL_UNKNOWN]);
}
