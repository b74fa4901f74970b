//! What Calendly's things look like, with every field that the vendor requires.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::instant;
use super::state::{Cancellation, Event, EventType, Invitee, Pooling, Schedule, User, Webhook, uri};
use crate::world::{Booking, Person, World};

/// An answer's body for one thing.
pub(crate) fn resource(thing: &Value) -> Value {
    json!({ "resource": thing })
}

/// A user as others see them within a membership: without organization and locale.
pub(crate) fn member(world: &World, user: &User) -> Value {
    let person = world.person(&user.person);
    let text = |field: fn(&Person) -> &String| person.map_or("", |person| field(person).as_str());
    json!({
        "uri": uri("users", &user.id),
        "name": text(|person| &person.name),
        "slug": user.slug,
        "email": text(|person| &person.email),
        "scheduling_url": format!("https://calendly.com/{}", user.slug),
        "timezone": text(|person| &person.time_zone),
        "avatar_url": null,
        "created_at": instant(user.created_at),
        "updated_at": instant(user.created_at),
    })
}

pub(crate) fn user(world: &World, user: &User) -> Value {
    let mut shown = member(world, user);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("current_organization".to_owned(), json!(uri("organizations", &user.organization)));
        fields.insert("resource_type".to_owned(), json!("User"));
        fields.insert("locale".to_owned(), json!("en"));
        fields.insert("time_notation".to_owned(), json!("24h"));
    }
    shown
}

pub(crate) fn membership(world: &World, user: &User) -> Value {
    json!({
        "uri": uri("organization_memberships", &user.membership),
        "role": user.role.name(),
        "user": member(world, user),
        "organization": uri("organizations", &user.organization),
        "created_at": instant(user.created_at),
        "updated_at": instant(user.created_at),
    })
}

pub(crate) fn event_type(world: &World, kind: &EventType) -> Value {
    let one_off = kind.only_within.is_some();
    let types = &world.calendly.event_types;
    // One that is being made stands behind all others.
    let position = types.iter().position(|other| other.id == kind.id).unwrap_or(types.len());
    json!({
        "uri": uri("event_types", &kind.id),
        "name": kind.name,
        "active": kind.active,
        "admin_managed": false,
        "booking_method": "instant",
        "slug": kind.slug,
        "scheduling_url": scheduling_url(world, kind),
        "duration": kind.duration,
        "duration_options": (!kind.duration_options.is_empty()).then_some(&kind.duration_options),
        "kind": if kind.seats > 1 { "group" } else { "solo" },
        "kind_description": kind_description(kind),
        "pooling_type": pooling(kind),
        "type": if one_off { "AdhocEventType" } else { "StandardEventType" },
        "color": kind.color,
        "created_at": instant(kind.created_at),
        "updated_at": instant(kind.updated_at),
        "deleted_at": null,
        "internal_note": null,
        "description_plain": kind.description,
        "description_html": kind.description.as_ref().map(|text| format!("<p>{}</p>", escape_html(text))),
        "profile": profile(world, kind),
        "secret": kind.secret,
        "is_paid": false,
        "locale": kind.locale,
        "position": position,
        "custom_questions": kind.questions,
        "locations": (!kind.locations.is_empty()).then_some(&kind.locations),
        "start_time_increment": (!one_off).then_some(kind.increment),
        "before_buffer": kind.before_buffer,
        "after_buffer": kind.after_buffer,
    })
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn kind_description(kind: &EventType) -> &'static str {
    match kind.pooling {
        Pooling::RoundRobin => "Round Robin",
        Pooling::Collective => "Collective",
        Pooling::None if kind.seats > 1 => "Group",
        Pooling::None => "One-on-One",
    }
}

fn pooling(kind: &EventType) -> Option<&'static str> {
    match kind.pooling {
        Pooling::None => None,
        Pooling::RoundRobin => Some("round_robin"),
        Pooling::Collective => Some("collective"),
    }
}

fn profile(world: &World, kind: &EventType) -> Value {
    let owner = world.calendly.user(kind.owner());
    let name = owner.and_then(|owner| world.person(&owner.person)).map(|person| person.name.as_str());
    match kind.pooling {
        Pooling::None => json!({ "type": "User", "name": name, "owner": uri("users", kind.owner()) }),
        Pooling::RoundRobin | Pooling::Collective => {
            json!({ "type": "Team", "name": "Sandbox Team", "owner": uri("teams", "TEAM000000000001") })
        }
    }
}

/// Where a person books an event type in a browser.
pub(crate) fn scheduling_url(world: &World, kind: &EventType) -> String {
    let owner = world.calendly.user(kind.owner()).map_or("", |owner| owner.slug.as_str());
    format!("https://calendly.com/{owner}/{}", kind.slug)
}

pub(crate) fn schedule(schedule: &Schedule) -> Value {
    json!({
        "uri": uri("user_availability_schedules", &schedule.id),
        "default": schedule.default,
        "name": schedule.name,
        "user": uri("users", &schedule.user),
        "timezone": schedule.timezone,
        "rules": schedule.rules,
    })
}

/// An event; the parts that may be absent are absent, not null.
pub(crate) fn event(world: &World, booking: &Booking, event: &Event) -> Value {
    let active = if event.cancellation.is_some() { 0 } else { event.invitees.len() };
    let hosts = booking.hosts.iter().filter_map(|host| world.calendly.user_of(host));
    let mut shown = json!({
        "uri": uri("scheduled_events", &event.id),
        "name": booking.title,
        "status": status(event),
        "start_time": instant(booking.start),
        "end_time": instant(booking.end),
        "event_type": uri("event_types", &event.event_type),
        "location": event.location,
        "invitees_counter": { "total": event.invitees.len(), "active": active, "limit": event.seats },
        "created_at": instant(booking.created_at),
        "updated_at": instant(event.updated_at),
        "event_memberships": hosts.map(|host| host_of(world, booking, host)).collect::<Vec<_>>(),
        "event_guests": event.guests.iter().map(|guest| json!({
            "email": guest,
            "created_at": instant(booking.created_at),
            "updated_at": instant(booking.created_at),
        })).collect::<Vec<_>>(),
        "meeting_notes_plain": null,
        "meeting_notes_html": null,
        "calendar_event": { "kind": "google", "external_id": format!("sandbox{}", event.id.to_lowercase()) },
    });
    attach(&mut shown, event.cancellation.as_ref());
    shown
}

/// Whether an event still takes place.
pub(crate) const fn status(event: &Event) -> &'static str {
    if event.cancellation.is_some() { "canceled" } else { "active" }
}

fn host_of(world: &World, booking: &Booking, host: &User) -> Value {
    let (start, end) = buffered(booking);
    let person = world.person(&host.person);
    json!({
        "user": uri("users", &host.id),
        "user_email": person.map(|person| &person.email),
        "user_name": person.map(|person| &person.name),
        "buffered_start_time": instant(start),
        "buffered_end_time": instant(end),
    })
}

/// The time that a booking takes with its buffers.
pub(crate) fn buffered(booking: &Booking) -> (DateTime<Utc>, DateTime<Utc>) {
    let minutes = |count: u32| TimeDelta::minutes(i64::from(count));
    (booking.start - minutes(booking.buffer_before), booking.end + minutes(booking.buffer_after))
}

pub(crate) fn cancellation(cancellation: &Cancellation) -> Value {
    json!({
        "canceled_by": cancellation.canceled_by,
        "reason": cancellation.reason,
        "canceler_type": "host",
        "created_at": instant(cancellation.created_at),
    })
}

fn attach(shown: &mut Value, cancelled: Option<&Cancellation>) {
    if let (Some(fields), Some(cancelled)) = (shown.as_object_mut(), cancelled) {
        fields.insert("cancellation".to_owned(), cancellation(cancelled));
    }
}

/// The address of an invitee.
pub(crate) fn invitee_uri(event: &Event, invitee: &Invitee) -> String {
    format!("{}/invitees/{}", uri("scheduled_events", &event.id), invitee.id)
}

pub(crate) fn invitee(event: &Event, invitee: &Invitee) -> Value {
    let mut shown = json!({
        "uri": invitee_uri(event, invitee),
        "email": invitee.email,
        "name": invitee.name,
        "first_name": invitee.first_name,
        "last_name": invitee.last_name,
        "status": status(event),
        "questions_and_answers": invitee.answers,
        "timezone": invitee.timezone,
        "event": uri("scheduled_events", &event.id),
        "created_at": instant(invitee.created_at),
        "updated_at": instant(invitee.updated_at),
        "tracking": invitee.tracking,
        "text_reminder_number": invitee.text_reminder_number,
        "rescheduled": false,
        "old_invitee": null,
        "new_invitee": null,
        "cancel_url": format!("https://calendly.com/cancellations/{}", invitee.id),
        "reschedule_url": format!("https://calendly.com/reschedulings/{}", invitee.id),
        "routing_form_submission": null,
        "payment": null,
        "no_show": invitee.no_show.as_ref().map(|mark| json!({
            "uri": uri("invitee_no_shows", &mark.id),
            "created_at": instant(mark.created_at),
        })),
        "reconfirmation": null,
        "scheduling_method": "api",
        "invitee_scheduled_by": invitee.scheduled_by,
    });
    attach(&mut shown, event.cancellation.as_ref());
    shown
}

pub(crate) fn webhook(webhook: &Webhook) -> Value {
    json!({
        "uri": uri("webhook_subscriptions", &webhook.id),
        "callback_url": webhook.callback_url,
        "created_at": instant(webhook.created_at),
        "updated_at": instant(webhook.created_at),
        "retry_started_at": null,
        "state": "active",
        "events": webhook.events,
        "scope": webhook.scope,
        "organization": uri("organizations", &webhook.organization),
        "user": webhook.user.as_ref().map(|user| uri("users", user)),
        "group": null,
        "creator": uri("users", &webhook.creator),
    })
}
