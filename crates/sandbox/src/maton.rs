//! The gateway: connections, and the way through it to the services, in both generations of its hosts.

pub(crate) mod state;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderValue, Method, header};
use serde_json::{Value, json};

use crate::calendly::instant;
use crate::call::{Answer, Call, Service};
use crate::world::World;
use state::{Connection, State, Status};

/// How many calls a key has in a second.
const CALLS_A_SECOND: usize = 10;

/// The ways to authorize an account.
const METHODS: [&str; 5] = ["API_KEY", "BASIC", "OAUTH1", "OAUTH2", "MCP"];

/// Where a call goes.
#[derive(Debug)]
pub(crate) enum Routed {
    /// Nowhere: the gateway answers itself.
    Answer(Answer),
    /// On to Calendly, with the connection's token.
    Calendly(Call),
    /// On to Cal.com, with the connection's key.
    Calcom(Call),
}

/// Answers a call to one of the gateway's hosts, or says where it goes.
pub(crate) fn route(world: &mut World, host: Service, call: &Call, now: DateTime<Utc>) -> Routed {
    match enter(world, call, now) {
        Some(refusal) => Routed::Answer(refusal),
        None => pass(world, host, call, now),
    }
}

/// Refuses a call without the key, and one too many.
fn enter(world: &mut World, call: &Call, now: DateTime<Utc>) -> Option<Answer> {
    let key = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    if key != Some(world.maton.key.as_str()) || world.maton.key.is_empty() {
        return Some(refusal(401, "Invalid API key"));
    }
    let running = world.running(now);
    if !world.settings.rate_limits {
        return None;
    }
    let recent = &mut world.maton.recent;
    recent.retain(|came| running - *came < TimeDelta::seconds(1) && *came <= running);
    if recent.len() >= CALLS_A_SECOND {
        return Some(refusal(429, "Rate limit exceeded"));
    }
    recent.push(running);
    None
}

/// How the gateway says no.
pub(crate) fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, json!({ "error": message }))
}

fn pass(world: &mut World, host: Service, call: &Call, now: DateTime<Utc>) -> Routed {
    let segments = call.segments();
    let (data, control) = match host {
        Service::MatonData => (true, false),
        Service::MatonControl => (false, true),
        Service::MatonApi => (true, true),
        Service::Calendly | Service::Calcom | Service::Control => (false, false),
    };
    match segments.as_slice() {
        ["connections", rest @ ..] if control => Routed::Answer(connections(world, call, rest, now)),
        [app @ ("calendly" | "cal-com"), ..] if data => proxied(world, call, app),
        _ => Routed::Answer(refusal(404, "Unknown app")),
    }
}

/// Passes a call on with the credential of the connection it is for.
fn proxied(world: &World, call: &Call, app: &str) -> Routed {
    let connection = match chosen(&world.maton, call, app) {
        Ok(connection) => connection,
        Err(refusal) => return Routed::Answer(refusal),
    };
    let inner = inner_call(call, app, &connection.token);
    if app == "calendly" { Routed::Calendly(inner) } else { Routed::Calcom(inner) }
}

/// The connection that was named, or the oldest that is active.
fn chosen<'a>(state: &'a State, call: &Call, app: &str) -> Result<&'a Connection, Answer> {
    let mut of_app = state.connections.iter().filter(|connection| connection.app == app);
    let found = match call.header("maton-connection") {
        Some(id) => of_app.find(|connection| connection.connection_id == id),
        None => of_app
            .filter(|connection| connection.status == Status::Active)
            .min_by_key(|connection| connection.creation_time),
    };
    let connection = found.ok_or_else(|| refusal(400, &format!("No connection found for app {app}")))?;
    match connection.status {
        Status::Active => Ok(connection),
        Status::Pending => Err(refusal(400, "The connection is not active yet")),
        Status::Failed => Err(refusal(500, "The authorization of the connection has expired")),
    }
}

fn inner_call(call: &Call, app: &str, token: &str) -> Call {
    let mut headers = call.headers.clone();
    headers.remove(header::HOST);
    headers.remove("maton-connection");
    headers.remove(header::AUTHORIZATION);
    if let Ok(value) = HeaderValue::from_str(&format!("Bearer {token}")) {
        headers.insert(header::AUTHORIZATION, value);
    }
    let path = call.path.trim_start_matches('/');
    let path = path.strip_prefix(app).unwrap_or(path);
    let path = if path.is_empty() { "/" } else { path };
    let segments = call.segments.iter().skip(1).cloned().collect();
    Call { path: path.to_owned(), segments, headers, ..call.clone() }
}

fn connections(world: &mut World, call: &Call, rest: &[&str], now: DateTime<Utc>) -> Answer {
    match (&call.method, rest) {
        (&Method::GET, []) => list(&world.maton, call),
        (&Method::POST, []) => create(world, call, now),
        (&Method::GET, [id]) => {
            let found = world.maton.connections.iter().find(|connection| connection.connection_id == *id);
            found.map_or_else(unknown, |connection| {
                Answer::json(200, json!({ "connection": shown(connection) }))
            })
        }
        (&Method::DELETE, [id]) => delete(&mut world.maton, id),
        (_, [] | [_]) => refusal(405, "Method not allowed"),
        _ => refusal(404, "Not found"),
    }
}

fn unknown() -> Answer {
    refusal(404, "Connection not found")
}

fn list(state: &State, call: &Call) -> Answer {
    let fits = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
    let connections: Vec<Value> = state
        .connections
        .iter()
        .filter(|connection| fits("app", &connection.app) && fits("status", connection.status.name()))
        .map(shown)
        .collect();
    Answer::json(200, json!({ "connections": connections }))
}

fn create(world: &mut World, call: &Call, now: DateTime<Utc>) -> Answer {
    let asked: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let app = asked.get("app").and_then(Value::as_str).unwrap_or_default();
    if !["calendly", "cal-com"].contains(&app) {
        return refusal(400, "Unknown app");
    }
    let method = asked.get("method").map_or(Some("OAUTH2"), Value::as_str);
    let Some(method) = method.filter(|method| METHODS.contains(method)) else {
        return refusal(400, "Unknown method");
    };
    let number = world.next();
    let connection = Connection {
        connection_id: connection_id(number),
        app: app.to_owned(),
        status: Status::Pending,
        creation_time: now,
        last_updated_time: now,
        url: consent_url(number),
        person: String::new(),
        method: method.to_owned(),
        token: String::new(),
    };
    let answer = Answer::json(200, json!({ "connection": shown(&connection) }));
    world.maton.connections.push(connection);
    answer
}

/// The id of the connection that was made as the `number`-th thing of its world.
pub(crate) fn connection_id(number: u64) -> String {
    format!("5a4db0c5-0000-4000-8000-{number:012}")
}

/// Where a browser would give consent to the connection of that number.
pub(crate) fn consent_url(number: u64) -> String {
    format!("https://connect.maton.ai/?session_token=session-{number:012}")
}

fn delete(state: &mut State, id: &str) -> Answer {
    let before = state.connections.len();
    state.connections.retain(|connection| connection.connection_id != id);
    if state.connections.len() == before { unknown() } else { Answer::json(200, json!({})) }
}

fn shown(connection: &Connection) -> Value {
    json!({
        "connection_id": connection.connection_id,
        "status": connection.status.name(),
        "creation_time": instant(connection.creation_time),
        "last_updated_time": instant(connection.last_updated_time),
        "url": connection.url,
        "app": connection.app,
        "method": connection.method,
        "metadata": {},
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;
    use crate::default_world::default_world;

    fn status(world: &mut World, path: &str, now: DateTime<Utc>) -> u16 {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {}", world.maton.key).parse().unwrap());
        headers.insert("cal-api-version", HeaderValue::from_static("2024-09-04"));
        let segments = path.split('/').skip(1).map(str::to_owned).collect();
        let method = Method::GET;
        let call =
            Call { method, path: path.to_owned(), segments, query: Vec::new(), headers, body: Bytes::new() };
        match route(world, Service::MatonApi, &call, now) {
            Routed::Answer(answer) => answer.status,
            Routed::Calendly(inner) | Routed::Calcom(inner) => {
                assert_eq!(inner.path, "/v2/me");
                assert_eq!(inner.segments, ["v2", "me"]);
                assert_eq!(inner.header("cal-api-version"), Some("2024-09-04"));
                assert_ne!(inner.header("authorization"), call.header("authorization"));
                200
            }
        }
    }

    fn desk() -> (World, DateTime<Utc>) {
        let now = "2026-11-21T02:20:00Z".parse().unwrap();
        (default_world(now), now)
    }

    #[test]
    fn a_key_has_ten_calls_a_second() {
        let (mut world, now) = desk();
        for _ in 0..10 {
            assert_eq!(status(&mut world, "/connections", now), 200);
        }
        assert_eq!(status(&mut world, "/connections", now), 429);
        assert_eq!(status(&mut world, "/connections", now + TimeDelta::seconds(1)), 200);
        world.settings.rate_limits = false;
        let later = now + TimeDelta::seconds(2);
        for _ in 0..20 {
            assert_eq!(status(&mut world, "/connections", later), 200);
        }
        world.settings.rate_limits = true;
        // What came while nothing was counted does not count afterwards.
        assert_eq!(status(&mut world, "/connections", later), 200);
    }

    #[test]
    fn headers_of_the_caller_are_passed_on_and_the_key_is_not() {
        let (mut world, now) = desk();
        assert_eq!(status(&mut world, "/cal-com/v2/me", now), 200);
    }
}
