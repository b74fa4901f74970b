//! What is asked: a request whose every part is valid, with the zones resolved and the sources at hand.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;

use freebusy_core::{
    Anchor, BlockKind, Grid, Increment, Interval, Meeting, Minutes, Order, ParticipantId, Schedule, SourceId,
    State, TentativePolicy, Timestamp, UnknownPolicy, Weighted, Who, ZoneRules,
};
use freebusy_provider::{Provider, Titles};

/// A search for common times.
#[derive(Debug, Clone)]
pub struct Request {
    /// The meeting.
    pub meeting: Meeting,
    /// The stretch in which it must lie.
    pub window: Interval,
    /// The zone on whose clock starts are counted, and in which dates are read.
    pub zone: Arc<ZoneRules>,
    /// What starts are counted from.
    pub anchor: Anchor,
    /// How far apart starts are.
    pub increment: Increment,
    /// How long before its start a meeting must be asked for.
    pub notice: Minutes,
    /// When the request is made.
    pub now: Timestamp,
    /// Everybody who is looked up.
    pub participants: Vec<Participant>,
    /// Who must be able to come.
    pub who: Who,
    /// Who may come, and how much each weighs.
    pub optional: Vec<Weighted>,
    /// What to do where something is unknown.
    pub on_unknown: OnUnknown,
    /// Which starts come first.
    pub order: Order,
    /// The most slots of the answer.
    pub limit: Option<NonZeroUsize>,
    /// The most requests that may be made, by what the providers say that their answers cost; what it does not
    /// pay for is not asked, and unknown.
    pub budget: Option<NonZeroU32>,
    /// Whether an answer that found something is explained too.
    pub explain: Explain,
    /// Whether blocks carry their titles.
    pub titles: Titles,
}

/// A person or resource whose time is searched.
#[derive(Debug, Clone)]
pub struct Participant {
    /// The name by which the request and the answer call the participant.
    pub id: Box<str>,
    /// The hours that the request gives; `None` leaves them to the sources, and every hour if those know none.
    pub hours: Option<Hours>,
    /// The zone in which times without one are read.
    pub local: Arc<ZoneRules>,
    /// What the request itself says cannot be booked.
    pub taken: Vec<Taken>,
    /// Where to ask.
    pub sources: Vec<Source>,
    /// What tentative time counts as.
    pub tentative: TentativePolicy,
}

impl Participant {
    /// The source that stands for what the request itself says: the one behind the last.
    pub(crate) fn inline_source(&self) -> SourceId {
        SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX))
    }

    /// One of the sources; `None` for the request itself.
    pub(crate) fn source(&self, source: SourceId) -> Option<&Arc<dyn Provider>> {
        self.sources.get(usize::try_from(source.0).ok()?).map(|source| &source.provider)
    }

    /// What a source's answer is for. When all of them only explain, they decide: a participant of whom nothing
    /// decides would be free at any time.
    pub(crate) fn purpose(&self, source: SourceId) -> Purpose {
        let own = usize::try_from(source.0).ok().and_then(|index| self.sources.get(index));
        match self.sources.iter().any(|source| source.purpose == Purpose::Decides) {
            true => own.map_or(Purpose::Decides, |source| source.purpose),
            false => Purpose::Decides,
        }
    }

    /// What answers call a source.
    pub(crate) fn source_label(&self, source: SourceId) -> &str {
        self.source(source).map_or("inline", |provider| provider.id())
    }
}

/// One place to ask about a participant, and what its answer is for.
#[derive(Debug, Clone)]
pub struct Source {
    /// Whom to ask.
    pub provider: Arc<dyn Provider>,
    /// What the answer is for.
    pub purpose: Purpose,
}

/// What a source's answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// It decides when the participant is free.
    #[default]
    Decides,
    /// It only says why the participant is not free where the deciding sources rule a start out. Its failure
    /// leaves the answer complete. Beside no source that decides, it decides.
    Explains,
}

impl From<Arc<dyn Provider>> for Source {
    fn from(provider: Arc<dyn Provider>) -> Self {
        Self { provider, purpose: Purpose::Decides }
    }
}

/// A schedule with the rules of its zone.
#[derive(Debug, Clone)]
pub struct Hours {
    /// Weekly hours and overrides.
    pub schedule: Arc<Schedule>,
    /// The rules of the schedule's zone.
    pub rules: Arc<ZoneRules>,
}

/// A stretch that the request says cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub interval: Interval,
    /// Why.
    pub kind: BlockKind,
}

/// What to do where a participant's time is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// Offer nothing there.
    #[default]
    Exclude,
    /// Offer it, marked.
    Include,
    /// Offer nothing at all if anything is unknown of anybody who counts.
    Fail,
}

/// When an answer is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// When nothing was found.
    #[default]
    WhenEmpty,
    /// Always.
    Always,
}

impl Request {
    /// The instants at which the meeting may start as far as window and notice go; `None` when there is none.
    #[must_use]
    pub fn range(&self) -> Option<Interval> {
        let starts = self.meeting.starts_within(self.window)?;
        Interval::new(starts.start().max(self.earliest()), starts.end())
    }

    /// The earliest start that the notice allows.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        self.now + self.notice.into()
    }

    /// How many starts a search may stop at; `None` when it must know everything.
    #[must_use]
    pub fn goal(&self) -> Option<NonZeroUsize> {
        let is_whole = self.order != Order::Earliest
            || self.explain == Explain::Always
            || self.on_unknown == OnUnknown::Fail;
        self.limit.filter(|_| !is_whole)
    }

    /// Which starts there are.
    pub(crate) fn grid(&self) -> Grid<'_> {
        Grid { anchor: self.anchor, increment: self.increment, zone: &self.zone }
    }

    pub(crate) fn unknown_policy(&self) -> UnknownPolicy {
        match self.on_unknown {
            OnUnknown::Exclude | OnUnknown::Fail => UnknownPolicy::Exclude,
            OnUnknown::Include => UnknownPolicy::Include,
        }
    }

    /// The states that keep nobody from a start.
    pub(crate) fn ignored(&self) -> &'static [State] {
        match self.unknown_policy() {
            UnknownPolicy::Exclude => &[],
            UnknownPolicy::Include => &[State::Unknown],
        }
    }

    /// Whose attendance counts: each member of `who` with weight 1, each optional participant with theirs.
    pub(crate) fn counted(&self) -> Vec<Weighted> {
        let members = self.who.members().into_iter().map(|id| Weighted { id, weight: 1 });
        members.chain(self.optional.iter().copied()).collect()
    }

    /// The participants with their ids.
    pub(crate) fn participants_by_id(&self) -> impl Iterator<Item = (ParticipantId, &Participant)> {
        (0..).map(ParticipantId).zip(&self.participants)
    }
}
