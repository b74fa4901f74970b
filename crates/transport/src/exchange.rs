//! One call from its first attempt to its last: rates, attempts, waits, and what is told of them.
//!
//! Events name operation, method, path, attempt, status, waits and durations; never a query, a header or a body.

use std::time::Duration;

use http::{HeaderMap, HeaderName, Method, StatusCode};
use tokio::time::{Instant, sleep};

use crate::advice::Advice;
use crate::bounds::Bounds;
use crate::endpoint::Effect;
use crate::failure::{Failure, Refusal, Trouble};
use crate::http_client::{Http, Request, Response, SendError};
use crate::patience::tell_again;
use crate::rate::Gate;
use crate::redirect::follow;
use crate::retry::{Waits, can_help};

/// The longest name of an exchange that is kept.
const REQUEST_ID_AT_MOST: usize = 128;

/// What every attempt of a call has in common.
pub(crate) struct Exchange<'a> {
    pub(crate) http: &'a dyn Http,
    pub(crate) operation: &'static str,
    pub(crate) effect: Effect,
    pub(crate) gateway: Option<&'static str>,
    /// What events call the place: a path without a query, or nothing where the path is a secret.
    pub(crate) path: &'a str,
    pub(crate) bounds: Bounds,
    pub(crate) gate: Gate<'a>,
    pub(crate) accepts: Accepts,
    pub(crate) redirects: Redirects,
}

/// What happens on a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirects {
    /// Nothing: it is the answer.
    Given,
    Followed,
}

/// Which statuses are an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepts {
    Success,
    /// Also that what the caller has is still good.
    NotModified,
    Anything,
}

/// An attempt that did not succeed: why, and what came back if anything did.
struct Missed {
    trouble: Trouble,
    response: Option<Box<Response>>,
}

impl From<SendError> for Missed {
    fn from(error: SendError) -> Self {
        Self { trouble: error.into(), response: None }
    }
}

impl Exchange<'_> {
    /// The failure of this call.
    pub(crate) const fn failure(&self, trouble: Trouble) -> Failure {
        Failure { operation: self.operation, effect: self.effect, gateway: self.gateway, trouble }
    }

    /// Sends `request`: once when it changes something, else up to three times.
    pub(crate) async fn run(&self, request: &Request) -> Result<Response, Failure> {
        let mut waits = Waits::new();
        let mut patience = self.bounds.patience;
        let mut attempt = 1;
        loop {
            let missed = match self.attempt(request, attempt, &mut patience).await {
                Ok(response) => return Ok(response),
                Err(missed) => missed,
            };
            let Some(wait) = self.wait_after(&missed.trouble, &mut waits).filter(|wait| *wait <= patience)
            else {
                return self.settle(missed);
            };
            tracing::debug!(
                operation = self.operation,
                attempt,
                wait_ms = millis(wait),
                "trying again later"
            );
            tell_again(&missed.trouble, wait);
            sleep(wait).await;
            patience = patience.saturating_sub(wait);
            attempt += 1;
        }
    }

    /// How long to wait before another attempt; `None` when there is to be none.
    fn wait_after(&self, trouble: &Trouble, waits: &mut Waits) -> Option<Duration> {
        let again = if self.may_repeat(trouble) { waits.next() } else { None };
        again.map(|wait| wait.max(told(trouble)))
    }

    fn settle(&self, missed: Missed) -> Result<Response, Failure> {
        match missed.response {
            Some(response) if self.accepts == Accepts::Anything => Ok(*response),
            _ => Err(self.failure(missed.trouble)),
        }
    }

    fn may_repeat(&self, trouble: &Trouble) -> bool {
        self.effect == Effect::Read && can_help(trouble)
    }

    async fn attempt(
        &self,
        request: &Request,
        attempt: usize,
        patience: &mut Duration,
    ) -> Result<Response, Missed> {
        let turn = self.gate.enter(*patience).await;
        let waited = turn.map_err(|wait| Missed { trouble: Trouble::HeldBack(wait), response: None })?;
        *patience = patience.saturating_sub(waited);
        let began = Instant::now();
        let answer = self.once(request.clone()).await;
        self.tell(&request.method, attempt, waited, began.elapsed(), &answer);
        self.judge(bounded(answer?, request.body_limit)?)
    }

    async fn once(&self, request: Request) -> Result<Response, SendError> {
        match self.redirects {
            Redirects::Given => self.http.send(request).await,
            Redirects::Followed => follow(self.http, request).await,
        }
    }

    /// Sorts an answer by its status, and lets the rates learn from it.
    fn judge(&self, response: Response) -> Result<Response, Missed> {
        let advice = Advice::of(&response.headers);
        let status = response.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.gate.refused(&advice, advice.after_too_many());
        } else {
            self.gate.answered(&advice);
        }
        let kept = status == StatusCode::NOT_MODIFIED && self.accepts == Accepts::NotModified;
        if status.is_success() || kept {
            return Ok(response);
        }
        let trouble = if status.is_redirection() {
            Trouble::Redirected(status)
        } else {
            Trouble::Refused(refusal(&response, &advice))
        };
        Err(Missed { trouble, response: Some(Box::new(response)) })
    }

    fn tell(
        &self,
        method: &Method,
        attempt: usize,
        waited: Duration,
        took: Duration,
        answer: &Result<Response, SendError>,
    ) {
        let status = answer.as_ref().ok().map(|response| response.status.as_u16());
        let trouble = answer.as_ref().err().map(tracing::field::display);
        tracing::debug!(
            operation = self.operation,
            %method,
            path = self.path,
            attempt,
            status,
            trouble,
            waited_ms = millis(waited),
            duration_ms = millis(took),
            "call"
        );
    }
}

/// Holds also a client to the limit that does not keep it.
fn bounded(response: Response, limit: usize) -> Result<Response, SendError> {
    if response.body.len() > limit { Err(SendError::TooLarge(limit)) } else { Ok(response) }
}

fn refusal(response: &Response, advice: &Advice) -> Refusal {
    let wait = match response.status {
        StatusCode::TOO_MANY_REQUESTS => advice.after_too_many(),
        _ => advice.retry_after(),
    };
    let request_id = request_id(&response.headers);
    Refusal { status: response.status, wait, body: response.body.clone(), request_id }
}

fn told(trouble: &Trouble) -> Duration {
    match trouble {
        Trouble::Refused(refusal) => refusal.wait.unwrap_or_default(),
        _ => Duration::ZERO,
    }
}

/// The service's name for the exchange; one that could not stand in a message is left out.
fn request_id(headers: &HeaderMap) -> Option<Box<str>> {
    let text = headers.get(HeaderName::from_static("x-request-id"))?.to_str().ok()?;
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (plain && text.len() <= REQUEST_ID_AT_MOST).then(|| text.into())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
