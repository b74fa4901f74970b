//! When a driver stops working on a saga.

use freebusy_booking::{Standing, Status};
use freebusy_core::{Seconds, Timestamp};

/// What is due within this time is waited for before a run ends.
const SOON: Seconds = Seconds::new(5).expect("it is not negative");

/// When a driver stops working on a saga.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Once people can be told how it ended: confirmed, given up, or in need of attention.
    Told,
    /// Once nothing at all is left to do, the watch over a saga that was given up included.
    Done,
}

impl Stop {
    /// Whether a saga that stands so at this time, with no call under way, needs no more work for now.
    pub(crate) fn is_reached(self, standing: Standing, now: Timestamp) -> bool {
        let settled = match standing.status {
            Status::Confirmed | Status::AbortedNoTrace | Status::AbortedNotified | Status::Attention => true,
            Status::Pending => false,
        };
        match (self, standing.next) {
            (_, None) => true,
            (Self::Told, Some(next)) => settled && now + SOON < next,
            (Self::Done, Some(_)) => false,
        }
    }
}
