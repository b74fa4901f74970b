//! The HTTP client of the reqwest crate as an [`Http`].

use std::env;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::future::BoxFuture;
use reqwest::{ClientBuilder, NoProxy, Proxy};

use crate::guard::Reach;
use crate::http_client::{Http, Request, Response, SendError};
use crate::resolver::{PublicOnly, SystemResolver, blocked_by};

/// Shorter than any sensible time limit of a call, so that what never connected is known not to have been sent.
const CONNECTED_WITHIN: Duration = Duration::from_secs(10);

/// Below the minute or so after which services close quiet connections: a call that changes something and meets
/// a connection that is just being closed ends in doubt.
const KEPT_FOR: Duration = Duration::from_secs(20);

/// Never behind a proxy: a proxy's own loopback is another machine.
const THIS_MACHINE: &str = "localhost,127.0.0.0/8,::1";

/// A client builder of the caller's (TLS is its choice) with what must hold for calls to services: no redirects,
/// no repeating, 10 s to connect, 20 s for which a quiet connection is kept, and for [`Reach::Public`] a resolver that yields public addresses only.
///
/// Proxies are those of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), never for this
/// machine; for [`Reach::Public`] there is none, as it would look names up itself.
pub fn hardened(builder: ClientBuilder, reach: Reach) -> ClientBuilder {
    let builder = builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(CONNECTED_WITHIN)
        .pool_idle_timeout(KEPT_FOR)
        .no_proxy();
    match reach {
        Reach::Anywhere => proxied(builder, |name| env::var(name).ok()),
        Reach::Public => builder.https_only(true).dns_resolver(PublicOnly(Arc::new(SystemResolver))),
    }
}

/// The same builder with the proxies that `variable` names, which are not used for this machine.
fn proxied(builder: ClientBuilder, variable: impl Fn(&str) -> Option<String>) -> ClientBuilder {
    let named = |name: &str| variable(name).or_else(|| variable(&name.to_ascii_lowercase()));
    let except = [Some(THIS_MACHINE.to_owned()), named("NO_PROXY")];
    let except = except.into_iter().flatten().collect::<Vec<_>>().join(",");
    // A web server hands a header `Proxy` of strangers to its programs as `HTTP_PROXY`; this variable tells of one.
    let plain = variable("REQUEST_METHOD").map_or_else(|| named("HTTP_PROXY"), |_| variable("http_proxy"));
    let proxies = [
        named("HTTPS_PROXY").and_then(|url| Proxy::https(url).ok()),
        plain.and_then(|url| Proxy::http(url).ok()),
        named("ALL_PROXY").and_then(|url| Proxy::all(url).ok()),
    ];
    let except = NoProxy::from_string(&except);
    proxies
        .into_iter()
        .flatten()
        .fold(builder, |builder, proxy| builder.proxy(proxy.no_proxy(except.clone())))
}

/// A reqwest client, built from [`hardened`].
#[derive(Debug, Clone)]
pub struct ReqwestClient {
    client: reqwest::Client,
    reach: Reach,
}

impl ReqwestClient {
    /// Takes a client that was built from [`hardened`] with the same reach.
    #[must_use]
    pub const fn new(client: reqwest::Client, reach: Reach) -> Self {
        Self { client, reach }
    }

    async fn answer(&self, request: Request) -> Result<Response, SendError> {
        self.check(&request)?;
        let limit = request.body_limit;
        let mut building = self.client.request(request.method, request.url).headers(request.headers);
        building = building.timeout(request.timeout);
        if let Some(body) = request.body {
            building = building.body(body);
        }
        let response = building.send().await.map_err(|error| broken(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response, limit).await?;
        Ok(Response { status, headers, body })
    }

    fn check(&self, request: &Request) -> Result<(), SendError> {
        let reach = self.reach.nearer(request.reach);
        reach.allows(&request.url).map_err(SendError::Blocked)?;
        // Only a client that was built for it judges what names stand for.
        if reach == self.reach { Ok(()) } else { Err(SendError::NotSent(UNGUARDED.into())) }
    }
}

const UNGUARDED: &str = "this client may reach private addresses; send it by one built for public ones";

impl Http for ReqwestClient {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(self.answer(request))
    }
}

/// The body, read no further than the limit, which counts what comes out of decompression.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, SendError> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(SendError::TooLarge(limit));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(SendError::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Which kind of failure it was, in words of our own: those of the client may quote the URL.
fn broken(error: &reqwest::Error) -> SendError {
    if let Some(blocked) = blocked_by(error) {
        return SendError::Blocked(blocked);
    }
    if error.is_builder() {
        return SendError::NotSent("the request is not one that can be sent".into());
    }
    if error.is_connect() {
        return SendError::NotSent(unconnected(error).into());
    }
    if error.is_timeout() {
        return SendError::TimedOut;
    }
    let part = if error.is_body() || error.is_decode() { "within its answer" } else { "before its answer" };
    SendError::Cut(part.into())
}

fn unconnected(error: &reqwest::Error) -> &'static str {
    if error.is_dns() {
        "its name is not known"
    } else if error.is_timeout() {
        "no connection in time"
    } else {
        "no connection"
    }
}

/// A builder for tests: with some features of reqwest a client is not built before somebody has chosen who does TLS.
#[cfg(test)]
pub(crate) fn plain() -> ClientBuilder {
    // Whichever test comes first installs it; the others find it there.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use url::Url;

    use super::*;

    /// A server that answers each call with its own name.
    async fn named(name: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{name}", name.len());
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        format!("http://{address}")
    }

    async fn asked(url: &str, variables: &[(&str, &str)]) -> Bytes {
        let builder = hardened(plain(), Reach::Anywhere).no_proxy();
        let variable =
            |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).into());
        let client = ReqwestClient::new(proxied(builder, variable).build().unwrap(), Reach::Anywhere);
        client.send(request(url)).await.unwrap().body
    }

    fn request(url: &str) -> Request {
        let (method, url, headers) = (Method::GET, Url::parse(url).unwrap(), HeaderMap::new());
        let timeout = Duration::from_secs(30);
        Request { method, url, headers, body: None, timeout, body_limit: 100, reach: Reach::Anywhere }
    }

    #[tokio::test]
    async fn a_proxy_is_used_for_others_and_never_for_this_machine() {
        let (service, proxy) = (named("service").await, named("proxy").await);
        for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            assert_eq!(asked("http://feed.example/", &[(name, &proxy)]).await, "proxy", "{name}");
            assert_eq!(asked(&service, &[(name, &proxy)]).await, "service", "{name}");
            let by_name = service.replace("127.0.0.1", "localhost");
            assert_eq!(asked(&by_name, &[(name, &proxy)]).await, "service", "{name}");
        }
    }

    #[tokio::test]
    async fn a_proxy_that_a_stranger_may_have_named_is_not_used() {
        let (stranger, proxy) = (named("stranger").await, named("proxy").await);
        let variables = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", &*stranger), ("ALL_PROXY", &*proxy)];
        assert_eq!(asked("http://feed.example/", &variables).await, "proxy");
    }

    #[tokio::test]
    async fn a_name_that_is_not_known_was_never_sent_to() {
        let unknown = |_| SendError::NotSent("its name is not known".into());
        struct Nobody;
        impl reqwest::dns::Resolve for Nobody {
            fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
                Box::pin(async { Err("no such name as feed.example".into()) })
            }
        }
        let builder = hardened(plain(), Reach::Anywhere).no_proxy().dns_resolver(Nobody);
        let client = ReqwestClient::new(builder.build().unwrap(), Reach::Anywhere);
        let error = client.send(request("http://feed.example/?key=secret")).await.unwrap_err();
        assert_eq!(error, unknown(()));
    }
}
