//! The laws of sets: what each operation holds, and the identities of the algebra.

use freebusy_core::{Interval, IntervalSet};
use proptest::prelude::*;

use crate::model::{
    Points, WIDTH, a_length, a_set, an_interval, an_interval_near_the_ends, at, bounds, intervals, length,
    spans,
};

proptest! {
    #[test]
    fn merging_holds_exactly_the_points_of_its_intervals(all in intervals()) {
        let set: IntervalSet = all.iter().copied().collect();
        prop_assert_eq!(spans(&set), Points::of_intervals(&all).runs());
    }

    #[test]
    fn merging_gives_the_same_set_in_any_order(
        (all, shuffled) in intervals().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let first: IntervalSet = all.into_iter().collect();
        prop_assert_eq!(first, shuffled.into_iter().collect());
    }

    #[test]
    fn a_set_is_sorted_disjoint_and_apart(all in intervals()) {
        let set: IntervalSet = all.into_iter().collect();
        prop_assert!(set.as_slice().is_sorted_by(|a, b| a.end() < b.start()));
    }

    #[test]
    fn sets_are_equal_exactly_when_their_points_are(a in a_set(), b in a_set(), cut in an_interval()) {
        prop_assert_eq!(a == b, Points::of_set(&a) == Points::of_set(&b));
        let rebuilt = &a.clip(cut) | &(&a - &IntervalSet::from(cut));
        prop_assert_eq!(Points::of_set(&rebuilt), Points::of_set(&a));
        prop_assert_eq!(rebuilt, a);
    }

    #[test]
    fn merging_a_set_again_changes_nothing(a in a_set()) {
        let again: IntervalSet = a.iter().collect();
        prop_assert_eq!(&again, &a);
        prop_assert_eq!(a.clone().into_iter().collect::<IntervalSet>(), a);
    }

    #[test]
    fn a_union_holds_the_points_of_either(a in a_set(), b in a_set()) {
        let (left, right) = (Points::of_set(&a), Points::of_set(&b));
        prop_assert_eq!(spans(&(&a | &b)), Points::of(|second| left.has(second) || right.has(second)).runs());
    }

    #[test]
    fn an_intersection_holds_the_points_of_both(a in a_set(), b in a_set()) {
        let (left, right) = (Points::of_set(&a), Points::of_set(&b));
        prop_assert_eq!(spans(&(&a & &b)), Points::of(|second| left.has(second) && right.has(second)).runs());
    }

    #[test]
    fn a_difference_holds_the_points_of_the_first_alone(a in a_set(), b in a_set()) {
        let (left, right) = (Points::of_set(&a), Points::of_set(&b));
        prop_assert_eq!(spans(&(&a - &b)), Points::of(|second| left.has(second) && !right.has(second)).runs());
    }

    #[test]
    fn a_complement_holds_the_rest_of_the_window(a in a_set(), window in an_interval()) {
        let points = Points::of_set(&a);
        let rest = Points::of(|second| window.contains(at(second)) && !points.has(second));
        prop_assert_eq!(spans(&a.complement(window)), rest.runs());
    }

    #[test]
    fn clipping_keeps_the_points_in_the_window(a in a_set(), window in an_interval()) {
        let points = Points::of_set(&a);
        let kept = Points::of(|second| window.contains(at(second)) && points.has(second));
        prop_assert_eq!(spans(&a.clip(window)), kept.runs());
    }

    #[test]
    fn gaps_are_the_points_between_two_of_the_set(a in a_set()) {
        let points = Points::of_set(&a);
        let between = Points::of(|second| {
            !points.has(second) && points.has_any(-1..second) && points.has_any(second..WIDTH + 1)
        });
        prop_assert_eq!(spans(&a.gaps()), between.runs());
    }

    #[test]
    fn dilating_reaches_back_by_before_and_on_by_after(a in a_set(), before in a_length(30), after in a_length(30)) {
        let points = Points::of_set(&a);
        let near = Points::of(|second| points.has_any(second - after..=second + before));
        prop_assert_eq!(spans(&a.dilate(length(before), length(after))), near.runs());
    }

    #[test]
    fn eroding_keeps_the_points_with_clear_time_before_and_after(
        a in a_set(), before in a_length(30), after in a_length(30),
    ) {
        let points = Points::of_set(&a);
        let clear = Points::of(|second| points.has_all(second - before..=second + after));
        prop_assert_eq!(spans(&a.erode(length(before), length(after))), clear.runs());
    }

    #[test]
    fn room_is_where_a_whole_stretch_fits(a in a_set(), stretch in a_length(40)) {
        let points = Points::of_set(&a);
        let fits = Points::of(|second| points.has_all(second..second + stretch.max(1)));
        prop_assert_eq!(spans(&a.room_for(length(stretch))), fits.runs());
    }

    #[test]
    fn a_set_contains_exactly_its_points(a in a_set(), second in -5..WIDTH + 5) {
        prop_assert_eq!(a.contains(at(second)), Points::of_set(&a).has(second));
    }

    #[test]
    fn a_set_covers_an_interval_when_it_has_all_its_points(a in a_set(), probe in an_interval()) {
        let (start, end) = bounds(probe);
        prop_assert_eq!(a.covers(probe), Points::of_set(&a).has_all(start..end));
        prop_assert!(a.iter().all(|own| a.covers(own)));
    }

    #[test]
    fn a_set_overlaps_an_interval_when_it_has_one_of_its_points(a in a_set(), probe in an_interval()) {
        let (start, end) = bounds(probe);
        prop_assert_eq!(a.overlaps(probe), Points::of_set(&a).has_any(start..end));
    }

    #[test]
    fn overlapping_gives_the_intervals_that_share_a_point_uncut(a in a_set(), window in an_interval()) {
        let shares = |own: &Interval| Points::of_intervals(&[*own]).has_any(bounds(window).0..bounds(window).1);
        prop_assert_eq!(a.overlapping(window), a.iter().filter(shares).collect::<Vec<_>>());
        prop_assert!(a.gaps().iter().all(|gap| a.overlapping(gap).is_empty() && !a.overlaps(gap)));
    }

    #[test]
    fn length_count_and_hull_are_those_of_the_points(a in a_set()) {
        let points = Points::of_set(&a);
        let runs = points.runs();
        prop_assert_eq!(a.length().get(), points.count());
        prop_assert_eq!((a.len(), a.is_empty()), (runs.len(), runs.is_empty()));
        prop_assert_eq!(a.hull().map(bounds), runs.first().map(|first| (first.0, runs[runs.len() - 1].1)));
    }

    #[test]
    fn union_and_intersection_commute(a in a_set(), b in a_set()) {
        prop_assert_eq!(&a | &b, &b | &a);
        prop_assert_eq!(&a & &b, &b & &a);
    }

    #[test]
    fn union_and_intersection_associate(a in a_set(), b in a_set(), c in a_set()) {
        prop_assert_eq!(&(&a | &b) | &c, &a | &(&b | &c));
        prop_assert_eq!(&(&a & &b) & &c, &a & &(&b & &c));
    }

    #[test]
    fn union_and_intersection_distribute_over_each_other(a in a_set(), b in a_set(), c in a_set()) {
        prop_assert_eq!(&a & &(&b | &c), &(&a & &b) | &(&a & &c));
        prop_assert_eq!(&a | &(&b & &c), &(&a | &b) & &(&a | &c));
    }

    #[test]
    fn a_set_with_itself_is_itself(a in a_set()) {
        prop_assert_eq!(&(&a | &a), &a);
        prop_assert_eq!(&(&a & &a), &a);
        prop_assert!((&a - &a).is_empty());
    }

    #[test]
    fn the_empty_set_adds_and_takes_nothing(a in a_set()) {
        prop_assert_eq!(&(&a | &IntervalSet::EMPTY), &a);
        prop_assert_eq!(&(&a - &IntervalSet::EMPTY), &a);
        prop_assert!((&a & &IntervalSet::EMPTY).is_empty());
        prop_assert!((&IntervalSet::EMPTY - &a).is_empty());
    }

    #[test]
    fn union_and_intersection_absorb_each_other(a in a_set(), b in a_set()) {
        prop_assert_eq!(&(&a | &(&a & &b)), &a);
        prop_assert_eq!(&(&a & &(&a | &b)), &a);
    }

    #[test]
    fn de_morgan_holds_within_a_window(a in a_set(), b in a_set(), window in an_interval()) {
        prop_assert_eq!((&a | &b).complement(window), &a.complement(window) & &b.complement(window));
        prop_assert_eq!((&a & &b).complement(window), &a.complement(window) | &b.complement(window));
    }

    #[test]
    fn complementing_twice_is_clipping(a in a_set(), window in an_interval()) {
        prop_assert_eq!(a.complement(window).complement(window), a.clip(window));
    }

    #[test]
    fn clipping_is_intersecting_with_the_window(a in a_set(), window in an_interval()) {
        prop_assert_eq!(a.clip(window), &a & &IntervalSet::from(window));
    }

    #[test]
    fn subtracting_is_intersecting_with_the_complement(a in a_set(), b in a_set()) {
        prop_assert_eq!(&a - &b, &a & &b.complement(Interval::ALL));
    }

    #[test]
    fn the_gaps_are_the_complement_within_the_hull(a in a_set()) {
        prop_assert_eq!(a.gaps(), a.hull().map_or(IntervalSet::EMPTY, |hull| a.complement(hull)));
    }

    #[test]
    fn lengths_of_union_and_intersection_add_up(a in a_set(), b in a_set()) {
        let sum = a.length().plus(b.length());
        prop_assert_eq!((&a | &b).length().plus((&a & &b).length()), sum);
        prop_assert_eq!((&a - &b).length().plus((&a & &b).length()), a.length());
    }

    #[test]
    fn eroding_is_dilating_everything_else(a in a_set(), before in a_length(30), after in a_length(30)) {
        let rest = a.complement(Interval::ALL);
        let narrowed = rest.dilate(length(after), length(before)).complement(Interval::ALL);
        prop_assert_eq!(a.erode(length(before), length(after)), narrowed);
    }

    #[test]
    fn dilating_and_eroding_in_steps_is_doing_it_at_once(
        a in a_set(), first in (a_length(20), a_length(20)), then in (a_length(20), a_length(20)),
    ) {
        let (before, after) = (length(first.0 + then.0), length(first.1 + then.1));
        let (one, two) = (first, then);
        let dilated = a.dilate(length(one.0), length(one.1)).dilate(length(two.0), length(two.1));
        prop_assert_eq!(dilated, a.dilate(before, after));
        let eroded = a.erode(length(one.0), length(one.1)).erode(length(two.0), length(two.1));
        prop_assert_eq!(eroded, a.erode(before, after));
    }

    #[test]
    fn dilating_goes_through_unions_and_eroding_through_intersections(
        a in a_set(), b in a_set(), before in a_length(30), after in a_length(30),
    ) {
        let (before, after) = (length(before), length(after));
        prop_assert_eq!((&a | &b).dilate(before, after), &a.dilate(before, after) | &b.dilate(before, after));
        prop_assert_eq!((&a & &b).erode(before, after), &a.erode(before, after) & &b.erode(before, after));
    }

    #[test]
    fn a_stretch_that_has_room_is_covered(a in a_set(), stretch in 1..40_i64) {
        for (start, end) in spans(&a.room_for(length(stretch))) {
            for second in [start, end - 1] {
                let meeting = Interval::new(at(second), at(second + stretch)).unwrap();
                prop_assert!(a.covers(meeting), "{meeting:?}");
            }
        }
    }

    #[test]
    fn the_line_is_split_into_a_set_and_its_complement(
        all in proptest::collection::vec(an_interval_near_the_ends(), 0..8), b in a_set(),
    ) {
        let a: IntervalSet = all.into_iter().collect();
        let rest = a.complement(Interval::ALL);
        prop_assert_eq!(&a | &rest, IntervalSet::from(Interval::ALL));
        prop_assert!((&a & &rest).is_empty());
        prop_assert_eq!(&b - &a, &b & &rest);
    }
}
