//! Whether a booking can be sent: each thing that stands in the way, with its field and its mend.

use std::fmt;

use crate::convert::unbookable;
use crate::error::shown;
use crate::wire::{
    Answer, CreateInvitee, CustomQuestion, EventType, InviteeDetails, LocationChoice, LocationConfiguration,
    LocationKind, Personal, PoolingType, QuestionKind,
};

/// The most guests that an invitee can bring along.
pub const MOST_GUESTS: usize = 10;

/// The most characters of a question in a message.
const LONGEST_QUESTION: usize = 500;

/// One thing that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which field of the booking.
    pub field: &'static str,
    /// What is wrong with it and what to do; nothing in it is the attendee's.
    pub mend: Box<str>,
}

/// Everything that stands in the way of a booking; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the booking cannot be sent")?;
        for (at, Violation { field, mend }) in self.0.iter().enumerate() {
            write!(f, "{} `{field}` {mend}", if at == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// A question in its own words: whoever answers has to repeat them.
fn words(question: &str) -> String {
    freebusy_transport::shown(question, LONGEST_QUESTION)
}

/// What has been found so far.
#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, field: &'static str, mend: impl Into<Box<str>>) {
        self.0.push(Violation { field, mend: mend.into() });
    }

    fn empty(&mut self, field: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.add(field, "is empty; fill it in");
        }
    }
}

/// Checks a booking against its event type as it is now.
///
/// What Calendly did not say of the event type (older servers leave fields out) cannot be checked and passes.
///
/// # Errors
/// [`Violations`] with everything that Calendly would refuse.
pub fn check(event_type: &EventType, new: &CreateInvitee) -> Result<(), Violations> {
    let mut found = Found::default();
    if new.event_type != event_type.uri {
        found.add("event_type", "is another event type; send the one that was checked");
    }
    if let Some(why) = unbookable(event_type).or_else(|| unpayable(event_type)) {
        found.add("event_type", why);
    }
    if new.start_time.exact().is_none() {
        found.add("start_time", "is no start that was offered; send the text of the offered start");
    }
    invitee(&new.invitee, &mut found);
    location(event_type, new.location.as_ref(), &mut found);
    if let Some(asked) = &event_type.custom_questions {
        answers(asked, &new.questions_and_answers, &mut found);
    }
    guests(&new.event_guests, &mut found);
    if found.0.is_empty() { Ok(()) } else { Err(Violations(found.0)) }
}

/// Why an event type that can be booked on its page cannot be booked through the API: a booking carries no payment.
pub(super) fn unpayable(event_type: &EventType) -> Option<&'static str> {
    (event_type.is_paid == Some(true)).then_some(
        "the event type costs money, which is paid on its page; book it there, or name another one",
    )
}

fn invitee(invitee: &InviteeDetails, found: &mut Found) {
    let name = invitee.name.as_ref().or(invitee.first_name.as_ref());
    found.empty("invitee.name", name.map_or("", Personal::as_str));
    found.empty("invitee.email", invitee.email.as_str());
    found.empty("invitee.timezone", &invitee.timezone);
}

fn location(event_type: &EventType, chosen: Option<&LocationChoice>, found: &mut Found) {
    if event_type.pooling_type == Some(PoolingType::RoundRobin) {
        if chosen.is_some() {
            found.add("location", "is given; leave it out, for the host of a round robin brings it");
        }
        return;
    }
    match (event_type.places(), chosen) {
        (None, _) | (Some([]), None) => {}
        (Some([]), Some(_)) => found.add("location", "is given; leave it out, for the event type has none"),
        (Some(places), None) => {
            found.add("location", format!("is missing; choose one of {}", kinds(places)));
        }
        (Some(places), Some(chosen)) => place(places, chosen, found),
    }
}

fn place(places: &[LocationConfiguration], chosen: &LocationChoice, found: &mut Found) {
    let alike: Vec<_> = places.iter().filter(|place| place.kind == chosen.kind).collect();
    if alike.is_empty() {
        return found
            .add("location.kind", format!("is not of the event type; choose one of {}", kinds(places)));
    }
    if !chosen.kind.needs_text() {
        if chosen.location.is_some() && !matches!(chosen.kind, LocationKind::Other(_)) {
            found.add("location.location", "is given; leave it out, for this kind of place takes no text");
        }
        return;
    }
    let text = chosen.location.as_ref().map_or("", Personal::as_str);
    if text.trim().is_empty() {
        return found.add("location.location", "is empty; this kind of place needs a text");
    }
    let told = || alike.iter().filter_map(|place| place.location.as_ref());
    if told().next().is_some() && told().all(|place| place.as_str() != text) {
        found
            .add("location.location", "is not of the event type; repeat the text that it is configured with");
    }
}

fn kinds(places: &[LocationConfiguration]) -> String {
    let kinds: Vec<_> =
        places.iter().take(10).map(|place| format!("`{}`", shown(place.kind.as_str()))).collect();
    kinds.join(", ")
}

fn answers(asked: &[CustomQuestion], given: &[Answer], found: &mut Found) {
    for question in asked.iter().filter(|question| question.enabled) {
        let mut own = given.iter().filter(|answer| answer.question == question.name);
        match (own.next(), own.next()) {
            (None, _) if question.required => {
                found.add(
                    "questions_and_answers",
                    format!("lacks an answer to `{}`; give one", words(&question.name)),
                );
            }
            (None, _) => {}
            (Some(_), Some(_)) => {
                found.add(
                    "questions_and_answers",
                    format!("answers `{}` twice; answer once", words(&question.name)),
                );
            }
            (Some(answer), None) => one(question, answer, found),
        }
    }
    let known =
        |answer: &Answer| asked.iter().any(|question| question.enabled && question.name == answer.question);
    for stray in given.iter().filter(|answer| !known(answer)) {
        let mend = format!(
            "answers `{}`, which is not asked; repeat the text of a question exactly",
            words(&stray.question)
        );
        found.add("questions_and_answers", mend);
    }
}

fn one(question: &CustomQuestion, answer: &Answer, found: &mut Found) {
    let text = answer.answer.as_str();
    if text.trim().is_empty() {
        let mend = format!("answers `{}` with nothing; answer it or leave it out", words(&question.name));
        found.add("questions_and_answers", mend);
    } else if !is_choice(question, text) {
        let choices: Vec<_> =
            choices(question).iter().take(10).map(|choice| format!("`{}`", shown(choice))).collect();
        let mend = format!(
            "answers `{}` with none of its choices; choose from {}",
            words(&question.name),
            choices.join(", ")
        );
        found.add("questions_and_answers", mend);
    }
}

/// The only answers that a question takes; none when any will do.
pub(super) fn choices(question: &CustomQuestion) -> &[String] {
    match question.kind {
        QuestionKind::Single | QuestionKind::Multi if question.include_other != Some(true) => {
            question.answer_choices.as_deref().unwrap_or_default()
        }
        QuestionKind::Single
        | QuestionKind::Multi
        | QuestionKind::Line
        | QuestionKind::Text
        | QuestionKind::Phone
        | QuestionKind::Other(_) => &[],
    }
}

/// Whether an answer is among the choices, where there are any; several stand on a line each.
fn is_choice(question: &CustomQuestion, answer: &str) -> bool {
    let choices = choices(question);
    let among = |text: &str| choices.iter().any(|choice| choice == text);
    let several = question.kind == QuestionKind::Multi;
    choices.is_empty() || among(answer) || (several && answer.split('\n').all(among))
}

fn guests(guests: &[Personal], found: &mut Found) {
    if guests.len() > MOST_GUESTS {
        found.add("event_guests", format!("has {} guests; bring {MOST_GUESTS} at most", guests.len()));
    }
    if guests.iter().any(|guest| guest.as_str().trim().is_empty()) {
        found.add("event_guests", "has a guest without an address; leave that one out");
    }
}
