//! Calls by the minute: 120 for an API key or an unknown caller, 500 for an access token.

use chrono::{DateTime, TimeDelta, Utc};

use super::state::{KeyKind, RateWindow, State};
use crate::call::Call;

/// How a caller stands after a call was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    limit: u32,
    calls: u32,
    reset: DateTime<Utc>,
}

impl Standing {
    pub(crate) const fn is_over(self) -> bool {
        self.calls > self.limit
    }

    /// The headers of every answer; the reset is a Unix time, the reading that clients find harder.
    pub(crate) fn headers(self) -> [(&'static str, String); 3] {
        [
            ("x-ratelimit-limit-default", self.limit.to_string()),
            ("x-ratelimit-remaining-default", self.limit.saturating_sub(self.calls).to_string()),
            ("x-ratelimit-reset-default", self.reset.timestamp().to_string()),
        ]
    }
}

/// Counts one call.
pub(crate) fn count(state: &mut State, call: &Call, now: DateTime<Utc>) -> Standing {
    let (name, limit) = allowance(state, call);
    let minute = TimeDelta::seconds(60);
    let window = state.rate.entry(name).or_insert(RateWindow { since: now, calls: 0 });
    if now - window.since >= minute || now < window.since {
        *window = RateWindow { since: now, calls: 0 };
    }
    // Whoever runs over the limit is shut out for a minute from that call on.
    if window.calls == limit {
        window.since = now;
    }
    window.calls = window.calls.saturating_add(1);
    Standing {
        limit,
        calls: window.calls,
        reset: window.since.checked_add_signed(minute).unwrap_or(window.since),
    }
}

/// How a caller would stand who has used up everything, and is let in again in a second.
pub(crate) fn throttled(state: &State, call: &Call, now: DateTime<Utc>) -> Standing {
    let (_, limit) = allowance(state, call);
    let reset = now.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(now);
    Standing { limit, calls: limit.saturating_add(1), reset }
}

fn allowance(state: &State, call: &Call) -> (String, u32) {
    let token = call.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
    let key = state.keys.iter().find(|key| Some(key.token.as_str()) == token);
    match key.map(|key| (key, key.kind)) {
        Some((key, KeyKind::ApiKey)) => (key.token.clone(), 120),
        Some((key, KeyKind::AccessToken | KeyKind::ManagedToken)) => (key.token.clone(), 500),
        None => ("anonymous".into(), 120),
    }
}
