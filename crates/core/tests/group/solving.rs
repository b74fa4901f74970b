//! Laws of a participant's states, of solving for the group and of ranking.

use std::cmp::Reverse;

use freebusy_core::{
    Evidence, IntervalSet, OfferRole, Offers, Order, Participant, Seconds, State, States, TentativePolicy,
    Timestamp, Walk, Weighted, attendance, rank, solve,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::model::{CELLS, Drawn, any_drawing, any_drawn, any_group, any_kind, at, cells};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_state_of_a_participant_is_the_first_that_holds(drawn in any_drawn(), drawing in any_drawing()) {
        let person = drawn.participant();
        for cell in drawing.starts() {
            prop_assert_eq!(person.state_at(drawing.meeting(), at(cell)), drawn.state(drawing, cell));
        }
    }

    #[test]
    fn a_walk_along_many_starts_finds_the_state_of_each(
        drawn in any_drawn(),
        drawing in any_drawing(),
        cells in vec(0..CELLS, 0..40),
        offered in prop::option::of(vec(0..CELLS, 0..20)),
    ) {
        let mut person = drawn.participant();
        if let Some(offered) = offered {
            let offers = Offers::new(offered.into_iter().map(at).collect(), drawing.meeting().duration(), OfferRole::Booked);
            person.evidence = person.evidence.with_offers(offers);
        }
        let mut cells = cells;
        cells.sort_unstable();
        let mut states = States::of(&person, drawing.meeting());
        for start in cells.into_iter().map(at) {
            prop_assert_eq!(states.at(start), person.state_at(drawing.meeting(), start));
        }
    }

    #[test]
    fn a_walk_along_a_set_answers_as_a_search_does(drawn in any_drawn(), cells in vec((0..CELLS, 1_i64..60), 0..40)) {
        let set: IntervalSet = drawn.hours.iter().filter_map(|hours| self::cells(hours.0, hours.1)).collect();
        let mut cells = cells;
        cells.sort_unstable();
        let mut walks = [Walk::along(&set); 3];
        for (start, length) in cells {
            let interval = self::cells(start, start + length).unwrap();
            let walked = (walks[0].contains(at(start)), walks[1].covers(interval), walks[2].overlaps(interval));
            prop_assert_eq!(walked, (set.contains(at(start)), set.covers(interval), set.overlaps(interval)));
        }
    }

    #[test]
    fn the_starts_in_a_state_are_those_at_which_it_holds(drawn in any_drawn(), drawing in any_drawing()) {
        let person = drawn.participant();
        for state in State::NOT_FREE {
            let starts = person.starts_in_state(state, drawing.meeting(), drawing.range());
            for cell in drawing.starts() {
                prop_assert_eq!(starts.contains(at(cell)), drawn.states(drawing, cell).contains(&state), "{}", state);
            }
        }
    }

    #[test]
    fn free_starts_are_those_at_which_nothing_holds(drawn in any_drawn(), drawing in any_drawing()) {
        let starts = drawn.participant().starts_in_state(State::Free, drawing.meeting(), drawing.range());
        for cell in drawing.starts() {
            prop_assert_eq!(starts.contains(at(cell)), drawn.is_free(drawing, cell));
        }
    }

    #[test]
    fn ignoring_a_state_gives_the_starts_at_which_no_other_holds(
        drawn in any_drawn(), drawing in any_drawing(), ignored in prop::sample::subsequence(State::NOT_FREE.to_vec(), 0..=4),
    ) {
        let starts = drawn.participant().starts_despite(&ignored, drawing.meeting(), drawing.range());
        for cell in drawing.starts() {
            let holds = drawn.states(drawing, cell).iter().any(|state| !ignored.contains(state));
            prop_assert_eq!(starts.contains(at(cell)), !holds);
        }
    }

    #[test]
    fn more_blocks_never_free_a_start(drawn in any_drawn(), drawing in any_drawing(), more in vec((0..CELLS, 1_i64..60, any_kind()), 1..4)) {
        let before = drawn.participant().starts_in_state(State::Free, drawing.meeting(), drawing.range());
        let mut fuller = drawn;
        fuller.blocks.extend(more.into_iter().map(|(start, length, kind)| (start, start + length, kind)));
        let after = fuller.participant().starts_in_state(State::Free, drawing.meeting(), drawing.range());
        prop_assert_eq!(&after - &before, IntervalSet::EMPTY);
    }

    #[test]
    fn a_longer_meeting_or_buffer_never_frees_a_start(drawn in any_drawn(), drawing in any_drawing(), more in (0_i64..9, 0_i64..9, 0_i64..9)) {
        let mut larger = drawing;
        larger.duration += more.0;
        larger.before += more.1;
        larger.after += more.2;
        let person = drawn.participant();
        let small = person.starts_in_state(State::Free, drawing.meeting(), drawing.range());
        let large = person.starts_in_state(State::Free, larger.meeting(), larger.range());
        prop_assert_eq!(&large - &small, IntervalSet::EMPTY);
    }

    #[test]
    fn a_booked_participant_is_free_only_at_offers_of_exactly_the_length(
        starts in vec(0..CELLS, 0..12), length in 1_i64..40, drawing in any_drawing(), role in prop_oneof![Just(OfferRole::Booked), Just(OfferRole::Consulted)],
    ) {
        let seconds = Seconds::new(length * 60).unwrap();
        let offers = Offers::new(starts.iter().map(|&cell| at(cell)).collect(), seconds, role);
        let evidence = Evidence::new(cells(0, CELLS).unwrap().into(), Vec::new()).with_offers(offers);
        let person = Participant { evidence, tentative: TentativePolicy::Busy };
        let free = person.starts_in_state(State::Free, drawing.meeting(), drawing.range());
        for cell in drawing.starts() {
            let covered = |cell: i64| starts.iter().any(|&start| start <= cell && cell < start + length * 2);
            let offered = match role {
                OfferRole::Booked => length == drawing.duration && starts.contains(&cell),
                OfferRole::Consulted => (cell..cell + drawing.duration * 2).all(covered),
            };
            prop_assert_eq!(free.contains(at(cell)), offered);
            let state = if offered { State::Free } else { State::Unavailable };
            prop_assert_eq!(person.state_at(drawing.meeting(), at(cell)), state);
        }
    }

    #[test]
    fn the_group_can_meet_exactly_where_the_expression_is_met(group in any_group()) {
        let possible = solve(&group.who, &group.free(), group.drawing.range());
        for cell in group.drawing.starts() {
            prop_assert_eq!(possible.contains(at(cell)), group.is_met(cell));
        }
    }

    #[test]
    fn one_more_who_can_come_never_loses_a_start(group in any_group(), who in any::<prop::sample::Index>()) {
        let mut free = group.free();
        let before = solve(&group.who, &free, group.drawing.range());
        *who.get_mut(&mut free) = group.drawing.range().into();
        prop_assert_eq!(&before - &solve(&group.who, &free, group.drawing.range()), IntervalSet::EMPTY);
    }

    #[test]
    fn attendance_counts_whoever_is_free(group in any_group(), weights in vec(0_u32..5, 6)) {
        let starts: Vec<Timestamp> = group.drawing.starts().step_by(7).map(at).collect();
        let counted: Vec<Weighted> = group.ids().into_iter().zip(weights).map(|(id, weight)| Weighted { id, weight }).collect();
        let sums = attendance(&starts, &group.free(), &counted);
        for (cell, sum) in group.drawing.starts().step_by(7).zip(sums) {
            let free: Vec<&Weighted> = counted.iter().filter(|counted| group.is_free(counted.id, cell)).collect();
            prop_assert_eq!(sum.people, i64::try_from(free.len()).unwrap());
            prop_assert_eq!(sum.weight, free.iter().map(|counted| i64::from(counted.weight)).sum::<i64>());
        }
    }

    #[test]
    fn the_best_starts_come_first_and_none_is_lost(group in any_group(), weights in vec(0_u32..5, 6)) {
        let starts: Vec<Timestamp> = group.drawing.starts().step_by(11).map(at).collect();
        let counted: Vec<Weighted> = group.ids().into_iter().zip(weights).map(|(id, weight)| Weighted { id, weight }).collect();
        let key = |start: &Timestamp| {
            let cell = start.as_unix() / crate::model::CELL;
            let free: Vec<&Weighted> = counted.iter().filter(|counted| group.is_free(counted.id, cell)).collect();
            let weight: u32 = free.iter().map(|counted| counted.weight).sum();
            (Reverse(free.len()), Reverse(weight), *start)
        };
        let mut expected = starts.clone();
        expected.sort_by_key(key);
        prop_assert_eq!(rank(starts.clone(), Order::Best, &group.free(), &counted), expected);
        prop_assert_eq!(rank(starts.clone(), Order::Earliest, &group.free(), &counted), starts);
    }
}

#[test]
fn touching_blocks_leave_a_meeting_free() {
    let drawn = Drawn {
        hours: vec![(0, CELLS)],
        blocks: vec![(0, 20, freebusy_core::BlockKind::Busy), (40, 60, freebusy_core::BlockKind::Busy)],
        tentative: TentativePolicy::Busy,
    };
    let drawing = crate::model::Drawing { duration: 10, before: 0, after: 0 };
    let starts = drawn.participant().starts_in_state(State::Free, drawing.meeting(), drawing.range());
    assert!(starts.contains(at(20)) && !starts.contains(at(19)) && !starts.contains(at(21)));
}
