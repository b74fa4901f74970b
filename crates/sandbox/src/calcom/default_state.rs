//! Cal.com's part of the default world: the accounts of dee, eli, fay and hal, and what they offer.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

use super::state::{
    Account, Calendar, Conferencing, DateHours, DayHours, DaysOff, EventType, Hours, Key, KeyKind, State,
    VerifiedEmail,
};

/// Who has an account, and how they work.
struct Member {
    person: &'static str,
    id: u64,
    schedule: u64,
    zone: &'static str,
    /// Minutes of the local day.
    hours: (u16, u16),
}

const DEE: Member =
    Member { person: "dee", id: 2_152_180, schedule: 1_243_030, zone: "Asia/Kolkata", hours: (720, 1_439) };
const ELI: Member = Member {
    person: "eli",
    id: 2_152_181,
    schedule: 1_243_031,
    zone: "America/Los_Angeles",
    hours: (360, 900),
};
const FAY: Member =
    Member { person: "fay", id: 2_152_182, schedule: 1_243_032, zone: "Europe/Berlin", hours: (540, 1_080) };
const HAL: Member =
    Member { person: "hal", id: 2_152_183, schedule: 1_243_033, zone: "Europe/London", hours: (480, 1_080) };

/// The state for the people of the default world, around the day of `now`.
pub(crate) fn default_state(now: DateTime<Utc>) -> State {
    let today = now.date_naive();
    let members = [DEE, ELI, FAY, HAL];
    State {
        accounts: members.iter().map(|member| account(member, today)).collect(),
        schedules: members.iter().map(|member| schedule(member, today)).collect(),
        event_types: event_types(),
        keys: members.iter().map(key).collect(),
        ..State::default()
    }
}

fn account(member: &Member, today: NaiveDate) -> Account {
    let email = format!("{}@example.com", member.person);
    Account {
        person: member.person.into(),
        id: member.id,
        username: member.person.into(),
        time_zone: member.zone.into(),
        default_schedule: Some(member.schedule),
        bio: String::new(),
        avatar_url: None,
        time_format: 12,
        week_start: "Sunday".into(),
        days_off: if member.person == "dee" { vec![day_off(today)] } else { Vec::new() },
        calendars: vec![Calendar {
            credential_id: member.id - 1_000_000,
            external_id: email.clone(),
            name: "Calendar".into(),
        }],
        conferencing: vec![Conferencing {
            id: member.id - 382_912,
            kind: "google_video".into(),
            slug: "google-meet".into(),
        }],
        default_conferencing: Some("google-meet".into()),
        verified_emails: vec![VerifiedEmail { id: member.id - 2_000_000, email }],
    }
}

/// The first weekday that is at least three weeks away.
fn day_off(today: NaiveDate) -> DaysOff {
    let date = weekday_after(today, 21);
    DaysOff { first: date, last: date }
}

fn weekday_after(today: NaiveDate, days: u64) -> NaiveDate {
    let first = today.checked_add_days(Days::new(days)).unwrap_or(today);
    first.iter_days().find(|date| chrono::Datelike::weekday(date).num_days_from_monday() < 5).unwrap_or(first)
}

fn schedule(member: &Member, today: NaiveDate) -> Hours {
    let (start_minute, end_minute) = member.hours;
    // Eli works a short day, in five weeks.
    let short = DateHours { date: weekday_after(today, 35), start_minute, end_minute: 720 };
    Hours {
        id: member.schedule,
        person: member.person.into(),
        name: "Working hours".into(),
        time_zone: member.zone.into(),
        weekly: vec![DayHours { days: vec![1, 2, 3, 4, 5], start_minute, end_minute }],
        overrides: if member.person == "eli" { vec![short] } else { Vec::new() },
    }
}

fn key(member: &Member) -> Key {
    Key {
        token: format!("cal_live_sandbox_{}", member.person),
        person: member.person.into(),
        kind: KeyKind::ApiKey,
        expired: false,
        scopes: None,
    }
}

fn event_types() -> Vec<EventType> {
    let plain = |id: u64, person: &str, title: &str, slug: &str, length: u32| EventType {
        id,
        person: person.into(),
        title: title.into(),
        slug: slug.into(),
        length,
        ..EventType::plain()
    };
    vec![
        EventType {
            description: "Half an hour to get to know each other.".into(),
            ..plain(4_716_831, "dee", "Intro", "intro", 30)
        },
        EventType { length_options: vec![30, 60, 90], ..plain(4_716_832, "dee", "Long talk", "long", 60) },
        EventType { hidden: true, ..plain(4_716_833, "dee", "Private", "private", 30) },
        EventType { seats: Some(4), ..plain(4_716_834, "dee", "Class", "class", 60) },
        EventType { needs_confirmation: true, ..plain(4_716_835, "dee", "On approval", "approval", 30) },
        plain(4_716_836, "eli", "Intro", "intro", 30),
        EventType {
            locations: vec![json!({ "type": "integration", "integration": "google-meet" })],
            ..plain(4_716_837, "fay", "Intro", "intro", 30)
        },
        plain(4_716_838, "hal", "Chat", "chat", 30),
        EventType {
            locations: places(),
            fields: questions(),
            ..plain(4_716_839, "dee", "Advice", "advice", 30)
        },
    ]
}

/// What has to be said, what may be, and what is only asked of others.
fn questions() -> Vec<Value> {
    let field = |kind: &str, slug: &str, label: &str, required: bool| {
        json!({
            "type": kind, "slug": slug, "label": label, "required": required, "hidden": false, "isDefault": false,
            "placeholder": "",
        })
    };
    let mut channel = field("select", "channel", "How did you hear of me?", false);
    if let Some(fields) = channel.as_object_mut() {
        fields.insert("options".into(), json!(["A friend", "The web"]));
    }
    vec![field("textarea", "topic", "What is it about?", true), channel]
}

fn places() -> Vec<Value> {
    vec![
        json!({ "type": "integration", "integration": "cal-video" }),
        json!({ "type": "address", "address": "12 Harbour Road", "public": true }),
    ]
}
