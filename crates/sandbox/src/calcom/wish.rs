//! Who wants to be met, when and how: the bodies of both generations, read as far as they can be without a calendar.

use chrono::{DateTime, Utc};
use freebusy_zones::Zone;
use serde_json::{Map, Value};

use super::answers::{chosen_place, default_place, good_answers};
use super::clock::minutes;
use super::input::{Input, asked_instant, asked_zone};
use super::problem::Problem;
use super::state::{Attendee, EventType};
use super::version::Dialect;
use super::visit::Visit;

/// What is to be booked; valid as far as that can be seen without a calendar.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) event_type: EventType,
    pub(crate) start: DateTime<Utc>,
    pub(crate) length: u32,
    pub(crate) attendee: Attendee,
    pub(crate) zone: Zone,
    pub(crate) guests: Vec<String>,
    pub(crate) location: String,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) responses: Map<String, Value>,
    /// The reservation under which it is booked.
    pub(crate) reserved: Option<String>,
    /// The booking that it takes the place of.
    pub(crate) moved: Option<String>,
    pub(crate) dialect: Dialect,
}

impl Wish {
    pub(crate) fn end(&self) -> DateTime<Utc> {
        self.start + minutes(self.length)
    }
}

/// What a body of the current generation wants.
pub(crate) fn current(visit: &Visit<'_>) -> Result<Wish, Problem> {
    let input = Input::of(visit.call)?;
    let start = asked_instant("start", &input.needed_text("start")?)?;
    let person =
        input.object("attendee")?.ok_or_else(|| Problem::invalid("attendee", "should not be empty"))?;
    let (attendee, zone) = attendee(&person)?;
    let event_type = named_type(visit, &input)?;
    let length = length(&input, &event_type)?;
    let mut responses = input.map("bookingFieldsResponses")?.unwrap_or_default();
    good_answers(&event_type, &responses)?;
    responses.insert("name".into(), attendee.name.clone().into());
    responses.insert("email".into(), attendee.email.clone().into());
    let location = chosen_place(&input, &event_type)?;
    Ok(Wish {
        event_type,
        start,
        length,
        attendee,
        zone,
        guests: guests(&input)?,
        location,
        metadata: metadata(&input)?.unwrap_or_default(),
        responses,
        reserved: reserved(visit, &input)?,
        moved: None,
        dialect: Dialect::New,
    })
}

/// What a body of the old generation wants.
pub(crate) fn old(visit: &Visit<'_>) -> Result<Wish, Problem> {
    let input = Input::of(visit.call)?;
    let start = asked_instant("start", &input.needed_text("start")?)?;
    let zone_name = input.needed_text("timeZone")?;
    let language = input.needed_text("language")?;
    let metadata = metadata(&input)?.ok_or_else(|| Problem::invalid("metadata", "must be an object"))?;
    let id =
        input.whole("eventTypeId")?.ok_or_else(|| Problem::invalid("eventTypeId", "must be a number"))?;
    let responses =
        input.map("responses")?.ok_or_else(|| Problem::invalid("responses", "must be an object"))?;
    let answers = Input::from_map(responses.clone());
    let (name, email) = (answers.needed_text("name")?, answers.needed_text("email")?);
    let event_type =
        visit.state().event_type(id).cloned().ok_or_else(|| Problem::not_found("event_type_not_found"))?;
    good_answers(&event_type, &responses)?;
    let zone = asked_zone("timeZone", &zone_name)?;
    let length = old_length(&input, start, &event_type)?;
    Ok(Wish {
        start,
        length,
        attendee: Attendee {
            name,
            email: address("email", email)?,
            time_zone: zone_name,
            language,
            phone: None,
            seat: None,
        },
        zone,
        guests: guests(&answers)?,
        location: default_place(&event_type),
        event_type,
        metadata,
        responses,
        reserved: reserved(visit, &input)?,
        moved: input.text("rescheduleUid")?,
        dialect: Dialect::Old,
    })
}

/// The old generation may name an end instead of a length.
fn old_length(input: &Input, start: DateTime<Utc>, event_type: &EventType) -> Result<u32, Problem> {
    let Some(text) = input.text("end")? else {
        return Ok(event_type.length);
    };
    let length = u32::try_from((asked_instant("end", &text)? - start).num_minutes());
    length
        .ok()
        .filter(|length| event_type.allows(*length))
        .ok_or_else(|| Problem::bad("Invalid event length"))
}

fn attendee(input: &Input) -> Result<(Attendee, Zone), Problem> {
    let name = input.needed_text("name")?;
    let time_zone = input.needed_text("timeZone")?;
    let zone = asked_zone("timeZone", &time_zone)?;
    let phone = input.text("phoneNumber")?;
    let email = match (input.text("email")?, &phone) {
        (Some(email), _) => address("email", email)?,
        (None, Some(phone)) => format!("{}@sms.cal.com", phone.trim_start_matches('+')),
        (None, None) => return Err(Problem::invalid("email", "or phoneNumber must be given")),
    };
    let language = input.text("language")?.unwrap_or_else(|| "en".into());
    Ok((Attendee { name, email, time_zone, language, phone, seat: None }, zone))
}

fn address(field: &str, text: String) -> Result<String, Problem> {
    let good = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if good { Ok(text) } else { Err(Problem::invalid(field, "must be an email")) }
}

/// Those who come along, by their addresses.
fn guests(input: &Input) -> Result<Vec<String>, Problem> {
    let guests = input.texts("guests")?.unwrap_or_default();
    guests.into_iter().map(|guest| address("guests", guest)).collect()
}

/// The reservation that the body names, or the cookie that came with it.
fn reserved(visit: &Visit<'_>, input: &Input) -> Result<Option<String>, Problem> {
    let cookies = visit.call.header("cookie").unwrap_or_default();
    let kept = || cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("uid=")).map(Into::into);
    Ok(input.text("reservedSlotUid")?.or_else(kept))
}

fn named_type(visit: &Visit<'_>, input: &Input) -> Result<EventType, Problem> {
    let state = visit.state();
    let found = match (input.whole("eventTypeId")?, input.text("eventTypeSlug")?, input.text("username")?) {
        (Some(id), _, _) => state.event_type(id),
        (None, Some(slug), Some(name)) => {
            state.account_named(&name).and_then(|account| state.event_type_of(&account.person, &slug))
        }
        (None, Some(_), None) if input.has("teamSlug") => None,
        (None, _, _) => {
            return Err(Problem::bad(
                "Either eventTypeId or eventTypeSlug + username or eventTypeSlug + teamSlug must be provided",
            ));
        }
    };
    found.cloned().ok_or_else(|| Problem::not_found("Event type not found"))
}

fn length(input: &Input, event_type: &EventType) -> Result<u32, Problem> {
    match input.minutes("lengthInMinutes")? {
        None => Ok(event_type.length),
        Some(length) if event_type.allows(length) && !event_type.length_options.is_empty() => Ok(length),
        Some(length) if event_type.length_options.is_empty() => Err(Problem::bad(format!(
            "Can't specify 'lengthInMinutes' because event type does not have multiple possible lengths, {length} was given"
        ))),
        Some(_) => Err(Problem::bad(
            "Provided 'lengthInMinutes' is not one of the possible lengths of the event type",
        )),
    }
}

/// At most fifty keys of at most forty characters, texts of at most five hundred.
fn metadata(input: &Input) -> Result<Option<Map<String, Value>>, Problem> {
    let metadata = input.map("metadata")?;
    let small = |fields: &Map<String, Value>| {
        let short = |(key, value): (&String, &Value)| {
            key.chars().count() <= 40 && value.as_str().is_none_or(|text| text.chars().count() <= 500)
        };
        fields.len() <= 50 && fields.iter().all(short)
    };
    if metadata.as_ref().is_none_or(small) {
        return Ok(metadata);
    }
    Err(Problem::invalid(
        "metadata",
        "must have at most 50 keys, each key up to 40 characters, and values up to 500 characters",
    ))
}
