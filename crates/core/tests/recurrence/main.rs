//! Recurrence: the examples of the standard, the laws against a slow model, and hostile rules.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may fail loudly"
)]

mod examples;
#[cfg(feature = "rrule")]
mod guarded;
mod hostile;
mod laws;
mod model;
