//! The laws of a single interval, and of lengths and bounds at the ends of the line.

use freebusy_core::{Interval, IntervalSet, Seconds};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{
    Points, WIDTH, a_length, an_interval, an_interval_near_the_ends, at, bounds, interval, length, merged,
    near_the_ends, spans, two_intervals,
};

fn points(interval: Interval) -> Points {
    Points::of_intervals(&[interval])
}

/// The one run of some points as an optional interval would have it.
fn run(points: &Points) -> Vec<(i64, i64)> {
    points.runs()
}

fn optional(interval: Option<Interval>) -> Vec<(i64, i64)> {
    interval.map(bounds).into_iter().collect()
}

/// `[start, end)` in exact arithmetic, cut at the ends of the line.
fn on_the_line(start: i128, end: i128) -> Option<(i64, i64)> {
    let clamp = |exact: i128| i64::try_from(exact.clamp(i64::MIN.into(), i64::MAX.into())).unwrap();
    (start < end).then(|| (clamp(start), clamp(end)))
}

fn exact(interval: Interval) -> (i128, i128) {
    let (start, end) = bounds(interval);
    (start.into(), end.into())
}

proptest! {
    #[test]
    fn an_interval_exists_exactly_when_it_starts_before_it_ends(a in near_the_ends(), b in near_the_ends()) {
        prop_assert_eq!(Interval::new(at(a), at(a)), None);
        prop_assert_eq!(Interval::new(at(a), at(b)).map(bounds), (a < b).then_some((a, b)));
    }

    #[test]
    fn an_interval_contains_its_start_and_every_second_up_to_its_end(a in an_interval(), second in -5..WIDTH + 5) {
        prop_assert_eq!(a.contains(at(second)), points(a).has(second));
    }

    #[test]
    fn an_interval_is_as_long_as_it_has_seconds(a in an_interval()) {
        prop_assert_eq!(a.length().get(), points(a).count());
    }

    #[test]
    fn an_interval_covers_another_when_it_has_all_its_seconds((a, b) in two_intervals()) {
        let (start, end) = bounds(b);
        prop_assert_eq!(a.covers(b), points(a).has_all(start..end));
    }

    #[test]
    fn intervals_overlap_when_they_share_a_second((a, b) in two_intervals()) {
        let (start, end) = bounds(b);
        prop_assert_eq!(a.overlaps(b), points(a).has_any(start..end));
        prop_assert_eq!(a.overlaps(b), b.overlaps(a));
    }

    #[test]
    fn intervals_touch_when_they_make_one_run_without_a_shared_second((a, b) in two_intervals()) {
        let shared = a.overlaps(b);
        let one_run = Points::of_intervals(&[a, b]).runs().len() == 1;
        prop_assert_eq!(a.touches(b), one_run && !shared);
    }

    #[test]
    fn an_intersection_holds_the_seconds_of_both((a, b) in two_intervals()) {
        let both = Points::of(|second| points(a).has(second) && points(b).has(second));
        prop_assert_eq!(optional(a.intersection(b)), run(&both));
    }

    #[test]
    fn a_hull_is_the_smallest_interval_that_covers_both((a, b) in two_intervals()) {
        let either = Points::of_intervals(&[a, b]).runs();
        prop_assert_eq!(bounds(a.hull(b)), (either[0].0, either[either.len() - 1].1));
    }

    #[test]
    fn dilating_an_interval_adds_seconds_on_both_sides(
        a in an_interval(), before in a_length(40), after in a_length(40),
    ) {
        let wide = Points::of(|second| points(a).has_any(second - after..=second + before));
        prop_assert_eq!(vec![bounds(a.dilate(length(before), length(after)))], run(&wide));
    }

    #[test]
    fn eroding_an_interval_takes_seconds_from_both_sides(
        a in an_interval(), before in a_length(40), after in a_length(40),
    ) {
        let narrow = Points::of(|second| points(a).has_all(second - before..=second + after));
        prop_assert_eq!(optional(a.erode(length(before), length(after))), run(&narrow));
    }

    #[test]
    fn an_interval_has_room_where_the_whole_stretch_fits(a in an_interval(), stretch in a_length(60)) {
        let room = Points::of(|second| points(a).has_all(second..second + stretch.max(1)));
        prop_assert_eq!(optional(a.room_for(length(stretch))), run(&room));
    }

    #[test]
    fn dilating_stops_at_the_ends_of_the_line(
        a in an_interval_near_the_ends(), before in 0..=i64::MAX, after in 0..=i64::MAX,
    ) {
        let (start, end) = exact(a);
        let wide = on_the_line(start - i128::from(before), end + i128::from(after));
        prop_assert_eq!(Some(bounds(a.dilate(length(before), length(after)))), wide);
    }

    #[test]
    fn eroding_near_the_ends_of_the_line_is_exact(
        a in an_interval_near_the_ends(), before in 0..=i64::MAX, after in 0..=i64::MAX,
    ) {
        let (start, end) = exact(a);
        let narrow = on_the_line(start + i128::from(before), end - i128::from(after));
        prop_assert_eq!(a.erode(length(before), length(after)).map(bounds), narrow);
        let room = on_the_line(start, end - i128::from(before).max(1) + 1);
        prop_assert_eq!(a.room_for(length(before)).map(bounds), room);
    }

    #[test]
    fn a_length_beyond_the_range_of_numbers_saturates(a in an_interval_near_the_ends(), more in 0..=i64::MAX) {
        let (start, end) = exact(a);
        let whole = (end - start).min(i64::MAX.into());
        prop_assert_eq!(i128::from(a.length().get()), whole);
        prop_assert_eq!(i128::from(a.length().plus(length(more)).get()), (whole + i128::from(more)).min(i64::MAX.into()));
        prop_assert_eq!(length(more).less_one().get(), (more - 1).max(0));
    }

    #[test]
    fn adding_to_a_point_stops_at_the_ends_of_the_line(second in near_the_ends(), step in 0..=i64::MAX) {
        prop_assert_eq!((at(second) + length(step)).as_unix(), second.saturating_add(step));
        prop_assert_eq!((at(second) - length(step)).as_unix(), second.saturating_sub(step));
        prop_assert_eq!(Seconds::new(second).is_some(), second >= 0);
    }

    #[test]
    fn merging_is_exact_however_wide_the_set(
        base in prop_oneof![Just(0), Just(i64::MIN), Just(i64::MAX - (1 << 33)), -1_000_000..1_000_000_i64],
        width in prop_oneof![Just(i64::from(u32::MAX)), Just(1_i64 << 33), 1..i64::from(u32::MAX)],
        parts in vec((any::<bool>(), 0..40_i64, 1..6_i64), 25..40),
    ) {
        let place = |(far, shift, length): (bool, i64, i64)| {
            let end = base + if far { width } else { 46 } - shift;
            interval(end - length, end)
        };
        let all: Vec<Interval> = parts.into_iter().map(place).filter(|own| bounds(*own).0 >= base).collect();
        let plain: Vec<(i64, i64)> = all.iter().copied().map(bounds).collect();
        prop_assert_eq!(spans(&all.into_iter().collect()), merged(&plain));
    }

    #[test]
    fn sets_are_exact_up_to_the_ends_of_the_line(
        left in prop_oneof![vec(an_interval_near_the_ends(), 0..6), vec(an_interval_near_the_ends(), 25..40)],
        right in vec(an_interval_near_the_ends(), 0..6),
        window in an_interval_near_the_ends(),
    ) {
        let plain = |intervals: &[Interval]| intervals.iter().copied().map(bounds).collect::<Vec<_>>();
        let (a, b): (IntervalSet, IntervalSet) = (left.iter().copied().collect(), right.iter().copied().collect());
        prop_assert_eq!(spans(&a), merged(&plain(&left)));
        prop_assert_eq!(spans(&(&a | &b)), merged(&plain(&[left, right].concat())));
        let back = &(&a - &b) | &(&a & &b);
        prop_assert_eq!(&back, &a);
        prop_assert_eq!(&a.complement(window).complement(window), &a.clip(window));
        prop_assert_eq!(&a.complement(Interval::ALL).complement(Interval::ALL), &a);
    }
}
