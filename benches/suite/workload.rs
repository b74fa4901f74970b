//! The workload of every bench: seeded people with weekday hours and busy blocks.
//!
//! Hours are 8 to 8.5 hours on weekdays, in four staggered templates; busy blocks last 15 to 90 minutes and begin on
//! weekdays from 8 to 18 h UTC on the quarter hour, or on any fifth minute where a shape says so. Tuesday and Thursday 13 to 14 h UTC are kept free
//! for everybody, so that a group always has an answer.

use freebusy_core::{
    HourRange, Interval, IntervalSet, MinuteOfDay, Schedule, Timestamp, Weekday, WeeklyHours,
};

/// 2026-10-12 00:00Z, a Monday; Berlin's and then New York's clocks change within the four weeks.
pub(crate) const START: i64 = 1_791_763_200;
/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;
/// The zones in which people live.
pub(crate) const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Europe/London", "Asia/Kolkata"];

/// How long the window is, how full, and on which minutes blocks begin and end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// The length of the window.
    pub(crate) weeks: i64,
    /// How many busy blocks everybody has.
    pub(crate) blocks: usize,
    /// The seconds between two instants at which a block can begin or end.
    pub(crate) mark: i64,
}

/// Four weeks with 100 blocks on the quarter hour.
pub(crate) const MONTH: Shape = Shape { weeks: 4, blocks: 100, mark: 900 };
/// Four weeks with 100 blocks on every fifth minute.
pub(crate) const FIVES: Shape = Shape { mark: 300, ..MONTH };

impl Shape {
    /// The month's share of blocks over another number of weeks.
    pub(crate) fn of_weeks(weeks: i64) -> Self {
        Self { weeks, blocks: usize::try_from(weeks * 25).expect("weeks are positive"), mark: MONTH.mark }
    }

    /// The month's share of weeks for a number of blocks, four weeks at least.
    pub(crate) fn of_blocks(blocks: usize) -> Self {
        let weeks = i64::try_from(blocks / 25).expect("blocks are not too many").max(4);
        Self { weeks, blocks, mark: MONTH.mark }
    }

    /// Seconds of the window.
    pub(crate) fn length(self) -> i64 {
        self.weeks * 7 * DAY
    }

    /// The window that begins with the workload.
    pub(crate) fn window(self) -> Interval {
        span((START, START + self.length()))
    }

    /// The bytes of one bit for each mark of the window, in whole lines of 64 bytes.
    pub(crate) fn bytes(self) -> usize {
        let marks = usize::try_from(self.length() / self.mark).expect("windows are not too long");
        marks.div_ceil(512) * 64
    }
}

/// A generator of numbers that gives the same ones for the same seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`, which is positive.
    pub(crate) fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).expect("bounds are positive");
        i64::try_from(self.next() % bound).expect("it is less than the bound")
    }
}

pub(crate) fn span((start, end): (i64, i64)) -> Interval {
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).expect("spans are not empty")
}

pub(crate) fn set(pairs: &[(i64, i64)]) -> IntervalSet {
    pairs.iter().copied().map(span).collect()
}

/// One person: unsorted busy blocks and the hour template.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) busy: Vec<(i64, i64)>,
    template: usize,
    weeks: i64,
}

impl Person {
    fn new(random: &mut Random, shape: Shape, template: usize) -> Self {
        let Shape { blocks, mark, .. } = shape;
        let mut busy = Vec::with_capacity(blocks);
        while busy.len() < blocks {
            let weekday = random.below(shape.weeks * 5);
            let day = weekday / 5 * 7 + weekday % 5;
            let start = START + day * DAY + 8 * 3_600 + random.below(10 * 3_600 / mark) * mark;
            let end = start + 900 + random.below(4_500 / mark + 1) * mark;
            if !touches_reserved(start, end) {
                busy.push((start, end));
            }
        }
        Self { busy, template: template % ZONES.len(), weeks: shape.weeks }
    }

    pub(crate) fn zone(&self) -> &'static str {
        ZONES.get(self.template).copied().expect("templates are as many as zones")
    }

    /// Which of the four hour templates.
    pub(crate) fn template(&self) -> usize {
        self.template
    }

    /// Weekday hours as minutes of the day, such that Tuesday 13 to 14 h UTC lies within everybody's.
    pub(crate) fn minutes(&self) -> (u16, u16) {
        [(540, 1_050), (510, 1_020), (480, 990), (750, 1_260)]
            .get(self.template)
            .copied()
            .expect("four templates")
    }

    pub(crate) fn schedule(&self) -> Schedule {
        schedule(self.minutes(), self.zone())
    }

    pub(crate) fn busy_set(&self) -> IntervalSet {
        set(&self.busy)
    }

    /// Weekday hours in UTC, as plain pairs.
    pub(crate) fn work(&self) -> Vec<(i64, i64)> {
        let (start, end) = self.minutes();
        let day = |day: i64| START + day * DAY;
        let weekdays = (0..self.weeks * 7).filter(|day| day % 7 < 5);
        weekdays.map(|index| (day(index) + i64::from(start) * 60, day(index) + i64::from(end) * 60)).collect()
    }

    pub(crate) fn free(&self) -> IntervalSet {
        &set(&self.work()) - &self.busy_set()
    }
}

/// Hours of every weekday between two minutes of the day.
pub(crate) fn schedule((start, end): (u16, u16), zone: &str) -> Schedule {
    let minute = |minute| MinuteOfDay::new(minute).expect("minutes of a day");
    let hours = HourRange::new(minute(start), minute(end)).expect("hours are not empty");
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let weekly: WeeklyHours = days.into_iter().map(|day| (day, hours)).collect();
    Schedule::new(weekly, [], zone).expect("no overrides")
}

/// Whether a block would run into Tuesday or Thursday, 13 to 14 h UTC.
fn touches_reserved(start: i64, end: i64) -> bool {
    let day = (start - START) / DAY;
    let (from, to) = (START + day * DAY + 13 * 3_600, START + day * DAY + 14 * 3_600);
    matches!(day % 7, 1 | 3) && start < to && from < end
}

pub(crate) fn people(seed: u64, count: usize, shape: Shape) -> Vec<Person> {
    let mut random = Random::new(seed);
    (0..count).map(|index| Person::new(&mut random, shape, index)).collect()
}

/// The free time of people, one set each.
pub(crate) fn free_sets(seed: u64, count: usize, shape: Shape) -> Vec<IntervalSet> {
    people(seed, count, shape).iter().map(Person::free).collect()
}

/// Plain pairs of a set, the common currency in which contenders' results are compared.
pub(crate) fn pairs(set: &IntervalSet) -> Vec<(i64, i64)> {
    set.iter().map(|own| (own.start().as_unix(), own.end().as_unix())).collect()
}
