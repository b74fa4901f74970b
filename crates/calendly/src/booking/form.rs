//! What the booking form of an event type is filled in with.

use freebusy_provider::BookingRequest;

use super::check::{Violations, check};
use crate::wire::{
    Answer, CreateInvitee, EventType, InviteeDetails, LocationChoice, LocationConfiguration, LocationKind,
    Personal, PoolingType, Tracking, WireTime,
};

/// The mark by which bookings of ours are known beside their intent.
const SOURCE: &str = "freebusy";

/// What a booking form is filled in with beyond time and attendee.
///
/// ```
/// use freebusy_calendly::Form;
/// use freebusy_calendly::wire::LocationKind;
///
/// let form = Form::default().at(LocationKind::Zoom).answer("What is it about?", "Lisbon").guest("cy@example.com");
/// assert!(!format!("{form:?}").contains("Lisbon"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    location: Option<LocationChoice>,
    answers: Vec<(String, Personal)>,
    guests: Vec<Personal>,
    reminder: Option<Personal>,
}

impl Form {
    /// The same form, to meet at one of the event type's places that needs no text.
    #[must_use]
    pub fn at(mut self, kind: LocationKind) -> Self {
        self.location = Some(LocationChoice { kind, location: None });
        self
    }

    /// The same form, to meet at one of the event type's places, as `text` says.
    #[must_use]
    pub fn at_place(mut self, kind: LocationKind, text: &str) -> Self {
        self.location = Some(LocationChoice { kind, location: Some(text.into()) });
        self
    }

    /// The same form with the answer to the question of exactly this text.
    #[must_use]
    pub fn answer(mut self, question: &str, answer: &str) -> Self {
        self.answers.push((question.into(), answer.into()));
        self
    }

    /// The same form with one more guest, by mail address.
    #[must_use]
    pub fn guest(mut self, email: &str) -> Self {
        self.guests.push(email.into());
        self
    }

    /// The same form with a telephone number to send reminders to.
    #[must_use]
    pub fn reminder_to(mut self, number: &str) -> Self {
        self.reminder = Some(number.into());
        self
    }

    /// The booking of `request` through `event_type` at the start that was offered as `slot`.
    ///
    /// Where the event type has a single place whose text is known, that place is chosen.
    ///
    /// # Errors
    /// When the form lacks something, or has something that the event type does not ask for.
    pub fn fill(
        &self,
        event_type: &EventType,
        slot: &WireTime,
        request: &BookingRequest,
    ) -> Result<CreateInvitee, Violations> {
        let new = CreateInvitee {
            event_type: event_type.uri.clone(),
            start_time: slot.clone(),
            invitee: self.invitee(request),
            location: self.location.clone().or_else(|| only_place(event_type)),
            questions_and_answers: self.answers(event_type),
            tracking: Some(tracking(&request.intent)),
            event_guests: self.guests.clone(),
        };
        check(event_type, &new).map(|()| new)
    }

    fn invitee(&self, request: &BookingRequest) -> InviteeDetails {
        InviteeDetails {
            name: Some((&*request.attendee.name).into()),
            email: (&*request.attendee.email).into(),
            timezone: (&*request.attendee.zone).into(),
            text_reminder_number: self.reminder.clone(),
            ..InviteeDetails::default()
        }
    }

    /// The answers, each at its question's place; an answer to no question keeps its own, for the check to find.
    fn answers(&self, event_type: &EventType) -> Vec<Answer> {
        let asked = event_type.custom_questions.as_deref().unwrap_or_default();
        let place = |(at, (question, answer)): (u32, &(String, Personal))| {
            let known = asked.iter().find(|one| one.name == *question);
            let position = known.map_or(at, |one| one.position);
            Answer { question: question.clone(), answer: answer.clone(), position }
        };
        (0..).zip(&self.answers).map(place).collect()
    }
}

/// The intent travels where the invitee of the booking gives it back.
fn tracking(intent: &str) -> Tracking {
    Tracking { utm_source: Some(SOURCE.into()), utm_content: Some(intent.into()), ..Tracking::default() }
}

/// The only place of an event type, where nobody has to say more about it.
fn only_place(event_type: &EventType) -> Option<LocationChoice> {
    if event_type.pooling_type == Some(PoolingType::RoundRobin) {
        return None;
    }
    match event_type.places()? {
        [LocationConfiguration { kind, location, .. }] => match kind {
            LocationKind::Physical | LocationKind::Custom => {
                let text = location.clone()?;
                Some(LocationChoice { kind: kind.clone(), location: Some(text) })
            }
            LocationKind::AskInvitee | LocationKind::OutboundCall => None,
            LocationKind::Google
            | LocationKind::GoTo
            | LocationKind::InboundCall
            | LocationKind::Teams
            | LocationKind::Webex
            | LocationKind::Zoom
            | LocationKind::Other(_) => Some(LocationChoice { kind: kind.clone(), location: None }),
        },
        _ => None,
    }
}
