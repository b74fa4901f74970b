//! Every bound from both sides.

use super::*;

/// The documents are good.
fn assert_within(texts: impl IntoIterator<Item = String>) {
    for text in texts {
        loaded(&text);
    }
}

/// The documents are refused at the path, with the bound in the message.
fn assert_beyond(path: &str, bound: &str, texts: impl IntoIterator<Item = String>) {
    for text in texts {
        let start = text.get(..200).unwrap_or(&text);
        let error = read(&text).map(drop).expect_err(start);
        assert_one_line(&error);
        assert_eq!(error.path, path, "{error} of {start}");
        assert!(error.message.contains(bound), "{error} of {start}");
    }
}

#[test]
fn the_duration_is_one_minute_to_a_week() {
    let text = |minutes: i64| with(&format!(r#""duration_minutes": {minutes}"#));
    assert_within([1, 10_080].map(text));
    assert_beyond("duration_minutes", "1 to 10,080 minutes", [i64::MIN, -30, 0, 10_081, i64::MAX].map(text));
}

#[test]
fn the_step_is_one_minute_to_a_day() {
    let text = |minutes: i64| with(&format!(r#""starts": {{"every_minutes": {minutes}}}"#));
    assert_within([1, 1_440].map(text));
    assert_beyond("starts.every_minutes", "1 to 1,440 minutes", [-1, 0, 1_441].map(text));
}

#[test]
fn buffers_are_none_to_a_day() {
    for side in ["before", "after"] {
        let text = |minutes: i64| with(&format!(r#""buffer_minutes": {{"{side}": {minutes}}}"#));
        assert_within([0, 1_440].map(text));
        assert_beyond(&format!("buffer_minutes.{side}"), "0 to 1,440 minutes", [-1, 1_441].map(text));
    }
}

#[test]
fn the_notice_is_none_to_a_year() {
    let text = |minutes: i64| with(&format!(r#""notice_minutes": {minutes}"#));
    assert_within([0, 525_600].map(text));
    assert_beyond("notice_minutes", "0 to 525,600 minutes", [-1, 525_601].map(text));
}

#[test]
fn the_limit_is_at_least_one() {
    let text = |limit: i64| with(&format!(r#""limit": {limit}"#));
    assert_within([1, i64::MAX].map(text));
    assert_beyond("limit", "at least 1", [0, -1, i64::MIN].map(text));
}

#[test]
fn a_weight_is_none_to_a_million() {
    let text = |weight: i64| with(&format!(r#""optional": [{{"id": "bo", "weight": {weight}}}]"#));
    assert_within([0, 1_000_000].map(text));
    assert_beyond("optional[0].weight", "0 to 1,000,000", [-1, 1_000_001].map(text));
}

#[test]
fn hours_lie_within_two_days() {
    let text = |(start, end): (i64, i64)| {
        with_schedule(&format!(
            r#"{{"weekly": [{{"days": ["mon"], "start_minute": {start}, "end_minute": {end}}}]}}"#
        ))
    };
    assert_within([(0, 1), (0, 2_880), (2_879, 2_880), (1_440, 1_500)].map(text));
    let path = "participants[0].schedule.weekly[0]";
    assert_beyond(
        &format!("{path}.start_minute"),
        "0 to 2,880 minutes",
        [(-1, 60), (2_881, 2_882)].map(text),
    );
    assert_beyond(&format!("{path}.end_minute"), "0 to 2,880 minutes", [(0, 2_881), (0, -1)].map(text));
    assert_beyond(
        &format!("{path}.end_minute"),
        "is not after `start_minute`",
        [(0, 0), (2_880, 2_880)].map(text),
    );
    let hours = |end: i64| {
        with_schedule(&format!(
            r#"{{"overrides": [{{"date": "2026-12-07", "hours": [{{"start_minute": 0, "end_minute": {end}}}]}}]}}"#
        ))
    };
    assert_within([hours(2_880)]);
    assert_beyond("participants[0].schedule.overrides[0].hours[0].end_minute", "2,880", [hours(2_881)]);
}

#[test]
fn there_are_at_most_1000_weekly_ranges_and_hours_of_a_date_and_seven_days_of_a_range() {
    let list = |one: &str, count: usize| vec![one; count].join(",");
    let range = r#"{"days": ["mon"], "start_minute": 0, "end_minute": 60}"#;
    let weekly = |count| with_schedule(&format!(r#"{{"weekly": [{}]}}"#, list(range, count)));
    assert_within([weekly(1_000)]);
    let path = "participants[0].schedule.weekly";
    assert_beyond(path, "has 1,001 ranges, the limit is 1,000; give fewer", [weekly(1_001)]);
    let hours = |count| {
        let hours = list(r#"{"start_minute": 0, "end_minute": 60}"#, count);
        with_schedule(&format!(r#"{{"overrides": [{{"date": "2026-12-07", "hours": [{hours}]}}]}}"#))
    };
    assert_within([hours(1_000)]);
    let path = "participants[0].schedule.overrides[0].hours";
    assert_beyond(path, "has 1,001 ranges, the limit is 1,000; give fewer", [hours(1_001)]);
    let days = |count| {
        let days = list(r#""mon""#, count);
        with_schedule(&format!(
            r#"{{"weekly": [{{"days": [{days}], "start_minute": 0, "end_minute": 60}}]}}"#
        ))
    };
    assert_within([days(7)]);
    assert_beyond("participants[0].schedule.weekly[0].days", "has 8 days, the limit is 7", [days(8)]);
}

#[test]
fn years_are_1970_to_2200_everywhere() {
    let window =
        |(start, end): (&str, &str)| with(&format!(r#""window": {{"start": "{start}", "end": "{end}"}}"#));
    assert_within(
        [
            ("1970-01-01", "1970-01-01"),
            ("2200-12-31", "2200-12-31"),
            ("1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z"),
            ("2200-12-31T00:00:00Z", "2200-12-31T23:59:59Z"),
        ]
        .map(window),
    );
    let years = "1970 to 2200";
    assert_beyond(
        "window.start",
        years,
        [("1969-12-31", "1970-01-01"), ("1969-12-31T23:59:59Z", "1970-01-01")].map(window),
    );
    assert_beyond(
        "window.end",
        years,
        [("2200-12-31", "2201-01-01"), ("2200-12-31", "2201-01-01T00:00:00Z")].map(window),
    );

    let now = |now: &str| with(&format!(r#""now": "{now}""#));
    assert_within(["1970-01-01T00:00:00Z", "2200-12-31T23:59:59Z"].map(now));
    assert_beyond(
        "now",
        years,
        ["1969-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "9999-01-01T00:00:00Z"].map(now),
    );

    let busy = |(start, end): (&str, &str)| {
        with_ana(&format!(r#""busy": [{{"start": "{start}", "end": "{end}"}}]"#))
    };
    assert_within([("1970-01-01", "2200-12-31"), ("1970-01-01T00:00:00Z", "2200-12-31T23:59:59Z")].map(busy));
    assert_beyond("participants[0].busy[0].start", years, [("1969-12-31", "1970-01-01")].map(busy));
    assert_beyond("participants[0].busy[0].end", years, [("2200-01-01", "2201-01-01")].map(busy));

    let date =
        |date: &str| with_schedule(&format!(r#"{{"overrides": [{{"date": "{date}", "hours": []}}]}}"#));
    assert_within(["1970-01-01", "2200-12-31"].map(date));
    assert_beyond(
        "participants[0].schedule.overrides[0].date",
        years,
        ["1969-12-31", "2201-01-01"].map(date),
    );
}

#[test]
fn the_window_is_at_most_1830_days() {
    let window = |zone: &str, start: &str, end: &str| {
        with(&format!(r#""time_zone": "{zone}", "window": {{"start": "{start}", "end": "{end}"}}"#))
    };
    assert_within([
        window("UTC", "2026-01-01", "2031-01-04"),
        window("UTC", "2026-01-01T00:00:00Z", "2031-01-05T00:00:00Z"),
        // Summer to winter: an hour longer than its days.
        window("Europe/Berlin", "2026-10-24", "2031-10-27"),
        // Winter to summer: an hour more on the clock than has gone by.
        window("Europe/Berlin", "2026-03-28T12:00:00Z", "2031-04-01T12:00:00Z"),
    ]);
    assert_beyond(
        "window",
        "1,830 days",
        [
            window("UTC", "2026-01-01", "2031-01-05"),
            window("UTC", "2026-01-01T00:00:00Z", "2031-01-05T00:00:01Z"),
            window("Europe/Berlin", "2026-06-01", "2031-06-05"),
            window("UTC", "1970-01-01", "2200-12-31"),
        ],
    );
}

#[test]
fn an_id_has_1_to_256_characters() {
    let text = |id: String| with(&format!(r#""participants": [{{"id": "{id}"}}]"#));
    assert_within([text("a".into()), text("a".repeat(256)), text("é".repeat(256)), text("🦀".repeat(256))]);
    assert_beyond(
        "participants[0].id",
        "1 to 256 characters",
        [text("a".repeat(257)), text("🦀".repeat(257))],
    );
    assert_beyond("participants[0].id", "is empty", [text(String::new())]);
}

#[test]
fn there_are_at_most_100000_participants() {
    let text = |count: usize| {
        let all: Vec<_> = (0..count).map(|index| format!(r#"{{"id":"{index}"}}"#)).collect();
        with(&format!(r#""participants": [{}]"#, all.join(",")))
    };
    assert_within([text(100_000)]);
    assert_beyond("participants", "has 100,001 participants, the limit is 100,000", [text(100_001)]);
}

#[test]
fn there_are_at_most_100000_busy_blocks_each() {
    let block = r#"{"start":"2026-12-01","end":"2026-12-01"}"#;
    let text = |count: usize| with_ana(&format!(r#""busy": [{}]"#, vec![block; count].join(",")));
    assert_within([text(100_000)]);
    assert_beyond("participants[0].busy", "has 100,001 busy blocks, the limit is 100,000", [text(100_001)]);
}

#[test]
fn there_are_at_most_64_sources_each() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.ics"), "").unwrap();
    let text =
        |count: usize| with_ana(&format!(r#""sources": [{}]"#, vec![r#"{"ics":"a.ics"}"#; count].join(",")));
    let read = |count| read_in(folder.path(), &text(count), Notation::Json);
    assert_eq!(read(64).unwrap().request.participants[0].sources.len(), 64);
    let error = read(65).unwrap_err();
    assert_eq!(error.to_string(), "participants[0].sources: has 65 sources, the limit is 64; give fewer");
}

#[test]
fn who_is_nested_at_most_32_deep() {
    let text = |levels: usize| {
        with(&format!(r#""who": {}"ana"{}"#, r#"{"any":["#.repeat(levels), "]}".repeat(levels)))
    };
    assert_within([text(0), text(1), text(32)]);
    let path = format!("who{}", ".any[0]".repeat(32));
    assert_beyond(&path, "is nested more than 32 deep; flatten it", [33, 34, 60, 1_000].map(text));
}

#[test]
fn at_least_is_one_to_the_number_named() {
    let text = |count: i64| with(&format!(r#""who": {{"at_least": {count}, "of": ["ana", "bo", "ana"]}}"#));
    assert_within([1, 3].map(text));
    assert_beyond("who.at_least", "of 3 named; ask for 1 to 3", [i64::MIN, 0, 4, i64::MAX].map(text));
}
