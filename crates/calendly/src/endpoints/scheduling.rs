//! Booked meetings and their invitees.

use freebusy_transport::{Endpoint, Method, path};

use super::PAGE;
use crate::config::BOOKING_QUOTA;
use crate::wire::{
    Cancellation, CancellationReason, CreateInvitee, EventStatus, Id, Invitee, InviteeStatus, NewNoShow,
    NoShow, Paged, Personal, Resource, ScheduledEvent, SeedInvitee, Uri, WireTime,
};

/// Whose meetings are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A user's.
    User(Uri),
    /// Everybody's; for administrators.
    Organization(Uri),
    /// A group's.
    Group(Uri),
}

/// Which meetings are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledEventsQuery {
    /// Whose.
    pub whose: Whose,
    /// With this invitee.
    pub invitee_email: Option<Personal>,
    /// In this state.
    pub status: Option<EventStatus>,
    /// That start no earlier.
    pub min_start_time: Option<WireTime>,
    /// That start no later.
    pub max_start_time: Option<WireTime>,
    /// By `start_time:asc` or `start_time:desc`.
    pub sort: Option<&'static str>,
}

impl ScheduledEventsQuery {
    /// All meetings of `whose`.
    #[must_use]
    pub const fn of(whose: Whose) -> Self {
        Self {
            whose,
            invitee_email: None,
            status: None,
            min_start_time: None,
            max_start_time: None,
            sort: None,
        }
    }
}

/// `GET /scheduled_events`: meetings that have been booked.
#[must_use]
pub fn scheduled_events(
    query: &ScheduledEventsQuery,
    page_token: Option<&str>,
) -> Endpoint<Paged<ScheduledEvent>> {
    let call = Endpoint::get("list scheduled events", path(["scheduled_events"]));
    let call = match &query.whose {
        Whose::User(user) => call.query("user", user),
        Whose::Organization(organization) => call.query("organization", organization),
        Whose::Group(group) => call.query("group", group),
    };
    call.maybe("invitee_email", query.invitee_email.as_ref().map(Personal::as_str))
        .maybe("status", query.status.as_ref())
        .maybe("min_start_time", query.min_start_time.as_ref())
        .maybe("max_start_time", query.max_start_time.as_ref())
        .maybe("sort", query.sort)
        .query("count", PAGE)
        .maybe("page_token", page_token)
}

/// `GET /scheduled_events/{uuid}`: one meeting.
#[must_use]
pub fn scheduled_event(id: &Id) -> Endpoint<Resource<ScheduledEvent>> {
    Endpoint::get("read a scheduled event", path(["scheduled_events", id.as_str()]))
}

/// `POST /scheduled_events/{uuid}/cancellation`: cancels a meeting for **everybody** who is in it.
#[must_use]
pub fn cancel(event: &Id, reason: &CancellationReason) -> Endpoint<Resource<Cancellation>> {
    let path = path(["scheduled_events", event.as_str(), "cancellation"]);
    Endpoint::post("cancel a scheduled event", path).json(reason)
}

/// Which invitees are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InviteesQuery {
    /// In this state.
    pub status: Option<InviteeStatus>,
    /// With this mail address.
    pub email: Option<Personal>,
    /// By `created_at:asc` or `created_at:desc`.
    pub sort: Option<&'static str>,
}

/// `GET /scheduled_events/{uuid}/invitees`: who is in a meeting.
#[must_use]
pub fn invitees(event: &Id, query: &InviteesQuery, page_token: Option<&str>) -> Endpoint<Paged<Invitee>> {
    Endpoint::get("list invitees", path(["scheduled_events", event.as_str(), "invitees"]))
        .maybe("status", query.status.as_ref())
        .maybe("email", query.email.as_ref().map(Personal::as_str))
        .maybe("sort", query.sort)
        .query("count", PAGE)
        .maybe("page_token", page_token)
}

/// `GET /scheduled_events/{uuid}/invitees/{uuid}`: one invitee.
#[must_use]
pub fn invitee(event: &Id, invitee: &Id) -> Endpoint<Resource<Invitee>> {
    Endpoint::get("read an invitee", path(["scheduled_events", event.as_str(), "invitees", invitee.as_str()]))
}

/// `POST /invitees`: books. See [`fill`](crate::fill) for what must hold before it is sent.
#[must_use]
pub fn create_invitee(new: &CreateInvitee) -> Endpoint<Resource<Invitee>> {
    Endpoint::post("book a meeting", path(["invitees"])).quota(BOOKING_QUOTA).json(new)
}

/// `POST /event_types/{uuid}/invitees`: books in the dialect of the project's first documents.
///
/// It is **not** one of the vendor's operations and is typed for those who meet a server that still has it;
/// everything else books with [`create_invitee`].
#[must_use]
pub fn create_invitee_as_in_the_seed(event_type: &Id, new: &SeedInvitee) -> Endpoint<Resource<Invitee>> {
    Endpoint::post("book a meeting (first dialect)", path(["event_types", event_type.as_str(), "invitees"]))
        .quota(BOOKING_QUOTA)
        .json(new)
}

/// `POST /invitee_no_shows`: notes that an invitee stayed away.
#[must_use]
pub fn create_no_show(new: &NewNoShow) -> Endpoint<Resource<NoShow>> {
    Endpoint::post("note a no-show", path(["invitee_no_shows"])).json(new)
}

/// `GET /invitee_no_shows/{uuid}`: one such note.
#[must_use]
pub fn no_show(id: &Id) -> Endpoint<Resource<NoShow>> {
    Endpoint::get("read a no-show", path(["invitee_no_shows", id.as_str()]))
}

/// `DELETE /invitee_no_shows/{uuid}`: takes such a note back.
#[must_use]
pub fn delete_no_show(id: &Id) -> Endpoint<()> {
    Endpoint::without_answer("take a no-show back", Method::DELETE, path(["invitee_no_shows", id.as_str()]))
}
