//! A question to a calendar, and its answer in short lines.

use std::sync::{Arc, OnceLock};

use freebusy_core::{BlockKind, Interval, IntervalSet, NaiveDate, Seconds, Timestamp, WallTime, ZoneRules};
use freebusy_ical::{Calendar, Error};
use freebusy_provider::{Findings, Query, Titles};
use freebusy_zones::Zones;

/// The zones at hand, loaded once.
pub(crate) fn zones() -> Arc<Zones> {
    static ZONES: OnceLock<Arc<Zones>> = OnceLock::new();
    ZONES.get_or_init(|| Arc::new(Zones::load(None).unwrap())).clone()
}

pub(crate) fn zone(name: &str) -> ZoneRules {
    zones().zone(name).unwrap().rules().clone()
}

/// `2026-12-01T09:00` in UTC.
pub(crate) fn at(text: &str) -> Timestamp {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let date: NaiveDate = date.parse().unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    WallTime::new(date, hour.parse::<i64>().unwrap() * 3_600 + minute.parse::<i64>().unwrap() * 60)
        .at_offset(0)
}

pub(crate) fn interval(start: &str, end: &str) -> Interval {
    Interval::new(at(start), at(end)).unwrap()
}

/// A VCALENDAR around the lines.
pub(crate) fn calendar(lines: &[&str]) -> String {
    let mut all = vec!["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"];
    all.extend(lines);
    all.extend(["END:VCALENDAR", ""]);
    all.join("\r\n")
}

/// A VCALENDAR with one VEVENT of the lines.
pub(crate) fn event(lines: &[&str]) -> String {
    events(&[lines])
}

/// A VCALENDAR with several VEVENTs.
pub(crate) fn events(events: &[&[&str]]) -> String {
    let mut all = Vec::new();
    for lines in events {
        all.push("BEGIN:VEVENT");
        all.extend(*lines);
        all.push("END:VEVENT");
    }
    calendar(&all)
}

/// A question: by default the first week of December 2026 on a UTC clock, without titles.
pub(crate) struct Asked {
    pub(crate) window: Interval,
    pub(crate) local: ZoneRules,
    pub(crate) titles: Titles,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            window: interval("2026-12-01", "2026-12-08"),
            local: ZoneRules::utc(),
            titles: Titles::Withheld,
        }
    }
}

impl Asked {
    pub(crate) fn over(start: &str, end: &str) -> Self {
        Self { window: interval(start, end), ..Self::default() }
    }

    pub(crate) fn local(mut self, name: &str) -> Self {
        self.local = zone(name);
        self
    }

    /// The question as the port puts it.
    pub(crate) fn query(&self) -> Query<'_> {
        Query {
            window: self.window,
            local: &self.local,
            now: Timestamp::from_unix(0),
            length: Seconds::from_minutes(30),
            titles: self.titles,
        }
    }

    pub(crate) fn findings(&self, text: &str) -> Result<Findings, Error> {
        Calendar::parse(text.as_bytes(), "ana.ics")?.findings(self.query(), &zones())
    }

    /// What is found, merged by kind, clipped to the window, in short lines.
    pub(crate) fn found(&self, text: &str) -> Vec<String> {
        let findings = self.findings(text).unwrap();
        let kinds = [
            (BlockKind::Busy, "busy"),
            (BlockKind::Tentative, "tentative"),
            (BlockKind::Unavailable, "unavailable"),
            (BlockKind::Unknown, "unknown"),
        ];
        kinds.iter().flat_map(|(kind, name)| self.lines(&findings, *kind, name)).collect()
    }

    fn lines(&self, findings: &Findings, kind: BlockKind, name: &str) -> Vec<String> {
        let blocks = findings.blocks.iter().filter(|block| block.kind == kind);
        let set: IntervalSet = blocks.map(|block| block.interval).collect();
        set.clip(self.window)
            .iter()
            .map(|i| format!("{name} {}/{}", short(i.start()), short(i.end())))
            .collect()
    }
}

fn short(instant: Timestamp) -> String {
    let reading = instant.wall(0).to_chrono();
    let format = if instant.as_unix() % 60 == 0 { "%m-%dT%H:%M" } else { "%m-%dT%H:%M:%S" };
    reading.format(format).to_string()
}

/// What the default question finds.
pub(crate) fn found(text: &str) -> Vec<String> {
    Asked::default().found(text)
}

/// The problems that the default question meets, as one text.
pub(crate) fn problems(text: &str) -> String {
    let findings = Asked::default().findings(text).unwrap();
    findings.problems.iter().map(|problem| format!("{}\n", problem.0)).collect()
}

pub(crate) const ALL_UNKNOWN: &str = "unknown 12-01T00:00/12-08T00:00";
pub(crate) const NOTHING: [&str; 0] = [];
