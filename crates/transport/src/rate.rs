//! Rates: token buckets that a credential's calls share.

use std::time::Duration;

/// How many calls in how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many calls, at least one.
    pub calls: u32,
    /// In how long.
    pub per: Duration,
}

/// What the number in a reset header counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetUnit {
    /// Seconds until the limit is lifted.
    Seconds,
    /// Either that or the Unix time at which it is: told apart by size.
    SecondsOrUnixTime,
}

/// A token bucket, shared by every route of one credential.
#[derive(Debug)]
pub struct Bucket {
    rate: Rate,
}

impl Bucket {
    /// A bucket that is full.
    #[must_use]
    pub const fn new(rate: Rate) -> Self {
        Self { rate }
    }

    /// The rate in force.
    #[must_use]
    pub const fn rate(&self) -> Rate {
        self.rate
    }
}
