//! The client that carries requests, as this crate sees it: one method, so that any can stand behind it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use crate::guard::Reach;

/// A request that is ready to be sent.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Every header; secret ones are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Bytes>,
    /// How long everything from the first byte sent to the last one read may take.
    pub timeout: Duration,
    /// The most bytes of the answer's body, after decompression.
    pub body_limit: usize,
    /// How far it may reach, beside what the client itself allows.
    pub reach: Reach,
}

/// What every call names itself.
pub(crate) const fn agent() -> HeaderValue {
    HeaderValue::from_static(concat!("freebusy/", env!("CARGO_PKG_VERSION")))
}

/// Queries, and the paths of private feeds, hold secrets and people's data: only the origin is shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.url.origin().ascii_serialization();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("origin", &format_args!("{origin}"))
            .finish_non_exhaustive()
    }
}

/// What came back, whatever its status.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Bodies hold people's data: only the status and the length are shown.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why no whole answer came back. No text of it holds an URL or a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not a byte of the request left: the address, the connection or TLS failed.
    #[error("it could not be reached ({0})")]
    NotSent(Box<str>),
    /// The address is one that a user-supplied URL must not reach.
    #[error("{0}")]
    Blocked(crate::Blocked),
    /// There was no whole answer in time.
    #[error("it did not answer in time")]
    TimedOut,
    /// The connection broke after the request, or part of it, had left.
    #[error("the connection broke off ({0})")]
    Cut(Box<str>),
    /// The body is longer than the limit.
    #[error("its answer is longer than {0} bytes")]
    TooLarge(usize),
}

/// Whatever carries a request to its URL and brings the answer back.
///
/// It follows no redirects and repeats nothing.
pub trait Http: fmt::Debug + Send + Sync {
    /// Sends `request`, within its time, its limit on the body and its reach.
    ///
    /// # Errors
    /// When no whole answer came back.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>>;
}
