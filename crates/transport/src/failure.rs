//! How a call failed, and what is certain about it.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use crate::endpoint::{Effect, Undecodable};
use crate::http_client::SendError;

/// An answer with a status that is no success.
#[derive(Clone)]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// How long to wait, where the service said so.
    pub wait: Option<Duration>,
    /// The body, bounded; what it means only the adapter knows. Never shown.
    pub body: Bytes,
    /// The service's own name for the exchange.
    pub request_id: Option<Box<str>>,
}

/// Bodies hold people's data: only the status is shown.
impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refusal")
            .field("status", &self.status)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}

/// What went wrong with a call.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Trouble {
    /// It was never sent: the call or the route does not allow it.
    #[error("{0}")]
    Unsendable(Box<str>),
    /// Our own limiter held it back for longer than a call may wait.
    #[error("its rate limit is used up for another {} s", rounded(*.0))]
    HeldBack(Duration),
    /// No whole answer came back.
    #[error(transparent)]
    Broken(#[from] SendError),
    /// The answer sends us elsewhere; nobody goes there.
    #[error("it answered with a redirect (status {})", .0.as_u16())]
    Redirected(StatusCode),
    /// The answer is no success.
    #[error("it answered with status {}{}", .0.status.as_u16(), advice(.0.wait))]
    Refused(Refusal),
    /// The answer is a success that cannot be read.
    #[error("its answer is {0}")]
    Unreadable(Undecodable),
    /// A list did not end within the bound on pages.
    #[error("its list has more than {0} pages")]
    Endless(usize),
}

fn advice(wait: Option<Duration>) -> String {
    wait.map(|wait| format!("; try again in {} s", rounded(wait))).unwrap_or_default()
}

/// Whole seconds, rounded up: whoever waits that long does not come too early.
fn rounded(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// What is certain about a call that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It never reached the service.
    NotSent,
    /// The service refused it for now and did nothing.
    Throttled(Option<Duration>),
    /// The service refused it and did nothing.
    Rejected,
    /// It may or may not have been carried out.
    Ambiguous,
}

/// A call that failed: which, how, and what is certain.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot {operation}: {trouble}")]
pub struct Failure {
    /// What was being done.
    pub operation: &'static str,
    /// Whether it would have changed something.
    pub effect: Effect,
    /// The gateway that it went through.
    pub gateway: Option<&'static str>,
    /// What went wrong; it stands in the text already, and so is no source.
    pub trouble: Trouble,
}

impl Failure {
    /// What is certain about it; whatever is not known to be certain is [`Certainty::Ambiguous`].
    ///
    /// A registered 4xx means that nothing was done, with the exceptions that only an adapter can know. One that is
    /// not registered, such as the 499 of some proxies, promises nothing.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        match &self.trouble {
            Trouble::Unsendable(_) => Certainty::NotSent,
            Trouble::HeldBack(wait) => Certainty::Throttled(Some(*wait)),
            Trouble::Broken(SendError::NotSent(_) | SendError::Blocked(_)) => Certainty::NotSent,
            Trouble::Refused(refusal) if refusal.status == StatusCode::TOO_MANY_REQUESTS => {
                Certainty::Throttled(refusal.wait)
            }
            // 408 says that the service did not get all of it in time; a gateway may say so of its own call.
            Trouble::Refused(refusal) if refusal.status == StatusCode::REQUEST_TIMEOUT => {
                Certainty::Ambiguous
            }
            Trouble::Refused(refusal) if is_known_refusal(refusal.status) => Certainty::Rejected,
            _ => Certainty::Ambiguous,
        }
    }
}

/// Whether a status says by common agreement that the call was at fault.
fn is_known_refusal(status: StatusCode) -> bool {
    status.is_client_error() && status.canonical_reason().is_some()
}
