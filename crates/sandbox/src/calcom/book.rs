//! Making a booking, in either generation, and by moving another.

use chrono::{DateTime, Utc};
use freebusy_zones::Zone;
use serde_json::{Map, Value, json};

use super::availability::{Ask, Refusal};
use super::booking_json;
use super::clock::{asked_instant, asked_zone, minutes};
use super::input::Input;
use super::problem::{Outcome, Problem, success};
use super::state::{Attendee, Details, EventType, Status};
use super::version::Dialect;
use super::visit::Visit;
use crate::world::{Booking, Maker, Reservations};

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

/// `POST /v2/bookings`, the current generation.
pub(crate) fn create(visit: &mut Visit<'_>) -> Outcome {
    let wish = current_wish(visit)?;
    let uid = book(visit, &wish)?;
    let mut written = booking_json::current(visit, &uid)?;
    if wish.event_type.seats.is_some() {
        add_seat(visit, &uid, &mut written);
    }
    Ok(success(201, written))
}

/// `POST /v2/bookings`, the old generation.
pub(crate) fn create_old(visit: &mut Visit<'_>) -> Outcome {
    let wish = old_wish(visit)?;
    let uid = book(visit, &wish)?;
    if let Some(moved) = &wish.moved {
        super::changes::replace(visit, moved, &uid, None);
    }
    Ok(success(201, booking_json::old(visit, &uid)?))
}

/// Whoever takes a seat learns which one.
fn add_seat(visit: &Visit<'_>, uid: &str, written: &mut Value) {
    let seat = visit.state().bookings.get(uid).and_then(|details| details.attendees.last()?.seat.clone());
    if let (Some(seat), Some(fields)) = (seat, written.as_object_mut()) {
        fields.insert("seatUid".into(), seat.into());
    }
}

fn current_wish(visit: &Visit<'_>) -> Result<Wish, Problem> {
    let input = Input::of(visit.call)?;
    let start = asked_instant("start", &input.needed_text("start")?)?;
    let person =
        input.object("attendee")?.ok_or_else(|| Problem::invalid("attendee", "should not be empty"))?;
    let (attendee, zone) = attendee(&person)?;
    let event_type = named_type(visit, &input)?;
    let length = length(&input, &event_type)?;
    let mut responses = input.map("bookingFieldsResponses")?.unwrap_or_default();
    needed_answers(&event_type, &responses)?;
    responses.insert("name".into(), attendee.name.clone().into());
    responses.insert("email".into(), attendee.email.clone().into());
    let location = location(&input, &event_type)?;
    Ok(Wish {
        event_type,
        start,
        length,
        attendee,
        zone,
        guests: input.texts("guests")?.unwrap_or_default(),
        location,
        metadata: metadata(&input)?.unwrap_or_default(),
        responses,
        reserved: input.text("reservedSlotUid")?,
        moved: None,
        dialect: Dialect::New,
    })
}

fn old_wish(visit: &Visit<'_>) -> Result<Wish, Problem> {
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
    needed_answers(&event_type, &responses)?;
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
        guests: answers.texts("guests")?.unwrap_or_default(),
        location: default_location(&event_type),
        event_type,
        metadata,
        responses,
        reserved: input.text("reservedSlotUid")?,
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

/// Every question that must be answered is.
fn needed_answers(event_type: &EventType, responses: &Map<String, Value>) -> Result<(), Problem> {
    let unanswered = event_type.fields.iter().find_map(|field| {
        let slug = field.get("slug")?.as_str()?;
        let answered = responses.get(slug).is_some_and(|answer| !answer.is_null() && answer != "");
        (field.get("required") == Some(&Value::Bool(true)) && !answered).then_some(slug)
    });
    match unanswered {
        Some(slug) => Err(Problem::bad(format!("{{{slug}}} error_required_field"))),
        None => Ok(()),
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

/// Where it takes place: text or a location object, which has its place under the name of its kind.
fn location(input: &Input, event_type: &EventType) -> Result<String, Problem> {
    let place = |location: &Value| match location {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => {
            fields.get("type")?.as_str()?;
            let place = ["address", "location", "phone", "integration", "link"]
                .iter()
                .find_map(|name| fields.get(*name)?.as_str());
            Some(place.map_or_else(|| default_location(event_type), Into::into))
        }
        _ => None,
    };
    match input.value("location") {
        None => Ok(default_location(event_type)),
        Some(location) => place(location).ok_or_else(|| Problem::invalid("location", "must be a location")),
    }
}

fn default_location(event_type: &EventType) -> String {
    let first = event_type.locations.first();
    let named = |name: &str| first?.get(name)?.as_str();
    match named("integration").or_else(|| named("link")).or_else(|| named("address")) {
        Some("cal-video") | None => "integrations:daily".into(),
        Some(place) => place.into(),
    }
}

/// Books, or says why not. The uid is the one of the booking, which may have been there for others' seats.
pub(crate) fn book(visit: &mut Visit<'_>, wish: &Wish) -> Result<String, Problem> {
    if wish.event_type.needs_authentication && visit.caller.is_none() {
        return Err(Problem::unauthorised(
            "checking event type authentication: authentication is required for this event type",
        ));
    }
    if let Some(moved) = &wish.moved {
        booking_json::found(visit, moved)?;
    }
    let seated = wish.event_type.seats.and_then(|_| seated_booking(visit, wish));
    refuse_full(visit, wish, seated.as_deref())?;
    refuse_identical(visit, wish, seated.as_deref())?;
    let ask = Ask {
        event_type: &wish.event_type,
        length: wish.length,
        booker: wish.zone.rules(),
        moved: wish.moved.as_deref(),
        now: visit.now,
    };
    ask.check(visit.world, wish.start).map_err(|refusal| refused(refusal, wish.dialect))?;
    settle_reservation(visit, wish)?;
    Ok(match seated {
        Some(uid) => take_seat(visit, wish, uid),
        None => enter(visit, wish),
    })
}

fn refused(refusal: Refusal, dialect: Dialect) -> Problem {
    Problem::bad(match (refusal, dialect) {
        (Refusal::Past, _) => "Attempting to book a meeting in the past.",
        (Refusal::OutOfBounds, Dialect::Old) => "booking_time_out_of_bounds_error",
        (Refusal::OutOfBounds, Dialect::New) => {
            "The event type can't be booked at the \"start\" time provided: it is too soon or too far in the future."
        }
        (Refusal::NotFree, Dialect::Old) => "no_available_users_found_error",
        (Refusal::NotFree, Dialect::New) => {
            "User either already has booking at this time or is not available"
        }
    })
}

/// The booking of the same event type at the same time, where others have seats.
fn seated_booking(visit: &Visit<'_>, wish: &Wish) -> Option<String> {
    let same = |booking: &&Booking| {
        let details = visit.state().bookings.get(&booking.id);
        booking.start == wish.start && details.is_some_and(|details| details.event_type == wish.event_type.id)
    };
    visit.world.bookings_of(&wish.event_type.person).find(same).map(|booking| booking.id.clone())
}

fn refuse_full(visit: &Visit<'_>, wish: &Wish, seated: Option<&str>) -> Result<(), Problem> {
    let details = seated.and_then(|uid| visit.state().bookings.get(uid));
    let (Some(details), Some(seats)) = (details, wish.event_type.seats) else {
        return Ok(());
    };
    if details.attendees.iter().any(|attendee| attendee.email.eq_ignore_ascii_case(&wish.attendee.email)) {
        return Err(Problem::conflict("already_signed_up_for_this_booking_error"));
    }
    let full = u32::try_from(details.attendees.len()).map_or(true, |taken| taken >= seats);
    if full { Err(Problem::bad("booking_seats_full_error")) } else { Ok(()) }
}

/// The one thing that the service's database itself refuses: equal start, end and host, both accepted.
fn refuse_identical(visit: &Visit<'_>, wish: &Wish, seated: Option<&str>) -> Result<(), Problem> {
    if seated.is_some() || status(visit, wish) != Status::Accepted {
        return Ok(());
    }
    let identical = visit.world.bookings_of(&wish.event_type.person).any(|booking| {
        let accepted =
            visit.state().bookings.get(&booking.id).is_some_and(|it| it.status == Status::Accepted);
        accepted
            && booking.start == wish.start
            && booking.end == wish.end()
            && Some(&booking.id) != wish.moved.as_ref()
    });
    if identical { Err(Problem::bare(409, "booking_conflict_error")) } else { Ok(()) }
}

/// Where reservations are honoured, another's refuses the booking, and one's own is used up by it.
fn settle_reservation(visit: &mut Visit<'_>, wish: &Wish) -> Result<(), Problem> {
    if visit.world.settings.calcom_reservations == Reservations::Advice {
        return Ok(());
    }
    let now = visit.now;
    let live = || visit.state().reservations.iter().filter(move |kept| kept.until > now);
    let mine = match &wish.reserved {
        Some(uid) => Some(
            live()
                .find(|kept| kept.uid == *uid)
                .ok_or_else(|| Problem::gone("the reserved slot is unknown or has expired"))?,
        ),
        None => None,
    };
    let person = &wish.event_type.person;
    let first = live().find(|kept| {
        let same = visit.state().event_type(kept.event_type).is_some_and(|kind| kind.person == *person);
        let earlier = mine.is_none_or(|mine| kept.uid != mine.uid && kept.until < mine.until);
        same && earlier && kept.start < wish.end() && wish.start < kept.end
    });
    if let Some(other) = first {
        let wait = (other.until - now).num_seconds();
        return Err(Problem::conflict(format!(
            "the slot is reserved by somebody else; try again in {wait} seconds"
        )));
    }
    let used = wish.reserved.clone();
    visit.state_mut().reservations.retain(|kept| Some(&kept.uid) != used.as_ref());
    Ok(())
}

/// What a new booking starts as: the host need not confirm their own.
fn status(visit: &Visit<'_>, wish: &Wish) -> Status {
    let confirmed = !wish.event_type.needs_confirmation || visit.is(&wish.event_type.person);
    if confirmed { Status::Accepted } else { Status::Pending }
}

fn take_seat(visit: &mut Visit<'_>, wish: &Wish, uid: String) -> String {
    let seat = visit.next_uuid();
    let now = visit.now;
    if let Some(details) = visit.state_mut().bookings.get_mut(&uid) {
        details.attendees.push(Attendee { seat: Some(seat), ..wish.attendee.clone() });
        details.updated_at = now;
    }
    uid
}

fn enter(visit: &mut Visit<'_>, wish: &Wish) -> String {
    let (id, uid) = (visit.next_id(15_900_000), visit.next_uid());
    let seat = wish.event_type.seats.map(|_| visit.next_uuid());
    let (status, now) = (status(visit, wish), visit.now);
    let details = Details {
        id,
        event_type: wish.event_type.id,
        status,
        attendees: vec![Attendee { seat, ..wish.attendee.clone() }],
        guests: wish.guests.clone(),
        location: wish.location.clone(),
        metadata: wish.metadata.clone(),
        responses: wish.responses.clone(),
        reason: None,
        rescheduling_reason: None,
        rescheduled_from: wish.moved.clone(),
        rescheduled_to: None,
        updated_at: now,
    };
    visit.state_mut().bookings.insert(uid.clone(), details);
    let entry = entry(visit, wish, uid.clone(), status);
    visit.world.bookings.push(entry);
    uid
}

/// What everybody sees of it. One that waits for its host takes no time yet.
fn entry(visit: &Visit<'_>, wish: &Wish, id: String, status: Status) -> Booking {
    let host = visit.world.person(&wish.event_type.person).map_or("", |person| person.name.as_str());
    Booking {
        id,
        maker: Maker::Calcom,
        hosts: vec![wish.event_type.person.clone()],
        start: wish.start,
        end: wish.end(),
        title: format!("{} between {host} and {}", wish.event_type.title, wish.attendee.name),
        buffer_before: wish.event_type.buffer_before,
        buffer_after: wish.event_type.buffer_after,
        active: status == Status::Accepted,
        created_at: visit.now,
    }
}

/// What the old generation answers to a cancellation.
pub(crate) fn old_cancelled(details: &Details, uid: &str, only_seat: bool) -> Value {
    json!({ "bookingId": details.id, "bookingUid": uid, "onlyRemovedAttendee": only_seat })
}
