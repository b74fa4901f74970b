//! The answer for a reader: a summary, then the days, each with its starts.
//!
//! Starts that follow each other at the increment with the same attendance share one line, so that hundreds of
//! slots stay on a screen and every bookable start can still be told. Other people's clocks stand beside, where
//! they show another time.

use std::io::{self, Write};

use freebusy_core::{NaiveDate, Order, ParticipantId, Seconds, State, Timestamp, ZoneRules};
use freebusy_engine::{Answer, Explanation, Outside, Slot, Standing};
use freebusy_zones::Zone;

use super::prose::{self, BOLD, DIM, GOOD, WARN, counted};
use super::width::{fit, pad, width, wrap};
use super::{Frame, moment};

/// Columns of the time range at the beginning of a line, and where what follows begins.
const RANGE: usize = 11;
const AFTER_RANGE: usize = RANGE + 4;
/// The most zones shown beside a slot, and people who are not free named beside it.
const ZONES: usize = 6;
const MISSING: usize = 3;
/// The most clock changes told about.
const CHANGES: usize = 4;

/// Writes the answer to a search.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    let clocks = Clock::of(frame);
    summary(out, frame, answer)?;
    writeln!(out, "{}", wrap(&zones(frame, &clocks), ", ", 0, 2))?;
    for change in clock_changes(frame, &clocks) {
        writeln!(out, "{WARN}{change}{WARN:#}")?;
    }
    days(out, frame, answer, &clocks)?;
    if let Some(diagnosis) = &answer.diagnosis {
        writeln!(out)?;
        prose::diagnosis(out, frame, diagnosis)?;
    }
    Ok(())
}

fn summary(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    let request = frame.request;
    let meeting = moment::length(request.meeting.duration().get());
    let who = prose::who(frame, &request.who);
    let optional: Vec<ParticipantId> = request.optional.iter().map(|weighted| weighted.id).collect();
    let optional = match optional.as_slice() {
        [] => String::new(),
        ids => format!(", optionally {}", prose::names(frame, ids)),
    };
    let is_cut = request.limit.is_some_and(|limit| limit.get() == answer.slots.len());
    match (answer.slots.len(), is_cut) {
        (0, _) => writeln!(out, "{BOLD}No time found for {meeting} with {who}{BOLD:#}{optional}")?,
        (1, true) => writeln!(out, "{BOLD}First start for {meeting} with {who}{BOLD:#}{optional}")?,
        (count, true) => {
            writeln!(out, "{BOLD}First {count} starts for {meeting} with {who}{BOLD:#}{optional}")?
        }
        (count, false) => {
            let starts = counted(count, "start");
            writeln!(out, "{BOLD}{starts} for {meeting} with {who}{BOLD:#}{optional}")?;
        }
    }
    if answer.withheld {
        writeln!(out, "{WARN}Withheld: somebody's time is unknown, and the request lets that fail.{WARN:#}")?;
    } else if !answer.is_complete() {
        writeln!(out, "{WARN}Incomplete: not every calendar could be read.{WARN:#}")?;
    }
    Ok(())
}

/// One zone beside the request's, and who lives in it.
#[derive(Debug)]
struct Clock<'a> {
    zone: &'a Zone,
    people: Vec<ParticipantId>,
}

impl<'a> Clock<'a> {
    /// The zones of the participants that are not the request's, in the order in which they are first named.
    fn of(frame: Frame<'a>) -> Vec<Self> {
        let mut clocks: Vec<Self> = Vec::new();
        for (id, zone) in (0..).map(ParticipantId).zip(frame.zones_of_participants) {
            let Some(zone) = zone.as_ref().filter(|zone| zone.name() != frame.zone.name()) else {
                continue;
            };
            match clocks.iter_mut().find(|clock| clock.zone.name() == zone.name()) {
                Some(clock) => clock.people.push(id),
                None => clocks.push(Self { zone, people: vec![id] }),
            }
        }
        clocks
    }

    /// What the clock is called beside a slot: the only one who lives by it, else the city.
    fn label(&self, frame: Frame<'_>) -> String {
        match self.people.as_slice() {
            [only] => prose::name(frame, *only),
            _ => city(self.zone),
        }
    }

    fn rules(&self) -> &'a ZoneRules {
        self.zone.rules()
    }
}

/// `New York` of `America/New_York`.
fn city(zone: &Zone) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// `Europe/Berlin (tzdb 2026e)`, then who lives where else.
fn zones(frame: Frame<'_>, clocks: &[Clock<'_>]) -> Vec<String> {
    let own = format!("{} (tzdb {})", frame.zone.name(), frame.tzdb);
    let others = clocks.iter().take(ZONES).map(|clock| match clock.people.as_slice() {
        [only] => format!("{} in {}", prose::name(frame, *only), clock.zone.name()),
        people => format!(
            "{} ({}) in {}",
            counted(people.len(), "participant"),
            prose::names(frame, people),
            clock.zone.name()
        ),
    });
    let more = clocks.len().saturating_sub(ZONES);
    let more = (more > 0).then(|| format!("others in {}", counted(more, "zone")));
    std::iter::once(own).chain(others).chain(more).collect()
}

/// When the clocks of the request's zone and of the participants' change within the window.
fn clock_changes(frame: Frame<'_>, clocks: &[Clock<'_>]) -> Vec<String> {
    let zones = std::iter::once(frame.zone).chain(clocks.iter().map(|clock| clock.zone));
    let window = frame.request.window;
    let changes = zones.flat_map(|zone| {
        let starts = zone.rules().segments(window).map(|(stretch, _)| stretch.start());
        starts.filter(|at| *at > window.start()).map(move |at| (at, zone))
    });
    let line = |(at, zone): (Timestamp, &Zone)| {
        let before = moment::offset_at(at - Seconds::ONE, zone.rules());
        let after = moment::offset_at(at, zone.rules());
        let day = moment::day(moment::date(at, zone.rules()));
        format!("Clocks change in {} on {day}: {before} becomes {after}", zone.name())
    };
    let mut lines: Vec<String> = changes.take(CHANGES + 1).map(line).collect();
    if lines.len() > CHANGES {
        lines.truncate(CHANGES);
        lines.push("and more changes of clocks within the window".to_owned());
    }
    lines
}

/// Starts with the same attendance that follow each other at one distance within one day.
#[derive(Debug)]
struct Run<'a> {
    slots: &'a [Slot],
}

fn days(out: &mut impl Write, frame: Frame<'_>, answer: &Answer, clocks: &[Clock<'_>]) -> io::Result<()> {
    let mut last: Option<NaiveDate> = None;
    for run in runs(frame, &answer.slots) {
        let Some(first) = run.slots.first() else {
            continue;
        };
        let day = moment::date(first.span.start(), frame.rules());
        if last != Some(day) {
            writeln!(out, "\n{BOLD}{}{BOLD:#}", moment::day(day))?;
            last = Some(day);
        }
        run_line(out, frame, &run, clocks)?;
    }
    Ok(())
}

fn runs<'a>(frame: Frame<'a>, slots: &'a [Slot]) -> impl Iterator<Item = Run<'a>> {
    let step = Seconds::from(frame.request.increment.minutes());
    let belongs = move |a: &Slot, b: &Slot| {
        let (a_start, b_start) = (a.span.start(), b.span.start());
        frame.request.order == Order::Earliest
            && a_start + step == b_start
            && frame.rules().offset_at(a_start) == frame.rules().offset_at(b_start)
            && moment::date(a_start, frame.rules()) == moment::date(b_start, frame.rules())
            && (&a.free, &a.not_free) == (&b.free, &b.not_free)
    };
    slots.chunk_by(belongs).map(|slots| Run { slots })
}

fn run_line(out: &mut impl Write, frame: Frame<'_>, run: &Run<'_>, clocks: &[Clock<'_>]) -> io::Result<()> {
    let (Some(first), Some(last)) = (run.slots.first(), run.slots.last()) else {
        return Ok(());
    };
    let (start, end) = (first.span.start(), last.span.end());
    let mut parts = Vec::new();
    if run.slots.len() > 1 {
        let every = frame.request.increment.minutes().get();
        parts.push(format!("{} starts every {every} min", run.slots.len()));
    }
    parts.extend(elsewhere(frame, start, end, clocks));
    parts.extend(missing(frame, &first.not_free));
    let range = pad(&range(start, end, frame.rules()), RANGE);
    let line = wrap(&parts, " · ", AFTER_RANGE, AFTER_RANGE);
    writeln!(out, "{}", format!("  {GOOD}{range}{GOOD:#}  {line}").trim_end())
}

/// `15:00–17:30`; with the offset on a day whose clocks change, for there a reading may not say which.
fn range(start: Timestamp, end: Timestamp, rules: &ZoneRules) -> String {
    let range = format!("{}–{}", moment::clock(start, rules), moment::clock(end, rules));
    let day = Seconds::from_minutes(24 * 60);
    if rules.offset_at(start - day) == rules.offset_at(start + day) {
        range
    } else {
        format!("{range} {}", moment::offset_at(start, rules))
    }
}

/// What the other clocks show, where that is another time.
fn elsewhere<'a>(
    frame: Frame<'a>,
    start: Timestamp,
    end: Timestamp,
    clocks: &'a [Clock<'a>],
) -> impl Iterator<Item = String> + 'a {
    let own = frame.rules();
    let differs = move |clock: &&Clock<'_>| clock.rules().offset_at(start) != own.offset_at(start);
    clocks.iter().filter(differs).take(ZONES).map(move |clock| {
        let rules = clock.rules();
        let date = moment::date(start, rules);
        let day =
            if date == moment::date(start, own) { String::new() } else { date.format(" (%a)").to_string() };
        format!("{} {}–{}{day}", clock.label(frame), moment::clock(start, rules), moment::clock(end, rules))
    })
}

fn missing(frame: Frame<'_>, not_free: &[(ParticipantId, State)]) -> Option<String> {
    if not_free.is_empty() {
        return None;
    }
    let named = not_free
        .iter()
        .take(MISSING)
        .map(|(id, state)| format!("{} ({})", prose::name(frame, *id), state.as_str()));
    let named: Vec<String> = named.collect();
    let more = match not_free.len().saturating_sub(MISSING) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!("without {}{more}", named.join(", ")))
}

/// Writes why one start does or does not work.
pub(crate) fn explanation(
    out: &mut impl Write,
    frame: Frame<'_>,
    explanation: &Explanation,
) -> io::Result<()> {
    let (start, end) = (explanation.span.start(), explanation.span.end());
    let day = moment::day(moment::date(start, frame.rules()));
    let range = range(start, end, frame.rules());
    let (style, verdict) = if explanation.met { (GOOD, "works") } else { (WARN, "does not work") };
    writeln!(
        out,
        "{BOLD}{day} {range}{BOLD:#} {style}{verdict}{style:#} for {}",
        prose::who(frame, &frame.request.who)
    )?;
    writeln!(out, "{} (tzdb {})", frame.zone.name(), frame.tzdb)?;
    for outside in &explanation.outside {
        writeln!(out, "{WARN}{}{WARN:#}", outside_line(frame, *outside))?;
    }
    writeln!(out)?;
    let names = explanation.participants.iter().map(|standing| width(&prose::name(frame, standing.id)));
    let columns = names.max().unwrap_or(0);
    explanation
        .participants
        .iter()
        .try_for_each(|standing| standing_lines(out, frame, standing, start, columns))
}

fn outside_line(frame: Frame<'_>, outside: Outside) -> String {
    match outside {
        Outside::Window => {
            let window = frame.request.window;
            format!(
                "It lies outside the window, {}.",
                moment::span(window.start(), window.end(), frame.rules())
            )
        }
        Outside::Notice => {
            let earliest = moment::full(frame.request.earliest(), frame.rules());
            format!("It is too soon: with the notice the earliest start is {earliest}.")
        }
    }
}

fn standing_lines(
    out: &mut impl Write,
    frame: Frame<'_>,
    standing: &Standing,
    start: Timestamp,
    columns: usize,
) -> io::Result<()> {
    let (style, state) = match standing.state {
        State::Free => (GOOD, "free"),
        State::Busy | State::Tentative | State::Unavailable | State::Unknown => {
            (WARN, standing.state.as_str())
        }
    };
    let (name, state) = (pad(&prose::name(frame, standing.id), columns), pad(state, 11));
    let zone = frame.zones_of_participants.get(standing.id.index()).and_then(Option::as_ref);
    let theirs = zone.filter(|zone| zone.rules().offset_at(start) != frame.rules().offset_at(start));
    let theirs = theirs.map(|zone| format!("{DIM}{}{DIM:#}", local_start(start, zone))).unwrap_or_default();
    writeln!(out, "{}", format!("  {name}  {style}{state}{style:#}  {theirs}").trim_end())?;
    let indent = " ".repeat(columns + 4);
    for obstacle in &standing.obstacles {
        writeln!(out, "{indent}{}", prose::obstacle_line(frame, obstacle))?;
    }
    if standing.obstacles.is_empty() && standing.state != State::Free {
        writeln!(out, "{indent}this start is not offered")?;
    }
    Ok(())
}

/// `Tue 1 Dec 09:00 in America/New_York`.
fn local_start(start: Timestamp, zone: &Zone) -> String {
    let day = moment::short_day(moment::date(start, zone.rules()));
    format!("{day} {} in {}", moment::clock(start, zone.rules()), fit(zone.name(), 40))
}
