//! The world behind the services: people, what their calendars hold, and every booking.
//!
//! What only one service knows (accounts, event types, schedules, webhooks, quotas) is that service's own state.
//! People and bookings are everybody's: a meeting that one service books is taken time at the other.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calcom::state::State as Calcom;
use crate::calendly::state::State as Calendly;
use crate::maton::state::State as Maton;
use crate::slots;

/// Whether an instant lies between 1970 and 2200, where no arithmetic of the services can overflow.
pub(crate) fn in_range(at: DateTime<Utc>) -> bool {
    (0..7_258_118_400).contains(&at.timestamp())
}

/// Everything there is: people, their calendars and accounts, bookings, settings.
///
/// It is made from JSON, the form in which the controls show and take it; fields that are not known are errors.
/// Whether it can be served is judged by [`Sandbox::start`](crate::Sandbox::start).
///
/// ```
/// let ana = r#"{ "id": "ana", "name": "Ana", "email": "ana@example.com", "time_zone": "Europe/Berlin" }"#;
/// let world: freebusy_sandbox::World = serde_json::from_str(&format!(r#"{{ "people": [{ana}] }}"#))?;
/// # drop(world);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    pub(crate) people: Vec<Person>,
    #[serde(default)]
    pub(crate) bookings: Vec<Booking>,
    #[serde(default)]
    pub(crate) calendly: Calendly,
    #[serde(default)]
    pub(crate) calcom: Calcom,
    #[serde(default)]
    pub(crate) maton: Maton,
    /// How many things were made: ids are counted from it, so that a world repeats itself.
    #[serde(default)]
    pub(crate) made: u64,
    #[serde(default)]
    pub(crate) settings: Settings,
    /// A clock that runs on while the world's own stands still; see [`World::running`].
    #[serde(skip)]
    pub(crate) running: Option<DateTime<Utc>>,
}

/// How the services behave, where their documentation leaves it open or a plan decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) calendly_plan: Plan,
    /// How many more calls that book Calendly takes, whatever the plan; `None` leaves that to the plan.
    pub(crate) calendly_bookings_left: Option<u32>,
    /// The longest window, in days, of Calendly's available times: 31, or 7 as before July 2026.
    pub(crate) calendly_slot_days: u32,
    pub(crate) calcom_reservations: Reservations,
    /// How long after it was made a booking is missing from lists.
    pub(crate) list_lag_ms: u64,
    /// Whether calls are counted against the limits of the services.
    pub(crate) rate_limits: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            calendly_plan: Plan::Paid,
            calendly_bookings_left: None,
            calendly_slot_days: 31,
            calcom_reservations: Reservations::Advice,
            list_lag_ms: 0,
            rate_limits: true,
        }
    }
}

/// What the Calendly account pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Plan {
    Paid,
    Free,
}

/// What a reservation at Cal.com is worth when somebody else books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reservations {
    /// It hides the slot from lists and stops no booking.
    Advice,
    /// It stops bookings that do not carry it.
    Honoured,
}

/// A person, whatever service they use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    /// The name by which the world calls them.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) time_zone: String,
    /// What stands in their own calendar, outside of either service.
    #[serde(default)]
    pub(crate) busy: Vec<Busy>,
}

/// An event of somebody's own calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Busy {
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) title: String,
}

/// Which service made a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Maker {
    Calendly,
    Calcom,
}

/// A meeting that one of the services booked. What the service itself keeps of it (invitees, answers, links) is in the
/// service's state under the same id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Booking {
    pub(crate) id: String,
    pub(crate) maker: Maker,
    /// The people whose time it takes, by their ids.
    pub(crate) hosts: Vec<String>,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) title: String,
    /// Minutes that its own event type keeps clear before it.
    #[serde(default)]
    pub(crate) buffer_before: u32,
    /// Minutes that its own event type keeps clear after it.
    #[serde(default)]
    pub(crate) buffer_after: u32,
    /// Whether it still takes time; one that was cancelled does not.
    pub(crate) active: bool,
    pub(crate) created_at: DateTime<Utc>,
}

impl World {
    /// What is wrong with a world that somebody else wrote, as the end of a sentence.
    pub(crate) fn mistake(&self) -> Option<String> {
        let lost = self.people.iter().find(|person| slots::zone(&person.time_zone).is_none());
        if let Some(person) = lost {
            let zone: String = person.time_zone.escape_debug().take(100).collect();
            return Some(format!("no zone is called `{zone}`"));
        }
        let busy = self.people.iter().flat_map(|person| &person.busy).map(|busy| (busy.start, busy.end));
        let mut times = busy.chain(self.bookings.iter().map(|booking| (booking.start, booking.end)));
        if !times.all(|(start, end)| in_range(start) && in_range(end)) {
            return Some("its times must lie between 1970 and 2200".to_owned());
        }
        let most = |booking: &Booking| booking.buffer_before.max(booking.buffer_after);
        let wide = self.bookings.iter().any(|booking| most(booking) > 1_440);
        wide.then(|| "a buffer must be at most 1,440 minutes".to_owned())
    }

    /// A number that no other thing of this world has.
    pub(crate) fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// The clock for limits and tokens that lapse: it runs on while a clock that was set stands still, so that a
    /// stopped world does not refuse every call after the first few.
    pub(crate) fn running(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.running.unwrap_or(now)
    }

    /// Whether lists show a booking already; they catch up while a clock that was set stands still.
    pub(crate) fn listed(&self, booking: &Booking, now: DateTime<Utc>) -> bool {
        self.listed_since(booking.created_at, now)
    }

    /// Whether lists show already what was made then.
    pub(crate) fn listed_since(&self, created_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let age = self.running(now).signed_duration_since(created_at).num_milliseconds();
        self.settings.list_lag_ms == 0 || u64::try_from(age).is_ok_and(|age| age >= self.settings.list_lag_ms)
    }

    pub(crate) fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The active bookings that take time of a person.
    pub(crate) fn bookings_of<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a Booking> {
        self.bookings
            .iter()
            .filter(move |booking| booking.active && booking.hosts.iter().any(|host| host == person))
    }
}
