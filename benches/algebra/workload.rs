//! The workload of every bench: seeded people with weekday hours and busy blocks on the quarter hour.
//!
//! Hours are 8 to 8.5 hours on weekdays, in four staggered templates; busy blocks last 15 to 90 minutes. Tuesday
//! and Thursday 13 to 14 h UTC are kept free for everybody, so that a group always has an answer.

use freebusy_core::{
    Block, BlockKind, HourRange, Interval, IntervalSet, MinuteOfDay, Schedule, SourceId, Timestamp, Weekday,
    WeeklyHours,
};

/// 2026-10-12 00:00Z, a Monday; Berlin's and then New York's clocks change within the four weeks.
pub(crate) const START: i64 = 1_791_763_200;
/// Seconds of the four weeks.
pub(crate) const LENGTH: i64 = 28 * 86_400;
/// The zones in which people live.
pub(crate) const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Europe/London", "Asia/Kolkata"];

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
    fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).expect("bounds are positive");
        i64::try_from(self.next() % bound).expect("it is less than the bound")
    }
}

pub(crate) fn window() -> Interval {
    span((START, START + LENGTH))
}

pub(crate) fn span((start, end): (i64, i64)) -> Interval {
    Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).expect("spans are not empty")
}

/// One person: unsorted busy blocks and the hour template.
pub(crate) struct Person {
    pub(crate) busy: Vec<(i64, i64)>,
    template: usize,
}

impl Person {
    pub(crate) fn new(random: &mut Random, blocks: usize, template: usize) -> Self {
        let mut busy = Vec::with_capacity(blocks);
        while busy.len() < blocks {
            let start = START + random.below(LENGTH / 900 - 8) * 900;
            let end = start + (1 + random.below(6)) * 900;
            if !touches_reserved(start, end) {
                busy.push((start, end));
            }
        }
        Self { busy, template: template % ZONES.len() }
    }

    pub(crate) fn zone(&self) -> &'static str {
        ZONES.get(self.template).copied().expect("templates are as many as zones")
    }

    /// Weekday hours as minutes of the day, such that Tuesday 13 to 14 h UTC lies within everybody's.
    pub(crate) fn minutes(&self) -> (u16, u16) {
        [(540, 1_050), (510, 1_020), (480, 990), (750, 1_260)]
            .get(self.template)
            .copied()
            .expect("four templates")
    }

    pub(crate) fn schedule(&self) -> Schedule {
        let minute = |minute| MinuteOfDay::new(minute).expect("minutes of a day");
        let (start, end) = self.minutes();
        let hours = HourRange::new(minute(start), minute(end)).expect("hours are not empty");
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let weekly: WeeklyHours = days.into_iter().map(|day| (day, hours)).collect();
        Schedule::new(weekly, [], self.zone()).expect("no overrides")
    }

    pub(crate) fn blocks(&self) -> Vec<Block> {
        let block = |&busy: &(i64, i64)| Block {
            interval: span(busy),
            kind: BlockKind::Busy,
            source: SourceId(0),
            title: None,
        };
        self.busy.iter().map(block).collect()
    }

    pub(crate) fn busy_set(&self) -> IntervalSet {
        self.busy.iter().copied().map(span).collect()
    }

    /// Weekday hours in UTC, as plain pairs.
    pub(crate) fn work(&self) -> Vec<(i64, i64)> {
        let (start, end) = self.minutes();
        let day = |day: i64| START + day * 86_400;
        let weekdays = (0..28).filter(|day| day % 7 < 5);
        weekdays.map(|index| (day(index) + i64::from(start) * 60, day(index) + i64::from(end) * 60)).collect()
    }

    pub(crate) fn free(&self) -> IntervalSet {
        let work: IntervalSet = self.work().into_iter().map(span).collect();
        &work - &self.busy_set()
    }
}

/// Whether a block would run into Tuesday or Thursday, 13 to 14 h UTC.
fn touches_reserved(start: i64, end: i64) -> bool {
    let day = (start - START) / 86_400;
    let (from, to) = (START + day * 86_400 + 13 * 3_600, START + day * 86_400 + 14 * 3_600);
    matches!(day % 7, 1 | 3) && start < to && from < end
}

pub(crate) fn people(seed: u64, count: usize, blocks: usize) -> Vec<Person> {
    let mut random = Random::new(seed);
    (0..count).map(|index| Person::new(&mut random, blocks, index)).collect()
}

/// Plain pairs of a set, the common currency in which contenders' results are compared.
pub(crate) fn pairs(set: &IntervalSet) -> Vec<(i64, i64)> {
    set.iter().map(|own| (own.start().as_unix(), own.end().as_unix())).collect()
}
