//! The headline: the few rows of the README, finished.

use super::contest::Runner;
use super::format::time;
use super::many::LIMIT;
use super::outcome::Outcome;
use super::path::CHRONO_AND_BLAZE;
use super::{hours, many, page, path, sets, versions};

/// Which contenders stand in the columns beside ours; several share a column where the best of them counts.
const COLUMNS: [(&str, &[&str]); 4] = [
    (
        "range-set-blaze",
        &["range-set-blaze", "range-set-blaze fold", "range-set-blaze sweep", CHRONO_AND_BLAZE],
    ),
    ("rangemap", &["rangemap", "rangemap fold"]),
    ("best vector crate", &["int-intervals", "intervallum", "int-intervals fold"]),
    ("reading once", &[LIMIT]),
];

/// Runs the rows and prints the table.
pub(crate) fn run() {
    let mut runner = Runner::from_arguments();
    let rows = [
        ("merge 1,000 unsorted busy blocks", sets::normalise(&mut runner, 1_000)),
        ("free time of two people, four weeks", sets::intersect(&mut runner, 2)),
        ("free time of 1,000 people, prepared", many::common_prepared(&mut runner, 1_000)),
        ("the same from everybody's list", many::common_cold(&mut runner, 1_000)),
        ("at least 700 of 1,000, prepared", many::quorum_prepared(&mut runner, 1_000)),
        ("raw busy lists of 88 people in four zones to starts", path::end_to_end(&mut runner, 88)),
    ];
    let rule = hours::recur(&mut runner, 10);
    if !runner.measures() {
        return;
    }
    let names = COLUMNS.map(|(name, _)| name).join(" | ");
    let head = format!("| | freebusy | {names} |\n|---|---|{}", "---|".repeat(COLUMNS.len()));
    let rows = rows.iter().map(|(title, outcome)| line(title, outcome));
    let lines: Vec<String> = std::iter::once(head).chain(rows).chain([rule_line(&rule)]).collect();
    page::put("README.md", "headline", &format!("{}\n\nPeers: {}.", lines.join("\n"), versions::line()));
}

fn line(title: &str, outcome: &Outcome) -> String {
    let cells = COLUMNS.map(|(_, names)| best(outcome, names).unwrap_or_else(|| "-".to_owned()));
    format!("| {title} | **{}** | {} |", time(outcome.ours()), cells.join(" | "))
}

/// The least time of those who took part, beside ours.
fn best(outcome: &Outcome, names: &[&str]) -> Option<String> {
    let least = |name: &&&str| outcome.of(name);
    let name = names
        .iter()
        .filter(|name| outcome.of(name).is_some())
        .min_by(|a, b| least(a).partial_cmp(&least(b)).expect("times are numbers"))?;
    let remark = if *name == CHRONO_AND_BLAZE { ", with chrono-tz" } else { "" };
    Some(format!("{}{remark}", outcome.beside_ours(name)?))
}

/// The row of the weekly rule, whose peer has no column of its own.
fn rule_line(outcome: &Outcome) -> String {
    let peer = outcome.beside_ours("rrule").expect("rrule takes part");
    let ours = time(outcome.ours());
    format!("| weekly rule of ten years ago, four weeks | **{ours}** | rrule: {peer} | - | - | - |")
}
