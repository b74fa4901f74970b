//! What the booking form of an event type is filled in with.

use freebusy_provider::{BookingRequest, Place};

use super::check::{Violations, check};
use crate::wire::{
    Answer, CreateInvitee, EventType, InviteeDetails, LocationChoice, LocationConfiguration, LocationKind,
    Personal, PoolingType, Tracking, WireTime,
};

/// The mark by which bookings of ours are known beside their intent.
const SOURCE: &str = "freebusy";

/// The booking of `request` through `event_type` at the start that was offered as `slot`.
///
/// Where the event type has a single place, and nobody has to say more about it, that place is chosen. A text that
/// the event type is configured with is repeated where the request chooses its kind and leaves the text out.
///
/// # Errors
/// When the request lacks something that the form asks for, or has something that it does not.
pub fn fill(
    event_type: &EventType,
    slot: &WireTime,
    request: &BookingRequest,
) -> Result<CreateInvitee, Violations> {
    let place = request.form.place.as_ref().map(|place| chosen(event_type, place));
    let new = CreateInvitee {
        event_type: event_type.uri.clone(),
        start_time: slot.clone(),
        invitee: invitee(request),
        location: place.or_else(|| only_place(event_type)),
        questions_and_answers: answers(event_type, request),
        tracking: Some(tracking(&request.intent)),
        event_guests: request.form.guests.iter().map(|guest| (&**guest).into()).collect(),
    };
    check(event_type, &new).map(|()| new)
}

fn invitee(request: &BookingRequest) -> InviteeDetails {
    InviteeDetails {
        name: Some((&*request.attendee.name).into()),
        email: (&*request.attendee.email).into(),
        timezone: (&*request.attendee.zone).into(),
        ..InviteeDetails::default()
    }
}

/// The answers, each at its question's place; an answer to no question keeps its own, for the check to find.
fn answers(event_type: &EventType, request: &BookingRequest) -> Vec<Answer> {
    let asked = event_type.custom_questions.as_deref().unwrap_or_default();
    let place = |(at, given): (u32, &freebusy_provider::Answer)| {
        let known = asked.iter().find(|one| *one.name == *given.question);
        let position = known.map_or(at, |one| one.position);
        Answer { question: (&*given.question).into(), answer: (&*given.answer).into(), position }
    };
    (0..).zip(&request.form.answers).map(place).collect()
}

/// The intent travels where the invitee of the booking gives it back.
fn tracking(intent: &str) -> Tracking {
    Tracking { utm_source: Some(SOURCE.into()), utm_content: Some(intent.into()), ..Tracking::default() }
}

fn chosen(event_type: &EventType, place: &Place) -> LocationChoice {
    let kind = LocationKind::from(place.kind.to_string());
    let text = place.text.as_deref().map(Personal::from);
    let location = text.or_else(|| only_text(event_type.places()?, &kind).cloned());
    LocationChoice { kind, location }
}

/// The text that every place of a kind is configured with, where a booking has to repeat it and there is but one.
pub(super) fn only_text<'a>(
    places: &'a [LocationConfiguration],
    kind: &LocationKind,
) -> Option<&'a Personal> {
    if !matches!(kind, LocationKind::Physical | LocationKind::Custom) {
        return None;
    }
    let mut alike = places.iter().filter(|place| place.kind == *kind);
    let text = alike.next()?.location.as_ref()?;
    alike.all(|place| place.location.as_ref() == Some(text)).then_some(text)
}

/// The only place of an event type, where nobody has to say more about it.
pub(super) fn only_place(event_type: &EventType) -> Option<LocationChoice> {
    let places = event_type.places().filter(|_| !brings_place(event_type))?;
    let [LocationConfiguration { kind, .. }] = places else { return None };
    let location = only_text(places, kind).cloned();
    (location.is_some() || !kind.needs_text()).then(|| LocationChoice { kind: kind.clone(), location })
}

/// Whether the place is the host's, and nobody can choose one: each host of a round robin has their own.
pub(super) fn brings_place(event_type: &EventType) -> bool {
    event_type.pooling_type == Some(PoolingType::RoundRobin)
}
