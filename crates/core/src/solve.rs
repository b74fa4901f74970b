//! From each participant's starts to the starts at which the group can meet.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::interval::Interval;
use crate::many::{Coverage, at_least, coverage};
use crate::set::IntervalSet;
use crate::who::{ParticipantId, Who, WhoNode};

/// The starts within `range` at which `who` is met, given the starts at which each participant can come.
///
/// A participant without an entry in `able` can never come.
///
/// ```
/// use freebusy_core::{Interval, IntervalSet, ParticipantId, Timestamp, Who, solve};
///
/// let interval = |a, b| Interval::new(Timestamp::from_unix(a), Timestamp::from_unix(b)).unwrap();
/// let able = [(0, 5), (3, 9)].map(|(a, b)| IntervalSet::from(interval(a, b)));
/// let both = Who::all([0, 1].map(|index| Who::one(ParticipantId(index))).into()).unwrap();
/// assert_eq!(solve(&both, &able, interval(0, 9)), IntervalSet::from(interval(3, 5)));
/// ```
#[must_use]
pub fn solve(who: &Who, able: &[IntervalSet], range: Interval) -> IntervalSet {
    met(who, able, range).into_owned()
}

pub(crate) fn met<'a>(who: &Who, able: &'a [IntervalSet], range: Interval) -> Cow<'a, IntervalSet> {
    match who.node() {
        WhoNode::One(id) => able_of(*id, able),
        WhoNode::AtLeast { k, of } => Cow::Owned(at_least(*k, &met_each(of, able, range), range)),
    }
}

fn met_each<'a>(of: &[Who], able: &'a [IntervalSet], range: Interval) -> Vec<Cow<'a, IntervalSet>> {
    of.iter().map(|inner| met(inner, able, range)).collect()
}

/// How many of the expressions in `of` are met at each start of `range`.
pub(crate) fn curve(of: &[Who], able: &[IntervalSet], range: Interval) -> Coverage {
    coverage(&met_each(of, able, range), range)
}

fn able_of(id: ParticipantId, able: &[IntervalSet]) -> Cow<'_, IntervalSet> {
    able.get(id.index()).map_or(Cow::Owned(IntervalSet::EMPTY), Cow::Borrowed)
}
