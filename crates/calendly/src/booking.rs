//! Booking through an event type, and what must hold before a booking is sent.
//!
//! Calendly answers a taken slot like a call that is wrong, and neither answer says which field is at fault. So the
//! form is checked here against the event type as it is at that moment, the slot is read afresh, and after a refusal
//! the offered starts decide what was meant.

mod cancel;
mod check;
mod form;
mod list;
mod target;
mod terms;

pub use check::{MOST_GUESTS, Violation, Violations, check};
pub use form::fill;
