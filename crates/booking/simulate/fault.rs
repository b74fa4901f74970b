//! What can go wrong with a call or a write.

use freebusy_provider::Rejection;

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It goes as it should.
    None,
    /// It never leaves.
    NotSent,
    /// It is put off.
    Throttled(i64),
    /// It is refused, whatever the provider would have said.
    Refused(Rejection),
    /// Somebody else is faster.
    Rival,
    /// Its answer is lost, or says nothing.
    Lost(Applied),
    /// The driver dies before it sends it.
    CrashBefore,
    /// The driver dies after it was sent.
    CrashAfter(Applied),
    /// A gateway sends it twice, and its answer is lost.
    Twice,
    /// A list shows nothing that is younger than half a minute.
    Lagging,
    /// The host cancels what is booked: before the call, or after it where it books.
    Undone,
    /// The driver stands still before it sends it.
    Stall(i64),
}

/// Whether, and when, a call whose answer is lost is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Never,
    Now,
    After(i64),
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Fine,
    /// The driver dies and nothing was written.
    CrashBefore,
    /// It was written and the driver dies before it knows.
    CrashAfter,
    /// It was written, the driver goes on, and then all power is lost.
    PowerAfter,
}
