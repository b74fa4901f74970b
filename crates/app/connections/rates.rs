//! Whose calls share a rate: those of one credential, however many connections name it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_maton::ConnectionId;
use freebusy_transport::{Bucket, Origin, Route};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::config::Service;

/// Whose calls a service counts together; of a secret it holds no more than a digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Payer {
    service: Service,
    place: String,
    digest: [u8; 32],
}

impl Payer {
    /// The owner of a token for `origin`.
    pub(super) fn of_token(service: Service, origin: &Origin, token: &SecretString) -> Self {
        let digest = Sha256::digest(token.expose_secret()).into();
        Self { service, place: origin.to_string(), digest }
    }

    /// The person behind a connection of the gateway.
    pub(super) fn behind(service: Service, connection: &ConnectionId) -> Self {
        let digest = Sha256::digest(connection.as_str()).into();
        Self { service, place: String::new(), digest }
    }
}

/// The buckets of everybody who has been asked.
#[derive(Debug, Default)]
pub(super) struct Rates(RefCell<BTreeMap<Payer, Vec<Arc<Bucket>>>>);

impl Rates {
    /// The route within the rates of its payer, which all routes of that payer share.
    pub(super) fn within(&self, payer: Payer, route: Route) -> Route {
        let new = match payer.service {
            Service::Calendly => freebusy_calendly::buckets,
            Service::Calcom => freebusy_calcom::buckets,
        };
        let mut known = self.0.borrow_mut();
        known.entry(payer).or_insert_with(new).iter().cloned().fold(route, Route::within)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use freebusy_transport::{BaseUrl, Channel, Endpoint, Http, Request, Response, SendError, path};

    use super::*;

    /// Nobody is asked: only the rates are looked at.
    #[derive(Debug)]
    struct Nobody;

    impl Http for Nobody {
        fn send(&self, _: Request) -> freebusy_provider::BoxFuture<'_, Result<Response, SendError>> {
            Box::pin(async { Err(SendError::TimedOut) })
        }
    }

    fn channel(rates: &Rates, base: &str, service: Service, token: &str) -> Channel {
        let base = BaseUrl::parse(base).unwrap();
        let payer = Payer::of_token(service, &base.origin(), &token.into());
        Channel::new(Arc::new(Nobody), rates.within(payer, Route::direct(base)))
    }

    #[test]
    fn connections_of_one_token_share_a_rate_and_others_do_not() {
        let rates = Rates::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.unwrap().block_on(async {
            let one = "https://one.test";
            let first = channel(&rates, one, Service::Calcom, "cal_1");
            let again = channel(&rates, one, Service::Calcom, "cal_1");
            let others = [
                channel(&rates, one, Service::Calcom, "cal_2"),
                channel(&rates, "https://two.test", Service::Calcom, "cal_1"),
                channel(&rates, one, Service::Calendly, "cal_1"),
            ];
            let call = Endpoint::without_answer("ask", freebusy_transport::Method::POST, path(["x"]));
            let full = |channel: &Channel| channel.left(&call).unwrap();
            let before = full(&again);
            let _ = first.send(&call).await;
            assert_eq!(full(&again), before - 1);
            assert_eq!(others.map(|other| full(&other)), [120, 120, 500]);
            assert_eq!(first.opens_in(&call), Duration::ZERO);
        });
    }

    #[test]
    fn a_payer_shows_no_token() {
        let origin = BaseUrl::parse("https://one.test").unwrap().origin();
        let payer = Payer::of_token(Service::Calcom, &origin, &"canary".into());
        assert!(!format!("{payer:?}").contains("canary"));
    }
}
