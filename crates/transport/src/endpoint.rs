//! A call as a value: what is sent where, and how its answer is read.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What may stand in a path segment as it is: everything but what separates or hides.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Whether a call changes something at the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It only reads: it may be repeated.
    Read,
    /// It changes something: it is sent once.
    Change,
}

/// What a method does to a service.
pub(crate) fn effect_of(method: &Method) -> Effect {
    if method.is_safe() { Effect::Read } else { Effect::Change }
}

/// An answer that is not what the service promises: what is wrong, without any of its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Undecodable(pub Box<str>);

/// A call: method, path, query, headers, body, and the decoder of its answer.
///
/// ```
/// use freebusy_transport::{Endpoint, path};
///
/// let call: Endpoint<serde_json::Value> =
///     Endpoint::get("list invitees", path(["scheduled_events", "AB/C", "invitees"])).query("count", 100);
/// assert_eq!(call.target(), "/scheduled_events/AB%2FC/invitees?count=100");
/// ```
pub struct Endpoint<T> {
    operation: &'static str,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
    quota: Option<&'static str>,
    shown: Option<&'static str>,
    decode: fn(&[u8]) -> Result<T, Undecodable>,
}

/// The path whose segments are `segments`, each of them escaped; it begins with a slash.
///
/// A segment that is empty, `.` or `..` is kept, and the call refused when it is sent.
pub fn path<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    segments.into_iter().fold(String::new(), |mut path, segment| {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
        path
    })
}

impl<T: DeserializeOwned> Endpoint<T> {
    /// A call that reads. `operation` is a verb and its object: "list event types".
    #[must_use]
    pub fn get(operation: &'static str, path: String) -> Self {
        Self::new(operation, Method::GET, path, json)
    }

    /// A call that creates or acts.
    #[must_use]
    pub fn post(operation: &'static str, path: String) -> Self {
        Self::new(operation, Method::POST, path, json)
    }

    /// A call that changes what is there.
    #[must_use]
    pub fn patch(operation: &'static str, path: String) -> Self {
        Self::new(operation, Method::PATCH, path, json)
    }

    /// A call that deletes and answers with what was deleted.
    #[must_use]
    pub fn delete(operation: &'static str, path: String) -> Self {
        Self::new(operation, Method::DELETE, path, json)
    }
}

impl<T> Endpoint<T> {
    /// A call with a decoder of its own.
    #[must_use]
    pub fn new(
        operation: &'static str,
        method: Method,
        path: String,
        decode: fn(&[u8]) -> Result<T, Undecodable>,
    ) -> Self {
        Self {
            operation,
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            quota: None,
            shown: None,
            decode,
        }
    }

    /// The same call with a query parameter, both parts percent-encoded; brackets of its name stay as they are.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// The same call with a query parameter where there is a value.
    #[must_use]
    pub fn maybe(self, name: impl Into<String>, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// The same call with a header, whose name is written in lower case.
    ///
    /// # Panics
    /// When the name or the value is none that HTTP allows.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((HeaderName::from_static(name), HeaderValue::from_static(value)));
        self
    }

    /// The same call with a JSON body.
    ///
    /// # Panics
    /// When `body` has no form in JSON, such as a map whose keys are no text.
    #[must_use]
    pub fn json(mut self, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("bodies are plain data with text as keys");
        self.body = Some(body.into());
        self
    }

    /// The same call, which also counts towards the buckets of this quota; see
    /// [`Bucket::for_quota`](crate::Bucket::for_quota).
    #[must_use]
    pub const fn quota(mut self, quota: &'static str) -> Self {
        self.quota = Some(quota);
        self
    }

    /// The same call, whose path opens something for whoever knows it: events and `Debug` show this template.
    #[must_use]
    pub const fn shown_as(mut self, template: &'static str) -> Self {
        self.shown = Some(template);
        self
    }

    /// What events and `Debug` call its path.
    #[must_use]
    pub fn shown_path(&self) -> &str {
        self.shown.unwrap_or(&self.path)
    }

    /// The quota that it counts towards.
    #[must_use]
    pub const fn quota_name(&self) -> Option<&'static str> {
        self.quota
    }

    /// What it does, a verb and its object.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }

    /// Its method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// Whether it changes something.
    #[must_use]
    pub fn effect(&self) -> Effect {
        effect_of(&self.method)
    }

    /// Path and query as they are sent, behind the route's base.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.extend(utf8_percent_encode(name, QUERY_NAME));
            target.push('=');
            target.extend(utf8_percent_encode(value, QUERY_VALUE));
        }
        target
    }

    /// Its own headers.
    #[must_use]
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.headers
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// When the answer is not what the service promises.
    pub fn decode(&self, body: &[u8]) -> Result<T, Undecodable> {
        (self.decode)(body)
    }
}

impl Endpoint<()> {
    /// A call whose answer has no content, or none that matters.
    #[must_use]
    pub fn without_answer(operation: &'static str, method: Method, path: String) -> Self {
        Self::new(operation, method, path, |_| Ok(()))
    }
}

/// Query, body and header values may hold people's data: only the operation and the path are shown.
impl<T> fmt::Debug for Endpoint<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.shown_path())
            .finish_non_exhaustive()
    }
}

/// What names of query parameters keep as it is: brackets too, which Cal.com wants literally.
const QUERY_NAME: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'\\');

/// What values of query parameters keep as it is.
const QUERY_VALUE: &AsciiSet = &QUERY_NAME.add(b'\'').add(b'[').add(b']').add(b'?');

/// Reads JSON; what is wrong is told by place and kind, never by the text that was there.
///
/// # Errors
/// When the body is no JSON, or not of the shape of `T`.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Syntax => "no JSON",
            serde_json::error::Category::Eof => "cut short",
            serde_json::error::Category::Data => "not of the promised shape",
            serde_json::error::Category::Io => "unreadable",
        };
        Undecodable(format!("{what} at line {} column {}", error.line(), error.column()).into())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use url::Url;

    use super::*;

    proptest! {
        #[test]
        fn a_segment_is_read_back_as_it_was_written(segment in any::<String>()) {
            let text = format!("https://example.com{}", path(["a", &segment, "b"]));
            let url = Url::parse(&text).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            // These three are refused when the call is sent.
            prop_assume!(!matches!(&*segment, "." | ".."));
            let read = percent_encoding::percent_decode_str(segments[1]).decode_utf8().unwrap();
            prop_assert_eq!((segments.len(), &*read), (3, &*segment));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }

        #[test]
        fn a_query_is_read_back_as_it_was_written(name in any::<String>(), value in any::<String>()) {
            let call: Endpoint<Value> = Endpoint::get("read it", path(["a"])).query(name.clone(), &value).query("z", 1);
            let url = Url::parse(&format!("https://example.com{}", call.target())).unwrap();
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, [(name, value), ("z".to_owned(), "1".to_owned())]);
        }

        #[test]
        fn what_is_wrong_with_an_answer_quotes_nothing_of_it(text in "[a-z]{9,20}") {
            let call: Endpoint<Vec<u32>> = Endpoint::get("read it", path(["a"]));
            let error = call.decode(format!("[{{\"{text}\":\"{text}\"}}]").as_bytes()).unwrap_err();
            prop_assert!(!error.to_string().contains(&text));
        }
    }
}
