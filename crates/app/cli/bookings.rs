//! `freebusy bookings`: what was booked, how it stands, and what can be done about it.

use std::io::Write as _;
use std::sync::Arc;

use freebusy_booking::{Filter, Happening, Intent, IntentId, Policy, Report, Status};
use freebusy_core::Interval;
use freebusy_zones::{Zone, Zones};
use serde::Serialize;

use super::{book, layout, print, print_styled, tell_all};
use crate::args::WhyFormat;
use crate::args::booking::{BookingsArgs, BookingsCommand, ListFormat};
use crate::booking::attendee::is_unseen;
use crate::booking::audit::Audit;
use crate::booking::desk::{self, Desk, Unread};
use crate::booking::directory::Services;
use crate::booking::report::{self, ReportOut};
use crate::booking::{identity, list, slot};
use crate::clock;
use crate::connections::Connections;
use crate::intake;
use crate::message;
use crate::outcome::{Failure, Outcome};
use crate::render::json::{self, SCHEMA_VERSION};

/// The longest reason of a cancellation, in characters.
const LONGEST_REASON: usize = 500;

pub(super) fn run(
    args: &BookingsArgs,
    zones: &Arc<Zones>,
    connections: &Connections,
) -> Result<Outcome, Failure> {
    let office = Office { zones, connections, journal: args.journal.journal.as_deref() };
    match &args.action {
        BookingsCommand::List { attention, format, json } => {
            let filter = if *attention { Filter::Attention } else { Filter::All };
            office.list(filter, if *json { ListFormat::Json } else { *format })
        }
        BookingsCommand::Show { id, format } => office.show(named(id)?, format.chosen()),
        BookingsCommand::Resume { id: Some(id), format } => {
            office.go_on(named(id)?, Happening::ResumeAsked, format.chosen())
        }
        BookingsCommand::Resume { id: None, format } => office.go_on_with_all(format.chosen()),
        BookingsCommand::Cancel { id, reason, format } => office.cancel(named(id)?, reason, format.chosen()),
        BookingsCommand::Abandon { id, format } => {
            office.go_on(named(id)?, Happening::AbandonAsked, format.chosen())
        }
        BookingsCommand::Reschedule { id, slot, idempotency_key, format } => {
            office.reschedule(named(id)?, slot, idempotency_key.as_deref(), format.chosen())
        }
        BookingsCommand::Audit { restored, format } => office.audit(*restored, format.chosen()),
    }
}

fn named(id: &str) -> Result<IntentId, Failure> {
    id.parse().map_err(|fault| Failure::Refused(format!("ID: {fault}")))
}

/// What the commands need.
#[derive(Debug, Clone, Copy)]
struct Office<'a> {
    zones: &'a Arc<Zones>,
    connections: &'a Connections,
    journal: Option<&'a str>,
}

impl<'a> Office<'a> {
    fn desk(self) -> Result<Desk<'a>, Failure> {
        Desk::open(self.journal, self.connections, self.zones)
    }

    /// The zone in which whoever sits here is shown times.
    fn zone(self) -> Result<Zone, Failure> {
        let name = intake::machine_zone(self.zones).unwrap_or_else(|| "UTC".to_owned());
        self.zones.zone(&name).map_err(|error| Failure::Refused(error.to_string()))
    }

    fn list(self, filter: Filter, format: ListFormat) -> Result<Outcome, Failure> {
        let (found, zone) = (self.desk()?.list(filter)?, self.zone()?);
        let end = Outcome::Found;
        match format {
            ListFormat::Table => {
                print_styled(end, |out| list::table(out, (&found, filter), zone.name(), zone.rules()))
            }
            ListFormat::Json => print(end, |out| list::document(out, &found, layout())),
            ListFormat::Jsonl => print(end, |out| list::lines(out, &found)),
            ListFormat::Csv => print(end, |out| list::rows(out, &found)),
        }?;
        Ok(end)
    }

    fn show(self, id: IntentId, format: WhyFormat) -> Result<Outcome, Failure> {
        let found = desk::report(self.desk()?.load(id)?);
        self.tell(&found, format, report::outcome(&found))
    }

    fn tell(self, found: &Report, format: WhyFormat, outcome: Outcome) -> Result<Outcome, Failure> {
        let zone = self.zone()?;
        book::show(found, format, (zone.name(), zone.rules()), outcome)
    }

    fn go_on(self, id: IntentId, first: Happening, format: WhyFormat) -> Result<Outcome, Failure> {
        let found = self.desk()?.resume(id, Some(first))?;
        self.tell(&found, format, report::outcome(&found))
    }

    fn go_on_with_all(self, format: WhyFormat) -> Result<Outcome, Failure> {
        let desk = self.desk()?;
        let ((found, unread), zone) = (desk.resume_all()?, self.zone()?);
        tell_all(&unread.iter().map(Unread::line).collect::<Vec<_>>());
        let elsewhere = Self::elsewhere(&desk, &found, &unread)?;
        tell_all(&elsewhere);
        let is_all = elsewhere.is_empty() && unread.is_empty();
        let waiting = if elsewhere.is_empty() { Outcome::Found } else { Outcome::Incomplete };
        let waiting = unread.iter().map(|it| it.outcome).fold(waiting, Outcome::worse);
        let outcome = found.iter().map(report::outcome).fold(waiting, Outcome::worse);
        match format {
            WhyFormat::Table => print_styled(outcome, |out| match found.as_slice() {
                [] if is_all => writeln!(out, "Nothing is due"),
                all => all.iter().try_for_each(|it| report::table(out, it, zone.name(), zone.rules())),
            }),
            WhyFormat::Json => {
                let bookings = found.iter().map(ReportOut::new).collect();
                let document = ReportsOut { schema_version: SCHEMA_VERSION, bookings };
                print(outcome, |out| json::write(out, &document, layout()))
            }
        }?;
        Ok(outcome)
    }

    /// Bookings that are due and were left alone: another program has them, or one that was killed a moment ago.
    fn elsewhere(desk: &Desk<'_>, found: &[Report], unread: &[Unread]) -> Result<Vec<String>, Failure> {
        let now = clock::now();
        let due =
            desk.list(Filter::Unfinished)?.into_iter().filter(|it| it.next.is_some_and(|next| next <= now));
        let is_told = |id| found.iter().any(|it| it.id == id) || unread.iter().any(|it| it.id == id);
        let left = due.filter(|it| !is_told(it.intent));
        let line = |it: freebusy_booking::Summary| {
            let (id, lease) = (it.intent, Policy::STANDARD.lease.get());
            format!(
                "freebusy: booking {id} is in the hands of another program, or of one that ended less than {lease} s \
                 ago; try again after that"
            )
        };
        Ok(left.map(line).collect())
    }

    fn cancel(self, id: IntentId, reason: &str, format: WhyFormat) -> Result<Outcome, Failure> {
        let long = reason.chars().count() > LONGEST_REASON;
        if reason.trim().is_empty() {
            return Err(Failure::refused("--reason is empty; write why, for the attendee is told"));
        }
        if long || reason.chars().any(is_unseen) {
            return Err(Failure::Refused(format!(
                "--reason has control characters or more than {LONGEST_REASON} characters; write one short line"
            )));
        }
        let asked = Happening::CancelAsked { reason: reason.into() };
        let found = self.desk()?.resume(id, Some(asked))?;
        let outcome = match found.status {
            Status::AbortedNoTrace | Status::AbortedNotified => Outcome::Found,
            Status::Confirmed | Status::Pending => Outcome::Incomplete,
            Status::Attention => Outcome::Attention,
        };
        self.tell(&found, format, outcome)
    }

    fn reschedule(
        self,
        id: IntentId,
        slot: &str,
        key: Option<&str>,
        format: WhyFormat,
    ) -> Result<Outcome, Failure> {
        let start = slot::start(slot).map_err(Failure::Refused)?;
        let desk = self.desk()?;
        let old = desk.load(id)?;
        let hash = identity::hash_of_change(id, start);
        let key = key.map_or_else(identity::new_key, str::to_owned);
        let known = desk.by_key(&key)?.map(|known| known.intent.id);
        if known.is_none() {
            let report = desk::report(old.clone());
            if report.status != Status::Confirmed {
                self.tell(&report, format, Outcome::Conflict)?;
                let message = "only a confirmed booking can be moved".to_owned();
                return Err(Failure::Ended { outcome: Outcome::Conflict, message });
            }
        }
        let now = clock::now();
        if start <= now {
            return Err(Failure::refused("--slot is over; choose a later start"));
        }
        let length = old.intent.slot.length();
        let slot = Interval::new(start, start + length).expect("a slot has a length");
        let new = Intent {
            id: known.unwrap_or_else(|| identity::new_id(now)),
            key: key.into(),
            hash,
            slot,
            opened: now,
            deadline: now + crate::booking::plan::PATIENCE,
            replaces: Some(id),
            ..old.intent
        };
        message::tell(&format!("freebusy: booking {}, idempotency key `{}`", new.id, new.key));
        let found = desk.book(new, Services::default())?;
        let outcome = Self::after_change(&desk, id, report::outcome_of_wish(&found))?;
        self.tell(&found, format, outcome)
    }

    /// How a change ends whose new booking ended so: the old one has to be undone where the new one stands.
    fn after_change(desk: &Desk<'_>, old: IntentId, new: Outcome) -> Result<Outcome, Failure> {
        let stands = desk::report(desk.load(old)?).status;
        message::tell(&format!("freebusy: the old booking {old} is {stands}"));
        Ok(match (new, stands) {
            (Outcome::Found, Status::AbortedNoTrace | Status::AbortedNotified) => Outcome::Found,
            (Outcome::Found, Status::Attention) => Outcome::Attention,
            (Outcome::Found, Status::Confirmed | Status::Pending) => Outcome::Incomplete,
            (other, _) => other,
        })
    }

    fn audit(self, restored: bool, format: WhyFormat) -> Result<Outcome, Failure> {
        let desk = self.desk()?;
        let mut audit = Audit::of_services(&desk, clock::now())?;
        // What was put back from an old copy is driven by nobody before the services were looked through.
        let accepted = restored && audit.is_complete();
        if accepted {
            desk.accept_restored()?;
        }
        if accepted || !restored {
            audit.ask_confirmed(&desk, clock::now())?;
        }
        tell_all(&audit.troubles());
        let (outcome, zone) = (audit.outcome(), self.zone()?);
        match format {
            WhyFormat::Table => print_styled(outcome, |out| audit.table(out, zone.name(), zone.rules())),
            WhyFormat::Json => print(outcome, |out| json::write(out, &audit.document(), layout())),
        }?;
        if accepted {
            message::tell("freebusy: the journal takes bookings again");
        }
        Ok(outcome)
    }
}

/// Several bookings as a document.
#[derive(Serialize)]
struct ReportsOut<'a> {
    schema_version: u32,
    bookings: Vec<ReportOut<'a>>,
}
