//! Which starts an event type offers: hours less what is taken, notice, horizon, caps, and how hosts share it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use freebusy_core::{
    DateOverride, HourRange, Interval, MinuteOfDay, Schedule, Seconds, Timestamp, WeeklyHours, ZoneRules,
};

use super::shape::buffered;
use super::state::{EventType, Hours, OwnHours, Pooling, Rule, RuleKind, User};
use crate::slots::{self, Rules, offered};
use crate::world::{Maker, World};

/// A start that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The persons who would host it.
    pub(crate) hosts: Vec<String>,
    pub(crate) remaining: u32,
    /// The event that a further invitee joins.
    pub(crate) joins: Option<String>,
}

/// The offers of an event type by their starts.
pub(crate) fn offers(world: &World, kind: &EventType, now: DateTime<Utc>) -> BTreeMap<Timestamp, Offer> {
    if !kind.active {
        return BTreeMap::new();
    }
    let hosts = kind.hosts.iter().filter_map(|host| world.calendly.user(host));
    let mut by_start: BTreeMap<Timestamp, Vec<String>> = BTreeMap::new();
    for host in hosts {
        for start in host_starts(world, kind, host, now) {
            by_start.entry(start).or_default().push(host.person.clone());
        }
    }
    let needed = if kind.pooling == Pooling::RoundRobin { 1 } else { kind.hosts.len() };
    let fresh = by_start.into_iter().filter(|(start, hosts)| hosts.len() >= needed && allowed(kind, *start));
    let mut offers: BTreeMap<Timestamp, Offer> =
        fresh.map(|(start, hosts)| (start, Offer { hosts, remaining: kind.seats, joins: None })).collect();
    offers.extend(joinable(world, kind, now));
    offers
}

/// Whether a one-off event type is offered at a start.
fn allowed(kind: &EventType, start: Timestamp) -> bool {
    let end = start + Seconds::from_minutes(kind.duration);
    let within = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
        Timestamp::ceil(from) <= start && end <= Timestamp::floor(to)
    };
    kind.only_within.as_ref().is_none_or(|stretches| stretches.iter().any(within))
}

/// From the end of the notice to the horizon.
fn reach(kind: &EventType, now: DateTime<Utc>) -> Option<Interval> {
    let earliest = Timestamp::ceil(&now) + Seconds::from_minutes(kind.notice_minutes);
    let latest = Timestamp::floor(&now) + Seconds::from_minutes(kind.horizon_days.saturating_mul(1_440));
    Interval::new(earliest, latest)
}

/// Events of a group that still have seats.
fn joinable(world: &World, kind: &EventType, now: DateTime<Utc>) -> Vec<(Timestamp, Offer)> {
    let Some(reach) = reach(kind, now) else { return Vec::new() };
    let events = world.calendly.events.iter().filter(|event| event.event_type == kind.id && kind.seats > 1);
    let open = events.filter_map(|event| {
        let booking = world.bookings.iter().find(|booking| booking.id == event.id && booking.active)?;
        let filled = u32::try_from(event.invitees.len()).unwrap_or(u32::MAX);
        let remaining = kind.seats.checked_sub(filled).filter(|remaining| *remaining > 0)?;
        let start = Timestamp::floor(&booking.start);
        let offer = Offer { hosts: booking.hosts.clone(), remaining, joins: Some(event.id.clone()) };
        reach.contains(start).then_some((start, offer))
    });
    open.collect()
}

/// The starts at which one host could take the meeting.
fn host_starts(world: &World, kind: &EventType, host: &User, now: DateTime<Utc>) -> Vec<Timestamp> {
    let (Some(window), Some(hours)) = (reach(kind, now), hours_of(world, kind, host)) else {
        return Vec::new();
    };
    let (Some(zone), Some(schedule)) = (slots::zone(&hours.timezone), schedule(&hours)) else {
        return Vec::new();
    };
    let rules = Rules {
        schedule: &schedule,
        zone: zone.rules(),
        grid_zone: zone.rules(),
        length: Seconds::from_minutes(kind.duration),
        increment: kind.increment,
        before: kind.before_buffer,
        after: kind.after_buffer,
        earliest: window.start(),
        latest: window.end(),
    };
    let starts = offered(rules, &taken(world, &host.person), window);
    under_the_caps(world, host, zone.rules(), starts)
}

/// The hours that a host keeps for an event type.
pub(crate) fn hours_of(world: &World, kind: &EventType, host: &User) -> Option<OwnHours> {
    let usual = || {
        let schedule = world.calendly.default_schedule(&host.id)?;
        Some(OwnHours { timezone: schedule.timezone.clone(), rules: schedule.rules.clone() })
    };
    kind.hours.get(&host.id).cloned().or_else(usual)
}

/// Everything that takes a person's time, bookings with their own buffers.
fn taken(world: &World, person: &str) -> Vec<Interval> {
    let own = world.person(person).into_iter().flat_map(|person| &person.busy);
    let own = own.filter_map(|busy| slots::taken(busy.start, busy.end));
    let booked = world.bookings_of(person).filter_map(|booking| {
        let (start, end) = buffered(booking);
        slots::taken(start, end)
    });
    own.chain(booked).collect()
}

/// Hours as the core knows them; `None` when a rule cannot be read.
pub(crate) fn schedule(hours: &OwnHours) -> Option<Schedule> {
    let mut weekly = WeeklyHours::default();
    let mut dates: BTreeMap<NaiveDate, Vec<HourRange>> = BTreeMap::new();
    for rule in &hours.rules {
        let ranges = rule.intervals.iter().map(range).collect::<Option<Vec<_>>>()?;
        match rule.kind {
            RuleKind::Wday => {
                let day = weekday(rule)?;
                ranges.into_iter().for_each(|range| weekly.add(day, range));
            }
            RuleKind::Date => dates.entry(date(rule)?).or_default().extend(ranges),
        }
    }
    let overrides = dates.into_iter().map(|(date, hours)| DateOverride { date, hours });
    Schedule::new(weekly, overrides, hours.timezone.as_str()).ok()
}

fn weekday(rule: &Rule) -> Option<Weekday> {
    let name = rule.wday.as_deref()?;
    name.chars().all(|letter| letter.is_ascii_lowercase()).then(|| name.parse().ok()).flatten()
}

/// The date of a rule; month and day may lack their zero.
fn date(rule: &Rule) -> Option<NaiveDate> {
    let mut parts = rule.date.as_deref()?.split('-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| parts.next().is_none())
}

fn range(hours: &Hours) -> Option<HourRange> {
    let (from, to) = (minute(&hours.from)?, minute(&hours.to)?);
    // An end at 00:00 is the midnight that ends the day.
    let to = if to == MinuteOfDay::MIDNIGHT { MinuteOfDay::END_OF_DAY } else { to };
    HourRange::new(from, to).ok()
}

fn minute(text: &str) -> Option<MinuteOfDay> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = (minutes < 60).then(|| hours.checked_mul(60)?.checked_add(minutes)).flatten()?;
    MinuteOfDay::new(total).filter(|_| total <= 1_440)
}

/// Leaves out the days, weeks and months on which a host has as many meetings as they take.
fn under_the_caps(world: &World, host: &User, zone: &ZoneRules, starts: Vec<Timestamp>) -> Vec<Timestamp> {
    let day = |start: Timestamp| zone.wall(start).date();
    let periods: [(Option<u32>, fn(NaiveDate) -> NaiveDate); 3] = [
        (host.limits.daily_limit, |date| date),
        (host.limits.weekly_limit, |date| date.week(Weekday::Sun).first_day()),
        (host.limits.monthly_limit, |date| date.with_day(1).unwrap_or(date)),
    ];
    let mut full: BTreeSet<(usize, NaiveDate)> = BTreeSet::new();
    for (index, (cap, begin)) in periods.iter().enumerate() {
        let Some(cap) = cap else { continue };
        let mut counts: HashMap<NaiveDate, u32> = HashMap::new();
        for booking in world.bookings_of(&host.person).filter(|booking| booking.maker == Maker::Calendly) {
            *counts.entry(begin(day(Timestamp::floor(&booking.start)))).or_default() += 1;
        }
        full.extend(counts.into_iter().filter(|(_, count)| count >= cap).map(|(date, _)| (index, date)));
    }
    let closed = |start: &Timestamp| {
        periods.iter().enumerate().any(|(index, (_, begin))| full.contains(&(index, begin(day(*start)))))
    };
    starts.into_iter().filter(|start| !closed(start)).collect()
}

/// Instants one after the other, both bounds included as the service reads them.
pub(crate) fn between(
    offers: BTreeMap<Timestamp, Offer>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> impl Iterator<Item = (Timestamp, Offer)> {
    let (from, to) = (Timestamp::ceil(&from), Timestamp::floor(&to));
    offers.into_iter().filter(move |(start, _)| from <= *start && *start <= to)
}

/// The end of a meeting that starts then.
pub(crate) fn end_of(kind: &EventType, start: DateTime<Utc>) -> DateTime<Utc> {
    start + TimeDelta::minutes(i64::from(kind.duration))
}
