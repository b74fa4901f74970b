//! A user's hours, from rules on the wall clock to a set of instants.
//!
//! Whatever is doubtful closes: a day whose rules cannot be read or contradict each other is closed and unknown, and
//! where even the day is in doubt, or the zone, the whole window is.

use std::collections::BTreeMap;

use freebusy_core::{
    BlockKind, DateOverride, HourRange, Interval, IntervalSet, MinuteOfDay, NaiveDate, Schedule, Weekday,
    WeeklyHours, ZoneRules, expand,
};
use freebusy_provider::Finding;
use freebusy_zones::{Zone, Zones};

use super::Problems;
use crate::error::shown;
use crate::wire::{AvailabilityRule, ClockRange, RuleKind, UserSchedule, WeekdayName};

/// The hours of a window, and what of them is unknown.
#[derive(Debug)]
pub(crate) struct Hours {
    pub(crate) open: Option<IntervalSet>,
    pub(crate) unknown: Vec<Finding>,
}

impl Hours {
    fn known(open: IntervalSet, unknown: &IntervalSet) -> Self {
        let block = |interval| Finding { interval, kind: BlockKind::Unknown, title: None };
        Self { open: Some(open), unknown: unknown.iter().map(block).collect() }
    }

    fn unknown(window: Interval) -> Self {
        let block = Finding { interval: window, kind: BlockKind::Unknown, title: None };
        Self { open: None, unknown: vec![block] }
    }
}

/// The hours within `window` by the schedule that counts where nothing else is said.
pub(crate) fn hours(
    window: Interval,
    schedules: &[UserSchedule],
    zones: &Zones,
    problems: &mut Problems,
) -> Hours {
    let Some(schedule) = default_of(schedules) else {
        problems.note("none of the user's schedules is the default one: the hours are unknown");
        return Hours::unknown(window);
    };
    let Some(zone) = zone_of(&schedule.timezone, zones) else {
        let zone = shown(&schedule.timezone);
        problems.note(format!("the time zone `{zone}` of the user's hours is unknown, and so are the hours"));
        return Hours::unknown(window);
    };
    match Week::read(&schedule.rules, problems) {
        Some(week) => week.over(window, &zone),
        None => Hours::unknown(window),
    }
}

/// The default schedule, or the only one; several defaults are none.
fn default_of(schedules: &[UserSchedule]) -> Option<&UserSchedule> {
    let mut defaults = schedules.iter().filter(|schedule| schedule.default == Some(true));
    match (defaults.next(), defaults.next(), schedules) {
        (Some(default), None, _) => Some(default),
        (None, _, [only]) => Some(only),
        _ => None,
    }
}

/// The zone of a name, also where a space stands for the underscore.
fn zone_of(name: &str, zones: &Zones) -> Option<Zone> {
    zones.find(name).or_else(|| zones.find(&name.replace(' ', "_")))
}

/// The hours of one day; `None` when they cannot be told.
type Day = Option<Vec<HourRange>>;

/// The rules, by day.
#[derive(Default)]
struct Week {
    weekly: BTreeMap<u32, (Weekday, Day)>,
    dates: BTreeMap<NaiveDate, Day>,
}

impl Week {
    /// Reads rules; `None` when it is in doubt which days they are for.
    fn read(rules: &[AvailabilityRule], problems: &mut Problems) -> Option<Self> {
        let mut week = Self::default();
        for rule in rules {
            let day = day(&rule.intervals);
            if day.is_none() {
                problems.note("hours of a day cannot be read: that day is unknown");
            }
            if week.take(rule, day).is_none() {
                problems.note("a rule of the user's hours is for an unknown day: the hours are unknown");
                return None;
            }
        }
        Some(week)
    }

    /// Adds the hours of a rule; `None` when it is in doubt for which day they are.
    fn take(&mut self, rule: &AvailabilityRule, day: Day) -> Option<()> {
        match &rule.kind {
            RuleKind::Weekday => {
                let weekday = rule.wday.as_ref().and_then(weekday)?;
                let days = &mut self.weekly;
                let (_, known) =
                    days.entry(weekday.num_days_from_monday()).or_insert_with(|| (weekday, day.clone()));
                *known = both(known.take(), day);
            }
            RuleKind::Date => {
                let date = rule.date.as_deref().and_then(date)?;
                let known = self.dates.entry(date).or_insert_with(|| day.clone());
                *known = both(known.take(), day);
            }
            RuleKind::Other(_) => return None,
        }
        Some(())
    }

    fn over(&self, window: Interval, zone: &Zone) -> Hours {
        let closed = |day: &Day| day.clone().unwrap_or_default();
        let open = self.expand(window, zone.rules(), closed);
        // A day that can be told is left out of what is unknown, and the other way round.
        let unknown = self.expand(window, zone.rules(), |day| match day {
            Some(_) => Vec::new(),
            None => vec![whole_day()],
        });
        Hours::known(open, &unknown)
    }

    fn expand(
        &self,
        window: Interval,
        rules: &ZoneRules,
        of: impl Fn(&Day) -> Vec<HourRange>,
    ) -> IntervalSet {
        let weekly: WeeklyHours = self
            .weekly
            .values()
            .flat_map(|(weekday, day)| of(day).into_iter().map(move |range| (*weekday, range)))
            .collect();
        let overrides = self.dates.iter().map(|(&date, day)| DateOverride { date, hours: of(day) });
        match Schedule::new(weekly, overrides, "") {
            Ok(schedule) => expand(&schedule, rules, window),
            Err(_) => IntervalSet::EMPTY,
        }
    }
}

/// Two rules of one day: their hours together; closed where one says so, untold where one cannot be told.
fn both(one: Day, other: Day) -> Day {
    let (one, other) = (one?, other?);
    if one.is_empty() || other.is_empty() { Some(Vec::new()) } else { Some([one, other].concat()) }
}

fn whole_day() -> HourRange {
    HourRange::new(MinuteOfDay::MIDNIGHT, MinuteOfDay::END_OF_DAY).expect("a day has hours")
}

/// The hours of a day; `None` as soon as one of its ranges cannot be read.
fn day(ranges: &[ClockRange]) -> Day {
    ranges.iter().map(range).collect()
}

/// Hours that end at `00:00` end at midnight; other hours that end before they start are not read.
fn range(range: &ClockRange) -> Option<HourRange> {
    let start = minute(&range.from)?;
    let end = minute(&range.to)?;
    let midnight = end == MinuteOfDay::MIDNIGHT && start > end;
    HourRange::new(start, if midnight { MinuteOfDay::END_OF_DAY } else { end }).ok()
}

/// `HH:MM`, from `00:00` to `24:00`.
fn minute(text: &str) -> Option<MinuteOfDay> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    let total = hour.checked_mul(60)?.checked_add(minute)?;
    if minute < 60 && total <= 1_440 { MinuteOfDay::new(total) } else { None }
}

/// `2030-01-05`, with or without the leading zeros.
fn date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
}

/// A number of at most so many digits and of nothing else.
fn number(text: &str, digits: usize) -> Option<u16> {
    let plain = (1..=digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn weekday(name: &WeekdayName) -> Option<Weekday> {
    match name {
        WeekdayName::Monday => Some(Weekday::Mon),
        WeekdayName::Tuesday => Some(Weekday::Tue),
        WeekdayName::Wednesday => Some(Weekday::Wed),
        WeekdayName::Thursday => Some(Weekday::Thu),
        WeekdayName::Friday => Some(Weekday::Fri),
        WeekdayName::Saturday => Some(Weekday::Sat),
        WeekdayName::Sunday => Some(Weekday::Sun),
        WeekdayName::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use freebusy_core::Timestamp;

    use super::*;

    /// Four days from Thursday, 1 January 1970.
    fn window() -> Interval {
        Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(4 * 86_400)).unwrap()
    }

    fn told(zone: &str, rules: &str) -> (Hours, usize) {
        let json = format!(r#"[{{"default":true,"timezone":"{zone}","rules":{rules}}}]"#);
        let schedules: Vec<UserSchedule> = serde_json::from_str(&json).unwrap();
        let mut problems = Problems::default();
        let hours = hours(window(), &schedules, &Zones::bundled(), &mut problems);
        (hours, problems.into_vec().len())
    }

    /// The open hours, as pairs of hours since the start of the window.
    fn open(rules: &str) -> Vec<(i64, i64)> {
        let (hours, _) = told("UTC", rules);
        let hour = |at: Timestamp| at.as_unix() / 3_600;
        hours.open.unwrap().iter().map(|span| (hour(span.start()), hour(span.end()))).collect()
    }

    #[test]
    fn a_date_replaces_its_weekday_and_no_intervals_mean_closed() {
        let week = r#"{"type":"wday","wday":"thursday","intervals":[{"from":"09:00","to":"17:00"}]},
                      {"type":"wday","wday":"friday","intervals":[{"from":"09:00","to":"12:00"},{"from":"13:00","to":"24:00"}]},
                      {"type":"wday","wday":"sunday","intervals":[]}"#;
        assert_eq!(open(&format!("[{week}]")), [(9, 17), (33, 36), (37, 48)]);
        let closed = r#"{"type":"date","date":"1970-1-1","intervals":[]}"#;
        assert_eq!(open(&format!("[{week},{closed}]")), [(33, 36), (37, 48)]);
        let late = r#"{"type":"date","date":"1970-01-03","intervals":[{"from":"20:00","to":"00:00"}]}"#;
        assert_eq!(open(&format!("[{late}]")), [(68, 72)]);
    }

    #[test]
    fn several_rules_of_a_day_add_up_unless_one_closes_it() {
        let rule =
            |intervals: &str| format!(r#"{{"type":"wday","wday":"thursday","intervals":[{intervals}]}}"#);
        let (early, late) =
            (rule(r#"{"from":"08:00","to":"09:00"}"#), rule(r#"{"from":"20:00","to":"21:00"}"#));
        assert_eq!(open(&format!("[{early},{late}]")), [(8, 9), (20, 21)]);
        assert_eq!(open(&format!("[{early},{}]", rule(""))), []);
    }

    #[test]
    fn a_day_that_cannot_be_read_is_closed_and_unknown() {
        for bad in ["25:00", "9", "09:60", "-1:00", "08:00", "0x:00", "24:01", ""] {
            let rules = format!(
                r#"[{{"type":"wday","wday":"thursday","intervals":[{{"from":"08:00","to":"{bad}"}},{{"from":"10:00","to":"11:00"}}]}},
                    {{"type":"wday","wday":"friday","intervals":[{{"from":"10:00","to":"11:00"}}]}}]"#
            );
            let (hours, problems) = told("UTC", &rules);
            assert_eq!(open(&rules), [(34, 35)], "{bad}");
            let day = Interval::new(Timestamp::from_unix(0), Timestamp::from_unix(86_400)).unwrap();
            assert_eq!(hours.unknown.iter().map(|block| block.interval).collect::<Vec<_>>(), [day]);
            assert_eq!(problems, 1);
        }
    }

    #[test]
    fn a_rule_for_an_unknown_day_leaves_the_window_unknown() {
        for rule in [
            r#"{"type":"lunar","intervals":[]}"#,
            r#"{"type":"wday","wday":"funday","intervals":[]}"#,
            r#"{"type":"wday","intervals":[]}"#,
            r#"{"type":"date","date":"1970-13-01","intervals":[]}"#,
            r#"{"type":"date","date":null,"intervals":[]}"#,
        ] {
            let (hours, problems) = told("UTC", &format!("[{rule}]"));
            assert!(hours.open.is_none() && problems > 0, "{rule}");
            assert_eq!(hours.unknown[0].interval, window());
        }
    }

    #[test]
    fn an_unknown_zone_leaves_the_window_unknown_and_a_space_in_a_name_does_not() {
        assert!(told("Mars/Olympus", "[]").0.open.is_none());
        assert!(told("America/New York", "[]").0.open.is_some());
    }

    #[test]
    fn hours_are_those_of_the_default_schedule() {
        let of = |json: &str| -> bool {
            let schedules: Vec<UserSchedule> = serde_json::from_str(json).unwrap();
            default_of(&schedules).is_some()
        };
        let (yes, no) = (
            r#"{"default":true,"timezone":"UTC","rules":[]}"#,
            r#"{"default":false,"timezone":"UTC","rules":[]}"#,
        );
        assert!(of(&format!("[{no},{yes}]")) && of(&format!("[{no}]")));
        assert!(!of("[]") && !of(&format!("[{no},{no}]")) && !of(&format!("[{yes},{yes}]")));
    }
}
