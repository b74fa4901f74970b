//! What booking through an event type is like at this moment.

use std::time::Duration;

use freebusy_core::Seconds;
use freebusy_provider::{
    Consent, Duplicates, Error, ErrorKind, Mail, Need, PlaceChoice, Question, Quota, Seats, Terms,
};
use freebusy_transport::{Endpoint, path};

use super::check::{MOST_GUESTS, choices, unpayable};
use super::form::{brings_place, only_place, only_text};
use crate::config::{BOOKING_QUOTA, HURRY, SETTLE, SETTLE_BEHIND_GATEWAY};
use crate::convert::refuses_a_second;
use crate::provider::{Listed, bookable};
use crate::wire::{CustomQuestion, EventType, EventTypeKind};

impl Listed {
    /// Reads the event type afresh: a question that its host has added since would stop every booking.
    pub(super) async fn read_terms(&self) -> Result<Terms, Error> {
        let event_type = self.fresh().await?;
        bookable(&event_type, &self.id)?;
        if let Some(why) = unpayable(&event_type) {
            return Err(Error::new(ErrorKind::Refused, &*self.id, "use the event type", why));
        }
        Ok(Terms {
            duplicates: duplicates(&event_type),
            seats: seats(&event_type),
            consent: Consent::Given,
            mail: Mail::Sent,
            quota: self.quota(),
            settle: self.settle(),
            most_guests: MOST_GUESTS,
            questions: questions(&event_type),
            places: places(&event_type),
        })
    }

    /// How long until a booking may be sent, by the rates on the way; a wait that is none to speak of is none.
    pub(super) fn closed_for(&self) -> Option<Duration> {
        let wait = self.account.channel().opens_in(&any_booking());
        (wait > HURRY).then_some(wait)
    }

    fn quota(&self) -> Quota {
        let left = self.account.channel().left(&any_booking());
        match (left, self.closed_for()) {
            (None, None) => Quota::Ample,
            (_, Some(wait)) => Quota::Counted { left: 0, opens_in: Some(wait) },
            // A wait that is none to speak of stands in the way of nothing.
            (Some(left), None) => Quota::Counted { left: left.max(1), opens_in: None },
        }
    }

    /// A gateway may go on with a call whose answer nobody waits for any more.
    fn settle(&self) -> Seconds {
        match self.account.channel().route().gateway() {
            Some(_) => SETTLE_BEHIND_GATEWAY,
            None => SETTLE,
        }
    }
}

/// What stands for a booking where its rates are asked for; it is never sent.
fn any_booking() -> Endpoint<()> {
    Endpoint::post("book a meeting", path(["invitees"])).quota(BOOKING_QUOTA)
}

fn duplicates(event_type: &EventType) -> Duplicates {
    match refuses_a_second(event_type) {
        true => Duplicates::Refused,
        false => Duplicates::Accepted,
    }
}

fn seats(event_type: &EventType) -> Seats {
    match event_type.kind {
        EventTypeKind::Solo => Seats::One,
        EventTypeKind::Group | EventTypeKind::Other(_) => Seats::Several,
    }
}

fn questions(event_type: &EventType) -> Vec<Question> {
    let asked = event_type.custom_questions.iter().flatten().filter(|question| question.enabled);
    let mut asked: Vec<_> = asked.collect();
    asked.sort_by_key(|question| question.position);
    asked.into_iter().map(question).collect()
}

fn question(asked: &CustomQuestion) -> Question {
    Question {
        text: asked.name.as_str().into(),
        need: if asked.required { Need::Required } else { Need::Optional },
        choices: choices(asked).iter().map(|choice| choice.as_str().into()).collect(),
    }
}

/// The kinds of place to choose from, each once; a single one about which nobody has to say more is no choice.
fn places(event_type: &EventType) -> Vec<PlaceChoice> {
    if brings_place(event_type) || only_place(event_type).is_some() {
        return Vec::new();
    }
    let all = event_type.places().unwrap_or_default();
    let mut choices: Vec<PlaceChoice> = Vec::new();
    for place in all {
        let known = choices.iter().any(|choice| *choice.kind == *place.kind.as_str());
        if !known {
            let told = !place.kind.needs_text() || only_text(all, &place.kind).is_some();
            let text = if told { Need::Optional } else { Need::Required };
            choices.push(PlaceChoice { kind: place.kind.as_str().into(), text });
        }
    }
    choices
}
