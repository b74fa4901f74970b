//! Rulers: marks on the line of time such that every bound of some sets lies on one, so that what lies between two
//! marks, a cell, is wholly in a set or wholly out of it.
//!
//! A ruler has one or two marks in each quarter of an hour, five minutes or minute. Two, because starts at which
//! something fits end a second after a round time: the bounds of such sets leave two remainders and never more.
//! Sets that fit no ruler stay lists; nothing is ever rounded to a mark.

use alloc::vec::Vec;
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
    /// Marks of a unit.
    marks: usize,
    cells: usize,
    /// What the odd part of the unit is multiplied by to give 1.
    inverse: u64,
    /// The marks at which intervals nearly always start.
    starts: Scale,
    /// The marks at which they nearly always end.
    ends: Scale,
}

/// One mark of each unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scale {
    /// The instant of the first.
    base: i64,
    /// How many there are up to the window's end.
    count: u64,
    /// The number of the first among all marks.
    first: usize,
}

impl Ruler {
    /// The coarsest ruler over `window` with a mark at each bound of `intervals`; bounds outside of the window do not
    /// count.
    pub(crate) fn fit<'i>(window: Interval, intervals: impl Iterator<Item = &'i Interval>) -> Option<Self> {
        let length = span(window)?;
        let offset = |bound: Timestamp| {
            let offset = bound.as_unix().checked_sub(window.start().as_unix())?;
            u32::try_from(offset).ok().filter(|offset| (1..length).contains(offset))
        };
        let (mut remainders, mut start, mut end) = (Remainders::default(), None, None);
        for own in intervals {
            let (own_start, own_end) = (offset(own.start()), offset(own.end()));
            remainders.extend(own_start.into_iter().chain(own_end));
            start = start.or(own_start);
            end = end.or(own_end);
        }
        let fits = |unit| Some(Self::with_marks(window, unit, remainders.by(unit)?));
        let ruler = UNITS.into_iter().find_map(fits)??;
        Some(Self { starts: ruler.scale_of(start), ends: ruler.scale_of(end), ..ruler })
    }

    /// The ruler whose marks leave these remainders, counted from the window's start.
    fn with_marks(window: Interval, unit: u32, remainders: (u32, u32)) -> Option<Self> {
        let (behind, split) = match remainders {
            (0, second) => (0, second),
            (first, second) if first == second => (unit - second, 0),
            // The mark before the window is the later of the two, so the earlier one is what follows it.
            (first, second) => (unit - second, unit - second + first),
        };
        let base = window.start().as_unix().checked_sub(i64::from(behind))?;
        let length = span(window)?.checked_add(behind)?;
        let (units, rest) = (length / unit, length % unit);
        let last = usize::from(rest > 0) + usize::from(split > 0 && rest > split);
        let marks = if split > 0 { 2 } else { 1 };
        let cells = usize::try_from(units).ok()?.checked_mul(marks)? + last;
        let first = Scale { base, count: u64::from(units) + 1, first: 0 };
        let inverse = inverse(u64::from(unit / 4));
        Some(Self { window, base, unit, split, marks, cells, inverse, starts: first, ends: first })
    }

    /// The marks of which there is one at `offset` from the window's start.
    fn scale_of(&self, offset: Option<u32>) -> Scale {
        let instant = offset.map_or(self.base, |offset| self.window.start().as_unix() + i64::from(offset));
        if (instant - self.base).rem_euclid(i64::from(self.unit)) == 0 {
            return self.starts;
        }
        let base = self.base + i64::from(self.split);
        let length = u64::try_from(self.window.end().as_unix() - base + i64::from(self.unit)).unwrap_or(0);
        Scale { base, count: length / u64::from(self.unit), first: 1 }
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
        self.marks
    }

    /// The intervals of a set that share a point with the window.
    #[inline]
    pub(crate) fn within<'s>(&self, set: &'s IntervalSet) -> &'s [Interval] {
        let all = set.as_slice();
        let inside = |own: Option<&Interval>| own.is_none_or(|own| self.window.covers(*own));
        // Two searches in each of a thousand lists take a third of the time that counting them does.
        if inside(all.first()) && inside(all.last()) { all } else { set.overlapping(self.window) }
    }

    /// Gives `place` the cells of one interval after the other; those that reach out of the window, lie out of it or
    /// have a bound where others have none are put aside.
    #[inline(always)]
    pub(crate) fn place_each(
        &self,
        intervals: impl Iterator<Item = Interval>,
        aside: &mut Vec<Interval>,
        mut place: impl FnMut(Range<usize>),
    ) {
        // Copies that nobody else sees stay in registers.
        let Self { starts, ends, inverse, marks, .. } = *self;
        intervals.for_each(|own| match (starts.mark(own.start(), inverse), ends.mark(own.end(), inverse)) {
            (Some(start), Some(end)) => place(start * marks + starts.first..end * marks + ends.first),
            _ => aside.push(own),
        });
    }

    /// Counts where intervals start and end, each at its place among the marks of its scale; intervals that reach out
    /// of the window, lie out of it or have a bound where others have none are put aside.
    #[inline(always)]
    pub(crate) fn count_each(
        &self,
        intervals: impl Iterator<Item = Interval>,
        aside: &mut Vec<Interval>,
        (ups, downs): (&mut [u32], &mut [u32]),
    ) {
        let Self { starts, ends, inverse, .. } = *self;
        intervals.for_each(|own| {
            let start = ups.get_mut(starts.place(own.start(), inverse));
            let end = downs.get_mut(ends.place(own.end(), inverse));
            match (start, end) {
                (Some(up), Some(down)) => {
                    *up = up.wrapping_add(1);
                    *down = down.wrapping_add(1);
                }
                _ => aside.push(own),
            }
        });
    }

    /// How many marks the scales of starts and of ends have.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.starts.len(), self.ends.len())
    }

    /// The marks of starts and those of ends, by their number among all marks.
    pub(crate) fn numbers(&self) -> (impl Iterator<Item = usize>, impl Iterator<Item = usize>) {
        ((self.starts.first..).step_by(self.marks), (self.ends.first..).step_by(self.marks))
    }

    /// The cells of an interval as far as it lies in the window; `None` when it does not or has a bound at no mark.
    pub(crate) fn cells_of(&self, own: Interval) -> Option<Range<usize>> {
        let own = own.intersection(self.window)?;
        let start = if own.start() == self.window.start() { 0 } else { self.mark(own.start())? };
        let end = if own.end() == self.window.end() { self.cells } else { self.mark(own.end())? };
        Some(start..end)
    }

    /// The number of the mark at an instant within the window.
    fn mark(&self, at: Timestamp) -> Option<usize> {
        let offset = u32::try_from(at.as_unix().checked_sub(self.base)?).ok()?;
        let (unit, rest) = (usize::try_from(offset / self.unit).ok()?, offset % self.unit);
        match rest {
            0 => Some(unit * self.marks),
            _ if rest == self.split => Some(unit * 2 + 1),
            _ => None,
        }
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

impl Scale {
    fn len(self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    /// The place of the mark at an instant among those of the scale; no less than their number when there is none.
    ///
    /// An offset is a multiple of the unit exactly when its product with the inverse of the unit's odd part, turned by
    /// the two factors of two, is a quotient that there can be; and then it is the quotient. So there is no division,
    /// and an instant out of the window or between two marks shows by one comparison.
    #[inline(always)]
    fn place(self, at: Timestamp, inverse: u64) -> usize {
        let offset = u64::from_ne_bytes(at.as_unix().wrapping_sub(self.base).to_ne_bytes());
        usize::try_from(offset.wrapping_mul(inverse).rotate_right(2)).unwrap_or(usize::MAX)
    }

    #[inline(always)]
    fn mark(self, at: Timestamp, inverse: u64) -> Option<usize> {
        Some(self.place(at, inverse)).filter(|place| *place < self.len())
    }
}

/// Tries `attempt` with the ruler that fits a few of the sets, and when a set does not fit that with the one that
/// fits all: few sets show nearly always what all are like. With more cells than `most` it is not tried at all.
pub(crate) fn measured<S: AsRef<IntervalSet>, T>(
    sets: &[S],
    window: Interval,
    most: usize,
    mut attempt: impl FnMut(Ruler) -> Option<T>,
) -> Option<T> {
    const FEW: usize = 4;
    let few = sets.iter().step_by(sets.len() / FEW + 1);
    let guess = Ruler::fit(window, few.flat_map(|set| set.as_ref().overlapping(window).iter().take(16)))?;
    // More bounds never make fewer cells.
    if guess.cells() > most {
        return None;
    }
    attempt(guess).or_else(|| {
        let sure = Ruler::fit(window, sets.iter().flat_map(|set| set.as_ref().overlapping(window)))?;
        if sure == guess || sure.cells() > most { None } else { attempt(sure) }
    })
}

/// The seconds of a window; `None` when offsets in it do not fit into 32 bits with a unit to spare.
fn span(window: Interval) -> Option<u32> {
    let length = window.end().as_unix().checked_sub(window.start().as_unix())?;
    u32::try_from(length).ok().filter(|length| *length < u32::MAX - UNITS[0])
}

/// What an odd number is to be multiplied by to give 1 in arithmetic of 64 bits.
fn inverse(odd: u64) -> u64 {
    // An odd number is its own inverse in three bits, and each turn doubles the bits that are right.
    (0..5).fold(odd, |own, _| own.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(own))))
}

/// Which remainders by the longest unit were seen.
#[derive(Default)]
struct Remainders([u64; 15]);

impl Extend<u32> for Remainders {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, offsets: I) {
        for remainder in offsets.into_iter().map(|offset| offset % UNITS[0]) {
            if let Some(word) = usize::try_from(remainder / 64).ok().and_then(|index| self.0.get_mut(index)) {
                *word |= 1 << (remainder % 64);
            }
        }
    }
}

impl Remainders {
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

    /// The ruler of intervals that start at these instants and end where the next one starts.
    fn ruler(window: Interval, bounds: &[i64]) -> Option<Ruler> {
        let mut bounds = bounds.to_vec();
        bounds.sort_unstable();
        let intervals: Vec<Interval> = bounds.windows(2).map(|pair| interval(pair[0], pair[1])).collect();
        Ruler::fit(window, intervals.iter())
    }

    fn quick(ruler: Ruler, scale: Scale, at: Timestamp) -> Option<usize> {
        scale.mark(at, ruler.inverse).map(|unit| unit * ruler.marks + scale.first)
    }

    /// Asks a ruler for every second of its window: marks number on exactly where `is_mark` says.
    fn check(ruler: Ruler, is_mark: impl Fn(i64) -> bool) {
        let (start, end) = (ruler.window.start().as_unix(), ruler.window.end().as_unix());
        let second_marks = ruler.split > 0;
        let offset = u32::try_from(ruler.base + i64::from(ruler.split) + i64::from(ruler.unit) - start).ok();
        let scales = [ruler.starts, if second_marks { ruler.scale_of(offset) } else { ruler.starts }];
        let mut number = 0;
        for second in start + 1..end {
            let at = Timestamp::from_unix(second);
            let quick = scales.map(|scale| quick(ruler, scale, at));
            if is_mark(second) {
                number += 1;
                assert_eq!(ruler.mark(at), Some(number), "second {second}");
                assert_eq!(ruler.instant(number), at);
                assert!(quick.contains(&Some(number)), "second {second}");
                assert!(quick.iter().flatten().all(|own| *own == number), "second {second}");
            } else {
                assert_eq!((ruler.mark(at), quick), (None, [None, None]), "second {second}");
            }
        }
        for outside in (start - 2_000..start - 900).chain(end + 1..end + 2_000) {
            let quick = scales.map(|scale| quick(ruler, scale, Timestamp::from_unix(outside)));
            assert_eq!(quick, [None, None], "second {outside}");
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
        assert_eq!(ruler(interval(i64::MIN, i64::MIN + 10_000), &[i64::MIN + 77, i64::MIN + 977]), None);
    }

    #[test]
    fn the_marks_far_from_the_start_of_a_long_window_are_right() {
        let start = -1_000_000_017;
        let window = interval(start, start + 4_294_960_000);
        for (unit, split) in [(900_i64, 0), (900, 1), (300, 17), (60, 59)] {
            let bounds = [start + unit, start + unit * 2 + split, start + unit * 3, start + unit * 5 + split];
            let ruler = ruler(window, &bounds).unwrap();
            let marks = i64::try_from(ruler.marks()).unwrap();
            for count in [1, 2, 1_000, 4_000_000] {
                let at = start + count * unit;
                let cells =
                    usize::try_from(count * marks).unwrap()..usize::try_from((count + 1) * marks).unwrap();
                assert_eq!(ruler.cells_of(interval(at, at + unit)), Some(cells.clone()));
                let mut aside = Vec::new();
                let own = interval(at, at + unit + split);
                ruler
                    .place_each([own].into_iter(), &mut aside, |cells| assert_eq!(ruler.stretch(cells), own));
                assert_eq!(aside, []);
                assert_eq!(ruler.stretch(cells), interval(at, at + unit));
                assert_eq!(ruler.cells_of(interval(at, at + 2 + split)), None);
            }
        }
    }
}
