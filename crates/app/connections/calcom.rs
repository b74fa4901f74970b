//! Sources that are accounts at Cal.com: one account for each connection, shared by all its sources.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_calcom::{Account, EventTypeName};
use freebusy_core::OfferRole;
use freebusy_engine::Source;
use freebusy_provider::Provider;
use freebusy_zones::Zones;

use super::{Connections, Evidence, Trouble};
use crate::config::Service;

pub(super) use freebusy_calcom::rated;

/// The accounts by the names of their connections.
pub(super) type Accounts = RefCell<BTreeMap<String, Account>>;

impl Connections {
    /// What a connection to Cal.com tells, as sources.
    pub(super) fn calcom_sources(
        &self,
        connection: &str,
        evidence: Evidence<'_>,
        zones: &Arc<Zones>,
    ) -> Result<Vec<Source>, Trouble> {
        let account = self.calcom_account(connection, zones)?;
        let busy = || -> Arc<dyn Provider> { Arc::new(account.open(format!("calcom:{connection}"))) };
        let offers = |event_type: &str, role: OfferRole| {
            let id = format!("calcom:{connection}/{event_type}");
            let provider: Arc<dyn Provider> =
                Arc::new(account.listed(id, EventTypeName::parse(event_type), role));
            Ok(provider)
        };
        evidence.sources(busy, offers)
    }

    /// The account behind a connection.
    fn calcom_account(&self, connection: &str, zones: &Arc<Zones>) -> Result<Account, Trouble> {
        if let Some(account) = self.calcom.borrow().get(connection) {
            return Ok(account.clone());
        }
        let channel = self.channel(Service::Calcom, connection)?;
        let dialect = self.connection(Service::Calcom, connection)?.dialect.value;
        let account = Account::new(channel, dialect, Arc::clone(zones)).telling(crate::clock::now);
        self.calcom.borrow_mut().insert(connection.to_owned(), account.clone());
        Ok(account)
    }

    /// The version that a call to `path` over a connection names, in the dialect that it speaks.
    pub(crate) fn calcom_version(
        &self,
        connection: &str,
        path: &str,
    ) -> Result<Option<&'static str>, Trouble> {
        let dialect = self.connection(Service::Calcom, connection)?.dialect.value;
        Ok(freebusy_calcom::version(dialect, path))
    }
}
