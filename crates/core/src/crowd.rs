//! Many people's sets over one window, prepared for many questions.

use alloc::vec::Vec;

use crate::interval::Interval;
use crate::many::coverage;
use crate::rank::Weighted;
use crate::set::{Disjoint, IntervalSet, disjoint};
use crate::solve::solve;
use crate::who::{ParticipantId, Who};

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
    sets: Vec<IntervalSet>,
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
        Self { window, sets: sets.iter().map(|set| set.as_ref().clip(window)).collect() }
    }

    /// The stretch that questions are about.
    #[must_use]
    pub const fn window(&self) -> Interval {
        self.window
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// One person's set within the window; empty for whom there is no set.
    #[must_use]
    pub fn set_of(&self, person: ParticipantId) -> IntervalSet {
        self.sets.get(person.index()).cloned().unwrap_or_default()
    }

    /// Takes `set` for that of `person`; nothing for a person who is not there.
    pub fn replace(&mut self, person: ParticipantId, set: &IntervalSet) {
        if let Some(place) = self.sets.get_mut(person.index()) {
            *place = set.clip(self.window);
        }
    }

    /// The stretches that everybody's set holds, found as they are asked for; all of the window for nobody.
    #[must_use]
    pub fn common(&self) -> Runs<'_> {
        Runs::of(crate::many::common(&self.sets, self.window))
    }

    /// The stretches that at least `k` people's sets hold, found as they are asked for.
    #[must_use]
    pub fn at_least(&self, k: usize) -> Runs<'_> {
        Runs::of(crate::many::at_least(k, &self.sets, self.window))
    }

    /// The stretches at which `who` is met, found as they are asked for.
    #[must_use]
    pub fn solve(&self, who: &Who) -> Runs<'_> {
        Runs::of(solve(who, &self.sets, self.window).clip(self.window))
    }

    /// The stretches that the sets of all required people hold and in which the weights of the counted people whose
    /// sets hold them reach the least sum.
    #[must_use]
    pub fn quorum(&self, quorum: Quorum<'_>) -> Runs<'_> {
        let set_of = |id: ParticipantId| self.sets.get(id.index()).cloned().unwrap_or_default();
        let required: Vec<IntervalSet> = quorum.required.iter().map(|id| set_of(*id)).collect();
        let counted = quorum.counted.iter().flat_map(|counted| {
            core::iter::repeat_n(set_of(counted.id), usize::try_from(counted.weight).unwrap_or(usize::MAX))
        });
        let counted: Vec<IntervalSet> = counted.collect();
        let enough =
            coverage(&counted, self.window).at_least(usize::try_from(quorum.least).unwrap_or(usize::MAX));
        Runs::of(crate::many::common(&required, self.window).intersection(&enough))
    }
}

/// The stretches that answer a question about a [`Crowd`], in the order of time, disjoint and apart.
#[derive(Debug, Clone)]
pub struct Runs<'c> {
    found: alloc::vec::IntoIter<Interval>,
    crowd: core::marker::PhantomData<&'c Crowd>,
}

impl Runs<'_> {
    fn of(set: IntervalSet) -> Self {
        Self { found: set.into_iter(), crowd: core::marker::PhantomData }
    }
}

impl Iterator for Runs<'_> {
    type Item = Interval;

    fn next(&mut self) -> Option<Interval> {
        self.found.next()
    }
}

impl disjoint::Sealed for Runs<'_> {}
impl Disjoint for Runs<'_> {}
