//! The model: between two bounds that follow each other nothing changes, so one point of each piece is asked.
//!
//! And how crowds are made: sets whose bounds leave one, two or three remainders by a quarter of an hour, five minutes
//! or a minute, over windows that begin and end anywhere.

use freebusy_core::{Interval, IntervalSet, ParticipantId, Timestamp, Weighted, Who};
use proptest::collection::vec;
use proptest::prelude::*;

/// How often a law is tried.
pub(crate) fn cases(few: u32) -> ProptestConfig {
    let asked = std::env::var("FREEBUSY_CASES").ok();
    ProptestConfig::with_cases(asked.map_or(few, |count| count.parse().unwrap()))
}

pub(crate) fn interval(start: i64, end: i64) -> Interval {
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
}

/// Where `right` holds, given who has a point in their sets, found piece by piece.
pub(crate) fn found(
    sets: &[IntervalSet],
    window: Interval,
    right: impl Fn(&dyn Fn(ParticipantId) -> bool) -> bool,
) -> Vec<Interval> {
    let bounds = sets.iter().flat_map(|set| set.iter().flat_map(|own| [own.start(), own.end()]));
    let mut cuts: Vec<Timestamp> =
        bounds.filter(|at| window.contains(*at)).chain([window.start(), window.end()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut found: Vec<Interval> = Vec::new();
    for piece in cuts.windows(2) {
        let holds = |id: ParticipantId| {
            sets.get(id.index()).is_some_and(|set| set.iter().any(|own| own.contains(piece[0])))
        };
        if right(&holds) {
            match found.last_mut().filter(|last| last.end() == piece[0]) {
                Some(last) => *last = Interval::new(last.start(), piece[1]).unwrap(),
                None => found.push(Interval::new(piece[0], piece[1]).unwrap()),
            }
        }
    }
    found
}

/// How many of the people hold the point that `holds` is asked about.
pub(crate) fn heads(people: usize, holds: &dyn Fn(ParticipantId) -> bool) -> usize {
    (0..).map(ParticipantId).take(people).filter(|id| holds(*id)).count()
}

/// A crowd as drawn.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) sets: Vec<IntervalSet>,
    pub(crate) window: Interval,
    pub(crate) marks: Marks,
}

/// Where bounds may lie.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    unit: i64,
    origin: i64,
    remainders: Vec<i64>,
    units: i64,
}

impl Marks {
    /// How many remainders the bounds leave by the unit.
    pub(crate) fn remainders(&self) -> usize {
        self.remainders.len()
    }

    fn at(&self, unit: i64, which: usize) -> i64 {
        self.origin + unit * self.unit + self.remainders[which % self.remainders.len()]
    }

    /// A set with bounds on these marks: some intervals, nothing, or all.
    pub(crate) fn a_set(&self, most: usize) -> impl Strategy<Value = IntervalSet> + use<> {
        let marks = self.clone();
        let everywhere = interval(marks.at(-9, 0), marks.at(marks.units + 9, 0));
        let starts = -3..marks.units + 3;
        let lengths = prop_oneof![4 => 0_i64..20, 2 => 0_i64..200, 1 => 0_i64..3_000];
        let some = vec((starts, lengths, 0_usize..3, 0_usize..3), 0..=most).prop_map(move |drawn| {
            let bounds = |(start, length, first, second): (i64, i64, usize, usize)| {
                let (start, end) = (marks.at(start, first), marks.at(start + length, second));
                Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end))
            };
            drawn.into_iter().filter_map(bounds).collect::<IntervalSet>()
        });
        prop_oneof![
            12 => some,
            1 => Just(IntervalSet::EMPTY),
            1 => Just(IntervalSet::from(everywhere)),
        ]
    }
}

fn any_marks() -> impl Strategy<Value = Marks> {
    let units = prop_oneof![Just(60_i64), Just(300), Just(900)];
    // Half-hour zones, sets of starts, anything, and what fits no ruler.
    let remainders = |unit: i64| {
        prop_oneof![
            3 => Just(vec![0]),
            3 => Just(vec![0, 1]),
            2 => (0..unit).prop_map(|one| vec![one]),
            2 => (0..unit, 0..unit).prop_map(|(one, other)| vec![one, other]),
            1 => (0..unit, 0..unit, 0..unit).prop_map(|(a, b, c)| vec![a, b, c]),
        ]
    };
    let origin = prop_oneof![Just(0_i64), Just(1_791_763_200), -90_000_i64..90_000];
    let counts = prop_oneof![2 => 1_i64..40, 3 => 40_i64..600, 2 => 600_i64..2_000];
    (units, origin, counts).prop_flat_map(move |(unit, origin, units)| {
        remainders(unit).prop_map(move |remainders| Marks { unit, origin, remainders, units })
    })
}

/// How many people: around the sizes at which kernels change their step, seldom very many.
fn any_count() -> impl Strategy<Value = usize> {
    prop_oneof![
        8 => 0_usize..4,
        8 => 7_usize..10,
        4 => 15_usize..18,
        2 => 63_usize..66,
        1 => 511_usize..514,
    ]
}

/// A crowd, its window beginning and ending anywhere.
pub(crate) fn any_crowd() -> impl Strategy<Value = Drawn> {
    (any_marks(), any_count(), -5_000_i64..5_000, -5_000_i64..5_000, 0..3_u8).prop_flat_map(
        |(marks, people, early, late, on_marks)| {
            let (early, late) = if on_marks > 0 { (0, 0) } else { (early, late) };
            let start = marks.origin + early;
            let end = (marks.origin + marks.units * marks.unit + late).max(start + 1);
            let most = if people > 60 { 3 } else { 12 };
            let window = interval(start, end);
            vec(marks.a_set(most), people).prop_map(move |sets| Drawn { sets, window, marks: marks.clone() })
        },
    )
}

/// An expression over about `people` participants, some of whom may not be there.
pub(crate) fn any_who(people: usize) -> impl Strategy<Value = Who> {
    let count = u32::try_from(people).unwrap();
    let one = (0..count + 1).prop_map(|index| Who::one(ParticipantId(index)));
    let everybody: Vec<Who> = (0..count).map(|index| Who::one(ParticipantId(index))).collect();
    let nested = one.prop_recursive(3, 40, 12, |inner| {
        (vec(inner, 0..12), any::<prop::sample::Index>()).prop_map(|(of, k)| match of.len() {
            0 => Who::all(of).unwrap(),
            len => Who::at_least(k.index(len) + 1, of).unwrap(),
        })
    });
    (nested, 0..4_u8).prop_map(move |(nested, wrap)| match wrap {
        0 => Who::all([everybody.clone(), vec![nested]].concat()).unwrap(),
        _ => nested,
    })
}

/// People whose weights are counted: none, small and as large as can be.
pub(crate) fn any_counted(people: usize) -> impl Strategy<Value = Vec<Weighted>> {
    let id = (0..u32::try_from(people).unwrap() + 1).prop_map(ParticipantId);
    let weight = prop_oneof![4 => Just(1_u32), 4 => 0_u32..9, 1 => 0_u32..1_000_001, 1 => Just(u32::MAX)];
    vec((id, weight).prop_map(|(id, weight)| Weighted { id, weight }), 0..40)
}
