//! The algebra and the path beside their peers, on one seeded workload, with inputs that rotate so that no branch
//! predictor learns them. Contenders' results are checked to be equal before anything is timed.
//!
//! `cargo bench --bench algebra`; figures count per call, ratios are what to read.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

mod path;
mod peers;
mod sets;
mod workload;

use criterion::{criterion_group, criterion_main};

criterion_group!(
    benches,
    sets::normalise,
    sets::intersect_two,
    sets::union_two,
    sets::subtract,
    sets::complement,
    sets::common_to_many,
    path::expand_hours,
    path::recur,
    path::cut_slots,
    path::end_to_end
);
criterion_main!(benches);
