//! One Calendly account: whom its credential belongs to, what it offers, and what has been learned about it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use freebusy_core::{Interval, Seconds};
use freebusy_provider::{Error, ErrorKind};
use freebusy_transport::{Channel, Endpoint, Failure};
use freebusy_zones::Zones;
use strsim::osa_distance;
use tokio::sync::OnceCell;

use crate::config::{BUSY_WINDOW, EventTypeName, HURRY, OFFERS_WINDOW};
use crate::convert::pieces;
use crate::endpoints::{self, EventTypesQuery, Owner, Stretch};
use crate::error::{Meaning, error, shown, understood};
use crate::wire::{AvailableTime, EventType, Uri, User, UserSchedule};

/// How many names a message lists.
const NAMES_SHOWN: usize = 5;

/// The texts of a look-up are folded to this many characters before they are compared.
const COMPARED: usize = 64;

/// An account at Calendly; a clone is the same account.
///
/// What it is asked for once, it remembers: its user, event types and hours. Bookings never rely on that.
#[derive(Debug, Clone)]
pub struct Account(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    channel: Channel,
    /// The same way for calls that rather fail than wait.
    hurried: Channel,
    zones: Arc<Zones>,
    user: OnceCell<User>,
    event_types: OnceCell<Vec<EventType>>,
    schedules: OnceCell<Vec<UserSchedule>>,
    /// Whether the server still has its older limit on windows of offered starts.
    narrow: AtomicBool,
}

impl Account {
    /// The account that `channel` leads to.
    #[must_use]
    pub fn new(channel: Channel, zones: Arc<Zones>) -> Self {
        let hurried = channel.clone().hurried(HURRY);
        Self(Arc::new(Shared {
            channel,
            hurried,
            zones,
            user: OnceCell::new(),
            event_types: OnceCell::new(),
            schedules: OnceCell::new(),
            narrow: AtomicBool::new(false),
        }))
    }

    /// The way there, for any other call.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.0.channel
    }

    pub(crate) fn zones(&self) -> &Zones {
        &self.0.zones
    }

    pub(crate) async fn send<T>(&self, call: &Endpoint<T>) -> Result<T, Failure> {
        self.0.channel.send(call).await
    }

    /// Sends a call that is held back at once where a rate on the way would keep it waiting.
    pub(crate) async fn send_hurried<T>(&self, call: &Endpoint<T>) -> Result<T, Failure> {
        self.0.hurried.send(call).await
    }

    /// The user of the credential.
    ///
    /// # Errors
    /// When Calendly does not tell.
    pub async fn user(&self) -> Result<&User, Failure> {
        let fetch = || async { Ok(self.send(&endpoints::me()).await?.resource) };
        self.0.user.get_or_try_init(fetch).await
    }

    /// The active event types of the user.
    ///
    /// # Errors
    /// When Calendly does not tell all of them.
    pub async fn event_types(&self) -> Result<&[EventType], Failure> {
        let fetch = || async {
            let owner = Owner::User(self.user().await?.uri.clone());
            let query = EventTypesQuery { active: Some(true), ..EventTypesQuery::of(owner) };
            self.0.channel.drain(|token| endpoints::event_types(&query, token)).await
        };
        self.0.event_types.get_or_try_init(fetch).await.map(Vec::as_slice)
    }

    /// The hours of the user.
    ///
    /// # Errors
    /// When Calendly does not tell.
    pub async fn schedules(&self) -> Result<&[UserSchedule], Failure> {
        let fetch = || async {
            let user = self.user().await?.uri.clone();
            Ok(self.send(&endpoints::user_schedules(&user)).await?.collection)
        };
        self.0.schedules.get_or_try_init(fetch).await.map(Vec::as_slice)
    }

    /// The event type named, on behalf of the provider `id`.
    pub(crate) async fn look_up(&self, name: &EventTypeName, id: &str) -> Result<EventType, Error> {
        if let Some(uuid) = name.id() {
            let found = self.send(&endpoints::event_type(uuid)).await;
            return found.map(|found| found.resource).map_err(|failure| error(failure, id));
        }
        let known = self.event_types().await.map_err(|failure| error(failure, id))?;
        match named(name, known).as_slice() {
            [one] => Ok((*one).clone()),
            [] => self.switched_off(name, id).await?.ok_or_else(|| not_found(name, known, id)),
            several => Err(ambiguous(name, several, id)),
        }
    }

    /// The event type named, where it is one that is switched off: what was booked through it still stands.
    async fn switched_off(&self, name: &EventTypeName, id: &str) -> Result<Option<EventType>, Error> {
        let owner = Owner::User(self.user().await.map_err(|failure| error(failure, id))?.uri.clone());
        let query = EventTypesQuery { active: Some(false), ..EventTypesQuery::of(owner) };
        let known = self.0.channel.drain(|token| endpoints::event_types(&query, token)).await;
        let known = known.map_err(|failure| error(failure, id))?;
        match named(name, &known).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            several => Err(ambiguous(name, several, id)),
        }
    }

    /// The starts that an event type offers in `window`, in as many calls as the server makes necessary.
    pub(crate) async fn offered(
        &self,
        event_type: &Uri,
        window: Interval,
    ) -> Result<Vec<AvailableTime>, Failure> {
        if self.0.narrow.load(Ordering::Relaxed) {
            return self.offered_by(event_type, window, BUSY_WINDOW).await;
        }
        match self.offered_by(event_type, window, OFFERS_WINDOW).await {
            Err(failure) if window.length() > BUSY_WINDOW && is_too_long(&failure) => {
                self.0.narrow.store(true, Ordering::Relaxed);
                self.offered_by(event_type, window, BUSY_WINDOW).await
            }
            answer => answer,
        }
    }

    async fn offered_by(
        &self,
        event_type: &Uri,
        window: Interval,
        longest: Seconds,
    ) -> Result<Vec<AvailableTime>, Failure> {
        let mut slots = Vec::new();
        for stretch in pieces(window, longest).filter_map(Stretch::of) {
            slots.extend(self.send(&endpoints::available_times(event_type, &stretch)).await?.collection);
        }
        Ok(slots)
    }
}

/// The event types that a name stands for: by slug, id or link, else by what they are called.
fn named<'a>(name: &EventTypeName, known: &'a [EventType]) -> Vec<&'a EventType> {
    let exact: Vec<_> = known.iter().filter(|one| name.is_exactly(one)).collect();
    if exact.is_empty() { known.iter().filter(|one| name.is_called(one)).collect() } else { exact }
}

fn is_too_long(failure: &Failure) -> bool {
    understood(failure).is_some_and(|understood| understood.meaning() == Meaning::WindowTooLong)
}

/// Says which event types there are, the nearest first.
fn not_found(name: &EventTypeName, known: &[EventType], id: &str) -> Error {
    let fold = |text: &str| text.chars().take(COMPARED).flat_map(char::to_lowercase).collect::<String>();
    let asked = fold(name.as_str());
    let mut slugs: Vec<&str> = known.iter().map(handle).collect();
    slugs.sort_by_key(|slug| osa_distance(&asked, &fold(slug)));
    let message = match names(&slugs) {
        None => format!(
            "there is no event type `{}`, and no other that is active; switch one on",
            shown(name.as_str())
        ),
        Some(names) => format!("there is no event type `{}`; name one of {names}", shown(name.as_str())),
    };
    Error::new(ErrorKind::NotFound, id, "find the event type", message)
}

fn ambiguous(name: &EventTypeName, several: &[&EventType], id: &str) -> Error {
    let uris: Vec<&str> = several.iter().map(|one| one.uri.as_str()).collect();
    let names = names(&uris).unwrap_or_default();
    let message = format!("several event types are called `{}`; name one of {names}", shown(name.as_str()));
    Error::new(ErrorKind::Refused, id, "find the event type", message)
}

/// What a person would call an event type by.
fn handle(event_type: &EventType) -> &str {
    event_type.slug.as_deref().unwrap_or_else(|| event_type.uri.as_str())
}

fn names(all: &[&str]) -> Option<String> {
    let shown: Vec<String> = all.iter().take(NAMES_SHOWN).map(|name| format!("`{}`", shown(name))).collect();
    let more = all.len().saturating_sub(NAMES_SHOWN);
    match (shown.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(shown.join(", ")),
        (false, more) => Some(format!("{} and {more} more", shown.join(", "))),
    }
}
