//! Contests: the same operation by several contenders, results compared first, then timed in turns.
//!
//! Each contender takes several short rounds by criterion, A B C A B C, and its figure is the least of the rounds'
//! medians: whatever else runs on the machine only ever adds time. Inputs rotate within a round, so that no branch
//! predictor learns them, and each result is owned and dropped within the time that is taken, for all alike.

use std::fmt::Debug;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::Criterion;

pub(crate) use super::outcome::OURS;
use super::outcome::{Figure, Goal, Outcome};

/// How often everybody's turn comes.
const ROUNDS: usize = 5;
/// Of how many inputs the results are compared.
const COMPARED: usize = 64;

/// What was asked for on the command line.
pub(crate) struct Runner {
    criterion: Option<Criterion>,
    directory: PathBuf,
    wanted: Option<String>,
}

impl Runner {
    /// A runner as the arguments want it; without `--bench`, or with `--test`, it compares and times nothing.
    pub(crate) fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contests");
        let criterion = (has("--bench") && !has("--test")).then(|| {
            Criterion::default()
                .without_plots()
                .sample_size(10)
                .nresamples(1_000)
                .warm_up_time(Duration::from_millis(60))
                .measurement_time(Duration::from_millis(150))
                .output_directory(&directory)
                .configure_from_args()
        });
        let wanted = arguments.into_iter().find(|argument| !argument.starts_with('-'));
        Self { criterion, directory, wanted }
    }

    /// Whether anything is timed; else results are only compared.
    pub(crate) fn measures(&self) -> bool {
        self.criterion.is_some()
    }

    /// Whether nothing was left out by the command line, so that the documents may show what was found.
    pub(crate) fn runs_all(&self) -> bool {
        self.wanted.is_none()
    }

    /// Whether the command line asks for the operation: `"P1 "`, with the blank, leaves out P10.
    pub(crate) fn wants(&self, id: &str) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| format!("{id} ").contains(wanted.as_str()))
    }
}

/// One who takes part: a name, and a call that runs the operation a number of times.
type Contender<'a> = (&'static str, Box<dyn FnMut(u64) + 'a>);

/// An operation with those who contend in it; `P` is the plain form in which results are compared.
pub(crate) struct Contest<'a, P> {
    id: &'static str,
    title: String,
    expected: Option<Vec<P>>,
    contenders: Vec<Contender<'a>>,
    goals: Vec<Goal>,
    rounds: usize,
}

impl<'a, P: PartialEq + Debug> Contest<'a, P> {
    /// A contest of the operation `id` that nobody has entered yet.
    pub(crate) fn new(id: &'static str, title: impl Into<String>) -> Self {
        let title = title.into();
        assert!(title.len() < 56, "criterion shortens what is longer: `{title}`");
        Self { id, title, expected: None, contenders: Vec::new(), goals: Vec::new(), rounds: ROUNDS }
    }

    /// Lets everybody's turn come so often.
    pub(crate) fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Enters a contender, whose results must be the same as those of the first one.
    pub(crate) fn enter<T, R>(
        mut self,
        name: &'static str,
        inputs: &'a [T],
        operate: impl Fn(&T) -> R + 'a,
        plain: impl Fn(&R) -> P,
    ) -> Self {
        let found: Vec<P> = inputs.iter().take(COMPARED).map(|input| plain(&operate(input))).collect();
        assert!(!found.is_empty(), "`{}` has no inputs", self.title);
        match &self.expected {
            None => self.expected = Some(found),
            Some(expected) => {
                assert_eq!(*expected, found, "`{name}` finds something else in `{}`", self.title);
            }
        }
        self.enter_limit(name, inputs, operate)
    }

    /// Enters one that has no result of its own, such as reading all of the data once.
    pub(crate) fn enter_limit<T, R>(
        mut self,
        name: &'static str,
        inputs: &'a [T],
        operate: impl Fn(&T) -> R + 'a,
    ) -> Self {
        let mut rotation = inputs.iter().cycle();
        self.contenders.push((
            name,
            Box::new(move |times| {
                for _ in 0..times {
                    let input = rotation.next().expect("a contest has inputs");
                    black_box(operate(black_box(input)));
                }
            }),
        ));
        self
    }

    /// Asks that `peer` take at least `least` times our time.
    pub(crate) fn goal(mut self, peer: &'static str, least: f64) -> Self {
        self.goals.push(Goal::Ratio { peer, least });
        self
    }

    /// Asks that each of the `units` that one call yields take at most so many nanoseconds.
    pub(crate) fn goal_per(mut self, unit: &'static str, units: f64, most: f64) -> Self {
        self.goals.push(Goal::Each { unit, units, most });
        self
    }

    /// Times everybody in turns; nothing is timed when results are only compared.
    pub(crate) fn run(mut self, runner: &mut Runner) -> Outcome {
        let mut figures: Vec<Figure> =
            self.contenders.iter().map(|(name, _)| Figure { name, nanoseconds: f64::INFINITY }).collect();
        match &mut runner.criterion {
            None => {
                self.contenders.iter_mut().for_each(|(_, call)| call(1));
                println!("{}: {} contenders agree", self.title, self.contenders.len());
            }
            Some(criterion) => {
                for round in 0..self.rounds {
                    for ((name, call), figure) in self.contenders.iter_mut().zip(&mut figures) {
                        let group = format!("{} {} {round}", self.id, self.title);
                        let taken = time(criterion, &runner.directory, (&group, name), call);
                        figure.nanoseconds = figure.nanoseconds.min(taken);
                    }
                }
            }
        }
        Outcome { id: self.id, title: self.title, figures, goals: self.goals }
    }
}

/// The median of one round, in nanoseconds a call.
fn time(
    criterion: &mut Criterion,
    directory: &Path,
    (group, name): (&str, &str),
    call: &mut dyn FnMut(u64),
) -> f64 {
    let estimates = directory.join(group).join(name).join("new").join("estimates.json");
    // Those of an earlier run must not pass for new ones.
    drop(std::fs::remove_file(&estimates));
    let mut bench = criterion.benchmark_group(group);
    bench.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let begun = Instant::now();
            call(times);
            begun.elapsed()
        });
    });
    bench.finish();
    median(&estimates)
}

/// The median that criterion wrote down.
fn median(place: &Path) -> f64 {
    let text = std::fs::read_to_string(place)
        .unwrap_or_else(|error| panic!("cannot read criterion's estimates at {}: {error}", place.display()));
    let estimates: serde_json::Value = serde_json::from_str(&text).expect("criterion writes JSON");
    let median = estimates.pointer("/median/point_estimate").and_then(serde_json::Value::as_f64);
    median.expect("criterion estimates a median")
}
