//! A calendar's own VTIMEZONE: its lines, and the offset table they describe over the years anybody asks about.
//!
//! A description that is not understood completely gives no table: half of its changes would be an hour wrong.

use freebusy_core::{Interval, Offset, Recurrence, Rule, Timestamp, WallTime, ZoneRules};

use crate::component::Once;
use crate::line::Line;
use crate::wire::{self, Moment, ZoneNames};

/// 1966-01-01, a few years before the earliest window, so that the offset at its beginning is known.
const FIRST: i64 = -126_230_400;
/// 2201-01-01, after the latest window.
const LAST: i64 = 7_289_654_400;
/// The most changes of one observance: two a year, and some.
const MOST: usize = 1_000;
/// The most changes of all observances.
const MOST_TOGETHER: usize = 4_000;

/// One VTIMEZONE: the calendar's own idea of a zone.
#[derive(Debug, Clone, Default)]
pub(crate) struct TimeZone {
    pub(crate) name: Once<Box<str>>,
    pub(crate) observances: Vec<Observance>,
    /// Part of it is missing.
    pub(crate) damaged: bool,
}

impl TimeZone {
    /// Takes in one of its lines.
    pub(crate) fn read(&mut self, line: &Line<'_>) {
        if line.name.eq_ignore_ascii_case("TZID") {
            // The name is escaped here, and quoted where a time asks for it.
            self.name.take(name(&wire::plain(line.value.trim_matches('"'))));
        }
    }
}

/// One STANDARD or DAYLIGHT of a VTIMEZONE.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Observance {
    pub(crate) start: Once<Moment>,
    pub(crate) from: Once<Offset>,
    pub(crate) to: Once<Offset>,
    pub(crate) rules: Vec<Box<str>>,
    pub(crate) added: Vec<Moment>,
    pub(crate) damaged: bool,
}

impl Observance {
    /// Takes in one of its lines.
    pub(crate) fn read(&mut self, line: &Line<'_>) {
        // The times of an observance are on its own clock; a TZID here has no meaning.
        let zones = &mut ZoneNames::default();
        let understood = match line.token().to_ascii_uppercase().as_str() {
            _ if !line.is_whole() => false,
            "DTSTART" => self.start.take(wire::line_moment(line, zones)),
            "TZOFFSETFROM" => self.from.take(wire::offset(&line.value)),
            "TZOFFSETTO" => self.to.take(wire::offset(&line.value)),
            "RRULE" => {
                self.rules.push((&*line.value).into());
                true
            }
            "RDATE" => {
                let moments: Vec<_> = wire::line_moments(line, zones).collect();
                self.added.extend(moments.iter().flatten());
                moments.iter().all(Option::is_some)
            }
            "EXDATE" | "EXRULE" => false,
            _ => true,
        };
        self.damaged |= !understood;
    }
}

fn name(value: &str) -> Option<Box<str>> {
    (!value.is_empty()).then(|| value.into())
}

/// The offsets that the observances of a zone describe; `None` when any of it is not understood.
pub(crate) fn rules(observances: &[Observance]) -> Option<ZoneRules> {
    if observances.len() > MOST {
        return None;
    }
    let mut changes = Vec::new();
    for observance in observances {
        changes.extend(observance_changes(observance)?);
        if changes.len() > MOST_TOGETHER {
            return None;
        }
    }
    let (_, first, _) = changes.iter().min_by_key(|(at, _, _)| *at)?;
    Some(ZoneRules::new(*first, changes.iter().map(|(at, _, to)| (*at, *to))))
}

/// The instants at which an observance begins, each with the offsets before and after.
fn observance_changes(observance: &Observance) -> Option<Vec<(Timestamp, Offset, Offset)>> {
    let (Once::Read(start), Once::Read(from), Once::Read(to)) =
        (observance.start, observance.from, observance.to)
    else {
        return None;
    };
    if observance.damaged {
        return None;
    }
    let clock = ZoneRules::fixed(from);
    let start = reading(start, from);
    let recurrence = Recurrence {
        start,
        rules: observance.rules.iter().map(|text| rule(text)).collect::<Option<_>>()?,
        excluded_rules: Vec::new(),
        added: observance.added.iter().map(|moment| clock.instant(reading(*moment, from))).collect(),
        excluded: Vec::new(),
    };
    let years = Interval::new(Timestamp::from_unix(FIRST), Timestamp::from_unix(LAST))?;
    let onsets = recurrence.occurrences(&clock, years, MOST).ok()?;
    // The first onset counts even where it lies before those years (1601, as Outlook writes).
    let all = onsets.iter().map(|onset| onset.start).chain([clock.instant(start)]);
    Some(all.map(|at| (at, from, to)).collect())
}

/// A rule that gives a few onsets a year, as all do that were ever written; any other is not worth its cost.
fn rule(text: &str) -> Option<Rule> {
    let is_yearly = text.is_ascii() && text.to_ascii_uppercase().contains("FREQ=YEARLY");
    is_yearly.then(|| Rule::parse(text).ok())?
}

/// The reading of an onset on the clock that it ends.
fn reading(moment: Moment, from: Offset) -> WallTime {
    match moment {
        Moment::Date(date) => WallTime::new(date, 0),
        Moment::Local(reading, _) => reading,
        Moment::Utc(instant) => instant.wall(from.seconds()),
    }
}
