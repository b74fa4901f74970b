//! The laws of many sets at once, against counting heads second by second.

use freebusy_core::{Interval, IntervalSet, at_least, common, coverage, merge};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{Points, a_set, an_interval, at, bounds, interval, spans};

fn sets() -> impl Strategy<Value = Vec<IntervalSet>> {
    vec(a_set(), 0..12)
}

/// How many of the sets hold a second.
fn heads(points: &[Points], second: i64) -> usize {
    points.iter().filter(|set| set.has(second)).count()
}

/// The seconds of the window at which the head count is right.
fn where_heads(sets: &[IntervalSet], window: Interval, right: impl Fn(usize) -> bool) -> Vec<(i64, i64)> {
    let points: Vec<Points> = sets.iter().map(Points::of_set).collect();
    Points::of(|second| window.contains(at(second)) && right(heads(&points, second))).runs()
}

proptest! {
    #[test]
    fn merging_sets_is_folding_their_unions(sets in sets()) {
        prop_assert_eq!(merge(&sets), sets.iter().fold(IntervalSet::EMPTY, |all, set| &all | set));
    }

    #[test]
    fn the_common_time_is_the_fold_of_intersections(sets in sets(), window in an_interval()) {
        let folded = sets.iter().fold(IntervalSet::from(window), |all, set| &all & set);
        prop_assert_eq!(common(&sets, window), folded);
    }

    #[test]
    fn without_sets_the_whole_window_is_common_and_nothing_is_merged(window in an_interval()) {
        let none: [IntervalSet; 0] = [];
        prop_assert_eq!(common(&none, window), IntervalSet::from(window));
        prop_assert!(merge(&none).is_empty());
        let curve = coverage(&none, window);
        prop_assert_eq!(curve.steps(), &[(window, 0)]);
    }

    #[test]
    fn at_least_k_counts_heads_for_every_k(sets in sets(), window in an_interval()) {
        for k in 0..=sets.len() + 1 {
            prop_assert_eq!(spans(&at_least(k, &sets, window)), where_heads(&sets, window, |heads| heads >= k));
        }
    }

    #[test]
    fn asking_for_more_heads_never_gives_more_time(sets in sets(), window in an_interval()) {
        for k in 0..=sets.len() {
            let (fewer, more) = (at_least(k, &sets, window), at_least(k + 1, &sets, window));
            prop_assert!((&more - &fewer).is_empty(), "k = {k}");
        }
    }

    #[test]
    fn one_head_is_the_merged_time_and_all_heads_the_common_time(sets in sets(), window in an_interval()) {
        prop_assert_eq!(at_least(1, &sets, window), merge(&sets).clip(window));
        prop_assert_eq!(at_least(sets.len(), &sets, window), common(&sets, window));
    }

    #[test]
    fn the_order_of_the_sets_does_not_matter(
        (sets, shuffled) in sets().prop_flat_map(|sets| (Just(sets.clone()), Just(sets).prop_shuffle())),
        window in an_interval(),
    ) {
        prop_assert_eq!(merge(&sets), merge(&shuffled));
        prop_assert_eq!(common(&sets, window), common(&shuffled, window));
        prop_assert_eq!(coverage(&sets, window), coverage(&shuffled, window));
    }

    #[test]
    fn steps_fill_the_window_touch_and_differ_from_their_neighbours(sets in sets(), window in an_interval()) {
        let coverage = coverage(&sets, window);
        let steps = coverage.steps();
        let (first, last) = (steps[0].0, steps[steps.len() - 1].0);
        prop_assert_eq!((first.start(), last.end()), (window.start(), window.end()));
        for pair in steps.windows(2) {
            prop_assert_eq!(pair[0].0.end(), pair[1].0.start());
            prop_assert_ne!(pair[0].1, pair[1].1);
        }
    }

    #[test]
    fn a_step_counts_the_heads_of_each_of_its_seconds(sets in sets(), window in an_interval()) {
        let points: Vec<Points> = sets.iter().map(Points::of_set).collect();
        for &(step, count) in coverage(&sets, window).steps() {
            for second in bounds(step).0..bounds(step).1 {
                prop_assert_eq!(count, heads(&points, second), "second {}", second);
            }
        }
    }

    #[test]
    fn the_curve_selects_by_head_count(sets in sets(), window in an_interval()) {
        let curve = coverage(&sets, window);
        for k in 0..=sets.len() + 1 {
            prop_assert_eq!(spans(&curve.at_least(k)), where_heads(&sets, window, |heads| heads >= k));
            prop_assert_eq!(spans(&curve.exactly(k)), where_heads(&sets, window, |heads| heads == k));
        }
    }

    #[test]
    fn the_best_time_is_where_most_heads_are(sets in sets(), window in an_interval()) {
        let points: Vec<Points> = sets.iter().map(Points::of_set).collect();
        let most = (bounds(window).0..bounds(window).1).map(|second| heads(&points, second)).max().unwrap();
        let (count, best) = coverage(&sets, window).best();
        prop_assert_eq!(count, most);
        prop_assert_eq!(spans(&best), where_heads(&sets, window, |heads| heads == most));
    }

    #[test]
    fn head_counts_weighted_by_time_are_the_lengths_of_the_sets(sets in sets(), window in an_interval()) {
        let weighted: i64 = coverage(&sets, window)
            .steps()
            .iter()
            .map(|&(step, count)| step.length().get() * i64::try_from(count).unwrap())
            .sum();
        prop_assert_eq!(weighted, sets.iter().map(|set| set.clip(window).length().get()).sum::<i64>());
    }
}

#[test]
fn heads_are_counted_over_all_of_time_too() {
    let late = Interval::new(at(i64::MAX - 9), at(i64::MAX)).unwrap();
    for people in [4, 9] {
        let mut sets: Vec<IntervalSet> =
            (0..people).map(|own| [interval(own, own + 2), late].into_iter().collect()).collect();
        sets.push(IntervalSet::from(Interval::ALL));
        let found = at_least(3, &sets, Interval::ALL);
        assert_eq!(found, [interval(1, people), late].into_iter().collect(), "{people} people");
    }
}
