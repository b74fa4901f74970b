//! Draws the charts anew from the figures that stand in docs/charts, without measuring.
//!
//! `cargo bench --bench charts`

#[path = "../suite/suite.rs"]
mod suite;

fn main() {
    suite::run("charts");
}
