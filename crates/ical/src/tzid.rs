//! Which zone a name means: an IANA name, a Windows name, or the calendar's own VTIMEZONE, in this order.
//!
//! A time whose zone nobody knows is not dropped and not guessed: it is unknown over every offset it could have.

use std::collections::HashMap;
use std::rc::Rc;

use freebusy_core::{Timestamp, WallTime, ZoneRules};
use freebusy_zones::{Zone, Zones};

use crate::calendar::Part;
use crate::component::Once;
use crate::problem::{Place, Problems, shown};
use crate::vtimezone::{self, Observance, TimeZone};
use crate::wire::{Moment, ZoneId};

/// Names beyond this many in one file are not looked up, nor descriptions worked out: no honest file has so many.
const MOST_ZONES: usize = 500;
/// Longer names are not looked up.
const LONGEST_NAME: usize = 255;
/// A vendor's path has at most this many segments.
const MOST_SEGMENTS: usize = 8;
/// More VTIMEZONEs of one name are not compared.
const MOST_NAMESAKES: usize = 16;

/// The zones that one file names and describes, each looked up and worked out once.
#[derive(Debug)]
pub(crate) struct Atlas<'a> {
    zones: &'a Zones,
    /// The VTIMEZONEs of each name, with the number of the VCALENDAR that they stand in.
    descriptions: HashMap<&'a str, Vec<(usize, &'a TimeZone)>>,
    named: HashMap<Box<str>, Option<Zone>>,
    described: HashMap<&'a [Observance], Option<Rc<ZoneRules>>>,
}

impl<'a> Atlas<'a> {
    /// The zones at hand and what the VCALENDARs of a file describe.
    pub(crate) fn new(zones: &'a Zones, parts: &'a [Part]) -> Self {
        let mut descriptions: HashMap<&str, Vec<(usize, &TimeZone)>> = HashMap::new();
        for (number, zone) in parts
            .iter()
            .enumerate()
            .flat_map(|(number, part)| part.time_zones.iter().map(move |zone| (number, zone)))
        {
            if let Once::Read(name) = &zone.name {
                descriptions.entry(name).or_default().push((number, zone));
            }
        }
        Self { zones, descriptions, named: HashMap::new(), described: HashMap::new() }
    }

    fn resolve(&mut self, name: &str, part: usize) -> Option<Resolved> {
        let known = self.known(name).map(Resolved::Data);
        known.or_else(|| self.own(name, part).map(Resolved::Own))
    }

    /// The zone that `name` means to everybody.
    fn known(&mut self, name: &str) -> Option<Zone> {
        if let Some(known) = self.named.get(name) {
            return known.clone();
        }
        if name.len() > LONGEST_NAME || self.named.len() >= MOST_ZONES {
            return None;
        }
        let iana = tails(name).find_map(|name| self.zones.find(name));
        let zone = iana.or_else(|| self.zones.windows(name).ok());
        self.named.insert(name.into(), zone.clone());
        zone
    }

    /// What the VTIMEZONEs of that name say, those of the VCALENDAR itself before others of the file; nothing when
    /// two of them differ.
    fn own(&mut self, name: &str, part: usize) -> Option<Rc<ZoneRules>> {
        let all = self.descriptions.get(name)?;
        let is_near = |(number, _): &&(usize, &'a TimeZone)| *number == part;
        let is_described_here = all.iter().any(|description| is_near(&description));
        let namesakes = all.iter().filter(|description| !is_described_here || is_near(description));
        let namesakes: Vec<&'a TimeZone> =
            namesakes.take(MOST_NAMESAKES + 1).map(|(_, zone)| *zone).collect();
        if namesakes.len() > MOST_NAMESAKES || namesakes.iter().any(|zone| zone.damaged) {
            return None;
        }
        let mut found: Option<Rc<ZoneRules>> = None;
        for zone in namesakes {
            let rules = self.described(&zone.observances)?;
            if found.is_some_and(|other| other != rules) {
                return None;
            }
            found = Some(rules);
        }
        found
    }

    fn described(&mut self, observances: &'a [Observance]) -> Option<Rc<ZoneRules>> {
        if let Some(known) = self.described.get(observances) {
            return known.clone();
        }
        if self.described.len() >= MOST_ZONES {
            return None;
        }
        let rules = vtimezone::rules(observances).map(Rc::new);
        self.described.insert(observances, rules.clone());
        rules
    }
}

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
    Own(Rc<ZoneRules>),
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
    /// The clocks of `part`, the VCALENDAR of that `number`; times without a zone are on `local` unless it names
    /// another.
    pub(crate) fn new<'p>(
        part: &'p Part,
        number: usize,
        local: &'a ZoneRules,
        atlas: &mut Atlas<'p>,
        problems: &mut Problems,
    ) -> Self {
        let mut resolve = |line: usize, component: &'static str, property: &str, name: &str, lost: &str| {
            let resolved = atlas.resolve(name, number);
            if resolved.is_none() {
                let place = Place { line, component, uid: None };
                let name = shown(name);
                problems.add(
                    place,
                    format_args!("{property} `{name}` is not known, nor described readably; {lost}"),
                );
            }
            resolved
        };
        let lost = "times without a zone are read as local";
        let floating =
            part.zone.as_deref().and_then(|name| resolve(0, "VCALENDAR", "X-WR-TIMEZONE", name, lost));
        let lost = "its times are unknown over every offset they could have";
        let named =
            part.zone_names.iter().map(|(line, name)| resolve(line, "VEVENT", "TZID", name, lost)).collect();
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

/// `name`, and what could be an IANA name at the end of it when it is a vendor's path.
///
/// A tail of one segment counts only in what is a path beyond doubt: `/example.org/1/UTC` and
/// `tzone://Microsoft/Utc` are, `My/EST` is not.
fn tails(name: &str) -> impl Iterator<Item = &str> {
    let is_path = name.starts_with('/') || name.contains("://");
    let tails = name.match_indices('/').filter_map(|(at, _)| name.get(at.saturating_add(1)..));
    let tails = tails.take(MOST_SEGMENTS).filter(move |tail| is_path || tail.contains('/'));
    std::iter::once(name).chain(tails).filter(|name| !name.is_empty())
}
