//! One way to speak HTTP to calendar services, and nothing about any calendar.
//!
//! A call is a value: an [`Endpoint`] holds method, path, query, body and the decoder of its answer. A [`Channel`]
//! runs it over a [`Route`] (directly to a service or through a gateway) by an injected [`Http`] client, within the
//! rates of every credential on the way, and says exactly how it ended.
//!
//! What always holds here:
//!
//! - A [`Credential`] belongs to one origin and is sent to no other; it is never part of any text this crate makes.
//! - An URL that anybody may have written ([`Reach::Public`]) reaches public addresses only, whatever it redirects to
//!   and whatever its name stands for.
//! - A call that changes something is sent at most once and follows no redirect. One that only reads is tried at
//!   most three times.
//! - Everything that comes from outside has a bound: attempts, pages, bytes, time.
//! - [`Failure`] tells apart what certainly did not happen from what may have happened ([`Certainty`]).
//!
//! ```
//! use std::sync::Arc;
//! use freebusy_transport::{BaseUrl, Channel, Credential, Endpoint, Failure, Http, Route, path};
//! use serde_json::Value;
//!
//! async fn me(http: Arc<dyn Http>, token: String) -> Result<Value, Failure> {
//!     let base = BaseUrl::parse("https://api.example.com/v2").expect("a base URL");
//!     let credential = Credential::new(base.origin(), token.into());
//!     let channel = Channel::new(http, Route::direct(base).with_credential(credential));
//!     channel.send(&Endpoint::get("read the account", path(["me"]))).await
//! }
//! ```

mod advice;
mod bounds;
mod channel;
mod credential;
mod endpoint;
mod exchange;
mod failure;
mod fetch;
mod guard;
mod http_client;
mod paging;
mod patience;
mod rate;
mod redirect;
#[cfg(feature = "reqwest")]
mod reqwest_client;
#[cfg(feature = "reqwest")]
mod resolver;
mod retry;
mod route;
mod signature;
mod stranger;
mod window;

pub use bounds::Bounds;
pub use channel::Channel;
pub use credential::{Credential, Origin};
pub use endpoint::{Effect, Endpoint, Undecodable, json, path};
pub use failure::{Certainty, Failure, Refusal, Trouble};
pub use fetch::{UrlRequest, fetch};
pub use guard::{Blocked, Reach};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use http_client::{Http, Request, Response, SendError};
pub use paging::{PAGES_AT_MOST, Page};
pub use rate::Bucket;
#[cfg(feature = "reqwest")]
pub use reqwest_client::{ReqwestClient, hardened};
pub use route::{BadBaseUrl, BaseUrl, Route};
pub use signature::{EmptyKey, Signature, SigningKey};
pub use stranger::shown;
pub use url::Url;
pub use window::Rate;

#[cfg(test)]
mod tests {
    use super::*;

    /// Adapters hand out boxed futures that may move between threads.
    #[test]
    fn calls_may_move_between_threads() {
        fn movable<T: Send>(_: Option<T>) {}
        fn future_of<'a, F>(_: impl Fn(&'a Channel, &'a Endpoint<()>) -> F) -> Option<F> {
            None
        }
        movable(future_of(|channel, endpoint| channel.send(endpoint)));
        movable(future_of(|channel, _| channel.raw(Method::GET, "/", None, HeaderMap::new())));
    }

    #[cfg(feature = "reqwest")]
    #[test]
    fn a_fetch_may_move_between_threads() {
        fn boxed<'a>(
            http: &'a dyn Http,
            request: UrlRequest<'a>,
        ) -> futures_core::future::BoxFuture<'a, Result<Response, Failure>> {
            Box::pin(fetch(http, request))
        }
        let _ = boxed;
    }
}
