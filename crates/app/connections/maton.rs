//! Connections that lead through the gateway.

use freebusy_maton::{App, ConnectionId, ErrorKind, Gateway, Generation};
use freebusy_transport::{Reach, Route};

use super::rates::Payer;
use super::{Concerns, Connections, Dispatch, Fault, Trouble};
use crate::config::{self, Hosts, Service, Sourced};
use crate::schema::error::shown;

/// What stands for a connection that the gateway would be asked for, in a plan that asks nobody.
const NOT_ASKED: &str = "planned";

impl Service {
    /// What it is at the gateway.
    pub(crate) const fn app(self) -> App {
        match self {
            Self::Calendly => App::Calendly,
            Self::Calcom => App::Calcom,
        }
    }
}

/// A failure of the gateway as the program tells it.
impl From<freebusy_maton::Error> for Trouble {
    fn from(error: freebusy_maton::Error) -> Self {
        let fault = match error.kind() {
            ErrorKind::Unauthorised | ErrorKind::Forbidden => Fault::Credential,
            ErrorKind::Undecided | ErrorKind::NoConnection => Fault::Request,
            _ => Fault::Service,
        };
        Self::by(fault, error.to_string())
    }
}

impl Connections {
    /// The gateway as it is configured for whoever says nothing else.
    pub(crate) fn gateway(&self) -> Result<Gateway, Trouble> {
        self.gateway_at(&self.config()?.gateway)
    }

    /// The gateway at some hosts with some key; whoever means the same has the same, and shares its rate.
    pub(super) fn gateway_at(&self, wanted: &config::Gateway) -> Result<Gateway, Trouble> {
        let known = self.gateways.borrow();
        let same = known.iter().find(|(config, _)| is_same(config, wanted));
        if let Some((_, gateway)) = same {
            return Ok(gateway.clone());
        }
        drop(known);
        let gateway = self.new_gateway(wanted)?;
        self.gateways.borrow_mut().push((wanted.clone(), gateway.clone()));
        Ok(gateway)
    }

    fn new_gateway(&self, wanted: &config::Gateway) -> Result<Gateway, Trouble> {
        let config = self.config()?;
        let missing = || {
            let mend = format!("set MATON_API_KEY, or `maton.credential` in {}", config.file_name());
            Trouble::by(Fault::Credential, format!("the Maton gateway has no key; {mend}"))
        };
        let key = self.secret("the Maton gateway", wanted.credential.as_ref(), missing)?;
        let generation = match &wanted.hosts {
            Hosts::One { data, control } => {
                Generation::One { data: data.value.clone(), control: control.value.clone() }
            }
            Hosts::Two { api } => Generation::Two { api: api.value.clone() },
        };
        let http = self.client.http(Reach::Anywhere)?;
        Ok(Gateway::new(http, generation, key))
    }

    /// The route through the gateway; without an id the only active connection is meant, and several are refused.
    pub(super) fn through_maton(
        &self,
        service: Service,
        name: &str,
        gateway: &Gateway,
        id: Option<&Sourced<String>>,
    ) -> Result<(Route, Payer), Trouble> {
        let app = service.app();
        let id = match (id, self.dispatch) {
            (Some(id), _) => ConnectionId::parse(&id.value).map_err(|error| {
                Trouble::request(Concerns::Configuration, format!("{} {error}", id.origin))
            })?,
            (None, Dispatch::Planned) => ConnectionId::parse(NOT_ASKED).expect("a word is an id"),
            (None, Dispatch::Live) => self.run(gateway.choose(app)).map_err(|error| {
                let trouble = Trouble::from(error);
                Trouble { message: format!("connection {}: {}", shown(name), trouble.message), ..trouble }
            })?,
        };
        Ok((gateway.route(app, &id), Payer::behind(service, &id)))
    }
}

/// Whether two configurations mean the same hosts and the same key, wherever they were written.
fn is_same(one: &config::Gateway, other: &config::Gateway) -> bool {
    let hosts = match (&one.hosts, &other.hosts) {
        (Hosts::One { data, control }, Hosts::One { data: other_data, control: other_control }) => {
            (&data.value, &control.value) == (&other_data.value, &other_control.value)
        }
        (Hosts::Two { api }, Hosts::Two { api: other }) => api.value == other.value,
        (Hosts::One { .. }, Hosts::Two { .. }) | (Hosts::Two { .. }, Hosts::One { .. }) => false,
    };
    let key = |gateway: &config::Gateway| gateway.credential.as_ref().map(|source| source.value.clone());
    hosts && key(one) == key(other)
}
