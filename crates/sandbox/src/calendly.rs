//! Calendly's API, as strict as the real one.
//!
//! A call is let in or not by `gate`, then answered by the file of its family. What it may do, what it must carry and
//! which words refuse it follow the vendor's documentation and what was seen live.

use chrono::{DateTime, SecondsFormat, Utc};
use http::Method;

use crate::call::{Answer, Call};
use crate::world::World;

mod availability;
mod book;
mod default_state;
mod event_types;
mod events;
mod gate;
mod input;
mod links;
mod offers;
mod order;
mod page;
mod people;
mod problem;
mod shape;
pub(crate) mod state;
#[cfg(test)]
mod tests;
mod visit;
mod webhooks;

pub(crate) use default_state::{default_state, default_token};
use problem::Problem;
pub(crate) use state::uri;
use visit::{Outcome, Visit};

/// Answers one call at the time `now`.
pub(crate) fn answer(world: &mut World, call: &Call, now: DateTime<Utc>) -> Answer {
    let caller = match gate::caller(&world.calendly, call) {
        Ok(caller) => caller,
        Err(problem) => return problem.answer(),
    };
    let standing = gate::count(world, &caller.user.id, now);
    let outcome = if standing.is_over() {
        Err(Problem::too_many())
    } else {
        dispatch(&mut Visit { world, call, caller, now })
    };
    let mut answer = outcome.unwrap_or_else(Problem::answer);
    standing.mark(&mut answer);
    answer
}

fn dispatch(visit: &mut Visit<'_>) -> Outcome {
    let call = visit.call;
    let segments = call.segments();
    match call.method {
        Method::GET => get(visit, &segments),
        Method::POST => post(visit, &segments),
        Method::PATCH => patch(visit, &segments),
        Method::DELETE => delete(visit, &segments),
        _ => Err(Problem::not_found()),
    }
}

fn get(visit: &Visit<'_>, segments: &[&str]) -> Outcome {
    match segments {
        ["users", "me"] => people::me(visit),
        ["users", id] => people::user(visit, id),
        ["organization_memberships"] => people::memberships(visit),
        ["organization_memberships", id] => people::membership(visit, id),
        ["event_types"] => event_types::list(visit),
        ["event_types", id] => event_types::get(visit, id),
        ["event_type_memberships"] => event_types::memberships(visit),
        ["event_type_available_times"] => availability::available_times(visit),
        ["user_busy_times"] => availability::busy_times(visit),
        ["user_availability_schedules"] => availability::schedules(visit),
        ["user_availability_schedules", id] => availability::schedule(visit, id),
        ["event_type_availability_schedules"] => availability::type_schedules(visit),
        ["user_meeting_limits"] => availability::limits(visit),
        ["scheduled_events"] => events::list(visit),
        ["scheduled_events", id] => events::get(visit, id),
        ["scheduled_events", id, "invitees"] => events::invitees(visit, id),
        ["scheduled_events", id, "invitees", invitee] => events::invitee(visit, id, invitee),
        ["invitee_no_shows", id] => events::no_show(visit, id),
        ["locations"] => links::locations(visit),
        ["sample_webhook_data"] => links::sample_webhook(visit),
        ["webhook_subscriptions"] => webhooks::list(visit),
        ["webhook_subscriptions", id] => webhooks::get(visit, id),
        _ => Err(Problem::not_found()),
    }
}

fn post(visit: &mut Visit<'_>, segments: &[&str]) -> Outcome {
    match segments {
        ["invitees"] => book::book(visit),
        ["event_types"] => event_types::create(visit),
        ["one_off_event_types"] => links::one_off(visit),
        ["scheduling_links"] => links::scheduling_link(visit),
        ["shares"] => links::share(visit),
        ["scheduled_events", id, "cancellation"] => events::cancel(visit, id),
        ["invitee_no_shows"] => events::mark_no_show(visit),
        ["webhook_subscriptions"] => webhooks::create(visit),
        _ => Err(Problem::not_found()),
    }
}

fn patch(visit: &mut Visit<'_>, segments: &[&str]) -> Outcome {
    match segments {
        ["event_types", id] => event_types::update(visit, id),
        ["event_type_availability_schedules"] => availability::change_type_schedule(visit),
        ["user_meeting_limits"] => availability::change_limits(visit),
        _ => Err(Problem::not_found()),
    }
}

fn delete(visit: &mut Visit<'_>, segments: &[&str]) -> Outcome {
    match segments {
        ["organization_memberships", id] => people::remove(visit, id),
        ["invitee_no_shows", id] => events::unmark_no_show(visit, id),
        ["webhook_subscriptions", id] => webhooks::delete(visit, id),
        _ => Err(Problem::not_found()),
    }
}

/// The answer to a call that fails on command; one that was throttled tells as much as a true one.
pub(crate) fn failure(world: &World, status: u16, message: &str) -> Answer {
    let mut answer = problem::failure(status, message);
    if status == 429 {
        gate::throttle(&mut answer, gate::limit(world.settings.calendly_plan), 1);
    }
    answer
}

/// An instant as Calendly writes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
