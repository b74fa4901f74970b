//! The starts that an event type offers, by the core's own algebra.

use freebusy_core::{Interval, Schedule, Seconds, Timestamp, ZoneRules};

/// What decides which starts there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The hours, and the zone they are kept in.
    pub(crate) schedule: &'a Schedule,
    pub(crate) zone: &'a ZoneRules,
    /// The zone on whose clock the grid is counted.
    pub(crate) grid_zone: &'a ZoneRules,
    pub(crate) length: Seconds,
    /// Minutes from one start to the next.
    pub(crate) increment: u32,
    /// Minutes to be kept clear around the meeting.
    pub(crate) before: u32,
    pub(crate) after: u32,
    /// The earliest start that the notice allows, and where the offers end.
    pub(crate) earliest: Timestamp,
    pub(crate) latest: Timestamp,
}

/// The offered starts in `window` when `taken` is taken, buffers of the other meetings already added.
pub(crate) fn offered(rules: Rules<'_>, taken: &[Interval], window: Interval) -> Vec<Timestamp> {
    let _ = (rules, taken, window);
    Vec::new()
}
