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
        let account = Account::new(channel, dialect, Arc::clone(zones));
        self.calcom.borrow_mut().insert(connection.to_owned(), account.clone());
        Ok(account)
    }
}

/// The version that a path of Cal.com's API wants; those that take any are sent none.
pub(crate) fn version(path: &str) -> Option<&'static str> {
    let mut segments = path.split('/').skip_while(|segment| matches!(*segment, "" | "v2"));
    match segments.next()? {
        "slots" => Some("2024-09-04"),
        "bookings" => Some("2024-08-13"),
        // What hangs below an event type declares no version.
        "event-types" if segments.nth(1).is_none() => Some("2024-06-14"),
        "schedules" => Some("2024-06-11"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_resource_is_asked_for_in_its_version() {
        let versions = [
            ("/v2/slots", Some("2024-09-04")),
            ("/v2/slots/reservations/x", Some("2024-09-04")),
            ("/v2/bookings/x/cancel", Some("2024-08-13")),
            ("/v2/event-types/1", Some("2024-06-14")),
            ("/v2/event-types/1/webhooks", None),
            ("/v2/schedules/default", Some("2024-06-11")),
            ("/v2/me", None),
            ("/v2", None),
        ];
        for (path, expected) in versions {
            assert_eq!(version(path), expected, "{path}");
        }
    }
}
