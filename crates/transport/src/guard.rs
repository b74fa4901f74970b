//! Which addresses a URL may reach.
//!
//! A URL that anybody may have written must not lead into this machine or its network. Both a written address and
//! every address that a name stands for are judged; whatever is not known to be public is refused. Which ranges are
//! not is what IANA's registries of special-purpose addresses say (RFC 6890 and what came after it).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far requests may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Wherever the URL leads: for addresses that the person who runs the program configured.
    Anywhere,
    /// Public addresses over https only: for URLs that anybody may have written.
    Public,
}

/// Why an address was not reached. The text names no URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// It is not https.
    #[error("it is no https URL")]
    Scheme,
    /// It belongs to this machine, its network or another reserved range.
    #[error("its address is not public")]
    Address,
    /// Its port is neither 443 nor 8443.
    #[error("its port is not one of 443 and 8443")]
    Port,
    /// It sends us on too often.
    #[error("it redirects too often")]
    Redirects,
}

impl Reach {
    /// Whether `url` lies within reach, as far as the URL alone tells: what its name stands for is judged when it
    /// is looked up.
    ///
    /// # Errors
    /// Why it does not.
    pub fn allows(self, url: &Url) -> Result<(), Blocked> {
        match self {
            Self::Anywhere if matches!(url.scheme(), "http" | "https") => Ok(()),
            Self::Anywhere => Err(Blocked::Scheme),
            Self::Public => is_public(url),
        }
    }

    /// The nearer of two.
    #[must_use]
    pub fn nearer(self, other: Self) -> Self {
        if self == Self::Public { self } else { other }
    }
}

fn is_public(url: &Url) -> Result<(), Blocked> {
    if url.scheme() != "https" {
        return Err(Blocked::Scheme);
    }
    if !matches!(url.port_or_known_default(), Some(443 | 8443)) {
        return Err(Blocked::Port);
    }
    match url.host() {
        Some(Host::Ipv4(address)) => check(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => check(IpAddr::V6(address)),
        Some(Host::Domain(name)) if !is_local_name(name) => Ok(()),
        Some(Host::Domain(_)) | None => Err(Blocked::Address),
    }
}

/// Names that stand for this machine or its network whatever a resolver says: those without a dot and the reserved.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.') || matches!(last, "localhost" | "local" | "internal" | "localdomain" | "home" | "lan")
}

/// Whether an address is a public one.
///
/// # Errors
/// When it is not, or not known to be.
pub(crate) fn check(address: IpAddr) -> Result<(), Blocked> {
    let public = match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    };
    if public { Ok(()) } else { Err(Blocked::Address) }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let reserved = match address.octets() {
        // This network, private, loopback, multicast, and everything above: reserved and broadcast.
        [0 | 10 | 127 | 224.., ..] => true,
        // Carrier-grade NAT.
        [100, 64..=127, ..] => true,
        // Link-local, where clouds keep their metadata.
        [169, 254, ..] => true,
        // Private.
        [172, 16..=31, ..] | [192, 168, ..] => true,
        // Protocol assignments, documentation, the former 6to4 relays.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // Benchmarking.
        [198, 18 | 19, ..] => true,
        _ => false,
    };
    !reserved
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped().or_else(|| translated(address)) {
        return is_public_v4(inner);
    }
    match address.segments() {
        // Protocol assignments (Teredo, benchmarking, ORCHID among them), documentation, 6to4.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // ISATAP: the last half holds an IPv4 address, the network delivers it there.
        [.., 0x0000 | 0x0200, 0x5efe, _, _] => false,
        // All that is given out for use in public. Loopback, unspecified, IPv4-compatible, unique local, link-local
        // and multicast lie elsewhere.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

/// The IPv4 address that a NAT64 gateway delivers to.
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.octets() {
        [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d)),
        _ => None,
    }
}
