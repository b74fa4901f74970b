//! One call on its way: the world, what was sent, and who sent it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::gate::Caller;
use super::page;
use super::problem::Problem;
use super::shape::resource;
use super::state::{EventType, User};
use crate::call::{Answer, Call};
use crate::world::{Booking, World};

/// What a call is answered with.
pub(crate) type Outcome = Result<Answer, Problem>;

/// A call by somebody who was let in.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) call: &'a Call,
    pub(crate) caller: Caller,
    pub(crate) now: DateTime<Utc>,
}

impl Visit<'_> {
    /// A page of a list.
    pub(crate) fn page(&self, items: Vec<Value>) -> Outcome {
        page::page(self.world, self.call, items, self.now)
    }

    /// A user that the caller may know of.
    pub(crate) fn user(&self, id: &str) -> Result<User, Problem> {
        let user = self.world.calendly.user(id).ok_or_else(Problem::not_found)?;
        self.caller.colleague(user)?;
        Ok(user.clone())
    }

    /// An event type that the caller may know of.
    pub(crate) fn event_type(&self, id: &str) -> Result<EventType, Problem> {
        let kind = self.world.calendly.event_type(id).ok_or_else(Problem::not_found)?;
        let owner = self.world.calendly.user(kind.owner()).ok_or_else(Problem::not_found)?;
        self.caller.colleague(owner)?;
        Ok(kind.clone())
    }

    /// A booking of this service by its id.
    pub(crate) fn booking(&self, id: &str) -> Result<&Booking, Problem> {
        self.world.bookings.iter().find(|booking| booking.id == id).ok_or_else(Problem::not_found)
    }

    /// Whether the caller may see a booking: as its host, or as somebody who runs the hosts' organization.
    pub(crate) fn may_see(&self, booking: &Booking) -> Result<(), Problem> {
        let hosts = booking.hosts.iter().filter_map(|host| self.world.calendly.user_of(host));
        let mut refusal = Problem::no_permission();
        for host in hosts {
            match self.caller.may_act_for(host) {
                Ok(()) => return Ok(()),
                Err(other) => refusal = other,
            }
        }
        Err(refusal)
    }

    /// Notes that something was written; page tokens lapse.
    pub(crate) fn written(&mut self) {
        self.world.calendly.writes += 1;
    }

    /// A new id with a prefix that says what it is of.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        format!("{prefix}{:0>width$}", self.world.next(), width = 16_usize.saturating_sub(prefix.len()))
    }
}

/// An answer with one thing.
pub(crate) fn found(thing: &Value) -> Outcome {
    Ok(Answer::json(200, resource(thing)))
}

/// An answer with a thing that was made.
pub(crate) fn made(thing: &Value) -> Outcome {
    Ok(Answer::json(201, resource(thing)))
}
