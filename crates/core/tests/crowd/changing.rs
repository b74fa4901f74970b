//! A set that is replaced is as if it had been there from the start.

use freebusy_core::{Crowd, Interval, IntervalSet, ParticipantId};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{Drawn, any_crowd, cases, interval};

/// Sets from other crowds come with marks of their own.
fn changes() -> impl Strategy<Value = (Drawn, Vec<(usize, IntervalSet)>)> {
    any_crowd().prop_flat_map(|drawn| {
        let same = drawn.marks.a_set(6);
        let other = any_crowd().prop_map(|other| other.sets.into_iter().next().unwrap_or_default());
        let change = (0..drawn.sets.len() + 1, prop_oneof![3 => same, 1 => other]);
        (Just(drawn), vec(change, 1..5))
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn replacing_one_after_the_other_is_preparing_all_anew((drawn, changes) in changes()) {
        let mut sets = drawn.sets.clone();
        let mut crowd = Crowd::new(&sets, drawn.window);
        for (person, set) in changes {
            crowd.replace(ParticipantId(u32::try_from(person).unwrap()), &set);
            if let Some(place) = sets.get_mut(person) {
                *place = set;
            }
            let anew = Crowd::new(&sets, drawn.window);
            prop_assert_eq!(crowd.common().collect::<Vec<Interval>>(), anew.common().collect::<Vec<Interval>>());
            let half = sets.len() / 2;
            prop_assert_eq!(crowd.at_least(half).collect::<Vec<_>>(), anew.at_least(half).collect::<Vec<_>>());
            for (id, set) in (0..).map(ParticipantId).zip(&sets) {
                prop_assert_eq!(crowd.set_of(id), set.clip(drawn.window));
            }
            prop_assert_eq!(crowd.len(), sets.len());
        }
    }
}

#[test]
fn a_set_on_a_finer_grid_makes_the_grid_finer_and_one_on_none_makes_lists() {
    let quarter = IntervalSet::from(interval(900, 8_100));
    let five = IntervalSet::from(vec![interval(300, 600), interval(1_200, 7_500)]);
    let none = IntervalSet::from(vec![interval(7, 1_000), interval(1_201, 7_502)]);
    let window = interval(0, 9_000);
    let mut crowd = Crowd::new(&[&quarter, &quarter, &quarter], window);
    let unit = |crowd: &Crowd| crowd.cells().map(|(unit, marks)| (unit.get(), marks));
    assert_eq!(unit(&crowd), Some((900, 1)));
    crowd.replace(ParticipantId(0), &five);
    assert_eq!(unit(&crowd), Some((300, 1)));
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(1_200, 7_500)]);
    crowd.replace(ParticipantId(1), &none);
    assert_eq!(unit(&crowd), None);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(1_201, 7_500)]);
    crowd.replace(ParticipantId(1), &quarter);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(1_200, 7_500)]);
    crowd.replace(ParticipantId(3), &none);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(1_200, 7_500)]);
}
