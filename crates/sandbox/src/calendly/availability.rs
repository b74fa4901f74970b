//! Available times, busy times, schedules, and the caps on meetings.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::input::{body, id, required_id, required_instant};
use super::offers::{between, hours_of, offers, schedule as read_schedule};
use super::problem::Problem;
use super::state::{EventType, Limits, OwnHours, User, uri};
use super::visit::{Outcome, Visit, found};
use super::{instant, page, shape};
use crate::call::Answer;
use crate::slots;
use crate::world::{Booking, Maker};

/// The bounds of a window that may be asked about.
struct Window {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

/// Reads a window of at most so many days; `too_early` refuses a start that is not in the future.
fn window(visit: &Visit<'_>, days: u32, too_early: &str) -> Result<Window, Problem> {
    let start = required_instant(visit.call, "start_time")?;
    let end = required_instant(visit.call, "end_time")?;
    if start <= visit.now {
        return Err(Problem::argument(too_early));
    }
    if end <= start {
        return Err(Problem::argument("end_time must be after start_time"));
    }
    if end - start > TimeDelta::days(days.into()) {
        return Err(Problem::argument(&format!("date range can be no greater than {days} days")));
    }
    Ok(Window { start, end })
}

pub(crate) fn available_times(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("availability:read")?;
    let kind = visit.event_type(required_id(visit.call, "event_type", "event_types")?)?;
    let days = visit.world.settings.calendly_slot_days;
    let window = window(visit, days, "start_time must be in the future")?;
    let page_url = shape::scheduling_url(visit.world, &kind);
    let offers = between(offers(visit.world, &kind, visit.now), window.start, window.end);
    let shown = offers.filter_map(|(start, offer)| {
        let start = start.to_chrono()?;
        Some(json!({
            "status": "available",
            "invitees_remaining": offer.remaining,
            "start_time": instant(start),
            "scheduling_url": format!("{page_url}/{}", start.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }))
    });
    Ok(page::whole(shown.collect()))
}

pub(crate) fn busy_times(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("availability:read")?;
    let user = visit.user(required_id(visit.call, "user", "users")?)?;
    let window = window(visit, 7, "date cannot be in the past")?;
    let world = &*visit.world;
    let own = world.person(&user.person).into_iter().flat_map(|person| &person.busy);
    let own = own.map(|busy| (busy.start, busy.end, external(busy.start, busy.end)));
    let booked = world.bookings_of(&user.person).map(|booking| (booking.start, booking.end, taken(booking)));
    let mut busy: Vec<_> =
        own.chain(booked).filter(|(start, end, _)| *start < window.end && window.start < *end).collect();
    busy.sort_by_key(|(start, end, _)| (*start, *end));
    Ok(page::whole(busy.into_iter().map(|(_, _, shown)| shown).collect()))
}

fn external(start: DateTime<Utc>, end: DateTime<Utc>) -> Value {
    json!({ "type": "external", "start_time": instant(start), "end_time": instant(end) })
}

/// A booking as busy time; to Calendly one of another service is an event of the calendar.
fn taken(booking: &Booking) -> Value {
    if booking.maker == Maker::Calcom {
        return external(booking.start, booking.end);
    }
    let (start, end) = shape::buffered(booking);
    json!({
        "type": "calendly",
        "start_time": instant(booking.start),
        "end_time": instant(booking.end),
        "buffered_start_time": instant(start),
        "buffered_end_time": instant(end),
        "event": { "uri": uri("scheduled_events", &booking.id) },
    })
}

pub(crate) fn schedules(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("availability:read")?;
    let user = visit.user(required_id(visit.call, "user", "users")?)?;
    let own = visit.world.calendly.schedules.iter().filter(|schedule| schedule.user == user.id);
    Ok(page::whole(own.map(shape::schedule).collect()))
}

pub(crate) fn schedule(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("availability:read")?;
    let mut all = visit.world.calendly.schedules.iter();
    let schedule = all.find(|schedule| schedule.id == wanted).ok_or_else(Problem::not_found)?;
    visit.user(&schedule.user)?;
    found(&shape::schedule(schedule))
}

pub(crate) fn type_schedules(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("availability:read")?;
    let kind = visit.event_type(required_id(visit.call, "event_type", "event_types")?)?;
    let hosts = kind.hosts.iter().filter_map(|host| visit.world.calendly.user(host));
    visit.page(hosts.map(|host| type_schedule(visit, &kind, host)).collect())
}

/// The hours of one host of an event type; their own schedule shows its name.
fn type_schedule(visit: &Visit<'_>, kind: &EventType, host: &User) -> Value {
    let hours = hours_of(visit.world, kind, host);
    let mut rule = Map::new();
    if let Some(hours) = hours {
        rule.insert("timezone".to_owned(), json!(hours.timezone));
        rule.insert("rules".to_owned(), json!(hours.rules));
    }
    rule.insert("user".to_owned(), json!(uri("users", &host.id)));
    let usual = visit.world.calendly.default_schedule(&host.id);
    if let Some(usual) = usual.filter(|_| !kind.hours.contains_key(&host.id)) {
        rule.insert("uri".to_owned(), json!(uri("user_availability_schedules", &usual.id)));
        rule.insert("name".to_owned(), json!(usual.name));
    }
    json!({
        "event_type": uri("event_types", &kind.id),
        "availability_setting": "host",
        "availability_rule": rule,
    })
}

/// Replaces the hours of a host; whatever was there is gone.
pub(crate) fn change_type_schedule(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("availability:write")?;
    let kind = visit.event_type(required_id(visit.call, "event_type", "event_types")?)?;
    let fields = body(visit.call)?;
    let rule = fields.get("availability_rule").and_then(Value::as_object);
    let rule = rule.ok_or_else(|| Problem::invalid(&[("availability_rule", "is missing")]))?;
    let host = changed_host(visit, &kind, rule)?;
    let hours = new_hours(visit, &kind, &host, rule)?;
    let kinds = &mut visit.world.calendly.event_types;
    if let Some(kind) = kinds.iter_mut().find(|other| other.id == kind.id) {
        kind.hours.insert(host.id.clone(), hours);
        kind.updated_at = visit.now;
    }
    visit.written();
    let kind = visit.event_type(&kind.id)?;
    found(&type_schedule(visit, &kind, &host))
}

fn changed_host(visit: &Visit<'_>, kind: &EventType, rule: &Map<String, Value>) -> Result<User, Problem> {
    let named = rule.get("user").and_then(Value::as_str);
    let host = match named {
        None => visit.caller.user.clone(),
        Some(address) => {
            let id = super::state::id_in(address, "users");
            visit.user(
                id.ok_or_else(|| Problem::invalid(&[("availability_rule.user", "must be a valid URI")]))?,
            )?
        }
    };
    visit.caller.may_act_for(&host)?;
    if kind.hosts.contains(&host.id) { Ok(host) } else { Err(Problem::no_permission()) }
}

fn new_hours(
    visit: &Visit<'_>,
    kind: &EventType,
    host: &User,
    rule: &Map<String, Value>,
) -> Result<OwnHours, Problem> {
    let zone = super::input::text(rule, "timezone", "availability_rule.timezone")?;
    slots::zone(zone).ok_or_else(|| Problem::invalid(&[("availability_rule.timezone", "is invalid")]))?;
    let invalid = || Problem::invalid(&[("availability_rule.rules", "is invalid")]);
    let rules = match rule.get("rules") {
        None => hours_of(visit.world, kind, host).map(|hours| hours.rules).unwrap_or_default(),
        Some(rules) => serde_json::from_value(rules.clone()).map_err(|_| invalid())?,
    };
    let hours = OwnHours { timezone: zone.to_owned(), rules };
    read_schedule(&hours).ok_or_else(invalid)?;
    Ok(hours)
}

/// The caller's own caps: nobody else's are shown, to nobody.
fn own_limits(visit: &Visit<'_>) -> Result<(), Problem> {
    let user = visit.user(required_id(visit.call, "user", "users")?)?;
    if user.id == visit.caller.user.id { Ok(()) } else { Err(Problem::no_permission()) }
}

pub(crate) fn limits(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("availability:read")?;
    own_limits(visit)?;
    Ok(page::whole(vec![json!(visit.caller.user.limits)]))
}

pub(crate) fn change_limits(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("availability:write")?;
    if id(visit.call, "user", "users")?.is_some() {
        own_limits(visit)?;
    }
    let fields = body(visit.call)?;
    let mut limits = visit.caller.user.limits.clone();
    let mut named = 0_u32;
    for (name, place) in [
        ("daily_limit", &mut limits.daily_limit),
        ("weekly_limit", &mut limits.weekly_limit),
        ("monthly_limit", &mut limits.monthly_limit),
    ] {
        let Some(value) = fields.get(name) else { continue };
        *place = cap(name, value)?;
        named += 1;
    }
    if named == 0 {
        return Err(Problem::argument("at least one limit must be given"));
    }
    set_limits(visit, &limits);
    Ok(Answer::json(200, shape::resource(&json!(limits))))
}

fn cap(name: &str, value: &Value) -> Result<Option<u32>, Problem> {
    let within =
        || value.as_u64().and_then(|cap| u32::try_from(cap).ok()).filter(|cap| (1..=9_999).contains(cap));
    if value.is_null() {
        return Ok(None);
    }
    within().map(Some).ok_or_else(|| Problem::invalid(&[(name, "must be between 1 and 9999")]))
}

fn set_limits(visit: &mut Visit<'_>, limits: &Limits) {
    let caller = visit.caller.user.id.clone();
    if let Some(user) = visit.world.calendly.users.iter_mut().find(|user| user.id == caller) {
        user.limits = limits.clone();
    }
    visit.written();
}
