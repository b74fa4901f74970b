//! An account's event types as providers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use freebusy_core::OfferRole;
use freebusy_provider::{
    AvailabilitySource, BookingTarget, BoxFuture, Cost, Error, ErrorKind, Findings, HoldTarget, Limits,
    Provider, Query, WindowStart,
};
use tokio::sync::OnceCell;

use crate::account::Account;
use crate::config::{CONCURRENCY, Dialect, PAGE, SLOT_WINDOW};
use crate::convert::{EventType, Seating};
use crate::endpoints::current::{EventTypesOf, SlotsOf};
use crate::endpoints::{current, old};
use crate::error::{error, status};
use crate::link::EventTypeName;
use crate::offers::Asking;
use crate::open::Open;
use crate::window::within;
use crate::wire::Entry;

impl Account {
    /// One of its event types, called `id` in answers and messages.
    #[must_use]
    pub fn listed(&self, id: impl Into<Box<str>>, event_type: EventTypeName, role: OfferRole) -> Listed {
        Listed {
            id: id.into(),
            account: self.clone(),
            name: event_type,
            role,
            found: Arc::default(),
            latest: Arc::default(),
        }
    }

    /// Its own time: connected calendars, bookings and the default schedule, called `id` in answers and messages.
    #[must_use]
    pub fn open(&self, id: impl Into<Box<str>>) -> Open {
        Open::new(id.into(), self.clone())
    }
}

/// An event type and the zone whose clock its slots are aligned to.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) event_type: EventType,
    pub(crate) zone: Option<Box<str>>,
}

/// An event type of an account: it offers starts, and can be booked at them.
#[derive(Clone)]
pub struct Listed {
    pub(crate) id: Box<str>,
    pub(crate) account: Account,
    name: EventTypeName,
    role: OfferRole,
    found: Arc<OnceCell<Found>>,
    /// As it was when it was last read afresh.
    latest: Arc<Mutex<Option<EventType>>>,
}

impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Listed {
    /// What matters about the event type: its lengths, whether its host must confirm, whether it has seats.
    ///
    /// # Errors
    /// When there is none of this name, or it cannot be read.
    pub async fn event_type(&self) -> Result<&EventType, Error> {
        self.find().await.map(|found| &found.event_type)
    }

    /// The event type as it is at this moment.
    pub(crate) async fn read_afresh(&self) -> Result<EventType, Error> {
        let event_type = match self.account.dialect() {
            Dialect::Current => self.current_event_type().await?,
            Dialect::Of2024_04_15 => self.old_event_type().await?,
        };
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(event_type.clone());
        Ok(event_type)
    }

    /// The event type as it was last read.
    pub(crate) async fn latest(&self) -> Result<EventType, Error> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match latest {
            Some(event_type) => Ok(event_type),
            None => self.event_type().await.cloned(),
        }
    }

    /// Whether the event type has seats, as far as it was read already.
    pub(crate) fn is_known_to_have_seats(&self) -> bool {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let known = latest.as_ref().or_else(|| self.found.get().map(|found| &found.event_type));
        known.is_some_and(|event_type| event_type.seating != Seating::Single)
    }

    pub(crate) fn fail(
        &self,
        kind: ErrorKind,
        operation: &'static str,
        message: impl Into<Box<str>>,
    ) -> Error {
        Error::new(kind, self.id.clone(), operation, message)
    }

    async fn find(&self) -> Result<&Found, Error> {
        self.found.get_or_try_init(|| self.look_up()).await
    }

    async fn look_up(&self) -> Result<Found, Error> {
        match self.account.dialect() {
            Dialect::Current => {
                let event_type = self.current_event_type().await?;
                let zone = Some(self.zone(event_type.schedule).await?);
                Ok(Found { event_type, zone })
            }
            Dialect::Of2024_04_15 => Ok(Found { event_type: self.old_event_type().await?, zone: None }),
        }
    }

    async fn current_event_type(&self) -> Result<EventType, Error> {
        match &self.name {
            EventTypeName::Id(number) => {
                let wire = self.account.send(&self.id, &current::event_type(*number)).await?;
                Ok(EventType::from(&wire))
            }
            EventTypeName::Slug(slug) => {
                let list = self.account.send(&self.id, &current::event_types(EventTypesOf::Mine)).await?;
                let mut read = list.iter().filter_map(Entry::read);
                read.find(|wire| wire.slug == *slug).map(EventType::from).ok_or_else(|| self.missing())
            }
        }
    }

    async fn old_event_type(&self) -> Result<EventType, Error> {
        match &self.name {
            EventTypeName::Id(number) => {
                let wire = self.account.send(&self.id, &old::event_type(*number)).await?;
                Ok(EventType::from(&wire.0))
            }
            EventTypeName::Slug(slug) => {
                let mut groups = self.account.send(&self.id, &old::event_types()).await?.event_type_groups;
                // A team may use the same name in its links; the account's own comes first.
                groups.sort_by_key(|group| group.team_id.is_some());
                let mut wires = groups.iter().flat_map(|group| &group.event_types);
                wires.find(|wire| wire.slug == *slug).map(EventType::from).ok_or_else(|| self.missing())
            }
        }
    }

    fn missing(&self) -> Error {
        let message =
            format!("there is no event type `{}`; name one of the account's own by its link", self.name);
        self.fail(ErrorKind::NotFound, "find the event type", message)
    }

    /// The zone of the event type's schedule, of the default one, or of the account.
    async fn zone(&self, schedule: Option<u64>) -> Result<Box<str>, Error> {
        let channel = self.account.channel();
        let zone = match schedule {
            Some(number) => channel.send(&current::schedule(number)).await.map(|it| Some(it.time_zone)),
            None => channel.send(&current::default_schedule()).await.map(|it| it.map(|it| it.time_zone)),
        };
        match zone {
            Ok(Some(zone)) => Ok(zone),
            // A team's schedule may be out of the account's sight. The zone only decides how many starts are
            // offered, never which time is free.
            Err(failure) if !matches!(status(&failure), Some(403 | 404)) => {
                Err(error(&self.id, &failure, Some(crate::config::SCHEDULES)))
            }
            Ok(None) | Err(_) => Ok(self.account.me(&self.id).await?.time_zone.clone()),
        }
    }
}

/// What one call about slots may ask, where finding the event type costs `once` requests.
pub(crate) const fn slot_limits(once: u32) -> Limits {
    Limits {
        longest_window: Some(SLOT_WINDOW),
        horizon: None,
        page_size: Some(PAGE),
        concurrency: CONCURRENCY,
        starts: WindowStart::Anywhere,
        cost: Cost { once, per_window: 1 },
    }
}

impl Provider for Listed {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        match self.account.dialect() {
            // The event type and its schedule. A schedule that the account may not see costs one more.
            Dialect::Current => slot_limits(2),
            Dialect::Of2024_04_15 => slot_limits(1),
        }
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }

    fn booking(&self) -> Option<&dyn BookingTarget> {
        match self.role {
            OfferRole::Booked => Some(self),
            OfferRole::Consulted => None,
        }
    }

    fn holds(&self) -> Option<&dyn HoldTarget> {
        // The old dialect does not say until when it holds a slot.
        match self.account.dialect() {
            Dialect::Current => Some(self),
            Dialect::Of2024_04_15 => None,
        }
    }
}

impl AvailabilitySource for Listed {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move {
            within(&self.id, query, SLOT_WINDOW)?;
            let found = self.find().await?;
            let asking = Asking {
                id: &self.id,
                channel: self.account.channel(),
                dialect: self.account.dialect(),
                event_type: &found.event_type,
                of: SlotsOf::Id(found.event_type.id),
                zone: found.zone.as_deref(),
                role: self.role,
            };
            asking.fetch(query).await
        })
    }
}
