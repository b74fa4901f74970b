//! What is asked of a provider in the name of a saga.

use std::fmt;

use freebusy_core::Timestamp;
use freebusy_provider::Hold;
use serde::{Deserialize, Serialize};

/// Which leg of a saga, counted from nought in the order of its intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegNo(pub u8);

/// Which call of a saga, counted from one over all of its legs and all of its drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttemptNo(pub u32);

/// A call to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// By which its answer is known.
    pub attempt: AttemptNo,
    /// Whose provider is asked.
    pub leg: LegNo,
    /// What is asked.
    pub op: Op,
}

/// What can be asked of a leg's provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Is the slot to be had at this moment, and may a booking be sent by the account's quotas?
    Verify,
    /// Hold the slot until then.
    Hold {
        /// Until when it is wanted; the provider may give less.
        until: Timestamp,
    },
    /// Give the hold back.
    Release {
        /// What was held.
        hold: Hold,
    },
    /// Book the slot.
    Create {
        /// Which of the leg's bookings this is, from one: a call that never left keeps its number.
        n: u8,
        /// The hold to use up.
        hold: Option<Hold>,
    },
    /// List what is booked at the time of the slot.
    List,
    /// Cancel a booking.
    Cancel {
        /// What the provider calls it.
        booking: Box<str>,
    },
}

impl Op {
    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Hold { .. } => "hold",
            Self::Release { .. } => "release",
            Self::Create { .. } => "create",
            Self::List => "list",
            Self::Cancel { .. } => "cancel",
        }
    }

    /// Whether it changes something at the provider.
    #[must_use]
    pub const fn changes(&self) -> bool {
        match self {
            Self::Verify | Self::List => false,
            Self::Hold { .. } | Self::Release { .. } | Self::Create { .. } | Self::Cancel { .. } => true,
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
