//! Calendly's API, as strict as the real one.
//!
//! A call is let in or not by `gate`, then answered by the file of its family. What it may do, what it must carry and
//! which words refuse it follow the vendor's documentation and what was seen live.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::call::{Answer, Call};
use crate::world::World;

mod problem;
pub(crate) mod state;

pub(crate) use problem::failure_body;
pub(crate) use state::State;

/// Answers one call at the time `now`.
pub(crate) fn answer(world: &mut World, call: &Call, now: DateTime<Utc>) -> Answer {
    let _ = (world, call, now);
    problem::Problem::not_found().answer()
}

/// An instant as Calendly writes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
