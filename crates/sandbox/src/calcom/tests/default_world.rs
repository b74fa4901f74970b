//! What the default world promises of Cal.com.

use std::collections::BTreeSet;

use super::*;

fn starts(desk: &mut Desk, username: &str, slug: &str, days: i64) -> Vec<String> {
    let end = (desk.now + TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%SZ");
    let query = format!(
        "username={username}&eventTypeSlug={slug}&start={}&end={end}",
        desk.now.format("%Y-%m-%dT%H:%M:%SZ")
    );
    desk.starts(&query)
}

/// As it is, busy times and all.
fn untouched(now: &str) -> Desk {
    Desk {
        world: crate::default_world::default_world(at(now)),
        now: at(now),
        token: Some("cal_live_sandbox_dee"),
    }
}

const DAYS: [&str; 5] = [
    "2026-01-05T12:00:00Z",
    "2026-03-20T23:30:00Z",
    "2026-07-04T00:00:00Z",
    "2026-10-19T06:00:00Z",
    "2026-12-24T18:00:00Z",
];

#[test]
fn it_is_the_same_for_the_same_day() {
    for now in DAYS {
        let later = at(now) + TimeDelta::seconds(1);
        assert_eq!(super::super::default_state(at(now)), super::super::default_state(later));
    }
}

#[test]
fn it_survives_being_written_and_read() {
    let state = super::super::default_state(monday());
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<super::super::state::State>(&text).unwrap(), state);
}

#[test]
fn every_event_type_has_starts_in_the_coming_month() {
    for now in DAYS {
        let mut desk = untouched(now);
        for (username, slug, least) in [
            ("dee", "intro", 30),
            ("dee", "long", 30),
            ("dee", "class", 30),
            ("dee", "approval", 30),
            ("dee", "private", 30),
            ("eli", "intro", 30),
            ("fay", "intro", 30),
            ("hal", "chat", 15),
        ] {
            let count = starts(&mut desk, username, slug, 30).len();
            assert!(count >= least, "{now}: {username}/{slug} has {count}");
        }
    }
}

#[test]
fn hal_is_free_in_one_hour_only() {
    for now in DAYS {
        let mut desk = untouched(now);
        let hours: BTreeSet<String> = starts(&mut desk, "hal", "chat", 30)
            .iter()
            .map(|start| start.get(11..13).unwrap().to_owned())
            .collect();
        assert_eq!(hours, BTreeSet::from(["08".to_owned()]), "{now}");
    }
}

#[test]
fn everybody_else_has_common_starts_on_several_days() {
    for now in DAYS {
        let mut desk = untouched(now);
        let mut common: BTreeSet<String> = starts(&mut desk, "dee", "intro", 30).into_iter().collect();
        for username in ["eli", "fay"] {
            let theirs: BTreeSet<String> = starts(&mut desk, username, "intro", 30).into_iter().collect();
            common = &common & &theirs;
        }
        let afternoon = common.iter().filter(|start| ("14".."17").contains(&start.get(11..13).unwrap()));
        let days: BTreeSet<&str> = afternoon.map(|start| start.get(..10).unwrap()).collect();
        assert!(days.len() >= 5, "{now}: {days:?}");
    }
}

#[test]
fn dee_is_away_on_a_weekday_within_45_days_and_has_a_calendar_with_events() {
    for now in DAYS {
        let desk = untouched(now);
        let account = desk.world.calcom.account("dee").unwrap();
        let ahead = account.days_off[0].first - at(now).date_naive();
        assert!(ahead > TimeDelta::days(0) && ahead < TimeDelta::days(45));
        assert_eq!(account.calendars.len(), 1);
        assert!(!desk.world.person("dee").unwrap().busy.is_empty());
    }
}

#[test]
fn each_account_has_a_key() {
    for (person, token) in
        ["dee", "eli", "fay", "hal"].map(|person| (person, format!("cal_live_sandbox_{person}")))
    {
        let mut desk = untouched(DAYS[0]);
        desk.token = Some(Box::leak(token.into_boxed_str()));
        assert_eq!(desk.get(OLD, "/v2/me").data()["username"], person);
    }
}
