//! What is known about one participant: hours, taken time and where each piece of it came from.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{Seconds, Timestamp};

/// Why a block of time cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// Taken.
    Busy,
    /// Taken if nothing changes; whether it counts is the request's choice.
    Tentative,
    /// Out of hours or out of office: no meeting there, but none that a buffer must stay clear of.
    Unavailable,
    /// Not known: a source failed, or said something that cannot be understood. Never free.
    Unknown,
}

/// Which of a participant's sources a piece of evidence came from: an index into the caller's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A stretch of time that cannot be booked, with its provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// When.
    pub interval: Interval,
    /// Why.
    pub kind: BlockKind,
    /// Who said so.
    pub source: SourceId,
    /// What the source calls it, where the caller asked for titles.
    pub title: Option<Box<str>>,
}

/// The starts that a provider offers for one event type, with their length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    starts: Vec<Timestamp>,
    length: Seconds,
    role: OfferRole,
    /// Where the provider could not be asked what it offers.
    silent: IntervalSet,
}

/// What offered starts are looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferRole {
    /// The participant is to be booked through them: only these starts, with exactly their length, will do.
    Booked,
    /// They only tell when the participant is free: a meeting must lie within what they cover.
    Consulted,
}

impl Offers {
    /// Offers of `length` at each of `starts`, in any order.
    #[must_use]
    pub fn new(mut starts: Vec<Timestamp>, length: Seconds, role: OfferRole) -> Self {
        starts.sort_unstable();
        starts.dedup();
        Self { starts, length, role, silent: IntervalSet::EMPTY }
    }

    /// The offers of both, as two windows of one source tell them.
    ///
    /// Offers of another length or role are not the same event type's; the starts of `self` are all that is
    /// known then.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        if (self.length, self.role) != (other.length, other.role) {
            return self;
        }
        let silent = self.silent.union(&other.silent);
        let starts = [self.starts, other.starts].concat();
        Self { silent, ..Self::new(starts, self.length, self.role) }
    }

    /// Those of the offers that start in `window`.
    #[must_use]
    pub fn within(mut self, window: Interval) -> Self {
        self.starts.retain(|start| window.contains(*start));
        self
    }

    /// The same offers of a provider that could not be asked about `silent`: there nothing is refused, and the
    /// caller says with a block of kind `Unknown` that nothing is known.
    #[must_use]
    pub fn silent_over(mut self, silent: &IntervalSet) -> Self {
        self.silent = self.silent.union(silent);
        self
    }

    /// The offered starts in the order of time, each once.
    #[must_use]
    pub fn starts(&self) -> &[Timestamp] {
        &self.starts
    }

    /// What they are looked at for.
    #[must_use]
    pub const fn role(&self) -> OfferRole {
        self.role
    }

    /// The length of every offer.
    #[must_use]
    pub const fn length(&self) -> Seconds {
        self.length
    }

    /// The points at which a meeting of `length` can start as far as the offers go.
    #[must_use]
    pub fn room_for(&self, length: Seconds) -> IntervalSet {
        match self.role {
            OfferRole::Booked if length != self.length => self.silent.clone(),
            OfferRole::Booked => self.cover(Seconds::ONE).union(&self.silent),
            OfferRole::Consulted => self.cover(self.length).union(&self.silent).room_for(length),
        }
    }

    fn cover(&self, each: Seconds) -> IntervalSet {
        self.starts.iter().filter_map(|&start| Interval::new(start, start + each)).collect()
    }
}

/// Everything known about one participant in one window.
///
/// The sets say what is known of each instant, the blocks where it came from. A participant with
/// [offers](Offers) is *listed*, one without is *open* and can meet at any start.
///
/// ```
/// use freebusy_core::{Block, BlockKind, Evidence, Interval, IntervalSet, SourceId, Timestamp};
///
/// let interval = |a, b| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b)).unwrap();
/// let lunch = Block { interval: interval(40, 50), kind: BlockKind::Unavailable, source: SourceId(0), title: None };
/// let evidence = Evidence::new(IntervalSet::from(interval(0, 100)), vec![lunch]);
/// assert!(evidence.unavailable().overlaps(interval(30, 60)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// People with the same schedule share its hours.
    hours: Arc<IntervalSet>,
    busy: IntervalSet,
    tentative: IntervalSet,
    unavailable: IntervalSet,
    unknown: IntervalSet,
    blocks: Vec<Block>,
    offers: Vec<Offers>,
}

impl Evidence {
    /// The evidence that `hours` and `blocks` give.
    #[must_use]
    pub fn new(hours: IntervalSet, blocks: Vec<Block>) -> Self {
        Self::sharing(hours.into(), blocks)
    }

    /// The same where others have the same hours.
    #[must_use]
    pub fn sharing(hours: Arc<IntervalSet>, blocks: Vec<Block>) -> Self {
        let told = blocks.iter().map(|block| (block.interval, block.kind));
        Self::untraced(hours, told).traced(blocks)
    }

    /// The same sets without the blocks behind them: it decides alike, and cannot say why before it has been
    /// [traced](Self::traced). For those of whom the caller keeps the blocks in a form of its own.
    #[must_use]
    pub fn untraced(
        hours: Arc<IntervalSet>,
        told: impl Iterator<Item = (Interval, BlockKind)> + Clone,
    ) -> Self {
        let counts = told.clone().fold([0_usize; 4], |[busy, tentative, unavailable, unknown], (_, kind)| {
            [
                busy + usize::from(kind == BlockKind::Busy),
                tentative + usize::from(kind == BlockKind::Tentative),
                unavailable + usize::from(kind == BlockKind::Unavailable),
                unknown + usize::from(kind == BlockKind::Unknown),
            ]
        });
        let [mut busy, mut tentative, mut unavailable, mut unknown] = counts.map(Vec::with_capacity);
        for (interval, kind) in told {
            let of_kind = match kind {
                BlockKind::Busy => &mut busy,
                BlockKind::Tentative => &mut tentative,
                BlockKind::Unavailable => &mut unavailable,
                BlockKind::Unknown => &mut unknown,
            };
            of_kind.push(interval);
        }
        Self {
            hours,
            busy: busy.into(),
            tentative: tentative.into(),
            unavailable: unavailable.into(),
            unknown: unknown.into(),
            blocks: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// The same evidence with the blocks behind its sets, which the caller promises to be those.
    #[must_use]
    pub fn traced(mut self, blocks: Vec<Block>) -> Self {
        self.blocks = blocks;
        self
    }

    /// The same evidence of a listed participant; every list of offers must be met.
    #[must_use]
    pub fn with_offers(mut self, offers: Offers) -> Self {
        self.offers.push(offers);
        self
    }

    /// When meetings may be as far as the schedule goes; unavailable blocks are not yet taken away.
    #[must_use]
    pub fn hours(&self) -> &IntervalSet {
        &self.hours
    }

    /// The hours as those share them who have the same.
    #[must_use]
    pub const fn shared_hours(&self) -> &Arc<IntervalSet> {
        &self.hours
    }

    /// Time that is taken.
    #[must_use]
    pub const fn busy(&self) -> &IntervalSet {
        &self.busy
    }

    /// Time that is tentatively taken.
    #[must_use]
    pub const fn tentative(&self) -> &IntervalSet {
        &self.tentative
    }

    /// Time within or outside the hours at which no meeting may be, yet buffers may reach into.
    #[must_use]
    pub const fn unavailable(&self) -> &IntervalSet {
        &self.unavailable
    }

    /// Time of which nothing is known.
    #[must_use]
    pub const fn unknown(&self) -> &IntervalSet {
        &self.unknown
    }

    /// The blocks behind the sets, in the order in which they were told.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The lists of offered starts; none for an open participant.
    #[must_use]
    pub fn offers(&self) -> &[Offers] {
        &self.offers
    }
}
