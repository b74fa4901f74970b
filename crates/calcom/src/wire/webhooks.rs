//! Webhooks as they are read and written, the same in both dialects.

use serde::{Deserialize, Serialize};

use super::{Hidden, Trigger, number_or_text};

/// A webhook, of an account or of an event type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Its number or name, as text.
    #[serde(deserialize_with = "number_or_text")]
    pub id: Box<str>,
    /// Where it sends to.
    pub subscriber_url: Hidden,
    /// What it tells of.
    pub triggers: Vec<Trigger>,
    /// Whether it sends at all.
    pub active: bool,
    /// What it signs with.
    pub secret: Option<Hidden>,
    /// The event type, where it belongs to one.
    pub event_type_id: Option<u64>,
}

/// A webhook that is wanted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewWebhook {
    /// Where it is to send.
    pub subscriber_url: Hidden,
    /// What it is to tell of.
    pub triggers: Vec<Trigger>,
    /// Whether it is to send at once.
    pub active: bool,
    /// What it is to sign with; without one nothing that it sends can be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Hidden>,
}

/// What is to change about a webhook.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookChange {
    /// Where it is to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriber_url: Option<Hidden>,
    /// What it is to tell of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggers: Option<Vec<Trigger>>,
    /// Whether it is to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// What it is to sign with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Hidden>,
}
