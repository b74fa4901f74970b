//! What a script can let go wrong: for each kind of call, for a write and for a take-over, every outcome by its number.

use freebusy_booking::{Op, Sequence};
use freebusy_provider::Rejection::{HoldLapsed, Invalid, Plan, Taken, Unauthorised};

use crate::fault::Applied::{After, Never, Now};
use crate::fault::Fault::{
    self, CrashAfter, CrashBefore, Lagging, Lost, NotSent, Refused, Rival, Stall, Throttled, Undone,
};
use crate::fault::Write;

/// A wait that ends before the deadline of a script's saga.
const SHORT: i64 = 20_000;
/// A wait that ends after a lease has run out, and before the deadline.
const LEASE: i64 = 50_000;
/// A wait that ends just after what was sent is given up for lost, had its driver not been doubted.
const SETTLED: i64 = 80_000;
/// A wait that ends after the deadline.
const LONG: i64 = 600_000;

const VERIFY: [Fault; 11] = [
    NotSent,
    Lost(Never),
    Throttled(SHORT),
    Throttled(LONG),
    Refused(Taken),
    Rival,
    Undone,
    CrashBefore,
    CrashAfter(Now),
    Stall(LEASE),
    Stall(LONG),
];

const HOLD: [Fault; 16] = [
    NotSent,
    Throttled(SHORT),
    Throttled(LONG),
    Refused(Taken),
    Refused(Invalid),
    Refused(Unauthorised),
    Refused(Plan),
    Lost(Never),
    Lost(Now),
    Lost(After(SHORT)),
    Rival,
    CrashBefore,
    CrashAfter(Now),
    CrashAfter(After(SHORT)),
    Stall(LEASE),
    Stall(LONG),
];

const CREATE: [Fault; 24] = [
    NotSent,
    Throttled(SHORT),
    Throttled(LONG),
    Refused(Taken),
    Refused(Invalid),
    Refused(Unauthorised),
    Refused(Plan),
    Refused(HoldLapsed),
    Lost(Never),
    Lost(Now),
    Lost(After(SHORT)),
    Lost(After(LEASE)),
    Lost(After(SETTLED)),
    Lost(After(LONG)),
    Rival,
    Undone,
    CrashBefore,
    CrashAfter(Never),
    CrashAfter(Now),
    CrashAfter(After(SHORT)),
    CrashAfter(After(SETTLED)),
    CrashAfter(After(LONG)),
    Stall(LEASE),
    Stall(LONG),
];

const LIST: [Fault; 10] = [
    Lost(Never),
    Throttled(SHORT),
    Throttled(LONG),
    Lagging,
    Rival,
    Undone,
    CrashBefore,
    CrashAfter(Now),
    Stall(LEASE),
    Stall(LONG),
];

const CANCEL: [Fault; 15] = [
    NotSent,
    Throttled(SHORT),
    Throttled(LONG),
    Refused(Invalid),
    Refused(Unauthorised),
    Lost(Never),
    Lost(Now),
    Lost(After(SHORT)),
    Lost(After(LONG)),
    Undone,
    CrashBefore,
    CrashAfter(Never),
    CrashAfter(Now),
    Stall(LEASE),
    Stall(LONG),
];

const RELEASE: [Fault; 8] = [
    NotSent,
    Throttled(SHORT),
    Refused(Invalid),
    Lost(Never),
    Lost(Now),
    CrashBefore,
    CrashAfter(Now),
    Stall(LEASE),
];

const WRITE: [Write; 3] = [Write::CrashBefore, Write::CrashAfter, Write::PowerAfter];

/// How much later than it could a saga without a driver is taken over.
const START: [i64; 3] = [SHORT, LONG, 2 * LONG];

/// Faults at points of a run: calls, writes and take-overs are counted together from nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) variant: Variant,
    pub(crate) faults: [Place; 3],
}

/// A point of a run, and the number of an outcome there.
pub(crate) type Place = (u32, u32);

/// A point that no run reaches.
pub(crate) const NEVER: Place = (u32::MAX, 0);

/// Which saga of two legs it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    /// What the first leg, without holds, makes of a second booking.
    pub(crate) first: Slots,
    /// What the second leg, with holds, makes of one.
    pub(crate) second: Slots,
    /// Whether the second leg's service keeps to its holds.
    pub(crate) holds: Holds,
    /// Whether the services give back the mark of a booking.
    pub(crate) marks: Marks,
    /// In which order the legs are booked.
    pub(crate) sequence: Sequence,
    /// When a person wants it undone, in milliseconds.
    pub(crate) cancelled: Option<i64>,
}

/// How many bookings a slot takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slots {
    /// One.
    One,
    /// Several.
    Seats,
    /// One, once the host has agreed; until then any number.
    Consent,
}

/// Whether a booking bears its mark when it is found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    Echoed,
    Dropped,
}

/// What holds are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Honoured,
    Advice,
}

const PLAIN: Variant = Variant {
    name: "plain, holds honoured",
    first: Slots::One,
    second: Slots::One,
    holds: Holds::Honoured,
    marks: Marks::Echoed,
    sequence: Sequence::Safest,
    cancelled: None,
};

/// All of them.
pub(crate) const VARIANTS: [Variant; 10] = [
    PLAIN,
    Variant { name: "plain, holds are advice", holds: Holds::Advice, ..PLAIN },
    Variant { name: "seats on the first leg", first: Slots::Seats, ..PLAIN },
    Variant {
        name: "seats on both, advice",
        first: Slots::Seats,
        second: Slots::Seats,
        holds: Holds::Advice,
        ..PLAIN
    },
    Variant { name: "second leg wants consent", second: Slots::Consent, ..PLAIN },
    Variant { name: "marks do not come back", marks: Marks::Dropped, ..PLAIN },
    Variant { name: "held leg first", sequence: Sequence::AsGiven, ..PLAIN },
    Variant { name: "cancelled on the way", cancelled: Some(1_500), ..PLAIN },
    Variant { name: "cancelled once confirmed", cancelled: Some(1_200_000), ..PLAIN },
    Variant { name: "seats, cancelled", first: Slots::Seats, cancelled: Some(1_200_000), ..PLAIN },
];

impl Script {
    /// The run of a variant in which nothing goes wrong.
    pub(crate) const fn plain(variant: Variant) -> Self {
        Self { variant, faults: [NEVER; 3] }
    }

    /// What goes wrong at a point, if anything does.
    pub(crate) fn at(&self, point: u32) -> Option<usize> {
        let here = self.faults.iter().find(|(at, _)| *at == point);
        here.and_then(|(_, outcome)| usize::try_from(*outcome).ok())
    }
}

/// What may become of a call.
pub(crate) const fn of_call(op: &Op) -> &'static [Fault] {
    match op {
        Op::Verify => &VERIFY,
        Op::Hold { .. } => &HOLD,
        Op::Create { .. } => &CREATE,
        Op::List => &LIST,
        Op::Cancel { .. } => &CANCEL,
        Op::Release { .. } => &RELEASE,
    }
}

/// What may become of a write.
pub(crate) const fn of_write() -> &'static [Write] {
    &WRITE
}

/// How much later a saga may be taken over.
pub(crate) const fn of_start() -> &'static [i64] {
    &START
}
