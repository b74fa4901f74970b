//! The kernels: what all of some rows hold, what any of them holds, and how many of them hold each cell.

use alloc::vec::Vec;

use super::machine::Kernel;
use crate::row::Row;

/// Whose rows of a tile a kernel looks at.
#[derive(Debug, Clone)]
pub(super) enum People {
    /// All of them.
    Everybody,
    /// These, as often as they are named.
    These(Vec<usize>),
}

/// Runs a kernel that takes some rows at a time and then the few that are left.
///
/// Rows that are picked are looked up where they lie: to copy them together first took twice the time.
macro_rules! over {
    ($count:literal, $rows:expr, $people:expr, $run:expr) => {
        match $people {
            People::Everybody => {
                let (chunks, rest) = $rows.as_chunks::<$count>();
                $run(chunks.iter().map(|chunk| chunk.each_ref()), rest.iter())
            }
            People::These(ids) => {
                let (chunks, rest) = ids.as_chunks::<$count>();
                let pick = |id: &usize| $rows.get(*id).unwrap_or(&Row::NONE);
                $run(chunks.iter().map(|chunk| chunk.each_ref().map(pick)), rest.iter().map(pick))
            }
        }
    };
}

/// The cells that all of some people's rows hold, and `left`.
pub(super) struct All<'a> {
    pub(super) rows: &'a [Row],
    pub(super) people: &'a People,
    pub(super) left: Row,
}

impl Kernel for All<'_> {
    #[inline(always)]
    fn run(self) -> Row {
        over!(8, self.rows, self.people, |eights, rest| all(self.left, eights, rest))
    }
}

/// Nothing is left of most tiles long before the last row, so after each eight rows that is looked at.
#[inline(always)]
fn all<'r>(
    mut left: Row,
    eights: impl Iterator<Item = [&'r Row; 8]>,
    rest: impl Iterator<Item = &'r Row>,
) -> Row {
    for [a, b, c, d, e, f, g, h] in eights {
        left = left.and(&a.and(b).and(&c.and(d)).and(&e.and(f).and(&g.and(h))));
        if left.is_none() {
            return left;
        }
    }
    rest.fold(left, |left, row| left.and(row))
}

/// The cells that any of some people's rows holds, and those of `found`.
pub(super) struct Any<'a> {
    pub(super) rows: &'a [Row],
    pub(super) people: &'a People,
    pub(super) found: Row,
}

impl Kernel for Any<'_> {
    #[inline(always)]
    fn run(self) -> Row {
        over!(8, self.rows, self.people, |eights, rest| any(self.found, eights, rest))
    }
}

/// Looks after each eight rows whether any cell is still missing, which is no loss even where one always is: with 512
/// bits the 384 KB of a thousand people took 4.0 us instead of 5.2 us, with 256 bits 4.0 us instead of 5.3 us, with 128
/// bits 5.3 us either way.
#[inline(always)]
fn any<'r>(
    mut found: Row,
    eights: impl Iterator<Item = [&'r Row; 8]>,
    rest: impl Iterator<Item = &'r Row>,
) -> Row {
    for [a, b, c, d, e, f, g, h] in eights {
        found = found.or(&a.or(b).or(&c.or(d)).or(&e.or(f).or(&g.or(h))));
        if found.is_all() {
            return found;
        }
    }
    rest.fold(found, |found, row| found.or(row))
}

/// Adds some people's rows to a number per cell, kept bit by bit in `planes`, the lowest first.
///
/// The planes must be enough for the sum. The row that comes back is that of the highest plane.
pub(super) struct Add<'a> {
    pub(super) rows: &'a [Row],
    pub(super) people: &'a People,
    pub(super) planes: &'a mut [Row],
}

impl Kernel for Add<'_> {
    #[inline(always)]
    fn run(self) -> Row {
        let planes = self.planes;
        over!(16, self.rows, self.people, |sixteens, rest| add(planes, sixteens, rest))
    }
}

/// Sixteen rows become four planes' worth of sums and a single row that is carried on (Harley and Seal).
///
/// With eight at a time the carrying takes a third of all instructions: 866,000 instead of 724,000 for the 16
/// tiles of a thousand people.
#[inline(always)]
fn add<'r>(
    planes: &mut [Row],
    sixteens: impl Iterator<Item = [&'r Row; 16]>,
    rest: impl Iterator<Item = &'r Row>,
) -> Row {
    if let Some((low, high)) = planes.split_first_chunk_mut::<4>() {
        let mut sums = *low;
        for sixteen in sixteens {
            carry(high, add_sixteen(&mut sums, sixteen));
        }
        *low = sums;
    } else {
        sixteens.flatten().for_each(|row| carry(planes, *row));
    }
    rest.for_each(|row| carry(planes, *row));
    planes.last().copied().unwrap_or(Row::NONE)
}

/// Adds sixteen rows to ones, twos, fours and eights; what comes back are the sixteens to be carried.
#[inline(always)]
fn add_sixteen([ones, twos, fours, eights]: &mut [Row; 4], rows: [&Row; 16]) -> Row {
    let mut carried = Row::NONE;
    let low = ones.0.iter_mut().zip(&mut twos.0);
    let sums = low.zip(fours.0.iter_mut().zip(&mut eights.0)).zip(&mut carried.0);
    for (place, (((one, two), (four, eight)), carried)) in sums.enumerate() {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] =
            rows.map(|row| row.0.get(place).copied().unwrap_or(0));
        let eight_a;
        (*one, *two, *four, eight_a) = add_eight(*one, *two, *four, [a, b, c, d, e, f, g, h]);
        let eight_b;
        (*one, *two, *four, eight_b) = add_eight(*one, *two, *four, [i, j, k, l, m, n, o, p]);
        (*eight, *carried) = add_three(*eight, eight_a, eight_b);
    }
    carried
}

/// Adds eight bits to a one, a two and a four, place by place, and says which eight is to be carried.
#[inline(always)]
fn add_eight(one: u64, two: u64, four: u64, [a, b, c, d, e, f, g, h]: [u64; 8]) -> (u64, u64, u64, u64) {
    let (one, two_a) = add_three(one, a, b);
    let (one, two_b) = add_three(one, c, d);
    let (two, four_a) = add_three(two, two_a, two_b);
    let (one, two_c) = add_three(one, e, f);
    let (one, two_d) = add_three(one, g, h);
    let (two, four_b) = add_three(two, two_c, two_d);
    let (four, eight) = add_three(four, four_a, four_b);
    (one, two, four, eight)
}

/// The sum of three bits, place by place: its low and its high bit.
#[inline(always)]
fn add_three(a: u64, b: u64, c: u64) -> (u64, u64) {
    let half = a ^ b;
    (half ^ c, (a & b) | (half & c))
}

/// Adds one row at the lowest of the planes and carries until there is nothing to carry.
#[inline(always)]
pub(super) fn carry(planes: &mut [Row], mut row: Row) {
    for plane in planes {
        let next = plane.and(&row);
        for (word, other) in plane.0.iter_mut().zip(&row.0) {
            *word ^= other;
        }
        if next.is_none() {
            return;
        }
        row = next;
    }
}
