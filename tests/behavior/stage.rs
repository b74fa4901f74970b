//! A sandbox in which one person lives, on Calendly and on Cal.com, with every hour of every day to meet.

use std::sync::Arc;

use freebusy_core::Timestamp;
use freebusy_maton::{App, ConnectionId};
use freebusy_transport::{Channel, Http, Method, Route};
use serde_json::{Value, json};

use crate::person::Person;
use crate::runtime::block_on;
use crate::services::{Services, Way};

const MATON_KEY: &str = "maton-key";
pub(crate) const EVENT_TYPE: &str = "half-hour";

/// The services of one person.
pub(crate) struct Stage(Services);

impl Stage {
    /// A person's services; one who cannot be read is refused by either.
    pub(crate) fn new(person: &Person) -> Self {
        let stage = Self(block_on(Services::over(world(person))));
        if person.unreadable {
            ["calendly", "calcom"].into_iter().for_each(|service| stage.refuse(service));
        }
        stage
    }

    /// Makes it `now` for every service.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        block_on(self.0.set_clock(now));
    }

    /// The client that reaches it.
    pub(crate) fn http(&self) -> Arc<dyn Http> {
        Arc::clone(&self.0.http)
    }

    /// The way to a service.
    pub(crate) fn channel(&self, app: App, way: Way) -> Channel {
        self.0.channel(self.route(app, way))
    }

    /// The way to a service within its rates, as the program goes.
    pub(crate) fn rated_channel(&self, app: App, way: Way) -> Channel {
        let route = self.route(app, way);
        self.0.channel(match app {
            App::Calendly => freebusy_calendly::rated(route),
            App::Calcom => freebusy_calcom::rated(route),
        })
    }

    fn route(&self, app: App, way: Way) -> Route {
        match way {
            Way::Direct => self.0.direct(app),
            Way::Maton1 | Way::Maton2 => {
                let connection = ConnectionId::parse(app.as_str()).unwrap();
                self.0.gateway(way, MATON_KEY).route(app, &connection)
            }
        }
    }

    /// The next so many posts to a path of a service meet a fault; `{…}` stands for anything within a segment.
    pub(crate) fn spoil(&self, app: App, path: &str, fault: &str, status: u16, times: u32) {
        let fault = json!({
            "service": section(app), "method": "POST", "path": path, "fault": fault, "status": status,
            "times": times,
        });
        block_on(self.0.order(Method::POST, "/faults", &fault));
    }

    /// No call meets a fault any more.
    pub(crate) fn forget_faults(&self) {
        block_on(self.0.control(Method::DELETE, "/faults", None));
    }

    /// Changes one of the sandbox's settings.
    pub(crate) fn settle(&self, setting: &str, value: &Value) {
        block_on(self.0.order(Method::PUT, "/settings", &json!({ setting: value })));
    }

    /// Lets the clock of the services go on.
    pub(crate) async fn pass_minutes(&self, minutes: u32) {
        self.0.order(Method::PUT, "/clock", &json!({ "advance_ms": minutes * 60_000 })).await;
    }

    /// The whole world as it is.
    pub(crate) fn world(&self) -> Value {
        serde_json::from_slice(&block_on(self.0.control(Method::GET, "/world", None))).unwrap()
    }

    /// Makes the world another.
    fn change(&self, change: impl FnOnce(&mut Value)) {
        let mut world = self.world();
        change(&mut world);
        block_on(self.0.order(Method::PUT, "/world", &world));
    }

    /// The form of the event type asks a question that must be answered.
    pub(crate) fn ask(&self, app: App, question: &str) {
        self.change(|world| match app {
            App::Calendly => {
                world["calendly"]["event_types"][0]["questions"] = json!([{
                    "name": question, "type": "text", "position": 0, "enabled": true, "required": true,
                    "answer_choices": [], "include_other": false,
                }]);
            }
            App::Calcom => {
                world["calcom"]["event_types"][0]["fields"] = json!([{
                    "type": "text", "slug": "topic", "label": question, "required": true, "hidden": false,
                    "isDefault": false,
                }]);
            }
        });
    }

    /// At Cal.com the host confirms every booking.
    pub(crate) fn await_the_host(&self) {
        self.change(|world| world["calcom"]["event_types"][0]["needs_confirmation"] = true.into());
    }

    /// The bodies of all that was posted to paths that end so, by whatever way.
    pub(crate) fn posted(&self, path: &str) -> Vec<Value> {
        let requests = block_on(self.0.control(Method::GET, "/requests", None));
        let requests: Vec<Value> = serde_json::from_slice(&requests).unwrap();
        let is_it = |request: &&Value| {
            request["method"] == "POST" && request["path"].as_str().unwrap().ends_with(path)
        };
        requests.iter().filter(is_it).map(|request| request["body"].clone()).collect()
    }

    /// Every call to a service is refused, in a way that no client repeats.
    fn refuse(&self, service: &str) {
        let fault = json!({ "service": service, "fault": "status", "status": 403, "times": 1_000 });
        block_on(self.0.order(Method::POST, "/faults", &fault));
    }
}

/// What the controls call a service.
const fn section(app: App) -> &'static str {
    match app {
        App::Calendly => "calendly",
        App::Calcom => "calcom",
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
            "key": MATON_KEY,
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
