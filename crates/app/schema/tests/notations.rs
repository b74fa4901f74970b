//! JSON and TOML say the same, and a request that uses every field is understood.

use super::*;

const EXAMPLE_JSON: &str = include_str!("example.json");
const EXAMPLE_TOML: &str = include_str!("example.toml");

#[test]
fn json_and_toml_of_one_request_give_equal_documents() {
    let json = parse(EXAMPLE_JSON, Notation::Json).unwrap();
    assert_eq!(parse(EXAMPLE_TOML, Notation::Toml).unwrap(), json);
    assert_ne!(json, Document::default());
}

#[test]
fn a_byte_order_mark_is_tolerated() {
    let json = parse(EXAMPLE_JSON, Notation::Json).unwrap();
    assert_eq!(parse(&format!("\u{feff}{EXAMPLE_JSON}\n\n"), Notation::Json).unwrap(), json);
    assert_eq!(parse(&format!("\u{feff}{EXAMPLE_TOML}"), Notation::Toml).unwrap(), json);
}

#[test]
fn dates_of_toml_need_no_quotes() {
    let bare =
        "now = 2026-11-20T12:00:00.5+01:00\n[window]\nstart = 2026-12-01\nend = 2026-12-11 09:00:00Z\n";
    let document = parse(bare, Notation::Toml).unwrap();
    assert_eq!(document.now.as_deref(), Some("2026-11-20T12:00:00.5+01:00"));
    let window = document.window.unwrap();
    assert_eq!(
        (window.start.as_deref(), window.end.as_deref()),
        (Some("2026-12-01"), Some("2026-12-11T09:00:00Z"))
    );
    let local = "duration_minutes = 30\nparticipants = [{ id = 'ana' }]\nwindow = { start = 2026-12-01T09:00:00, end = 2026-12-02 }";
    let error = read_in(Path::new("."), local, Notation::Toml).unwrap_err();
    assert_eq!(error.path, "window.start");
    assert!(error.message.contains("has no offset"), "{error}");
}

#[test]
fn the_example_of_the_design_is_read_where_its_connections_are_configured() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("calendars")).unwrap();
    std::fs::write(folder.path().join("calendars/ana.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").unwrap();
    let error = read_in(folder.path(), EXAMPLE_JSON, Notation::Json).unwrap_err();
    assert_one_line(&error);
    assert_eq!(error.path, "participants[1].sources[0].calendly.connection");
    let config = folder.path().join("freebusy.toml");
    let credential = "credential = \"env:NOT_NEEDED_FOR_A_PLAN\"\n";
    let connections = format!(
        "[connections.bo]\nprovider = \"calendly\"\n{credential}[connections.cy]\nprovider = \"calcom\"\n{credential}"
    );
    std::fs::write(&config, connections).unwrap();
    let Loaded { request, zone, zones_of_participants } =
        read_with(config.to_str().unwrap(), folder.path(), EXAMPLE_JSON, Notation::Json).unwrap();
    let sources = request.participants.iter().flat_map(|participant| &participant.sources);
    let ids: Vec<&str> = sources.map(|source| source.provider.id()).collect();
    let expected =
        ["ics:calendars/ana.ics", "calendly:bo/30min", "calcom:cy/intro", "link:cal.com/dee/intro"];
    assert_eq!(ids, expected);
    let names: Vec<_> = zones_of_participants.iter().flatten().map(|zone| zone.name()).collect();
    assert_eq!(zone.name(), "Europe/Berlin");
    assert_eq!(
        names,
        ["America/New_York", "Europe/Berlin", "Europe/Berlin", "Europe/Berlin", "Europe/Berlin"]
    );
    assert_eq!(request.participants[0].sources[0].provider.id(), "ics:calendars/ana.ics");
    assert_eq!(request.who.named().len(), 4);
    assert_eq!((request.optional[0].id.index(), request.optional[0].weight), (4, 2));
}
