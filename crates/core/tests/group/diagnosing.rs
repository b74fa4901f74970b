//! Laws of the diagnosis: every count against a plain count over the starts considered.

use freebusy_core::{
    BlockKind, Cause, Interval, ParticipantId, Search, State, TentativePolicy, Timestamp, blame, culprit,
    nearest, why,
};
use proptest::prelude::*;

use crate::model::{CELL, Group, any_drawing, any_drawn, any_group, at, universe};

/// The cells of every considered start: one in nine.
fn considered(group: &Group) -> Vec<i64> {
    group.drawing.starts().step_by(9).collect()
}

/// Runs `check` with the search that the group stands for.
fn with_search<T>(group: &Group, check: impl FnOnce(Search<'_>) -> T) -> T {
    let starts: Vec<Timestamp> = considered(group).into_iter().map(at).collect();
    let (participants, free) = (group.participants(), group.free());
    check(Search {
        participants: &participants,
        who: &group.who,
        meeting: group.drawing.meeting(),
        range: group.drawing.range(),
        known: universe(),
        considered: &starts,
        free: &free,
        able: &free,
    })
}

fn members(group: &Group) -> Vec<ParticipantId> {
    let mut members = group.who.named();
    members.sort();
    members.dedup();
    members
}

fn free_at(group: &Group, cell: i64) -> Vec<ParticipantId> {
    members(group).into_iter().filter(|id| group.is_free(*id, cell)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_participant_rules_out_the_starts_at_which_not_free(group in any_group()) {
        let counts: Vec<usize> = with_search(&group, |search| blame(search, 9).iter().map(|blame| blame.rules_out).collect());
        for (id, count) in group.ids().into_iter().zip(counts) {
            let expected = considered(&group).into_iter().filter(|&cell| !group.is_free(id, cell)).count();
            prop_assert_eq!(count, expected);
        }
    }

    #[test]
    fn alone_counts_the_starts_that_only_this_participant_keeps_from_being_met(group in any_group()) {
        let counts: Vec<usize> = with_search(&group, |search| blame(search, 9).iter().map(|blame| blame.alone).collect());
        for (id, count) in group.ids().into_iter().zip(counts) {
            let expected = considered(&group)
                .into_iter()
                .filter(|&cell| !group.is_met(cell) && group.who.is_met(&|other| other == id || group.is_free(other, cell)))
                .count();
            prop_assert_eq!(count, expected);
        }
    }

    #[test]
    fn the_states_of_a_participant_add_up_to_what_is_ruled_out(group in any_group()) {
        let all: Vec<(usize, Vec<(State, usize)>)> =
            with_search(&group, |search| blame(search, 9).into_iter().map(|blame| (blame.rules_out, blame.states)).collect());
        for (person, (rules_out, states)) in group.people.iter().zip(all) {
            prop_assert_eq!(states.iter().map(|state| state.1).sum::<usize>(), rules_out);
            for state in State::NOT_FREE {
                let expected = considered(&group).into_iter().filter(|&cell| person.state(group.drawing, cell) == state).count();
                let counted = states.iter().find(|counted| counted.0 == state).map_or(0, |counted| counted.1);
                prop_assert_eq!(counted, expected);
            }
        }
    }

    #[test]
    fn a_cause_rules_out_the_starts_that_would_be_free_of_nothing_else(group in any_group()) {
        let meeting = group.drawing.meeting();
        with_search(&group, |search| {
            for blame in blame(search, 99) {
                prop_assert!(blame.causes.is_sorted_by_key(|cause| std::cmp::Reverse(cause.1)));
                for (cause, count) in blame.causes {
                    let hits = |cell: &i64| {
                        let (span, wide) = (meeting.span(at(*cell)), meeting.buffered(at(*cell)));
                        cause.interval().overlaps(if cause.kind() == BlockKind::Unavailable { span } else { wide })
                    };
                    prop_assert_eq!(count, considered(&group).iter().filter(|cell| hits(cell)).count());
                    prop_assert!(count > 0);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_nearest_to_success_is_the_largest_attendance_and_its_people(group in any_group(), limit in 1_usize..6) {
        let near = with_search(&group, |search| nearest(search, limit)).unwrap();
        let most = considered(&group).into_iter().map(|cell| free_at(&group, cell).len()).max().unwrap();
        let first = considered(&group).into_iter().find(|&cell| free_at(&group, cell).len() == most).unwrap();
        let same = considered(&group).into_iter().filter(|&cell| free_at(&group, cell) == free_at(&group, first));
        prop_assert_eq!(&near.free, &free_at(&group, first));
        prop_assert_eq!(near.starts, same.take(limit).map(at).collect::<Vec<_>>());
        let mut everybody = [near.free, near.missing].concat();
        everybody.sort();
        prop_assert_eq!(everybody, members(&group));
    }

    #[test]
    fn the_culprit_is_the_first_state_without_which_more_starts_are_met(group in any_group()) {
        let without = |ignored: &[State]| considered(&group).into_iter().filter(|&cell| {
            group.who.is_met(&|id| group.people[id.index()].states(group.drawing, cell).iter().all(|state| ignored.contains(state)))
        }).count();
        let opens: Vec<State> = [&[State::Busy, State::Tentative][..], &[State::Unavailable], &[State::Unknown]]
            .into_iter()
            .filter(|ignored| without(ignored) > without(&[]))
            .map(|ignored| ignored[0])
            .collect();
        let named = with_search(&group, culprit);
        match opens.first() {
            Some(first) => prop_assert_eq!(named, Some(*first)),
            None => prop_assert!(named.is_some() || considered(&group).into_iter().any(|cell| free_at(&group, cell) == members(&group))),
        }
    }

    #[test]
    fn why_names_everything_that_stands_against_a_start(drawn in any_drawn(), drawing in any_drawing(), pick in any::<prop::sample::Index>()) {
        let starts: Vec<i64> = drawing.starts().collect();
        let cell = starts[pick.index(starts.len())];
        let (person, meeting) = (drawn.participant(), drawing.meeting());
        let reasons = why(&person, meeting, at(cell), universe());
        prop_assert_eq!(reasons.state, drawn.state(drawing, cell));
        prop_assert_eq!(reasons.causes.is_empty(), reasons.state == State::Free);
        let blocks = reasons.causes.iter().filter(|cause| matches!(cause, Cause::Block(_))).count();
        let expected = drawn.blocks.iter().filter(|(start, end, kind)| {
            let interval = Interval::new(at(*start), at(*end)).unwrap();
            match kind {
                BlockKind::Unavailable => interval.overlaps(meeting.span(at(cell))),
                BlockKind::Tentative if drawn.tentative == TentativePolicy::Free => false,
                _ => interval.overlaps(meeting.buffered(at(cell))),
            }
        }).count();
        prop_assert_eq!(blocks, expected);
        let closed = reasons.causes.iter().any(|cause| matches!(cause, Cause::OutOfHours(_)));
        let in_hours = |second: i64| drawn.hours.iter().any(|&(start, end)| start * CELL <= second && second < end * CELL);
        let span = meeting.span(at(cell));
        prop_assert_eq!(closed, !(span.start().as_unix()..span.end().as_unix()).all(in_hours));
    }
}
