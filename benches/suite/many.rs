//! Many people: union, common time and at least k, prepared and cold.

use freebusy_core::{Crowd, IntervalSet, at_least, common, merge, subtract};
use range_set_blaze::{MultiwayRangeSetBlazeRef, RangeSetBlaze};
use rangemap::RangeSet;
use roaring::MultiOps;

use super::contest::{Contest, OURS, Runner};
use super::format::whole;
use super::outcome::Outcome;
use super::peers::{blaze, blaze_map, blaze_pairs, cell_pairs, cells, int, int_pairs, map, map_pairs};
use super::workload::{FIVES, MONTH, Person, Shape, free_sets, pairs, people, set};
use super::{read, sweep};

/// Through how many groups a contest rotates.
const GROUPS: u64 = 4;

/// Reading the bits of all people once.
pub(crate) const LIMIT: &str = "read once";
/// Sorting all starts and ends, packed, and sweeping over them.
const SWEEP: &str = "sort and sweep";

/// Groups of sets, one set a person.
pub(crate) type Groups<T> = Vec<Vec<T>>;

/// Groups of free time.
pub(crate) fn groups(count: usize, shape: Shape) -> Groups<IntervalSet> {
    (0..GROUPS).map(|seed| free_sets(seed, count, shape)).collect()
}

/// The groups in a peer's type.
pub(crate) fn each<T>(groups: &[Vec<IntervalSet>], make: impl Fn(&[(i64, i64)]) -> T) -> Groups<T> {
    groups.iter().map(|sets| sets.iter().map(|set| make(&pairs(set))).collect()).collect()
}

/// The groups prepared for questions.
pub(crate) fn prepare(groups: &[Vec<IntervalSet>], shape: Shape) -> Vec<Crowd> {
    groups.iter().map(|sets| Crowd::new(sets, shape.window())).collect()
}

pub(crate) fn blaze_fold(sets: &[RangeSetBlaze<i64>]) -> RangeSetBlaze<i64> {
    let mut rest = sets.iter();
    let first = rest.next().cloned().unwrap_or_default();
    rest.fold(first, |left, set| &left & set)
}

pub(crate) fn map_fold(sets: &[RangeSet<i64>]) -> RangeSet<i64> {
    let mut rest = sets.iter();
    let first = rest.next().cloned().unwrap_or_default();
    rest.fold(first, |left, set| &left & set)
}

pub(crate) fn int_fold(sets: &[int_intervals::I64COSet]) -> int_intervals::I64COSet {
    let mut rest = sets.iter();
    let first = rest.next().cloned().unwrap_or_default();
    rest.fold(first, |left, set| left.intersection_with_set(set))
}

/// As many bytes as the groups have as bits, to be read once.
fn bytes(count: usize, shape: Shape) -> Vec<Vec<read::Line>> {
    (0..GROUPS).map(|_| read::lines(shape.bytes() * count)).collect()
}

pub(crate) fn unite(runner: &mut Runner, count: usize) -> Outcome {
    let busy = |seed| people(seed, count, MONTH).iter().map(Person::busy_set).collect();
    let ours: Groups<IntervalSet> = (0..GROUPS).map(busy).collect();
    let (blazes, maps) = (each(&ours, blaze), each(&ours, map));
    let (ints, bits) = (each(&ours, int), each(&ours, cells));
    let all = |sets: &Vec<RangeSetBlaze<i64>>| -> RangeSetBlaze<i64> {
        sets.iter().flat_map(RangeSetBlaze::ranges).collect()
    };
    let extend = |sets: &Vec<RangeSet<i64>>| -> RangeSet<i64> {
        sets.iter().flat_map(RangeSet::iter).cloned().collect()
    };
    let fold = |sets: &Vec<int_intervals::I64COSet>| {
        sets.iter().fold(int_intervals::I64COSet::default(), |left, set| left.union_with_set(set))
    };
    Contest::new("P4", format!("union of {} people's busy time", whole(count)))
        .enter(OURS, &ours, |sets| merge(sets), pairs)
        .enter("range-set-blaze multiway", &blazes, |sets| sets.iter().union(), blaze_pairs)
        .enter("range-set-blaze collect", &blazes, all, blaze_pairs)
        .enter("rangemap collect", &maps, extend, map_pairs)
        .enter("int-intervals fold", &ints, fold, int_pairs)
        .enter("roaring", &bits, |sets| sets.iter().union(), cell_pairs)
        .goal("range-set-blaze multiway", if count < 1_000 { 7.0 } else { 10.0 })
        .run(runner)
}

/// Groups in the peers' types.
struct Peers {
    blaze: Groups<RangeSetBlaze<i64>>,
    map: Groups<RangeSet<i64>>,
    int: Groups<int_intervals::I64COSet>,
}

/// A contest whose results are plain pairs.
type PairContest<'a> = Contest<'a, Vec<(i64, i64)>>;

impl Peers {
    fn new(groups: &[Vec<IntervalSet>]) -> Self {
        Self { blaze: each(groups, blaze), map: each(groups, map), int: each(groups, int) }
    }

    /// Enters the peers' ways to the common time of prebuilt sets.
    fn enter_common<'a>(&'a self, contest: PairContest<'a>) -> PairContest<'a> {
        contest
            .enter("range-set-blaze fold", &self.blaze, |sets| blaze_fold(sets), blaze_pairs)
            .enter("range-set-blaze multiway", &self.blaze, |sets| sets.iter().intersection(), blaze_pairs)
            .enter("rangemap fold", &self.map, |sets| map_fold(sets), map_pairs)
            .enter("int-intervals fold", &self.int, |sets| int_fold(sets), int_pairs)
    }
}

pub(crate) fn common_prepared(runner: &mut Runner, count: usize) -> Outcome {
    let ours = groups(count, MONTH);
    let (bits, peers) = (each(&ours, cells), Peers::new(&ours));
    let (crowds, bytes) = (prepare(&ours, MONTH), bytes(count, MONTH));
    let contest = Contest::new("P5", format!("common time of {} people, prepared", whole(count)))
        .enter(OURS, &crowds, |crowd| crowd.common().collect(), pairs)
        .enter("roaring", &bits, |sets| sets.iter().intersection(), cell_pairs)
        .enter_limit(LIMIT, &bytes, |lines| read::once(lines));
    prepared_goals(peers.enter_common(contest)).run(runner)
}

/// The same with busy time on every fifth minute, which takes three times the bits.
pub(crate) fn common_prepared_fives(runner: &mut Runner, count: usize) -> Outcome {
    let ours = groups(count, FIVES);
    let peers = Peers::new(&ours);
    let (crowds, bytes) = (prepare(&ours, FIVES), bytes(count, FIVES));
    let contest = Contest::new("P5", format!("the same of {}, busy on every fifth minute", whole(count)))
        .enter(OURS, &crowds, |crowd| crowd.common().collect(), pairs)
        .enter_limit(LIMIT, &bytes, |lines| read::once(lines));
    prepared_goals(peers.enter_common(contest)).run(runner)
}

fn prepared_goals(contest: PairContest<'_>) -> PairContest<'_> {
    contest.goal("range-set-blaze fold", 120.0).goal("range-set-blaze multiway", 400.0).goal(LIMIT, 1.0)
}

/// Common time out of everybody's free time as a list.
pub(crate) fn common_cold(runner: &mut Runner, count: usize) -> Outcome {
    let ours = groups(count, MONTH);
    let peers = Peers::new(&ours);
    let contest = Contest::new("P6", format!("common time of {} people, free lists", whole(count))).enter(
        OURS,
        &ours,
        |sets| common(sets, MONTH.window()),
        pairs,
    );
    peers.enter_common(contest).goal("range-set-blaze fold", 12.0).run(runner)
}

/// Common time out of everybody's busy time as a list and four hour templates; the peers begin with free time, which
/// is less work.
pub(crate) fn common_templates(runner: &mut Runner, count: usize) -> Outcome {
    let people: Vec<Vec<Person>> = (0..GROUPS).map(|seed| people(seed, count, MONTH)).collect();
    let free: Groups<IntervalSet> =
        people.iter().map(|group| group.iter().map(Person::free).collect()).collect();
    let peers = Peers::new(&free);
    let inputs: Vec<_> = people.iter().map(|group| (templates(group), busy(group))).collect();
    let ours = |(hours, busy): &(Vec<IntervalSet>, Vec<IntervalSet>)| {
        subtract(&common(hours, MONTH.window()), busy.iter().flatten())
    };
    let contest = Contest::new("P6", format!("the same of {}, busy lists and templates", whole(count)))
        .enter(OURS, &inputs, ours, pairs);
    peers.enter_common(contest).goal("range-set-blaze fold", 12.0).run(runner)
}

fn busy(group: &[Person]) -> Vec<IntervalSet> {
    group.iter().map(Person::busy_set).collect()
}

/// The hours of the templates that a group's people have, each once.
fn templates(group: &[Person]) -> Vec<IntervalSet> {
    let mut seen: Vec<&Person> = Vec::new();
    for person in group {
        if seen.iter().all(|other| other.template() != person.template()) {
            seen.push(person);
        }
    }
    seen.iter().map(|person| set(&person.work())).collect()
}

/// How many of the people must be free: seven of ten.
const fn most(count: usize) -> usize {
    count * 7 / 10
}

pub(crate) fn quorum_prepared(runner: &mut Runner, count: usize) -> Outcome {
    quorum(
        runner,
        &groups(count, MONTH),
        MONTH,
        format!("at least {} of {}, prepared", most(count), whole(count)),
    )
}

/// The same with busy time on every fifth minute.
pub(crate) fn quorum_prepared_fives(runner: &mut Runner, count: usize) -> Outcome {
    quorum(
        runner,
        &groups(count, FIVES),
        FIVES,
        format!("the same of {}, busy on every fifth minute", whole(count)),
    )
}

fn quorum(runner: &mut Runner, ours: &[Vec<IntervalSet>], shape: Shape, title: String) -> Outcome {
    let count = ours.first().map_or(0, Vec::len);
    let least = most(count);
    let (crowds, bytes) = (prepare(ours, shape), bytes(count, shape));
    let maps = each(ours, blaze_map);
    let contest = Contest::new("P7", title)
        .enter(OURS, &crowds, |crowd| crowd.at_least(least).collect(), pairs)
        .enter(SWEEP, ours, |sets| sweep::sorted_events(sets, least), Vec::clone)
        .enter("range-set-blaze sweep", &maps, |maps| sweep::blaze(maps, least), Vec::clone)
        .enter_limit(LIMIT, &bytes, |lines| read::once(lines));
    let contest = if cfg!(feature = "simd") {
        contest.goal(SWEEP, 40.0).goal(LIMIT, 0.4)
    } else {
        contest.goal(SWEEP, 25.0)
    };
    contest.run(runner)
}

pub(crate) fn quorum_cold(runner: &mut Runner, count: usize) -> Outcome {
    let ours = groups(count, MONTH);
    let (maps, least) = (each(&ours, blaze_map), most(count));
    Contest::new("P8", format!("at least {least} of {}, free lists", whole(count)))
        .enter(OURS, &ours, |sets| at_least(least, sets, MONTH.window()), pairs)
        .enter(SWEEP, &ours, |sets| sweep::sorted_events(sets, least), Vec::clone)
        .enter("range-set-blaze sweep", &maps, |maps| sweep::blaze(maps, least), Vec::clone)
        .goal(SWEEP, 8.0)
        .run(runner)
}
