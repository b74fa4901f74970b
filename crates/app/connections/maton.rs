//! Connections that lead through the gateway.

use freebusy_maton::{App, ConnectionId, ErrorKind, Gateway, Generation};
use freebusy_transport::{Reach, Route};

use super::rates::Payer;
use super::{Concerns, Connections, Dispatch, Fault, Trouble};
use crate::config::{Hosts, Service, Sourced};
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
    /// The gateway as it is configured.
    pub(crate) fn gateway(&self) -> Result<&Gateway, Trouble> {
        if let Some(gateway) = self.gateway.get() {
            return Ok(gateway);
        }
        let config = self.config()?;
        let missing = || {
            let mend = format!("set MATON_API_KEY, or `maton.credential` in {}", config.file_name());
            Trouble::by(Fault::Credential, format!("the Maton gateway has no key; {mend}"))
        };
        let key = self.secret("the Maton gateway", config.gateway.credential.as_ref(), missing)?;
        let generation = match &config.gateway.hosts {
            Hosts::One { data, control } => {
                Generation::One { data: data.value.clone(), control: control.value.clone() }
            }
            Hosts::Two { api } => Generation::Two { api: api.value.clone() },
        };
        let http = self.client.http(Reach::Anywhere)?;
        Ok(self.gateway.get_or_init(|| Gateway::new(http, generation, key)))
    }

    /// The route through the gateway; without an id the only active connection is meant, and several are refused.
    pub(super) fn through_maton(
        &self,
        service: Service,
        name: &str,
        id: Option<&Sourced<String>>,
    ) -> Result<(Route, Payer), Trouble> {
        let gateway = self.gateway()?;
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
