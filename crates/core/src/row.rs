//! Rows of 512 cells as bits, and the runs of cells that are found in rows one after the other.

use core::iter::FusedIterator;
use core::ops::Range;

/// Cells of a row.
pub(crate) const CELLS: usize = 512;
/// Cells of a word.
const BITS: usize = 64;

/// One bit for each of 512 cells that follow each other; as wide as a line of the cache and never across two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Row(pub(crate) [u64; 8]);

impl Row {
    pub(crate) const NONE: Self = Self([0; 8]);
    pub(crate) const ALL: Self = Self([u64::MAX; 8]);

    #[inline(always)]
    pub(crate) fn is_none(&self) -> bool {
        self.0.iter().fold(0, |any, word| any | word) == 0
    }

    #[inline(always)]
    pub(crate) fn is_all(&self) -> bool {
        self.0.iter().fold(u64::MAX, |all, word| all & word) == u64::MAX
    }

    #[inline(always)]
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    #[inline(always)]
    pub(crate) fn or(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    #[inline(always)]
    fn zip(&self, other: &Self, op: impl Fn(u64, u64) -> u64) -> Self {
        let mut out = *self;
        for (word, other) in out.0.iter_mut().zip(&other.0) {
            *word = op(*word, *other);
        }
        out
    }
}

/// Gives `put` the words that a range of cells reaches into, each with the cells of it that lie in the range.
#[inline]
pub(crate) fn spread(cells: Range<usize>, mut put: impl FnMut(usize, u64)) {
    let Some(last_cell) = cells.end.checked_sub(1) else { return };
    let (first, last) = (cells.start / BITS, last_cell / BITS);
    let head = u64::MAX << (cells.start % BITS);
    let tail = u64::MAX >> (BITS - 1 - last_cell % BITS);
    if first == last {
        put(first, head & tail);
    } else {
        put(first, head);
        (first + 1..last).for_each(|word| put(word, u64::MAX));
        put(last, tail);
    }
}

/// Rows that are known, or computed, one after the other.
pub(crate) trait Rows {
    /// The row with this number; `None` behind the last. Each is asked for at most once, in order.
    fn row(&mut self, number: usize) -> Option<Row>;
}

/// The runs of cells whose bits are set, also from one row into the next; a row is asked for when it is needed.
#[derive(Debug, Clone)]
pub(crate) struct CellRuns<R> {
    rows: R,
    row: Row,
    /// The number of the row that comes next.
    next_row: usize,
    /// The place of the word that comes next in the row.
    next_word: usize,
    /// What is left of the present word.
    left: u64,
}

impl<R: Rows> CellRuns<R> {
    pub(crate) fn new(rows: R) -> Self {
        Self { rows, row: Row::NONE, next_row: 0, next_word: 8, left: 0 }
    }

    pub(crate) fn rows(&self) -> &R {
        &self.rows
    }

    /// How many rows were asked for.
    #[cfg(test)]
    pub(crate) const fn visited(&self) -> usize {
        self.next_row
    }

    /// Goes to the next word; false when there is none.
    fn advance(&mut self) -> bool {
        if self.next_word == self.row.0.len() {
            let Some(row) = self.rows.row(self.next_row) else { return false };
            self.row = row;
            self.next_row += 1;
            self.next_word = 0;
        }
        self.left = self.row.0.get(self.next_word).copied().unwrap_or(0);
        self.next_word += 1;
        true
    }

    /// The number of a bit of the present word among all cells.
    fn cell(&self, bit: u32) -> usize {
        let bit = usize::try_from(bit).unwrap_or(BITS);
        (self.next_row * CELLS + self.next_word * BITS + bit).saturating_sub(CELLS + BITS)
    }

    /// The first cell behind the run that the present word begins with or lies in.
    fn end_of_run(&mut self) -> usize {
        loop {
            let zeros = !(self.left | self.left.wrapping_sub(1));
            if zeros != 0 {
                let end = zeros.trailing_zeros();
                self.left &= u64::MAX << end;
                return self.cell(end);
            }
            self.left = 0;
            let behind = self.cell(64);
            if !self.advance() {
                return behind;
            }
            if self.left & 1 == 0 {
                return behind;
            }
        }
    }
}

impl<R: Rows> Iterator for CellRuns<R> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        while self.left == 0 {
            if !self.advance() {
                return None;
            }
        }
        let start = self.cell(self.left.trailing_zeros());
        Some(start..self.end_of_run())
    }
}

impl<R: Rows> FusedIterator for CellRuns<R> {}
