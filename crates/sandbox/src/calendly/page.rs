//! Lists in pages. A page token lapses with the next write, or after a minute.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::problem::Problem;
use crate::call::{Answer, Call, escape};
use crate::world::World;

/// How long a token is good, in seconds.
const GOOD_FOR: i64 = 60;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    from: usize,
    count: usize,
}

/// Answers with the page of `items` that a call asks for.
pub(crate) fn page(
    world: &World,
    call: &Call,
    items: Vec<Value>,
    now: DateTime<Utc>,
) -> Result<Answer, Problem> {
    let part = part(world, call, now)?;
    let all = items.len();
    let shown: Vec<Value> = items.into_iter().skip(part.from).take(part.count).collect();
    let after = part.from + shown.len();
    let next = (after < all).then(|| token(world, after, now));
    let previous = (part.from > 0).then(|| token(world, part.from.saturating_sub(part.count), now));
    Ok(Answer::json(
        200,
        json!({
            "collection": shown,
            "pagination": {
                "count": shown.len(),
                "next_page": next.as_deref().map(|token| address(call, token)),
                "previous_page": previous.as_deref().map(|token| address(call, token)),
                "next_page_token": next,
                "previous_page_token": previous,
            },
        }),
    ))
}

/// A list without pages.
pub(crate) fn whole(items: Vec<Value>) -> Answer {
    Answer::json(200, json!({ "collection": items }))
}

fn part(world: &World, call: &Call, now: DateTime<Utc>) -> Result<Part, Problem> {
    let count = match call.query("count") {
        None => Some(20),
        Some(count) => count.parse().ok().filter(|count| (1..=100).contains(count)),
    };
    let count = count.ok_or_else(|| Problem::invalid(&[("count", "must be between 1 and 100")]))?;
    let from = match call.query("page_token") {
        None => Some(0),
        Some(token) => offset(world, token, now),
    };
    // Unlike its other refusals this one has the parameter in the message.
    let from = from.ok_or_else(|| Problem::argument("page_token: is invalid"))?;
    Ok(Part { from, count })
}

/// A token for the part of a list from an offset on.
fn token(world: &World, offset: usize, now: DateTime<Utc>) -> String {
    format!("pt-{offset:x}-{:x}-{:x}", world.calendly.writes, world.running(now).timestamp())
}

/// The offset that a token stands for while it is good.
fn offset(world: &World, token: &str, now: DateTime<Utc>) -> Option<usize> {
    let mut parts = token.strip_prefix("pt-")?.split('-');
    let offset = usize::from_str_radix(parts.next()?, 16).ok()?;
    let writes = u64::from_str_radix(parts.next()?, 16).ok()?;
    let issued = i64::from_str_radix(parts.next()?, 16).ok()?;
    let age = world.running(now).timestamp().checked_sub(issued)?;
    (parts.next().is_none() && writes == world.calendly.writes && (0..=GOOD_FOR).contains(&age))
        .then_some(offset)
}

/// The address of a page at the real service: whoever follows it leaves the host that was called.
fn address(call: &Call, token: &str) -> String {
    let others = call.query.iter().filter(|(name, _)| name != "page_token");
    let query: Vec<String> = others
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .chain([format!("page_token={token}")])
        .collect();
    format!("https://api.calendly.com{}?{}", call.path, query.join("&"))
}
