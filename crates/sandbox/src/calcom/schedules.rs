//! `/v2/schedules` of both generations.

use super::input::{Input, asked_zone, id};
use super::problem::{Outcome, Problem, done, success};
use super::schedule_json::{availability, current, is_default, old, old_availabilities, overrides};
use super::state::{Account, DayHours, Hours};
use super::version::Dialect;
use super::visit::Visit;

/// `GET /v2/schedules`. The old generation fails where somebody has none.
pub(crate) fn list(visit: &Visit<'_>, dialect: Dialect) -> Outcome {
    let person = visit.person("SCHEDULE_READ")?;
    let own: Vec<&Hours> = visit.state().schedules.iter().filter(|it| it.person == person).collect();
    match dialect {
        Dialect::New => Ok(success(200, own.into_iter().map(|it| current(visit, it)).collect::<Vec<_>>())),
        Dialect::Old if own.is_empty() => Err(uncaught()),
        Dialect::Old => Ok(success(200, own.into_iter().map(|it| old(visit, it)).collect::<Vec<_>>())),
    }
}

/// `GET /v2/schedules/default`; without one the data is null.
pub(crate) fn default(visit: &Visit<'_>, dialect: Dialect) -> Outcome {
    let account = visit.account("SCHEDULE_READ")?;
    let found = account.default_schedule.and_then(|id| visit.state().schedule(id));
    match (found, dialect) {
        (None, Dialect::Old) => Err(uncaught()),
        (None, Dialect::New) => Ok(success(200, serde_json::Value::Null)),
        (Some(hours), dialect) => Ok(written(visit, 200, hours, dialect)),
    }
}

/// `GET /v2/schedules/{id}`.
pub(crate) fn get(visit: &Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    Ok(written(visit, 200, own(visit, text, "SCHEDULE_READ", dialect)?, dialect))
}

/// What the old generation throws and nobody catches.
fn uncaught() -> Problem {
    Problem::bare(500, "Internal server error")
}

fn written(visit: &Visit<'_>, status: u16, hours: &Hours, dialect: Dialect) -> crate::call::Answer {
    success(status, if dialect == Dialect::New { current(visit, hours) } else { old(visit, hours) })
}

fn own<'a>(visit: &'a Visit<'_>, text: &str, scope: &str, dialect: Dialect) -> Result<&'a Hours, Problem> {
    let person = visit.person(scope)?;
    let wanted = id(text)?;
    match (visit.state().schedule(wanted), dialect) {
        (Some(hours), _) if hours.person == person => Ok(hours),
        (None | Some(_), Dialect::Old) => Err(uncaught()),
        (None, Dialect::New) => Err(Problem::not_found(format!("Schedule with ID={wanted} does not exist."))),
        (Some(_), Dialect::New) => {
            Err(Problem::forbidden(format!("the schedule with ID={wanted} is another user's")))
        }
    }
}

/// `POST /v2/schedules`; without hours it is open from nine to five on weekdays.
pub(crate) fn create(visit: &mut Visit<'_>, dialect: Dialect) -> Outcome {
    let person = visit.person("SCHEDULE_WRITE")?;
    let input = Input::of(visit.call)?;
    let name = input.needed_text("name")?;
    let time_zone = input.needed_text("timeZone")?;
    let default =
        input.flag("isDefault")?.ok_or_else(|| Problem::invalid("isDefault", "must be a boolean value"))?;
    let weekly = vec![DayHours { days: vec![1, 2, 3, 4, 5], start_minute: 540, end_minute: 1_020 }];
    let id = visit.next_id(1_250_000);
    let plain = Hours { id, person, name, time_zone, weekly, overrides: Vec::new() };
    let made = changed(&input, plain, dialect)?;
    visit.state_mut().schedules.push(made.clone());
    if default {
        make_default(visit, &made);
    }
    Ok(written(visit, 201, &made, dialect))
}

/// `PATCH /v2/schedules/{id}`.
pub(crate) fn update(visit: &mut Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    let current = own(visit, text, "SCHEDULE_WRITE", dialect)?.clone();
    let input = Input::of(visit.call)?;
    let made = changed(&input, current, dialect)?;
    if let Some(entry) = visit.state_mut().schedules.iter_mut().find(|it| it.id == made.id) {
        *entry = made.clone();
    }
    if input.flag("isDefault")? == Some(true) {
        make_default(visit, &made);
    }
    Ok(written(visit, 200, &made, dialect))
}

fn changed(input: &Input, it: Hours, dialect: Dialect) -> Result<Hours, Problem> {
    input.flag("isDefault")?;
    let time_zone = input.text("timeZone")?.unwrap_or(it.time_zone);
    asked_zone("timeZone", &time_zone)?;
    let name = input.text("name")?.unwrap_or(it.name);
    let (weekly, dates) = match dialect {
        Dialect::New => (availability(input)?, overrides(input)?),
        Dialect::Old => (old_availabilities(input)?, None),
    };
    let (weekly, overrides) = (weekly.unwrap_or(it.weekly), dates.unwrap_or(it.overrides));
    Ok(Hours { id: it.id, person: it.person, name, time_zone, weekly, overrides })
}

fn make_default(visit: &mut Visit<'_>, hours: &Hours) {
    if let Some(Account { default_schedule, .. }) = visit.state_mut().account_mut(&hours.person) {
        *default_schedule = Some(hours.id);
    }
}

/// `DELETE /v2/schedules/{id}`; another one becomes the default where this one was.
pub(crate) fn delete(visit: &mut Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    let gone = own(visit, text, "SCHEDULE_WRITE", dialect)?.clone();
    let was_default = is_default(visit, &gone);
    visit.state_mut().schedules.retain(|it| it.id != gone.id);
    let next = visit.state().schedules.iter().find(|it| it.person == gone.person).map(|it| it.id);
    if let (true, Some(account)) = (was_default, visit.state_mut().account_mut(&gone.person)) {
        account.default_schedule = next;
    }
    Ok(done())
}
