//! What people are told of a booking: one vocabulary for the program, the library and every interface to come.

use std::fmt;

use freebusy_core::{Interval, Timestamp};
use serde::{Deserialize, Serialize};

use crate::intent::IntentId;
use crate::record::Concern;
use crate::saga::{Cause, Phase};

/// How a booking stands. "Failed" is no such word: while a leg is not known, nothing has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Every leg is booked.
    #[serde(rename = "confirmed")]
    Confirmed,
    /// It came to nothing, and nobody got mail: nothing was booked, or only what tells nobody, and that was put away.
    #[serde(rename = "aborted:no_trace")]
    AbortedNoTrace,
    /// It came to nothing or was cancelled, and somebody got mail of it.
    #[serde(rename = "aborted:notified")]
    AbortedNotified,
    /// It is still under way, or being looked into.
    #[serde(rename = "pending")]
    Pending,
    /// A person ought to look.
    #[serde(rename = "attention")]
    Attention,
}

impl Status {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::AbortedNoTrace => "aborted:no_trace",
            Self::AbortedNotified => "aborted:notified",
            Self::Pending => "pending",
            Self::Attention => "attention",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All that a person is told of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which it is.
    pub id: IntentId,
    /// How it stands.
    pub status: Status,
    /// Where the protocol is.
    pub phase: Phase,
    /// Why it was given up, where it was.
    pub cause: Option<Cause>,
    /// Why a person ought to look, where one ought to.
    pub concern: Option<Concern>,
    /// When the meeting is.
    pub slot: Interval,
    /// After this no booking is begun.
    pub deadline: Timestamp,
    /// Until when the providers are watched for what may still come to be.
    pub watched_until: Option<Timestamp>,
    /// Its legs, in the order of the intent.
    pub legs: Vec<LegReport>,
}

/// What a person is told of one leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegReport {
    /// For whom.
    pub participant: Box<str>,
    /// Through which source.
    pub source: Box<str>,
    /// How it stands: `idle`, `held`, `creating`, `unverified`, `booked`, `absent`, `cancelled`.
    pub state: Box<str>,
    /// What the provider calls its booking, where one is or was known.
    pub booking: Option<Box<str>>,
    /// The page at which a person can see or cancel it.
    pub page: Option<Box<str>>,
    /// When people may first have heard of it.
    pub notified: Option<Timestamp>,
    /// What was last learned.
    pub evidence: Option<Box<str>>,
    /// When that was.
    pub evidence_at: Option<Timestamp>,
}
