//! Who must be able to come: an expression over participants.

use alloc::vec::Vec;
use core::fmt;

/// A participant of a request: an index into the caller's list of participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParticipantId(pub u32);

impl ParticipantId {
    /// The participant's place in the caller's list.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).expect("a participant's place fits into memory")
    }
}

/// Why an expression cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhoError {
    /// A choice among nobody.
    Nobody,
    /// `wanted` is zero or more than the `named` to choose from.
    Count {
        /// How many are to be able to come.
        wanted: usize,
        /// How many there are to choose from.
        named: usize,
    },
    /// Nested deeper than [`Who::MAX_DEPTH`].
    TooDeep,
}

impl fmt::Display for WhoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("names nobody; name at least one participant"),
            Self::Count { wanted, named } => {
                write!(f, "asks for {wanted} of {named}; ask for 1 to {named}")
            }
            Self::TooDeep => write!(f, "is nested more than {} deep; flatten it", Who::MAX_DEPTH),
        }
    }
}

impl core::error::Error for WhoError {}

/// Who must be able to come: one participant, or at least k of some expressions.
///
/// ```
/// use freebusy_core::{ParticipantId, Who};
///
/// let one = |index| Who::one(ParticipantId(index));
/// let who = Who::all(vec![one(0), Who::any(vec![one(1), one(2)]).unwrap()]).unwrap();
/// assert!(who.is_met(&|id| id != ParticipantId(1)));
/// assert!(!who.is_met(&|id| id == ParticipantId(1)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    node: WhoNode,
    depth: u8,
}

/// What an expression is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoNode {
    /// This participant.
    One(ParticipantId),
    /// At least `k` of these; all of them when `k` is their number, any when it is one.
    AtLeast {
        /// How many.
        k: usize,
        /// Of whom.
        of: Vec<Who>,
    },
}

impl Who {
    /// The deepest nesting of expressions in expressions.
    pub const MAX_DEPTH: u8 = 32;

    /// This participant.
    #[must_use]
    pub const fn one(id: ParticipantId) -> Self {
        Self { node: WhoNode::One(id), depth: 0 }
    }

    /// All of these; always met when there are none.
    ///
    /// # Errors
    /// [`WhoError::TooDeep`].
    pub fn all(of: Vec<Self>) -> Result<Self, WhoError> {
        Self::nest(of.len(), of)
    }

    /// Any of these.
    ///
    /// # Errors
    /// [`WhoError::Nobody`] and [`WhoError::TooDeep`].
    pub fn any(of: Vec<Self>) -> Result<Self, WhoError> {
        if of.is_empty() { Err(WhoError::Nobody) } else { Self::nest(1, of) }
    }

    /// At least `k` of these.
    ///
    /// # Errors
    /// [`WhoError::Count`] unless `1 <= k <= of.len()`, [`WhoError::Nobody`] and [`WhoError::TooDeep`].
    pub fn at_least(k: usize, of: Vec<Self>) -> Result<Self, WhoError> {
        match of.len() {
            0 => Err(WhoError::Nobody),
            named if k == 0 || k > named => Err(WhoError::Count { wanted: k, named }),
            _ => Self::nest(k, of),
        }
    }

    fn nest(k: usize, of: Vec<Self>) -> Result<Self, WhoError> {
        let depth = of.iter().map(|inner| inner.depth).max().unwrap_or(0) + 1;
        if depth > Self::MAX_DEPTH {
            return Err(WhoError::TooDeep);
        }
        Ok(Self { node: WhoNode::AtLeast { k, of }, depth })
    }

    /// What the expression is made of.
    #[must_use]
    pub const fn node(&self) -> &WhoNode {
        &self.node
    }

    /// Whether the expression is met when exactly those come for whom `comes` is true.
    #[must_use]
    pub fn is_met(&self, comes: &dyn Fn(ParticipantId) -> bool) -> bool {
        match &self.node {
            WhoNode::One(id) => comes(*id),
            WhoNode::AtLeast { k, of } => {
                of.iter().filter(|inner| inner.is_met(comes)).take(*k).count() == *k
            }
        }
    }

    /// The participants that are named, in the order of the expression, as often as they are named.
    #[must_use]
    pub fn named(&self) -> Vec<ParticipantId> {
        let mut ids = Vec::new();
        self.collect_named(&mut ids);
        ids
    }

    /// The participants that are named, each once, in the order of their places.
    #[must_use]
    pub fn members(&self) -> Vec<ParticipantId> {
        let mut members = self.named();
        members.sort_unstable();
        members.dedup();
        members
    }

    fn collect_named(&self, ids: &mut Vec<ParticipantId>) {
        match &self.node {
            WhoNode::One(id) => ids.push(*id),
            WhoNode::AtLeast { of, .. } => of.iter().for_each(|inner| inner.collect_named(ids)),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn one(index: u32) -> Who {
        Who::one(ParticipantId(index))
    }

    #[test]
    fn a_choice_among_nobody_is_refused_and_all_of_nobody_is_always_met() {
        assert_eq!(Who::any(vec![]), Err(WhoError::Nobody));
        assert_eq!(Who::at_least(1, vec![]), Err(WhoError::Nobody));
        assert!(Who::all(vec![]).unwrap().is_met(&|_| false));
    }

    #[test]
    fn more_than_are_named_cannot_be_asked_for() {
        assert_eq!(Who::at_least(3, vec![one(0), one(1)]), Err(WhoError::Count { wanted: 3, named: 2 }));
        assert_eq!(Who::at_least(0, vec![one(0)]), Err(WhoError::Count { wanted: 0, named: 1 }));
    }

    #[test]
    fn nesting_ends_at_the_deepest_level() {
        let deepest = (0..Who::MAX_DEPTH).fold(one(0), |inner, _| Who::all(vec![inner]).unwrap());
        assert_eq!(Who::any(vec![deepest]), Err(WhoError::TooDeep));
    }

    #[test]
    fn the_named_are_listed_as_often_as_they_are_named() {
        let who = Who::all(vec![one(2), Who::any(vec![one(1), one(2)]).unwrap()]).unwrap();
        assert_eq!(who.named(), [2, 1, 2].map(ParticipantId));
        assert_eq!(who.members(), [1, 2].map(ParticipantId));
    }
}
