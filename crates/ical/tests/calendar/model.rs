//! Random calendars: the crate against a slow model of its own, minute by minute.

use std::collections::BTreeSet;

use freebusy_core::{BlockKind, Timestamp, WallTime, ZoneRules};
use proptest::prelude::*;

use crate::support::{Asked, events, interval, zone};

const DAY: i64 = 1_440;
const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
/// Windows with a change of some zone's clock in them, and one without.
const WINDOWS: [(&str, &str); 4] = [
    ("2026-03-27", "2026-03-31"),
    ("2026-10-23", "2026-10-27"),
    ("2026-10-31", "2026-11-03"),
    ("2026-12-01", "2026-12-03"),
];

/// Whose clock a start is on.
#[derive(Debug, Clone, Copy)]
enum Form {
    Utc,
    Floating,
    Zoned(usize),
    Date,
}

#[derive(Debug, Clone, Copy)]
enum End {
    None,
    /// DTEND so many minutes after the start on the same clock, days for a date.
    At(i64),
    /// DURATION of days and minutes.
    After(i64, i64),
}

#[derive(Debug, Clone)]
struct Event {
    form: Form,
    /// Minutes from the midnight two days before the window, on the event's clock.
    start: i64,
    end: End,
    transp: Option<&'static str>,
    status: Option<&'static str>,
}

fn event() -> impl Strategy<Value = Event> {
    let form = prop_oneof![
        Just(Form::Utc),
        Just(Form::Floating),
        (0..ZONES.len()).prop_map(Form::Zoned),
        Just(Form::Date),
    ];
    let end = prop_oneof![
        1 => Just(End::None),
        4 => (0..3 * DAY).prop_map(End::At),
        2 => (0..300_i64).prop_map(End::At),
        3 => (0..3_i64, 0..200_i64).prop_map(|(days, minutes)| End::After(days, minutes)),
    ];
    let transp = prop_oneof![3 => Just(None), 1 => Just(Some("OPAQUE")), 1 => Just(Some("TRANSPARENT"))];
    let status = prop_oneof![4 => Just(None), 1 => Just(Some("CONFIRMED")), 1 => Just(Some("TENTATIVE")), 1 => Just(Some("CANCELLED"))];
    (form, 0..8 * DAY, end, transp, status).prop_map(|(form, start, end, transp, status)| Event {
        form,
        start,
        end,
        transp,
        status,
    })
}

/// What the event looks like in a file.
fn lines(event: &Event, base: WallTime) -> Vec<String> {
    let reading = |minutes: i64| base.plus(minutes * 60).to_chrono();
    let written = |minutes: i64| match event.form {
        Form::Utc => format!(":{}", reading(minutes).format("%Y%m%dT%H%M%SZ")),
        Form::Floating => format!(":{}", reading(minutes).format("%Y%m%dT%H%M%S")),
        Form::Zoned(zone) => format!(";TZID={}:{}", ZONES[zone], reading(minutes).format("%Y%m%dT%H%M%S")),
        Form::Date => format!(";VALUE=DATE:{}", reading(minutes).format("%Y%m%d")),
    };
    let mut lines = vec![format!("DTSTART{}", written(event.start))];
    match (event.end, event.form) {
        (End::None, _) => {}
        (End::At(minutes), _) => lines.push(format!("DTEND{}", written(event.start + minutes))),
        (End::After(days, _), Form::Date) => lines.push(format!("DURATION:P{days}D")),
        (End::After(days, minutes), _) => lines.push(format!("DURATION:P{days}DT{minutes}M")),
    }
    lines.extend(event.transp.map(|transp| format!("TRANSP:{transp}")));
    lines.extend(event.status.map(|status| format!("STATUS:{status}")));
    lines
}

/// The first minute at which the clock shows the reading; for one that it skips, as if it had gone on.
fn search(rules: &ZoneRules, reading: WallTime) -> i64 {
    let guess = reading.as_seconds() / 60;
    let shows = |minute: i64| rules.wall(Timestamp::from_unix(minute * 60));
    let first = (guess - 2 * DAY..guess + 2 * DAY).find(|minute| shows(*minute) == reading);
    first.unwrap_or_else(|| search(rules, reading.plus(-60)) + 1)
}

/// The minutes that the event takes, and how.
fn model(event: &Event, base: WallTime, local: &ZoneRules) -> Option<(BlockKind, std::ops::Range<i64>)> {
    if event.transp == Some("TRANSPARENT") || event.status == Some("CANCELLED") {
        return None;
    }
    let kind = if event.status == Some("TENTATIVE") { BlockKind::Tentative } else { BlockKind::Busy };
    let rules = match event.form {
        Form::Utc => ZoneRules::utc(),
        Form::Floating | Form::Date => local.clone(),
        Form::Zoned(index) => zone(ZONES[index]),
    };
    let find = |minutes: i64| search(&rules, base.plus(minutes * 60));
    if matches!(event.form, Form::Date) {
        let first = event.start / DAY;
        let last = match event.end {
            End::None => first + 1,
            End::At(minutes) => (event.start + minutes) / DAY,
            End::After(days, _) => first + days,
        };
        return Some((kind, find(first * DAY)..find(last.max(first + 1) * DAY)));
    }
    let start = find(event.start);
    match event.end {
        End::None => None,
        End::At(minutes) => {
            let end = find(event.start + minutes);
            let kind = if end < start { BlockKind::Unknown } else { kind };
            Some((kind, start.min(end)..start.max(end)))
        }
        End::After(days, minutes) => {
            // Where the clock skipped the start, it goes on from what the clock shows.
            let shown = rules.wall(Timestamp::from_unix(start * 60)).max(base.plus(event.start * 60));
            Some((kind, start..search(&rules, shown.plus(days * DAY * 60)) + minutes))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_events_take_the_minutes_that_the_slow_model_gives(
        all in proptest::collection::vec(event(), 0..8),
        window in 0..WINDOWS.len(),
        local in 0..ZONES.len(),
    ) {
        let window = interval(WINDOWS[window].0, WINDOWS[window].1);
        let base = WallTime::from_seconds(window.start().as_unix()).plus(-2 * DAY * 60);
        let asked = Asked { window, local: zone(ZONES[local]), ..Asked::default() };
        let written: Vec<Vec<String>> = all.iter().map(|event| lines(event, base)).collect();
        let borrowed: Vec<Vec<&str>> =
            written.iter().map(|lines| lines.iter().map(String::as_str).collect()).collect();
        let text = events(&borrowed.iter().map(Vec::as_slice).collect::<Vec<_>>());

        let minutes = window.start().as_unix() / 60..window.end().as_unix() / 60;
        let mut expected = BTreeSet::new();
        for (kind, taken) in all.iter().filter_map(|event| model(event, base, &asked.local)) {
            expected.extend(taken.filter(|minute| minutes.contains(minute)).map(|minute| (kind, minute)));
        }
        let mut found = BTreeSet::new();
        for block in asked.findings(&text).unwrap().blocks {
            let taken = block.interval.start().as_unix() / 60..block.interval.end().as_unix() / 60;
            found.extend(taken.filter(|minute| minutes.contains(minute)).map(|minute| (block.kind, minute)));
        }
        prop_assert_eq!(found, expected, "{}", text);
    }
}
