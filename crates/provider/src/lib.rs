//! The port of freebusy: what may be asked of any calendar, and how it may fail.
//!
//! An adapter implements [`Provider`] and hands out the roles it can play. A role it cannot play is a `None`
//! that the caller sees before it asks, never a method that answers "unsupported". The port knows no
//! calendar, no HTTP and no runtime: futures are plain, and nothing is spawned.
//!
//! What an adapter could not fetch or understand it says: as an [`Error`] for the whole window, or as blocks
//! of kind `Unknown` with a [`Problem`] beside them. It never leaves such time out, for time that is left out
//! counts as free.

mod availability;
mod booking;
mod error;
mod limits;
pub mod memory;

use std::fmt;

pub use availability::{AvailabilitySource, Finding, Findings, Problem, Query, Titles};
pub use booking::{
    Answer, Attendee, Booking, BookingRequest, BookingTarget, Consent, Duplicates, Form, Hold, HoldTarget,
    Mail, Need, Outcome, Place, PlaceChoice, Question, Quota, Rejection, Seats, Terms,
};
pub use error::{Error, ErrorKind, Retry};
pub use futures_core::future::BoxFuture;
pub use limits::{Cost, Limits, WindowStart};

/// A calendar of one person at one service, or a stand-in for it.
pub trait Provider: fmt::Debug + Send + Sync {
    /// What the source is called in answers and messages: `ics:calendars/ana.ics`, `calendly:bo/30min`.
    fn id(&self) -> &str;

    /// What one call may ask.
    fn limits(&self) -> Limits;

    /// The role that every provider plays: telling when its person is free.
    fn availability(&self) -> &dyn AvailabilitySource;

    /// Making bookings, where its person can be booked through it.
    fn booking(&self) -> Option<&dyn BookingTarget> {
        None
    }

    /// Holding slots, where it can.
    fn holds(&self) -> Option<&dyn HoldTarget> {
        None
    }
}
