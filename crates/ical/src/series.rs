//! The events of one UID: which of them count, what they recur to, and what their overrides replace.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use freebusy_core::{
    BlockKind, Excluded, Interval, Occurrence, Recurrence, RecurrenceError, Rule, Timestamp, WallTime,
};

use crate::component::{Effect, Event, Instance, Once, Range, RuleText};
use crate::convert::{TooMany, gather_period};
use crate::found::Found;
use crate::problem::shown;
use crate::span::{DAY, Frame, FrameKind, Length, earlier, later};
use crate::tzid::{Clocks, Placed};
use crate::wire::{Moment, Period, ZoneId};

/// Adds what the events of one UID take to `found`.
pub(crate) fn gather(events: &[&Event], clocks: &Clocks<'_>, found: &mut Found) -> Result<(), TooMany> {
    if let [event] = events {
        note_range(event, clocks, found);
        return gather_event(event, &Replaced::default(), clocks, found);
    }
    let (overrides, masters): (Vec<&Event>, Vec<&Event>) =
        events.iter().partition(|event| matches!(event.instance, Once::Read(_)));
    // A malformed RECURRENCE-ID replaces nothing and is replaced by nothing.
    let (astray, masters): (Vec<&Event>, Vec<&Event>) =
        masters.iter().partition(|event| event.instance == Once::Unreadable);
    let overrides = latest(&overrides, |event| Replacement::of(event, clocks));
    let replaced = Replaced::by(&overrides, clocks);
    for event in overrides.iter().chain(&astray) {
        note_range(event, clocks, found);
        gather_event(event, &Replaced::default(), clocks, found)?;
    }
    for event in latest(&masters, |_| ()) {
        gather_event(event, &replaced, clocks, found)?;
    }
    Ok(())
}

/// Of the events that share a key, those with the highest SEQUENCE, and those whose SEQUENCE nobody can read.
fn latest<'a, K: Eq + Hash>(events: &[&'a Event], key: impl Fn(&Event) -> K) -> Vec<&'a Event> {
    let mut highest: HashMap<K, i64> = HashMap::new();
    for event in events {
        if let Some(sequence) = sequence(event) {
            let known = highest.entry(key(event)).or_insert(sequence);
            *known = sequence.max(*known);
        }
    }
    let counts = |event: &Event| sequence(event).is_none_or(|own| highest.get(&key(event)) == Some(&own));
    events.iter().copied().filter(|event| counts(event)).collect()
}

fn sequence(event: &Event) -> Option<i64> {
    match event.sequence {
        Once::Absent => Some(0),
        Once::Read(sequence) => Some(sequence),
        Once::Unreadable => None,
    }
}

/// What an override replaces, in a form that two writings of one instance share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Replacement {
    At(Timestamp, Range),
    Day(i64, Range),
    Reading(ZoneId, WallTime, Range),
    Nothing,
}

impl Replacement {
    fn of(event: &Event, clocks: &Clocks<'_>) -> Self {
        let Once::Read(Instance { moment, range }) = event.instance else {
            return Self::Nothing;
        };
        match (moment, clocks.place(moment)) {
            (Moment::Date(date), _) => Self::Day(WallTime::new(date, 0).day(), range),
            (_, Placed::At(instant)) => Self::At(instant, range),
            (_, Placed::Somewhere(zone, reading)) => Self::Reading(zone, reading, range),
        }
    }
}

/// Occurrences of a series that its overrides stand for.
#[derive(Debug, Default)]
struct Replaced {
    instants: HashSet<Timestamp>,
    days: HashSet<i64>,
    readings: HashSet<(ZoneId, WallTime)>,
    /// From there on there are no occurrences: an override with RANGE=THISANDFUTURE freed them.
    end: Option<Timestamp>,
    end_day: Option<i64>,
}

impl Replaced {
    fn by(overrides: &[&Event], clocks: &Clocks<'_>) -> Self {
        let mut replaced = Self::default();
        for event in overrides {
            replaced.take(Replacement::of(event, clocks), event.effect());
        }
        replaced
    }

    fn take(&mut self, replacement: Replacement, effect: Effect) {
        match replacement {
            Replacement::At(instant, _) => drop(self.instants.insert(instant)),
            Replacement::Day(day, _) => drop(self.days.insert(day)),
            Replacement::Reading(zone, reading, _) => drop(self.readings.insert((zone, reading))),
            Replacement::Nothing => {}
        }
        match (replacement, effect) {
            (Replacement::At(instant, Range::Future), Effect::Frees) => {
                self.end = Some(self.end.map_or(instant, |end| end.min(instant)));
            }
            (Replacement::Day(day, Range::Future), Effect::Frees) => {
                self.end_day = Some(self.end_day.map_or(day, |end| end.min(day)));
            }
            (
                Replacement::At(..) | Replacement::Day(..) | Replacement::Reading(..) | Replacement::Nothing,
                _,
            ) => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.instants.is_empty() && self.days.is_empty() && self.readings.is_empty()
    }

    /// Takes the occurrences away that an override stands for.
    ///
    /// A date stands for the one occurrence of its day; where there are several, nobody knows for which.
    fn remove_from(&self, occurrences: &mut Vec<Occurrence>, frame: &Frame<'_>) {
        if self.is_empty() {
            return;
        }
        let mut on_day: HashMap<i64, usize> = HashMap::new();
        for occurrence in
            occurrences.iter().filter(|occurrence| self.days.contains(&occurrence.reading.day()))
        {
            *on_day.entry(occurrence.reading.day()).or_default() += 1;
        }
        let is_gone = |occurrence: &Occurrence| match frame.kind {
            FrameKind::Nowhere(zone) => self.readings.contains(&(zone, occurrence.reading)),
            FrameKind::Days | FrameKind::Times => {
                self.instants.contains(&occurrence.start)
                    || self.end.is_some_and(|end| end <= occurrence.start)
            }
        };
        occurrences.retain(|occurrence| {
            let day = occurrence.reading.day();
            let ended = self.end_day.is_some_and(|end| end <= day);
            !(is_gone(occurrence) || ended || on_day.get(&day) == Some(&1))
        });
    }
}

/// Calls unknown what an override with a RANGE reaches, unless it frees what comes after it.
fn note_range(event: &Event, clocks: &Clocks<'_>, found: &mut Found) {
    let Once::Read(Instance { moment, range }) = event.instance else {
        return;
    };
    match (range, event.effect()) {
        (Range::One, _) | (Range::Future, Effect::Frees) => {}
        (Range::Other, _) => {
            found.problems.add(event.place(), "RANGE is not understood; the whole window is unknown");
            found.unknown();
        }
        (Range::Future, Effect::Takes(_)) => {
            found
                .problems
                .add(event.place(), "RANGE=THISANDFUTURE is not expanded; what it changes is unknown");
            found.unknown_from(Frame::of(moment, clocks).earliest());
            if let Once::Read(start) = event.start {
                found.unknown_from(Frame::of(start, clocks).earliest());
            }
        }
    }
}

/// One event under expansion.
struct Expansion<'a> {
    event: &'a Event,
    kind: BlockKind,
    frame: Frame<'a>,
    lengths: Vec<Length>,
    clocks: &'a Clocks<'a>,
}

/// Adds what one event takes, without the occurrences that are `replaced`.
fn gather_event(
    event: &Event,
    replaced: &Replaced,
    clocks: &Clocks<'_>,
    found: &mut Found,
) -> Result<(), TooMany> {
    let Effect::Takes(kind) = event.effect() else {
        return Ok(());
    };
    let Once::Read(start) = event.start else {
        found.problems.add(event.place(), "no readable DTSTART; the whole window is unknown");
        found.unknown();
        return Ok(());
    };
    let (frame, lengths) = (Frame::of(start, clocks), Length::all(start, &event.endings, clocks));
    let mut expansion = Expansion { event, kind, frame, lengths, clocks };
    expansion.note_doubts(found);
    let mut occurrences = match recurs(event) {
        true => expansion.expand(found, replaced)?,
        false => vec![frame.first()],
    };
    replaced.remove_from(&mut occurrences, &frame);
    occurrences.into_iter().for_each(|occurrence| expansion.take(occurrence, found));
    expansion.take_periods(replaced, found);
    Ok(())
}

fn recurs(event: &Event) -> bool {
    !event.rules.is_empty()
        || !event.excluded_rules.is_empty()
        || !event.added.is_empty()
        || !event.excluded.is_empty()
}

impl Expansion<'_> {
    /// Calls unknown what follows from properties that are not understood.
    fn note_doubts(&self, found: &mut Found) {
        if self.event.added_unreadable || self.lengths.contains(&Length::Open) {
            found.unknown_from(self.frame.earliest());
        }
    }

    /// Adds what one occurrence takes.
    fn take(&self, occurrence: Occurrence, found: &mut Found) {
        let title = self.event.title.as_deref();
        for extent in self.lengths.iter().filter_map(|length| length.extent(occurrence, &self.frame)) {
            let kind = if extent.certain { self.kind } else { BlockKind::Unknown };
            found.block(extent.start, extent.end, kind, title);
        }
    }

    /// How far before and after its start any occurrence reaches.
    fn reach(&self) -> (i64, i64) {
        let reaches = self.lengths.iter().map(|length| length.reach(&self.frame));
        reaches.fold((0, 0), |known, reach| (known.0.max(reach.0), known.1.max(reach.1)))
    }

    /// The occurrences that can touch the window.
    fn expand(&mut self, found: &mut Found, replaced: &Replaced) -> Result<Vec<Occurrence>, TooMany> {
        let (rules, excluded_rules) = (self.rules(found), self.excluded_rules(found));
        let reach = self.reach();
        let (excluded, added) = (self.excluded(found), self.added(found));
        if reach == (0, 0) {
            return Ok(Vec::new());
        }
        let recurrence = Recurrence { start: self.frame.start, rules, excluded_rules, added, excluded };
        // To know whether an occurrence is the only one of its day, all of that day must be there.
        let margin = if replaced.days.is_empty() { 0 } else { 2 * DAY };
        let from = earlier(found.window.start(), reach.1.saturating_add(margin));
        let to = later(found.window.end(), reach.0.saturating_add(margin));
        let starts = Interval::new(from, to).unwrap_or(found.window);
        let occurrences = self.occurrences(recurrence, starts, found)?;
        found.occurrences_left = found.occurrences_left.saturating_sub(occurrences.len());
        Ok(occurrences)
    }

    /// The occurrences of `recurrence`; what it cannot tell becomes unknown.
    fn occurrences(
        &mut self,
        mut recurrence: Recurrence,
        starts: Interval,
        found: &mut Found,
    ) -> Result<Vec<Occurrence>, TooMany> {
        loop {
            let error = match recurrence.occurrences(self.frame.rules, starts, found.occurrences_left) {
                Ok(occurrences) => return Ok(occurrences),
                Err(RecurrenceError::TooManyOccurrences) => return Err(TooMany),
                Err(error) => error,
            };
            if !recurrence.excluded_rules.is_empty() {
                found.problems.add(self.event.place(), format_args!("EXRULE is left out: {error}"));
                recurrence.excluded_rules.clear();
                self.kind = BlockKind::Unknown;
            } else if !recurrence.rules.is_empty() {
                found.problems.add(self.event.place(), format_args!("unknown from DTSTART on: {error}"));
                recurrence.rules.clear();
                found.unknown_from(self.frame.earliest());
            } else {
                found.problems.add(self.event.place(), format_args!("the whole window is unknown: {error}"));
                found.unknown();
                return Ok(vec![self.frame.first()]);
            }
        }
    }

    /// The RRULEs; one that is not understood makes everything from DTSTART on unknown.
    fn rules(&self, found: &mut Found) -> Vec<Rule> {
        let mut read = |rule: &RuleText| match parse(&self.widened(&rule.text)) {
            Ok(rule) => Some(rule),
            Err(error) => {
                let place = self.event.place_of(rule.line);
                found.problems.add(
                    place,
                    format_args!("RRULE `{}`: {error}; unknown from DTSTART on", shown(&rule.text)),
                );
                found.unknown_from(self.frame.earliest());
                None
            }
        };
        self.event.rules.iter().filter_map(&mut read).collect()
    }

    /// The EXRULEs; beside one that is not understood, no occurrence is certain.
    fn excluded_rules(&mut self, found: &mut Found) -> Vec<Rule> {
        let mut rules = Vec::new();
        for rule in &self.event.excluded_rules {
            let is_placed = !matches!(self.frame.kind, FrameKind::Nowhere(_));
            match parse(&rule.text) {
                Ok(rule) if is_placed => rules.push(rule),
                Ok(_) => self.kind = BlockKind::Unknown,
                Err(error) => {
                    let place = self.event.place_of(rule.line);
                    found.problems.add(place, format_args!("EXRULE `{}`: {error}", shown(&rule.text)));
                    self.kind = BlockKind::Unknown;
                }
            }
        }
        rules
    }

    /// The text of a rule; on a clock that nobody knows, an UNTIL in UTC may be as late as any clock has it.
    fn widened(&self, text: &str) -> String {
        let (ahead, _) = self.frame.slack();
        if ahead == 0 {
            return text.to_owned();
        }
        let widen = |part: &str| match part.split_once('=') {
            Some((name, until)) if name.trim().eq_ignore_ascii_case("UNTIL") => {
                crate::wire::utc_later(until, ahead).map(|until| format!("UNTIL={until}"))
            }
            Some(_) | None => None,
        };
        let parts: Vec<String> =
            text.split(';').map(|part| widen(part).unwrap_or_else(|| part.to_owned())).collect();
        parts.join(";")
    }

    /// The EXDATEs; one that cannot be placed takes nothing out.
    fn excluded(&self, found: &mut Found) -> Vec<Excluded> {
        let mut excluded = Vec::with_capacity(self.event.excluded.len());
        for moment in &self.event.excluded {
            match (moment, self.frame.position(*moment, self.clocks)) {
                (Moment::Date(date), _) => excluded.push(Excluded::Day(*date)),
                (_, Some(instant)) => excluded.push(Excluded::At(instant)),
                (_, None) => {
                    found
                        .problems
                        .add(self.event.place(), "an EXDATE cannot be placed; its time stays taken");
                }
            }
        }
        excluded
    }

    /// The RDATEs that are starts of the event's own kind; the others take their time at once.
    fn added(&self, found: &mut Found) -> Vec<Timestamp> {
        let mut added = Vec::new();
        for (moment, ending) in &self.event.added {
            if ending.is_some() {
                continue;
            }
            match (self.frame.kind, moment) {
                (FrameKind::Days, moment) => added.extend(self.day_start(*moment)),
                (FrameKind::Times | FrameKind::Nowhere(_), Moment::Date(_)) => {
                    self.take_somewhere(*moment, DAY, found);
                }
                (FrameKind::Times | FrameKind::Nowhere(_), moment) => {
                    match self.frame.position(*moment, self.clocks) {
                        Some(instant) => added.push(instant),
                        None => self.take_somewhere(*moment, 0, found),
                    }
                }
            }
        }
        added
    }

    /// The beginning of the day that `moment` lies in.
    fn day_start(&self, moment: Moment) -> Option<Timestamp> {
        let instant = self.frame.position(moment, self.clocks)?;
        let day = self.frame.rules.wall(instant).day();
        Some(self.frame.rules.instant(WallTime::from_day(day)))
    }

    /// Calls unknown what an occurrence takes that starts somewhere within `within` seconds of `moment`.
    fn take_somewhere(&self, moment: Moment, within: i64, found: &mut Found) {
        let (before, after) = self.reach();
        let (earliest, latest) = match self.clocks.place(moment) {
            Placed::At(instant) => (instant, instant),
            Placed::Somewhere(..) => {
                let frame = Frame::of(moment, self.clocks);
                (frame.earliest(), later(frame.first().start, frame.slack().1))
            }
        };
        let end = later(latest, after.saturating_add(within));
        found.block(earlier(earliest, before), end, BlockKind::Unknown, self.event.title.as_deref());
    }

    /// Adds the RDATEs that bring their own length.
    fn take_periods(&self, replaced: &Replaced, found: &mut Found) {
        let periods = self.event.added.iter().filter_map(|(start, ending)| Some((*start, (*ending)?)));
        let mut periods = periods.peekable();
        if periods.peek().is_none() {
            return;
        }
        let excluded: HashSet<Moment> = self.event.excluded.iter().copied().collect();
        for (start, ending) in periods {
            if !excluded.contains(&start) && !self.is_replaced(start, replaced) {
                gather_period(
                    Period { start, ending },
                    self.kind,
                    self.event.title.as_deref(),
                    self.clocks,
                    found,
                );
            }
        }
    }

    fn is_replaced(&self, start: Moment, replaced: &Replaced) -> bool {
        let frame = Frame::of(start, self.clocks);
        let mut alone = vec![frame.first()];
        replaced.remove_from(&mut alone, &frame);
        alone.is_empty()
    }
}

/// The rule that a text writes.
fn parse(text: &str) -> Result<Rule, RecurrenceError> {
    if text.is_empty() || !text.is_ascii() {
        return Err(RecurrenceError::Syntax("it holds no rule".to_owned()));
    }
    Rule::parse(text)
}
