//! Where a saga can be on its way, and why it can be given up.

use freebusy_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::LegNo;

/// Where a saga is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It is written down; nothing was done yet.
    Planned,
    /// Slots that can be held are verified and held.
    Holding,
    /// Every leg is verified afresh.
    Verifying,
    /// Legs are booked, one after the other.
    Committing,
    /// Every leg is booked. Holds are given back.
    Confirmed,
    /// What is booked, or may be, is undone.
    Compensating,
    /// Nothing is booked. What may still come to be is watched for.
    Aborted,
}

/// Why a saga was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A slot was no longer to be had.
    Taken {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// A provider refused the booking otherwise.
    Refused {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// The credential or the plan of an account does not allow it.
    NotAllowed {
        /// Whose.
        leg: LegNo,
        /// In which words.
        why: Box<str>,
    },
    /// An account may book no more for now.
    Quota {
        /// Whose.
        leg: LegNo,
        /// When it may again.
        opens: Timestamp,
    },
    /// It could not be learned whether a slot is to be had, or a provider could not be reached.
    Unreachable {
        /// Whose.
        leg: LegNo,
        /// What was in the way.
        why: Box<str>,
    },
    /// A booking was sent, is not there, and may not be sent again.
    Lost {
        /// Whose.
        leg: LegNo,
    },
    /// It took too long.
    Deadline,
    /// Somebody wanted it undone.
    Asked {
        /// Why.
        reason: Box<str>,
    },
    /// A person has dealt with it at the services.
    Abandoned,
}
