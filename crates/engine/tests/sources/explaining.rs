//! Sources that only explain give reasons and make no difference.

use freebusy_core::{BlockKind, State};
use freebusy_engine::{Explain, OnUnknown, Purpose, SourceState, find, why};
use futures_executor::block_on;
use proptest::prelude::*;

use crate::drawn::{DAY, Group, Place, alone, any_group, at, daily, minutes};

/// Busy on its first day for everybody to see, with a second source that knows of a course all the time.
fn explained() -> Group {
    let busy = vec![(0, DAY, BlockKind::Unavailable)];
    let mut group = alone(Place { blocks: busy, ..daily() }, 2);
    let course =
        Place { blocks: vec![(600, 2 * DAY, BlockKind::Busy)], purpose: Purpose::Explains, ..daily() };
    group.people[0].places.push(course);
    group
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_works_is_the_same_with_and_without_sources_that_explain(group in any_group(), pick in any::<prop::sample::Index>()) {
        let mut group = group;
        group.limit = None;
        let (with, without) = (group.request().0, group.without_explaining().request().0);
        let (found, plain) = (block_on(find(&with)), block_on(find(&without)));
        let free = |answer: &freebusy_engine::Answer| {
            answer.slots.iter().map(|slot| (slot.span, slot.free.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(free(&found), free(&plain));
        prop_assert_eq!(found.withheld, plain.withheld);
        prop_assert_eq!(found.is_complete(), plain.is_complete());
        let latest = group.days * DAY - group.meeting.0;
        let minute = -60 + i64::try_from(pick.index(usize::try_from(latest + 120).unwrap())).unwrap();
        let (told, plain) = (block_on(why(&with, at(minute))), block_on(why(&without, at(minute))));
        prop_assert_eq!(told.met, plain.met);
        for (told, plain) in told.participants.iter().zip(&plain.participants) {
            prop_assert_eq!(told.state == State::Free, plain.state == State::Free);
        }
        if (0..=latest).contains(&minute) && told.outside.is_empty() {
            let slot = found.slots.iter().find(|slot| slot.span.start() == at(minute));
            prop_assert!(slot.is_none() || told.met);
            for (id, state) in slot.map_or(&[][..], |slot| &slot.not_free) {
                prop_assert_eq!(told.participants[id.index()].state, *state);
            }
        }
    }

    #[test]
    fn why_sees_what_find_sees(group in any_group(), pick in any::<prop::sample::Index>()) {
        let (mut request, _) = group.request();
        request.limit = None;
        request.who = freebusy_core::Who::all(Vec::new()).unwrap();
        let slots = block_on(find(&request)).slots;
        prop_assume!(!slots.is_empty());
        let slot = &slots[pick.index(slots.len())];
        let told = block_on(why(&request, slot.span.start()));
        let states: Vec<_> = told.participants.iter().filter(|it| it.state != State::Free).map(|it| (it.id, it.state)).collect();
        prop_assert_eq!(&slot.not_free, &states);
    }
}

#[test]
fn a_source_that_explains_names_what_stands_in_the_way() {
    let (request, _) = explained().request();
    let standing = block_on(why(&request, at(700))).participants.remove(0);
    assert_eq!(standing.state, State::Busy);
    let busy = standing.obstacles.iter().find(|obstacle| obstacle.kind == BlockKind::Busy).unwrap();
    assert_eq!((busy.interval, busy.title.as_deref()), (minutes(600, DAY), Some("drawn")));
    let later = block_on(why(&request, at(DAY + 60))).participants.remove(0);
    assert_eq!((later.state, later.obstacles.len()), (State::Free, 0));
}

#[test]
fn a_source_that_explains_and_fails_is_reported_and_leaves_the_answer_complete() {
    let mut group = explained();
    group.people[0].places[1].fails = true;
    let (mut request, _) = group.request();
    request.on_unknown = OnUnknown::Fail;
    request.explain = Explain::Always;
    let answer = block_on(find(&request));
    assert!(answer.is_complete() && !answer.withheld && !answer.slots.is_empty());
    assert_eq!(answer.sources[1].state, SourceState::Failed(freebusy_provider::ErrorKind::Unreachable));
}

#[test]
fn where_nothing_decides_what_would_explain_decides() {
    let mut group = explained();
    group.people[0].places.remove(0);
    let (request, _) = group.request();
    let answer = block_on(find(&request));
    assert!(answer.slots.iter().all(|slot| slot.span.end() <= at(600)) && !answer.slots.is_empty());
    assert_eq!(answer.sources[0].purpose, Purpose::Decides);
}
