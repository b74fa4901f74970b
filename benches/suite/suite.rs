//! What the benches share: the workload, the peers, contests of them in turns, and what is printed and drawn.
//!
//! Each bench is this suite run by another name, so that all of them measure in one way.

mod chart;
mod contest;
mod curves;
mod format;
mod headline;
mod hours;
mod many;
mod memory;
mod ours;
mod outcome;
mod page;
mod path;
mod peers;
mod read;
mod sets;
mod slots;
mod svg;
mod sweep;
mod table;
mod versions;
mod workload;

/// Runs the bench of the name.
pub(crate) fn run(name: &str) {
    match name {
        "table" => table::run(),
        "headline" => headline::run(),
        "curves" => curves::run(),
        "memory" => memory::run(),
        "charts" => chart::draw_all(),
        other => panic!("there is no bench `{other}`"),
    }
}
