//! How the sandbox was told to behave.

use chrono::TimeDelta;

use crate::world::World;

/// What becomes of reservations when a slot is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reservations {
    /// A booking does not look at them.
    Advice,
    /// Another's reservation refuses a booking, one's own admits it.
    #[cfg_attr(not(test), expect(dead_code, reason = "read once the world has settings"))]
    Honoured,
}

/// Whether calls are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RateLimits {
    Kept,
    #[cfg_attr(not(test), expect(dead_code, reason = "read once the world has settings"))]
    Off,
}

/// The settings that concern Cal.com.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) reservations: Reservations,
    pub(crate) rate_limits: RateLimits,
    /// How long a new booking is missing from lists.
    pub(crate) list_lag: TimeDelta,
}

impl Settings {
    /// The settings of a world.
    pub(crate) fn of(world: &World) -> Self {
        let _ = world;
        Self {
            reservations: Reservations::Advice,
            rate_limits: RateLimits::Kept,
            list_lag: TimeDelta::zero(),
        }
    }
}
