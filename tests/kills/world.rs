//! Hosts at Calendly and as many at Cal.com, all of them free all day, each with an account and a key of their own.

use std::fmt::Write as _;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// How many hosts there are at either service.
pub(crate) const HOSTS: usize = 24;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MADE: &str = "2026-01-01T00:00:00Z";
const OPENS: u32 = 8;
/// How many half hours there are from opening to closing.
const SLOTS: usize = 24;
/// How many days from today the first slot is.
const AHEAD: u64 = 2;

/// The start of the slot of that number.
pub(crate) fn slot(number: usize) -> DateTime<Utc> {
    let day = Utc::now().date_naive() + Days::new(AHEAD + u64::try_from(number / SLOTS).unwrap());
    let minutes = i64::try_from(number % SLOTS * 30).unwrap();
    day.and_time(NaiveTime::from_hms_opt(OPENS, 0, 0).unwrap()).and_utc() + TimeDelta::minutes(minutes)
}

/// The world in which they live. Lists of it lag behind, and it counts no calls: how many are made is up to the test.
pub(crate) fn world() -> Value {
    let each = |make: fn(usize) -> Value| (0..HOSTS).map(make).collect::<Vec<_>>();
    let people = [each(|n| person("c", n)), each(|n| person("d", n))].concat();
    json!({
        "people": people,
        "calendly": {
            "users": each(user),
            "tokens": each(|n| json!({ "value": token("c", n), "user": user_id(n) })),
            "schedules": each(calendly_hours),
            "event_types": each(calendly_type),
        },
        "calcom": {
            "accounts": each(account),
            "keys": each(|n| json!({ "token": token("d", n), "person": format!("d{n}"), "kind": "api_key" })),
            "schedules": each(calcom_hours),
            "event_types": each(calcom_type),
        },
        "settings": { "rate_limits": false, "list_lag_ms": 1_500 },
    })
}

/// The configuration that names a connection for each host.
pub(crate) fn configuration(calendly: &str, calcom: &str) -> String {
    let mut text = String::new();
    for (letter, provider, base) in [("c", "calendly", calendly), ("d", "calcom", calcom)] {
        for n in 0..HOSTS {
            let name = format!("{letter}{n}");
            let credential = variable(letter, n);
            write!(
                text,
                "[connections.{name}]\nprovider = \"{provider}\"\nbase_url = \"{base}\"\ncredential = \"env:{credential}\"\n"
            )
            .unwrap();
        }
    }
    text
}

/// The variables in which their tokens are.
pub(crate) fn variables() -> Vec<(String, String)> {
    let of = |letter: &'static str| (0..HOSTS).map(move |n| (variable(letter, n), token(letter, n)));
    of("c").chain(of("d")).collect()
}

fn variable(letter: &str, n: usize) -> String {
    format!("TOKEN_{}{n}", letter.to_uppercase())
}

fn token(letter: &str, n: usize) -> String {
    format!("cal_live_{letter}{n}")
}

fn person(letter: &str, n: usize) -> Value {
    let id = format!("{letter}{n}");
    let email = format!("{id}@example.com");
    json!({ "id": id, "name": format!("Host {id}"), "email": email, "time_zone": "Etc/UTC" })
}

fn user_id(n: usize) -> String {
    format!("USER{n:012}")
}

fn user(n: usize) -> Value {
    json!({
        "id": user_id(n), "person": format!("c{n}"), "slug": format!("c{n}"), "organization": "ORG0000000000000",
        "membership": format!("MEMB{n:012}"), "role": if n == 0 { "owner" } else { "user" }, "created_at": MADE,
    })
}

fn calendly_hours(n: usize) -> Value {
    let rule =
        |day: &str| json!({ "type": "wday", "wday": day, "intervals": [{ "from": "08:00", "to": "20:00" }] });
    json!({
        "id": format!("SCHE{n:012}"), "user": user_id(n), "name": "Work", "default": true, "timezone": "Etc/UTC",
        "rules": DAYS.map(rule),
    })
}

fn calendly_type(n: usize) -> Value {
    json!({
        "id": format!("TYPE{n:012}"), "name": "Half an hour", "slug": "half-hour", "hosts": [user_id(n)],
        "duration": 30, "created_at": MADE, "updated_at": MADE,
    })
}

fn account(n: usize) -> Value {
    json!({
        "person": format!("d{n}"), "id": 700 + n, "username": format!("d{n}"), "time_zone": "Etc/UTC",
        "default_schedule": 100 + n,
    })
}

fn calcom_hours(n: usize) -> Value {
    let weekly = json!([{ "days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 480, "end_minute": 1_200 }]);
    json!({ "id": 100 + n, "person": format!("d{n}"), "name": "Work", "time_zone": "Etc/UTC", "weekly": weekly })
}

fn calcom_type(n: usize) -> Value {
    json!({ "id": 1_000 + n, "person": format!("d{n}"), "title": "Intro", "slug": "intro", "length": 30 })
}
