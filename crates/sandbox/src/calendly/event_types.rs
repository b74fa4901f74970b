//! Event types: listed, read, made, changed; who hosts them.

use serde_json::{Map, Value, json};

use super::input::{Direction, body, flag, id, required_id, sort, text};
use super::problem::Problem;
use super::shape;
use super::state::{EventType, Location, Pooling, id_in, uri};
use super::visit::{Outcome, Visit, found, made};

pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("event_types:read")?;
    let user = asked_user(visit)?;
    let active = flag(visit.call, "active")?;
    let managed = flag(visit.call, "admin_managed")?;
    let schedule = id(visit.call, "user_availability_schedule", "user_availability_schedules")?;
    let world = &*visit.world;
    let fits = |kind: &&EventType| {
        let owner = world.calendly.user(kind.owner());
        owner.is_some_and(|owner| owner.organization == visit.caller.user.organization)
            && user.as_ref().is_none_or(|user| kind.hosts.contains(user))
            && active.is_none_or(|active| kind.active == active)
            && managed != Some(true)
            && schedule.is_none_or(|schedule| keeps(visit, kind, schedule))
    };
    let mut kinds: Vec<&EventType> = world.calendly.event_types.iter().filter(fits).collect();
    arrange(visit, &mut kinds)?;
    visit.page(kinds.into_iter().map(|kind| shape::event_type(world, kind)).collect())
}

/// Whose event types; `None` for everybody's in the organization.
fn asked_user(visit: &Visit<'_>) -> Result<Option<String>, Problem> {
    let organization = id(visit.call, "organization", "organizations")?;
    organization.map_or(Ok(()), |organization| visit.caller.belongs_to(organization))?;
    match (id(visit.call, "user", "users")?, organization) {
        (Some(user), _) => Ok(Some(visit.user(user)?.id)),
        (None, Some(_)) => Ok(None),
        (None, None) => Err(Problem::invalid(&[("user", "is missing"), ("organization", "is missing")])),
    }
}

/// Whether the owner of an event type keeps a schedule for it.
fn keeps(visit: &Visit<'_>, kind: &EventType, schedule: &str) -> bool {
    let usual = visit.world.calendly.default_schedule(kind.owner());
    !kind.hours.contains_key(kind.owner()) && usual.is_some_and(|usual| usual.id == schedule)
}

fn arrange(visit: &Visit<'_>, kinds: &mut [&EventType]) -> Result<(), Problem> {
    let (field, direction) = sort(visit.call, &["name", "position", "created_at", "updated_at"])?;
    match field {
        "name" => kinds.sort_by(|a, b| a.name.cmp(&b.name)),
        "created_at" => kinds.sort_by_key(|kind| kind.created_at),
        "updated_at" => kinds.sort_by_key(|kind| kind.updated_at),
        // They stand in the order of their positions.
        _ => {}
    }
    if direction == Direction::Down {
        kinds.reverse();
    }
    Ok(())
}

pub(crate) fn get(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("event_types:read")?;
    found(&shape::event_type(visit.world, &visit.event_type(wanted)?))
}

pub(crate) fn memberships(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("event_types:read")?;
    let kind = visit.event_type(required_id(visit.call, "event_type", "event_types")?)?;
    let world = &*visit.world;
    let hosts = kind.hosts.iter().filter_map(|host| world.calendly.user(host));
    let shown = hosts.map(|host| {
        json!({
            "uri": uri("event_type_memberships", &format!("{}-{}", kind.id, host.id)),
            "event_type": shape::event_type(world, &kind),
            "member": shape::user(world, host),
            "created_at": super::instant(kind.created_at),
            "updated_at": super::instant(kind.created_at),
        })
    });
    visit.page(shown.collect())
}

/// Makes an event type for one host; it is not active unless that is asked for.
pub(crate) fn create(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("event_types:write")?;
    let fields = body(visit.call)?;
    let owner = user_in(visit, &fields, "owner")?;
    let name = text(&fields, "name", "name")?;
    let mut kind = blank(visit, name, vec![owner]);
    change(&mut kind, &fields)?;
    let shown = keep(visit, kind);
    made(&shown)
}

/// A user named in a body for whom the caller may act.
pub(crate) fn user_in(visit: &Visit<'_>, fields: &Map<String, Value>, name: &str) -> Result<String, Problem> {
    let address = text(fields, name, name)?;
    let id = id_in(address, "users").ok_or_else(|| Problem::invalid(&[(name, "must be a valid URI")]))?;
    let user = visit.user(id)?;
    visit.caller.may_act_for(&user)?;
    Ok(user.id)
}

/// An event type with nothing but a name and its hosts.
pub(crate) fn blank(visit: &mut Visit<'_>, name: &str, hosts: Vec<String>) -> EventType {
    let slug: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let blank = EventType::new(visit.new_id("EVENTTYPE"), (name, &slug), hosts, visit.now);
    EventType { active: false, notice_minutes: 240, ..blank }
}

/// Adds an event type to the world and shows it.
pub(crate) fn keep(visit: &mut Visit<'_>, kind: EventType) -> Value {
    let shown = shape::event_type(visit.world, &kind);
    visit.world.calendly.event_types.push(kind);
    visit.written();
    shown
}

pub(crate) fn update(visit: &mut Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("event_types:write")?;
    let mut kind = visit.event_type(wanted)?;
    let owner = visit.user(kind.owner())?;
    visit.caller.may_act_for(&owner)?;
    if kind.seats > 1 || kind.pooling != Pooling::None {
        return Err(Problem::argument("Only one-on-one event types can be updated"));
    }
    change(&mut kind, &body(visit.call)?)?;
    kind.updated_at = visit.now;
    let shown = shape::event_type(visit.world, &kind);
    if let Some(place) = visit.world.calendly.event_types.iter_mut().find(|other| other.id == kind.id) {
        *place = kind;
    }
    visit.written();
    found(&shown)
}

const LOCALES: [&str; 8] = ["de", "en", "es", "fr", "it", "nl", "pt", "uk"];
const BUFFERS: [u32; 11] = [0, 5, 10, 15, 30, 45, 60, 90, 120, 150, 180];

/// Takes over the fields that can be written; all others are dropped without a word.
fn change(kind: &mut EventType, fields: &Map<String, Value>) -> Result<(), Problem> {
    for (name, value) in fields {
        let taken = match name.as_str() {
            "name" => put(&mut kind.name, value.as_str().filter(|name| !name.trim().is_empty())),
            "description" => put(&mut kind.description, value.as_str().map(|text| Some(text.to_owned()))),
            "active" => put(&mut kind.active, value.as_bool()),
            "duration" => put(&mut kind.duration, minutes(value, 1)),
            "duration_options" => put(&mut kind.duration_options, options(value)),
            "locations" => put(&mut kind.locations, locations(value)),
            "color" => put(&mut kind.color, value.as_str().filter(|color| is_color(color))),
            "locale" => put(&mut kind.locale, value.as_str().filter(|locale| LOCALES.contains(locale))),
            "start_time_increment" => put(&mut kind.increment, minutes(value, 5)),
            "before_buffer" => put(&mut kind.before_buffer, buffer(value)),
            "after_buffer" => put(&mut kind.after_buffer, buffer(value)),
            _ => true,
        };
        if !taken {
            return Err(Problem::invalid(&[(name, "is invalid")]));
        }
    }
    let options = &kind.duration_options;
    if options.is_empty() || options.contains(&kind.duration) {
        return Ok(());
    }
    Err(Problem::invalid(&[("duration", "must be one of the duration options")]))
}

/// Puts a value that could be read; says whether it could.
fn put<T, V: Into<T>>(place: &mut T, value: Option<V>) -> bool {
    value.map(|value| *place = value.into()).is_some()
}

fn minutes(value: &Value, least: u32) -> Option<u32> {
    let minutes = value.as_u64().and_then(|minutes| u32::try_from(minutes).ok())?;
    (least..=720).contains(&minutes).then_some(minutes)
}

fn buffer(value: &Value) -> Option<u32> {
    let minutes = value.as_u64().and_then(|minutes| u32::try_from(minutes).ok())?;
    BUFFERS.contains(&minutes).then_some(minutes)
}

fn options(value: &Value) -> Option<Vec<u32>> {
    let options = value.as_array().filter(|options| options.len() <= 4)?;
    options.iter().map(|option| minutes(option, 1)).collect()
}

const LOCATIONS: [&str; 10] = [
    "ask_invitee",
    "custom",
    "google_conference",
    "gotomeeting_conference",
    "inbound_call",
    "microsoft_teams_conference",
    "outbound_call",
    "physical",
    "webex_conference",
    "zoom_conference",
];

fn locations(value: &Value) -> Option<Vec<Location>> {
    let locations: Vec<Location> = serde_json::from_value(value.clone()).ok()?;
    locations.iter().all(|place| LOCATIONS.contains(&place.kind.as_str())).then_some(locations)
}

/// One place where a one-off event may be.
pub(crate) fn location(value: &Value) -> Option<Vec<Location>> {
    locations(&json!([value]))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'))
    })
}
