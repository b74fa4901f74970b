//! The quick form: no file, only flags.

use super::run::Folder;

const QUICK: [&str; 10] = [
    "find",
    "--with",
    "bo=ics:calendars/bo.ics",
    "--duration",
    "30m",
    "--tz",
    "Europe/Berlin",
    "--now",
    "2026-11-20T19:00:00Z",
    "--json",
];

fn quick(flags: &[&str]) -> super::run::Ran {
    Folder::new().run(&[&QUICK, flags].concat())
}

#[test]
fn a_day_is_meant_whole_and_the_understood_window_is_told() {
    let ran = quick(&["--from", "2026-12-01", "--to", "2026-12-01", "--every", "1h"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let answer = ran.json();
    // 24 starts but for those that touch 11:00 to 12:00.
    assert_eq!(answer["slots"].as_array().unwrap().len(), 23);
    assert_eq!(answer["slots"][0]["start"], "2026-12-01T00:00:00+01:00");
    let tzdb = answer["tzdb"].as_str().unwrap();
    let expected = format!(
        "from Tue 2026-12-01 00:00 +01:00 (Europe/Berlin, tzdb {tzdb})\n\
         to Wed 2026-12-02 00:00 +01:00 (Europe/Berlin, tzdb {tzdb})\n"
    );
    assert_eq!(ran.err, expected);
}

#[test]
fn dates_are_read_in_words_and_the_end_counts_from_the_start() {
    let ran = quick(&["--from", "next mon", "--to", "+10d"]);
    assert!(ran.err.starts_with("from Mon 2026-11-23 00:00 +01:00 "), "{}", ran.err);
    assert!(ran.err.contains("\nto Thu 2026-12-03 00:00 +01:00 "), "{}", ran.err);
    let ran = quick(&["--from", "tomorrow 14:30", "--to", "fri"]);
    assert!(ran.err.starts_with("from Sat 2026-11-21 14:30 +01:00 "), "{}", ran.err);
    assert!(ran.err.contains("\nto Sat 2026-11-28 00:00 +01:00 "), "{}", ran.err);
}

#[test]
fn without_dates_the_next_two_weeks_are_searched() {
    let ran = quick(&[]);
    assert!(ran.err.starts_with("from Fri 2026-11-20 20:00 +01:00 "), "{}", ran.err);
    assert!(ran.err.contains("\nto Fri 2026-12-04 20:00 +01:00 "), "{}", ran.err);
}

#[test]
fn lengths_are_read_as_people_write_them() {
    for length in ["90", "90m", "1h30m", "1.5h", "90 min", "PT1H30M"] {
        let ran =
            quick(&["--from", "2026-12-01", "--limit", "1", "--buffer-after", length, "--notice", length]);
        assert_eq!(ran.code, 0, "{length}: {ran:?}");
    }
}

#[test]
fn participants_are_named_after_their_source_and_one_may_have_several() {
    let folder = Folder::new();
    let find = |with: &[&str]| {
        let flags = [
            "find",
            "-d",
            "30m",
            "--tz",
            "UTC",
            "--from",
            "2026-12-01",
            "--to",
            "+1d",
            "--limit",
            "1",
            "--json",
        ];
        folder.run(&[&flags, with].concat()).json()
    };
    let one = find(&["--with", "ics:calendars/bo.ics"]);
    assert_eq!(one["slots"][0]["free"], serde_json::json!(["bo"]));
    let both = find(&["--with", "bo=ics:calendars/bo.ics", "--with", "bo=calendars/bo.ics"]);
    assert_eq!(both["slots"][0]["free"], serde_json::json!(["bo"]));
    assert_eq!(both["sources"].as_array().unwrap().len(), 2);
}

#[test]
fn a_participant_can_be_added_to_a_document_with_a_path_from_here() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("requests")).unwrap();
    let request = super::run::request_with("calendars/bo.ics", "../calendars/bo.ics");
    let folder = folder.with("requests/request.json", &request);
    let ran = folder.run(&["find", "requests/request.json", "--with", "cy=ics:calendars/bo.ics", "--json"]);
    assert_eq!(ran.json()["slots"][0]["free"], serde_json::json!(["ana", "bo", "cy"]), "{ran:?}");
}

#[test]
fn without_a_zone_the_machines_is_taken() {
    let folder = Folder::new();
    let zone = |tz: &str| {
        let mut find = folder.program();
        let find = find.env("TZ", tz).args([
            "find",
            "--with",
            "calendars/bo.ics",
            "-d",
            "30m",
            "--limit",
            "1",
            "--json",
        ]);
        let answer: serde_json::Value = serde_json::from_slice(&find.output().unwrap().stdout).unwrap();
        answer["time_zone"].as_str().unwrap().to_owned()
    };
    assert_eq!(zone("America/Vancouver"), "America/Vancouver");
    assert_eq!(zone(":Asia/Tokyo"), "Asia/Tokyo");
    // Nothing that is known: the system's, whichever that is.
    assert!(!zone("Mars/Olympus").is_empty());
}

#[test]
fn dates_are_those_of_the_zone_that_the_surroundings_name() {
    let folder = Folder::new();
    for tz in ["America/New_York", ":America/New_York", "/usr/share/zoneinfo/America/New_York"] {
        let mut find = folder.program();
        let find =
            find.env("TZ", tz).args(["find", "--with", "a=ics:calendars/bo.ics", "-d", "30m", "--json"]);
        let find = find.args(["--from", "2026-12-01", "--to", "2026-12-01", "--now", "2026-11-20T12:00:00Z"]);
        let ran = super::run::Ran::new(&find.output().unwrap());
        assert!(ran.err.starts_with("from Tue 2026-12-01 00:00 -05:00 (America/New_York, "), "{tz}: {ran:?}");
        assert!(ran.err.contains("\nto Wed 2026-12-02 00:00 -05:00 "), "{tz}: {ran:?}");
        let slots = ran.json()["slots"].clone();
        assert_eq!(slots[0]["start"], "2026-12-01T00:00:00-05:00");
        // The dentist, 10:00 to 11:00 in UTC.
        assert!(slots.as_array().unwrap().iter().all(|slot| slot["start"] != "2026-12-01T05:00:00-05:00"));
    }
}
