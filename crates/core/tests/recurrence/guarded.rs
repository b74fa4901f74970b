//! The crate rrule, as the fallback behind our guards and as a second opinion on our own arithmetic.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use freebusy_core::{Interval, RecurrenceError, Timestamp, ZoneRules};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use rrule::{RRule, Tz, Unvalidated};

use crate::model::{Spec, a_rule_of_days, at, model, recurrence, some, stamp, starts};

/// What the crate itself gives in UTC, from the text of the rule.
fn opinion(spec: &Spec, start: NaiveDateTime, window: Interval) -> Option<Vec<Timestamp>> {
    let rule: RRule<Unvalidated> = spec.text().parse().ok()?;
    let set = rule.build(start.and_utc().with_timezone(&Tz::UTC)).ok()?;
    let stamp = |date: DateTime<Tz>| Timestamp::floor(&date.with_timezone(&Utc));
    let inside = set.into_iter().map(stamp).take_while(|date| *date < window.end());
    Some(inside.filter(|date| window.contains(*date)).collect())
}

/// A rule that the crate is known to expand rightly.
fn a_rule_that_the_crate_masters() -> impl Strategy<Value = Spec> {
    a_rule_of_days().prop_map(|mut spec| {
        spec.weeks.clear();
        spec.year_days.clear();
        // It asks for numbered and plain weekdays at once where they should unite.
        if spec.weekdays.iter().any(|day| day.0 != 0) {
            spec.weekdays.retain(|day| day.0 != 0);
        }
        // Its first week begins at DTSTART, so that BYSETPOS counts from there.
        if spec.frequency == "WEEKLY" {
            spec.positions.clear();
        }
        spec
    })
}

/// An HOURLY, MINUTELY or SECONDLY rule with BY parts, and the times of day that it can name.
fn a_rule_within_a_day() -> impl Strategy<Value = (Spec, Vec<NaiveTime>)> {
    let times =
        (some((0_u32..24).collect()), some((0_u32..60).collect()), some(vec![0_u32, 1, 15, 30, 45, 59]));
    let days = (
        some((1_u32..=12).collect()),
        some((-31_i64..=31).filter(|n| *n != 0).collect()),
        weighted(0.5, proptest::collection::vec((Just(0_i64), 0_usize..7), 1..4))
            .prop_map(Option::unwrap_or_default),
        some((-366_i64..=366).filter(|n| *n != 0).collect()),
    );
    let frequency = select(vec!["HOURLY", "HOURLY", "MINUTELY", "SECONDLY"]);
    let interval = select(vec![1_i64, 1, 2, 3, 5, 7, 15, 20, 30, 36, 59, 61]);
    let kept = select(vec!["days", "times", "both"]);
    (frequency, interval, kept, times, days, some(vec![1_i64, 2, -1, -2])).prop_map(
        |(frequency, interval, kept, times, days, positions)| {
            let (hours, minutes, seconds) = if kept == "days" { Default::default() } else { times };
            let (months, month_days, weekdays, year_days) =
                if kept == "times" { Default::default() } else { days };
            let mut spec = Spec {
                frequency,
                interval,
                hours,
                minutes,
                seconds,
                months,
                month_days,
                weekdays,
                year_days,
                positions,
                ..Spec::default()
            };
            let has_times = !spec.hours.is_empty() || !spec.minutes.is_empty() || !spec.seconds.is_empty();
            if kept != "days" && !has_times {
                spec.hours = vec![9, 10, 23];
            }
            if kept == "days" && spec.leaves_the_day_open() && spec.months.is_empty() {
                spec.weekdays = vec![(0, 2), (0, 3), (0, 6)];
            }
            let every_second = frequency == "SECONDLY";
            let seconds: Vec<u32> = if every_second { (0..60).collect() } else { vec![0, 1, 15, 30, 45, 59] };
            let grid = (0..1_440)
                .flat_map(|minute| seconds.iter().map(move |second| (minute, *second)))
                .map(|(minute, second)| NaiveTime::from_hms_opt(minute / 60, minute % 60, second).unwrap())
                .collect();
            (spec, grid)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn our_own_arithmetic_agrees_with_the_crate(
        spec in a_rule_that_the_crate_masters(),
        day in 0_i64..20_000,
        time in 0_i64..86_400,
        count in weighted(0.4, 1_usize..50),
        length in 1_u64..3_000,
    ) {
        let mut spec = spec;
        spec.count = count;
        let start = at(1960, 1, 1) + TimeDelta::seconds(day * 86_400 + time);
        let window = Interval::new(stamp(start + TimeDelta::seconds(1)), stamp(start + Days::new(length))).unwrap();
        let found = recurrence(start, &[spec.text()]).occurrences(&ZoneRules::utc(), window, 1_000_000);
        if let Some(opinion) = opinion(&spec, start, window) {
            prop_assert_eq!(starts(&found.unwrap()), opinion, "{}", spec.text());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn the_fallback_equals_walking_every_second_or_refuses(
        (spec, grid) in a_rule_within_a_day(),
        day in 0_i64..1_000,
        time in select(vec![0_i64, 1, 5_415, 32_400, 86_399]),
        count in weighted(0.3, 1_usize..300),
        age in 0_i64..30,
        length in 1_i64..4,
    ) {
        let mut spec = spec;
        spec.count = count;
        let start = at(2027, 1, 1) + TimeDelta::seconds(day * 86_400 + time);
        // Every second of a day is much to look at.
        let age = if spec.frequency == "SECONDLY" { age % 3 } else { age };
        let first = stamp(start).as_unix() + age * 86_400 + 777;
        let window = Interval::new(Timestamp::from_unix(first), Timestamp::from_unix(first + length * 86_400)).unwrap();
        let zone = ZoneRules::utc();
        let found = recurrence(start, &[spec.text()]).occurrences(&zone, window, 1_000_000);
        match found {
            Ok(found) => {
                let expected = model(&spec, start, &zone, window, &grid);
                prop_assert_eq!(starts(&found), expected, "{} from {}", spec.text(), start);
            }
            Err(RecurrenceError::Unsupported(_) | RecurrenceError::TooManySteps) => {}
            Err(other) => prop_assert!(false, "{other} {}", spec.text()),
        }
    }
}
