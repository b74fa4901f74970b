//! The whole path against a slow model, and the plan against the limits of its providers.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, HourRange, Increment, Interval, Meeting, MinuteOfDay, Minutes, OfferRole, Offers,
    Offset, Order, ParticipantId, Schedule, Seconds, State, TentativePolicy, Timestamp, Weekday, WeeklyHours,
    Weighted, Who, ZoneRules,
};
use freebusy_engine::{
    Explain, Hours, OnUnknown, Outside, Participant, Reason, Request, Slot, Taken, find, plan, why,
};
use freebusy_provider::memory::Memory;
use freebusy_provider::{Limits, Provider, Titles, WindowStart};
use futures_executor::block_on;
use proptest::collection::vec;
use proptest::prelude::*;

const DAY: i64 = 1_440;
/// 2026-03-27 00:00Z, a Friday; Berlin's clocks change on the 29th at 01:00Z.
const START: i64 = 1_774_569_600;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_unix(START + minute * 60)
}

fn minutes(start: i64, end: i64) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

/// A participant as drawn: hours of every day in a zone of fixed offset, and taken minutes.
#[derive(Debug, Clone)]
struct Drawn {
    offset: i64,
    hours: Vec<(u16, u16)>,
    taken: Vec<(i64, i64, BlockKind)>,
}

impl Drawn {
    fn participant(&self, id: usize) -> Participant {
        let rules =
            Arc::new(ZoneRules::fixed(Offset::new(i32::try_from(self.offset * 60).unwrap()).unwrap()));
        let range = |&(start, end): &(u16, u16)| {
            HourRange::new(MinuteOfDay::new(start).unwrap(), MinuteOfDay::new(end).unwrap()).unwrap()
        };
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        let weekly: WeeklyHours = days
            .into_iter()
            .flat_map(|day| self.hours.iter().map(move |hours| (day, range(hours))))
            .collect();
        let schedule = Arc::new(Schedule::new(weekly, [], "fixed").unwrap());
        Participant {
            id: format!("p{id}").into(),
            hours: Some(Hours { schedule, rules: Arc::clone(&rules) }),
            local: rules,
            taken: self
                .taken
                .iter()
                .map(|&(start, end, kind)| Taken { interval: minutes(start, end), kind })
                .collect(),
            sources: Vec::new(),
            tentative: TentativePolicy::Busy,
        }
    }

    fn is_open(&self, minute: i64) -> bool {
        let local = (minute + self.offset).rem_euclid(DAY);
        // Hours past midnight are those of the day before.
        self.hours.iter().any(|&(start, end)| {
            [local, local + DAY].iter().any(|&m| i64::from(start) <= m && m < i64::from(end))
        })
    }

    fn hits(&self, kind: BlockKind, from: i64, to: i64) -> bool {
        self.taken.iter().any(|&(start, end, own)| own == kind && start < to && from < end)
    }

    fn state(&self, meeting: (i64, i64, i64), minute: i64) -> State {
        let (duration, before, after) = meeting;
        let (end, from) = (minute + duration, minute - before);
        if self.hits(BlockKind::Busy, from, end + after) {
            State::Busy
        } else if self.hits(BlockKind::Tentative, from, end + after) {
            State::Tentative
        } else if !(minute..end).all(|minute| self.is_open(minute))
            || self.hits(BlockKind::Unavailable, minute, end)
        {
            State::Unavailable
        } else if self.hits(BlockKind::Unknown, from, end + after) {
            State::Unknown
        } else {
            State::Free
        }
    }
}

fn any_drawn() -> impl Strategy<Value = Drawn> {
    let offset = prop::sample::select(vec![-480_i64, -210, 0, 60, 330, 345, 780]);
    let kind = prop::sample::select(vec![
        BlockKind::Busy,
        BlockKind::Tentative,
        BlockKind::Unavailable,
        BlockKind::Unknown,
    ]);
    let hours = vec((0_u16..1_440, 60_u16..1_200).prop_map(|(start, length)| (start, start + length)), 1..3);
    let taken = vec(
        (-60_i64..4 * DAY, 1_i64..300, kind).prop_map(|(start, length, kind)| (start, start + length, kind)),
        0..12,
    );
    (offset, hours, taken).prop_map(|(offset, hours, taken)| Drawn { offset, hours, taken })
}

fn any_who(people: u32) -> impl Strategy<Value = Who> {
    let one = (0..people).prop_map(|index| Who::one(ParticipantId(index)));
    one.prop_recursive(2, 8, 4, |inner| {
        (vec(inner, 1..4), any::<prop::sample::Index>())
            .prop_map(|(of, k)| Who::at_least(k.index(of.len()) + 1, of).unwrap())
    })
}

fn berlin() -> ZoneRules {
    let hours = |hours: i32| Offset::new(hours * 3_600).unwrap();
    ZoneRules::new(hours(1), [(at(2 * DAY + 60), hours(2))])
}

fn request(people: &[Drawn], who: Who, meeting: (i64, i64, i64), every: u32) -> Request {
    let length = |minutes: i64| Minutes::new(u32::try_from(minutes).unwrap());
    Request {
        meeting: Meeting::new(length(meeting.0), length(meeting.1), length(meeting.2)).unwrap(),
        window: minutes(0, 4 * DAY),
        zone: Arc::new(berlin()),
        anchor: Anchor::Clock,
        increment: Increment::new(Minutes::new(every)).unwrap(),
        notice: Minutes::new(45),
        now: at(-30),
        participants: people.iter().enumerate().map(|(id, person)| person.participant(id)).collect(),
        who,
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: None,
        budget: None,
        explain: Explain::Always,
        titles: Titles::Withheld,
    }
}

/// What the answer must be, minute by minute.
fn expected(people: &[Drawn], who: &Who, meeting: (i64, i64, i64), every: i64) -> Vec<Slot> {
    let local = |minute: i64| minute + if minute < 2 * DAY + 60 { 60 } else { 120 };
    (15..=4 * DAY - meeting.0)
        .filter(|&minute| local(minute).rem_euclid(DAY) % every == 0)
        .filter(|&minute| who.is_met(&|id| people[id.index()].state(meeting, minute) == State::Free))
        .map(|minute| {
            let states =
                (0..).map(ParticipantId).zip(people.iter().map(|person| person.state(meeting, minute)));
            let (free, not_free): (Vec<_>, Vec<_>) = states.partition(|(_, state)| *state == State::Free);
            let free = free.into_iter().map(|(id, _)| id).collect();
            Slot { span: minutes(minute, minute + meeting.0), free, not_free }
        })
        .collect()
}

fn any_search() -> impl Strategy<Value = (Vec<Drawn>, Who, (i64, i64, i64), u32)> {
    let meeting = (1_i64..120, 0_i64..40, 0_i64..40);
    let every = prop::sample::select(vec![1_u32, 7, 15, 30, 45, 60]);
    (vec(any_drawn(), 1..4), meeting, every).prop_flat_map(|(people, meeting, every)| {
        let count = u32::try_from(people.len()).unwrap();
        (Just(people), any_who(count), Just(meeting), Just(every))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_path_finds_what_the_minutes_say((people, who, meeting, every) in any_search()) {
        let answer = block_on(find(&request(&people, who.clone(), meeting, every)));
        prop_assert_eq!(answer.slots, expected(&people, &who, meeting, i64::from(every)));
    }

    #[test]
    fn a_limit_keeps_the_first_slots((people, who, meeting, every) in any_search(), limit in 1_usize..9) {
        let mut request = request(&people, who, meeting, every);
        for order in [Order::Earliest, Order::Best] {
            request.order = order;
            request.limit = None;
            let mut all = block_on(find(&request)).slots;
            all.truncate(limit);
            request.limit = NonZeroUsize::new(limit);
            prop_assert_eq!(block_on(find(&request)).slots, all);
        }
    }

    #[test]
    fn why_agrees_with_find_at_every_start_considered((people, who, meeting, every) in any_search(), pick in any::<prop::sample::Index>()) {
        let request = request(&people, who.clone(), meeting, every);
        let found = block_on(find(&request));
        let minute = 15 + i64::try_from(pick.index(usize::try_from(4 * DAY - meeting.0 - 14).unwrap())).unwrap();
        let explanation = block_on(why(&request, at(minute)));
        let states: Vec<State> = explanation.participants.iter().map(|standing| standing.state).collect();
        let expected: Vec<State> = people.iter().map(|person| person.state(meeting, minute)).collect();
        prop_assert_eq!(&states, &expected);
        prop_assert_eq!(explanation.met, who.is_met(&|id| states[id.index()] == State::Free));
        for standing in &explanation.participants {
            prop_assert_eq!(standing.obstacles.is_empty(), standing.state == State::Free);
        }
        if found.slots.iter().any(|slot| slot.span.start() == at(minute)) {
            prop_assert!(explanation.met);
        }
    }

    #[test]
    fn the_diagnosis_adds_up((people, who, meeting, every) in any_search()) {
        let answer = block_on(find(&request(&people, who.clone(), meeting, every)));
        let diagnosis = answer.diagnosis.unwrap();
        let considered = (15..=4 * DAY - meeting.0).filter(|&minute| {
            (minute + if minute < 2 * DAY + 60 { 60 } else { 120 }).rem_euclid(DAY) % i64::from(every) == 0
        });
        prop_assert_eq!(diagnosis.starts_considered, considered.clone().count());
        for (person, blame) in people.iter().zip(&diagnosis.participants) {
            let not_free = considered.clone().filter(|&minute| person.state(meeting, minute) != State::Free).count();
            prop_assert_eq!(blame.rules_out, not_free);
            prop_assert_eq!(blame.states.iter().map(|state| state.1).sum::<usize>(), not_free);
            prop_assert!(blame.alone <= blame.rules_out && blame.obstacles.len() <= 20);
        }
    }
}

fn one_person(provider: Memory) -> (Request, Arc<Memory>) {
    let provider = Arc::new(provider);
    let open = Drawn { offset: 0, hours: vec![(0, 1_440)], taken: Vec::new() };
    let mut request = request(&[open], Who::one(ParticipantId(0)), (30, 10, 10), 30);
    request.participants[0].hours = None;
    let source: Arc<dyn Provider> = provider.clone();
    request.participants[0].sources = vec![source.into()];
    (request, provider)
}

#[test]
fn a_provider_is_asked_in_windows_within_its_limits() {
    let day = Seconds::from_minutes(1_440);
    let limits = Limits { longest_window: Some(day), concurrency: 2, ..Limits::NONE };
    let (request, provider) = one_person(Memory::new("limited").limited(limits));
    let answer = block_on(find(&request));
    assert!(answer.is_complete() && !answer.slots.is_empty());
    let mut asked = provider.asked();
    asked.sort();
    assert!(asked.iter().all(|window| window.length() <= day));
    assert!(asked.windows(2).all(|pair| pair[0].end() == pair[1].start()));
    // From the first start that the notice allows, less the buffer, to the end of the window, plus the buffer.
    assert_eq!((asked[0].start(), asked.last().unwrap().end()), (at(5), at(4 * DAY + 10)));
}

#[test]
fn what_no_call_can_tell_is_unknown() {
    let limits = Limits {
        horizon: Some(Seconds::from_minutes(2_880)),
        starts: WindowStart::AfterNow(Seconds::ZERO),
        ..Limits::NONE
    };
    let (request, _) = one_person(Memory::new("short-sighted").limited(limits));
    let answer = block_on(find(&request));
    assert_eq!(answer.sources[0].state.as_str(), "partial");
    assert!(!answer.slots.is_empty());
    assert!(answer.slots.iter().all(|slot| slot.span.end() + Seconds::from_minutes(10) <= at(2 * DAY - 30)));
}

#[test]
fn a_window_that_leaves_nothing_to_ask_asks_nobody() {
    let (mut request, provider) = one_person(Memory::new("idle"));
    request.now = at(5 * DAY);
    let answer = block_on(find(&request));
    assert!(answer.slots.is_empty() && answer.sources.is_empty() && provider.asked().is_empty());
    request.now = at(-30);
    request.window = minutes(0, 10);
    let reason = block_on(find(&request)).diagnosis.unwrap().reason.unwrap();
    assert_eq!(reason.as_str(), "too_short");
}

#[test]
fn hours_that_a_source_keeps_are_used_unless_the_request_names_some() {
    let (mut request, _) = one_person(Memory::new("keeps-hours").hours(minutes(600, 720).into()));
    let starts = |request: &Request| block_on(find(request)).slots.len();
    assert_eq!(starts(&request), 4);
    let all_day = Drawn { offset: 0, hours: vec![(0, 1_440)], taken: Vec::new() };
    request.participants[0].hours = all_day.participant(0).hours;
    assert!(starts(&request) > 4);
}

#[test]
fn the_plan_names_every_source_of_every_participant() {
    let (mut request, provider) = one_person(Memory::new("twice"));
    let source: Arc<dyn Provider> = provider;
    request.participants[0].sources.push(source.into());
    request.window = minutes(25, DAY - 10);
    let planned = plan(&request).unwrap();
    assert_eq!(planned.fetches.iter().map(|fetch| fetch.source.0).collect::<Vec<_>>(), [0, 1]);
    assert!(
        planned.fetches.iter().all(|fetch| fetch.windows == [minutes(15, DAY)] && fetch.beyond.is_empty())
    );
}

#[test]
fn optional_participants_order_the_best_slots_and_keep_nobody_away() {
    let open = Drawn { offset: 0, hours: vec![(0, 1_440)], taken: Vec::new() };
    let late = Drawn { offset: 0, hours: vec![(600, 720)], taken: Vec::new() };
    let mut request = request(&[open, late], Who::one(ParticipantId(0)), (30, 0, 0), 30);
    request.optional = vec![Weighted { id: ParticipantId(1), weight: 2 }];
    request.order = Order::Best;
    request.limit = NonZeroUsize::new(1);
    let answer = block_on(find(&request));
    assert_eq!(answer.slots[0].span.start(), at(600));
    assert_eq!(answer.slots[0].free.len(), 2);
}

#[test]
fn where_a_source_that_keeps_hours_is_silent_they_are_unknown_not_closed() {
    let limits = Limits { horizon: Some(Seconds::from_minutes(2_880)), ..Limits::NONE };
    let provider = Memory::new("short-sighted").hours(minutes(600, 720).into()).limited(limits);
    let (request, _) = one_person(provider);
    let state = |minute| block_on(why(&request, at(minute))).participants[0].state;
    assert_eq!((state(600), state(900), state(3 * DAY)), (State::Free, State::Unavailable, State::Unknown));
}

#[test]
fn a_start_outside_of_the_window_or_the_notice_is_not_met_and_says_which() {
    let (request, _) = one_person(Memory::new("free"));
    let outside = |minute| {
        let explanation = block_on(why(&request, at(minute)));
        assert_eq!(explanation.participants[0].state, State::Free);
        (explanation.met, explanation.outside)
    };
    assert_eq!(outside(60), (true, vec![]));
    assert_eq!(outside(10), (false, vec![Outside::Notice]));
    assert_eq!(outside(4 * DAY - 29), (false, vec![Outside::Window]));
    assert_eq!(outside(-60), (false, vec![Outside::Window, Outside::Notice]));
}

#[test]
fn a_window_that_is_past_and_too_short_is_past() {
    let (mut request, _) = one_person(Memory::new("idle"));
    request.window = minutes(0, 10);
    request.now = at(10);
    assert_eq!(block_on(find(&request)).diagnosis.unwrap().reason, Some(Reason::WindowPast));
}

fn offering(starts: &[i64]) -> Memory {
    let offers = Offers::new(
        starts.iter().map(|&minute| at(minute)).collect(),
        Seconds::from_minutes(30),
        OfferRole::Booked,
    );
    Memory::new("listed").offers(offers)
}

#[test]
fn offers_of_a_source_that_is_asked_in_pieces_unite() {
    let day = Seconds::from_minutes(1_440);
    let limits = Limits { longest_window: Some(day), ..Limits::NONE };
    let (request, _) = one_person(offering(&[600, DAY + 600, 3 * DAY + 645]).limited(limits));
    let found = block_on(find(&request)).slots;
    // The last is offered off the grid of half hours.
    assert_eq!(found.iter().map(|slot| slot.span.start()).collect::<Vec<_>>(), [at(600), at(DAY + 600)]);
}

#[test]
fn where_a_listed_source_is_silent_its_offers_are_unknown() {
    let limits = Limits { horizon: Some(Seconds::from_minutes(2_880)), ..Limits::NONE };
    let (request, _) = one_person(offering(&[600]).limited(limits));
    let state = |minute| block_on(why(&request, at(minute))).participants[0].state;
    assert_eq!((state(600), state(660), state(3 * DAY)), (State::Free, State::Unavailable, State::Unknown));
}

#[test]
fn what_a_request_that_must_not_meet_the_unknown_withholds_why_does_not_call_met() {
    let limits = Limits { horizon: Some(Seconds::from_minutes(2_880)), ..Limits::NONE };
    let (mut request, _) = one_person(Memory::new("short-sighted").limited(limits));
    assert!(block_on(why(&request, at(600))).met);
    request.on_unknown = OnUnknown::Fail;
    let (found, explanation) = (block_on(find(&request)), block_on(why(&request, at(600))));
    assert!(found.withheld && found.slots.is_empty());
    assert_eq!(found.diagnosis.unwrap().reason, Some(Reason::Unknown));
    assert_eq!((explanation.met, explanation.outside), (false, vec![Outside::Withheld]));
}
