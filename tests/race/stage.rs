//! Two people with every hour of every day to meet, ana at Calendly and dee at Cal.com, and what is booked with them.

use std::sync::Arc;

use chrono::Utc;
use freebusy_booking::{
    Abilities, Contention, Holding, Intent, IntentId, LegNo, LegPlan, RequestHash, Scarcity, Sequence,
};
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp};
use freebusy_driver::{Clock, Directory};
use freebusy_provider::{Attendee, Duplicates, Error, ErrorKind, Form, Mail, Provider, Seats};
use freebusy_transport::{BaseUrl, Channel, Credential, Http, Reach, ReqwestClient, Route};
use freebusy_zones::Zones;
use serde_json::{Value, json};

use crate::services::client;

pub(crate) const TENANT: &str = "race";
/// The hosts of the legs, in their order.
pub(crate) const HOSTS: [&str; 2] = ["calendly:ana", "calcom:dee"];
const MADE: &str = "2026-01-01T00:00:00Z";

/// The clock on the wall.
#[derive(Debug)]
pub(crate) struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(Utc::now().timestamp())
    }
}

/// The services over these two people, as the sandbox takes a world. Calls are not counted: how many there are is
/// what is tested.
pub(crate) fn world() -> Value {
    json!({
        "people": [person("ana"), person("dee")],
        "calendly": calendly(),
        "calcom": calcom(),
        "settings": { "rate_limits": false },
    })
}

fn person(id: &str) -> Value {
    json!({ "id": id, "name": id, "email": format!("{id}@example.com"), "time_zone": "UTC" })
}

fn calendly() -> Value {
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let rule =
        |day: &str| json!({ "type": "wday", "wday": day, "intervals": [{ "from": "00:00", "to": "24:00" }] });
    json!({
        "users": [{
            "id": "ANA0000000000000", "person": "ana", "slug": "ana", "organization": "ORG0000000000000",
            "membership": "MEM0000000000000", "role": "owner", "created_at": MADE,
        }],
        "tokens": [{ "value": "calendly-token", "user": "ANA0000000000000" }],
        "schedules": [{
            "id": "SCH0000000000000", "user": "ANA0000000000000", "name": "All hours", "default": true,
            "timezone": "UTC", "rules": days.map(rule),
        }],
        "event_types": [{
            "id": "EVT0000000000000", "name": "Half an hour", "slug": "half-hour",
            "hosts": ["ANA0000000000000"], "duration": 30, "created_at": MADE, "updated_at": MADE,
        }],
    })
}

fn calcom() -> Value {
    json!({
        "accounts": [{ "person": "dee", "id": 7, "username": "dee", "time_zone": "UTC", "default_schedule": 8 }],
        "schedules": [{
            "id": 8, "person": "dee", "name": "All hours", "time_zone": "UTC",
            "weekly": [{ "days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 0, "end_minute": 1_439 }],
        }],
        "event_types": [{
            "id": 10, "person": "dee", "title": "Half an hour", "slug": "half-hour", "length": 30, "schedule": 8,
        }],
        "keys": [{ "token": "cal_key", "person": "dee", "kind": "api_key" }],
    })
}

/// Both people as providers.
pub(crate) struct Hosts([Arc<dyn Provider>; 2]);

impl Hosts {
    /// The providers, each directly at its service, by the line that a sandbox starts with.
    pub(crate) fn at(line: &Value) -> Self {
        let http: Arc<dyn Http> = Arc::new(ReqwestClient::new(client(), Reach::Anywhere));
        let zones = Arc::new(Zones::bundled());
        let channel = |service: &str| Channel::new(Arc::clone(&http), route(line, service));
        let name = freebusy_calendly::EventTypeName::parse("half-hour").unwrap();
        let account = freebusy_calendly::Account::new(channel("calendly"), Arc::clone(&zones));
        let ana = account.listed(HOSTS[0], name, OfferRole::Booked);
        let name = freebusy_calcom::EventTypeName::parse("half-hour");
        let dialect = freebusy_calcom::Dialect::Current;
        let account = freebusy_calcom::Account::new(channel("calcom"), dialect, zones);
        let dee = account.listed(HOSTS[1], name, OfferRole::Booked);
        Self([Arc::new(ana), Arc::new(dee)])
    }
}

fn route(line: &Value, service: &str) -> Route {
    let word = |field: &str| line[service][field].as_str().unwrap();
    let base = BaseUrl::parse(word("base_url")).unwrap();
    let credential = Credential::new(base.origin(), word("token").into());
    Route::direct(base).with_credential(credential)
}

impl Directory for Hosts {
    fn provider(&self, intent: &Intent, leg: LegNo) -> Result<Arc<dyn Provider>, Error> {
        let host = &*intent.legs[usize::from(leg.0)].host;
        match HOSTS.iter().position(|known| *known == host) {
            Some(index) => Ok(Arc::clone(&self.0[index])),
            None => Err(Error::new(ErrorKind::NotFound, host, "find the host", "it is not configured")),
        }
    }
}

/// The `n`-th half hour that is raced for: forty on each day from a week ahead.
pub(crate) fn slot(n: u32) -> Interval {
    let midnight = Utc::now().date_naive().and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
    let start = midnight + 86_400 * i64::from(7 + n / 40) + 1_800 * i64::from(n % 40);
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(start + 1_800)).unwrap()
}

/// What the `client`-th of all who want the `n`-th slot asks for: a key and an attendee of their own.
pub(crate) fn intent(n: u32, client: u32) -> Intent {
    let opened = Wall.now();
    let mut random = [0; 10];
    random[3..6].copy_from_slice(&n.to_be_bytes()[1..]);
    random[6..].copy_from_slice(&client.to_be_bytes());
    let mut hash = [0; 32];
    hash[..10].copy_from_slice(&random);
    let attendee = Attendee {
        name: format!("Client {client}").into(),
        email: format!("client-{client}@example.com").into(),
        zone: "UTC".into(),
    };
    Intent {
        id: IntentId::new(opened, random),
        tenant: TENANT.into(),
        key: format!("slot {n}, client {client}").into(),
        hash: RequestHash(hash),
        slot: slot(n),
        attendee,
        opened,
        deadline: opened + Seconds::from_minutes(5),
        replaces: None,
        sequence: Sequence::Safest,
        legs: vec![
            leg(HOSTS[0], Scarcity::Scarce, Holding::None),
            leg(HOSTS[1], Scarcity::Ample, Holding::Possible),
        ],
    }
}

fn leg(host: &str, scarce: Scarcity, holding: Holding) -> LegPlan {
    LegPlan {
        participant: host.into(),
        source: format!("{host}/half-hour").into(),
        host: host.into(),
        account: host.into(),
        target: "".into(),
        form: Form::default(),
        abilities: Abilities {
            holding,
            duplicates: Duplicates::Refused,
            seats: Seats::One,
            mail: Mail::Sent,
            scarce,
            contention: Contention::Open,
            settle: Seconds::new(2).unwrap(),
        },
    }
}
