//! What a search over services costs beyond the services' own time, and how many requests it sends.
//!
//! The sandbox serves on loopback from threads of its own; the search runs on one thread, as in the program. Beside it
//! stand the same requests by a bare client, each after the same answers and with its body thrown away, and the same
//! search over recorded answers, which leaves decoding and the engine.
//!
//! `cargo bench --bench services`; the counts come first.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod bare;
mod cast;
mod counts;
#[path = "../../tests/stage/crowd.rs"]
mod crowd;
#[path = "../../tests/stage/runtime.rs"]
mod runtime;
#[path = "../../tests/stage/services.rs"]
mod services;
mod tape;
mod timed;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, counts::requests, timed::pair, timed::crowd);
criterion_main!(benches);
