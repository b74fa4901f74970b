//! The window of a question: the plan splits by the limits, and what breaks them is a mistake of ours and not sent.

use freebusy_core::Seconds;
use freebusy_provider::{Error, ErrorKind, Query};

/// Refuses a window longer than `longest`: the plan is to split it.
pub(crate) fn within(id: &str, query: Query<'_>, longest: Seconds) -> Result<(), Error> {
    let length = query.window.length();
    if length <= longest {
        return Ok(());
    }
    let days = |length: Seconds| length.get().div_euclid(86_400);
    let message = format!(
        "the window is longer than {} days, which is the limit; split it by the provider's limits",
        days(longest)
    );
    Err(Error::new(ErrorKind::Refused, id, "read the calendar", message))
}
