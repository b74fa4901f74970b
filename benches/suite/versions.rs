//! Which releases of the peers are measured, out of the lock file that the build was held to.

const LOCK: &str = include_str!("../../Cargo.lock");

/// The peers, in the order in which the documents name them.
const PEERS: [&str; 8] =
    ["range-set-blaze", "rangemap", "int-intervals", "intervallum", "roaring", "rrule", "chrono-tz", "jiff"];

/// All peers with their versions, as one line.
pub(crate) fn line() -> String {
    let named: Vec<String> = PEERS.iter().map(|name| format!("{name} {}", of(name))).collect();
    named.join(", ")
}

/// The locked version of a crate.
fn of(name: &str) -> &'static str {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let rest = LOCK.split(entry.as_str()).nth(1).expect("the peers are locked");
    rest.split('"').next().expect("a version ends")
}
