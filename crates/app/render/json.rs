//! The answer as one JSON document: the form that other programs rely on.
//!
//! Written straight to the stream with borrowed ids, for answers may hold millions of them.

use std::io::{self, Write};

use freebusy_core::{Interval, ParticipantId, State, Timestamp};
use freebusy_engine::{
    Answer, Diagnosis, Explanation, Obstacle, ParticipantBlame, Reason, Slot, SourceReport, Standing,
};
use freebusy_provider::Titles;
use serde::{Serialize, Serializer};

use super::moment::{self, Stamp};
use super::{Frame, kind_word};

/// Version of the shape of answers.
pub(crate) const SCHEMA_VERSION: u32 = 1;

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
        slots: Each(frame, &answer.slots),
        sources: Each(frame, &answer.sources),
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
    let participants = Each(frame, &explanation.participants);
    write(out, &ExplanationDoc { start, end, met: explanation.met, participants }, layout)
}

/// Writes one slot on a line of its own.
pub(super) fn slot_line(out: &mut impl Write, frame: Frame<'_>, slot: &Slot) -> io::Result<()> {
    write(out, &slot.document(frame), Layout::Compact)
}

/// Writes a document and a line break.
pub(crate) fn write(out: &mut impl Write, document: &impl Serialize, layout: Layout) -> io::Result<()> {
    match layout {
        Layout::Compact => serde_json::to_writer(&mut *out, document),
        Layout::Indented => serde_json::to_writer_pretty(&mut *out, document),
    }?;
    out.write_all(b"\n")
}

fn bounds(frame: Frame<'_>, span: Interval) -> (Stamp, Stamp) {
    (moment::local(span.start(), frame.rules()), moment::local(span.end(), frame.rules()))
}

/// What has a place in a document.
trait Documented {
    /// How it is written there.
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a;
}

/// A list whose items become documents only while they are written.
struct Each<'a, T>(Frame<'a>, &'a [T]);

impl<T: Documented> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|item| item.document(self.0)))
    }
}

#[derive(Serialize)]
struct AnswerDoc<'a> {
    schema_version: u32,
    time_zone: &'a str,
    tzdb: &'a str,
    now: Stamp,
    complete: bool,
    slots: Each<'a, Slot>,
    sources: Each<'a, SourceReport>,
    diagnosis: Option<DiagnosisDoc<'a>>,
}

impl Documented for ParticipantId {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        frame.name(*self)
    }
}

impl Documented for Timestamp {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        moment::local(*self, frame.rules())
    }
}

#[derive(Serialize)]
struct SlotDoc<'a> {
    start: Stamp,
    end: Stamp,
    free: Each<'a, ParticipantId>,
    not_free: Each<'a, (ParticipantId, State)>,
}

impl Documented for Slot {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        let (start, end) = bounds(frame, self.span);
        SlotDoc { start, end, free: Each(frame, &self.free), not_free: Each(frame, &self.not_free) }
    }
}

#[derive(Serialize)]
struct NotFreeDoc<'a> {
    id: &'a str,
    state: &'static str,
}

impl Documented for (ParticipantId, State) {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        NotFreeDoc { id: frame.name(self.0), state: self.1.as_str() }
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
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hints: &'a [Box<str>],
}

impl Documented for SourceReport {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        SourceDoc {
            participant: frame.name(self.participant),
            source: &self.source,
            state: self.state.as_str(),
            fetched_at: moment::utc(frame.fetched_at),
            problems: &self.notes,
            hints: &self.hints,
        }
    }
}

#[derive(Serialize)]
struct DiagnosisDoc<'a> {
    reason: Option<&'static str>,
    starts_considered: usize,
    best: BestDoc<'a>,
    participants: Each<'a, ParticipantBlame>,
}

#[derive(Serialize)]
struct BestDoc<'a> {
    free: Each<'a, ParticipantId>,
    missing: Each<'a, ParticipantId>,
    starts: Each<'a, Timestamp>,
}

impl<'a> DiagnosisDoc<'a> {
    fn new(frame: Frame<'a>, diagnosis: &'a Diagnosis) -> Self {
        let best = &diagnosis.best;
        Self {
            reason: diagnosis.reason.map(Reason::as_str),
            starts_considered: diagnosis.starts_considered,
            best: BestDoc {
                free: Each(frame, &best.free),
                missing: Each(frame, &best.missing),
                starts: Each(frame, &best.starts),
            },
            participants: Each(frame, &diagnosis.participants),
        }
    }
}

#[derive(Serialize)]
struct BlameDoc<'a> {
    id: &'a str,
    rules_out: usize,
    alone: usize,
    states: Counts<'a>,
    blocks: Each<'a, (Obstacle, usize)>,
}

impl Documented for ParticipantBlame {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        BlameDoc {
            id: frame.name(self.id),
            rules_out: self.rules_out,
            alone: self.alone,
            states: Counts(&self.states),
            blocks: Each(frame, &self.obstacles),
        }
    }
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

impl<'a> BlockDoc<'a> {
    fn new(frame: Frame<'_>, obstacle: &'a Obstacle, rules_out: Option<usize>) -> Self {
        let (start, end) = bounds(frame, obstacle.interval);
        let title = obstacle.title.as_deref().filter(|_| frame.request.titles == Titles::Shown);
        Self { start, end, kind: kind_word(obstacle.kind), source: &obstacle.source, rules_out, title }
    }
}

impl Documented for Obstacle {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        BlockDoc::new(frame, self, None)
    }
}

impl Documented for (Obstacle, usize) {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        BlockDoc::new(frame, &self.0, Some(self.1))
    }
}

#[derive(Serialize)]
struct ExplanationDoc<'a> {
    start: Stamp,
    end: Stamp,
    met: bool,
    participants: Each<'a, Standing>,
}

#[derive(Serialize)]
struct StandingDoc<'a> {
    id: &'a str,
    state: &'static str,
    blocks: Each<'a, Obstacle>,
}

impl Documented for Standing {
    fn document<'a>(&'a self, frame: Frame<'a>) -> impl Serialize + 'a {
        StandingDoc {
            id: frame.name(self.id),
            state: self.state.as_str(),
            blocks: Each(frame, &self.obstacles),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_answer_has_the_fields_of_the_contract_in_their_order() {
        let loaded = sample::loaded();
        let found = sample::answer(vec![sample::slot(0, State::Busy)]);
        let text = text(|out| answer(out, sample::frame(&loaded), &found, Layout::Compact));
        let expected = concat!(
            r#"{"schema_version":1,"time_zone":"Europe/Berlin","tzdb":"2026e","now":"2026-11-21T14:00:00Z","#,
            r#""complete":true,"slots":[{"start":"2026-12-01T15:00:00+01:00","end":"2026-12-01T15:30:00+01:00","#,
            r#""free":["ana","bo"],"not_free":[{"id":"cy","state":"busy"}]}],"sources":[],"diagnosis":null}"#,
            "\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn a_diagnosis_has_the_fields_of_the_contract_and_no_titles_unless_asked() {
        let loaded = sample::loaded();
        let text = text(|out| answer(out, sample::frame(&loaded), &sample::nothing(), Layout::Compact));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["complete"], false);
        let source = serde_json::json!({
            "participant": "bo", "source": "ics:bo.ics", "state": "failed", "fetched_at": "2026-12-01T14:00:00Z",
            "problems": ["the file is no calendar"],
        });
        assert_eq!(value["sources"], serde_json::json!([source]));
        let diagnosis = &value["diagnosis"];
        assert_eq!(diagnosis["reason"], "busy");
        assert_eq!(diagnosis["best"]["missing"], serde_json::json!(["bo"]));
        assert_eq!(diagnosis["best"]["starts"][2], "2026-12-02T15:00:00+01:00");
        let block = serde_json::json!({
            "start": "2026-12-01T14:00:00+01:00", "end": "2026-12-01T15:15:00+01:00", "kind": "busy",
            "source": "ics:bo.ics", "rules_out": 8,
        });
        assert_eq!(diagnosis["participants"][1]["blocks"][0], block);
        assert!(text.contains(r#""states":{"busy":90,"unavailable":41}"#), "{text}");
        assert!(text.contains(r#""states":{},"blocks":[]"#), "{text}");
    }

    #[test]
    fn an_explanation_has_exactly_the_fields_of_the_contract() {
        let mut loaded = sample::loaded();
        loaded.request.titles = Titles::Shown;
        let found = sample::explanation();
        let text = text(|out| explanation(out, sample::frame(&loaded), &found, Layout::Compact));
        let expected = concat!(
            r#"{"start":"2026-12-01T15:00:00+01:00","end":"2026-12-01T15:30:00+01:00","met":false,"participants":["#,
            r#"{"id":"ana","state":"free","blocks":[]},"#,
            r#"{"id":"bo","state":"busy","blocks":[{"start":"2026-12-01T14:00:00+01:00","#,
            r#""end":"2026-12-01T15:15:00+01:00","kind":"busy","source":"ics:bo.ics","title":"Stand-up"}]},"#,
            r#"{"id":"cy","state":"unavailable","blocks":[]}]}"#,
            "\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn blocks_that_reach_to_the_ends_of_time_have_ends_all_the_same() {
        let loaded = sample::loaded();
        let mut found = sample::explanation();
        found.participants[1].obstacles[0].interval = Interval::ALL;
        let text = text(|out| explanation(out, sample::frame(&loaded), &found, Layout::Compact));
        assert!(
            text.contains(r#""start":"0001-01-02T00:53:00+00:53","end":"9999-12-31T01:00:00+01:00""#),
            "{text}"
        );
    }
}
