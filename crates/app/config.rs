//! The configuration: connections by name, the gateway, and where every value came from.
//!
//! Flag before environment before file before default; only the credential that the file gives a direct connection goes
//! before the variable of its service. What stands in the file and in the environment is read
//! once and becomes types here; secrets are only named here and read when they are needed.

mod document;
mod environment;
mod origin;
mod place;
mod secret;
mod service;
mod settle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use freebusy_calcom::Dialect;
use freebusy_store::Location;
use freebusy_transport::{BaseUrl, Reach};

pub(crate) use environment::Environment;
pub(crate) use origin::{Origin, Sourced};
pub(crate) use secret::{SecretSource, Standing};
pub(crate) use service::{Service, dialect_word};

/// Everything that is configured.
#[derive(Debug)]
pub(crate) struct Config {
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    /// The file that would be read, or was.
    pub(crate) place: Option<PathBuf>,
    pub(crate) connections: BTreeMap<String, Connection>,
    pub(crate) gateway: Gateway,
    /// Where the API of a host of public pages is.
    pub(crate) links: BTreeMap<String, Sourced<BaseUrl>>,
    /// How far feeds may reach.
    pub(crate) reach: Sourced<Reach>,
    /// Where bookings are written down, where that is said.
    pub(crate) journal: Option<Sourced<Location>>,
}

/// An account at a service, and the way to it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) service: Sourced<Service>,
    pub(crate) way: Way,
    pub(crate) dialect: Sourced<Dialect>,
}

/// The way to an account.
#[derive(Debug)]
pub(crate) enum Way {
    /// With a credential of its own.
    Direct { base: Sourced<BaseUrl>, credential: Option<Sourced<SecretSource>> },
    /// Through the gateway, at its usual hosts or at others; without an id the only active connection is meant.
    Maton { connection: Option<Sourced<String>>, gateway: Gateway },
}

/// The gateway.
#[derive(Debug, Clone)]
pub(crate) struct Gateway {
    pub(crate) hosts: Hosts,
    pub(crate) credential: Option<Sourced<SecretSource>>,
}

/// The hosts of the gateway, by its generation.
#[derive(Debug, Clone)]
pub(crate) enum Hosts {
    /// Data and connections on two hosts.
    One { data: Sourced<BaseUrl>, control: Sourced<BaseUrl> },
    /// Both on one.
    Two { api: Sourced<BaseUrl> },
}

impl Config {
    /// Reads what is configured: by the file at `flag`, or the one at its usual place, and by the environment.
    ///
    /// # Errors
    /// One sentence that names the file or variable, the field and the mend.
    pub(crate) fn load(flag: Option<&Path>, environment: &Environment) -> Result<Self, String> {
        let place = place::of(flag, environment);
        let document = match &place {
            Some(place) => place::read(place)?,
            None => None,
        };
        let place = place.map(place::Place::into_path);
        settle::settle(document, place, environment)
    }

    /// What people call the file in which something is to be defined.
    pub(crate) fn file_name(&self) -> String {
        self.place.as_ref().map_or_else(|| "freebusy.toml".to_owned(), |place| place.display().to_string())
    }
}
