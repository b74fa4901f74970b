//! What is counted: the main operations on the seeded workload, each as a call without arguments.

use std::hint::black_box;

use freebusy_core::{
    Crowd, Interval, IntervalSet, Offset, ParticipantId, Recurrence, Rule, Timestamp, WallTime, Who,
    ZoneRules, expand,
};

use super::ours::{Group, ours, with_evidence};
use super::workload::{DAY, MONTH, START, free_sets, people, schedule, span};

/// An operation by name.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// Of what a count is told.
    pub(crate) unit: &'static str,
    /// The most instructions that one unit may take.
    pub(crate) most: Option<f64>,
    pub(crate) prepare: fn() -> Prepared,
}

/// A call that is ready to be made, and how many units it does.
pub(crate) struct Prepared {
    pub(crate) units: u32,
    pub(crate) call: Box<dyn FnMut()>,
}

impl Prepared {
    fn new(units: usize, call: impl FnMut() + 'static) -> Self {
        Self { units: u32::try_from(units).expect("few units"), call: Box::new(call) }
    }
}

const fn operation(
    name: &'static str,
    unit: &'static str,
    most: Option<f64>,
    prepare: fn() -> Prepared,
) -> Operation {
    Operation { name, unit, most, prepare }
}

pub(crate) static OPERATIONS: [Operation; 8] = [
    operation("normalise", "each interval of 100", None, normalise),
    operation("pair", "each interval of two people's", Some(60.0), pair),
    operation("common", "1,000 people, prepared", Some(200_000.0), common),
    operation("at-least", "700 of 1,000 people, prepared", Some(1_100_000.0), at_least),
    operation("hours", "weekday hours of four weeks", None, hours),
    operation("rule", "weekly rule over four weeks", None, rule),
    operation("path", "88 people from busy lists to starts", None, path),
    operation("evidence", "the same with what answers rest on", None, evidence),
];

/// The operation of a name.
pub(crate) fn find(name: &str) -> &'static Operation {
    OPERATIONS.iter().find(|operation| operation.name == name).expect("the program names its own operations")
}

fn normalise() -> Prepared {
    let busy: Vec<Vec<Interval>> =
        people(1, 64, MONTH).into_iter().map(|person| person.busy.into_iter().map(span).collect()).collect();
    Prepared::new(6_400, move || {
        for blocks in &busy {
            black_box(black_box(blocks).iter().copied().collect::<IntervalSet>());
        }
    })
}

fn pair() -> Prepared {
    let (one, other) = (free_sets(7, 128, MONTH), free_sets(8, 128, MONTH));
    let intervals = one.iter().chain(&other).map(IntervalSet::len).sum();
    Prepared::new(intervals, move || {
        for (a, b) in one.iter().zip(&other) {
            black_box(black_box(a) & black_box(b));
        }
    })
}

fn crowd() -> Crowd {
    Crowd::new(&free_sets(11, 1_000, MONTH), MONTH.window())
}

fn common() -> Prepared {
    let crowd = crowd();
    Prepared::new(1, move || drop(black_box(black_box(&crowd).common().collect::<IntervalSet>())))
}

fn at_least() -> Prepared {
    let crowd = crowd();
    Prepared::new(1, move || drop(black_box(black_box(&crowd).at_least(700).collect::<IntervalSet>())))
}

/// Berlin, New York, London and Kolkata in the four weeks, as the workload has them.
fn tables() -> [ZoneRules; 4] {
    let hours = |hours: i32| Offset::new(hours * 3_600).expect("clocks differ by hours");
    let change = |first: i32, day: i64, hour: i64| {
        let at = Timestamp::from_unix(START + day * DAY + hour * 3_600);
        ZoneRules::new(hours(first), [(at, hours(first - 1))])
    };
    let kolkata = Offset::new(19_800).expect("clocks differ by half hours");
    [change(2, 13, 1), change(-4, 20, 6), change(1, 13, 1), ZoneRules::fixed(kolkata)]
}

fn hours() -> Prepared {
    let [berlin, ..] = tables();
    let all: Vec<_> =
        (0..16).map(|place| schedule((480 + place * 15, 960 + place * 15), "Europe/Berlin")).collect();
    Prepared::new(all.len(), move || {
        for schedule in &all {
            black_box(expand(black_box(schedule), &berlin, MONTH.window()));
        }
    })
}

/// Rules that are ten years old.
fn rule() -> Prepared {
    let [berlin, ..] = tables();
    let rule = Rule::parse("FREQ=WEEKLY;BYDAY=MO,WE,FR").expect("the rule is well formed");
    let start = |place: i64| WallTime::from_seconds(START + (36 + place) * 900 - 520 * 7 * DAY);
    let recurrence = |place| Recurrence {
        start: start(place),
        rules: vec![rule.clone()],
        excluded_rules: Vec::new(),
        added: Vec::new(),
        excluded: Vec::new(),
    };
    let all: Vec<Recurrence> = (0..16).map(recurrence).collect();
    Prepared::new(all.len(), move || {
        for recurrence in &all {
            let found = black_box(recurrence).occurrences(&berlin, MONTH.window(), 1_000);
            black_box(found.expect("the rule is bounded"));
        }
    })
}

fn path() -> Prepared {
    let (group, tables) = (Group::new(0, 88), tables());
    Prepared::new(1, move || {
        let starts = ours(black_box(&group), &tables);
        assert!(!starts.is_empty(), "the workload keeps an hour free");
        black_box(starts);
    })
}

fn evidence() -> Prepared {
    let (group, tables) = (Group::new(0, 88), tables());
    let everybody = (0..88).map(ParticipantId).map(Who::one).collect();
    let who = Who::all(everybody).expect("a flat expression is not too deep");
    Prepared::new(1, move || {
        let starts = with_evidence(black_box(&group), &tables, &who);
        assert!(!starts.is_empty(), "the workload keeps an hour free");
        black_box(starts);
    })
}
