//! Cal.com's grid: starts on round minutes of the booker's clock, counted anew in every free range.

use freebusy_core::{IntervalSet, Timestamp, ZoneRules};

/// More starts than this are not offered in one answer.
const MOST: usize = 100_000;

/// How starts are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid<'a> {
    /// The booker's zone, on whose minutes the starts lie.
    pub(crate) rules: &'a ZoneRules,
    pub(crate) length: u32,
    /// Minutes from one start to the next.
    pub(crate) every: u32,
    /// Minutes by which every start is moved, and by which the step grows.
    pub(crate) offset: u32,
}

impl Grid<'_> {
    /// The starts that fit into the free ranges.
    pub(crate) fn starts(&self, free: &IntervalSet) -> Vec<Timestamp> {
        let mut starts: Vec<i64> = Vec::new();
        for range in free {
            let first = self.first(range.start().as_unix());
            let first = self.continued(first, starts.last().copied());
            let last = range.end().as_unix() + 1 - i64::from(self.length) * 60;
            let room = MOST.saturating_sub(starts.len());
            starts.extend(self.from(first).take_while(|start| *start <= last).take(room));
        }
        starts.dedup();
        starts.into_iter().map(Timestamp::from_unix).collect()
    }

    fn from(&self, first: i64) -> impl Iterator<Item = i64> {
        let step = self.step();
        (0_i64..).map(move |count| first + count * step)
    }

    fn step(&self) -> i64 {
        i64::from((self.every + self.offset).max(1)) * 60
    }

    /// The first start of a range: its minute, rounded up on the booker's clock.
    fn first(&self, begin: i64) -> i64 {
        let begin = begin - begin.rem_euclid(60);
        let minute = self.rules.wall(Timestamp::from_unix(begin)).second_of_day() / 60;
        let round = i64::from(roundness(self.every));
        let past = (minute % 60) % round;
        let up = if past == 0 { 0 } else { round - past };
        begin + (up + i64::from(self.offset)) * 60
    }

    /// A start that would come too near to the one before it, in an earlier range, keeps the step.
    fn continued(&self, first: i64, previous: Option<i64>) -> i64 {
        match previous {
            Some(previous) if previous < first && previous + self.step() > first => previous + self.step(),
            _ => first,
        }
    }
}

/// The largest of the round numbers of minutes that divides the step.
fn roundness(every: u32) -> u32 {
    [60, 30, 20, 15, 10, 5].into_iter().find(|round| every.is_multiple_of(*round)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use freebusy_core::{Interval, Offset};

    use super::*;

    fn minute(count: i64) -> Timestamp {
        Timestamp::from_unix(count * 60)
    }

    fn starts(rules: &ZoneRules, every: u32, ranges: &[(i64, i64)]) -> Vec<i64> {
        let free =
            ranges.iter().map(|(start, end)| Interval::new(minute(*start), minute(*end)).unwrap()).collect();
        let grid = Grid { rules, length: 30, every, offset: 0 };
        grid.starts(&free).into_iter().map(|start| start.as_unix() / 60).collect()
    }

    #[test]
    fn the_first_start_is_rounded_up_to_the_largest_divisor_of_the_step() {
        assert_eq!(starts(&ZoneRules::utc(), 30, &[(7, 120)]), [30, 60, 90]);
        assert_eq!(starts(&ZoneRules::utc(), 45, &[(7, 120)]), [15, 60]);
        assert_eq!(starts(&ZoneRules::utc(), 7, &[(7, 50)]), [7, 14]);
    }

    #[test]
    fn minutes_are_those_of_the_bookers_clock() {
        let kolkata = ZoneRules::fixed(Offset::new(19_800).unwrap());
        assert_eq!(starts(&kolkata, 60, &[(0, 121)]), [30, 90]);
        assert_eq!(starts(&ZoneRules::utc(), 60, &[(0, 121)]), [0, 60]);
    }

    #[test]
    fn a_start_in_the_next_range_keeps_the_step() {
        assert_eq!(starts(&ZoneRules::utc(), 45, &[(0, 30), (40, 120)]), [0, 45, 90]);
    }

    #[test]
    fn an_end_at_the_last_second_of_a_day_still_holds_a_meeting() {
        let free = Interval::new(minute(0), Timestamp::from_unix(1_799)).unwrap().into();
        let rules = ZoneRules::utc();
        let grid = Grid { rules: &rules, length: 30, every: 30, offset: 0 };
        assert_eq!(grid.starts(&free), [minute(0)]);
    }

    #[test]
    fn an_offset_moves_the_first_start_and_widens_the_step() {
        let free = Interval::new(minute(0), minute(120)).unwrap().into();
        let rules = ZoneRules::utc();
        let grid = Grid { rules: &rules, length: 30, every: 30, offset: 5 };
        assert_eq!(grid.starts(&free), [minute(5), minute(40), minute(75)]);
    }
}
