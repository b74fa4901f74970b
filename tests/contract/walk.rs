//! Walks through the calls of a service at the sandbox, sent by hand: no adapter takes part.

use bytes::Bytes;
use freebusy_maton::App;
use freebusy_sandbox::Sandbox;
use freebusy_transport::{Channel, HeaderMap, HeaderName, HeaderValue, Method, Response};
use serde_json::Value;

use crate::services::Services;
use crate::specs;

/// A service at the sandbox, and the credential that opens it.
pub(crate) struct Service {
    channel: Channel,
}

impl Service {
    pub(crate) fn at(services: &Services, app: App) -> Self {
        Self { channel: services.channel(services.direct(app)) }
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
