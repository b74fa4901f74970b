//! A public page: an event type that anybody can look at, without an account.
//!
//! It is read only. A booking could be made without an account too, but none could be found again after a call
//! whose answer is lost.

use std::fmt;
use std::sync::Arc;

use freebusy_core::OfferRole;
use freebusy_provider::{AvailabilitySource, BoxFuture, Error, ErrorKind, Findings, Limits, Provider, Query};
use freebusy_transport::Channel;
use freebusy_zones::{UnknownZone, Zones};
use tokio::sync::OnceCell;

use crate::config::{Dialect, SLOT_WINDOW};
use crate::convert::EventType;
use crate::endpoints::current::{self, EventTypesOf, SlotsOf};
use crate::error::{error, version_of};
use crate::offers::Asking;
use crate::provider::slot_limits;
use crate::window::within;
use crate::wire::Entry;

/// A public page of a person at Cal.com, or at an installation of one's own.
#[derive(Debug, Clone)]
pub struct PublicPage {
    channel: Channel,
    username: Box<str>,
    slug: Box<str>,
    zones: Arc<Zones>,
    zone: Option<Box<str>>,
}

impl PublicPage {
    /// The page of the event type `slug` of `username`; the channel needs no credential.
    #[must_use]
    pub fn new(
        channel: Channel,
        username: impl Into<Box<str>>,
        slug: impl Into<Box<str>>,
        zones: Arc<Zones>,
    ) -> Self {
        Self { channel, username: username.into(), slug: slug.into(), zones, zone: None }
    }

    /// The same page, of a person in the zone of this name. Nothing public tells the zone; without it slots are
    /// aligned to the clock of UTC, and of a person in a zone off the full hour fewer are seen.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn in_zone(mut self, name: &str) -> Result<Self, UnknownZone> {
        self.zone = Some(self.zones.zone(name)?.name().into());
        Ok(self)
    }

    /// The event type of the page, called `id` in answers and messages.
    #[must_use]
    pub fn listed(&self, id: impl Into<Box<str>>, role: OfferRole) -> ListedPage {
        ListedPage { id: id.into(), page: self.clone(), role, found: Arc::default() }
    }
}

/// The event type of a public page: it offers starts.
#[derive(Clone)]
pub struct ListedPage {
    id: Box<str>,
    page: PublicPage,
    role: OfferRole,
    found: Arc<OnceCell<EventType>>,
}

impl fmt::Debug for ListedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedPage").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ListedPage {
    async fn find(&self) -> Result<&EventType, Error> {
        self.found.get_or_try_init(|| self.look_up()).await
    }

    async fn look_up(&self) -> Result<EventType, Error> {
        let (username, slug) = (&*self.page.username, &*self.page.slug);
        let endpoint = current::event_types(EventTypesOf::Page { username, slug });
        let list = self.page.channel.send(&endpoint).await;
        let list = list.map_err(|failure| error(&self.id, &failure, version_of(&endpoint)))?;
        let mut read = list.iter().filter_map(Entry::read);
        let public = read.find(|wire| *wire.slug == *slug && wire.hidden != Some(true));
        public.map(EventType::from).ok_or_else(|| {
            let message = "the page is not there or hidden; check the link";
            Error::new(ErrorKind::NotFound, self.id.clone(), "find the event type", message)
        })
    }
}

impl Provider for ListedPage {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        slot_limits(1)
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for ListedPage {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move {
            within(&self.id, query, SLOT_WINDOW)?;
            let event_type = self.find().await?;
            let asking = Asking {
                id: &self.id,
                channel: &self.page.channel,
                dialect: Dialect::Current,
                event_type,
                of: SlotsOf::Id(event_type.id),
                zone: self.page.zone.as_deref(),
                role: self.role,
            };
            asking.fetch(query).await
        })
    }
}
