//! A period on its own, of a free/busy row or an RDATE, as a block.

use freebusy_core::BlockKind;

use crate::found::Found;
use crate::span::{Frame, Length};
use crate::tzid::Clocks;
use crate::wire::Period;

/// Adds a period; one whose clock is not known is unknown over all that it could be.
pub(crate) fn gather(
    period: Period,
    kind: BlockKind,
    title: Option<&str>,
    clocks: &Clocks<'_>,
    found: &mut Found,
) {
    let frame = Frame::of(period.start, clocks);
    for length in Length::all(period.start, &[period.ending], clocks) {
        if let Some(extent) = length.extent(frame.first(), &frame) {
            let kind = if extent.certain { kind } else { BlockKind::Unknown };
            found.block(extent.start, extent.end, kind, title);
        }
    }
}
