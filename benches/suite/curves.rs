//! Curves: the time of one question as people grow in number, and as the window grows longer.

use freebusy_core::{IntervalSet, common};
use range_set_blaze::MultiwayRangeSetBlazeRef;
use roaring::MultiOps;

use super::chart::{self, Point};
use super::contest::{Contest, Runner};
use super::format::number;
use super::many::{Groups, blaze_fold, each, map_fold, prepare};
use super::page;
use super::peers::{blaze, blaze_pairs, cell_pairs, cells, map, map_pairs};
use super::workload::{MONTH, Shape, free_sets, pairs};

const PEOPLE: [u32; 13] = [2, 3, 5, 8, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
const WEEKS: [u32; 7] = [1, 2, 4, 8, 13, 26, 52];
/// How many people there are while the window grows.
const CROWD: usize = 1_000;
/// What takes longer than this is not measured any further.
const PATIENCE: f64 = 1e9;

/// Measures both curves, writes their figures down and draws them.
pub(crate) fn run() {
    let mut runner = Runner::from_arguments();
    let measures = runner.measures();
    let mut people = Curve::new("people");
    for count in PEOPLE.into_iter().filter(|count| measures || *count <= 100) {
        people.measure(&mut runner, count, usize::try_from(count).expect("a small number"), MONTH);
    }
    let mut weeks = Curve::new("weeks");
    for count in WEEKS.into_iter().filter(|count| measures || *count <= 4) {
        let crowd = if measures { CROWD } else { 10 };
        weeks.measure(&mut runner, count, crowd, Shape::of_weeks(count.into()));
    }
    if measures {
        if !people.points.is_empty() {
            page::put("docs/performance.md", "crossovers", &people.crossovers());
        }
        chart::record(&[people.points, weeks.points].concat());
        chart::draw_all();
    }
}

/// The points of one chart so far.
struct Curve {
    id: &'static str,
    points: Vec<Point>,
}

impl Curve {
    const fn new(id: &'static str) -> Self {
        Self { id, points: Vec::new() }
    }

    /// From how many people on each of the others takes longer than each of ours.
    fn crossovers(&self) -> String {
        let mut lines =
            vec!["| | prepared is faster from | lists are faster from |\n|---|---|---|".to_owned()];
        for name in [LISTS, "range-set-blaze fold", MULTIWAY, "rangemap fold", "roaring"] {
            let lists = if name == LISTS { "-".to_owned() } else { self.lead(LISTS, name) };
            lines.push(format!("| {name} | {} | {lists} |", self.lead(PREPARED, name)));
        }
        lines.join("\n")
    }

    /// The least number of people from which on one contender stays faster than another.
    fn lead(&self, fast: &str, slow: &str) -> String {
        let at = |name: &str, x: u32| {
            let point = self.points.iter().find(|point| point.series == name && point.x == x);
            point.map(|point| point.nanoseconds)
        };
        let both = PEOPLE.iter().filter_map(|x| Some((*x, at(fast, *x)?, at(slow, *x)?)));
        let behind = both.clone().filter(|(_, fast, slow)| fast >= slow).map(|(x, ..)| x).max();
        let first = both.map(|(x, ..)| x).find(|x| behind.is_none_or(|behind| *x > behind));
        first.map_or_else(|| "never".to_owned(), |x| format!("{} people", number(x.into())))
    }

    /// Whether a contender is expected to take no longer at `x` than one waits.
    fn bears(&self, name: &str, x: u32) -> bool {
        let last = self.points.iter().rfind(|point| point.series == name);
        let scaled = |last: &Point| last.nanoseconds * f64::from(x) / f64::from(last.x);
        // Without a time, when results are only compared, everybody stays in.
        last.is_none_or(|last| last.nanoseconds.is_infinite() || scaled(last) < PATIENCE)
    }

    /// Measures everybody at one point of the curve.
    fn measure(&mut self, runner: &mut Runner, x: u32, people: usize, shape: Shape) {
        if !runner.wants(self.id) {
            return;
        }
        let groups = (4_096 / people).clamp(1, 1_024);
        let ours: Groups<IntervalSet> =
            (0..).take(groups).map(|seed| free_sets(seed, people, shape)).collect();
        let (crowds, blazes) = (prepare(&ours, shape), each(&ours, blaze));
        let (maps, bits) = (each(&ours, map), each(&ours, cells));
        let mut contest = Contest::new(self.id, format!("common time at {x}"))
            .rounds(if x < 10_000 { 4 } else { 2 })
            .enter(PREPARED, &crowds, |crowd| crowd.common().collect(), pairs)
            .enter(LISTS, &ours, |sets| common(sets, shape.window()), pairs)
            .enter("range-set-blaze fold", &blazes, |sets| blaze_fold(sets), blaze_pairs);
        if self.bears(MULTIWAY, x) {
            contest = contest.enter(MULTIWAY, &blazes, |sets| sets.iter().intersection(), blaze_pairs);
        }
        contest = contest.enter("rangemap fold", &maps, |sets| map_fold(sets), map_pairs).enter(
            "roaring",
            &bits,
            |sets| sets.iter().intersection(),
            cell_pairs,
        );
        let figures = contest.run(runner).figures;
        self.points.extend(figures.into_iter().map(|figure| Point {
            chart: self.id.to_owned(),
            series: figure.name.to_owned(),
            x,
            nanoseconds: figure.nanoseconds,
        }));
    }
}

const PREPARED: &str = "freebusy, prepared";
const LISTS: &str = "freebusy, lists";
/// The contender that grows fastest.
const MULTIWAY: &str = "range-set-blaze multiway";
