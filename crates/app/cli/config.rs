//! `freebusy config show`: every value and where it came from. Secrets are shown as there or missing, never as
//! what they are.

use std::io::{self, Write};

use freebusy_transport::Reach;
use serde::Serialize;

use super::{layout, print, print_styled};
use crate::args::WhyFormat;
use crate::config::{
    Config, Connection, Environment, Gateway, Hosts, Origin, SecretSource, Sourced, Standing, Way,
    dialect_word,
};
use crate::connections::Connections;
use crate::message::escape;
use crate::outcome::{Failure, Outcome};
use crate::render::json::{self, SCHEMA_VERSION};

pub(super) fn show(format: WhyFormat, connections: &Connections) -> Result<Outcome, Failure> {
    let config = connections.config()?;
    let values = values(config, connections.environment());
    match format {
        WhyFormat::Table => print_styled(Outcome::Found, |out| table(out, config, &values)),
        WhyFormat::Json => {
            let file = config.file.as_ref().map(|file| file.display().to_string());
            let document = ConfigOut { schema_version: SCHEMA_VERSION, file, values };
            print(Outcome::Found, |out| json::write(out, &document, layout()))
        }
    }?;
    Ok(Outcome::Found)
}

#[derive(Serialize)]
struct ConfigOut {
    schema_version: u32,
    file: Option<String>,
    values: Vec<Value>,
}

/// One value as it is shown.
#[derive(Serialize)]
struct Value {
    name: String,
    value: String,
    source: &'static str,
    origin: String,
}

impl Value {
    fn new(name: impl Into<String>, value: impl Into<String>, origin: &Origin) -> Self {
        Self { name: name.into(), value: value.into(), source: origin.word(), origin: origin.to_string() }
    }
}

fn values(config: &Config, environment: &Environment) -> Vec<Value> {
    let mut values = Vec::new();
    for (name, connection) in &config.connections {
        of_connection(name, connection, (&config.gateway, environment), &mut values);
    }
    match &config.gateway.hosts {
        Hosts::One { data, control } => {
            values.push(Value::new("maton.data_url", data.value.to_string(), &data.origin));
            values.push(Value::new("maton.control_url", control.value.to_string(), &control.origin));
        }
        Hosts::Two { api } => values.push(Value::new("maton.api_url", api.value.to_string(), &api.origin)),
    }
    values.push(credential("maton.credential", config.gateway.credential.as_ref(), environment));
    for (host, base) in &config.links {
        let name = format!("links.\"{host}\".base_url");
        values.push(Value::new(name, base.value.to_string(), &base.origin));
    }
    let allowed = match config.reach.value {
        Reach::Anywhere => "true",
        Reach::Public => "false",
    };
    values.push(Value::new("network.allow_private", allowed, &config.reach.origin));
    if let Some(journal) = &config.journal {
        values.push(Value::new("journal.location", journal.value.to_string(), &journal.origin));
    }
    values
}

fn of_connection(
    name: &str,
    connection: &Connection,
    (common, environment): (&Gateway, &Environment),
    values: &mut Vec<Value>,
) {
    let at = |field: &str| format!("connections.{name}.{field}");
    let service = &connection.service;
    values.push(Value::new(at("provider"), service.value.word(), &service.origin));
    match &connection.way {
        Way::Direct { base, credential: secret } => {
            values.push(Value::new(at("route"), "direct", &Origin::Default));
            values.push(Value::new(at("base_url"), base.value.to_string(), &base.origin));
            values.push(credential(&at("credential"), secret.as_ref(), environment));
        }
        Way::Maton { connection, gateway } => {
            values.push(Value::new(at("route"), "maton", &service.origin));
            of_gateway(&at, gateway, common, environment, values);
            if let Some(id) = connection {
                values.push(Value::new(at("maton_connection"), id.value.clone(), &id.origin));
            }
        }
    }
    if connection.dialect.origin != Origin::Default {
        let dialect = &connection.dialect;
        values.push(Value::new(at("dialect"), dialect_word(dialect.value), &dialect.origin));
    }
}

/// What a connection says of the gateway that differs from what everybody else is told.
fn of_gateway(
    at: &impl Fn(&str) -> String,
    own: &Gateway,
    common: &Gateway,
    environment: &Environment,
    values: &mut Vec<Value>,
) {
    let host = |gateway: &Gateway| match &gateway.hosts {
        Hosts::One { data, .. } => data.clone(),
        Hosts::Two { api } => api.clone(),
    };
    let (base, usual) = (host(own), host(common));
    if base.origin != usual.origin {
        values.push(Value::new(at("base_url"), base.value.to_string(), &base.origin));
    }
    let origin = |gateway: &Gateway| gateway.credential.as_ref().map(|secret| secret.origin.clone());
    if origin(own) != origin(common) {
        values.push(credential(&at("credential"), own.credential.as_ref(), environment));
    }
}

fn credential(name: &str, secret: Option<&Sourced<SecretSource>>, environment: &Environment) -> Value {
    match secret {
        Some(secret) => Value::new(name, secret.value.standing(environment).word(), &secret.origin),
        None => Value::new(name, Standing::Missing.word(), &Origin::Default),
    }
}

fn table(out: &mut impl Write, config: &Config, values: &[Value]) -> io::Result<()> {
    match (&config.file, &config.place) {
        (Some(file), _) => writeln!(out, "Configuration: {}", escape(&file.display().to_string()))?,
        (None, Some(place)) => {
            writeln!(out, "Configuration: none, there is no {}", escape(&place.display().to_string()))?;
        }
        (None, None) => writeln!(out, "Configuration: none")?,
    }
    let longest = |of: fn(&Value) -> &str| values.iter().map(|it| escape(of(it)).chars().count()).max();
    let name = longest(|it| &it.name).unwrap_or_default();
    let value = longest(|it| &it.value).unwrap_or_default();
    for it in values {
        let (first, second, third) = (escape(&it.name), escape(&it.value), escape(&it.origin));
        writeln!(out, "  {first:name$}  {second:value$}  {third}")?;
    }
    Ok(())
}
