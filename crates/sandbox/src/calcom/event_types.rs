//! `/v2/event-types` of both generations.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::event_type_json::{current, old};
use super::input::{Input, id, minutes};
use super::problem::{Outcome, Problem, success};
use super::state::{BookingWindow, EventType};
use super::version::Dialect;
use super::visit::Visit;

/// `GET /v2/event-types`, the current generation: flat, and open to everybody who names a user.
pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    let call = visit.call;
    let state = visit.state();
    let names: Option<Vec<&str>> = match (call.query("username"), call.query("usernames")) {
        (Some(name), _) => Some(vec![name]),
        (None, Some(names)) => Some(names.split(',').map(str::trim).collect()),
        (None, None) => None,
    };
    // An organization's people would be others: there are none here.
    let foreign = call.query("orgSlug").is_some() || call.query("orgId").is_some();
    let people: Vec<String> = match names {
        Some(_) if foreign => Vec::new(),
        Some(names) => {
            names.into_iter().filter_map(|name| Some(state.account_named(name)?.person.clone())).collect()
        }
        None => vec![visit.person("EVENT_TYPE_READ")?],
    };
    let slug = call.query("eventSlug");
    let shown = |it: &&EventType| {
        people.contains(&it.person)
            && (!it.hidden || visit.is(&it.person))
            && slug.is_none_or(|slug| it.slug == slug)
    };
    let mut found: Vec<&EventType> = state.event_types.iter().filter(shown).collect();
    match call.query("sortCreatedAt") {
        None => {}
        Some("asc") => found.sort_by_key(|it| it.id),
        Some("desc") => found.sort_by_key(|it| std::cmp::Reverse(it.id)),
        Some(_) => return Err(Problem::invalid("sortCreatedAt", "must be either asc or desc")),
    }
    Ok(success(200, found.into_iter().map(|it| current(visit, it)).collect::<Vec<_>>()))
}

/// The same of the old generation: grouped, one's own only, whatever name is given.
pub(crate) fn list_old(visit: &Visit<'_>) -> Outcome {
    let account = visit.account("EVENT_TYPE_READ")?;
    let own = visit.state().event_types.iter().filter(|it| it.person == account.person);
    let name = visit.world.person(&account.person).map(|person| person.name.as_str());
    let group = json!({
        "teamId": null,
        "bookerUrl": "https://cal.com",
        "profile": { "slug": account.username, "name": name, "image": account.avatar_url },
        "eventTypes": own.map(|it| old(visit, it)).collect::<Vec<_>>(),
    });
    Ok(success(200, json!({ "eventTypeGroups": [group] })))
}

/// `GET /v2/event-types/{id}`: the owner's alone.
pub(crate) fn get(visit: &Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    let found = own(visit, text, "EVENT_TYPE_READ")?;
    Ok(match dialect {
        Dialect::New => success(200, current(visit, found)),
        Dialect::Old => success(200, json!({ "eventType": old(visit, found) })),
    })
}

fn own<'a>(visit: &'a Visit<'_>, text: &str, scope: &str) -> Result<&'a EventType, Problem> {
    let person = visit.person(scope)?;
    let wanted = id(text)?;
    let found = visit.state().event_type(wanted);
    let found = found.ok_or_else(|| Problem::not_found(format!("Event type with id {wanted} not found")))?;
    if found.person != person {
        return Err(Problem::forbidden(format!("User is not the owner of event type with id {wanted}")));
    }
    Ok(found)
}

/// `POST /v2/event-types`.
pub(crate) fn create(visit: &mut Visit<'_>, dialect: Dialect) -> Outcome {
    let person = visit.person("EVENT_TYPE_WRITE")?;
    let input = Input::of(visit.call)?;
    let length_name = length_name(dialect);
    let (title, slug) = (input.needed_text("title")?, input.needed_text("slug")?);
    let length =
        input.minutes(length_name)?.ok_or_else(|| Problem::invalid(length_name, "must be a number"))?;
    let id = visit.next_id(4_750_000);
    let plain = EventType { id, person, title, slug, length, notice_minutes: 120, ..EventType::plain() };
    let made = changed(visit, &input, plain, dialect)?;
    let answer = success(201, written(visit, &made, dialect));
    visit.state_mut().event_types.push(made);
    Ok(answer)
}

/// `PATCH /v2/event-types/{id}`.
pub(crate) fn update(visit: &mut Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    let current = own(visit, text, "EVENT_TYPE_WRITE")?.clone();
    let input = Input::of(visit.call)?;
    let made = changed(visit, &input, current, dialect)?;
    let answer = success(200, written(visit, &made, dialect));
    if let Some(entry) = visit.state_mut().event_types.iter_mut().find(|it| it.id == made.id) {
        *entry = made;
    }
    Ok(answer)
}

/// `DELETE /v2/event-types/{id}`; what was booked stays.
pub(crate) fn delete(visit: &mut Visit<'_>, text: &str, dialect: Dialect) -> Outcome {
    let gone = own(visit, text, "EVENT_TYPE_WRITE")?.clone();
    visit.state_mut().event_types.retain(|it| it.id != gone.id);
    let mut fields = json!({ "id": gone.id, "title": gone.title, "slug": gone.slug });
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(length_name(dialect).into(), gone.length.into());
    }
    Ok(success(200, fields))
}

fn written(visit: &Visit<'_>, event_type: &EventType, dialect: Dialect) -> Value {
    match dialect {
        Dialect::New => current(visit, event_type),
        Dialect::Old => old(visit, event_type),
    }
}

const fn length_name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::New => "lengthInMinutes",
        Dialect::Old => "length",
    }
}

impl EventType {
    /// What an event type is before anything is said of it.
    pub(crate) fn plain() -> Self {
        Self {
            id: 0,
            person: String::new(),
            title: String::new(),
            slug: String::new(),
            length: 30,
            length_options: Vec::new(),
            description: String::new(),
            hidden: false,
            seats: None,
            needs_confirmation: false,
            needs_authentication: false,
            notice_minutes: 0,
            buffer_before: 0,
            buffer_after: 0,
            slot_interval: None,
            offset_start: 0,
            schedule: None,
            window: None,
            locations: vec![json!({ "type": "integration", "integration": "cal-video" })],
            fields: Vec::new(),
            metadata: serde_json::Map::new(),
        }
    }
}

/// The event type with what the body says of it.
fn changed(visit: &Visit<'_>, input: &Input, it: EventType, dialect: Dialect) -> Result<EventType, Problem> {
    let length = input.minutes(length_name(dialect))?.unwrap_or(it.length);
    if length == 0 {
        return Err(Problem::invalid(length_name(dialect), "must not be less than 1"));
    }
    let slug = input.text("slug")?.unwrap_or(it.slug);
    let twin = visit.state().event_type_of(&it.person, &slug);
    if twin.is_some_and(|twin| twin.id != it.id) {
        return Err(Problem::bad("User already has an event type with this slug."));
    }
    let schedule = input.whole("scheduleId")?.or(it.schedule);
    let own = |id: u64| visit.state().schedule(id).is_some_and(|schedule| schedule.person == it.person);
    if !schedule.is_none_or(own) {
        return Err(Problem::not_found("the schedule does not exist"));
    }
    let it = EventType {
        title: input.text("title")?.unwrap_or(it.title),
        description: input.text("description")?.unwrap_or(it.description),
        hidden: input.flag("hidden")?.unwrap_or(it.hidden),
        notice_minutes: input.minutes("minimumBookingNotice")?.unwrap_or(it.notice_minutes),
        buffer_before: input.minutes("beforeEventBuffer")?.unwrap_or(it.buffer_before),
        buffer_after: input.minutes("afterEventBuffer")?.unwrap_or(it.buffer_after),
        slot_interval: input.minutes("slotInterval")?.or(it.slot_interval),
        metadata: input.map("metadata")?.unwrap_or(it.metadata),
        slug,
        length,
        schedule,
        ..it
    };
    if dialect == Dialect::New { changed_now(input, it) } else { Ok(it) }
}

/// What only the current generation can say.
fn changed_now(input: &Input, it: EventType) -> Result<EventType, Problem> {
    let length_options = options(input, it.length)?.unwrap_or(it.length_options);
    let seats = match input.object("seats")? {
        None => it.seats,
        Some(seats) if seats.flag("disabled")? == Some(true) => None,
        Some(seats) => seats.minutes("seatsPerTimeSlot")?.filter(|seats| *seats > 0),
    };
    let needs_confirmation = match input.object("confirmationPolicy")? {
        None => it.needs_confirmation,
        Some(policy) => policy.flag("disabled")? != Some(true),
    };
    if seats.is_some() && needs_confirmation {
        return Err(Problem::bad("Cannot enable seats and require confirmation at the same time"));
    }
    Ok(EventType {
        length_options,
        seats,
        needs_confirmation,
        needs_authentication: input.flag("bookingRequiresAuthentication")?.unwrap_or(it.needs_authentication),
        offset_start: input.minutes("offsetStart")?.unwrap_or(it.offset_start),
        window: window(input, it.window)?,
        locations: input.list("locations")?.unwrap_or(it.locations),
        fields: input.list("bookingFields")?.unwrap_or(it.fields),
        ..it
    })
}

/// The lengths among which the usual one has to be.
fn options(input: &Input, length: u32) -> Result<Option<Vec<u32>>, Problem> {
    let must = "must be an array of numbers that holds lengthInMinutes";
    let Some(list) = input.list("lengthInMinutesOptions")? else {
        return Ok(None);
    };
    let list: Option<Vec<u32>> = list.iter().map(minutes).collect();
    match list {
        Some(list) if list.contains(&length) && !list.contains(&0) => Ok(Some(list)),
        _ => Err(Problem::invalid("lengthInMinutesOptions", must)),
    }
}

fn window(input: &Input, before: Option<BookingWindow>) -> Result<Option<BookingWindow>, Problem> {
    let wrong = || Problem::invalid("bookingWindow", "must be a booking window");
    let Some(asked) = input.object("bookingWindow")? else {
        return Ok(before);
    };
    if asked.flag("disabled")? == Some(true) {
        return Ok(None);
    }
    let days = || asked.minutes("value")?.ok_or_else(wrong);
    match asked.text("type")?.as_deref() {
        Some("calendarDays") => Ok(Some(BookingWindow::CalendarDays(days()?))),
        Some("businessDays") => Ok(Some(BookingWindow::BusinessDays(days()?))),
        Some("range") => {
            let dates = asked.texts("value")?.ok_or_else(wrong)?;
            let dates: Option<Vec<NaiveDate>> = dates.iter().map(|date| date.parse().ok()).collect();
            match dates.as_deref() {
                Some([first, last]) => Ok(Some(BookingWindow::Range(*first, *last))),
                _ => Err(wrong()),
            }
        }
        _ => Err(wrong()),
    }
}
