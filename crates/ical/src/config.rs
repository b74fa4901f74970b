//! How much of a calendar we are willing to read.
//!
//! Whatever lies past a bound makes the source fail as a whole: part of a calendar is no calendar, for time
//! that is left out counts as free.

/// Bounds on one calendar file and on what it expands to.
///
/// ```
/// use freebusy_ical::Bounds;
///
/// let strict = Bounds { file_bytes: 1 << 20, ..Bounds::default() };
/// assert_eq!(strict.components, 200_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The largest file, in bytes.
    pub file_bytes: usize,
    /// The most components of any kind, nested ones included.
    pub components: usize,
    /// The longest content line after unfolding, in bytes.
    pub line_bytes: usize,
    /// The most occurrences of recurring events that one window may hold, summed over the file.
    pub occurrences: usize,
    /// How far rules may be counted through from their start, in days, summed over the file.
    ///
    /// A rule with a COUNT costs the days from its start to the end of the window, one within the day that picks
    /// among its times ten million, every other one nothing to speak of. A rule past the bound is unknown.
    pub counted_days: i64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            components: 200_000,
            line_bytes: 1 << 20,
            occurrences: 100_000,
            counted_days: 100_000_000,
        }
    }
}
