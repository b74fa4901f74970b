//! Slots as JSON, one a line: `jq`, `head` and `wc -l` mean what they say. The diagnosis is for people, on stderr.

use std::io::{self, Write};

use freebusy_engine::Answer;

use super::Frame;
use super::json::slot_line;

/// Writes every slot on a line of its own.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    answer.slots.iter().try_for_each(|slot| slot_line(out, frame, slot))
}
