//! Bad documents: where the error points, and what it says.

use super::*;

fn refused(text: &str, notation: Notation) -> SchemaError {
    match read_in(Path::new("/nonexistent"), text, notation) {
        Err(error) => {
            assert_one_line(&error);
            error
        }
        Ok(_) => panic!("accepted: {text}"),
    }
}

/// Each document is refused at the path, with the piece in the message.
fn assert_refused(cases: &[(String, &str, &str)]) {
    for (text, path, piece) in cases {
        let error = refused(text, Notation::Json);
        assert_eq!(error.path, *path, "{text}\n{error}");
        assert!(error.message.contains(piece), "`{piece}` of {text}\n{error}");
    }
}

fn case(
    text: impl Into<String>,
    path: &'static str,
    piece: &'static str,
) -> (String, &'static str, &'static str) {
    (text.into(), path, piece)
}

#[test]
fn an_unknown_field_is_named_with_the_nearest_known_one() {
    assert_refused(&[
        case(with(r#""duration": 30"#), "duration", "did you mean `duration_minutes`?"),
        case(with(r#""Limit": 3"#), "Limit", "did you mean `limit`?"),
        case(with(r#""zzzzzz": 3"#), "zzzzzz", "the fields here are `duration_minutes`, `window`"),
        case(with(r#""window": {"start": "2026-12-01", "stop": "2026-12-02"}"#), "window.stop", "`end`"),
        case(with_ana(r#""sorces": []"#), "participants[0].sorces", "did you mean `sources`?"),
        case(
            with_schedule(r#"{"weekly": [{"day": ["mon"]}]}"#),
            "participants[0].schedule.weekly[0].day",
            "`days`",
        ),
        case(with_ana(r#""busy": [{"from": 1}]"#), "participants[0].busy[0].from", "`start`"),
        case(
            with_ana(r#""sources": [{"isc": "x"}]"#),
            "participants[0].sources[0].isc",
            "did you mean `ics`?",
        ),
        case(with(r#""who": {"al": ["ana"]}"#), "who.al", "did you mean `all`?"),
        case(
            with(r#""who": {"all": [{"none": ["ana"]}]}"#),
            "who.all[0].none",
            "is no field that is known here",
        ),
        case(
            with(r#""optional": [{"id": "bo", "wieght": 1}]"#),
            "optional[0].wieght",
            "did you mean `weight`?",
        ),
        case(with(r#""": 1"#), "\"\"", "is no field that is known here"),
        case(with(r#""a.b\n c": 1"#), r#""a.b\n c""#, "is no field that is known here"),
    ]);
}

#[test]
fn a_wrong_type_is_named_with_what_is_there_what_is_wanted_and_the_mend() {
    assert_refused(&[
        case(
            with(r#""duration_minutes": 30.0"#),
            "duration_minutes",
            "is the number `30.0`, not a whole number; write it like `30`",
        ),
        case(with(r#""duration_minutes": "30""#), "duration_minutes", "is the text `30`, not a whole number"),
        case(with(r#""duration_minutes": true"#), "duration_minutes", "is `true`, not a whole number"),
        case(with(r#""duration_minutes": [30]"#), "duration_minutes", "is a list, not a whole number"),
        case(with(r#""duration_minutes": {}"#), "duration_minutes", "is an object, not a whole number"),
        case(with(r#""duration_minutes": 1e3"#), "duration_minutes", "not a whole number"),
        case(
            with(r#""duration_minutes": 18446744073709551615"#),
            "duration_minutes",
            "is the number `18446744073709551615`, not a number within any bound",
        ),
        case(
            with(r#""time_zone": 1"#),
            "time_zone",
            "is the number `1`, not a text; write it in double quotes",
        ),
        case(with(r#""window": ["2026-12-01", "2026-12-11"]"#), "window", "is a list, not an object"),
        case(with(r#""window": "2026-12-01""#), "window", "is the text `2026-12-01`, not an object"),
        case(
            with(r#""window": {"start": 20261201, "end": "2026-12-02"}"#),
            "window.start",
            "not a date or an instant",
        ),
        case(
            with(r#""window": {"start": {"$__toml_private_datetime": "2026-12-01"}, "end": "2026-12-02"}"#),
            "window.start",
            "write dates in double quotes",
        ),
        case(with(r#""participants": {"id": "ana"}"#), "participants", "is an object, not a list"),
        case(with(r#""participants": ["ana"]"#), "participants[0]", "is the text `ana`, not an object"),
        case(with(r#""participants": [["ana"]]"#), "participants[0]", "is a list, not an object"),
        case(with(r#""participants": [null]"#), "participants[0]", "is `null`, not an object"),
        case(with(r#""participants": [{"id": 7}]"#), "participants[0].id", "is the number `7`, not a text"),
        case(
            with_schedule(r#"{"weekly": [{"days": ["mon", 2], "start_minute": 0, "end_minute": 9}]}"#),
            "participants[0].schedule.weekly[0].days[1]",
            "is the number `2`, not a text",
        ),
        case(
            with_schedule(r#"{"weekly": [{"days": "mon"}]}"#),
            "participants[0].schedule.weekly[0].days",
            "not a list",
        ),
        case(with(r#""titles": "yes""#), "titles", "write `true` or `false`"),
        case(with(r#""titles": 1"#), "titles", "is the number `1`, not a yes or no"),
        case(with(r#""who": 1"#), "who", "write a participant's id"),
        case(with(r#""who": ["ana"]"#), "who", "is a list, not a choice"),
        case(with(r#""who": {"all": "ana"}"#), "who.all", "is the text `ana`, not a list"),
        case(with(r#""who": {"all": ["ana", null]}"#), "who.all[1]", "is `null`, not a choice"),
        case(with(r#""who": {"at_least": "1", "of": ["ana"]}"#), "who.at_least", "not a whole number"),
        case(with(r#""limit": -1.5"#), "limit", "is the number `-1.5`"),
        case("[]", "request", "is a list, not an object"),
        case("7", "request", "is the number `7`, not an object"),
        case("null", "request", "is `null`, not an object"),
    ]);
}

#[test]
fn a_field_given_twice_is_refused() {
    assert_refused(&[
        case(r#"{"limit": 1, "limit": 1}"#, "limit", "is given twice; keep one"),
        case(with_ana(r#""id": "ana""#), "participants[0].id", "is given twice"),
        case(with(r#""who": {"all": ["ana"], "all": ["bo"]}"#), "who.all", "is given twice"),
        case(
            with_ana(r#""sources": [{"ics": "a", "ics": "b"}]"#),
            "participants[0].sources[0].ics",
            "is given twice",
        ),
    ]);
}

#[test]
fn what_is_no_json_is_refused_with_line_and_column() {
    assert_refused(&[
        case("", "request", "is empty; give at least `duration_minutes`"),
        case(" \n\t ", "request", "is empty"),
        case("\u{feff}", "request", "is empty"),
        case("{", "line 1, column 1", "close what was opened"),
        case("{\"limit\": 1,}", "line 1, column 13", "remove the comma"),
        case("{\n  limit: 1}", "line 2, column 3", "put the name of the field in double quotes"),
        case("{} {}", "line 1, column 4", "remove what follows"),
        case("{\"time_zone\": \"Zürich\" x}", "line 1, column 24", "is no JSON"),
        case("{\"time_zone\": \"a\nb\"}", "line 2, column 1", "is no JSON: control character"),
        case("{\"time_zone\": \"\\ud800\"}", "line 1, column 22", "is no JSON"),
        case("limit = 1", "line 1, column 1", "name the file `.toml` if it is TOML"),
        case("{\"limit\": 01}", "line 1, column 12", "is no JSON"),
        case("{\"limit\": NaN}", "line 1, column 11", "is no JSON"),
    ]);
}

#[test]
fn what_is_no_toml_is_refused_with_line_and_column() {
    for (text, path, piece) in [
        ("", "request", "is empty"),
        ("limit = 1\nlimit = 2", "line 2, column 1", "duplicate key; keep one `limit`"),
        ("limit = 1\n  x y", "line 2, column 5", "is no TOML"),
        ("{\"limit\": 1}", "line 1, column 1", "name the file `.json` if it is JSON"),
        ("limit = 01", "line 1, column 9", "is no TOML"),
        ("now = 2026-13-01", "line 1, column 7", "is no TOML"),
        ("limit = 99999999999999999999999999999999999999999999", "limit", "overflow"),
        ("limit = 9999999999999999999", "limit", "not a number within any bound"),
        (
            "limit = 99999999999999999999",
            "limit",
            "is the number `99999999999999999999`, not a number within",
        ),
        (
            "limit = -99999999999999999999",
            "limit",
            "is the number `-99999999999999999999`, not a number within",
        ),
        ("time_zone = 99999999999999999999", "time_zone", "is the number `99999999999999999999`, not a text"),
        ("limit = inf", "limit", "not a whole number"),
        ("limit = 2026-12-01", "limit", "is a date, not a whole number"),
        ("time_zone = 2026-12-01", "time_zone", "is a date, not a text"),
        ("window = 2026-12-01", "window", "is a date, not a table"),
        ("participants = 2026-12-01", "participants", "is a date, not a list"),
        ("now = { at = 1 }", "now", "is a table, not an instant; write it like `2026-12-01T09:00:00Z`, in"),
        (
            "schedule.overrides = [{ date = 1 }]",
            "schedule.overrides[0].date",
            "is the number `1`, not a date; w",
        ),
        ("[[window]]\nstart = 2026-12-01", "window", "is a list, not an object"),
        ("[[participants]]\nid = 7", "participants[0].id", "is the number `7`, not a text"),
        ("[window]\nstop = 1", "window.stop", "`start`, `end`"),
        ("\"a\\nb\" = 1", r#""a\nb""#, "is no field that is known here"),
    ] {
        let error = refused(text, Notation::Toml);
        assert_eq!(error.path, path, "{text}\n{error}");
        assert!(error.message.contains(piece), "`{piece}` of {text}\n{error}");
    }
}

#[test]
fn what_is_required_is_asked_for() {
    let without = |field: &str| {
        let fields = [
            r#""duration_minutes": 30"#,
            r#""window": {"start": "2026-12-01", "end": "2026-12-11"}"#,
            r#""participants": [{"id": "ana"}]"#,
        ];
        let left: Vec<_> = fields.into_iter().filter(|text| !text.contains(field)).collect();
        format!("{{{}}}", left.join(","))
    };
    assert_refused(&[
        case("{}", "duration_minutes", "is missing; say how long"),
        case(without("duration_minutes"), "duration_minutes", "is missing"),
        case(with(r#""duration_minutes": null"#), "duration_minutes", "is missing"),
        case(without("window"), "window", "is missing; give its `start` and `end`"),
        case(without("participants"), "participants", "is missing"),
        case(with(r#""window": {"end": "2026-12-11"}"#), "window.start", "is missing; write a date"),
        case(with(r#""window": {"start": "2026-12-01", "end": null}"#), "window.end", "is missing"),
        case(with(r#""participants": []"#), "participants", "is empty; list at least one"),
        case(
            with(r#""participants": [{}]"#),
            "participants[0].id",
            "is missing; give every participant an id",
        ),
        case(with(r#""participants": [{"id": ""}]"#), "participants[0].id", "is empty"),
        case(with_ana(r#""busy": [{"end": "2026-12-01"}]"#), "participants[0].busy[0].start", "is missing"),
        case(with_ana(r#""busy": [{"start": "2026-12-01"}]"#), "participants[0].busy[0].end", "is missing"),
        case(
            with_schedule(r#"{"weekly": [{"start_minute": 1, "end_minute": 2}]}"#),
            "participants[0].schedule.weekly[0].days",
            "is missing; list the days",
        ),
        case(
            with_schedule(r#"{"weekly": [{"days": [], "start_minute": 1, "end_minute": 2}]}"#),
            "participants[0].schedule.weekly[0].days",
            "names no day",
        ),
        case(
            with_schedule(r#"{"weekly": [{"days": ["mon"], "end_minute": 2}]}"#),
            "participants[0].schedule.weekly[0].start_minute",
            "is missing",
        ),
        case(
            with_schedule(r#"{"weekly": [{"days": ["mon"], "start_minute": 2}]}"#),
            "participants[0].schedule.weekly[0].end_minute",
            "is missing",
        ),
        case(
            with_schedule(r#"{"overrides": [{"hours": []}]}"#),
            "participants[0].schedule.overrides[0].date",
            "is missing",
        ),
        case(
            with_schedule(r#"{"overrides": [{"date": "2026-12-07"}]}"#),
            "participants[0].schedule.overrides[0].hours",
            "`[]` if there are none",
        ),
        case(with(r#""optional": [{"weight": 1}]"#), "optional[0].id", "is missing"),
    ]);
}

#[test]
fn dates_and_instants_are_refused_with_the_reason() {
    let start = |text: &str| with(&format!(r#""window": {{"start": "{text}", "end": "2030-01-01"}}"#));
    let now = |text: &str| with(&format!(r#""now": "{text}""#));
    assert_refused(&[
        case(
            start("2026-12-01T09:00:00"),
            "window.start",
            "has no offset from UTC; add `Z` or an offset such as `+01:00`",
        ),
        case(start("2026-12-01 09:00"), "window.start", "has no offset"),
        case(start("2026-02-30"), "window.start", "is no date of the calendar"),
        case(start("2026-02-30T09:00:00Z"), "window.start", "is on no date of the calendar"),
        case(
            start("2026-12-01T24:00:00Z"),
            "window.start",
            "has an hour 24; write `00:00:00` of the next day",
        ),
        case(start("2026-12-01T09:00Z"), "window.start", "is no instant of RFC 3339"),
        case(start("2026-12-01T25:00:00Z"), "window.start", "is no instant of RFC 3339"),
        case(start("2026-12-01T09:61:00Z"), "window.start", "is no instant of RFC 3339"),
        case(start("2026-12-01T09:00:00+25:00"), "window.start", "is no instant of RFC 3339"),
        case(start("10000-01-01"), "window.start", "is no date or instant"),
        case(start("2026-1-1"), "window.start", "is no date or instant"),
        case(start("tomorrow"), "window.start", "`tomorrow` is no date or instant"),
        case(start(""), "window.start", "is no date or instant"),
        case(start(" 2026-12-01"), "window.start", "is no date or instant"),
        case(start("２０２６-12-01"), "window.start", "is no date or instant"),
        case(start("0000-12-01"), "window.start", "outside of the years 1970 to 2200"),
        case(now("2026-12-01"), "now", "is a date; write an instant"),
        case(now("2026-02-30"), "now", "is no date of the calendar"),
        case(now("12:00"), "now", "is no instant; write one such as `2026-12-01T09:00:00Z`"),
        case(now("tomorrow"), "now", "is no instant; write one such as `2026-12-01T09:00:00Z`"),
        case(
            with_schedule(r#"{"overrides": [{"date": "2026-02-29", "hours": []}]}"#),
            "participants[0].schedule.overrides[0].date",
            "is no date of the calendar",
        ),
        case(
            with_schedule(r#"{"overrides": [{"date": "2026-12-07T00:00:00Z", "hours": []}]}"#),
            "participants[0].schedule.overrides[0].date",
            "is no date; write one such as",
        ),
        case(
            with_ana(r#""busy": [{"start": "2026-12-02T10:00:00", "end": "2026-12-03"}]"#),
            "participants[0].busy[0].start",
            "has no offset",
        ),
        case(
            with_ana(r#""busy": [{"start": "2026-12-03", "end": "2026-12-02"}]"#),
            "participants[0].busy[0].end",
            "swap the two",
        ),
        case(
            with_ana(r#""busy": [{"start": "2026-12-03", "end": "2026-12-01"}]"#),
            "participants[0].busy[0].end",
            "`2026-12-01` lies before `start`, which is `2026-12-03`",
        ),
        case(
            with_ana(r#""busy": [{"start": "2026-12-02T10:00:00.2Z", "end": "2026-12-02T10:00:00.1Z"}]"#),
            "participants[0].busy[0].end",
            "lies before `start`",
        ),
        case(
            with(r#""window": {"start": "2026-12-02", "end": "2026-12-01"}"#),
            "window.end",
            "is not after `start`",
        ),
        case(
            with(r#""window": {"start": "2026-12-02T10:00:00Z", "end": "2026-12-02T10:00:00Z"}"#),
            "window.end",
            "is not after `start`",
        ),
        case(
            with(r#""window": {"start": "2026-12-02T10:00:00.1Z", "end": "2026-12-02T10:00:00.9Z"}"#),
            "window.end",
            "is not after `start`",
        ),
    ]);
}

#[test]
fn a_word_that_is_none_of_the_few_is_refused_with_all_of_them() {
    assert_refused(&[
        case(
            with(r#""order": "Best""#),
            "order",
            "`Best` is none of `earliest`, `best`; did you mean `best`?",
        ),
        case(with(r#""order": "soon""#), "order", "is none of `earliest`, `best`; write one of these"),
        case(with(r#""on_unknown": "ignore""#), "on_unknown", "`exclude`, `include`, `fail`"),
        case(with(r#""starts": {"anchor": "clok"}"#), "starts.anchor", "did you mean `clock`?"),
        case(with_ana(r#""tentative": "tentative""#), "participants[0].tentative", "`busy`, `free`"),
        case(
            with_ana(r#""busy": [{"start": "2026-12-02", "end": "2026-12-02", "kind": "Busy"}]"#),
            "participants[0].busy[0].kind",
            "did you mean `busy`?",
        ),
        case(
            with_ana(r#""busy": [{"start": "2026-12-02", "end": "2026-12-02", "kind": "unknown"}]"#),
            "participants[0].busy[0].kind",
            "`unavailable`",
        ),
        case(
            with_schedule(
                r#"{"weekly": [{"days": ["mon", "Tuesday"], "start_minute": 0, "end_minute": 1}]}"#,
            ),
            "participants[0].schedule.weekly[0].days[1]",
            "did you mean `tue`?",
        ),
        case(
            with(r#""schedule": {"weekly": [{"days": ["weekday"], "start_minute": 0, "end_minute": 1}]}"#),
            "schedule.weekly[0].days[0]",
            "`mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`; write one",
        ),
    ]);
}

#[test]
fn an_unknown_zone_is_refused_with_the_nearest() {
    assert_refused(&[
        case(with(r#""time_zone": "Europe/Berlni""#), "time_zone", "did you mean `Europe/Berlin`?"),
        case(
            with(r#""time_zone": "Mars/Olympus""#),
            "time_zone",
            "write an IANA name such as `Europe/Berlin`",
        ),
        case(with(r#""time_zone": "+01:00""#), "time_zone", "is no time zone"),
        case(with(r#""time_zone": """#), "time_zone", "is no time zone"),
        case(with(r#""time_zone": "W. Europe Standard Time""#), "time_zone", "did you mean `Europe/Berlin`?"),
        case(with(r#""schedule": {"time_zone": "X"}"#), "schedule.time_zone", "`X` is no time zone"),
        case(
            with_schedule(r#"{"time_zone": "X"}"#),
            "participants[0].schedule.time_zone",
            "`X` is no time zone",
        ),
    ]);
}

#[test]
fn hours_and_overrides_must_make_sense() {
    let weekly = |start: i64, end: i64| {
        with_schedule(&format!(
            r#"{{"weekly": [{{"days": ["mon"], "start_minute": {start}, "end_minute": {end}}}]}}"#
        ))
    };
    assert_refused(&[
        case(
            weekly(540, 540),
            "participants[0].schedule.weekly[0].end_minute",
            "is not after `start_minute`, which is `540`",
        ),
        case(
            weekly(540, 60),
            "participants[0].schedule.weekly[0].end_minute",
            "past 1440 for hours across midnight",
        ),
        case(
            with_schedule(
                r#"{"overrides": [{"date": "2026-12-07", "hours": []}, {"date": "2026-12-07", "hours": []}]}"#,
            ),
            "participants[0].schedule.overrides[1].date",
            "`2026-12-07` is overridden twice",
        ),
        case(
            with_schedule(
                r#"{"overrides": [{"date": "2026-12-07", "hours": [{"start_minute": 9, "end_minute": 8}]}]}"#,
            ),
            "participants[0].schedule.overrides[0].hours[0].end_minute",
            "is not after",
        ),
    ]);
}

#[test]
fn ids_must_be_known_and_stand_in_one_place() {
    assert_refused(&[
        case(
            with(r#""participants": [{"id": "ana"}, {"id": "bo"}, {"id": "ana"}]"#),
            "participants[2].id",
            "`ana` is also the id of `participants[0]`",
        ),
        case(with(r#""who": "anna""#), "who", "`anna` is no participant; did you mean `ana`?"),
        case(
            with(r#""who": {"all": ["ana", "zebra"]}"#),
            "who.all[1]",
            "`zebra` is no participant; write the id",
        ),
        case(
            with(r#""who": {"any": [{"at_least": 1, "of": ["ana", "Bo"]}]}"#),
            "who.any[0].of[1]",
            "did you mean `bo`?",
        ),
        case(with(r#""optional": [{"id": "cy"}]"#), "optional[0].id", "`cy` is no participant"),
        case(with(r#""optional": [{"id": "bo"}, {"id": "bo"}]"#), "optional[1].id", "`bo` is listed twice"),
        case(
            with(r#""who": {"all": ["ana", "bo"]}, "optional": [{"id": "bo"}]"#),
            "who.all[1]",
            "`bo` stands in `optional` too",
        ),
    ]);
}

#[test]
fn a_choice_must_be_one_and_name_somebody() {
    assert_refused(&[
        case(with(r#""who": {}"#), "who", "names nobody"),
        case(with(r#""who": {"all": []}"#), "who.all", "names nobody"),
        case(with(r#""who": {"any": []}"#), "who.any", "names nobody"),
        case(with(r#""who": {"at_least": 1, "of": []}"#), "who.of", "names nobody"),
        case(with(r#""who": {"all": ["ana"], "any": ["bo"]}"#), "who", "mixes several choices"),
        case(with(r#""who": {"all": ["ana"], "of": ["bo"]}"#), "who", "mixes several choices"),
        case(with(r#""who": {"at_least": 1}"#), "who", "has `at_least` without `of`"),
        case(with(r#""who": {"of": ["ana"]}"#), "who", "has `of` without `at_least`"),
        case(with(r#""who": {"all": [{}]}"#), "who.all[0]", "names nobody"),
        case(
            with(r#""who": {"at_least": 0, "of": ["ana", "bo"]}"#),
            "who.at_least",
            "asks for `0` of 2 named; ask for 1 to 2",
        ),
        case(
            with(r#""who": {"at_least": 3, "of": ["ana", "bo"]}"#),
            "who.at_least",
            "asks for `3` of 2 named",
        ),
        case(with(r#""who": {"at_least": -1, "of": ["ana", "bo"]}"#), "who.at_least", "asks for `-1`"),
    ]);
}

#[test]
fn a_source_must_be_one_that_can_be_asked() {
    let source = |source: &str| with_ana(&format!(r#""sources": [{source}]"#));
    assert_refused(&[
        case(source("{}"), "participants[0].sources[0]", "names no source"),
        case(source(r#"{"ics": null}"#), "participants[0].sources[0]", "names no source"),
        case(source(r#"{"ics": "a", "link": "b"}"#), "participants[0].sources[0]", "names several sources"),
        case(source(r#""a.ics""#), "participants[0].sources[0]", "is the text `a.ics`, not an object"),
        case(source(r#"{"ics": ""}"#), "participants[0].sources[0].ics", "is empty"),
        case(
            source(r#"{"ics": "missing.ics"}"#),
            "participants[0].sources[0].ics",
            "`missing.ics` does not exist; check the path",
        ),
        case(source(r#"{"ics": "a\u0000b"}"#), "participants[0].sources[0].ics", "cannot be opened"),
        case(source(r#"{"ics": "/"}"#), "participants[0].sources[0].ics", "is a folder"),
        case(
            source(r#"{"ics": "https://ana:secret@x.test/a.ics"}"#),
            "participants[0].sources[0].ics",
            "holds a user name or password",
        ),
        case(
            source(r#"{"ics": "webcal://"}"#),
            "participants[0].sources[0].ics",
            "is no URL of a feed; write `https://`",
        ),
        case(
            source(r#"{"ics": "http://x.test/secret.ics"}"#),
            "participants[0].sources[0].ics",
            "unencrypted",
        ),
        case(source(r#"{"ics": "file:///a.ics"}"#), "participants[0].sources[0].ics", "write the path alone"),
        case(
            source(r#"{"ics": "gopher://a"}"#),
            "participants[0].sources[0].ics",
            "`gopher` URLs are not supported",
        ),
        case(
            source(r#"{"calendly": {"connection": "bo", "event_type": "30min"}}"#),
            "participants[0].sources[0].calendly.connection",
            "`bo` is no connection to Calendly; none is configured (define `[connections.NAME]` in /dev/null)",
        ),
        case(
            source(r#"{"calendly": {"event_type": "30min"}}"#),
            "participants[0].sources[0].calendly.connection",
            "(set CALENDLY_TOKEN or define `[connections.calendly]` in /dev/null)",
        ),
        case(
            source(r#"{"calendly": {"connection": "bo", "evidence": "offers"}}"#),
            "participants[0].sources[0].calendly.event_type",
            "is missing; name the event type whose starts are offered",
        ),
        case(
            source(r#"{"calcom": {"connection": "bo", "event_type": ""}}"#),
            "participants[0].sources[0].calcom.event_type",
            "is empty; name the event type",
        ),
        case(
            source(r#"{"calendly": {"connection": "bo", "offers": "consult"}}"#),
            "participants[0].sources[0].calendly.event_type",
            "is missing; name the event type",
        ),
        case(
            source(r#"{"calendly": {"connection": "bo", "evidence": "busy", "offers": "book"}}"#),
            "participants[0].sources[0].calendly.offers",
            "`evidence` wants none",
        ),
        case(
            source(r#"{"calendly": {"connection": "bo", "event_type": "x", "evidence": "bussy"}}"#),
            "participants[0].sources[0].calendly.evidence",
            "did you mean `busy`?",
        ),
        case(
            source(r#"{"calcom": {"connection": "bo"}}"#),
            "participants[0].sources[0].calcom.connection",
            "`bo` is no connection to Cal.com",
        ),
        case(
            source(r#"{"calcom": {"conection": "bo"}}"#),
            "participants[0].sources[0].calcom.conection",
            "did you mean `connection`?",
        ),
        case(
            source(r#"{"link": "https://cal.com/dee"}"#),
            "participants[0].sources[0].link",
            "names no event type",
        ),
        case(
            source(r#"{"link": "https://calendly.com/dee/intro"}"#),
            "participants[0].sources[0].link",
            "tells the starts of a page to its owner alone",
        ),
        case(
            source(r#"{"link": "https://cal.example.org/dee/intro"}"#),
            "participants[0].sources[0].link",
            "define `[links.\"cal.example.org\"]`",
        ),
    ]);
}

#[test]
fn the_url_of_a_feed_is_not_repeated() {
    let text = with_ana(r#""sources": [{"ics": "https://u:x@x.test/token-4711.ics?key=s3cret"}]"#);
    let line = refused(&text, Notation::Json).to_string();
    assert!(!line.contains("4711") && !line.contains("s3cret"), "{line}");
}

#[test]
fn hostile_names_and_values_are_shortened_and_escaped() {
    let long = "x".repeat(100_000);
    let hostile = r"\u001b[31m\n\u2028\u202e";
    assert!(refused(&with(&format!(r#""{long}": 1"#)), Notation::Json).path.len() < 100);
    for text in [
        with(&format!(r#""{hostile}{long}": 1"#)),
        with(&format!(r#""duration_minutes": "{hostile}{long}""#)),
        with(&format!(r#""duration_minutes": "x\", expected {hostile}""#)),
        with(&format!(r#""time_zone": "{hostile}{long}""#)),
        with(&format!(r#""time_zone": "{hostile}""#)),
        with(&format!(r#""order": "{hostile}{long}""#)),
        with(&format!(r#""who": "{hostile}{long}""#)),
        with(&format!(r#""now": "{hostile}{long}""#)),
        with(&format!(r#""window": {{"start": "{long}", "end": "{long}"}}"#)),
        with(&format!(r#""participants": [{{"id": "{long}"}}]"#)),
        with(&format!(r#""participants": [{{"id": "{hostile}"}}, {{"id": "{hostile}"}}]"#)),
        with_ana(&format!(r#""sources": [{{"ics": "{hostile}{long}"}}]"#)),
        with_ana(&format!(r#""sources": [{{"ics": "{long}://x"}}]"#)),
        format!("{{\"{long}\u{1b}"),
    ] {
        refused(&text, Notation::Json);
        refused(&text, Notation::Toml);
    }
    for text in [
        format!("\"{hostile}{long}\" = 1"),
        format!("\"{hostile}\" = 1\n\"{hostile}\" = 1"),
        format!("{long} = 1\n{long} = 1"),
        format!("limit = \"{hostile}{long}\""),
        format!("\u{1b}[31m{long}"),
        format!("{} = 1", "a.".repeat(50_000) + "a"),
    ] {
        refused(&text, Notation::Toml);
    }
}

#[test]
fn a_value_that_looks_like_an_error_is_only_a_value() {
    let text = with(r#""duration_minutes": "x\", expected a pony at line 3 column 4""#);
    let error = refused(&text, Notation::Json);
    assert_eq!(error.path, "duration_minutes");
    assert!(
        error
            .message
            .ends_with("not a whole number; write it like `30`, without quotes and without a fraction"),
        "{error}"
    );
}

#[test]
fn endless_nesting_is_refused_and_harmless() {
    let levels = 100_000;
    let who = format!(r#""who": {}"ana"{}"#, r#"{"all":["#.repeat(levels), "]}".repeat(levels));
    let error = refused(&with(&who), Notation::Json);
    assert!(error.path.starts_with("who.all[0].all[0]"), "{error}");
    assert!(error.message.contains("more than 32 deep"), "{error}");
    for text in
        ["[".repeat(levels), r#"{"window":"#.repeat(levels), format!(r#"{{"who": {}"#, "[".repeat(levels))]
    {
        refused(&text, Notation::Json);
    }
    for opening in ["{all=[", "[", "{any="] {
        let error = refused(&format!("who = {}", opening.repeat(levels)), Notation::Toml);
        assert!(error.message.contains("32 deep"), "{error}");
    }
    let dotted = format!("who{}.all = ['ana']", ".any".repeat(levels));
    refused(&dotted, Notation::Toml);
    let who = format!("who = {}'ana'{}", "{all=[".repeat(33), "]}".repeat(33));
    let error = refused(&who, Notation::Toml);
    assert!(
        error.path.starts_with("who.all[0].all[0]") && error.message.contains("more than 32 deep"),
        "{error}"
    );
}
