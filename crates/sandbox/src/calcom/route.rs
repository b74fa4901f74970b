//! From a method, a path and its version to who answers.

use http::Method;

use super::problem::{Outcome, Problem};
use super::version::{Dialect, of_bookings, of_event_types, of_schedules, of_slots};
use super::visit::Visit;
use super::webhooks::{self, Owner};
use super::{book, bookings, calendars, changes, event_types, me, reservations, schedules, slots};

/// Whoever answers this call; nobody is a 404.
pub(crate) fn route(visit: &mut Visit<'_>) -> Outcome {
    let call = visit.call;
    let segments = call.segments();
    let Some((&"v2", path)) = segments.split_first() else {
        return Err(Problem::no_route(call));
    };
    match path {
        ["slots", rest @ ..] => match of_slots(call) {
            Dialect::New => current_slots(visit, rest),
            Dialect::Old => old_slots(visit, rest),
        },
        ["bookings", rest @ ..] => match of_bookings(call) {
            Some(Dialect::New) => current_bookings(visit, rest),
            Some(Dialect::Old) => old_bookings(visit, rest),
            None => Err(Problem::no_route(call)),
        },
        ["event-types", id, "webhooks", rest @ ..] => event_type_webhooks(visit, id, rest),
        ["event-types", rest @ ..] => match of_event_types(call) {
            Some(dialect) => event_types(visit, rest, dialect),
            None => Err(Problem::no_route(call)),
        },
        ["schedules", rest @ ..] => match of_schedules(call) {
            Some(dialect) => schedules(visit, rest, dialect),
            None => Err(Problem::no_route(call)),
        },
        ["webhooks", rest @ ..] => user_webhooks(visit, rest),
        rest => account(visit, rest),
    }
}

fn current_slots(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, []) => slots::list(visit),
        (&Method::POST, ["reservations"]) => reservations::create(visit),
        (&Method::GET, ["reservations", uid]) => reservations::get(visit, uid),
        (&Method::PATCH, ["reservations", uid]) => reservations::update(visit, uid),
        (&Method::DELETE, ["reservations", uid]) => reservations::delete(visit, uid),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn old_slots(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, ["available"]) => slots::available(visit),
        (&Method::POST, ["reserve"]) => reservations::reserve(visit),
        (&Method::DELETE, ["selected-slot"]) => reservations::unreserve(visit),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn current_bookings(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, []) => bookings::list(visit),
        (&Method::POST, []) => book::create(visit),
        (&Method::GET, [uid]) => bookings::get(visit, uid),
        (&Method::POST, [uid, "cancel"]) => changes::cancel(visit, uid),
        (&Method::POST, [uid, "reschedule"]) => changes::reschedule(visit, uid),
        (&Method::POST, [uid, "confirm"]) => changes::confirm(visit, uid),
        (&Method::POST, [uid, "decline"]) => changes::decline(visit, uid),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn old_bookings(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, []) => bookings::list_old(visit),
        (&Method::POST, []) => book::create_old(visit),
        (&Method::GET, [uid]) => bookings::get_old(visit, uid),
        (&Method::POST, [uid, "cancel"]) => changes::cancel_old(visit, uid),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn event_types(visit: &mut Visit<'_>, path: &[&str], dialect: Dialect) -> Outcome {
    match (&visit.call.method, path, dialect) {
        (&Method::GET, [], Dialect::New) => event_types::list(visit),
        (&Method::GET, [], Dialect::Old) => event_types::list_old(visit),
        (&Method::POST, [], _) => event_types::create(visit, dialect),
        (&Method::GET, [id], _) => event_types::get(visit, id, dialect),
        (&Method::PATCH, [id], _) => event_types::update(visit, id, dialect),
        (&Method::DELETE, [id], _) => event_types::delete(visit, id, dialect),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn schedules(visit: &mut Visit<'_>, path: &[&str], dialect: Dialect) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, []) => schedules::list(visit, dialect),
        (&Method::POST, []) => schedules::create(visit, dialect),
        (&Method::GET, ["default"]) => schedules::default(visit, dialect),
        (&Method::GET, [id]) => schedules::get(visit, id, dialect),
        (&Method::PATCH, [id]) => schedules::update(visit, id, dialect),
        (&Method::DELETE, [id]) => schedules::delete(visit, id, dialect),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn user_webhooks(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    let owner = Owner::user(visit, webhook_scope(visit))?;
    match path {
        // Only an event type's webhooks can be deleted all at once.
        [] if visit.call.method == Method::DELETE => Err(Problem::no_route(visit.call)),
        path => owned_webhooks(visit, &owner, path),
    }
}

fn event_type_webhooks(visit: &mut Visit<'_>, id: &str, path: &[&str]) -> Outcome {
    let owner = Owner::event_type(visit, id, webhook_scope(visit))?;
    owned_webhooks(visit, &owner, path)
}

fn webhook_scope(visit: &Visit<'_>) -> &'static str {
    if visit.call.method == Method::GET { "WEBHOOK_READ" } else { "WEBHOOK_WRITE" }
}

fn owned_webhooks(visit: &mut Visit<'_>, owner: &Owner, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, []) => webhooks::list(visit, owner),
        (&Method::POST, []) => webhooks::create(visit, owner),
        (&Method::DELETE, []) => webhooks::clear(visit, owner),
        (&Method::GET, [id]) => webhooks::get(visit, owner, id),
        (&Method::PATCH, [id]) => webhooks::update(visit, owner, id),
        (&Method::DELETE, [id]) => webhooks::delete(visit, owner, id),
        _ => Err(Problem::no_route(visit.call)),
    }
}

fn account(visit: &mut Visit<'_>, path: &[&str]) -> Outcome {
    match (&visit.call.method, path) {
        (&Method::GET, ["me"]) => me::get(visit),
        (&Method::PATCH, ["me"]) => me::update(visit),
        (&Method::GET, ["calendars"]) => calendars::list(visit),
        (&Method::GET, ["calendars", "busy-times"]) => calendars::busy_times(visit),
        (&Method::GET, ["conferencing"]) => me::conferencing(visit),
        (&Method::GET, ["conferencing", "default"]) => me::default_conferencing(visit),
        (&Method::POST, ["conferencing", app, "default"]) => me::set_default_conferencing(visit, app),
        (&Method::GET, ["teams"]) => me::teams(visit),
        (&Method::GET, ["teams", id]) => me::team(visit, id),
        (&Method::GET, ["verified-resources", "emails"]) => me::verified_emails(visit),
        (&Method::GET, ["verified-resources", "emails", id]) => me::verified_email(visit, id),
        _ => Err(Problem::no_route(visit.call)),
    }
}
