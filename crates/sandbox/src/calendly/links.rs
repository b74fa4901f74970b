//! Offers beside the standing ones: one-off event types, single-use links, shares, and the places users have.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use freebusy_core::WallTime;
use serde_json::{Map, Value, json};

use super::event_types::{blank, keep, location, user_in};
use super::input::{body, id, optional_text, parse_instant, text};
use super::page;
use super::problem::Problem;
use super::state::{EventType, Pooling, User, id_in, uri};
use super::visit::{Outcome, Visit, made};
use crate::slots;

/// Makes an event type that is offered only on some dates.
pub(crate) fn one_off(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("event_types:write")?;
    let fields = body(visit.call)?;
    let name = text(&fields, "name", "name")?;
    if name.chars().count() > 55 {
        return Err(Problem::invalid(&[("name", "size cannot be greater than 55")]));
    }
    let hosts = hosts(visit, &fields)?;
    let duration =
        fields.get("duration").and_then(Value::as_u64).filter(|minutes| (1..=720).contains(minutes));
    let duration = duration.and_then(|minutes| u32::try_from(minutes).ok());
    let duration = duration.ok_or_else(|| Problem::invalid(&[("duration", "is invalid")]))?;
    let within = stretches(visit, &fields)?;
    let places = match fields.get("location").filter(|place| !place.is_null()) {
        None => Vec::new(),
        Some(place) => location(place).ok_or_else(|| Problem::invalid(&[("location", "is invalid")]))?,
    };
    let pooling = if hosts.len() > 1 { Pooling::Collective } else { Pooling::None };
    let blank = blank(visit, name, hosts);
    let kind = EventType {
        duration,
        locations: places,
        pooling,
        only_within: Some(within),
        active: true,
        notice_minutes: 0,
        horizon_days: 365,
        ..blank
    };
    let shown = keep(visit, kind);
    made(&shown)
}

fn hosts(visit: &Visit<'_>, fields: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let mut hosts = vec![user_in(visit, fields, "host")?];
    let invalid = || Problem::invalid(&[("co_hosts", "is invalid")]);
    let others = match fields.get("co_hosts") {
        None | Some(Value::Null) => return Ok(hosts),
        Some(others) => others.as_array().ok_or_else(invalid)?,
    };
    for other in others {
        let id = other.as_str().and_then(|address| id_in(address, "users")).ok_or_else(invalid)?;
        hosts.push(visit.user(id)?.id);
    }
    Ok(hosts)
}

type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// The stretches that a date setting leaves open.
fn stretches(visit: &Visit<'_>, fields: &Map<String, Value>) -> Result<Vec<Stretch>, Problem> {
    let invalid = || Problem::invalid(&[("date_setting", "is invalid")]);
    let setting = fields.get("date_setting").and_then(Value::as_object);
    let setting = setting.ok_or_else(|| Problem::invalid(&[("date_setting", "is missing")]))?;
    let usual = visit.world.person(&visit.caller.user.person).map_or("UTC", |person| &person.time_zone);
    let zone = optional_text(fields, "timezone", "timezone")?.unwrap_or(usual);
    slots::zone(zone).ok_or_else(|| Problem::invalid(&[("timezone", "is invalid")]))?;
    let found = match setting.get("type").and_then(Value::as_str) {
        Some("date_range") => range(setting, zone),
        Some("days_in_future") => ahead(setting, zone, visit.now),
        Some("spots") => spots(setting),
        _ => None,
    };
    found.ok_or_else(invalid)
}

/// A local day from its midnight to the next.
fn day(date: NaiveDate, zone: &str) -> Option<Stretch> {
    let zone = slots::zone(zone)?;
    let midnight = |date: NaiveDate| {
        zone.rules().instant(WallTime::from_chrono(date.and_time(NaiveTime::MIN))).to_chrono()
    };
    Some((midnight(date)?, midnight(date.succ_opt()?)?))
}

fn range(setting: &Map<String, Value>, zone: &str) -> Option<Vec<Stretch>> {
    let date = |name: &str| setting.get(name)?.as_str()?.parse::<NaiveDate>().ok();
    let (first, last) = (date("start_date")?, date("end_date")?);
    let sane = first <= last && (last - first).num_days() < 365 && (1970..2200).contains(&first.year());
    sane.then(|| Some(vec![(day(first, zone)?.0, day(last, zone)?.1)])).flatten()
}

fn ahead(setting: &Map<String, Value>, zone: &str, now: DateTime<Utc>) -> Option<Vec<Stretch>> {
    let days = setting.get("days")?.as_u64().filter(|days| *days <= 365)?;
    let only_weekdays = setting.get("only_weekdays")?.as_bool()?;
    let dates = (0..=days).filter_map(|ahead| now.date_naive().checked_add_days(Days::new(ahead)));
    let open = |date: &NaiveDate| !only_weekdays || !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    dates.filter(open).map(|date| day(date, zone)).collect()
}

fn spots(setting: &Map<String, Value>) -> Option<Vec<Stretch>> {
    let spots = setting.get("spots")?.as_array().filter(|spots| !spots.is_empty() && spots.len() <= 1_000)?;
    let at = |spot: &Value, name: &str| parse_instant(spot.get(name)?.as_str()?);
    let spot = |spot: &Value| Some((at(spot, "start_time")?, at(spot, "end_time")?));
    spots.iter().map(|each| spot(each).filter(|(start, end)| start < end)).collect()
}

/// An event type named in a body.
fn kind_in(visit: &Visit<'_>, fields: &Map<String, Value>, name: &str) -> Result<EventType, Problem> {
    let address = text(fields, name, name)?;
    let id =
        id_in(address, "event_types").ok_or_else(|| Problem::invalid(&[(name, "must be a valid URI")]))?;
    visit.event_type(id)
}

/// Makes a link that books once.
pub(crate) fn scheduling_link(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("scheduling_links:write")?;
    let fields = body(visit.call)?;
    if fields.get("max_event_count").and_then(Value::as_u64) != Some(1) {
        return Err(Problem::invalid(&[("max_event_count", "must be 1")]));
    }
    if text(&fields, "owner_type", "owner_type")? != "EventType" {
        return Err(Problem::invalid(&[("owner_type", "must be EventType")]));
    }
    let kind = kind_in(visit, &fields, "owner")?;
    let link = link(visit, &kind);
    visit.written();
    made(&link)
}

fn link(visit: &mut Visit<'_>, kind: &EventType) -> Value {
    json!({
        "booking_url": format!("https://calendly.com/d/{}/{}", visit.new_id("LINK").to_lowercase(), kind.slug),
        "owner": uri("event_types", &kind.id),
        "owner_type": "EventType",
    })
}

/// The fields of an event type that a share may have otherwise.
const OVERRIDES: [&str; 9] = [
    "name",
    "duration",
    "period_type",
    "start_date",
    "end_date",
    "max_booking_time",
    "hide_location",
    "location_configurations",
    "availability_rule",
];

/// Makes a link to an event type of which some things are different.
pub(crate) fn share(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("shares:write")?;
    let fields = body(visit.call)?;
    let kind = kind_in(visit, &fields, "event_type")?;
    if optional_text(&fields, "name", "name")?.is_some_and(|name| name.chars().count() > 55) {
        return Err(Problem::invalid(&[("name", "size cannot be greater than 55")]));
    }
    let duration = fields.get("duration");
    if duration.is_some_and(|minutes| minutes.as_u64().is_none_or(|minutes| !(1..=720).contains(&minutes))) {
        return Err(Problem::invalid(&[("duration", "is invalid")]));
    }
    let overrides: Map<String, Value> =
        fields.into_iter().filter(|(name, _)| OVERRIDES.contains(&name.as_str())).collect();
    let link = link(visit, &kind);
    visit.written();
    made(&json!({ "scheduling_links": [link], "share_override": overrides }))
}

/// The places that a user has connected: those of their event types.
pub(crate) fn locations(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("locations:read")?;
    let user: User = match id(visit.call, "user", "users")? {
        Some(user) => visit.user(user)?,
        None => visit.caller.user.clone(),
    };
    visit.caller.may_act_for(&user)?;
    let own = visit.world.calendly.event_types.iter().filter(|kind| kind.owner() == user.id);
    let places = own.flat_map(|kind| &kind.locations);
    Ok(page::whole(places.map(|place| json!(place)).collect()))
}

/// A delivery as a webhook would get it.
pub(crate) fn sample_webhook(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("webhooks:read")?;
    let wanted = super::input::required(visit.call, "event")?;
    if !["invitee.created", "invitee.canceled", "invitee_no_show.created"].contains(&wanted) {
        return Err(Problem::invalid(&[("event", "is invalid")]));
    }
    let organization = super::input::required_id(visit.call, "organization", "organizations")?;
    visit.caller.belongs_to(organization)?;
    super::input::required(visit.call, "scope")?;
    super::input::choice(visit.call, "scope", &["organization", "user", "group"])?;
    Ok(crate::call::Answer::json(200, sample(visit, wanted)))
}

fn sample(visit: &Visit<'_>, event: &str) -> Value {
    let status = if event == "invitee.canceled" { "canceled" } else { "active" };
    let address = uri("scheduled_events", "SAMPLE0000000001");
    let now = super::instant(visit.now);
    json!({
        "event": event,
        "created_at": now,
        "created_by": uri("users", &visit.caller.user.id),
        "payload": {
            "uri": format!("{address}/invitees/SAMPLE0000000002"),
            "email": "invitee@example.com", "name": "Sample Invitee", "first_name": null, "last_name": null,
            "status": status, "timezone": "UTC", "event": address, "created_at": now, "updated_at": now,
            "questions_and_answers": [], "rescheduled": false, "old_invitee": null, "new_invitee": null,
            "cancel_url": "https://calendly.com/cancellations/SAMPLE0000000002",
            "reschedule_url": "https://calendly.com/reschedulings/SAMPLE0000000002",
            "scheduled_event": { "uri": address, "name": "Sample", "status": status,
                "start_time": now, "end_time": now },
        },
    })
}
