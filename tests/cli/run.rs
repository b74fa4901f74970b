//! A folder with a request and its calendars, and the program run in it.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// bo's calendar: taken on 1 December 2026 from 10:00 to 11:00 UTC.
pub(crate) const BO: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n\
    DTSTAMP:20260101T000000Z\r\nDTSTART:20261201T100000Z\r\nDTEND:20261201T110000Z\r\nSUMMARY:Dentist\r\n\
    END:VEVENT\r\nEND:VCALENDAR\r\n";

/// ana works from 9 to 12 in Berlin, bo has a calendar; half an hour on 1 December 2026.
pub(crate) const REQUEST: &str = r#"{
  "duration_minutes": 30,
  "window": { "start": "2026-12-01", "end": "2026-12-01" },
  "time_zone": "Europe/Berlin",
  "now": "2026-11-20T12:00:00Z",
  "starts": { "every_minutes": 30 },
  "participants": [
    { "id": "ana", "schedule": { "weekly": [ { "days": ["tue"], "start_minute": 540, "end_minute": 720 } ] } },
    { "id": "bo", "sources": [ { "ics": "calendars/bo.ics" } ] }
  ]
}"#;

/// What of the surroundings could change what the program says.
const SURROUNDINGS: [&str; 17] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "TZDIR",
    "FREEBUSY_CONFIG",
    "FREEBUSY_LOG",
    "FREEBUSY_JOURNAL",
    "CALENDLY_TOKEN",
    "CALENDLY_BASE_URL",
    "CALCOM_API_KEY",
    "CALCOM_BASE_URL",
    "MATON_API_KEY",
    "MATON_API_URL",
    "MATON_DATA_URL",
    "MATON_CONTROL_URL",
    "http_proxy",
];

/// The request with `from` replaced by `to`.
pub(crate) fn request_with(from: &str, to: &str) -> String {
    assert!(REQUEST.contains(from), "{from}");
    REQUEST.replace(from, to)
}

/// A folder of its own.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// With `request.json` and `calendars/bo.ics`.
    pub(crate) fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        fs::create_dir(folder.path().join("calendars")).unwrap();
        folder.with("request.json", REQUEST).with("calendars/bo.ics", BO)
    }

    pub(crate) fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.path().join(name), text).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program in this folder, with nothing of the surroundings that could change what it says.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_freebusy"));
        command.current_dir(self.path());
        for name in SURROUNDINGS {
            command.env_remove(name);
        }
        command.env("TZ", "UTC").env("XDG_CONFIG_HOME", self.path().join("home"));
        command.env("XDG_STATE_HOME", self.path().join("state"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::new(&self.program().args(args).output().unwrap())
    }

    pub(crate) fn feed(&self, args: &[&str], stdin: &str) -> Ran {
        Ran::new(&self.program().args(args).write_stdin(stdin).output().unwrap())
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Exit code 2, nothing on stdout, one line on stderr that holds `part`.
    pub(crate) fn refused(&self, part: &str) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("freebusy: ") && self.err.ends_with('\n'), "{self:?}");
        assert!(self.err.chars().count() <= 1_000, "{self:?}");
        assert!(!self.err.trim_end_matches('\n').contains(char::is_control), "{self:?}");
        assert!(self.err.contains(part), "{part}: {self:?}");
    }
}
