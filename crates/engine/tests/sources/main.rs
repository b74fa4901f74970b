//! Searches over sources that cost requests: what is asked, what that changes, and what it must not change.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod drawn;
mod explaining;
mod hints;
mod lazy;
mod measured;
mod planning;
