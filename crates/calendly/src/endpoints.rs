//! Calendly's operations as values: each function gives the call, a channel sends it.
//!
//! Ids in paths are [`Id`](crate::wire::Id)s and cannot lead elsewhere. Lists take the token of the page that is
//! wanted, as [`Channel::drain`](freebusy_transport::Channel::drain) hands it out, and ask for the largest page.
//!
//! ```
//! use freebusy_calendly::endpoints;
//!
//! assert_eq!(endpoints::me().target(), "/users/me");
//! ```

mod account;
mod availability;
mod event_types;
mod links;
mod scheduling;
mod webhooks;

pub use account::{MembershipsQuery, locations, me, membership, memberships, user};
pub use availability::{
    available_times, busy_times, change_event_type_schedules, change_meeting_limits, event_type_schedules,
    meeting_limits, user_schedule, user_schedules,
};
pub use event_types::{
    EventTypesQuery, Owner, change_event_type, create_event_type, create_one_off, event_type,
    event_type_memberships, event_types,
};
pub use links::{create_scheduling_link, create_share};
pub use scheduling::{
    InviteesQuery, ScheduledEventsQuery, Whose, cancel, create_invitee, create_invitee_as_in_the_seed,
    create_no_show, delete_no_show, invitee, invitees, no_show, scheduled_event, scheduled_events,
};
pub use webhooks::{Subscribed, create_webhook, delete_webhook, sample_webhook_data, webhook, webhooks};

/// The largest page that Calendly sends.
const PAGE: u32 = 100;

/// A stretch of time as queries name it: both ends belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// From when, in the future.
    pub start: crate::wire::WireTime,
    /// To when.
    pub end: crate::wire::WireTime,
}

impl Stretch {
    /// The stretch of `window`; `None` beyond the years that can be written.
    #[must_use]
    pub fn of(window: freebusy_core::Interval) -> Option<Self> {
        let (start, end) = (window.start(), window.end());
        Some(Self { start: crate::wire::WireTime::of(start)?, end: crate::wire::WireTime::of(end)? })
    }
}
