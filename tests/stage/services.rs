//! Every service of a sandbox, the client of the program, and the ways by which it reaches them.
#![expect(dead_code, reason = "no test program needs all of it")]

use std::sync::Arc;

use bytes::Bytes;
use freebusy_core::Timestamp;
use freebusy_maton::{App, ConnectionId, Filter, Gateway, Generation, Status};
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{
    BaseUrl, Channel, Credential, HeaderMap, Http, Method, Reach, ReqwestClient, Route, hardened,
};
use serde_json::{Value, json};

/// By which way the services are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Direct,
    Maton1,
    Maton2,
}

/// A sandbox and a client that reaches it.
pub(crate) struct Services {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Arc<dyn Http>,
}

impl Services {
    /// The services over the default world.
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// The services over `world`.
    pub(crate) async fn over(world: Value) -> Self {
        let world = serde_json::from_value(world).unwrap();
        Self::with(Options { port: 0, world: Some(world) }).await
    }

    async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { sandbox, http: Arc::new(ReqwestClient::new(client(), Reach::Anywhere)) }
    }

    /// Makes it `now` for every service.
    pub(crate) async fn set_clock(&self, now: Timestamp) {
        let clock = json!({ "now": now.to_chrono().unwrap().to_rfc3339() });
        self.order(Method::PUT, "/clock", &clock).await;
    }

    /// Lets the services count no calls.
    pub(crate) async fn lift_rate_limits(&self) {
        self.order(Method::PUT, "/settings", &json!({ "rate_limits": false })).await;
    }

    /// Gives the controls an order.
    pub(crate) async fn order(&self, method: Method, path: &str, order: &Value) {
        self.control(method, path, Some(order.to_string().into())).await;
    }

    /// Calls the controls, which must not refuse.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Option<Bytes>) -> Bytes {
        let controls = self.channel(Route::direct(self.base("sandbox", "control_url")));
        let answer = controls.raw(method, path, body, HeaderMap::new()).await.unwrap();
        assert!(answer.status.is_success(), "the sandbox refuses {path}: {:?}", answer.body);
        answer.body
    }

    /// The client on a route.
    pub(crate) fn channel(&self, route: Route) -> Channel {
        Channel::new(Arc::clone(&self.http), route)
    }

    /// The way to a service, with the credential that the sandbox gives for it.
    pub(crate) fn direct(&self, app: App) -> Route {
        self.direct_with(app, self.word(section(app), "token"))
    }

    /// The way to a service, with a credential of the caller's.
    pub(crate) fn direct_with(&self, app: App, token: &str) -> Route {
        let base = self.base(section(app), "base_url");
        let credential = Credential::new(base.origin(), token.into());
        Route::direct(base).with_credential(credential)
    }

    /// The gateway, in the generation of `way`; the second where that is none.
    pub(crate) fn gateway(&self, way: Way, key: &str) -> Gateway {
        let base = |field| self.base("maton", field);
        let generation = match way {
            Way::Maton1 => Generation::One { data: base("data_url"), control: base("control_url") },
            Way::Direct | Way::Maton2 => Generation::Two { api: base("api_url") },
        };
        Gateway::new(Arc::clone(&self.http), generation, key.into())
    }

    /// An URL of the line that the sandbox starts with.
    pub(crate) fn base(&self, section: &str, field: &str) -> BaseUrl {
        BaseUrl::parse(self.word(section, field)).unwrap()
    }

    /// A text of that line.
    pub(crate) fn word(&self, section: &str, field: &str) -> &str {
        self.sandbox.line()[section][field].as_str().unwrap()
    }
}

/// Where the line speaks of a service.
fn section(app: App) -> &'static str {
    match app {
        App::Calendly => "calendly",
        App::Calcom => "calcom",
    }
}

/// The first active connection to `app`: to the account that the direct way asks for.
pub(crate) async fn first_active(gateway: &Gateway, app: App) -> ConnectionId {
    let active = Filter { app: Some(app), status: Some(Status::Active) };
    gateway.connections(active).await.unwrap().remove(0).id
}

/// The client that the program has.
pub(crate) fn client() -> reqwest::Client {
    // The first client of a process chooses who does TLS; none is spoken here.
    drop(rustls::crypto::ring::default_provider().install_default());
    hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap()
}
