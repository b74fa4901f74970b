//! Many people's sets over one window, prepared for many questions.
//!
//! Sets whose bounds lie on a few marks are kept as bits, 512 cells of everybody side by side, and a question is a
//! few operations on whole rows of bits; all other sets are kept as lists. Nobody can tell but by the time it takes.

use alloc::vec::Vec;

mod kernel;
mod lists;
mod machine;
mod plan;
mod runs;
mod tiles;

pub use runs::Runs;

use crate::interval::Interval;
use crate::many::{at_least, common, coverage};
use crate::rank::Weighted;
use crate::set::IntervalSet;
use crate::solve::solve;
use crate::time::Seconds;
use crate::who::{ParticipantId, Who};
use plan::Plan;
use tiles::Tiles;

/// Many people's sets of time over one window, prepared so that questions about all of them are cheap.
///
/// ```
/// use freebusy_core::{Crowd, Interval, IntervalSet, Timestamp};
///
/// let interval = |a, b| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b)).unwrap();
/// let people = [(0, 4), (2, 6), (3, 9)].map(|(a, b)| IntervalSet::from(interval(a, b)));
/// let crowd = Crowd::new(&people, interval(0, 9));
/// assert_eq!(crowd.common().collect::<IntervalSet>(), IntervalSet::from(interval(3, 4)));
/// assert_eq!(crowd.at_least(2).collect::<IntervalSet>(), IntervalSet::from(interval(2, 6)));
/// ```
#[derive(Debug, Clone)]
pub struct Crowd {
    window: Interval,
    inside: Inside,
}

/// How the sets are kept.
#[derive(Debug, Clone)]
enum Inside {
    Tiles(Tiles),
    /// Within the window.
    Lists(Vec<IntervalSet>),
}

/// Who must be there, and how much of the others.
#[derive(Debug, Clone, Copy)]
pub struct Quorum<'a> {
    /// Those without whom nothing counts.
    pub required: &'a [ParticipantId],
    /// Those whose weights are added up.
    pub counted: &'a [Weighted],
    /// The least sum of weights.
    pub least: u64,
}

impl Crowd {
    /// Prepares `sets`, the first of them that of participant 0, over `window`.
    #[must_use]
    pub fn new<S: AsRef<IntervalSet>>(sets: &[S], window: Interval) -> Self {
        let lists = || sets.iter().map(|set| set.as_ref().clip(window)).collect();
        let inside = Tiles::new(sets, window).map_or_else(|| Inside::Lists(lists()), Inside::Tiles);
        Self { window, inside }
    }

    /// The stretch that questions are about.
    #[must_use]
    pub const fn window(&self) -> Interval {
        self.window
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.inside {
            Inside::Tiles(tiles) => tiles.people(),
            Inside::Lists(sets) => sets.len(),
        }
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that the sets take in memory.
    ///
    /// A person takes a bit for each cell: 84 bytes a week where all bounds lie on the quarter hour, 252 on five
    /// minutes and 1,260 on whole minutes, twice that for sets of starts, whose stretches end a second later; and for
    /// the whole window up to 64 bytes more. A list takes 16 bytes an interval.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.inside {
            Inside::Tiles(tiles) => tiles.bytes(),
            Inside::Lists(sets) => {
                let intervals: usize = sets.iter().map(IntervalSet::len).sum();
                intervals * size_of::<Interval>() + sets.capacity() * size_of::<IntervalSet>()
            }
        }
    }

    /// The length of the units that the sets' bounds are marked by, and how many cells there are in each; `None` when
    /// they are kept as lists.
    #[must_use]
    pub fn cells(&self) -> Option<(Seconds, usize)> {
        match &self.inside {
            Inside::Tiles(tiles) => {
                Some((Seconds::new(i64::from(tiles.ruler().unit()))?, tiles.ruler().marks()))
            }
            Inside::Lists(_) => None,
        }
    }

    /// One person's set within the window; empty for whom there is no set.
    #[must_use]
    pub fn set_of(&self, person: ParticipantId) -> IntervalSet {
        match &self.inside {
            Inside::Tiles(tiles) => tiles.set_of(person.index()),
            Inside::Lists(sets) => sets.get(person.index()).cloned().unwrap_or_default(),
        }
    }

    /// Takes `set` for that of `person`; nothing for a person who is not there.
    ///
    /// A set with bounds where none of the others has any makes everybody's be prepared anew.
    pub fn replace(&mut self, person: ParticipantId, set: &IntervalSet) {
        match &mut self.inside {
            Inside::Lists(sets) => {
                if let Some(place) = sets.get_mut(person.index()) {
                    *place = set.clip(self.window);
                }
            }
            Inside::Tiles(tiles) if person.index() < tiles.people() => {
                if tiles.replace(person.index(), set).is_none() {
                    let mut sets: Vec<IntervalSet> =
                        (0..tiles.people()).map(|own| tiles.set_of(own)).collect();
                    if let Some(place) = sets.get_mut(person.index()) {
                        place.clone_from(set);
                    }
                    *self = Self::new(&sets, self.window);
                }
            }
            Inside::Tiles(_) => {}
        }
    }

    /// The stretches that everybody's set holds, found as they are asked for; all of the window for nobody.
    #[must_use]
    pub fn common(&self) -> Runs<'_> {
        match &self.inside {
            Inside::Tiles(tiles) => Runs::found(tiles.answers(Plan::everybody())),
            Inside::Lists(sets) => Runs::listed(common(sets, self.window)),
        }
    }

    /// The stretches that at least `k` people's sets hold, found as they are asked for.
    #[must_use]
    pub fn at_least(&self, k: usize) -> Runs<'_> {
        match &self.inside {
            Inside::Tiles(tiles) => Runs::found(tiles.answers(Plan::at_least(k, tiles.people()))),
            Inside::Lists(sets) => Runs::listed(at_least(k, sets, self.window)),
        }
    }

    /// The stretches at which `who` is met, found as they are asked for.
    #[must_use]
    pub fn solve(&self, who: &Who) -> Runs<'_> {
        match &self.inside {
            Inside::Tiles(tiles) => Runs::found(tiles.answers(Plan::of(who, tiles.people()))),
            Inside::Lists(sets) => Runs::listed(solve(who, sets, self.window).clip(self.window)),
        }
    }

    /// The stretches that the sets of all required people hold and in which the weights of the counted people whose
    /// sets hold them reach the least sum.
    #[must_use]
    pub fn quorum(&self, quorum: Quorum<'_>) -> Runs<'_> {
        match &self.inside {
            Inside::Tiles(tiles) => Runs::found(tiles.answers(Plan::quorum(quorum, tiles.people()))),
            Inside::Lists(sets) => Runs::listed(lists::quorum(sets, quorum, self.window)),
        }
    }

    /// The largest number of people whose sets hold the same time, and the stretches that so many hold.
    #[must_use]
    pub fn best(&self) -> (usize, Runs<'_>) {
        let most = match &self.inside {
            Inside::Tiles(tiles) => tiles.most(),
            Inside::Lists(sets) => coverage(sets, self.window).best().0,
        };
        (most, self.at_least(most))
    }
}
