//! The answers to questions about a crowd, found as they are asked for.

use alloc::vec::IntoIter;
use core::iter::FusedIterator;

use super::tiles::Answers;
use crate::interval::Interval;
use crate::row::CellRuns;
use crate::set::{Disjoint, IntervalSet, disjoint};

/// The stretches that answer a question about a [`Crowd`](crate::Crowd), in the order of time, disjoint and apart.
///
/// Only as much of the window is looked at as is needed for the next one.
#[derive(Debug, Clone)]
pub struct Runs<'c>(Inside<'c>);

#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are of the large one, and a box would be an allocation each"
)]
enum Inside<'c> {
    Listed(IntoIter<Interval>),
    Found(CellRuns<Answers<'c>>),
}

impl<'c> Runs<'c> {
    pub(super) fn listed(set: IntervalSet) -> Self {
        Self(Inside::Listed(set.into_iter()))
    }

    pub(super) const fn found(runs: CellRuns<Answers<'c>>) -> Self {
        Self(Inside::Found(runs))
    }
}

impl Iterator for Runs<'_> {
    type Item = Interval;

    #[inline]
    fn next(&mut self) -> Option<Interval> {
        match &mut self.0 {
            Inside::Listed(list) => list.next(),
            Inside::Found(runs) => {
                let cells = runs.next()?;
                Some(runs.rows().ruler().stretch(cells))
            }
        }
    }
}

impl FusedIterator for Runs<'_> {}

impl disjoint::Sealed for Runs<'_> {}
impl Disjoint for Runs<'_> {}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::interval::Interval;
    use crate::set::IntervalSet;
    use crate::time::Timestamp;
    use crate::{Crowd, ParticipantId, Quorum, Weighted, Who};

    use super::{Inside, Runs};

    /// How many tiles were looked at.
    fn visited(runs: &Runs<'_>) -> usize {
        match &runs.0 {
            Inside::Listed(_) => panic!("the sets fit a ruler"),
            Inside::Found(runs) => runs.visited(),
        }
    }

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Timestamp::from_unix(start * 900), Timestamp::from_unix(end * 900)).unwrap()
    }

    #[test]
    fn only_as_many_tiles_are_looked_at_as_the_next_stretch_needs() {
        // In the first tile, from there into the second, over three whole tiles, and at the very end.
        let shared =
            [(3, 7), (500, 520), (1_000, 2_600), (5_119, 5_120)].map(|(start, end)| interval(start, end));
        let sets: Vec<IntervalSet> = (0..9).map(|_| shared.into_iter().collect()).collect();
        let crowd = Crowd::new(&sets, interval(0, 5_120));
        let everybody: Vec<Who> = (0..9).map(|id| Who::one(ParticipantId(id))).collect();
        let who = Who::at_least(7, everybody).unwrap();
        let counted: Vec<Weighted> =
            (0..9).map(|id| Weighted { id: ParticipantId(id), weight: id }).collect();
        let quorum = Quorum { required: &[ParticipantId(2)], counted: &counted, least: 11 };
        for mut runs in [crowd.common(), crowd.at_least(5), crowd.solve(&who), crowd.quorum(quorum)] {
            assert_eq!(visited(&runs), 0);
            let mut tiles = [1, 2, 6, 10].into_iter();
            for expected in shared {
                assert_eq!(runs.next(), Some(expected));
                assert_eq!(visited(&runs), tiles.next().unwrap());
            }
            assert_eq!((runs.next(), runs.next()), (None, None));
        }
    }
}
