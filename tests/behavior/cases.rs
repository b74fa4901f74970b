//! What must hold whichever provider tells it.

use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Increment, Meeting, Minutes, Offset, Order, ParticipantId, State, TentativePolicy,
    Timestamp, Who, ZoneRules,
};
use freebusy_engine::{Answer, Explain, OnUnknown, Participant, Reason, Request, Source, find, why};
use freebusy_provider::{Provider, Titles};
use futures_executor::block_on;

use crate::person::{Person, SetUp, instant, interval};

const OPEN: &str = "2026-12-01T08:00Z";
const CLOSE: &str = "2026-12-01T12:00Z";

fn participant(id: &str, sources: Vec<Arc<dyn Provider>>) -> Participant {
    Participant {
        id: id.into(),
        hours: None,
        local: Arc::new(ZoneRules::utc()),
        taken: Vec::new(),
        sources: sources.into_iter().map(Source::from).collect(),
        tentative: TentativePolicy::Busy,
    }
}

/// Half an hour on the half hour, 1 December 2026, 8 to 12, with everybody.
fn request(participants: Vec<Participant>) -> Request {
    let everybody = (0..).map(ParticipantId).take(participants.len()).map(Who::one).collect();
    Request {
        meeting: meeting(0, 0),
        window: interval(OPEN, CLOSE),
        zone: Arc::new(ZoneRules::utc()),
        anchor: Anchor::Clock,
        increment: Increment::new(Minutes::new(30)).unwrap(),
        notice: Minutes::ZERO,
        now: instant("2026-11-20T12:00Z"),
        participants,
        who: Who::all(everybody).unwrap(),
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: None,
        budget: None,
        explain: Explain::WhenEmpty,
        titles: Titles::Withheld,
    }
}

fn meeting(before: u32, after: u32) -> Meeting {
    Meeting::new(Minutes::new(30), Minutes::new(before), Minutes::new(after)).unwrap()
}

fn request_for(set_up: &impl SetUp, person: &Person) -> Request {
    request(vec![participant("ana", vec![set_up.provider("test:ana", person)])])
}

fn answer(request: &Request) -> Answer {
    block_on(find(request))
}

/// The starts of an answer as hours and minutes of the day.
fn starts(answer: &Answer) -> Vec<String> {
    answer.slots.iter().map(|slot| clock(slot.span.start())).collect()
}

fn clock(instant: Timestamp) -> String {
    let second = instant.wall(0).second_of_day();
    format!("{:02}:{:02}", second / 3_600, second / 60 % 60)
}

const ALL_STARTS: [&str; 8] = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"];

pub(crate) fn a_person_with_nothing_taken_is_free_at_every_start(set_up: &impl SetUp) {
    let answer = answer(&request_for(set_up, &Person::free()));
    assert_eq!(starts(&answer), ALL_STARTS);
    assert!(answer.is_complete() && answer.diagnosis.is_none());
    assert!(answer.slots.iter().all(|slot| slot.free == [ParticipantId(0)] && slot.not_free.is_empty()));
}

pub(crate) fn busy_time_is_not_offered_and_what_touches_it_is(set_up: &impl SetUp) {
    let person = Person::free().busy("2026-12-01T09:00Z", "2026-12-01T10:00Z");
    assert_eq!(
        starts(&answer(&request_for(set_up, &person))),
        ["08:00", "08:30", "10:00", "10:30", "11:00", "11:30"]
    );
}

pub(crate) fn busy_time_that_overlaps_counts_once(set_up: &impl SetUp) {
    let person = Person::free()
        .busy("2026-12-01T09:00Z", "2026-12-01T10:30Z")
        .busy("2026-12-01T09:30Z", "2026-12-01T10:00Z")
        .busy("2026-12-01T10:30Z", "2026-12-01T11:00Z");
    assert_eq!(starts(&answer(&request_for(set_up, &person))), ["08:00", "08:30", "11:00", "11:30"]);
}

pub(crate) fn busy_time_across_a_clock_change_keeps_its_length(set_up: &impl SetUp) {
    // The night of 25 October 2026, when Berlin's clocks go back at 01:00Z.
    let hours = |hours: i32| Offset::new(hours * 3_600).unwrap();
    let berlin = Arc::new(ZoneRules::new(hours(2), [(instant("2026-10-25T01:00Z"), hours(1))]));
    let person = Person::free().busy("2026-10-25T00:30Z", "2026-10-25T01:30Z");
    let mut request = request_for(set_up, &person);
    request.now = instant("2026-10-01T00:00Z");
    request.window = interval("2026-10-25T00:00Z", "2026-10-25T03:00Z");
    request.participants[0].local = Arc::clone(&berlin);
    request.zone = berlin;
    assert_eq!(starts(&answer(&request)), ["00:00", "01:30", "02:00", "02:30"]);
}

pub(crate) fn busy_time_outside_the_window_counts_through_the_buffers(set_up: &impl SetUp) {
    let person = Person::free()
        .busy("2026-12-01T07:00Z", "2026-12-01T07:45Z")
        .busy("2026-12-01T12:15Z", "2026-12-01T13:00Z");
    let mut request = request_for(set_up, &person);
    assert_eq!(starts(&answer(&request)), ALL_STARTS);
    request.meeting = meeting(16, 16);
    assert_eq!(starts(&answer(&request)), &ALL_STARTS[1..7]);
    request.meeting = meeting(15, 15);
    assert_eq!(starts(&answer(&request)), ALL_STARTS);
}

pub(crate) fn tentative_time_counts_as_busy_unless_the_request_says_free(set_up: &impl SetUp) {
    let person = Person::free().with(BlockKind::Tentative, "2026-12-01T08:30Z", "2026-12-01T11:30Z");
    let mut request = request_for(set_up, &person);
    assert_eq!(starts(&answer(&request)), ["08:00", "11:30"]);
    assert_eq!(block_on(why(&request, instant("2026-12-01T09:00Z"))).participants[0].state, State::Tentative);
    request.participants[0].tentative = TentativePolicy::Free;
    assert_eq!(starts(&answer(&request)), ALL_STARTS);
}

pub(crate) fn time_out_of_office_is_unavailable_and_not_widened_by_buffers(set_up: &impl SetUp) {
    let person = Person::free().with(BlockKind::Unavailable, "2026-12-01T09:00Z", "2026-12-01T11:00Z");
    let mut request = request_for(set_up, &person);
    request.meeting = meeting(30, 30);
    assert_eq!(starts(&answer(&request)), ["08:00", "08:30", "11:00", "11:30"]);
    assert_eq!(
        block_on(why(&request, instant("2026-12-01T09:00Z"))).participants[0].state,
        State::Unavailable
    );
}

pub(crate) fn the_first_state_that_holds_is_named(set_up: &impl SetUp) {
    let person = Person::free()
        .with(BlockKind::Unavailable, "2026-12-01T09:00Z", "2026-12-01T11:00Z")
        .with(BlockKind::Tentative, "2026-12-01T09:30Z", "2026-12-01T11:00Z")
        .with(BlockKind::Busy, "2026-12-01T10:00Z", "2026-12-01T11:00Z");
    let request = request_for(set_up, &person);
    let state = |at: &str| block_on(why(&request, instant(at))).participants[0].state;
    assert_eq!(state("2026-12-01T09:00Z"), State::Unavailable);
    assert_eq!(state("2026-12-01T09:30Z"), State::Tentative);
    assert_eq!(state("2026-12-01T10:00Z"), State::Busy);
    assert_eq!(state("2026-12-01T11:00Z"), State::Free);
}

pub(crate) fn a_source_that_fails_offers_nothing_and_the_answer_is_incomplete(set_up: &impl SetUp) {
    let answer = answer(&request_for(set_up, &Person::unreadable()));
    assert!(answer.slots.is_empty() && !answer.is_complete());
    assert_eq!(answer.sources[0].state.as_str(), "failed");
    assert!(answer.sources[0].notes[0].contains("`ana`"), "{:?}", answer.sources[0].notes);
    let diagnosis = answer.diagnosis.unwrap();
    assert_eq!(diagnosis.reason, Some(Reason::Unknown));
    assert_eq!(diagnosis.participants[0].states, [(State::Unknown, 8)]);
}

pub(crate) fn a_source_that_fails_does_not_silence_the_others(set_up: &impl SetUp) {
    let person = Person::free().busy("2026-12-01T08:00Z", "2026-12-01T11:00Z");
    let mut request = request(vec![
        participant("ana", vec![set_up.provider("test:ana", &person)]),
        participant("bo", vec![set_up.provider("test:bo", &Person::unreadable())]),
    ]);
    request.who = Who::one(ParticipantId(0));
    let answer = answer(&request);
    assert_eq!(starts(&answer), ["11:00", "11:30"]);
    assert_eq!(answer.slots[0].not_free, [(ParticipantId(1), State::Unknown)]);
    assert!(!answer.is_complete());
}

pub(crate) fn unknown_time_is_shown_and_marked_when_the_request_includes_it(set_up: &impl SetUp) {
    let mut request = request_for(set_up, &Person::unreadable());
    request.on_unknown = OnUnknown::Include;
    let answer = answer(&request);
    assert_eq!(starts(&answer), ALL_STARTS);
    assert!(answer.slots.iter().all(|slot| slot.not_free == [(ParticipantId(0), State::Unknown)]));
    assert!(!answer.is_complete());
}

pub(crate) fn unknown_time_withholds_everything_when_the_request_wants_that_to_fail(set_up: &impl SetUp) {
    let mut request = request(vec![
        participant("ana", vec![set_up.provider("test:ana", &Person::free())]),
        participant("bo", vec![set_up.provider("test:bo", &Person::unreadable())]),
    ]);
    request.who = Who::any((0..2).map(ParticipantId).map(Who::one).collect()).unwrap();
    assert_eq!(starts(&answer(&request)), ALL_STARTS);
    request.on_unknown = OnUnknown::Fail;
    let answer = answer(&request);
    assert!(answer.slots.is_empty() && answer.withheld);
}

pub(crate) fn two_sources_of_one_person_unite(set_up: &impl SetUp) {
    let work = Person::free().busy("2026-12-01T08:00Z", "2026-12-01T09:30Z");
    let home = Person::free().busy("2026-12-01T09:30Z", "2026-12-01T11:00Z");
    let sources = vec![set_up.provider("test:work", &work), set_up.provider("test:home", &home)];
    let answer = answer(&request(vec![participant("ana", sources)]));
    assert_eq!(starts(&answer), ["11:00", "11:30"]);
    assert_eq!(
        answer.sources.iter().map(|report| &*report.source).collect::<Vec<_>>(),
        ["test:work", "test:home"]
    );
}

pub(crate) fn why_names_the_block_and_its_source(set_up: &impl SetUp) {
    let person = Person::free().busy("2026-12-01T08:00Z", "2026-12-01T09:15Z");
    let request = request_for(set_up, &person);
    let explanation = block_on(why(&request, instant("2026-12-01T09:00Z")));
    assert!(!explanation.met);
    let obstacle = &explanation.participants[0].obstacles[0];
    assert_eq!(obstacle.interval, interval("2026-12-01T08:00Z", "2026-12-01T09:15Z"));
    assert_eq!(
        (obstacle.kind, &*obstacle.source, obstacle.title.as_deref()),
        (BlockKind::Busy, "test:ana", None)
    );
    assert!(block_on(why(&request, instant("2026-12-01T09:30Z"))).met);
}

pub(crate) fn titles_are_told_only_when_asked_for(set_up: &impl SetUp) {
    let person = Person::free().busy("2026-12-01T08:00Z", "2026-12-01T09:00Z");
    let mut request = request_for(set_up, &person);
    let title = |request: &Request| {
        let explanation = block_on(why(request, instant("2026-12-01T08:30Z")));
        explanation.participants[0].obstacles[0].title.clone()
    };
    assert_eq!(title(&request), None);
    request.titles = Titles::Shown;
    assert_eq!(title(&request).as_deref(), Some("dentist"));
}

pub(crate) fn the_diagnosis_blames_the_block_that_rules_out_most(set_up: &impl SetUp) {
    let ana = Person::free().busy("2026-12-01T08:00Z", "2026-12-01T11:30Z");
    let bo = Person::free()
        .busy("2026-12-01T11:00Z", "2026-12-01T12:00Z")
        .busy("2026-12-01T08:00Z", "2026-12-01T08:30Z");
    let request = request(vec![
        participant("ana", vec![set_up.provider("test:ana", &ana)]),
        participant("bo", vec![set_up.provider("test:bo", &bo)]),
    ]);
    let answer = answer(&request);
    assert!(answer.slots.is_empty() && answer.is_complete());
    let diagnosis = answer.diagnosis.unwrap();
    assert_eq!((diagnosis.reason, diagnosis.starts_considered), (Some(Reason::Busy), 8));
    // 8:30 to 10:30 want only ana, 11:30 only bo; at 8:00 and 11:00 both are taken.
    assert_eq!(
        diagnosis.participants.iter().map(|blame| (blame.rules_out, blame.alone)).collect::<Vec<_>>(),
        [(7, 5), (3, 1)]
    );
    assert_eq!(
        diagnosis.participants[1].obstacles.iter().map(|obstacle| obstacle.1).collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(
        (diagnosis.best.free, diagnosis.best.missing),
        (vec![ParticipantId(1)], vec![ParticipantId(0)])
    );
    assert_eq!(diagnosis.best.starts.first(), Some(&instant("2026-12-01T08:30Z")));
    assert_eq!(diagnosis.best.starts.len(), 5);
}

pub(crate) fn a_window_in_the_past_finds_nothing_and_says_so(set_up: &impl SetUp) {
    let mut request = request_for(set_up, &Person::free());
    request.now = instant("2026-12-02T00:00Z");
    let answer = answer(&request);
    assert!(answer.slots.is_empty());
    assert_eq!(answer.diagnosis.unwrap().reason, Some(Reason::WindowPast));
}
