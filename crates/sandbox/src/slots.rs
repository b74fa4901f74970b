//! The starts that an event type offers, by the core's own algebra.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use freebusy_core::{
    Anchor, Grid, Increment, Interval, IntervalSet, Minutes, Schedule, Seconds, Timestamp, ZoneRules, cut,
    expand,
};
use freebusy_zones::{Zone, Zones};

/// What decides which starts there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The hours, and the zone they are kept in.
    pub(crate) schedule: &'a Schedule,
    pub(crate) zone: &'a ZoneRules,
    /// The zone on whose clock the grid is counted.
    pub(crate) grid_zone: &'a ZoneRules,
    pub(crate) length: Seconds,
    /// Minutes from one start to the next.
    pub(crate) increment: u32,
    /// Minutes to be kept clear around the meeting.
    pub(crate) before: u32,
    pub(crate) after: u32,
    /// The earliest start that the notice allows, and where the offers end.
    pub(crate) earliest: Timestamp,
    pub(crate) latest: Timestamp,
}

/// The offered starts in `window` when `taken` is taken, buffers of the other meetings already added.
///
/// The window and the notice clip before the starts are counted, as both services do it.
pub(crate) fn offered(rules: Rules<'_>, taken: &[Interval], window: Interval) -> Vec<Timestamp> {
    let Some(increment) = Increment::new(Minutes::new(rules.increment)) else { return Vec::new() };
    let starts = Interval::new(rules.earliest, rules.latest).and_then(|offers| offers.intersection(window));
    let Some(starts) = starts else { return Vec::new() };
    let possible = (&room(rules, window) - &ruled_out(rules, taken)).clip(starts);
    let grid = Grid { anchor: Anchor::Free, increment, zone: rules.grid_zone };
    cut(&possible, grid).collect()
}

/// The starts whose meeting lies within the hours.
fn room(rules: Rules<'_>, window: Interval) -> IntervalSet {
    // Hours that begin before the window or end after it can hold a meeting that starts within.
    let day = Seconds::from_minutes(1_440);
    let wide = window.dilate(day.plus(day), rules.length.plus(day));
    expand(rules.schedule, rules.zone, wide).room_for(rules.length)
}

/// The starts whose meeting, with its buffers, would overlap something taken.
fn ruled_out(rules: Rules<'_>, taken: &[Interval]) -> IntervalSet {
    let reach = rules.length.plus(Seconds::from_minutes(rules.after)).less_one();
    let taken: IntervalSet = taken.iter().copied().collect();
    taken.dilate(reach, Seconds::from_minutes(rules.before))
}

/// The zone of a name, from the bundled tz data: a sandbox answers alike on every machine.
pub(crate) fn zone(name: &str) -> Option<Zone> {
    static ZONES: LazyLock<Zones> = LazyLock::new(|| Zones::bundled());
    ZONES.find(name)
}

/// The time that a meeting takes, rounded outward to whole seconds; `None` when it takes none.
pub(crate) fn taken(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Interval> {
    Interval::new(Timestamp::floor(&start), Timestamp::ceil(&end))
}

#[cfg(test)]
mod tests {
    use freebusy_core::{HourRange, MinuteOfDay, Weekday, WeeklyHours};

    use super::*;

    /// 2026-12-07, a Monday, at 00:00Z.
    const MONDAY: i64 = 1_796_601_600;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_unix(MONDAY + hour * 3_600 + minute * 60)
    }

    fn interval(start: Timestamp, end: Timestamp) -> Interval {
        Interval::new(start, end).unwrap()
    }

    fn starts(taken: &[Interval], change: impl FnOnce(&mut Rules<'_>)) -> Vec<Timestamp> {
        let minute = |minute| MinuteOfDay::new(minute).unwrap();
        let hours = HourRange::new(minute(540), minute(660)).unwrap();
        let weekly = WeeklyHours::from_iter([(Weekday::Mon, hours)]);
        let schedule = Schedule::new(weekly, [], "UTC").unwrap();
        let utc = ZoneRules::utc();
        let mut rules = Rules {
            schedule: &schedule,
            zone: &utc,
            grid_zone: &utc,
            length: Seconds::from_minutes(30),
            increment: 30,
            before: 0,
            after: 0,
            earliest: Timestamp::MIN,
            latest: Timestamp::MAX,
        };
        change(&mut rules);
        offered(rules, taken, interval(at(0, 0), at(24, 0)))
    }

    #[test]
    fn the_hours_are_filled_to_their_end() {
        assert_eq!(starts(&[], |_| ()), [at(9, 0), at(9, 30), at(10, 0), at(10, 30)]);
    }

    #[test]
    fn what_is_taken_is_not_offered_and_its_neighbours_are() {
        assert_eq!(starts(&[interval(at(9, 30), at(10, 0))], |_| ()), [at(9, 0), at(10, 0), at(10, 30)]);
    }

    #[test]
    fn a_buffer_must_be_clear_but_may_lie_outside_the_hours() {
        let taken = [interval(at(9, 30), at(10, 0))];
        assert_eq!(starts(&taken, |rules| rules.before = 10), [at(9, 0), at(10, 30)]);
        assert_eq!(starts(&taken, |rules| rules.after = 10), [at(10, 0), at(10, 30)]);
    }

    #[test]
    fn notice_and_horizon_clip_the_offers() {
        assert_eq!(starts(&[], |rules| rules.earliest = at(9, 1)), [at(9, 30), at(10, 0), at(10, 30)]);
        assert_eq!(starts(&[], |rules| rules.latest = at(9, 30)), [at(9, 0)]);
    }
}
