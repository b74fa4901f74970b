//! What a failed call means at Calendly, and what that means to the port.
//!
//! A status alone does not tell: a slot that is taken is answered like a call that is wrong, with a title that
//! speaks of a server error, and a gateway on the way answers for itself with the same statuses. A body that has a
//! title and a message is Calendly's; through a gateway anything else is the gateway's own.

use std::fmt;
use std::time::Duration;

use freebusy_provider::{Error, ErrorKind, Outcome, Rejection, Retry};
use freebusy_transport::{Certainty, Failure, Refusal, SendError, Trouble};
use serde::Deserialize;
use serde_json::Value;

/// How long to wait where a refusal for now does not say: Calendly counts by the minute.
const MINUTE: Duration = Duration::from_secs(60);

/// The most characters of a stranger's text in a message.
const SHOWN: usize = 200;

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Calendly.
    Calendly,
    /// The gateway of this name, on its own behalf.
    Gateway(&'static str),
    /// Something on the way that does not say who it is.
    Somebody,
}

/// What an answer without success means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// The credential is missing, wrong or expired.
    Unauthorised,
    /// The credential lacks a scope.
    MissingScope,
    /// The user is not in the credential's organization.
    OtherOrganization,
    /// The account's plan or quota does not allow it.
    Plan,
    /// The credential does not reach this far.
    Forbidden,
    /// What was to be cancelled is cancelled already.
    AlreadyCancelled,
    /// It is not there.
    NotFound,
    /// The window is longer than the service allows.
    WindowTooLong,
    /// It asks about the past, of which the service tells nothing.
    TooEarly,
    /// The call is wrong, or the slot is taken: the answer does not tell which.
    WrongOrTaken,
    /// It is there already.
    Exists,
    /// The host's own calendar could not be read.
    CalendarBroken,
    /// Too many calls.
    Throttled,
    /// The gateway has no connection to the account.
    NoConnection,
    /// The service failed, or the gateway's authorisation has expired.
    FailedOrExpired,
    /// The service failed.
    Failed,
    /// A status that nobody promised.
    Unforeseen,
}

/// The body of Calendly's errors. Title and message make it one; what else it holds may have any shape.
#[derive(Deserialize)]
struct Body {
    title: String,
    message: String,
    #[serde(default)]
    details: Value,
    #[serde(default)]
    required_scopes: Value,
}

impl Body {
    fn says(&self, words: &str) -> bool {
        let mut texts =
            [self.title.as_str(), &self.message].into_iter().chain(self.details().map(|(_, text)| text));
        texts.any(|text| text.to_lowercase().contains(words))
    }

    /// Each thing that Calendly finds wrong, with the parameter that it concerns.
    fn details(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let details = self.details.as_array().map(Vec::as_slice).unwrap_or_default();
        details.iter().filter_map(|detail| {
            let message = detail.get("message").and_then(Value::as_str)?;
            Some((detail.get("parameter").and_then(Value::as_str), message))
        })
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        let scopes = self.required_scopes.as_array().map(Vec::as_slice).unwrap_or_default();
        scopes.iter().filter_map(Value::as_str)
    }
}

/// An answer without success, understood.
///
/// ```
/// use freebusy_calendly::{Meaning, Understood};
/// use freebusy_transport::{Refusal, StatusCode};
///
/// let body = br#"{"title":"Permission Denied","message":"Event is already canceled"}"#;
/// let refusal = Refusal { status: StatusCode::FORBIDDEN, wait: None, body: body.to_vec().into(), request_id: None };
/// assert_eq!(Understood::of(&refusal, None).meaning(), Meaning::AlreadyCancelled);
/// ```
pub struct Understood {
    status: u16,
    speaker: Speaker,
    meaning: Meaning,
    body: Option<Body>,
}

impl Understood {
    /// Understands `refusal`, which came through `gateway`.
    #[must_use]
    pub fn of(refusal: &Refusal, gateway: Option<&'static str>) -> Self {
        let status = refusal.status.as_u16();
        let body: Option<Body> = serde_json::from_slice(&refusal.body).ok();
        let (speaker, meaning) = match (&body, gateway) {
            (Some(body), _) => (Speaker::Calendly, of_calendly(status, body)),
            (None, Some(gateway)) => (Speaker::Gateway(gateway), of_gateway(status)),
            (None, None) => (Speaker::Somebody, of_status(status)),
        };
        Self { status, speaker, meaning, body }
    }

    /// Who answered.
    #[must_use]
    pub const fn speaker(&self) -> Speaker {
        self.speaker
    }

    /// What it means.
    #[must_use]
    pub const fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// Whether the slot may be gone: only a look at the offered starts tells.
    #[must_use]
    pub const fn may_be_taken(&self) -> bool {
        let gateway = matches!(self.speaker, Speaker::Gateway(_));
        let doubtful = matches!(
            self.meaning,
            Meaning::WrongOrTaken
                | Meaning::NotFound
                | Meaning::Exists
                | Meaning::WindowTooLong
                | Meaning::TooEarly
        );
        doubtful && !gateway
    }

    /// Calendly's own words and what they concern, bounded and escaped.
    fn words(&self) -> Option<String> {
        let body = self.body.as_ref()?;
        let details = body.details().take(3).map(|(parameter, message)| match parameter {
            Some(parameter) => format!("{parameter}: {message}"),
            None => message.to_owned(),
        });
        let all: Vec<String> = [body.message.clone()].into_iter().chain(details).collect();
        Some(shown(&all.join("; ")))
    }

    fn scopes(&self) -> String {
        let named = self.body.iter().flat_map(Body::scopes).take(10);
        let scopes: Vec<String> = named.map(|scope| format!("`{}`", shown(scope))).collect();
        if scopes.is_empty() { "the scopes it asks for".into() } else { scopes.join(", ") }
    }

    fn kind(&self) -> ErrorKind {
        match self.meaning {
            Meaning::Unauthorised | Meaning::NoConnection => ErrorKind::Unauthorised,
            Meaning::MissingScope | Meaning::OtherOrganization | Meaning::Plan | Meaning::Forbidden => {
                ErrorKind::Forbidden
            }
            Meaning::NotFound => ErrorKind::NotFound,
            Meaning::AlreadyCancelled
            | Meaning::WindowTooLong
            | Meaning::TooEarly
            | Meaning::WrongOrTaken
            | Meaning::Exists => ErrorKind::Refused,
            Meaning::Throttled => ErrorKind::Throttled,
            // Whether the call was carried out stays in doubt; whether we may make it does not.
            Meaning::Unforeseen if self.status == 403 => ErrorKind::Forbidden,
            Meaning::CalendarBroken | Meaning::FailedOrExpired | Meaning::Failed | Meaning::Unforeseen => {
                ErrorKind::Failed
            }
        }
    }

    fn rejection(&self) -> Option<Rejection> {
        match self.meaning {
            Meaning::Unauthorised
            | Meaning::NoConnection
            | Meaning::MissingScope
            | Meaning::OtherOrganization
            | Meaning::Forbidden => Some(Rejection::Unauthorised),
            Meaning::Plan => Some(Rejection::Plan),
            Meaning::NotFound | Meaning::AlreadyCancelled => Some(Rejection::Taken),
            Meaning::WindowTooLong | Meaning::TooEarly | Meaning::WrongOrTaken | Meaning::Exists => {
                Some(Rejection::Invalid)
            }
            Meaning::CalendarBroken
            | Meaning::Throttled
            | Meaning::FailedOrExpired
            | Meaning::Failed
            | Meaning::Unforeseen => None,
        }
    }

    /// What to do about it.
    fn mend(&self) -> String {
        match (self.meaning, self.speaker) {
            (Meaning::Unauthorised, Speaker::Gateway(_)) => "check its key".into(),
            (Meaning::Unauthorised, Speaker::Calendly | Speaker::Somebody) => {
                "make a new token, or connect the account again".into()
            }
            (Meaning::MissingScope, _) => format!("grant {} to the token", self.scopes()),
            (Meaning::OtherOrganization, _) => "use a token of that user's own organization".into(),
            (Meaning::Plan, _) => "look at the plan and the quota of the account".into(),
            (Meaning::Forbidden, _) => "use a token of a user who may do this".into(),
            (Meaning::AlreadyCancelled, _) => "there is nothing left to do".into(),
            (Meaning::NotFound, _) => "look whether it still exists".into(),
            (Meaning::WindowTooLong, _) => "ask about fewer days at once".into(),
            (Meaning::TooEarly, _) => "ask about a time that is still to come".into(),
            (Meaning::WrongOrTaken | Meaning::Exists, _) => "look at what was sent".into(),
            (Meaning::CalendarBroken, _) => {
                "the host's own calendar cannot be read now; try later, or let the host connect it again".into()
            }
            (Meaning::Throttled, _) => "wait".into(),
            (Meaning::NoConnection, _) => "connect the account there, and name the connection".into(),
            (Meaning::FailedOrExpired, _) => {
                "the authorisation may have expired: make a new connection and delete the old one, or try later".into()
            }
            (Meaning::Unforeseen, _) if self.status == 403 => "look at what its key may do".into(),
            (Meaning::Failed | Meaning::Unforeseen, _) => "try later".into(),
        }
    }
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.speaker {
            Speaker::Calendly => write!(f, "Calendly refused with status {}", self.status)?,
            Speaker::Gateway(name) => write!(f, "the gateway {name} answered with status {}", self.status)?,
            Speaker::Somebody => write!(f, "the answer had status {}", self.status)?,
        }
        if let Some(words) = self.words() {
            write!(f, " (`{words}`)")?;
        }
        write!(f, "; {}", self.mend())
    }
}

impl fmt::Debug for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Understood({}, {:?}, {:?})", self.status, self.speaker, self.meaning)
    }
}

fn of_calendly(status: u16, body: &Body) -> Meaning {
    match status {
        400 if body.says("no greater than") || body.says("7 days") => Meaning::WindowTooLong,
        400 if body.says("in the past") || body.says("in the future") => Meaning::TooEarly,
        403 if body.scopes().next().is_some() || body.says("insufficient scope") => Meaning::MissingScope,
        403 if body.says("already canceled") || body.says("already cancelled") => Meaning::AlreadyCancelled,
        403 if body.says("in the past") => Meaning::WrongOrTaken,
        403 if body.says("not in your organization") => Meaning::OtherOrganization,
        403 if body.says("upgrade") || body.says("plan") || body.says("quota") => Meaning::Plan,
        _ => of_status(status),
    }
}

fn of_gateway(status: u16) -> Meaning {
    match status {
        400 => Meaning::NoConnection,
        401 => Meaning::Unauthorised,
        429 => Meaning::Throttled,
        500 => Meaning::FailedOrExpired,
        501..=599 => Meaning::Failed,
        _ => Meaning::Unforeseen,
    }
}

fn of_status(status: u16) -> Meaning {
    match status {
        400 | 422 => Meaning::WrongOrTaken,
        401 => Meaning::Unauthorised,
        402 => Meaning::Plan,
        403 => Meaning::Forbidden,
        404 => Meaning::NotFound,
        409 => Meaning::Exists,
        424 => Meaning::CalendarBroken,
        429 => Meaning::Throttled,
        500..=599 => Meaning::Failed,
        _ => Meaning::Unforeseen,
    }
}

/// What a stranger wrote, short enough for a message.
pub(crate) fn shown(text: &str) -> String {
    freebusy_transport::shown(text, SHOWN)
}

/// What a failed call means, where it was answered at all.
pub(crate) fn understood(failure: &Failure) -> Option<Understood> {
    match &failure.trouble {
        Trouble::Refused(refusal) => Some(Understood::of(refusal, failure.gateway)),
        _ => None,
    }
}

/// A failed call as the port tells of it, on behalf of `provider`.
pub(crate) fn error(failure: Failure, provider: &str) -> Error {
    let (kind, retry, message) = match understood(&failure) {
        Some(understood) => {
            (understood.kind(), retry_of(understood.meaning, &failure), understood.to_string())
        }
        None => unanswered(&failure.trouble),
    };
    Error::new(kind, provider, failure.operation, message).with_retry(retry).caused_by(failure.trouble)
}

fn retry_of(meaning: Meaning, failure: &Failure) -> Retry {
    match (meaning, failure.certainty()) {
        (Meaning::Throttled, Certainty::Throttled(Some(wait))) => Retry::After(wait),
        (Meaning::Throttled, _) => Retry::After(MINUTE),
        (Meaning::CalendarBroken | Meaning::Failed | Meaning::FailedOrExpired, _) => Retry::Later,
        _ => Retry::Never,
    }
}

/// What is told of a call that was not answered, or not in a way that can be read.
fn unanswered(trouble: &Trouble) -> (ErrorKind, Retry, String) {
    let (kind, retry, message) = match trouble {
        Trouble::HeldBack(wait) => {
            // Rounded up: whoever waits that long does not come too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let message = format!("the rate limit is used up; try again in {seconds} s");
            return (ErrorKind::Throttled, Retry::After(*wait), message);
        }
        Trouble::Unsendable(_) => {
            (ErrorKind::Refused, Retry::Never, "the call cannot be sent; look at the connection")
        }
        Trouble::Broken(SendError::TooLarge(_)) => {
            (ErrorKind::TooLarge, Retry::Never, "the answer is too long; ask about fewer days at once")
        }
        Trouble::Broken(SendError::Blocked(_)) => {
            (ErrorKind::Refused, Retry::Never, "the address must not be reached; look at the base URL")
        }
        Trouble::Broken(_) => (ErrorKind::Unreachable, Retry::Later, "there was no whole answer; try later"),
        Trouble::Redirected(_) => {
            (ErrorKind::Malformed, Retry::Never, "the answer leads elsewhere; look at the base URL")
        }
        Trouble::Unreadable(_) => (
            ErrorKind::Malformed,
            Retry::Never,
            "the answer is not what Calendly promises; look at the base URL",
        ),
        Trouble::Endless(_) => (ErrorKind::TooLarge, Retry::Never, "the list is too long; ask for less"),
        Trouble::Refused(_) => {
            (ErrorKind::Failed, Retry::Never, "the call was refused; look at the connection")
        }
    };
    (kind, retry, message.into())
}

/// How a call that would have changed something ended.
///
/// Only a status that is known to say so counts as refused; whatever else came back may have been carried out.
pub(crate) fn outcome<T>(failure: Failure, provider: &str) -> Outcome<T> {
    let rejection = understood(&failure).and_then(|understood| understood.rejection());
    match (failure.certainty(), rejection) {
        (Certainty::NotSent, _) => Outcome::NotSent(error(failure, provider)),
        (Certainty::Throttled(wait), _) => Outcome::Throttled(wait.unwrap_or(MINUTE)),
        (Certainty::Rejected, Some(rejection)) => Outcome::Rejected(rejection, error(failure, provider)),
        (Certainty::Rejected, None) | (Certainty::Ambiguous, _) => {
            Outcome::Ambiguous(error(failure, provider))
        }
    }
}

#[cfg(test)]
mod tests;
