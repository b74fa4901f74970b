//! Why a driver could not go on.

use freebusy_booking::{Claimant, Fault, IntentId, JournalError};
use freebusy_core::Timestamp;

/// Why a driver could not begin or go on. What becomes of a booking itself is never an error but a
/// [`Report`](freebusy_booking::Report).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The journal could not be read or written: nothing was begun that it does not know of.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The intent itself is wrong.
    #[error(transparent)]
    Intent(#[from] Fault),
    /// The same key was used for another request.
    #[error("this idempotency key was used for another booking, `{0}`; choose another key")]
    KeyReused(IntentId),
    /// Another booking has claimed a host for an overlapping time.
    #[error("`{}` is being booked or is booked for an overlapping time by `{}`", .0.host, .0.intent)]
    Claimed(Claimant),
    /// There is no booking of that name.
    #[error("there is no booking `{0}`; `freebusy bookings list` shows them")]
    Unknown(IntentId),
    /// Another run drives it.
    #[error("another run is at work on this booking until {until:?}; try again after that")]
    Busy {
        /// Until when its lease holds.
        until: Timestamp,
    },
    /// The driver was told to stop, and begins nothing.
    #[error("the program is stopping and begins no booking; ask again once it runs")]
    Stopping,
}
