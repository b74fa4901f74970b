//! The program as a process: start-up, reading, zones, search and writing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion};

use crate::GROUPS;
use crate::document::document;
use crate::request::Ask;

/// How long the program takes from a document to its answer, beside how long it takes to tell its version.
pub(crate) fn answers_a_document(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is room for documents");
    let mut group = criterion.benchmark_group("program");
    group.bench_function("version", |bencher| bencher.iter(|| run(&["--version".as_ref()])));
    for (people, _) in GROUPS {
        for ask in Ask::EACH {
            let file = folder.path().join(format!("{people}.json"));
            fs::write(&file, document(1, people, ask)).expect("a document can be written");
            group.bench_function(BenchmarkId::new(ask.name(), people), |bencher| {
                bencher.iter(|| answer(&file, ask));
            });
        }
    }
    group.finish();
}

fn answer(file: &Path, ask: Ask) {
    let explain: &[&Path] = if ask == Ask::Why { &["--explain".as_ref()] } else { &[] };
    run(&[&["find".as_ref(), file, "--json".as_ref()], explain].concat());
}

fn run(arguments: &[&Path]) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_freebusy"));
    let run = program.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).status();
    assert!(run.is_ok_and(|status| status.success()), "the program finds slots");
}
