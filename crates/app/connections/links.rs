//! Public booking pages: no account is needed to ask them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_calcom::{PublicPage, link};
use freebusy_core::OfferRole;
use freebusy_provider::Provider;
use freebusy_transport::{Channel, Reach, Route};
use freebusy_zones::{UnknownZone, Zones};

use super::{Concerns, Connections, Trouble, calcom};
use crate::schema::error::shown;

/// The routes to hosts of pages: all pages of one host share its rate.
pub(super) type Pages = RefCell<BTreeMap<String, Route>>;

impl Connections {
    /// The public page of one event type behind a link.
    pub(crate) fn link(
        &self,
        text: &str,
        role: OfferRole,
        zones: &Arc<Zones>,
        zone: &str,
    ) -> Result<Arc<dyn Provider>, Trouble> {
        if is_calendly(text) {
            let message = "leads to Calendly, which tells the starts of a page to its owner alone; connect their \
                           account and write `calendly` with `connection` and `event_type`";
            return Err(Trouble::request(Concerns::Source, message));
        }
        let link = link(text).map_err(|error| Trouble::request(Concerns::Source, error.to_string()))?;
        let config = self.config()?;
        let Some(base) = config.links.get(&*link.host) else {
            let (host, file) = (shown(&link.host), config.file_name());
            let message = format!(
                "leads to {host}, whose API is not known; define `[links.\"{}\"]` with its `base_url` in {file}",
                link.host
            );
            return Err(Trouble::request(Concerns::Source, message));
        };
        let mut routes = self.pages.borrow_mut();
        let route = routes.entry(link.host.to_string());
        let route = route.or_insert_with(|| calcom::rated(Route::direct(base.value.clone()))).clone();
        let channel = Channel::new(self.client.http(Reach::Anywhere)?, route);
        let id = format!("link:{}/{}/{}", link.host, link.username, link.slug);
        let page = PublicPage::new(channel, link.username, link.slug, Arc::clone(zones));
        let unknown = |error: UnknownZone| Trouble::request(Concerns::Source, error.to_string());
        let page = page.in_zone(zone).map_err(unknown)?;
        Ok(Arc::new(page.listed(id, role)))
    }
}

fn is_calendly(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest).split(['/', '?', '#']).next();
    host.is_some_and(|host| {
        let host = host.to_ascii_lowercase();
        host == "calendly.com" || host.ends_with(".calendly.com")
    })
}
