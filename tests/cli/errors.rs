//! What is wrong ends in exit code 2, an empty stdout and one line that names the field or flag.

use super::run::{Folder, REQUEST, request_with};

#[test]
fn a_bad_field_is_named_by_its_path() {
    let cases = [
        (request_with("\"tue\"", "\"someday\""), "participants[0].schedule.weekly[0].days[0]"),
        (request_with("\"duration_minutes\": 30", "\"duration_minutes\": 0"), "duration_minutes"),
        (request_with("\"Europe/Berlin\"", "\"Europe/Berln\""), "time_zone"),
        (request_with("\"now\"", "\"evil\\u001b[31m\\n\""), "evil"),
        (request_with("calendars/bo.ics", "calendars/none.ics"), "participants[1].sources[0]"),
        ("{\"duration_minutes\": ".to_owned(), "line 1"),
        (String::new(), ""),
        ("\u{0}\u{1}".to_owned(), ""),
    ];
    for (document, part) in cases {
        let folder = Folder::new().with("bad.json", &document);
        folder.run(&["find", "bad.json", "--json"]).refused(part);
        folder.run(&["why", "bad.json", "--at", "2026-12-01T09:00:00Z"]).refused(part);
    }
}

#[test]
fn a_bad_flag_is_named_not_the_field_that_it_sets() {
    let folder = Folder::new();
    let cases: [(&[&str], &str); 14] = [
        (&["--duration", "0"], "--duration: "),
        (&["--duration", "soon"], "--duration: `soon` is no length"),
        (&["--every", "2000"], "--every: "),
        (&["--notice", "-5"], "--notice: "),
        (&["--buffer-before", "1d1m"], "--buffer-before: "),
        (&["--buffer-after", "2d"], "--buffer-after: "),
        (&["--tz", "Mars/Olympus"], "--tz: "),
        (&["--from", "tomorow"], "--from: cannot read the date `tomorow`"),
        (&["--from", "2026-12-01", "--to", "31 feb"], "--to: cannot read the date `31 feb`"),
        (&["--from", "2026-12-05", "--to", "2026-12-01"], "--to: "),
        (&["--now", "yesteryear"], "--now: "),
        (&["--limit", "0"], "--limit: "),
        (&["--with", "cy=fax:123"], "--with: `fax:123` is no source"),
        (&["--with", "cy=ics:none.ics"], "--with cy=ics:none.ics: "),
    ];
    for (flags, part) in cases {
        folder.run(&[&["find", "request.json", "--json"], flags].concat()).refused(part);
    }
}

#[test]
fn nothing_is_echoed_before_the_request_is_known_to_be_good() {
    let ran = Folder::new().run(&["find", "request.json", "--from", "2026-12-01", "--limit", "0"]);
    ran.refused("--limit");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let folder = Folder::new();
    folder.run(&["find", "none.json"]).refused("cannot read `none.json`");
    folder.run(&["find", "calendars"]).refused("cannot read `calendars`");
    folder.run(&["find", "none\n\u{1b}[31m.json"]).refused("none\\n\\u{1b}[31m.json");
    folder.run(&["find"]).refused("name a request FILE, or participants by `--with");
    folder.run(&["why", "request.json", "--at", "noon"]).refused("--at: `noon` is no instant");
    folder.run(&["find", "request.json", "--tzdata", "calendars"]).refused("--tzdata: ");
    let mut binary = folder.program();
    let output = binary.args(["find", "-"]).write_stdin(vec![0xff, 0xfe, 0x00]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let with_mark = Folder::new().with("mark.json", &format!("\u{feff}{REQUEST}"));
    assert_eq!(with_mark.run(&["find", "mark.json"]).code, 0);
}

#[test]
fn usage_errors_are_exit_code_2_with_an_empty_stdout() {
    let folder = Folder::new();
    let cases: [&[&str]; 6] = [
        &[],
        &["fnid"],
        &["find", "request.json", "--format", "xml"],
        &["find", "request.json", "--json", "--format", "csv"],
        &["why", "request.json"],
        &["completions", "cmd"],
    ];
    for args in cases {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(!ran.err.is_empty());
    }
}
