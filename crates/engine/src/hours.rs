//! The hours of the request on the line of time: a schedule that many people have is expanded once and shared.

use std::collections::HashMap;
use std::sync::Arc;

use freebusy_core::{Interval, IntervalSet, Schedule, ZoneRules, expand};

use crate::request::Hours;

/// Hours within one stretch of time, by the schedule and the rules that they come from.
pub(crate) struct Expanded {
    known: Interval,
    /// By place in memory: those who share a schedule hold the same one.
    done: HashMap<(*const Schedule, *const ZoneRules), Arc<IntervalSet>>,
}

impl Expanded {
    /// None yet.
    pub(crate) fn over(known: Interval) -> Self {
        Self { known, done: HashMap::new() }
    }

    /// When `hours` are.
    pub(crate) fn hours(&mut self, hours: &Hours) -> Arc<IntervalSet> {
        let Hours { schedule, rules } = hours;
        let done = self.done.entry((Arc::as_ptr(schedule), Arc::as_ptr(rules)));
        Arc::clone(done.or_insert_with(|| Arc::new(expand(schedule, rules, self.known))))
    }
}
