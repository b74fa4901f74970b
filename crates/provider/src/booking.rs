//! The roles that only some providers play: making and cancelling bookings, and holding a slot for a moment.
//!
//! A call that changes something can end in more ways than well and badly: it may not have left, and it may
//! have been carried out without our learning of it. [`Outcome`] keeps these apart, for what must happen next
//! differs; an adapter that cannot tell says [`Outcome::Ambiguous`].

use std::time::Duration;

use freebusy_core::{Interval, Seconds, Timestamp};
use futures_core::future::BoxFuture;

use crate::error::Error;

/// How a call that changes something ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was carried out.
    Ok(T),
    /// It never reached the provider; sending it again is safe.
    NotSent(Error),
    /// The provider refused it for now and did nothing; sending it again after this time is safe.
    Throttled(Duration),
    /// The provider refused it and did nothing; sending it again is of no use.
    Rejected(Rejection, Error),
    /// It may or may not have been carried out: look before doing anything else, and never send it again blindly.
    Ambiguous(Error),
}

/// Why a provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// The slot is no longer to be had, or what was to be changed is no longer there.
    Taken,
    /// The call itself is wrong.
    Invalid,
    /// The credential does not reach this far.
    Unauthorised,
    /// The account's plan or quota does not allow it.
    Plan,
}

/// The person invited to a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// The name by which the provider greets them.
    pub name: Box<str>,
    /// Where its mail goes.
    pub email: Box<str>,
    /// The IANA name of the zone in which times are shown to them.
    pub zone: Box<str>,
}

/// A booking that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingRequest {
    /// When the meeting starts.
    pub start: Timestamp,
    /// How long it is.
    pub length: Seconds,
    /// Who is invited.
    pub attendee: Attendee,
    /// The mark by which the booking is known as ours when it is found again.
    pub intent: Box<str>,
}

/// A booking that the provider has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// What the provider calls it.
    pub id: Box<str>,
    /// When it is.
    pub span: Interval,
    /// The mark with which it was made, where the provider gives it back.
    pub intent: Option<Box<str>>,
}

/// A short claim on a slot that lapses by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// What the provider calls it.
    pub id: Box<str>,
    /// Until when it holds.
    pub until: Timestamp,
}

/// A provider through which meetings can be booked.
pub trait BookingTarget: Send + Sync {
    /// Whether the provider itself refuses a second booking of the same slot.
    fn dedupes_creates(&self) -> bool;

    /// Creates a booking, using up `hold` where there is one.
    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>>;

    /// Every active booking that lies in or reaches into `window`.
    ///
    /// # Errors
    /// When the list could not be read completely: a shorter list would say that a booking is not there.
    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>>;

    /// Cancels a booking; one that is cancelled already counts as carried out.
    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>>;
}

/// A provider that can hold a slot.
pub trait HoldTarget: Send + Sync {
    /// Holds the slot until `until`, as near as the provider allows: the hold that comes back tells until when.
    fn hold<'a>(&'a self, slot: Interval, until: Timestamp) -> BoxFuture<'a, Outcome<Hold>>;

    /// Gives a hold back before it lapses; one that has lapsed counts as carried out.
    fn release<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Outcome<()>>;
}
