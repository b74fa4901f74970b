//! The person in memory.

use std::sync::Arc;

use freebusy_provider::memory::Memory;
use freebusy_provider::{ErrorKind, Provider};

use crate::person::{self, Person};

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
