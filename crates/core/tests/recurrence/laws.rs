//! The laws of recurrence against the model, and of several rules together.

use chrono::{Days, TimeDelta};
use freebusy_core::{Excluded, Interval, Occurrence, RecurrenceError, Rule, Timestamp, WallTime, ZoneRules};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use crate::model::{
    Spec, a_rule_of_days, a_start, an_end, at, ended, grid, model, recurrence, stamp, starts, zone,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn rules_of_days_equal_walking_every_day(
        spec in a_rule_of_days(),
        start in a_start(),
        end in an_end(),
        offset in -400_i64..2_000,
        length in 1_i64..800,
    ) {
        let spec = ended(spec, start, end);
        let zone = zone();
        let first = Timestamp::from_unix(stamp(start).as_unix() + offset * 86_400 + 12_345);
        let window = Interval::new(first, Timestamp::from_unix(first.as_unix() + length * 86_400)).unwrap();
        let found = recurrence(start, &[spec.text()]).occurrences(&zone, window, 1_000_000).unwrap();
        let expected = model(&spec, start, &zone, window, &grid(&spec, start));
        prop_assert_eq!(starts(&found), expected, "{}", spec.text());
    }

    #[test]
    fn rules_of_weeks_equal_walking_every_day_in_zones_of_all_kinds(
        weekdays in vec(0_usize..7, 0..6),
        (interval, week_start) in (1_i64..4, 0_usize..7),
        hours in weighted(0.2, vec(0_u32..24, 1..3)),
        (zone, around) in select(vec![
            (chrono_tz::America::New_York, at(2010, 3, 14)),
            (chrono_tz::Australia::Lord_Howe, at(2011, 4, 2)),
            (chrono_tz::Pacific::Apia, at(2011, 12, 30)),
            (chrono_tz::Africa::Casablanca, at(2017, 6, 1)),
        ]),
        age in prop_oneof![-40_i64..40, 0_i64..3_000],
        time in select(vec![0_i64, 5_400, 9_000, 32_400, 86_399]),
        end in an_end(),
        (before, length) in (-60_i64 * 86_400..60 * 86_400, prop_oneof![60_i64..90_000, 86_400_i64..90 * 86_400]),
    ) {
        let start = around - TimeDelta::days(age) + TimeDelta::seconds(time);
        let weekdays = weekdays.into_iter().map(|day| (0, day)).collect();
        let hours = hours.unwrap_or_default();
        let spec = Spec { frequency: "WEEKLY", interval, week_start, weekdays, hours, ..Spec::default() };
        let spec = ended(spec, start, end);
        let first = stamp(around).as_unix() + before;
        let window = Interval::new(Timestamp::from_unix(first), Timestamp::from_unix(first + length)).unwrap();
        let years = Interval::new(stamp(at(2000, 1, 1)), stamp(at(2020, 1, 1))).unwrap();
        let zone = ZoneRules::from_chrono(&zone, years);
        let found = recurrence(start, &[spec.text()]).occurrences(&zone, window, 1_000_000).unwrap();
        let expected = model(&spec, start, &zone, window, &grid(&spec, start));
        prop_assert_eq!(starts(&found), expected, "{}", spec.text());
        prop_assert!(found.iter().all(|one| zone.instant(one.reading) == one.start));
        // A limit that is just enough is enough, and one less is not.
        let limited = |limit| recurrence(start, &[spec.text()]).occurrences(&zone, window, limit);
        prop_assert_eq!(limited(found.len()), Ok(found.clone()));
        if !found.is_empty() {
            prop_assert_eq!(limited(found.len() - 1), Err(RecurrenceError::TooManyOccurrences));
        }
    }

    #[test]
    fn a_window_far_away_shows_what_the_whole_expansion_shows(
        spec in a_rule_of_days(),
        start in a_start(),
        age in 15_000_i64..20_000,
        length in 1_i64..400,
    ) {
        let zone = ZoneRules::utc();
        let first = stamp(start).as_unix() + age * 86_400;
        let end = Timestamp::from_unix(first + length * 86_400);
        let window = Interval::new(Timestamp::from_unix(first), end).unwrap();
        let whole = Interval::new(stamp(start), end).unwrap();
        let recurrence = recurrence(start, &[spec.text()]);
        let far = recurrence.occurrences(&zone, window, 1_000_000).unwrap();
        // A rule so dense that its fifty years exceed the step limit has nothing to be compared with.
        if let Ok(all) = recurrence.occurrences(&zone, whole, 1_000_000) {
            let inside: Vec<_> = all.into_iter().filter(|one| window.contains(one.start)).collect();
            prop_assert_eq!(far, inside, "{}", spec.text());
        }
    }

    #[test]
    fn ticks_equal_counting_every_second(
        frequency in select(vec![("HOURLY", 3_600_i64), ("MINUTELY", 60), ("SECONDLY", 1)]),
        interval in 1_i64..100,
        start in 0_i64..86_400,
        count in weighted(0.3, 1_i64..2_000),
        first in -5_000_i64..20_000,
        length in 1_i64..8_000,
    ) {
        // New York, 1 November 2026: 01:00 to 02:00 is shown twice. 8 March: 02:00 to 03:00 is skipped.
        let zone = zone();
        for day in [at(2026, 11, 1), at(2026, 3, 8)] {
            let start = day + TimeDelta::seconds(start);
            let first = stamp(day).as_unix() + 4 * 3_600 + first;
            let window = Interval::new(Timestamp::from_unix(first), Timestamp::from_unix(first + length)).unwrap();
            let mut text = format!("FREQ={};INTERVAL={interval}", frequency.0);
            if let Some(count) = count { text += &format!(";COUNT={count}"); }
            let found = recurrence(start, &[text]).occurrences(&zone, window, 1_000_000).unwrap();

            let step = interval * frequency.1;
            let begin = WallTime::from_chrono(start);
            let is_tick = |reading: WallTime| {
                let elapsed = reading.as_seconds() - begin.as_seconds();
                elapsed >= 0 && elapsed % step == 0 && count.is_none_or(|count| elapsed / step < count)
            };
            // A tick that the clock skips shows an hour later than it was asked for.
            let skipped = |instant: Timestamp| {
                let asked = zone.wall(instant).plus(-3_600);
                zone.instant(asked) == instant && is_tick(asked)
            };
            let expected: Vec<_> = (first..first + length)
                .map(Timestamp::from_unix)
                .filter(|at| is_tick(zone.wall(*at)) || skipped(*at) || *at == zone.instant(begin))
                .collect();
            prop_assert_eq!(starts(&found), expected);
        }
    }

    #[test]
    fn what_is_taken_out_is_gone_and_nothing_else(
        spec in a_rule_of_days(),
        out in a_rule_of_days(),
        start in a_start(),
        more in a_rule_of_days(),
        picks in vec(any::<prop::sample::Index>(), 0..5),
        added in vec(0_i64..400 * 86_400, 0..4),
    ) {
        let zone = zone();
        let window = Interval::new(stamp(start - Days::new(1)), stamp(start + Days::new(400))).unwrap();
        let limit = 1_000_000;
        let mut whole = recurrence(start, &[spec.text(), more.text()]);
        whole.added = added.iter().map(|after| Timestamp::from_unix(stamp(start).as_unix() + after)).collect();
        let all = whole.occurrences(&zone, window, limit).unwrap();
        let is_united = [&spec, &more].iter().all(|one| {
            let single = recurrence(start, &[one.text()]).occurrences(&zone, window, limit).unwrap();
            starts(&single).iter().all(|start| starts(&all).contains(start))
        });
        prop_assert!(is_united && whole.added.iter().all(|at| !window.contains(*at) || starts(&all).contains(at)));

        let chosen: Vec<Occurrence> = picks.iter().filter(|_| !all.is_empty()).map(|pick| *pick.get(&all)).collect();
        let mut less = whole.clone();
        less.excluded_rules = vec![Rule::parse(&out.text()).unwrap()];
        less.excluded = chosen.iter().enumerate().map(|(index, one)| {
            if index % 2 == 0 { Excluded::At(one.start) } else { Excluded::Day(one.reading.date()) }
        }).collect();
        let gone = out.model(start, start + Days::new(403), &grid(&out, start));
        let gone: Vec<_> = gone.into_iter().map(|one| zone.instant(WallTime::from_chrono(one))).collect();
        let is_out = |one: &Occurrence| {
            gone.contains(&one.start) || less.excluded.iter().any(|excluded| match excluded {
                Excluded::At(at) => *at == one.start,
                Excluded::Day(date) => *date == one.reading.date(),
            })
        };
        let kept: Vec<_> = all.iter().filter(|one| !is_out(one)).copied().collect();
        prop_assert_eq!(starts(&less.occurrences(&zone, window, limit).unwrap()), starts(&kept));
    }
}

#[test]
fn a_limit_is_exact_also_where_instants_coincide() {
    let zone = zone();
    let window = Interval::new(stamp(at(2026, 3, 1)), stamp(at(2026, 3, 20))).unwrap();
    let daily = "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30".to_string();
    let event = recurrence(at(2026, 3, 1) + TimeDelta::minutes(150), &[daily.clone(), daily]);
    let found = event.occurrences(&zone, window, usize::MAX).unwrap();
    // Nineteen days, two a day, of which 02:30 and 03:30 of 8 March are one instant.
    assert_eq!(found.len(), 37);
    assert_eq!(event.occurrences(&zone, window, 37).unwrap(), found);
    assert_eq!(event.occurrences(&zone, window, 36), Err(RecurrenceError::TooManyOccurrences));
}

#[test]
fn a_count_ends_on_its_day_wherever_the_window_ends() {
    let start = at(2026, 6, 1);
    for count in 1..30 {
        let event = recurrence(start, &[format!("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT={count}")]);
        for length in 1..60 {
            let window = Interval::new(stamp(start), stamp(start + Days::new(length))).unwrap();
            let found = event.occurrences(&ZoneRules::utc(), window, 100).unwrap();
            assert_eq!(found.len() as u64, length.min(count));
        }
    }
}

#[test]
fn weeks_equal_walking_every_day_of_thirty_years() {
    let zone = zone();
    let start = at(1999, 12, 29) + TimeDelta::minutes(150);
    let monday = WallTime::from_chrono(at(1999, 12, 27)).day();
    let lists = [("WE", 0b100), ("MO,WE,FR", 0b10101), ("TH,SU", 0b1001000), ("MO,TU,WE,TH,FR,SA,SU", 0x7F)];
    for ((list, mask), interval) in
        lists.into_iter().flat_map(|list| (1..4).map(move |interval| (list, interval)))
    {
        let event = recurrence(start, &[format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY={list}")]);
        for first in [at(1999, 1, 1), at(2000, 1, 5), at(2007, 3, 11)] {
            let window = Interval::new(stamp(first), stamp(first + Days::new(30 * 365))).unwrap();
            let is_picked = |days: i64| {
                let from_monday = days + 2;
                mask >> (from_monday % 7) & 1 == 1 && from_monday / 7 % interval == 0
            };
            let expected: Vec<_> = (0..40 * 366)
                .filter(|days| *days == 0 || is_picked(*days))
                .map(|days| zone.instant(WallTime::from_day(monday + 2 + days).plus(9_000)))
                .filter(|start| window.contains(*start))
                .collect();
            let found = event.occurrences(&zone, window, expected.len()).unwrap();
            assert_eq!(starts(&found), expected, "{list} every {interval} weeks from {first}");
            let one_less = event.occurrences(&zone, window, expected.len() - 1);
            assert_eq!(one_less, Err(RecurrenceError::TooManyOccurrences));
        }
    }
}

#[test]
fn endless_weeks_are_refused_by_what_they_exceed_first() {
    let event = recurrence(at(2026, 1, 5), &["FREQ=WEEKLY;BYDAY=MO,WE,FR".to_string()]);
    let found = |limit| event.occurrences(&ZoneRules::utc(), Interval::ALL, limit);
    assert_eq!(found(10_000), Err(RecurrenceError::TooManyOccurrences));
    assert_eq!(found(usize::MAX), Err(RecurrenceError::TooManySteps));
}
