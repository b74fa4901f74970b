//! A service that is played: it answers from a script and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use freebusy_transport::{
    BaseUrl, Channel, Credential, HeaderMap, HeaderName, HeaderValue, Http, Request, Response, Route,
    SendError,
};
use futures_core::future::BoxFuture;
use tokio::time::Instant;

/// What the service does with one request.
pub(crate) type Answer = Result<Response, SendError>;

/// A client whose other side is a script; when that is over it answers `200 {}`.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    script: Mutex<VecDeque<Answer>>,
    seen: Mutex<Vec<(Instant, Request)>>,
}

impl Stage {
    pub(crate) fn playing(script: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(script.into_iter().collect()), seen: Mutex::default() })
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// When the requests came.
    pub(crate) fn times(&self) -> Vec<Instant> {
        self.seen.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    /// The time between the first request and the last.
    pub(crate) fn took(&self) -> Duration {
        let times = self.times();
        times[times.len() - 1] - times[0]
    }

    pub(crate) fn channel(self: &Arc<Self>) -> Channel {
        Channel::new(self.clone(), route())
    }
}

impl Http for Stage {
    fn send(&self, request: Request) -> BoxFuture<'_, Answer> {
        self.seen.lock().unwrap().push((Instant::now(), request));
        let answer = self.script.lock().unwrap().pop_front().unwrap_or_else(|| status(200, "{}"));
        Box::pin(async { answer })
    }
}

pub(crate) fn route() -> Route {
    let base = BaseUrl::parse("https://api.example.com/v2").unwrap();
    let credential = Credential::new(base.origin(), "cal_secret".to_owned().into());
    Route::direct(base).with_credential(credential)
}

pub(crate) fn status(status: u16, body: &'static str) -> Answer {
    with_headers(status, body, &[])
}

pub(crate) fn with_headers(
    status: u16,
    body: &'static str,
    headers: &[(&'static str, &'static str)],
) -> Answer {
    let pairs =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let headers: HeaderMap = pairs.collect();
    Ok(Response { status: status.try_into().unwrap(), headers, body: body.into() })
}

/// A builder of clients: with some features of reqwest none is built before somebody has chosen who does TLS.
pub(crate) fn plain() -> reqwest::ClientBuilder {
    // Whichever test comes first installs it; the others find it there.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
}
