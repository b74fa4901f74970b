//! One event: its occurrences in the window, and what each of them takes.
//!
//! What a property that is not understood would have said becomes unknown here; what it would have taken out
//! stays taken.

use std::collections::HashSet;

use freebusy_core::{
    BlockKind, Excluded, Interval, Occurrence, Recurrence, RecurrenceError, Rule, Timestamp, Until, WallTime,
};

use crate::component::{Event, Once, RuleText};
use crate::effect::Effect;
use crate::found::{Found, TooMany};
use crate::period::{self, Taken};
use crate::problem::shown;
use crate::replaced::{Loose, Replaced};
use crate::span::{DAY, Frame, FrameKind, Length, earlier, later};
use crate::tzid::{Clocks, Placed};
use crate::wire::{Moment, Period};

/// What a rule within the day that picks among its times may cost, in days counted.
const PICKING: i64 = 10_000_000;

/// One event under expansion.
struct Expansion<'a> {
    event: &'a Event,
    kind: BlockKind,
    frame: Frame<'a>,
    lengths: Vec<Length>,
    /// EXDATEs that name no zone, beside starts that do.
    loose: Loose,
    clocks: &'a Clocks<'a>,
}

/// Adds what one event takes, without the occurrences that are `replaced`.
pub(crate) fn gather(
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
    let loose = loose(event, &frame);
    let mut expansion = Expansion { event, kind, frame, lengths, loose, clocks };
    expansion.note_doubts(found);
    let mut occurrences = match recurs(event) {
        true => expansion.expand(found, replaced)?,
        false => vec![frame.first()],
    };
    replaced.remove_from(&mut occurrences, &frame, clocks);
    expansion.remove_loose(&mut occurrences);
    occurrences.into_iter().for_each(|occurrence| expansion.take(occurrence, found));
    expansion.take_periods(replaced, found);
    Ok(())
}

/// The EXDATEs of `event` that name no zone, where its starts are not on the clock of such times.
fn loose(event: &Event, frame: &Frame<'_>) -> Loose {
    let names_a_zone = match event.start {
        Once::Read(Moment::Utc(_) | Moment::Local(_, Some(_))) => true,
        Once::Read(Moment::Date(_) | Moment::Local(_, None)) | Once::Absent | Once::Unreadable => false,
    };
    if !names_a_zone || matches!(frame.kind, FrameKind::Nowhere(_)) {
        return Loose::default();
    }
    let readings = event.excluded.iter().filter_map(|moment| match moment {
        Moment::Local(reading, None) => Some(*reading),
        Moment::Local(..) | Moment::Date(_) | Moment::Utc(_) => None,
    });
    Loose(readings.collect())
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
        if self.lengths.iter().any(|length| length.is_reversed()) {
            found.problems.add(self.event.place(), period::REVERSED);
        }
    }

    /// Takes out the occurrences that EXDATEs without a zone name.
    fn remove_loose(&self, occurrences: &mut Vec<Occurrence>) {
        if self.loose.0.is_empty() {
            return;
        }
        let starts: HashSet<Timestamp> = occurrences.iter().map(|occurrence| occurrence.start).collect();
        occurrences.retain(|occurrence| !self.loose.names(occurrence, &self.frame, self.clocks, &starts));
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
        // To know whether only one occurrence can be meant, its neighbours must be there.
        let needs_neighbours = replaced.needs_neighbours() || !self.loose.0.is_empty();
        let margin = if needs_neighbours { 2 * DAY } else { 0 };
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
                found
                    .problems
                    .add(self.event.place(), format_args!("RRULE: {error}; unknown from DTSTART on"));
                recurrence.rules.clear();
                found.unknown_from(self.frame.earliest());
            } else {
                found
                    .problems
                    .add(self.event.place(), format_args!("DTSTART: {error}; the whole window is unknown"));
                found.unknown();
                return Ok(vec![self.frame.first()]);
            }
        }
    }

    /// The RRULEs; one that is not understood makes everything from DTSTART on unknown.
    fn rules(&self, found: &mut Found) -> Vec<Rule> {
        let mut read = |rule: &RuleText| match self.affordable(rule, found) {
            Ok(rule) => Some(rule.ending(|until| self.latest(until))),
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

    /// One RRULE, if the file can still afford to count through it.
    fn affordable(&self, rule: &RuleText, found: &mut Found) -> Result<Rule, RecurrenceError> {
        let read = parse(&rule.text)?;
        found.days_left = found.days_left.saturating_sub(self.cost(&rule.text, found.window));
        if found.days_left < 0 { Err(RecurrenceError::TooManySteps) } else { Ok(read) }
    }

    /// What expanding a rule may cost at the worst, in days counted.
    ///
    /// A rule with a COUNT is counted from its start; one within the day that picks among its times, or whose
    /// occurrences are taken out again, is walked through step by step. Every other is walked through the window.
    fn cost(&self, text: &str, window: Interval) -> i64 {
        let text = text.to_ascii_uppercase();
        let within_a_day =
            ["HOURLY", "MINUTELY", "SECONDLY"].iter().any(|frequency| text.contains(frequency));
        let takes_out = !self.event.excluded.is_empty() || !self.event.excluded_rules.is_empty();
        if within_a_day && (text.contains("BY") || takes_out) {
            return PICKING;
        }
        let from = if text.contains("COUNT") { self.frame.start.day() } else { window.start().wall(0).day() };
        window.end().wall(0).day().saturating_sub(from).max(1)
    }

    /// The EXRULEs; beside one that is not understood, no occurrence is certain.
    fn excluded_rules(&mut self, found: &mut Found) -> Vec<Rule> {
        let mut rules = Vec::new();
        for rule in &self.event.excluded_rules {
            let is_placed = !matches!(self.frame.kind, FrameKind::Nowhere(_));
            match self.affordable(rule, found) {
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

    /// An UNTIL at its latest, where its form does not go with the start.
    ///
    /// In UTC, on a clock that nobody knows: as late as any clock has it; for whole days: the day that it names in
    /// UTC or the one it falls on here. As a day or a reading beside a start in UTC: on that clock or on the
    /// calendar's.
    fn latest(&self, until: Until) -> Until {
        let is_utc = matches!(self.event.start, Once::Read(Moment::Utc(_)));
        let on_either = |reading: WallTime| {
            self.clocks.utc().instant(reading).max(self.clocks.floating().instant(reading))
        };
        match (until, self.frame.kind) {
            (Until::Utc(last), FrameKind::Nowhere(_)) => Until::Utc(later(last, self.frame.slack().0)),
            (Until::Utc(last), FrameKind::Days) => {
                Until::Date(last.wall(0).date().max(self.frame.rules.wall(last).date()))
            }
            (Until::Date(date), FrameKind::Times) if is_utc => {
                Until::Utc(earlier(on_either(WallTime::new(date, DAY)), 1))
            }
            (Until::Local(reading), FrameKind::Times) if is_utc => Until::Utc(on_either(reading)),
            (until, _) => until,
        }
    }

    /// The EXDATEs; one that cannot be placed takes nothing out.
    fn excluded(&self, found: &mut Found) -> Vec<Excluded> {
        let mut excluded = Vec::with_capacity(self.event.excluded.len());
        for moment in &self.event.excluded {
            match (moment, self.frame.position(*moment, self.clocks)) {
                (Moment::Local(reading, None), _) if self.loose.0.contains(reading) => {}
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
                (FrameKind::Days, moment) => match self.day_start(*moment) {
                    Some(day) => added.push(day),
                    None => self.take_somewhere(*moment, DAY, found),
                },
                (FrameKind::Times | FrameKind::Nowhere(_), Moment::Date(_)) => {
                    let what = "an RDATE gives a day, not a time; that day is unknown";
                    found.problems.add(self.event.place(), what);
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
        let excluded = ExcludedStarts::new(self.excluded(found));
        for (start, ending) in periods {
            if !self.is_excluded(start, &excluded) && !self.is_replaced(start, replaced) {
                let taken =
                    Taken { kind: self.kind, title: self.event.title.as_deref(), place: self.event.place() };
                period::gather(Period { start, ending }, taken, self.clocks, found);
            }
        }
    }

    /// Whether an EXDATE takes out the period that starts there.
    fn is_excluded(&self, start: Moment, excluded: &ExcludedStarts) -> bool {
        match self.frame.position(start, self.clocks) {
            None => self.event.excluded.contains(&start),
            Some(instant) => {
                excluded.instants.contains(&instant)
                    || excluded.days.contains(&self.frame.rules.wall(instant).day())
            }
        }
    }

    /// Whether an override stands for the period that starts there.
    fn is_replaced(&self, start: Moment, replaced: &Replaced) -> bool {
        let frame = Frame::of(start, self.clocks);
        replaced.has(&frame.first(), &frame)
    }
}

/// What EXDATEs take out, to be looked up.
struct ExcludedStarts {
    instants: HashSet<Timestamp>,
    days: HashSet<i64>,
}

impl ExcludedStarts {
    fn new(excluded: Vec<Excluded>) -> Self {
        let mut starts = Self { instants: HashSet::new(), days: HashSet::new() };
        for excluded in excluded {
            match excluded {
                Excluded::At(instant) => starts.instants.insert(instant),
                Excluded::Day(date) => starts.days.insert(WallTime::new(date, 0).day()),
            };
        }
        starts
    }
}

/// The rule that a text writes.
fn parse(text: &str) -> Result<Rule, RecurrenceError> {
    if text.is_empty() || !text.is_ascii() {
        return Err(RecurrenceError::Syntax("it holds no rule".to_owned()));
    }
    Rule::parse(text)
}
