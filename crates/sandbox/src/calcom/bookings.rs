//! Reading bookings: one, or lists of them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::booking_json;
use super::input::{asked_instant, id, number_in};
use super::problem::{Outcome, Problem, success};
use super::state::{Details, Status};
use super::visit::Visit;
use crate::call::{Answer, Call};
use crate::world::Booking;

type Entry<'a> = (&'a Booking, &'a Details);

/// `GET /v2/bookings/{uid}`, open to whoever knows the uid.
pub(crate) fn get(visit: &Visit<'_>, uid: &str) -> Outcome {
    Ok(success(200, booking_json::current(visit, uid)?))
}

/// The same of the old generation.
pub(crate) fn get_old(visit: &Visit<'_>, uid: &str) -> Outcome {
    Ok(success(200, booking_json::old(visit, uid)?))
}

/// Which part of somebody's bookings is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Upcoming,
    Recurring,
    Past,
    Cancelled,
    Unconfirmed,
}

impl Part {
    fn of(text: &str) -> Option<Self> {
        match text {
            "upcoming" => Some(Self::Upcoming),
            "recurring" => Some(Self::Recurring),
            "past" => Some(Self::Past),
            "cancelled" => Some(Self::Cancelled),
            "unconfirmed" => Some(Self::Unconfirmed),
            _ => None,
        }
    }

    fn holds(self, (booking, details): Entry<'_>, now: DateTime<Utc>) -> bool {
        let ahead = booking.end >= now;
        match (self, details.status) {
            (Self::Upcoming, Status::Accepted) | (Self::Unconfirmed, Status::Pending) => ahead,
            (Self::Past, Status::Accepted | Status::Pending) => booking.end <= now,
            (Self::Cancelled, Status::Cancelled | Status::Rejected) => true,
            (Self::Upcoming | Self::Unconfirmed | Self::Past | Self::Cancelled | Self::Recurring, _) => false,
        }
    }
}

/// `GET /v2/bookings`, the current generation.
pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    let person = visit.person("BOOKING_READ")?;
    let call = visit.call;
    let take = number_in(call, "take", 1..=250)?.unwrap_or(100);
    let skip = number_in(call, "skip", 0..=1_000_000)?.unwrap_or(0);
    let filter = Filter::of(call)?;
    let order = orders(call)?;
    let mut found: Vec<Entry<'_>> =
        visible(visit, &person).filter(|entry| filter.admits(*entry, visit.now)).collect();
    found.sort_by(|a, b| compare(&order, *a, *b));
    let page = found.iter().skip(skip).take(take);
    let written =
        page.map(|(booking, _)| booking_json::current(visit, &booking.id)).collect::<Result<Vec<_>, _>>()?;
    let pagination = pagination(found.len(), skip, take, written.len());
    Ok(Answer::json(200, json!({ "status": "success", "data": written, "pagination": pagination })))
}

fn pagination(total: usize, skip: usize, take: usize, returned: usize) -> Value {
    let seen = skip.saturating_add(returned);
    json!({
        "totalItems": total,
        "remainingItems": total.saturating_sub(seen),
        "returnedItems": returned,
        "itemsPerPage": take,
        "currentPage": skip / take.max(1) + 1,
        "totalPages": total.div_ceil(take.max(1)),
        "hasNextPage": seen < total,
        "hasPreviousPage": skip > 0,
    })
}

/// Bookings that somebody hosts or attends, as far as lists know of them yet.
fn visible<'a>(visit: &'a Visit<'_>, person: &'a str) -> impl Iterator<Item = Entry<'a>> {
    let email = visit.world.person(person).map_or("", |person| person.email.as_str());
    visit.world.bookings.iter().filter_map(move |booking| {
        let details = visit.state().bookings.get(&booking.id)?;
        let hosts = booking.hosts.iter().any(|host| host == person);
        let attends = details.attendees.iter().any(|attendee| attendee.email.eq_ignore_ascii_case(email));
        ((hosts || attends) && visit.world.listed(booking, visit.now)).then_some((booking, details))
    })
}

/// What a list is narrowed to.
#[derive(Debug, Default)]
struct Filter {
    parts: Vec<Part>,
    email: Option<String>,
    name: Option<String>,
    uid: Option<String>,
    event_types: Vec<u64>,
    /// Teams have no bookings here.
    teams: bool,
    after_start: Option<DateTime<Utc>>,
    before_end: Option<DateTime<Utc>>,
    created: Span,
    updated: Span,
}

/// An open stretch of time.
#[derive(Debug, Default)]
struct Span {
    after: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

impl Span {
    fn of(call: &Call, after: &str, before: &str) -> Result<Self, Problem> {
        Ok(Self { after: asked(call, after)?, before: asked(call, before)? })
    }

    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.after.is_none_or(|after| at >= after) && self.before.is_none_or(|before| at <= before)
    }
}

fn asked(call: &Call, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    call.query(name).map(|text| asked_instant(name, text)).transpose()
}

impl Filter {
    fn of(call: &Call) -> Result<Self, Problem> {
        Ok(Self {
            parts: parts(call)?,
            email: call.query("attendeeEmail").map(Into::into),
            name: call.query("attendeeName").map(Into::into),
            uid: call.query("bookingUid").map(Into::into),
            event_types: ids(call, ["eventTypeId", "eventTypeIds"])?,
            teams: !ids(call, ["teamId", "teamsIds"])?.is_empty() || call.query("teamIds").is_some(),
            after_start: asked(call, "afterStart")?,
            before_end: asked(call, "beforeEnd")?,
            created: Span::of(call, "afterCreatedAt", "beforeCreatedAt")?,
            updated: Span::of(call, "afterUpdatedAt", "beforeUpdatedAt")?,
        })
    }

    fn admits(&self, (booking, details): Entry<'_>, now: DateTime<Utc>) -> bool {
        let part = self.parts.is_empty() || self.parts.iter().any(|part| part.holds((booking, details), now));
        let kind = self.event_types.is_empty() || self.event_types.contains(&details.event_type);
        let time = self.after_start.is_none_or(|after| booking.start >= after)
            && self.before_end.is_none_or(|before| booking.end <= before)
            && self.created.holds(booking.created_at)
            && self.updated.holds(details.updated_at);
        part && kind && time && !self.teams && self.admits_names(booking, details)
    }

    fn admits_names(&self, booking: &Booking, details: &Details) -> bool {
        let email = |email: &String| details.attendees.iter().any(|it| it.email.eq_ignore_ascii_case(email));
        let name = |name: &String| details.attendees.iter().any(|it| it.name == *name);
        self.email.as_ref().is_none_or(email)
            && self.name.as_ref().is_none_or(name)
            && self.uid.as_ref().is_none_or(|uid| *uid == booking.id)
    }
}

/// `status` is a list with commas, or repeated.
fn parts(call: &Call) -> Result<Vec<Part>, Problem> {
    let must = "must be one of: upcoming, recurring, past, cancelled, unconfirmed";
    values(call, &["status", "status[]"])
        .map(|text| Part::of(text).ok_or_else(|| Problem::invalid("status", must)))
        .collect()
}

fn ids(call: &Call, names: [&str; 2]) -> Result<Vec<u64>, Problem> {
    values(call, &names).map(id).collect()
}

fn values<'a>(call: &'a Call, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
    call.query.iter().filter(|(key, _)| names.contains(&key.as_str())).flat_map(|(_, value)| value.split(','))
}

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Start,
    End,
    Created,
    Updated,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
}

fn orders(call: &Call) -> Result<Vec<(Sort, Direction)>, Problem> {
    let names = [
        ("sortStart", Sort::Start),
        ("sortEnd", Sort::End),
        ("sortCreated", Sort::Created),
        ("sortUpdatedAt", Sort::Updated),
    ];
    let mut orders = Vec::new();
    for (name, sort) in names {
        match call.query(name) {
            None => {}
            Some("asc") => orders.push((sort, Direction::Ascending)),
            Some("desc") => orders.push((sort, Direction::Descending)),
            Some(_) => return Err(Problem::invalid(name, "must be either asc or desc")),
        }
    }
    orders.push((Sort::Start, Direction::Ascending));
    Ok(orders)
}

fn compare(orders: &[(Sort, Direction)], a: Entry<'_>, b: Entry<'_>) -> std::cmp::Ordering {
    let key = |sort: Sort, (booking, details): Entry<'_>| match sort {
        Sort::Start => booking.start,
        Sort::End => booking.end,
        Sort::Created => booking.created_at,
        Sort::Updated => details.updated_at,
    };
    let by = |(sort, direction): &(Sort, Direction)| match direction {
        Direction::Ascending => key(*sort, a).cmp(&key(*sort, b)),
        Direction::Descending => key(*sort, b).cmp(&key(*sort, a)),
    };
    orders.iter().map(by).find(|order| order.is_ne()).unwrap_or_else(|| a.1.id.cmp(&b.1.id))
}

/// `GET /v2/bookings`, the old generation: whatever it does not know it ignores, `take` and `status` among it.
pub(crate) fn list_old(visit: &Visit<'_>) -> Outcome {
    let person = visit.person("BOOKING_READ")?;
    let call = visit.call;
    let limit = number_in(call, "limit", 1..=100)?.unwrap_or(10);
    let cursor = number_in(call, "cursor", 0..=1_000_000)?.unwrap_or(0);
    let part = match call.query("filters[status]").map(|text| (text, Part::of(text))) {
        None => Part::Upcoming,
        Some((_, Some(part))) => part,
        Some((_, None)) => return Err(Problem::invalid("filters.status", "is not a status")),
    };
    let mut found: Vec<Entry<'_>> =
        visible(visit, &person).filter(|entry| part.holds(*entry, visit.now)).collect();
    found.sort_by_key(|(booking, details)| (booking.start, details.id));
    let page = found.iter().skip(cursor).take(limit);
    let written =
        page.map(|(booking, _)| booking_json::old(visit, &booking.id)).collect::<Result<Vec<_>, _>>()?;
    let next = (cursor + written.len() < found.len()).then_some(cursor + limit);
    Ok(success(200, json!({ "bookings": written, "totalCount": found.len(), "nextCursor": next })))
}
