//! Stub.

use serde::{Deserialize, Serialize};

use crate::call::{Answer, Call};
use crate::world::World;

/// What only this service knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {}

/// Answers one call at the time `now`.
pub(crate) fn answer(world: &mut World, call: &Call, now: chrono::DateTime<chrono::Utc>) -> Answer {
    let _ = (world, call, now);
    Answer::empty(404)
}
