//! The offsets of one time zone as a table, and the rules by which a wall clock's reading becomes an instant.
//!
//! A table says nothing of where it came from: tz data, a calendar's own VTIMEZONE or any chrono zone.

use alloc::vec::Vec;

use chrono::Offset as _;

use crate::interval::Interval;
use crate::time::{DAY, Timestamp, WallTime};

/// Seconds that a clock is ahead of UTC, negative when behind; less than 26 hours either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Offset(i32);

impl Offset {
    /// No offset.
    pub const UTC: Self = Self(0);
    /// No clock is this many seconds from UTC, the limit of tz data (RFC 9636): 26 hours.
    pub(crate) const LIMIT: i32 = 93_600;

    /// An offset of `seconds`; `None` at 26 hours or more.
    #[must_use]
    pub const fn new(seconds: i32) -> Option<Self> {
        if seconds > -Self::LIMIT && seconds < Self::LIMIT { Some(Self(seconds)) } else { None }
    }

    /// Seconds ahead of UTC.
    #[must_use]
    pub const fn seconds(self) -> i32 {
        self.0
    }
}

/// What to do with a reading that the clock skips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapRule {
    /// Move it forward by the length of the gap: 02:30 becomes 03:30 (RFC 5545, section 3.3.5).
    ShiftForward,
    /// Move it back by the length of the gap: 02:30 becomes 01:30.
    ShiftBack,
}

/// What to do with a reading that the clock shows twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoldRule {
    /// The first time (RFC 5545, section 3.3.5).
    Earlier,
    /// The second time.
    Later,
}

/// Where a reading lies on the line of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Located {
    /// The clock shows it once.
    Once(Timestamp),
    /// The clock skips it; the instants that shifting it forward and back give.
    Gap {
        /// Shifted forward by the gap.
        forward: Timestamp,
        /// Shifted back by the gap.
        back: Timestamp,
    },
    /// The clock shows it twice.
    Fold {
        /// The first time.
        earlier: Timestamp,
        /// The second time.
        later: Timestamp,
    },
}

/// The moment a clock changes from one offset to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Change {
    at: Timestamp,
    before: Offset,
    after: Offset,
    /// The first reading that this change or a later one touches: one that is skipped or shown again.
    touched: WallTime,
    /// The first reading that neither this change nor an earlier one touches any more.
    untouched: WallTime,
}

impl Change {
    fn new(at: Timestamp, before: Offset, after: Offset) -> Self {
        let (least, most) = (before.min(after).seconds(), before.max(after).seconds());
        Self { at, before, after, touched: at.wall(least), untouched: at.wall(most) }
    }

    /// Whether the clock jumps over the reading.
    fn skips(self, reading: WallTime) -> bool {
        self.at.wall(self.before.seconds()) <= reading && reading < self.at.wall(self.after.seconds())
    }
}

/// Readings that a clock shows once each, all at one offset: from `first` to before `end`, none when they cross.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain {
    pub(crate) first: WallTime,
    pub(crate) end: WallTime,
    pub(crate) offset: Offset,
}

/// A walk along a zone's offsets from one instant to later ones.
#[derive(Debug, Clone)]
pub(crate) struct OffsetWalk<'z> {
    offset: Offset,
    until: Timestamp,
    ahead: &'z [Change],
}

impl OffsetWalk<'_> {
    /// The offset in force at `instant`, which is not before the last one asked for, and the instant of the next change.
    pub(crate) fn at(&mut self, instant: Timestamp) -> (Offset, Timestamp) {
        if instant >= self.until {
            let passed = self.ahead.partition_point(|change| change.at <= instant);
            let (behind, ahead) = self.ahead.split_at_checked(passed).unwrap_or_default();
            self.offset = behind.last().map_or(self.offset, |change| change.after);
            self.until = ahead.first().map_or(Timestamp::MAX, |change| change.at);
            self.ahead = ahead;
        }
        (self.offset, self.until)
    }
}

/// The offset table of one zone.
///
/// Before the first change the first offset holds, after the last change the last one, for ever: a table is as
/// true as the stretch it was built for.
///
/// ```
/// use freebusy_core::{FoldRule, GapRule, NaiveDate, Offset, Timestamp, WallTime, ZoneRules};
///
/// // Berlin in 2026: summer time from 29 March 01:00Z to 25 October 01:00Z.
/// let hour = |hours| Offset::new(hours * 3_600).unwrap();
/// let at = Timestamp::from_unix;
/// let berlin = ZoneRules::new(hour(1), [(at(1_774_746_000), hour(2)), (at(1_792_890_000), hour(1))]);
/// let half_past_two = WallTime::new(NaiveDate::from_ymd_opt(2026, 3, 29).unwrap(), 9_000);
/// let instant = berlin.resolve(half_past_two, GapRule::ShiftForward, FoldRule::Earlier);
/// assert_eq!(berlin.wall(instant).second_of_day(), 3 * 3_600 + 1_800);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ZoneRules {
    first: Offset,
    changes: Vec<Change>,
}

impl ZoneRules {
    /// The zone of UTC.
    #[must_use]
    pub const fn utc() -> Self {
        Self::fixed(Offset::UTC)
    }

    /// A zone that never changes its offset.
    #[must_use]
    pub const fn fixed(offset: Offset) -> Self {
        Self { first: offset, changes: Vec::new() }
    }

    /// A zone that starts with `first` and takes each offset at its instant.
    ///
    /// The changes may come in any order; one that changes nothing is left out, and of several at one instant
    /// the last counts.
    #[must_use]
    pub fn new(first: Offset, changes: impl IntoIterator<Item = (Timestamp, Offset)>) -> Self {
        let mut all: Vec<(Timestamp, Offset)> = changes.into_iter().collect();
        all.sort_by_key(|change| change.0);
        let mut rules = Self::fixed(first);
        for same_instant in all.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(at, after)) = same_instant.last() else {
                continue;
            };
            let before = rules.last_offset();
            if before != after {
                rules.changes.push(Change::new(at, before, after));
            }
        }
        rules.spread_touch();
        rules
    }

    /// Lets each change know what those before and after it touch, which matters where they lie within days.
    fn spread_touch(&mut self) {
        let mut untouched = WallTime::from_seconds(i64::MIN);
        for change in &mut self.changes {
            untouched = untouched.max(change.untouched);
            change.untouched = untouched;
        }
        let mut touched = WallTime::from_seconds(i64::MAX);
        for change in self.changes.iter_mut().rev() {
            touched = touched.min(change.touched);
            change.touched = touched;
        }
    }

    /// The table of any chrono time zone over `window`, found by asking it every five days.
    ///
    /// A change that is taken back within five days is not seen; tz data knows of none, the shortest is of just
    /// under a week (Recife in October 2000). The data is only as new as the zone's own.
    ///
    /// ```
    /// use freebusy_core::{Interval, Timestamp, ZoneRules};
    ///
    /// let window = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(86_400)).unwrap();
    /// let rules = ZoneRules::from_chrono(&chrono::FixedOffset::east_opt(3_600).unwrap(), window);
    /// assert_eq!(rules.offset_at(Timestamp::from_unix(5)).seconds(), 3_600);
    /// ```
    #[must_use]
    pub fn from_chrono<Tz: chrono::TimeZone>(zone: &Tz, window: Interval) -> Self {
        let offset_at = |unix: i64| {
            let instant = chrono::DateTime::from_timestamp(unix, 0).unwrap_or(chrono::DateTime::UNIX_EPOCH);
            let offset = zone.offset_from_utc_datetime(&instant.naive_utc());
            Offset::new(offset.fix().local_minus_utc()).unwrap_or_default()
        };
        let year_9999 = 253_402_300_799;
        let (start, end) = (window.start().as_unix().max(-year_9999), window.end().as_unix().min(year_9999));
        let first = offset_at(start);
        let (mut changes, mut known, mut offset) = (Vec::new(), start, first);
        while known < end {
            let mut probe = known.saturating_add(5 * DAY).min(end);
            if offset_at(probe) == offset {
                known = probe;
                continue;
            }
            while probe - known > 1 {
                let middle = known + (probe - known) / 2;
                if offset_at(middle) == offset { known = middle } else { probe = middle }
            }
            (known, offset) = (probe, offset_at(probe));
            changes.push((Timestamp::from_unix(probe), offset));
        }
        Self::new(first, changes)
    }

    fn last_offset(&self) -> Offset {
        self.changes.last().map_or(self.first, |change| change.after)
    }

    /// The offset that holds after `count` changes.
    fn offset_after(&self, count: usize) -> Offset {
        match count.checked_sub(1).and_then(|last| self.changes.get(last)) {
            Some(change) => change.after,
            None => self.first,
        }
    }

    /// The offset in force at `instant`; takes log n steps.
    #[must_use]
    pub fn offset_at(&self, instant: Timestamp) -> Offset {
        self.offset_after(self.changes.partition_point(|change| change.at <= instant))
    }

    /// The offset at the start of `window`, and the changes within it, each with the offset that it brings.
    pub(crate) fn changes_within(
        &self,
        window: Interval,
    ) -> (Offset, impl Iterator<Item = (Timestamp, Offset)> + '_) {
        let passed = self.changes.partition_point(|change| change.at <= window.start());
        let ahead = self.changes.get(passed..).unwrap_or_default();
        let inside = ahead.iter().take_while(move |change| change.at < window.end());
        (self.offset_after(passed), inside.map(|change| (change.at, change.after)))
    }

    /// What the zone's clocks show at `instant`.
    #[must_use]
    pub fn wall(&self, instant: Timestamp) -> WallTime {
        instant.wall(self.offset_at(instant).seconds())
    }

    /// Where the reading lies: once, in a gap, or in a fold.
    ///
    /// Where changes lie so near that the clock shows it three times, the fold is the first and the last.
    #[must_use]
    pub fn locate(&self, reading: WallTime) -> Located {
        // Nearly always no change touches it, and the reading stands there once.
        let passed = self.changes.partition_point(|change| change.untouched <= reading);
        if self.changes.get(passed).is_none_or(|next| reading < next.touched) {
            return Located::Once(reading.at_offset(self.offset_after(passed).seconds()));
        }
        let around = Interval::new(reading.at_offset(Offset::LIMIT), reading.at_offset(-Offset::LIMIT))
            .expect("a clock may be ahead of UTC or behind it");
        let mut shown = self.segments(around).filter_map(|(segment, offset)| {
            Some(reading.at_offset(offset.seconds())).filter(|instant| segment.contains(*instant))
        });
        match (shown.next(), shown.last()) {
            (Some(instant), None) => Located::Once(instant),
            (Some(earlier), Some(later)) => Located::Fold { earlier, later },
            (None, _) => self.locate_skipped(reading),
        }
    }

    /// Where a reading lies that the clock never shows.
    fn locate_skipped(&self, reading: WallTime) -> Located {
        let instant = |offset: Offset| reading.at_offset(offset.seconds());
        match self.changes.iter().find(|change| change.skips(reading)) {
            Some(change) => Located::Gap { forward: instant(change.before), back: instant(change.after) },
            // Nothing skips it: it lies beyond the end of the line.
            None => Located::Once(instant(self.last_offset())),
        }
    }

    /// The instant of a reading, a skipped or a doubled one decided by the rules named.
    #[must_use]
    pub fn resolve(&self, reading: WallTime, gap: GapRule, fold: FoldRule) -> Timestamp {
        match (self.locate(reading), gap, fold) {
            (Located::Once(instant), _, _)
            | (Located::Gap { forward: instant, .. }, GapRule::ShiftForward, _)
            | (Located::Gap { back: instant, .. }, GapRule::ShiftBack, _)
            | (Located::Fold { earlier: instant, .. }, _, FoldRule::Earlier)
            | (Located::Fold { later: instant, .. }, _, FoldRule::Later) => instant,
        }
    }

    /// The instant of a reading as iCalendar and the schedules of this crate read it: a skipped one moves
    /// forward by the gap, a doubled one is the first.
    #[must_use]
    pub fn instant(&self, reading: WallTime) -> Timestamp {
        self.resolve(reading, GapRule::ShiftForward, FoldRule::Earlier)
    }

    /// The stretches of one offset within `window`, in the order of time; together they fill it.
    pub fn segments(&self, window: Interval) -> impl Iterator<Item = (Interval, Offset)> + '_ {
        let first = self.changes.partition_point(|change| change.at <= window.start());
        let ahead = self.changes.get(first..).unwrap_or_default();
        let inside = ahead.iter().take_while(move |change| change.at < window.end());
        let starts = core::iter::once(window.start()).chain(inside.clone().map(|change| change.at));
        let ends = inside.clone().map(|change| change.at).chain([window.end()]);
        let offsets = core::iter::once(self.offset_after(first)).chain(inside.map(|change| change.after));
        starts
            .zip(ends)
            .zip(offsets)
            .filter_map(|((start, end), offset)| Some((Interval::new(start, end)?, offset)))
    }

    /// The stretches of readings from `first` on that no change touches, in the order of time.
    ///
    /// Each reading of one is shown once, at the offset of the stretch; between two stretches a reading may be
    /// skipped or doubled, and [`locate`](Self::locate) knows.
    pub(crate) fn plain(&self, first: WallTime) -> impl Iterator<Item = Plain> + '_ {
        let passed = self.changes.partition_point(|change| change.untouched <= first);
        let ahead = self.changes.get(passed..).unwrap_or_default();
        let head = Plain { first, end: WallTime::MAX, offset: self.offset_after(passed) };
        let next = ahead.iter().map(move |change| Plain {
            first: change.untouched.max(first),
            end: WallTime::MAX,
            offset: change.after,
        });
        let ends = ahead.iter().map(|change| change.touched).chain([WallTime::MAX]);
        core::iter::once(head).chain(next).zip(ends).map(|(plain, end)| Plain { end, ..plain })
    }

    /// The offsets of the zone for instants that come in the order of time.
    pub(crate) fn offsets(&self) -> OffsetWalk<'_> {
        let until = self.changes.first().map_or(Timestamp::MAX, |change| change.at);
        OffsetWalk { offset: self.first, until, ahead: &self.changes }
    }

    /// The instants at which the offset changes, in the order of time, each with the offset that it brings.
    pub fn changes(&self) -> impl Iterator<Item = (Timestamp, Offset)> + '_ {
        self.changes.iter().map(|change| (change.at, change.after))
    }

    /// The offset that holds before the first change.
    #[must_use]
    pub fn first_offset(&self) -> Offset {
        self.first
    }
}

#[cfg(feature = "chrono-tz")]
impl ZoneRules {
    /// The table of a zone over `window` from the data that chrono-tz carries.
    ///
    /// That data ages with the crate: 0.10.4 is of 2025b and an hour wrong today for fourteen zones.
    #[must_use]
    pub fn from_chrono_tz(zone: chrono_tz::Tz, window: Interval) -> Self {
        Self::from_chrono(&zone, window)
    }
}

#[cfg(all(test, feature = "chrono-tz"))]
mod tests {
    use super::*;

    #[test]
    fn the_data_of_chrono_tz_gives_its_changes() {
        let at = Timestamp::from_unix;
        let year = Interval::new(at(1_767_225_600), at(1_798_761_600)).unwrap();
        let berlin = ZoneRules::from_chrono_tz(chrono_tz::Europe::Berlin, year);
        let changes: Vec<_> = berlin.changes().map(|(at, offset)| (at.as_unix(), offset.seconds())).collect();
        assert_eq!(changes, [(1_774_746_000, 7_200), (1_792_890_000, 3_600)]);
        assert_eq!(berlin.first_offset().seconds(), 3_600);
    }
}
