//! Webhooks: who is told of what, and what is told.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use super::word::words;
use super::{Invitee, Opaque, Personal, ScheduledEvent, Uri, WireTime};

words! {
    /// What is told of.
    HookEvent {
        /// Somebody booked.
        InviteeCreated = "invitee.created",
        /// Somebody was cancelled.
        InviteeCanceled = "invitee.canceled",
        /// Somebody stayed away.
        NoShowCreated = "invitee_no_show.created",
        /// Somebody did not stay away after all.
        NoShowDeleted = "invitee_no_show.deleted",
        /// A form was sent.
        RoutingFormSubmitted = "routing_form_submission.created",
    }
}

words! {
    /// Whose events are told.
    HookScope {
        /// One user's.
        User = "user",
        /// Everybody's.
        Organization = "organization",
        /// One group's.
        Group = "group",
    }
}

words! {
    /// Whether deliveries are made.
    HookState {
        /// They are.
        Active = "active",
        /// They are not any more, after a day of failures: the subscription must be made anew.
        Disabled = "disabled",
    }
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WebhookSubscription {
    /// The reference.
    pub uri: Uri,
    /// Where deliveries go; often a path that only the service is to know.
    pub callback_url: Personal,
    /// Since when.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
    /// Since when deliveries fail.
    #[serde(default)]
    pub retry_started_at: Option<WireTime>,
    /// Whether deliveries are made.
    pub state: HookState,
    /// What is told of.
    pub events: Vec<HookEvent>,
    /// Whose events are told.
    pub scope: HookScope,
    /// Of which organization.
    #[serde(default)]
    pub organization: Option<Uri>,
    /// Of which user.
    #[serde(default)]
    pub user: Option<Uri>,
    /// Of which group.
    #[serde(default)]
    pub group: Option<Uri>,
    /// Who made it.
    #[serde(default)]
    pub creator: Option<Uri>,
}

/// A secret that is sent and never shown.
#[derive(Clone)]
pub struct Secret(pub SecretString);

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_str(self.0.expose_secret())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A subscription that is wanted.
#[derive(Debug, Clone, Serialize)]
pub struct NewWebhookSubscription {
    /// Where deliveries go; often a path that only the service is to know.
    pub url: Personal,
    /// What is told of.
    pub events: Vec<HookEvent>,
    /// Of which organization.
    pub organization: Uri,
    /// Of which user, for the scope of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Uri>,
    /// Of which group, for the scope of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Uri>,
    /// Whose events are told.
    pub scope: HookScope,
    /// The key that deliveries are signed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<Secret>,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WebhookEnvelope {
    /// What is told of.
    pub event: HookEvent,
    /// When it was told.
    pub created_at: WireTime,
    /// Who made the subscription.
    #[serde(default)]
    pub created_by: Option<Uri>,
    /// What there is to tell.
    pub payload: Opaque,
}

impl WebhookEnvelope {
    /// What is told of an invitee; `None` when it is of something else or of another shape.
    ///
    /// It is a hint and no evidence: fetch the invitee before acting on it.
    #[must_use]
    pub fn invitee(&self) -> Option<WebhookInvitee> {
        match self.event {
            HookEvent::InviteeCreated
            | HookEvent::InviteeCanceled
            | HookEvent::NoShowCreated
            | HookEvent::NoShowDeleted => serde_json::from_value(self.payload.0.clone()).ok(),
            HookEvent::RoutingFormSubmitted | HookEvent::Other(_) => None,
        }
    }
}

/// What a delivery tells of an invitee.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct WebhookInvitee {
    /// The invitee.
    #[serde(flatten)]
    pub invitee: Invitee,
    /// The meeting.
    #[serde(default)]
    pub scheduled_event: Option<ScheduledEvent>,
}
