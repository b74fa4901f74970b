//! Good documents and the requests they become.

use freebusy_core::{
    Anchor, BlockKind, Interval, Minutes, Order, ParticipantId, TentativePolicy, Weighted, Who, expand,
};
use freebusy_engine::{Explain, OnUnknown, Taken};
use freebusy_provider::Titles;

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::floor(&chrono::DateTime::parse_from_rfc3339(text).unwrap())
}

fn from_to(start: &str, end: &str) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

fn one(index: u32) -> Who {
    Who::one(ParticipantId(index))
}

fn busy_of_ana(text: &str) -> Vec<Taken> {
    loaded(text).request.participants[0].taken.clone()
}

#[test]
fn what_is_left_out_has_its_default() {
    let Loaded { request, zone, zones_of_participants } = loaded(&with(""));
    assert_eq!(zone.name(), "UTC");
    assert_eq!(zones_of_participants, [None, None]);
    assert_eq!(request.meeting.duration().get(), 1_800);
    assert_eq!(
        request.meeting.buffered(at("2026-12-01T10:00:00Z")),
        from_to("2026-12-01T10:00:00Z", "2026-12-01T10:30:00Z")
    );
    assert_eq!(request.window, from_to("2026-12-01T00:00:00Z", "2026-12-12T00:00:00Z"));
    assert_eq!((request.anchor, request.increment.minutes().get()), (Anchor::Clock, 15));
    assert_eq!((request.notice, request.now.as_unix()), (Minutes::ZERO, CLOCK));
    assert_eq!((request.on_unknown, request.order), (OnUnknown::Exclude, Order::Earliest));
    assert_eq!(
        (request.limit, request.explain, request.titles),
        (None, Explain::WhenEmpty, Titles::Withheld)
    );
    assert_eq!(request.who, Who::all(vec![one(0), one(1)]).unwrap());
    assert!(request.optional.is_empty());
    let ids: Vec<_> = request.participants.iter().map(|participant| &*participant.id).collect();
    assert_eq!(ids, ["ana", "bo"]);
    for participant in &request.participants {
        assert!(
            participant.hours.is_none() && participant.taken.is_empty() && participant.sources.is_empty()
        );
        assert_eq!(participant.tentative, TentativePolicy::Busy);
        assert!(Arc::ptr_eq(&participant.local, &request.zone));
    }
}

#[test]
fn null_is_a_field_left_out() {
    let nulls = r#""time_zone": null, "starts": null, "notice_minutes": null, "buffer_minutes": null, "now": null,
        "schedule": null, "who": null, "optional": null, "on_unknown": null, "order": null, "limit": null, "titles": null"#;
    assert_eq!(document(&with(nulls)), document(&with("")));
    let inner = r#""schedule": {"time_zone": null, "weekly": null, "overrides": null}, "busy": null, "sources": null, "tentative": null"#;
    assert_eq!(document(&with_ana(inner)), document(&with_schedule("{}")));
}

#[test]
fn every_field_reaches_the_request() {
    let Loaded { request, .. } = loaded(&with(
        r#""starts": {"every_minutes": 20, "anchor": "free"}, "notice_minutes": 60,
           "buffer_minutes": {"before": 5, "after": 10}, "now": "2026-11-20T13:00:00.001+01:00",
           "on_unknown": "include", "order": "best", "limit": 20, "titles": true"#,
    ));
    let start = at("2026-12-01T10:00:00Z");
    assert_eq!(request.meeting.buffered(start), from_to("2026-12-01T09:55:00Z", "2026-12-01T10:40:00Z"));
    assert_eq!((request.anchor, request.increment.minutes().get()), (Anchor::Free, 20));
    assert_eq!((request.notice.get(), request.now), (60, at("2026-11-20T12:00:01Z")));
    assert_eq!((request.on_unknown, request.order), (OnUnknown::Include, Order::Best));
    assert_eq!((request.limit.unwrap().get(), request.titles), (20, Titles::Shown));
}

#[test]
fn dates_are_days_of_the_requests_zone() {
    let window = |zone: &str, start: &str, end: &str| {
        loaded(&with(&format!(r#""time_zone": "{zone}", "window": {{"start": "{start}", "end": "{end}"}}"#)))
            .request
            .window
    };
    assert_eq!(
        window("Europe/Berlin", "2026-12-01", "2026-12-01"),
        from_to("2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z")
    );
    assert_eq!(
        window("America/New_York", "2026-12-01", "2026-12-11"),
        from_to("2026-12-01T05:00:00Z", "2026-12-12T05:00:00Z")
    );
    // The days on which the clock changes.
    assert_eq!(
        window("Europe/Berlin", "2026-03-29", "2026-03-29"),
        from_to("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")
    );
    assert_eq!(
        window("Europe/Berlin", "2026-10-25", "2026-10-25"),
        from_to("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
    );
    // Beirut skips the midnight that begins 2026-03-29: the day begins at 01:00 there.
    assert_eq!(
        window("Asia/Beirut", "2026-03-29", "2026-03-29"),
        from_to("2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")
    );
    assert_eq!(
        window("Asia/Beirut", "2026-03-28", "2026-03-28"),
        from_to("2026-03-27T22:00:00Z", "2026-03-28T22:00:00Z")
    );
    // Havana has the midnight of 2026-11-01 twice: the day begins with the first.
    assert_eq!(
        window("America/Havana", "2026-11-01", "2026-11-01"),
        from_to("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")
    );
    // A date and an instant mix.
    assert_eq!(
        window("Asia/Tokyo", "2026-12-01T00:00:00+01:00", "2026-12-01"),
        from_to("2026-11-30T23:00:00Z", "2026-12-01T15:00:00Z")
    );
}

#[test]
fn a_window_is_rounded_inward() {
    let text = r#""window": {"start": "2026-12-01T09:00:00.001Z", "end": "2026-12-01t10:00:00.999z"}"#;
    assert_eq!(loaded(&with(text)).request.window, from_to("2026-12-01T09:00:01Z", "2026-12-01T10:00:00Z"));
}

#[test]
fn a_busy_block_is_rounded_outward_and_one_of_no_length_blocks_nothing() {
    let busy = |start: &str, end: &str| {
        busy_of_ana(&with_ana(&format!(r#""busy": [{{"start": "{start}", "end": "{end}"}}]"#)))
    };
    let taken = |start, end| vec![Taken { interval: from_to(start, end), kind: BlockKind::Busy }];
    assert_eq!(
        busy("2026-12-01T09:00:00.999Z", "2026-12-01T10:00:00.001Z"),
        taken("2026-12-01T09:00:00Z", "2026-12-01T10:00:01Z")
    );
    assert_eq!(
        busy("2026-12-01T09:00:00.1Z", "2026-12-01T09:00:00.2Z"),
        taken("2026-12-01T09:00:00Z", "2026-12-01T09:00:01Z")
    );
    assert_eq!(busy("2026-12-01T09:00:00Z", "2026-12-01T10:00:00+01:00"), []);
    assert_eq!(busy("2026-12-01T09:00:00.5Z", "2026-12-01T09:00:00.50Z"), []);
    assert_eq!(busy("2026-12-24", "2026-12-26"), taken("2026-12-24T00:00:00Z", "2026-12-27T00:00:00Z"));
    assert_eq!(busy("2026-12-24", "2026-12-24T00:00:00Z"), []);
    assert_eq!(
        busy("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        taken("2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z")
    );
}

#[test]
fn dates_of_busy_blocks_are_in_the_requests_zone_not_in_that_of_the_schedule() {
    let text = with(
        r#""time_zone": "Asia/Tokyo", "participants": [{"id": "ana", "schedule": {"time_zone": "America/New_York"},
           "busy": [{"start": "2026-12-24", "end": "2026-12-24", "kind": "tentative"}]}]"#,
    );
    let interval = from_to("2026-12-23T15:00:00Z", "2026-12-24T15:00:00Z");
    assert_eq!(busy_of_ana(&text), [Taken { interval, kind: BlockKind::Tentative }]);
}

#[test]
fn kinds_and_policies_are_read() {
    let text = with_ana(
        r#""tentative": "free", "busy": [{"start": "2026-12-02", "end": "2026-12-02", "kind": "unavailable"},
           {"start": "2026-12-02", "end": "2026-12-02", "kind": "busy"}]"#,
    );
    let ana = loaded(&text).request.participants[0].clone();
    assert_eq!(ana.tentative, TentativePolicy::Free);
    assert_eq!(
        ana.taken.iter().map(|taken| taken.kind).collect::<Vec<_>>(),
        [BlockKind::Unavailable, BlockKind::Busy]
    );
}

const NINE_TO_TEN: &str = r#""weekly": [{"days": ["tue"], "start_minute": 540, "end_minute": 600}]"#;

#[test]
fn a_schedule_is_in_its_own_zone_or_in_the_requests() {
    let hours = |text: &str| {
        let Loaded { request, zones_of_participants, .. } = loaded(text);
        let hours = request.participants[0].hours.clone().unwrap();
        assert!(Arc::ptr_eq(&hours.rules, &request.participants[0].local));
        let free = expand(&hours.schedule, &hours.rules, request.window).hull().unwrap();
        (
            hours.schedule.zone().to_owned(),
            free,
            zones_of_participants[0].clone().map(|zone| zone.name().to_owned()),
        )
    };
    // 2026-12-01 is a Tuesday.
    let own = format!(
        r#""time_zone": "Asia/Tokyo", "window": {{"start": "2026-12-01", "end": "2026-12-04"}}, "participants": [{{"id": "ana",
           "schedule": {{"time_zone": "america/new_york", {NINE_TO_TEN}}}}}]"#
    );
    let nine = from_to("2026-12-01T14:00:00Z", "2026-12-01T15:00:00Z");
    assert_eq!(hours(&with(&own)), ("America/New_York".into(), nine, Some("America/New_York".into())));
    let of_request = own.replace(r#""time_zone": "america/new_york", "#, "");
    let nine = from_to("2026-12-01T00:00:00Z", "2026-12-01T01:00:00Z");
    assert_eq!(hours(&with(&of_request)), ("Asia/Tokyo".into(), nine, None));
}

#[test]
fn who_has_no_schedule_takes_the_requests_and_shares_it() {
    let text = with(&format!(
        r#""schedule": {{"time_zone": "Europe/Berlin", {NINE_TO_TEN}}},
           "participants": [{{"id": "ana"}}, {{"id": "bo", "schedule": {{}}}}, {{"id": "cy", "schedule": null}}]"#
    ));
    let Loaded { request, zones_of_participants, zone } = loaded(&text);
    let names: Vec<_> =
        zones_of_participants.iter().map(|zone| zone.as_ref().map(|zone| zone.name())).collect();
    assert_eq!((zone.name(), names), ("UTC", vec![Some("Europe/Berlin"), None, Some("Europe/Berlin")]));
    let hours: Vec<_> =
        request.participants.iter().map(|participant| participant.hours.clone().unwrap()).collect();
    assert!(
        Arc::ptr_eq(&hours[0].schedule, &hours[2].schedule) && Arc::ptr_eq(&hours[0].rules, &hours[2].rules)
    );
    assert_eq!(hours[1].schedule.zone(), "UTC");
    assert!(Arc::ptr_eq(&request.participants[1].local, &request.zone));
    // A schedule without hours has none: in doubt less is offered.
    assert!(expand(&hours[1].schedule, &hours[1].rules, request.window).is_empty());
}

#[test]
fn equal_schedules_and_zones_are_built_once() {
    let schedule = format!(r#"{{"time_zone": "Europe/Berlin", {NINE_TO_TEN}}}"#);
    let text = with(&format!(
        r#""participants": [{{"id": "a", "schedule": {schedule}}}, {{"id": "b", "schedule": {schedule}}},
           {{"id": "c", "schedule": {{"time_zone": "Europe/Berlin"}}}}]"#
    ));
    let hours: Vec<_> = loaded(&text).request.participants.into_iter().map(|p| p.hours.unwrap()).collect();
    assert!(Arc::ptr_eq(&hours[0].schedule, &hours[1].schedule));
    assert!(Arc::ptr_eq(&hours[0].rules, &hours[2].rules));
    assert!(!Arc::ptr_eq(&hours[0].schedule, &hours[2].schedule));
}

#[test]
fn overrides_replace_their_date() {
    let text = with_schedule(&format!(
        r#"{{{NINE_TO_TEN}, "overrides": [{{"date": "2026-12-01", "hours": []}},
            {{"date": "2026-12-02", "hours": [{{"start_minute": 1380, "end_minute": 1500}}]}}]}}"#
    ));
    let Loaded { request, .. } = loaded(&text);
    let hours = request.participants[0].hours.as_ref().unwrap();
    let free = expand(&hours.schedule, &hours.rules, request.window);
    assert_eq!(
        free.as_slice(),
        [
            from_to("2026-12-02T23:00:00Z", "2026-12-03T01:00:00Z"),
            from_to("2026-12-08T09:00:00Z", "2026-12-08T10:00:00Z")
        ]
    );
}

#[test]
fn who_is_everybody_who_is_not_optional() {
    let Loaded { request, .. } = loaded(&with(r#""optional": [{"id": "bo", "weight": 7}]"#));
    assert_eq!(request.who, Who::all(vec![one(0)]).unwrap());
    assert_eq!(request.optional, [Weighted { id: ParticipantId(1), weight: 7 }]);
    let Loaded { request, .. } = loaded(&with(r#""optional": [{"id": "bo"}, {"id": "ana"}]"#));
    assert_eq!(request.who, Who::all(vec![]).unwrap());
    assert_eq!(request.optional.iter().map(|weighted| weighted.weight).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn every_form_of_who_is_read() {
    let who = |text: &str| loaded(&with(&format!(r#""who": {text}"#))).request.who;
    assert_eq!(who(r#""bo""#), one(1));
    assert_eq!(who(r#"{"all": ["bo", "ana", "bo"]}"#), Who::all(vec![one(1), one(0), one(1)]).unwrap());
    assert_eq!(who(r#"{"any": ["bo"]}"#), Who::any(vec![one(1)]).unwrap());
    let inner = Who::at_least(1, vec![one(0), one(1)]).unwrap();
    assert_eq!(
        who(r#"{"all": ["ana", {"of": ["ana", "bo"], "at_least": 1}]}"#),
        Who::all(vec![one(0), inner]).unwrap()
    );
}

#[test]
fn a_calendar_file_is_found_beside_the_request_and_named_as_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("calendars")).unwrap();
    std::fs::write(folder.path().join("calendars/ana.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").unwrap();
    let text = with_ana(r#""sources": [{"ics": "calendars/ana.ics"}, {"ics": "./calendars/ana.ics"}]"#);
    let loaded = read_in(folder.path(), &text, Notation::Json).unwrap();
    let ids: Vec<_> =
        loaded.request.participants[0].sources.iter().map(|source| source.provider.id().to_owned()).collect();
    assert_eq!(ids, ["ics:calendars/ana.ics", "ics:./calendars/ana.ics"]);
    let error = read_in(folder.path(), &text.replace("./calendars/ana.ics", "calendars"), Notation::Json)
        .unwrap_err();
    assert_eq!(error.path, "participants[0].sources[1].ics");
}
