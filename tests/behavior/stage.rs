//! A sandbox in which one person lives, on Calendly and on Cal.com, with every hour of every day to meet.

use std::sync::Arc;

use freebusy_core::Timestamp;
use freebusy_maton::{App, ConnectionId, Gateway, Generation};
use freebusy_sandbox::{Options, Sandbox};
use freebusy_transport::{BaseUrl, Channel, Credential, Http, Method, Reach, ReqwestClient, Route, hardened};
use serde_json::{Value, json};

use crate::person::Person;
use crate::runtime::block_on;

pub(crate) const EVENT_TYPE: &str = "half-hour";

/// By which way the services are asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    Direct,
    Maton1,
    Maton2,
}

/// A sandbox and a client that reaches it.
pub(crate) struct Stage {
    sandbox: Sandbox,
    http: Arc<dyn Http>,
}

impl Stage {
    /// A person's sandbox; one who cannot be read is refused by either service.
    pub(crate) fn new(person: &Person) -> Self {
        let world = serde_json::from_value(world(person)).unwrap();
        let sandbox = block_on(Sandbox::start(Options { port: 0, world: Some(world) })).unwrap();
        // Whichever test comes first installs it; the others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = hardened(reqwest::Client::builder(), Reach::Anywhere).build().unwrap();
        let stage = Self { sandbox, http: Arc::new(ReqwestClient::new(client, Reach::Anywhere)) };
        if person.unreadable {
            ["calendly", "calcom"].into_iter().for_each(|service| stage.refuse(service));
        }
        stage
    }

    /// Makes it `now` for every service.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        self.control(Method::PUT, "/clock", &json!({ "now": now.to_chrono().unwrap().to_rfc3339() }));
    }

    /// The client that reaches it.
    pub(crate) fn http(&self) -> Arc<dyn Http> {
        Arc::clone(&self.http)
    }

    /// The way to a service.
    pub(crate) fn channel(&self, app: App, way: Way) -> Channel {
        Channel::new(Arc::clone(&self.http), self.route(app, way))
    }

    fn route(&self, app: App, way: Way) -> Route {
        let base = |place: &[&str]| BaseUrl::parse(self.word(place)).unwrap();
        let generation = match way {
            Way::Direct => {
                let service = if app == App::Calendly { "calendly" } else { "calcom" };
                let base = base(&[service, "base_url"]);
                let credential = Credential::new(base.origin(), self.word(&[service, "token"]).into());
                return Route::direct(base).with_credential(credential);
            }
            Way::Maton1 => Generation::One {
                data: base(&["maton", "data_url"]),
                control: base(&["maton", "control_url"]),
            },
            Way::Maton2 => Generation::Two { api: base(&["maton", "api_url"]) },
        };
        let gateway = Gateway::new(Arc::clone(&self.http), generation, self.word(&["maton", "token"]).into());
        gateway.route(app, &ConnectionId::parse(app.as_str()).unwrap())
    }

    /// Every call to a service is refused, in a way that no client repeats.
    fn refuse(&self, service: &str) {
        let fault = json!({ "service": service, "fault": "status", "status": 403, "times": 1_000 });
        self.control(Method::POST, "/faults", &fault);
    }

    fn control(&self, method: Method, path: &str, body: &Value) {
        let control = BaseUrl::parse(self.word(&["sandbox", "control_url"])).unwrap();
        let channel = Channel::new(Arc::clone(&self.http), Route::direct(control));
        let sent =
            channel.raw(method, path, Some(body.to_string().into()), freebusy_transport::HeaderMap::new());
        let answer = block_on(sent).unwrap();
        assert!(answer.status.is_success(), "the sandbox refuses {body}: {:?}", answer.body);
    }

    /// A text of the line that the sandbox starts with.
    fn word(&self, place: &[&str]) -> &str {
        place.iter().fold(self.sandbox.line(), |value, key| &value[key]).as_str().unwrap()
    }
}

fn world(person: &Person) -> Value {
    let busy = person.blocks.iter().map(|(interval, _, title)| {
        let at = |instant: Timestamp| instant.to_chrono().unwrap().to_rfc3339();
        json!({ "start": at(interval.start()), "end": at(interval.end()), "title": title })
    });
    let busy: Vec<Value> = busy.collect();
    let made = "2026-01-01T00:00:00Z";
    let connection = |app: &str, token: &str| {
        json!({
            "connection_id": app, "app": app, "status": "ACTIVE", "creation_time": made,
            "last_updated_time": made, "url": "https://connect.example.com/?session_token=s", "person": "ana",
            "token": token,
        })
    };
    json!({
        "people": [{
            "id": "ana", "name": "Ana Lima", "email": "ana@example.com", "time_zone": "UTC", "busy": busy,
        }],
        "calendly": calendly(made),
        "calcom": calcom(),
        "maton": {
            "key": "maton-key",
            "connections": [connection("calendly", "calendly-token"), connection("cal-com", "cal_key")],
        },
    })
}

fn calendly(made: &str) -> Value {
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let rule =
        |day: &str| json!({ "type": "wday", "wday": day, "intervals": [{ "from": "00:00", "to": "24:00" }] });
    json!({
        "users": [{
            "id": "ANA0000000000000", "person": "ana", "slug": "ana", "organization": "ORG0000000000000",
            "membership": "MEM0000000000000", "role": "owner", "created_at": made,
        }],
        "tokens": [{ "value": "calendly-token", "user": "ANA0000000000000" }],
        "schedules": [{
            "id": "SCH0000000000000", "user": "ANA0000000000000", "name": "All hours", "default": true,
            "timezone": "UTC", "rules": days.map(rule),
        }],
        "event_types": [{
            "id": "EVT0000000000000", "name": "Half an hour", "slug": EVENT_TYPE, "hosts": ["ANA0000000000000"],
            "duration": 30, "created_at": made, "updated_at": made,
        }],
    })
}

fn calcom() -> Value {
    json!({
        "accounts": [{
            "person": "ana", "id": 7, "username": "ana", "time_zone": "UTC", "default_schedule": 8,
            "calendars": [{ "credential_id": 9, "external_id": "ana@example.com", "name": "ana" }],
        }],
        "schedules": [{
            "id": 8, "person": "ana", "name": "All hours", "time_zone": "UTC",
            "weekly": [{ "days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 0, "end_minute": 1_439 }],
        }],
        "event_types": [{
            "id": 10, "person": "ana", "title": "Half an hour", "slug": EVENT_TYPE, "length": 30, "schedule": 8,
        }],
        "keys": [{ "token": "cal_key", "person": "ana", "kind": "api_key" }],
    })
}
