//! Single events: their times, their ends, and whether they take their time.

use freebusy_provider::Titles;

use crate::support::{ALL_UNKNOWN, Asked, NOTHING, calendar, event, events, found, problems};

const NINE: &str = "DTSTART:20261201T090000Z";
const TEN: &str = "DTEND:20261201T100000Z";
const NINE_TO_TEN: &str = "busy 12-01T09:00/12-01T10:00";

#[test]
fn an_event_takes_its_time() {
    assert_eq!(found(&event(&["UID:1", NINE, TEN])), [NINE_TO_TEN]);
    assert_eq!(problems(&event(&["UID:1", NINE, TEN])), "");
}

#[test]
fn an_event_outside_the_window_is_left_out() {
    assert_eq!(found(&event(&["DTSTART:20261130T230000Z", "DTEND:20261201T000000Z"])), NOTHING);
    assert_eq!(found(&event(&["DTSTART:20261208T000000Z", "DTEND:20261208T010000Z"])), NOTHING);
}

#[test]
fn an_event_that_reaches_into_the_window_counts() {
    let text = event(&["DTSTART:20251130T230000Z", "DTEND:20261201T000001Z"]);
    assert_eq!(found(&text), ["busy 12-01T00:00/12-01T00:00:01"]);
}

#[test]
fn names_and_values_are_read_in_any_case() {
    let text = "begin:vcalendar\nbegin:vevent\ndtstart;value=date-time:20261201t090000z\nduration:pt1h\n\
                transp:opaque\nstatus:tentative\nend:vevent\nend:vcalendar\n";
    assert_eq!(found(text), ["tentative 12-01T09:00/12-01T10:00"]);
}

#[test]
fn a_duration_gives_the_end() {
    assert_eq!(found(&event(&[NINE, "DURATION:PT1H"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, "DURATION:P1DT1H"])), ["busy 12-01T09:00/12-02T10:00"]);
    assert_eq!(found(&event(&[NINE, "DURATION:P1W"])), ["busy 12-01T09:00/12-08T00:00"]);
}

#[test]
fn a_time_without_an_end_blocks_nothing() {
    assert_eq!(found(&event(&[NINE])), NOTHING);
}

#[test]
fn a_time_that_ends_where_it_starts_blocks_nothing() {
    assert_eq!(found(&event(&[NINE, "DTEND:20261201T090000Z"])), NOTHING);
    assert_eq!(found(&event(&[NINE, "DURATION:PT0S"])), NOTHING);
}

#[test]
fn an_end_before_the_start_makes_the_span_between_them_unknown() {
    let expected = ["unknown 12-01T08:00/12-01T09:00"];
    assert_eq!(found(&event(&[NINE, "DTEND:20261201T080000Z"])), expected);
    assert_eq!(found(&event(&[NINE, "DURATION:-PT1H"])), expected);
}

#[test]
fn of_an_end_and_a_duration_the_longer_counts() {
    assert_eq!(found(&event(&[NINE, TEN, "DURATION:PT30M"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, "DURATION:PT1H", "DTEND:20261201T093000Z"])), [NINE_TO_TEN]);
}

#[test]
fn of_two_ends_the_later_counts() {
    assert_eq!(found(&event(&[NINE, TEN, "DTEND:20261201T093000Z"])), [NINE_TO_TEN]);
}

#[test]
fn an_end_that_is_not_understood_leaves_everything_from_the_start_unknown() {
    let expected = ["unknown 12-01T09:00/12-08T00:00"];
    assert_eq!(found(&event(&[NINE, "DTEND:tomorrow"])), expected);
    assert_eq!(found(&event(&[NINE, "DURATION:1 hour"])), expected);
    assert_eq!(found(&event(&[NINE, "DURATION"])), expected);
    assert_eq!(
        found(&event(&[NINE, TEN, "DURATION:PT?H"])),
        [NINE_TO_TEN, "unknown 12-01T09:00/12-08T00:00"]
    );
}

#[test]
fn a_date_takes_its_day() {
    let day = ["busy 12-02T00:00/12-03T00:00"];
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202"])), day);
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261203"])), day);
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202", "DURATION:P1D"])), day);
}

#[test]
fn a_date_takes_its_day_also_when_nothing_says_that_it_is_one() {
    assert_eq!(found(&event(&["DTSTART:20261202"])), ["busy 12-02T00:00/12-03T00:00"]);
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE-TIME:20261202"])), ["busy 12-02T00:00/12-03T00:00"]);
}

#[test]
fn the_last_date_of_several_days_is_exclusive() {
    let text = event(&["DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261205"]);
    assert_eq!(found(&text), ["busy 12-02T00:00/12-05T00:00"]);
}

#[test]
fn a_date_whose_end_is_not_after_it_takes_its_day() {
    let day = ["busy 12-02T00:00/12-03T00:00"];
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261202"])), day);
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261130"])), day);
    assert_eq!(found(&event(&["DTSTART;VALUE=DATE:20261202", "DURATION:PT0S"])), day);
}

#[test]
fn part_of_a_day_takes_the_whole_of_it() {
    let text = event(&["DTSTART;VALUE=DATE:20261202", "DURATION:PT25H"]);
    assert_eq!(found(&text), ["busy 12-02T00:00/12-04T00:00"]);
    let text = event(&["DTSTART;VALUE=DATE:20261202", "DTEND:20261203T120000Z"]);
    assert_eq!(found(&text), ["busy 12-02T00:00/12-04T00:00"]);
}

#[test]
fn a_time_that_ends_with_a_date_takes_that_day_too() {
    let text = event(&[NINE, "DTEND;VALUE=DATE:20261202"]);
    assert_eq!(found(&text), ["busy 12-01T09:00/12-03T00:00"]);
}

#[test]
fn a_whole_day_reaches_from_local_midnight_to_local_midnight() {
    let asked = Asked::default().local("Europe/Berlin");
    assert_eq!(asked.found(&event(&["DTSTART;VALUE=DATE:20261202"])), ["busy 12-01T23:00/12-02T23:00"]);
}

#[test]
fn a_whole_day_is_as_long_as_its_clock_makes_it() {
    let asked = Asked::over("2026-10-24", "2026-10-27").local("Europe/Berlin");
    assert_eq!(asked.found(&event(&["DTSTART;VALUE=DATE:20261025"])), ["busy 10-24T22:00/10-25T23:00"]);
    let asked = Asked::over("2026-03-28", "2026-03-31").local("Europe/Berlin");
    assert_eq!(asked.found(&event(&["DTSTART;VALUE=DATE:20260329"])), ["busy 03-28T23:00/03-29T22:00"]);
}

#[test]
fn transparent_events_free_their_time() {
    assert_eq!(found(&event(&[NINE, TEN, "TRANSP:TRANSPARENT"])), NOTHING);
    assert_eq!(found(&event(&[NINE, TEN, "TRANSP: transparent "])), NOTHING);
}

#[test]
fn opaque_events_take_their_time_whatever_outlook_says() {
    let text = event(&[NINE, TEN, "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
}

#[test]
fn without_transp_outlook_is_heard() {
    let with = |status: &str| found(&event(&[NINE, TEN, &format!("X-MICROSOFT-CDO-BUSYSTATUS:{status}")]));
    assert_eq!(with("FREE"), NOTHING);
    assert_eq!(with("TENTATIVE"), ["tentative 12-01T09:00/12-01T10:00"]);
    assert_eq!(with("OOF"), ["unavailable 12-01T09:00/12-01T10:00"]);
    assert_eq!(with("BUSY"), [NINE_TO_TEN]);
    assert_eq!(with("WORKINGELSEWHERE"), [NINE_TO_TEN]);
    assert_eq!(with("whatever"), [NINE_TO_TEN]);
}

#[test]
fn cancelled_events_free_their_time() {
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:CANCELLED", "TRANSP:OPAQUE"])), NOTHING);
}

#[test]
fn tentative_events_are_tentative() {
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:TENTATIVE"])), ["tentative 12-01T09:00/12-01T10:00"]);
}

#[test]
fn unknown_words_of_status_and_transp_leave_the_time_taken() {
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:CANCELED?", "TRANSP:SEE-THROUGH"])), [NINE_TO_TEN]);
    assert!(problems(&event(&[NINE, TEN, "TRANSP:SEE-THROUGH"])).contains("TRANSP `SEE-THROUGH`"));
}

#[test]
fn of_contradictory_words_the_one_that_takes_more_counts() {
    assert_eq!(found(&event(&[NINE, TEN, "TRANSP:TRANSPARENT", "TRANSP:OPAQUE"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, TEN, "TRANSP:OPAQUE", "TRANSP:TRANSPARENT"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:CANCELLED", "STATUS:CONFIRMED"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:CONFIRMED", "STATUS:CANCELLED"])), [NINE_TO_TEN]);
    assert_eq!(found(&event(&[NINE, TEN, "STATUS:CANCELLED", "STATUS:CANCELLED"])), NOTHING);
}

#[test]
fn a_calendar_that_cancels_frees_its_events() {
    let text = calendar(&["METHOD:CANCEL", "BEGIN:VEVENT", "UID:1", NINE, TEN, "END:VEVENT"]);
    assert_eq!(found(&text), NOTHING);
    let text = calendar(&["METHOD:PUBLISH", "BEGIN:VEVENT", "UID:1", NINE, TEN, "END:VEVENT"]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
}

#[test]
fn a_calendar_that_cancels_frees_nothing_of_the_next_one() {
    let cancel = calendar(&["METHOD:CANCEL", "BEGIN:VEVENT", "UID:1", "SEQUENCE:9", NINE, TEN, "END:VEVENT"]);
    let publish = event(&["UID:1", NINE, TEN]);
    assert_eq!(found(&(publish.clone() + &cancel)), [NINE_TO_TEN]);
    assert_eq!(found(&(cancel + &publish)), [NINE_TO_TEN]);
}

#[test]
fn the_higher_sequence_of_one_uid_wins() {
    let old: &[&str] = &["UID:1", "SEQUENCE:1", NINE, TEN];
    let new: &[&str] = &["UID:1", "SEQUENCE:10", "DTSTART:20261203T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[old, new])), ["busy 12-03T09:00/12-03T10:00"]);
    assert_eq!(found(&events(&[new, old])), ["busy 12-03T09:00/12-03T10:00"]);
}

#[test]
fn equal_sequences_of_one_uid_both_count() {
    let one: &[&str] = &["UID:1", NINE, TEN];
    let other: &[&str] = &["UID:1", "SEQUENCE:0", "DTSTART:20261203T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[one, other])), [NINE_TO_TEN, "busy 12-03T09:00/12-03T10:00"]);
}

#[test]
fn a_sequence_that_is_not_understood_neither_wins_nor_loses() {
    let one: &[&str] = &["UID:1", "SEQUENCE:x", NINE, TEN];
    let other: &[&str] = &["UID:1", "SEQUENCE:5", "DTSTART:20261203T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[one, other])), [NINE_TO_TEN, "busy 12-03T09:00/12-03T10:00"]);
}

#[test]
fn events_without_a_uid_are_each_their_own() {
    let one: &[&str] = &["SEQUENCE:1", NINE, TEN];
    let other: &[&str] = &["SEQUENCE:2", "DTSTART:20261203T090000Z", "DURATION:PT1H"];
    assert_eq!(found(&events(&[one, other])), [NINE_TO_TEN, "busy 12-03T09:00/12-03T10:00"]);
    assert_eq!(found(&events(&[&["UID:", NINE, TEN], &["UID:", "SEQUENCE:1", NINE]])), [NINE_TO_TEN]);
}

#[test]
fn the_alarm_of_an_event_says_nothing_about_its_time() {
    let text = event(&[
        NINE,
        TEN,
        "BEGIN:VALARM",
        "TRIGGER:-PT15M",
        "DURATION:P3D",
        "REPEAT:3",
        "DTSTART:20261203T000000Z",
        "STATUS:CANCELLED",
        "END:VALARM",
    ]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
}

#[test]
fn tasks_and_journals_take_no_time() {
    let text = calendar(&[
        "BEGIN:VTODO",
        NINE,
        "DUE:20261203T000000Z",
        "END:VTODO",
        "BEGIN:VJOURNAL",
        NINE,
        "RRULE:nonsense",
        "END:VJOURNAL",
    ]);
    assert_eq!(found(&text), NOTHING);
    assert_eq!(problems(&text), "");
}

#[test]
fn titles_are_told_only_where_they_were_asked_for() {
    let text = event(&[NINE, TEN, r"SUMMARY;LANGUAGE=en:Lunch\, late\nwith Bo"]);
    let mut asked = Asked::default();
    assert_eq!(asked.findings(&text).unwrap().blocks[0].title, None);
    asked.titles = Titles::Shown;
    assert_eq!(asked.findings(&text).unwrap().blocks[0].title.as_deref(), Some("Lunch, late with Bo"));
}

#[test]
fn an_event_without_a_start_makes_the_whole_window_unknown() {
    assert_eq!(found(&event(&["UID:1", TEN])), [ALL_UNKNOWN]);
    assert!(
        problems(&event(&["UID:ü1", TEN])).contains("`ana.ics` line 4, VEVENT `ü1`: no readable DTSTART")
    );
}

#[test]
fn an_event_whose_start_is_not_understood_makes_the_whole_window_unknown() {
    for start in [
        "DTSTART:2026-12-01",
        "DTSTART:",
        "DTSTART",
        "DTSTART;TZID=Europe/Berlin",
        "DTSTART 20261201T090000Z",
        "DTSTART:20261301T090000Z",
        "DTSTART;VALUE=DATE:20261201T090000Z",
        "DTSTART:20261201T090000Zjunk",
        "DTSTART;TZID=A;TZID=B:20261201T090000",
        "DTSTRAT:20261201T090000Z",
    ] {
        assert_eq!(found(&event(&[start, TEN])), [ALL_UNKNOWN], "{start}");
    }
}

#[test]
fn two_different_starts_are_no_readable_start() {
    assert_eq!(found(&event(&[NINE, "DTSTART:20261202T090000Z", TEN])), [ALL_UNKNOWN]);
    assert_eq!(found(&event(&[NINE, NINE, TEN])), [NINE_TO_TEN]);
}

#[test]
fn a_cancelled_event_needs_no_start() {
    assert_eq!(found(&event(&["UID:1", "STATUS:CANCELLED"])), NOTHING);
}

#[test]
fn a_folded_start_is_read_as_one_line() {
    let text = event(&["DTSTART:2026", " 1201T0", "\t90000Z", TEN]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
}

#[test]
fn a_line_of_a_badly_folded_text_is_a_problem_and_no_more() {
    let text = event(&[NINE, TEN, "DESCRIPTION:first", "second line of the text"]);
    assert_eq!(found(&text), [NINE_TO_TEN]);
    assert!(problems(&text).contains("`second line of the text` is no content line"));
}
