//! A stand-in for Cal.com's API v2 in both of its generations, which every path tells apart by its own version.
//!
//! It is as strict as the service, and as odd where clients have to live with that: reservations that stop nobody,
//! days off that look free once a zone is named, a last date that is lost in autumn. People and bookings are the
//! world's; everything else is [`State`]. Nothing is ever sent from here, neither mail nor webhook.

mod answers;
mod availability;
mod book;
mod booking_json;
mod bookings;
mod calendars;
mod changes;
mod clock;
mod default_state;
mod event_type_json;
mod event_types;
mod grid;
mod hours;
mod input;
mod me;
mod problem;
mod rate;
mod reservations;
mod route;
mod schedule_json;
mod schedules;
mod settle;
mod slots;
pub(crate) mod state;
#[cfg(test)]
mod tests;
mod version;
mod visit;
mod webhooks;
mod wish;

use chrono::{DateTime, Utc};

pub(crate) use default_state::default_state;

use crate::call::{Answer, Call};
use crate::world::World;
use problem::Problem;
use visit::{Visit, caller, uuid};

/// Answers one call at the time `now`.
pub(crate) fn answer(world: &mut World, call: &Call, now: DateTime<Utc>) -> Answer {
    let request = request_id(world);
    let running = world.running(now);
    let standing = world.settings.rate_limits.then(|| rate::count(&mut world.calcom, call, running));
    let outcome = match standing {
        Some(standing) if standing.is_over() => Err(Problem::throttled()),
        _ => caller(&world.calcom, call)
            .and_then(|caller| route::route(&mut Visit { world, call, now, caller })),
    };
    let mut answer = outcome.unwrap_or_else(|problem| problem.answer(call, now));
    answer.headers.extend(standing.into_iter().flat_map(rate::Standing::headers));
    answer.headers.push(request);
    answer
}

/// The id that every answer carries.
fn request_id(world: &mut World) -> (&'static str, String) {
    world.calcom.requests += 1;
    ("x-request-id", uuid(world.calcom.requests))
}

/// The answer to a call that fails on command; one that was throttled tells as much as a true one.
pub(crate) fn failure(
    world: &mut World,
    call: &Call,
    status: u16,
    message: &str,
    now: DateTime<Utc>,
) -> Answer {
    let mut answer = Problem::ordered(status, message).answer(call, now);
    if status == 429 {
        answer.headers.extend(rate::throttled(&world.calcom, call, world.running(now)).headers());
    }
    answer.headers.push(request_id(world));
    answer
}
