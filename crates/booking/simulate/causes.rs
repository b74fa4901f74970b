//! Why meetings came to nothing: what the machine says, beside what is true in its world.

use freebusy_booking::{Cause, Fact, LegNo, Record};

use crate::provider::{Maker, Provider};

/// How many kinds of causes are told apart.
pub(crate) const KINDS: usize = 13;

/// Their names: the cause that was written down, and what the world says of it.
pub(crate) const NAMES: [&str; KINDS] = [
    "taken: is",
    "taken: free",
    "refused",
    "forbidden",
    "quota",
    "far: down",
    "far: up",
    "lost: taken",
    "lost: free",
    "late: down",
    "late: up",
    "asked",
    "abandoned",
];

/// How often each kind of cause came about, by its number.
pub(crate) type Causes = [u64; KINDS];

/// The last cause that was written down.
pub(crate) fn cause(records: &[Record]) -> Option<&Cause> {
    records.iter().rev().find_map(|record| match &record.fact {
        Fact::Entered { cause, .. } => cause.as_ref(),
        _ => None,
    })
}

/// The number of a cause, given what is true of the services of its saga.
pub(crate) fn kind<'a>(
    cause: &Cause,
    ours: Maker,
    of: impl Fn(LegNo) -> Option<&'a Provider>,
    all: impl IntoIterator<Item = &'a Provider>,
) -> usize {
    let taken = |leg: &LegNo| of(*leg).is_some_and(|it| it.has_others(ours));
    let down = |leg: &LegNo| of(*leg).is_some_and(Provider::was_down);
    match cause {
        Cause::Taken { leg, .. } => usize::from(!taken(leg)),
        Cause::Refused { .. } => 2,
        Cause::NotAllowed { .. } => 3,
        Cause::Quota { .. } => 4,
        Cause::Unreachable { leg, .. } => 5 + usize::from(!down(leg)),
        Cause::Lost { leg } => 7 + usize::from(!taken(leg)),
        Cause::Deadline => 9 + usize::from(!all.into_iter().any(Provider::was_down)),
        Cause::Asked { .. } => 11,
        Cause::Abandoned => 12,
    }
}
