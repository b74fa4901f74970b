//! The bounds of one call: nothing that comes from outside is without one.

use std::time::Duration;

/// The bounds of one call; by default 30 s, 16 MiB and 120 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How long one attempt may take.
    pub timeout: Duration,
    /// The most bytes of an answer's body, after decompression.
    pub body: usize,
    /// How long a call may wait for its turn, all attempts together.
    pub patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), body: 16 << 20, patience: Duration::from_secs(120) }
    }
}
