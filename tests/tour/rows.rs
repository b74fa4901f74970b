//! Every typed call of the adapters: what it asks, and which tours send it.

/// How a call of a tour ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    Well,
    /// The service has no such call, and says so with this status.
    Refused(u16),
}

/// A typed call in one dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) service: &'static str,
    pub(crate) dialect: &'static str,
    /// Method and path, with a name in braces for each segment that differs.
    pub(crate) request: &'static str,
    /// The function, as it is called in its crate.
    pub(crate) call: &'static str,
    /// The tours that send it.
    pub(crate) tours: &'static [&'static str],
    pub(crate) ends: Ends,
}

impl Row {
    pub(crate) fn method(&self) -> &'static str {
        self.request.split_once(' ').unwrap().0
    }

    pub(crate) fn path(&self) -> &'static str {
        self.request.split_once(' ').unwrap().1
    }

    /// Whether a method and a path are the ones of this row.
    pub(crate) fn fits(&self, method: &str, path: &str) -> bool {
        let (own, other): (Vec<_>, Vec<_>) = (self.path().split('/').collect(), path.split('/').collect());
        let segments = || own.iter().zip(&other).all(|(own, other)| own.starts_with('{') || own == other);
        self.method() == method && own.len() == other.len() && segments()
    }
}

const CALENDLY: &[&str] = &["calendly_directly", "calendly_through_maton_1", "calendly_through_maton_2"];
const CURRENT: &[&str] = &["calcom_directly", "calcom_through_maton_1", "calcom_through_maton_2"];
const OLD: &[&str] = &["calcom_of_2024_04_15_directly"];

const fn calendly(request: &'static str, call: &'static str) -> Row {
    Row { service: "Calendly", dialect: "current", request, call, tours: CALENDLY, ends: Ends::Well }
}

const fn current(request: &'static str, call: &'static str) -> Row {
    Row { service: "Cal.com", dialect: "current", request, call, tours: CURRENT, ends: Ends::Well }
}

const fn old(request: &'static str, call: &'static str) -> Row {
    Row { service: "Cal.com", dialect: "2024-04-15", request, call, tours: OLD, ends: Ends::Well }
}

const fn maton(
    dialect: &'static str,
    tours: &'static [&'static str],
    request: &'static str,
    call: &'static str,
) -> Row {
    Row { service: "Maton", dialect, request, call, tours, ends: Ends::Well }
}

const MATON_1: &[&str] = &["maton_1"];
const MATON_2: &[&str] = &["maton_2"];

/// Every row, in the order of the documentation.
pub(crate) const ROWS: &[Row] = &[
    calendly("GET /users/me", "calendly::me"),
    calendly("GET /users/{uuid}", "calendly::user"),
    calendly("GET /locations", "calendly::locations"),
    calendly("GET /organization_memberships", "calendly::memberships"),
    calendly("GET /organization_memberships/{uuid}", "calendly::membership"),
    calendly("GET /event_types", "calendly::event_types"),
    calendly("GET /event_types/{uuid}", "calendly::event_type"),
    calendly("POST /event_types", "calendly::create_event_type"),
    calendly("PATCH /event_types/{uuid}", "calendly::change_event_type"),
    calendly("POST /one_off_event_types", "calendly::create_one_off"),
    calendly("GET /event_type_memberships", "calendly::event_type_memberships"),
    calendly("GET /event_type_available_times", "calendly::available_times"),
    calendly("GET /user_busy_times", "calendly::busy_times"),
    calendly("GET /user_availability_schedules", "calendly::user_schedules"),
    calendly("GET /user_availability_schedules/{uuid}", "calendly::user_schedule"),
    calendly("GET /event_type_availability_schedules", "calendly::event_type_schedules"),
    calendly("PATCH /event_type_availability_schedules", "calendly::change_event_type_schedules"),
    calendly("GET /user_meeting_limits", "calendly::meeting_limits"),
    calendly("PATCH /user_meeting_limits", "calendly::change_meeting_limits"),
    calendly("POST /scheduling_links", "calendly::create_scheduling_link"),
    calendly("POST /shares", "calendly::create_share"),
    calendly("GET /scheduled_events", "calendly::scheduled_events"),
    calendly("GET /scheduled_events/{uuid}", "calendly::scheduled_event"),
    calendly("POST /scheduled_events/{uuid}/cancellation", "calendly::cancel"),
    calendly("GET /scheduled_events/{uuid}/invitees", "calendly::invitees"),
    calendly("GET /scheduled_events/{uuid}/invitees/{uuid}", "calendly::invitee"),
    calendly("POST /invitees", "calendly::create_invitee"),
    Row {
        dialect: "seed",
        ends: Ends::Refused(404),
        ..calendly("POST /event_types/{uuid}/invitees", "calendly::create_invitee_as_in_the_seed")
    },
    calendly("POST /invitee_no_shows", "calendly::create_no_show"),
    calendly("GET /invitee_no_shows/{uuid}", "calendly::no_show"),
    calendly("DELETE /invitee_no_shows/{uuid}", "calendly::delete_no_show"),
    calendly("GET /webhook_subscriptions", "calendly::webhooks"),
    calendly("POST /webhook_subscriptions", "calendly::create_webhook"),
    calendly("GET /webhook_subscriptions/{uuid}", "calendly::webhook"),
    calendly("DELETE /webhook_subscriptions/{uuid}", "calendly::delete_webhook"),
    calendly("GET /sample_webhook_data", "calendly::sample_webhook_data"),
    current("GET /v2/me", "calcom::me"),
    current("PATCH /v2/me", "calcom::change_me"),
    current("GET /v2/event-types", "calcom::current::event_types"),
    current("GET /v2/event-types/{id}", "calcom::current::event_type"),
    current("POST /v2/event-types", "calcom::current::create_event_type"),
    current("PATCH /v2/event-types/{id}", "calcom::current::change_event_type"),
    current("DELETE /v2/event-types/{id}", "calcom::current::delete_event_type"),
    current("GET /v2/event-types/{id}/webhooks", "calcom::webhooks::list"),
    current("POST /v2/event-types/{id}/webhooks", "calcom::webhooks::create"),
    current("GET /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::get"),
    current("PATCH /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::change"),
    current("DELETE /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::delete"),
    current("DELETE /v2/event-types/{id}/webhooks", "calcom::webhooks::delete_all"),
    current("GET /v2/slots", "calcom::current::slots"),
    current("POST /v2/slots/reservations", "calcom::current::reserve"),
    current("GET /v2/slots/reservations/{uid}", "calcom::current::reservation"),
    current("PATCH /v2/slots/reservations/{uid}", "calcom::current::change_reservation"),
    current("DELETE /v2/slots/reservations/{uid}", "calcom::current::release"),
    current("GET /v2/bookings", "calcom::current::bookings"),
    current("GET /v2/bookings/{uid}", "calcom::current::booking"),
    current("POST /v2/bookings", "calcom::current::book"),
    current("POST /v2/bookings/{uid}/cancel", "calcom::current::cancel"),
    current("POST /v2/bookings/{uid}/reschedule", "calcom::current::reschedule"),
    current("POST /v2/bookings/{uid}/confirm", "calcom::current::confirm"),
    current("POST /v2/bookings/{uid}/decline", "calcom::current::decline"),
    current("GET /v2/schedules", "calcom::current::schedules"),
    current("GET /v2/schedules/default", "calcom::current::default_schedule"),
    current("GET /v2/schedules/{id}", "calcom::current::schedule"),
    current("POST /v2/schedules", "calcom::current::create_schedule"),
    current("PATCH /v2/schedules/{id}", "calcom::current::change_schedule"),
    current("DELETE /v2/schedules/{id}", "calcom::current::delete_schedule"),
    current("GET /v2/calendars", "calcom::calendars"),
    current("GET /v2/calendars/busy-times", "calcom::busy_times"),
    current("GET /v2/conferencing", "calcom::conferencing"),
    current("GET /v2/conferencing/default", "calcom::default_conferencing"),
    current("GET /v2/webhooks", "calcom::webhooks::list"),
    current("POST /v2/webhooks", "calcom::webhooks::create"),
    current("GET /v2/webhooks/{id}", "calcom::webhooks::get"),
    current("PATCH /v2/webhooks/{id}", "calcom::webhooks::change"),
    current("DELETE /v2/webhooks/{id}", "calcom::webhooks::delete"),
    current("GET /v2/teams", "calcom::teams"),
    current("GET /v2/verified-resources/emails", "calcom::verified_emails"),
    old("GET /v2/me", "calcom::me"),
    old("PATCH /v2/me", "calcom::change_me"),
    old("GET /v2/event-types", "calcom::old::event_types"),
    old("GET /v2/event-types/{id}", "calcom::old::event_type"),
    old("POST /v2/event-types", "calcom::old::create_event_type"),
    old("PATCH /v2/event-types/{id}", "calcom::old::change_event_type"),
    old("DELETE /v2/event-types/{id}", "calcom::old::delete_event_type"),
    old("GET /v2/event-types/{id}/webhooks", "calcom::webhooks::list"),
    old("POST /v2/event-types/{id}/webhooks", "calcom::webhooks::create"),
    old("GET /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::get"),
    old("PATCH /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::change"),
    old("DELETE /v2/event-types/{id}/webhooks/{id}", "calcom::webhooks::delete"),
    old("DELETE /v2/event-types/{id}/webhooks", "calcom::webhooks::delete_all"),
    old("GET /v2/slots/available", "calcom::old::slots"),
    old("POST /v2/slots/reserve", "calcom::old::reserve"),
    old("DELETE /v2/slots/selected-slot", "calcom::old::release"),
    old("GET /v2/bookings", "calcom::old::bookings"),
    old("GET /v2/bookings/{uid}", "calcom::old::booking"),
    old("POST /v2/bookings", "calcom::old::book"),
    old("POST /v2/bookings/{uid}/cancel", "calcom::old::cancel"),
    old("GET /v2/schedules", "calcom::old::schedules"),
    old("GET /v2/schedules/default", "calcom::old::default_schedule"),
    old("GET /v2/schedules/{id}", "calcom::old::schedule"),
    old("POST /v2/schedules", "calcom::old::create_schedule"),
    old("PATCH /v2/schedules/{id}", "calcom::old::change_schedule"),
    old("DELETE /v2/schedules/{id}", "calcom::old::delete_schedule"),
    old("GET /v2/calendars", "calcom::calendars"),
    old("GET /v2/calendars/busy-times", "calcom::busy_times"),
    old("GET /v2/conferencing", "calcom::conferencing"),
    old("GET /v2/conferencing/default", "calcom::default_conferencing"),
    old("GET /v2/webhooks", "calcom::webhooks::list"),
    old("POST /v2/webhooks", "calcom::webhooks::create"),
    old("GET /v2/webhooks/{id}", "calcom::webhooks::get"),
    old("PATCH /v2/webhooks/{id}", "calcom::webhooks::change"),
    old("DELETE /v2/webhooks/{id}", "calcom::webhooks::delete"),
    old("GET /v2/teams", "calcom::teams"),
    old("GET /v2/verified-resources/emails", "calcom::verified_emails"),
    maton("1", MATON_1, "GET /connections", "maton::Gateway::connections"),
    maton("1", MATON_1, "POST /connections", "maton::Gateway::create"),
    maton("1", MATON_1, "GET /connections/{id}", "maton::Gateway::connection"),
    maton("1", MATON_1, "DELETE /connections/{id}", "maton::Gateway::delete"),
    maton("2", MATON_2, "GET /connections", "maton::Gateway::connections"),
    maton("2", MATON_2, "POST /connections", "maton::Gateway::create"),
    maton("2", MATON_2, "GET /connections/{id}", "maton::Gateway::connection"),
    maton("2", MATON_2, "DELETE /connections/{id}", "maton::Gateway::delete"),
];
