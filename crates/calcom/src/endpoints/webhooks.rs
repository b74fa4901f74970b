//! Webhooks of an account and of an event type: the same calls on two paths, in any version.

use freebusy_transport::{Endpoint, Method, path};

use super::any;
use crate::config::{Dialect, PAGE};
use crate::wire::{NewWebhook, Webhook, WebhookChange};

/// Whose webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The account's.
    Account,
    /// Those of the event type of this number.
    EventType(u64),
}

impl Of {
    fn path(self, webhook: Option<&str>) -> String {
        let number = match self {
            Self::Account => None,
            Self::EventType(number) => Some(number.to_string()),
        };
        let place: &[&str] = match &number {
            None => &["v2", "webhooks"],
            Some(number) => &["v2", "event-types", number, "webhooks"],
        };
        path(place.iter().copied().chain(webhook))
    }
}

/// `GET …/webhooks`: webhooks, `skip` of them left out; a page has 250. All of them are read by
/// [`Account::webhooks`](crate::Account::webhooks).
#[must_use]
pub fn list(dialect: Dialect, of: Of, skip: usize) -> Endpoint<Vec<Webhook>> {
    any(dialect, "list webhooks", Method::GET, of.path(None)).query("take", PAGE).query("skip", skip)
}

/// `POST …/webhooks`: creates a webhook.
#[must_use]
pub fn create(dialect: Dialect, of: Of, webhook: &NewWebhook) -> Endpoint<Webhook> {
    any(dialect, "create a webhook", Method::POST, of.path(None)).json(webhook)
}

/// `GET …/webhooks/{id}`: one webhook.
#[must_use]
pub fn get(dialect: Dialect, of: Of, webhook: &str) -> Endpoint<Webhook> {
    any(dialect, "read a webhook", Method::GET, of.path(Some(webhook)))
}

/// `PATCH …/webhooks/{id}`: changes a webhook.
#[must_use]
pub fn change(dialect: Dialect, of: Of, webhook: &str, change: &WebhookChange) -> Endpoint<Webhook> {
    any(dialect, "change a webhook", Method::PATCH, of.path(Some(webhook))).json(change)
}

/// `DELETE …/webhooks/{id}`: deletes a webhook.
#[must_use]
pub fn delete(dialect: Dialect, of: Of, webhook: &str) -> Endpoint<()> {
    let path = of.path(Some(webhook));
    super::versioned(dialect, super::deed("delete a webhook", Method::DELETE, path))
}

/// `DELETE /v2/event-types/{id}/webhooks`: deletes every webhook of an event type.
#[must_use]
pub fn delete_all(dialect: Dialect, event_type: u64) -> Endpoint<()> {
    let path = Of::EventType(event_type).path(None);
    super::versioned(dialect, super::deed("delete all webhooks", Method::DELETE, path))
}
