//! `/v2/slots` of both generations: what is free.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use freebusy_core::ZoneRules;
use freebusy_zones::Zone;
use serde_json::{Map, Value, json};

use super::availability::{Ask, Slot, last_date};
use super::clock::{end_of_range, iso, local_date, local_iso};
use super::input::{asked_instant, asked_zone, id};
use super::problem::{Outcome, Problem, success};
use super::state::EventType;
use super::visit::Visit;
use crate::call::Call;

/// What the current generation lets a caller ask; anything else is refused.
const KNOWN: [&str; 12] = [
    "bookingUidToReschedule",
    "start",
    "end",
    "organizationSlug",
    "teamSlug",
    "username",
    "eventTypeSlug",
    "eventTypeId",
    "usernames",
    "format",
    "duration",
    "timeZone",
];

/// How a slot is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Start,
    Range,
}

/// `GET /v2/slots`.
pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    let call = visit.call;
    if let Some((key, _)) = call.query.iter().find(|(key, _)| !KNOWN.contains(&key.as_str())) {
        return Err(Problem::bad(format!("property {} should not exist", key.escape_debug())));
    }
    let (start, end) = (needed_instant(call, "start")?, end_of_range(needed_instant(call, "end")?));
    let format = format(call, "format", "time")?;
    let zone = named_zone(call)?;
    let event_type = event_type(visit)?;
    let length = length(call, event_type)?;
    let moved = call.query("bookingUidToReschedule");
    let utc = ZoneRules::utc();
    let rules = zone.as_ref().map_or(&utc, Zone::rules);
    let ask = Ask { event_type, length, booker: rules, moved, now: visit.now };
    let slots = ask.slots(visit.world, start, end);
    let here = slots.into_iter().filter(|slot| !slot.away);
    let written = |slot: &Slot| written(visit, event_type, slot, zone.as_ref(), format);
    Ok(success(200, by_date(here, (start, end), zone.as_ref(), written)))
}

/// `GET /v2/slots/available`, the old generation.
pub(crate) fn available(visit: &Visit<'_>) -> Outcome {
    let call = visit.call;
    let (start, end) = (needed_instant(call, "startTime")?, needed_instant(call, "endTime")?);
    let format = format(call, "slotFormat", "time")?;
    let zone = named_zone(call)?;
    let event_type = old_event_type(visit)?;
    let length = length(call, event_type)?;
    let utc = ZoneRules::utc();
    let rules = zone.as_ref().map_or(&utc, Zone::rules);
    let ask = Ask { event_type, length, booker: rules, moved: call.query("rescheduleUid"), now: visit.now };
    let slots = ask.slots(visit.world, start, end);
    // With a zone or a format the mark of absence is lost on the way, and days off look free.
    let plain = zone.is_none() && call.query("slotFormat").is_none();
    let written = |slot: &Slot| match (plain, slot.away) {
        (true, true) => json!({ "time": iso(slot.start), "away": true }),
        _ => old_written(visit, event_type, slot, zone.as_ref(), format),
    };
    let slots = by_date(slots.into_iter(), (start, end), zone.as_ref(), written);
    Ok(success(200, json!({ "slots": slots })))
}

fn needed_instant(call: &Call, name: &str) -> Result<DateTime<Utc>, Problem> {
    let text = call.query(name).ok_or_else(|| Problem::invalid(name, "should not be empty"))?;
    asked_instant(name, text)
}

fn format(call: &Call, name: &str, plain: &str) -> Result<Format, Problem> {
    match call.query(name) {
        None => Ok(Format::Start),
        Some("range") => Ok(Format::Range),
        Some(text) if text == plain => Ok(Format::Start),
        Some(_) => Err(Problem::invalid(name, "must be either 'range' or 'time'")),
    }
}

fn named_zone(call: &Call) -> Result<Option<Zone>, Problem> {
    call.query("timeZone").map(|name| asked_zone("timeZone", name)).transpose()
}

fn length(call: &Call, event_type: &EventType) -> Result<u32, Problem> {
    let Some(text) = call.query("duration") else {
        return Ok(event_type.length);
    };
    let asked = text.parse().map_err(|_| Problem::invalid("duration", "must be a number"))?;
    if event_type.allows(asked) {
        return Ok(asked);
    }
    Err(Problem::bad("the duration is not one of the lengths of this event type"))
}

fn event_type<'a>(visit: &'a Visit<'_>) -> Result<&'a EventType, Problem> {
    let (call, state) = (visit.call, visit.state());
    let found = match (call.query("eventTypeId"), call.query("username"), call.query("eventTypeSlug")) {
        (Some(text), _, _) => state.event_type(id(text)?),
        (None, Some(name), Some(slug)) => {
            state.account_named(name).and_then(|account| state.event_type_of(&account.person, slug))
        }
        // There are no organizations and no team event types here, so nothing bears such a name.
        (None, _, _) if call.query("usernames").is_some() || call.query("teamSlug").is_some() => None,
        (None, _, _) => {
            return Err(Problem::bad(
                "Either eventTypeId, username with eventTypeSlug, teamSlug with eventTypeSlug, or usernames with organizationSlug must be given",
            ));
        }
    };
    found.ok_or_else(|| Problem::not_found("Event Type not found"))
}

fn old_event_type<'a>(visit: &'a Visit<'_>) -> Result<&'a EventType, Problem> {
    let (call, state) = (visit.call, visit.state());
    let user = call
        .query
        .iter()
        .find(|(key, _)| matches!(key.as_str(), "usernameList[]" | "usernameList" | "usernameList[0]"));
    let found = match (call.query("eventTypeId"), user, call.query("eventTypeSlug")) {
        (Some(text), _, _) => state.event_type(id(text)?),
        (None, Some((_, name)), Some(slug)) => {
            state.account_named(name).and_then(|account| state.event_type_of(&account.person, slug))
        }
        (None, _, _) => return Err(Problem::bad("Either usernameList or eventTypeId must be provided")),
    };
    found.ok_or_else(|| Problem::not_found("Event type not found"))
}

/// The slots by their local dates; where a zone was named, only those that the service arrives at.
fn by_date(
    slots: impl Iterator<Item = Slot>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    zone: Option<&Zone>,
    written: impl Fn(&Slot) -> Value,
) -> Map<String, Value> {
    let utc = ZoneRules::utc();
    let rules = zone.map_or(&utc, Zone::rules);
    let mut dates: BTreeMap<NaiveDate, Vec<Value>> = BTreeMap::new();
    for slot in slots {
        let date = local_date(slot.start, rules);
        if zone.is_none() || date <= last_date(start, end, rules) {
            dates.entry(date).or_default().push(written(&slot));
        }
    }
    dates.into_iter().map(|(date, slots)| (date.to_string(), Value::Array(slots))).collect()
}

fn local(at: DateTime<Utc>, zone: Option<&Zone>) -> String {
    zone.map_or_else(|| iso(at), |zone| local_iso(at, zone.rules()))
}

fn written(
    visit: &Visit<'_>,
    event_type: &EventType,
    slot: &Slot,
    zone: Option<&Zone>,
    format: Format,
) -> Value {
    let mut fields = Map::from_iter([("start".into(), local(slot.start, zone).into())]);
    if format == Format::Range {
        fields.insert("end".into(), local(slot.end, zone).into());
    }
    if let Some(seats) = event_type.seats {
        let (booked, uid) = seats_booked(visit, event_type, slot);
        fields.insert("seatsBooked".into(), booked.into());
        fields.insert("seatsRemaining".into(), u64::from(seats).saturating_sub(booked).into());
        fields.insert("seatsTotal".into(), seats.into());
        fields.extend(uid.map(|uid| ("bookingUid".into(), uid.into())));
    }
    Value::Object(fields)
}

fn old_written(
    visit: &Visit<'_>,
    event_type: &EventType,
    slot: &Slot,
    zone: Option<&Zone>,
    format: Format,
) -> Value {
    let mut fields = match format {
        Format::Start => Map::from_iter([("time".into(), local(slot.start, zone).into())]),
        Format::Range => Map::from_iter([
            ("startTime".into(), local(slot.start, zone).into()),
            ("endTime".into(), local(slot.end, zone).into()),
        ]),
    };
    if let (true, (booked, Some(uid))) = (event_type.seats.is_some(), seats_booked(visit, event_type, slot)) {
        fields.insert("attendees".into(), booked.into());
        fields.insert("bookingUid".into(), uid.into());
    }
    Value::Object(fields)
}

/// How many seats of a slot are taken, and by which booking.
fn seats_booked(visit: &Visit<'_>, event_type: &EventType, slot: &Slot) -> (u64, Option<String>) {
    let booking = visit.world.bookings_of(&event_type.person).find(|booking| {
        let details = visit.state().bookings.get(&booking.id);
        booking.start == slot.start && details.is_some_and(|details| details.event_type == event_type.id)
    });
    let taken = booking
        .and_then(|booking| visit.state().bookings.get(&booking.id))
        .map_or(0, |it| it.attendees.len());
    (u64::try_from(taken).unwrap_or(u64::MAX), booking.map(|booking| booking.id.clone()))
}
