//! What sources that only explain add to a participant's evidence: reasons, and never a difference.
//!
//! Their blocks and hours are cut away wherever the participant can be booked as far as the deciding sources go,
//! so every start that works without them works with them, and what does not work keeps its reason.

use std::sync::Arc;

use freebusy_core::{Block, BlockKind, Evidence, Interval, IntervalSet, Participant as Person};

use crate::heard::Heard;
use crate::request::{Participant, Request};

/// Adds what `sources` say to what was decided about starts within `range`.
pub(crate) fn explained<'a>(
    request: &Request,
    (participant, decided): (&Participant, Person),
    sources: impl Iterator<Item = &'a Heard>,
    (range, known): (Interval, Interval),
) -> Person {
    let spared = Spared::of(request, &decided, range);
    let Person { evidence, tentative } = decided;
    let (mut blocks, mut hours) = (evidence.blocks().to_vec(), Arc::clone(evidence.shared_hours()));
    for source in sources {
        blocks.extend(source.blocks().iter().flat_map(|block| spared.cut(block)));
        if let (Some(kept), None) = (source.hours(known), &participant.hours) {
            hours = Arc::new(&*hours & &(&kept | &spared.spans));
        }
    }
    let offers = evidence.offers().iter().cloned();
    Person { evidence: offers.fold(Evidence::sharing(hours, blocks), Evidence::with_offers), tentative }
}

/// The time of all meetings to which the participant can come.
struct Spared {
    spans: IntervalSet,
    /// With the meetings' buffers.
    buffered: IntervalSet,
}

impl Spared {
    fn of(request: &Request, decided: &Person, range: Interval) -> Self {
        let able = decided.starts_despite(request.ignored(), request.meeting, range);
        Self { spans: request.meeting.spans(&able), buffered: request.meeting.buffered_spans(&able) }
    }

    /// What is left of a block beside these meetings. What the source does not know explains nothing.
    fn cut(&self, block: &Block) -> Vec<Block> {
        let spared = match block.kind {
            BlockKind::Busy | BlockKind::Tentative => &self.buffered,
            BlockKind::Unavailable => &self.spans,
            BlockKind::Unknown => return Vec::new(),
        };
        let near: IntervalSet = spared.overlapping(block.interval).iter().copied().collect();
        let left = IntervalSet::from(block.interval).difference(&near);
        left.into_iter().map(|interval| Block { interval, ..block.clone() }).collect()
    }
}
