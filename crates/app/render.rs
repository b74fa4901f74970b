//! Answers in writing: one module a format, each a function from the answer to a stream.
//!
//! Nothing here decides anything; every instant is shown in the request's zone by [`moment`].

pub(crate) mod csv;
pub(crate) mod ics;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod moment;
pub(crate) mod prose;
#[cfg(test)]
mod sample;
pub(crate) mod table;
mod width;

use freebusy_core::{BlockKind, ParticipantId, Timestamp, ZoneRules};
use freebusy_engine::{Participant, Request};
use freebusy_zones::Zone;

use crate::schema::Loaded;

/// What every format needs to know beside the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) request: &'a Request,
    /// The zone in which times are shown.
    pub(crate) zone: &'a Zone,
    /// Each participant's own zone, where one is known.
    pub(crate) zones_of_participants: &'a [Option<Zone>],
    /// Version of the tz data.
    pub(crate) tzdb: &'a str,
    /// When the sources were asked.
    pub(crate) fetched_at: Timestamp,
    /// How the request can be named in a command: its file.
    pub(crate) file: Option<&'a str>,
}

impl<'a> Frame<'a> {
    /// The frame of a request that is answered from what was fetched at `fetched_at`.
    pub(crate) fn new(
        loaded: &'a Loaded,
        tzdb: &'a str,
        fetched_at: Timestamp,
        file: Option<&'a str>,
    ) -> Self {
        Self {
            request: &loaded.request,
            zone: &loaded.zone,
            zones_of_participants: &loaded.zones_of_participants,
            tzdb,
            fetched_at,
            file,
        }
    }

    /// The rules of the zone in which times are shown.
    pub(crate) fn rules(self) -> &'a ZoneRules {
        self.zone.rules()
    }

    /// What the request calls the participant.
    pub(crate) fn name(self, id: ParticipantId) -> &'a str {
        self.request.participants.get(id.index()).map_or("", |Participant { id, .. }| id)
    }
}

/// The word for a kind of time in documents.
pub(crate) const fn kind_word(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Busy => "busy",
        BlockKind::Tentative => "tentative",
        BlockKind::Unavailable => "unavailable",
        BlockKind::Unknown => "unknown",
    }
}
