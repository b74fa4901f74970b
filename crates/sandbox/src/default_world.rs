//! The world that a sandbox begins with: seven people, their calendars, their connections. What each of the two
//! services knows of them stands in its own `default_state`.
//!
//! It is made around the day it begins on and is the same for the same day. Between 14:00Z and 15:00Z on weekdays
//! everybody but Hal is free, and between 16:00Z and 17:00Z while Berlin keeps winter time; Ana and Hal have no time
//! in common at all.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::directory::calcom_key;
use crate::maton;
use crate::maton::state::{Connection, Status};
use crate::world::{Busy, Person, World};
use crate::{calcom, calendly};

/// How many days of calendar there are.
const DAYS: u64 = 100;

/// The world around the day of `now`.
pub(crate) fn default_world(now: DateTime<Utc>) -> World {
    let today = now.date_naive();
    let mut world = World {
        people: people(today),
        calendly: calendly::default_state(midnight(today)),
        calcom: calcom::default_state(now),
        ..World::default()
    };
    // Ids of things to come lie beyond those given here.
    world.made = 1_000;
    world.maton = maton_state(&world, midnight(today));
    world
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

fn people(today: NaiveDate) -> Vec<Person> {
    let days: Vec<NaiveDate> = (0..DAYS)
        .filter_map(|ahead| today.checked_sub_days(Days::new(1))?.checked_add_days(Days::new(ahead)))
        .collect();
    [
        ("ana", "Ana Lima", "Europe/Berlin"),
        ("ben", "Ben Ortiz", "America/New_York"),
        ("cleo", "Cleo Park", "Europe/London"),
        ("dee", "Dee Rao", "Asia/Kolkata"),
        ("eli", "Eli Stone", "America/Los_Angeles"),
        ("fay", "Fay Moser", "Europe/Berlin"),
        ("hal", "Hal Quist", "Europe/London"),
    ]
    .into_iter()
    .zip(0..)
    .map(|((id, name, zone), place)| Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("{id}@example.com"),
        time_zone: zone.to_owned(),
        busy: days.iter().flat_map(|day| busy_on(*day, id, place)).collect(),
    })
    .collect()
}

/// What a person's own calendar holds on one day.
fn busy_on(day: NaiveDate, id: &str, place: i32) -> Vec<Busy> {
    let at = |from: (i64, i64), to: (i64, i64), title: &str| busy(day, from, to, title);
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    match (id, weekend) {
        ("hal", true) => return vec![at((0, 0), (24, 0), "Away")],
        ("hal", false) => return vec![at((0, 0), (8, 0), "Night shift"), at((9, 0), (24, 0), "Ward")],
        ("ana", true) => return vec![at((8, 0), (9, 0), "Training")],
        (_, true) => return Vec::new(),
        (_, false) => {}
    }
    let mut events = Vec::new();
    if id == "ana" {
        events.push(at((8, 0), (9, 0), "Training"));
    }
    match (day.num_days_from_ce() + place).rem_euclid(4) {
        0 => events.push(at((15, 0), (15, 30), "Weekly review")),
        1 => events.push(at((12, 0), (13, 15), "Lunch out")),
        2 => events.push(at((15, 30), (16, 0), "Call")),
        _ => {}
    }
    if (day.num_days_from_ce() + 2 * place).rem_euclid(3) == 0 {
        events.push(at((10, 0), (11, 30), "Deep work"));
    }
    events
}

fn busy(day: NaiveDate, from: (i64, i64), to: (i64, i64), title: &str) -> Busy {
    let at = |(hour, minute): (i64, i64)| midnight(day) + TimeDelta::minutes(hour * 60 + minute);
    Busy { start: at(from), end: at(to), title: title.to_owned() }
}

fn maton_state(world: &World, today: DateTime<Utc>) -> maton::state::State {
    let key = |person: &str| calcom_key(&world.calcom, person).unwrap_or_default().to_owned();
    let connections = [
        ("ana", "calendly", Status::Active, calendly::default_token("ana")),
        ("dee", "cal-com", Status::Active, key("dee")),
        ("fay", "calendly", Status::Active, calendly::default_token("fay")),
        ("fay", "cal-com", Status::Active, key("fay")),
        ("eli", "cal-com", Status::Active, key("eli")),
        ("hal", "cal-com", Status::Pending, String::new()),
        ("ben", "calendly", Status::Failed, calendly::default_token("ben")),
    ];
    let connection = |(number, (person, app, status, token)): (u64, (&str, &str, Status, String))| {
        let made = today - TimeDelta::days(100) + TimeDelta::days(i64::try_from(number).unwrap_or(0));
        Connection {
            connection_id: maton::connection_id(number),
            app: app.to_owned(),
            status,
            creation_time: made,
            last_updated_time: made,
            url: maton::consent_url(number),
            person: person.to_owned(),
            method: "OAUTH2".to_owned(),
            token,
        }
    };
    maton::state::State {
        key: "sandbox-maton-key".to_owned(),
        connections: (1..).zip(connections).map(connection).collect(),
        ..maton::state::State::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bytes::Bytes;
    use http::{HeaderMap, Method};
    use serde_json::Value;

    use super::*;
    use crate::call::{Call, pairs};
    use crate::directory;

    /// A Saturday in winter and a Wednesday in summer: daylight saving moves every promise by an hour.
    const BEGINNINGS: [&str; 2] = ["2026-11-21T02:20:00Z", "2027-06-16T12:34:56Z"];

    fn get(service: fn(&mut World, &Call, DateTime<Utc>) -> crate::call::Answer, from: &Ask<'_>) -> Value {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {}", from.token).parse().unwrap());
        headers.insert("cal-api-version", "2024-09-04".parse().unwrap());
        let call = Call {
            method: Method::GET,
            path: from.path.to_owned(),
            segments: from.path.split('/').skip(1).map(str::to_owned).collect(),
            query: pairs(&from.query),
            headers,
            body: Bytes::new(),
        };
        let answer = service(&mut from.world.clone(), &call, from.now);
        assert_eq!(answer.status, 200, "{} {:?}", from.path, answer.body);
        answer.body.unwrap()
    }

    struct Ask<'a> {
        world: &'a World,
        now: DateTime<Utc>,
        token: &'a str,
        path: &'a str,
        query: String,
    }

    fn text(at: DateTime<Utc>) -> String {
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn calendly_starts(world: &World, now: DateTime<Utc>, slug: &str) -> BTreeSet<DateTime<Utc>> {
        let kind = world.calendly.event_types.iter().find(|kind| kind.slug == slug).unwrap();
        let (start, end) = (text(now + TimeDelta::minutes(1)), text(now + TimeDelta::days(30)));
        let query = format!(
            "event_type=https://api.calendly.com/event_types/{}&start_time={start}&end_time={end}",
            kind.id
        );
        let path = "/event_type_available_times";
        let body = get(calendly::answer, &Ask { world, now, token: "sandbox-calendly-ana", path, query });
        let starts = body["collection"].as_array().unwrap().iter();
        starts.map(|slot| slot["start_time"].as_str().unwrap().parse().unwrap()).collect()
    }

    fn calcom_starts(world: &World, now: DateTime<Utc>, user: &str, slug: &str) -> BTreeSet<DateTime<Utc>> {
        let (start, end) = (text(now), text(now + TimeDelta::days(30)));
        let query = format!("username={user}&eventTypeSlug={slug}&start={start}&end={end}");
        let token = calcom_key(&world.calcom, user).unwrap();
        let body = get(calcom::answer, &Ask { world, now, token, path: "/v2/slots", query });
        let days = body["data"].as_object().unwrap().values();
        let starts = days.flat_map(|day| day.as_array().unwrap());
        starts.map(|slot| slot["start"].as_str().unwrap().parse().unwrap()).collect()
    }

    fn worlds() -> impl Iterator<Item = (World, DateTime<Utc>)> {
        BEGINNINGS.into_iter().map(|now| {
            let now = now.parse().unwrap();
            (default_world(now), now)
        })
    }

    #[test]
    fn every_solo_type_of_the_first_account_has_thirty_starts_in_a_month() {
        for (world, now) in worlds() {
            for slug in ["30min", "zoom-call", "intake"] {
                assert!(calendly_starts(&world, now, slug).len() >= 30, "{slug} at {now}");
            }
            for slug in ["workshop", "team-intro", "ben-30", "cleo-30", "fay-30"] {
                assert!(!calendly_starts(&world, now, slug).is_empty(), "{slug} at {now}");
            }
        }
    }

    #[test]
    fn everybody_but_hal_has_common_starts_on_several_days() {
        for (world, now) in worlds() {
            let all = [
                calendly_starts(&world, now, "30min"),
                calendly_starts(&world, now, "ben-30"),
                calendly_starts(&world, now, "cleo-30"),
                calendly_starts(&world, now, "fay-30"),
                calcom_starts(&world, now, "dee", "intro"),
                calcom_starts(&world, now, "eli", "intro"),
                calcom_starts(&world, now, "fay", "intro"),
            ];
            let common = all.into_iter().reduce(|common, starts| &common & &starts).unwrap();
            let days: BTreeSet<NaiveDate> = common.iter().map(DateTime::date_naive).collect();
            assert!(days.len() >= 5, "{} days at {now}", days.len());
        }
    }

    #[test]
    fn ana_and_hal_never_have_time_together() {
        for (world, now) in worlds() {
            let hal = calcom_starts(&world, now, "hal", "chat");
            let ana = calendly_starts(&world, now, "30min");
            assert!(!hal.is_empty(), "hal can be booked at {now}");
            assert!(hal.is_disjoint(&ana), "{:?}", hal.intersection(&ana).next());
            // Their calendars leave nothing between them, whatever the hours are.
            let taken = |id: &str| -> freebusy_core::IntervalSet {
                let busy = world.person(id).unwrap().busy.iter();
                busy.filter_map(|busy| crate::slots::taken(busy.start, busy.end)).collect()
            };
            let month = crate::slots::taken(now, now + TimeDelta::days(60)).unwrap();
            assert!((&taken("ana") | &taken("hal")).covers(month));
        }
    }

    #[test]
    fn the_world_of_a_day_is_always_the_same() {
        let at = |now: &str| default_world(now.parse().unwrap());
        assert_eq!(at("2026-11-21T00:00:01Z"), at("2026-11-21T23:59:59Z"));
    }

    #[test]
    fn the_world_survives_being_written_and_read() {
        let world = default_world(BEGINNINGS[0].parse().unwrap());
        let text = serde_json::to_string(&world).unwrap();
        assert_eq!(serde_json::from_str::<World>(&text).unwrap(), world);
    }

    #[test]
    fn the_first_line_names_everybody_with_their_accounts() {
        let world = default_world(BEGINNINGS[0].parse().unwrap());
        let line = directory::first_line(&world, &[const { String::new() }; 6]);
        assert_eq!(line["calendly"]["token"], "sandbox-calendly-ana");
        assert_eq!(line["world"].as_array().unwrap().len(), 7);
        assert_eq!(line["world"][3]["calcom_username"], "dee");
        assert_eq!(line["world"][3]["calendly_user"], Value::Null);
        assert_eq!(line["world"][5]["event_types"], serde_json::json!(["fay-30", "intro"]));
    }
}
