//! Hours, recurrence, slots and the whole path from raw busy lists to bookable starts.

use std::hint::black_box;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use criterion::{BenchmarkId, Criterion};
use freebusy_core::{
    Anchor, Evidence, Grid, Increment, IntervalSet, Meeting, Minutes, Participant, ParticipantId, Recurrence,
    Rule, State, TentativePolicy, Timestamp, WallTime, Who, ZoneRules, cut, expand, solve,
};
use range_set_blaze::RangeSetBlaze;

use crate::peers::blaze;
use crate::workload::{LENGTH, Person, START, pairs, people, window};

fn zone(name: &str) -> chrono_tz::Tz {
    name.parse().expect("the zones of the workload exist")
}

fn rules(name: &str) -> ZoneRules {
    ZoneRules::from_chrono(
        &zone(name),
        window().dilate(Minutes::new(10_080).into(), Minutes::new(10_080).into()),
    )
}

/// A person's working hours through chrono-tz, one conversion a bound.
fn chrono_hours(person: &Person) -> Vec<(i64, i64)> {
    let (start, end) = person.minutes();
    let zone = zone(person.zone());
    let first = Utc.timestamp_opt(START, 0).single().expect("the workload's start").date_naive();
    let instant = |date: NaiveDate, minute: u16| {
        let time = NaiveTime::MIN + chrono::TimeDelta::minutes(i64::from(minute));
        zone.from_local_datetime(&date.and_time(time)).earliest().map_or(0, |instant| instant.timestamp())
    };
    first
        .iter_days()
        .take(28)
        .filter(|date| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun))
        .map(|date| (instant(date, start), instant(date, end)))
        .collect()
}

pub(crate) fn expand_hours(criterion: &mut Criterion) {
    let person = people(3, 1, 1).remove(0);
    let (schedule, table) = (person.schedule(), rules(person.zone()));
    assert_eq!(pairs(&expand(&schedule, &table, window())), chrono_hours(&person));
    let mut group = criterion.benchmark_group("weekly hours of four weeks");
    group.bench_function("freebusy", |bencher| {
        bencher.iter(|| expand(black_box(&schedule), &table, window()))
    });
    group.bench_function("chrono-tz", |bencher| bencher.iter(|| chrono_hours(black_box(&person))));
    group.finish();
}

/// A weekly rule of some age over the four weeks.
pub(crate) fn recur(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("weekly rule over four weeks");
    for years in [0, 10] {
        let start = START + 9 * 3_600 - years * 52 * 7 * 86_400;
        let own = Recurrence {
            start: WallTime::from_seconds(start),
            rules: vec![Rule::parse("FREQ=WEEKLY;BYDAY=MO,WE,FR").expect("the rule is well formed")],
            excluded_rules: Vec::new(),
            added: Vec::new(),
            excluded: Vec::new(),
        };
        let first =
            Utc.timestamp_opt(start, 0).single().expect("the workload's start").format("%Y%m%dT%H%M%SZ");
        let peer: rrule::RRuleSet = format!("DTSTART:{first}\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR")
            .parse()
            .expect("the rule is well formed");
        let ours = || own.occurrences(&ZoneRules::utc(), window(), 1_000).expect("the rule is bounded");
        let theirs = || -> Vec<i64> {
            let starts = peer.into_iter().map(|instant| instant.timestamp());
            starts.skip_while(|start| *start < START).take_while(|start| *start < START + LENGTH).collect()
        };
        assert_eq!(ours().iter().map(|occurrence| occurrence.start.as_unix()).collect::<Vec<_>>(), theirs());
        group.bench_function(BenchmarkId::new("freebusy", format!("{years} years old")), |bencher| {
            bencher.iter(&ours)
        });
        group.bench_function(BenchmarkId::new("rrule", format!("{years} years old")), |bencher| {
            bencher.iter(&theirs)
        });
    }
    group.finish();
}

fn quarter<'a>(zone: &'a ZoneRules) -> Grid<'a> {
    Grid { anchor: Anchor::Clock, increment: Increment::QUARTER, zone }
}

pub(crate) fn cut_slots(criterion: &mut Criterion) {
    let sets: Vec<IntervalSet> = people(5, 64, 100).iter().map(Person::free).collect();
    let zone = rules("Europe/Berlin");
    let half_hour = Minutes::new(30).into();
    let mut next = 0;
    criterion.bench_function("cut one person's slots of four weeks", |bencher| {
        bencher.iter(|| {
            next = (next + 1) % sets.len();
            sets.get(next).map(|free| cut(&free.room_for(half_hour), quarter(&zone)).collect::<Vec<_>>())
        });
    });
}

/// From schedules and raw busy lists to the starts at which all can meet.
fn ours(people: &[Person], tables: &[ZoneRules], who: &Who) -> Vec<i64> {
    let meeting =
        Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).expect("half an hour is not nothing");
    let range = meeting.starts_within(window()).expect("the window is long enough");
    let free: Vec<IntervalSet> = people
        .iter()
        .zip(tables.iter().cycle())
        .map(|(person, rules)| {
            let hours = expand(&person.schedule(), rules, window());
            let participant = Participant {
                evidence: Evidence::new(hours, person.blocks()),
                tentative: TentativePolicy::Busy,
            };
            participant.starts_in_state(State::Free, meeting, range)
        })
        .collect();
    cut(&solve(who, &free, range), quarter(&ZoneRules::utc())).map(Timestamp::as_unix).collect()
}

/// The same through chrono-tz and range-set-blaze.
fn theirs(people: &[Person]) -> Vec<i64> {
    let free = |person: &Person| &blaze(&chrono_hours(person)) - &blaze(&person.busy);
    let mut rest = people.iter();
    let first: RangeSetBlaze<i64> = rest.next().map(free).unwrap_or_default();
    let common = rest.fold(first, |left, person| &left & &free(person));
    let slots = |range: std::ops::RangeInclusive<i64>| {
        let first = (range.start() + 899) / 900 * 900;
        (first..=range.end() - 1_799).step_by(900)
    };
    common.ranges().flat_map(slots).collect()
}

pub(crate) fn end_to_end(criterion: &mut Criterion) {
    let tables: Vec<ZoneRules> = crate::workload::ZONES.iter().map(|name| rules(name)).collect();
    let mut group = criterion.benchmark_group("end to end");
    for count in [2, 8, 88] {
        let groups: Vec<Vec<Person>> = (0..16).map(|seed| people(seed, count, 100)).collect();
        let everybody = (0..).map(ParticipantId).take(count).map(Who::one).collect();
        let who = Who::all(everybody).expect("a flat expression is not too deep");
        for people in &groups {
            let found = ours(people, &tables, &who);
            assert!(!found.is_empty());
            assert_eq!(found, theirs(people));
        }
        let mut next = 0;
        group.bench_function(BenchmarkId::new("freebusy", count), |bencher| {
            bencher.iter(|| {
                next = (next + 1) % groups.len();
                groups.get(next).map(|people| ours(people, &tables, &who))
            });
        });
        group.bench_function(BenchmarkId::new("chrono-tz + range-set-blaze", count), |bencher| {
            bencher.iter(|| {
                next = (next + 1) % groups.len();
                groups.get(next).map(|people| theirs(people))
            });
        });
    }
    group.finish();
}
