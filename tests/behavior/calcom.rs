//! The person at Cal.com, in either dialect and whichever way it is asked.

use std::sync::{Arc, Mutex};

use freebusy_calcom::{Account, Dialect, EventTypeName};
use freebusy_core::{OfferRole, Timestamp};
use freebusy_maton::App;
use freebusy_provider::Provider;
use freebusy_transport::Channel;
use freebusy_zones::Zones;

use crate::host::{Host, Hosting};
use crate::person::{self, Person};
use crate::services::Way;
use crate::stage::{EVENT_TYPE, Stage};

/// Keeps the stages for as long as the providers ask them.
pub(crate) struct SetUp {
    way: Way,
    dialect: Dialect,
    stages: Mutex<Vec<Stage>>,
}

impl SetUp {
    pub(crate) const fn by(way: Way, dialect: Dialect) -> Self {
        Self { way, dialect, stages: Mutex::new(Vec::new()) }
    }

    fn account(&self, person: &Person) -> Account {
        let stage = Stage::new(person);
        let account = self.account_at(stage.channel(App::Calcom, self.way));
        self.stages.lock().unwrap().push(stage);
        account
    }

    fn account_at(&self, channel: Channel) -> Account {
        Account::new(channel, self.dialect, Arc::new(Zones::bundled()))
    }
}

impl person::SetUp for SetUp {
    fn provider(&self, id: &str, person: &Person) -> Arc<dyn Provider> {
        Arc::new(self.account(person).open(id))
    }

    fn set_clock(&self, now: Timestamp) {
        self.stages.lock().unwrap().iter().for_each(|stage| stage.set_clock(now));
    }
}

impl person::Listing for SetUp {
    fn listed(&self, id: &str, person: &Person, role: OfferRole) -> Arc<dyn Provider> {
        let event_type = EventTypeName::parse(EVENT_TYPE);
        Arc::new(self.account(person).listed(id, event_type, role))
    }
}

impl Hosting for SetUp {
    fn host(&self) -> Host {
        let stage = Stage::new(&Person::free());
        let event_type = EventTypeName::parse(EVENT_TYPE);
        let account = self.account_at(stage.rated_channel(App::Calcom, self.way));
        let listed = account.listed("calcom:ana/half-hour", event_type, OfferRole::Booked);
        Host::at(stage, App::Calcom, listed)
    }
}
