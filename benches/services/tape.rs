//! Exchanges as they were recorded, and a client that gives the answers again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use freebusy_provider::BoxFuture;
use freebusy_transport::{Http, Request, Response, SendError};

/// One exchange.
#[derive(Debug, Clone)]
pub(crate) struct Take {
    pub(crate) request: Request,
    /// How many of the same tape's requests had been answered when it was sent.
    pub(crate) after: usize,
    response: Response,
}

impl Take {
    /// How long the answer's body is.
    pub(crate) fn length(&self) -> usize {
        self.response.body.len()
    }
}

/// Passes requests on and keeps the exchanges.
#[derive(Debug)]
pub(crate) struct Recorder {
    inner: Arc<dyn Http>,
    takes: Mutex<Vec<Take>>,
}

impl Recorder {
    pub(crate) fn over(inner: Arc<dyn Http>) -> Self {
        Self { inner, takes: Mutex::default() }
    }

    /// What was recorded, in the order in which it was sent.
    pub(crate) fn takes(&self) -> Vec<Take> {
        let mut takes = self.takes.lock().unwrap().clone();
        takes.sort_by_key(|take| take.after);
        takes
    }
}

impl Http for Recorder {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let after = self.takes.lock().unwrap().len();
        Box::pin(async move {
            let response = self.inner.send(request.clone()).await?;
            self.takes.lock().unwrap().push(Take { request, after, response: response.clone() });
            Ok(response)
        })
    }
}

/// Gives recorded answers again, at once.
#[derive(Debug)]
pub(crate) struct Replay(BTreeMap<String, Response>);

impl Replay {
    pub(crate) fn of(tapes: &[Vec<Take>]) -> Self {
        let takes = tapes.iter().flatten();
        Self(takes.map(|take| (take.request.url.to_string(), take.response.clone())).collect())
    }
}

impl Http for Replay {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let response = self.0[request.url.as_str()].clone();
        Box::pin(async { Ok(response) })
    }
}
