//! How many instructions the core takes for its main operations, and whether that has grown.
//!
//! `cargo bench -p freebusy-core --bench instructions` counts under valgrind's callgrind, whatever else the machine does,
//! and compares with `recorded.txt`; with `-- --record` it writes the counts there. The core is built without its
//! features, so that the counts are the same on every x86-64.

mod count;
mod operations;
#[path = "../suite/ours.rs"]
mod ours;
mod record;
#[path = "../suite/workload.rs"]
#[allow(dead_code, reason = "the benches beside the peers need more of the workload")]
mod workload;

use std::process::ExitCode;

use count::{Count, Counted};
use operations::{OPERATIONS, Operation};

/// By how many times its record a count may grow, or fall, before that is told.
const TOLERANCE: f64 = 1.05;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let wanted = arguments.iter().find_map(|argument| argument.strip_prefix(count::OPERATION));
    match wanted {
        Some(name) => count::run(operations::find(name)),
        None if has("--bench") => return gate(has("--record")),
        None => OPERATIONS.iter().for_each(count::run),
    }
    ExitCode::SUCCESS
}

/// Counts every operation; compares the counts with the record, or makes them the record.
fn gate(records: bool) -> ExitCode {
    let required = std::env::var_os("FREEBUSY_REQUIRE_VALGRIND").is_some_and(|value| value == "1");
    let mut counts = Vec::new();
    for operation in &OPERATIONS {
        match count::count(operation) {
            Counted::Steady(count) => counts.push(count),
            Counted::WithoutValgrind if required => {
                eprintln!("valgrind is not installed, and FREEBUSY_REQUIRE_VALGRIND asks for it; install it");
                return ExitCode::FAILURE;
            }
            Counted::WithoutValgrind => {
                println!("SKIPPED: valgrind is not installed");
                return ExitCode::SUCCESS;
            }
            Counted::Unsteady(first, second) => {
                eprintln!("`{}` takes {first} instructions and then {second}; find out why", operation.name);
                return ExitCode::FAILURE;
            }
        }
    }
    if records {
        record::write(&counts);
    }
    judge(&counts)
}

/// Prints every count beside its record and its limit; fails when one is above either.
fn judge(counts: &[Count]) -> ExitCode {
    let recorded = record::read();
    let (mut failed, mut fallen) = (false, false);
    println!("| operation | instructions | recorded | limit | |\n|---|---|---|---|---|");
    for Count { operation, each } in counts {
        let known = recorded.get(operation.name).copied();
        let verdict = verdict(operation, *each, known);
        failed |= matches!(verdict, Verdict::New | Verdict::Grown | Verdict::AboveLimit);
        fallen |= verdict == Verdict::Fallen;
        println!(
            "| {}, {} | {each:.1} | {} | {} | {} |",
            operation.name,
            operation.unit,
            known.map_or_else(|| "-".to_owned(), |known| format!("{known:.1}")),
            operation.most.map_or_else(|| "-".to_owned(), |most| format!("{most:.0}")),
            verdict.text(),
        );
    }
    if failed || fallen {
        println!(
            "after a change that is meant: cargo bench -p freebusy-core --bench instructions -- --record"
        );
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What a count means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Same,
    Fallen,
    Grown,
    AboveLimit,
    New,
}

impl Verdict {
    const fn text(self) -> &'static str {
        match self {
            Self::Same => "as recorded",
            Self::Fallen => "FALLEN by more than 5 %: record it",
            Self::Grown => "GROWN by more than 5 %",
            Self::AboveLimit => "ABOVE THE LIMIT",
            Self::New => "NOT RECORDED",
        }
    }
}

fn verdict(operation: &Operation, each: f64, recorded: Option<f64>) -> Verdict {
    match recorded {
        _ if operation.most.is_some_and(|most| each > most) => Verdict::AboveLimit,
        None => Verdict::New,
        Some(recorded) if each > recorded * TOLERANCE => Verdict::Grown,
        Some(recorded) if each * TOLERANCE < recorded => Verdict::Fallen,
        Some(_) => Verdict::Same,
    }
}
