//! The sandbox's own controls: faults, requests, world, clock, settings.

use chrono::{DateTime, TimeDelta, Utc};
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::call::{Answer, Call, Exchange};
use crate::fault::{Fault, Target};
use crate::scene::Scene;
use crate::world::{World, in_range};

/// Answers a call of the controls.
pub(crate) fn answer(scene: &mut Scene, call: &Call) -> Answer {
    match dispatch(scene, call) {
        Ok(answer) => answer,
        Err(mistake) => refusal(400, &mistake),
    }
}

fn dispatch(scene: &mut Scene, call: &Call) -> Result<Answer, String> {
    let segments = call.segments();
    let known = ["faults", "requests", "world", "clock", "settings"];
    match (&call.method, segments.as_slice()) {
        (&Method::POST, ["faults"]) => order(scene, call),
        (&Method::DELETE, ["faults"]) => Ok(forget_faults(scene)),
        (&Method::GET, ["requests"]) => Ok(requests(scene)),
        (&Method::DELETE, ["requests"]) => Ok(forget_requests(scene)),
        (&Method::GET, ["world"]) => Ok(shown(&scene.world)),
        (&Method::PUT, ["world"]) => replace_world(scene, call),
        (&Method::GET, ["clock"]) => Ok(clock(scene)),
        (&Method::PUT, ["clock"]) => set_clock(scene, call),
        (&Method::GET, ["settings"]) => Ok(shown(&scene.world.settings)),
        (&Method::PUT, ["settings"]) => settle(scene, call),
        (_, [name]) if known.contains(name) => Ok(refusal(405, "the controls do not know this method here")),
        _ => Ok(refusal(404, "the controls know /faults, /requests, /world, /clock and /settings")),
    }
}

fn refusal(status: u16, message: &str) -> Answer {
    Answer::json(status, json!({ "error": message }))
}

fn forget_faults(scene: &mut Scene) -> Answer {
    scene.faults.clear();
    Answer::empty(204)
}

fn forget_requests(scene: &mut Scene) -> Answer {
    scene.forget();
    Answer::empty(204)
}

fn shown(value: &impl serde::Serialize) -> Answer {
    match serde_json::to_value(value) {
        Ok(value) => Answer::json(200, value),
        Err(_) => refusal(500, "the world cannot be written as JSON"),
    }
}

/// Reads a body; what is wrong with it fits one sentence.
fn body<T: DeserializeOwned>(call: &Call, what: &str) -> Result<T, String> {
    serde_json::from_slice(&call.body).map_err(|error| {
        let reason: String = error.to_string().escape_debug().take(300).collect();
        format!("cannot read {what}: {reason}")
    })
}

fn order(scene: &mut Scene, call: &Call) -> Result<Answer, String> {
    let fault: Fault = body(call, "the fault")?;
    scene.faults.order(fault).map_err(|mistake| format!("cannot order the fault: {mistake}"))?;
    Ok(Answer::empty(204))
}

fn requests(scene: &Scene) -> Answer {
    Answer::json(200, scene.exchanges().map(request).collect())
}

fn request(exchange: &Exchange) -> Value {
    let (path, query) = exchange.target.split_once('?').unwrap_or((&exchange.target, ""));
    let headers: Map<String, Value> =
        exchange.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "service": Target::of(exchange.service),
        "method": exchange.method,
        "path": path,
        "query": query,
        "status": exchange.status,
        "headers": headers,
        "body": received(&exchange.body),
    })
}

/// A body as JSON where it is JSON, as text otherwise.
fn received(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| json!(String::from_utf8_lossy(body)))
}

fn replace_world(scene: &mut Scene, call: &Call) -> Result<Answer, String> {
    let world: World = body(call, "the world")?;
    if let Some(mistake) = world.mistake() {
        return Err(format!("cannot take the world: {mistake}"));
    }
    scene.world = world;
    Ok(Answer::empty(204))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    /// `Some(None)` gives the real clock back.
    #[serde(default, deserialize_with = "present")]
    now: Option<Option<DateTime<Utc>>>,
    #[serde(default)]
    advance_ms: Option<u32>,
}

/// Tells a field that is null from one that is absent.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<DateTime<Utc>>>, D::Error> {
    Option::deserialize(from).map(Some)
}

fn set_clock(scene: &mut Scene, call: &Call) -> Result<Answer, String> {
    let order: ClockOrder = body(call, "the clock")?;
    match (order.now, order.advance_ms) {
        (Some(Some(now)), None) => set(scene, Some(now))?,
        (Some(None), None) => scene.clock.release(),
        (None, Some(advance)) => {
            let later = scene.clock.now().checked_add_signed(TimeDelta::milliseconds(advance.into()));
            set(scene, later)?;
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err("cannot set the clock: give either `now` or `advance_ms`".to_owned());
        }
    }
    Ok(clock(scene))
}

fn set(scene: &mut Scene, at: Option<DateTime<Utc>>) -> Result<(), String> {
    let at = at.filter(|at| in_range(*at));
    scene.clock.set(at.ok_or("cannot set the clock: it must lie between 1970 and 2200")?);
    Ok(())
}

fn clock(scene: &Scene) -> Answer {
    Answer::json(200, json!({ "now": scene.clock.now() }))
}

/// Changes the settings that are named and leaves the others.
fn settle(scene: &mut Scene, call: &Call) -> Result<Answer, String> {
    let changes: Map<String, Value> = body(call, "the settings")?;
    let mut settings = serde_json::to_value(&scene.world.settings).unwrap_or_default();
    if let Some(settings) = settings.as_object_mut() {
        settings.extend(changes);
    }
    scene.world.settings = serde_json::from_value(settings)
        .map_err(|error| format!("cannot take the settings: {}", error.to_string().escape_debug()))?;
    Ok(shown(&scene.world.settings))
}
