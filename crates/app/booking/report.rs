//! How a booking stands, in writing: a table for people, a document for programs, and an exit code for both.

use std::io::{self, Write};

use freebusy_booking::{Cause, LegNo, LegReport, Phase, Report, Status};
use freebusy_core::{Timestamp, ZoneRules};
use serde::Serialize;

use super::plan::SpanOut;
use super::words;
use crate::message::escape;
use crate::outcome::Outcome;
use crate::render::json::SCHEMA_VERSION;
use crate::render::moment::{self, Stamp};

/// How a run ends that was about this booking. What somebody asked to be undone is done when it is.
pub(crate) fn outcome(report: &Report) -> Outcome {
    match report.status {
        Status::Confirmed => Outcome::Found,
        Status::Pending => Outcome::Incomplete,
        Status::Attention => Outcome::Attention,
        Status::AbortedNoTrace | Status::AbortedNotified => match &report.cause {
            Some(Cause::Taken { .. }) => Outcome::Conflict,
            Some(Cause::NotAllowed { .. }) => Outcome::NotAuthorised,
            Some(Cause::Asked { .. } | Cause::Abandoned) => Outcome::Found,
            Some(
                Cause::Refused { .. }
                | Cause::Quota { .. }
                | Cause::Unreachable { .. }
                | Cause::Lost { .. }
                | Cause::Deadline,
            )
            | None => Outcome::Incomplete,
        },
    }
}

/// How a run ends that wanted this booking: one that was cancelled meanwhile is none.
pub(crate) fn outcome_of_wish(report: &Report) -> Outcome {
    match (report.status, outcome(report)) {
        (Status::AbortedNoTrace | Status::AbortedNotified, Outcome::Found) => Outcome::Conflict,
        (_, outcome) => outcome,
    }
}

/// Writes it for people; times on the clock of `rules`.
pub(crate) fn table(out: &mut impl Write, report: &Report, zone: &str, rules: &ZoneRules) -> io::Result<()> {
    let slot = report.slot;
    writeln!(out, "{}", words::headline(report, rules))?;
    writeln!(out, "{} ({zone}), booking {}", moment::span(slot.start(), slot.end(), rules), report.id)?;
    let longest =
        |of: fn(&LegReport) -> &str| report.legs.iter().map(|leg| escape(of(leg)).chars().count()).max();
    let who = longest(|leg| &leg.participant).unwrap_or_default();
    let source = longest(|leg| &leg.source).unwrap_or_default();
    for leg in &report.legs {
        let (participant, name) = (escape(&leg.participant), escape(&leg.source));
        write!(out, "  {participant:who$}  {name:source$}  {}", leg.state)?;
        if let Some(page) = &leg.page {
            write!(out, "  {}", escape(page))?;
        }
        writeln!(out)?;
        if is_to_be_explained(report.status, leg) {
            evidence(out, leg, who, rules)?;
        }
    }
    if let Some(until) = report.watched_until {
        let until = moment::full(until, rules);
        writeln!(
            out,
            "What may still come to be is watched for until {until}, by `freebusy bookings resume`."
        )?;
    }
    if matches!(report.status, Status::Pending | Status::Attention) {
        writeln!(out, "Next: {}", words::next(report))?;
    }
    Ok(())
}

/// What was last learned matters where it is not the end of the matter.
fn is_to_be_explained(status: Status, leg: &LegReport) -> bool {
    match status {
        Status::Attention | Status::Pending => leg.evidence.is_some(),
        Status::Confirmed | Status::AbortedNoTrace | Status::AbortedNotified => false,
    }
}

fn evidence(out: &mut impl Write, leg: &LegReport, indent: usize, rules: &ZoneRules) -> io::Result<()> {
    let said = escape(leg.evidence.as_deref().unwrap_or_default());
    match leg.evidence_at {
        Some(at) => writeln!(out, "  {:indent$}  {}: {said}", "", moment::full(at, rules)),
        None => writeln!(out, "  {:indent$}  {said}", ""),
    }
}

/// A booking as a document.
#[derive(Debug, Serialize)]
pub(crate) struct ReportOut<'a> {
    schema_version: u32,
    id: String,
    status: Status,
    phase: Phase,
    slot: SpanOut,
    cause: Option<WhyOut<'a>>,
    attention: Option<WhyOut<'a>>,
    deadline: Stamp,
    watched_until: Option<Stamp>,
    legs: Vec<LegOut<'a>>,
    /// How it stands, in a sentence.
    summary: String,
    /// The command that helps next.
    next: String,
}

/// Why a booking was given up or ought to be looked at.
#[derive(Debug, Serialize)]
struct WhyOut<'a> {
    kind: &'static str,
    participant: Option<&'a str>,
    message: String,
}

#[derive(Debug, Serialize)]
struct LegOut<'a> {
    participant: &'a str,
    source: &'a str,
    state: &'a str,
    booking: Option<&'a str>,
    page: Option<&'a str>,
    notified: Option<Stamp>,
    evidence: Option<&'a str>,
    evidence_at: Option<Stamp>,
}

impl<'a> ReportOut<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        let rules = ZoneRules::utc();
        let why = |(kind, leg): (&'static str, Option<LegNo>), message| WhyOut {
            kind,
            participant: leg.and_then(|leg| words::leg(report, leg)).map(|leg| &*leg.participant),
            message,
        };
        let cause = report.cause.as_ref();
        let concern = report.concern.as_ref();
        Self {
            schema_version: SCHEMA_VERSION,
            id: report.id.to_string(),
            status: report.status,
            phase: report.phase,
            slot: SpanOut { start: moment::utc(report.slot.start()), end: moment::utc(report.slot.end()) },
            cause: cause.map(|it| why(words::cause_kind(it), words::cause(report, it, &rules))),
            attention: concern.map(|it| why(words::concern_kind(it), words::concern(report, it))),
            deadline: moment::utc(report.deadline),
            watched_until: report.watched_until.map(moment::utc),
            legs: report.legs.iter().map(LegOut::new).collect(),
            summary: words::headline(report, &rules),
            next: words::next(report),
        }
    }
}

impl<'a> LegOut<'a> {
    fn new(leg: &'a LegReport) -> Self {
        let utc = |at: Option<Timestamp>| at.map(moment::utc);
        Self {
            participant: &leg.participant,
            source: &leg.source,
            state: &leg.state,
            booking: leg.booking.as_deref(),
            page: leg.page.as_deref(),
            notified: utc(leg.notified),
            evidence: leg.evidence.as_deref(),
            evidence_at: utc(leg.evidence_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use freebusy_booking::Concern;

    use super::super::words::tests::report;
    use super::*;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        table(&mut out, report, "UTC", &ZoneRules::utc()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_confirmed_booking_is_a_table_with_its_pages() {
        let report = report(Status::Confirmed, ["booked", "booked"], None);
        let expected = format!(
            "Confirmed\nTue 1 Dec 15:00–15:30 (UTC), booking {}\n\
             \x20 ana  calendly:ana/30min  booked  https://calendly.com/cancellations/b-1\n\
             \x20 ben  calcom:ben/intro    booked  https://calendly.com/cancellations/b-1\n",
            report.id
        );
        assert_eq!(written(&report), expected);
    }

    #[test]
    fn attention_shows_what_is_known_of_each_leg_and_the_next_command() {
        let mut report = report(Status::Attention, ["booked", "unverified"], None);
        report.concern = Some(Concern::HalfBooked);
        let text = written(&report);
        assert!(text.contains("  ben  calcom:ben/intro    unverified\n"), "{text}");
        assert!(text.contains("       Tue 2026-12-01 14:30 +00:00: create: done\n"), "{text}");
        assert!(text.ends_with(&format!("Next: freebusy bookings resume {}\n", report.id)), "{text}");
    }

    #[test]
    fn the_document_has_the_fields_that_programs_rely_on() {
        let cause = Some(Cause::Taken { leg: LegNo(1), why: "gone".into() });
        let report = report(Status::AbortedNotified, ["cancelled", "absent"], cause);
        let document = serde_json::to_value(ReportOut::new(&report)).unwrap();
        let names: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "attention",
            "cause",
            "deadline",
            "id",
            "legs",
            "next",
            "phase",
            "schema_version",
            "slot",
            "status",
            "summary",
            "watched_until",
        ];
        assert_eq!(names, expected);
        assert_eq!(document["status"], "aborted:notified");
        assert_eq!(
            (&document["cause"]["kind"], &document["cause"]["participant"]),
            (&"taken".into(), &"ben".into())
        );
        assert_eq!(document["slot"]["start"], "2026-12-01T15:00:00Z");
        assert_eq!(document["legs"][0]["state"], "cancelled");
    }

    #[test]
    fn every_end_has_its_exit_code() {
        let code = |status, cause| outcome(&report(status, ["idle", "idle"], cause)).code();
        let leg = LegNo(0);
        let why: Box<str> = "x".into();
        assert_eq!(
            [code(Status::Confirmed, None), code(Status::Pending, None), code(Status::Attention, None)],
            [0, 4, 6]
        );
        let gone = Some(Cause::Taken { leg, why: why.clone() });
        assert_eq!(code(Status::AbortedNoTrace, gone), 5);
        assert_eq!(code(Status::AbortedNoTrace, Some(Cause::NotAllowed { leg, why: why.clone() })), 3);
        assert_eq!(code(Status::AbortedNotified, Some(Cause::Unreachable { leg, why })), 4);
        let asked = Some(Cause::Asked { reason: "ill".into() });
        assert_eq!(code(Status::AbortedNotified, asked.clone()), 0);
        let cancelled = report(Status::AbortedNotified, ["cancelled", "cancelled"], asked);
        assert_eq!(outcome_of_wish(&cancelled).code(), 5);
    }
}
