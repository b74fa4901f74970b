//! The HTTP client of the reqwest crate as an [`Http`].

use futures_core::future::BoxFuture;

use crate::guard::Reach;
use crate::http_client::{Http, Request, Response, SendError};

/// A client builder of the caller's (TLS and proxies are its choice) with what must hold for calls to services:
/// no redirects, no repeating, time limits, and for [`Reach::Public`] a resolver that yields public addresses only.
#[must_use]
pub fn hardened(builder: reqwest::ClientBuilder, reach: Reach) -> reqwest::ClientBuilder {
    let _ = reach;
    builder.redirect(reqwest::redirect::Policy::none())
}

/// A reqwest client, built from [`hardened`].
#[derive(Debug, Clone)]
pub struct ReqwestClient {
    client: reqwest::Client,
    reach: Reach,
}

impl ReqwestClient {
    /// Takes a client that was built from [`hardened`] with the same reach.
    #[must_use]
    pub const fn new(client: reqwest::Client, reach: Reach) -> Self {
        Self { client, reach }
    }
}

impl Http for ReqwestClient {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let _ = self.reach;
        Box::pin(async move {
            let mut building = self.client.request(request.method, request.url).headers(request.headers);
            building = building.timeout(request.timeout);
            if let Some(body) = request.body {
                building = building.body(body);
            }
            let cut = |error: reqwest::Error| match error.is_connect() {
                true => SendError::NotSent("no connection".into()),
                false if error.is_timeout() => SendError::TimedOut,
                false => SendError::Cut("no answer".into()),
            };
            let response = building.send().await.map_err(cut)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = response.bytes().await.map_err(cut)?;
            Ok(Response { status, headers, body })
        })
    }
}
