//! What happens to a saga, and what it wants done.

use std::fmt;

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Booking, Consent, Hold, Rejection};
use serde::{Deserialize, Serialize};

use crate::call::{AttemptNo, Call};
use crate::intent::IntentId;
use crate::record::Record;

/// Something that happened, and when.
///
/// Times of one saga never run backwards: a saga takes the latest that it has seen for the present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, by the driver's clock.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
}

/// What can happen to a saga.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Time passed: the beginning, or what [`Command::Wake`] asked for.
    Tick,
    /// Another driver, or another run of the same, has taken the saga from the journal: whatever call had no answer
    /// will never have one.
    TakenOver,
    /// A call was answered. An answer to a call that has one already, or that was made before the saga was taken
    /// over, is ignored.
    Answered {
        /// Which call.
        attempt: AttemptNo,
        /// What came of it.
        answer: Answer,
    },
    /// Somebody wants the booking undone.
    CancelAsked {
        /// Why; the providers tell it to the attendee.
        reason: Box<str>,
    },
    /// Somebody wants to know whether a confirmed booking still stands: every leg is listed once.
    AuditAsked,
    /// A person has looked at what needed attention and set it right at the provider: what has no answer is asked
    /// again from the beginning of its schedule.
    ResumeAsked,
    /// The booking whose place this one takes is undone.
    Replaced,
    /// A person has dealt with it at the services and wants it closed.
    AbandonAsked,
    /// The driver is about to stop: what is answered is written down, nothing new is begun.
    Stopping,
}

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

/// What a saga wants done, in this order and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write this down, durably, before anything that comes after it. Records that stand together are written
    /// together. When that fails nothing of what follows is done, and the saga is dropped: the journal is the truth.
    Record(Record),
    /// Make this call, and tell what came of it by [`Happening::Answered`].
    Call(Call),
    /// Undo the booking of another intent, whose place this one has taken, and tell by [`Happening::Replaced`].
    Undo(IntentId),
    /// Step again at that time by [`Happening::Tick`]; an earlier step replaces it.
    Wake(Timestamp),
}
