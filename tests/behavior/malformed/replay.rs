//! Recorded answers, and a client that gives them again with one of them damaged.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use freebusy_provider::BoxFuture;
use freebusy_transport::{Http, Request, Response, SendError, StatusCode};
use serde_json::Value;

/// Answers by path and query.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recording(Arc<BTreeMap<String, Response>>);

impl Recording {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Path and query of one of the answers.
    pub(crate) fn target(&self, index: usize) -> &str {
        self.0.keys().nth(index).unwrap()
    }

    pub(crate) fn answer(&self, index: usize) -> Value {
        serde_json::from_slice(&self.0.values().nth(index).unwrap().body).unwrap()
    }
}

fn target(request: &Request) -> String {
    request.url[url::Position::BeforePath..].to_owned()
}

/// Passes requests on and keeps what comes back.
#[derive(Debug)]
pub(crate) struct Recorder {
    inner: Arc<dyn Http>,
    recorded: Mutex<BTreeMap<String, Response>>,
}

impl Recorder {
    pub(crate) fn over(inner: Arc<dyn Http>) -> Self {
        Self { inner, recorded: Mutex::default() }
    }

    pub(crate) fn recorded(&self) -> Recording {
        Recording(Arc::new(self.recorded.lock().unwrap().clone()))
    }
}

impl Http for Recorder {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let target = target(&request);
            let response = self.inner.send(request).await?;
            assert_eq!(response.status, StatusCode::OK, "{target}");
            self.recorded.lock().unwrap().insert(target, response.clone());
            Ok(response)
        })
    }
}

/// Gives recorded answers again, one of them damaged; what was never recorded is not found.
#[derive(Debug)]
pub(crate) struct Replay {
    recording: Recording,
    damaged: String,
    body: Bytes,
}

impl Replay {
    pub(crate) fn of(recording: &Recording, index: usize, body: Vec<u8>) -> Self {
        let damaged = recording.target(index).to_owned();
        Self { recording: recording.clone(), damaged, body: body.into() }
    }
}

impl Http for Replay {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let target = target(&request);
        let response = match self.recording.0.get(&target) {
            Some(recorded) if target == self.damaged => {
                Response { body: self.body.clone(), ..recorded.clone() }
            }
            Some(recorded) => recorded.clone(),
            None => Response {
                status: StatusCode::NOT_FOUND,
                headers: freebusy_transport::HeaderMap::new(),
                body: Bytes::new(),
            },
        };
        Box::pin(async { Ok(response) })
    }
}
