//! `/v2/me`, and the small lists that hang on an account: conferencing, teams, verified addresses.

use serde_json::{Value, json};

use super::input::{Input, asked_zone, id, number_in};
use super::problem::{Outcome, Problem, done, success};
use super::state::{Account, Team, VerifiedEmail};
use super::visit::Visit;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `GET /v2/me`.
pub(crate) fn get(visit: &Visit<'_>) -> Outcome {
    Ok(success(200, json_of(visit, visit.account("PROFILE_READ")?)))
}

fn json_of(visit: &Visit<'_>, account: &Account) -> Value {
    let person = visit.world.person(&account.person);
    json!({
        "id": account.id,
        "username": account.username,
        "email": person.map(|person| person.email.as_str()),
        "name": person.map(|person| person.name.as_str()),
        "avatarUrl": account.avatar_url,
        "bio": account.bio,
        "timeFormat": account.time_format,
        "defaultScheduleId": account.default_schedule,
        "weekStart": account.week_start,
        "timeZone": account.time_zone,
        "organizationId": null,
    })
}

/// `PATCH /v2/me`. A new address would first have to be proved, so it stays as it is.
pub(crate) fn update(visit: &mut Visit<'_>) -> Outcome {
    let account = visit.account("PROFILE_WRITE")?.clone();
    let input = Input::of(visit.call)?;
    let name = input.text("name")?;
    let changed = changed(visit, &input, account)?;
    let person = changed.person.clone();
    let named = visit.world.people.iter_mut().find(|it| it.id == person);
    if let (Some(entry), Some(name)) = (named, name) {
        entry.name = name;
    }
    let answer = success(200, json_of(visit, &changed));
    if let Some(account) = visit.state_mut().account_mut(&person) {
        *account = changed;
    }
    Ok(answer)
}

fn changed(visit: &Visit<'_>, input: &Input, account: Account) -> Result<Account, Problem> {
    let time_zone = input.text("timeZone")?.unwrap_or_else(|| account.time_zone.clone());
    asked_zone("timeZone", &time_zone)?;
    let time_format = input.whole("timeFormat")?.unwrap_or(account.time_format);
    if !matches!(time_format, 12 | 24) {
        return Err(Problem::invalid("timeFormat", "must be either 12 or 24"));
    }
    let week_start = input.text("weekStart")?.unwrap_or_else(|| account.week_start.clone());
    if !WEEKDAYS.contains(&week_start.as_str()) {
        return Err(Problem::invalid("weekStart", "must be the name of a weekday"));
    }
    let default_schedule = input.whole("defaultScheduleId")?.or(account.default_schedule);
    let default_schedule = default_schedule.filter(|_| !input.clears("defaultScheduleId"));
    let own = |id: u64| visit.state().schedule(id).is_some_and(|schedule| schedule.person == account.person);
    if !default_schedule.is_none_or(own) {
        return Err(Problem::not_found("the default schedule does not exist"));
    }
    let kept = || if input.clears("bio") { String::new() } else { account.bio.clone() };
    let bio = input.text("bio")?.unwrap_or_else(kept);
    let avatar_url = input.text("avatarUrl")?.or_else(|| account.avatar_url.clone());
    Ok(Account { time_zone, time_format, week_start, default_schedule, bio, avatar_url, ..account })
}

/// `GET /v2/conferencing`.
pub(crate) fn conferencing(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("APPS_READ")?;
    let apps = account.conferencing.iter().map(|app| {
        json!({ "id": app.id, "type": app.kind, "appId": app.slug, "userId": account.id, "invalid": false })
    });
    Ok(success(200, apps.collect::<Vec<_>>()))
}

/// `GET /v2/conferencing/default`.
pub(crate) fn default_conferencing(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("APPS_READ")?;
    let slug = account.default_conferencing.as_deref();
    let data = slug.map_or_else(|| json!({}), |slug| json!({ "appSlug": slug, "appLink": "" }));
    Ok(success(200, data))
}

/// `POST /v2/conferencing/{app}/default`; Cal Video needs no connection.
pub(crate) fn set_default_conferencing(visit: &mut Visit<'_>, slug: &str) -> Outcome {
    let account = visit.account("APPS_WRITE")?;
    if slug != "daily-video" && !account.conferencing.iter().any(|app| app.slug == slug) {
        return Err(Problem::bad(format!("{} app is not connected", slug.escape_debug())));
    }
    let person = account.person.clone();
    if let Some(account) = visit.state_mut().account_mut(&person) {
        account.default_conferencing = Some(slug.into());
    }
    Ok(done())
}

/// `GET /v2/teams`.
pub(crate) fn teams(visit: &Visit<'_>) -> Outcome {
    let person = visit.person("TEAM_PROFILE_READ")?;
    let own = visit.state().teams.iter().filter(|team| team.members.contains(&person));
    Ok(success(200, own.map(team_json).collect::<Vec<_>>()))
}

/// `GET /v2/teams/{id}`.
pub(crate) fn team(visit: &Visit<'_>, text: &str) -> Outcome {
    let person = visit.person("TEAM_PROFILE_READ")?;
    let wanted = id(text)?;
    let own = visit.state().teams.iter().find(|team| team.id == wanted && team.members.contains(&person));
    own.map(|team| success(200, team_json(team))).ok_or_else(|| Problem::not_found("Team not found"))
}

fn team_json(team: &Team) -> Value {
    json!({
        "id": team.id, "name": team.name, "slug": team.slug, "isOrganization": false, "isPrivate": false,
        "hideBranding": false, "hideBookATeamMember": false, "timeZone": "Europe/London", "weekStart": "Sunday",
    })
}

/// `GET /v2/verified-resources/emails`.
pub(crate) fn verified_emails(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("VERIFIED_RESOURCES_READ")?;
    let take = number_in(visit.call, "take", 1..=250)?.unwrap_or(250);
    let skip = number_in(visit.call, "skip", 0..=1_000_000)?.unwrap_or(0);
    let emails = account.verified_emails.iter().skip(skip).take(take);
    Ok(success(200, emails.map(|email| email_json(account, email)).collect::<Vec<_>>()))
}

/// `GET /v2/verified-resources/emails/{id}`.
pub(crate) fn verified_email(visit: &Visit<'_>, text: &str) -> Outcome {
    let account = visit.account("VERIFIED_RESOURCES_READ")?;
    let wanted = id(text)?;
    let found = account.verified_emails.iter().find(|email| email.id == wanted);
    found
        .map(|email| success(200, email_json(account, email)))
        .ok_or_else(|| Problem::not_found("Verified email not found"))
}

fn email_json(account: &Account, email: &VerifiedEmail) -> Value {
    json!({ "id": email.id, "email": email.email, "userId": account.id })
}
