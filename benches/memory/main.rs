//! What people's sets take in memory, ours and the peers', per person and week.
//!
//! `cargo bench --bench memory`; the allocator counts, which is why nothing is timed here.

#[path = "../suite/suite.rs"]
mod suite;

#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

fn main() {
    suite::run("memory");
}
