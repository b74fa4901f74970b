//! The program, asked to say all that it does: nothing of it may be a secret, and on stderr nothing about people.

use std::fs;
use std::process::{Command, Output};

use freebusy_maton::App;
use tempfile::TempDir;

use crate::cast;
use crate::faults::Fault;
use crate::guide::Tour;
use crate::services::Way;

const FIND: &[&str] = &[
    "--with",
    "ana=calendly:calendly/30min",
    "--with",
    "dee=calcom:calcom/intro",
    "--with",
    "ana=calendly:calendly",
    "--with",
    "dee=calcom:calcom",
    "--duration",
    "30m",
    "--to",
    "+5d",
];

/// What would lead the program elsewhere.
const SURROUNDINGS: [&str; 7] = [
    "FREEBUSY_CONFIG",
    "MATON_DATA_URL",
    "MATON_CONTROL_URL",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "NO_PROXY",
];

/// The program in a folder of its own, with the way to the sandbox in its variables.
fn program(tour: &Tour, folder: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_freebusy"));
    for name in SURROUNDINGS {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("FREEBUSY_LOG", "trace")
        .env("CALENDLY_TOKEN", cast::CALENDLY_TOKEN)
        .env("CALENDLY_BASE_URL", tour.stage.services.word("calendly", "base_url"))
        .env("CALCOM_API_KEY", cast::CALCOM_KEY)
        .env("CALCOM_BASE_URL", tour.stage.services.word("calcom", "base_url"))
        .args(args);
    command
}

/// Runs it while the sandbox goes on answering.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn judge(tour: &Tour, args: &[&str], output: &Output) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    tour.assert_clean(&format!("stderr of {args:?}"), &err);
    tour.assert_no_secret(&format!("stdout of {args:?}"), &out);
}

#[tokio::test]
async fn the_program_shows_no_secret_and_says_nothing_of_people() {
    let tour = Tour::new("program", App::Calendly, Way::Direct, &[]).await;
    let folder = TempDir::new().unwrap();
    let find = [&["find"], FIND].concat();
    let why =
        ["why", "--with", "ana=calendly:calendly/30min", "--duration", "30m", "--at", "2030-01-07T09:00Z"];
    let commands: [&[&str]; 7] = [
        &find,
        &why,
        &["api", "calendly", "GET", "/users/me"],
        &["api", "calendly", "GET", "/user_busy_times?page_token=canary-page-token&user=canary-host"],
        &["api", "calcom", "GET", "/v2/me"],
        &["config", "show"],
        &["config", "show", "--format", "json"],
    ];
    for args in commands {
        let output = run(program(&tour, &folder, args)).await;
        judge(&tour, args, &output);
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{args:?} says nothing");
    }
    let said = run(program(&tour, &folder, &find)).await;
    assert!(said.status.success(), "{said:?}");
    let log = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(log.contains("freebusy_transport"), "the program logs nothing: {log}");
}

#[tokio::test]
async fn the_program_shows_no_secret_of_the_gateway() {
    let tour = Tour::new("program", App::Calendly, Way::Maton2, &[]).await;
    let folder = TempDir::new().unwrap();
    for args in [["connections", "list"].as_slice(), &["connections", "list", "--format", "json"]] {
        let mut command = program(&tour, &folder, args);
        command
            .env("MATON_API_KEY", cast::MATON_KEY)
            .env("MATON_API_URL", tour.stage.services.word("maton", "api_url"));
        let output = run(command).await;
        assert!(output.status.success(), "{output:?}");
        judge(&tour, args, &output);
    }
    // The consent URL is shown to whoever asked for it, on stdout and nowhere else.
    let mut begin = program(&tour, &folder, &["connections", "add", "calendly"]);
    begin
        .env("MATON_API_KEY", cast::MATON_KEY)
        .env("MATON_API_URL", tour.stage.services.word("maton", "api_url"));
    let begun = run(begin).await;
    assert!(begun.status.success() && !begun.stdout.is_empty(), "{begun:?}");
    let url = String::from_utf8_lossy(&begun.stdout).trim().to_owned();
    let log = String::from_utf8_lossy(&begun.stderr);
    tour.assert_clean("stderr of `connections add`", &log);
    assert!(url.contains("session_token=") && !log.contains("session_token"), "{log}");
}

/// A failure that is not tried again: nobody waits here.
#[tokio::test]
async fn the_program_shows_no_secret_when_it_fails() {
    let tour = Tour::new("program", App::Calendly, Way::Direct, &[]).await;
    let folder = TempDir::new().unwrap();
    let find = [&["find"], FIND].concat();
    let failing = |status| Fault { kind: "status", status: Some(status), delay_ms: None };
    let spoiled = Fault { kind: "bad_json", status: None, delay_ms: None };
    for fault in [failing(400), failing(401), failing(403), failing(404), failing(422), failing(498), spoiled]
    {
        for service in ["calendly", "calcom"] {
            tour.stage.order(&fault.order(service, 1_000)).await;
        }
        for args in [find.as_slice(), &["api", "calendly", "GET", "/users/me"]] {
            judge(&tour, args, &run(program(&tour, &folder, args)).await);
        }
        tour.stage.end_faults().await;
    }
}

#[tokio::test]
async fn a_feed_s_key_is_seen_nowhere() {
    let tour = Tour::new("program", App::Calendly, Way::Direct, &[]).await;
    tour.keep_secret("canary-feed-key");
    let folder = TempDir::new().unwrap();
    let base = tour.stage.services.word("calendly", "base_url").to_owned();
    let request = format!(
        r#"{{ "duration_minutes": 30, "window": {{ "start": "2026-12-01", "end": "2026-12-02" }}, "time_zone": "UTC",
            "participants": [ {{ "id": "bo", "sources": [ {{ "ics": "{base}/canary-feed-key/basic.ics" }} ] }} ] }}"#
    );
    fs::write(folder.path().join("request.json"), request).unwrap();
    let args = ["find", "request.json"];
    judge(&tour, &args, &run(program(&tour, &folder, &args)).await);
}

#[tokio::test]
async fn a_booking_tells_nobody_on_stderr_whose_it_is() {
    let tour = Tour::new("program", App::Calendly, Way::Direct, &[]).await;
    let folder = TempDir::new().unwrap();
    let group = &FIND[..4];
    let window = ["--duration", "30m", "--to", "+10d"];
    let found =
        run(program(&tour, &folder, &[&["find"], group, &window, &["--limit", "1", "--json"]].concat()))
            .await;
    let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    let start = found["slots"][0]["start"].as_str().unwrap();
    let attendee = ["--attendee", "Zenobia Canary <zenobia-canary@example.com>"];
    let args = [&["book", "--slot", start], group, &window, &attendee, &["--yes", "--json"]].concat();
    let mut command = program(&tour, &folder, &args);
    command.env("XDG_STATE_HOME", folder.path());
    let booked = run(command).await;
    assert!(booked.status.success(), "{booked:?}");
    let (out, err) = (String::from_utf8_lossy(&booked.stdout), String::from_utf8_lossy(&booked.stderr));
    assert!(err.contains("freebusy_driver"), "the driver logs nothing: {err}");
    for text in [&out, &err] {
        assert!(!text.to_lowercase().contains("zenobia"), "{text}");
        tour.assert_no_secret("a booking", text);
    }
}
