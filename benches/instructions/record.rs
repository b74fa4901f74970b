//! The record: a line for each operation, its name and the instructions of one unit.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use super::count::Count;

fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../benches/instructions/recorded.txt")
}

/// The record; nothing where there is none.
pub(crate) fn read() -> HashMap<String, f64> {
    let text = std::fs::read_to_string(place()).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(name, count)| (name.to_owned(), number(count)))
        .collect()
}

fn number(text: &str) -> f64 {
    text.trim().parse().expect("a record is a number")
}

/// Makes the counts the record.
pub(crate) fn write(counts: &[Count]) {
    let mut text = format!("# Instructions by callgrind, {}. Written by -- --record.\n", compiler());
    for Count { operation, each } in counts {
        writeln!(text, "{} {each:.1}", operation.name).expect("a text takes every line");
    }
    std::fs::write(place(), text).expect("the record can be written");
}

/// The compiler that made what was counted; another one may well count otherwise.
fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(
        |_| "rustc".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
