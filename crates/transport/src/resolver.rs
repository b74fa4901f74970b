//! A name resolver that yields public addresses only.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::{Blocked, check};

/// The resolver of the system.
#[derive(Debug)]
pub(crate) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

/// A resolver whose answers are refused as a whole when one address in them is not public: the connection goes to
/// the very addresses that were judged, and a name with both kinds is an attack or a mistake.
pub(crate) struct PublicOnly(pub(crate) Arc<dyn Resolve>);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.0.resolve(name);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = answer.await?.collect();
            match addresses.iter().find_map(|address| check(address.ip()).err()) {
                Some(blocked) => Err(Box::<dyn std::error::Error + Send + Sync>::from(blocked)),
                None => Ok(with_default_port(addresses)),
            }
        })
    }
}

/// Only the URL says which port; a resolver has no say.
fn with_default_port(addresses: Vec<SocketAddr>) -> Addrs {
    Box::new(addresses.into_iter().map(|address| SocketAddr::new(address.ip(), 0)))
}

/// The reason for which a resolver of ours refused, where that lies behind an error.
pub(crate) fn blocked_by(error: &(dyn std::error::Error + 'static)) -> Option<Blocked> {
    std::iter::successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref().copied())
}
