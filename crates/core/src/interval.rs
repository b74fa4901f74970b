//! One stretch of time, half-open and never empty.

use crate::time::{Seconds, Timestamp};

/// A stretch of time `[start, end)` that holds at least one second.
///
/// ```
/// use freebusy_core::{Interval, Timestamp};
///
/// let at = Timestamp::from_unix;
/// let morning = Interval::new(at(0), at(100)).unwrap();
/// let noon = Interval::new(at(100), at(200)).unwrap();
/// assert!(!morning.overlaps(noon) && morning.touches(noon));
/// assert!(Interval::new(at(5), at(5)).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "Bounds"))]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

/// The bounds of an interval as they are written, not yet checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct Bounds {
    start: Timestamp,
    end: Timestamp,
}

#[cfg(feature = "serde")]
impl TryFrom<Bounds> for Interval {
    type Error = &'static str;

    fn try_from(Bounds { start, end }: Bounds) -> Result<Self, Self::Error> {
        Self::new(start, end).ok_or("an interval starts before it ends")
    }
}

impl Interval {
    /// The whole line of time.
    pub const ALL: Self = Self { start: Timestamp::MIN, end: Timestamp::MAX };

    /// The interval `[start, end)`; `None` when it would be empty or end before it starts.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The interval `[start, end)` of bounds that the caller knows to be in order.
    ///
    /// A kernel may fill a slot with bounds out of order as long as it gives the slot away before anybody reads it.
    pub(crate) const fn of_bounds(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end }
    }

    /// The first point inside.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// The first point after it.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        self.end
    }

    /// How long it is.
    #[must_use]
    pub fn length(self) -> Seconds {
        let seconds = self.end.as_unix().saturating_sub(self.start.as_unix());
        Seconds::new(seconds).expect("an interval starts before it ends")
    }

    /// Whether `point` lies inside.
    #[must_use]
    pub fn contains(self, point: Timestamp) -> bool {
        self.start <= point && point < self.end
    }

    /// Whether all of `other` lies inside.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a point.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether one ends exactly where the other starts.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        self.end == other.start || other.end == self.start
    }

    /// What the two share; `None` when they only touch or lie apart.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The smallest interval that covers both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The interval widened by `before` at its start and `after` at its end.
    #[must_use]
    pub fn dilate(self, before: Seconds, after: Seconds) -> Self {
        Self { start: self.start - before, end: self.end + after }
    }

    /// The interval narrowed by `before` at its start and `after` at its end; `None` when nothing is left.
    #[must_use]
    pub fn erode(self, before: Seconds, after: Seconds) -> Option<Self> {
        Self::new(self.start + before, self.end - after)
    }

    /// The interval moved by `seconds`, back when negative, for bounds far from both ends of the line.
    pub(crate) const fn moved(self, seconds: i64) -> Self {
        Self {
            start: Timestamp::from_unix(self.start.as_unix() + seconds),
            end: Timestamp::from_unix(self.end.as_unix() + seconds),
        }
    }

    /// The points at which a stretch of `length` that lies inside can start; `None` when none fits.
    ///
    /// A length of none counts as one second: it needs a point to stand on.
    #[must_use]
    pub fn room_for(self, length: Seconds) -> Option<Self> {
        self.erode(Seconds::ZERO, length.less_one())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
    }

    #[test]
    fn an_interval_without_a_point_does_not_exist() {
        let at = Timestamp::from_unix;
        assert_eq!(Interval::new(at(1), at(1)), None);
        assert_eq!(Interval::new(at(2), at(1)), None);
    }

    #[test]
    fn touching_intervals_share_nothing() {
        assert!(!interval(0, 5).overlaps(interval(5, 9)));
        assert_eq!(interval(0, 5).intersection(interval(5, 9)), None);
        assert!(interval(5, 9).touches(interval(0, 5)));
    }

    #[test]
    fn room_for_exactly_its_length_is_one_point() {
        assert_eq!(interval(10, 20).room_for(Seconds::new(10).unwrap()), Some(interval(10, 11)));
        assert_eq!(interval(10, 20).room_for(Seconds::new(11).unwrap()), None);
    }

    #[test]
    fn the_whole_line_has_a_length_that_saturates() {
        assert_eq!(Interval::ALL.length().get(), i64::MAX);
        assert_eq!(Interval::ALL.dilate(Seconds::ONE, Seconds::ONE), Interval::ALL);
    }
}
