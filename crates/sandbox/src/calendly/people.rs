//! Users, their organization, and who belongs to it.

use super::input::id;
use super::problem::Problem;
use super::shape;
use super::state::{Role, User};
use super::visit::{Outcome, Visit, found};
use crate::call::Answer;

pub(crate) fn me(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("users:read")?;
    found(&shape::user(visit.world, &visit.caller.user))
}

pub(crate) fn user(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("users:read")?;
    found(&shape::user(visit.world, &visit.user(wanted)?))
}

pub(crate) fn memberships(visit: &Visit<'_>) -> Outcome {
    visit.caller.needs("organizations:read")?;
    let organization = id(visit.call, "organization", "organizations")?;
    let user = id(visit.call, "user", "users")?;
    let email = visit.call.query("email");
    if organization.is_none() && user.is_none() && email.is_none() {
        return Err(Problem::invalid(&[("organization", "is missing"), ("user", "is missing")]));
    }
    organization.map_or(Ok(()), |organization| visit.caller.belongs_to(organization))?;
    let fits = |other: &&User| {
        let mail = visit.world.person(&other.person).map(|person| person.email.as_str());
        other.organization == visit.caller.user.organization
            && user.is_none_or(|user| user == other.id)
            && email.is_none_or(|email| mail.is_some_and(|mail| mail.eq_ignore_ascii_case(email)))
    };
    let members = visit.world.calendly.users.iter().filter(fits);
    visit.page(members.map(|user| shape::membership(visit.world, user)).collect())
}

fn member(visit: &Visit<'_>, wanted: &str) -> Result<User, Problem> {
    let mut users = visit.world.calendly.users.iter();
    let user = users.find(|user| user.membership == wanted).ok_or_else(Problem::not_found)?;
    visit.caller.belongs_to(&user.organization)?;
    Ok(user.clone())
}

pub(crate) fn membership(visit: &Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("organizations:read")?;
    found(&shape::membership(visit.world, &member(visit, wanted)?))
}

/// Takes somebody out of the organization; their event types go with them.
pub(crate) fn remove(visit: &mut Visit<'_>, wanted: &str) -> Outcome {
    visit.caller.needs("organizations:write")?;
    let user = member(visit, wanted)?;
    visit.caller.runs(&user.organization)?;
    if user.role == Role::Owner || user.id == visit.caller.user.id {
        return Err(Problem::no_permission());
    }
    let state = &mut visit.world.calendly;
    state.users.retain(|other| other.id != user.id);
    state.tokens.retain(|token| token.user != user.id);
    state.event_types.retain(|kind| kind.owner() != user.id);
    visit.written();
    Ok(Answer::empty(204))
}
