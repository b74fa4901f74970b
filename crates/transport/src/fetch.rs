//! Reading one absolute URL, such as that of a calendar feed, which anybody may have written.

use std::fmt;

use http::header::USER_AGENT;
use http::{HeaderMap, Method};
use url::Url;

use crate::bounds::Bounds;
use crate::endpoint::Effect;
use crate::exchange::{Accepts, Exchange, Redirects};
use crate::failure::Failure;
use crate::guard::Reach;
use crate::http_client::{Http, Request, Response, agent};
use crate::rate::Gate;

/// What events call the path of such an URL: it often is the secret.
const HIDDEN: &str = "[redacted]";

/// An absolute URL that is to be read.
#[derive(Clone)]
pub struct UrlRequest<'a> {
    /// What is being done, a verb and its object: "read the calendar".
    pub operation: &'static str,
    /// Where it is.
    pub url: &'a Url,
    /// How far it and all it redirects to may reach.
    pub reach: Reach,
    /// Headers, such as those that ask only for what is newer.
    pub headers: HeaderMap,
    /// The bounds.
    pub bounds: Bounds,
}

/// The URL of a feed is a secret in itself, and headers may be.
impl fmt::Debug for UrlRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlRequest")
            .field("operation", &self.operation)
            .field("reach", &self.reach)
            .finish_non_exhaustive()
    }
}

/// Reads an URL: at most three attempts, at most three redirects each, every one of them judged anew.
///
/// What comes back is a success or, where the headers ask for it, `304 Not Modified`. Credentials and cookies are
/// never carried along a redirect. With [`Reach::Public`] the client must be one that was built for it, as only
/// its resolver judges what names stand for.
///
/// ```
/// use freebusy_transport::{Bounds, Failure, HeaderMap, Http, Reach, Url, UrlRequest, fetch};
///
/// async fn feed(http: &dyn Http, url: &Url) -> Result<usize, Failure> {
///     let (headers, bounds) = (HeaderMap::new(), Bounds { body: 64 << 20, ..Bounds::default() });
///     let request = UrlRequest { operation: "read the calendar", url, reach: Reach::Public, headers, bounds };
///     Ok(fetch(http, request).await?.body.len())
/// }
/// ```
///
/// # Errors
/// See [`Failure`].
pub async fn fetch(http: &dyn Http, request: UrlRequest<'_>) -> Result<Response, Failure> {
    let UrlRequest { operation, url, reach, mut headers, bounds } = request;
    headers.entry(USER_AGENT).or_insert_with(agent);
    let exchange = Exchange {
        http,
        operation,
        effect: Effect::Read,
        gateway: None,
        path: HIDDEN,
        bounds,
        gate: Gate::new([]),
        accepts: Accepts::NotModified,
        redirects: Redirects::Followed,
    };
    let Bounds { timeout, body: body_limit, .. } = bounds;
    let (method, url) = (Method::GET, url.clone());
    exchange.run(&Request { method, url, headers, body: None, timeout, body_limit, reach }).await
}
