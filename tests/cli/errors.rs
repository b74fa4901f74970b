//! What is wrong ends in exit code 2, an empty stdout and one line that names the field or flag.

use super::run::{Folder, REQUEST, Ran, request_with};

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
    let cases: [(&[&str], &str); 21] = [
        (&["--duration", "0"], "--duration: "),
        (&["--duration", "soon"], "--duration: `soon` is no length"),
        (&["--every", "2000"], "--every: "),
        (&["--notice", "-5"], "--notice: "),
        (&["--buffer-before", "1d1m"], "--buffer-before: "),
        (&["--buffer-after", "2d"], "--buffer-after: "),
        (&["--tz", "Mars/Olympus"], "--tz: "),
        (&["--from", "tomorow"], "--from: cannot read the date `tomorow`"),
        (
            &["--from", "2026-12-01", "--to", "31 feb"],
            "--to: there is no such date as `31 feb`; check its day",
        ),
        (&["--from", "-1d"], "--from: cannot read the date `-1d`"),
        (&["-d", "-5m"], "--duration: `-5` lies out of bounds; write 1 to 10,080 minutes"),
        (&["--now", "tomorrow"], "--now: `tomorrow` is no instant; write one such as `2026-12-01T09:00:00Z`"),
        (
            &["--limit", "99999999999999999999"],
            "--limit: `99999999999999999999` lies out of bounds; write one",
        ),
        (&["--limit", "a\nb"], "--limit: `a\\nb` is no whole number; write one such as `20`"),
        (&["--limit", "-1"], "--limit: `-1` lies out of bounds; write at least 1, or leave it out"),
        (&["--with", "=ics:a.ics"], "--with: `=ics:a.ics` has no id before the `=`; write `ID=SOURCE`"),
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
fn in_the_quick_form_a_message_speaks_of_flags() {
    let folder = Folder::new();
    let quick = ["find", "--with", "bo=ics:calendars/bo.ics", "--tz", "UTC", "--now", "2026-11-20T12:00:00Z"];
    folder.run(&quick).refused("freebusy: --duration is missing; write `--duration 30m`\n");
    let long = ["-d", "30m", "--from", "2026-12-01", "--to", "2032-12-01"];
    let part = "freebusy: the window of --from and --to is longer than 1,830 days; write an earlier end";
    folder.run(&[&quick[..], &long].concat()).refused(part);
}

#[test]
fn a_path_is_told_relative_to_where_it_is() {
    let folder = Folder::new().with("none.json", &request_with("calendars/bo.ics", "none.ics"));
    folder.run(&["find", "none.json"]).refused("check the path, which is relative to the request's file");
    let from_stdin = folder.feed(&["find", "-"], &request_with("calendars/bo.ics", "none.ics"));
    from_stdin.refused("check the path, which is relative to the working directory");
    let quick = ["find", "-d", "30m", "--with", "ics:none.ics"];
    folder.run(&quick).refused("check the path, which is relative to the working directory");
    let both = folder.run(&["find", "request.json", "--with", "cy=ics:none.ics"]);
    both.refused("none.ics` does not exist; check the path\n");
}

#[test]
fn what_is_no_text_is_told_where_and_what_to_do() {
    let folder = Folder::new();
    let cases: [(&[u8], &str); 4] = [
        (&[0xff, 0xfe, 0x7b, 0x00], "cannot read `stdin`: it is UTF-16; save it as UTF-8"),
        (
            b"{\n\"a\": \"\xe9\"}",
            "cannot read `stdin`: it is no UTF-8 from byte 9 in line 2 on; save it as UTF-8",
        ),
        (b"{\0\"\0", "cannot read `stdin`: it holds a zero byte, byte 2 in line 1; save it as UTF-8"),
        (b"\x89PNG\r\n", "cannot read `stdin`: it is no UTF-8 from byte 1 in line 1 on; save it as UTF-8"),
    ];
    for (bytes, part) in cases {
        let mut find = folder.program();
        let output = find.args(["find", "-"]).write_stdin(bytes).output().unwrap();
        Ran::new(&output).refused(part);
    }
}

#[test]
fn what_does_not_look_like_toml_is_read_as_json() {
    let folder = Folder::new();
    let cases = [
        ("[]", "request: is a list, not an object; write its fields in `{` and `}`"),
        ("[{\"id\": 1}]", "request: is a list, not an object"),
        ("\"find\"", "request: is the text `find`, not an object"),
        ("null", "request: is `null`, not an object"),
        ("42", "request: is the number `42`, not an object"),
        (
            "// request\n{}",
            "line 1, column 1: is no JSON: expected value; write the fields of the request in `{`",
        ),
        ("hello", "line 1, column 1: is no JSON: expected value; write the fields of the request in `{`"),
        ("{\"limit\" 1}", "write JSON here"),
        ("# request\nlimit = x", "is no TOML"),
        ("[window]\nstart = x", "is no TOML"),
        ("[[participants]]\nid = x", "is no TOML"),
        ("limit = x", "is no TOML"),
        ("[window]\nlimit = 1", "window.limit: is no field"),
    ];
    for (text, part) in cases {
        folder.feed(&["find", "-"], text).refused(part);
    }
}

#[test]
fn a_usage_error_is_one_line_that_names_the_help() {
    let folder = Folder::new();
    let find = "; try `freebusy find --help`\n";
    let cases: [(&[&str], &str); 16] = [
        (&["fnid"], "freebusy: `fnid` is no command, `find` is; try `freebusy --help`\n"),
        (
            &["find", "request.json", "--format", "xml"],
            "--format: `xml` is not one of its values; write `table`, `json`",
        ),
        (
            &["find", "request.json", "--format", "a\u{202e}b"],
            "--format: `a\\u{202e}b` is not one of its values",
        ),
        (&["find", "request.json", "--format", "a\nerror: b"], find),
        (&["find", "request.json", "--format"], "--format has no value; write `table`"),
        (&["find", "request.json", "--duration"], "--duration has no value; write one"),
        (
            &["find", "request.json", "--json", "--format", "csv"],
            "--json and --format exclude each other; keep one",
        ),
        (&["find", "request.json", "-d", "1h", "-d", "2h"], "--duration is given twice; keep one; try"),
        (
            &["find", "request.json", "--durration", "1h"],
            "`--durration` is no flag here, `--duration` is; try",
        ),
        (&["find", "request.json", "-5"], "`-5` is no flag here; try `freebusy find --help`\n"),
        (&["find", "request.json", "b\u{1b}[31m.json"], "`b\\u{1b}[31m.json` is one argument too many"),
        (&["find", "request.json", "--json=1"], "--json takes no value; try"),
        (
            &["find", "request.json", "--from", "--to"],
            "--from: `--to` is a flag; write a value before it; try",
        ),
        (
            &["find", "request.json", "-d", "--json"],
            "--duration: `--json` is a flag; write a value before it; try",
        ),
        (&["why", "request.json"], "freebusy: --at <INSTANT> is missing; try `freebusy why --help`\n"),
        (&["completions", "cmd"], "`cmd` is not one of its values; write `bash`, `elvish`"),
    ];
    for (args, part) in cases {
        folder.run(args).refused(part);
    }
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
