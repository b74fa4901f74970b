//! Drives the crate from outside: calendars as text, findings as lines such as `busy 12-01T09:00/12-01T10:00`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, in its helpers too"
)]

mod damage;
mod events;
mod feeds;
mod files;
mod free_busy;
mod garbled;
mod hostile;
mod invitation;
mod model;
mod overrides;
mod recurring;
mod support;
mod zones;
