//! A channel runs endpoints: over one route, by one client, within every rate on the way.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::bounds::Bounds;
use crate::credential::Origin;
use crate::endpoint::{Effect, Endpoint, Undecodable, effect_of};
use crate::exchange::{Accepts, Exchange, Redirects};
use crate::failure::{Failure, Trouble};
use crate::guard::Reach;
use crate::http_client::{Http, Request, Response, agent};
use crate::paging::{PAGES_AT_MOST, Page};
use crate::rate::Gate;
use crate::route::Route;

/// What a raw call is called.
const RAW: &str = "call the API";

/// What is wrong with a list that leads in a circle.
const REPEATS: &str = "a page whose token was given before";

/// Headers that say how a request travels and for whom, which no caller may set.
const OWN_HEADERS: [HeaderName; 5] = [AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING];

/// A way to one service that calls can be sent on.
///
/// Waiting, for a rate or before another attempt, needs the timer of a tokio runtime.
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

    /// The same channel, whose calls wait at most for `patience` in all: one that would have to wait longer for its turn
    /// is held back at once.
    #[must_use]
    pub fn hurried(mut self, patience: Duration) -> Self {
        self.bounds.patience = self.bounds.patience.min(patience);
        self
    }

    /// The route.
    #[must_use]
    pub const fn route(&self) -> &Route {
        &self.route
    }

    /// How long `endpoint` would have to wait now for its turn in every rate on the way; zero when it need not.
    #[must_use]
    pub fn opens_in<T>(&self, endpoint: &Endpoint<T>) -> Duration {
        self.gate(endpoint.quota_name()).opens_in()
    }

    /// How many calls such as `endpoint` could be sent now; `None` when no rate bounds them.
    #[must_use]
    pub fn left<T>(&self, endpoint: &Endpoint<T>) -> Option<u32> {
        self.gate(endpoint.quota_name()).left()
    }

    /// Sends a call and reads its answer. A call that only reads is tried up to three times; any other is sent once.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send<T>(&self, endpoint: &Endpoint<T>) -> Result<T, Failure> {
        let target = endpoint.target();
        let exchange = self.exchange(endpoint);
        let headers: HeaderMap = endpoint.headers().iter().cloned().collect();
        let request = self.request(endpoint.method().clone(), &target, endpoint.body().cloned(), headers);
        let request = request.map_err(|trouble| exchange.failure(trouble))?;
        let response = exchange.run(&request).await?;
        endpoint.decode(&response.body).map_err(|error| exchange.failure(Trouble::Unreadable(error)))
    }

    /// Sends a call of which nothing is known beforehand, and gives back whatever is answered, whatever its status.
    ///
    /// `target` is path and query, each escaped already. A call that only reads is tried up to three times; any
    /// other is sent once; a redirect is an answer like any other.
    ///
    /// # Errors
    /// When no whole answer came back, or the call cannot be sent as it is.
    pub async fn raw(
        &self,
        method: Method,
        target: &str,
        body: Option<Bytes>,
        headers: HeaderMap,
    ) -> Result<Response, Failure> {
        let path = without_query(target);
        let (effect, gate) = (effect_of(&method), self.gate(None));
        let exchange = Exchange { effect, path, gate, accepts: Accepts::Anything, ..self.bare() };
        let request = match own_header(&headers) {
            Some(name) => Err(unsendable(format!("its header `{name}` is set here; leave it out"))),
            None => self.request(method, target, body, headers),
        };
        let request = request.map_err(|trouble| exchange.failure(trouble))?;
        exchange.run(&request).await
    }

    /// Sends the calls for all pages of a list, each with the token of the page before it.
    ///
    /// # Errors
    /// When any page fails, a token comes a second time, or the list has more than [`PAGES_AT_MOST`] pages: a
    /// shorter list is never returned.
    pub async fn drain<P: Page>(
        &self,
        page: impl Fn(Option<&str>) -> Endpoint<P>,
    ) -> Result<Vec<P::Item>, Failure> {
        let mut items = Vec::new();
        let mut seen = HashSet::new();
        let mut call = page(None);
        for _ in 0..PAGES_AT_MOST {
            let (more, next) = self.send(&call).await?.into_parts();
            items.extend(more);
            let Some(next) = next else { return Ok(items) };
            call = page(Some(&next));
            if !seen.insert(next) {
                return Err(self.failure(&call, Trouble::Unreadable(Undecodable(REPEATS.into()))));
            }
        }
        Err(self.failure(&call, Trouble::Endless(PAGES_AT_MOST)))
    }

    /// Sends the calls for all pages of a list that does not tell its end, each with the number of items before it:
    /// the last page is the first that holds fewer than `full`.
    ///
    /// # Errors
    /// When any page fails, or the list has more than [`PAGES_AT_MOST`] pages: a shorter list is never returned.
    pub async fn drain_counted<T>(
        &self,
        full: usize,
        page: impl Fn(usize) -> Endpoint<Vec<T>>,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        for _ in 0..PAGES_AT_MOST {
            let more = self.send(&page(items.len())).await?;
            let is_last = more.len() < full;
            items.extend(more);
            if is_last {
                return Ok(items);
            }
        }
        Err(self.failure(&page(items.len()), Trouble::Endless(PAGES_AT_MOST)))
    }

    fn failure<T>(&self, endpoint: &Endpoint<T>, trouble: Trouble) -> Failure {
        let (operation, effect) = (endpoint.operation(), endpoint.effect());
        Failure { operation, effect, gateway: self.route.gateway(), trouble }
    }

    fn gate(&self, quota: Option<&'static str>) -> Gate<'_> {
        Gate::new(self.route.buckets.iter().map(AsRef::as_ref).filter(|bucket| bucket.covers(quota)))
    }

    fn exchange<'a, T>(&'a self, endpoint: &'a Endpoint<T>) -> Exchange<'a> {
        let (operation, effect) = (endpoint.operation(), endpoint.effect());
        let (path, gate) = (endpoint.shown_path(), self.gate(endpoint.quota_name()));
        Exchange { operation, effect, path, gate, ..self.bare() }
    }

    fn bare(&self) -> Exchange<'_> {
        Exchange {
            http: &*self.http,
            operation: RAW,
            effect: Effect::Change,
            gateway: self.route.gateway(),
            path: "",
            bounds: self.bounds,
            gate: Gate::new([]),
            accepts: Accepts::Success,
            redirects: Redirects::Given,
        }
    }

    fn request(
        &self,
        method: Method,
        target: &str,
        body: Option<Bytes>,
        headers: HeaderMap,
    ) -> Result<Request, Trouble> {
        let url = self.route.base.at(target).map_err(|error| unsendable(error.to_string()))?;
        let sends = if body.is_some() { Sends::Body } else { Sends::Nothing };
        let headers = self.headers(&url, sends, headers)?;
        let Bounds { timeout, body: body_limit, .. } = self.bounds;
        Ok(Request { method, url, headers, body, timeout, body_limit, reach: Reach::Anywhere })
    }

    /// Every header of a call; the credential goes in last and only where `url` lies on its origin.
    fn headers(&self, url: &Url, sends: Sends, own: HeaderMap) -> Result<HeaderMap, Trouble> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, agent());
        if sends == Sends::Body {
            headers.insert(CONTENT_TYPE, JSON);
        }
        headers.extend(own);
        for (name, value) in &self.route.headers {
            headers.insert(name, secret(value));
        }
        if let Some(credential) = &self.route.credential {
            let header = credential.header_for(&Origin::of(url));
            let header = header.map_err(|error| unsendable(error.to_string()))?;
            headers.extend(header.map(|value| (AUTHORIZATION, value)));
        }
        Ok(headers)
    }
}

/// Whether a call has a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sends {
    Body,
    Nothing,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A header of a route may name an account.
fn secret(value: &HeaderValue) -> HeaderValue {
    let mut value = value.clone();
    value.set_sensitive(true);
    value
}

fn own_header(headers: &HeaderMap) -> Option<&HeaderName> {
    headers.keys().find(|name| OWN_HEADERS.contains(name))
}

fn without_query(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

fn unsendable(why: String) -> Trouble {
    Trouble::Unsendable(why.into())
}
