//! `freebusy book`: a slot with several services, in every place or in none.

use std::fs;

use serde_json::json;

use super::desk::{ADA, Desk};
use super::run::Ran;

#[test]
fn a_meeting_is_booked_with_every_service_and_written_down() {
    let desk = Desk::new();
    let ran = desk.book(0, &["--yes", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let booked = ran.json();
    assert_eq!((&booked["status"], &booked["schema_version"]), (&"confirmed".into(), &1.into()));
    let legs = booked["legs"].as_array().unwrap();
    assert_eq!(
        (legs.len(), &legs[0]["participant"], &legs[1]["source"]),
        (2, &"ana".into(), &"calcom:calcom/intro".into())
    );
    assert!(legs.iter().all(|leg| leg["state"] == "booked" && leg["booking"].is_string()), "{booked}");
    assert_eq!(desk.creates(), (1, 1));
    assert!(ran.err.contains("booking ana with Calendly …\n"), "{ran:?}");
    assert!(ran.err.contains("idempotency key `"), "{ran:?}");
    let id = booked["id"].as_str().unwrap();
    assert_eq!(desk.shown(id)["status"], "confirmed");
    assert_eq!(booked["next"], format!("freebusy bookings show {id}"));
}

#[test]
fn the_table_says_what_is_booked_where() {
    let desk = Desk::new();
    let ran = desk.book(0, &["--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("Confirmed\n"), "{ran:?}");
    assert!(ran.out.contains("  ana  calendly:calendly/30min  booked"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn the_journal_is_at_its_usual_place_and_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    desk.booked(0);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.journal()), 0o600);
    assert_eq!(mode(desk.journal().parent().unwrap()), 0o700);
}

#[test]
fn the_journal_is_where_flag_variable_and_configuration_say() {
    let desk = Desk::new();
    fs::write(desk.folder.path().join("c.toml"), "[journal]\nlocation = \"of-file.sqlite\"\n").unwrap();
    let mut variables = desk.services.direct();
    let list = |variables: &[(&str, &str)], more: &[&str]| {
        let args = [&["bookings", "list", "--json", "--config", "c.toml"], more].concat();
        let ran = super::services::run(&desk.folder, variables, &args);
        assert_eq!((ran.code, ran.json()), (0, json!({ "schema_version": 1, "bookings": [] })), "{ran:?}");
    };
    let exists = |name: &str| desk.folder.path().join(name).exists();
    list(&variables, &[]);
    assert!(exists("of-file.sqlite"));
    variables.push(("FREEBUSY_JOURNAL", "of-variable.sqlite"));
    list(&variables, &[]);
    assert!(exists("of-variable.sqlite"));
    list(&variables, &["--journal", "of-flag.sqlite"]);
    assert!(exists("of-flag.sqlite") && !desk.journal().exists());
}

#[test]
fn a_dry_run_shows_the_plan_and_books_nothing() {
    let desk = Desk::new();
    let ran = desk.book(0, &["--dry-run"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("with Ada Byron <ada.canary@example.com>"), "{ran:?}");
    assert!(ran.out.contains("1. ana  calendly:calendly/30min"), "{ran:?}");
    assert!(ran.out.contains("2. dee  calcom:calcom/intro      held first"), "{ran:?}");
    let plan = desk.book(0, &["--dry-run", "--json"]).json();
    assert_eq!((&plan["dry_run"], &plan["legs"][1]["held"]), (&true.into(), &true.into()));
    assert_eq!(desk.creates(), (0, 0));
    assert!(!desk.journal().exists());
}

#[test]
fn a_slot_that_was_taken_meanwhile_is_a_conflict_that_says_who() {
    let desk = Desk::new();
    desk.booked(0);
    let ran = desk.book(0, &["--yes"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{ran:?}");
    assert!(ran.err.contains("the slot is not free: ana is unavailable, dee is unavailable"), "{ran:?}");
    assert!(ran.err.trim_end().ends_with("`freebusy find` shows others"), "{ran:?}");
    assert_eq!(desk.creates(), (1, 1));
}

#[test]
fn a_slot_that_a_service_refuses_at_the_last_moment_leaves_nothing() {
    let desk = Desk::new();
    // Unheld legs come first: Calendly refuses before Cal.com is booked.
    desk.services.fault(&json!({ "service": "calendly", "method": "POST", "path": "/invitees", "fault": "status", "status": 403, "times": 50 }));
    let ran = desk.book(0, &["--yes", "--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let document = ran.json();
    assert_eq!(
        (&document["status"], &document["cause"]["kind"]),
        (&"aborted:no_trace".into(), &"not_allowed".into())
    );
    assert_eq!(document["cause"]["participant"], "ana");
    assert_eq!(desk.creates().1, 0);
}

#[test]
fn the_same_key_books_once_and_a_different_request_under_it_is_refused() {
    let desk = Desk::new();
    let key = ["--yes", "--json", "--idempotency-key", "order-7"];
    let (first, again) = (desk.book(0, &key), desk.book(0, &key));
    assert_eq!((first.code, again.code), (0, 0), "{again:?}");
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(desk.creates(), (1, 1));
    let other = desk.book(1, &key);
    assert_eq!((other.code, other.out.as_str()), (5, ""), "{other:?}");
    assert!(other.err.contains("this idempotency key was used for another booking"), "{other:?}");
}

#[test]
fn required_answers_are_named_with_their_exact_words_and_taken() {
    let desk = Desk::new();
    let intake = |more: &[&str]| -> Ran {
        let with = ["book", "--with", "ana=calendly:calendly/intake", "-d", "30m", "--to", "+10d", "--slot"];
        desk.run(&[&with[..], &[desk.starts[0].as_str()], &ADA, &["--yes", "--json"], more].concat())
    };
    let lacking = intake(&[]);
    lacking.refused("`calendly:calendly/intake` asks “");
    let (_, flag) = lacking.err.split_once("--answer \"").unwrap();
    let (question, _) = flag.split_once("=…\"").unwrap();
    intake(&["--answer", "What colour?=red"]).refused("nobody asks `What colour?`; the questions are `");
    assert_eq!(desk.creates(), (0, 0));
    let booked = intake(&["--answer", &format!("{question}=Engines")]);
    assert_eq!(booked.code, 0, "{booked:?}");
}

#[test]
fn whoever_has_no_service_gets_an_invitation_or_comes_along_as_a_guest() {
    let desk = Desk::new();
    let bo = ["--with", "bo=ics:calendars/bo.ics", "--yes", "--json"];
    let ran = desk.book(0, &bo);
    assert_eq!(ran.code, 0, "{ran:?}");
    let leg = &ran.json()["legs"][2];
    assert_eq!((&leg["source"], &leg["state"]), (&"invitation:bo".into(), &"booked".into()));
    let files: Vec<_> = fs::read_dir(desk.folder.path().join("invitations")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let text = fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
    assert!(text.contains("METHOD:REQUEST") || text.contains("METHOD:PUBLISH"), "{text}");
}

#[test]
fn whoever_is_not_free_and_may_be_left_out_is_left_out() {
    let desk = Desk::new();
    let start = &desk.starts[0];
    let (day, _) = start.split_once('T').unwrap();
    let request = format!(
        r#"{{ "duration_minutes": 30, "window": {{ "start": "{day}", "end": "{day}" }}, "participants": [
            {{ "id": "ana", "sources": [ {{ "calendly": {{ "event_type": "30min" }} }} ] }},
            {{ "id": "eve", "busy": [ {{ "start": "{day}", "end": "{day}" }} ] }} ],
            "optional": [ {{ "id": "eve" }} ] }}"#
    );
    fs::write(desk.folder.path().join("optional.json"), request).unwrap();
    let ran =
        desk.run(&[&["book", "optional.json", "--slot", start, "--dry-run", "--json"], &ADA[..]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let plan = ran.json();
    assert_eq!((plan["legs"].as_array().unwrap().len(), &plan["left_out"][0]["id"]), (1, &"eve".into()));
}

#[cfg(unix)]
#[test]
fn whoever_ends_the_program_politely_is_told_how_it_stands_and_can_go_on() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    let desk = Desk::new();
    desk.services.fault(&json!({ "service": "calendly", "method": "POST", "path": "/invitees", "fault": "slow", "delay_ms": 1_500 }));
    let mut program = Command::new(env!("CARGO_BIN_EXE_freebusy"));
    let args =
        [&["book", "--slot", &desk.starts[0], "--yes", "--json"], &super::desk::GROUP[..], &ADA].concat();
    program.current_dir(desk.folder.path()).args(args).envs(desk.services.direct());
    program.env("XDG_STATE_HOME", desk.folder.path().join("state")).env("TZ", "UTC");
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(err.any(|line| line.unwrap() == "booking ana with Calendly …"));
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(4), "{out}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&document["status"], &document["legs"][0]["state"]), (&"pending".into(), &"booked".into()));
    let id = document["id"].as_str().unwrap();
    assert_eq!(document["next"], format!("freebusy bookings resume {id}"));
    let resumed = desk.run(&["bookings", "resume", "--json"]);
    assert_eq!(
        (resumed.code, &resumed.json()["bookings"][0]["status"]),
        (0, &"confirmed".into()),
        "{resumed:?}"
    );
    assert_eq!(desk.creates(), (1, 1));
}
