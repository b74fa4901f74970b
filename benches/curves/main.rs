//! Time against people and against weeks, ours and the peers, into docs/charts as figures and charts.
//!
//! `cargo bench --bench curves -- --quiet`, with `--test` to check results alone.

#[path = "../suite/suite.rs"]
mod suite;

fn main() {
    suite::run("curves");
}
