//! One account at Cal.com: the way there, and what is asked of it whatever the event type.

use std::sync::Arc;

use freebusy_core::Timestamp;
use freebusy_provider::Error;
use freebusy_transport::{Channel, Endpoint, Failure};
use freebusy_zones::Zones;
use tokio::sync::OnceCell;

use crate::config::{Dialect, FULL};
use crate::endpoints;
use crate::endpoints::webhooks::Of;
use crate::error::{error, version_of};
use crate::wire::{Me, VerifiedEmail, Webhook};

/// An account, by its credential: direct or through a gateway, as the channel leads. A clone shares everything.
#[derive(Debug, Clone)]
pub struct Account {
    inner: Arc<Inner>,
    now: Option<fn() -> Timestamp>,
}

#[derive(Debug)]
struct Inner {
    channel: Channel,
    dialect: Dialect,
    zones: Arc<Zones>,
    me: OnceCell<Me>,
}

impl Account {
    /// The account that `channel` leads to; the channel's base stops before `/v2`.
    #[must_use]
    pub fn new(channel: Channel, dialect: Dialect, zones: Arc<Zones>) -> Self {
        Self { inner: Arc::new(Inner { channel, dialect, zones, me: OnceCell::new() }), now: None }
    }

    /// The same account, which knows what time it is: slots are held for as long as is wanted.
    #[must_use]
    pub const fn telling(mut self, now: fn() -> Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    pub(crate) fn now(&self) -> Option<Timestamp> {
        self.now.map(|now| now())
    }

    /// The webhooks of the account or of one of its event types, all pages of them.
    ///
    /// # Errors
    /// When Cal.com does not tell all of them.
    pub async fn webhooks(&self, of: Of) -> Result<Vec<Webhook>, Failure> {
        let page = |skip| endpoints::webhooks::list(self.dialect(), of, skip);
        self.channel().drain_counted(FULL, page).await
    }

    /// The e-mail addresses that have been verified for the account, all pages of them.
    ///
    /// # Errors
    /// When Cal.com does not tell all of them.
    pub async fn verified_emails(&self) -> Result<Vec<VerifiedEmail>, Failure> {
        let page = |skip| endpoints::verified_emails(self.dialect(), skip);
        self.channel().drain_counted(FULL, page).await
    }

    /// Which shapes are asked for.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.inner.dialect
    }

    /// The way there, for any other call.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.inner.channel
    }

    pub(crate) fn zones(&self) -> &Zones {
        &self.inner.zones
    }

    /// Sends a call for the provider `id`.
    pub(crate) async fn send<T>(&self, id: &str, endpoint: &Endpoint<T>) -> Result<T, Error> {
        let answer = self.channel().send(endpoint).await;
        answer.map_err(|failure| error(id, &failure, version_of(endpoint)))
    }

    pub(crate) async fn me(&self, id: &str) -> Result<&Me, Error> {
        self.inner.me.get_or_try_init(|| async { self.send(id, &endpoints::me(self.dialect())).await }).await
    }
}
