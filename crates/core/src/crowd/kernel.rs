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

impl People {
    pub(super) fn is_nobody(&self) -> bool {
        matches!(self, Self::These(ids) if ids.is_empty())
    }
}

/// Eight rows at a time: as many as are combined before anything is tested or carried.
type Eight<'r> = [&'r Row; 8];

/// Runs a kernel that takes eight rows at a time and then the few that are left.
macro_rules! over {
    ($rows:expr, $people:expr, $run:expr) => {
        match $people {
            People::Everybody => {
                let (eights, rest) = $rows.as_chunks::<8>();
                $run(eights.iter().map(|eight| eight.each_ref()), rest.iter())
            }
            People::These(ids) => {
                let (eights, rest) = ids.as_chunks::<8>();
                let pick = |id: &usize| $rows.get(*id).unwrap_or(&Row::NONE);
                $run(eights.iter().map(|eight| eight.each_ref().map(pick)), rest.iter().map(pick))
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
        over!(self.rows, self.people, |eights, rest| all(self.left, eights, rest))
    }
}

/// Nothing is left of most tiles long before the last row, so after each eight rows that is looked at.
#[inline(always)]
fn all<'r>(
    mut left: Row,
    eights: impl Iterator<Item = Eight<'r>>,
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
        over!(self.rows, self.people, |eights, rest| any(self.found, eights, rest))
    }
}

#[inline(always)]
fn any<'r>(found: Row, eights: impl Iterator<Item = Eight<'r>>, rest: impl Iterator<Item = &'r Row>) -> Row {
    let found = eights.fold(found, |found, [a, b, c, d, e, f, g, h]| {
        found.or(&a.or(b).or(&c.or(d)).or(&e.or(f).or(&g.or(h))))
    });
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
        over!(self.rows, self.people, |eights, rest| add(planes, eights, rest))
    }
}

/// Eight rows become three planes' worth of sums and a single row that is carried on (Harley and Seal).
#[inline(always)]
fn add<'r>(
    planes: &mut [Row],
    eights: impl Iterator<Item = Eight<'r>>,
    rest: impl Iterator<Item = &'r Row>,
) -> Row {
    if let Some((low, high)) = planes.split_first_chunk_mut::<3>() {
        let mut sums = *low;
        for eight in eights {
            carry(high, add_eight(&mut sums, eight));
        }
        *low = sums;
    } else {
        eights.flatten().for_each(|row| carry(planes, *row));
    }
    rest.for_each(|row| carry(planes, *row));
    planes.last().copied().unwrap_or(Row::NONE)
}

/// Adds eight rows to ones, twos and fours; what comes back are the eights to be carried.
#[inline(always)]
fn add_eight(sums: &mut [Row; 3], [a, b, c, d, e, f, g, h]: Eight<'_>) -> Row {
    let [ones, twos, fours] = sums;
    let mut eights = Row::NONE;
    let sums = ones.0.iter_mut().zip(&mut twos.0).zip(&mut fours.0).zip(&mut eights.0);
    let first = a.0.iter().zip(&b.0).zip(&c.0).zip(&d.0);
    let second = e.0.iter().zip(&f.0).zip(&g.0).zip(&h.0);
    for (((((ones, twos), fours), eights), (((a, b), c), d)), (((e, f), g), h)) in sums.zip(first).zip(second)
    {
        let (one, two_a) = add_three(*ones, *a, *b);
        let (one, two_b) = add_three(one, *c, *d);
        let (two, four_a) = add_three(*twos, two_a, two_b);
        let (one, two_c) = add_three(one, *e, *f);
        let (one, two_d) = add_three(one, *g, *h);
        let (two, four_b) = add_three(two, two_c, two_d);
        let (four, eight) = add_three(*fours, four_a, four_b);
        (*ones, *twos, *fours, *eights) = (one, two, four, eight);
    }
    eights
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
