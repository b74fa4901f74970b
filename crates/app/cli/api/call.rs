//! A call as the command line describes it.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;
use freebusy_transport::{Channel, Endpoint, Failure, HeaderMap, HeaderName, HeaderValue, Method, Response};
use serde_json::Value;
use url::form_urlencoded;

use super::fields::{self, Field};
use crate::args::ApiArgs;
use crate::config::Service;
use crate::message::escape;

/// The largest body, in bytes.
const LARGEST: u64 = 16 << 20;

/// Headers that are not for the command line: they carry secrets, or say where a call goes and how long it is.
const OURS: [&str; 8] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "maton-connection",
];

/// A call to a service.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) service: Service,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Value>,
}

impl Call {
    /// Reads what the command line says.
    pub(super) fn read(args: &ApiArgs, service: Service) -> Result<Self, String> {
        let method = method(&args.method)?;
        if args.paginate && method != Method::GET {
            return Err("--paginate is for GET; leave it out".to_owned());
        }
        let (path, mut query) = path(&args.path, service)?;
        let headers = headers(&args.header)?;
        let fields = fields::read(&args.field)?;
        let input = args.input.as_ref().map(|file| input(file)).transpose()?;
        let body = match input {
            Some(_) if method.is_safe() => {
                return Err(format!("--input: a {method} carries no body; leave it out"));
            }
            Some(body) => {
                // The body is spoken for: what else there is to say goes beside it.
                query.extend(fields.into_iter().map(Field::into_query));
                Some(body)
            }
            None if method.is_safe() || fields.is_empty() => {
                query.extend(fields.into_iter().map(Field::into_query));
                None
            }
            None => Some(fields::body(fields)?),
        };
        Ok(Self { service, method, path, query, headers, body })
    }

    /// Whether the query has a parameter of that name.
    pub(super) fn asks_for(&self, name: &str) -> bool {
        self.query.iter().any(|(asked, _)| asked == name)
    }

    /// The value of the parameter of that name.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(asked, _)| asked == name).map(|(_, value)| value.as_str())
    }

    /// Whether it changes something.
    pub(super) fn changes(&self) -> bool {
        !self.method.is_safe()
    }

    /// The same call in the version of its path, unless its caller has named one.
    pub(super) fn in_version<E>(
        mut self,
        of: impl FnOnce(&str) -> Result<Option<&'static str>, E>,
    ) -> Result<Self, E> {
        if let Some(version) = of(&self.path)? {
            let name = HeaderName::from_static(freebusy_calcom::VERSION);
            self.headers.entry(name).or_insert(HeaderValue::from_static(version));
        }
        Ok(self)
    }

    /// Sends the call with further parameters, which take the place of those of the same name.
    pub(super) async fn send(
        &self,
        channel: &Channel,
        more: &[(&'static str, String)],
    ) -> Result<Response, Failure> {
        let body = self.body.as_ref().map(|body| Bytes::from(body.to_string()));
        channel.raw(self.method.clone(), &self.target(more), body, self.headers.clone()).await
    }

    /// Path and query as they are sent.
    fn target(&self, more: &[(&'static str, String)]) -> String {
        let own = self.query.iter().filter(|(name, _)| !more.iter().any(|(added, _)| added == name));
        let call = Endpoint::without_answer("call the API", self.method.clone(), self.path.clone());
        let call = own.fold(call, |call, (name, value)| call.query(name.as_str(), value));
        more.iter().fold(call, |call, (name, value)| call.query(*name, value)).target()
    }
}

fn method(text: &str) -> Result<Method, String> {
    let known = [Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE];
    let upper = text.to_ascii_uppercase();
    known.into_iter().find(|method| method.as_str() == upper).ok_or_else(|| {
        format!("METHOD: `{}` is no method; write GET, POST, PATCH, PUT or DELETE", escape(text))
    })
}

/// The path as it is sent, and the query that stood behind it.
fn path(text: &str, service: Service) -> Result<(String, Vec<(String, String)>), String> {
    let mend = "write the path alone, such as `/users/me`";
    if text.split_once("://").is_some_and(|(scheme, _)| !scheme.contains(['?', '/'])) {
        return Err(format!("PATH is a whole URL, and the credential goes to no host but its own; {mend}"));
    }
    if !text.starts_with('/') || text.starts_with("//") {
        return Err(format!("PATH does not begin with a single `/`; {mend}"));
    }
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '#');
    if path.contains(is_odd) {
        return Err(format!("PATH holds a character that no path has; {mend}"));
    }
    let lower = path.to_ascii_lowercase().replace("%2e", ".");
    if lower.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(format!("PATH leads out of the service by `..`; {mend}"));
    }
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let is_versioned = path == "/v2" || path.starts_with("/v2/");
    let path = match service {
        Service::Calcom if !is_versioned => format!("/v2{path}"),
        Service::Calcom | Service::Calendly => path.to_owned(),
    };
    Ok((path, query))
}

/// The headers that are asked for.
fn headers(texts: &[String]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for text in texts {
        let wrong = |what: &str| format!("--header: {what}; write `name=value`");
        let (name, value) = text.split_once('=').ok_or_else(|| wrong("one has no `=`"))?;
        let name: HeaderName =
            name.trim().parse().map_err(|_| wrong("one has no name that a header can have"))?;
        if OURS.contains(&name.as_str()) {
            return Err(format!("--header: `{name}` is set by the program alone; leave it out"));
        }
        let value = HeaderValue::from_str(value.trim())
            .map_err(|_| wrong(&format!("`{name}` has a value that no header can carry")))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn input(path: &std::path::Path) -> Result<Value, String> {
    let bytes = match path.as_os_str() == "-" {
        true => bytes(std::io::stdin().lock()),
        false => File::open(path).and_then(bytes),
    };
    let name = path.display();
    let bytes = bytes.map_err(|error| format!("--input: cannot read `{name}`: {error}; check its path"))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        format!("--input: `{name}` is no JSON at line {line} column {column}; write one JSON value")
    })
}

fn bytes(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > LARGEST) {
        return Err(std::io::Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for text in [
            "https://evil.test/users/me",
            "//evil.test/users/me",
            "users/me",
            "/../users",
            "/users/%2e%2E/x",
            "/a/./b",
            "/a\\b",
            "/a b",
            "/a#b",
            "",
        ] {
            assert!(path(text, Service::Calendly).is_err(), "{text}");
        }
    }

    #[test]
    fn a_query_behind_the_path_is_kept_and_an_url_in_it_is_a_value() {
        let (path, query) =
            path("/events?user=https://api.calendly.com/users/A&n=1", Service::Calendly).unwrap();
        assert_eq!(path, "/events");
        let user = ("user".to_owned(), "https://api.calendly.com/users/A".to_owned());
        assert_eq!(query, [user, ("n".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn paths_of_cal_com_need_no_version_in_front() {
        assert_eq!(path("/me", Service::Calcom).unwrap().0, "/v2/me");
        assert_eq!(path("/v2/me", Service::Calcom).unwrap().0, "/v2/me");
    }

    #[test]
    fn a_header_of_the_callers_wins_and_secret_ones_are_refused() {
        let given = headers(&["cal-api-version=2024-04-15".into()]).unwrap();
        let call = Call {
            service: Service::Calcom,
            method: Method::GET,
            path: "/v2/bookings".to_owned(),
            query: Vec::new(),
            headers: given,
            body: None,
        };
        let call = call.in_version(|_| Ok::<_, ()>(Some("2024-08-13"))).unwrap();
        assert_eq!(call.headers.get_all("cal-api-version").iter().collect::<Vec<_>>(), ["2024-04-15"]);
        assert!(headers(&["Authorization=Bearer x".into()]).is_err());
        assert!(headers(&["nothing".into()]).is_err());
    }
}
