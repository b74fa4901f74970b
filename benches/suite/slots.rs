//! Slots: cutting free time into starts, and the first start that suits many.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use freebusy_core::{Crowd, IntervalSet, Minutes, Seconds, Timestamp, cut};

use super::contest::{Contest, OURS, Runner};
use super::format::whole;
use super::hours::rules;
use super::many::{groups, prepare};
use super::ours::quarter;
use super::outcome::Outcome;
use super::workload::{MONTH, START, free_sets, pairs};

fn half_hour() -> Seconds {
    Minutes::new(30).into()
}

fn hour() -> Seconds {
    Minutes::new(60).into()
}

/// All starts of half an hour in one person's free time.
pub(crate) fn cut_one(runner: &mut Runner, _people: usize) -> Outcome {
    let sets = free_sets(5, 2_048, MONTH);
    let instants: Vec<Vec<(DateTime<Utc>, DateTime<Utc>)>> = sets.iter().map(instants).collect();
    let zone = rules("Europe/Berlin", MONTH);
    let ours = |free: &IntervalSet| cut(&free.room_for(half_hour()), quarter(&zone)).into_vec();
    let slots: u32 = sets.iter().map(|free| u32::try_from(ours(free).len()).expect("few slots")).sum();
    let each = f64::from(slots) / 2_048.0;
    Contest::new("P9", format!("one person's {each:.0} slots of half an hour"))
        .enter(OURS, &sets, ours, |starts| starts.iter().copied().map(Timestamp::as_unix).collect::<Vec<_>>())
        .enter(
            "step and test",
            &instants,
            |free| step_and_test(free),
            |starts| starts.iter().map(DateTime::timestamp).collect(),
        )
        .goal("step and test", 200.0)
        .goal_per("slot", each, 1.2)
        .run(runner)
}

/// Free time in chrono's instants.
fn instants(set: &IntervalSet) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let at = |unix| DateTime::from_timestamp(unix, 0).expect("the workload lies in chrono's range");
    pairs(set).into_iter().map(|(start, end)| (at(start), at(end))).collect()
}

/// Walks over every quarter of an hour on Berlin's clock and looks for the free stretch that holds the slot.
fn step_and_test(free: &[(DateTime<Utc>, DateTime<Utc>)]) -> Vec<DateTime<Tz>> {
    let first = DateTime::from_timestamp(START, 0).expect("the workload lies in chrono's range");
    let mut start = first.with_timezone(&Tz::Europe__Berlin);
    let (end, length) = (first + TimeDelta::seconds(MONTH.length()), TimeDelta::minutes(30));
    let mut starts = Vec::new();
    while start < end {
        let place = free.partition_point(|(from, _)| *from <= start);
        let around = place.checked_sub(1).and_then(|place| free.get(place));
        if around.is_some_and(|(_, until)| start + length <= *until) {
            starts.push(start);
        }
        start += TimeDelta::minutes(15);
    }
    starts
}

/// The first start of an hour that suits many, against all of their common time.
pub(crate) fn first_of_many(runner: &mut Runner, count: usize) -> Outcome {
    let crowds = prepare(&groups(count, MONTH), MONTH);
    let zone = rules("Europe/Berlin", MONTH);
    let first = |crowd: &Crowd| {
        crowd.common().filter_map(|run| run.room_for(hour())).find_map(|run| {
            let possible = IntervalSet::from(run);
            cut(&possible, quarter(&zone)).next()
        })
    };
    let all = |crowd: &Crowd| {
        let common: IntervalSet = crowd.common().collect();
        cut(&common.room_for(hour()), quarter(&zone)).next()
    };
    let plain = |start: &Option<Timestamp>| start.expect("Tuesday at 13 h suits everybody").as_unix();
    Contest::new("P9", format!("first hour that suits {}, prepared", whole(count)))
        .enter(OURS, &crowds, first, plain)
        .enter("freebusy, all common time", &crowds, all, plain)
        .goal("freebusy, all common time", 4.0)
        .run(runner)
}
