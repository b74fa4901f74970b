//! The laws of many people's sets: every kernel against a slow and obvious model that knows no cells.
//!
//! `FREEBUSY_CASES` is how many cases each law is tried on; without it, 2,000.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod asking;
mod changing;
mod keeping;
mod model;
mod slices;
