//! Calendly's adapter against answers written by hand, without a socket.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]
#![expect(clippy::needless_pass_by_value, reason = "answers are written where they are used")]

mod booking;
mod endpoints;
mod fake;
mod form;
mod hostile;
mod listed;
mod open;
mod terms;
