//! Calendars behind an URL, which is as good as a password: it is part of no id and no message.

use std::fmt::Write as _;
use std::sync::Arc;

use freebusy_ical::IcalFeed;
use freebusy_provider::Provider;
use freebusy_transport::Reach;
use freebusy_zones::Zones;
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use super::{Concerns, Connections, Trouble};

/// How many bytes of the digest tell two feeds of one host apart.
const DIGEST: usize = 4;

impl Connections {
    /// The calendar behind the URL `text`, whose scheme is known to be one that feeds have.
    pub(crate) fn feed(&self, text: &str, zones: &Arc<Zones>) -> Result<Arc<dyn Provider>, Trouble> {
        let wrong = |message: &str| Trouble::request(Concerns::Source, message);
        let url = url(text).ok_or_else(|| wrong("is no URL of a feed; write `https://` and what follows"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "holds a user name or password; take the secret address of the calendar instead",
            ));
        }
        let reach = self.config()?.reach.value;
        if url.scheme() == "http" && !(reach == Reach::Anywhere && is_this_machine(&url)) {
            let mend = "write `https`, or download the feed and give the path of the file";
            return Err(wrong(&format!("a feed by `http` would travel unencrypted and is refused; {mend}")));
        }
        let http = self.client.http(reach)?;
        Ok(Arc::new(IcalFeed::new(id(&url), url, http, reach, Arc::clone(zones))))
    }
}

/// The URL at which a feed is fetched: webcal is another name for https.
fn url(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "webcal" | "webcals" => "https".to_owned(),
        scheme => scheme.to_owned(),
    };
    Url::parse(&format!("{scheme}://{rest}")).ok().filter(Url::has_host)
}

/// Host and a short digest: enough to tell feeds apart, too little to fetch one.
fn id(url: &Url) -> String {
    let mut id = format!("ics:{}#", url.host_str().unwrap_or_default());
    for byte in Sha256::digest(url.as_str()).iter().take(DIGEST) {
        let _ = write!(id, "{byte:02x}");
    }
    id
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_feeds_apart_and_gives_none_away() {
        let feed = |text: &str| id(&url(text).unwrap());
        let (first, second) =
            (feed("https://x.test/p-4711/a.ics?k=s3cret"), feed("https://x.test/p-4712/a.ics"));
        assert!(first.starts_with("ics:x.test#") && first.len() == "ics:x.test#".len() + 8, "{first}");
        assert_ne!(first, second);
        assert_eq!(first, feed("WEBCAL://x.test/p-4711/a.ics?k=s3cret"));
    }
}
