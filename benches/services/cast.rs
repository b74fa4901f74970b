//! Who is searched: two people at two services, or a crowd at one.

use std::sync::Arc;

use freebusy_calcom::Dialect;
use freebusy_core::OfferRole;
use freebusy_engine::Request;
use freebusy_maton::App;
use freebusy_provider::Provider;
use freebusy_transport::{Channel, Http};
use freebusy_zones::Zones;
use serde_json::{Value, json};

use crate::crowd::{Crowd, listed, now};
use crate::runtime::block_on;
use crate::services::Services;

const SEED: u64 = 1;
const CALCOM_SLUG: &str = "half-hour";

/// A sandbox, and how its people are asked.
pub(crate) struct Cast {
    pub(crate) services: Services,
    crowd: Crowd,
    /// Where each person is asked.
    apps: Vec<App>,
    zones: Arc<Zones>,
}

impl Cast {
    /// One at Calendly and one at Cal.com, for two weeks.
    pub(crate) fn pair() -> Self {
        let crowd = Crowd { people: 2, days: 14 };
        let mut world = crowd.world(SEED);
        world["calcom"] = calcom();
        Self::over(crowd, world, vec![App::Calendly, App::Calcom])
    }

    /// Twenty at Calendly, for sixty days.
    pub(crate) fn crowd() -> Self {
        let crowd = Crowd { people: 20, days: 60 };
        Self::over(crowd, crowd.world(SEED), vec![App::Calendly; 20])
    }

    fn over(crowd: Crowd, world: Value, apps: Vec<App>) -> Self {
        let services = block_on(Services::over(world));
        block_on(services.set_clock(now()));
        Self { services, crowd, apps, zones: Arc::new(Zones::bundled()) }
    }

    pub(crate) fn people(&self) -> usize {
        self.apps.len()
    }

    /// A request for everybody by accounts that remember nothing, each asked by the client that `http` gives for its
    /// person.
    pub(crate) fn request(&self, http: impl Fn(usize) -> Arc<dyn Http>) -> Request {
        let people = self.apps.iter().enumerate();
        let providers = people.map(|(index, app)| self.provider(*app, index, http(index))).collect();
        self.crowd.request(providers, None)
    }

    fn provider(&self, app: App, index: usize, http: Arc<dyn Http>) -> Arc<dyn Provider> {
        let (channel, zones) = (Channel::new(http, self.services.direct(app)), Arc::clone(&self.zones));
        match app {
            App::Calendly => listed(&freebusy_calendly::Account::new(channel, zones), index),
            App::Calcom => {
                let account = freebusy_calcom::Account::new(channel, Dialect::Current, zones);
                let name = freebusy_calcom::EventTypeName::parse(CALCOM_SLUG);
                Arc::new(account.listed(format!("calcom:p{index}"), name, OfferRole::Booked))
            }
        }
    }
}

/// The second person's account at Cal.com, with the hours of Calendly's schedule.
fn calcom() -> Value {
    json!({
        "accounts": [{
            "person": "p1", "id": 7, "username": "p1", "time_zone": "Europe/Berlin", "default_schedule": 8,
            "calendars": [{ "credential_id": 9, "external_id": "p1@example.com", "name": "p1" }],
        }],
        "schedules": [{
            "id": 8, "person": "p1", "name": "Work", "time_zone": "Europe/Berlin",
            "weekly": [{ "days": [1, 2, 3, 4, 5], "start_minute": 540, "end_minute": 1_020 }],
        }],
        "event_types": [{
            "id": 10, "person": "p1", "title": "Half an hour", "slug": CALCOM_SLUG, "length": 30, "schedule": 8,
        }],
        "keys": [{ "token": "cal_key", "person": "p1", "kind": "api_key" }],
    })
}
