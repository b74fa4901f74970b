//! The whole of a search, end to end: in memory from a parsed request to slots, and as a process from a document to
//! its answer on stdout, for 2, 88 and 1,000 people over four weeks.
//!
//! `cargo bench --bench whole`; the inputs rotate, and are the workload of the other benches.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

mod document;
mod program;
mod request;
#[path = "../suite/workload.rs"]
#[allow(dead_code, reason = "the other benches need more of it")]
mod workload;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use freebusy_engine::find;
use futures_executor::block_on;

use crate::request::{Ask, request};

/// How many people, and how many groups of so many take turns.
const GROUPS: [(usize, usize); 3] = [(2, 256), (88, 16), (1_000, 3)];

fn find_in_memory(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("find");
    for (people, inputs) in GROUPS {
        for ask in Ask::EACH {
            let requests: Vec<_> = (1..).take(inputs).map(|seed| request(seed, people, ask)).collect();
            let mut turn = requests.iter().cycle();
            group.bench_function(BenchmarkId::new(ask.name(), people), |bencher| {
                bencher.iter(|| turn.next().map(|request| black_box(block_on(find(black_box(request))))));
            });
        }
    }
    group.finish();
}

criterion_group!(
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = find_in_memory, program::answers_a_document
);
criterion_main!(benches);
