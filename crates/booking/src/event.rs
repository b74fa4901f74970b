//! What happens to a saga, and what it wants done.

use freebusy_core::Timestamp;

use crate::answer::Answer;
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
