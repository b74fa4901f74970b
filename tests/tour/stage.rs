//! A sandbox with the default world, in which everything that must not be seen has been given a name of its own.

use std::sync::Arc;

use freebusy_maton::{App, ConnectionId, Filter, Gateway, Generation, Status};
use freebusy_sandbox::{Exchange, Options, Sandbox};
use freebusy_transport::{
    BaseUrl, Bounds, Channel, Credential, HeaderMap, Http, Method, Reach, ReqwestClient, Route, hardened,
};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::cast;

/// By which way a service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Direct,
    Maton1,
    Maton2,
}

/// A sandbox and a client that reaches it.
pub(crate) struct Stage {
    sandbox: Sandbox,
    http: Arc<dyn Http>,
    connection: OnceCell<ConnectionId>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        // The first client of a process chooses who does TLS; none is spoken here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap();
        let http: Arc<dyn Http> = Arc::new(ReqwestClient::new(client, Reach::Anywhere));
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let stage = Self { sandbox, http, connection: OnceCell::new() };
        let world = String::from_utf8(stage.world().await).unwrap();
        let planted = cast::PLANTED.iter().fold(world, |world, (from, to)| {
            assert!(world.contains(from), "the default world has no `{from}` any more");
            world.replace(from, to)
        });
        stage.put_world(planted.into_bytes()).await;
        stage.control(Method::PUT, "/settings", json!({ "rate_limits": false }).to_string().into()).await;
        stage
    }

    pub(crate) async fn world(&self) -> Vec<u8> {
        self.control(Method::GET, "/world", Vec::new()).await
    }

    pub(crate) async fn put_world(&self, world: Vec<u8>) {
        self.control(Method::PUT, "/world", world).await;
    }

    /// Orders a fault.
    pub(crate) async fn order(&self, fault: &Value) {
        self.control(Method::POST, "/faults", fault.to_string().into()).await;
    }

    pub(crate) async fn end_faults(&self) {
        self.control(Method::DELETE, "/faults", Vec::new()).await;
    }

    /// Sends an order to the controls of the sandbox.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Vec<u8>) -> Vec<u8> {
        let control = BaseUrl::parse(self.word(&["sandbox", "control_url"])).unwrap();
        let channel = Channel::new(Arc::clone(&self.http), Route::direct(control));
        let body = (!body.is_empty()).then(|| body.into());
        let answer = channel.raw(method, path, body, HeaderMap::new()).await.unwrap();
        assert!(answer.status.is_success(), "the sandbox refuses {path}: {:?}", answer.body);
        answer.body.into()
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.sandbox.exchanges()
    }

    /// A channel to a service. Each is made anew, with a rate of its own: nothing is to wait for another second.
    pub(crate) async fn channel(&self, app: App, way: Way, bounds: Bounds) -> Channel {
        let route = match way {
            Way::Direct => self.direct(app),
            Way::Maton1 | Way::Maton2 => {
                let connection = self.connection.get_or_init(|| self.first_active(app, way)).await;
                self.gateway(way).route(app, connection)
            }
        };
        Channel::new(Arc::clone(&self.http), route).bounded(bounds)
    }

    /// The way to Cal.com of somebody without an account.
    pub(crate) fn guest(&self) -> Channel {
        let base = BaseUrl::parse(self.word(&["calcom", "base_url"])).unwrap();
        Channel::new(Arc::clone(&self.http), Route::direct(base))
    }

    fn direct(&self, app: App) -> Route {
        let (service, token) = match app {
            App::Calendly => ("calendly", cast::CALENDLY_TOKEN),
            App::Calcom => ("calcom", cast::CALCOM_KEY),
        };
        let base = BaseUrl::parse(self.word(&[service, "base_url"])).unwrap();
        let credential = Credential::new(base.origin(), token.into());
        Route::direct(base).with_credential(credential)
    }

    /// The gateway, in the generation of `way`.
    pub(crate) fn gateway(&self, way: Way) -> Gateway {
        let base = |place| BaseUrl::parse(self.word(&["maton", place])).unwrap();
        let generation = match way {
            Way::Maton1 => Generation::One { data: base("data_url"), control: base("control_url") },
            Way::Direct | Way::Maton2 => Generation::Two { api: base("api_url") },
        };
        Gateway::new(Arc::clone(&self.http), generation, cast::MATON_KEY.into())
    }

    /// The first active connection to `app`: to the account that the direct way asks for.
    async fn first_active(&self, app: App, way: Way) -> ConnectionId {
        let active = Filter { app: Some(app), status: Some(Status::Active) };
        self.gateway(way).connections(active).await.unwrap().remove(0).id
    }

    /// A text of the line that the sandbox starts with.
    pub(crate) fn word(&self, place: &[&str]) -> &str {
        place.iter().fold(self.sandbox.line(), |value: &Value, key| &value[key]).as_str().unwrap()
    }
}
