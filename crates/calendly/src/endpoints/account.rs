//! Users, their places, and who belongs to an organization.

use freebusy_transport::{Endpoint, path};

use super::PAGE;
use crate::wire::{Id, LocationsOfUser, Membership, Paged, Resource, Uri, User};

/// `GET /users/me`: the user whom the credential belongs to.
#[must_use]
pub fn me() -> Endpoint<Resource<User>> {
    Endpoint::get("read the user of the credential", path(["users", "me"]))
}

/// `GET /users/{uuid}`: a user of the organization.
#[must_use]
pub fn user(id: &Id) -> Endpoint<Resource<User>> {
    Endpoint::get("read a user", path(["users", id.as_str()]))
}

/// `GET /locations`: the places that a user has connected.
#[must_use]
pub fn locations(user: Option<&Uri>) -> Endpoint<LocationsOfUser> {
    Endpoint::get("list locations", path(["locations"])).maybe("user", user)
}

/// Which memberships are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MembershipsQuery {
    /// Of this organization.
    pub organization: Option<Uri>,
    /// Of this user.
    pub user: Option<Uri>,
    /// Of the user with this mail address.
    pub email: Option<crate::wire::Personal>,
}

/// `GET /organization_memberships`: who belongs to an organization.
#[must_use]
pub fn memberships(query: &MembershipsQuery, page_token: Option<&str>) -> Endpoint<Paged<Membership>> {
    Endpoint::get("list organization memberships", path(["organization_memberships"]))
        .maybe("organization", query.organization.as_ref())
        .maybe("user", query.user.as_ref())
        .maybe("email", query.email.as_ref().map(crate::wire::Personal::as_str))
        .query("count", PAGE)
        .maybe("page_token", page_token)
}

/// `GET /organization_memberships/{uuid}`: one membership.
#[must_use]
pub fn membership(id: &Id) -> Endpoint<Resource<Membership>> {
    Endpoint::get("read an organization membership", path(["organization_memberships", id.as_str()]))
}
