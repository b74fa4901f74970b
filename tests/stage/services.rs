//! Every service of a sandbox over a world of the test's own, and the client that reaches them.

use std::sync::Arc;

use freebusy_core::Timestamp;
use freebusy_maton::App;
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{
    BaseUrl, Channel, Credential, HeaderMap, Http, Method, Reach, ReqwestClient, Route, hardened,
};
use serde_json::{Value, json};

use crate::runtime::block_on;

/// A sandbox and a client that reaches it.
pub(crate) struct Services {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Arc<dyn Http>,
}

impl Services {
    /// The services over `world`.
    pub(crate) fn over(world: Value) -> Self {
        let world = serde_json::from_value(world).unwrap();
        let sandbox = block_on(Sandbox::start(Options { port: 0, world: Some(world) })).unwrap();
        Self { sandbox, http: Arc::new(ReqwestClient::new(client(), Reach::Anywhere)) }
    }

    /// Makes it `now` for every service.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        self.control(Method::PUT, "/clock", &json!({ "now": now.to_chrono().unwrap().to_rfc3339() }));
    }

    /// The way to a service, with the credential that the sandbox gives for it.
    pub(crate) fn direct(&self, app: App) -> Route {
        let service = if app == App::Calendly { "calendly" } else { "calcom" };
        let base = self.base(service, "base_url");
        let credential = Credential::new(base.origin(), self.word(service, "token").into());
        Route::direct(base).with_credential(credential)
    }

    /// Gives the controls an order.
    pub(crate) fn control(&self, method: Method, path: &str, body: &Value) {
        let channel =
            Channel::new(Arc::clone(&self.http), Route::direct(self.base("sandbox", "control_url")));
        let sent = channel.raw(method, path, Some(body.to_string().into()), HeaderMap::new());
        let answer = block_on(sent).unwrap();
        assert!(answer.status.is_success(), "the sandbox refuses {body}: {:?}", answer.body);
    }

    /// An URL of the line that the sandbox starts with.
    pub(crate) fn base(&self, place: &str, key: &str) -> BaseUrl {
        BaseUrl::parse(self.word(place, key)).unwrap()
    }

    /// A text of that line.
    pub(crate) fn word(&self, place: &str, key: &str) -> &str {
        self.sandbox.line()[place][key].as_str().unwrap()
    }
}

/// The client that the program has.
pub(crate) fn client() -> reqwest::Client {
    // Whichever test comes first installs it; the others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap()
}
