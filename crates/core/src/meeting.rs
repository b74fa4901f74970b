//! One meeting against one participant: at which starts it finds the participant in which state.

use core::fmt;

use crate::evidence::{Evidence, Offers};
use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::{Minutes, Seconds, Timestamp};

/// The length of a meeting and the time to be kept clear around it.
///
/// A meeting that starts at t takes `[t, t + duration)` and must find `[t - before, t + duration + after)` clear
/// of busy time. Buffers need not lie within anybody's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meeting {
    duration: Seconds,
    before: Seconds,
    after: Seconds,
}

impl Meeting {
    /// A meeting of `duration` with buffers `before` and `after`; `None` when it has no duration.
    #[must_use]
    pub fn new(duration: Minutes, before: Minutes, after: Minutes) -> Option<Self> {
        (duration > Minutes::ZERO).then(|| Self {
            duration: duration.into(),
            before: before.into(),
            after: after.into(),
        })
    }

    /// How long it is, without its buffers.
    #[must_use]
    pub const fn duration(self) -> Seconds {
        self.duration
    }

    /// The time it takes when it starts at `start`.
    #[must_use]
    pub fn span(self, start: Timestamp) -> Interval {
        Interval::new(start, start + self.duration).unwrap_or(Interval::ALL)
    }

    /// The time it takes with its buffers.
    #[must_use]
    pub fn buffered(self, start: Timestamp) -> Interval {
        self.span(start).dilate(self.before, self.after)
    }

    /// The instants at which it may start so as to lie in `window`; `None` when it is too long for that.
    #[must_use]
    pub fn starts_within(self, window: Interval) -> Option<Interval> {
        window.room_for(self.duration)
    }

    /// The stretch in which taken time can matter to a meeting that starts within `starts`.
    #[must_use]
    pub fn reach(self, starts: Interval) -> Interval {
        let (behind, ahead) = self.margins();
        starts.dilate(ahead, behind)
    }

    /// The time that meetings at `starts` take together, without their buffers.
    #[must_use]
    pub fn spans(self, starts: &IntervalSet) -> IntervalSet {
        starts.dilate(Seconds::ZERO, self.duration.less_one())
    }

    /// The time that meetings at `starts` take together, with their buffers.
    ///
    /// ```
    /// use freebusy_core::{Interval, IntervalSet, Meeting, Minutes, Timestamp};
    ///
    /// let at = |minute: i64| Timestamp::from_unix(minute * 60);
    /// let meeting = Meeting::new(Minutes::new(30), Minutes::new(10), Minutes::new(5)).unwrap();
    /// let starts = meeting.starts_within(Interval::new(at(60), at(120)).unwrap()).unwrap();
    /// let taken = Interval::new(at(50), at(125)).unwrap();
    /// assert_eq!(meeting.buffered_spans(&starts.into()), IntervalSet::from(taken));
    /// ```
    #[must_use]
    pub fn buffered_spans(self, starts: &IntervalSet) -> IntervalSet {
        let (behind, ahead) = self.margins();
        starts.dilate(ahead, behind)
    }

    /// The starts at which a meeting, buffers included, would run into any of `taken`.
    #[must_use]
    pub fn all_starts_into(self, taken: &IntervalSet) -> IntervalSet {
        let (behind, ahead) = self.margins();
        taken.dilate(behind, ahead)
    }

    /// The starts at which the meeting, buffers included, would run into `taken`.
    #[must_use]
    pub fn starts_into(self, taken: Interval) -> Interval {
        let (behind, ahead) = self.margins();
        taken.dilate(behind, ahead)
    }

    /// The starts at which the meeting itself, without its buffers, would run into `stretch`.
    #[must_use]
    pub fn starts_over(self, stretch: Interval) -> Interval {
        stretch.dilate(self.duration.less_one(), Seconds::ZERO)
    }

    /// How long before and after taken time starts are that run into it.
    fn margins(self) -> (Seconds, Seconds) {
        (self.duration.plus(self.after).less_one(), self.before)
    }
}

/// Whether tentatively taken time counts as taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TentativePolicy {
    /// It counts as busy: the default.
    #[default]
    Busy,
    /// It counts as free.
    Free,
}

/// Whether a participant of whom something is unknown counts as one who can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum UnknownPolicy {
    /// No: unknown is not free.
    #[default]
    Exclude,
    /// Yes, and the answer shows whose time is unknown.
    Include,
}

/// How a meeting finds a participant: the first of these that holds, free when none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Taken time lies in the meeting or its buffers.
    Busy,
    /// Tentatively taken time lies there, and counts.
    Tentative,
    /// The meeting is not wholly within hours, or is not offered.
    Unavailable,
    /// Nothing is known of some of the time.
    Unknown,
    /// None of these.
    Free,
}

impl State {
    /// The four states that keep a participant away, in the order in which they are named.
    pub const NOT_FREE: [Self; 4] = [Self::Busy, Self::Tentative, Self::Unavailable, Self::Unknown];

    /// The word for it in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Tentative => "tentative",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::Free => "free",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A participant as the group's search sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// What is known.
    pub evidence: Evidence,
    /// What tentative time counts as.
    pub tentative: TentativePolicy,
}

impl Participant {
    /// The starts within `range` at which the meeting would find the participant in `state` if nothing else
    /// mattered; for `Free`, the starts at which nothing stands against it.
    #[must_use]
    pub fn starts_in_state(&self, state: State, meeting: Meeting, range: Interval) -> IntervalSet {
        match state {
            State::Busy | State::Tentative | State::Unknown => {
                let of_state = self.taken().find(|(own, taken)| *own == state && !taken.is_empty());
                of_state.map_or(IntervalSet::EMPTY, |(_, taken)| meeting.all_starts_into(taken).clip(range))
            }
            State::Unavailable => self.available_starts(meeting, range).complement(range),
            State::Free => self.starts_despite(&[], meeting, range),
        }
    }

    /// The starts within `range` that nothing stands against but, perhaps, the states named in `ignored`.
    #[must_use]
    pub fn starts_despite(&self, ignored: &[State], meeting: Meeting, range: Interval) -> IntervalSet {
        let counts = |state: State| !ignored.contains(&state);
        let mut left = match counts(State::Unavailable) {
            true => self.available_starts(meeting, range),
            false => range.into(),
        };
        for (state, taken) in self.taken() {
            if counts(state) && !taken.is_empty() {
                left = left.difference(&meeting.all_starts_into(taken));
            }
        }
        left
    }

    /// The time that a meeting must stay clear of, buffers included, and the state that it puts it in.
    fn taken(&self) -> impl Iterator<Item = (State, &IntervalSet)> {
        let tentative = match self.tentative {
            TentativePolicy::Busy => Some((State::Tentative, self.evidence.tentative())),
            TentativePolicy::Free => None,
        };
        let unknown = (State::Unknown, self.evidence.unknown());
        [(State::Busy, self.evidence.busy())].into_iter().chain(tentative).chain([unknown])
    }

    /// The starts within `range` that lie within hours and, for a listed participant, are offered.
    fn available_starts(&self, meeting: Meeting, range: Interval) -> IntervalSet {
        let evidence = &self.evidence;
        let room = |hours: &IntervalSet| hours.room_for(meeting.duration).clip(range);
        let within = if evidence.unavailable().is_empty() {
            room(evidence.hours())
        } else {
            room(&evidence.hours().difference(evidence.unavailable()))
        };
        let meet =
            |starts: IntervalSet, offers: &Offers| starts.intersection(&offers.room_for(meeting.duration));
        evidence.offers().iter().fold(within, meet)
    }
}
