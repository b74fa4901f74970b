//! Where everything is and who lives there: the first line that the program prints.

use serde_json::{Value, json};

use crate::calcom;
use crate::calendly::uri;
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

fn calcom_username<'a>(world: &'a World, person: &str) -> Option<&'a str> {
    let mut accounts = world.calcom.accounts.iter();
    accounts.find(|account| account.person == person).map(|account| account.username.as_str())
}

fn calcom_slugs<'a>(world: &'a World, person: &'a str) -> impl Iterator<Item = String> + 'a {
    let own = world.calcom.event_types.iter().filter(move |kind| kind.person == person);
    own.map(|kind| kind.slug.clone())
}

/// The first key of a person at Cal.com that works for everything.
pub(crate) fn calcom_key<'a>(state: &'a calcom::state::State, person: &str) -> Option<&'a str> {
    let mut own = state.keys.iter().filter(|key| key.person == person && !key.expired);
    own.find(|key| key.scopes.is_none()).map(|key| key.token.as_str())
}

/// The key of the first person with an account at Cal.com.
fn calcom_token(world: &World) -> Option<&str> {
    let first = world.people.iter().find(|person| calcom_username(world, &person.id).is_some())?;
    calcom_key(&world.calcom, &first.id)
}
