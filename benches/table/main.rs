//! Every operation beside its peers and its goal: prints the whole table of docs/performance.md.
//!
//! `cargo bench --bench table -- --quiet`, with a part of a title to run only some, with `--test` to check results alone.

#[path = "../suite/suite.rs"]
mod suite;

fn main() {
    suite::run("table");
}
