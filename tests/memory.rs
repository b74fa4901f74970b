//! How much memory a search takes: a hundred thousand people over four weeks stay under a gibibyte.
//!
//! A binary of its own with a single test, for the allocator counts what everybody in it allocates.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Evidence, HourRange, Increment, Interval, IntervalSet, Meeting, MinuteOfDay, Minutes,
    Order, ParticipantId, Schedule, TentativePolicy, Timestamp, Weekday, WeeklyHours, Who, ZoneRules,
};
use freebusy_engine::{Explain, Hours, OnUnknown, Participant, Request, Taken, find};
use freebusy_provider::Titles;
use futures_executor::block_on;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const PEOPLE: u32 = 100_000;
const BLOCKS: usize = 100;
const GIBIBYTE: usize = 1 << 30;

/// 2026-10-12 00:00Z, a Monday.
const START: i64 = 1_791_763_200;
const WEEKS: i64 = 4;
const QUARTERS: u64 = 4 * 7 * 96;

fn span(start: i64, end: i64) -> Interval {
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
}

fn window() -> Interval {
    span(START, START + WEEKS * 7 * 86_400)
}

/// Blocks of 15 to 90 minutes in no order; Tuesday and Thursday 13 to 14 h are kept free.
fn taken(seed: &mut u64) -> Vec<Taken> {
    let mut taken = Vec::with_capacity(BLOCKS);
    while taken.len() < BLOCKS {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (quarter, length) = ((*seed >> 33) % (QUARTERS - 8), 1 + (*seed >> 20) % 6);
        let reserved = (quarter / 96) % 7 % 2 == 1 && quarter % 96 < 56 && quarter % 96 + length > 52;
        if !reserved || quarter / 96 % 7 == 5 {
            let start = START + i64::try_from(quarter).unwrap() * 900;
            let interval = span(start, start + i64::try_from(length).unwrap() * 900);
            taken.push(Taken { interval, kind: BlockKind::Busy });
        }
    }
    taken
}

/// Four schedules for all: weekdays from 8, 9, 10 or 11 to 18 h.
fn hours() -> Vec<Hours> {
    let minute = |hour: u16| MinuteOfDay::new(hour * 60).unwrap();
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let schedule = |from| {
        let range = HourRange::new(minute(from), minute(18)).unwrap();
        let weekly: WeeklyHours = weekdays.into_iter().map(|day| (day, range)).collect();
        Arc::new(Schedule::new(weekly, [], "UTC").unwrap())
    };
    let rules = Arc::new(ZoneRules::utc());
    (8..12).map(|from| Hours { schedule: schedule(from), rules: Arc::clone(&rules) }).collect()
}

fn request() -> Request {
    let (hours, mut seed) = (hours(), 7_u64);
    let utc = Arc::new(ZoneRules::utc());
    let participants = (0..PEOPLE).zip(hours.iter().cycle()).map(|(index, hours)| Participant {
        id: format!("p{index}").into(),
        hours: Some(hours.clone()),
        local: Arc::clone(&utc),
        taken: taken(&mut seed),
        sources: Vec::new(),
        tentative: TentativePolicy::Busy,
    });
    Request {
        meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap(),
        window: window(),
        participants: participants.collect(),
        who: Who::all((0..PEOPLE).map(ParticipantId).map(Who::one).collect()).unwrap(),
        zone: utc,
        anchor: Anchor::Clock,
        increment: Increment::QUARTER,
        notice: Minutes::ZERO,
        now: Timestamp::from_unix(START - 86_400),
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: NonZeroUsize::new(20),
        budget: None,
        explain: Explain::WhenEmpty,
        titles: Titles::Withheld,
    }
}

/// What a search takes beside its request, at its peak, and how many slots it finds.
fn peak_of(request: &Request) -> (usize, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let answer = block_on(find(request));
    (MEMORY.peak_usage() - before, answer.slots.len())
}

/// The bytes that the evidence about one person takes for each week.
fn evidence_per_week() -> usize {
    const SOME: usize = 1_000;
    let (mut seed, hours) = (11, Arc::new(IntervalSet::from(window())));
    let all: Vec<Vec<Taken>> = (0..SOME).map(|_| taken(&mut seed)).collect();
    let before = MEMORY.current_usage();
    let told = |taken: &Vec<Taken>| {
        let told = taken.iter().map(|taken| (taken.interval, taken.kind));
        Evidence::untraced(Arc::clone(&hours), told)
    };
    let evidence: Vec<Evidence> = all.iter().map(told).collect();
    let bytes = (MEMORY.current_usage() - before) / evidence.len();
    bytes / usize::try_from(WEEKS).unwrap()
}

#[test]
fn a_search_over_a_hundred_thousand_people_takes_less_than_a_gibibyte() {
    let bytes = evidence_per_week();
    assert!(bytes < 500, "evidence takes {bytes} bytes a person and week");

    let mut request = request();
    let asked = MEMORY.current_usage();
    let (all, found) = peak_of(&request);
    assert_eq!(found, 20, "the reserved hours suit everybody");
    let of = (0..PEOPLE).map(ParticipantId).map(Who::one).collect();
    request.who = Who::at_least(60_000, of).unwrap();
    let (most, found) = peak_of(&request);
    assert_eq!(found, 20, "most people are free more often than all");
    println!(
        "request {asked} bytes, at most {all} more for all, {most} for 60,000 of them; evidence {bytes} a week"
    );
    assert!(asked + all.max(most) < GIBIBYTE, "{asked} bytes of request, and {all} or {most} for the search");
}
