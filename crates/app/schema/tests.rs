//! Documents, good and bad, from text to request.

mod bad;
mod bounds;
mod good;
mod notations;
mod random;
mod speed;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use freebusy_core::Timestamp;
use freebusy_zones::Zones;

use super::error::SchemaError;
use super::{Context, Document, Loaded, Notation, Reasons, load, parse};
use crate::config::Environment;
use crate::connections::{Connections, Dispatch};

static ZONES: LazyLock<Arc<Zones>> = LazyLock::new(|| Arc::new(Zones::bundled()));

/// 2026-11-20T12:00:00Z.
const CLOCK: i64 = 1_795_176_000;

/// Nothing is configured but what these tests say.
const NOTHING: &str = "/dev/null";

fn read_in(folder: &Path, text: &str, notation: Notation) -> Result<Loaded, SchemaError> {
    read_with(NOTHING, folder, text, notation)
}

/// Reads a document against the configuration in `file`; nobody is asked.
fn read_with(file: &str, folder: &Path, text: &str, notation: Notation) -> Result<Loaded, SchemaError> {
    let environment = Environment::from([("FREEBUSY_CONFIG", file)]);
    let connections = Connections::new(None, environment, Dispatch::Planned);
    let context = Context {
        zones: &ZONES,
        base: folder,
        base_name: "the request's file",
        clock: Timestamp::from_unix(CLOCK),
        connections: &connections,
        reasons: Reasons::Unwanted,
    };
    load(&parse(text, notation)?, context)
}

fn read(text: &str) -> Result<Loaded, SchemaError> {
    read_in(Path::new("/nonexistent"), text, Notation::Json)
}

fn loaded(text: &str) -> Loaded {
    read(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn document(text: &str) -> Document {
    parse(text, Notation::Json).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A document that is good but for the fields added; those named in it twice are replaced.
fn with(fields: &str) -> String {
    let mut base = vec![
        r#""duration_minutes": 30"#,
        r#""window": {"start": "2026-12-01", "end": "2026-12-11"}"#,
        r#""participants": [{"id": "ana"}, {"id": "bo"}]"#,
    ];
    base.retain(|field| !fields.contains(field.split(':').next().unwrap()));
    if !fields.is_empty() {
        base.push(fields);
    }
    format!("{{{}}}", base.join(", "))
}

/// The same with fields in the first participant.
fn with_ana(fields: &str) -> String {
    with(&format!(r#""participants": [{{"id": "ana", {fields}}}, {{"id": "bo"}}]"#))
}

/// The same with a schedule in the first participant.
fn with_schedule(schedule: &str) -> String {
    with_ana(&format!(r#""schedule": {schedule}"#))
}

/// That the error is a single short line without invisible characters.
fn assert_one_line(error: &SchemaError) {
    let line = error.to_string();
    let hidden = |c: char| {
        c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    assert!(line.len() < 1_000, "{} bytes: {line}", line.len());
    assert!(!line.contains(hidden), "{line:?}");
    assert!(!error.path.is_empty() && !error.message.is_empty(), "{error:?}");
}
