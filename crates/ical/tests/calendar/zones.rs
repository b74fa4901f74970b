//! Whose clock a time is on: TZID, the calendar's own VTIMEZONE, X-WR-TIMEZONE, the person's own.

use crate::support::{Asked, NOTHING, calendar, event, found, problems};

const BERLIN: [&str; 1] = ["busy 12-01T08:00/12-01T09:00"];

fn nine_in(zone: &str) -> String {
    event(&[&format!("DTSTART;TZID={zone}:20261201T090000"), "DURATION:PT1H"])
}

/// A zone of the calendar's own: an hour ahead of UTC in winter, two in summer, like Berlin's.
const OWN: [&str; 14] = [
    "BEGIN:VTIMEZONE",
    "TZID:Office",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
];

fn own_zone(zone: &[&str], event: &[&str]) -> String {
    let mut lines = zone.to_vec();
    lines.push("END:VTIMEZONE");
    lines.push("BEGIN:VEVENT");
    lines.extend(event);
    lines.push("END:VEVENT");
    calendar(&lines)
}

#[test]
fn an_iana_name_is_read_as_one() {
    assert_eq!(found(&nine_in("Europe/Berlin")), BERLIN);
    assert_eq!(found(&nine_in("europe/berlin")), BERLIN);
    assert_eq!(found(&nine_in("\"Europe/Berlin\"")), BERLIN);
}

#[test]
fn an_iana_name_at_the_end_of_a_vendors_path_is_read_as_one() {
    for path in [
        "/mozilla.org/20070129_1/Europe/Berlin",
        "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin",
        "/freeassociation.sourceforge.net/Europe/Berlin",
        "/Europe/Berlin",
        "example.org/Europe/Berlin",
    ] {
        assert_eq!(found(&nine_in(path)), BERLIN, "{path}");
    }
    assert_eq!(
        found(&nine_in("/mozilla.org/20070129_1/America/Argentina/Buenos_Aires")),
        ["busy 12-01T12:00/12-01T13:00"]
    );
    for path in ["/example.org/1/UTC", "\"tzone://Microsoft/Utc\""] {
        assert_eq!(found(&nine_in(path)), ["busy 12-01T09:00/12-01T10:00"], "{path}");
    }
    assert_eq!(found(&nine_in("My/UTC")), ["unknown 12-01T00:00/12-01T22:00"]);
}

#[test]
fn a_windows_name_is_read_as_one() {
    assert_eq!(found(&nine_in("W. Europe Standard Time")), BERLIN);
    assert_eq!(found(&nine_in("\"Pacific Standard Time\"")), ["busy 12-01T17:00/12-01T18:00"]);
}

#[test]
fn a_name_that_nobody_knows_is_read_from_the_calendars_own_zone() {
    let text = own_zone(&OWN, &["DTSTART;TZID=Office:20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), BERLIN);
    assert_eq!(problems(&text), "");
    let text = own_zone(&OWN, &["DTSTART;TZID=Office:20260701T090000", "DURATION:PT1H"]);
    assert_eq!(Asked::over("2026-07-01", "2026-07-02").found(&text), ["busy 07-01T07:00/07-01T08:00"]);
}

#[test]
fn a_name_is_escaped_where_the_zone_is_described_and_quoted_where_it_is_asked_for() {
    let mut zone = OWN;
    zone[1] = r"TZID:(UTC+01:00) Amsterdam\, Berlin";
    let text =
        own_zone(&zone, &["DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin\":20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), BERLIN);
}

#[test]
fn the_calendars_own_zone_may_stand_after_the_event() {
    let mut lines =
        vec!["BEGIN:VEVENT", "DTSTART;TZID=Office:20261201T090000", "DURATION:PT1H", "END:VEVENT"];
    lines.extend(OWN);
    lines.push("END:VTIMEZONE");
    assert_eq!(found(&calendar(&lines)), BERLIN);
}

#[test]
fn tz_data_is_believed_before_the_calendars_own_zone() {
    let wrong: Vec<&str> = OWN
        .iter()
        .map(|line| match *line {
            "TZID:Office" => "TZID:Europe/Berlin",
            "TZOFFSETTO:+0100" => "TZOFFSETTO:+0900",
            line => line,
        })
        .collect();
    let text = own_zone(&wrong, &["DTSTART;TZID=Europe/Berlin:20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), BERLIN);
}

#[test]
fn a_zone_of_its_own_may_list_its_changes_or_have_none() {
    let fixed = [
        "BEGIN:VTIMEZONE",
        "TZID:Fix",
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0500",
        "END:STANDARD",
    ];
    let text = own_zone(&fixed, &["DTSTART;TZID=Fix:20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), ["busy 12-01T14:00/12-01T15:00"]);
    let listed = [
        "BEGIN:VTIMEZONE",
        "TZID:List",
        "BEGIN:DAYLIGHT",
        "DTSTART:20260401T000000",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "RDATE:20260401T000000,20270401T000000",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20261101T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
    ];
    let text = own_zone(&listed, &["DTSTART;TZID=List:20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), ["busy 12-01T09:00/12-01T10:00"]);
    let text = own_zone(&listed, &["DTSTART;TZID=List:20261001T090000", "DURATION:PT1H"]);
    assert_eq!(Asked::over("2026-10-01", "2026-10-02").found(&text), ["busy 10-01T08:00/10-01T09:00"]);
}

#[test]
fn a_time_of_a_zone_that_nobody_knows_is_unknown_over_every_offset() {
    assert_eq!(
        found(&event(&["DTSTART;TZID=Nowhere:20261203T090000", "DTEND;TZID=Nowhere:20261203T100000"])),
        ["unknown 12-02T19:00/12-03T22:00"]
    );
    assert_eq!(
        found(&event(&["DTSTART;TZID=Nowhere:20261203T090000", "DURATION:PT1H"])),
        ["unknown 12-02T19:00/12-03T22:00"]
    );
    assert!(problems(&nine_in("Nowhere")).contains("`Nowhere`"));
}

#[test]
fn a_zone_of_its_own_that_is_not_understood_is_no_zone() {
    let unknown = ["unknown 12-02T19:00/12-03T22:00"];
    let event = ["DTSTART;TZID=Office:20261203T090000", "DURATION:PT1H"];
    for (line, garbled) in [
        (4, "TZOFFSETFROM:+2"),
        (5, "TZOFFSETTO 0100"),
        (3, "DTSTART:1601"),
        (6, "RRULE:FREQ=NEVER"),
        (7, "END:DAYLIGHT"),
        (1, "TZID:Home"),
    ] {
        let mut zone = OWN.to_vec();
        zone[line] = garbled;
        assert_eq!(found(&own_zone(&zone, &event)), unknown, "{garbled}");
    }
    assert_eq!(found(&own_zone(&["BEGIN:VTIMEZONE", "TZID:Office"], &event)), unknown);
}

#[test]
fn two_zones_of_one_name_must_agree() {
    let twice = |second: &[&str]| {
        let mut zone = OWN.to_vec();
        zone.push("END:VTIMEZONE");
        zone.extend(second);
        own_zone(&zone, &["DTSTART;TZID=Office:20261203T090000", "DURATION:PT1H"])
    };
    assert_eq!(found(&twice(&OWN)), ["busy 12-03T08:00/12-03T09:00"]);
    let mut other = OWN.to_vec();
    other[5] = "TZOFFSETTO:+0130";
    assert_eq!(found(&twice(&other)), ["unknown 12-02T19:00/12-03T22:00"]);
}

#[test]
fn the_end_may_be_in_another_zone_than_the_start() {
    let text =
        event(&["DTSTART;TZID=Europe/Berlin:20261201T090000", "DTEND;TZID=America/New_York:20261201T090000"]);
    assert_eq!(found(&text), ["busy 12-01T08:00/12-01T14:00"]);
}

#[test]
fn an_end_in_a_zone_that_nobody_knows_leaves_all_it_could_be_unknown() {
    let text = event(&["DTSTART:20261203T090000Z", "DTEND;TZID=Nowhere:20261203T100000"]);
    assert_eq!(found(&text), ["unknown 12-03T09:00/12-03T22:00"]);
    let text = event(&["DTSTART:20261203T090000Z", "DTEND;TZID=Nowhere:20261201T100000"]);
    assert_eq!(found(&text), ["unknown 11-30T20:00/12-03T09:00".replace("11-30T20:00", "12-01T00:00")]);
}

#[test]
fn a_start_in_a_zone_that_nobody_knows_leaves_all_it_could_be_unknown() {
    let text = event(&["DTSTART;TZID=Nowhere:20261203T090000", "DTEND:20261203T100000Z"]);
    assert_eq!(found(&text), ["unknown 12-02T19:00/12-03T22:00"]);
    let text = event(&["DTSTART;TZID=Nowhere:20261203T090000", "DTEND;TZID=Elsewhere:20261203T090000"]);
    assert_eq!(found(&text), ["unknown 12-02T19:00/12-03T21:00:01"]);
}

#[test]
fn a_time_without_a_zone_is_on_the_persons_own_clock() {
    let text = event(&["DTSTART:20261201T090000", "DURATION:PT1H"]);
    assert_eq!(found(&text), ["busy 12-01T09:00/12-01T10:00"]);
    assert_eq!(Asked::default().local("Europe/Berlin").found(&text), BERLIN);
}

#[test]
fn the_calendars_own_clock_goes_before_the_persons() {
    let text = calendar(&[
        "X-WR-TIMEZONE:America/New_York",
        "BEGIN:VEVENT",
        "DTSTART:20261201T090000",
        "DURATION:PT1H",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "DTSTART;VALUE=DATE:20261203",
        "END:VEVENT",
    ]);
    let expected = ["busy 12-01T14:00/12-01T15:00", "busy 12-03T05:00/12-04T05:00"];
    assert_eq!(Asked::default().local("Europe/Berlin").found(&text), expected);
}

#[test]
fn a_clock_of_the_calendar_that_nobody_knows_is_the_persons_own() {
    let text = calendar(&[
        "X-WR-TIMEZONE:Nowhere",
        "BEGIN:VEVENT",
        "DTSTART:20261201T090000",
        "DURATION:PT1H",
        "END:VEVENT",
    ]);
    assert_eq!(Asked::default().local("Europe/Berlin").found(&text), BERLIN);
    assert!(problems(&text).contains("`Nowhere`"));
}

#[test]
fn a_zone_beside_an_instant_changes_nothing() {
    let text = event(&["DTSTART;TZID=Europe/Berlin:20261201T090000Z", "DURATION:PT1H"]);
    assert_eq!(found(&text), ["busy 12-01T09:00/12-01T10:00"]);
}

#[test]
fn a_time_in_a_gap_moves_forward_and_a_doubled_one_is_the_first() {
    let text = event(&["DTSTART;TZID=Europe/Berlin:20260329T023000", "DURATION:PT1H"]);
    assert_eq!(Asked::over("2026-03-29", "2026-03-30").found(&text), ["busy 03-29T01:30/03-29T02:30"]);
    let text = event(&["DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1H"]);
    assert_eq!(Asked::over("2026-10-25", "2026-10-26").found(&text), ["busy 10-25T00:30/10-25T01:30"]);
}

#[test]
fn days_of_a_duration_are_nominal_and_hours_exact() {
    let asked = Asked::over("2026-10-24", "2026-10-27");
    let start = "DTSTART;TZID=Europe/Berlin:20261024T120000";
    assert_eq!(asked.found(&event(&[start, "DURATION:P1D"])), ["busy 10-24T10:00/10-25T11:00"]);
    assert_eq!(asked.found(&event(&[start, "DURATION:PT24H"])), ["busy 10-24T10:00/10-25T10:00"]);
}

#[test]
fn a_zone_described_elsewhere_in_the_file_serves_where_a_calendar_describes_none() {
    let first = own_zone(&OWN, &["DTSTART;TZID=Office:20261201T090000", "DURATION:PT1H"]);
    let second = event(&["DTSTART;TZID=Office:20261203T090000", "DURATION:PT1H"]);
    assert_eq!(found(&(first + &second)), ["busy 12-01T08:00/12-01T09:00", "busy 12-03T08:00/12-03T09:00"]);
    assert_eq!(found(&calendar(&OWN)), NOTHING);
}

#[test]
fn a_calendars_own_description_comes_before_those_of_others() {
    let other: Vec<&str> =
        OWN.iter().map(|line| if *line == "TZOFFSETTO:+0100" { "TZOFFSETTO:+0300" } else { line }).collect();
    let first = own_zone(&OWN, &["DTSTART;TZID=Office:20261201T090000", "DURATION:PT1H"]);
    let second = own_zone(&other, &["DTSTART;TZID=Office:20261203T090000", "DURATION:PT1H"]);
    assert_eq!(found(&(first + &second)), ["busy 12-01T08:00/12-01T09:00", "busy 12-03T06:00/12-03T07:00"]);
}

#[test]
fn a_zone_that_nobody_knows_is_named_with_the_line_that_asks_for_it() {
    let text = event(&["DTSTART;TZID=Nowhere:20261201T090000", "DURATION:PT1H"]);
    let told = problems(&text);
    assert!(told.contains("line 5, VEVENT: TZID `Nowhere` is not known"), "{told}");
}
