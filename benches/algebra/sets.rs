//! Sets of time against range-set-blaze, rangemap and int-intervals.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use freebusy_core::{Interval, IntervalSet, common};
use range_set_blaze::{MultiwayRangeSetBlazeRef, RangeSetBlaze};
use rangemap::RangeSet;

use crate::peers::{blaze, blaze_pairs, int, int_pairs, map, map_pairs};
use crate::workload::{LENGTH, START, pairs, people, span, window};

/// How many inputs each bench rotates through.
const ROTATION: usize = 512;

/// Calls `operate` with one input after the other, for ever.
fn rotate<T, R>(inputs: &[T], mut operate: impl FnMut(&T) -> R) -> impl FnMut() -> R {
    let mut next = 0;
    move || {
        next = (next + 1) % inputs.len();
        operate(black_box(inputs.get(next).expect("the index stays below the length")))
    }
}

/// Benches one contender over rotating inputs.
fn contend<T, R>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    id: BenchmarkId,
    inputs: &[T],
    operate: impl FnMut(&T) -> R,
) {
    let mut call = rotate(inputs, operate);
    group.bench_function(id, |bencher| bencher.iter(&mut call));
}

pub(crate) fn normalise(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("normalise");
    for size in [10, 100, 1_000] {
        let inputs: Vec<Vec<(i64, i64)>> = people(size, ROTATION, usize::try_from(size).unwrap_or(1))
            .into_iter()
            .map(|person| person.busy)
            .collect();
        let ours: Vec<Vec<Interval>> =
            inputs.iter().map(|busy| busy.iter().copied().map(span).collect()).collect();
        for busy in &inputs {
            let expected = pairs(&busy.iter().copied().map(span).collect());
            assert_eq!(blaze_pairs(&blaze(busy)), expected);
            assert_eq!(map_pairs(&map(busy)), expected);
            assert_eq!(int_pairs(&int(busy)), expected);
        }
        contend(&mut group, BenchmarkId::new("freebusy", size), &ours, |busy| {
            busy.iter().copied().collect::<IntervalSet>()
        });
        contend(&mut group, BenchmarkId::new("range-set-blaze", size), &inputs, |busy| blaze(busy));
        contend(&mut group, BenchmarkId::new("rangemap", size), &inputs, |busy| map(busy));
        contend(&mut group, BenchmarkId::new("int-intervals", size), &inputs, |busy| int(busy));
    }
    group.finish();
}

/// Rotating pairs of people's sets, in everybody's types.
struct Pairs {
    ours: Vec<(IntervalSet, IntervalSet)>,
    blaze: Vec<(RangeSetBlaze<i64>, RangeSetBlaze<i64>)>,
    map: Vec<(RangeSet<i64>, RangeSet<i64>)>,
    int: Vec<(int_intervals::I64COSet, int_intervals::I64COSet)>,
}

impl Pairs {
    fn new(ours: Vec<(IntervalSet, IntervalSet)>) -> Self {
        fn each<T>(ours: &[(IntervalSet, IntervalSet)], make: impl Fn(&[(i64, i64)]) -> T) -> Vec<(T, T)> {
            ours.iter().map(|(a, b)| (make(&pairs(a)), make(&pairs(b)))).collect()
        }
        Self { blaze: each(&ours, blaze), map: each(&ours, map), int: each(&ours, int), ours }
    }

    fn of_free_time() -> Self {
        let people = people(7, ROTATION * 2, 100);
        let halves = people.chunks_exact(2);
        Self::new(halves.filter_map(|pair| Some((pair.first()?.free(), pair.last()?.free()))).collect())
    }

    fn of_work_and_busy() -> Self {
        let work = |busy: &crate::workload::Person| busy.work().into_iter().map(span).collect();
        Self::new(people(9, ROTATION, 100).iter().map(|person| (work(person), person.busy_set())).collect())
    }
}

pub(crate) fn intersect_two(criterion: &mut Criterion) {
    let inputs = Pairs::of_free_time();
    for (((a, b), (c, d)), (e, f)) in inputs.ours.iter().zip(&inputs.blaze).zip(&inputs.int) {
        assert_eq!(pairs(&(a & b)), blaze_pairs(&(c & d)));
        assert_eq!(pairs(&(a & b)), int_pairs(&e.intersection_with_set(f)));
    }
    let mut group = criterion.benchmark_group("intersect two");
    let name = |name: &str| BenchmarkId::new(name, 100);
    contend(&mut group, name("freebusy"), &inputs.ours, |(a, b)| a & b);
    contend(&mut group, name("range-set-blaze"), &inputs.blaze, |(a, b)| a & b);
    contend(&mut group, name("rangemap"), &inputs.map, |(a, b)| a.intersection(b).collect::<Vec<_>>());
    contend(&mut group, name("int-intervals"), &inputs.int, |(a, b)| a.intersection_with_set(b));
    group.finish();
}

pub(crate) fn union_two(criterion: &mut Criterion) {
    let inputs = Pairs::of_free_time();
    for (((a, b), (c, d)), (e, f)) in inputs.ours.iter().zip(&inputs.blaze).zip(&inputs.int) {
        assert_eq!(pairs(&(a | b)), blaze_pairs(&(c | d)));
        assert_eq!(pairs(&(a | b)), int_pairs(&e.union_with_set(f)));
    }
    let mut group = criterion.benchmark_group("union of two");
    let name = |name: &str| BenchmarkId::new(name, 100);
    contend(&mut group, name("freebusy"), &inputs.ours, |(a, b)| a | b);
    contend(&mut group, name("range-set-blaze"), &inputs.blaze, |(a, b)| a | b);
    contend(&mut group, name("rangemap"), &inputs.map, |(a, b)| a.union(b).collect::<Vec<_>>());
    contend(&mut group, name("int-intervals"), &inputs.int, |(a, b)| a.union_with_set(b));
    group.finish();
}

/// Working hours less busy time; rangemap has no difference, so its gaps within each working day stand in.
pub(crate) fn subtract(criterion: &mut Criterion) {
    let inputs = Pairs::of_work_and_busy();
    let gaps = |work: &RangeSet<i64>, busy: &RangeSet<i64>| -> Vec<(i64, i64)> {
        work.iter()
            .flat_map(|day| busy.gaps(day).map(|gap| (gap.start, gap.end)).collect::<Vec<_>>())
            .collect()
    };
    for ((((a, b), (c, d)), (e, f)), (g, h)) in
        inputs.ours.iter().zip(&inputs.blaze).zip(&inputs.int).zip(&inputs.map)
    {
        assert_eq!(pairs(&(a - b)), blaze_pairs(&(c - d)));
        assert_eq!(pairs(&(a - b)), int_pairs(&e.difference_with_set(f)));
        assert_eq!(pairs(&(a - b)), gaps(g, h));
    }
    let mut group = criterion.benchmark_group("subtract");
    let name = |name: &str| BenchmarkId::new(name, 100);
    contend(&mut group, name("freebusy"), &inputs.ours, |(a, b)| a - b);
    contend(&mut group, name("range-set-blaze"), &inputs.blaze, |(a, b)| a - b);
    contend(&mut group, name("rangemap gaps"), &inputs.map, |(a, b)| gaps(a, b));
    contend(&mut group, name("int-intervals"), &inputs.int, |(a, b)| a.difference_with_set(b));
    group.finish();
}

pub(crate) fn complement(criterion: &mut Criterion) {
    let inputs = Pairs::of_work_and_busy();
    let range = START..START + LENGTH;
    let name = |name: &str| BenchmarkId::new(name, 100);
    let mut group = criterion.benchmark_group("complement in a window");
    contend(&mut group, name("freebusy"), &inputs.ours, |(_, busy)| busy.complement(window()));
    contend(&mut group, name("rangemap gaps"), &inputs.map, |(_, busy)| {
        busy.gaps(&range).collect::<Vec<_>>()
    });
    contend(&mut group, name("range-set-blaze"), &inputs.blaze, |(_, busy)| !busy);
    group.finish();
}

pub(crate) fn common_to_many(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("common time of many");
    for count in [10, 100, 1_000] {
        let sets: Vec<IntervalSet> =
            people(11, count, 100).iter().map(crate::workload::Person::free).collect();
        let peers: Vec<RangeSetBlaze<i64>> = sets.iter().map(|set| blaze(&pairs(set))).collect();
        let found = common(&sets, window());
        assert!(!found.is_empty());
        assert_eq!(pairs(&found), blaze_pairs(&peers.iter().intersection()));
        group.bench_function(BenchmarkId::new("freebusy", count), |bencher| {
            bencher.iter(|| common(black_box(&sets), window()))
        });
        group.bench_function(BenchmarkId::new("range-set-blaze multiway", count), |bencher| {
            bencher.iter(|| black_box(&peers).iter().intersection());
        });
        group.bench_function(BenchmarkId::new("range-set-blaze fold", count), |bencher| {
            bencher.iter(|| fold(black_box(&peers)));
        });
    }
    group.finish();
}

fn fold(sets: &[RangeSetBlaze<i64>]) -> RangeSetBlaze<i64> {
    let mut rest = sets.iter();
    let first = rest.next().cloned().unwrap_or_default();
    rest.fold(first, |left, set| &left & set)
}
