//! Which zone a name means: an IANA name, a Windows name, or the calendar's own VTIMEZONE, in this order.
//!
//! A time whose zone nobody knows is not dropped and not guessed: it is unknown over every offset it could have.

use freebusy_core::{Timestamp, WallTime, ZoneRules};
use freebusy_zones::{Zone, Zones};

use crate::calendar::Part;
use crate::component::Once;
use crate::problem::{Place, Problems, shown};
use crate::vtimezone;
use crate::wire::{Moment, ZoneId};

/// Zones beyond this many in one VCALENDAR are not looked up: no honest calendar names so many.
const MOST_ZONES: usize = 1_000;
/// Longer names are not looked up.
const LONGEST_NAME: usize = 255;
/// More VTIMEZONEs of one name are not compared.
const MOST_NAMESAKES: usize = 16;
/// A vendor's path has at most this many segments.
const MOST_SEGMENTS: usize = 8;

/// The clocks by which one VCALENDAR tells its times.
#[derive(Debug)]
pub(crate) struct Clocks<'a> {
    utc: ZoneRules,
    floating: Option<Resolved>,
    local: &'a ZoneRules,
    named: Vec<Option<Resolved>>,
}

/// A clock that a time is read on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock<'a> {
    /// Its offsets are known.
    Known(&'a ZoneRules),
    /// The zone of that name is not known.
    Unknown(ZoneId),
}

/// Where a moment lies on the line of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Placed {
    /// There.
    At(Timestamp),
    /// Where the clock of a zone that nobody knows shows this.
    Somewhere(ZoneId, WallTime),
}

/// Where the offsets of a zone came from.
#[derive(Debug)]
enum Resolved {
    /// Tz data.
    Data(Zone),
    /// The calendar itself.
    Own(ZoneRules),
}

impl Resolved {
    fn rules(&self) -> &ZoneRules {
        match self {
            Self::Data(zone) => zone.rules(),
            Self::Own(rules) => rules,
        }
    }
}

impl<'a> Clocks<'a> {
    /// The clocks of `part`; times without a zone are on `local` unless the calendar names another.
    pub(crate) fn new(part: &Part, local: &'a ZoneRules, zones: &Zones, problems: &mut Problems) -> Self {
        let mut resolve = |name: &str, lost: &str| {
            let resolved = resolve(name, part, zones);
            if resolved.is_none() {
                let place = Place { line: 0, component: "VCALENDAR", uid: None };
                problems.add(
                    place,
                    format_args!("no zone `{}` is known and no VTIMEZONE describes it; {lost}", shown(name)),
                );
            }
            resolved
        };
        let floating =
            part.zone.as_deref().and_then(|name| resolve(name, "times without a zone are read as local"));
        let names = part.zone_names.iter().enumerate();
        let named = names
            .map(
                |(index, name)| {
                    if index < MOST_ZONES { resolve(name, "its times are unknown") } else { None }
                },
            )
            .collect();
        Self { utc: ZoneRules::utc(), floating, local, named }
    }

    /// The clock of times without a zone, and of whole days.
    pub(crate) fn floating(&self) -> &ZoneRules {
        self.floating.as_ref().map_or(self.local, Resolved::rules)
    }

    /// The clock of instants.
    pub(crate) fn utc(&self) -> &ZoneRules {
        &self.utc
    }

    /// Where `moment` lies on the line of time; a date, where its day begins.
    pub(crate) fn place(&self, moment: Moment) -> Placed {
        let (reading, zone) = match moment {
            Moment::Utc(instant) => return Placed::At(instant),
            Moment::Date(date) => (WallTime::new(date, 0), None),
            Moment::Local(reading, zone) => (reading, zone),
        };
        match self.of(zone) {
            Clock::Known(rules) => Placed::At(rules.instant(reading)),
            Clock::Unknown(zone) => Placed::Somewhere(zone, reading),
        }
    }

    /// The clock of times in the zone called `name`, or in none.
    pub(crate) fn of(&self, name: Option<ZoneId>) -> Clock<'_> {
        let Some(name) = name else {
            return Clock::Known(self.floating());
        };
        match self.named.get(name.index()) {
            Some(Some(resolved)) => Clock::Known(resolved.rules()),
            Some(None) | None => Clock::Unknown(name),
        }
    }
}

fn resolve(name: &str, part: &Part, zones: &Zones) -> Option<Resolved> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let iana = names(name).find_map(|name| zones.zone(name).ok());
    let known = iana.or_else(|| zones.windows(name).ok()).map(Resolved::Data);
    known.or_else(|| own(name, part).map(Resolved::Own))
}

/// `name`, and what could be an IANA name at the end of it when it is a vendor's path.
///
/// A tail of one segment counts only behind a leading solidus: `/example.org/1/UTC` is a path, `My/EST` is not.
fn names(name: &str) -> impl Iterator<Item = &str> {
    let is_path = name.starts_with('/');
    let tails = name.match_indices('/').filter_map(|(at, _)| name.get(at.saturating_add(1)..));
    let tails = tails.take(MOST_SEGMENTS).filter(move |tail| is_path || tail.contains('/'));
    std::iter::once(name).chain(tails).filter(|name| !name.is_empty())
}

/// What the calendar's own VTIMEZONEs of that name say; nothing when two of them differ.
fn own(name: &str, part: &Part) -> Option<ZoneRules> {
    let mut found = None;
    let namesakes =
        part.time_zones.iter().filter(|zone| matches!(&zone.name, Once::Read(own) if **own == *name));
    for (count, zone) in namesakes.enumerate() {
        if count == MOST_NAMESAKES {
            return None;
        }
        let rules = vtimezone::rules(zone)?;
        if found.as_ref().is_some_and(|other| *other != rules) {
            return None;
        }
        found = Some(rules);
    }
    found
}
