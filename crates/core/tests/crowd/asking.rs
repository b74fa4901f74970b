//! Whatever is asked of a crowd, the answer is what the slow model says.

use freebusy_core::{Crowd, Interval, IntervalSet, ParticipantId, Quorum, Who};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{any_counted, any_crowd, any_who, cases, found, heads, interval};

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_common_time_is_where_everybody_is(drawn in any_crowd()) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        let people = drawn.sets.len();
        let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) == people);
        prop_assert_eq!(crowd.common().collect::<Vec<Interval>>(), expected);
    }

    #[test]
    fn at_least_k_counts_heads(drawn in any_crowd(), any in any::<prop::sample::Index>()) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        let people = drawn.sets.len();
        for k in [0, 1, any.index(people + 1), people, people + 1] {
            let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) >= k);
            prop_assert_eq!(crowd.at_least(k).collect::<Vec<Interval>>(), expected, "k = {}", k);
        }
    }

    #[test]
    fn an_expression_is_met_where_the_model_says(
        (drawn, who) in any_crowd().prop_flat_map(|drawn| (Just(drawn.clone()), any_who(drawn.sets.len()))),
    ) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        let expected = found(&drawn.sets, drawn.window, |holds| who.is_met(holds));
        prop_assert_eq!(crowd.solve(&who).collect::<Vec<Interval>>(), expected);
    }

    #[test]
    fn a_quorum_adds_up_weights_where_all_required_are(
        (drawn, counted, required, part) in any_crowd().prop_flat_map(|drawn| {
            let people = u32::try_from(drawn.sets.len()).unwrap();
            let required = vec((0..people + 1).prop_map(ParticipantId), 0..3);
            (Just(drawn.clone()), any_counted(drawn.sets.len()), required, 0_u64..12)
        }),
    ) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        let all: u64 = counted.iter().map(|counted| u64::from(counted.weight)).sum();
        for least in [0, 1, all / 11 * part, all, all + 1, u64::MAX] {
            let right = |holds: &dyn Fn(ParticipantId) -> bool| {
                let sum: u64 = counted.iter().filter(|own| holds(own.id)).map(|own| u64::from(own.weight)).sum();
                required.iter().all(|id| holds(*id)) && sum >= least
            };
            let expected = found(&drawn.sets, drawn.window, right);
            let quorum = Quorum { required: &required, counted: &counted, least };
            prop_assert_eq!(crowd.quorum(quorum).collect::<Vec<Interval>>(), expected, "least = {}", least);
        }
    }

    #[test]
    fn the_most_heads_and_where_they_are(drawn in any_crowd()) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        let people = drawn.sets.len();
        let most = std::cell::Cell::new(0);
        found(&drawn.sets, drawn.window, |holds| {
            most.set(heads(people, holds).max(most.get()));
            false
        });
        let (best, runs) = crowd.best();
        prop_assert_eq!(best, most.get());
        let expected = found(&drawn.sets, drawn.window, |holds| heads(people, holds) == best);
        prop_assert_eq!(runs.collect::<Vec<Interval>>(), expected);
    }
}

#[test]
fn every_minute_of_a_working_day_is_judged_as_word_by_word() {
    // Ann from 9:00 to 12:07, Ben from 9:30 to 11:00 and from 11:05, Cat all day but for 10:15 to 10:16.
    let minute = |start: i64, end: i64| interval(start * 60, end * 60);
    let sets = [
        vec![minute(540, 727)],
        vec![minute(570, 660), minute(665, 900)],
        vec![minute(0, 615), minute(616, 1_440)],
    ]
    .map(IntervalSet::from);
    let crowd = Crowd::new(&sets, minute(0, 1_440));
    let (common, two): (IntervalSet, IntervalSet) = (crowd.common().collect(), crowd.at_least(2).collect());
    for at in 0..1_440 {
        let own = sets.each_ref().map(|set| set.overlaps(minute(at, at + 1)));
        let heads = own.iter().filter(|own| **own).count();
        assert_eq!(common.overlaps(minute(at, at + 1)), heads == 3, "minute {at}");
        assert_eq!(two.overlaps(minute(at, at + 1)), heads >= 2, "minute {at}");
    }
}

#[test]
fn more_people_than_a_counter_of_sixteen_bits_can_hold_are_counted() {
    let early = IntervalSet::from(interval(0, 1_800));
    let late = IntervalSet::from(interval(900, 2_700));
    let sets: Vec<&IntervalSet> =
        (0..100_003).map(|person| if person % 2 == 0 { &early } else { &late }).collect();
    let crowd = Crowd::new(&sets, interval(0, 3_600));
    assert_eq!(crowd.at_least(50_002).collect::<Vec<_>>(), [interval(0, 1_800)]);
    assert_eq!(crowd.at_least(50_003).collect::<Vec<_>>(), [interval(900, 1_800)]);
    assert_eq!(crowd.at_least(100_003).collect::<Vec<_>>(), [interval(900, 1_800)]);
    assert_eq!(crowd.at_least(100_004).count(), 0);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(900, 1_800)]);
}

#[test]
fn time_that_the_first_people_fill_is_open_to_any_of_all() {
    // The first 512 quarters, a row, are full after eight people; the second row never is.
    let window = interval(0, 1_000 * 900);
    let early = IntervalSet::from(interval(0, 600 * 900));
    let rare = IntervalSet::from(interval(800 * 900, 801 * 900));
    let sets: Vec<&IntervalSet> = (0..40).map(|person| if person < 30 { &early } else { &rare }).collect();
    let crowd = Crowd::new(&sets, window);
    assert!(crowd.cells().is_some());
    for people in [0..40, 8..40, 3..38] {
        let who = Who::any(people.map(|person| Who::one(ParticipantId(person))).collect()).unwrap();
        let expected = [interval(0, 600 * 900), interval(800 * 900, 801 * 900)];
        assert_eq!(crowd.solve(&who).collect::<Vec<_>>(), expected);
    }
}
