//! Booking a start: the one write that takes somebody's time.

use freebusy_core::Timestamp;
use serde_json::{Value, json};

use super::gate::{UsedUp, quota, throttle};
use super::offers::{Offer, end_of, offers};
use super::order::{Order, order};
use super::problem::Problem;
use super::shape;
use super::state::{Event, EventType, Invitee, Pooling, uri};
use super::visit::{Outcome, Visit, made};
use crate::call::Answer;
use crate::world::{Booking, Maker, World};

/// Books, or says why not. A start that is not offered is refused like a malformed call.
pub(crate) fn book(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("scheduled_events:write")?;
    // The quotas are of requests: one that is refused counts as well.
    if let Err(used_up) = quota(visit.world, &visit.caller.user.id.clone(), visit.now) {
        return Ok(too_many(used_up));
    }
    let order = order(visit)?;
    let offer = offered(visit, &order)?;
    let event = match offer.joins.clone() {
        Some(event) => event,
        None => create(visit, &order, &offer),
    };
    let invitee = invitee(visit, &order);
    visit.written();
    let now = visit.now;
    let mut events = visit.world.calendly.events.iter_mut();
    let event = events.find(|other| other.id == event).ok_or_else(Problem::not_found)?;
    event.guests.extend(order.guests);
    event.updated_at = now;
    let shown = shape::invitee(event, &invitee);
    event.invitees.push(invitee);
    made(&shown)
}

fn too_many(used_up: UsedUp) -> Answer {
    let mut answer = Problem::too_many().answer();
    throttle(&mut answer, used_up.limit, used_up.reset);
    answer
}

fn offered(visit: &Visit<'_>, order: &Order) -> Result<Offer, Problem> {
    let start = Timestamp::floor(&order.start);
    let whole = start.to_chrono() == Some(order.start);
    let offer = offers(visit.world, &order.kind, visit.now).remove(&start).filter(|_| whole);
    offer.ok_or_else(|| {
        Problem::unbookable(
            "The server encountered an unexpected condition that prevented it from fulfilling the request.",
        )
    })
}

/// Takes the hosts' time; the id of the new event.
fn create(visit: &mut Visit<'_>, order: &Order, offer: &Offer) -> String {
    let Order { kind, start, .. } = order;
    let id = visit.new_id("EVENT");
    visit.world.bookings.push(Booking {
        id: id.clone(),
        maker: Maker::Calendly,
        hosts: hosts(visit.world, kind, offer),
        start: *start,
        end: end_of(kind, *start),
        title: kind.name.clone(),
        buffer_before: kind.before_buffer,
        buffer_after: kind.after_buffer,
        active: true,
        created_at: visit.now,
    });
    visit.world.calendly.events.push(Event {
        id: id.clone(),
        event_type: kind.id.clone(),
        location: event_location(kind, order.location.as_ref(), &id),
        seats: kind.seats,
        guests: Vec::new(),
        invitees: Vec::new(),
        cancellation: None,
        updated_at: visit.now,
    });
    id
}

/// Everybody who can, or in a round robin the one with the fewest meetings.
fn hosts(world: &World, kind: &EventType, offer: &Offer) -> Vec<String> {
    if kind.pooling != Pooling::RoundRobin {
        return offer.hosts.clone();
    }
    offer.hosts.iter().min_by_key(|host| world.bookings_of(host).count()).cloned().into_iter().collect()
}

fn invitee(visit: &mut Visit<'_>, order: &Order) -> Invitee {
    Invitee {
        id: visit.new_id("INVITEE"),
        email: order.email.clone(),
        name: order.name.clone(),
        first_name: order.first_name.clone(),
        last_name: order.last_name.clone(),
        timezone: order.timezone.clone(),
        answers: order.answers.clone(),
        tracking: order.tracking.clone(),
        text_reminder_number: order.text_reminder_number.clone(),
        scheduled_by: uri("users", &visit.caller.user.id),
        no_show: None,
        created_at: visit.now,
        updated_at: visit.now,
    }
}

/// Where an event takes place, in the shape that each kind has.
fn event_location(kind: &EventType, chosen: Option<&(String, Option<String>)>, id: &str) -> Value {
    let only = || kind.locations.first().map(|place| (place.kind.clone(), place.location.clone()));
    let Some((name, text)) = chosen.cloned().or_else(only) else { return Value::Null };
    let link = format!("https://meet.example/{}", id.to_lowercase());
    match name.as_str() {
        "zoom_conference" => json!({
            "type": name, "status": "pushed", "join_url": link,
            "data": {
                "id": id, "settings": { "global_dial_in_numbers": [] },
                "extra": { "intl_numbers_url": "https://meet.example/numbers" }, "password": "sandbox",
            },
        }),
        "google_conference" => json!({ "type": name, "status": "pushed", "join_url": link }),
        "gotomeeting_conference" => {
            json!({ "type": "gotomeeting", "status": "pushed", "join_url": link, "data": { "uniqueMeetingId": 1 } })
        }
        "microsoft_teams_conference" => {
            json!({ "type": name, "status": "pushed", "join_url": link, "data": { "id": id } })
        }
        "webex_conference" => json!({
            "type": name, "status": "pushed", "join_url": link,
            "data": { "id": id, "telephony": { "callInNumbers": [] }, "password": "sandbox" },
        }),
        _ => {
            let number = kind.locations.iter().find(|place| place.kind == name);
            let number = number.and_then(|place| place.phone_number.clone());
            json!({ "type": name, "location": text.or(number).unwrap_or_default() })
        }
    }
}
