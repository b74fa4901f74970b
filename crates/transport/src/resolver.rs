//! A name resolver that yields public addresses only.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::{Blocked, check};

/// The resolver of the system.
#[derive(Debug)]
pub(crate) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

/// A resolver whose answers are refused as a whole when one address in them is not public: the connection goes to
/// the very addresses that were judged, and a name with both kinds is an attack or a mistake.
pub(crate) struct PublicOnly(pub(crate) Arc<dyn Resolve>);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.0.resolve(name);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = answer.await?.collect();
            match addresses.iter().find_map(|address| check(address.ip()).err()) {
                Some(blocked) => Err(Box::<dyn std::error::Error + Send + Sync>::from(blocked)),
                None => Ok(with_default_port(addresses)),
            }
        })
    }
}

/// Only the URL says which port; a resolver has no say.
fn with_default_port(addresses: Vec<SocketAddr>) -> Addrs {
    Box::new(addresses.into_iter().map(|address| SocketAddr::new(address.ip(), 0)))
}

/// The reason for which a resolver of ours refused, where that lies behind an error.
pub(crate) fn blocked_by(error: &(dyn std::error::Error + 'static)) -> Option<Blocked> {
    std::iter::successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::net::IpAddr;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::net::TcpListener;

    use super::*;

    const PRIVATE: [&str; 24] = [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ];

    /// A name server that gives one answer after the other.
    struct Played(Mutex<VecDeque<Vec<SocketAddr>>>);

    impl Played {
        fn new(answers: impl IntoIterator<Item = Vec<SocketAddr>>) -> Arc<Self> {
            Arc::new(Self(Mutex::new(answers.into_iter().collect())))
        }
    }

    impl Resolve for Played {
        fn resolve(&self, _: Name) -> Resolving {
            let answer = self.0.lock().unwrap().pop_front().unwrap_or_default();
            Box::pin(async move {
                let answer: Addrs = Box::new(answer.into_iter());
                Ok(answer)
            })
        }
    }

    /// A listener on this machine that answers and counts who comes.
    async fn canary() -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = visits.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        (port, visits)
    }

    fn address(text: &str, port: u16) -> SocketAddr {
        SocketAddr::new(text.parse::<IpAddr>().unwrap(), port)
    }

    async fn ask(resolver: impl Resolve + 'static, port: u16) -> reqwest::Error {
        let client = crate::reqwest_client::plain().no_proxy().dns_resolver(resolver).build().unwrap();
        client.get(format!("http://feed.example:{port}/")).send().await.unwrap_err()
    }

    #[tokio::test]
    async fn a_name_that_stands_for_this_machine_is_refused_alone_and_among_others() {
        let (port, visits) = canary().await;
        for private in PRIVATE {
            let bad = address(private, port);
            let public = address("8.8.8.8", port);
            for answer in [vec![bad], vec![public, bad], vec![bad, public]] {
                let error = ask(PublicOnly(Played::new([answer])), port).await;
                assert_eq!(blocked_by(&error), Some(Blocked::Address), "{private}");
            }
        }
        assert_eq!(visits.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_name_that_changes_between_two_calls_is_judged_each_time() {
        let (port, visits) = canary().await;
        let played = Played::new([vec![address("8.8.8.8", 0)], vec![address("127.0.0.1", port)]]);
        let guarded = PublicOnly(played);
        let first: Vec<_> = guarded.resolve("feed.example".parse().unwrap()).await.unwrap().collect();
        assert_eq!(first, [address("8.8.8.8", 0)]);
        let error = ask(guarded, port).await;
        assert_eq!(blocked_by(&error), Some(Blocked::Address));
        assert_eq!(visits.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn without_the_guard_the_same_name_leads_to_this_machine() {
        let (port, visits) = canary().await;
        let unguarded = Played::new([vec![address("127.0.0.1", 0)]]);
        let client = crate::reqwest_client::plain().no_proxy().dns_resolver(unguarded).build().unwrap();
        client.get(format!("http://feed.example:{port}/")).send().await.unwrap_err();
        assert_eq!(visits.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn the_port_of_an_answer_has_no_say() {
        let guarded = PublicOnly(Played::new([vec![address("8.8.8.8", 22)]]));
        let answer: Vec<_> = guarded.resolve("feed.example".parse().unwrap()).await.unwrap().collect();
        assert_eq!(answer, [address("8.8.8.8", 0)]);
    }
}
