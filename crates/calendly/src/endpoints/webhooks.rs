//! Webhook subscriptions.

use freebusy_transport::{Endpoint, Method, path};

use super::PAGE;
use crate::wire::{
    HookEvent, HookScope, Id, NewWebhookSubscription, Paged, Resource, Uri, WebhookEnvelope,
    WebhookSubscription,
};

/// Whose events are told: what lists and samples of subscriptions are asked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subscribed {
    /// Everybody's of the organization.
    Organization,
    /// One user's.
    User(Uri),
    /// One group's.
    Group(Uri),
}

impl Subscribed {
    const fn scope(&self) -> HookScope {
        match self {
            Self::Organization => HookScope::Organization,
            Self::User(_) => HookScope::User,
            Self::Group(_) => HookScope::Group,
        }
    }

    fn ask<T>(&self, call: Endpoint<T>) -> Endpoint<T> {
        let call = call.query("scope", self.scope());
        match self {
            Self::Organization => call,
            Self::User(user) => call.query("user", user),
            Self::Group(group) => call.query("group", group),
        }
    }
}

/// `GET /webhook_subscriptions`: who is told of what.
#[must_use]
pub fn webhooks(
    organization: &Uri,
    subscribed: &Subscribed,
    page_token: Option<&str>,
) -> Endpoint<Paged<WebhookSubscription>> {
    let call = Endpoint::get("list webhook subscriptions", path(["webhook_subscriptions"]))
        .query("organization", organization);
    subscribed.ask(call).query("count", PAGE).maybe("page_token", page_token)
}

/// `POST /webhook_subscriptions`: asks to be told; 409 when the URL is known already.
#[must_use]
pub fn create_webhook(new: &NewWebhookSubscription) -> Endpoint<Resource<WebhookSubscription>> {
    Endpoint::post("create a webhook subscription", path(["webhook_subscriptions"])).json(new)
}

/// `GET /webhook_subscriptions/{uuid}`: one subscription.
#[must_use]
pub fn webhook(id: &Id) -> Endpoint<Resource<WebhookSubscription>> {
    Endpoint::get("read a webhook subscription", path(["webhook_subscriptions", id.as_str()]))
}

/// `DELETE /webhook_subscriptions/{uuid}`: asks to be told no more.
#[must_use]
pub fn delete_webhook(id: &Id) -> Endpoint<()> {
    let path = path(["webhook_subscriptions", id.as_str()]);
    Endpoint::without_answer("delete a webhook subscription", Method::DELETE, path)
}

/// `GET /sample_webhook_data`: a delivery as it would look.
#[must_use]
pub fn sample_webhook_data(
    event: &HookEvent,
    organization: &Uri,
    subscribed: &Subscribed,
) -> Endpoint<WebhookEnvelope> {
    let call = Endpoint::get("read a sample delivery", path(["sample_webhook_data"]))
        .query("event", event)
        .query("organization", organization);
    subscribed.ask(call)
}
