//! Which addresses a URL may reach.

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
