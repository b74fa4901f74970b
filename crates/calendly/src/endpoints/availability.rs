//! Offered starts, taken time, hours and caps.

use freebusy_transport::{Endpoint, path};

use super::Stretch;
use crate::wire::{
    AvailableTime, BusyTime, Collection, EventTypeSchedule, EventTypeScheduleChange, Id, MeetingLimits,
    MeetingLimitsChange, Opaque, Paged, Resource, Uri, UserSchedule,
};

/// `GET /event_type_available_times`: the starts that an event type offers, over at most 31 days.
#[must_use]
pub fn available_times(event_type: &Uri, stretch: &Stretch) -> Endpoint<Collection<AvailableTime>> {
    Endpoint::get("list available times", path(["event_type_available_times"]))
        .query("event_type", event_type)
        .query("start_time", &stretch.start)
        .query("end_time", &stretch.end)
}

/// `GET /user_busy_times`: when a user of the organization is taken, over at most 7 days.
#[must_use]
pub fn busy_times(user: &Uri, stretch: &Stretch) -> Endpoint<Collection<BusyTime>> {
    Endpoint::get("list busy times", path(["user_busy_times"]))
        .query("user", user)
        .query("start_time", &stretch.start)
        .query("end_time", &stretch.end)
}

/// `GET /user_availability_schedules`: the hours of a user.
#[must_use]
pub fn user_schedules(user: &Uri) -> Endpoint<Collection<UserSchedule>> {
    Endpoint::get("list availability schedules", path(["user_availability_schedules"])).query("user", user)
}

/// `GET /user_availability_schedules/{uuid}`: one of the hours of a user.
#[must_use]
pub fn user_schedule(id: &Id) -> Endpoint<Resource<UserSchedule>> {
    Endpoint::get("read an availability schedule", path(["user_availability_schedules", id.as_str()]))
}

/// `GET /event_type_availability_schedules`: the hours that an event type really uses, per host.
#[must_use]
pub fn event_type_schedules(
    event_type: &Uri,
    page_token: Option<&str>,
) -> Endpoint<Paged<EventTypeSchedule>> {
    Endpoint::get("list availability of an event type", path(["event_type_availability_schedules"]))
        .query("event_type", event_type)
        .maybe("page_token", page_token)
}

/// `PATCH /event_type_availability_schedules`: replaces **all** hours of an event type.
#[must_use]
pub fn change_event_type_schedules(
    event_type: &Uri,
    change: &EventTypeScheduleChange,
) -> Endpoint<Resource<EventTypeSchedule>> {
    Endpoint::patch("change availability of an event type", path(["event_type_availability_schedules"]))
        .query("event_type", event_type)
        .json(change)
}

/// `GET /user_meeting_limits`: the caps of the credential's own user, and of nobody else.
#[must_use]
pub fn meeting_limits(user: &Uri) -> Endpoint<Collection<MeetingLimits>> {
    Endpoint::get("read meeting limits", path(["user_meeting_limits"])).query("user", user)
}

/// `PATCH /user_meeting_limits`: changes caps. That the user stands in the query is not confirmed.
#[must_use]
pub fn change_meeting_limits(user: &Uri, change: &MeetingLimitsChange) -> Endpoint<Opaque> {
    Endpoint::patch("change meeting limits", path(["user_meeting_limits"])).query("user", user).json(change)
}
