//! Many people's sets as bits: a tile for each 512 cells of time, in it a row for each person, all in one piece.
//!
//! What is asked of everybody at one time lies side by side, so a question walks through memory once and may stop
//! at any time; one person is spread over as many lines of the cache as there are tiles.

use alloc::vec::Vec;

use super::kernel::{Add, People};
use super::machine::Machine;
use super::plan::Plan;
use crate::interval::Interval;
use crate::row::{CELLS, CellRuns, Row, Rows, spread};
use crate::ruler::{Ruler, measured};
use crate::set::IntervalSet;

/// Tiles per interval of a person above which lists are kept: mostly empty rows are larger and slower than lists.
///
/// Measured on a Zen 5 with 5 to 200 free intervals a person over 4 to 52 weeks on 15, 5 and 1 minutes; how many times
/// faster rows were than lists, in brackets with registers of 512 bits, and how many times larger:
///
/// | tiles an interval | common, 100 people | 1,000 | at least 70 %, 100 people | 1,000 | bytes |
/// |---|---|---|---|---|---|
/// | to 0.25 | 22 (24) | 16 (19) | 4.6 (8.6) | 4.0 (11) | 0.5 |
/// | to 0.5 | 18 (19) | 7.2 (8.6) | 3.2 (7.1) | 2.2 (5.4) | 1.1 |
/// | to 1 | 13 (13) | 3.5 (4.4) | 2.8 (6.4) | 1.0 (2.6) | 2.6 |
/// | to 2 | 13 (12) | 1.8 (2.1) | 3.3 (6.9) | 0.7 (1.4) | 5.2 |
/// | to 4 | 7.9 (7.5) | 1.3 (1.5) | 2.9 (5.8) | 0.4 (1.1) | 11 |
/// | to 8 | 5.0 (5.0) | 1.0 (1.2) | 1.7 (3.0) | 0.4 (0.9) | 19 |
///
/// For 10 people both are as fast with two to four. Of busy times little is common, which up to three tiles an interval
/// either finds out in 10 us at most. What it takes to prepare rows is saved by one to five questions about 100 people
/// and by six to ten about 1,000, with more than a tile an interval by twenty and more. So time alone would allow four;
/// memory takes one off, for those are up to 12 times as many bytes.
const SPARSE: usize = 3;
/// Tiles that are never too many: half a kibibyte a person.
///
/// With one to four intervals at least 70 % of 10, 100 and 1,000 people were found 0.3 to 1.1, 0.7 to 3.7 and 0.4 to 0.7
/// times as fast in 8 tiles as in lists; in 16 tiles 0.2 to 0.6, 0.4 to 1.8 and 0.4 to 0.5 times.
const FEW: usize = 8;

/// The rows of some people over the cells of a ruler.
#[derive(Debug, Clone)]
pub(super) struct Tiles {
    ruler: Ruler,
    people: usize,
    rows: Vec<Row>,
}

impl Tiles {
    /// The sets as bits; `None` when they fit no ruler or are better kept as lists.
    pub(super) fn new<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Option<Self> {
        let intervals: usize = sets.iter().map(|set| set.as_ref().overlapping(window).len()).sum();
        let most = intervals.checked_mul(SPARSE)? / sets.len().max(1) + FEW;
        measured(sets, window, most.saturating_mul(CELLS), |ruler| {
            let tiles = ruler.cells().div_ceil(CELLS);
            let count = tiles.checked_mul(sets.len())?;
            let mut own = Self { ruler, people: sets.len(), rows: alloc::vec![Row::NONE; count] };
            let mut line = alloc::vec![Row::NONE; tiles];
            sets.iter().enumerate().try_for_each(|(person, set)| {
                line.fill(Row::NONE);
                paint(&ruler, set.as_ref(), &mut line)?;
                own.put(person, &line);
                Some(())
            })?;
            Some(own)
        })
    }

    pub(super) const fn ruler(&self) -> &Ruler {
        &self.ruler
    }

    pub(super) const fn people(&self) -> usize {
        self.people
    }

    /// How many bytes the rows take.
    pub(super) const fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<Row>()
    }

    /// The rows of all people in a tile; `None` behind the last.
    fn tile(&self, number: usize) -> Option<&[Row]> {
        let first = number.checked_mul(self.people)?;
        self.rows.get(first..first + self.people).filter(|_| number * CELLS < self.ruler.cells())
    }

    /// Puts a person's rows, one for each tile, where they belong.
    fn put(&mut self, person: usize, line: &[Row]) {
        for (place, row) in self.rows.iter_mut().skip(person).step_by(self.people).zip(line) {
            *place = *row;
        }
    }

    /// Takes `set` for that of a person; `None`, and nothing is changed, when it has a bound at no mark.
    pub(super) fn replace(&mut self, person: usize, set: &IntervalSet) -> Option<()> {
        let mut line = alloc::vec![Row::NONE; self.ruler.cells().div_ceil(CELLS)];
        paint(&self.ruler, set, &mut line)?;
        self.put(person, &line);
        Some(())
    }

    /// A person's set, which the bits hold exactly.
    pub(super) fn set_of(&self, person: usize) -> IntervalSet {
        let runs = CellRuns::new(OnePerson { tiles: self, person });
        IntervalSet::from_sorted(runs.map(|cells| self.ruler.stretch(cells)).collect())
    }

    /// The runs of cells that answer a question.
    pub(super) fn answers(&self, plan: Plan) -> CellRuns<Answers<'_>> {
        let scratch = alloc::vec![Row::NONE; plan.scratch()];
        CellRuns::new(Answers { tiles: self, plan, machine: Machine::new(), scratch })
    }

    /// The largest number of people whose bits are set in the same cell.
    pub(super) fn most(&self) -> usize {
        let mut planes =
            alloc::vec![Row::NONE; usize::try_from(usize::BITS - self.people.leading_zeros()).unwrap_or(0)];
        let machine = Machine::new();
        let tiles = (0..).map_while(|number| self.tile(number));
        let heads = tiles.map(|rows| {
            planes.fill(Row::NONE);
            machine.run(Add { rows, people: &People::Everybody, planes: &mut planes });
            greatest(&planes)
        });
        heads.max().unwrap_or(0)
    }
}

/// Adds a set to the rows of one person; `None` and half painted when it has a bound at no mark.
///
/// In rows that follow each other, to be put into their tiles when they are done: to paint where everybody's rows
/// lie, far from each other, took 24 us instead of 18 us for 100 people.
fn paint(ruler: &Ruler, set: &IntervalSet, line: &mut [Row]) -> Option<()> {
    let mut put = |word: usize, mask: u64| {
        if let Some(place) = line.get_mut(word / 8).and_then(|row| row.0.get_mut(word % 8)) {
            *place |= mask;
        }
    };
    let mut aside = Vec::new();
    ruler.place_each(ruler.within(set).iter().copied(), &mut aside, |cells| spread(cells, &mut put));
    for own in aside {
        spread(ruler.cells_of(own)?, &mut put);
    }
    Some(())
}

/// The largest of the numbers that are kept bit by bit in planes, the lowest first.
fn greatest(planes: &[Row]) -> usize {
    let mut reached = Row::ALL;
    planes.iter().rev().fold(0, |number, plane| {
        let with = reached.and(plane);
        let bit = !with.is_none();
        if bit {
            reached = with;
        }
        number * 2 + usize::from(bit)
    })
}

/// One person's rows.
struct OnePerson<'c> {
    tiles: &'c Tiles,
    person: usize,
}

impl Rows for OnePerson<'_> {
    fn row(&mut self, number: usize) -> Option<Row> {
        self.tiles.tile(number)?.get(self.person).copied()
    }
}

/// The rows that answer a question, each computed when it is asked for.
#[derive(Debug, Clone)]
pub(super) struct Answers<'c> {
    tiles: &'c Tiles,
    plan: Plan,
    machine: Machine,
    scratch: Vec<Row>,
}

impl Answers<'_> {
    pub(super) const fn ruler(&self) -> &Ruler {
        self.tiles.ruler()
    }
}

impl Rows for Answers<'_> {
    fn row(&mut self, number: usize) -> Option<Row> {
        let rows = self.tiles.tile(number)?;
        Some(self.plan.ask(rows, self.machine, &mut self.scratch))
    }
}
