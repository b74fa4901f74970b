//! What time it is, as the program knows it.

use freebusy_core::Timestamp;

/// Tells the time. Only the program reads a clock; everybody else asks it.
pub trait Clock: std::fmt::Debug + Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;
}
