//! Each format of `find`, and the exit code beside it.

use super::run::{Folder, request_with};

#[test]
fn json_is_the_answer_of_the_contract() {
    let ran = Folder::new().run(&["find", "request.json", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let mut answer = ran.json();
    let fetched = answer["sources"][0]["fetched_at"].take();
    assert!(fetched.as_str().unwrap().ends_with('Z'));
    let slot = |start: &str, end: &str| {
        serde_json::json!({
            "start": format!("2026-12-01T{start}:00+01:00"), "end": format!("2026-12-01T{end}:00+01:00"),
            "free": ["ana", "bo"], "not_free": [],
        })
    };
    let expected = serde_json::json!({
        "schema_version": 1, "time_zone": "Europe/Berlin", "tzdb": answer["tzdb"], "now": "2026-11-20T12:00:00Z",
        "complete": true,
        "slots": [slot("09:00", "09:30"), slot("09:30", "10:00"), slot("10:00", "10:30"), slot("10:30", "11:00")],
        "sources": [
            { "participant": "bo", "source": "ics:calendars/bo.ics", "state": "fresh", "fetched_at": null }
        ],
        "diagnosis": null,
    });
    assert_eq!(answer, expected);
    assert_eq!(ran.out.lines().count(), 1);
    let first_keys = r#"{"schema_version":1,"time_zone":"Europe/Berlin","tzdb":""#;
    assert!(ran.out.starts_with(first_keys), "{}", ran.out);
}

#[test]
fn json_is_an_alias_and_flags_win_over_the_document() {
    let folder = Folder::new();
    let ran = folder.run(&["find", "request.json", "--json", "--limit", "1", "--every", "15m", "-d", "1h"]);
    let answer = ran.json();
    assert_eq!(answer["slots"].as_array().unwrap().len(), 1);
    assert_eq!(answer["slots"][0]["end"], "2026-12-01T10:00:00+01:00");
    let ran = folder.run(&["find", "request.json", "--json", "--tz", "asia/tokyo", "--from", "2026-12-01"]);
    assert_eq!(ran.json()["time_zone"], "Asia/Tokyo");
}

#[test]
fn toml_says_the_same_as_json() {
    let toml = r#"
        duration_minutes = 30
        time_zone = "Europe/Berlin"
        now = "2026-11-20T12:00:00Z"
        window = { start = "2026-12-01", end = "2026-12-01" }
        starts = { every_minutes = 30 }
        [[participants]]
        id = "ana"
        schedule = { weekly = [ { days = ["tue"], start_minute = 540, end_minute = 720 } ] }
        [[participants]]
        id = "bo"
        sources = [ { ics = "calendars/bo.ics" } ]
    "#;
    let folder = Folder::new().with("request.toml", toml);
    let slots = |ran: super::run::Ran| ran.json()["slots"].clone();
    let expected = slots(folder.run(&["find", "request.json", "--json"]));
    assert_eq!(expected.as_array().unwrap().len(), 4);
    assert_eq!(slots(folder.run(&["find", "request.toml", "--json"])), expected);
    let quoted = toml.replace("duration_minutes", "\"duration_minutes\"");
    for toml in [toml, &quoted, &format!("\u{feff}# request\n{toml}")] {
        assert_eq!(slots(folder.feed(&["find", "-", "--json"], toml)), expected, "{toml}");
    }
    assert_eq!(
        slots(folder.feed(&["find", "-", "--json"], &format!("\n {}", super::run::REQUEST))),
        expected
    );
}

#[test]
fn the_table_reads_well() {
    let ran = Folder::new().run(&["find", "request.json"]);
    let tzdb =
        Folder::new().run(&["find", "request.json", "--json"]).json()["tzdb"].as_str().unwrap().to_owned();
    let expected = format!(
        "4 starts for 30 min with ana and bo\nEurope/Berlin (tzdb {tzdb})\n\nTue 1 Dec 2026\n  \
         09:00–11:00  4 starts every 30 min\n"
    );
    assert_eq!((ran.code, ran.out, ran.err.as_str()), (0, expected, ""));
}

#[test]
fn jsonl_csv_and_ics_hold_one_slot_each() {
    let folder = Folder::new();
    let count = |format: &str, mark: &str| {
        let ran = folder.run(&["find", "request.json", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        ran.out.matches(mark).count()
    };
    assert_eq!(count("jsonl", "\n"), 4);
    assert_eq!(count("csv", "\n"), 5);
    assert_eq!(count("csv", "start,end,free,not_free\n2026-12-01T09:00:00+01:00,"), 1);
    assert_eq!(count("ics", "BEGIN:VEVENT\r\n"), 4);
    assert_eq!(count("ics", "DTSTAMP:20261120T120000Z\r\n"), 4);
}

#[test]
fn nothing_found_is_exit_code_1_with_a_diagnosis() {
    let evening = request_with("\"end_minute\": 720", "\"end_minute\": 550");
    let folder = Folder::new().with("evening.json", &evening);
    let ran = folder.run(&["find", "evening.json", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
    let answer = ran.json();
    assert_eq!((&answer["slots"], &answer["complete"]), (&serde_json::json!([]), &serde_json::json!(true)));
    assert_eq!(answer["diagnosis"]["reason"], "unavailable");
    assert_eq!(answer["diagnosis"]["starts_considered"], 48 - 1 + 1);
    assert_eq!(answer["diagnosis"]["participants"][0]["states"], serde_json::json!({ "unavailable": 48 }));
    let table = folder.run(&["find", "evening.json"]);
    assert_eq!((table.code, table.err.as_str()), (1, ""));
    assert!(table.out.contains("Next: freebusy why evening.json --at 2026-12-01T"), "{}", table.out);
}

#[test]
fn formats_of_slots_alone_leave_the_diagnosis_to_stderr() {
    let folder = Folder::new().with("none.json", &request_with("\"end_minute\": 720", "\"end_minute\": 550"));
    for (format, out) in [("csv", "start,end,free,not_free\n"), ("jsonl", "")] {
        let ran = folder.run(&["find", "none.json", "--format", format]);
        assert_eq!((ran.code, ran.out.as_str()), (1, out));
        assert!(ran.err.contains("hours that do not meet"), "{}", ran.err);
    }
    let ran = folder.run(&["find", "none.json", "--format", "ics"]);
    assert!(
        ran.code == 1 && !ran.out.contains("VEVENT") && ran.out.ends_with("END:VCALENDAR\r\n"),
        "{ran:?}"
    );
}

#[test]
fn an_explanation_can_be_had_beside_slots() {
    let folder = Folder::new();
    let answer = folder.run(&["find", "request.json", "--json", "--explain"]).json();
    assert_eq!(answer["slots"].as_array().unwrap().len(), 4);
    assert_eq!(answer["diagnosis"]["participants"][1]["blocks"][0]["source"], "ics:calendars/bo.ics");
    assert_eq!(answer["diagnosis"]["participants"][1]["blocks"][0].get("title"), None);
    let answer = folder.run(&["find", "request.json", "--json", "--explain", "--titles"]).json();
    assert_eq!(answer["diagnosis"]["participants"][1]["blocks"][0]["title"], "Dentist");
}

#[test]
fn a_source_that_fails_makes_the_answer_partial_and_the_exit_code_4() {
    let folder = Folder::new().with("calendars/bo.ics", "<html>not found</html>");
    let ran = folder.run(&["find", "request.json", "--json"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let answer = ran.json();
    assert_eq!((&answer["complete"], &answer["sources"][0]["state"]), (&false.into(), &"failed".into()));
    assert!(!answer["sources"][0]["problems"][0].as_str().unwrap().is_empty());
    assert_eq!(answer["diagnosis"]["reason"], "unknown");
    assert!(ran.err.contains("source `ics:calendars/bo.ics` of `bo` failed"), "{ran:?}");
    let table = folder.run(&["find", "request.json"]);
    assert!(table.code == 4 && table.out.contains("Incomplete"), "{table:?}");
}

#[test]
fn what_is_unknown_of_somebody_optional_does_not_hide_slots() {
    let optional = request_with(
        "\"participants\"",
        "\"who\": \"ana\", \"optional\": [{\"id\": \"bo\"}], \"participants\"",
    );
    let folder = Folder::new().with("calendars/bo.ics", "nonsense").with("optional.json", &optional);
    let ran = folder.run(&["find", "optional.json", "--json"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert_eq!(ran.json()["slots"].as_array().unwrap().len(), 6);
    let withheld =
        folder.with("fail.json", &optional.replace("\"window\"", "\"on_unknown\": \"fail\", \"window\""));
    let ran = withheld.run(&["find", "fail.json", "--json"]);
    assert_eq!((ran.code, ran.json()["slots"].clone()), (4, serde_json::json!([])));
}

/// A request of many people, each with `fields`.
fn crowd(ids: &[String], fields: &str, rest: &str) -> String {
    let people: Vec<String> = ids.iter().map(|id| format!(r#"{{ "id": "{id}", {fields} }}"#)).collect();
    format!(
        r#"{{ "duration_minutes": 30, "window": {{ "start": "2026-12-01", "end": "2026-12-03" }}, "time_zone":
        "Europe/Berlin", "now": "2026-11-20T12:00:00Z", "titles": true, "participants": [ {} ], {rest} }}"#,
        people.join(", ")
    )
}

#[test]
fn no_line_of_a_table_is_wider_than_80_columns() {
    let names =
        ["ana", "maximilian.mustermann-{}@example.com", "会議室東京都千代田区丸の内第{}", "Zoë ❤️❤️❤️ {}"];
    let zones = ["Europe/Berlin", "America/Argentina/Buenos_Aires"];
    let rests = |ids: &[String]| {
        let (last, first) = (ids.last().unwrap(), ids.first().unwrap());
        let optional: Vec<String> = ids.iter().skip(1).map(|id| format!(r#"{{ "id": "{id}" }}"#)).collect();
        [
            r#""notice_minutes": 0"#.to_owned(),
            format!(r#""who": "{first}", "optional": [ {} ]"#, optional.join(", ")),
            format!(r#""who": {{ "at_least": 2, "of": [ "{first}", "{last}" ] }}, "order": "best""#),
        ]
    };
    for (name, count, zone) in names
        .iter()
        .flat_map(|name| zones.iter().flat_map(move |zone| [2, 4, 60].map(|count| (name, count, zone))))
    {
        let ids: Vec<String> = (0..count)
            .map(|index| {
                if name.contains('{') {
                    name.replace("{}", &index.to_string())
                } else {
                    format!("{name}{index}")
                }
            })
            .collect();
        let fields = format!(
            r#""schedule": {{ "time_zone": "{zone}", "weekly": [ {{ "days": [ "tue" ], "start_minute": 1200,
            "end_minute": 1600 }} ] }}, "sources": [ {{ "ics": "calendars/bo.ics" }} ], "busy": [ {{ "kind":
            "tentative", "start": "2026-12-01T23:00:07Z", "end": "2026-12-03T23:00:09Z" }} ]"#
        );
        for rest in rests(&ids) {
            let folder = Folder::new().with("the crowd.json", &crowd(&ids, &fields, &rest));
            let file = "the crowd.json";
            let text = crowd(&ids, &fields, &rest);
            let outs = [
                folder.run(&["find", file, "--explain"]).out,
                folder.feed(&["find", "-", "--duration", "10h", "--explain"], &text).out,
                folder.run(&["why", file, "--at", "2026-12-01T10:30:00Z"]).out,
                folder.run(&["find", file, "--now", "2027-11-20T12:00:00Z"]).out,
            ];
            for line in outs.iter().flat_map(|out| out.lines()) {
                let columns = unicode_width::UnicodeWidthStr::width(line);
                assert!(columns <= 80 && line == line.trim_end(), "{columns}: {line}");
            }
        }
    }
}

#[test]
fn a_window_in_the_past_is_said_to_be_past() {
    let folder = Folder::new();
    let table = |flags: &[&str]| folder.run(&[&["find", "request.json"], flags].concat()).out;
    let past = table(&["--now", "2026-12-03T12:00:00Z"]);
    let expected = "\nThe window, Tue 1 Dec 00:00–24:00, is past: it is Thu 2026-12-03 13:00 +01:00.\n";
    assert!(past.ends_with(expected), "{past}");
    let late = table(&["--now", "2026-12-01T22:50:00Z"]);
    assert!(
        late.contains("leaves no start. It is Tue 2026-12-01 23:50\n+01:00.")
            || late.contains("leaves no start.\nIt is Tue 2026-12-01 23:50 +01:00."),
        "{late}"
    );
    let soon = table(&["--notice", "1d", "--now", "2026-12-01T12:00:00Z"]);
    assert!(soon.contains("With the notice the earliest is Wed 2026-12-02 13:00 +01:00."), "{soon}");
}
