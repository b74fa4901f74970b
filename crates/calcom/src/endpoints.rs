//! Every call of Cal.com's API that freebusy knows, as values; what both dialects share stands here.
//!
//! The current dialect names a version on the paths that have several and none elsewhere; the old one names
//! 2024-04-15 everywhere. A version that is known but not to a path is answered with 404, as if the path were
//! not there.

use freebusy_transport::{Endpoint, Method, path};
use serde::de::DeserializeOwned;

use crate::config::{Dialect, OLD, PAGE, VERSION};
use crate::wire::{
    BusyTime, Calendars, ConferencingApp, DefaultConferencing, Entry, Me, MeChange, Team, VerifiedEmail,
    acknowledged, data,
};

pub mod current;
pub mod old;
pub mod webhooks;

/// A call whose answer is the `data` of an envelope.
fn call<T: DeserializeOwned>(operation: &'static str, method: Method, path: String) -> Endpoint<T> {
    Endpoint::new(operation, method, path, data)
}

/// A call of whose answer only matters that it is a success.
fn deed(operation: &'static str, method: Method, path: String) -> Endpoint<()> {
    Endpoint::new(operation, method, path, acknowledged)
}

/// A call on a path that takes any version.
fn any<T: DeserializeOwned>(
    dialect: Dialect,
    operation: &'static str,
    method: Method,
    path: String,
) -> Endpoint<T> {
    versioned(dialect, call(operation, method, path))
}

fn versioned<T>(dialect: Dialect, endpoint: Endpoint<T>) -> Endpoint<T> {
    match dialect {
        Dialect::Current => endpoint,
        Dialect::Of2024_04_15 => endpoint.header(VERSION, OLD),
    }
}

/// A kind of bookings that can be listed. There is none of the accepted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Those that have not ended, in the old dialect the soonest first.
    Upcoming,
    /// Those of series.
    Recurring,
    /// Those that have ended, in the old dialect the latest first.
    Past,
    /// Those that were cancelled or refused.
    Cancelled,
    /// Those that wait for their host's word.
    Unconfirmed,
}

impl Listing {
    /// Every kind of booking that may take place or has taken place.
    pub const STANDING: [Self; 4] = [Self::Upcoming, Self::Recurring, Self::Past, Self::Unconfirmed];

    const fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Recurring => "recurring",
            Self::Past => "past",
            Self::Cancelled => "cancelled",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// `GET /v2/me`: the account of the credential.
#[must_use]
pub fn me(dialect: Dialect) -> Endpoint<Me> {
    any(dialect, "read the account", Method::GET, path(["v2", "me"]))
}

/// `PATCH /v2/me`: changes the account.
#[must_use]
pub fn change_me(dialect: Dialect, change: &MeChange) -> Endpoint<Me> {
    any(dialect, "change the account", Method::PATCH, path(["v2", "me"])).json(change)
}

/// `GET /v2/calendars`: the calendars that the account has connected.
#[must_use]
pub fn calendars(dialect: Dialect) -> Endpoint<Calendars> {
    any(dialect, "list the connected calendars", Method::GET, path(["v2", "calendars"]))
}

/// A calendar whose taken time is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarToLoad {
    /// The connection.
    pub credential: i64,
    /// What its service calls it.
    pub external: crate::wire::Hidden,
}

/// `GET /v2/calendars/busy-times`: what calendars have taken from the date `from` to the date `to`, in UTC.
///
/// Both are whole dates, `YYYY-MM-DD`, the only form that every version takes; ask for a day more on each side.
#[must_use]
pub fn busy_times(
    dialect: Dialect,
    from: &str,
    to: &str,
    load: &[CalendarToLoad],
) -> Endpoint<Vec<Entry<BusyTime>>> {
    let call = any(dialect, "list busy times", Method::GET, path(["v2", "calendars", "busy-times"]))
        .query("dateFrom", from)
        .query("dateTo", to);
    let zoned = match dialect {
        Dialect::Current => call.query("timeZone", "UTC"),
        Dialect::Of2024_04_15 => call.query("loggedInUsersTz", "UTC").query("timeZone", "UTC"),
    };
    load.iter().enumerate().fold(zoned, |call, (index, calendar)| {
        call.query(format!("calendarsToLoad[{index}][credentialId]"), calendar.credential)
            .query(format!("calendarsToLoad[{index}][externalId]"), calendar.external.expose())
    })
}

/// `GET /v2/conferencing`: the conferencing applications of the account.
#[must_use]
pub fn conferencing(dialect: Dialect) -> Endpoint<Vec<ConferencingApp>> {
    any(dialect, "list conferencing applications", Method::GET, path(["v2", "conferencing"]))
}

/// `GET /v2/conferencing/default`: the conferencing application of event types that name none.
#[must_use]
pub fn default_conferencing(dialect: Dialect) -> Endpoint<Option<DefaultConferencing>> {
    let path = path(["v2", "conferencing", "default"]);
    any(dialect, "read the default conferencing application", Method::GET, path)
}

/// `GET /v2/teams`: the teams of the account. Self-hosted community editions have none.
#[must_use]
pub fn teams(dialect: Dialect) -> Endpoint<Vec<Team>> {
    any(dialect, "list teams", Method::GET, path(["v2", "teams"]))
}

/// `GET /v2/verified-resources/emails`: verified e-mail addresses, `skip` of them left out; a page has 250. All of
/// them are read by [`Account::verified_emails`](crate::Account::verified_emails).
#[must_use]
pub fn verified_emails(dialect: Dialect, skip: usize) -> Endpoint<Vec<VerifiedEmail>> {
    let path = path(["v2", "verified-resources", "emails"]);
    any(dialect, "list verified e-mail addresses", Method::GET, path).query("take", PAGE).query("skip", skip)
}
