//! The whole table: every operation with its peers, its goal, and whether it was reached.

use super::contest::{OURS, Runner};
use super::format::time;
use super::outcome::Outcome;
use super::{hours, many, page, path, sets, slots, versions};

/// A row's contest by its size.
type Row = fn(&mut Runner, usize) -> Outcome;

/// The operations by id, each with the sizes that it is run for.
const ROWS: [(&str, Row, &[usize]); 20] = [
    ("P1", sets::normalise, &[10, 100, 1_000, 10_000, 100_000]),
    ("P2", sets::intersect, &[2]),
    ("P3", sets::subtract, &[1]),
    ("P3", sets::complement, &[1]),
    ("P4", sets::unite, &[2]),
    ("P4", many::unite, &[100, 1_000]),
    ("P5", many::common_prepared, &[1_000]),
    ("P5", many::common_prepared_fives, &[1_000]),
    ("P6", many::common_cold, &[1_000]),
    ("P6", many::common_templates, &[1_000]),
    ("P7", many::quorum_prepared, &[1_000]),
    ("P7", many::quorum_prepared_fives, &[1_000]),
    ("P8", many::quorum_cold, &[1_000]),
    ("P9", slots::cut_one, &[1]),
    ("P9", slots::first_of_many, &[1_000]),
    ("P10", hours::expand_hours, &[4]),
    ("P10", hours::expand_hours_and_build, &[52]),
    ("P11", hours::recur, &[0, 10]),
    ("P11", hours::recur_in_berlin, &[0, 10]),
    ("P12", path::end_to_end, &[2, 8, 88, 1_000]),
];

/// Runs what is wanted and prints the table.
pub(crate) fn run() {
    let mut runner = Runner::from_arguments();
    let mut lines = Vec::new();
    for (id, row, sizes) in ROWS {
        if runner.wants(id) {
            lines.extend(sizes.iter().map(|size| line(&row(&mut runner, *size))));
        }
    }
    if runner.measures() {
        let head = "| id | operation | freebusy | peers | goal: at least | |\n|---|---|---|---|---|---|";
        let text = format!("Peers: {}.\n\n{head}\n{}", versions::line(), lines.join("\n"));
        if runner.runs_all() {
            page::put("docs/performance.md", "table", &text);
        } else {
            page::print(&text);
        }
    }
}

fn line(outcome: &Outcome) -> String {
    let names = outcome.figures.iter().map(|figure| figure.name).filter(|name| *name != OURS);
    let peers: Vec<String> =
        names.filter_map(|name| Some(format!("{name} {}", outcome.beside_ours(name)?))).collect();
    let goals: Vec<String> = outcome.goals.iter().map(|goal| goal.text()).collect();
    let missed: Vec<String> = outcome.goals.iter().filter_map(|goal| goal.missed(outcome)).collect();
    let verdict = match (goals.is_empty(), missed.is_empty()) {
        (true, _) => String::new(),
        (false, true) => "reached".to_owned(),
        (false, false) => format!("NOT: {}", missed.join(", ")),
    };
    let (id, title, ours) = (outcome.id, &outcome.title, time(outcome.ours()));
    format!("| {id} | {title} | {ours} | {} | {} | {verdict} |", peers.join("; "), goals.join("; "))
}
