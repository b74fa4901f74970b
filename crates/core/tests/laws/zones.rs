//! The laws of zones, against a search over every instant that could show a reading.

use std::sync::LazyLock;

use chrono::{MappedLocalTime, Offset as _, TimeZone as _};
use chrono_tz::Tz;
use freebusy_core::{
    FoldRule, GapRule, Interval, Located, NaiveDate, Offset, Timestamp, WallTime, ZoneRules,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{at, bounds, interval, near_the_ends};

pub(crate) const DAY: i64 = 86_400;
/// The day around which the random tables change: 2026-05-27.
pub(crate) const BASE: i64 = 20_600 * DAY;
/// Offsets are multiples of a quarter of an hour, so a search may step by it.
const GRID: i32 = 900;
/// No clock is this far from UTC.
const LIMIT: i32 = 26 * 3_600;

/// The model of a zone: the offset before each change and after it, searched from end to end.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    first: i32,
    changes: Vec<Change>,
}

#[derive(Debug, Clone, Copy)]
struct Change {
    at: i64,
    before: i32,
    after: i32,
}

impl Change {
    /// The readings between the last before the change and the first after it that no clock shows.
    fn skips(self, reading: i64) -> bool {
        self.at - 1 + i64::from(self.before) < reading && reading < self.at + i64::from(self.after)
    }
}

impl Table {
    pub(crate) fn rules(&self) -> ZoneRules {
        let changes = self.changes.iter().map(|change| (at(change.at), Offset::new(change.after).unwrap()));
        ZoneRules::new(Offset::new(self.first).unwrap(), changes)
    }

    fn offset_at(&self, instant: i64) -> i32 {
        let passed = self.changes.iter().take_while(|change| change.at <= instant);
        passed.fold(self.first, |_, change| change.after)
    }

    fn wall(&self, instant: i64) -> i64 {
        instant + i64::from(self.offset_at(instant))
    }

    /// Every instant at which the clock shows the reading.
    fn showing(&self, reading: i64) -> Vec<i64> {
        let around = reading - i64::from(LIMIT)..=reading + i64::from(LIMIT);
        let step = usize::try_from(GRID).unwrap();
        around.step_by(step).filter(|instant| self.wall(*instant) == reading).collect()
    }

    /// How far the clock jumps over the reading.
    fn gap(&self, reading: i64) -> i64 {
        let change = self.changes.iter().find(|change| change.skips(reading)).unwrap();
        i64::from(change.after - change.before)
    }

    /// The first instant that shows the reading, or the reading moved forward by the gap.
    pub(crate) fn instant(&self, reading: i64) -> i64 {
        let shown = |reading| self.showing(reading).first().copied();
        shown(reading).unwrap_or_else(|| shown(reading + self.gap(reading)).unwrap())
    }
}

/// A step of the clock in seconds: half an hour, an hour, a day, anything.
fn a_step() -> impl Strategy<Value = i32> {
    let anything = (1..204_i32).prop_map(|quarters| quarters * GRID);
    let size = prop_oneof![2 => Just(1_800), 4 => Just(3_600), 2 => Just(86_400), 1 => anything];
    (size, any::<bool>()).prop_map(|(size, ahead)| if ahead { size } else { -size })
}

fn table_with(pauses: impl Strategy<Value = i64>) -> impl Strategy<Value = Table> {
    let steps = vec((pauses, a_step()), 0..7);
    (-50..=56_i32, -14 * DAY..2 * DAY, steps).prop_map(|(quarters, from, steps)| {
        let mut table = Table { first: quarters * GRID, changes: Vec::new() };
        let (mut instant, mut before) = (BASE + from, table.first);
        for (pause, step) in steps {
            instant += pause;
            let after = if (before + step).abs() < LIMIT { before + step } else { before - step };
            let after = after.clamp(GRID - LIMIT, LIMIT - GRID);
            if after != before {
                table.changes.push(Change { at: instant, before, after });
            }
            before = after;
        }
        table
    })
}

/// A table whose changes lie at least three days apart, as those of real zones do.
pub(crate) fn a_table() -> impl Strategy<Value = Table> {
    table_with(3 * DAY..9 * DAY)
}

/// A table whose changes lie so near that one can undo another before it has passed.
pub(crate) fn a_crowded_table() -> impl Strategy<Value = Table> {
    table_with(prop_oneof![1..2 * 3_600_i64, 1..2 * DAY])
}

/// A table and an instant, often a second or so from a change.
fn with_instant(table: impl Strategy<Value = Table>) -> impl Strategy<Value = (Table, i64)> {
    (table, any::<prop::sample::Index>(), prop_oneof![-2..=2_i64, -2 * DAY..2 * DAY]).prop_map(
        |(table, index, shift)| {
            let near = if table.changes.is_empty() { BASE } else { index.get(&table.changes).at };
            (table, near + shift)
        },
    )
}

/// A table and a reading, often a second or so from one at which something changes.
fn with_reading(table: impl Strategy<Value = Table>) -> impl Strategy<Value = (Table, WallTime)> {
    (with_instant(table), any::<bool>(), -2..=2_i64).prop_map(|((table, instant), earlier, shift)| {
        let offset = table.offset_at(if earlier { instant - 1 } else { instant });
        (table, WallTime::from_seconds(instant + i64::from(offset) + shift))
    })
}

/// What [`ZoneRules::locate`] must say of a reading: the instants that show it, or that none does.
fn located_as_shown(table: &Table, reading: WallTime, located: Located) -> bool {
    let seconds = reading.as_seconds();
    match (located, table.showing(seconds).as_slice()) {
        (Located::Once(instant), [shown]) => instant == at(*shown),
        (Located::Fold { earlier, later }, [first, .., last]) => (earlier, later) == (at(*first), at(*last)),
        (Located::Gap { forward, back }, []) => table.changes.iter().any(|change| {
            let by_offset = (at(seconds - i64::from(change.before)), at(seconds - i64::from(change.after)));
            change.skips(seconds) && (forward, back) == by_offset
        }),
        _ => false,
    }
}

proptest! {
    #[test]
    fn the_offset_is_that_of_the_last_change((table, instant) in with_instant(a_crowded_table())) {
        prop_assert_eq!(table.rules().offset_at(at(instant)).seconds(), table.offset_at(instant));
        prop_assert_eq!(table.rules().wall(at(instant)).as_seconds(), table.wall(instant));
    }

    #[test]
    fn a_reading_is_located_where_the_clock_shows_it((table, reading) in with_reading(a_table())) {
        let located = table.rules().locate(reading);
        prop_assert!(located_as_shown(&table, reading, located), "{:?}", located);
    }

    #[test]
    fn a_reading_is_located_where_the_clock_shows_it_however_near_the_changes(
        (table, reading) in with_reading(a_crowded_table()),
    ) {
        let located = table.rules().locate(reading);
        prop_assert!(located_as_shown(&table, reading, located), "{:?}", located);
    }

    #[test]
    fn what_the_clock_shows_is_located_at_that_instant((table, instant) in with_instant(a_table())) {
        let rules = table.rules();
        let found = match rules.locate(rules.wall(at(instant))) {
            Located::Once(once) => once == at(instant),
            Located::Fold { earlier, later } => earlier < later && [earlier, later].contains(&at(instant)),
            Located::Gap { .. } => false,
        };
        prop_assert!(found);
    }

    #[test]
    fn a_skipped_reading_moves_by_the_length_of_the_gap((table, reading) in with_reading(a_table())) {
        let (rules, seconds) = (table.rules(), reading.as_seconds());
        let forward = rules.resolve(reading, GapRule::ShiftForward, FoldRule::Earlier);
        prop_assert_eq!(forward.as_unix(), table.instant(seconds));
        prop_assert_eq!(rules.instant(reading), forward);
        if table.showing(seconds).is_empty() {
            let back = rules.resolve(reading, GapRule::ShiftBack, FoldRule::Earlier);
            prop_assert_eq!(forward.as_unix() - back.as_unix(), table.gap(seconds));
            prop_assert_eq!(rules.wall(back).as_seconds(), seconds - table.gap(seconds));
        }
    }

    #[test]
    fn a_doubled_reading_is_resolved_by_the_rule_named((table, reading) in with_reading(a_table())) {
        let (rules, showing) = (table.rules(), table.showing(reading.as_seconds()));
        if let [first, .., last] | [first @ last] = showing.as_slice() {
            for gap in [GapRule::ShiftForward, GapRule::ShiftBack] {
                prop_assert_eq!(rules.resolve(reading, gap, FoldRule::Earlier), at(*first));
                prop_assert_eq!(rules.resolve(reading, gap, FoldRule::Later), at(*last));
            }
        }
    }

    #[test]
    fn segments_fill_the_window_each_with_its_one_offset(
        (table, start) in with_instant(a_crowded_table()), length in 1..12 * DAY,
    ) {
        let (rules, window) = (table.rules(), interval(start, start + length));
        let segments: Vec<(Interval, Offset)> = rules.segments(window).collect();
        let (first, last) = (segments[0].0, segments[segments.len() - 1].0);
        prop_assert_eq!((first.start(), last.end()), (window.start(), window.end()));
        for pair in segments.windows(2) {
            prop_assert_eq!(pair[0].0.end(), pair[1].0.start());
            prop_assert_ne!(pair[0].1, pair[1].1);
        }
        for (segment, offset) in segments {
            let (start, end) = bounds(segment);
            prop_assert_eq!([table.offset_at(start), table.offset_at(end - 1)], [offset.seconds(); 2]);
            prop_assert!(table.changes.iter().all(|change| change.at <= start || end <= change.at));
        }
    }

    #[test]
    fn a_table_does_not_depend_on_the_order_of_its_changes(
        (table, changes) in a_crowded_table().prop_flat_map(|table| {
            let changes = table.changes.clone();
            (Just(table), Just(changes).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(Table { changes, ..table.clone() }.rules(), table.rules());
    }

    #[test]
    fn a_change_to_the_same_offset_is_no_change(table in a_crowded_table(), instant in BASE - 20 * DAY..BASE + 20 * DAY) {
        let mut changes: Vec<(Timestamp, Offset)> = table.rules().changes().collect();
        let same = table.rules().offset_at(at(instant));
        changes.push((at(instant), same));
        prop_assert_eq!(ZoneRules::new(table.rules().first_offset(), changes), table.rules());
    }

    #[test]
    fn an_offset_is_less_than_26_hours_either_way(seconds in prop_oneof![-93_602..-93_598_i32, 93_598..93_602_i32, any::<i32>()]) {
        prop_assert_eq!(Offset::new(seconds).is_some(), seconds.unsigned_abs() < 26 * 3_600);
    }

    #[test]
    fn a_reading_is_its_day_and_second_and_its_date_that_of_chrono(seconds in -4_000 * 365 * DAY..4_000 * 365 * DAY) {
        let reading = WallTime::from_seconds(seconds);
        prop_assert_eq!(WallTime::from_day(reading.day()).plus(reading.second_of_day()), reading);
        prop_assert_eq!(WallTime::new(reading.date(), reading.second_of_day()), reading);
        prop_assert_eq!(WallTime::from_chrono(reading.to_chrono()), reading);
        let chrono = chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        prop_assert_eq!((reading.to_chrono(), reading.date()), (chrono, chrono.date()));
        prop_assert_eq!(reading.weekday(), chrono::Datelike::weekday(&chrono));
    }

    #[test]
    fn a_chrono_instant_is_rounded_down_or_up_to_whole_seconds(
        seconds in -4_000 * 365 * DAY..4_000 * 365 * DAY, nanos in prop_oneof![Just(0), 0..1_000_000_000_u32],
    ) {
        let instant = chrono::DateTime::from_timestamp(seconds, nanos).unwrap();
        prop_assert_eq!(Timestamp::floor(&instant), at(seconds));
        prop_assert_eq!(Timestamp::ceil(&instant), at(if nanos == 0 { seconds } else { seconds + 1 }));
        prop_assert_eq!(at(seconds).to_chrono().map(|whole| Timestamp::floor(&whole)), Some(at(seconds)));
    }

    #[test]
    fn nothing_in_a_zone_panics_at_the_ends_of_the_line(
        table in a_crowded_table(), second in near_the_ends(), other in near_the_ends(), day in -100_000..100_000_i32,
    ) {
        let (rules, reading) = (table.rules(), WallTime::from_seconds(second));
        let last = i64::from(table.changes.last().map_or(table.first, |change| change.after));
        if second > BASE + 100 * DAY {
            prop_assert_eq!(rules.instant(reading).as_unix(), second.saturating_sub(last));
            prop_assert_eq!(rules.wall(at(second)).as_seconds(), second.saturating_add(last));
        }
        if let Some(window) = Interval::new(at(second), at(other)) {
            prop_assert_eq!(rules.segments(window).map(|segment| segment.0).reduce(Interval::hull), Some(window));
        }
        let date = NaiveDate::from_epoch_days(day).unwrap();
        let exact = i128::from(day) * i128::from(DAY) + i128::from(second);
        let clamped = exact.clamp(i64::MIN.into(), i64::MAX.into());
        prop_assert_eq!(i128::from(WallTime::new(date, second).as_seconds()), clamped);
        prop_assert_eq!(WallTime::from_day(second).as_seconds(), second.saturating_mul(DAY));
        let printed = format!("{:?} {:?}", reading, at(second));
        prop_assert!(!printed.is_empty());
    }
}

/// Zones with summer time north and south, of half an hour, in Ramadan, at odd offsets, and without any.
const ZONES: [Tz; 10] = [
    Tz::Europe__Berlin,
    Tz::Europe__Dublin,
    Tz::America__New_York,
    Tz::America__Santiago,
    Tz::America__St_Johns,
    Tz::Australia__Lord_Howe,
    Tz::Africa__Casablanca,
    Tz::Africa__Cairo,
    Tz::Asia__Kathmandu,
    Tz::Pacific__Chatham,
];

/// 2024-01-01 to 2029-01-01.
const YEARS: (i64, i64) = (1_704_067_200, 1_861_920_000);

static BUILT: LazyLock<Vec<(Tz, ZoneRules)>> = LazyLock::new(|| {
    let window = interval(YEARS.0 - 3 * DAY, YEARS.1 + 3 * DAY);
    ZONES.map(|zone| (zone, ZoneRules::from_chrono(&zone, window))).to_vec()
});

fn chrono_offset(zone: Tz, instant: i64) -> i32 {
    let utc = chrono::DateTime::from_timestamp(instant, 0).unwrap().naive_utc();
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

/// A second of those years, often near a change of the zone.
fn near_a_change(rules: &ZoneRules, index: prop::sample::Index, shift: i64, anywhere: i64) -> i64 {
    let changes: Vec<i64> = rules.changes().map(|change| change.0.as_unix()).collect();
    if changes.is_empty() { anywhere } else { *index.get(&changes) + shift }
}

proptest! {
    #[test]
    fn a_table_from_chrono_has_the_offsets_of_its_zone(instant in YEARS.0..YEARS.1) {
        for (zone, rules) in BUILT.iter() {
            prop_assert_eq!(rules.offset_at(at(instant)).seconds(), chrono_offset(*zone, instant), "{}", zone);
        }
    }

    #[test]
    fn a_table_from_chrono_changes_in_the_very_second(index in any::<prop::sample::Index>(), shift in -2..=2_i64) {
        for (zone, rules) in BUILT.iter() {
            let instant = near_a_change(rules, index, shift, YEARS.0);
            prop_assert_eq!(rules.offset_at(at(instant)).seconds(), chrono_offset(*zone, instant), "{}", zone);
        }
    }

    #[test]
    fn readings_are_located_where_chrono_tz_finds_them(
        index in any::<prop::sample::Index>(), shift in -3 * 3_600..3 * 3_600_i64, anywhere in YEARS.0..YEARS.1,
    ) {
        for (zone, rules) in BUILT.iter() {
            let reading = rules.wall(at(near_a_change(rules, index, 0, anywhere))).plus(shift);
            let unix = |instant: chrono::DateTime<Tz>| at(instant.timestamp());
            let same = match (rules.locate(reading), zone.from_local_datetime(&reading.to_chrono())) {
                (Located::Once(instant), MappedLocalTime::Single(once)) => instant == unix(once),
                (Located::Fold { earlier, later }, MappedLocalTime::Ambiguous(first, second)) => {
                    (earlier, later) == (unix(first), unix(second))
                }
                (Located::Gap { .. }, MappedLocalTime::None) => true,
                _ => false,
            };
            prop_assert!(same, "{} {:?} {:?}", zone, reading, rules.locate(reading));
        }
    }

    #[test]
    fn a_change_that_holds_for_a_week_is_seen(start in 971_000_000 - 40 * DAY..971_000_000_i64, second in 0..60 * DAY) {
        // Recife went to summer time on 8 October 2000 and back on the 15th.
        let rules = ZoneRules::from_chrono(&Tz::America__Recife, interval(start, start + 60 * DAY));
        let instant = start + second;
        prop_assert_eq!(rules.offset_at(at(instant)).seconds(), chrono_offset(Tz::America__Recife, instant));
    }

    #[test]
    fn a_table_of_a_fixed_chrono_offset_never_changes(
        seconds in -86_399..86_400_i32, start in YEARS.0..YEARS.1, length in 1..60 * DAY, probe in near_the_ends(),
    ) {
        let zone = chrono::FixedOffset::east_opt(seconds).unwrap();
        let rules = ZoneRules::from_chrono(&zone, interval(start, start + length));
        prop_assert_eq!(&rules, &ZoneRules::fixed(Offset::new(seconds).unwrap()));
        prop_assert_eq!(rules.offset_at(at(probe)).seconds(), seconds);
    }
}
