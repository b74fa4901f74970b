//! How the gateway's own calls fail, and what to do about it.

use std::time::Duration;

use freebusy_transport::{Certainty, Failure, Refusal, SendError, StatusCode, Trouble};

use crate::config::App;
use crate::connection::ConnectionId;

/// The most ids that one message names.
const IDS_AT_MOST: usize = 10;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The key is missing, wrong or expired.
    Unauthorised,
    /// The key is good and does not reach this far.
    Forbidden,
    /// There is no such connection, or none for the app.
    NoConnection,
    /// Several connections could be meant.
    Undecided,
    /// Too many calls.
    Throttled,
    /// The gateway could not be reached, or did not answer in time.
    Unreachable,
    /// The gateway failed; an authorisation may have expired.
    Failed,
    /// The answer is not what the gateway promises.
    Malformed,
    /// The call was refused.
    Refused,
}

/// A failure at the gateway: what failed, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("cannot {operation} at Maton: {message}")]
pub struct Error {
    kind: ErrorKind,
    operation: &'static str,
    message: Box<str>,
    wait: Option<Duration>,
    #[source]
    cause: Option<Failure>,
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What was being done, a verb and its object.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }

    /// How long to wait before trying again, where that is known to help.
    #[must_use]
    pub const fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// What is certain about the call, where one was made.
    #[must_use]
    pub fn certainty(&self) -> Option<Certainty> {
        self.cause.as_ref().map(Failure::certainty)
    }

    /// No connection of `app` is active; `others` are there and are not.
    pub(crate) fn none_active(app: App, others: &[ConnectionId]) -> Self {
        let waiting = match others {
            [] => String::new(),
            others => format!(" (not active: {})", named(others)),
        };
        let message = format!(
            "no connection of `{app}` is active{waiting}; create one with `freebusy connections add {app}` and open its URL"
        );
        Self::decided(ErrorKind::NoConnection, message)
    }

    /// Several connections of `app` are active.
    pub(crate) fn several_active(app: App, ids: &[ConnectionId]) -> Self {
        let message = format!(
            "{} connections of `{app}` are active ({}); name one of them as `maton_connection`",
            ids.len(),
            named(ids)
        );
        Self::decided(ErrorKind::Undecided, message)
    }

    fn decided(kind: ErrorKind, message: String) -> Self {
        Self { kind, operation: "choose a connection", message: message.into(), wait: None, cause: None }
    }
}

/// The ids in backticks; past a bound only how many more there are.
fn named(ids: &[ConnectionId]) -> String {
    let mut words: Vec<String> = ids.iter().take(IDS_AT_MOST).map(|id| format!("`{id}`")).collect();
    match ids.len().saturating_sub(IDS_AT_MOST) {
        0 => {}
        more => words.push(format!("{more} more")),
    }
    words.join(", ")
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let (kind, message) = told(&failure.trouble);
        let wait = match failure.certainty() {
            Certainty::Throttled(wait) => wait,
            Certainty::NotSent | Certainty::Rejected | Certainty::Ambiguous => None,
        };
        Self { kind, operation: failure.operation, message: message.into(), wait, cause: Some(failure) }
    }
}

/// The kind of a failure and its words: what happened, and the mend.
fn told(trouble: &Trouble) -> (ErrorKind, &'static str) {
    match trouble {
        Trouble::Refused(refusal) => refused(refusal),
        Trouble::HeldBack(_) => (ErrorKind::Throttled, "the key's own rate is used up; try again later"),
        Trouble::Broken(SendError::TooLarge(_)) => {
            (ErrorKind::Malformed, "its answer is larger than any list of connections; check the base URL")
        }
        Trouble::Broken(SendError::Blocked(_)) => {
            (ErrorKind::Refused, "its address may not be reached; check the base URL")
        }
        Trouble::Broken(_) => (
            ErrorKind::Unreachable,
            "it could not be reached or gave no whole answer; check the network and the base URL",
        ),
        Trouble::Unreadable(_) | Trouble::Redirected(_) | Trouble::Endless(_) => {
            (ErrorKind::Malformed, "its answer is not the one it promises; check the base URL")
        }
        Trouble::Unsendable(_) => (ErrorKind::Refused, "the call was not sent; check the base URL"),
    }
}

/// What a status of the gateway's own means.
fn refused(refusal: &Refusal) -> (ErrorKind, &'static str) {
    match refusal.status {
        StatusCode::UNAUTHORIZED => (
            ErrorKind::Unauthorised,
            "the Maton key is missing, wrong or expired; set a valid one, for instance in `MATON_API_KEY`",
        ),
        StatusCode::FORBIDDEN => (
            ErrorKind::Forbidden,
            "the Maton key does not allow this; use the key of the account that owns it",
        ),
        StatusCode::BAD_REQUEST => (
            ErrorKind::NoConnection,
            "there is no connection for the app; create one with `freebusy connections add` and open its URL",
        ),
        StatusCode::NOT_FOUND => {
            (ErrorKind::NoConnection, "there is no such connection; see `freebusy connections list`")
        }
        StatusCode::TOO_MANY_REQUESTS => {
            (ErrorKind::Throttled, "the key's calls are used up (10 a second); try again later")
        }
        StatusCode::INTERNAL_SERVER_ERROR => (
            ErrorKind::Failed,
            "it failed (status 500), as it does when an authorisation has expired; create a new connection and delete the old one",
        ),
        status if status.is_server_error() => (ErrorKind::Failed, "it failed; try again later"),
        _ => (ErrorKind::Refused, "it refused the call; check the base URL and the generation"),
    }
}

#[cfg(test)]
mod tests {
    use freebusy_transport::{Effect, Undecodable};

    use super::*;

    fn failure(trouble: Trouble) -> Error {
        Failure { operation: "list connections", effect: Effect::Read, gateway: None, trouble }.into()
    }

    fn status(status: u16, wait: Option<u64>) -> Error {
        failure(Trouble::Refused(Refusal {
            status: StatusCode::from_u16(status).unwrap(),
            wait: wait.map(Duration::from_secs),
            body: "canary-body".into(),
            request_id: None,
        }))
    }

    #[test]
    fn each_status_has_its_kind_and_its_mend() {
        let cases = [
            (400, ErrorKind::NoConnection, "connections add"),
            (401, ErrorKind::Unauthorised, "MATON_API_KEY"),
            (403, ErrorKind::Forbidden, "account"),
            (404, ErrorKind::NoConnection, "connections list"),
            (418, ErrorKind::Refused, "base URL"),
            (429, ErrorKind::Throttled, "later"),
            (500, ErrorKind::Failed, "delete the old one"),
            (503, ErrorKind::Failed, "later"),
        ];
        for (code, kind, mend) in cases {
            let error = status(code, None);
            assert_eq!(error.kind(), kind, "{code}");
            assert!(error.to_string().contains(mend), "{error}");
        }
    }

    #[test]
    fn a_message_is_one_sentence_that_says_what_and_where() {
        let text = status(401, None).to_string();
        assert!(text.starts_with("cannot list connections at Maton: the Maton key"), "{text}");
        assert!(!text.ends_with('.') && !text.contains('\n'));
    }

    #[test]
    fn a_throttled_call_says_how_long_to_wait() {
        assert_eq!(status(429, Some(3)).wait(), Some(Duration::from_secs(3)));
        assert_eq!(status(500, Some(3)).wait(), None);
        assert_eq!(failure(Trouble::HeldBack(Duration::from_secs(9))).wait(), Some(Duration::from_secs(9)));
    }

    #[test]
    fn what_broke_on_the_way_is_no_answer_of_the_gateway() {
        let kind = |error| failure(Trouble::Broken(error)).kind();
        assert_eq!(kind(SendError::TimedOut), ErrorKind::Unreachable);
        assert_eq!(kind(SendError::TooLarge(9)), ErrorKind::Malformed);
        let unreadable = Trouble::Unreadable(Undecodable("no JSON".into()));
        assert_eq!(failure(unreadable).kind(), ErrorKind::Malformed);
    }

    #[test]
    fn neither_text_nor_debug_shows_the_body() {
        let error = status(500, None);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[test]
    fn a_message_names_a_bounded_number_of_ids() {
        let ids: Vec<_> = (0..40).map(|n| ConnectionId::parse(&format!("c{n}")).unwrap()).collect();
        let text = Error::several_active(App::Calendly, &ids).to_string();
        assert!(text.contains("40 connections") && text.contains("`c9`, 30 more"), "{text}");
    }
}
