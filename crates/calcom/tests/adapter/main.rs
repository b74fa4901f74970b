//! Drives the adapter over a service in memory: what is sent, and what is made of the answers.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod booking;
mod calls;
mod hold;
mod listed;
mod malformed;
mod open;
mod server;
mod terms;
