//! Where the provider of a leg is found.

use std::sync::Arc;

use freebusy_booking::{Intent, LegNo};
use freebusy_provider::{Error, Provider};

/// Finds the providers of an intent's legs: from its plan when it is new, from the configuration when it was
/// written down by an earlier run.
pub trait Directory: Send + Sync {
    /// The provider through which a leg is booked. It can be booked: its [`Provider::booking`] is there.
    ///
    /// # Errors
    /// When it is not configured any more, or a secret is missing.
    fn provider(&self, intent: &Intent, leg: LegNo) -> Result<Arc<dyn Provider>, Error>;
}
