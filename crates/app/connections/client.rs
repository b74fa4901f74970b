//! The HTTP clients and the runtime on which they work: made once, when a source on the network is named.

use std::cell::OnceCell;
use std::sync::Arc;

use freebusy_transport::{Http, Reach, ReqwestClient, hardened};
use tokio::runtime::Runtime;

use super::{Fault, Trouble};

/// One client for what is configured, one for URLs that anybody may have written.
#[derive(Debug, Default)]
pub(super) struct Client {
    runtime: OnceCell<Runtime>,
    anywhere: OnceCell<Arc<dyn Http>>,
    public: OnceCell<Arc<dyn Http>>,
}

impl Client {
    /// The client that reaches as far as `reach`.
    pub(super) fn http(&self, reach: Reach) -> Result<Arc<dyn Http>, Trouble> {
        self.runtime()?;
        let place = match reach {
            Reach::Anywhere => &self.anywhere,
            Reach::Public => &self.public,
        };
        match place.get() {
            Some(http) => Ok(Arc::clone(http)),
            None => {
                let http = built(reach)?;
                Ok(Arc::clone(place.get_or_init(|| http)))
            }
        }
    }

    /// Runs what asks. Whoever presses Ctrl-C ends the process at once: nobody here stands in the way of that.
    pub(super) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        match self.runtime.get() {
            Some(runtime) => runtime.block_on(work),
            None => futures_executor::block_on(work),
        }
    }

    /// Runs what needs a runtime, whether or not a source on the network was named.
    pub(super) fn serve<T>(&self, work: impl Future<Output = T>) -> Result<T, Trouble> {
        Ok(self.runtime()?.block_on(work))
    }

    fn runtime(&self) -> Result<&Runtime, Trouble> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| {
            Trouble::by(Fault::Service, format!("cannot use the network: {error}; free some files or memory"))
        })?;
        Ok(self.runtime.get_or_init(|| runtime))
    }
}

fn built(reach: Reach) -> Result<Arc<dyn Http>, Trouble> {
    // Without a provider of its cryptography the client panics when it is built; a second one is refused.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = hardened(reqwest::Client::builder(), reach);
    let client = builder.build().map_err(|error| {
        let error = error.without_url();
        Trouble::by(
            Fault::Service,
            format!("cannot use the network: {error}; check the system's certificates"),
        )
    })?;
    Ok(Arc::new(ReqwestClient::new(client, reach)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use freebusy_transport::{HeaderMap, Method, Request, SendError, Url};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    fn create(url: &str) -> Request {
        Request {
            method: Method::POST,
            url: Url::parse(url).unwrap(),
            headers: HeaderMap::new(),
            body: Some("{}".into()),
            timeout: Duration::from_secs(30),
            body_limit: 100,
            reach: Reach::Anywhere,
        }
    }

    #[test]
    fn where_tls_fails_nothing_was_sent() {
        let client = Client::default();
        let http = client.http(Reach::Anywhere).unwrap();
        client.run(async {
            for answer in [
                "",
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
                "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}(",
            ] {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let url = format!("https://{}/invitees", listener.local_addr().unwrap());
                let server = async {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    let mut hello = [0; 4096];
                    let read = stream.read(&mut hello).await.unwrap();
                    stream.write_all(answer.as_bytes()).await.unwrap();
                    hello[..read].to_vec()
                };
                let (sent, hello) = tokio::join!(http.send(create(&url)), server);
                assert!(matches!(sent, Err(SendError::NotSent(_))), "{answer:?}: {sent:?}");
                assert!(!hello.windows(8).any(|bytes| bytes == b"invitees"), "only a hello was sent");
            }
        });
    }
}
