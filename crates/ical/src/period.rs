//! A period on its own, of a free/busy row or an RDATE, as a block.

use freebusy_core::BlockKind;

use crate::found::Found;
use crate::problem::Place;
use crate::span::{Frame, Length};
use crate::tzid::Clocks;
use crate::wire::Period;

/// What is said of time that ends before it starts.
pub(crate) const REVERSED: &str =
    "the end (DTEND, DURATION) lies before the start; the time between is unknown";

/// What takes the time of a period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'a> {
    pub(crate) kind: BlockKind,
    pub(crate) title: Option<&'a str>,
    pub(crate) place: Place<'a>,
}

/// Adds a period; one whose clock is not known is unknown over all that it could be.
pub(crate) fn gather(period: Period, taken: Taken<'_>, clocks: &Clocks<'_>, found: &mut Found) {
    let frame = Frame::of(period.start, clocks);
    for length in Length::all(period.start, &[period.ending], clocks) {
        if length.is_reversed() {
            found.problems.add(taken.place, REVERSED);
        }
        if let Some(extent) = length.extent(frame.first(), &frame) {
            let kind = if extent.certain { taken.kind } else { BlockKind::Unknown };
            found.block(extent.start, extent.end, kind, taken.title);
        }
    }
}
