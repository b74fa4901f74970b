//! A sandbox with the default world, in which everything that must not be seen has been given a name of its own.

use freebusy_maton::{App, ConnectionId, Gateway};
use freebusy_sandbox::Exchange;
use freebusy_transport::{Bounds, Channel, Method, Route};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::cast;
use crate::services::{Services, Way, first_active};

/// The services, and the account that is asked through the gateway.
pub(crate) struct Stage {
    pub(crate) services: Services,
    connection: OnceCell<ConnectionId>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let stage = Self { services: Services::start().await, connection: OnceCell::new() };
        let world = String::from_utf8(stage.world().await).unwrap();
        let planted = cast::PLANTED.iter().fold(world, |world, (from, to)| {
            assert!(world.contains(from), "the default world has no `{from}` any more");
            world.replace(from, to)
        });
        stage.put_world(planted.into_bytes()).await;
        stage.services.lift_rate_limits().await;
        stage
    }

    pub(crate) async fn world(&self) -> Vec<u8> {
        self.services.control(Method::GET, "/world", None).await.into()
    }

    pub(crate) async fn put_world(&self, world: Vec<u8>) {
        self.services.control(Method::PUT, "/world", Some(world.into())).await;
    }

    /// Orders a fault.
    pub(crate) async fn order(&self, fault: &Value) {
        self.services.order(Method::POST, "/faults", fault).await;
    }

    pub(crate) async fn end_faults(&self) {
        self.services.control(Method::DELETE, "/faults", None).await;
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.services.sandbox.exchanges()
    }

    /// A channel to a service. Each is made anew, with a rate of its own: nothing is to wait for another second.
    pub(crate) async fn channel(&self, app: App, way: Way, bounds: Bounds) -> Channel {
        self.services.channel(self.route(app, way).await).bounded(bounds)
    }

    async fn route(&self, app: App, way: Way) -> Route {
        match (way, app) {
            (Way::Direct, App::Calendly) => self.services.direct_with(app, cast::CALENDLY_TOKEN),
            (Way::Direct, App::Calcom) => self.services.direct_with(app, cast::CALCOM_KEY),
            (Way::Maton1 | Way::Maton2, _) => {
                let gateway = self.gateway(way);
                let connection = self.connection.get_or_init(|| first_active(&gateway, app)).await;
                gateway.route(app, connection)
            }
        }
    }

    /// The way to Cal.com of somebody without an account.
    pub(crate) fn guest(&self) -> Channel {
        self.services.channel(Route::direct(self.services.base("calcom", "base_url")))
    }

    /// The gateway, in the generation of `way`.
    pub(crate) fn gateway(&self, way: Way) -> Gateway {
        self.services.gateway(way, cast::MATON_KEY)
    }
}
