//! Calendly's adapter against answers written by hand, without a socket.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod booking;
mod endpoints;
mod fake;
mod form;
mod hostile;
mod listed;
mod open;
