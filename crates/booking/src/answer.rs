//! What came of a call to a provider.

use std::fmt;

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Booking, Consent, Hold, Rejection};
use serde::{Deserialize, Serialize};

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of [`Op::Verify`](crate::Op::Verify).
    Verify(Verdict),
    /// Of [`Op::Hold`](crate::Op::Hold).
    Hold(Ending<Hold>),
    /// Of [`Op::Release`](crate::Op::Release).
    Release(Ending<()>),
    /// Of [`Op::Create`](crate::Op::Create).
    Create(Ending<Booking>),
    /// Of [`Op::List`](crate::Op::List).
    List(Listing),
    /// Of [`Op::Cancel`](crate::Op::Cancel).
    Cancel(Ending<()>),
}

/// How a call that changes something ended; `why` is for people and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending<T> {
    /// It was carried out.
    Done(T),
    /// It never reached the provider.
    NotSent {
        /// What was in the way.
        why: Box<str>,
    },
    /// The provider, or the limit kept for it here, refused it for now; nothing was done.
    Throttled {
        /// How long to wait.
        wait: Seconds,
    },
    /// The provider refused it and did nothing.
    Rejected {
        /// In which way.
        kind: Rejection,
        /// In which words.
        why: Box<str>,
    },
    /// It may or may not have been carried out.
    Ambiguous {
        /// How it ended.
        why: Box<str>,
    },
}

/// Whether a slot is to be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is offered at this moment, and a booking may be sent.
    Offered,
    /// It is not.
    Gone {
        /// Why, as far as it is known.
        why: Box<str>,
    },
    /// The account may not book before so much time has passed.
    Throttled {
        /// How long to wait.
        wait: Seconds,
    },
    /// It could not be learned. Unknown is not free.
    Unknown {
        /// What was in the way.
        why: Box<str>,
    },
}

/// What is booked at the time of the slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// Every active booking of the leg's event type that touches the slot, all pages of it.
    Complete(Vec<Found>),
    /// It could not be read, or not wholly.
    Unreadable {
        /// What was in the way.
        why: Box<str>,
    },
}

/// A booking in a list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// What the provider calls it.
    pub id: Box<str>,
    /// When it is.
    pub span: Interval,
    /// The mark of the intent that it was made for, where it bears one.
    pub intent: Option<Box<str>>,
    /// The mail address of its attendee, where it is told.
    pub email: Option<Box<str>>,
    /// When it was made, by the provider's clock, where it is told.
    pub created: Option<Timestamp>,
    /// Whether its host still has to agree.
    pub consent: Consent,
    /// The page at which a person can see or cancel it.
    pub page: Option<Box<str>>,
}

/// Shows neither mail address nor page.
impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Found");
        shown.field("id", &self.id).field("span", &self.span).field("intent", &self.intent);
        shown.field("created", &self.created).field("consent", &self.consent).finish_non_exhaustive()
    }
}

impl From<Booking> for Found {
    fn from(booking: Booking) -> Self {
        let Booking { id, span, intent, email, created, consent, page } = booking;
        Self { id, span, intent, email, created, consent, page }
    }
}
