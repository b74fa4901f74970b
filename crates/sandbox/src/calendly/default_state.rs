//! Calendly's part of the default world: the accounts of ana, ben, cleo and fay, and what they offer.

use chrono::{DateTime, TimeDelta, Utc};

use super::state::{
    EventType, Hours, Limits, Location, Pooling, Question, Role, Rule, RuleKind, Schedule, State, Token, User,
};

/// The organization of everybody on Calendly.
const ORGANIZATION: &str = "ORGANIZATION0001";

/// The people on Calendly: id, hours, role.
const USERS: [(&str, &str, &str, &str, Role); 4] = [
    ("ana", "Europe/Berlin", "09:00", "18:00", Role::Admin),
    ("ben", "America/New_York", "08:00", "17:00", Role::User),
    ("cleo", "Europe/London", "09:00", "18:00", Role::Owner),
    ("fay", "Europe/Berlin", "09:00", "18:00", Role::User),
];

/// The state for the people of the default world, as it stands when `today` begins.
pub(crate) fn default_state(today: DateTime<Utc>) -> State {
    let since = today - TimeDelta::days(300);
    let mut tokens: Vec<Token> = USERS.iter().map(|(person, ..)| token(person, None)).collect();
    let narrow = vec!["users:read".to_owned(), "event_types:read".to_owned()];
    tokens.push(Token { value: "sandbox-calendly-ana-narrow".to_owned(), ..token("ana", Some(narrow)) });
    State {
        users: USERS.iter().map(|(person, .., role)| user(person, *role, since)).collect(),
        tokens,
        schedules: USERS.iter().map(|(person, zone, from, to, _)| schedule(person, zone, from, to)).collect(),
        event_types: event_types(since),
        ..State::default()
    }
}

fn user_id(person: &str) -> String {
    format!("USER{:0>12}", person.to_uppercase())
}

/// What a person's account is opened with.
pub(crate) fn default_token(person: &str) -> String {
    format!("sandbox-calendly-{person}")
}

fn token(person: &str, scopes: Option<Vec<String>>) -> Token {
    Token { value: default_token(person), user: user_id(person), scopes }
}

fn user(person: &str, role: Role, since: DateTime<Utc>) -> User {
    User {
        id: user_id(person),
        person: person.to_owned(),
        slug: format!("{person}-sandbox"),
        organization: ORGANIZATION.to_owned(),
        membership: format!("MEMBER{:0>10}", person.to_uppercase()),
        role,
        created_at: since,
        limits: Limits::default(),
    }
}

fn schedule(person: &str, zone: &str, from: &str, to: &str) -> Schedule {
    let rule = |(day, open): (&str, bool)| Rule {
        kind: RuleKind::Wday,
        wday: Some(day.to_owned()),
        date: None,
        intervals: open.then(|| Hours { from: from.to_owned(), to: to.to_owned() }).into_iter().collect(),
    };
    let week = [
        ("sunday", false),
        ("monday", true),
        ("tuesday", true),
        ("wednesday", true),
        ("thursday", true),
        ("friday", true),
        ("saturday", false),
    ];
    Schedule {
        id: format!("SCHEDULE{:0>8}", person.to_uppercase()),
        user: user_id(person),
        name: "Working hours".to_owned(),
        default: true,
        timezone: zone.to_owned(),
        rules: week.into_iter().map(rule).collect(),
    }
}

fn event_types(since: DateTime<Utc>) -> Vec<EventType> {
    let plain = |number: u32, name: &str, slug: &str, hosts: &[&str]| {
        let hosts = hosts.iter().map(|host| user_id(host)).collect();
        let blank = EventType::new(format!("EVENTTYPE{number:07}"), (name, slug), hosts, since);
        EventType { notice_minutes: 60, ..blank }
    };
    vec![
        plain(1, "30 Minute Meeting", "30min", &["ana"]),
        EventType { locations: vec![zoom()], ..plain(2, "Zoom Call", "zoom-call", &["ana"]) },
        EventType { questions: questions(), ..plain(3, "Intake", "intake", &["ana"]) },
        EventType { duration: 60, increment: 60, seats: 5, ..plain(4, "Workshop", "workshop", &["ana"]) },
        EventType { pooling: Pooling::RoundRobin, ..plain(5, "Team Intro", "team-intro", &["ana", "ben"]) },
        plain(6, "Ben 30", "ben-30", &["ben"]),
        plain(7, "Cleo 30", "cleo-30", &["cleo"]),
        plain(8, "Fay 30", "fay-30", &["fay"]),
    ]
}

fn zoom() -> Location {
    Location { kind: "zoom_conference".to_owned(), location: None, additional_info: None, phone_number: None }
}

fn questions() -> Vec<Question> {
    let discuss = Question {
        name: "What would you like to discuss?".to_owned(),
        kind: "text".to_owned(),
        position: 0,
        enabled: true,
        required: true,
        answer_choices: Vec::new(),
        include_other: false,
    };
    let heard = Question {
        name: "How did you hear of us?".to_owned(),
        kind: "single_select".to_owned(),
        position: 1,
        required: false,
        answer_choices: ["A friend", "A search", "An event"].map(str::to_owned).to_vec(),
        ..discuss.clone()
    };
    vec![discuss, heard]
}
