//! Drives the crate from outside: a service that is played, one that breaks every rule of HTTP, and strangers' URLs.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod attempts;
mod faults;
mod redaction;
mod stage;
mod strangers;
