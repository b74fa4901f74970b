//! `freebusy why`.

use super::run::Folder;

#[test]
fn a_start_that_works_is_exit_code_0_and_one_that_does_not_is_1() {
    let folder = Folder::new();
    let ran = folder.run(&["why", "request.json", "--at", "2026-12-01T08:00:00Z", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let expected = serde_json::json!({
        "start": "2026-12-01T09:00:00+01:00", "end": "2026-12-01T09:30:00+01:00", "met": true,
        "participants": [
            { "id": "ana", "state": "free", "blocks": [] }, { "id": "bo", "state": "free", "blocks": [] },
        ],
    });
    assert_eq!(ran.json(), expected);
    let ran = folder.run(&["why", "request.json", "--at", "2026-12-01T11:30", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let bo = serde_json::json!({
        "id": "bo", "state": "busy",
        "blocks": [ {
            "start": "2026-12-01T11:00:00+01:00", "end": "2026-12-01T12:00:00+01:00", "kind": "busy",
            "source": "ics:calendars/bo.ics",
        } ],
    });
    assert_eq!(ran.json()["participants"][1], bo);
}

#[test]
fn the_table_names_the_cause_and_its_title_only_when_asked() {
    let folder = Folder::new();
    let ran = folder.run(&["why", "request.json", "--at", "2026-12-01T11:30"]);
    assert!(ran.out.starts_with("Tue 1 Dec 2026 11:30–12:00 does not work for ana and bo\n"), "{}", ran.out);
    assert!(ran.out.contains("Tue 1 Dec 11:00–12:00  busy  ics:calendars/bo.ics\n"), "{}", ran.out);
    let ran = folder.run(&["why", "request.json", "--at", "2026-12-01T11:30", "--titles"]);
    assert!(ran.out.contains("busy “Dentist”  ics:calendars/bo.ics\n"), "{}", ran.out);
}

#[test]
fn a_start_outside_the_window_is_not_met_and_says_so() {
    let ran = Folder::new().run(&["why", "request.json", "--at", "2026-12-08T09:00"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("It lies outside the window, Tue 1 Dec 00:00–24:00."), "{}", ran.out);
}

#[test]
fn the_quick_form_needs_no_window() {
    let flags = ["why", "--with", "ics:calendars/bo.ics", "-d", "30m", "--tz", "Europe/Berlin"];
    let at =
        |at: &str| Folder::new().run(&[&flags[..], &["--now", "2026-11-20T12:00:00Z", "--at", at]].concat());
    assert_eq!(at("2026-12-01T09:00").code, 0);
    assert_eq!((at("2026-12-01T11:00").code, at("2026-12-01T11:00").err.as_str()), (1, ""));
}

#[test]
fn a_source_that_fails_is_exit_code_4() {
    let folder = Folder::new().with("calendars/bo.ics", "nonsense");
    let ran = folder.run(&["why", "request.json", "--at", "2026-12-01T09:00", "--json"]);
    assert_eq!((ran.code, ran.json()["participants"][1]["state"].clone()), (4, "unknown".into()));
}

#[test]
fn a_start_outside_of_the_years_is_refused_and_one_at_their_edge_is_shown_true() {
    let folder = Folder::new();
    let plain = ["why", "--with", "ics:calendars/bo.ics", "-d", "30m", "--tz", "UTC", "--json", "--at"];
    for at in ["0000-12-05T10:00:00Z", "1969-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
    {
        folder.run(&[&plain[..], &[at]].concat()).refused("outside of the years 1970 to 2200; write a start");
        folder.run(&["why", "request.json", "--at", at]).refused("--at: ");
    }
    let edges = [
        ("2200-12-31T23:45:00Z", "2200-12-31T23:45:00+00:00", "2201-01-01T00:15:00+00:00"),
        ("1970-01-01T00:30:00+01:00", "1969-12-31T23:30:00+00:00", "1970-01-01T00:00:00+00:00"),
    ];
    for (at, start, end) in edges {
        let answer = folder.run(&["why", "request.json", "--tz", "UTC", "--json", "--at", at]).json();
        assert_eq!((&answer["start"], &answer["end"]), (&start.into(), &end.into()), "{at}");
    }
}
