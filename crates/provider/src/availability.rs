//! The role every provider plays: telling what it knows of one person's time.

use freebusy_core::{BlockKind, Interval, IntervalSet, Offers, Seconds, Timestamp, ZoneRules};
use futures_core::future::BoxFuture;

use crate::error::Error;

/// Whether the caller wants to know what taken time is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Titles {
    /// Only when it is taken: the default, and all that finding a time needs.
    #[default]
    Withheld,
    /// Also what it is called, to show it to the person who asked.
    Shown,
}

/// What is asked of a source.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The stretch of time asked about, half-open.
    pub window: Interval,
    /// The zone of times for which the source names none (floating times, all-day events).
    pub local: &'a ZoneRules,
    /// The present, as the request tells it: what lies before it need not be told.
    pub now: Timestamp,
    /// How long the meeting is that a time is sought for: some providers offer starts by length.
    pub length: Seconds,
    /// Whether blocks carry their titles.
    pub titles: Titles,
}

/// A stretch of time that cannot be booked, as a source tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// When.
    pub interval: Interval,
    /// Why.
    pub kind: BlockKind,
    /// What the source calls it; only where [`Titles::Shown`] was asked for.
    pub title: Option<Box<str>>,
}

/// Something that could not be understood, in words: which file or call, which component, which property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(pub Box<str>);

/// What a source knows of one person in the window asked about.
///
/// Blocks may reach beyond the window; those that do not touch it are not needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Time that cannot be booked, in any order, overlapping or not.
    pub blocks: Vec<Finding>,
    /// The person's hours as the provider keeps them, within the window; `None` when it keeps none.
    pub hours: Option<IntervalSet>,
    /// The starts that the provider offers; `None` when its person is open to any.
    pub offers: Option<Offers>,
    /// What could not be understood; the time it concerns is among the blocks as `Unknown`.
    pub problems: Vec<Problem>,
}

/// A source of evidence about one person.
pub trait AvailabilitySource: Send + Sync {
    /// Fetches what is known of the window of `query`, which keeps to the provider's [`Limits`](crate::Limits).
    ///
    /// What is not in the answer counts as free, so what cannot be told must come as a block of kind `Unknown`.
    ///
    /// # Errors
    /// When the source failed as a whole: everything in the window is then unknown.
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>>;
}
