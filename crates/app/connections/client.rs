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
