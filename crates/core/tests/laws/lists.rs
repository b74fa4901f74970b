//! The laws of long lists: what is done in halves, in buckets or by search is what the plain way gives.
//!
//! The plain way compares each interval with each; lists are as long as it takes to reach every kernel.

use freebusy_core::{Interval, IntervalSet, merge};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{bounds, interval, length, spans};

type Spans = Vec<(i64, i64)>;

/// A canonical list by construction: gaps and lengths in turns, at times out to both ends of the line.
fn a_list(most: usize) -> impl Strategy<Value = Spans> {
    let pieces = prop_oneof![
        3 => vec((1..9_i64, 1..9_i64), 0..most),
        1 => vec((1..90_i64, 1..4_i64), 0..=most / 4),
        1 => vec((1..3_i64, 1..200_i64), 0..=most / 8),
    ];
    (pieces, 0..60_i64, 0..8_u8).prop_map(|(pieces, start, ends)| {
        let mut spans = Spans::new();
        let mut end = start;
        for (gap, length) in pieces {
            spans.push((end + gap, end + gap + length));
            end += gap + length;
        }
        if let Some(first) = spans.first_mut().filter(|_| ends == 0) {
            first.0 = i64::MIN;
        }
        if let Some(last) = spans.last_mut().filter(|_| ends <= 1) {
            last.1 = i64::MAX;
        }
        spans
    })
}

fn set(spans: &[(i64, i64)]) -> IntervalSet {
    spans.iter().map(|span| interval(span.0, span.1)).collect()
}

/// Merges in the plain way: each span grows the last one or stands alone.
fn united(spans: &[(i64, i64)]) -> Spans {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut out = Spans::new();
    for (start, end) in sorted {
        match out.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => out.push((start, end)),
        }
    }
    out
}

/// Meets each with each.
fn met(left: &[(i64, i64)], right: &[(i64, i64)]) -> Spans {
    let each = left.iter().flat_map(|a| right.iter().map(|b| (a.0.max(b.0), a.1.min(b.1))));
    each.filter(|span| span.0 < span.1).collect()
}

/// Takes each from what the ones before it left.
fn taken(left: &[(i64, i64)], right: &[(i64, i64)]) -> Spans {
    let take = |left: Spans, cut: &(i64, i64)| -> Spans {
        let parts = left.iter().flat_map(|own| [(own.0, own.1.min(cut.0)), (own.0.max(cut.1), own.1)]);
        parts.filter(|span| span.0 < span.1).collect()
    };
    let whole: Spans = right.iter().fold(left.to_vec(), take);
    united(&whole)
}

/// Intervals in no order: crowded or wide apart, some that start together, one far away from all.
fn unsorted() -> impl Strategy<Value = Spans> {
    let sizes = prop_oneof![0..6_usize, 6..30_usize, 20..30_usize, 30..400_usize];
    let widths = prop_oneof![Just(40_i64), Just(3_000), Just(1 << 22), Just(1 << 40), Just(1 << 62)];
    let far = prop_oneof![3 => Just(None), 1 => Just(Some(1_i64 << 33)), 1 => Just(Some(i64::MAX - 1)), 1 => Just(Some(i64::MIN))];
    (sizes, widths, far).prop_flat_map(|(size, width, far)| {
        let one = (-width..width, 1..1 + width / 8).prop_map(|(start, length)| (start, start + length));
        vec(one, size).prop_map(move |mut all| {
            if let (Some(far), Some(first)) = (far, all.first_mut()) {
                *first = (far, far + 1);
            }
            all
        })
    })
}

proptest! {
    #[test]
    fn merging_is_exact_whatever_the_number_and_the_spread(mut all in unsorted(), order in 0..3_u8) {
        match order {
            0 => {}
            1 => all.sort_unstable(),
            _ => all.sort_unstable_by_key(|span| core::cmp::Reverse(*span)),
        }
        prop_assert_eq!(spans(&set(&all)), united(&all));
        let owned: Vec<Interval> = all.iter().map(|span| interval(span.0, span.1)).collect();
        prop_assert_eq!(spans(&IntervalSet::from(owned)), united(&all));
    }

    #[test]
    fn long_lists_meet_as_each_with_each(left in a_list(90), right in a_list(90)) {
        prop_assert_eq!(spans(&(&set(&left) & &set(&right))), met(&left, &right));
        prop_assert_eq!(spans(&(&set(&right) & &set(&left))), met(&left, &right));
    }

    #[test]
    fn a_few_meet_many_as_each_with_each(few in a_list(12), many in a_list(160)) {
        prop_assert_eq!(spans(&(&set(&few) & &set(&many))), met(&few, &many));
        prop_assert_eq!(spans(&(&set(&many) & &set(&few))), met(&few, &many));
    }

    #[test]
    fn long_lists_are_taken_from_each_other_one_by_one(left in a_list(90), right in a_list(90)) {
        prop_assert_eq!(spans(&(&set(&left) - &set(&right))), taken(&left, &right));
    }

    #[test]
    fn few_and_many_are_taken_from_each_other_one_by_one(few in a_list(6), many in a_list(120)) {
        prop_assert_eq!(spans(&(&set(&few) - &set(&many))), taken(&few, &many));
        prop_assert_eq!(spans(&(&set(&many) - &set(&few))), taken(&many, &few));
    }

    #[test]
    fn long_lists_unite_as_all_their_intervals_do(left in a_list(90), right in a_list(90)) {
        let all = [left.clone(), right.clone()].concat();
        prop_assert_eq!(spans(&(&set(&left) | &set(&right))), united(&all));
        prop_assert_eq!(spans(&(&set(&right) | &set(&left))), united(&all));
    }

    #[test]
    fn few_and_many_unite_as_all_their_intervals_do(few in a_list(4), many in a_list(120)) {
        let all = [few.clone(), many.clone()].concat();
        prop_assert_eq!(spans(&(&set(&few) | &set(&many))), united(&all));
        prop_assert_eq!(spans(&(&set(&many) | &set(&few))), united(&all));
    }

    #[test]
    fn many_sets_merge_as_all_their_intervals_do(
        lists in vec(a_list(40), 0..12), apart in prop_oneof![Just(0), Just(7), Just(5_000)],
    ) {
        // Sets that lie apart make a union that grows; sets that lie over each other one that stays short.
        let inner = |own: &(i64, i64)| own.0 > i64::MIN && own.1 < i64::MAX;
        let lists: Vec<Spans> = lists.into_iter().zip(0..).map(|(list, index)| {
            list.iter().filter(|own| inner(own)).map(|own| (own.0 + index * apart, own.1 + index * apart)).collect()
        }).collect();
        let sets: Vec<IntervalSet> = lists.iter().map(|list| set(list)).collect();
        prop_assert_eq!(spans(&merge(&sets)), united(&lists.concat()));
    }

    #[test]
    fn a_long_list_in_a_window_is_what_each_interval_is(
        list in a_list(90), start in -20..400_i64, width in 1..600_i64, whole in any::<bool>(),
    ) {
        let window = if whole { Interval::ALL } else { interval(start, start + width) };
        let bounds = [bounds(window)];
        prop_assert_eq!(spans(&set(&list).clip(window)), met(&list, &bounds));
        prop_assert_eq!(spans(&set(&list).complement(window)), taken(&bounds, &list));
        prop_assert_eq!(spans(&set(&list).gaps()), list.windows(2).map(|two| (two[0].1, two[1].0)).collect::<Spans>());
    }

    #[test]
    fn a_long_list_is_widened_and_narrowed_one_by_one(
        list in a_list(90), before in prop_oneof![0..6_i64, 0..60_i64, Just(i64::MAX)], after in 0..6_i64,
    ) {
        let wide: Spans = list.iter().map(|own| (own.0.saturating_sub(before), own.1.saturating_add(after))).collect();
        prop_assert_eq!(spans(&set(&list).dilate(length(before), length(after))), united(&wide));
        let narrow = list.iter().map(|own| (own.0.saturating_add(before), own.1.saturating_sub(after)));
        let left: Spans = narrow.filter(|own| own.0 < own.1).collect();
        prop_assert_eq!(spans(&set(&list).erode(length(before), length(after))), left);
    }
}

#[test]
fn intervals_by_the_ten_thousand_merge_in_any_order() {
    let mut state = 7_u64;
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % bound).unwrap()
    };
    for width in [5_000, 1 << 20, 1 << 31] {
        let all: Spans = (0..12_000)
            .map(|_| next(width) - 1_000)
            .map(|start| (start, start + 1 + start.rem_euclid(90)))
            .collect();
        assert_eq!(spans(&set(&all)), united(&all), "width {width}");
    }
}
