//! Who is let in: tokens, scopes, rates, and what one user may see of another.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::problem::Problem;
use super::state::{Role, State, Token, User};
use crate::call::{Answer, Call};
use crate::world::{Plan, Settings, World};

/// Somebody who was let in.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user: User,
    scopes: Option<Vec<String>>,
}

impl Caller {
    /// Refuses a token without the scope; the right to write includes the right to read.
    pub(crate) fn needs(&self, scope: &str) -> Result<(), Problem> {
        let Some(scopes) = &self.scopes else { return Ok(()) };
        let writes = scope.replace(":read", ":write");
        if scopes.iter().any(|own| own == scope || *own == writes) {
            return Ok(());
        }
        Err(Problem::scope(scope))
    }

    /// Refuses somebody of another organization.
    pub(crate) fn colleague(&self, other: &User) -> Result<(), Problem> {
        if other.organization == self.user.organization { Ok(()) } else { Err(Problem::foreign()) }
    }

    /// Refuses whoever is neither the user nor somebody who runs the organization.
    pub(crate) fn may_act_for(&self, other: &User) -> Result<(), Problem> {
        self.colleague(other)?;
        if other.id == self.user.id || self.runs_it() { Ok(()) } else { Err(Problem::no_permission()) }
    }

    /// Refuses another organization.
    pub(crate) fn belongs_to(&self, organization: &str) -> Result<(), Problem> {
        if self.user.organization == organization { Ok(()) } else { Err(Problem::no_permission()) }
    }

    /// Refuses whoever does not run the organization.
    pub(crate) fn runs(&self, organization: &str) -> Result<(), Problem> {
        self.belongs_to(organization)?;
        if self.runs_it() { Ok(()) } else { Err(Problem::no_permission()) }
    }

    fn runs_it(&self) -> bool {
        matches!(self.user.role, Role::Admin | Role::Owner)
    }
}

/// The caller behind a token.
pub(crate) fn caller(state: &State, call: &Call) -> Result<Caller, Problem> {
    let sent = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let known = |token: &&Token| Some(token.value.as_str()) == sent && !token.value.is_empty();
    let token = state.tokens.iter().find(known).ok_or_else(Problem::unauthenticated)?;
    let user = state.user(&token.user).ok_or_else(Problem::unauthenticated)?;
    Ok(Caller { user: user.clone(), scopes: token.scopes.clone() })
}

/// How a user stands after a call was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    limit: usize,
    calls: usize,
    /// Seconds until the oldest call that counts is forgotten.
    reset: i64,
}

impl Standing {
    pub(crate) const fn is_over(self) -> bool {
        self.calls > self.limit
    }

    /// Tells the caller, unless the answer tells of a limit of its own.
    pub(crate) fn mark(self, answer: &mut Answer) {
        if answer.headers.iter().any(|(name, _)| *name == "x-ratelimit-reset") {
            return;
        }
        answer.headers.extend([
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.limit.saturating_sub(self.calls).to_string()),
            ("x-ratelimit-reset", self.reset.to_string()),
        ]);
    }
}

/// How many calls a user has in a minute.
pub(crate) const fn limit(plan: Plan) -> usize {
    match plan {
        Plan::Paid => 500,
        Plan::Free => 50,
    }
}

/// Tells a caller of a limit that is used up, and in how many seconds there is room again.
pub(crate) fn throttle(answer: &mut Answer, limit: usize, reset: i64) {
    answer.headers.extend([
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", "0".to_owned()),
        ("x-ratelimit-reset", reset.to_string()),
    ]);
}

/// Counts a call of a user, over all their tokens. A call too many is answered without being counted.
pub(crate) fn count(world: &mut World, user: &str, now: DateTime<Utc>) -> Standing {
    let running = world.running(now);
    let Settings { calendly_plan, rate_limits, .. } = world.settings;
    let limit = limit(calendly_plan);
    let came = recent(&mut world.calendly.calls, user, running, TimeDelta::minutes(1));
    let reset = came.first().map_or(60, |first| 60 - (running - *first).num_seconds());
    let over = rate_limits && came.len() >= limit;
    if rate_limits && !over {
        came.push(running);
    }
    Standing { limit, calls: if over { limit + 1 } else { came.len() }, reset }
}

/// How many bookings a user may make within so many seconds.
const fn quotas(plan: Plan) -> &'static [(i64, usize)] {
    match plan {
        Plan::Paid => &[(60, 10), (3_600, 50), (86_400, 100)],
        // What is documented of trials; the figure of the free plan is not.
        Plan::Free => &[(86_400, 5)],
    }
}

/// A quota that is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UsedUp {
    pub(crate) limit: usize,
    /// Seconds until there is room again.
    pub(crate) reset: i64,
}

/// Refuses a booking beyond a quota, of several used up by the one that takes longest.
pub(crate) fn quota(world: &mut World, user: &str, now: DateTime<Utc>) -> Result<(), UsedUp> {
    ordered_quota(&mut world.settings)?;
    if !world.settings.rate_limits {
        return Ok(());
    }
    let running = world.running(now);
    let quotas = quotas(world.settings.calendly_plan);
    let came = recent(&mut world.calendly.creates, user, running, TimeDelta::days(1));
    let used_up = |(seconds, limit): &(i64, usize)| {
        let within = came.iter().filter(|at| (running - **at).num_seconds() < *seconds);
        let reset = || within.clone().min().map_or(*seconds, |at| seconds - (running - *at).num_seconds());
        (within.clone().count() >= *limit).then(|| UsedUp { limit: *limit, reset: reset() })
    };
    if let Some(used_up) = quotas.iter().filter_map(used_up).max_by_key(|used_up| used_up.reset) {
        return Err(used_up);
    }
    came.push(running);
    Ok(())
}

/// Counts a booking against what the settings leave, where they say.
fn ordered_quota(settings: &mut Settings) -> Result<(), UsedUp> {
    let quotas = quotas(settings.calendly_plan);
    let Some(left) = &mut settings.calendly_bookings_left else { return Ok(()) };
    let longest = quotas.iter().max_by_key(|(seconds, _)| *seconds);
    let used_up = longest.map(|(reset, limit)| UsedUp { limit: *limit, reset: *reset });
    *left = left.checked_sub(1).ok_or(used_up.unwrap_or(UsedUp { limit: 0, reset: 60 }))?;
    Ok(())
}

/// When a user's calls came that are not older than `age`.
fn recent<'a>(
    calls: &'a mut BTreeMap<String, Vec<DateTime<Utc>>>,
    user: &str,
    now: DateTime<Utc>,
    age: TimeDelta,
) -> &'a mut Vec<DateTime<Utc>> {
    let came = calls.entry(user.to_owned()).or_default();
    // A clock that was set back leaves calls of the future behind: they are no calls of this minute.
    came.retain(|at| now - *at < age && *at <= now);
    came
}
