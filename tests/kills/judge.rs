//! Whether what the children left behind is true: journal, services and what was acknowledged, held against each other.

use std::collections::{BTreeMap, BTreeSet};

use freebusy_booking::invariant::{Truth, Violation, Watch};
use freebusy_booking::{Fact, LegNo, Op, Phase, Policy, Report, Saga, Status, Stored};
use freebusy_sandbox::{Exchange, Service};
use serde_json::Value;

use super::arena::{Arena, CALCOM_CREATE, CALENDLY_CREATE};
use super::figures::Figures;
use super::ledger::Ledger;

/// How many calls the services remember.
const REMEMBERED: usize = 100_000;

/// How a booking ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: String,
    pub(crate) status: Status,
}

/// How bookings ended, by the key of their wish.
pub(crate) type Ends = BTreeMap<String, Ended>;

/// A booking with a service: the mark that it bears, and the service.
type Marked = (String, At);

/// Which service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    Calendly,
    Calcom,
}

impl At {
    fn of(source: &str) -> Self {
        if source.starts_with("calendly:") { Self::Calendly } else { Self::Calcom }
    }
}

/// What a service made.
#[derive(Debug)]
struct Made {
    id: String,
    from: String,
    /// When it was cancelled.
    until: Option<String>,
}

/// Judges everything; says how bookings ended.
pub(crate) fn judge(arena: &Arena, ledger: &Ledger, figures: &mut Figures) -> Ends {
    arena.check();
    let written = arena.written();
    let made = made(&arena.world());
    let exchanges = arena.exchanges();
    assert!(exchanges.len() < REMEMBERED, "the services have forgotten calls: kill fewer in a round");
    let creates = creates(&exchanges);
    let (mut ends, mut reports) = (Ends::new(), BTreeMap::new());
    for (summary, stored) in &written {
        let report = Saga::restored(stored.intent.clone(), Policy::STANDARD, &stored.records).report();
        assert_eq!(summary.status, report.status, "the journal tells it otherwise in short: {report:?}");
        agrees_with_services(&report, &made);
        is_written_ahead(stored, &creates);
        if let Err(violation) = keeps_the_invariants(stored, &report, &made) {
            panic!("{violation}: {report:?}");
        }
        *figures.ends.entry(report.status.to_string()).or_default() += 1;
        let end = Ended { id: report.id.to_string(), status: report.status };
        let known = ends.insert(stored.intent.key.to_string(), end);
        assert!(known.is_none(), "two bookings of one wish: {known:?}, {report:?}");
        reports.insert(report.id.to_string(), (report, stored));
    }
    let is_known = |(mark, _): &&Marked| reports.contains_key(mark);
    assert!(made.keys().all(|marked| is_known(&marked)), "a service has what no journal knows");
    assert!(creates.keys().all(|marked| is_known(&marked)), "what no journal knows was sent");
    never_twice_at_once(&made);
    places_are_taken_once(&reports);
    acknowledged_is_kept(ledger, &reports, &ends, figures);
    figures.creates = creates.values().sum();
    figures.made = made.values().map(Vec::len).sum();
    ends
}

/// How often a service was sent each booking of a mark.
pub(crate) fn creates(exchanges: &[Exchange]) -> BTreeMap<Marked, usize> {
    let mut creates = BTreeMap::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.method == "POST") {
        let body = || serde_json::from_slice::<Value>(&exchange.body).unwrap();
        let marked = match (exchange.service, exchange.target.as_str()) {
            (Service::Calendly, CALENDLY_CREATE) => (mark(&body()["tracking"]["utm_content"]), At::Calendly),
            (Service::Calcom, CALCOM_CREATE) => (mark(&body()["metadata"]["freebusy_intent"]), At::Calcom),
            _ => continue,
        };
        *creates.entry(marked).or_default() += 1;
    }
    creates
}

fn mark(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a booking without a mark: {value}")).to_owned()
}

/// Everything that the services ever made, by its mark.
fn made(world: &Value) -> BTreeMap<Marked, Vec<Made>> {
    let mut made: BTreeMap<Marked, Vec<Made>> = BTreeMap::new();
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    for event in world["calendly"]["events"].as_array().unwrap() {
        let until = text(&event["cancellation"]["created_at"]);
        for invitee in event["invitees"].as_array().unwrap() {
            let marked = (mark(&invitee["tracking"]["utm_content"]), At::Calendly);
            let (id, from) = (text(&event["id"]).unwrap(), text(&invitee["created_at"]).unwrap());
            made.entry(marked).or_default().push(Made { id, from, until: until.clone() });
        }
    }
    let calcom = world["calcom"]["bookings"].as_object().unwrap();
    for booking in world["bookings"].as_array().unwrap() {
        let id = text(&booking["id"]).unwrap();
        let Some(details) = calcom.get(&id) else { continue };
        let marked = (mark(&details["metadata"]["freebusy_intent"]), At::Calcom);
        let is_active = booking["active"].as_bool().unwrap();
        let until = (!is_active).then(|| text(&details["updated_at"]).unwrap());
        made.entry(marked).or_default().push(Made { id, from: text(&booking["created_at"]).unwrap(), until });
    }
    made
}

/// What was made of one leg.
fn of<'a>(report: &Report, source: &str, made: &'a BTreeMap<Marked, Vec<Made>>) -> &'a [Made] {
    made.get(&(report.id.to_string(), At::of(source))).map_or(&[][..], Vec::as_slice)
}

/// The machine's own invariants, over everything that was written down and what is true in the end.
fn keeps_the_invariants(
    stored: &Stored,
    report: &Report,
    made: &BTreeMap<Marked, Vec<Made>>,
) -> Result<(), Violation> {
    let mut watch = Watch::new(&stored.intent, &Policy::STANDARD);
    watch.written(&stored.records)?;
    for (leg, no) in report.legs.iter().zip(0..) {
        let active = of(report, &leg.source, made).iter().filter(|made| made.until.is_none()).count();
        watch.sees(LegNo(no), Truth { active, doubled: 0, undone_elsewhere: false })?;
    }
    watch.tells(report.status)?;
    watch.rests()
}

/// Confirmed means once in every place, aborted in none, and nobody is told less than what happened.
fn agrees_with_services(report: &Report, made: &BTreeMap<Marked, Vec<Made>>) {
    for leg in &report.legs {
        let all = of(report, &leg.source, made);
        let active: Vec<&Made> = all.iter().filter(|made| made.until.is_none()).collect();
        match report.status {
            Status::Confirmed => {
                let booking = leg.booking.as_deref().unwrap_or_default();
                assert!(matches!(&*active, [one] if names(booking, &one.id)), "{active:?} {report:?}");
            }
            Status::AbortedNoTrace => assert!(all.is_empty(), "there was a trace: {all:?} {report:?}"),
            Status::AbortedNotified => assert!(active.is_empty(), "{active:?} {report:?}"),
            Status::Attention => assert!(report.concern.is_some(), "{report:?}"),
            Status::Pending => panic!("nothing is open any more: {report:?}"),
        }
    }
    if report.status == Status::AbortedNotified {
        assert!(
            report.legs.iter().any(|leg| !of(report, &leg.source, made).is_empty()),
            "nobody got mail: {report:?}"
        );
    }
}

/// Whether what a report calls a booking, which may be a URI, is that of this id.
fn names(booking: &str, id: &str) -> bool {
    booking.split('/').any(|part| part == id)
}

/// What was sent was written down before, and never too often.
fn is_written_ahead(stored: &Stored, creates: &BTreeMap<Marked, usize>) {
    for (leg, no) in stored.intent.legs.iter().zip(0_u8..) {
        let service = At::of(&leg.source);
        let sent = creates.get(&(stored.intent.id.to_string(), service)).copied().unwrap_or_default();
        let attempts = attempted(stored).filter(|(leg, op)| *leg == no && matches!(op, Op::Create { .. }));
        assert!(sent <= attempts.count(), "{}: more was sent than was written down", stored.intent.id);
        assert!(
            sent <= usize::from(Policy::STANDARD.most_creates),
            "{}: sent {sent} times",
            stored.intent.id
        );
    }
}

fn attempted(stored: &Stored) -> impl Iterator<Item = (u8, &Op)> {
    stored.records.iter().filter_map(|record| match &record.fact {
        Fact::Attempted(call) => Some((call.leg.0, &call.op)),
        _ => None,
    })
}

/// Of all that bears one mark at one service, nothing began before what was there was over.
fn never_twice_at_once(made: &BTreeMap<Marked, Vec<Made>>) {
    for (marked, all) in made {
        let mut all: Vec<&Made> = all.iter().collect();
        all.sort_by(|a, b| a.from.cmp(&b.from));
        for pair in all.windows(2) {
            let is_over = pair[0].until.as_ref().is_some_and(|until| *until <= pair[1].from);
            assert!(is_over, "{marked:?} was booked twice at once: {all:?}");
        }
    }
}

/// A booking whose place was taken by a confirmed one is undone.
fn places_are_taken_once(reports: &BTreeMap<String, (Report, &Stored)>) {
    for (report, stored) in reports.values() {
        if let (Some(old), Status::Confirmed) = (stored.intent.replaces, report.status) {
            let (old, _) = &reports[&old.to_string()];
            let is_undone = matches!(old.phase, Phase::Aborted) || old.status == Status::Attention;
            assert!(is_undone, "{} was moved and still stands: {old:?}", report.id);
        }
    }
}

/// What a child said before it died is written down, and still true.
fn acknowledged_is_kept(
    ledger: &Ledger,
    reports: &BTreeMap<String, (Report, &Stored)>,
    ends: &Ends,
    figures: &mut Figures,
) {
    for (key, lines) in ledger.calls.iter().filter(|(_, lines)| !lines.is_empty()) {
        let end = ends.get(key).unwrap_or_else(|| panic!("`{key}` was under way and is not written down"));
        let (_, stored) = &reports[&end.id];
        let told: BTreeSet<String> = attempted(stored).map(|(leg, op)| line(stored, leg, op)).collect();
        for line in lines {
            assert!(told.contains(line), "`{line}` was told and is not written down: {told:?}");
            figures.acknowledged += 1;
        }
    }
    for end in &ledger.ends {
        let (report, _) = reports.get(&end.id).unwrap_or_else(|| panic!("{end:?} is not written down"));
        let is_kept = match end.status.as_str() {
            "pending" | "attention" => true,
            "confirmed" => {
                report.status == Status::Confirmed
                    || (ledger.unwanted.contains(&end.id) && report.phase == Phase::Aborted)
            }
            said => report.status.as_str() == said,
        };
        assert!(is_kept, "{end:?} was said: {report:?}");
        figures.acknowledged += 1;
    }
    for id in &ledger.cancelling {
        let (report, _) = &reports[id];
        assert!(report.phase == Phase::Aborted || report.concern.is_some(), "{report:?}");
        figures.acknowledged += 1;
    }
}

/// What a call is told as.
fn line(stored: &Stored, leg: u8, op: &Op) -> String {
    let plan = &stored.intent.legs[usize::from(leg)];
    let service = if plan.source.starts_with("calendly:") { "Calendly" } else { "Cal.com" };
    let doing = match op {
        Op::Verify | Op::List => "checking",
        Op::Hold { .. } => "holding the slot of",
        Op::Release { .. } => "giving back the hold of",
        Op::Create { .. } => "booking",
        Op::Cancel { .. } => "cancelling the booking of",
    };
    format!("{doing} {} with {service} …", plan.participant)
}
