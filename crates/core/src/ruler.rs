//! Rulers: marks on the line of time such that every bound of some sets lies on one, so that what lies between two
//! marks, a cell, is wholly in a set or wholly out of it.
//!
//! A ruler has one or two marks in each quarter of an hour, five minutes or minute. Two, because starts at which
//! something fits end a second after a round time: the bounds of such sets leave two remainders and never more.
//! Sets that fit no ruler stay lists; nothing is ever rounded to a mark.

use core::ops::Range;

use crate::interval::Interval;
use crate::set::IntervalSet;
use crate::time::Timestamp;

/// The lengths in seconds that a ruler tries, the fewest cells first. Four divides them all.
const UNITS: [u32; 3] = [900, 300, 60];

/// Marks over a window, numbered from the last one at or before its start.
///
/// The window need not begin or end at a mark: its first and last cells count as far as they lie in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ruler {
    window: Interval,
    /// The mark that is number 0.
    base: i64,
    unit: u32,
    /// How far behind the first mark of each unit its second lies; 0 when there is none.
    split: u32,
    /// Units begun before the window ends.
    units: u32,
    cells: usize,
    inverse: u32,
}

impl Ruler {
    /// The coarsest ruler over `window` with a mark at each of `bounds`; those outside of the window do not count.
    pub(crate) fn fit(window: Interval, bounds: impl Iterator<Item = Timestamp>) -> Option<Self> {
        let mut remainders = Remainders::default();
        let length = span(window)?;
        for bound in bounds {
            let offset = bound.as_unix().checked_sub(window.start().as_unix());
            if let Some(offset) = offset.and_then(|offset| u32::try_from(offset).ok())
                && (1..length).contains(&offset)
            {
                remainders.add(offset);
            }
        }
        UNITS.into_iter().find_map(|unit| Self::with_marks(window, unit, remainders.by(unit)?))
    }

    /// The ruler whose marks leave these remainders, counted from the window's start.
    fn with_marks(window: Interval, unit: u32, remainders: (u32, u32)) -> Option<Self> {
        let (behind, split) = match remainders {
            (0, second) => (0, second),
            // The mark before the window is the later of the two, so the earlier one is what follows it.
            (first, second) => (unit - second, unit - second + first),
        };
        let split = if remainders.0 == remainders.1 { 0 } else { split };
        let base = window.start().as_unix().checked_sub(i64::from(behind))?;
        let length = span(window)?.checked_add(behind)?;
        let (units, rest) = (length / unit, length % unit);
        let last = usize::from(rest > 0) + usize::from(split > 0 && rest > split);
        let cells = usize::try_from(units).ok()?.checked_mul(if split > 0 { 2 } else { 1 })? + last;
        Some(Self { window, base, unit, split, units, cells, inverse: inverse(unit / 4) })
    }

    /// The window that is measured.
    pub(crate) const fn window(&self) -> Interval {
        self.window
    }

    /// How many cells there are.
    pub(crate) const fn cells(&self) -> usize {
        self.cells
    }

    /// Seconds from one mark to the same of the next unit.
    pub(crate) const fn unit(&self) -> u32 {
        self.unit
    }

    /// How many marks a unit has.
    pub(crate) const fn marks(&self) -> usize {
        if self.split > 0 { 2 } else { 1 }
    }

    /// The cells of an interval that shares a point with the window; `None` when a bound within it is at no mark.
    #[inline]
    pub(crate) fn cells_of(&self, own: Interval) -> Option<Range<usize>> {
        let start = if own.start() <= self.window.start() { 0 } else { self.mark(own.start())? };
        let end = if own.end() >= self.window.end() { self.cells } else { self.mark(own.end())? };
        Some(start..end)
    }

    /// The number of the mark at a point within the window.
    ///
    /// An offset is a multiple of the unit exactly when its product with the inverse of the unit's odd part, turned by
    /// the two factors of two, is no larger than the greatest quotient; and then it is the quotient. That takes a
    /// third of the time of a division and serves both remainders with one product.
    #[inline]
    fn mark(&self, at: Timestamp) -> Option<usize> {
        let product = low_bits(at.as_unix().wrapping_sub(self.base)).wrapping_mul(self.inverse);
        let whole = product.rotate_right(2);
        let halved = product.wrapping_sub(self.split.wrapping_mul(self.inverse)).rotate_right(2);
        let unit = whole.min(halved);
        if unit > self.units {
            return None;
        }
        let doubled = if self.split > 0 { unit } else { 0 };
        usize::try_from(unit + doubled + u32::from(halved < whole)).ok()
    }

    /// The stretch of time of a range of cells that is not empty.
    pub(crate) fn stretch(&self, cells: Range<usize>) -> Interval {
        let start = self.instant(cells.start).max(self.window.start());
        let end = self.instant(cells.end).min(self.window.end());
        Interval::new(start, end).expect("each cell holds a second of the window")
    }

    fn instant(&self, mark: usize) -> Timestamp {
        let (unit, second) = if self.split > 0 { (mark / 2, mark % 2 == 1) } else { (mark, false) };
        let whole = i64::try_from(unit).unwrap_or(i64::MAX).saturating_mul(i64::from(self.unit));
        let part = if second { i64::from(self.split) } else { 0 };
        Timestamp::from_unix(self.base.saturating_add(whole).saturating_add(part))
    }
}

/// Tries `attempt` with the ruler that fits a few of the sets, and when a set does not fit that with the one that
/// fits all: few sets show nearly always what all are like.
pub(crate) fn measured<S: AsRef<IntervalSet>, T>(
    sets: &[S],
    window: Interval,
    mut attempt: impl FnMut(Ruler) -> Option<T>,
) -> Option<T> {
    const FEW: usize = 4;
    let bounds = |own: &Interval| [own.start(), own.end()];
    let few = sets.iter().step_by(sets.len() / FEW + 1);
    let guess = Ruler::fit(
        window,
        few.flat_map(|set| set.as_ref().overlapping(window).iter().take(16).flat_map(bounds)),
    )?;
    attempt(guess).or_else(|| {
        let sure = Ruler::fit(
            window,
            sets.iter().flat_map(|set| set.as_ref().overlapping(window).iter().flat_map(bounds)),
        )?;
        if sure == guess { None } else { attempt(sure) }
    })
}

/// The seconds of a window; `None` when offsets in it do not fit into 32 bits with a unit to spare.
fn span(window: Interval) -> Option<u32> {
    let length = window.end().as_unix().checked_sub(window.start().as_unix())?;
    u32::try_from(length).ok().filter(|length| *length < u32::MAX - UNITS[0])
}

/// What x is to be multiplied by to give 1 in arithmetic of 32 bits; x is odd.
fn inverse(odd: u32) -> u32 {
    // An odd number is its own inverse in three bits, and each turn doubles the bits that are right.
    (0..4).fold(odd, |own, _| own.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(own))))
}

fn low_bits(number: i64) -> u32 {
    u32::try_from(number & i64::from(u32::MAX)).unwrap_or(0)
}

/// Which remainders by the longest unit were seen.
#[derive(Default)]
struct Remainders([u64; 15]);

impl Remainders {
    fn add(&mut self, offset: u32) {
        let remainder = offset % UNITS[0];
        if let Some(word) = usize::try_from(remainder / 64).ok().and_then(|index| self.0.get_mut(index)) {
            *word |= 1 << (remainder % 64);
        }
    }

    /// The least and the greatest remainder by `unit`, which divides the longest; `None` when there are more than two.
    fn by(&self, unit: u32) -> Option<(u32, u32)> {
        let mut found: Option<(u32, u32)> = None;
        for (word, first) in self.0.iter().zip((0..).step_by(64)) {
            let mut left = *word;
            while left != 0 {
                let remainder = (first + left.trailing_zeros()) % unit;
                left &= left - 1;
                found = Some(match found {
                    None => (remainder, remainder),
                    Some((least, most)) if remainder == least || remainder == most => (least, most),
                    Some((least, most)) if least == most => (least.min(remainder), most.max(remainder)),
                    Some(_) => return None,
                });
            }
        }
        Some(found.unwrap_or((0, 0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
    }

    fn ruler(window: Interval, bounds: &[i64]) -> Option<Ruler> {
        Ruler::fit(window, bounds.iter().copied().map(Timestamp::from_unix))
    }

    /// Asks a ruler for every second of its window: marks number on exactly where `is_mark` says.
    fn check(ruler: Ruler, is_mark: impl Fn(i64) -> bool) {
        let (start, end) = (ruler.window.start().as_unix(), ruler.window.end().as_unix());
        let mut number = 0;
        for second in start + 1..end {
            let found = ruler.mark(Timestamp::from_unix(second));
            if is_mark(second) {
                number += 1;
                assert_eq!(found, Some(number), "second {second}");
                assert_eq!(ruler.instant(number).as_unix(), second);
            } else {
                assert_eq!(found, None, "second {second}");
            }
        }
        assert_eq!(ruler.cells(), number + 1);
        assert_eq!(ruler.stretch(0..number + 1), ruler.window());
    }

    #[test]
    fn the_coarsest_unit_that_fits_is_taken() {
        let window = interval(0, 86_400);
        assert_eq!(ruler(window, &[900, 1_800]).unwrap().unit(), 900);
        assert_eq!(ruler(window, &[900, 1_801]).unwrap().unit(), 900);
        assert_eq!(ruler(window, &[900, 1_200, 1_500]).unwrap().unit(), 300);
        assert_eq!(ruler(window, &[900, 1_201, 1_500, 301]).unwrap().unit(), 300);
        assert_eq!(ruler(window, &[60, 120, 300, 301]).unwrap().unit(), 60);
        assert_eq!(ruler(window, &[60, 121, 302]), None);
    }

    #[test]
    fn marks_are_where_the_remainders_say_wherever_the_window_begins_and_ends() {
        for start in [-7_201, -900, -1, 0, 1, 60, 899, 900, 4_242] {
            for length in [1, 59, 60, 61, 899, 900, 901, 3_000, 7_261] {
                for (unit, first, second) in
                    [(900, 0, 0), (900, 0, 1), (900, 37, 601), (300, 5, 5), (60, 58, 59)]
                {
                    let window = interval(start, start + length);
                    let shift = i64::from(unit);
                    let remainder = |bound: i64| u32::try_from((bound - start).rem_euclid(shift)).unwrap();
                    let (one, other) = (remainder(first), remainder(second));
                    let ruler = Ruler::with_marks(window, unit, (one.min(other), one.max(other))).unwrap();
                    check(ruler, |at| [first, second].contains(&at.rem_euclid(shift)));
                }
            }
        }
    }

    #[test]
    fn a_window_beyond_136_years_has_no_ruler() {
        assert_eq!(ruler(Interval::ALL, &[]), None);
        assert_eq!(ruler(interval(0, i64::from(u32::MAX)), &[]), None);
        assert!(ruler(interval(0, i64::from(u32::MAX) - 1_000), &[900]).is_some());
        assert_eq!(ruler(interval(i64::MIN, i64::MIN + 10_000), &[i64::MIN + 77]), None);
    }

    #[test]
    fn the_marks_far_from_the_start_of_a_long_window_are_right() {
        let start = -1_000_000_017;
        let window = interval(start, start + 4_294_960_000);
        for (unit, split) in [(900_i64, 0), (900, 1), (300, 17), (60, 59)] {
            let bounds = [start + unit, start + unit * 2 + split, start + unit * 3];
            let ruler = Ruler::fit(window, bounds.into_iter().map(Timestamp::from_unix)).unwrap();
            let marks = i64::try_from(ruler.marks()).unwrap();
            for count in [1, 2, 1_000, 4_000_000] {
                let at = start + count * unit;
                assert_eq!(ruler.mark(Timestamp::from_unix(at)), usize::try_from(count * marks).ok());
                assert_eq!(ruler.mark(Timestamp::from_unix(at + 2 + split)), None);
            }
        }
    }
}
