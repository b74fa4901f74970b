//! A channel runs endpoints: over one route, by one client, within every rate on the way.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::endpoint::Endpoint;
use crate::failure::{Failure, Refusal, Trouble};
use crate::http_client::{Http, Request};
use crate::paging::{PAGES_AT_MOST, Page};
use crate::route::Route;

/// The bounds of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How long one attempt may take.
    pub timeout: Duration,
    /// The most bytes of an answer's body.
    pub body: usize,
    /// How long a call may wait for its turn, all attempts together.
    pub patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), body: 16 << 20, patience: Duration::from_secs(120) }
    }
}

/// A way to one service that calls can be sent on.
#[derive(Debug, Clone)]
pub struct Channel {
    http: Arc<dyn Http>,
    route: Route,
    bounds: Bounds,
}

impl Channel {
    /// A channel over `route`, carried by `http`.
    #[must_use]
    pub fn new(http: Arc<dyn Http>, route: Route) -> Self {
        Self { http, route, bounds: Bounds::default() }
    }

    /// The same channel with other bounds.
    #[must_use]
    pub const fn bounded(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// The route.
    #[must_use]
    pub const fn route(&self) -> &Route {
        &self.route
    }

    /// Sends a call and reads its answer. A call that only reads is tried up to three times; any other is sent once.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send<T>(&self, endpoint: &Endpoint<T>) -> Result<T, Failure> {
        let fail = |trouble| Failure {
            operation: endpoint.operation(),
            effect: endpoint.effect(),
            gateway: self.route.gateway(),
            trouble,
        };
        let url = self.route.base.at(&endpoint.target());
        let url = url.ok_or_else(|| fail(Trouble::Unsendable("its path leads out of the service".into())))?;
        let mut headers = HeaderMap::new();
        let credential = self.route.credential.as_ref();
        headers
            .extend(credential.and_then(|it| it.header_for(&crate::Origin::of(&url))).map(|(k, v)| (k, v)));
        headers.extend(self.route.headers.iter().chain(endpoint.headers()).cloned());
        let request = Request {
            method: endpoint.method().clone(),
            url,
            headers,
            body: endpoint.body().cloned(),
            timeout: self.bounds.timeout,
            body_limit: self.bounds.body,
        };
        let response = self.http.send(request).await.map_err(|error| fail(error.into()))?;
        if !response.status.is_success() {
            let refusal =
                Refusal { status: response.status, wait: None, body: response.body, request_id: None };
            return Err(fail(Trouble::Refused(refusal)));
        }
        endpoint.decode(&response.body).map_err(|error| fail(Trouble::Unreadable(error)))
    }

    /// Sends the calls for all pages of a list, each with the token of the page before it.
    ///
    /// # Errors
    /// When any page fails, or the list has more than [`PAGES_AT_MOST`]: a shorter list is never returned.
    pub async fn drain<P: Page>(
        &self,
        page: impl Fn(Option<&str>) -> Endpoint<P>,
    ) -> Result<Vec<P::Item>, Failure> {
        let mut items = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGES_AT_MOST {
            let (more, next) = self.send(&page(token.as_deref())).await?.into_parts();
            items.extend(more);
            let Some(next) = next else { return Ok(items) };
            token = Some(next);
        }
        let endpoint = page(None);
        Err(Failure {
            operation: endpoint.operation(),
            effect: endpoint.effect(),
            gateway: self.route.gateway(),
            trouble: Trouble::Endless(PAGES_AT_MOST),
        })
    }
}
