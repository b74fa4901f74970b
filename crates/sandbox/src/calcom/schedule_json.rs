//! A schedule as either generation writes and reads it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::clock::{instant, local_date, zone};
use super::input::Input;
use super::problem::Problem;
use super::state::{DateHours, DayHours, Hours};
use super::visit::Visit;

/// Names by number: 0 is Sunday.
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The current generation.
pub(crate) fn current(visit: &Visit<'_>, hours: &Hours) -> Value {
    let availability = hours.weekly.iter().map(|entry| {
        let days: Vec<&str> =
            entry.days.iter().filter_map(|day| DAYS.get(usize::from(*day)).copied()).collect();
        json!({ "days": days, "startTime": clock(entry.start_minute), "endTime": clock(entry.end_minute) })
    });
    let overrides = hours.overrides.iter().map(|entry| {
        json!({
            "date": entry.date.to_string(),
            "startTime": clock(entry.start_minute),
            "endTime": clock(entry.end_minute),
        })
    });
    json!({
        "id": hours.id,
        "ownerId": visit.state().account(&hours.person).map_or(0, |account| account.id),
        "name": hours.name,
        "timeZone": hours.time_zone,
        "availability": availability.collect::<Vec<_>>(),
        "isDefault": is_default(visit, hours),
        "overrides": overrides.collect::<Vec<_>>(),
    })
}

pub(crate) fn is_default(visit: &Visit<'_>, hours: &Hours) -> bool {
    visit.state().account(&hours.person).and_then(|account| account.default_schedule) == Some(hours.id)
}

/// The old generation: minutes of the schedule's own day, overrides from today on.
pub(crate) fn old(visit: &Visit<'_>, hours: &Hours) -> Value {
    let working = hours.weekly.iter().map(
        |entry| json!({ "days": entry.days, "startTime": entry.start_minute, "endTime": entry.end_minute }),
    );
    let today = zone(&hours.time_zone).map(|zone| local_date(visit.now, zone.rules()));
    let ahead = hours.overrides.iter().filter(|entry| today.is_none_or(|today| entry.date >= today));
    let overrides = ahead.map(|entry| {
        let at = |minute: u16| format!("{}T{}:00.000Z", entry.date, clock(minute));
        json!({ "ranges": [{ "start": at(entry.start_minute), "end": at(entry.end_minute) }] })
    });
    json!({
        "id": hours.id,
        "name": hours.name,
        "isManaged": false,
        "workingHours": working.collect::<Vec<_>>(),
        "availability": old_availability(hours),
        "timeZone": hours.time_zone,
        "dateOverrides": overrides.collect::<Vec<_>>(),
        "isDefault": is_default(visit, hours),
        "isLastSchedule": visit.state().schedules.iter().filter(|it| it.person == hours.person).count() <= 1,
        "readOnly": false,
    })
}

/// One list for each weekday, from Sunday on.
fn old_availability(hours: &Hours) -> Vec<Vec<Value>> {
    let ranges = |day: u8| {
        let on = hours.weekly.iter().filter(move |entry| entry.days.contains(&day));
        on.map(|entry| {
            let at = |minute: u16| format!("1970-01-01T{}:00.000Z", clock(minute));
            json!({ "start": at(entry.start_minute), "end": at(entry.end_minute) })
        })
    };
    (0..7).map(|day| ranges(day).collect()).collect()
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Weekly hours as the current generation reads them.
pub(crate) fn availability(input: &Input) -> Result<Option<Vec<DayHours>>, Problem> {
    let wrong =
        || Problem::invalid("availability", "must be days with startTime and endTime in the format HH:MM");
    let Some(list) = input.list("availability")? else {
        return Ok(None);
    };
    list.iter().map(|entry| day_hours(entry).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
}

fn day_hours(entry: &Value) -> Option<DayHours> {
    let days = entry.get("days")?.as_array()?.iter().map(|day| number(day.as_str()?));
    let (start_minute, end_minute) = bounds(entry)?;
    (start_minute < end_minute).then_some(())?;
    Some(DayHours { days: days.collect::<Option<_>>()?, start_minute, end_minute })
}

fn number(name: &str) -> Option<u8> {
    u8::try_from(DAYS.iter().position(|day| *day == name)?).ok()
}

/// Overrides as the current generation reads them.
pub(crate) fn overrides(input: &Input) -> Result<Option<Vec<DateHours>>, Problem> {
    let wrong =
        || Problem::invalid("overrides", "must be a date with startTime and endTime in the format HH:MM");
    let Some(list) = input.list("overrides")? else {
        return Ok(None);
    };
    list.iter().map(|entry| date_hours(entry).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
}

fn date_hours(entry: &Value) -> Option<DateHours> {
    let date: NaiveDate = entry.get("date")?.as_str()?.parse().ok()?;
    let (start_minute, end_minute) = bounds(entry)?;
    (start_minute <= end_minute).then_some(DateHours { date, start_minute, end_minute })
}

fn bounds(entry: &Value) -> Option<(u16, u16)> {
    let bound = |name: &str| minute(entry.get(name)?.as_str()?);
    Some((bound("startTime")?, bound("endTime")?))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok())?;
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Weekly hours as the old generation reads them: instants, of which the clock time in UTC counts.
pub(crate) fn old_availabilities(input: &Input) -> Result<Option<Vec<DayHours>>, Problem> {
    let wrong =
        || Problem::invalid("availabilities", "must be days with startTime and endTime as date-times");
    let Some(list) = input.list("availabilities")? else {
        return Ok(None);
    };
    list.iter().map(|entry| old_day_hours(entry).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
}

fn old_day_hours(entry: &Value) -> Option<DayHours> {
    let day = |day: &Value| day.as_u64().and_then(|day| u8::try_from(day).ok()).filter(|day| *day < 7);
    let days = entry.get("days")?.as_array()?.iter().map(day).collect::<Option<_>>()?;
    let bound = |name: &str| {
        let at = instant(entry.get(name)?.as_str()?)?;
        u16::try_from(at.timestamp().rem_euclid(86_400) / 60).ok()
    };
    Some(DayHours { days, start_minute: bound("startTime")?, end_minute: bound("endTime")? })
}
