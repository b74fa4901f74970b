//! A request and its answers, made by hand, for the tests of the formats.

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Increment, Interval, Meeting, Minutes, NearMiss, Order, ParticipantId, Seconds, State,
    TentativePolicy, Timestamp, Weighted, Who,
};
use freebusy_engine::{
    Answer, Diagnosis, Explain, Explanation, Obstacle, OnUnknown, Outside, Participant, ParticipantBlame,
    Purpose, Reason, Request, Slot, SourceReport, SourceState, Standing,
};
use freebusy_provider::{ErrorKind, Titles};
use freebusy_zones::{Zone, Zones};

use super::Frame;
use crate::schema::Loaded;

/// 2026-12-01T14:00:00Z, 15:00 in Berlin.
pub(crate) const START: i64 = 1_796_133_600;

pub(crate) fn at(minutes: i64) -> Timestamp {
    Timestamp::from_unix(START + minutes * 60)
}

pub(crate) fn interval(start: i64, end: i64) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

pub(crate) fn id(index: u32) -> ParticipantId {
    ParticipantId(index)
}

fn person(id: &str, zone: &Zone) -> Participant {
    Participant {
        id: id.into(),
        hours: None,
        local: Arc::new(zone.rules().clone()),
        taken: Vec::new(),
        sources: Vec::new(),
        tentative: TentativePolicy::Busy,
    }
}

/// ana in New York, bo in Berlin and cy in Tokyo, in Berlin's time, the last optional.
pub(crate) fn loaded() -> Loaded {
    named(&["ana", "bo", "cy"])
}

pub(crate) fn named(ids: &[&str]) -> Loaded {
    let zones = Zones::bundled();
    let zone = |name: &str| zones.zone(name).unwrap();
    let berlin = zone("Europe/Berlin");
    let homes = [zone("America/New_York"), berlin.clone(), zone("Asia/Tokyo")];
    let homes: Vec<Zone> = ids.iter().zip(homes.iter().cycle()).map(|(_, home)| home.clone()).collect();
    let (last, members) = ids.split_last().unwrap();
    let request = Request {
        meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).unwrap(),
        window: interval(-15 * 60, 10 * 24 * 60),
        zone: Arc::new(berlin.rules().clone()),
        anchor: Anchor::Clock,
        increment: Increment::QUARTER,
        notice: Minutes::new(60),
        now: at(-10 * 24 * 60),
        participants: ids.iter().zip(&homes).map(|(id, home)| person(id, home)).collect(),
        who: Who::all((0..).map(ParticipantId).zip(members).map(|(id, _)| Who::one(id)).collect()).unwrap(),
        optional: vec![Weighted { id: id(u32::try_from(members.len()).unwrap()), weight: 1 }],
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: None,
        budget: None,
        explain: Explain::WhenEmpty,
        titles: Titles::Withheld,
    };
    let _ = last;
    Loaded { request, zone: berlin, zones_of_participants: homes.into_iter().map(Some).collect() }
}

pub(crate) fn limited(limit: usize) -> Loaded {
    let mut loaded = loaded();
    loaded.request.limit = NonZeroUsize::new(limit);
    loaded
}

pub(crate) fn frame(loaded: &Loaded) -> Frame<'_> {
    Frame::new(loaded, "2026e", at(0), Some("request.json"))
}

/// A slot for ana and bo; cy may be busy.
pub(crate) fn slot(start: i64, cy: State) -> Slot {
    let span = interval(start, start + 30);
    match cy {
        State::Free => Slot { span, free: vec![id(0), id(1), id(2)], not_free: Vec::new() },
        state => Slot { span, free: vec![id(0), id(1)], not_free: vec![(id(2), state)] },
    }
}

pub(crate) fn answer(slots: Vec<Slot>) -> Answer {
    Answer { slots, sources: Vec::new(), diagnosis: None, withheld: false }
}

/// Nine starts in a row, one alone without cy, one on the next day.
pub(crate) fn found() -> Answer {
    let row = (0..9).map(|index| slot(index * 15, State::Free));
    answer(row.chain([slot(180, State::Busy), slot(24 * 60, State::Free)]).collect())
}

pub(crate) fn obstacle(start: i64, end: i64, source: &str) -> Obstacle {
    Obstacle {
        interval: interval(start, end),
        kind: if source == "schedule" { BlockKind::Unavailable } else { BlockKind::Busy },
        source: source.into(),
        title: Some("Stand-up".into()),
    }
}

/// Nothing found: bo is in the way.
pub(crate) fn nothing() -> Answer {
    let blame = |index, rules_out, alone, states: &[(State, usize)], obstacles: Vec<(Obstacle, usize)>| {
        ParticipantBlame { id: id(index), rules_out, alone, states: states.to_vec(), obstacles }
    };
    let diagnosis = Diagnosis {
        reason: Some(Reason::Busy),
        starts_considered: 160,
        best: NearMiss { free: vec![id(0)], missing: vec![id(1)], starts: vec![at(0), at(15), at(24 * 60)] },
        participants: vec![
            blame(0, 60, 0, &[(State::Unavailable, 60)], vec![(obstacle(-300, 0, "schedule"), 60)]),
            blame(
                1,
                131,
                12,
                &[(State::Busy, 90), (State::Unavailable, 41)],
                vec![(obstacle(-60, 15, "ics:bo.ics"), 8), (obstacle(180, 540, "ics:bo.ics"), 4)],
            ),
            blame(2, 0, 0, &[], Vec::new()),
        ],
    };
    let report = SourceReport {
        participant: id(1),
        source: "ics:bo.ics".into(),
        purpose: Purpose::Decides,
        state: SourceState::Failed(ErrorKind::Malformed),
        notes: vec!["the file is no calendar".into()],
        hints: Vec::new(),
    };
    Answer { slots: Vec::new(), sources: vec![report], diagnosis: Some(diagnosis), withheld: false }
}

pub(crate) fn explanation() -> Explanation {
    let standing = |index, state, obstacles| Standing { id: id(index), state, obstacles };
    Explanation {
        span: Interval::new(at(0), at(0) + Seconds::from_minutes(30)).unwrap(),
        met: false,
        outside: vec![Outside::Notice],
        participants: vec![
            standing(0, State::Free, Vec::new()),
            standing(1, State::Busy, vec![obstacle(-60, 15, "ics:bo.ics")]),
            standing(2, State::Unavailable, Vec::new()),
        ],
        sources: Vec::new(),
    }
}
