//! Participants, and the ids by which the rest of the document calls them.

use std::collections::HashMap;
use std::sync::Arc;

use freebusy_core::{BlockKind, Interval, ParticipantId, TentativePolicy, ZoneRules};
use freebusy_engine::{Hours, Participant, Source, Taken};
use freebusy_zones::Zone;

use super::busy::{BusyDoc, KINDS, WrittenBusy};
use super::choice::{choice, choice_or_default};
use super::context::Context;
use super::document::ParticipantDoc;
use super::error::{SchemaError, shown};
use super::hours::{InForce, Schedules};
use super::moment::{self, Bound};
use super::nearest::suggestion;
use super::number::at_most;
use super::path::Path;
use super::sources::sources;

const MOST_PARTICIPANTS: usize = 100_000;
const MOST_BUSY_BLOCKS: usize = 100_000;
const MOST_SOURCES: usize = 64;
const LONGEST_ID: usize = 256;

const TENTATIVE: [(&str, TentativePolicy); 2] =
    [("busy", TentativePolicy::Busy), ("free", TentativePolicy::Free)];

/// The participants by their ids.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    by_id: HashMap<&'a str, ParticipantId>,
    in_order: Vec<&'a str>,
}

impl<'a> Ids<'a> {
    /// The ids of a list of participants, none of them twice.
    pub(super) fn read(documents: &'a [ParticipantDoc], path: Path<'_>) -> Result<Self, SchemaError> {
        if documents.is_empty() {
            return Err(path.error("is empty; list at least one participant"));
        }
        at_most(documents.len(), MOST_PARTICIPANTS, "participants", path)?;
        let mut ids = Self { by_id: HashMap::with_capacity(documents.len()), in_order: Vec::new() };
        for (place, document) in (0..).map(ParticipantId).zip(documents) {
            let element = path.element(place.index());
            let id_path = element.field("id");
            let id = valid_id(document.id.as_deref(), id_path)?;
            if let Some(first) = ids.by_id.insert(id, place) {
                let first = path.element(first.index());
                let message = format!("{} is also the id of `{first}`; give each its own", shown(id));
                return Err(id_path.error(message));
            }
            ids.in_order.push(id);
        }
        Ok(ids)
    }

    /// The participant whom the document at `path` calls `id`.
    pub(super) fn find(&self, id: &str, path: Path<'_>) -> Result<ParticipantId, SchemaError> {
        self.by_id.get(id).copied().ok_or_else(|| {
            let mend = suggestion(id, self.in_order.iter().copied(), "write the id of one of `participants`");
            path.error(format_args!("{} is no participant; {mend}", shown(id)))
        })
    }

    /// All participants in the order of the document.
    pub(super) fn all(&self) -> impl Iterator<Item = ParticipantId> + '_ {
        (0..).map(ParticipantId).take(self.in_order.len())
    }
}

fn valid_id<'a>(id: Option<&'a str>, path: Path<'_>) -> Result<&'a str, SchemaError> {
    let id = path.required(id, "give every participant an id such as `ana`")?;
    if id.is_empty() {
        return Err(path.error("is empty; give every participant an id such as `ana`"));
    }
    // An id has no more characters than bytes, so most need no counting.
    if id.len() > LONGEST_ID && id.chars().count() > LONGEST_ID {
        return Err(path.error(format_args!("{} is too long; write 1 to {LONGEST_ID} characters", shown(id))));
    }
    Ok(id)
}

/// What participants are read against.
#[derive(Debug)]
pub(super) struct Household<'a> {
    pub(super) schedules: Schedules<'a>,
    /// The schedule of those who have none of their own.
    pub(super) common: Option<InForce>,
    /// The zone of dates, and of those who have no schedule at all.
    pub(super) zone: Arc<ZoneRules>,
    /// What it is called.
    pub(super) zone_name: String,
    pub(super) context: Context<'a>,
}

impl<'a> Household<'a> {
    /// One participant, with the zone of the schedule in force where that names one.
    pub(super) fn participant(
        &mut self,
        document: &'a ParticipantDoc,
        path: Path<'_>,
    ) -> Result<(Participant, Option<Zone>), SchemaError> {
        let in_force = match &document.schedule {
            Some(own) => Some(self.schedules.in_force(own, path.field("schedule"))?),
            None => self.common.clone(),
        };
        let (hours, zone) = in_force.map(|InForce { hours, zone }| (hours, zone)).unzip();
        let taken = taken(&document.busy, &self.zone, path.field("busy"))?;
        let zone_name = hours.as_ref().map_or(&*self.zone_name, |hours: &Hours| hours.schedule.zone());
        let sources = self.sources(document, path.field("sources"), zone_name)?;
        let participant = Participant {
            id: document.id.as_deref().unwrap_or_default().into(),
            local: hours
                .as_ref()
                .map_or_else(|| Arc::clone(&self.zone), |hours: &Hours| Arc::clone(&hours.rules)),
            hours,
            taken,
            sources,
            tentative: choice_or_default(document.tentative.as_deref(), &TENTATIVE, path.field("tentative"))?,
        };
        Ok((participant, zone.flatten()))
    }

    fn sources(
        &self,
        document: &ParticipantDoc,
        path: Path<'_>,
        zone: &str,
    ) -> Result<Vec<Source>, SchemaError> {
        at_most(document.sources.len(), MOST_SOURCES, "sources", path)?;
        let mut asked = Vec::with_capacity(document.sources.len());
        for (index, document) in document.sources.iter().enumerate() {
            asked.extend(sources(document, path.element(index), self.context, zone)?);
        }
        Ok(asked)
    }
}

fn taken(documents: &[BusyDoc], zone: &ZoneRules, path: Path<'_>) -> Result<Vec<Taken>, SchemaError> {
    at_most(documents.len(), MOST_BUSY_BLOCKS, "busy blocks", path)?;
    let mut taken = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        taken.extend(block(document, zone, path.element(index))?);
    }
    Ok(taken)
}

/// The time that a busy block takes, rounded outward; none when it has no length.
fn block(document: &BusyDoc, zone: &ZoneRules, path: Path<'_>) -> Result<Option<Taken>, SchemaError> {
    match document {
        BusyDoc::Usual { start, end, kind } => match Interval::new(start.timestamp(), end.timestamp()) {
            Some(interval) => Ok(Some(Taken { interval, kind: *kind })),
            // What is wrong with it is said in the words of the document.
            None => {
                let (start, end) = (Some(start.to_string()), Some(end.to_string()));
                written_block(&WrittenBusy { start, end, kind: None }, zone, path)
            }
        },
        BusyDoc::Written(written) => written_block(written, zone, path),
    }
}

fn written_block(
    document: &WrittenBusy,
    zone: &ZoneRules,
    path: Path<'_>,
) -> Result<Option<Taken>, SchemaError> {
    let (start_path, end_path) = (path.field("start"), path.field("end"));
    let mend = "write an instant such as `2026-12-01T09:00:00Z`, or a date";
    let start_text = start_path.required(document.start.as_deref(), mend)?;
    let end_text = end_path.required(document.end.as_deref(), mend)?;
    let start = moment::bound(start_text, Bound::Start, zone, start_path)?;
    let end = moment::bound(end_text, Bound::End, zone, end_path)?;
    let kind = match document.kind.as_deref() {
        Some(kind) => choice(kind, &KINDS, path.field("kind"))?,
        None => BlockKind::Busy,
    };
    // A date as end reaches to the end of its day, which may be just where a later date starts.
    if end < start || (end == start && moment::is_earlier_date(end_text, start_text)) {
        let (start, end) = (shown(start_text), shown(end_text));
        return Err(end_path.error(format_args!("{end} lies before `start`, which is {start}; swap the two")));
    }
    let interval = (start < end).then(|| Interval::new(start.floor(), end.ceil())).flatten();
    Ok(interval.map(|interval| Taken { interval, kind }))
}
