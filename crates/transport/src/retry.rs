//! When a call that only reads is tried again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use http::StatusCode;

use crate::failure::Trouble;
use crate::http_client::SendError;

/// The most times a call that only reads is sent.
pub(crate) const ATTEMPTS_AT_MOST: usize = 3;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(10);

/// The waits between the attempts of one call.
pub(crate) struct Waits(ExponentialBackoff);

impl Waits {
    pub(crate) fn new() -> Self {
        let builder =
            ExponentialBuilder::new().with_min_delay(FIRST).with_max_delay(LONGEST).with_factor(2.0);
        Self(builder.with_max_times(ATTEMPTS_AT_MOST - 1).build())
    }
}

impl Iterator for Waits {
    type Item = Duration;

    /// Anything up to the next bound ("full jitter"), so that those who failed together do not come back together.
    fn next(&mut self) -> Option<Duration> {
        self.0.next().map(|bound| bound.mul_f64(fastrand::f64()))
    }
}

/// Whether another attempt of a call that only reads can help.
pub(crate) fn can_help(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Broken(SendError::NotSent(_) | SendError::TimedOut | SendError::Cut(_)) => true,
        Trouble::Broken(SendError::Blocked(_) | SendError::TooLarge(_)) => false,
        Trouble::Refused(refusal) => may_pass(refusal.status),
        Trouble::Unsendable(_)
        | Trouble::HeldBack(_)
        | Trouble::Redirected(_)
        | Trouble::Unreadable(_)
        | Trouble::Endless(_) => false,
    }
}

/// Whether a status speaks of a moment rather than of the call.
fn may_pass(status: StatusCode) -> bool {
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED => false,
        status => status.is_server_error(),
    }
}
