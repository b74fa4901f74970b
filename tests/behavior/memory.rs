//! The person in memory.

use std::sync::Arc;

use freebusy_core::{OfferRole, Offers, Seconds, Timestamp};
use freebusy_provider::memory::Memory;
use freebusy_provider::{ErrorKind, Provider};

use crate::host::{Host, Hosting};
use crate::person::{self, Person, interval};

pub(crate) struct SetUp;

impl SetUp {
    pub(crate) fn new() -> Self {
        Self
    }
}

impl person::SetUp for SetUp {
    fn provider(&self, id: &str, person: &Person) -> Arc<dyn Provider> {
        let told = person
            .blocks
            .iter()
            .fold(Memory::new(id), |memory, (interval, kind, title)| memory.block(*interval, *kind, title));
        Arc::new(if person.unreadable { told.failing(ErrorKind::Malformed) } else { told })
    }
}

impl person::Listing for SetUp {
    fn listed(&self, id: &str, person: &Person, role: OfferRole) -> Arc<dyn Provider> {
        let half_an_hour = Seconds::from_minutes(30);
        let window = interval("2026-11-20T00:00Z", "2026-12-20T00:00Z");
        let starts = (window.start().as_unix()..window.end().as_unix()).step_by(1_800);
        let is_free = |start: &Timestamp| {
            let slot = freebusy_core::Interval::new(*start, *start + half_an_hour).unwrap();
            !person.blocks.iter().any(|(taken, ..)| taken.overlaps(slot))
        };
        let starts = starts.map(Timestamp::from_unix).filter(is_free).collect();
        let told = Memory::new(id).offers(Offers::new(starts, half_an_hour, role));
        Arc::new(if person.unreadable { told.failing(ErrorKind::Malformed) } else { told })
    }
}

impl Hosting for SetUp {
    fn host(&self) -> Host {
        Host::in_memory(Memory::new("memory:ana").bookable())
    }
}
