//! Webhooks of a user and of an event type. Nothing is ever sent: they are only kept.

use serde_json::{Value, json};

use super::input::{Input, id, number_in};
use super::problem::{Outcome, Problem, success};
use super::state::Webhook;
use super::visit::Visit;

/// The triggers that exist; `BOOKING_CONFIRMED` is none of them.
const TRIGGERS: [&str; 21] = [
    "BOOKING_CREATED",
    "BOOKING_PAYMENT_INITIATED",
    "BOOKING_PAID",
    "BOOKING_RESCHEDULED",
    "BOOKING_REQUESTED",
    "BOOKING_CANCELLED",
    "BOOKING_REJECTED",
    "BOOKING_NO_SHOW_UPDATED",
    "FORM_SUBMITTED",
    "MEETING_ENDED",
    "MEETING_STARTED",
    "RECORDING_READY",
    "INSTANT_MEETING",
    "RECORDING_TRANSCRIPTION_GENERATED",
    "OOO_CREATED",
    "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
    "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
    "FORM_SUBMITTED_NO_EVENT",
    "ROUTING_FORM_FALLBACK_HIT",
    "DELEGATION_CREDENTIAL_ERROR",
    "WRONG_ASSIGNMENT_REPORT",
];

/// Whose webhooks a path is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    person: String,
    event_type: Option<u64>,
}

impl Owner {
    /// The caller.
    pub(crate) fn user(visit: &Visit<'_>, scope: &str) -> Result<Self, Problem> {
        Ok(Self { person: visit.person(scope)?, event_type: None })
    }

    /// An event type of the caller.
    pub(crate) fn event_type(visit: &Visit<'_>, text: &str, scope: &str) -> Result<Self, Problem> {
        let person = visit.person(scope)?;
        let wanted = id(text)?;
        let found = visit.state().event_type(wanted);
        let found = found.ok_or_else(|| Problem::not_found(format!("Event type ({wanted}) not found")))?;
        if found.person != person {
            return Err(Problem::forbidden(format!(
                "User is not authorized to access event type ({wanted})"
            )));
        }
        Ok(Self { person, event_type: Some(wanted) })
    }

    fn has(&self, webhook: &Webhook) -> bool {
        webhook.person == self.person && webhook.event_type == self.event_type
    }
}

pub(crate) fn list(visit: &Visit<'_>, owner: &Owner) -> Outcome {
    let take = number_in(visit.call, "take", 1..=250)?.unwrap_or(250);
    let skip = number_in(visit.call, "skip", 0..=1_000_000)?.unwrap_or(0);
    let own = visit.state().webhooks.iter().filter(|webhook| owner.has(webhook));
    Ok(success(200, own.skip(skip).take(take).map(|webhook| json_of(visit, webhook)).collect::<Vec<_>>()))
}

pub(crate) fn get(visit: &Visit<'_>, owner: &Owner, text: &str) -> Outcome {
    Ok(success(200, json_of(visit, find(visit, owner, text)?)))
}

pub(crate) fn create(visit: &mut Visit<'_>, owner: &Owner) -> Outcome {
    let input = Input::of(visit.call)?;
    let subscriber_url = url(&input)?.ok_or_else(|| Problem::invalid("subscriberUrl", "must be a string"))?;
    let active =
        input.flag("active")?.ok_or_else(|| Problem::invalid("active", "must be a boolean value"))?;
    let triggers = triggers(&input)?.ok_or_else(|| Problem::invalid("triggers", "must be an array"))?;
    let same = |webhook: &Webhook| owner.has(webhook) && webhook.subscriber_url == subscriber_url;
    if visit.state().webhooks.iter().any(same) {
        return Err(Problem::conflict("Webhook with this subscriber url already exists for this user"));
    }
    let webhook = Webhook {
        id: visit.next_id(7_300_000),
        person: owner.person.clone(),
        event_type: owner.event_type,
        subscriber_url,
        triggers,
        active,
        payload_template: input.text("payloadTemplate")?.unwrap_or_default(),
        secret: input.text("secret")?,
    };
    let answer = success(201, json_of(visit, &webhook));
    visit.state_mut().webhooks.push(webhook);
    Ok(answer)
}

pub(crate) fn update(visit: &mut Visit<'_>, owner: &Owner, text: &str) -> Outcome {
    let input = Input::of(visit.call)?;
    let current = find(visit, owner, text)?.clone();
    let changed = Webhook {
        subscriber_url: url(&input)?.unwrap_or(current.subscriber_url),
        triggers: triggers(&input)?.unwrap_or(current.triggers),
        active: input.flag("active")?.unwrap_or(current.active),
        payload_template: input.text("payloadTemplate")?.unwrap_or(current.payload_template),
        secret: input.text("secret")?.or(current.secret),
        ..current
    };
    let answer = success(200, json_of(visit, &changed));
    if let Some(entry) = visit.state_mut().webhooks.iter_mut().find(|webhook| webhook.id == changed.id) {
        *entry = changed;
    }
    Ok(answer)
}

pub(crate) fn delete(visit: &mut Visit<'_>, owner: &Owner, text: &str) -> Outcome {
    let gone = find(visit, owner, text)?.clone();
    visit.state_mut().webhooks.retain(|webhook| webhook.id != gone.id);
    Ok(success(200, json_of(visit, &gone)))
}

/// Deletes all webhooks of the owner.
pub(crate) fn clear(visit: &mut Visit<'_>, owner: &Owner) -> Outcome {
    let before = visit.state().webhooks.len();
    visit.state_mut().webhooks.retain(|webhook| !owner.has(webhook));
    let count = before - visit.state().webhooks.len();
    Ok(success(200, format!("{count} webhooks deleted")))
}

fn find<'a>(visit: &'a Visit<'_>, owner: &Owner, text: &str) -> Result<&'a Webhook, Problem> {
    let missing = || Problem::not_found(format!("Webhook ({}) not found", text.escape_debug()));
    let own = |webhook: &&Webhook| owner.has(webhook) && webhook.id.to_string() == text;
    visit.state().webhooks.iter().find(own).ok_or_else(missing)
}

fn url(input: &Input) -> Result<Option<String>, Problem> {
    match input.text("subscriberUrl")? {
        Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
            Err(Problem::invalid("subscriberUrl", "must be a URL address"))
        }
        url => Ok(url),
    }
}

fn triggers(input: &Input) -> Result<Option<Vec<String>>, Problem> {
    let triggers = input.texts("triggers")?;
    let known = |trigger: &String| TRIGGERS.contains(&trigger.as_str());
    if triggers.as_ref().is_none_or(|triggers| triggers.iter().all(known)) {
        return Ok(triggers);
    }
    Err(Problem::invalid(
        "triggers",
        &format!("each value must be one of the following values: {}", TRIGGERS.join(", ")),
    ))
}

fn json_of(visit: &Visit<'_>, webhook: &Webhook) -> Value {
    let mut fields = json!({
        "id": webhook.id,
        "subscriberUrl": webhook.subscriber_url,
        "triggers": webhook.triggers,
        "active": webhook.active,
        "payloadTemplate": webhook.payload_template,
    });
    if let Some(fields) = fields.as_object_mut() {
        let user = || visit.state().account(&webhook.person).map(|account| account.id);
        match webhook.event_type {
            Some(event_type) => fields.insert("eventTypeId".into(), event_type.into()),
            None => fields.insert("userId".into(), user().into()),
        };
        fields.extend(webhook.secret.as_deref().map(|secret| ("secret".into(), secret.into())));
    }
    fields
}
