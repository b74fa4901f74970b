//! A question about many people, in the form in which it is asked of one tile after the other.

use alloc::vec::Vec;

use super::Quorum;
use super::kernel::{Add, All, Any, People, carry};
use super::machine::Machine;
use crate::row::Row;
use crate::who::{Who, WhoNode};

/// What is to be true of a cell.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// Nothing is.
    Never,
    /// Everything is.
    Always,
    /// All of these hold it.
    All(People, Vec<Plan>),
    /// Any of these holds it.
    Any(People, Vec<Plan>),
    /// Enough of these hold it.
    Count(Count),
}

/// Numbers of people and what they weigh.
#[derive(Debug, Clone)]
pub(super) struct Count {
    required: People,
    /// Whose weights have this bit, bit by bit.
    weighing: Vec<(usize, People)>,
    /// Expressions of weight 1.
    inner: Vec<Plan>,
    /// The least sum: at least 1, and no more than can be reached.
    least: u64,
    /// Bits of a sum.
    width: usize,
}

impl Plan {
    /// All of `count` people.
    pub(super) fn everybody() -> Self {
        Self::All(People::Everybody, Vec::new())
    }

    /// At least `k` of `count` people.
    pub(super) fn at_least(k: usize, count: usize) -> Self {
        let nobody = People::These(Vec::new());
        Count::plan(nobody, Vec::from([(0, People::Everybody)]), Vec::new(), wide(k), wide(count))
    }

    /// The plan of an expression over `count` people.
    pub(super) fn of(who: &Who, count: usize) -> Self {
        match who.node() {
            WhoNode::One(id) if id.index() < count => {
                Self::All(People::These(Vec::from([id.index()])), Vec::new())
            }
            WhoNode::One(_) => Self::Never,
            WhoNode::AtLeast { k: 0, .. } => Self::Always,
            WhoNode::AtLeast { k, of } => {
                let (people, inner) = children(of, count);
                let present = people.len() + inner.len();
                let people = all_or_these(people, count);
                match *k {
                    k if k > present => Self::Never,
                    k if k == present => Self::All(people, inner),
                    1 => Self::Any(people, inner),
                    k => {
                        let nobody = People::These(Vec::new());
                        Count::plan(nobody, Vec::from([(0, people)]), inner, wide(k), wide(present))
                    }
                }
            }
        }
    }

    /// The plan of a quorum among `count` people.
    pub(super) fn quorum(quorum: Quorum<'_>, count: usize) -> Self {
        if quorum.required.iter().any(|id| id.index() >= count) {
            return Self::Never;
        }
        let required = all_or_these(quorum.required.iter().map(|id| id.index()).collect(), count);
        let counted = quorum.counted.iter().filter(|counted| counted.id.index() < count);
        let most = counted.clone().fold(0_u64, |sum, counted| sum.saturating_add(u64::from(counted.weight)));
        let with = |bit: u32| counted.clone().filter(move |counted| counted.weight >> bit & 1 == 1);
        let people = |bit| all_or_these(with(bit).map(|counted| counted.id.index()).collect(), count);
        let any = counted.clone().fold(0, |any, counted| any | counted.weight);
        let bits = (0..).zip(0..u32::BITS).filter(|(_, bit)| any >> bit & 1 == 1);
        let weighing = bits.map(|(plane, bit)| (plane, people(bit))).collect();
        Count::plan(required, weighing, Vec::new(), quorum.least, most)
    }

    /// How many rows of scratch the plan needs.
    pub(super) fn scratch(&self) -> usize {
        let of = |inner: &[Self]| inner.iter().map(Self::scratch).max().unwrap_or(0);
        match self {
            Self::Never | Self::Always => 0,
            Self::All(_, inner) | Self::Any(_, inner) => of(inner),
            Self::Count(count) => count.width + 1 + of(&count.inner),
        }
    }

    /// The cells of a tile, one row a person, of which it is true.
    pub(super) fn ask(&self, rows: &[Row], machine: Machine, scratch: &mut [Row]) -> Row {
        match self {
            Self::Never => Row::NONE,
            Self::Always => Row::ALL,
            Self::All(people, inner) => {
                let mut left = machine.run(All { rows, people, left: Row::ALL });
                for plan in inner {
                    if left.is_none() {
                        break;
                    }
                    left = left.and(&plan.ask(rows, machine, scratch));
                }
                left
            }
            Self::Any(people, inner) => {
                let found = machine.run(Any { rows, people, found: Row::NONE });
                inner.iter().fold(found, |found, plan| found.or(&plan.ask(rows, machine, scratch)))
            }
            Self::Count(count) => count.ask(rows, machine, scratch),
        }
    }
}

impl Count {
    /// The plan to look for sums of at least `least`, of which none is above `most`.
    fn plan(
        required: People,
        weighing: Vec<(usize, People)>,
        inner: Vec<Plan>,
        least: u64,
        most: u64,
    ) -> Plan {
        match least {
            0 => Plan::All(required, Vec::new()),
            _ if least > most => Plan::Never,
            _ => {
                let width = usize::try_from(u64::BITS - most.leading_zeros()).unwrap_or(0);
                Plan::Count(Self { required, weighing, inner, least, width })
            }
        }
    }

    /// Counting begins at the power of two above all sums, less the least: where enough is counted that power is
    /// reached, and its plane is the answer without any comparison.
    fn ask(&self, rows: &[Row], machine: Machine, scratch: &mut [Row]) -> Row {
        let left = machine.run(All { rows, people: &self.required, left: Row::ALL });
        let Some((planes, scratch)) = scratch.split_at_mut_checked(self.width + 1) else { return Row::NONE };
        if left.is_none() {
            return left;
        }
        let begin = self.least.wrapping_neg();
        for (plane, bit) in planes.iter_mut().zip(0..) {
            let set = begin.checked_shr(bit).is_some_and(|rest| rest & 1 == 1);
            *plane = if set { Row::ALL } else { Row::NONE };
        }
        if let Some(last) = planes.last_mut() {
            *last = Row::NONE;
        }
        for (bit, people) in &self.weighing {
            if let Some(planes) = planes.get_mut(*bit..) {
                machine.run(Add { rows, people, planes });
            }
        }
        for plan in &self.inner {
            carry(planes, plan.ask(rows, machine, scratch));
        }
        planes.last().map_or(Row::NONE, |reached| left.and(reached))
    }
}

/// The people among children, and the plans of the others; without those who are not there.
fn children(of: &[Who], count: usize) -> (Vec<usize>, Vec<Plan>) {
    let (mut people, mut inner) = (Vec::new(), Vec::new());
    for child in of {
        match child.node() {
            WhoNode::One(id) => people.extend(Some(id.index()).filter(|id| *id < count)),
            WhoNode::AtLeast { .. } => inner.push(Plan::of(child, count)),
        }
    }
    (people, inner)
}

/// All of `count` people when they are named in their order; looking at all takes no list of places.
fn all_or_these(ids: Vec<usize>, count: usize) -> People {
    if ids.len() == count && ids.iter().copied().eq(0..count) {
        People::Everybody
    } else {
        People::These(ids)
    }
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
