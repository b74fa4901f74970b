//! Schedules: weekly hours and overrides, in force for one participant or for all who have none of their own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use freebusy_core::{DateOverride, HourRange, MinuteOfDay, Schedule, Weekday, WeeklyHours};
use freebusy_engine::Hours;
use freebusy_zones::Zone;

use super::choice::choice;
use super::document::{OverrideDoc, ScheduleDoc, WeeklyDoc};
use super::error::{SchemaError, shown};
use super::moment;
use super::number::{at_most, within};
use super::path::Path;
use super::zone_tables::{Table, ZoneTables};

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

const MOST_RANGES: usize = 1_000;

/// A schedule in force.
#[derive(Debug, Clone)]
pub(super) struct InForce {
    pub(super) hours: Hours,
    /// The zone that the schedule names itself.
    pub(super) zone: Option<Zone>,
}

/// The schedules of one document; equal ones are built once and shared.
#[derive(Debug)]
pub(super) struct Schedules<'a> {
    tables: ZoneTables<'a>,
    /// The zone of schedules that name none.
    request: Table,
    built: HashMap<&'a ScheduleDoc, InForce>,
}

impl<'a> Schedules<'a> {
    /// No schedule yet; those that name no zone will be in that of the request.
    pub(super) fn new(tables: ZoneTables<'a>, request: Table) -> Self {
        Self { tables, request, built: HashMap::new() }
    }

    /// The schedule that stands at `path`.
    pub(super) fn in_force(
        &mut self,
        document: &'a ScheduleDoc,
        path: Path<'_>,
    ) -> Result<InForce, SchemaError> {
        if let Some(built) = self.built.get(document) {
            return Ok(built.clone());
        }
        let built = self.build(document, path)?;
        self.built.insert(document, built.clone());
        Ok(built)
    }

    fn build(&mut self, document: &'a ScheduleDoc, path: Path<'_>) -> Result<InForce, SchemaError> {
        let own = match &document.time_zone {
            Some(name) => Some(self.tables.table(name, path.field("time_zone"))?),
            None => None,
        };
        let Table { zone, rules } = own.as_ref().unwrap_or(&self.request);
        let weekly = weekly_hours(&document.weekly, path.field("weekly"))?;
        let overrides = overrides(&document.overrides, path.field("overrides"))?;
        let schedule = Schedule::new(weekly, overrides, zone.name())
            .map_err(|error| path.field("overrides").error(error))?;
        let hours = Hours { schedule: Arc::new(schedule), rules: Arc::clone(rules) };
        Ok(InForce { hours, zone: own.map(|table| table.zone) })
    }
}

fn weekly_hours(entries: &[WeeklyDoc], path: Path<'_>) -> Result<WeeklyHours, SchemaError> {
    at_most(entries.len(), MOST_RANGES, "ranges", path)?;
    let mut weekly = WeeklyHours::default();
    for (index, entry) in entries.iter().enumerate() {
        let path = path.element(index);
        let days = path.field("days");
        let given = days.required(entry.days.as_ref(), "list the days of the week such as `mon`")?;
        if given.is_empty() {
            return Err(days.error("names no day; list the days of the week such as `mon`"));
        }
        at_most(given.len(), DAYS.len(), "days", days)?;
        let range = hour_range(entry.start_minute, entry.end_minute, path)?;
        for (index, day) in given.iter().enumerate() {
            weekly.add(choice(day, &DAYS, days.element(index))?, range);
        }
    }
    Ok(weekly)
}

fn overrides(entries: &[OverrideDoc], path: Path<'_>) -> Result<Vec<DateOverride>, SchemaError> {
    let mut seen = HashSet::new();
    let mut overrides = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let entry_path = path.element(index);
        let date_path = entry_path.field("date");
        let text =
            date_path.required(entry.date.as_ref(), "write the date that differs, such as `2026-12-07`")?;
        let date = moment::date(text, date_path)?;
        if !seen.insert(date) {
            let message = format!("{} is overridden twice; give its hours in one entry", shown(text));
            return Err(date_path.error(message));
        }
        let hours_path = entry_path.field("hours");
        let hours = hours_path
            .required(entry.hours.as_ref(), "list the hours of the date, `[]` if there are none")?;
        at_most(hours.len(), MOST_RANGES, "ranges", hours_path)?;
        let ranges = hours.iter().enumerate().map(|(index, hours)| {
            hour_range(hours.start_minute, hours.end_minute, hours_path.element(index))
        });
        overrides.push(DateOverride { date, hours: ranges.collect::<Result<_, _>>()? });
    }
    Ok(overrides)
}

fn hour_range(start: Option<i64>, end: Option<i64>, path: Path<'_>) -> Result<HourRange, SchemaError> {
    let (start_path, end_path) = (path.field("start_minute"), path.field("end_minute"));
    let start_minute = minute(start, start_path)?;
    let end_minute = minute(end, end_path)?;
    HourRange::new(start_minute, end_minute).map_err(|_| {
        let (start, end) = (start_minute.get(), end_minute.get());
        let mend = "write a later end, past 1440 for hours across midnight";
        end_path.error(format_args!("`{end}` is not after `start_minute`, which is `{start}`; {mend}"))
    })
}

fn minute(minute: Option<i64>, path: Path<'_>) -> Result<MinuteOfDay, SchemaError> {
    let given = path.required(minute, "write minutes from midnight, such as `540` for 09:00")?;
    let most = u32::from(MinuteOfDay::MAX.get());
    let minute = within(given, 0..=most, "minutes from midnight", path)?;
    Ok(u16::try_from(minute).ok().and_then(MinuteOfDay::new).expect("the bounds are those of the type"))
}
