//! The search for the first few starts finds what the search that asks everything finds.

use freebusy_core::{BlockKind, Minutes, OfferRole, ParticipantId, State, Who};
use freebusy_engine::{Answer, Explain, Purpose, Request, SourceState, find};
use futures_executor::block_on;
use proptest::prelude::*;

use crate::drawn::{DAY, Group, Person, Place, alone, any_group, daily, minutes};

/// What asking everything finds.
fn eager(group: &Group) -> Answer {
    let (mut request, _) = group.request();
    request.explain = Explain::Always;
    block_on(find(&request))
}

fn everybody(people: u32) -> Who {
    Who::all((0..people).map(ParticipantId).map(Who::one).collect()).unwrap()
}

/// A group of people whom only days tell apart: each is busy on the days named.
fn group(days: i64, busy: &[&[i64]]) -> Group {
    let person = |busy: &&[i64]| {
        let blocks = busy.iter().map(|day| (day * DAY, (day + 1) * DAY, BlockKind::Busy)).collect();
        let place = Place { blocks, ..daily() };
        Person { places: vec![place], taken: Vec::new() }
    };
    let people: Vec<Person> = busy.iter().map(person).collect();
    let who = everybody(u32::try_from(people.len()).unwrap());
    Group { people, who, limit: Some(1), ..alone(daily(), days) }
}

fn asked_each(group: &Group, change: impl Fn(&mut Request)) -> (Answer, Vec<usize>) {
    let (mut request, sources) = group.request();
    // So that the windows are days.
    request.notice = Minutes::ZERO;
    change(&mut request);
    let answer = block_on(find(&request));
    (answer, sources.iter().map(|source| source.asked().len()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_first_slots_are_those_of_the_search_that_asks_everything(group in any_group()) {
        let (request, sources) = group.request();
        let (lazy, eager) = (block_on(find(&request)), eager(&group));
        prop_assert_eq!(&lazy.slots, &eager.slots);
        if lazy.slots.is_empty() {
            prop_assert_eq!(&lazy.diagnosis, &eager.diagnosis);
            prop_assert_eq!(lazy.sources, eager.sources);
        } else {
            prop_assert_eq!(lazy.diagnosis, None);
        }
        for source in sources {
            let mut asked = source.asked();
            asked.sort();
            prop_assert!(asked.windows(2).all(|pair| pair[0].end() <= pair[1].start()), "{asked:?}");
        }
    }
}

#[test]
fn nobody_is_asked_about_days_on_which_somebody_else_cannot_come() {
    let busy = [0, 1, 2, 3];
    let (answer, asked) = asked_each(&group(10, &[&busy, &[]]), |_| ());
    assert_eq!(answer.slots[0].span, minutes(4 * DAY, 4 * DAY + 30));
    assert_eq!(asked, [5, 1]);
}

#[test]
fn the_scarcest_person_seen_so_far_is_asked_first() {
    // Asked in the order of the request, both would be asked about each of the five days.
    let (_, asked) = asked_each(&group(10, &[&[], &[0, 1, 2, 3]]), |_| ());
    assert_eq!(asked, [2, 5]);
}

#[test]
fn who_need_not_come_is_asked_about_the_chosen_starts_only() {
    let mut group = group(10, &[&[0], &[]]);
    group.who = Who::one(ParticipantId(0));
    let (answer, asked) = asked_each(&group, |_| ());
    assert_eq!((answer.slots[0].free.len(), asked), (2, vec![2, 1]));
}

#[test]
fn a_choice_among_people_is_not_asked_of_the_second_where_the_first_can_come() {
    let mut group = group(10, &[&[], &[]]);
    group.who = Who::any(group.who.members().into_iter().map(Who::one).collect()).unwrap();
    group.limit = Some(60);
    // Two days hold the sixty starts; the second person is asked about these to say who is free.
    assert_eq!(asked_each(&group, |_| ()).1, [2, 2]);
}

#[test]
fn a_search_that_finds_nothing_asks_everything() {
    let all: Vec<i64> = (0..3).collect();
    let (answer, asked) = asked_each(&group(3, &[&all, &[]]), |_| ());
    assert_eq!((answer.slots.len(), asked), (0, vec![3, 3]));
    assert_eq!(answer.sources.len(), 2);
    assert!(answer.diagnosis.is_some());
}

#[test]
fn a_search_that_must_know_everything_asks_everything() {
    let group = group(3, &[&[], &[]]);
    let whole: [fn(&mut Request); 4] = [
        |request| request.limit = None,
        |request| request.explain = Explain::Always,
        |request| request.order = freebusy_core::Order::Best,
        |request| request.on_unknown = freebusy_engine::OnUnknown::Fail,
    ];
    assert!(whole.iter().all(|change| asked_each(&group, change).1 == [3, 3]));
    assert_eq!(asked_each(&group, |_| ()).1, [1, 1]);
}

#[test]
fn sources_that_cost_nothing_are_asked_whole_and_spare_the_others() {
    let mut group = group(10, &[&[0, 1], &[]]);
    let free = &mut group.people[0].places[0];
    (free.cost, free.longest) = ((0, 0), None);
    assert_eq!(asked_each(&group, |_| ()).1, [1, 1]);
}

#[test]
fn a_source_reports_no_more_than_what_was_looked_at() {
    let mut group = group(5, &[&[0], &[0]]);
    group.people[0].places[0].horizon = Some(3 * DAY);
    group.people[1].places[0].horizon = Some(60);
    let (answer, asked) = asked_each(&group, |request| request.who = Who::one(ParticipantId(0)));
    // The second cannot be asked about the second day, and was busy on the first for as long as could be told.
    let states: Vec<_> = answer.sources.iter().map(|report| report.state).collect();
    assert_eq!((asked, states), (vec![2, 1], vec![SourceState::Fresh, SourceState::Partial]));
}

#[test]
fn a_start_whose_meeting_reaches_over_the_edge_of_two_windows_is_found() {
    let mut group = group(2, &[&[], &[]]);
    for person in &mut group.people {
        person.taken = vec![(0, DAY - 30, BlockKind::Busy), (DAY + 30, 2 * DAY, BlockKind::Busy)];
    }
    group.meeting = (60, 0, 0);
    let (answer, asked) = asked_each(&group, |_| ());
    assert_eq!(answer.slots[0].span, minutes(DAY - 30, DAY + 30));
    assert_eq!(asked, [2, 2]);
}

#[test]
fn an_offer_of_the_day_before_that_lasts_past_midnight_is_asked_for() {
    let mut group = group(2, &[&[], &[]]);
    group.every = 15;
    group.people[0].places[0].offers = Some((vec![DAY - 15, DAY + 15], OfferRole::Consulted));
    group.people[1].taken = vec![(0, DAY, BlockKind::Busy)];
    let (answer, asked) = asked_each(&group, |_| ());
    assert_eq!(answer.slots[0].span, minutes(DAY, DAY + 30));
    assert_eq!(asked, [2, 1]);
}

#[test]
fn reasons_at_a_chosen_start_are_those_of_the_search_that_asks_everything() {
    let mut group = group(3, &[&[], &[]]);
    group.meeting = (30, 0, 30);
    group.every = 15;
    group.who = Who::one(ParticipantId(1));
    group.people[1].taken = vec![(0, DAY - 60, BlockKind::Unavailable)];
    // Free from a quarter to midnight on, as only the next day's window tells, so what explains is cut away.
    group.people[0].taken = vec![(0, DAY - 45, BlockKind::Unavailable)];
    let blocks = vec![(DAY - 35, DAY - 30, BlockKind::Busy)];
    group.people[0].places.push(Place { blocks, purpose: Purpose::Explains, ..daily() });
    let (answer, _) = asked_each(&group, |_| ());
    assert_eq!(answer.slots[0].span, minutes(DAY - 60, DAY - 30));
    assert_eq!(answer.slots[0].not_free, [(ParticipantId(0), State::Unavailable)]);
    let (eager, _) = asked_each(&group, |request| request.explain = Explain::Always);
    assert_eq!(answer.slots, eager.slots);
}
