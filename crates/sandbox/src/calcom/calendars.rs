//! Connected calendars, and what they are busy with.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::clock::{date, end_of_range, iso};
use super::input::{asked_instant, asked_zone};
use super::problem::{Outcome, Problem, success};
use super::state::{Account, Calendar};
use super::visit::Visit;
use crate::call::Call;

/// `GET /v2/calendars`.
pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("APPS_READ")?;
    let email = visit.world.person(&account.person).map_or("", |person| person.email.as_str());
    let mut connected: Vec<Value> = Vec::new();
    for of_one in account.calendars.chunk_by(|a, b| a.credential_id == b.credential_id) {
        connected.extend(of_one.first().map(|first| connection(first, of_one, email)));
    }
    let destination =
        account.calendars.first().map_or(Value::Null, |first| destination(account, first, email));
    Ok(success(200, json!({ "connectedCalendars": connected, "destinationCalendar": destination })))
}

/// One credential with its calendars.
fn connection(first: &Calendar, all: &[Calendar], email: &str) -> Value {
    let calendars: Vec<Value> = all.iter().map(|calendar| calendar_json(calendar, first, email)).collect();
    json!({
        "integration": {
            "name": "Google Calendar", "title": "Google Calendar", "type": "google_calendar", "slug": "google-calendar",
            "description": "Google Calendar is a time management and scheduling service.",
            "variant": "calendar", "category": "calendar", "categories": ["calendar"], "publisher": "Cal.com",
            "logo": "/app-store/googlecalendar/icon.svg", "url": "https://cal.com/", "email": "help@cal.com",
            "dirName": "googlecalendar", "installed": true, "locationOption": null,
        },
        "credentialId": first.credential_id,
        "delegationCredentialId": null,
        "primary": calendar_json(first, first, email),
        "calendars": calendars,
    })
}

fn calendar_json(calendar: &Calendar, first: &Calendar, email: &str) -> Value {
    json!({
        "externalId": calendar.external_id,
        "integration": "google_calendar",
        "name": calendar.name,
        "primary": calendar.external_id == first.external_id,
        "readOnly": false,
        "email": email,
        "isSelected": true,
        "credentialId": calendar.credential_id,
        "delegationCredentialId": null,
    })
}

fn destination(account: &Account, calendar: &Calendar, email: &str) -> Value {
    json!({
        "id": calendar.credential_id,
        "integration": "google_calendar",
        "externalId": calendar.external_id,
        "primaryEmail": email,
        "userId": account.id,
        "eventTypeId": null,
        "credentialId": calendar.credential_id,
        "delegationCredentialId": null,
        "name": calendar.name,
        "primary": true,
        "readOnly": false,
        "email": email,
        "integrationTitle": "Google Calendar",
    })
}

/// `GET /v2/calendars/busy-times`: the raw events of the calendars named, whatever their lengths.
pub(crate) fn busy_times(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("APPS_READ")?;
    let (from, to) = range(visit.call)?;
    let mut rows: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for (credential, external) in named_calendars(visit.call)? {
        let named = |it: &Calendar| it.credential_id == credential && it.external_id == external;
        match account.calendars.iter().position(named) {
            // The first calendar is the one in which everything is written.
            Some(0) => rows.extend(events(visit, &account.person)),
            Some(_) => {}
            None => return Err(Problem::not_found("the calendar to load is not connected")),
        }
    }
    rows.retain(|(start, end)| *start < to && from < *end);
    rows.sort_unstable();
    rows.dedup();
    let written = rows
        .iter()
        .map(|(start, end)| json!({ "start": iso(*start), "end": iso(*end), "source": "google-calendar" }));
    Ok(success(200, written.collect::<Vec<_>>()))
}

/// From when to when; a date as the end includes that day. A zone has to be named.
fn range(call: &Call) -> Result<(DateTime<Utc>, DateTime<Utc>), Problem> {
    let zone = call.query("timeZone").or_else(|| call.query("loggedInUsersTz"));
    asked_zone("timeZone", zone.ok_or_else(|| Problem::invalid("timeZone", "must be a string"))?)?;
    let needed = |name: &str| {
        call.query(name).ok_or_else(|| Problem::invalid(name, "must be a valid ISO 8601 date string"))
    };
    let (from, to) = (needed("dateFrom")?, needed("dateTo")?);
    let end = asked_instant("dateTo", to)?;
    let end = if date(to).is_some() { end_of_range(end) } else { end };
    Ok((asked_instant("dateFrom", from)?, end))
}

/// The pairs of `calendarsToLoad[i][credentialId]` and `[externalId]`; there has to be one.
fn named_calendars(call: &Call) -> Result<Vec<(u64, &str)>, Problem> {
    let mut named = Vec::new();
    for (key, credential) in &call.query {
        let index =
            key.strip_prefix("calendarsToLoad[").and_then(|rest| rest.strip_suffix("][credentialId]"));
        let Some(index) = index else { continue };
        let external = call.query(&format!("calendarsToLoad[{index}][externalId]"));
        let external =
            external.ok_or_else(|| Problem::invalid("calendarsToLoad.externalId", "must be a string"))?;
        let credential = credential
            .parse()
            .map_err(|_| Problem::invalid("calendarsToLoad.credentialId", "must be a number"))?;
        named.push((credential, external));
    }
    if named.is_empty() { Err(Problem::invalid("calendarsToLoad", "must be an array")) } else { Ok(named) }
}

/// What stands in somebody's calendar: their own events, and what either service booked into it.
fn events<'a>(
    visit: &'a Visit<'_>,
    person: &'a str,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + 'a {
    let own = visit.world.person(person).into_iter().flat_map(|person| &person.busy);
    let booked = visit.world.bookings_of(person).map(|booking| (booking.start, booking.end));
    own.map(|busy| (busy.start, busy.end)).chain(booked)
}
