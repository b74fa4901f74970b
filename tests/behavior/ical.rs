//! placeholder
use std::sync::Arc;

use freebusy_provider::Provider;

use crate::person::{self, Person};

pub(crate) struct SetUp;

impl SetUp {
    pub(crate) fn new() -> Self {
        Self
    }
}

impl person::SetUp for SetUp {
    fn provider(&self, id: &str, person: &Person) -> Arc<dyn Provider> {
        person::SetUp::provider(&crate::memory::SetUp::new(), id, person)
    }
}
