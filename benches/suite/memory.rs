//! Memory: what 1,000 people's free time takes in everybody's types, as the allocator counts it.

use std::hint::black_box;

use freebusy_core::{Crowd, IntervalSet};
use peak_alloc::PeakAlloc;

use super::page;
use super::peers::{blaze, cells, int, map, vallum};
use super::versions;
use super::workload::{FIVES, MONTH, Shape, free_sets, pairs};

const PEOPLE: u32 = 1_000;
/// The columns: words and shapes.
const SHAPES: [(&str, Shape); 3] = [
    ("4 weeks", MONTH),
    ("4 weeks, every fifth minute", FIVES),
    ("52 weeks", Shape { weeks: 52, blocks: 1_300, mark: MONTH.mark }),
];

/// How one way of holding sets is told, and how much it takes for a shape, in bytes per person and week.
type Row = (&'static str, fn(Shape) -> f64);

const ROWS: [Row; 7] = [
    ("freebusy, lists", |shape| taken(shape, |sets, _| sets.to_vec())),
    ("freebusy, prepared", |shape| taken(shape, |sets, shape| Crowd::new(sets, shape.window()))),
    ("range-set-blaze", |shape| of_pairs(shape, blaze)),
    ("rangemap", |shape| of_pairs(shape, map)),
    ("int-intervals", |shape| of_pairs(shape, int)),
    ("intervallum", |shape| of_pairs(shape, vallum)),
    ("roaring, runs of quarter hours", |shape| of_pairs(shape, cells)),
];

/// Prints the table.
pub(crate) fn run() {
    let words = SHAPES.map(|(words, _)| words).join(" | ");
    let head = format!("| bytes per person and week | {words} |\n|---|{}", "---|".repeat(SHAPES.len()));
    let rows = ROWS.iter().map(|(name, measure)| {
        let cells = SHAPES.map(|(_, shape)| cell(name, shape, *measure));
        format!("| {name} | {} |", cells.join(" | "))
    });
    let lines: Vec<String> = std::iter::once(head).chain(rows).collect();
    page::put(
        "docs/performance.md",
        "memory",
        &format!("Peers: {}.\n\n{}", versions::line(), lines.join("\n")),
    );
}

/// Roaring's cells are quarter hours, so it has nothing to say about other marks.
fn cell(name: &str, shape: Shape, measure: fn(Shape) -> f64) -> String {
    if name.starts_with("roaring") && shape.mark != MONTH.mark {
        "-".to_owned()
    } else {
        format!("{:.0}", measure(shape))
    }
}

/// What everybody's sets take in a type that is built of plain pairs.
fn of_pairs<T>(shape: Shape, make: fn(&[(i64, i64)]) -> T) -> f64 {
    taken(shape, |sets, _| sets.iter().map(|set| make(&pairs(set))).collect::<Vec<T>>())
}

/// What is held after `make` less what was held before, per person and week.
fn taken<T>(shape: Shape, make: impl FnOnce(&[IntervalSet], Shape) -> T) -> f64 {
    let sets = free_sets(11, usize::try_from(PEOPLE).expect("a small number"), shape);
    let before = PeakAlloc.current_usage();
    let made = black_box(make(&sets, shape));
    let after = PeakAlloc.current_usage();
    drop(made);
    let bytes = u32::try_from(after.saturating_sub(before)).expect("less than four gigabytes");
    assert!(bytes > 0, "the allocator does not count");
    let weeks = f64::from(u32::try_from(shape.weeks).expect("few weeks"));
    f64::from(bytes) / f64::from(PEOPLE) / weeks
}
