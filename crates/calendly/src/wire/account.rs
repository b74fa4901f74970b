//! People and the organization they belong to.

use serde::Deserialize;

use super::{LocationConfiguration, Personal, Uri, WireTime};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The reference.
    pub uri: Uri,
    /// What the user is called.
    pub name: Personal,
    /// The user's part of scheduling links.
    #[serde(default)]
    pub slug: Option<String>,
    /// Where the user's mail goes.
    pub email: Personal,
    /// The page on which the user can be booked.
    #[serde(default)]
    pub scheduling_url: Option<String>,
    /// The zone in which the user sees times.
    #[serde(default)]
    pub timezone: Option<String>,
    /// A picture.
    #[serde(default)]
    pub avatar_url: Option<Personal>,
    /// The organization that the user belongs to.
    #[serde(default)]
    pub current_organization: Option<Uri>,
    /// The kind of resource: `User`.
    #[serde(default)]
    pub resource_type: Option<String>,
    /// The language of the user's pages.
    #[serde(default)]
    pub locale: Option<String>,
    /// `12h` or `24h`.
    #[serde(default)]
    pub time_notation: Option<String>,
    /// When the user was created.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When the user last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// A user as memberships tell of one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MembershipUser {
    /// The reference.
    pub uri: Uri,
    /// What the user is called.
    #[serde(default)]
    pub name: Option<Personal>,
    /// Where the user's mail goes.
    #[serde(default)]
    pub email: Option<Personal>,
    /// The user's part of scheduling links.
    #[serde(default)]
    pub slug: Option<String>,
    /// The page on which the user can be booked.
    #[serde(default)]
    pub scheduling_url: Option<String>,
    /// The zone in which the user sees times.
    #[serde(default)]
    pub timezone: Option<String>,
}

/// That a user belongs to an organization.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Membership {
    /// The reference.
    pub uri: Uri,
    /// `user`, `admin` or `owner`.
    pub role: String,
    /// Who.
    pub user: MembershipUser,
    /// Where.
    pub organization: Uri,
    /// Since when.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// The places a user has connected. The shape of this answer is not confirmed: what else it holds is not read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LocationsOfUser {
    /// The places.
    #[serde(default)]
    pub collection: Vec<LocationConfiguration>,
}
