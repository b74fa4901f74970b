//! The few rows of the README beside the peers: prints the finished Markdown table.
//!
//! `cargo bench --bench headline -- --quiet`, with `--test` to check results alone.

#[path = "../suite/suite.rs"]
mod suite;

fn main() {
    suite::run("headline");
}
