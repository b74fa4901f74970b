//! A large document, and how long it takes: `cargo test --release large -- --nocapture` prints it.

use std::fmt::Write as _;
use std::time::Instant;

use super::*;

#[test]
fn a_large_document_is_read_and_its_last_mistake_is_found() {
    let people = if cfg!(debug_assertions) { 5_000 } else { 100_000 };
    let schedule = r#""schedule":{"time_zone":"Europe/Berlin","weekly":[{"days":["mon","tue"],"start_minute":540,"end_minute":1020}]}"#;
    let mut text = String::from(
        r#"{"duration_minutes":30,"window":{"start":"2026-12-01","end":"2026-12-11"},"participants":["#,
    );
    for index in 0..people {
        let comma = if index == 0 { "" } else { "," };
        write!(text, r#"{comma}{{"id":"p{index}",{schedule},"busy":["#).unwrap();
        for hour in 0..10 {
            let comma = if hour == 0 { "" } else { "," };
            write!(
                text,
                r#"{comma}{{"start":"2026-12-02T{hour:02}:00:00Z","end":"2026-12-02T{hour:02}:30:00+00:00"}}"#
            )
            .unwrap();
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    let start = Instant::now();
    let document = document(&text);
    let parsed = start.elapsed();
    let connections = Connections::new(None, Environment::default(), Dispatch::Planned);
    let context = Context {
        zones: &ZONES,
        base: Path::new("."),
        base_name: "here",
        clock: Timestamp::from_unix(CLOCK),
        connections: &connections,
        reasons: Reasons::Unwanted,
    };
    let start = Instant::now();
    let loaded = load(&document, context).unwrap();
    println!("{} MB: parse {parsed:?}, load {:?}", text.len() / 1_000_000, start.elapsed());
    assert_eq!(loaded.request.participants.len(), people);

    let last = people - 1;
    let bad = text.replace(&format!(r#""id":"p{last}""#), r#""id":7"#);
    let start = Instant::now();
    let error = parse(&bad, Notation::Json).unwrap_err();
    println!("error in the last participant: {:?}: {error}", start.elapsed());
    assert_eq!(error.path, format!("participants[{last}].id"));
}
