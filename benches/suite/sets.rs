//! Sets of one person or two: normalise, intersect, unite, subtract, complement.

use freebusy_core::{Interval, IntervalSet};
use gcollections::ops::{Difference, Intersection, Union};
use range_set_blaze::RangeSetBlaze;
use rangemap::RangeSet;

use super::contest::{Contest, OURS, Runner};
use super::format::whole;
use super::outcome::Outcome;
use super::peers::{Vallum, blaze, blaze_pairs, int, int_pairs, map, map_pairs, vallum, vallum_pairs};
use super::workload::{MONTH, Person, START, Shape, free_sets, pairs, people, set, span};

/// Through how many inputs a contest rotates.
const ROTATION: usize = 2_048;

type Pairs = Vec<(i64, i64)>;

/// Unsorted busy blocks to a set, at the density of the workload.
pub(crate) fn normalise(runner: &mut Runner, size: usize) -> Outcome {
    let rotation = (ROTATION * 100 / size).clamp(4, ROTATION);
    let inputs: Vec<Pairs> =
        people(1, rotation, Shape::of_blocks(size)).into_iter().map(|person| person.busy).collect();
    let ours: Vec<Vec<Interval>> =
        inputs.iter().map(|busy| busy.iter().copied().map(span).collect()).collect();
    let contest = Contest::new("P1", format!("normalise {} unsorted intervals", whole(size)))
        .enter(OURS, &ours, |busy| busy.iter().copied().collect::<IntervalSet>(), pairs)
        .enter("range-set-blaze", &inputs, |busy| blaze(busy), blaze_pairs)
        .enter("rangemap", &inputs, |busy| map(busy), map_pairs)
        .enter("int-intervals", &inputs, |busy| int(busy), int_pairs)
        .enter("intervallum", &inputs, |busy| vallum(busy), vallum_pairs);
    let contest = match size {
        100 => contest.goal("range-set-blaze", 2.5).goal("rangemap", 6.0),
        1_000 => contest.goal("range-set-blaze", 3.5).goal("rangemap", 15.0),
        _ => contest,
    };
    contest.run(runner)
}

/// Rotating pairs of people's sets, in everybody's types.
struct Couples {
    ours: Vec<(IntervalSet, IntervalSet)>,
    blaze: Vec<(RangeSetBlaze<i64>, RangeSetBlaze<i64>)>,
    map: Vec<(RangeSet<i64>, RangeSet<i64>)>,
    int: Vec<(int_intervals::I64COSet, int_intervals::I64COSet)>,
    vallum: Vec<(Vallum, Vallum)>,
}

impl Couples {
    fn new(ours: Vec<(IntervalSet, IntervalSet)>) -> Self {
        fn each<T>(ours: &[(IntervalSet, IntervalSet)], make: impl Fn(&[(i64, i64)]) -> T) -> Vec<(T, T)> {
            ours.iter().map(|(a, b)| (make(&pairs(a)), make(&pairs(b)))).collect()
        }
        Self {
            blaze: each(&ours, blaze),
            map: each(&ours, map),
            int: each(&ours, int),
            vallum: each(&ours, vallum),
            ours,
        }
    }

    fn of_free_time() -> Self {
        let sets = free_sets(7, ROTATION * 2, MONTH);
        let halves = sets.chunks_exact(2);
        Self::new(halves.filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone()))).collect())
    }

    fn of_work_and_busy() -> Self {
        let couple = |person: &Person| (set(&person.work()), person.busy_set());
        Self::new(people(9, ROTATION, MONTH).iter().map(couple).collect())
    }
}

pub(crate) fn intersect(runner: &mut Runner, _people: usize) -> Outcome {
    let all = Couples::of_free_time();
    Contest::new("P2", "free time of two people")
        .enter(OURS, &all.ours, |(a, b)| a & b, pairs)
        .enter("range-set-blaze", &all.blaze, |(a, b)| a & b, blaze_pairs)
        .enter("rangemap", &all.map, |(a, b)| a & b, map_pairs)
        .enter("rangemap lazy", &all.map, |(a, b)| a.intersection(b).collect::<Vec<_>>(), ranges)
        .enter("int-intervals", &all.int, |(a, b)| a.intersection_with_set(b), int_pairs)
        .enter("intervallum", &all.vallum, |(a, b)| a.intersection(b), vallum_pairs)
        .goal("range-set-blaze", 7.0)
        .goal("rangemap lazy", 3.0)
        .goal("int-intervals", 2.2)
        .goal("intervallum", 2.2)
        .run(runner)
}

/// Plain pairs of what an iterator of rangemap gave.
#[expect(clippy::ptr_arg, reason = "a contest hands over results as they are")]
fn ranges(found: &Vec<std::ops::Range<i64>>) -> Pairs {
    found.iter().map(|range| (range.start, range.end)).collect()
}

pub(crate) fn unite(runner: &mut Runner, _people: usize) -> Outcome {
    let all = Couples::of_free_time();
    Contest::new("P4", "union of two people's time")
        .enter(OURS, &all.ours, |(a, b)| a | b, pairs)
        .enter("range-set-blaze", &all.blaze, |(a, b)| a | b, blaze_pairs)
        .enter("rangemap", &all.map, |(a, b)| a | b, map_pairs)
        .enter("int-intervals", &all.int, |(a, b)| a.union_with_set(b), int_pairs)
        .enter("intervallum", &all.vallum, |(a, b)| a.union(b), vallum_pairs)
        .goal("range-set-blaze", 4.0)
        .goal("int-intervals", 1.7)
        .run(runner)
}

/// Working hours less busy time; rangemap has no difference, so its gaps within each working day stand in.
pub(crate) fn subtract(runner: &mut Runner, _people: usize) -> Outcome {
    let all = Couples::of_work_and_busy();
    let gaps = |(work, busy): &(RangeSet<i64>, RangeSet<i64>)| -> Vec<std::ops::Range<i64>> {
        let mut free = Vec::new();
        work.iter().for_each(|day| free.extend(busy.gaps(day)));
        free
    };
    Contest::new("P3", "working hours less busy time")
        .enter(OURS, &all.ours, |(a, b)| a - b, pairs)
        .enter("range-set-blaze", &all.blaze, |(a, b)| a - b, blaze_pairs)
        .enter("rangemap gaps", &all.map, gaps, ranges)
        .enter("int-intervals", &all.int, |(a, b)| a.difference_with_set(b), int_pairs)
        .enter("intervallum", &all.vallum, |(a, b)| a.difference(b), vallum_pairs)
        .goal("range-set-blaze", 6.0)
        .goal("int-intervals", 1.5)
        .goal("rangemap gaps", 1.8)
        .run(runner)
}

/// What is not busy in the window; range-set-blaze complements the whole line, and of intervallum's set the same.
pub(crate) fn complement(runner: &mut Runner, _people: usize) -> Outcome {
    let all = Couples::of_work_and_busy();
    let window = MONTH.window();
    let outer = START..START + MONTH.length();
    Contest::new("P3", "complement of busy time in the window")
        .enter(OURS, &all.ours, |(_, busy)| busy.complement(window), pairs)
        .enter("range-set-blaze", &all.blaze, |(_, busy)| !busy, clipped)
        .enter("rangemap gaps", &all.map, |(_, busy)| busy.gaps(&outer).collect::<Vec<_>>(), ranges)
        .goal("range-set-blaze", 7.0)
        .goal("rangemap gaps", 1.0)
        .run(runner)
}

/// A complement on the whole line, as far as it lies in the window.
fn clipped(found: &RangeSetBlaze<i64>) -> Pairs {
    let (start, end) = (START, START + MONTH.length());
    let inside = found.ranges().map(|range| ((*range.start()).max(start), (*range.end()).min(end - 1) + 1));
    inside.filter(|(from, to)| from < to).collect()
}
