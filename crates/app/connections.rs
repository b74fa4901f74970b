//! The way from names in a request to something on the network that can be asked: one file for each kind of
//! source, one client and one account for all who share it.
//!
//! Nothing here is built before a source needs it: a search over files reads no configuration and loads no TLS.

mod calcom;
mod calendly;
mod client;
mod feeds;
mod links;
mod maton;
mod rates;
mod route;

use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use freebusy_core::OfferRole;
use freebusy_engine::{Purpose, Source};
use freebusy_provider::Provider;
use freebusy_zones::Zones;

use crate::config::{self, Config, Environment, Service};
use crate::schema::error::Fault;

/// Whether calls are going to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Dispatch {
    /// They are.
    #[default]
    Live,
    /// They are only planned: nothing is sent, not even to find out where to send it.
    Planned,
}

/// What a connection is to tell of its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence<'a> {
    /// When its calendars are taken.
    Busy,
    /// The starts that an event type offers.
    Offers { event_type: &'a str, role: OfferRole },
    /// Both, and both decide.
    Both { event_type: &'a str, role: OfferRole },
    /// The starts that an event type offers; what is taken says why there are no others.
    Explained { event_type: &'a str, role: OfferRole },
}

impl Evidence<'_> {
    /// It as sources: `busy` tells what is taken, `offers` what an event type offers.
    fn sources(
        self,
        busy: impl FnOnce() -> Arc<dyn Provider>,
        offers: impl FnOnce(&str, OfferRole) -> Result<Arc<dyn Provider>, Trouble>,
    ) -> Result<Vec<Source>, Trouble> {
        let decides = |provider| Source { provider, purpose: Purpose::Decides };
        let explains = |provider| Source { provider, purpose: Purpose::Explains };
        Ok(match self {
            Self::Busy => vec![decides(busy())],
            Self::Offers { event_type, role } => vec![decides(offers(event_type, role)?)],
            Self::Both { event_type, role } => vec![decides(offers(event_type, role)?), decides(busy())],
            Self::Explained { event_type, role } => {
                vec![decides(offers(event_type, role)?), explains(busy())]
            }
        })
    }
}

/// What is wrong with what was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Concerns {
    /// The connection.
    Connection,
    /// The event type.
    EventType,
    /// The whole source.
    Source,
    /// The configuration, which the message names itself.
    Configuration,
}

/// Why something cannot be asked: in one sentence, and whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) concerns: Concerns,
    pub(crate) fault: Fault,
    pub(crate) message: String,
}

impl Trouble {
    fn request(concerns: Concerns, message: impl Into<String>) -> Self {
        Self { concerns, fault: Fault::Request, message: message.into() }
    }

    fn by(fault: Fault, message: impl Into<String>) -> Self {
        Self { concerns: Concerns::Connection, fault, message: message.into() }
    }
}

/// Everything that is needed to ask somebody, each part made when it is first needed.
pub(crate) struct Connections {
    flag: Option<PathBuf>,
    environment: Environment,
    dispatch: Dispatch,
    config: OnceCell<Config>,
    client: client::Client,
    gateways: RefCell<Vec<(config::Gateway, freebusy_maton::Gateway)>>,
    calendly: calendly::Accounts,
    calcom: calcom::Accounts,
    pages: links::Pages,
    rates: rates::Rates,
}

impl Connections {
    /// Connections of the configuration at `flag`, or at its usual place.
    pub(crate) fn new(flag: Option<PathBuf>, environment: Environment, dispatch: Dispatch) -> Self {
        Self {
            flag,
            environment,
            dispatch,
            config: OnceCell::new(),
            client: client::Client::default(),
            gateways: RefCell::default(),
            calendly: calendly::Accounts::default(),
            calcom: calcom::Accounts::default(),
            pages: links::Pages::default(),
            rates: rates::Rates::default(),
        }
    }

    /// The variables of the environment.
    pub(crate) const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What is configured.
    pub(crate) fn config(&self) -> Result<&Config, Trouble> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let config = Config::load(self.flag.as_deref(), &self.environment);
        let config = config.map_err(|error| Trouble::request(Concerns::Configuration, error))?;
        Ok(self.config.get_or_init(|| config))
    }

    /// Reads the configuration that somebody named, for a slip in it is news even where nothing of it is used.
    pub(crate) fn check_named(&self) -> Result<(), Trouble> {
        if self.flag.is_some() { self.config().map(drop) } else { Ok(()) }
    }

    /// Runs what asks, on a runtime where the network is in it.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.client.run(work)
    }

    /// Runs what needs a runtime of its own, such as a journal, whether or not anybody on the network is asked.
    pub(crate) fn serve<T>(&self, work: impl Future<Output = T>) -> Result<T, Trouble> {
        self.client.serve(work)
    }

    /// The sources that `evidence` of a connection is.
    pub(crate) fn account(
        &self,
        service: Service,
        connection: &str,
        evidence: Evidence<'_>,
        zones: &Arc<Zones>,
    ) -> Result<Vec<Source>, Trouble> {
        match service {
            Service::Calendly => self.calendly_sources(connection, evidence, zones),
            Service::Calcom => self.calcom_sources(connection, evidence, zones),
        }
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("dispatch", &self.dispatch).finish_non_exhaustive()
    }
}
