//! The examples of RFC 5545, section 3.8.5.3, in New York, and what calendars do besides.

use chrono::{NaiveDate, NaiveDateTime};
use freebusy_core::{
    Excluded, Interval, Occurrence, Recurrence, RecurrenceError, Rule, Timestamp, WallTime, ZoneRules,
};

fn new_york() -> ZoneRules {
    ZoneRules::from_chrono(&chrono_tz::America::New_York, window("18991231", "22000101"))
}

/// `YYYYMMDD`, or with `THHMM` or `THHMMSS`; 09:00 where no time is given.
fn reading(text: &str) -> WallTime {
    let (date, time) = text.split_once('T').unwrap_or((text, "0900"));
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").unwrap();
    let format = if time.len() == 4 { "%H%M" } else { "%H%M%S" };
    WallTime::from_chrono(NaiveDateTime::new(date, chrono::NaiveTime::parse_from_str(time, format).unwrap()))
}

fn utc(text: &str) -> Timestamp {
    Timestamp::from_unix(reading(text).as_seconds())
}

fn window(from: &str, to: &str) -> Interval {
    Interval::new(utc(from), utc(to)).unwrap()
}

fn event(start: &str, rules: &[&str]) -> Recurrence {
    Recurrence {
        start: reading(start),
        rules: rules.iter().map(|text| Rule::parse(text).expect(text)).collect(),
        excluded_rules: vec![],
        added: vec![],
        excluded: vec![],
    }
}

fn readings(found: &[Occurrence]) -> Vec<WallTime> {
    found.iter().map(|occurrence| occurrence.reading).collect()
}

/// Expands a list of days like `199709 2-4 18, 199710 5` in which the year and month stand before the days.
fn days(text: &str) -> Vec<WallTime> {
    let mut list = vec![];
    for month in text.split(',') {
        let mut words = month.split_whitespace();
        let month = words.next().unwrap();
        for word in words {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            for day in first.parse::<u32>().unwrap()..=last.parse().unwrap() {
                list.push(reading(&format!("{month}{day:02}")));
            }
        }
    }
    list
}

/// The rule from 2 September 1997 09:00 gives these and, where it has an end, no more.
#[track_caller]
fn gives(start: &str, rule: &str, expected: &[WallTime]) {
    let zone = new_york();
    let has_end = rule.contains("COUNT") || rule.contains("UNTIL");
    let end = if has_end { utc("21990101") } else { zone.instant(expected.last().unwrap().plus(1)) };
    let window = Interval::new(utc("19000101"), end).unwrap();
    let found = event(start, &[rule]).occurrences(&zone, window, 10_000).expect(rule);
    assert_eq!(readings(&found), expected, "{rule}");
    assert!(found.iter().all(|one| one.start == zone.instant(one.reading)), "{rule}");
}

#[test]
fn daily_rules_of_the_standard() {
    gives("19970902", "FREQ=DAILY;COUNT=10", &days("199709 2-11"));
    gives(
        "19970902",
        "FREQ=DAILY;UNTIL=19971224T000000Z",
        &days("199709 2-30,199710 1-31,199711 1-30,199712 1-23"),
    );
    gives(
        "19970902",
        "FREQ=DAILY;INTERVAL=2",
        &days("199709 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30,199710 2"),
    );
    gives("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", &days("199709 2 12 22,199710 2 12"));
    let januaries = days("199801 1-31,199901 1-31,200001 1-31");
    gives("19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", &januaries);
    gives("19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", &januaries);
}

#[test]
fn weekly_rules_of_the_standard() {
    let ten = days("199709 2 9 16 23 30,199710 7 14 21 28,199711 4");
    gives("19970902", "FREQ=WEEKLY;COUNT=10", &ten);
    gives(
        "19970902",
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        &days("199709 2 9 16 23 30,199710 7 14 21 28,199711 4 11 18 25,199712 2 9 16 23"),
    );
    gives(
        "19970902",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        &days("199709 2 16 30,199710 14 28,199711 11 25,199712 9 23"),
    );
    let twice = days("199709 2 4 9 11 16 18 23 25 30,199710 2");
    gives("19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", &twice);
    gives("19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", &twice);
    gives(
        "19970901",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        &days(
            "199709 1 3 5 15 17 19 29,199710 1 3 13 15 17 27 29 31,199711 10 12 14 24 26 28,199712 8 10 12 22",
        ),
    );
    gives(
        "19970902",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        &days("199709 2 4 16 18 30,199710 2 14 16"),
    );
    gives("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", &days("199708 5 10 19 24"));
    gives("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", &days("199708 5 17 19 31"));
}

#[test]
fn monthly_rules_of_the_standard() {
    gives(
        "19970905",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        &days("199709 5,199710 3,199711 7,199712 5,199801 2,199802 6,199803 6,199804 3,199805 1,199806 5"),
    );
    gives(
        "19970905",
        "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        &days("199709 5,199710 3,199711 7,199712 5"),
    );
    gives(
        "19970907",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        &days("199709 7 28,199711 2 30,199801 4 25,199803 1 29,199805 3 31"),
    );
    gives(
        "19970922",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        &days("199709 22,199710 20,199711 17,199712 22,199801 19,199802 16"),
    );
    gives(
        "19970928",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        &days("199709 28,199710 29,199711 28,199712 29,199801 29,199802 26"),
    );
    gives(
        "19970902",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        &days("199709 2 15,199710 2 15,199711 2 15,199712 2 15,199801 2 15"),
    );
    gives(
        "19970930",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        &days("199709 30,199710 1 31,199711 1 30,199712 1 31,199801 1 31,199802 1"),
    );
    gives(
        "19970910",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        &days("199709 10-15,199903 10-13"),
    );
    gives(
        "19970902",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        &days("199709 2 9 16 23 30,199711 4 11 18 25,199801 6 13 20 27,199803 3 10 17 24 31"),
    );
    gives(
        "19980213",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        &days("199802 13,199803 13,199811 13,199908 13,200010 13"),
    );
    gives(
        "19970913",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        &days(
            "199709 13,199710 11,199711 8,199712 13,199801 10,199802 7,199803 7,199804 11,199805 9,199806 13",
        ),
    );
    gives("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", &days("199709 4,199710 7,199711 6"));
    gives(
        "19970929",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        &days("199709 29,199710 30,199711 27,199712 30,199801 29,199802 26,199803 30"),
    );
    gives("20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", &days("200701 15 30,200702 15,200703 15 30"));
}

#[test]
fn yearly_rules_of_the_standard() {
    gives(
        "19970610",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        &days(
            "199706 10,199707 10,199806 10,199807 10,199906 10,199907 10,200006 10,200007 10,200106 10,200107 10",
        ),
    );
    gives(
        "19970310",
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        &days(
            "199703 10,199901 10,199902 10,199903 10,200101 10,200102 10,200103 10,200301 10,200302 10,200303 10",
        ),
    );
    gives(
        "19970101",
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        &days(
            "199701 1,199704 10,199707 19,200001 1,200004 9,200007 18,200301 1,200304 10,200307 19,200601 1",
        ),
    );
    gives("19970519", "FREQ=YEARLY;BYDAY=20MO", &days("199705 19,199805 18,199905 17"));
    gives("19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", &days("199705 12,199805 11,199905 17"));
    gives(
        "19970313",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        &days("199703 13 20 27,199803 5 12 19 26,199903 4 11 18 25"),
    );
    gives(
        "19970605",
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        &days("199706 5 12 19 26,199707 3 10 17 24 31,199708 7 14 21 28,199806 4 11 18 25,199807 2"),
    );
    gives(
        "19961105",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        &days("199611 5,200011 7,200411 2"),
    );
}

#[test]
fn times_of_day_of_the_standard() {
    let gives_on = |rule: &str, expected: &[&str]| {
        gives("19970902", rule, &expected.iter().map(|text| reading(text)).collect::<Vec<_>>());
    };
    gives_on(
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000",
        &["19970902T0900", "19970902T1200", "19970902T1500"],
    );
    gives_on(
        "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
        &[
            "19970902T0900",
            "19970902T0915",
            "19970902T0930",
            "19970902T0945",
            "19970902T1000",
            "19970902T1015",
        ],
    );
    gives_on(
        "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
        &["19970902T0900", "19970902T1030", "19970902T1200", "19970902T1330"],
    );
    let every_twenty_minutes: Vec<_> = (2..=3)
        .flat_map(|day| (27..51).map(move |third| (day, third)))
        .map(|(day, third)| reading(&format!("1997090{day}T{:02}{:02}", third / 3, third % 3 * 20)))
        .collect();
    gives("19970902", "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", &every_twenty_minutes);
    #[cfg(feature = "rrule")]
    gives("19970902", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", &every_twenty_minutes);
}

#[test]
fn friday_the_thirteenth_comes_beside_a_start_that_no_rule_gives() {
    // The standard takes the start out by EXDATE; the list is its own.
    let mut event = event("19970902", &["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"]);
    let zone = new_york();
    let all = event.occurrences(&zone, window("19970101", "20001014"), 100).unwrap();
    assert_eq!(readings(&all), days("199709 2,199802 13,199803 13,199811 13,199908 13,200010 13"));
    event.excluded = vec![Excluded::At(zone.instant(event.start))];
    let rest = event.occurrences(&zone, window("19970101", "20001014"), 100).unwrap();
    assert_eq!(readings(&rest), days("199802 13,199803 13,199811 13,199908 13,200010 13"));
}

#[test]
fn the_thirty_first_and_leap_days_wait_for_a_month_that_has_them() {
    gives("20260131", "FREQ=MONTHLY;COUNT=4", &days("202601 31,202603 31,202605 31,202607 31"));
    gives("20240229", "FREQ=YEARLY;COUNT=3", &days("202402 29,202802 29,203202 29"));
    gives("20960229", "FREQ=YEARLY;COUNT=2", &days("209602 29,210402 29"));
}

#[test]
fn a_rule_that_never_matches_leaves_the_start_alone() {
    for rule in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31;COUNT=7"] {
        let found =
            event("19000101", &[rule]).occurrences(&new_york(), window("18000101", "22000101"), 9).unwrap();
        assert_eq!(readings(&found), days("190001 1"), "{rule}");
    }
}

#[test]
fn until_includes_its_day_its_time_and_its_instant() {
    // 09:00 in New York in winter is 14:00Z.
    let count = |until: &str| {
        let rule = format!("FREQ=DAILY;UNTIL={until}");
        event("20260101", &[&rule])
            .occurrences(&new_york(), window("20260101", "20270101"), 400)
            .unwrap()
            .len()
    };
    assert_eq!([count("20260105"), count("20260104")], [5, 4]);
    assert_eq!([count("20260105T090000"), count("20260105T085959")], [5, 4]);
    assert_eq!([count("20260105T140000Z"), count("20260105T135959Z")], [5, 4]);
    assert_eq!(count("20251231"), 1);
}

#[test]
fn a_skipped_reading_moves_forward_and_a_doubled_one_comes_first() {
    let zone = new_york();
    let spring = event("20260307T0230", &["FREQ=DAILY"]);
    let found = spring.occurrences(&zone, window("20260307T0000", "20260310T0000"), 9).unwrap();
    assert_eq!(
        found.iter().map(|one| one.start).collect::<Vec<_>>(),
        [utc("20260307T0730"), utc("20260308T0730"), utc("20260309T0630")]
    );
    assert_eq!(found[1].reading, reading("20260308T0230"));
    let autumn = event("20261031T0130", &["FREQ=DAILY"]);
    let found = autumn.occurrences(&zone, window("20261101T0000", "20261102T0000"), 9).unwrap();
    assert_eq!(found.iter().map(|one| one.start).collect::<Vec<_>>(), [utc("20261101T0530")]);
}

#[test]
fn an_hourly_rule_runs_through_both_passes_of_a_doubled_hour() {
    let hourly = event("20261031T0030", &["FREQ=HOURLY"]);
    let found = hourly.occurrences(&new_york(), window("20261101T0400", "20261101T0800"), 9).unwrap();
    let utc_starts: Vec<_> = found.iter().map(|one| one.start).collect();
    assert_eq!(utc_starts, ["0430", "0530", "0630", "0730"].map(|time| utc(&format!("20261101T{time}"))));
}

#[test]
fn age_is_no_burden_and_a_dense_rule_is_refused_before_it_is_expanded() {
    let secondly = event("19700101", &["FREQ=SECONDLY"]);
    let hour = window("20261201T1000", "20261201T1100");
    assert_eq!(secondly.occurrences(&new_york(), hour, 3_600).unwrap().len(), 3_600);
    assert_eq!(secondly.occurrences(&new_york(), hour, 1_000), Err(RecurrenceError::TooManyOccurrences));
    let counted = event("19700101", &["FREQ=SECONDLY;COUNT=4000000000"]);
    assert_eq!(counted.occurrences(&new_york(), hour, 3_600).unwrap().len(), 3_600);
}

#[test]
fn weeks_that_calendars_read_in_different_ways_are_refused() {
    for rule in [
        "FREQ=YEARLY;BYWEEKNO=1;INTERVAL=2",
        "FREQ=YEARLY;BYWEEKNO=1;COUNT=3",
        "FREQ=YEARLY;BYWEEKNO=1;BYSETPOS=1",
    ] {
        let refused =
            event("20260101", &[rule]).occurrences(&new_york(), window("20260101", "20270101"), 400);
        assert!(matches!(refused, Err(RecurrenceError::Unsupported(_))), "{rule}");
    }
}

#[test]
fn later_errors_are_not_hidden_by_an_earlier_rule() {
    let event = event("20260101", &["FREQ=DAILY", "FREQ=YEARLY;BYWEEKNO=1;INTERVAL=2"]);
    assert!(event.occurrences(&new_york(), window("20260101", "20270101"), 400).is_err());
}
