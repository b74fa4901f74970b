//! A calendar file as its components: which lines belong to what, and what is missing.
//!
//! Nesting is walked with a stack on the heap, so no depth of it can hurt. A file that ends inside an event,
//! or an event whose beginning is lost, makes the whole calendar doubtful: what was there, nobody can say.

use std::collections::HashMap;

use crate::component::{Event, FreeBusy};
use crate::config::Bounds;
use crate::error::Error;
use crate::line::{self, Line};
use crate::problem::{Place, Problems, shown};
use crate::vtimezone::{Observance, TimeZone};
use crate::wire::{self, ZoneNames};

/// A calendar that has been read: what is in it, and what could not be understood.
///
/// ```
/// use freebusy_core::{BlockKind, Interval, Seconds, Timestamp, ZoneRules};
/// use freebusy_ical::Calendar;
/// use freebusy_provider::{Query, Titles};
/// use freebusy_zones::Zones;
///
/// let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:19700101T010000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
/// let calendar = Calendar::parse(text.as_bytes(), "ana.ics").unwrap();
/// let at = |hour: i64| Timestamp::from_unix(hour * 3_600);
/// let window = Interval::new(at(0), at(24)).unwrap();
/// let query = Query { window, local: &ZoneRules::utc(), now: Timestamp::from_unix(0), length: Seconds::from_minutes(30), titles: Titles::Withheld };
/// let found = calendar.findings(query, &Zones::load(None).unwrap()).unwrap();
/// assert_eq!(found.blocks[0].interval, Interval::new(at(1), at(2)).unwrap());
/// assert_eq!(found.blocks[0].kind, BlockKind::Busy);
/// ```
#[derive(Debug, Clone)]
pub struct Calendar {
    pub(crate) label: Box<str>,
    pub(crate) bounds: Bounds,
    pub(crate) parts: Vec<Part>,
    /// Part of an event is missing: no time is known to be free.
    pub(crate) damaged: bool,
    pub(crate) problems: Problems,
}

/// One VCALENDAR. UIDs, zones and METHOD count within it only, so no part can free the time of another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// X-WR-TIMEZONE.
    pub(crate) zone: Option<Box<str>>,
    method: Method,
    pub(crate) zone_names: ZoneNames,
    pub(crate) time_zones: Vec<TimeZone>,
    pub(crate) events: Vec<Event>,
    pub(crate) free_busies: Vec<FreeBusy>,
}

/// METHOD, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Method {
    #[default]
    Absent,
    Cancel,
    Other,
}

impl Part {
    /// Whether all its events are cancelled.
    pub(crate) fn cancels(&self) -> bool {
        self.method == Method::Cancel
    }

    /// Takes in one of its own lines.
    fn read(&mut self, line: &Line<'_>) {
        if line.name.eq_ignore_ascii_case("METHOD") {
            let cancels = line.value.eq_ignore_ascii_case("CANCEL") && self.method != Method::Other;
            self.method = if cancels { Method::Cancel } else { Method::Other };
        } else if line.name.eq_ignore_ascii_case("X-WR-TIMEZONE") && self.zone.is_none() {
            self.zone = Some(wire::plain(&line.value).into());
        }
    }
}

impl Calendar {
    /// Reads a calendar within the default [`Bounds`]; messages call it `label`.
    ///
    /// # Errors
    /// When the content is no calendar, or lies past a bound.
    pub fn parse(bytes: &[u8], label: &str) -> Result<Self, Error> {
        Self::parse_within(bytes, label, Bounds::default())
    }

    /// Reads a calendar within `bounds`; messages call it `label`.
    ///
    /// # Errors
    /// When the content is no calendar, or lies past a bound.
    pub fn parse_within(bytes: &[u8], label: &str, bounds: Bounds) -> Result<Self, Error> {
        let too_large = |what, limit| Error::TooLarge { label: label.into(), what, limit };
        if bytes.len() > bounds.file_bytes {
            return Err(too_large("bytes", bounds.file_bytes));
        }
        let text = line::text(bytes);
        let mut reader = Reader::new();
        for line in line::lines(&text, bounds.line_bytes) {
            let line = line.map_err(|_| too_large("bytes in one line", bounds.line_bytes))?;
            reader.read(&line);
            if reader.components > bounds.components {
                return Err(too_large("components", bounds.components));
            }
        }
        reader.end();
        if !reader.is_calendar {
            return Err(Error::NoCalendar { label: label.into(), reason: lacking(&text) });
        }
        let Reader { parts, damaged, problems, .. } = reader;
        Ok(Self { label: label.into(), bounds, parts, damaged, problems })
    }

    /// The same calendar, of which something may be missing at the end: no time is known to be free.
    pub(crate) fn cut_short(mut self) -> Self {
        let place = Place { line: 0, component: "VCALENDAR", uid: None };
        self.problems.add(place, "it may have been cut short on the way; the whole window is unknown");
        self.damaged = true;
        self
    }
}

/// What content without a BEGIN:VCALENDAR is instead.
fn lacking(text: &str) -> &'static str {
    if text.trim().is_empty() { "is empty" } else { "has no line BEGIN:VCALENDAR" }
}

/// Whether a name without a colon can be what is left of END:VCALENDAR.
fn is_start_of_end(name: &str) -> bool {
    "END".starts_with(&name.to_ascii_uppercase())
}

/// Whether a line that stands in no event can only have been of one.
fn belongs_to_an_event(line: &Line<'_>) -> bool {
    let name = line.name.to_ascii_uppercase();
    let is_of_time = ["DTSTART", "DTEND", "RRULE", "RDATE", "FREEBUSY"]
        .contains(&line.token().to_ascii_uppercase().as_str());
    let names_one = ["BEGIN", "VEVENT", "VFREEBUSY"].iter().any(|word| name.contains(word));
    is_of_time || (!line.is_whole() && names_one)
}

/// A component whose END has not come yet.
#[derive(Debug)]
enum Open {
    Calendar,
    Event(Box<Event>),
    FreeBusy(Box<FreeBusy>),
    TimeZone(Box<TimeZone>),
    Observance(Box<Observance>),
    Other,
}

/// Everything between the lines and the finished parts.
struct Reader {
    parts: Vec<Part>,
    stack: Vec<(Box<str>, Open)>,
    /// The parts whose VCALENDAR is open, the innermost last.
    calendars: Vec<usize>,
    /// The part of events that stand in no VCALENDAR.
    outside: Option<usize>,
    /// How many components of each name are open, so that a stray END costs no search.
    open: HashMap<Box<str>, usize>,
    components: usize,
    is_calendar: bool,
    damaged: bool,
    /// The last line has no colon: perhaps the file was cut inside of it.
    is_broken_off: bool,
    problems: Problems,
}

impl Reader {
    fn new() -> Self {
        Self {
            parts: Vec::new(),
            stack: Vec::new(),
            calendars: Vec::new(),
            outside: None,
            open: HashMap::new(),
            components: 0,
            is_calendar: false,
            damaged: false,
            is_broken_off: false,
            problems: Problems::default(),
        }
    }

    fn read(&mut self, line: &Line<'_>) {
        self.is_broken_off = !line.has_colon && !is_start_of_end(&line.name);
        if line.name.eq_ignore_ascii_case("BEGIN") {
            self.begin(line.number, &line.value.to_ascii_uppercase());
        } else if line.name.eq_ignore_ascii_case("END") {
            self.close(line.number, &line.value.to_ascii_uppercase());
        } else {
            self.property(line);
        }
    }

    fn begin(&mut self, number: usize, name: &str) {
        self.components = self.components.saturating_add(1);
        let open = match name {
            "VCALENDAR" => {
                self.is_calendar = true;
                let part = self.new_part();
                self.calendars.push(part);
                Open::Calendar
            }
            "VEVENT" => {
                self.part();
                Open::Event(Box::new(Event::new(number)))
            }
            "VFREEBUSY" => {
                self.part();
                Open::FreeBusy(Box::new(FreeBusy::new(number)))
            }
            "VTIMEZONE" => Open::TimeZone(Box::default()),
            "STANDARD" | "DAYLIGHT" => Open::Observance(Box::default()),
            "VAVAILABILITY" => {
                let place = Place { line: number, component: "VAVAILABILITY", uid: None };
                self.problems.add(place, "such hours are not read");
                Open::Other
            }
            _ => Open::Other,
        };
        *self.open.entry(name.into()).or_default() += 1;
        self.stack.push((name.into(), open));
    }

    fn close(&mut self, number: usize, name: &str) {
        if self.open.get(name).is_none_or(|count| *count == 0) {
            return self.stray(number, name);
        }
        while let Some((open_name, open)) = self.pop() {
            if *open_name == *name {
                return self.finish(open);
            }
            self.cut(number, &open_name, open);
        }
    }

    fn pop(&mut self) -> Option<(Box<str>, Open)> {
        let (name, open) = self.stack.pop()?;
        if matches!(open, Open::Calendar) {
            self.calendars.pop();
        }
        if let Some(count) = self.open.get_mut(&name) {
            *count = count.saturating_sub(1);
        }
        Some((name, open))
    }

    /// An END without its BEGIN: of an event, the beginning is lost; in an event, lines of something else are its.
    fn stray(&mut self, line: usize, name: &str) {
        self.damaged |= matches!(name, "VEVENT" | "VFREEBUSY");
        self.taint();
        let place = Place { line, component: "VCALENDAR", uid: None };
        self.problems.add(place, format_args!("END:{} without its BEGIN", shown(name)));
    }

    /// A component that ends because something around it does, or the file.
    fn cut(&mut self, line: usize, name: &str, open: Open) {
        match open {
            // A missing END:VCALENDAR alone is forgiven.
            Open::Calendar => return,
            Open::Event(_) | Open::FreeBusy(_) => self.damaged = true,
            Open::TimeZone(mut zone) => {
                zone.damaged = true;
                self.part().time_zones.push(*zone);
            }
            Open::Observance(mut observance) => {
                observance.damaged = true;
                self.finish(Open::Observance(observance));
            }
            // Lines of what is around it may have been taken for its own.
            Open::Other => self.taint(),
        }
        let place = Place { line, component: "VCALENDAR", uid: None };
        self.problems.add(place, format_args!("{} is cut off before its END", shown(name)));
    }

    /// Marks the component on top as one that has lost lines.
    fn taint(&mut self) {
        match self.stack.last_mut() {
            Some((_, Open::Event(_) | Open::FreeBusy(_))) => self.damaged = true,
            Some((_, Open::TimeZone(zone))) => zone.damaged = true,
            Some((_, Open::Observance(observance))) => observance.damaged = true,
            Some((_, Open::Calendar | Open::Other)) | None => {}
        }
    }

    fn finish(&mut self, open: Open) {
        match open {
            Open::Calendar | Open::Other => {}
            Open::Event(mut event) => {
                event.tell(&mut self.problems);
                self.part().events.push(*event);
            }
            Open::FreeBusy(mut free_busy) => {
                free_busy.tell(&mut self.problems);
                self.part().free_busies.push(*free_busy);
            }
            Open::TimeZone(zone) => self.part().time_zones.push(*zone),
            Open::Observance(observance) => {
                if let Some((_, Open::TimeZone(zone))) = self.stack.last_mut() {
                    zone.observances.push(*observance);
                }
            }
        }
    }

    /// The end of the file: what it leaves open is cut off, and with it what would have followed.
    ///
    /// Only a missing END:VCALENDAR is forgiven.
    fn end(&mut self) {
        self.damaged |= self.is_broken_off;
        while let Some((name, open)) = self.pop() {
            self.damaged |= !matches!(open, Open::Calendar);
            self.cut(0, &name, open);
        }
    }

    fn property(&mut self, line: &Line<'_>) {
        let Some((_, open)) = self.stack.last_mut() else {
            return;
        };
        let current = self.calendars.last().copied().or(self.outside);
        let part = current.and_then(|index| self.parts.get_mut(index));
        match (open, part) {
            (Open::Calendar, _) if belongs_to_an_event(line) => self.lost_event(line),
            (Open::Calendar, Some(part)) => part.read(line),
            (Open::Event(event), Some(part)) => event.read(line, &mut part.zone_names),
            (Open::FreeBusy(free_busy), Some(part)) => free_busy.read(line, &mut part.zone_names),
            (Open::TimeZone(zone), _) => zone.read(line),
            (Open::Observance(observance), _) => observance.read(line),
            (Open::Calendar | Open::Event(_) | Open::FreeBusy(_) | Open::Other, _) => {}
        }
    }

    /// A line directly in a VCALENDAR that must be of an event, whose BEGIN or END was garbled.
    fn lost_event(&mut self, line: &Line<'_>) {
        self.damaged = true;
        let place = Place { line: line.number, component: "VCALENDAR", uid: None };
        let what = format_args!("`{}` stands in no event; the whole window is unknown", shown(&line.name));
        self.problems.add(place, what);
    }

    /// The part that what is being read belongs to.
    fn part(&mut self) -> &mut Part {
        let index = match self.calendars.last().copied().or(self.outside) {
            Some(index) => index,
            None => {
                let index = self.new_part();
                self.outside = Some(index);
                index
            }
        };
        self.parts.get_mut(index).expect("parts are never taken away")
    }

    fn new_part(&mut self) -> usize {
        self.parts.push(Part::default());
        self.parts.len().saturating_sub(1)
    }
}
