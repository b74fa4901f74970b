//! How sets are kept: exactly, on the coarsest marks that fit, in as little memory as is promised.

use freebusy_core::{Crowd, Interval, IntervalSet, ParticipantId, Seconds, Timestamp};
use proptest::prelude::*;

use crate::model::{any_crowd, cases, interval};

const WEEK: i64 = 7 * 86_400;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn what_is_kept_is_what_was_given(drawn in any_crowd()) {
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        prop_assert_eq!((crowd.len(), crowd.is_empty()), (drawn.sets.len(), drawn.sets.is_empty()));
        prop_assert_eq!(crowd.window(), drawn.window);
        for (id, set) in (0..).map(ParticipantId).zip(&drawn.sets) {
            prop_assert_eq!(crowd.set_of(id), set.clip(drawn.window));
        }
        let behind = ParticipantId(u32::try_from(drawn.sets.len()).unwrap());
        prop_assert!(crowd.set_of(behind).is_empty());
    }

    #[test]
    fn two_remainders_always_fit_a_ruler(drawn in any_crowd()) {
        let seconds = drawn.window.length().get();
        let crowd = Crowd::new(&drawn.sets, drawn.window);
        if drawn.marks.remainders() < 3 && seconds < 8 * 256 * 60 {
            prop_assert!(crowd.cells().is_some());
        }
    }
}

/// Somebody's working hours of some weeks, each day shifted by some quarters of an hour.
fn hours(weeks: i64, person: i64, unit: i64, late: i64) -> IntervalSet {
    let days = (0..weeks * 7).filter(|day| day % 7 < 5);
    let day = |day: i64| {
        let start = day * 86_400 + 9 * 3_600 + (day * 7 + person) % 11 * unit;
        [(0, 3), (4, 6), (7, 8)].map(|(from, to)| interval(start + from * 3_600, start + to * 3_600 + late))
    };
    days.flat_map(day).collect()
}

#[test]
fn a_person_takes_as_many_bytes_a_week_as_is_promised() {
    for (unit, late, bytes) in
        [(900, 0, 84), (300, 0, 252), (60, 0, 1_260), (900, 1, 168), (300, 1, 504), (60, 1, 2_520)]
    {
        for weeks in [1, 4] {
            let sets: Vec<IntervalSet> = (0..50).map(|person| hours(weeks, person, unit, late)).collect();
            let crowd = Crowd::new(&sets, interval(0, weeks * WEEK));
            let marks = if late > 0 { 2 } else { 1 };
            assert_eq!(crowd.cells(), Some((Seconds::new(unit).unwrap(), marks)));
            let person = i64::try_from(crowd.bytes()).unwrap() / 50;
            assert!((bytes * weeks..bytes * weeks + 64).contains(&person), "{person} bytes at {unit} s");
        }
    }
}

#[test]
fn a_hundred_thousand_people_over_four_weeks_stay_far_below_a_gibibyte() {
    let own: Vec<IntervalSet> = (0..100).map(|person| hours(4, person, 300, 1)).collect();
    let sets: Vec<&IntervalSet> = own.iter().cycle().take(100_000).collect();
    let crowd = Crowd::new(&sets, interval(0, 4 * WEEK));
    assert_eq!(crowd.cells().map(|cells| cells.0.get()), Some(300));
    assert!(crowd.bytes() < 256 << 20, "{} bytes", crowd.bytes());
}

#[test]
fn little_time_in_a_long_window_is_kept_as_lists() {
    let rare = IntervalSet::from(interval(WEEK, WEEK + 3_600));
    let crowd = Crowd::new(&[&rare, &rare], interval(0, 520 * WEEK));
    assert_eq!(crowd.cells(), None);
    assert!(crowd.bytes() < 200);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(WEEK, WEEK + 3_600)]);
}

#[test]
fn the_whole_line_of_time_is_a_window_too() {
    let sets = [interval(0, 900), interval(-900, 600)].map(IntervalSet::from);
    let crowd = Crowd::new(&sets, Interval::ALL);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [interval(0, 600)]);
    assert_eq!(crowd.at_least(0).collect::<Vec<_>>(), [Interval::ALL]);
    let late = Interval::new(Timestamp::from_unix(i64::MAX - 5_000), Timestamp::MAX).unwrap();
    let crowd = Crowd::new(&[IntervalSet::from(Interval::ALL)], late);
    assert_eq!(crowd.common().collect::<Vec<_>>(), [late]);
}

#[test]
fn zones_of_half_and_quarter_hours_stay_on_the_quarter() {
    // Hours that begin at 9:00 in Kolkata and in Kathmandu.
    let sets = [12_600, 11_700].map(|start| IntervalSet::from(interval(start, start + 8 * 3_600)));
    let crowd = Crowd::new(&sets, interval(-1_234, 86_400));
    assert_eq!(crowd.cells(), Some((Seconds::new(900).unwrap(), 1)));
}
