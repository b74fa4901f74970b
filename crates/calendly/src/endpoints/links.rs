//! Links to book through.

use freebusy_transport::{Endpoint, path};

use crate::wire::{NewSchedulingLink, NewShare, Resource, SchedulingLink, Share};

/// `POST /scheduling_links`: a link that can be booked through once.
#[must_use]
pub fn create_scheduling_link(new: &NewSchedulingLink) -> Endpoint<Resource<SchedulingLink>> {
    Endpoint::post("create a scheduling link", path(["scheduling_links"])).json(new)
}

/// `POST /shares`: a variant of an event type with a link of its own.
#[must_use]
pub fn create_share(new: &NewShare) -> Endpoint<Resource<Share>> {
    Endpoint::post("create a share", path(["shares"])).json(new)
}
