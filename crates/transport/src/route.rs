//! The way to a service: where calls go, with which credential, within which rates.

use std::fmt;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use url::Url;

use crate::credential::{Credential, Origin};
use crate::rate::Bucket;

/// An URL that paths are put behind: http or https, a host, no query and no fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is no base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBaseUrl {
    /// It is no URL with a host.
    #[error("is no URL; write one such as `https://api.example.com`")]
    NoUrl,
    /// It is neither http nor https, or http to anything but this machine.
    #[error("would travel unencrypted; write an https URL (http is for this machine only)")]
    Unencrypted,
    /// It holds a user name or a password.
    #[error("holds a user name or password; give the credential on its own")]
    Credentials,
    /// It has a query or a fragment.
    #[error("has a query or a fragment; write only scheme, host and path")]
    Query,
}

impl BaseUrl {
    /// Reads a base URL; a slash at its end is taken off.
    ///
    /// ```
    /// use freebusy_transport::{BadBaseUrl, BaseUrl};
    ///
    /// assert_eq!(BaseUrl::parse("https://api.example.com/v2/").map(|base| base.to_string()), Ok("https://api.example.com/v2".into()));
    /// assert!(BaseUrl::parse("http://127.0.0.1:8080").is_ok());
    /// assert_eq!(BaseUrl::parse("http://api.example.com"), Err(BadBaseUrl::Unencrypted));
    /// ```
    ///
    /// # Errors
    /// See [`BadBaseUrl`].
    pub fn parse(text: &str) -> Result<Self, BadBaseUrl> {
        let url = Url::parse(text).map_err(|_| BadBaseUrl::NoUrl)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(BadBaseUrl::NoUrl);
        }
        if url.scheme() == "http" && !is_this_machine(&url) {
            return Err(BadBaseUrl::Unencrypted);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadBaseUrl::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadBaseUrl::Query);
        }
        Ok(Self(url))
    }

    /// The same base with `path` behind it, which is taken as it is: its escaping is the caller's.
    #[must_use]
    pub fn join(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{}", self.0.path().trim_end_matches('/'), path.trim_start_matches('/')));
        Self(url)
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::of(&self.0)
    }

    /// The URL of a call whose path and query are `target`, which begins with a slash.
    pub(crate) fn at(&self, target: &str) -> Result<Url, BadTarget> {
        check(target)?;
        let base = self.0.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{base}{target}")).map_err(|_| BadTarget::Character)?;
        let stays =
            url.origin() == self.0.origin() && url.path().starts_with(self.0.path().trim_end_matches('/'));
        stays.then_some(url).ok_or(BadTarget::Segment)
    }
}

/// Why a path and query cannot be put behind a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadTarget {
    #[error("its path does not begin with a slash")]
    Slash,
    #[error("its path has a segment that is empty, `.` or `..`; an identifier in it is missing or wrong")]
    Segment,
    #[error("its path or query has a character that must be percent-encoded")]
    Character,
}

/// Refuses whatever a reader of URLs would silently take out, turn round or resolve.
fn check(target: &str) -> Result<(), BadTarget> {
    let path = target.split('?').next().unwrap_or_default();
    if !target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') || path.contains('\\') {
        return Err(BadTarget::Character);
    }
    let segments = path.strip_prefix('/').ok_or(BadTarget::Slash)?;
    if segments.split('/').any(is_no_name) { Err(BadTarget::Segment) } else { Ok(()) }
}

/// Whether a segment names nothing, or a place relative to others (a percent-encoded dot counts as one).
fn is_no_name(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..")
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The way to a service.
#[derive(Clone)]
pub struct Route {
    pub(crate) base: BaseUrl,
    pub(crate) credential: Option<Credential>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) buckets: Vec<Arc<Bucket>>,
    pub(crate) through: Option<&'static str>,
}

impl Route {
    /// Straight to the service at `base`, without a credential.
    #[must_use]
    pub const fn direct(base: BaseUrl) -> Self {
        Self { base, credential: None, headers: Vec::new(), buckets: Vec::new(), through: None }
    }

    /// The same route with a credential; it is sent only where the base lies on its origin.
    #[must_use]
    pub fn with_credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// The same route with a header on every call.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same route within one more rate; several routes may share a bucket.
    #[must_use]
    pub fn within(mut self, bucket: Arc<Bucket>) -> Self {
        self.buckets.push(bucket);
        self
    }

    /// The same route, known to lead through a gateway of this name: an error may then be the gateway's own.
    #[must_use]
    pub const fn through(mut self, gateway: &'static str) -> Self {
        self.through = Some(gateway);
        self
    }

    /// Where calls go.
    #[must_use]
    pub const fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// The gateway it leads through.
    #[must_use]
    pub const fn gateway(&self) -> Option<&'static str> {
        self.through
    }
}

/// Headers may name accounts: only base and gateway are shown.
impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (base, gateway) = (&self.base, &self.through);
        f.debug_struct("Route").field("base", base).field("gateway", gateway).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_https_or_this_machine() {
        for good in [
            "https://api.example.com",
            "https://cal.example.com:3000/api/",
            "http://127.0.0.1:80",
            "http://[::1]:9",
            "http://localhost:1/x",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        let bad = [
            ("api.example.com", BadBaseUrl::NoUrl),
            ("ftp://example.com", BadBaseUrl::NoUrl),
            ("file:///x", BadBaseUrl::NoUrl),
            ("http://example.com", BadBaseUrl::Unencrypted),
            ("http://127.0.0.1.example.com", BadBaseUrl::Unencrypted),
            ("http://10.0.0.1", BadBaseUrl::Unencrypted),
            ("https://ana:secret@example.com", BadBaseUrl::Credentials),
            ("https://example.com/?x=1", BadBaseUrl::Query),
            ("https://example.com/#x", BadBaseUrl::Query),
        ];
        for (text, why) in bad {
            assert_eq!(BaseUrl::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_target_stands_behind_the_path_of_its_base() {
        for base in ["https://example.com/api/v2", "https://example.com/api/v2/"] {
            let url = BaseUrl::parse(base).unwrap().at("/me?x=/../y").unwrap();
            assert_eq!(url.as_str(), "https://example.com/api/v2/me?x=/../y");
        }
    }

    #[test]
    fn a_target_that_a_reader_of_urls_would_change_is_refused() {
        let base = BaseUrl::parse("https://example.com/api").unwrap();
        for target in ["/..", "/../x", "/a/..", "/a/.", "//x", "/a//b", "/a/", "/", "/%2E%2e/x", "/.%2E"] {
            assert_eq!(base.at(target), Err(BadTarget::Segment), "{target}");
        }
        for target in ["/a\\..\\b", "/a\t", "/a\n.", "/ü", "/a b", "/a#b", "/a?b#c", "/a?b c"] {
            assert_eq!(base.at(target), Err(BadTarget::Character), "{target}");
        }
        for target in ["", "a", "@evil.example", ":80/x", "?x=1"] {
            assert_eq!(base.at(target), Err(BadTarget::Slash), "{target}");
        }
    }
}
