//! Scheduled events, who is invited, cancellations, and who did not come.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::input::{Direction, body, choice, id, instant, optional_text, sort, text};
use super::problem::Problem;
use super::shape;
use super::state::{Cancellation, Event, Invitee, NoShow, uri};
use super::visit::{Outcome, Visit, found, made};
use crate::call::Answer;
use crate::world::Booking;

/// What a list of events is narrowed to.
struct Filter<'a> {
    /// The world's names of the persons whose events are asked for.
    hosts: Vec<String>,
    email: Option<&'a str>,
    status: Option<&'a str>,
    from: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

impl Filter<'_> {
    fn fits(&self, booking: &Booking, event: &Event) -> bool {
        let invited = |email: &str| event.invitees.iter().any(|who| who.email.eq_ignore_ascii_case(email));
        booking.hosts.iter().any(|host| self.hosts.contains(host))
            && self.email.is_none_or(invited)
            && self.status.is_none_or(|status| status == shape::status(event))
            && self.from.is_none_or(|from| booking.start >= from)
            && self.before.is_none_or(|before| booking.start < before)
    }
}

fn filter<'a>(visit: &Visit<'a>) -> Result<Filter<'a>, Problem> {
    Ok(Filter {
        hosts: asked_hosts(visit)?,
        email: visit.call.query("invitee_email"),
        status: choice(visit.call, "status", &["active", "canceled"])?,
        from: instant(visit.call, "min_start_time")?,
        before: instant(visit.call, "max_start_time")?,
    })
}

/// Whose events: one user's, or all of an organization for those who run it.
fn asked_hosts(visit: &Visit<'_>) -> Result<Vec<String>, Problem> {
    let organization = id(visit.call, "organization", "organizations")?;
    if let Some(user) = id(visit.call, "user", "users")? {
        let user = visit.user(user)?;
        visit.caller.may_act_for(&user)?;
        organization.map_or(Ok(()), |organization| visit.caller.belongs_to(organization))?;
        return Ok(vec![user.person]);
    }
    let missing = || Problem::invalid(&[("user", "is missing"), ("organization", "is missing")]);
    let organization = organization.ok_or_else(missing)?;
    visit.caller.runs(organization)?;
    let members = visit.world.calendly.users.iter().filter(|user| user.organization == organization);
    Ok(members.map(|user| user.person.clone()).collect())
}

pub(crate) fn list(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("scheduled_events:read")?;
    let filter = filter(visit)?;
    let (_, direction) = sort(visit.call, &["start_time"])?;
    let world = &*visit.world;
    let mut events: Vec<(&Booking, &Event)> = world
        .bookings
        .iter()
        .filter(|booking| world.listed(booking, visit.now))
        .filter_map(|booking| Some((booking, world.calendly.event(&booking.id)?)))
        .filter(|(booking, event)| filter.fits(booking, event))
        .collect();
    events.sort_by(|(a, _), (b, _)| (a.start, &a.id).cmp(&(b.start, &b.id)));
    if direction == Direction::Down {
        events.reverse();
    }
    visit.page(events.into_iter().map(|(booking, event)| shape::event(world, booking, event)).collect())
}

/// An event that the caller may see, with its booking.
fn seen<'a>(visit: &'a Visit<'_>, wanted: &str) -> Result<(&'a Booking, &'a Event), Problem> {
    let event = visit.world.calendly.event(wanted).ok_or_else(Problem::not_found)?;
    let booking = visit.booking(wanted)?;
    visit.may_see(booking).map_err(|_| Problem::denied("You are not allowed to view this event"))?;
    Ok((booking, event))
}

pub(crate) fn get(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("scheduled_events:read")?;
    let (booking, event) = seen(visit, wanted)?;
    found(&shape::event(visit.world, booking, event))
}

pub(crate) fn invitees(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("scheduled_events:read")?;
    let (_, event) = seen(visit, wanted)?;
    let status = choice(visit.call, "status", &["active", "canceled"])?;
    let email = visit.call.query("email");
    let (_, direction) = sort(visit.call, &["created_at"])?;
    let fits = |who: &&Invitee| {
        visit.world.listed_since(who.created_at, visit.now)
            && email.is_none_or(|email| who.email.eq_ignore_ascii_case(email))
            && status.is_none_or(|status| status == shape::status(event))
    };
    let mut shown: Vec<Value> =
        event.invitees.iter().filter(fits).map(|who| shape::invitee(event, who)).collect();
    if direction == Direction::Down {
        shown.reverse();
    }
    visit.page(shown)
}

pub(crate) fn invitee(visit: &Visit<'_>, wanted: &str, who: &str) -> Outcome {
    visit.caller.needs("scheduled_events:read")?;
    let (_, event) = seen(visit, wanted)?;
    let invitee = event.invitees.iter().find(|invitee| invitee.id == who).ok_or_else(Problem::not_found)?;
    found(&shape::invitee(event, invitee))
}

/// Cancels an event for everybody; its time is free again everywhere.
pub(crate) fn cancel(visit: &mut Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("scheduled_events:write")?;
    let reason = reason(visit)?;
    cancellable(visit, wanted)?;
    let cancellation = Cancellation { canceled_by: caller_name(visit), reason, created_at: visit.now };
    let now = visit.now;
    if let Some(event) = visit.world.calendly.events.iter_mut().find(|event| event.id == wanted) {
        event.cancellation = Some(cancellation.clone());
        event.updated_at = now;
    }
    if let Some(booking) = visit.world.bookings.iter_mut().find(|booking| booking.id == wanted) {
        booking.active = false;
    }
    visit.written();
    made(&shape::cancellation(&cancellation))
}

fn reason(visit: &Visit<'_>) -> Result<Option<String>, Problem> {
    let fields = body(visit.call)?;
    let reason = optional_text(&fields, "reason", "reason")?;
    if reason.is_some_and(|reason| reason.chars().count() > 10_000) {
        return Err(Problem::invalid(&[("reason", "is too long")]));
    }
    Ok(reason.map(str::to_owned))
}

fn cancellable(visit: &Visit<'_>, wanted: &str) -> Result<(), Problem> {
    let event = visit.world.calendly.event(wanted).ok_or_else(Problem::not_found)?;
    let booking = visit.booking(wanted)?;
    visit.may_see(booking).map_err(|_| Problem::denied("You are not allowed to cancel this event"))?;
    if event.cancellation.is_some() {
        return Err(Problem::denied("Event is already canceled"));
    }
    if booking.start <= visit.now {
        return Err(Problem::denied("Event in the past"));
    }
    Ok(())
}

fn caller_name(visit: &Visit<'_>) -> String {
    visit.world.person(&visit.caller.user.person).map(|person| person.name.clone()).unwrap_or_default()
}

/// Notes that an invitee did not come.
pub(crate) fn mark_no_show(visit: &mut Visit<'_>) -> Outcome {
    visit.caller.needs("scheduled_events:write")?;
    let fields = body(visit.call)?;
    let address = text(&fields, "invitee", "invitee")?.to_owned();
    let event = event_of_invitee(visit, |event, who| shape::invitee_uri(event, who) == address)?;
    let mark = NoShow { id: visit.new_id("NOSHOW"), created_at: visit.now };
    let shown = no_show_shape(&mark, &address);
    let events = &mut visit.world.calendly.events;
    let event = events.iter_mut().find(|other| other.id == event).ok_or_else(Problem::not_found)?;
    let place = event.invitees.iter().position(|who| shape::invitee_uri(event, who) == address);
    let invitee = place.and_then(|place| event.invitees.get_mut(place)).ok_or_else(Problem::not_found)?;
    if invitee.no_show.is_some() {
        return Err(Problem::argument("Invitee has already been marked as a no show"));
    }
    invitee.no_show = Some(mark);
    visit.written();
    made(&shown)
}

fn no_show_shape(mark: &NoShow, invitee: &str) -> Value {
    json!({
        "uri": uri("invitee_no_shows", &mark.id),
        "invitee": invitee,
        "created_at": super::instant(mark.created_at),
    })
}

/// The id of the event with such an invitee, if the caller may see it.
fn event_of_invitee(visit: &Visit<'_>, is_it: impl Fn(&Event, &Invitee) -> bool) -> Result<String, Problem> {
    let mut events = visit.world.calendly.events.iter();
    let event = events.find(|event| event.invitees.iter().any(|who| is_it(event, who)));
    let event = event.ok_or_else(Problem::not_found)?;
    seen(visit, &event.id)?;
    Ok(event.id.clone())
}

fn marked(mark: &str) -> impl Fn(&Event, &Invitee) -> bool + '_ {
    move |_, who| who.no_show.as_ref().is_some_and(|own| own.id == mark)
}

pub(crate) fn no_show(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("scheduled_events:read")?;
    let event = event_of_invitee(visit, marked(wanted))?;
    let (_, event) = seen(visit, &event)?;
    let mut invitees = event.invitees.iter();
    let invitee = invitees.find(|who| marked(wanted)(event, who)).ok_or_else(Problem::not_found)?;
    let mark = invitee.no_show.as_ref().ok_or_else(Problem::not_found)?;
    found(&no_show_shape(mark, &shape::invitee_uri(event, invitee)))
}

pub(crate) fn unmark_no_show(visit: &mut Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("scheduled_events:write")?;
    let event = event_of_invitee(visit, marked(wanted))?;
    let events = visit.world.calendly.events.iter_mut();
    for invitee in events.filter(|other| other.id == event).flat_map(|event| &mut event.invitees) {
        invitee.no_show.take_if(|mark| mark.id == wanted);
    }
    visit.written();
    Ok(Answer::empty(204))
}
