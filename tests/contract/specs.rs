//! Where the official documents are, and what happens when they are not there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::checker::Checker;
use crate::description::{Description, overlaid};
use crate::overlays;

/// The checker over the official documents, made once; `None`, said aloud, where they are not there.
pub(crate) fn checker() -> Option<&'static Checker> {
    static CHECKER: OnceLock<Option<Checker>> = OnceLock::new();
    CHECKER.get_or_init(|| folder().map(|folder| read(&folder))).as_ref()
}

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/specs");
    let folder = std::env::var_os("FREEBUSY_SPECS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var_os("FREEBUSY_REQUIRE_SPECS").is_some_and(|value| value == "1");
    assert!(!required, "no official descriptions in `{}`; set FREEBUSY_SPECS", folder.display());
    // Past the test runner, which keeps what a passing test prints to itself.
    let word = format!(
        "SKIPPED: no official descriptions in `{}`; set FREEBUSY_SPECS to where they are\n",
        folder.display()
    );
    std::io::stderr().write_all(word.as_bytes()).unwrap();
    None
}

fn read(folder: &Path) -> Checker {
    let text = |name| fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let json = |name| -> Value { serde_json::from_str(&text(name)).unwrap() };
    let older: Value = serde_norway::from_str(&text("calendly-openapi.yaml")).unwrap();
    let calendly = overlaid(older, &json("calendly-additions.json"));
    Checker::new(
        Description::new("calendly", calendly, overlays::CALENDLY),
        Description::new("calcom", json("calcom-openapi.json"), overlays::CALCOM),
    )
}

/// The overlays that mend nothing any more.
pub(crate) fn idle(checker: &Checker) -> Vec<&'static str> {
    checker.descriptions().into_iter().flat_map(|description| description.idle.clone()).collect()
}
