//! Cal.com's stand-in, asked directly: no HTTP, no clock.

mod account;
mod bookings;
mod default_world;
mod gate;
mod reservations;
mod slots;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};

use super::answer;
use crate::call::{Answer, Call, pairs};
use crate::world::{Booking, Busy, Maker, World};

const SLOTS: &str = "2024-09-04";
const BOOKINGS: &str = "2024-08-13";
const EVENT_TYPES: &str = "2024-06-14";
const SCHEDULES: &str = "2024-06-11";
const OLD: &str = "2024-04-15";

const INTRO: u64 = 4_716_831;
const LONG: u64 = 4_716_832;
const CLASS: u64 = 4_716_834;
const APPROVAL: u64 = 4_716_835;
const ELI_INTRO: u64 = 4_716_836;

/// A Monday; Dee's hours of that week are 06:30Z to 18:30Z.
fn monday() -> DateTime<Utc> {
    at("2026-10-19T06:00:00Z")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The default world with empty calendars, and how to ask it.
struct Desk {
    world: World,
    now: DateTime<Utc>,
    token: Option<&'static str>,
}

impl Desk {
    fn new() -> Self {
        Self::at(monday())
    }

    fn at(now: DateTime<Utc>) -> Self {
        let mut world = crate::default_world::default_world(now);
        for person in &mut world.people {
            person.busy.clear();
        }
        Self { world, now, token: None }
    }

    /// The desk as Dee asks it.
    fn of_dee() -> Self {
        Self { token: Some("cal_live_sandbox_dee"), ..Self::new() }
    }

    fn call(&mut self, version: Option<&str>, method: Method, target: &str, body: &Value) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        if let Some(version) = version {
            headers.insert("cal-api-version", HeaderValue::from_str(version).unwrap());
        }
        if let Some(token) = self.token {
            headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
        }
        let call = Call {
            method,
            path: path.into(),
            segments: path.split('/').filter(|part| !part.is_empty()).map(Into::into).collect(),
            query: pairs(query),
            headers,
            body: if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) },
        };
        answer(&mut self.world, &call, self.now)
    }

    fn get(&mut self, version: &str, target: &str) -> Answer {
        self.call(Some(version), Method::GET, target, &Value::Null)
    }

    fn post(&mut self, version: &str, target: &str, body: &Value) -> Answer {
        self.call(Some(version), Method::POST, target, body)
    }

    fn patch(&mut self, version: &str, target: &str, body: &Value) -> Answer {
        self.call(Some(version), Method::PATCH, target, body)
    }

    fn delete(&mut self, version: &str, target: &str) -> Answer {
        self.call(Some(version), Method::DELETE, target, &Value::Null)
    }

    /// The starts that the current generation offers.
    fn starts(&mut self, query: &str) -> Vec<String> {
        let answer = self.get(SLOTS, &format!("/v2/slots?{query}"));
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        let data = answer.data();
        let slots = data.as_object().unwrap().values().flat_map(|slots| slots.as_array().unwrap().clone());
        slots.map(|slot| slot["start"].as_str().unwrap().to_owned()).collect()
    }

    /// Books as a guest in the current generation.
    fn book(&mut self, event_type: u64, start: &str) -> Answer {
        self.book_for(event_type, start, "guest@example.org")
    }

    fn book_for(&mut self, event_type: u64, start: &str, email: &str) -> Answer {
        self.post(BOOKINGS, "/v2/bookings", &booking(event_type, start, email))
    }

    fn busy(&mut self, person: &str, start: &str, end: &str) {
        let event = Busy { start: at(start), end: at(end), title: "Errand".into() };
        self.world.people.iter_mut().find(|it| it.id == person).unwrap().busy.push(event);
    }

    fn wait(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }
}

fn booking(event_type: u64, start: &str, email: &str) -> Value {
    json!({
        "eventTypeId": event_type,
        "start": start,
        "attendee": { "name": "Guest", "email": email, "timeZone": "Europe/Berlin" },
    })
}

fn old_booking(event_type: u64, start: &str) -> Value {
    json!({
        "eventTypeId": event_type, "start": start, "timeZone": "Europe/Berlin", "language": "en",
        "responses": { "name": "Guest", "email": "guest@example.org" }, "metadata": {},
    })
}

impl Answer {
    fn data(&self) -> Value {
        self.body.as_ref().unwrap()["data"].clone()
    }

    fn uid(&self) -> String {
        assert!(self.status < 300, "{:?}", self.body);
        self.data()["uid"].as_str().unwrap().to_owned()
    }

    fn message(&self) -> String {
        let body = self.body.as_ref().unwrap();
        body["error"]["message"].as_str().or_else(|| body["message"].as_str()).unwrap().to_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}
