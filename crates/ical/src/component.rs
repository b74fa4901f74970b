//! Components: the lines of a VEVENT or VFREEBUSY to typed properties.
//!
//! A property that is not understood stays visible as such, for what it would have said decides what must be
//! called unknown. Contradictory repetitions are read as not understood, or as the one that takes more time.

use freebusy_core::BlockKind;

use crate::effect::{Effect, States};
use crate::line::{Line, Param};
use crate::problem::{Place, Problems, shown};
use crate::wire::{self, Ending, Moment, Period, ZoneNames};

/// An event with more ends than this has none that can be believed.
const MOST_ENDINGS: usize = 8;

/// A property that may stand at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Once<T> {
    /// It does not stand there.
    #[default]
    Absent,
    /// Its value.
    Read(T),
    /// It stands there and is not understood, or twice with different values.
    Unreadable,
}

impl<T: PartialEq> Once<T> {
    /// Takes in one more line of the property; whether that left it understood.
    pub(crate) fn take(&mut self, value: Option<T>) -> bool {
        *self = match (std::mem::take(self), value) {
            (Self::Absent, Some(value)) => Self::Read(value),
            (Self::Read(known), Some(value)) if known == value => Self::Read(known),
            (Self::Absent | Self::Read(_) | Self::Unreadable, _) => Self::Unreadable,
        };
        matches!(self, Self::Read(_))
    }
}

/// Which occurrence an override replaces (RECURRENCE-ID).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Instance {
    /// When the occurrence would start.
    pub(crate) moment: Moment,
    /// How many occurrences it replaces.
    pub(crate) range: Range,
}

/// How far an override reaches (RANGE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Range {
    /// One occurrence.
    One,
    /// That one and all after it.
    Future,
    /// As RFC 2445 knew it, or not understood.
    Other,
}

/// A rule as written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleText {
    pub(crate) line: usize,
    pub(crate) text: Box<str>,
}

/// One VEVENT.
#[derive(Debug, Clone, Default)]
pub(crate) struct Event {
    pub(crate) line: usize,
    pub(crate) uid: Option<Box<str>>,
    pub(crate) sequence: Once<i64>,
    pub(crate) start: Once<Moment>,
    /// DTEND and DURATION, all there are: the one that reaches farthest counts.
    pub(crate) endings: Vec<Ending>,
    pub(crate) instance: Once<Instance>,
    pub(crate) rules: Vec<RuleText>,
    pub(crate) excluded_rules: Vec<RuleText>,
    pub(crate) added: Vec<(Moment, Option<Ending>)>,
    pub(crate) added_unreadable: bool,
    pub(crate) excluded: Vec<Moment>,
    pub(crate) title: Option<Box<str>>,
    states: States,
    /// The property of the last whole line, which a line that is none may go on with.
    last: Option<Property>,
    notes: Notes,
}

/// Problems found before the name of the component is known.
#[derive(Debug, Clone, Default)]
struct Notes(Vec<(usize, String)>);

impl Notes {
    /// Past this many in one component nobody reads on.
    const MOST: usize = 20;

    fn unreadable(&mut self, line: &Line<'_>, property: &str) {
        self.add(line.number, || format!("{property} `{}` is not understood", shown(&line.value)));
    }

    fn add(&mut self, line: usize, what: impl FnOnce() -> String) {
        if self.0.len() < Self::MOST {
            self.0.push((line, what()));
        }
    }

    fn tell(&mut self, component: &'static str, uid: Option<&str>, problems: &mut Problems) {
        for (line, what) in std::mem::take(&mut self.0) {
            problems.add(Place { line, component, uid }, what);
        }
    }
}

/// The properties that decide what time an event takes, and its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Uid,
    Sequence,
    Start,
    End,
    Duration,
    Rule,
    ExcludedRule,
    Added,
    Excluded,
    Instance,
    Status,
    Transparency,
    Outlook,
    Summary,
}

const PROPERTIES: [(&str, Property); 14] = [
    ("UID", Property::Uid),
    ("SEQUENCE", Property::Sequence),
    ("DTSTART", Property::Start),
    ("DTEND", Property::End),
    ("DURATION", Property::Duration),
    ("RRULE", Property::Rule),
    ("EXRULE", Property::ExcludedRule),
    ("RDATE", Property::Added),
    ("EXDATE", Property::Excluded),
    ("RECURRENCE-ID", Property::Instance),
    ("STATUS", Property::Status),
    ("TRANSP", Property::Transparency),
    ("X-MICROSOFT-CDO-BUSYSTATUS", Property::Outlook),
    ("SUMMARY", Property::Summary),
];

impl Property {
    /// The property that a line is, or was before its name or its colon was garbled.
    fn of(line: &Line<'_>) -> Option<Self> {
        let token = line.token();
        let known = PROPERTIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(token));
        known.map(|(_, property)| *property).or_else(|| Self::was(line, token))
    }

    /// The property that a garbled line was: `DTEND20261201T100000Z`, `RRUL:FREQ=DAILY`.
    fn was(line: &Line<'_>, token: &str) -> Option<Self> {
        let starts = |text: &str, start: &str| {
            text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
        };
        if starts(&line.value, "FREQ=") && !starts(token, "X-") {
            return Some(Self::Rule);
        }
        let known = PROPERTIES.iter().find(|(name, _)| !line.has_colon && starts(token, name));
        known.map(|(_, property)| *property)
    }
}

impl Event {
    /// An event that begins in `line`.
    pub(crate) fn new(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    /// Takes in one of its lines.
    pub(crate) fn read(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        let known = Property::of(line);
        if !line.is_whole() {
            return self.read_garbled(known.or(self.last), line);
        }
        self.last = known;
        let Some(property) = known else { return };
        match property {
            Property::Uid => self.uid = self.uid.take().or_else(|| non_empty(&line.value)),
            Property::Summary => self.title = self.title.take().or_else(|| wire::title(&line.value)),
            Property::Sequence => self.read_sequence(line),
            Property::Start => self.read_start(line, zones),
            Property::End => self.read_end(line, wire::line_moment(line, zones).map(Ending::At)),
            Property::Duration => self.read_end(line, wire::span(&line.value).map(Ending::After)),
            Property::Rule => self.rules.push(rule(line)),
            Property::ExcludedRule => self.excluded_rules.push(rule(line)),
            Property::Added => self.read_added(line, zones),
            Property::Excluded => self.read_excluded(line, zones),
            Property::Instance => self.read_instance(line, zones),
            Property::Status => self.read_state(line, States::read_status),
            Property::Transparency => self.read_state(line, States::read_transparency),
            Property::Outlook => self.read_state(line, States::read_outlook),
        }
    }

    fn read_state(&mut self, line: &Line<'_>, read: impl FnOnce(&mut States, &str) -> bool) {
        if !read(&mut self.states, &line.value) {
            self.notes.unreadable(line, &line.name);
        }
    }

    /// A line that is no content line: a property whose name was garbled, or the rest of the one before it, whose
    /// fold has lost its space. The property is there, but not understood.
    fn read_garbled(&mut self, property: Option<Property>, line: &Line<'_>) {
        self.notes.add(line.number, || format!("`{}` is no content line", shown(&line.name)));
        let Some(property) = property else { return };
        match property {
            Property::Start => self.start = Once::Unreadable,
            Property::End | Property::Duration => self.endings.push(Ending::Unreadable),
            Property::Rule => self.rules.push(rule(line)),
            Property::ExcludedRule => self.excluded_rules.push(rule(line)),
            Property::Added => self.added_unreadable = true,
            Property::Instance => self.instance = Once::Unreadable,
            Property::Sequence => self.sequence = Once::Unreadable,
            Property::Excluded | Property::Uid | Property::Summary => {}
            Property::Status | Property::Transparency | Property::Outlook => self.states.doubt(),
        }
    }

    fn read_sequence(&mut self, line: &Line<'_>) {
        if !self.sequence.take(line.value.parse().ok()) {
            self.notes.unreadable(line, "SEQUENCE");
        }
    }

    fn read_start(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        if !self.start.take(wire::line_moment(line, zones)) {
            self.notes.unreadable(line, "DTSTART");
        }
    }

    fn read_end(&mut self, line: &Line<'_>, ending: Option<Ending>) {
        if ending.is_none() {
            self.notes.unreadable(line, &line.name.to_ascii_uppercase());
        }
        let is_room = self.endings.len() < MOST_ENDINGS;
        let ending = ending.filter(|_| is_room).unwrap_or(Ending::Unreadable);
        if self.endings.len() <= MOST_ENDINGS && !self.endings.contains(&ending) {
            self.endings.push(ending);
        }
    }

    fn read_added(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        let before = self.added.len();
        let mut count = 0_usize;
        self.added.extend(wire::line_added(line, zones).inspect(|_| count += 1).flatten());
        if self.added.len() - before < count {
            self.added_unreadable = true;
            self.notes.unreadable(line, "RDATE");
        }
    }

    fn read_excluded(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        let before = self.excluded.len();
        let mut count = 0_usize;
        self.excluded.extend(wire::line_moments(line, zones).inspect(|_| count += 1).flatten());
        if self.excluded.len() - before < count {
            self.notes.unreadable(line, "EXDATE");
        }
    }

    fn read_instance(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        let range = match line.param("RANGE") {
            Param::Absent => Range::One,
            Param::One(range) if range.eq_ignore_ascii_case("THISANDFUTURE") => Range::Future,
            Param::One(_) | Param::Contradiction => Range::Other,
        };
        let instance = wire::line_moment(line, zones).map(|moment| Instance { moment, range });
        if !self.instance.take(instance) {
            self.notes.unreadable(line, "RECURRENCE-ID");
            // How far an override without a place would reach, nobody knows.
            self.added_unreadable |= range != Range::One;
        }
    }

    /// Whether the event takes its time, and how.
    pub(crate) fn effect(&self) -> Effect {
        self.states.effect()
    }

    /// Where the event stands.
    pub(crate) fn place(&self) -> Place<'_> {
        self.place_of(self.line)
    }

    /// Where one of its lines stands.
    pub(crate) fn place_of(&self, line: usize) -> Place<'_> {
        Place { line, component: "VEVENT", uid: self.uid.as_deref() }
    }

    /// Hands over the problems found while reading it.
    pub(crate) fn tell(&mut self, problems: &mut Problems) {
        self.notes.tell("VEVENT", self.uid.as_deref(), problems);
    }
}

/// The rule of a line; an empty one, which no reader accepts, when the line was garbled before its colon.
fn rule(line: &Line<'_>) -> RuleText {
    let is_rule = line.name.eq_ignore_ascii_case("RRULE") || line.name.eq_ignore_ascii_case("EXRULE");
    RuleText { line: line.number, text: if is_rule { (&*line.value).into() } else { "".into() } }
}

fn non_empty(value: &str) -> Option<Box<str>> {
    (!value.is_empty()).then(|| value.into())
}

/// One VFREEBUSY: the time it says is taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct FreeBusy {
    line: usize,
    pub(crate) rows: Vec<(Period, BlockKind)>,
    /// A row is not understood.
    pub(crate) unreadable: bool,
    /// The last whole line was a row, which a line that is none may go on with.
    last_is_row: bool,
    notes: Notes,
}

impl FreeBusy {
    /// A VFREEBUSY that begins in `line`.
    pub(crate) fn new(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place<'static> {
        Place { line: self.line, component: "VFREEBUSY", uid: None }
    }

    /// Takes in one of its lines.
    pub(crate) fn read(&mut self, line: &Line<'_>, zones: &mut ZoneNames) {
        let is_row = line.token().get(..8).is_some_and(|token| token.eq_ignore_ascii_case("FREEBUSY"));
        if !line.is_whole() && (is_row || self.last_is_row) {
            self.unreadable = true;
            return self.notes.add(line.number, || format!("`{}` is no content line", shown(&line.name)));
        }
        if line.is_whole() {
            self.last_is_row = is_row;
        }
        if !is_row || !line.is_whole() {
            return;
        }
        let Some(kind) = row_kind(line) else { return };
        for period in wire::line_periods(line, zones) {
            match period {
                Some(period) => self.rows.push((period, kind)),
                None => {
                    self.unreadable = true;
                    self.notes.unreadable(line, "FREEBUSY");
                }
            }
        }
    }

    /// Hands over the problems found while reading it.
    pub(crate) fn tell(&mut self, problems: &mut Problems) {
        self.notes.tell("VFREEBUSY", None, problems);
    }
}

/// What a FREEBUSY row does to its periods; `None` when it says that they are free.
fn row_kind(line: &Line<'_>) -> Option<BlockKind> {
    let Param::One(kind) = line.param("FBTYPE") else {
        return Some(BlockKind::Busy);
    };
    match kind.to_ascii_uppercase().as_str() {
        "FREE" => None,
        "BUSY-TENTATIVE" => Some(BlockKind::Tentative),
        "BUSY-UNAVAILABLE" => Some(BlockKind::Unavailable),
        _ => Some(BlockKind::Busy),
    }
}
