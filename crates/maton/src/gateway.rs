//! The gateway of one key: its connections, and the route through each.

use std::sync::Arc;
use std::time::Duration;

use freebusy_transport::{BaseUrl, Bucket, Channel, Credential, HeaderName, HeaderValue, Http, Rate, Route};
use secrecy::SecretString;

use crate::config::{App, Generation};
use crate::connection::{Connection, ConnectionId, Status};
use crate::endpoints::{self, Filter};
use crate::error::Error;

/// What every route is said to lead through.
const NAME: &str = "Maton";
/// The header that names the connection.
const CONNECTION: HeaderName = HeaderName::from_static("maton-connection");
/// What one key may do, all apps together: ten calls a second. The gateway counts arrivals and we count departures, so
/// our second is a little longer than its own.
const RATE: Rate = Rate { calls: 10, per: Duration::from_millis(1_250) };

/// The gateway of one key.
#[derive(Debug, Clone)]
pub struct Gateway {
    http: Arc<dyn Http>,
    generation: Generation,
    key: SecretString,
    bucket: Arc<Bucket>,
}

impl Gateway {
    /// The gateway at `generation`, opened by `key`; clones of it share the key's rate.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, generation: Generation, key: SecretString) -> Self {
        Self { http, generation, key, bucket: Arc::new(Bucket::new(RATE)) }
    }

    /// The route to `app` on behalf of the person behind `connection`.
    #[must_use]
    pub fn route(&self, app: App, connection: &ConnectionId) -> Route {
        let id = HeaderValue::from_str(connection.as_str()).expect("ids are plain ASCII");
        self.to(self.generation.data(app)).with_header(CONNECTION, id).through(NAME)
    }

    /// The connections that `filter` takes.
    ///
    /// # Errors
    /// When the list could not be read as a whole.
    pub async fn connections(&self, filter: Filter) -> Result<Vec<Connection>, Error> {
        let mut connections = self.control().send(&endpoints::list(filter)).await?;
        // A gateway that does not know a filter answers with all: the wrong calendar must not be among them.
        connections.retain(|connection| filter.takes(connection));
        Ok(connections)
    }

    /// Begins a new connection; its person consents at its URL.
    ///
    /// # Errors
    /// When it was not made, or nobody knows whether it was ([`Error::certainty`]).
    pub async fn create(&self, app: App) -> Result<Connection, Error> {
        Ok(self.control().send(&endpoints::create(app)).await?)
    }

    /// One connection.
    ///
    /// # Errors
    /// When it is not there or could not be read.
    pub async fn connection(&self, id: &ConnectionId) -> Result<Connection, Error> {
        Ok(self.control().send(&endpoints::read(id)).await?)
    }

    /// Deletes a connection; its person's consent ends with it.
    ///
    /// # Errors
    /// When it was not deleted, or nobody knows whether it was ([`Error::certainty`]).
    pub async fn delete(&self, id: &ConnectionId) -> Result<(), Error> {
        Ok(self.control().send(&endpoints::delete(id)).await?)
    }

    /// The one active connection of `app`.
    ///
    /// # Errors
    /// When none is active, or several are: which one is meant only a person can say.
    pub async fn choose(&self, app: App) -> Result<ConnectionId, Error> {
        let all = self.connections(Filter { app: Some(app), status: None }).await?;
        let (active, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|connection| connection.status == Status::Active);
        let ids = |list: Vec<Connection>| list.into_iter().map(|it| it.id).collect::<Vec<_>>();
        let active = ids(active);
        match active.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Error::none_active(app, &ids(others))),
            several => Err(Error::several_active(app, several)),
        }
    }

    fn control(&self) -> Channel {
        Channel::new(Arc::clone(&self.http), self.to(self.generation.control().clone()).through(NAME))
    }

    /// A route to one of the gateway's hosts, with the key for that host and within its rate.
    fn to(&self, base: BaseUrl) -> Route {
        let credential = Credential::new(base.origin(), self.key.clone());
        Route::direct(base).with_credential(credential).within(Arc::clone(&self.bucket))
    }
}
