//! What a call's failure means: Cal.com's own error shapes, the frameworks' around it, and a gateway's.
//!
//! Four shapes are read: the envelope, `{statusCode, message}` of errors nobody caught, `{error,
//! error_description}` of OAuth, and anything else, which is shown as nothing but its status. What a server says
//! is shown short, without control characters and without e-mail addresses.

use std::time::Duration;

use freebusy_provider::{Error, ErrorKind, Outcome, Rejection, Retry};
use freebusy_transport::{Certainty, Endpoint, Failure, Refusal, SendError, Trouble, shown};
use serde::Deserialize;

/// How long to wait where a service says only that it is too much: its window.
const WINDOW: Duration = Duration::from_secs(60);

/// The most characters of a server's text in a message.
const LONGEST_TEXT: usize = 160;

/// What Cal.com says when a credential is an expired token of a managed user.
const TOKEN_EXPIRED: u16 = 498;

/// What says that a slot is not to be had, as code or as text, in lower case.
const NOT_FREE: [&str; 12] = [
    "no_available_users_found",
    "booking_time_out_of_bounds",
    "fixed_hosts_unavailable",
    "round_robin_host_unavailable",
    "round_robin_hosts_unavailable",
    "booking_seats_full",
    "booking_conflict",
    "already has booking",
    "no available users",
    "in the past",
    "minimum booking notice",
    "not available",
];

/// What says that a quota is used up.
const QUOTA: [&str; 2] = ["booker_limit_exceeded", "limit exceeded"];

/// What a call that changes something was about: the same status means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Book,
    /// A booking that names a reservation.
    BookHeld,
    Reserve,
    Cancel,
    Other,
}

/// What a server said about an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Said {
    code: Option<Box<str>>,
    message: Option<Box<str>>,
    /// Whether Cal.com itself said it, as far as its shape tells.
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Shape {
    Envelope,
    Framework,
    Oauth,
    #[default]
    Foreign,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Envelope {
        error: Inner,
    },
    Oauth {
        error: Box<str>,
        error_description: Option<Box<str>>,
    },
    Framework {
        #[serde(rename = "statusCode")]
        _status: u16,
        message: Text,
    },
}

#[derive(Deserialize)]
struct Inner {
    code: Option<Text>,
    message: Option<Text>,
}

/// A text, a list of texts, or something else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    One(Box<str>),
    Many(Vec<Box<str>>),
    Other(serde::de::IgnoredAny),
}

impl Text {
    fn into_text(self) -> Option<Box<str>> {
        match self {
            Self::One(text) => Some(text),
            Self::Many(texts) => Some(texts.join(", ").into()),
            Self::Other(_) => None,
        }
    }
}

impl Said {
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(Body::Envelope { error }) => Self {
                code: error.code.and_then(Text::into_text),
                message: error.message.and_then(Text::into_text),
                shape: Shape::Envelope,
            },
            Ok(Body::Oauth { error, error_description }) => {
                Self { code: Some(error), message: error_description, shape: Shape::Oauth }
            }
            Ok(Body::Framework { message, .. }) => {
                Self { code: None, message: message.into_text(), shape: Shape::Framework }
            }
            Err(_) => Self::default(),
        }
    }

    fn names_any(&self, words: &[&str]) -> bool {
        let texts = [&self.code, &self.message];
        let said = texts.into_iter().flatten().map(|text| text.to_ascii_lowercase());
        said.into_iter().any(|text| words.iter().any(|word| text.contains(word)))
    }

    /// Whether a 404 is about the path, not about what lies behind it: no such path in the version asked for.
    fn is_about_the_path(&self) -> bool {
        self.message.as_deref().is_some_and(|text| text.starts_with("Cannot "))
    }

    fn shown(&self) -> String {
        let texts = [&self.code, &self.message].into_iter().flatten();
        texts.map(|text| printable(text)).collect::<Vec<_>>().join(": ")
    }
}

/// What a stranger wrote, short enough for a message.
fn printable(text: &str) -> String {
    shown(text, LONGEST_TEXT)
}

/// Whether a refusal says that what was named is not there: Cal.com's own 404, and not one about the path.
pub(crate) fn is_gone(failure: &Failure) -> bool {
    refusal(failure).is_some_and(|refusal| {
        let said = Said::read(&refusal.body);
        refusal.status.as_u16() == 404
            && matches!(said.shape, Shape::Envelope | Shape::Framework)
            && !said.is_about_the_path()
    })
}

/// The status of a refusal.
pub(crate) fn status(failure: &Failure) -> Option<u16> {
    refusal(failure).map(|refusal| refusal.status.as_u16())
}

fn refusal(failure: &Failure) -> Option<&Refusal> {
    match &failure.trouble {
        Trouble::Refused(refusal) => Some(refusal),
        _ => None,
    }
}

/// The version that a call named.
pub(crate) fn version_of<T>(endpoint: &Endpoint<T>) -> Option<&str> {
    let mut headers = endpoint.headers().iter();
    headers.find(|(name, _)| name == crate::config::VERSION).and_then(|(_, value)| value.to_str().ok())
}

/// The failure of a call as the port tells it, whole in its own text; `version` is the one that the call named.
pub(crate) fn error(provider: &str, failure: &Failure, version: Option<&str>) -> Error {
    let (kind, retry) = nature(failure);
    let error = Error::new(kind, provider, failure.operation, message(failure, kind, version));
    error.with_retry(retry)
}

fn nature(failure: &Failure) -> (ErrorKind, Retry) {
    match &failure.trouble {
        Trouble::HeldBack(wait) => (ErrorKind::Throttled, Retry::After(*wait)),
        Trouble::Broken(SendError::NotSent(_) | SendError::TimedOut | SendError::Cut(_)) => {
            (ErrorKind::Unreachable, Retry::Later)
        }
        Trouble::Broken(SendError::TooLarge(_)) | Trouble::Endless(_) => (ErrorKind::TooLarge, Retry::Never),
        // The gateway has no connection to the account, or none that is active.
        Trouble::Refused(refusal) if refusal.status.as_u16() == 400 && is_gateways(failure) => {
            (ErrorKind::Unauthorised, Retry::Never)
        }
        Trouble::Refused(refusal) => refused(refusal),
        Trouble::Unreadable(_) | Trouble::Redirected(_) => (ErrorKind::Malformed, Retry::Never),
        _ => (ErrorKind::Refused, Retry::Never),
    }
}

/// Whether a refusal is the gateway's own, as far as its shape tells: none of those in which Cal.com itself speaks of a
/// call.
fn is_gateways(failure: &Failure) -> bool {
    let own =
        |refusal: &Refusal| matches!(Said::read(&refusal.body).shape, Shape::Envelope | Shape::Framework);
    failure.gateway.is_some() && refusal(failure).is_some_and(|refusal| !own(refusal))
}

fn refused(refusal: &Refusal) -> (ErrorKind, Retry) {
    match refusal.status.as_u16() {
        401 | TOKEN_EXPIRED => (ErrorKind::Unauthorised, Retry::Never),
        403 => (ErrorKind::Forbidden, Retry::Never),
        404 => (ErrorKind::NotFound, Retry::Never),
        429 => (ErrorKind::Throttled, Retry::After(refusal.wait.unwrap_or(WINDOW))),
        408 | 500.. => (ErrorKind::Failed, Retry::Later),
        _ => (ErrorKind::Refused, Retry::Never),
    }
}

fn message(failure: &Failure, kind: ErrorKind, version: Option<&str>) -> String {
    let Some(refusal) = refusal(failure) else { return failure.trouble.to_string() };
    let said = Said::read(&refusal.body);
    let mut text = failure.trouble.to_string();
    if !said.shown().is_empty() {
        text = format!("{text} (`{}`)", said.shown());
    }
    if let Some(id) = &refusal.request_id {
        text = format!("{text}, request `{}`", printable(id));
    }
    if let Some(gateway) = failure.gateway.filter(|_| is_gateways(failure)) {
        let mend = gateways_mend(refusal.status.as_u16());
        return format!("{text}, perhaps the answer of the gateway `{gateway}`; {mend}");
    }
    format!("{text}; {}", mend(kind, &said, version))
}

/// What to do where the gateway itself may have answered.
const fn gateways_mend(status: u16) -> &'static str {
    match status {
        400 => "connect the account there, and name the connection",
        401 => "check its key",
        429 => "wait, and ask for less at once",
        500 => {
            "the authorisation may have expired: make a new connection and delete the old one, or try later"
        }
        501.. => "try again later",
        _ => "check the connection and what was asked for",
    }
}

fn mend(kind: ErrorKind, said: &Said, version: Option<&str>) -> String {
    match kind {
        ErrorKind::Unauthorised => {
            "renew the credential of this connection, or see whether the page is still public".into()
        }
        ErrorKind::Forbidden => "use a credential whose account may see and change this".into(),
        ErrorKind::NotFound if said.is_about_the_path() => {
            let sent = version.unwrap_or("none");
            format!("the version sent was `{sent}`, and this server does not know the path in it")
        }
        ErrorKind::NotFound => "check its name and whose account it belongs to".into(),
        ErrorKind::Throttled => "wait, and ask for less at once".into(),
        ErrorKind::Failed => "try again later".into(),
        _ => "check what was asked for".into(),
    }
}

/// The refusals of a booking of which it is known that nothing was made.
const CLEAR: [u16; 11] = [400, 401, 402, 403, 404, 405, 409, 410, 422, 429, TOKEN_EXPIRED];

/// Whether a refused booking may have been made all the same: the refusal is none that is known of Cal.com.
fn is_unclear(failure: &Failure, deed: Deed) -> bool {
    let books = matches!(deed, Deed::Book | Deed::BookHeld);
    books
        && refusal(failure).is_some_and(|refusal| match refusal.status.as_u16() {
            400 | 404 | 405 => Said::read(&refusal.body).shape == Shape::Foreign && failure.gateway.is_none(),
            status => !CLEAR.contains(&status),
        })
}

/// Whether a reservation was refused because the account may not say for how long.
pub(crate) fn wants_no_duration(failure: &Failure) -> bool {
    matches!(status(failure), Some(401 | 403)) && !is_gateways(failure)
}

/// How a call that changes something ended when it did not end well.
pub(crate) fn outcome<T>(provider: &str, failure: &Failure, version: Option<&str>, deed: Deed) -> Outcome<T> {
    let error = error(provider, failure, version);
    match failure.certainty() {
        // A status of Cal.com's own, which nobody has registered.
        Certainty::Ambiguous if status(failure) == Some(TOKEN_EXPIRED) => {
            Outcome::Rejected(Rejection::Unauthorised, error)
        }
        // What the gateway refuses for reasons of its own that nobody has told us of, it may have passed on before.
        Certainty::Rejected if is_gateways(failure) && !matches!(status(failure), Some(400 | 401 | 403)) => {
            Outcome::Ambiguous(error)
        }
        Certainty::Rejected if is_unclear(failure, deed) => Outcome::Ambiguous(error),
        Certainty::NotSent => Outcome::NotSent(error),
        Certainty::Throttled(wait) => Outcome::Throttled(wait.unwrap_or(WINDOW)),
        Certainty::Rejected => Outcome::Rejected(rejection(failure, deed), error),
        Certainty::Ambiguous => Outcome::Ambiguous(error),
    }
}

/// A step before the change itself that failed: nothing was sent that changes anything.
pub(crate) fn not_begun<T>(error: Error) -> Outcome<T> {
    if let (ErrorKind::Throttled, Retry::After(wait)) = (error.kind(), error.retry()) {
        return Outcome::Throttled(wait);
    }
    match error.kind() {
        ErrorKind::Unauthorised | ErrorKind::Forbidden => Outcome::Rejected(Rejection::Unauthorised, error),
        ErrorKind::NotFound | ErrorKind::Refused => Outcome::Rejected(Rejection::Invalid, error),
        _ => Outcome::NotSent(error),
    }
}

fn rejection(failure: &Failure, deed: Deed) -> Rejection {
    let Some(refusal) = refusal(failure) else { return Rejection::Invalid };
    let said = Said::read(&refusal.body);
    match (refusal.status.as_u16(), deed) {
        (400, _) if is_gateways(failure) => Rejection::Unauthorised,
        (401 | 403 | TOKEN_EXPIRED, _) => Rejection::Unauthorised,
        (402, _) => Rejection::Plan,
        (410, Deed::BookHeld) => Rejection::HoldLapsed,
        // A server that does not know reservations in bookings may say so instead of ignoring it.
        (400, Deed::BookHeld) if said.names_any(&["reservedslotuid"]) => Rejection::HoldLapsed,
        (409 | 410 | 422, Deed::Book | Deed::BookHeld | Deed::Reserve) => Rejection::Taken,
        (404, Deed::Cancel) if is_gone(failure) => Rejection::Taken,
        (_, Deed::Book | Deed::BookHeld) if said.names_any(&QUOTA) => Rejection::Plan,
        (_, Deed::Book | Deed::BookHeld | Deed::Reserve) if said.names_any(&NOT_FREE) => Rejection::Taken,
        _ => Rejection::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use freebusy_transport::{Effect, StatusCode};

    use super::*;

    fn refused(status: u16, body: &str) -> Failure {
        let status = StatusCode::from_u16(status).unwrap();
        let refusal = Refusal { status, wait: None, body: body.as_bytes().to_vec().into(), request_id: None };
        let trouble = Trouble::Refused(refusal);
        Failure { operation: "book a meeting", effect: Effect::Change, gateway: None, trouble }
    }

    fn envelope(code: &str, message: &str) -> String {
        format!(
            r#"{{"status":"error","timestamp":"x","path":"/v2","error":{{"code":"{code}","message":"{message}"}}}}"#
        )
    }

    fn booked(status: u16, body: &str) -> Option<Rejection> {
        match outcome::<()>("calcom:a", &refused(status, body), None, Deed::Book) {
            Outcome::Rejected(rejection, _) => Some(rejection),
            _ => None,
        }
    }

    #[test]
    fn every_status_has_its_kind_and_its_advice() {
        let table = [
            (400, ErrorKind::Refused, Retry::Never),
            (401, ErrorKind::Unauthorised, Retry::Never),
            (498, ErrorKind::Unauthorised, Retry::Never),
            (403, ErrorKind::Forbidden, Retry::Never),
            (404, ErrorKind::NotFound, Retry::Never),
            (409, ErrorKind::Refused, Retry::Never),
            (429, ErrorKind::Throttled, Retry::After(WINDOW)),
            (500, ErrorKind::Failed, Retry::Later),
            (503, ErrorKind::Failed, Retry::Later),
        ];
        for (status, kind, retry) in table {
            let error = error("calcom:a", &refused(status, "<html>"), None);
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{status}");
        }
    }

    #[test]
    fn a_slot_that_is_gone_is_told_apart_from_a_wrong_call() {
        let lost = envelope("BadRequestException", "User either already has booking at this time");
        assert_eq!(booked(400, &lost), Some(Rejection::Taken));
        assert_eq!(
            booked(400, r#"{"statusCode":400,"message":"no_available_users_found_error"}"#),
            Some(Rejection::Taken)
        );
        assert_eq!(
            booked(409, r#"{"statusCode":409,"message":"booking_conflict_error"}"#),
            Some(Rejection::Taken)
        );
        assert_eq!(booked(410, "{}"), Some(Rejection::Taken));
        assert_eq!(
            booked(400, &envelope("BadRequestException", "attendee.email must be an email")),
            Some(Rejection::Invalid)
        );
        // Whoever wrote this, nothing says that Cal.com has made nothing.
        assert_eq!(booked(400, "<html>no</html>"), None);
        assert_eq!(booked(404, "<html>no</html>"), None);
        assert_eq!(booked(418, &envelope("TeapotException", "no")), None);
        assert_eq!(
            booked(404, &envelope("NotFoundException", "Event type not found")),
            Some(Rejection::Invalid)
        );
        assert_eq!(booked(400, &envelope("X", "booker_limit_exceeded_error")), Some(Rejection::Plan));
        assert_eq!(booked(498, "{}"), Some(Rejection::Unauthorised));
        assert_eq!(booked(402, "{}"), Some(Rejection::Plan));
    }

    #[test]
    fn a_booking_that_names_a_reservation_tells_when_that_is_no_more() {
        let ended = |status, body: &str| outcome::<()>("a", &refused(status, body), None, Deed::BookHeld);
        let gone = envelope("GoneException", "the reserved slot is unknown");
        assert!(matches!(ended(410, &gone), Outcome::Rejected(Rejection::HoldLapsed, _)));
        let unknown = envelope("BadRequestException", "property reservedSlotUid should not exist");
        assert!(matches!(ended(400, &unknown), Outcome::Rejected(Rejection::HoldLapsed, _)));
        let earlier = envelope("ConflictException", "reserved by somebody else");
        assert!(matches!(ended(409, &earlier), Outcome::Rejected(Rejection::Taken, _)));
        assert!(matches!(ended(418, "{}"), Outcome::Ambiguous(_)));
    }

    #[test]
    fn what_fails_for_its_rate_before_anything_is_sent_is_throttled() {
        let wait = Duration::from_secs(7);
        let error = Error::new(ErrorKind::Throttled, "a", "read", "no").with_retry(Retry::After(wait));
        assert!(matches!(not_begun::<()>(error), Outcome::Throttled(it) if it == wait));
    }

    #[test]
    fn a_taken_reservation_is_taken_and_a_server_error_is_ambiguous() {
        let taken = outcome::<()>("a", &refused(422, "{}"), None, Deed::Reserve);
        assert!(matches!(taken, Outcome::Rejected(Rejection::Taken, _)));
        let failed = outcome::<()>("a", &refused(502, "<html>"), None, Deed::Book);
        assert!(matches!(failed, Outcome::Ambiguous(_)));
        let throttled = outcome::<()>("a", &refused(429, "{}"), None, Deed::Book);
        assert!(matches!(throttled, Outcome::Throttled(wait) if wait == WINDOW));
        let wrong = outcome::<()>("a", &refused(422, "{}"), None, Deed::Other);
        assert!(matches!(wrong, Outcome::Rejected(Rejection::Invalid, _)));
    }

    #[test]
    fn a_missing_path_names_the_version_and_is_not_a_missing_booking() {
        let path = refused(404, &envelope("NotFoundException", "Cannot GET /v2/slots"));
        let text = error("calcom:a", &path, Some("2024-09-04")).to_string();
        assert!(text.contains("`2024-09-04`"), "{text}");
        assert!(!is_gone(&path));
        assert!(is_gone(&refused(404, &envelope("NotFoundException", "Booking with uid=x was not found"))));
        assert!(!is_gone(&refused(404, "<html>not here</html>")));
    }

    #[test]
    fn texts_of_servers_are_short_and_show_neither_mail_nor_control_characters() {
        let long = format!("\\u001b[31m ana@example.com {}", "x".repeat(10_000));
        let text = error("calcom:a", &refused(400, &envelope("Bad", &long)), None).to_string();
        assert!(text.len() < 600, "{}", text.len());
        assert!(!text.contains("ana@example.com") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn a_message_names_the_gateway_that_may_have_answered_and_the_exchange() {
        let mut failure = refused(500, "<html>");
        failure.gateway = Some("maton");
        if let Trouble::Refused(refusal) = &mut failure.trouble {
            refusal.request_id = Some("r-1".into());
        }
        let text = error("calcom:a", &failure, None).to_string();
        assert!(text.contains("`maton`") && text.contains("`r-1`"), "{text}");
        assert!(text.contains("make a new connection and delete the old one"), "{text}");
        let mut lost = refused(400, r#"{"message":"no connection"}"#);
        lost.gateway = Some("maton");
        assert_eq!(error("calcom:a", &lost, None).kind(), ErrorKind::Unauthorised);
        let end = outcome::<()>("calcom:a", &lost, None, Deed::Book);
        assert!(matches!(end, Outcome::Rejected(Rejection::Unauthorised, _)), "{end:?}");
        let mut odd = refused(404, "<html>");
        odd.gateway = Some("maton");
        assert!(matches!(outcome::<()>("calcom:a", &odd, None, Deed::Book), Outcome::Ambiguous(_)));
        let mut own = refused(500, &envelope("InternalServerErrorException", "no"));
        own.gateway = Some("maton");
        assert!(!error("calcom:a", &own, None).to_string().contains("maton"));
    }

    #[test]
    fn a_gateway_without_an_active_connection_wants_the_account_connected() {
        let mut failure = refused(400, r#"{"error":"The connection is not active yet"}"#);
        failure.gateway = Some("maton");
        let told = error("calcom:a", &failure, None);
        assert_eq!(told.kind(), ErrorKind::Unauthorised);
        assert!(told.to_string().ends_with("connect the account there, and name the connection"), "{told}");
        let mut own = refused(400, &envelope("BadRequestException", "no"));
        own.gateway = Some("maton");
        assert_eq!(error("calcom:a", &own, None).kind(), ErrorKind::Refused);
    }

    #[test]
    fn every_shape_of_an_error_is_read() {
        assert_eq!(Said::read(envelope("A", "b").as_bytes()).shown(), "A: b");
        assert_eq!(Said::read(br#"{"statusCode":500,"message":["a","b"]}"#).shown(), "a, b");
        assert_eq!(
            Said::read(br#"{"error":"invalid_grant","error_description":"old"}"#).shown(),
            "invalid_grant: old"
        );
        for odd in ["", "null", "[]", "<html>", r#"{"error":7}"#, "\u{0}"] {
            assert_eq!(Said::read(odd.as_bytes()), Said::default(), "{odd:?}");
        }
    }
}
