//! The laws of the group's search, each against a slow and obvious model of half-minute cells.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod cutting;
mod diagnosing;
mod model;
mod solving;
