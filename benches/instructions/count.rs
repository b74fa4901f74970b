//! Counting: the program runs itself under callgrind, which collects within one function alone.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::operations::{Operation, Prepared};

/// The argument that names the operation to be run; its name follows.
pub(crate) const OPERATION: &str = "--operation=";

/// How much a second count may differ from the first, as a part of it.
const UNSTEADY: f64 = 0.001;

/// The instructions of one unit of an operation.
pub(crate) struct Count {
    pub(crate) operation: &'static Operation,
    pub(crate) each: f64,
}

/// What came of counting.
pub(crate) enum Counted {
    /// Twice the same.
    Steady(Count),
    /// Twice, and not the same.
    Unsteady(f64, f64),
    /// There is nothing to count with.
    WithoutValgrind,
}

/// Counts an operation twice.
pub(crate) fn count(operation: &'static Operation) -> Counted {
    let Some(first) = count_once(operation) else { return Counted::WithoutValgrind };
    let Some(second) = count_once(operation) else { return Counted::WithoutValgrind };
    if (first - second).abs() > first * UNSTEADY {
        return Counted::Unsteady(first, second);
    }
    let Prepared { units, .. } = (operation.prepare)();
    Counted::Steady(Count { operation, each: first / f64::from(units) })
}

/// The instructions of one run; `None` without valgrind.
fn count_once(operation: &Operation) -> Option<f64> {
    let own = std::env::current_exe().expect("a program has a path");
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("callgrind.{}", operation.name));
    let mut valgrind = Command::new("valgrind");
    // Nothing of the caller's environment can move the stack or choose another allocator.
    for (name, _) in std::env::vars_os() {
        if name != "PATH" && name != "VALGRIND_LIB" {
            valgrind.env_remove(name);
        }
    }
    let output = valgrind
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*instructions*measured*"])
        .arg(format!("--callgrind-out-file={}", written.display()))
        .arg(own)
        .arg(format!("{OPERATION}{}", operation.name))
        .output();
    match output {
        Ok(output) if output.status.success() => Some(total(&written)),
        Ok(output) => panic!("valgrind fails: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("cannot run valgrind: {error}"),
    }
}

/// The total that callgrind wrote down.
fn total(written: &Path) -> f64 {
    let text = std::fs::read_to_string(written).expect("callgrind writes where it is told to");
    let line = text.lines().find_map(|line| line.strip_prefix("totals: ")).expect("callgrind gives a total");
    let total: f64 = line.trim().parse().expect("a total is a number");
    assert!(total > 0.0, "callgrind saw nothing of the measured function; was it inlined?");
    total
}

/// Runs an operation once unseen, so that everything that is made only once is there, and once to be counted.
pub(crate) fn run(operation: &Operation) {
    let Prepared { mut call, .. } = (operation.prepare)();
    call();
    measured(&mut *call);
}

/// The function within which callgrind collects; what it calls must not bear its name.
#[inline(never)]
fn measured(call: &mut dyn FnMut()) {
    call();
}
