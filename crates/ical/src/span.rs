//! How much time one occurrence takes: from DTSTART and DTEND or DURATION to what repeats with every start.
//!
//! A length repeats as its form says: a DTEND as exact seconds, days and weeks of a DURATION by the wall clock,
//! whole days from midnight to midnight. A start whose zone is unknown stands on a stand-in clock, that of UTC,
//! and everything about it is widened by every offset the zone could have.

use freebusy_core::{Occurrence, Timestamp, WallTime, ZoneRules};

use crate::tzid::{Clock, Clocks, Placed};
use crate::wire::{Ending, Moment};

pub(crate) const DAY: i64 = 86_400;
/// A zone may be this far ahead of UTC: its readings lie as much earlier as they show.
pub(crate) const EARLIEST: i64 = 14 * 3_600;
/// A zone may be this far behind UTC.
pub(crate) const LATEST: i64 = 12 * 3_600;

/// The clock that an event's starts are read on, and the first of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The offsets; those of UTC where the zone is unknown.
    pub(crate) rules: &'a ZoneRules,
    /// The first start as the clock shows it.
    pub(crate) start: WallTime,
    /// What the starts are.
    pub(crate) kind: FrameKind,
}

/// What an event's starts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// Whole days.
    Days,
    /// Times of a known zone.
    Times,
    /// Times of a zone that is not known.
    Nowhere(crate::wire::ZoneId),
}

impl<'a> Frame<'a> {
    /// The frame of an event that starts at `start`.
    pub(crate) fn of(start: Moment, clocks: &'a Clocks<'_>) -> Self {
        match start {
            Moment::Date(date) => {
                Self { rules: clocks.floating(), start: WallTime::new(date, 0), kind: FrameKind::Days }
            }
            Moment::Utc(instant) => {
                Self { rules: clocks.utc(), start: instant.wall(0), kind: FrameKind::Times }
            }
            Moment::Local(start, zone) => match clocks.of(zone) {
                Clock::Known(rules) => Self { rules, start, kind: FrameKind::Times },
                Clock::Unknown(zone) => Self { rules: clocks.utc(), start, kind: FrameKind::Nowhere(zone) },
            },
        }
    }

    /// The first start on this frame's line of time.
    pub(crate) fn first(&self) -> Occurrence {
        Occurrence { start: self.rules.instant(self.start), reading: self.start }
    }

    /// The earliest instant at which the first start can be.
    pub(crate) fn earliest(&self) -> Timestamp {
        earlier(self.first().start, self.slack().0)
    }

    /// How much earlier and later than on this frame's line of time things can be, in seconds.
    pub(crate) fn slack(&self) -> (i64, i64) {
        match self.kind {
            FrameKind::Days | FrameKind::Times => (0, 0),
            FrameKind::Nowhere(_) => (EARLIEST, LATEST),
        }
    }

    /// Where `moment` lies on this frame's line of time; `None` when that cannot be told.
    pub(crate) fn position(&self, moment: Moment, clocks: &Clocks<'_>) -> Option<Timestamp> {
        match (self.kind, clocks.place(moment)) {
            (FrameKind::Days | FrameKind::Times, Placed::At(instant)) => Some(instant),
            (FrameKind::Nowhere(own), Placed::Somewhere(zone, reading)) if own == zone => {
                Some(reading.at_offset(0))
            }
            (FrameKind::Days | FrameKind::Times | FrameKind::Nowhere(_), _) => None,
        }
    }
}

/// How much time each occurrence takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Seconds on the line of time; negative when the end lies before the start.
    Exact(i64),
    /// Days by the wall clock, then seconds.
    Nominal { days: i64, seconds: i64 },
    /// Whole days, at least one.
    Days(i64),
    /// Anything between so many seconds before the start and so many after it.
    Doubtful { before: i64, after: i64 },
    /// Nobody knows.
    Open,
}

/// A stretch that an occurrence takes or may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// Whether that is known.
    pub(crate) certain: bool,
}

impl Length {
    /// The lengths that `endings` give to what starts at `start`; where several differ, the longest counts.
    pub(crate) fn all(start: Moment, endings: &[Ending], clocks: &Clocks<'_>) -> Vec<Self> {
        match (endings, start) {
            ([], Moment::Date(_)) => vec![Self::Days(1)],
            ([], Moment::Local(..) | Moment::Utc(_)) => Vec::new(),
            (endings, Moment::Date(date)) => {
                endings.iter().map(|ending| of_days(WallTime::new(date, 0), *ending, clocks)).collect()
            }
            (endings, Moment::Local(..) | Moment::Utc(_)) => {
                endings.iter().map(|ending| of_time(start, *ending, clocks)).collect()
            }
        }
    }

    /// What `occurrence` takes on the line of time.
    pub(crate) fn extent(self, occurrence: Occurrence, frame: &Frame<'_>) -> Option<Extent> {
        let Occurrence { start, reading } = occurrence;
        let (from, to, certain) = match self {
            Self::Exact(seconds) | Self::Nominal { days: 0, seconds } => (start, later(start, seconds), true),
            Self::Nominal { days, seconds } => {
                // In a gap the reading asked for is earlier than the one the clock shows.
                let shown = reading.max(frame.rules.wall(start));
                (start, later(frame.rules.instant(shown.plus(days * DAY)), seconds), true)
            }
            Self::Days(days) => {
                let midnight = |day| frame.rules.instant(WallTime::from_day(day));
                (midnight(reading.day()), midnight(reading.day().saturating_add(days)), true)
            }
            Self::Doubtful { before, after } => (earlier(start, before), later(start, after), false),
            Self::Open => return None,
        };
        let (before, after) = frame.slack();
        let certain = certain && from <= to && frame.slack() == (0, 0);
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        (from < to).then(|| Extent { start: earlier(from, before), end: later(to, after), certain })
    }

    /// Whether the end lies before the start.
    pub(crate) fn is_reversed(self) -> bool {
        match self {
            Self::Exact(seconds) => seconds < 0,
            Self::Nominal { days, seconds } => days < 0 || seconds < 0,
            Self::Days(_) | Self::Doubtful { .. } | Self::Open => false,
        }
    }

    /// How far before and after its start an occurrence can reach, in seconds.
    pub(crate) fn reach(self, frame: &Frame<'_>) -> (i64, i64) {
        let (before, after) = match self {
            Self::Exact(seconds) => ((-seconds).max(0), seconds.max(0)),
            Self::Nominal { days: 0, seconds } => ((-seconds).max(0), seconds.max(0)),
            // A day of the wall clock may be some hours longer than a day, once even a whole one.
            Self::Nominal { days, seconds } => {
                let whole = days * DAY + seconds;
                ((-whole).max(0) + DAY, whole.max(0) + DAY)
            }
            Self::Days(days) => (DAY, (days + 1).saturating_mul(DAY)),
            Self::Doubtful { before, after } => (before, after),
            Self::Open => (0, 0),
        };
        let (earlier, later) = frame.slack();
        if (before, after) == (0, 0) {
            (0, 0)
        } else {
            (before.saturating_add(earlier), after.saturating_add(later))
        }
    }
}

/// The length of something that starts with a day.
fn of_days(start: WallTime, ending: Ending, clocks: &Clocks<'_>) -> Length {
    let days = match ending {
        Ending::Unreadable => return Length::Open,
        Ending::After(span) => span.days + span.seconds.div_euclid(DAY) + i64::from(span.seconds % DAY != 0),
        Ending::At(moment) => last_reading(moment, clocks).day() - start.day(),
    };
    Length::Days(days.max(1))
}

/// The midnight at or after the end of something that started with a day.
fn last_reading(end: Moment, clocks: &Clocks<'_>) -> WallTime {
    let reading = match (end, clocks.place(end)) {
        (Moment::Date(date), _) => return WallTime::new(date, 0),
        (_, Placed::At(instant)) => clocks.floating().wall(instant),
        (_, Placed::Somewhere(_, reading)) => reading.plus(EARLIEST + LATEST),
    };
    WallTime::from_day(reading.plus(DAY - 1).day())
}

/// The length of something that starts at a time.
fn of_time(start: Moment, ending: Ending, clocks: &Clocks<'_>) -> Length {
    let end = match ending {
        Ending::Unreadable => return Length::Open,
        Ending::After(span) => {
            return Length::Nominal { days: span.days, seconds: span.seconds };
        }
        // A time that ends with a day, ends with all of it.
        Ending::At(Moment::Date(date)) => Moment::Local(WallTime::new(date, DAY), None),
        Ending::At(end) => end,
    };
    let seconds = |from: Timestamp, to: Timestamp| to.as_unix().saturating_sub(from.as_unix());
    match (clocks.place(start), clocks.place(end)) {
        (Placed::At(start), Placed::At(end)) => Length::Exact(seconds(start, end)),
        (Placed::Somewhere(zone, start), Placed::Somewhere(other, end)) if zone == other => {
            Length::Exact(seconds(start.at_offset(0), end.at_offset(0)))
        }
        (Placed::At(start), Placed::Somewhere(_, end)) => {
            let end = end.at_offset(0);
            match seconds(start, later(end, LATEST)) {
                after if after > 0 => Length::Doubtful { before: 0, after },
                _ => Length::Doubtful { before: seconds(earlier(end, EARLIEST), start), after: 0 },
            }
        }
        // The slack of the start's frame is added to this.
        (Placed::Somewhere(_, start), end) => {
            let end = match end {
                Placed::At(end) => end,
                Placed::Somewhere(_, end) => end.at_offset(0),
            };
            let apart = seconds(start.at_offset(0), end);
            Length::Doubtful { before: (-apart).max(0), after: apart.max(1) }
        }
    }
}

/// The point `seconds` after `instant`, before it when negative; saturates.
pub(crate) fn later(instant: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_unix(instant.as_unix().saturating_add(seconds))
}

/// The point `seconds` before `instant`; saturates.
pub(crate) fn earlier(instant: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_unix(instant.as_unix().saturating_sub(seconds))
}
