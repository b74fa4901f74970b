//! Whether what the journal knows and what the services know is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use freebusy_booking::{Filter, Happening, IntentId, LegReport, Phase, Report, Status, Stored, Summary};
use freebusy_core::{Interval, Seconds, Timestamp, ZoneRules};
use freebusy_provider::{Booking, Error};
use serde::Serialize;

use super::desk::{self, Desk, Unread};
use super::directory::Services;
use super::plan::SpanOut;
use super::report::{self, ReportOut};
use crate::message::escape;
use crate::outcome::{Failure, Outcome};
use crate::render::json::SCHEMA_VERSION;
use crate::render::moment;

/// How far ahead bookings of ours are looked for that the journal does not know.
const REACH: Seconds = Seconds::from_minutes(60 * 24 * 60);

/// What an audit found.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    /// The bookings that were looked at.
    pub(crate) reports: Vec<Report>,
    /// Bookings at services that bear a mark of ours and are not in the journal.
    strays: Vec<Stray>,
    /// Services whose lists could not be read.
    unread: Vec<Error>,
    /// Bookings that could not be looked at.
    passed_over: Vec<Unread>,
}

#[derive(Debug)]
struct Stray {
    source: Box<str>,
    intent: IntentId,
    booking: Booking,
}

impl Audit {
    /// Looks for strays at the services of all bookings; the journal is only read.
    pub(crate) fn of_services(desk: &Desk<'_>, now: Timestamp) -> Result<Self, Failure> {
        let mut audit = Self::default();
        let (mut services, mut sources, mut known) = (Services::default(), BTreeMap::new(), BTreeSet::new());
        for summary in desk.list(Filter::All)? {
            known.insert(summary.intent);
            let stored = match desk.load(summary.intent) {
                Ok(stored) => stored,
                Err(failure) => {
                    audit.passed_over.push(Unread::unclear(summary.intent, failure)?);
                    continue;
                }
            };
            desk.find(&stored.intent, &mut services);
            for leg in &stored.intent.legs {
                sources.entry(leg.target.clone()).or_insert_with(|| leg.source.clone());
            }
        }
        let Some(window) = Interval::new(now, now + REACH) else {
            return Ok(audit);
        };
        for (target, source) in sources {
            let found = match services.get(&target, &source) {
                Ok(provider) => match provider.booking() {
                    Some(booking) => desk.run(booking.bookings(window))?,
                    None => Ok(Vec::new()),
                },
                Err(error) => Err(error),
            };
            match found {
                Ok(found) => audit.strays.extend(strays(&source, found, &known)),
                Err(error) => audit.unread.push(error),
            }
        }
        Ok(audit)
    }

    /// Asks the services of every confirmed booking whether it stands. What could not be read was told before.
    pub(crate) fn ask_confirmed(&mut self, desk: &Desk<'_>, now: Timestamp) -> Result<(), Failure> {
        for summary in desk.list(Filter::All)? {
            if let Ok(stored) = desk.load(summary.intent) {
                self.look(desk, &summary, stored, now)?;
            }
        }
        Ok(())
    }

    /// Asks for one booking. What needs attention for another reason than what is booked is told as it stands.
    fn look(
        &mut self,
        desk: &Desk<'_>,
        summary: &Summary,
        stored: Stored,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let ahead = now < summary.slot.end();
        let found = match summary.status {
            Status::Confirmed if ahead => desk.audit(summary.intent),
            Status::Attention => {
                let stands = desk::report(stored);
                if ahead && stands.phase == Phase::Confirmed {
                    desk.resume(summary.intent, Some(Happening::AuditAsked))
                } else {
                    Ok(stands)
                }
            }
            Status::Confirmed | Status::Pending | Status::AbortedNoTrace | Status::AbortedNotified => {
                return Ok(());
            }
        };
        match found {
            Ok(report) => self.reports.push(report),
            Err(failure) => self.passed_over.push(Unread::undriven(summary.intent, failure)?),
        }
        Ok(())
    }

    /// How the run ends.
    pub(crate) fn outcome(&self) -> Outcome {
        let is_wrong =
            !self.strays.is_empty() || self.reports.iter().any(|it| it.status == Status::Attention);
        let is_open = !self.reports.iter().all(stands);
        let seen = match (is_wrong, is_open) {
            (true, _) => Outcome::Attention,
            (false, true) => Outcome::Incomplete,
            (false, false) => Outcome::Found.after(self.unread.iter().map(Error::kind)),
        };
        self.passed_over.iter().map(|it| it.outcome).fold(seen, Outcome::worse)
    }

    /// What could not be looked at, a line each.
    pub(crate) fn troubles(&self) -> Vec<String> {
        let passed_over = self.passed_over.iter().map(Unread::line);
        let unread = self.unread.iter().map(|error| format!("freebusy: {error}"));
        passed_over.chain(unread).chain(self.reports.iter().flat_map(unread_legs)).collect()
    }

    /// Whether everything could be looked at.
    pub(crate) fn is_complete(&self) -> bool {
        self.troubles().is_empty()
    }

    /// Writes it for people; times on the clock of `rules`.
    pub(crate) fn table(&self, out: &mut impl Write, zone: &str, rules: &ZoneRules) -> io::Result<()> {
        for report in self.reports.iter().filter(|it| !stands(it)) {
            report::table(out, report, zone, rules)?;
        }
        for Stray { source, intent, booking } in &self.strays {
            let span = moment::span(booking.span.start(), booking.span.end(), rules);
            let (source, id) = (escape(source), escape(&booking.id));
            write!(out, "Not in this journal: booking {intent} at {source}, {span} ({zone}), {id}")?;
            match &booking.page {
                Some(page) => writeln!(out, "  {}", escape(page))?,
                None => writeln!(out)?,
            }
        }
        let standing = self.reports.iter().filter(|it| stands(it)).count();
        let bookings = if standing == 1 { "booking stands" } else { "bookings stand" };
        writeln!(out, "{standing} {bookings} as confirmed")
    }

    /// It as a document.
    pub(crate) fn document(&self) -> AuditOut<'_> {
        AuditOut {
            schema_version: SCHEMA_VERSION,
            complete: self.is_complete(),
            bookings: self.reports.iter().map(ReportOut::new).collect(),
            unknown: self.strays.iter().map(StrayOut::from).collect(),
        }
    }
}

/// Whether a booking was seen to stand at every service.
fn stands(report: &Report) -> bool {
    report.status == Status::Confirmed && !report.legs.iter().any(is_unread)
}

/// Whether the last list that was asked for could not be read.
fn is_unread(leg: &LegReport) -> bool {
    leg.evidence.as_deref().is_some_and(|evidence| evidence.starts_with("list: unreadable"))
}

fn unread_legs(report: &Report) -> impl Iterator<Item = String> {
    report.legs.iter().filter(|leg| is_unread(leg)).map(|leg| {
        let (source, who, id) = (escape(&leg.source), escape(&leg.participant), report.id);
        format!("freebusy: booking {id}: the bookings of `{source}` for `{who}` could not be read; audit again later")
    })
}

/// The bookings in a list that bear a mark of ours and are in no journal of ours.
fn strays(source: &str, found: Vec<Booking>, known: &BTreeSet<IntentId>) -> Vec<Stray> {
    let stray = |booking: Booking| {
        let intent: IntentId = booking.intent.as_deref()?.parse().ok()?;
        (!known.contains(&intent)).then(|| Stray { source: source.into(), intent, booking })
    };
    found.into_iter().filter_map(stray).collect()
}

/// An audit as a document.
#[derive(Debug, Serialize)]
pub(crate) struct AuditOut<'a> {
    schema_version: u32,
    complete: bool,
    bookings: Vec<ReportOut<'a>>,
    /// What the services have and the journal does not.
    unknown: Vec<StrayOut<'a>>,
}

#[derive(Debug, Serialize)]
struct StrayOut<'a> {
    source: &'a str,
    id: String,
    booking: &'a str,
    slot: SpanOut,
    page: Option<&'a str>,
}

impl<'a> From<&'a Stray> for StrayOut<'a> {
    fn from(stray: &'a Stray) -> Self {
        let Stray { source, intent, booking } = stray;
        let (start, end) = (moment::utc(booking.span.start()), moment::utc(booking.span.end()));
        Self {
            source,
            id: intent.to_string(),
            booking: &booking.id,
            slot: SpanOut { start, end },
            page: booking.page.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bears_no_mark_or_a_known_one_is_no_stray() {
        let at = Timestamp::from_unix;
        let (known, other) = (IntentId::new(at(1), [1; 10]), IntentId::new(at(2), [2; 10]));
        let span = Interval::new(at(0), at(1_800)).unwrap();
        let marked =
            |mark: Option<String>| Booking { intent: mark.map(Into::into), ..Booking::new("b", span) };
        let marks =
            [None, Some("somebody else's".to_owned()), Some(known.to_string()), Some(other.to_string())];
        let found = strays("x", marks.map(marked).into(), &BTreeSet::from([known]));
        assert_eq!(found.iter().map(|stray| stray.intent).collect::<Vec<_>>(), [other]);
        let audit = Audit { strays: found, ..Audit::default() };
        assert_eq!(audit.outcome(), Outcome::Attention);
        let mut out = Vec::new();
        audit.table(&mut out, "UTC", &ZoneRules::utc()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with(&format!("Not in this journal: booking {other} at x, ")), "{text}");
    }
}
