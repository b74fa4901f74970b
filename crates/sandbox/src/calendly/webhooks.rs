//! Webhook subscriptions. Nothing is delivered: the sandbox calls nobody.

use serde_json::{Map, Value};

use super::input::{body, choice, id, required, required_id, sort, text};
use super::problem::Problem;
use super::shape;
use super::state::{Webhook, id_in};
use super::visit::{Outcome, Visit, found, made};
use crate::call::Answer;

const SCOPES: [&str; 3] = ["organization", "user", "group"];
/// What an event name begins with.
const FAMILIES: [&str; 6] =
    ["invitee.", "invitee_no_show.", "routing_form_submission.", "event_type.", "meeting_recap.", "contact."];

pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("webhooks:read")?;
    let organization = required_id(visit.call, "organization", "organizations")?;
    visit.caller.belongs_to(organization)?;
    required(visit.call, "scope")?;
    let scope = choice(visit.call, "scope", &SCOPES)?;
    let user = id(visit.call, "user", "users")?;
    if scope == Some("user") && user.is_none() {
        return Err(Problem::invalid(&[("user", "is missing")]));
    }
    sort(visit.call, &["created_at"])?;
    let fits = |hook: &&Webhook| {
        hook.organization == organization
            && scope == Some(hook.scope.as_str())
            && user.is_none_or(|user| hook.user.as_deref() == Some(user))
    };
    let hooks = visit.world.calendly.webhooks.iter().filter(fits);
    visit.page(hooks.map(shape::webhook).collect())
}

pub(crate) fn create(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("webhooks:write")?;
    let fields = body(visit.call)?;
    let url = text(&fields, "url", "url")?;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(Problem::invalid(&[("url", "must be a valid URI")]));
    }
    let scope = text(&fields, "scope", "scope")?;
    if !SCOPES.contains(&scope) {
        return Err(Problem::invalid(&[("scope", "is invalid")]));
    }
    let organization = address(&fields, "organization", "organizations")?;
    let user = whom(visit, &fields, scope, &organization)?;
    let events = events(&fields)?;
    if visit.world.calendly.webhooks.iter().any(|hook| hook.callback_url == url) {
        return Err(Problem::exists());
    }
    let hook = Webhook {
        id: visit.new_id("WEBHOOK"),
        callback_url: url.to_owned(),
        events,
        scope: scope.to_owned(),
        organization,
        user,
        creator: visit.caller.user.id.clone(),
        created_at: visit.now,
    };
    let shown = shape::webhook(&hook);
    visit.world.calendly.webhooks.push(hook);
    visit.written();
    made(&shown)
}

fn address(fields: &Map<String, Value>, name: &str, family: &str) -> Result<String, Problem> {
    let address = text(fields, name, name)?;
    let id = id_in(address, family).ok_or_else(|| Problem::invalid(&[(name, "must be a valid URI")]))?;
    Ok(id.to_owned())
}

/// For whom: a user of theirs, or the organization by somebody who runs it.
fn whom(
    visit: &Visit<'_>,
    fields: &Map<String, Value>,
    scope: &str,
    organization: &str,
) -> Result<Option<String>, Problem> {
    visit.caller.belongs_to(organization)?;
    if scope != "user" {
        visit.caller.runs(organization)?;
        return Ok(None);
    }
    let user = visit.user(&address(fields, "user", "users")?)?;
    visit.caller.may_act_for(&user)?;
    Ok(Some(user.id))
}

fn events(fields: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let events = fields.get("events").and_then(Value::as_array).filter(|events| !events.is_empty());
    let events = events.ok_or_else(|| Problem::invalid(&[("events", "is missing")]))?;
    let known = |event: &Value| {
        let name = event.as_str()?;
        FAMILIES.iter().any(|family| name.starts_with(family)).then(|| name.to_owned())
    };
    events
        .iter()
        .map(known)
        .collect::<Option<_>>()
        .ok_or_else(|| Problem::invalid(&[("events", "is invalid")]))
}

/// A subscription that the caller may know of.
fn seen<'a>(visit: &'a Visit<'_>, wanted: &str) -> Result<&'a Webhook, Problem> {
    let mut hooks = visit.world.calendly.webhooks.iter();
    let hook = hooks.find(|hook| hook.id == wanted).ok_or_else(Problem::not_found)?;
    visit.caller.belongs_to(&hook.organization)?;
    Ok(hook)
}

pub(crate) fn get(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("webhooks:read")?;
    found(&shape::webhook(seen(visit, wanted)?))
}

pub(crate) fn delete(visit: &mut Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("webhooks:write")?;
    seen(visit, wanted)?;
    visit.world.calendly.webhooks.retain(|hook| hook.id != wanted);
    visit.written();
    Ok(Answer::empty(204))
}
