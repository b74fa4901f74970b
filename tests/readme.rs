//! The README shows what the program prints; its documents, and those of `docs/sandbox.md`, are taken.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;

use assert_cmd::Command;
use freebusy_sandbox::{Options, Sandbox, World};

const README: &str = include_str!("../README.md");
const SANDBOX: &str = include_str!("../docs/sandbox.md");

fn freebusy(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output =
        Command::new(env!("CARGO_BIN_EXE_freebusy")).current_dir(root).args(arguments).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The lines that the README shows below the prompt `$ {command}`.
fn shown(command: &str) -> String {
    let prompt = format!("$ {command}\n");
    let rest = README.split_once(&prompt).unwrap_or_else(|| panic!("the README shows no `{command}`")).1;
    rest.split_once("```").unwrap().0.to_owned()
}

/// The release of the tz data differs from machine to machine.
fn without_release(text: &str) -> String {
    let mut pieces = text.split("tzdb ");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        text + "tzdb " + piece.trim_start_matches(|next: char| next != ')' && next != ',')
    })
}

fn begins_as_shown(command: &str, arguments: &[&str]) {
    let (printed, shown) = (without_release(&freebusy(arguments)), without_release(&shown(command)));
    assert!(
        printed.starts_with(shown.trim_end()),
        "the program prints\n{printed}\nthe README shows\n{shown}"
    );
}

/// Each line with its numbers and the names of days and months taken out: the demonstration is about the days ahead.
fn shapes(text: &str) -> Vec<String> {
    const NAMES: [&str; 19] = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let without_ids: Vec<&str> =
        text.split(", booking ").map(|part| part.trim_start_matches(is_of_id)).collect();
    let text = without_ids.join(", booking ");
    let without_names = NAMES.iter().fold(without_release(&text), |text, name| text.replace(name, ""));
    let is_part = |next: &char| !next.is_ascii_digit();
    without_names.lines().map(|line| line.chars().filter(is_part).collect()).collect()
}

/// What ids of bookings are made of.
fn is_of_id(next: char) -> bool {
    next.is_ascii_hexdigit() || next == '-'
}

#[test]
fn the_first_command_prints_what_is_shown() {
    let (printed, shown) = (freebusy(&["demo"]), shown("cargo run --release -- demo"));
    let printed = shapes(&printed);
    // How many stretches the five starts make depends on the days ahead.
    let fixed = |line: &&String| !line.contains("starts every");
    for line in shapes(&shown).iter().filter(fixed) {
        assert!(printed.contains(line), "the README shows `{line}`, the program prints {printed:#?}");
    }
}

#[test]
fn the_group_without_accounts_is_answered_as_shown() {
    begins_as_shown("freebusy find examples/team.toml", &["find", "examples/team.toml"]);
}

#[test]
fn the_empty_answer_is_explained_as_shown() {
    begins_as_shown("freebusy find examples/none.toml", &["find", "examples/none.toml"]);
}

#[test]
fn the_refused_time_is_explained_as_shown() {
    let at = "2026-12-02T10:00:00+01:00";
    let command = format!("freebusy why examples/none.toml --at {at}");
    begins_as_shown(&command, &["why", "examples/none.toml", "--at", at]);
}

#[test]
fn the_document_is_one_that_the_program_takes() {
    let document = README.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("calendars")).unwrap();
    std::fs::write(folder.path().join("calendars/ana.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").unwrap();
    let path = folder.path().join("request.toml");
    std::fs::write(&path, document).unwrap();
    let found =
        freebusy(&["find", path.to_str().unwrap(), "--now", "2026-11-20T12:00:00Z", "--format", "json"]);
    assert!(found.contains(r#""free":["ana""#), "{found}");
}

#[test]
fn the_configuration_is_one_that_the_program_takes() {
    let configuration = README.split("```toml\n").find(|block| block.starts_with("[connections")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("freebusy.toml");
    std::fs::write(&path, configuration.split_once("```").unwrap().0).unwrap();
    let shown = freebusy(&["config", "show", "--config", path.to_str().unwrap()]);
    assert!(["bo", "cy", "fay"].iter().all(|name| shown.contains(name)), "{shown}");
}

#[tokio::test]
async fn the_world_of_the_sandboxs_page_is_one_that_it_takes() {
    let world = SANDBOX.split("```json\n").find(|block| block.contains("\"people\"")).unwrap();
    let world: World = serde_json::from_str(world.split_once("```").unwrap().0).unwrap();
    let sandbox = Sandbox::start(Options { world: Some(world), ..Options::default() }).await.unwrap();
    let line = sandbox.line();
    assert_eq!(
        (&line["calendly"]["token"], &line["calcom"]["token"]),
        (&"token-of-ana".into(), &"cal_key_of_dee".into())
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn the_first_line_is_that_of_the_sandboxs_page() {
    let shown = SANDBOX.split("```json\n").nth(1).unwrap().split_once("```").unwrap().0;
    let shown: serde_json::Value = serde_json::from_str(shown).unwrap();
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let line = sandbox.line();
    assert_eq!(shown["world"][0], line["world"][0]);
    for (service, fields) in shown.as_object().unwrap().iter().filter(|(name, _)| *name != "world") {
        let names =
            |fields: &serde_json::Value| fields.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(fields), names(&line[service]), "{service}");
        assert_eq!(fields.get("token"), line[service].get("token"), "{service}");
    }
    sandbox.stop().await;
}
