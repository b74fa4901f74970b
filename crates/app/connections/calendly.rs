//! Sources that are accounts at Calendly: one account for each connection, shared by all its sources.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_calendly::{Account, EventTypeName};
use freebusy_core::OfferRole;
use freebusy_engine::Source;
use freebusy_provider::Provider;
use freebusy_zones::Zones;

use super::{Concerns, Connections, Evidence, Trouble};
use crate::config::Service;
use crate::schema::error::shown;

/// The accounts by the names of their connections.
pub(super) type Accounts = RefCell<BTreeMap<String, Account>>;

impl Connections {
    /// What a connection to Calendly tells, as sources.
    pub(super) fn calendly_sources(
        &self,
        connection: &str,
        evidence: Evidence<'_>,
        zones: &Arc<Zones>,
    ) -> Result<Vec<Source>, Trouble> {
        let account = self.calendly_account(connection, zones)?;
        let busy = || -> Arc<dyn Provider> { Arc::new(account.open(format!("calendly:{connection}"))) };
        let offers = |event_type: &str, role: OfferRole| {
            let name = EventTypeName::parse(event_type);
            let name = name.map_err(|error| {
                Trouble::request(Concerns::EventType, format!("{} {error}", shown(event_type)))
            })?;
            let id = format!("calendly:{connection}/{event_type}");
            let provider: Arc<dyn Provider> = Arc::new(account.listed(id, name, role));
            Ok(provider)
        };
        evidence.sources(busy, offers)
    }

    /// The account behind a connection.
    fn calendly_account(&self, connection: &str, zones: &Arc<Zones>) -> Result<Account, Trouble> {
        if let Some(account) = self.calendly.borrow().get(connection) {
            return Ok(account.clone());
        }
        let channel = self.channel(Service::Calendly, connection)?;
        let account = Account::new(channel, Arc::clone(zones));
        self.calendly.borrow_mut().insert(connection.to_owned(), account.clone());
        Ok(account)
    }
}
