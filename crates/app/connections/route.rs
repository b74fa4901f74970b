//! From the name of a connection to the way to its account.

use freebusy_transport::{Channel, Credential, Reach, Route};
use secrecy::SecretString;

use super::rates::Payer;
use super::{Concerns, Connections, Dispatch, Fault, Trouble};
use crate::config::{Config, Connection, SecretSource, Service, Sourced, Way};
use crate::schema::error::shown;
use crate::schema::nearest::suggestion;

impl Connections {
    /// The connection of that name, which leads to `service`.
    pub(super) fn connection(&self, service: Service, name: &str) -> Result<&Connection, Trouble> {
        let config = self.config()?;
        let Some(connection) = config.connections.get(name) else {
            return Err(undefined(config, service, name));
        };
        let found = connection.service.value;
        if found == service {
            return Ok(connection);
        }
        let message = format!(
            "{} leads to {}, not to {}; write `{}` here, or name another connection",
            shown(name),
            found.title(),
            service.title(),
            found.word()
        );
        Err(Trouble::request(Concerns::Connection, message))
    }

    /// The channel to the account behind a connection, within the rates that all connections of it share.
    pub(crate) fn channel(&self, service: Service, name: &str) -> Result<Channel, Trouble> {
        let (route, payer) = self.route(service, name)?;
        Ok(Channel::new(self.client.http(Reach::Anywhere)?, self.rates.within(payer, route)))
    }

    fn route(&self, service: Service, name: &str) -> Result<(Route, Payer), Trouble> {
        match &self.connection(service, name)?.way {
            Way::Direct { base, credential } => {
                let (owner, config) = (format!("connection {}", shown(name)), self.config()?);
                let missing = || {
                    let mend = "add `credential = { env = \"NAME\" }` to it in";
                    let message = format!("{owner} has no credential; {mend} {}", config.file_name());
                    Trouble::by(Fault::Credential, message)
                };
                let token = self.secret(&owner, credential.as_ref(), missing)?;
                let payer = Payer::of_token(service, &base.value.origin(), &token);
                let credential = Credential::new(base.value.origin(), token);
                Ok((Route::direct(base.value.clone()).with_credential(credential), payer))
            }
            Way::Maton { connection, gateway } => {
                let gateway = self.gateway_at(gateway)?;
                self.through_maton(service, name, &gateway, connection.as_ref())
            }
        }
    }

    /// A secret where it is configured; a plan needs none, for nothing is sent.
    pub(super) fn secret(
        &self,
        owner: &str,
        source: Option<&Sourced<SecretSource>>,
        missing: impl FnOnce() -> Trouble,
    ) -> Result<SecretString, Trouble> {
        if self.dispatch == Dispatch::Planned {
            return Ok("planned".into());
        }
        let source = source.ok_or_else(missing)?;
        let read = source.value.read(&self.environment);
        read.map_err(|error| Trouble::by(Fault::Credential, format!("{owner}: {error}")))
    }
}

/// That there is no such connection: which one is meant, and how to define one.
fn undefined(config: &Config, service: Service, name: &str) -> Trouble {
    let same = config.connections.iter().filter(|(_, it)| it.service.value == service);
    let known: Vec<&str> = same.map(|(name, _)| name.as_str()).collect();
    let otherwise = match known.as_slice() {
        [] => "none is configured".to_owned(),
        known => format!("there are {}", known.iter().copied().map(shown).collect::<Vec<_>>().join(", ")),
    };
    let mend = suggestion(name, known.iter().copied(), &otherwise);
    let define = if name == service.word() {
        format!("set {} or define `[connections.{name}]`", service.token_variable())
    } else {
        "define `[connections.NAME]`".to_owned()
    };
    let (name, service, file) = (shown(name), service.title(), config.file_name());
    let message = format!("{name} is no connection to {service}; {mend} ({define} in {file})");
    Trouble::request(Concerns::Connection, message)
}
