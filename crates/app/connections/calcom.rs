//! Sources that are accounts at Cal.com: one account for each connection, shared by all its sources.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_calcom::{Account, EventTypeName};
use freebusy_core::OfferRole;
use freebusy_engine::{Purpose, Source};
use freebusy_provider::Provider;
use freebusy_zones::Zones;

use super::{Connections, Evidence, Trouble};
use crate::config::{Dialect, Service};

pub(super) use freebusy_calcom::rated;

/// The accounts by the names of their connections.
pub(super) type Accounts = RefCell<BTreeMap<String, Account>>;

impl From<Dialect> for freebusy_calcom::Dialect {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Current => Self::Current,
            Dialect::Of2024 => Self::Of2024_04_15,
        }
    }
}

impl Connections {
    /// What a connection to Cal.com tells, as sources.
    pub(super) fn calcom_sources(
        &self,
        connection: &str,
        evidence: Evidence<'_>,
        zones: &Arc<Zones>,
    ) -> Result<Vec<Source>, Trouble> {
        let account = self.calcom_account(connection, zones)?;
        let busy = |purpose| {
            let provider: Arc<dyn Provider> = Arc::new(account.open(format!("calcom:{connection}")));
            Source { provider, purpose }
        };
        let offers = |event_type: &str, role: OfferRole| {
            let id = format!("calcom:{connection}/{event_type}");
            let provider: Arc<dyn Provider> =
                Arc::new(account.listed(id, EventTypeName::parse(event_type), role));
            Source { provider, purpose: Purpose::Decides }
        };
        Ok(match evidence {
            Evidence::Busy => vec![busy(Purpose::Decides)],
            Evidence::Offers { event_type, role } => vec![offers(event_type, role)],
            Evidence::Both { event_type, role } => vec![offers(event_type, role), busy(Purpose::Decides)],
            Evidence::Explained { event_type, role } => {
                vec![offers(event_type, role), busy(Purpose::Explains)]
            }
        })
    }

    /// The account behind a connection.
    pub(crate) fn calcom_account(&self, connection: &str, zones: &Arc<Zones>) -> Result<Account, Trouble> {
        if let Some(account) = self.calcom.borrow().get(connection) {
            return Ok(account.clone());
        }
        let channel = self.channel(Service::Calcom, connection)?;
        let dialect = self.connection(Service::Calcom, connection)?.dialect.value;
        let account = Account::new(channel, dialect.into(), Arc::clone(zones));
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
        Ok(freebusy_calcom::version(dialect.into(), path))
    }
}
