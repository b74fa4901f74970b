//! RECURRENCE-ID: what an override replaces, and what it leaves.

use crate::support::{ALL_UNKNOWN, Asked, NOTHING, event, events, found, problems};

/// Daily at nine, for an hour, on the first three days of December.
const MASTER: &[&str] = &["UID:1", "DTSTART:20261201T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"];

fn nines(days: &[u32]) -> Vec<String> {
    days.iter().map(|day| format!("busy 12-{day:02}T09:00/12-{day:02}T10:00")).collect()
}

fn with(others: &[&[&str]]) -> Vec<String> {
    found(&events(&[&[MASTER], others].concat()))
}

/// The second occurrence moved to noon.
fn moved(instance: &str) -> Vec<&str> {
    vec!["UID:1", instance, "DTSTART:20261202T120000Z", "DURATION:PT1H"]
}

const MOVED: [&str; 3] =
    ["busy 12-01T09:00/12-01T10:00", "busy 12-02T12:00/12-02T13:00", "busy 12-03T09:00/12-03T10:00"];

#[test]
fn an_override_replaces_its_occurrence_in_each_form_of_its_name() {
    for instance in [
        "RECURRENCE-ID:20261202T090000Z",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261202T100000",
        "RECURRENCE-ID;VALUE=DATE:20261202",
        "RECURRENCE-ID:20261202",
        "recurrence-id:20261202T090000",
    ] {
        assert_eq!(with(&[&moved(instance)]), MOVED, "{instance}");
    }
}

#[test]
fn an_override_may_stand_before_its_master() {
    let text = events(&[&moved("RECURRENCE-ID:20261202T090000Z"), MASTER]);
    assert_eq!(found(&text), MOVED);
}

#[test]
fn an_override_may_move_out_of_the_window_and_into_it() {
    let out: &[&str] =
        &["UID:1", "RECURRENCE-ID:20261202T090000Z", "DTSTART:20270102T090000Z", "DURATION:PT1H"];
    assert_eq!(with(&[out]), nines(&[1, 3]));
    let master: &[&str] = &["UID:2", "DTSTART:20261101T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"];
    let into: &[&str] =
        &["UID:2", "RECURRENCE-ID:20271101T090000Z", "DTSTART:20261204T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[master, into])), nines(&[4]));
}

#[test]
fn an_override_that_names_no_occurrence_only_adds_its_own_time() {
    let stray: &[&str] =
        &["UID:1", "RECURRENCE-ID:20261202T091500Z", "DTSTART:20261204T090000Z", "DURATION:PT1H"];
    assert_eq!(with(&[stray]), nines(&[1, 2, 3, 4]));
}

#[test]
fn an_override_without_its_master_is_an_event_of_its_own() {
    assert_eq!(found(&event(&moved("RECURRENCE-ID:20261202T090000Z"))), [MOVED[1]]);
}

#[test]
fn a_cancelled_override_frees_its_occurrence() {
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID:20261202T090000Z", "STATUS:CANCELLED"];
    assert_eq!(with(&[cancelled]), nines(&[1, 3]));
}

#[test]
fn a_transparent_override_frees_its_occurrence() {
    let mut seen_through = moved("RECURRENCE-ID:20261202T090000Z");
    seen_through.push("TRANSP:TRANSPARENT");
    assert_eq!(with(&[&seen_through]), nines(&[1, 3]));
}

#[test]
fn an_override_of_a_cancelled_series_still_counts() {
    let master: Vec<&str> = [MASTER, &["STATUS:CANCELLED"]].concat();
    assert_eq!(found(&events(&[&master, &moved("RECURRENCE-ID:20261202T090000Z")])), [MOVED[1]]);
}

#[test]
fn an_override_whose_place_is_not_understood_replaces_nothing() {
    for instance in ["RECURRENCE-ID:second", "RECURRENCE-ID", "RECURRENCE-ID;TZID=Nowhere:20261202T090000"] {
        assert_eq!(
            with(&[&moved(instance)]),
            [&nines(&[1, 2])[..], &[MOVED[1].to_owned()], &nines(&[3])].concat(),
            "{instance}"
        );
    }
    assert!(problems(&event(&moved("RECURRENCE-ID:second"))).contains("RECURRENCE-ID `second`"));
}

#[test]
fn an_override_without_a_readable_start_makes_the_whole_window_unknown() {
    let lost: &[&str] = &["UID:1", "RECURRENCE-ID:20261202T090000Z", "DTSTART:noon"];
    assert!(with(&[lost]).contains(&ALL_UNKNOWN.to_owned()));
}

#[test]
fn of_two_overrides_of_one_occurrence_the_higher_sequence_wins() {
    let old: &[&str] = &[
        "UID:1",
        "SEQUENCE:1",
        "RECURRENCE-ID:20261202T090000Z",
        "DTSTART:20261204T090000Z",
        "DURATION:PT1H",
    ];
    let new: &[&str] = &[
        "UID:1",
        "SEQUENCE:2",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261202T100000",
        "DTSTART:20261205T090000Z",
        "DURATION:PT1H",
    ];
    assert_eq!(with(&[old, new]), nines(&[1, 3, 5]));
    assert_eq!(with(&[new, old]), nines(&[1, 3, 5]));
}

#[test]
fn of_two_overrides_of_one_occurrence_equal_sequences_both_count() {
    let one: &[&str] =
        &["UID:1", "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261204T090000Z", "DURATION:PT1H"];
    let other: &[&str] =
        &["UID:1", "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261205T090000Z", "DURATION:PT1H"];
    assert_eq!(with(&[one, other]), nines(&[1, 3, 4, 5]));
}

#[test]
fn the_sequence_of_an_override_does_not_beat_its_master() {
    let mut later = moved("RECURRENCE-ID:20261202T090000Z");
    later.push("SEQUENCE:9");
    assert_eq!(with(&[&later]), MOVED);
}

#[test]
fn an_override_of_another_uid_replaces_nothing() {
    let other: &[&str] =
        &["UID:2", "RECURRENCE-ID:20261202T090000Z", "DTSTART:20261204T090000Z", "DURATION:PT1H"];
    assert_eq!(with(&[other]), nines(&[1, 2, 3, 4]));
}

#[test]
fn a_date_replaces_nothing_on_a_day_of_several_occurrences() {
    let master: &[&str] =
        &["UID:1", "DTSTART:20261201T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=9,15;COUNT=4"];
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID;VALUE=DATE:20261202", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[master, cancelled])).len(), 4);
}

#[test]
fn a_date_replaces_nothing_where_the_other_occurrence_of_the_day_lies_outside_the_window() {
    let master: &[&str] =
        &["UID:1", "DTSTART:20261201T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=9,15;COUNT=4"];
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID;VALUE=DATE:20261202", "STATUS:CANCELLED"];
    let asked = Asked::over("2026-12-02T12:00", "2026-12-02T18:00");
    assert_eq!(asked.found(&events(&[master, cancelled])), ["busy 12-02T15:00/12-02T16:00"]);
}

#[test]
fn a_place_without_a_zone_is_read_on_the_clock_of_the_series_unless_it_could_mean_two() {
    let master: &[&str] =
        &["UID:1", "DTSTART;TZID=Europe/Berlin:20261201T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"];
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID:20261202T100000", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[master, cancelled])), nines(&[1, 3]));
    let hourly: &[&str] = &[
        "UID:1",
        "DTSTART;TZID=Europe/Berlin:20261202T100000",
        "DURATION:PT1H",
        "RRULE:FREQ=HOURLY;COUNT=3",
    ];
    assert_eq!(found(&events(&[hourly, cancelled])), ["busy 12-02T09:00/12-02T12:00"]);
}

#[test]
fn a_date_replaces_nothing_where_several_series_share_the_uid() {
    let one: &[&str] = &["UID:1", "DTSTART:20261202T090000Z", "DURATION:PT1H"];
    let other: &[&str] = &["UID:1", "DTSTART:20261202T120000Z", "DURATION:PT1H"];
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID;VALUE=DATE:20261202", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[one, other, cancelled])).len(), 2);
}

#[test]
fn an_override_of_a_whole_day_replaces_that_day() {
    let master: &[&str] = &["UID:1", "DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;COUNT=3"];
    let cancelled: &[&str] = &["UID:1", "RECURRENCE-ID;VALUE=DATE:20261202", "STATUS:CANCELLED"];
    let expected = ["busy 12-01T00:00/12-02T00:00", "busy 12-03T00:00/12-04T00:00"];
    assert_eq!(found(&events(&[master, cancelled])), expected);
}

#[test]
fn an_override_replaces_an_rdate_and_a_single_event_too() {
    let master: &[&str] = &[
        "UID:1",
        "DTSTART:20261201T090000Z",
        "DURATION:PT1H",
        "RDATE:20261202T090000Z",
        "RDATE;VALUE=PERIOD:20261203T090000Z/PT2H",
    ];
    let second: &[&str] = &["UID:1", "RECURRENCE-ID:20261202T090000Z", "STATUS:CANCELLED"];
    let third: &[&str] = &["UID:1", "RECURRENCE-ID:20261203T090000Z", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[master, second, third])), nines(&[1]));
    let single: &[&str] = &["UID:1", "DTSTART:20261202T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[single, second])), NOTHING);
}

#[test]
fn in_a_zone_that_nobody_knows_an_override_replaces_the_reading_of_that_zone() {
    let master: &[&str] = &[
        "UID:1",
        "DTSTART;TZID=Nowhere:20261202T200000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2",
    ];
    let both = ["unknown 12-02T06:00/12-03T09:00", "unknown 12-05T06:00/12-06T09:00"];
    let own: &[&str] = &["UID:1", "RECURRENCE-ID;TZID=Nowhere:20261205T200000", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[master, own])), both[..1]);
    let utc: &[&str] = &["UID:1", "RECURRENCE-ID:20261205T200000Z", "STATUS:CANCELLED"];
    assert_eq!(found(&events(&[master, utc])), both);
}

#[test]
fn an_override_of_this_and_all_that_follow_makes_them_unknown() {
    let future: &[&str] = &[
        "UID:1",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T090000Z",
        "DTSTART:20261202T080000Z",
        "DURATION:PT30M",
    ];
    let found = with(&[future]);
    assert!(found.contains(&"unknown 12-02T08:00/12-08T00:00".to_owned()), "{found:?}");
    assert!(found.contains(&"busy 12-02T08:00/12-02T08:30".to_owned()), "{found:?}");
}

#[test]
fn cancelling_this_and_all_that_follow_ends_the_series() {
    for instance in [
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T090000Z",
        "RECURRENCE-ID;RANGE=thisandfuture;VALUE=DATE:20261202",
    ] {
        assert_eq!(with(&[&["UID:1", instance, "STATUS:CANCELLED"]]), nines(&[1]), "{instance}");
    }
}

#[test]
fn a_range_that_is_not_understood_makes_the_whole_window_unknown() {
    let prior: &[&str] =
        &["UID:1", "RECURRENCE-ID;RANGE=THISANDPRIOR:20261202T090000Z", "DTSTART:20261202T080000Z"];
    assert!(with(&[prior]).contains(&ALL_UNKNOWN.to_owned()));
}

#[test]
fn a_range_without_a_readable_place_makes_everything_from_its_start_unknown() {
    let future: &[&str] =
        &["UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE:x", "DTSTART:20261202T080000Z", "DURATION:PT30M"];
    assert!(with(&[future]).contains(&"unknown 12-02T08:00/12-08T00:00".to_owned()));
}
