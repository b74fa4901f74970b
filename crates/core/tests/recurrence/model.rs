//! A rule as plain data, its text, and the slow, obvious expansion: walk every day since DTSTART, ask each BY part on
//! its own, and count. The model knows chrono's calendar and nothing of the crate's arithmetic.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use freebusy_core::{Interval, Occurrence, Recurrence, Rule, Timestamp, WallTime, ZoneRules};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

/// A rule as the model reads it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spec {
    pub(crate) frequency: &'static str,
    pub(crate) interval: i64,
    pub(crate) count: Option<usize>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) week_start: usize,
    pub(crate) months: Vec<u32>,
    pub(crate) month_days: Vec<i64>,
    pub(crate) year_days: Vec<i64>,
    pub(crate) weeks: Vec<i64>,
    /// The number, 0 for none, and days from Monday.
    pub(crate) weekdays: Vec<(i64, usize)>,
    pub(crate) hours: Vec<u32>,
    pub(crate) minutes: Vec<u32>,
    pub(crate) seconds: Vec<u32>,
    pub(crate) positions: Vec<i64>,
}

pub(crate) const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Spec {
    pub(crate) fn text(&self) -> String {
        let mut text = format!("FREQ={};INTERVAL={}", self.frequency, self.interval);
        text += &format!(";WKST={}", NAMES[self.week_start]);
        let mut list = |name: &str, values: Vec<String>| {
            if !values.is_empty() {
                text += &format!(";{name}={}", values.join(","));
            }
        };
        let number = |n: &i64| n.to_string();
        let small = |n: &u32| n.to_string();
        list("COUNT", self.count.iter().map(usize::to_string).collect());
        list("UNTIL", self.until.iter().map(|date| date.format("%Y%m%d").to_string()).collect());
        list("BYMONTH", self.months.iter().map(small).collect());
        list("BYMONTHDAY", self.month_days.iter().map(number).collect());
        list("BYYEARDAY", self.year_days.iter().map(number).collect());
        list("BYWEEKNO", self.weeks.iter().map(number).collect());
        let weekday = |(n, day): &(i64, usize)| match n {
            0 => NAMES[*day].to_string(),
            n => format!("{n}{}", NAMES[*day]),
        };
        list("BYDAY", self.weekdays.iter().map(weekday).collect());
        list("BYHOUR", self.hours.iter().map(small).collect());
        list("BYMINUTE", self.minutes.iter().map(small).collect());
        list("BYSECOND", self.seconds.iter().map(small).collect());
        list("BYSETPOS", self.positions.iter().map(number).collect());
        text
    }

    pub(crate) fn is_within_a_day(&self) -> bool {
        matches!(self.frequency, "SECONDLY" | "MINUTELY" | "HOURLY")
    }

    pub(crate) fn leaves_the_day_open(&self) -> bool {
        self.month_days.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty()
            && self.weekdays.is_empty()
    }

    /// Which period a reading lies in, in periods since some origin.
    fn period(&self, at: NaiveDateTime) -> i64 {
        let (date, seconds) = (at.date(), at.and_utc().timestamp());
        match self.frequency {
            "YEARLY" => i64::from(date.year()),
            "MONTHLY" => i64::from(date.year()) * 12 + i64::from(date.month0()),
            "WEEKLY" => i64::from(self.week_of(date).to_epoch_days() + 7_000_000).div_euclid(7),
            "DAILY" => i64::from(date.to_epoch_days()),
            "HOURLY" => seconds.div_euclid(3_600),
            "MINUTELY" => seconds.div_euclid(60),
            _ => seconds,
        }
    }

    fn week_of(&self, mut date: NaiveDate) -> NaiveDate {
        while days_from_monday(date) != self.week_start {
            date = date.pred_opt().unwrap();
        }
        date
    }

    fn has_date(&self, date: NaiveDate, start: NaiveDate) -> bool {
        let open = self.leaves_the_day_open();
        let by = |empty: bool, holds: bool| empty || holds;
        let default = match self.frequency {
            "YEARLY" if open && self.months.is_empty() => {
                date.day() == start.day() && date.month() == start.month()
            }
            "YEARLY" | "MONTHLY" if open => date.day() == start.day(),
            "WEEKLY" if open => date.weekday() == start.weekday(),
            _ => true,
        };
        default
            && by(self.months.is_empty(), self.months.contains(&date.month()))
            && by(self.month_days.is_empty(), self.month_days.iter().any(|n| is_month_day(date, *n)))
            && by(self.year_days.is_empty(), self.year_days.iter().any(|n| is_year_day(date, *n)))
            && by(self.weeks.is_empty(), self.weeks.iter().any(|n| self.is_week(date, *n)))
            && by(self.weekdays.is_empty(), self.weekdays.iter().any(|day| self.is_weekday(date, *day)))
    }

    fn is_weekday(&self, date: NaiveDate, (n, weekday): (i64, usize)) -> bool {
        let in_year = self.frequency == "YEARLY" && self.months.is_empty();
        let inside =
            |other: NaiveDate| other.year() == date.year() && (in_year || other.month() == date.month());
        let step = TimeDelta::days(if n > 0 { -7 } else { 7 });
        let place = (0..).take_while(|weeks| inside(date + step * *weeks)).count() as i64;
        days_from_monday(date) == weekday && (n == 0 || place == n.abs())
    }

    /// A week belongs to the year that its fourth day lies in.
    fn is_week(&self, date: NaiveDate, n: i64) -> bool {
        let middle = self.week_of(date) + Days::new(3);
        let weeks_before =
            (1..60).take_while(|weeks| (middle - Days::new(weeks * 7)).year() == middle.year());
        let weeks_after = (1..60).take_while(|weeks| (middle + Days::new(weeks * 7)).year() == middle.year());
        let place = if n > 0 { weeks_before.count() } else { weeks_after.count() };
        place as i64 + 1 == n.abs()
    }

    fn has_time(&self, time: NaiveTime, start: NaiveTime) -> bool {
        let by = |list: &Vec<u32>, value: u32, own: u32, open: bool| {
            if list.is_empty() { open || value == own } else { list.contains(&value) }
        };
        let (hourly, minutely, secondly) =
            (self.frequency == "HOURLY", self.frequency == "MINUTELY", self.frequency == "SECONDLY");
        by(&self.hours, time.hour(), start.hour(), hourly || minutely || secondly)
            && by(&self.minutes, time.minute(), start.minute(), minutely || secondly)
            && by(&self.seconds, time.second(), start.second(), secondly)
    }

    /// All readings of the rule from `start` to before `end`, looking at each reading that `grid` yields in a day.
    pub(crate) fn model(
        &self,
        start: NaiveDateTime,
        end: NaiveDateTime,
        grid: &[NaiveTime],
    ) -> Vec<NaiveDateTime> {
        let mut periods: BTreeMap<i64, Vec<NaiveDateTime>> = BTreeMap::new();
        // A period may have begun up to a year before DTSTART and end up to a year after the end.
        let margin = if self.is_within_a_day() { 1 } else { 373 };
        let (first, last) = (start.date() - Days::new(margin), end.date() + Days::new(margin));
        for date in first.iter_days().take_while(|date| *date < last) {
            if !self.has_date(date, start.date()) {
                continue;
            }
            for time in grid.iter().filter(|time| self.has_time(**time, start.time())) {
                let reading = date.and_time(*time);
                periods.entry(self.period(reading)).or_default().push(reading);
            }
        }
        let first = self.period(start);
        periods.retain(|period, _| *period >= first && (period - first) % self.interval == 0);
        let picked =
            periods.into_values().flat_map(|set| self.pick(&set)).filter(|reading| *reading >= start);
        let counted = picked.take(self.count.unwrap_or(usize::MAX));
        let until = self.until.map_or(end, |date| date.and_time(NaiveTime::MIN) + Days::new(1));
        counted.take_while(|reading| *reading < end.min(until)).collect()
    }

    fn pick(&self, set: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
        let is_picked = |index: usize| {
            let from_end = index as i64 - set.len() as i64;
            self.positions.contains(&(index as i64 + 1)) || self.positions.contains(&from_end)
        };
        let all = self.positions.is_empty();
        (0..set.len()).filter(|index| all || is_picked(*index)).map(|index| set[index]).collect()
    }
}

pub(crate) fn is_month_day(date: NaiveDate, n: i64) -> bool {
    let length = (1..=31).filter(|day| date.with_day(*day).is_some()).count() as i64;
    let day = i64::from(date.day());
    day == n || day - length - 1 == n
}

pub(crate) fn is_year_day(date: NaiveDate, n: i64) -> bool {
    let length = if date.leap_year() { 366 } else { 365 };
    let day = i64::from(date.ordinal());
    day == n || day - length - 1 == n
}

/// A zone with a gap of an hour each spring and a fold each autumn, at dates that no rule here knows of.
pub(crate) fn zone() -> ZoneRules {
    static ZONE: LazyLock<ZoneRules> = LazyLock::new(|| {
        let window = Interval::new(stamp(at(1899, 1, 1)), stamp(at(2110, 1, 1))).unwrap();
        ZoneRules::from_chrono(&chrono_tz::America::New_York, window)
    });
    ZONE.clone()
}

pub(crate) fn at(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_time(NaiveTime::MIN)
}

pub(crate) fn stamp(utc: NaiveDateTime) -> Timestamp {
    Timestamp::from_unix(utc.and_utc().timestamp())
}

pub(crate) fn recurrence(start: NaiveDateTime, rules: &[String]) -> Recurrence {
    Recurrence {
        start: WallTime::from_chrono(start),
        rules: rules.iter().map(|text| Rule::parse(text).expect(text)).collect(),
        excluded_rules: vec![],
        added: vec![],
        excluded: vec![],
    }
}

pub(crate) fn starts(found: &[Occurrence]) -> Vec<Timestamp> {
    found.iter().map(|occurrence| occurrence.start).collect()
}

/// What the model gives in `zone` and `window`, DTSTART included.
pub(crate) fn model(
    spec: &Spec,
    start: NaiveDateTime,
    zone: &ZoneRules,
    window: Interval,
    grid: &[NaiveTime],
) -> Vec<Timestamp> {
    let end = window.end().to_chrono().unwrap().naive_utc() + Days::new(2);
    let mut readings = spec.model(start, end, grid);
    readings.push(start);
    let mut all: Vec<Timestamp> =
        readings.into_iter().map(|reading| zone.instant(WallTime::from_chrono(reading))).collect();
    all.retain(|instant| window.contains(*instant));
    all.sort();
    all.dedup();
    all
}

/// Times of day that the rules drawn here can name.
pub(crate) fn grid(spec: &Spec, start: NaiveDateTime) -> Vec<NaiveTime> {
    let or = |list: &Vec<u32>, own: u32| if list.is_empty() { vec![own] } else { list.clone() };
    let mut grid = vec![];
    for hour in or(&spec.hours, start.hour()) {
        for minute in or(&spec.minutes, start.minute()) {
            for second in or(&spec.seconds, start.second()) {
                grid.push(NaiveTime::from_hms_opt(hour, minute, second).unwrap());
            }
        }
    }
    grid.sort();
    grid.dedup();
    grid
}

pub(crate) fn some<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    weighted(0.4, vec(select(values), 1..4)).prop_map(Option::unwrap_or_default)
}

pub(crate) fn both_ends(most: i64) -> Vec<i64> {
    (-most..=most).filter(|n| *n != 0).collect()
}

pub(crate) fn a_start() -> impl Strategy<Value = NaiveDateTime> {
    // Rules begin at times that exist twice or never at least some of the time.
    (0_i64..36_500, select(vec![0, 5_400, 9_000, 32_400, 86_399]))
        .prop_map(|(day, time)| at(1930, 1, 1) + TimeDelta::seconds(day * 86_400 + time))
}

/// The end of a rule, if any: COUNT or UNTIL.
pub(crate) fn an_end() -> impl Strategy<Value = (Option<usize>, Option<u64>)> {
    prop_oneof![
        2 => Just((None, None)),
        1 => (1_usize..60).prop_map(|count| (Some(count), None)),
        1 => (0_u64..3_000).prop_map(|days| (None, Some(days))),
    ]
}

pub(crate) fn a_rule_of_days() -> impl Strategy<Value = Spec> {
    let weekday = || (select(vec![0_i64, 0, 0, 1, 2, 3, 4, 5, -1, -2, -5]), 0_usize..7);
    let lists = (
        some((1_u32..=12).collect()),
        some(both_ends(31)),
        some(both_ends(366)),
        some(both_ends(53)),
        weighted(0.5, vec(weekday(), 1..4)).prop_map(Option::unwrap_or_default),
    );
    let times = (some((0_u32..24).collect()), some((0_u32..60).collect()), some((0_u32..60).collect()));
    (
        select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        1_i64..5,
        0_usize..7,
        lists,
        weighted(0.2, times),
        some(vec![1_i64, 2, 3, 5, -1, -2, -4]),
    )
        .prop_map(|(frequency, interval, week_start, lists, times, positions)| {
            let (months, month_days, year_days, weeks, weekdays) = lists;
            let (hours, minutes, seconds) = times.unwrap_or_default();
            lawful(Spec {
                frequency,
                interval,
                week_start,
                months,
                month_days,
                year_days,
                weeks,
                weekdays,
                hours,
                minutes,
                seconds,
                positions,
                ..Spec::default()
            })
        })
}

/// The rule without the parts that may not stand together.
pub(crate) fn lawful(mut spec: Spec) -> Spec {
    if spec.frequency != "YEARLY" {
        spec.weeks.clear();
        spec.year_days.clear();
    }
    if spec.frequency == "WEEKLY" {
        spec.month_days.clear();
    }
    if !spec.weeks.is_empty() {
        spec.interval = 1;
        spec.positions.clear();
    }
    if !matches!(spec.frequency, "MONTHLY" | "YEARLY") || !spec.weeks.is_empty() {
        spec.weekdays.iter_mut().for_each(|day| day.0 = 0);
    }
    let has_by = !spec.months.is_empty() || !spec.leaves_the_day_open() || !spec.hours.is_empty();
    if !has_by && spec.minutes.is_empty() && spec.seconds.is_empty() {
        spec.positions.clear();
    }
    spec
}

pub(crate) fn ended(
    mut spec: Spec,
    start: NaiveDateTime,
    (count, days): (Option<usize>, Option<u64>),
) -> Spec {
    spec.count = count.filter(|_| spec.weeks.is_empty() || !spec.weekdays.is_empty());
    spec.until = days.map(|days| start.date() + Days::new(days));
    spec
}

fn days_from_monday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}
