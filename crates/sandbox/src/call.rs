//! A call as a service sees it, and what it answers: whole and without a connection, which is for `server` and `sent`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

/// Which of the stand-ins is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Calendly's API.
    Calendly,
    /// Cal.com's API.
    Calcom,
    /// The data host of Maton's first generation.
    MatonData,
    /// The control host of Maton's first generation.
    MatonControl,
    /// The one host of Maton's second generation.
    MatonApi,
    /// The sandbox's own controls.
    Control,
}

/// A call as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path as it was sent, without the query.
    pub(crate) path: String,
    /// The segments of the path, unescaped.
    pub(crate) segments: Vec<String>,
    /// The query in its order, unescaped.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// The segments to match on.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The headers by their names in lower case; a secret shows only that it was there.
    pub(crate) fn public_headers(&self) -> Vec<(String, String)> {
        self.headers.iter().map(|(name, value)| (name.to_string(), public(name.as_str(), value))).collect()
    }

    /// A header that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn public(name: &str, value: &HeaderValue) -> String {
    match name {
        "authorization" | "proxy-authorization" | "cookie" | "x-cal-secret-key" => "[redacted]".to_owned(),
        _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
    }
}

/// Takes the escapes out of a segment of a path.
pub(crate) fn unescape(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Reads a query into its pairs, in their order.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let text = |part: &str| unescape(&part.replace('+', " "));
    let pair = |part: &str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (text(key), text(value))
    };
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

/// Writes text so that it may stand in a path or a query.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What a service answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// `None` for an answer without content.
    pub(crate) body: Option<Value>,
}

impl Answer {
    /// An answer with a body.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Some(body) }
    }

    /// An answer without content.
    pub(crate) const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None }
    }
}

/// A call and its answer as they went over the wire, for tests.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Which service was called.
    pub service: Service,
    /// The method.
    pub method: String,
    /// The path with its query, as it was sent.
    pub target: String,
    /// The headers by their names in lower case, without secrets.
    pub headers: Vec<(String, String)>,
    /// What was sent.
    pub body: Bytes,
    /// The status of the answer; 0 when a fault let none leave.
    pub status: u16,
    /// What was answered; whole, even where a fault cut it on its way.
    pub answer: Bytes,
}
