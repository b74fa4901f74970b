//! Where everything is and who lives there: the first line that the program prints.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::calendly::state::uri;
use crate::world::{Person, World};

/// The line, for services at `urls` in the order of their ports.
pub(crate) fn first_line(world: &World, urls: &[String; 6]) -> Value {
    let [calendly, calcom, data, control, api, controls] = urls;
    json!({
        "calendly": { "base_url": calendly, "token": calendly_token(world) },
        "calcom": { "base_url": calcom, "token": calcom_token(world) },
        "maton": { "data_url": data, "control_url": control, "api_url": api, "token": world.maton.key },
        "sandbox": { "control_url": controls },
        "world": world.people.iter().map(|person| entry(world, person)).collect::<Vec<_>>(),
    })
}

fn entry(world: &World, person: &Person) -> Value {
    json!({
        "id": person.id,
        "name": person.name,
        "calendly_user": world.calendly.user_of(&person.id).map(|user| uri("users", &user.id)),
        "calcom_username": calcom_username(world, &person.id),
        "event_types": slugs(world, &person.id),
    })
}

/// The token of the first person with an account at Calendly.
fn calendly_token(world: &World) -> Option<&str> {
    let user = world.people.iter().find_map(|person| world.calendly.user_of(&person.id))?;
    let token = world.calendly.tokens.iter().find(|token| token.user == user.id && token.scopes.is_none())?;
    Some(&token.value)
}

/// The slugs of the event types that a person owns, those of Calendly first.
fn slugs(world: &World, person: &str) -> Vec<String> {
    let user = world.calendly.user_of(person).map(|user| user.id.as_str());
    let own = world.calendly.event_types.iter().filter(|kind| user == Some(kind.owner()) && kind.active);
    own.map(|kind| kind.slug.clone()).chain(calcom_slugs(world, person)).collect()
}

/// A list of what Cal.com knows, by its name there.
fn calcom_list(world: &World, name: &str) -> Vec<Value> {
    let state = serde_json::to_value(&world.calcom).unwrap_or_default();
    state.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn calcom_username(world: &World, person: &str) -> Option<String> {
    let accounts = calcom_list(world, "accounts");
    accounts.iter().find(|account| text(account, "person") == person).map(|account| text(account, "username"))
}

fn calcom_slugs(world: &World, person: &str) -> Vec<String> {
    let own = calcom_list(world, "event_types").into_iter().filter(|kind| text(kind, "person") == person);
    own.map(|kind| text(&kind, "slug")).collect()
}

/// The first working key of each person with an account at Cal.com.
pub(crate) fn calcom_keys(world: &World) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for key in calcom_list(world, "keys") {
        let whole = key.get("scopes").is_none_or(Value::is_null);
        let expired = key.get("expired").and_then(Value::as_bool).unwrap_or(false);
        if whole && !expired {
            keys.entry(text(&key, "person")).or_insert_with(|| text(&key, "token"));
        }
    }
    keys
}

/// The key of the first person with an account at Cal.com.
fn calcom_token(world: &World) -> Option<String> {
    let keys = calcom_keys(world);
    let first = world.people.iter().find(|person| calcom_username(world, &person.id).is_some())?;
    keys.get(&first.id).cloned()
}
