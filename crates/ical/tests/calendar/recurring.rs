//! Recurring events: RRULE, RDATE, EXDATE, EXRULE and what of them is not understood.

use freebusy_ical::Error;

use crate::support::{ALL_UNKNOWN, Asked, NOTHING, event, found, problems};

const NINE: &str = "DTSTART:20261201T090000Z";
const HOUR: &str = "DURATION:PT1H";

/// Nine to ten on the days of December named.
fn nines(days: &[u32]) -> Vec<String> {
    days.iter().map(|day| format!("busy 12-{day:02}T09:00/12-{day:02}T10:00")).collect()
}

fn with(lines: &[&str]) -> Vec<String> {
    found(&event(&[&["UID:1", NINE, HOUR], lines].concat()))
}

#[test]
fn a_rule_repeats_the_event() {
    assert_eq!(with(&["RRULE:FREQ=DAILY;INTERVAL=3"]), nines(&[1, 4, 7]));
    assert_eq!(with(&["RRULE:FREQ=WEEKLY;BYDAY=TU,FR"]), nines(&[1, 4]));
    assert_eq!(with(&["rrule:freq=daily;count=2"]), nines(&[1, 2]));
    assert_eq!(with(&["RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3"]), nines(&[1, 3]));
}

#[test]
fn an_old_rule_still_reaches_the_window() {
    let text = event(&["DTSTART:19700101T090000Z", HOUR, "RRULE:FREQ=DAILY;INTERVAL=2"]);
    assert_eq!(found(&text), nines(&[1, 3, 5, 7]));
}

#[test]
fn the_start_counts_even_where_the_rule_does_not_give_it() {
    assert_eq!(with(&["RRULE:FREQ=WEEKLY;BYDAY=WE"]), nines(&[1, 2]));
}

#[test]
fn several_rules_unite() {
    assert_eq!(with(&["RRULE:FREQ=WEEKLY;BYDAY=WE", "RRULE:FREQ=WEEKLY;BYDAY=FR"]), nines(&[1, 2, 4]));
}

#[test]
fn until_is_read_in_each_of_its_forms() {
    assert_eq!(with(&["RRULE:FREQ=DAILY;UNTIL=20261203T090000Z"]), nines(&[1, 2, 3]));
    assert_eq!(with(&["RRULE:FREQ=DAILY;UNTIL=20261203T085959Z"]), nines(&[1, 2]));
    assert_eq!(with(&["RRULE:FREQ=DAILY;UNTIL=20261203"]), nines(&[1, 2, 3]));
    assert_eq!(with(&["RRULE:FREQ=DAILY;UNTIL=20261203T090000"]), nines(&[1, 2, 3]));
}

#[test]
fn until_in_utc_of_whole_days_never_drops_the_day_that_it_names() {
    let days = |zone: &str, until: &str| {
        let rule = format!("RRULE:FREQ=DAILY;UNTIL={until}");
        let text = event(&["DTSTART;VALUE=DATE:20261201", &rule]);
        Asked::over("2026-12-01", "2026-12-08").local(zone).found(&text)
    };
    // Midnight in UTC, as many calendars write it: west of UTC that instant falls on the day before.
    assert_eq!(days("America/New_York", "20261203T000000Z"), ["busy 12-01T05:00/12-04T05:00"]);
    assert_eq!(days("America/New_York", "20261203T235959Z"), ["busy 12-01T05:00/12-04T05:00"]);
    assert_eq!(days("UTC", "20261203T000000Z"), ["busy 12-01T00:00/12-04T00:00"]);
    // Local midnight east of UTC, written in UTC.
    assert_eq!(days("Europe/Berlin", "20261202T230000Z"), ["busy 12-01T00:00/12-03T23:00"]);
}

#[test]
fn until_as_a_date_beside_a_zone_is_the_end_of_the_local_day() {
    let text =
        event(&["DTSTART;TZID=America/New_York:20261201T220000", HOUR, "RRULE:FREQ=DAILY;UNTIL=20261203"]);
    assert_eq!(
        found(&text),
        ["busy 12-02T03:00/12-02T04:00", "busy 12-03T03:00/12-03T04:00", "busy 12-04T03:00/12-04T04:00"]
    );
}

#[test]
fn occurrences_that_began_before_the_window_count() {
    let text = event(&["DTSTART:20261101T200000Z", "DURATION:PT6H", "RRULE:FREQ=WEEKLY;BYDAY=MO"]);
    assert_eq!(found(&text), ["busy 12-01T00:00/12-01T02:00", "busy 12-07T20:00/12-08T00:00"]);
}

#[test]
fn an_end_repeats_as_exact_time_and_days_as_nominal() {
    let asked = Asked::over("2026-10-24", "2026-10-26");
    let start = "DTSTART;TZID=Europe/Berlin:20261020T120000";
    let rule = "RRULE:FREQ=DAILY;BYDAY=SA";
    let end = "DTEND;TZID=Europe/Berlin:20261021T120000";
    assert_eq!(asked.found(&event(&[start, end, rule])), ["busy 10-24T10:00/10-25T10:00"]);
    assert_eq!(asked.found(&event(&[start, "DURATION:P1D", rule])), ["busy 10-24T10:00/10-25T11:00"]);
}

#[test]
fn a_recurring_day_reaches_from_midnight_to_midnight_on_each_of_them() {
    let asked = Asked::over("2026-10-24", "2026-10-28").local("Europe/Berlin");
    let text = event(&["DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=WEEKLY;BYDAY=SU,TU"]);
    assert_eq!(asked.found(&text), ["busy 10-24T22:00/10-25T23:00", "busy 10-26T23:00/10-27T23:00"]);
}

#[test]
fn an_exdate_takes_one_occurrence_out_in_any_form_and_zone() {
    for exdate in [
        "EXDATE:20261202T090000Z",
        "EXDATE;VALUE=DATE:20261202",
        "EXDATE:20261202",
        "EXDATE;TZID=Europe/Berlin:20261202T100000",
        "EXDATE;VALUE=DATE-TIME:20261202T090000",
        "EXDATE:20251202T090000Z,20261202T090000Z",
    ] {
        assert_eq!(with(&["RRULE:FREQ=DAILY;COUNT=3", exdate]), nines(&[1, 3]), "{exdate}");
    }
}

#[test]
fn an_exdate_without_a_zone_is_read_on_the_clock_of_its_event() {
    let text = |exdate: &str| {
        event(&["DTSTART;TZID=Europe/Berlin:20261201T100000", HOUR, "RRULE:FREQ=DAILY;COUNT=3", exdate])
    };
    assert_eq!(found(&text("EXDATE:20261202T100000")), nines(&[1, 3]));
    assert_eq!(
        Asked::default().local("America/New_York").found(&text("EXDATE:20261202T100000")),
        nines(&[1, 3])
    );
}

#[test]
fn an_exdate_without_a_zone_that_could_mean_two_occurrences_takes_none_out() {
    let text = event(&[
        "DTSTART;TZID=Europe/Berlin:20261201T100000",
        HOUR,
        "RRULE:FREQ=HOURLY;COUNT=3",
        "EXDATE:20261201T100000",
    ]);
    assert_eq!(found(&text), ["busy 12-01T09:00/12-01T12:00"]);
}

#[test]
fn an_exdate_may_take_out_the_start_itself() {
    assert_eq!(with(&["RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261201T090000Z"]), nines(&[2]));
    assert_eq!(with(&["EXDATE:20261201T090000Z"]), NOTHING);
}

#[test]
fn an_exdate_beside_whole_days_takes_the_day_out() {
    let text =
        event(&["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261202"]);
    let expected = ["busy 12-01T00:00/12-02T00:00", "busy 12-03T00:00/12-04T00:00"];
    assert_eq!(found(&text), expected);
    assert_eq!(found(&text.replace(";VALUE=DATE:20261202", ":20261202T000000")), expected);
}

#[test]
fn an_exdate_that_is_not_understood_leaves_the_time_taken() {
    for exdate in
        ["EXDATE:2 December", "EXDATE", "EXDATE:20261202T09000Z", "EXDATE;TZID=Nowhere:20261202T090000"]
    {
        let lines = ["UID:1", NINE, HOUR, "RRULE:FREQ=DAILY;COUNT=2", exdate];
        assert_eq!(found(&event(&lines)), nines(&[1, 2]), "{exdate}");
        assert!(problems(&event(&lines)).contains("EXDATE"), "{exdate}");
    }
}

#[test]
fn an_exrule_takes_its_occurrences_out() {
    assert_eq!(with(&["RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"]), nines(&[2, 4]));
}

#[test]
fn an_exrule_that_is_not_understood_makes_its_event_unknown() {
    let found = with(&["RRULE:FREQ=DAILY;COUNT=2", "EXRULE:FREQ=NEVER"]);
    assert_eq!(found, ["unknown 12-01T09:00/12-01T10:00", "unknown 12-02T09:00/12-02T10:00"]);
}

#[test]
fn an_rdate_adds_an_occurrence_in_any_form_and_zone() {
    for rdate in [
        "RDATE:20261203T090000Z",
        "RDATE;TZID=Europe/Berlin:20261203T100000",
        "RDATE:20261203T090000,20250101T090000Z",
    ] {
        assert_eq!(with(&[rdate]), nines(&[1, 3]), "{rdate}");
    }
}

#[test]
fn an_rdate_may_bring_its_own_length() {
    let expected = ["busy 12-01T09:00/12-01T10:00", "busy 12-03T12:00/12-03T12:15"];
    assert_eq!(with(&["RDATE;VALUE=PERIOD:20261203T120000Z/PT15M"]), expected);
    assert_eq!(with(&["RDATE;VALUE=PERIOD:20261203T120000Z/20261203T121500Z"]), expected);
    assert_eq!(with(&["RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261203T130000/20261203T131500"]), expected);
    assert_eq!(with(&["RDATE;VALUE=PERIOD:20261203T120000Z/PT15M", "EXDATE:20261203T120000Z"]), nines(&[1]));
}

#[test]
fn an_rdate_that_is_a_date_beside_a_time_is_unknown_for_that_day() {
    assert_eq!(
        with(&["RDATE;VALUE=DATE:20261203"]),
        ["busy 12-01T09:00/12-01T10:00", "unknown 12-03T00:00/12-04T01:00"]
    );
}

#[test]
fn an_rdate_beside_whole_days_adds_a_day() {
    let text = |rdate| event(&["DTSTART;VALUE=DATE:20261201", rdate]);
    let expected = ["busy 12-01T00:00/12-02T00:00", "busy 12-03T00:00/12-04T00:00"];
    assert_eq!(found(&text("RDATE;VALUE=DATE:20261203")), expected);
    assert_eq!(found(&text("RDATE:20261203T093000Z")), expected);
}

#[test]
fn an_rdate_in_a_zone_that_nobody_knows_is_unknown_over_every_offset() {
    let expected = ["busy 12-01T09:00/12-01T10:00", "unknown 12-03T19:00/12-04T22:00"];
    assert_eq!(with(&["RDATE;TZID=Nowhere:20261204T090000"]), expected);
}

#[test]
fn an_rdate_that_is_not_understood_makes_everything_from_the_start_on_unknown() {
    for rdate in
        ["RDATE:soon", "RDATE", "RDATE:20261203T090000Z/", "RDATE:20261203T090000Z,x", "RDATE 20261203"]
    {
        let found = with(&[rdate]);
        assert!(found.contains(&"unknown 12-01T09:00/12-08T00:00".to_owned()), "{rdate}: {found:?}");
        assert!(found.contains(&nines(&[1])[0]), "{rdate}");
    }
}

#[test]
fn a_rule_that_is_not_understood_makes_everything_from_the_start_on_unknown() {
    for rule in [
        "RRULE:FREQ=FORTNIGHTLY",
        "RRULE:",
        "RRULE",
        "RRULE FREQ=DAILY",
        "RRULE=FREQ=DAILY:x",
        "RRULE:FREQ=DAILY;COUNT=x",
        "RRULE:FREQ=WEEKLY;BYDAY=é0",
        "RRUL:FREQ=DAILY",
        "RRULE:INTERVAL=2",
        "RRULE:FREQ=DAILY;INTERVAL=0",
    ] {
        let found = with(&[rule]);
        assert_eq!(found, [nines(&[1])[0].clone(), "unknown 12-01T09:00/12-08T00:00".into()], "{rule}");
    }
    let text = event(&["UID:x", NINE, HOUR, "RRULE:FREQ=FORTNIGHTLY"]);
    assert!(problems(&text).contains("line 8, VEVENT `x`: RRULE `FREQ=FORTNIGHTLY`"), "{}", problems(&text));
}

#[test]
fn before_its_start_a_rule_that_is_not_understood_says_nothing() {
    let text = event(&["DTSTART:20261205T090000Z", HOUR, "RRULE:FREQ=FORTNIGHTLY"]);
    assert_eq!(found(&text), ["busy 12-05T09:00/12-05T10:00", "unknown 12-05T09:00/12-08T00:00"]);
    let text = event(&["DTSTART:20261208T090000Z", HOUR, "RRULE:FREQ=FORTNIGHTLY"]);
    assert_eq!(found(&text), NOTHING);
}

#[test]
fn beside_a_rule_that_is_not_understood_the_good_ones_still_count() {
    let found = with(&["RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=FORTNIGHTLY"]);
    assert_eq!(found, [nines(&[1, 2]), vec!["unknown 12-01T09:00/12-08T00:00".to_owned()]].concat());
}

#[test]
fn a_recurring_event_that_ends_before_it_starts_is_unknown_each_time() {
    let text = event(&[NINE, "DTEND:20261201T080000Z", "RRULE:FREQ=DAILY;COUNT=2"]);
    assert_eq!(found(&text), ["unknown 12-01T08:00/12-01T09:00", "unknown 12-02T08:00/12-02T09:00"]);
    let text = event(&["DTSTART:20261208T000000Z", "DTEND:20261207T230000Z", "RRULE:FREQ=DAILY"]);
    assert_eq!(found(&text), ["unknown 12-07T23:00/12-08T00:00"]);
}

#[test]
fn a_recurring_event_in_a_zone_that_nobody_knows_is_unknown_each_time_over_every_offset() {
    let text = event(&[
        "DTSTART;TZID=Nowhere:20261101T090000",
        "DTEND;TZID=Nowhere:20261101T100000",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,4",
    ]);
    assert_eq!(found(&text), ["unknown 12-01T00:00/12-01T22:00", "unknown 12-03T19:00/12-04T22:00"]);
}

#[test]
fn in_a_zone_that_nobody_knows_until_is_as_late_as_it_could_be() {
    let text = |until| {
        let rule = format!("RRULE:FREQ=DAILY;INTERVAL=3;UNTIL={until}");
        event(&["DTSTART;TZID=Nowhere:20261202T200000", HOUR, &rule])
    };
    let both = ["unknown 12-02T06:00/12-03T09:00", "unknown 12-05T06:00/12-06T09:00"];
    assert_eq!(found(&text("20261205T060000Z")), both);
    assert_eq!(found(&text("20261205T055959Z")), both[..1]);
}

#[test]
fn in_a_zone_that_nobody_knows_only_its_own_readings_are_taken_out() {
    let text = |exdate| {
        event(&["DTSTART;TZID=Nowhere:20261202T200000", HOUR, "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2", exdate])
    };
    let both = ["unknown 12-02T06:00/12-03T09:00", "unknown 12-05T06:00/12-06T09:00"];
    assert_eq!(found(&text("EXDATE;TZID=Nowhere:20261205T200000")), both[..1]);
    assert_eq!(found(&text("EXDATE;VALUE=DATE:20261205")), both[..1]);
    assert_eq!(found(&text("EXDATE:20261205T200000Z")), both);
}

#[test]
fn too_many_occurrences_fail_the_source() {
    let text = event(&["DTSTART:20261201T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"]);
    let error = Asked::default().findings(&text).unwrap_err();
    assert!(matches!(error, Error::TooLarge { what: "occurrences in one window", .. }), "{error}");
}

#[test]
fn a_minutely_rule_is_expanded_exactly_or_unknown() {
    let text = event(&["DTSTART:20261130T000000Z", "DURATION:PT30S", "RRULE:FREQ=MINUTELY"]);
    let found = Asked::over("2026-12-01", "2026-12-02").found(&text);
    assert!(found.len() == 1_440 || found.iter().any(|line| line == "unknown 12-01T00:00/12-02T00:00"));
}

#[test]
fn occurrences_of_no_length_block_nothing_however_many() {
    assert_eq!(found(&event(&["DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY"])), NOTHING);
}

#[test]
fn a_recurring_event_without_a_start_makes_the_whole_window_unknown() {
    assert_eq!(found(&event(&["RRULE:FREQ=DAILY", HOUR])), [ALL_UNKNOWN]);
}

#[test]
fn daily_across_a_gap_moves_forward_on_that_day_only() {
    let text =
        event(&["DTSTART;TZID=Europe/Berlin:20260328T023000", "DURATION:PT15M", "RRULE:FREQ=DAILY;COUNT=3"]);
    assert_eq!(
        Asked::over("2026-03-28", "2026-03-31").found(&text),
        ["busy 03-28T01:30/03-28T01:45", "busy 03-29T01:30/03-29T01:45", "busy 03-30T00:30/03-30T00:45"]
    );
}

#[test]
fn an_exdate_takes_out_a_period_however_it_is_written() {
    let period = "RDATE;VALUE=PERIOD:20261204T120000Z/PT30M";
    let taken = || [nines(&[1]), vec!["busy 12-04T12:00/12-04T12:30".to_owned()]].concat();
    assert_eq!(with(&[period]), taken());
    assert_eq!(with(&[period, "EXDATE:20261204T110000Z"]), taken());
    for exdate in
        ["EXDATE;VALUE=DATE:20261204", "EXDATE;TZID=Europe/Berlin:20261204T130000", "EXDATE:20261204T120000Z"]
    {
        assert_eq!(with(&[period, exdate]), nines(&[1]), "{exdate}");
    }
}

#[test]
fn an_end_before_its_start_is_unknown_and_says_so() {
    for end in ["DTEND:20261201T080000Z", "DURATION:-PT1H"] {
        let text = event(&["UID:1", NINE, end]);
        assert_eq!(found(&text), ["unknown 12-01T08:00/12-01T09:00"]);
        assert!(problems(&text).contains("VEVENT `1`: the end (DTEND, DURATION) lies before the start"));
    }
}

#[test]
fn an_hourly_event_is_taken_in_both_passes_of_a_doubled_hour() {
    let start = "DTSTART;TZID=Europe/Berlin:20261025T013000";
    let text = event(&[start, "DURATION:PT15M", "RRULE:FREQ=HOURLY;COUNT=3"]);
    let asked = Asked::over("2026-10-24T22:00", "2026-10-25T03:00");
    let quarter = |hour: u32| {
        format!(
            "busy 10-{:02}T{:02}:30/10-{:02}T{:02}:45",
            if hour == 23 { 24 } else { 25 },
            hour,
            if hour == 23 { 24 } else { 25 },
            hour
        )
    };
    assert_eq!(asked.found(&text), [quarter(23), quarter(0), quarter(1), quarter(2)]);
}

#[test]
fn an_rdate_in_a_zone_that_nobody_knows_is_unknown_beside_whole_days_too() {
    let text = event(&["DTSTART;VALUE=DATE:20261201", "RDATE;TZID=Bogus/Zone:20261205T000000"]);
    let found = found(&text);
    assert_eq!(found.first().map(String::as_str), Some("busy 12-01T00:00/12-02T00:00"));
    assert!(found.iter().any(|line| line.starts_with("unknown 12-0")), "{found:?}");
}

#[test]
fn until_as_a_day_beside_a_start_in_utc_is_the_end_of_the_later_day() {
    // The evening of the 2nd in Los Angeles is the 3rd in UTC.
    let text = event(&["DTSTART:20261202T020000Z", HOUR, "RRULE:FREQ=DAILY;UNTIL=20261202"]);
    let asked = Asked::over("2026-12-01", "2026-12-06").local("America/Los_Angeles");
    assert_eq!(asked.found(&text), ["busy 12-02T02:00/12-02T03:00", "busy 12-03T02:00/12-03T03:00"]);
    let text = event(&["DTSTART:20261202T020000Z", HOUR, "RRULE:FREQ=DAILY;UNTIL=20261202T180000"]);
    assert_eq!(asked.found(&text).len(), 2);
}
