//! The functions over slices of sets, which count, search or sort as is fastest, say what the slow model says.

use freebusy_core::{Interval, IntervalSet, at_least, common, coverage, merge, subtract};
use proptest::prelude::*;

use crate::model::{Drawn, any_crowd, cases, found, heads, interval};

/// Crowds, some of which consist of the same few people again and again, so that they have many intervals.
fn any_group() -> impl Strategy<Value = Drawn> {
    (any_crowd(), 1_usize..12).prop_map(|(mut drawn, times)| {
        if drawn.sets.len() < 60 {
            drawn.sets = vec![drawn.sets; times].concat();
        }
        drawn
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_common_time_of_lists_is_where_everybody_is(drawn in any_group()) {
        let people = drawn.sets.len();
        let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) == people);
        prop_assert_eq!(common(&drawn.sets, drawn.window).iter().collect::<Vec<Interval>>(), expected);
    }

    #[test]
    fn at_least_k_of_lists_counts_heads(drawn in any_group(), any in any::<prop::sample::Index>()) {
        let people = drawn.sets.len();
        for k in [0, 1, any.index(people + 1), people, people + 1] {
            let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) >= k);
            let own = at_least(k, &drawn.sets, drawn.window);
            prop_assert_eq!(own.iter().collect::<Vec<Interval>>(), expected, "k = {}", k);
        }
    }

    #[test]
    fn the_curve_fills_the_window_with_right_steps(drawn in any_group()) {
        let people = drawn.sets.len();
        let curve = coverage(&drawn.sets, drawn.window);
        let steps = curve.steps();
        prop_assert_eq!(steps.first().unwrap().0.start(), drawn.window.start());
        prop_assert_eq!(steps.last().unwrap().0.end(), drawn.window.end());
        for pair in steps.windows(2) {
            prop_assert_eq!(pair[0].0.end(), pair[1].0.start());
            prop_assert_ne!(pair[0].1, pair[1].1);
        }
        let most = steps.iter().map(|step| step.1).max().unwrap();
        for count in [0, most / 2, most] {
            let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) == count);
            prop_assert_eq!(curve.exactly(count).iter().collect::<Vec<Interval>>(), expected);
        }
    }

    #[test]
    fn merging_lists_is_folding_their_unions(drawn in any_group()) {
        let folded = drawn.sets.iter().fold(IntervalSet::EMPTY, |all, set| &all | set);
        prop_assert_eq!(merge(&drawn.sets), folded);
    }

    #[test]
    fn subtracting_one_by_one_is_subtracting_all(
        (drawn, order, strays) in any_group().prop_flat_map(|drawn| {
            let order: Vec<Interval> = drawn.sets.iter().flat_map(IntervalSet::iter).collect();
            let (start, length) = (drawn.window.start().as_unix(), drawn.window.length().get());
            let stray = (-2_000..length + 2_000, 1_i64..9_000).prop_map(move |(from, long)| {
                interval(start + from, start + from + long)
            });
            (Just(drawn), Just(order).prop_shuffle(), prop::collection::vec(stray, 0..4))
        }),
        from in any::<prop::sample::Index>(),
    ) {
        let whole = IntervalSet::from(drawn.window);
        let from = drawn.sets.get(from.index(drawn.sets.len() + 1)).unwrap_or(&whole);
        // In any order, some at no mark, among the first as well as among the last.
        let taken: Vec<Interval> = order.iter().chain(&strays).copied().collect();
        let merged: IntervalSet = taken.iter().copied().collect();
        prop_assert_eq!(subtract(from, taken.iter().copied()), from.difference(&merged));
        prop_assert_eq!(subtract(from, taken.iter().rev().copied()), from.difference(&merged));
    }
}

#[test]
fn many_intervals_at_no_mark_are_taken_away_too() {
    let from = IntervalSet::from(interval(0, 1_000_000));
    let marked = (0..500).map(|index| interval(index * 1_800, index * 1_800 + 900));
    let unmarked = (0..500).map(|index| interval(index * 1_931 + 7, index * 1_931 + 8 + index));
    let taken: Vec<Interval> = marked.chain(unmarked.filter(|own| own.end().as_unix() % 2 == 0)).collect();
    let merged: IntervalSet = taken.iter().copied().collect();
    assert_eq!(subtract(&from, taken), &from - &merged);
}
