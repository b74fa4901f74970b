//! The law of schedules: what expanding gives is what the contract says, date by date and range by range.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use freebusy_core::{
    DateOverride, HourRange, MinuteOfDay, NaiveDate, Schedule, ScheduleError, WallTime, Weekday, WeeklyHours,
    ZoneRules, expand,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::model::{interval, merged, spans};
use crate::zones::{BASE, DAY, Table, a_crowded_table, a_table};

/// Minutes from and to, in plain numbers.
type Minutes = (u16, u16);

/// The model of a schedule: the ranges that start on each weekday, and those that replace them on some dates.
#[derive(Debug, Clone)]
struct Hours {
    weekly: Vec<(Weekday, Minutes)>,
    overrides: BTreeMap<NaiveDate, Vec<Minutes>>,
}

impl Hours {
    fn schedule(&self) -> Schedule {
        let weekly: WeeklyHours =
            self.weekly.iter().map(|(weekday, minutes)| (*weekday, range(*minutes))).collect();
        let overrides = self.overrides.iter().map(|(date, hours)| DateOverride {
            date: *date,
            hours: hours.iter().copied().map(range).collect(),
        });
        Schedule::new(weekly, overrides, "Model/Zone").unwrap()
    }

    /// The ranges that start on a date.
    fn starting_on(&self, date: NaiveDate) -> Vec<Minutes> {
        let weekly = self.weekly.iter().filter(|hours| hours.0 == date.weekday()).map(|hours| hours.1);
        self.overrides.get(&date).cloned().unwrap_or_else(|| weekly.collect())
    }

    /// The contract word by word: for each date the ranges that start on it, both bounds as the clock shows
    /// them, the empty ones dropped, merged and clipped.
    fn expanded(&self, table: &Table, start: i64, end: i64) -> Vec<(i64, i64)> {
        self.expanded_by(|reading| table.instant(reading), start, end)
    }

    /// The same, each bound located on its own by the zone's rules, which have laws of their own.
    fn located(&self, rules: &ZoneRules, start: i64, end: i64) -> Vec<(i64, i64)> {
        self.expanded_by(|reading| rules.instant(WallTime::from_seconds(reading)).as_unix(), start, end)
    }

    fn expanded_by(&self, instant: impl Fn(i64) -> i64, start: i64, end: i64) -> Vec<(i64, i64)> {
        let mut all = Vec::new();
        for day in start.div_euclid(DAY) - 8..end.div_euclid(DAY) + 8 {
            let date = date(day);
            for (from, to) in self.starting_on(date) {
                let bound = |minute: u16| instant(day * DAY + i64::from(minute) * 60);
                let (from, to) = (bound(from).max(start), bound(to).min(end));
                if from < to {
                    all.push((from, to));
                }
            }
        }
        merged(&all)
    }
}

fn date(day: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::TimeDelta::days(day)
}

fn minute(minute: u16) -> MinuteOfDay {
    MinuteOfDay::new(minute).unwrap()
}

fn range((from, to): Minutes) -> HourRange {
    HourRange::new(minute(from), minute(to)).unwrap()
}

/// Office hours, whole days, nights, and anything up to the end of the next day.
fn a_range() -> impl Strategy<Value = Minutes> {
    let quarters =
        (0..48_u16, 1..96_u16).prop_map(|(from, length)| (from * 30, (from * 30 + length * 15).min(2_880)));
    let any = (0..2_880_u16, 1..2_880_u16).prop_map(|(from, length)| (from, (from + length).min(2_880)));
    let small_hours = (0..16_u16, 1..16_u16).prop_map(|(from, length)| (from * 15, (from + length) * 15));
    prop_oneof![4 => quarters, 2 => any, 2 => small_hours, 1 => Just((0, 1_440)), 1 => Just((0, 2_880))]
}

fn hours() -> impl Strategy<Value = Hours> {
    let weekday = (0..7_u8).prop_map(|day| Weekday::try_from(day).unwrap());
    let dates = (-12..16_i64).prop_map(|day| date(BASE / DAY + day));
    (vec((weekday, a_range()), 0..14), btree_map(dates, vec(a_range(), 0..3), 0..6))
        .prop_map(|(weekly, overrides)| Hours { weekly, overrides })
}

/// Hours as most people have them: a few apart each day, the same from Monday to Friday.
fn office_hours() -> impl Strategy<Value = Hours> {
    let day = prop::sample::select(vec![
        vec![(540, 1_050)],
        vec![(540, 720), (780, 1_050)],
        vec![(780, 1_050), (540, 720)],
        vec![(1_320, 1_800)],
        vec![(0, 1_440)],
        vec![(60, 150), (120, 200)],
    ]);
    let dates = (-12..60_i64).prop_map(|day| date(BASE / DAY + day));
    (day, 1..=7_usize, btree_map(dates, vec(a_range(), 0..3), 0..4)).prop_map(|(ranges, days, overrides)| {
        let weekdays = (0..7_u8).take(days).map(|day| Weekday::try_from(day).unwrap());
        let weekly = weekdays.flat_map(|weekday| ranges.iter().map(move |range| (weekday, *range))).collect();
        Hours { weekly, overrides }
    })
}

/// A window of weeks, so that whole weeks of it see no change of the tables.
fn a_long_window() -> impl Strategy<Value = (i64, i64)> {
    (-20 * DAY..20 * DAY, 10 * DAY..70 * DAY)
        .prop_map(|(start, length)| (BASE + start, BASE + start + length))
}

/// Zones with changes of half an hour, of a skipped day, within a month, and of an hour.
const REAL_ZONES: [(chrono_tz::Tz, i64); 4] = [
    (chrono_tz::Australia::Lord_Howe, 1_791_763_200),
    // The Friday that Samoa left out, 2011-12-30.
    (chrono_tz::Pacific::Apia, 1_325_203_200),
    (chrono_tz::Africa::Casablanca, 1_494_806_400),
    (chrono_tz::Europe::Berlin, 1_791_763_200),
];

/// The bounds of a window, somewhere among the changes of the tables.
fn a_window() -> impl Strategy<Value = (i64, i64)> {
    let starts =
        prop_oneof![-6 * DAY..10 * DAY, (-6 * 48..10 * 48_i64).prop_map(|half_hours| half_hours * 1_800)];
    let lengths = prop_oneof![1..12 * DAY, 1..7_200_i64];
    (starts, lengths).prop_map(|(start, length)| (BASE + start, BASE + start + length))
}

proptest! {
    #[test]
    fn a_schedule_expands_to_what_its_contract_says(hours in hours(), table in a_table(), (start, end) in a_window()) {
        let expanded = expand(&hours.schedule(), &table.rules(), interval(start, end));
        prop_assert_eq!(spans(&expanded), hours.expanded(&table, start, end));
    }

    #[test]
    fn weeks_without_a_change_expand_to_what_the_contract_says(
        hours in prop_oneof![office_hours(), hours()], table in a_table(), (start, end) in a_long_window(),
    ) {
        let expanded = expand(&hours.schedule(), &table.rules(), interval(start, end));
        prop_assert_eq!(spans(&expanded), hours.expanded(&table, start, end));
    }

    #[test]
    fn changes_within_days_of_each_other_move_each_bound_on_its_own(
        hours in prop_oneof![office_hours(), hours()], table in a_crowded_table(),
        (start, end) in prop_oneof![a_window(), a_long_window()],
    ) {
        let rules = table.rules();
        let expanded = expand(&hours.schedule(), &rules, interval(start, end));
        prop_assert_eq!(spans(&expanded), hours.located(&rules, start, end));
    }

    #[test]
    fn windows_of_a_minute_to_years_expand_alike_in_real_zones(
        hours in prop_oneof![office_hours(), hours()],
        zone in prop::sample::select(REAL_ZONES.to_vec()),
        shift in prop_oneof![-3 * DAY..3 * DAY, -400 * DAY..400 * DAY],
        length in prop_oneof![60..7_200_i64, DAY..40 * DAY, 300 * DAY..800 * DAY],
    ) {
        let (start, end) = (zone.1 + shift, zone.1 + shift + length);
        let rules = ZoneRules::from_chrono(&zone.0, interval(start - 9 * DAY, end + 9 * DAY));
        // Overrides lie about the base day, so they are moved to the days of the window.
        let moved = |day: &NaiveDate| *day + chrono::TimeDelta::seconds(start + length / 2 - BASE);
        let overrides = hours.overrides.iter().map(|(day, hours)| (moved(day), hours.clone())).collect();
        let hours = Hours { overrides, ..hours };
        let expanded = expand(&hours.schedule(), &rules, interval(start, end));
        prop_assert_eq!(spans(&expanded), hours.located(&rules, start, end));
    }

    #[test]
    fn equal_schedules_hash_alike(hours in hours(), other in hours()) {
        use std::hash::{BuildHasher as _, RandomState};
        let state = RandomState::new();
        let (schedule, other) = (hours.schedule(), other.schedule());
        prop_assert_eq!(&schedule, &hours.schedule());
        prop_assert_eq!(state.hash_one(&schedule), state.hash_one(hours.schedule()));
        prop_assert_eq!(schedule == other, state.hash_one(&schedule) == state.hash_one(&other));
    }

    #[test]
    fn a_window_at_either_end_of_the_hours_gets_its_part(
        minutes in a_range(), day in -6..6_i64, table in a_table(), before in 1..7_200_i64, after in 1..7_200_i64,
    ) {
        let day = BASE / DAY + day;
        let hours = Hours { weekly: Vec::new(), overrides: BTreeMap::from([(date(day), vec![minutes])]) };
        for minute in [minutes.0, minutes.1] {
            let bound = table.instant(day * DAY + i64::from(minute) * 60);
            let (start, end) = (bound - before, bound + after);
            let expanded = expand(&hours.schedule(), &table.rules(), interval(start, end));
            prop_assert_eq!(spans(&expanded), hours.expanded(&table, start, end));
        }
    }

    #[test]
    fn a_part_of_the_window_gets_that_part_of_the_hours(
        hours in hours(), table in a_table(), (start, end) in a_window(), part in a_window(),
    ) {
        let (schedule, rules) = (hours.schedule(), table.rules());
        let (window, part) = (interval(start, end), interval(part.0, part.1));
        if let Some(shared) = window.intersection(part) {
            prop_assert_eq!(expand(&schedule, &rules, window).clip(part), expand(&schedule, &rules, shared));
        }
    }

    #[test]
    fn always_open_is_all_of_the_window(table in a_table(), (start, end) in a_window()) {
        let always = Schedule::new(WeeklyHours::always(), [], "Model/Zone").unwrap();
        prop_assert_eq!(spans(&expand(&always, &table.rules(), interval(start, end))), vec![(start, end)]);
    }

    #[test]
    fn weekly_hours_keep_each_range_on_its_day(hours in hours()) {
        let weekly: WeeklyHours = hours.weekly.iter().map(|(weekday, minutes)| (*weekday, range(*minutes))).collect();
        for day in 0..7_u8 {
            let weekday = Weekday::try_from(day).unwrap();
            let own = hours.weekly.iter().filter(|hours| hours.0 == weekday).map(|hours| range(hours.1));
            prop_assert_eq!(weekly.on(weekday), own.collect::<Vec<_>>());
        }
    }

    #[test]
    fn hours_exist_exactly_when_they_start_before_they_end(from in 0..=2_880_u16, to in 0..=2_880_u16) {
        let hours = HourRange::new(minute(from), minute(to));
        let bounds = hours.map(|hours| (hours.start().get(), hours.end().get()));
        prop_assert_eq!(HourRange::new(minute(from), minute(from)), Err(ScheduleError::EmptyHours));
        prop_assert_eq!(bounds, if from < to { Ok((from, to)) } else { Err(ScheduleError::EmptyHours) });
    }

    #[test]
    fn a_date_is_overridden_once(hours in hours(), index in any::<prop::sample::Index>()) {
        let mut all: Vec<DateOverride> =
            hours.overrides.keys().map(|date| DateOverride { date: *date, hours: Vec::new() }).collect();
        prop_assert!(Schedule::new(WeeklyHours::default(), all.clone(), "UTC").is_ok());
        if !all.is_empty() {
            let repeated = index.get(&all).date;
            all.push(DateOverride { date: repeated, hours: vec![range((0, 60))] });
            let error = Schedule::new(WeeklyHours::default(), all, "UTC").unwrap_err();
            prop_assert_eq!(error, ScheduleError::RepeatedDate(repeated));
        }
    }
}
