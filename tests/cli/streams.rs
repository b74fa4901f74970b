//! Stdout is data, stderr is for people, and either may be closed.

use std::io::Read as _;
use std::process::{Command, Stdio};

use super::run::Folder;

#[test]
fn colours_are_for_terminals_or_for_those_who_insist() {
    let folder = Folder::new();
    let run = |name: &str, value: &str| {
        let output = folder.program().env(name, value).args(["find", "request.json"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!run("TERM", "xterm-256color").contains('\u{1b}'));
    assert!(run("CLICOLOR_FORCE", "1").contains("\u{1b}[1m"));
    let mut both = folder.program();
    let output =
        both.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").args(["find", "request.json"]).output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains('\u{1b}'));
}

#[test]
fn a_reader_who_has_seen_enough_may_close_the_pipe() {
    let folder = Folder::new();
    for format in ["table", "json", "jsonl", "csv", "ics"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_freebusy"))
            .current_dir(folder.path())
            .args([
                "find",
                "--with",
                "calendars/bo.ics",
                "-d",
                "1",
                "--every",
                "7m",
                "--now",
                "2026-01-01T00:00:00Z",
            ])
            .args([
                "--from",
                "2026-01-01",
                "--to",
                "+365d",
                "--tz",
                "UTC",
                "--order",
                "best",
                "--format",
                format,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 10];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}: {err}");
        assert_eq!(
            err.lines().filter(|line| !line.starts_with("from ") && !line.starts_with("to ")).count(),
            0,
            "{err}"
        );
    }
}

#[test]
fn the_same_request_gives_the_same_answer() {
    let folder = Folder::new();
    let run = |format: &str| folder.run(&["find", "request.json", "--format", format]).out;
    for format in ["table", "jsonl", "csv", "ics"] {
        assert_eq!(run(format), run(format));
    }
}

#[cfg(unix)]
#[test]
fn an_answer_that_cannot_be_written_is_no_failure_of_a_source() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let folder = Folder::new();
    let output = Command::new(env!("CARGO_BIN_EXE_freebusy"))
        .current_dir(folder.path())
        .args(["find", "request.json"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with("freebusy: cannot write the answer: ") && err.lines().count() == 1, "{err}");
}
