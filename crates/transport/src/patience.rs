//! What is said to whoever waits: a wait that is long enough to look like the end is told as a warning, once it begins.

use std::time::Duration;

use crate::failure::Trouble;
use crate::http_client::SendError;

/// Waits below this need no word.
const LONG: Duration = Duration::from_secs(3);

/// Tells of a wait for a rate, where it is long.
pub(crate) fn tell_of(wait: Duration) {
    if wait >= LONG {
        tracing::warn!("waiting {} s, until the service may be asked again", seconds(wait));
    }
}

/// Tells that a call is made again, where that keeps somebody waiting.
pub(crate) fn tell_again(trouble: &Trouble, wait: Duration) {
    match trouble {
        Trouble::Broken(SendError::TimedOut) => {
            tracing::warn!("the service did not answer in time; asking again");
        }
        _ => tell_of(wait),
    }
}

/// Whole seconds, rounded up.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_that_are_enough() {
        assert_eq!(seconds(Duration::from_millis(58_001)), 59);
        assert_eq!(seconds(Duration::from_secs(59)), 59);
    }
}
