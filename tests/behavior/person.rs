//! A person as the cases think of one, and what a set-up makes of it.

use std::sync::Arc;

use freebusy_core::{BlockKind, Interval, OfferRole, Timestamp};
use freebusy_provider::Provider;

/// A person of whom some time is taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// What is taken: when, why, and what it is called.
    pub(crate) blocks: Vec<(Interval, BlockKind, &'static str)>,
    /// Whether the source cannot be read.
    pub(crate) unreadable: bool,
}

impl Person {
    pub(crate) fn free() -> Self {
        Self::default()
    }

    pub(crate) fn unreadable() -> Self {
        Self { unreadable: true, ..Self::default() }
    }

    pub(crate) fn with(mut self, kind: BlockKind, start: &str, end: &str) -> Self {
        self.blocks.push((interval(start, end), kind, "dentist"));
        self
    }

    pub(crate) fn busy(self, start: &str, end: &str) -> Self {
        self.with(BlockKind::Busy, start, end)
    }
}

/// What turns a person into a provider of one kind.
pub(crate) trait SetUp {
    /// A provider that tells what `person` is; its id is `id`.
    fn provider(&self, id: &str, person: &Person) -> Arc<dyn Provider>;

    /// Makes it `now` at whatever service stands behind the providers.
    fn set_clock(&self, _now: Timestamp) {}
}

/// A set-up whose people can also be booked through starts that they offer.
pub(crate) trait Listing: SetUp {
    /// A provider that tells the starts that `person` offers for meetings of half an hour, one every half hour.
    fn listed(&self, id: &str, person: &Person, role: OfferRole) -> Arc<dyn Provider>;
}

/// An instant as `2026-12-01T09:00Z`.
pub(crate) fn instant(text: &str) -> Timestamp {
    let (date, time) = text.trim_end_matches('Z').split_once('T').unwrap();
    let date: freebusy_core::NaiveDate = date.parse().unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let second = hour.parse::<i64>().unwrap() * 3_600 + minute.parse::<i64>().unwrap() * 60;
    freebusy_core::WallTime::new(date, second).at_offset(0)
}

pub(crate) fn interval(start: &str, end: &str) -> Interval {
    Interval::new(instant(start), instant(end)).unwrap()
}
