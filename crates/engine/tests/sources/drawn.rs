//! Groups as drawn: people with several sources, each with its own limits, and requests for them.

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Increment, Interval, IntervalSet, Meeting, Minutes, OfferRole, Offers, Offset, Order,
    ParticipantId, Seconds, TentativePolicy, Timestamp, Weighted, Who, ZoneRules,
};
use freebusy_engine::{Explain, OnUnknown, Participant, Purpose, Request, Source, Taken};
use freebusy_provider::memory::Memory;
use freebusy_provider::{Cost, ErrorKind, Limits, Provider, Titles, WindowStart};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) const DAY: i64 = 1_440;
/// 2026-03-27 00:00Z, a Friday; Berlin's clocks change on the 29th at 01:00Z.
const START: i64 = 1_774_569_600;

pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_unix(START + minute * 60)
}

pub(crate) fn minutes(start: i64, end: i64) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

/// One source as drawn; times are minutes.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) blocks: Vec<(i64, i64, BlockKind)>,
    pub(crate) hours: Option<Vec<(i64, i64)>>,
    pub(crate) offers: Option<(Vec<i64>, OfferRole)>,
    pub(crate) longest: Option<i64>,
    pub(crate) horizon: Option<i64>,
    pub(crate) cost: (u32, u32),
    pub(crate) fails: bool,
    pub(crate) purpose: Purpose,
}

impl Place {
    pub(crate) fn memory(&self, length: i64) -> Memory {
        let seconds = |minutes: i64| Seconds::new(minutes * 60).unwrap();
        let limits = Limits {
            longest_window: self.longest.map(seconds),
            horizon: self.horizon.map(seconds),
            starts: WindowStart::AfterNow(Seconds::from_minutes(1)),
            concurrency: 3,
            cost: Cost { once: self.cost.0, per_window: self.cost.1 },
            ..Limits::NONE
        };
        let mut memory = Memory::new("drawn").limited(limits);
        for &(start, end, kind) in &self.blocks {
            memory = memory.block(minutes(start, end), kind, "drawn");
        }
        if let Some(hours) = &self.hours {
            let hours: IntervalSet = hours.iter().map(|&(start, end)| minutes(start, end)).collect();
            memory = memory.hours(hours);
        }
        if let Some((starts, role)) = &self.offers {
            let starts = starts.iter().map(|start| at(*start)).collect();
            memory = memory.offers(Offers::new(starts, seconds(length), *role));
        }
        if self.fails { memory.failing(ErrorKind::Unreachable) } else { memory }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) places: Vec<Place>,
    pub(crate) taken: Vec<(i64, i64, BlockKind)>,
}

/// A group with its meeting (duration, buffers), the days that are searched and the step.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) people: Vec<Person>,
    pub(crate) who: Who,
    pub(crate) meeting: (i64, i64, i64),
    pub(crate) days: i64,
    pub(crate) every: u32,
    pub(crate) anchor: Anchor,
    pub(crate) on_unknown: OnUnknown,
    pub(crate) limit: Option<usize>,
    pub(crate) tentative: TentativePolicy,
}

impl Group {
    /// The request and, beside it, all of its sources.
    pub(crate) fn request(&self) -> (Request, Vec<Arc<Memory>>) {
        let mut memories = Vec::new();
        let participants = self.people.iter().map(|person| self.participant(person, &mut memories)).collect();
        let length = |minutes: i64| Minutes::new(u32::try_from(minutes).unwrap());
        let (duration, before, after) = self.meeting;
        let hours = |hours: i32| Offset::new(hours * 3_600).unwrap();
        let berlin = ZoneRules::new(hours(1), [(at(2 * DAY + 60), hours(2))]);
        let named = self.who.members();
        let ids = (0..).map(ParticipantId).take(self.people.len());
        let others = ids.filter(|id| !named.contains(id) && id.0 % 2 == 0);
        let request = Request {
            meeting: Meeting::new(length(duration), length(before), length(after)).unwrap(),
            window: minutes(0, self.days * DAY),
            zone: Arc::new(berlin),
            anchor: self.anchor,
            increment: Increment::new(Minutes::new(self.every)).unwrap(),
            notice: Minutes::new(45),
            now: at(-30),
            participants,
            who: self.who.clone(),
            optional: others.map(|id| Weighted { id, weight: 2 }).collect(),
            on_unknown: self.on_unknown,
            order: Order::Earliest,
            limit: self.limit.and_then(NonZeroUsize::new),
            budget: None,
            explain: Explain::WhenEmpty,
            titles: Titles::Shown,
        };
        (request, memories)
    }

    fn participant(&self, person: &Person, memories: &mut Vec<Arc<Memory>>) -> Participant {
        let taken =
            |&(start, end, kind): &(i64, i64, BlockKind)| Taken { interval: minutes(start, end), kind };
        let mut source = |place: &Place| {
            let memory = Arc::new(place.memory(self.meeting.0));
            memories.push(Arc::clone(&memory));
            let provider: Arc<dyn Provider> = memory;
            Source { provider, purpose: place.purpose }
        };
        Participant {
            id: "p".into(),
            hours: None,
            local: Arc::new(ZoneRules::utc()),
            taken: person.taken.iter().map(taken).collect(),
            sources: person.places.iter().map(&mut source).collect(),
            tentative: self.tentative,
        }
    }

    /// The same group without its sources that only explain.
    pub(crate) fn without_explaining(&self) -> Self {
        let mut group = self.clone();
        for person in &mut group.people {
            if person.places.iter().any(|place| place.purpose == Purpose::Decides) {
                person.places.retain(|place| place.purpose == Purpose::Decides);
            }
        }
        group
    }
}

fn any_blocks(days: i64) -> impl Strategy<Value = Vec<(i64, i64, BlockKind)>> {
    let kind = prop::sample::select(vec![
        BlockKind::Busy,
        BlockKind::Busy,
        BlockKind::Tentative,
        BlockKind::Unavailable,
        BlockKind::Unknown,
    ]);
    let block = (-DAY..(days + 1) * DAY, 1_i64..2_000, kind);
    vec(block.prop_map(|(start, length, kind)| (start, start + length, kind)), 0..24)
}

fn any_place(days: i64, purpose: Purpose) -> impl Strategy<Value = Place> {
    let hours =
        vec((0..days * DAY, 60_i64..3_000).prop_map(|(start, length)| (start, start + length)), 1..12);
    let role = prop::sample::select(vec![OfferRole::Booked, OfferRole::Consulted]);
    let start = (0..days * 96).prop_map(|quarter| quarter * 15);
    let offers = (vec(start, 0..300), role);
    let longest = prop::option::weighted(0.8, 1_i64..80);
    let longest = longest.prop_map(|days| days.map(|days| days * DAY / 2));
    let horizon = prop::option::weighted(0.2, (1..days + 2).prop_map(|days| days * DAY));
    let cost = prop::sample::select(vec![(0_u32, 0_u32), (0, 1), (2, 1), (3, 0)]);
    let fails = prop::bool::weighted(0.1);
    (
        any_blocks(days),
        prop::option::weighted(0.3, hours),
        prop::option::weighted(0.3, offers),
        longest,
        horizon,
        cost,
        fails,
    )
        .prop_map(move |(blocks, hours, offers, longest, horizon, cost, fails)| Place {
            blocks,
            hours,
            offers,
            longest,
            horizon,
            cost,
            fails,
            purpose,
        })
}

fn any_person(days: i64) -> impl Strategy<Value = Person> {
    let purpose = prop::sample::select(vec![Purpose::Decides, Purpose::Decides, Purpose::Explains]);
    let place = purpose.prop_flat_map(move |purpose| any_place(days, purpose));
    let taken = any_blocks(days).prop_map(|mut taken| {
        taken.truncate(3);
        taken
    });
    (vec(place, 0..4), taken).prop_map(|(places, taken)| Person { places, taken })
}

fn any_who(people: u32) -> impl Strategy<Value = Who> {
    let one = (0..people).prop_map(|index| Who::one(ParticipantId(index)));
    one.prop_recursive(2, 8, 4, |inner| {
        (vec(inner, 1..4), any::<prop::sample::Index>())
            .prop_map(|(of, k)| Who::at_least(k.index(of.len()) + 1, of).unwrap())
    })
}

pub(crate) fn any_group() -> impl Strategy<Value = Group> {
    let meeting = (1_i64..10, 0_i64..4, 0_i64..4).prop_map(|(d, b, a)| (d * 15, b * 10, a * 10));
    let every = prop::sample::select(vec![15_u32, 15, 30, 45, 60]);
    let anchor = prop::sample::select(vec![Anchor::Clock, Anchor::Clock, Anchor::Free]);
    let on_unknown = prop::sample::select(vec![OnUnknown::Exclude, OnUnknown::Exclude, OnUnknown::Include]);
    let tentative = prop::sample::select(vec![TentativePolicy::Busy, TentativePolicy::Free]);
    (1_i64..24, 1_usize..6, meeting, every, anchor, on_unknown, tentative, 1_usize..8).prop_flat_map(
        |(days, count, meeting, every, anchor, on_unknown, tentative, limit)| {
            let people = vec(any_person(days), count);
            let who = any_who(u32::try_from(count).unwrap());
            (people, who).prop_map(move |(people, who)| Group {
                people,
                who,
                meeting,
                days,
                every,
                anchor,
                on_unknown,
                limit: Some(limit),
                tentative,
            })
        },
    )
}

/// One person with one source, searched in steps of half an hour over `days`.
pub(crate) fn alone(place: Place, days: i64) -> Group {
    Group {
        people: vec![Person { places: vec![place], taken: Vec::new() }],
        who: Who::one(ParticipantId(0)),
        meeting: (30, 0, 0),
        days,
        every: 30,
        anchor: Anchor::Clock,
        on_unknown: OnUnknown::Exclude,
        limit: None,
        tentative: TentativePolicy::Busy,
    }
}

/// A source that is asked day by day for a request each, and has nothing in the way.
pub(crate) fn daily() -> Place {
    Place {
        blocks: Vec::new(),
        hours: None,
        offers: None,
        longest: Some(DAY),
        horizon: None,
        cost: (0, 1),
        fails: false,
        purpose: Purpose::Decides,
    }
}
