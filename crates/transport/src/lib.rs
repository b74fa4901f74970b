//! One way to speak HTTP to calendar services, and nothing about any calendar.
//!
//! A call is a value: an [`Endpoint`] holds method, path, query, body and the decoder of its answer. A [`Channel`]
//! runs it over a [`Route`] (directly to a service or through a gateway) by an injected [`Http`] client, within the
//! rates of every credential on the way, and says exactly how it ended.
//!
//! What always holds here:
//!
//! - A [`Credential`] belongs to one origin and is sent to no other; it is never part of any text this crate makes.
//! - A call that changes something is sent at most once and follows no redirect. One that only reads is tried at
//!   most three times.
//! - Everything that comes from outside has a bound: attempts, pages, bytes, time.
//! - [`Failure`] tells apart what certainly did not happen from what may have happened ([`Certainty`]).

mod channel;
mod credential;
mod endpoint;
mod failure;
mod guard;
mod http_client;
mod paging;
mod rate;
#[cfg(feature = "reqwest")]
mod reqwest_client;
mod retry;
mod route;

pub use channel::{Bounds, Channel};
pub use credential::{Credential, Origin};
pub use endpoint::{Effect, Endpoint, Undecodable, path};
pub use failure::{Certainty, Failure, Refusal, Trouble};
pub use guard::{Blocked, Reach};
pub use http::{HeaderName, HeaderValue, Method, StatusCode};
pub use http_client::{Http, Request, Response, SendError};
pub use paging::{PAGES_AT_MOST, Page};
pub use rate::{Bucket, Rate, ResetUnit};
#[cfg(feature = "reqwest")]
pub use reqwest_client::{ReqwestClient, hardened};
pub use route::{BadBaseUrl, BaseUrl, Route};
