//! Laws of cutting starts, against a walk over every second.

use freebusy_core::{
    Anchor, Grid, Increment, Interval, IntervalSet, Minutes, Offset, Timestamp, ZoneRules, count_in,
    count_within, cut,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Two days of a zone whose clock changes somewhere inside them.
fn any_zone() -> impl Strategy<Value = ZoneRules> {
    let offset = prop_oneof![Just(0), Just(3_600), Just(-12_600), Just(20_700), Just(37_800), Just(-2_670)];
    let swing = prop_oneof![Just(0), Just(3_600), Just(-3_600), Just(1_800), Just(-1_800), Just(86_400)];
    (offset, 0_i64..172_800, swing).prop_map(|(first, at, swing)| {
        let offset = |seconds| Offset::new(seconds).unwrap_or_default();
        ZoneRules::new(offset(first), [(Timestamp::from_unix(at / 900 * 900), offset(first + swing))])
    })
}

fn any_increment() -> impl Strategy<Value = Increment> {
    prop_oneof![1_u32..=1_440, prop::sample::select(vec![5, 7, 10, 15, 20, 30, 45, 60, 90, 120])]
        .prop_map(|minutes| Increment::new(Minutes::new(minutes)).unwrap())
}

fn any_runs() -> impl Strategy<Value = IntervalSet> {
    vec((0_i64..172_800, 1_i64..6_000, prop::bool::ANY), 0..9).prop_map(|runs| {
        runs.into_iter()
            .filter_map(|(start, length, rounded)| {
                let (start, length) =
                    if rounded { (start / 300 * 300, length / 300 * 300) } else { (start, length) };
                Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(start + length))
            })
            .collect()
    })
}

fn starts(possible: &IntervalSet, grid: Grid<'_>) -> Vec<i64> {
    cut(possible, grid).map(Timestamp::as_unix).collect()
}

fn seconds_of(possible: &IntervalSet) -> impl Iterator<Item = i64> + '_ {
    possible.iter().flat_map(|run| run.start().as_unix()..run.end().as_unix())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn clock_starts_are_the_instants_whose_reading_is_a_multiple(zone in any_zone(), increment in any_increment(), possible in any_runs()) {
        let step = i64::from(increment.minutes().get()) * 60;
        let is_start = |second: &i64| zone.wall(Timestamp::from_unix(*second)).second_of_day() % step == 0;
        let expected: Vec<i64> = seconds_of(&possible).filter(is_start).collect();
        prop_assert_eq!(starts(&possible, Grid { anchor: Anchor::Clock, increment, zone: &zone }), expected);
    }

    #[test]
    fn free_starts_follow_the_rule_as_it_is_written(zone in any_zone(), increment in any_increment(), possible in any_runs()) {
        let minutes = i64::from(increment.minutes().get());
        let g = [60, 30, 20, 15, 10, 5].into_iter().find(|g| minutes % g == 0).unwrap_or(1);
        let mut expected: Vec<i64> = Vec::new();
        for run in &possible {
            let mut start = run.start().as_unix();
            // The minutes that the reading at the beginning lacks, added one second at a time.
            let mut reading = zone.wall(run.start()).as_seconds();
            while reading.rem_euclid(3_600) % (g * 60) != 0 {
                (reading, start) = (reading + 1, start + 1);
            }
            if let Some(previous) = expected.last() && start < previous + minutes * 60 {
                start = previous + minutes * 60;
            }
            while start < run.end().as_unix() {
                expected.push(start);
                start += minutes * 60;
            }
        }
        prop_assert_eq!(starts(&possible, Grid { anchor: Anchor::Free, increment, zone: &zone }), expected);
    }

    #[test]
    fn free_starts_are_never_nearer_than_the_increment(zone in any_zone(), increment in any_increment(), possible in any_runs()) {
        let cut = starts(&possible, Grid { anchor: Anchor::Free, increment, zone: &zone });
        prop_assert!(cut.windows(2).all(|pair| pair[1] - pair[0] >= i64::from(increment.minutes().get()) * 60));
    }

    #[test]
    fn every_start_is_possible_and_in_order(zone in any_zone(), increment in any_increment(), possible in any_runs(), anchor in prop_oneof![Just(Anchor::Clock), Just(Anchor::Free)]) {
        let cut = starts(&possible, Grid { anchor, increment, zone: &zone });
        prop_assert!(cut.iter().all(|start| possible.contains(Timestamp::from_unix(*start))));
        prop_assert!(cut.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn counting_starts_is_selecting_them(points in vec(0_i64..1_000, 0..40), possible in vec((0_i64..1_000, 1_i64..200), 0..5)) {
        let mut starts: Vec<Timestamp> = points.into_iter().map(Timestamp::from_unix).collect();
        starts.sort();
        starts.dedup();
        let set: IntervalSet = possible.iter().filter_map(|&(a, length)| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(a + length))).collect();
        let inside: Vec<Timestamp> = starts.iter().copied().filter(|start| set.contains(*start)).collect();
        prop_assert_eq!(count_in(&starts, &set), inside.len());
        prop_assert_eq!(set.iter().map(|stretch| count_within(&starts, stretch)).sum::<usize>(), inside.len());
    }
}

/// Runs of minutes to years, at most a few starts too many to be counted one by one.
fn long_runs() -> impl Strategy<Value = IntervalSet> {
    let lengths = prop_oneof![1_i64..20_000, 1_i64..10 * 86_400, 300 * 86_400_i64..900 * 86_400];
    vec((-400 * 86_400_i64..400 * 86_400, lengths), 0..4).prop_map(|runs| {
        let bounds = |(start, length): (i64, i64)| (BASE + start, BASE + start + length);
        let run = |(a, b)| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b));
        runs.into_iter().map(bounds).filter_map(run).collect()
    })
}

/// 2026-10-25 01:00Z, when Berlin's summer time ends.
const BASE: i64 = 1_792_890_000;

fn any_anchor() -> impl Strategy<Value = Anchor> {
    prop_oneof![Just(Anchor::Clock), Just(Anchor::Free)]
}

/// The starts one by one, as plain numbers.
fn one_by_one(mut starts: impl Iterator<Item = Timestamp>) -> Vec<i64> {
    core::iter::from_fn(|| starts.next()).map(Timestamp::as_unix).collect()
}

fn plain(starts: Vec<Timestamp>) -> Vec<i64> {
    starts.into_iter().map(Timestamp::as_unix).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_minute_of_years_is_asked_whether_it_is_a_start(increment in any_increment(), possible in long_runs()) {
        let zone = berlin();
        let step = i64::from(increment.minutes().get()) * 60;
        let minutes = possible.iter().flat_map(|run| {
            (run.start().as_unix().div_euclid(60) * 60..run.end().as_unix()).step_by(60).filter(move |at| *at >= run.start().as_unix())
        });
        let is_start = |at: &i64| zone.wall(Timestamp::from_unix(*at)).second_of_day() % step == 0;
        let grid = Grid { anchor: Anchor::Clock, increment, zone: &zone };
        prop_assert_eq!(plain(cut(&possible, grid).into_vec()), minutes.filter(is_start).collect::<Vec<_>>());
    }

    #[test]
    fn starts_are_the_same_however_they_are_taken(
        zone in any_zone(), increment in any_increment(), possible in prop_oneof![any_runs(), long_runs()],
        anchor in any_anchor(), taken in 0_usize..40,
    ) {
        let cut = || cut(&possible, Grid { anchor, increment, zone: &zone });
        let all = one_by_one(cut());
        prop_assert_eq!(&plain(cut().into_vec()), &all);
        prop_assert_eq!(&plain(cut().collect()), &all);
        prop_assert_eq!(cut().count(), all.len());
        let mut told = Vec::new();
        cut().for_each(|start| told.push(start.as_unix()));
        prop_assert_eq!(&told, &all);
        // After some have been taken the rest is still the same, and the hints hold.
        let mut begun = cut();
        let first = begun.by_ref().take(taken).count();
        let rest = all.get(first..).unwrap();
        let (least, most) = begun.size_hint();
        prop_assert!(least <= rest.len() && most.is_none_or(|most| rest.len() <= most));
        prop_assert_eq!(begun.clone().count(), rest.len());
        prop_assert_eq!(plain(begun.clone().into_vec()), rest);
        prop_assert_eq!(one_by_one(begun.clone()), rest);
        prop_assert_eq!(begun.fold(0, |count, _| count + 1), rest.len());
    }

    #[test]
    fn the_ends_of_the_line_have_starts_and_an_end(
        zone in any_zone(), increment in any_increment(), anchor in any_anchor(),
        back in 0_i64..400_000, length in 1_i64..300_000, late in any::<bool>(),
    ) {
        let start = if late { i64::MAX - back } else { i64::MIN + back };
        let run = Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(start.saturating_add(length)));
        let grid = Grid { anchor, increment, zone: &zone };
        if let Some(run) = run {
            let all = one_by_one(cut(IntervalSet::from(run), grid));
            prop_assert!(all.iter().all(|start| run.contains(Timestamp::from_unix(*start))));
            prop_assert_eq!(plain(cut(IntervalSet::from(run), grid).into_vec()), all.clone());
            prop_assert_eq!(cut(IntervalSet::from(run), grid).count(), all.len());
        }
        prop_assert_eq!(cut(IntervalSet::from(Interval::ALL), grid).take(9).count(), 9);
    }
}

fn berlin() -> ZoneRules {
    // 2026-10-25 01:00Z: from +02:00 back to +01:00.
    let hours = |hours: i32| Offset::new(hours * 3_600).unwrap();
    ZoneRules::new(hours(2), [(Timestamp::from_unix(1_792_890_000), hours(1))])
}

#[test]
fn both_passes_of_a_fold_are_starts() {
    let change = 1_792_890_000;
    let around = IntervalSet::from(
        Interval::new(Timestamp::from_unix(change - 3_600), Timestamp::from_unix(change + 3_600)).unwrap(),
    );
    let zone = berlin();
    let grid =
        Grid { anchor: Anchor::Clock, increment: Increment::new(Minutes::new(30)).unwrap(), zone: &zone };
    assert_eq!(starts(&around, grid), [change - 3_600, change - 1_800, change, change + 1_800]);
}

#[test]
fn a_start_that_would_be_too_near_is_moved_and_not_rounded_again() {
    let at = |minute: i64| Timestamp::from_unix(minute * 60);
    let runs: IntervalSet =
        [(3, 20), (22, 60)].into_iter().filter_map(|(a, b)| Interval::new(at(a), at(b))).collect();
    let grid = Grid {
        anchor: Anchor::Free,
        increment: Increment::new(Minutes::new(20)).unwrap(),
        zone: &ZoneRules::utc(),
    };
    // 03 rounds up to 20, which the first run no longer holds; 22 rounds up to 40.
    assert_eq!(starts(&runs, grid), [2_400]);
    let grid = Grid {
        anchor: Anchor::Free,
        increment: Increment::new(Minutes::new(7)).unwrap(),
        zone: &ZoneRules::utc(),
    };
    // 03, 10, 17 in the first run; 22 is too near to 17 and becomes 24.
    assert_eq!(
        starts(&runs, grid).into_iter().map(|start| start / 60).collect::<Vec<_>>(),
        [3, 10, 17, 24, 31, 38, 45, 52, 59]
    );
}

#[test]
fn a_run_that_ends_where_a_start_would_be_does_not_hold_back_the_next() {
    let at = |minute: i64| Timestamp::from_unix(minute * 60);
    let runs: IntervalSet =
        [(0, 14), (15, 23)].into_iter().filter_map(|(a, b)| Interval::new(at(a), at(b))).collect();
    let grid = Grid {
        anchor: Anchor::Free,
        increment: Increment::new(Minutes::new(7)).unwrap(),
        zone: &ZoneRules::utc(),
    };
    assert_eq!(starts(&runs, grid).into_iter().map(|start| start / 60).collect::<Vec<_>>(), [0, 7, 15, 22]);
}

#[test]
fn runs_of_any_number_of_starts_are_cut_whole_beside_each_other() {
    for minutes in [1, 5, 7, 15, 60, 1_440] {
        let increment = Increment::new(Minutes::new(minutes)).unwrap();
        let step = i64::from(minutes) * 60;
        // Runs of 0, 1, 2, ... 69 starts, each beginning a second after a multiple, in the order of time.
        let mut expected = Vec::new();
        let mut multiple = 0;
        let possible: IntervalSet = (0..70)
            .filter_map(|count| {
                let start = multiple;
                expected.extend((1..=count).map(|place| start + place * step));
                multiple += (count + 2) * step;
                let end = start + count * step + 2;
                Interval::new(Timestamp::from_unix(start + 1), Timestamp::from_unix(end.max(start + 2)))
            })
            .collect();
        assert_eq!(possible.len(), 70);
        let grid = Grid { anchor: Anchor::Clock, increment, zone: &ZoneRules::utc() };
        // Where the increment does not divide the day, the clock begins anew each midnight.
        if 1_440 % minutes == 0 {
            assert_eq!(plain(cut(&possible, grid).into_vec()), expected);
        }
        assert_eq!(plain(cut(&possible, grid).into_vec()), one_by_one(cut(&possible, grid)));
        assert_eq!(cut(&possible, grid).count(), one_by_one(cut(&possible, grid)).len());
        let grid = Grid { anchor: Anchor::Free, increment, zone: &ZoneRules::utc() };
        assert_eq!(plain(cut(&possible, grid).into_vec()), one_by_one(cut(&possible, grid)));
    }
}
