//! Walks through the calls of a service at the sandbox, sent by hand: no adapter takes part.

use std::sync::Arc;

use bytes::Bytes;
use freebusy_sandbox::Sandbox;
use freebusy_transport::{
    BaseUrl, Channel, Credential, HeaderMap, HeaderName, HeaderValue, Http, Method, Reach, ReqwestClient,
    Response, Route, hardened,
};
use serde_json::Value;

use crate::specs;

/// A service at the sandbox, and the credential that opens it.
pub(crate) struct Service {
    channel: Channel,
}

impl Service {
    pub(crate) fn at(sandbox: &Sandbox, name: &str) -> Self {
        let http = client();
        let base = BaseUrl::parse(sandbox.line()[name]["base_url"].as_str().unwrap()).unwrap();
        let token = sandbox.line()[name]["token"].as_str().unwrap();
        let credential = Credential::new(base.origin(), token.into());
        Self { channel: Channel::new(http, Route::direct(base).with_credential(credential)) }
    }

    /// Sends a call that must succeed and reads its JSON, `null` where there is none.
    pub(crate) async fn call(
        &self,
        method: Method,
        target: &str,
        version: &str,
        body: Option<Value>,
    ) -> Value {
        let response = self.answer(method.clone(), target, version, body).await;
        assert!(response.status.is_success(), "{method} {target}: {} {:?}", response.status, response.body);
        serde_json::from_slice(&response.body).unwrap_or_default()
    }

    /// Sends a call that must be refused.
    pub(crate) async fn refused(
        &self,
        method: Method,
        target: &str,
        version: &str,
        body: Option<Value>,
        status: u16,
    ) {
        let response = self.answer(method.clone(), target, version, body).await;
        assert_eq!(response.status.as_u16(), status, "{method} {target}: {:?}", response.body);
    }

    async fn answer(&self, method: Method, target: &str, version: &str, body: Option<Value>) -> Response {
        let mut headers = HeaderMap::new();
        if !version.is_empty() {
            let version = HeaderValue::from_str(version).unwrap();
            headers.insert(HeaderName::from_static("cal-api-version"), version);
        }
        let body = body.map(|body| Bytes::from(body.to_string()));
        self.channel.raw(method, target, body, headers).await.unwrap()
    }

    pub(crate) async fn get(&self, target: &str, version: &str) -> Value {
        self.call(Method::GET, target, version, None).await
    }

    pub(crate) async fn post(&self, target: &str, version: &str, body: Value) -> Value {
        self.call(Method::POST, target, version, Some(body)).await
    }
}

/// The client that the program has.
pub(crate) fn client() -> Arc<dyn Http> {
    // The first client of a process chooses who does TLS; none is spoken here.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap();
    Arc::new(ReqwestClient::new(client, Reach::Anywhere))
}

/// The dates that lie so many days ahead.
pub(crate) fn days(first: u64, last: u64) -> (String, String) {
    let today = chrono::Utc::now().date_naive();
    let ahead = |count| (today + chrono::Days::new(count)).to_string();
    (ahead(first), ahead(last))
}

/// A text as the value of a query parameter.
pub(crate) fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Holds everything that was sent and answered against the official documents.
pub(crate) fn check(sandbox: &Sandbox, least: usize) {
    let exchanges = sandbox.exchanges();
    assert!(exchanges.len() >= least, "only {} exchanges", exchanges.len());
    let Some(checker) = specs::checker() else { return };
    let report = checker.check(&exchanges);
    eprintln!("{report}");
    assert!(report.violations.is_empty(), "{report}");
    assert!(report.requests >= least, "{report}");
}
