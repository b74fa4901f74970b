//! What a booking asks for, checked against the event type: every rule of the form, none of the calendar's.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::input::{body, is_email, optional_text, parse_instant, text};
use super::problem::Problem;
use super::state::{EventType, Pooling, Question, id_in};
use super::visit::Visit;
use crate::slots;

/// A booking that keeps the rules of its event type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) kind: EventType,
    pub(crate) start: DateTime<Utc>,
    pub(crate) email: String,
    pub(crate) timezone: String,
    pub(crate) name: String,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) text_reminder_number: Option<String>,
    /// The kind that was chosen and its text.
    pub(crate) location: Option<(String, Option<String>)>,
    pub(crate) answers: Vec<Value>,
    pub(crate) tracking: Value,
    pub(crate) guests: Vec<String>,
}

/// Reads an order. Fields that nobody knows are dropped without a word, as the real service does it.
pub(crate) fn order(visit: &Visit<'_>) -> Result<Order, Problem> {
    let fields = body(visit.call)?;
    let address = text(&fields, "event_type", "event_type")?;
    let id = id_in(address, "event_types");
    let kind =
        visit.event_type(id.ok_or_else(|| Problem::invalid(&[("event_type", "must be a valid URI")]))?)?;
    let start = start(&fields, visit.now)?;
    let invitee = fields.get("invitee").and_then(Value::as_object);
    let invitee = invitee.ok_or_else(|| Problem::invalid(&[("invitee", "is missing")]))?;
    let (name, first_name, last_name) = names(invitee)?;
    Ok(Order {
        start,
        email: email(invitee)?,
        timezone: timezone(invitee)?,
        name,
        first_name,
        last_name,
        text_reminder_number: optional_text(invitee, "text_reminder_number", "invitee.text_reminder_number")?
            .map(str::to_owned),
        location: location(&fields, &kind)?,
        answers: answers(&fields, &kind)?,
        tracking: tracking(&fields)?,
        guests: guests(&fields)?,
        kind,
    })
}

fn start(fields: &Map<String, Value>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    let start = text(fields, "start_time", "start_time")?;
    let at = parse_instant(start).filter(|_| start.ends_with('Z'));
    let at = at.ok_or_else(|| Problem::invalid(&[("start_time", "must be a valid UTC timestamp")]))?;
    if at <= now {
        return Err(Problem::argument("start_time must be in the future"));
    }
    Ok(at)
}

fn email(invitee: &Map<String, Value>) -> Result<String, Problem> {
    let email = text(invitee, "email", "invitee.email")?;
    if is_email(email) {
        Ok(email.to_owned())
    } else {
        Err(Problem::invalid(&[("invitee.email", "is invalid")]))
    }
}

fn timezone(invitee: &Map<String, Value>) -> Result<String, Problem> {
    let name = text(invitee, "timezone", "invitee.timezone")?;
    let known = slots::zone(name).is_some();
    if known { Ok(name.to_owned()) } else { Err(Problem::invalid(&[("invitee.timezone", "is invalid")])) }
}

type Names = (String, Option<String>, Option<String>);

/// The whole name and its parts: either a name or a first name must be there.
fn names(invitee: &Map<String, Value>) -> Result<Names, Problem> {
    let first = optional_text(invitee, "first_name", "invitee.first_name")?.map(str::to_owned);
    let last = optional_text(invitee, "last_name", "invitee.last_name")?.map(str::to_owned);
    if let Some(name) = optional_text(invitee, "name", "invitee.name")?.filter(|name| !name.trim().is_empty())
    {
        return Ok((name.to_owned(), first, last));
    }
    let whole = first.iter().chain(&last).map(String::as_str).collect::<Vec<_>>().join(" ");
    if first.as_ref().is_none_or(|first| first.trim().is_empty()) {
        return Err(Problem::invalid(&[
            ("invitee.name", "is missing"),
            ("invitee.first_name", "is missing"),
        ]));
    }
    Ok((whole, first, last))
}

/// The kinds of location that come with a text.
const WITH_TEXT: [&str; 4] = ["outbound_call", "ask_invitee", "physical", "custom"];

fn location(
    fields: &Map<String, Value>,
    kind: &EventType,
) -> Result<Option<(String, Option<String>)>, Problem> {
    let wrong = || Problem::argument("event.location_configuration.kind invalid location choice");
    let none_to_choose = kind.locations.is_empty() || kind.pooling == Pooling::RoundRobin;
    let Some(sent) = fields.get("location").filter(|sent| !sent.is_null()) else {
        return if none_to_choose { Ok(None) } else { Err(wrong()) };
    };
    let sent = sent.as_object().filter(|_| !none_to_choose).ok_or_else(wrong)?;
    let name = text(sent, "kind", "location.kind")?;
    let mut configured = kind.locations.iter().filter(|place| place.kind == name).peekable();
    configured.peek().ok_or_else(wrong)?;
    if !WITH_TEXT.contains(&name) {
        return Ok(Some((name.to_owned(), None)));
    }
    let place = text(sent, "location", "location.location")?;
    let ours = ["physical", "custom"].contains(&name);
    if ours && !configured.any(|own| own.location.as_deref().is_none_or(|own| own == place)) {
        return Err(wrong());
    }
    Ok(Some((name.to_owned(), Some(place.to_owned()))))
}

/// The answers, byte for byte to the questions of the type; a required one cannot be left out.
fn answers(fields: &Map<String, Value>, kind: &EventType) -> Result<Vec<Value>, Problem> {
    let sent = match fields.get("questions_and_answers") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(sent)) => sent,
        Some(_) => return Err(Problem::invalid(&[("questions_and_answers", "must be an array")])),
    };
    let answers = sent
        .iter()
        .enumerate()
        .map(|(index, answer)| read_answer(kind, index, answer))
        .collect::<Result<Vec<_>, _>>()?;
    let mut required = kind.questions.iter().filter(|question| question.enabled && question.required);
    let answered = |question: &Question| answers.iter().any(|(asked, _)| *asked == question.name);
    if !required.all(answered) {
        return Err(Problem::argument("Required Questions and Answers cannot be blank."));
    }
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

/// One answer, beside the question that it answers.
fn read_answer(kind: &EventType, index: usize, sent: &Value) -> Result<(String, Value), Problem> {
    let path = |name: &str| format!("questions_and_answers[{index}].{name}");
    let missing = |name: &str| Problem::argument(&format!("{}: is missing", path(name)));
    let asked = sent.get("question").and_then(Value::as_str).ok_or_else(|| missing("question"))?;
    let answer = sent.get("answer").and_then(Value::as_str).ok_or_else(|| missing("answer"))?;
    let position = sent.get("position").and_then(Value::as_u64).ok_or_else(|| missing("position"))?;
    let known = kind.questions.iter().find(|question| question.enabled && question.name == asked);
    let question = known.ok_or_else(|| Problem::argument(&format!("{}: is invalid", path("question"))))?;
    if answer.trim().is_empty() {
        return Err(Problem::argument("Required Questions and Answers cannot be blank."));
    }
    if !chosen(question, answer) {
        return Err(Problem::argument(&format!("{}: is not one of the choices", path("answer"))));
    }
    Ok((asked.to_owned(), json!({ "question": asked, "answer": answer, "position": position })))
}

/// Whether an answer is one that can be chosen, where there is a choice.
fn chosen(question: &Question, answer: &str) -> bool {
    let known = |part: &str| question.answer_choices.iter().any(|choice| choice == part);
    match question.kind.as_str() {
        _ if question.include_other => true,
        "single_select" => known(answer),
        "multi_select" => answer.split('\n').all(known),
        _ => true,
    }
}

const TRACKING: [&str; 6] =
    ["utm_campaign", "utm_source", "utm_medium", "utm_content", "utm_term", "salesforce_uuid"];

/// All six fields or none.
fn tracking(fields: &Map<String, Value>) -> Result<Value, Problem> {
    let empty = Map::new();
    let (sent, given) = match fields.get("tracking") {
        None | Some(Value::Null) => (&empty, false),
        Some(Value::Object(sent)) => (sent, true),
        Some(_) => return Err(Problem::invalid(&[("tracking", "must be an object")])),
    };
    let mut whole = Map::new();
    for name in TRACKING {
        let path = format!("tracking.{name}");
        if given && !sent.contains_key(name) {
            return Err(Problem::invalid(&[(&path, "is missing")]));
        }
        whole.insert(name.to_owned(), json!(optional_text(sent, name, &path)?));
    }
    Ok(Value::Object(whole))
}

fn guests(fields: &Map<String, Value>) -> Result<Vec<String>, Problem> {
    let invalid = |message: &str| Problem::invalid(&[("event_guests", message)]);
    let sent = match fields.get("event_guests") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(sent)) => sent,
        Some(_) => return Err(invalid("must be an array")),
    };
    if sent.len() > 10 {
        return Err(invalid("size cannot be greater than 10"));
    }
    let guest = |guest: &Value| guest.as_str().filter(|guest| is_email(guest)).map(str::to_owned);
    sent.iter().map(guest).collect::<Option<_>>().ok_or_else(|| invalid("is invalid"))
}
