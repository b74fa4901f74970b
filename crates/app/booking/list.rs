//! Many bookings in writing, a line each.

use std::io::{self, Write};

use freebusy_booking::{Status, Summary};
use freebusy_core::ZoneRules;
use serde::Serialize;

use super::plan::SpanOut;
use crate::render::json::{self, Layout, SCHEMA_VERSION};
use crate::render::moment::{self, Stamp};

/// A booking in a list, as a document.
#[derive(Debug, Serialize)]
struct SummaryOut {
    id: String,
    status: Status,
    slot: SpanOut,
    opened: Stamp,
    /// When there is something to do next.
    next: Option<Stamp>,
}

impl From<&Summary> for SummaryOut {
    fn from(summary: &Summary) -> Self {
        let Summary { intent, slot, opened, status, next } = summary;
        Self {
            id: intent.to_string(),
            status: *status,
            slot: SpanOut { start: moment::utc(slot.start()), end: moment::utc(slot.end()) },
            opened: moment::utc(*opened),
            next: next.map(moment::utc),
        }
    }
}

#[derive(Debug, Serialize)]
struct ListOut {
    schema_version: u32,
    bookings: Vec<SummaryOut>,
}

/// Writes the list for people; times on the clock of `rules`.
pub(crate) fn table(
    out: &mut impl Write,
    summaries: &[Summary],
    zone: &str,
    rules: &ZoneRules,
) -> io::Result<()> {
    if summaries.is_empty() {
        return writeln!(out, "No booking; `freebusy book --help` shows how to make one");
    }
    writeln!(out, "{:36}  {:16}  {:28}  asked for ({zone})", "id", "status", "slot")?;
    for summary in summaries {
        let (slot, opened) = (summary.slot, moment::full(summary.opened, rules));
        let (day, span) = (moment::date(slot.start(), rules), moment::span(slot.start(), slot.end(), rules));
        let span = span.replacen(&moment::short_day(day), &moment::day(day), 1);
        writeln!(
            out,
            "{:36}  {:16}  {span:28}  {opened}",
            summary.intent.to_string(),
            summary.status.as_str()
        )?;
    }
    Ok(())
}

/// Writes the list as one document.
pub(crate) fn document(out: &mut impl Write, summaries: &[Summary], layout: Layout) -> io::Result<()> {
    let bookings = summaries.iter().map(SummaryOut::from).collect();
    json::write(out, &ListOut { schema_version: SCHEMA_VERSION, bookings }, layout)
}

/// Writes a document for each booking.
pub(crate) fn lines(out: &mut impl Write, summaries: &[Summary]) -> io::Result<()> {
    summaries.iter().try_for_each(|summary| json::write(out, &SummaryOut::from(summary), Layout::Compact))
}

/// Writes a row for each booking.
pub(crate) fn rows(out: &mut impl Write, summaries: &[Summary]) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["id", "status", "start", "end", "opened", "next"])?;
    for summary in summaries {
        let SummaryOut { id, slot, opened, next, .. } = summary.into();
        let next = next.map(|next| next.to_string()).unwrap_or_default();
        let (start, end) = (slot.start.to_string(), slot.end.to_string());
        rows.write_record([&id, summary.status.as_str(), &start, &end, &opened.to_string(), &next])?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use freebusy_booking::IntentId;
    use freebusy_core::{Interval, Timestamp};

    use super::*;

    fn summary() -> Summary {
        let at = Timestamp::from_unix;
        Summary {
            intent: IntentId::new(at(1_796_000_000), [7; 10]),
            slot: Interval::new(at(1_796_137_200), at(1_796_139_000)).unwrap(),
            opened: at(1_796_000_000),
            status: Status::AbortedNoTrace,
            next: None,
        }
    }

    fn text(write: impl Fn(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn people_read_a_line_for_each_booking() {
        let shown = text(|out| table(out, &[summary()], "UTC", &ZoneRules::utc()));
        let line = shown.lines().nth(1).unwrap();
        assert!(line.contains("  aborted:no_trace  Tue 1 Dec 2026 15:00–15:30 "), "{line}");
        assert!(text(|out| table(out, &[], "UTC", &ZoneRules::utc())).starts_with("No booking; "));
    }

    #[test]
    fn programs_read_documents_lines_and_rows() {
        let id = summary().intent.to_string();
        let expected = format!(
            "{{\"id\":\"{id}\",\"status\":\"aborted:no_trace\",\"slot\":{{\"start\":\"2026-12-01T15:00:00Z\",\"end\":\
             \"2026-12-01T15:30:00Z\"}},\"opened\":\"2026-11-30T00:53:20Z\",\"next\":null}}\n"
        );
        assert_eq!(text(|out| lines(out, &[summary()])), expected);
        let all: serde_json::Value =
            serde_json::from_str(&text(|out| document(out, &[summary()], Layout::Compact))).unwrap();
        assert_eq!((&all["schema_version"], &all["bookings"][0]["id"]), (&1.into(), &id.clone().into()));
        assert_eq!(
            text(|out| rows(out, &[summary()])),
            format!(
                "id,status,start,end,opened,next\n{id},aborted:no_trace,2026-12-01T15:00:00Z,2026-12-01T15:30:00Z,\
                 2026-11-30T00:53:20Z,\n"
            )
        );
    }
}
