//! Something that stands in the way of a meeting, with its provenance in words.

use freebusy_core::{Block, BlockKind, Cause, Interval};

use crate::request::Participant;

/// Something that stands in the way, with its provenance in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// When.
    pub interval: Interval,
    /// Why.
    pub kind: BlockKind,
    /// Who said so: a source, `inline` for the request itself, `schedule` for the hours.
    pub source: Box<str>,
    /// What it is called, where the request asked for titles.
    pub title: Option<Box<str>>,
}

impl Obstacle {
    pub(crate) fn new(participant: &Participant, cause: &Cause<'_>) -> Self {
        let (source, title) = match cause {
            Cause::Block(Block { source, title, .. }) => (participant.source_label(*source), title.clone()),
            Cause::OutOfHours(_) => ("schedule", None),
        };
        Self { interval: cause.interval(), kind: cause.kind(), source: source.into(), title }
    }
}
