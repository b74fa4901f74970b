//! The answer as one JSON document, exactly as the contract in DESIGN.md, section 4, has it.
//!
//! Written straight to the stream: ids are borrowed, lists are never built, for answers may hold millions of
//! them.

use std::io::{self, Write};

use freebusy_core::{Interval, ParticipantId, State, Timestamp};
use freebusy_engine::{
    Answer, Diagnosis, Explanation, Obstacle, ParticipantBlame, Slot, SourceReport, Standing,
};
use freebusy_provider::Titles;
use serde::{Serialize, Serializer};

use super::moment::{self, Stamp};
use super::{Frame, kind_word};

/// Version of the shape of answers.
const SCHEMA_VERSION: u32 = 1;

/// How documents are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// On a single line.
    Compact,
    /// Indented, for a reader.
    Indented,
}

/// Writes the answer to a search.
pub(crate) fn answer(
    out: &mut impl Write,
    frame: Frame<'_>,
    answer: &Answer,
    layout: Layout,
) -> io::Result<()> {
    let document = AnswerDoc {
        schema_version: SCHEMA_VERSION,
        time_zone: frame.zone.name(),
        tzdb: frame.tzdb,
        now: moment::utc(frame.request.now),
        complete: answer.is_complete(),
        slots: Each(&answer.slots, |slot| SlotDoc::new(frame, slot)),
        sources: Each(&answer.sources, |report| SourceDoc::new(frame, report)),
        diagnosis: answer.diagnosis.as_ref().map(|diagnosis| DiagnosisDoc::new(frame, diagnosis)),
    };
    write(out, &document, layout)
}

/// Writes why one start does or does not work.
pub(crate) fn explanation(
    out: &mut impl Write,
    frame: Frame<'_>,
    explanation: &Explanation,
    layout: Layout,
) -> io::Result<()> {
    let (start, end) = bounds(frame, explanation.span);
    let participants = Each(&explanation.participants, |standing: &Standing| StandingDoc {
        id: frame.name(standing.id),
        state: standing.state.as_str(),
        blocks: Each(&standing.obstacles, |obstacle| BlockDoc::new(frame, obstacle, None)),
    });
    write(out, &ExplanationDoc { start, end, met: explanation.met, participants }, layout)
}

/// Writes one slot on a line of its own.
pub(super) fn slot_line(out: &mut impl Write, frame: Frame<'_>, slot: &Slot) -> io::Result<()> {
    write(out, &SlotDoc::new(frame, slot), Layout::Compact)
}

fn write(out: &mut impl Write, document: &impl Serialize, layout: Layout) -> io::Result<()> {
    match layout {
        Layout::Compact => serde_json::to_writer(&mut *out, document),
        Layout::Indented => serde_json::to_writer_pretty(&mut *out, document),
    }?;
    out.write_all(b"\n")
}

fn bounds(frame: Frame<'_>, span: Interval) -> (Stamp, Stamp) {
    (moment::local(span.start(), frame.rules()), moment::local(span.end(), frame.rules()))
}

/// A list that is written item by item, each turned into its document on the way.
struct Each<'a, T, F>(&'a [T], F);

impl<T, D: Serialize, F: Fn(&T) -> D> Serialize for Each<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

#[derive(Serialize)]
struct AnswerDoc<'a, Slots, Sources> {
    schema_version: u32,
    time_zone: &'a str,
    tzdb: &'a str,
    now: Stamp,
    complete: bool,
    slots: Slots,
    sources: Sources,
    diagnosis: Option<DiagnosisDoc<'a>>,
}

/// Participants by the names that the request gives them.
struct Names<'a>(Frame<'a>, &'a [ParticipantId]);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|id| self.0.name(*id)))
    }
}

#[derive(Serialize)]
struct SlotDoc<'a> {
    start: Stamp,
    end: Stamp,
    free: Names<'a>,
    not_free: NotFree<'a>,
}

impl<'a> SlotDoc<'a> {
    fn new(frame: Frame<'a>, slot: &'a Slot) -> Self {
        let (start, end) = bounds(frame, slot.span);
        Self { start, end, free: Names(frame, &slot.free), not_free: NotFree(frame, &slot.not_free) }
    }
}

struct NotFree<'a>(Frame<'a>, &'a [(ParticipantId, State)]);

#[derive(Serialize)]
struct NotFreeDoc<'a> {
    id: &'a str,
    state: &'static str,
}

impl Serialize for NotFree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document =
            |(id, state): &(ParticipantId, State)| NotFreeDoc { id: self.0.name(*id), state: state.as_str() };
        serializer.collect_seq(self.1.iter().map(document))
    }
}

#[derive(Serialize)]
struct SourceDoc<'a> {
    participant: &'a str,
    source: &'a str,
    state: &'static str,
    fetched_at: Stamp,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'a [Box<str>],
}

impl<'a> SourceDoc<'a> {
    fn new(frame: Frame<'a>, report: &'a SourceReport) -> Self {
        Self {
            participant: frame.name(report.participant),
            source: &report.source,
            state: report.state.as_str(),
            fetched_at: moment::utc(frame.fetched_at),
            problems: &report.notes,
        }
    }
}

#[derive(Serialize)]
struct DiagnosisDoc<'a> {
    reason: Option<&'static str>,
    starts_considered: usize,
    best: BestDoc<'a>,
    participants: Blames<'a>,
}

impl<'a> DiagnosisDoc<'a> {
    fn new(frame: Frame<'a>, diagnosis: &'a Diagnosis) -> Self {
        let best = &diagnosis.best;
        Self {
            reason: diagnosis.reason.map(freebusy_engine::Reason::as_str),
            starts_considered: diagnosis.starts_considered,
            best: BestDoc {
                free: Names(frame, &best.free),
                missing: Names(frame, &best.missing),
                starts: Starts(frame, &best.starts),
            },
            participants: Blames(frame, &diagnosis.participants),
        }
    }
}

#[derive(Serialize)]
struct BestDoc<'a> {
    free: Names<'a>,
    missing: Names<'a>,
    starts: Starts<'a>,
}

struct Starts<'a>(Frame<'a>, &'a [Timestamp]);

impl Serialize for Starts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|start| moment::local(*start, self.0.rules())))
    }
}

struct Blames<'a>(Frame<'a>, &'a [ParticipantBlame]);

impl Serialize for Blames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let frame = self.0;
        serializer.collect_seq(self.1.iter().map(|blame| BlameDoc {
            id: frame.name(blame.id),
            rules_out: blame.rules_out,
            alone: blame.alone,
            states: Counts(&blame.states),
            blocks: Each(&blame.obstacles, move |(obstacle, count)| {
                BlockDoc::new(frame, obstacle, Some(*count))
            }),
        }))
    }
}

#[derive(Serialize)]
struct BlameDoc<'a, Blocks> {
    id: &'a str,
    rules_out: usize,
    alone: usize,
    states: Counts<'a>,
    blocks: Blocks,
}

/// How often each state occurs, in the order in which states are named.
struct Counts<'a>(&'a [(State, usize)]);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = |named: State| self.0.iter().find(|(state, count)| *state == named && *count > 0);
        let occurring = State::NOT_FREE.into_iter().filter_map(count);
        serializer.collect_map(occurring.map(|(state, count)| (state.as_str(), count)))
    }
}

#[derive(Serialize)]
struct BlockDoc<'a> {
    start: Stamp,
    end: Stamp,
    kind: &'static str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules_out: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

impl BlockDoc<'_> {
    fn new<'a>(frame: Frame<'_>, obstacle: &'a Obstacle, rules_out: Option<usize>) -> BlockDoc<'a> {
        let (start, end) = bounds(frame, obstacle.interval);
        let title = obstacle.title.as_deref().filter(|_| frame.request.titles == Titles::Shown);
        BlockDoc { start, end, kind: kind_word(obstacle.kind), source: &obstacle.source, rules_out, title }
    }
}

#[derive(Serialize)]
struct ExplanationDoc<Participants> {
    start: Stamp,
    end: Stamp,
    met: bool,
    participants: Participants,
}

#[derive(Serialize)]
struct StandingDoc<'a, Blocks> {
    id: &'a str,
    state: &'static str,
    blocks: Blocks,
}
