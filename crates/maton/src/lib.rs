//! The Maton gateway: one key to the accounts of many people, and the route to a service through it.
//!
//! A [`Gateway`] manages connections (a person's consent to one app) and makes the [`freebusy_transport::Route`] on
//! which an adapter's calls go through it. It knows no calendar; adapters do not know it.
//!
//! What always holds here:
//!
//! - A route names its connection. Without one the gateway answers for the oldest, which among several people is
//!   the wrong calendar in silence; so [`Gateway::choose`] takes a connection only where there is exactly one.
//! - The key goes to the gateway's hosts and to no other. Consent URLs carry a session: they are secrets.
//! - All calls of one key share its rate, whatever service they are meant for.
//!
//! ```
//! use std::sync::Arc;
//!
//! use freebusy_maton::{App, Error, Gateway, Generation};
//! use freebusy_transport::{Http, Route};
//!
//! async fn to_calendly(http: Arc<dyn Http>, key: String) -> Result<Route, Error> {
//!     let gateway = Gateway::new(http, Generation::two(), key.into());
//!     let connection = gateway.choose(App::Calendly).await?;
//!     Ok(gateway.route(App::Calendly, &connection))
//! }
//! ```

mod config;
mod connection;
mod endpoints;
mod error;
mod gateway;
mod wire;

pub use config::{App, Generation};
pub use connection::{BadConnectionId, Connection, ConnectionId, Status};
pub use endpoints::Filter;
pub use error::{Error, ErrorKind};
pub use gateway::Gateway;
