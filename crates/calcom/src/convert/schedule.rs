//! Schedules of both dialects to hours.
//!
//! Times are of the schedule's own zone, also where they are labelled as UTC. 23:59 means midnight. Hours that
//! end before they start are none: Cal.com offers nothing in them either. Weekly hours that are not understood
//! are none; an override that is not understood could close any date, so everything is unknown then.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike as _};
use freebusy_core::{
    DateOverride, HourRange, Interval, IntervalSet, MinuteOfDay, Schedule, Weekday, WeeklyHours, ZoneRules,
    expand,
};

use super::instant;
use crate::wire::{Entry, current, old};

/// A schedule as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Plan {
    weekly: WeeklyHours,
    overrides: BTreeMap<NaiveDate, Vec<HourRange>>,
    /// What was not understood, each once.
    pub(crate) problems: Vec<&'static str>,
    /// Whether something that was not understood may close hours on some date.
    pub(crate) doubt: Doubt,
}

/// Whether the hours that were understood can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Doubt {
    #[default]
    None,
    Everywhere,
}

impl Plan {
    /// The hours within `window`, on the clock of `rules`.
    pub(crate) fn hours(&self, zone: &str, rules: &ZoneRules, window: Interval) -> IntervalSet {
        let overrides = self.overrides.iter();
        let overrides = overrides.map(|(date, hours)| DateOverride { date: *date, hours: hours.clone() });
        let schedule = Schedule::new(self.weekly.clone(), overrides, zone);
        expand(&schedule.expect("the dates of a map differ"), rules, window)
    }

    fn problem(&mut self, problem: &'static str) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn doubt(&mut self) {
        self.doubt = Doubt::Everywhere;
        self.problem("an override of a date is not understood; the whole window is unknown");
    }

    fn weekly(&mut self, days: impl Iterator<Item = Option<Weekday>>, hours: Range) {
        for day in days {
            match (day, hours) {
                (Some(day), Range::Hours(range)) => self.weekly.add(day, range),
                (Some(_), Range::None) => {}
                (Some(_), Range::Backwards) => self.backwards(),
                (None, _) | (_, Range::Odd) => {
                    self.problem("weekly hours are not understood; they count as none");
                }
            }
        }
    }

    fn on(&mut self, date: NaiveDate, hours: Range) {
        let day = self.overrides.entry(date).or_default();
        match hours {
            Range::Hours(range) => day.push(range),
            Range::None => {}
            Range::Backwards => self.backwards(),
            Range::Odd => self.problem("hours of an overridden date are not understood; they count as none"),
        }
    }

    fn backwards(&mut self) {
        self.problem("hours end before they start; they count as none, as at Cal.com");
    }
}

/// What two times of day say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    Hours(HourRange),
    None,
    Backwards,
    Odd,
}

fn range(start: Option<u16>, end: Option<u16>) -> Range {
    let (Some(start), Some(end)) = (start, end) else { return Range::Odd };
    let end = if end == 1_439 { 1_440 } else { end };
    if start > 1_440 || end > 1_440 {
        return Range::Odd;
    }
    match start.cmp(&end) {
        std::cmp::Ordering::Greater => Range::Backwards,
        std::cmp::Ordering::Equal => Range::None,
        std::cmp::Ordering::Less => bounds(start, end).map_or(Range::Odd, Range::Hours),
    }
}

fn bounds(start: u16, end: u16) -> Option<HourRange> {
    HourRange::new(MinuteOfDay::new(start)?, MinuteOfDay::new(end)?).ok()
}

/// `HH:MM`, to 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (two(hour)?, two(minute).filter(|minute| *minute < 60)?);
    Some(hour * 60 + minute).filter(|minute| *minute <= 1_440)
}

/// The schedule of the current dialect.
pub(crate) fn current(schedule: &current::Schedule) -> Plan {
    let mut plan = Plan::default();
    for hours in &schedule.availability {
        match hours {
            Entry::Read(hours) => {
                let days = hours.days.iter().map(|day| weekday(day));
                plan.weekly(days, range(minute(&hours.start_time), minute(&hours.end_time)));
            }
            Entry::Odd => plan.weekly([None].into_iter(), Range::Odd),
        }
    }
    for date in &schedule.overrides {
        match date {
            Entry::Read(day) => match day.date.parse() {
                Ok(date) => plan.on(date, range(minute(&day.start_time), minute(&day.end_time))),
                Err(_) => plan.doubt(),
            },
            Entry::Odd => plan.doubt(),
        }
    }
    plan
}

fn weekday(name: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, day)| *day)
}

/// The schedule of the old dialect.
pub(crate) fn old(schedule: &old::Schedule) -> Plan {
    let mut plan = Plan::default();
    for hours in &schedule.working_hours {
        match hours {
            Entry::Read(hours) => {
                let days = hours.days.iter().map(|day| from_sunday(*day));
                plan.weekly(days, range(Some(hours.start_time), Some(hours.end_time)));
            }
            Entry::Odd => plan.weekly([None].into_iter(), Range::Odd),
        }
    }
    match &schedule.date_overrides {
        Some(dates) => dates.iter().for_each(|date| old_override(date, &mut plan)),
        None => plan.doubt(),
    }
    plan
}

fn old_override(date: &Entry<old::Override>, plan: &mut Plan) {
    let Entry::Read(date) = date else { return plan.doubt() };
    if date.ranges.is_empty() {
        plan.doubt();
    }
    for hours in &date.ranges {
        let Some(start) = instant(&hours.start).map(|at| at.naive_utc()) else { return plan.doubt() };
        let end = instant(&hours.end).map(|at| at.naive_utc());
        let minute = |at: chrono::NaiveDateTime| u16::try_from(at.hour() * 60 + at.minute()).ok();
        // An end at the midnight that follows is written as that midnight, or as 23:59.
        let end = end.and_then(|end| match end.date() == start.date() {
            true => minute(end),
            false => (Some(end.date()) == start.date().succ_opt() && minute(end) == Some(0)).then_some(1_440),
        });
        plan.on(start.date(), range(minute(start), end));
    }
}

const fn from_sunday(day: u8) -> Option<Weekday> {
    match day {
        0 => Some(Weekday::Sun),
        1 => Some(Weekday::Mon),
        2 => Some(Weekday::Tue),
        3 => Some(Weekday::Wed),
        4 => Some(Weekday::Thu),
        5 => Some(Weekday::Fri),
        6 => Some(Weekday::Sat),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use freebusy_core::Timestamp;
    use freebusy_zones::Zones;

    use super::*;

    fn new_york(plan: &Plan, from: &str, to: &str) -> Vec<(i64, i64)> {
        let at = |text: &str| Timestamp::floor(&instant(text).unwrap());
        let window = Interval::new(at(from), at(to)).unwrap();
        let zone = Zones::bundled().zone("America/New_York").unwrap();
        let hours = plan.hours("America/New_York", zone.rules(), window);
        hours
            .iter()
            .map(|hours| (hours.start().as_unix() - at(from).as_unix(), hours.length().get()))
            .collect()
    }

    fn schedule(availability: &str, overrides: &str) -> Plan {
        let json = format!(
            r#"{{"id":1,"name":"n","timeZone":"America/New_York","availability":[{availability}],"overrides":[{overrides}]}}"#
        );
        current(&serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn hours_are_of_the_schedules_zone_on_both_sides_of_a_clock_change() {
        let plan = schedule(r#"{"days":["Saturday","Sunday"],"startTime":"09:00","endTime":"17:00"}"#, "");
        // The clocks of New York go back on Sunday, 2026-11-01: nine is 13:00Z the day before and 14:00Z then.
        let hours = new_york(&plan, "2026-10-31T00:00:00Z", "2026-11-02T00:00:00Z");
        assert_eq!(hours, [(13 * 3_600, 8 * 3_600), (38 * 3_600, 8 * 3_600)]);
    }

    #[test]
    fn a_minute_before_midnight_means_midnight() {
        let plan = schedule(
            r#"{"days":["Friday"],"startTime":"20:00","endTime":"23:59"},{"days":["Saturday"],"startTime":"00:00","endTime":"02:00"}"#,
            "",
        );
        let hours = new_york(&plan, "2026-12-04T05:00:00Z", "2026-12-06T05:00:00Z");
        assert_eq!(hours, [(20 * 3_600, 6 * 3_600)]);
    }

    #[test]
    fn overrides_of_a_date_add_up_and_one_of_no_length_closes_it() {
        let weekly = r#"{"days":["Tuesday","Wednesday"],"startTime":"09:00","endTime":"17:00"}"#;
        let plan = schedule(
            weekly,
            r#"{"date":"2026-12-01","startTime":"00:00","endTime":"00:00"},{"date":"2026-12-02","startTime":"10:00","endTime":"11:00"},
               {"date":"2026-12-02","startTime":"12:00","endTime":"13:00"}"#,
        );
        let hours = new_york(&plan, "2026-12-01T05:00:00Z", "2026-12-03T05:00:00Z");
        assert_eq!(hours, [(34 * 3_600, 3_600), (36 * 3_600, 3_600)]);
    }

    #[test]
    fn what_is_not_understood_never_opens_hours() {
        let plan = schedule(
            r#"{"days":["Monday","Freeday"],"startTime":"09:00","endTime":"10:00"},{"days":["Tuesday"],"startTime":"9","endTime":"25:00"},
               {"days":["Wednesday"],"startTime":"22:00","endTime":"02:00"},7"#,
            r#"{"date":"2026-12-07","startTime":"?","endTime":"10:00"}"#,
        );
        assert_eq!(new_york(&plan, "2026-12-01T05:00:00Z", "2026-12-08T05:00:00Z"), []);
        assert_eq!((plan.problems.len(), plan.doubt), (3, Doubt::None));
        assert_eq!(
            schedule("", r#"{"date":"soon","startTime":"09:00","endTime":"10:00"}"#).doubt,
            Doubt::Everywhere
        );
        assert_eq!(schedule("", "7").doubt, Doubt::Everywhere);
    }

    #[test]
    fn minutes_of_the_old_dialect_are_local_and_overrides_only_look_like_utc() {
        let json = r#"{"id":1,"workingHours":[{"days":[2],"startTime":540,"endTime":1439}],
            "dateOverrides":[{"ranges":[{"start":"2026-12-02T10:00:00.000Z","end":"2026-12-02T23:59:00.000Z"}]}]}"#;
        let plan = old(&serde_json::from_str(json).unwrap());
        let hours = new_york(&plan, "2026-12-01T05:00:00Z", "2026-12-03T05:00:00Z");
        assert_eq!(hours, [(9 * 3_600, 15 * 3_600), (34 * 3_600, 14 * 3_600)]);
    }

    #[test]
    fn an_old_schedule_that_says_nothing_of_overrides_is_in_doubt() {
        for json in [
            r#"{"id":1,"workingHours":[]}"#,
            r#"{"id":1,"workingHours":[],"dateOverrides":[7]}"#,
            r#"{"id":1,"workingHours":[],"dateOverrides":[{"ranges":[]}]}"#,
            r#"{"id":1,"workingHours":[],"dateOverrides":[{"ranges":[{"start":"x","end":"y"}]}]}"#,
        ] {
            assert_eq!(old(&serde_json::from_str(json).unwrap()).doubt, Doubt::Everywhere, "{json}");
        }
    }
}
