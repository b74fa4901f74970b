//! Event types.

use freebusy_transport::{Endpoint, path};

use super::PAGE;
use crate::wire::{
    EventType, EventTypeDraft, EventTypeMembership, Id, NewEventType, OneOffEventType, Paged, Resource, Uri,
};

/// Whose event types are wanted; Calendly answers to neither with an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A user's.
    User(Uri),
    /// An organization's.
    Organization(Uri),
}

/// Which event types are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTypesQuery {
    /// Whose.
    pub owner: Owner,
    /// Only those that can be booked, or only those that cannot.
    pub active: Option<bool>,
    /// Only those that an administrator keeps, or only the others.
    pub admin_managed: Option<bool>,
    /// Only those whose primary hours are these; with a user.
    pub user_availability_schedule: Option<Uri>,
    /// By `name`, `position`, `created_at` or `updated_at`, with `:asc` or `:desc`.
    pub sort: Option<&'static str>,
}

impl EventTypesQuery {
    /// All event types of `owner`.
    #[must_use]
    pub const fn of(owner: Owner) -> Self {
        Self { owner, active: None, admin_managed: None, user_availability_schedule: None, sort: None }
    }
}

/// `GET /event_types`: the event types of a user or an organization.
#[must_use]
pub fn event_types(query: &EventTypesQuery, page_token: Option<&str>) -> Endpoint<Paged<EventType>> {
    let call = Endpoint::get("list event types", path(["event_types"]));
    let call = match &query.owner {
        Owner::User(user) => call.query("user", user),
        Owner::Organization(organization) => call.query("organization", organization),
    };
    call.maybe("active", query.active)
        .maybe("admin_managed", query.admin_managed)
        .maybe("user_availability_schedule", query.user_availability_schedule.as_ref())
        .maybe("sort", query.sort)
        .query("count", PAGE)
        .maybe("page_token", page_token)
}

/// `GET /event_types/{uuid}`: one event type.
#[must_use]
pub fn event_type(id: &Id) -> Endpoint<Resource<EventType>> {
    Endpoint::get("read an event type", path(["event_types", id.as_str()]))
}

/// `POST /event_types`: a new event type of one host.
#[must_use]
pub fn create_event_type(new: &NewEventType) -> Endpoint<Resource<EventType>> {
    Endpoint::post("create an event type", path(["event_types"])).json(new)
}

/// `PATCH /event_types/{uuid}`: changes an event type of one host.
#[must_use]
pub fn change_event_type(id: &Id, change: &EventTypeDraft) -> Endpoint<Resource<EventType>> {
    Endpoint::patch("change an event type", path(["event_types", id.as_str()])).json(change)
}

/// `POST /one_off_event_types`: an offer to meet once.
#[must_use]
pub fn create_one_off(new: &OneOffEventType) -> Endpoint<Resource<EventType>> {
    Endpoint::post("create a one-off event type", path(["one_off_event_types"])).json(new)
}

/// `GET /event_type_memberships`: the hosts of an event type.
#[must_use]
pub fn event_type_memberships(
    event_type: &Uri,
    page_token: Option<&str>,
) -> Endpoint<Paged<EventTypeMembership>> {
    Endpoint::get("list hosts of an event type", path(["event_type_memberships"]))
        .query("event_type", event_type)
        .query("count", PAGE)
        .maybe("page_token", page_token)
}
