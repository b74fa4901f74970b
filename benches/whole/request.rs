//! Requests in memory, as the program makes them of a document.

use std::num::NonZeroUsize;
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Increment, Meeting, Minutes, Order, ParticipantId, TentativePolicy, Timestamp, Who,
    ZoneRules,
};
use freebusy_engine::{Explain, Hours, OnUnknown, Participant, Request, Taken};
use freebusy_provider::Titles;
use freebusy_zones::Zones;

use crate::workload::{DAY, MONTH, Person, START, people, span};

/// What is asked of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Every slot that suits everybody.
    All,
    /// The first twenty of them.
    First,
    /// Every slot at which seven in ten can come.
    Most,
    /// Every slot that suits everybody, and why the others do not.
    Why,
}

impl Ask {
    pub(crate) const EACH: [Self; 4] = [Self::All, Self::First, Self::Most, Self::Why];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "all slots",
            Self::First => "first 20 slots",
            Self::Most => "slots of 7 in 10",
            Self::Why => "slots and diagnosis",
        }
    }

    pub(crate) const fn limit(self) -> Option<usize> {
        if matches!(self, Self::First) { Some(20) } else { None }
    }

    /// How many of a group must be able to come.
    pub(crate) fn wanted(self, people: usize) -> usize {
        if self == Self::Most { (people * 7 / 10).max(1) } else { people }
    }
}

/// A request about `count` people; people of one zone share their schedule.
pub(crate) fn request(seed: u64, count: usize, ask: Ask) -> Request {
    let (zones, people) = (Zones::bundled(), people(seed, count, MONTH));
    let rules =
        |name: &str| Arc::new(zones.find(name).map_or_else(ZoneRules::utc, |zone| zone.rules().clone()));
    let hours =
        |person: &Person| Hours { schedule: Arc::new(person.schedule()), rules: rules(person.zone()) };
    let shared: Vec<Hours> = people.iter().take(4).map(hours).collect();
    let who = (0..).map(ParticipantId).take(count).map(Who::one).collect();
    Request {
        meeting: Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO)
            .expect("half an hour is not nothing"),
        window: MONTH.window(),
        zone: rules("Europe/Berlin"),
        anchor: Anchor::Clock,
        increment: Increment::QUARTER,
        notice: Minutes::ZERO,
        now: Timestamp::from_unix(START - DAY),
        participants: people.iter().zip(shared.iter().cycle()).enumerate().map(participant).collect(),
        who: Who::at_least(ask.wanted(count), who).expect("somebody is named"),
        optional: Vec::new(),
        on_unknown: OnUnknown::Exclude,
        order: Order::Earliest,
        limit: ask.limit().and_then(NonZeroUsize::new),
        budget: None,
        explain: if ask == Ask::Why { Explain::Always } else { Explain::WhenEmpty },
        titles: Titles::Withheld,
    }
}

fn participant((index, (person, hours)): (usize, (&Person, &Hours))) -> Participant {
    let taken = |&busy: &(i64, i64)| Taken { interval: span(busy), kind: BlockKind::Busy };
    Participant {
        id: format!("p{index}").into(),
        hours: Some(hours.clone()),
        local: Arc::clone(&hours.rules),
        taken: person.busy.iter().map(taken).collect(),
        sources: Vec::new(),
        tentative: TentativePolicy::Busy,
    }
}
