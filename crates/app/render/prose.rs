//! What is said in sentences: who is asked for, why nothing was found, how sources failed.
//!
//! The table shows it on stdout; the formats that hold only slots leave it to stderr.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use freebusy_core::{Minutes, ParticipantId, Timestamp, Who, WhoNode};
use freebusy_engine::{Diagnosis, Obstacle, ParticipantBlame, Reason, SourceReport, SourceState};
use freebusy_provider::Titles;

use super::width::{Flow, LINE, fit, glued, pad, pad_left, width};
use super::{Frame, kind_word, moment};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();

/// The most columns of one name.
const NAME: usize = 24;
/// The most columns of a title.
const TITLE: usize = 18;
/// The most names of a list in a sentence.
const NAMES: usize = 5;
/// The most participants of a diagnosis, and the most blocks of each of the worst of them.
const PARTICIPANTS: usize = 12;
const WORST: usize = 3;
const BLOCKS: usize = 5;
/// The most sources that lines are about.
const SOURCES: usize = 10;
/// The most lines about each of them.
const NOTES: usize = 5;

/// A name, harmless and short.
pub(super) fn name(frame: Frame<'_>, id: ParticipantId) -> String {
    fit(frame.name(id), NAME)
}

/// `ana, bo and cy`, or the first few and how many there are besides.
pub(super) fn names(frame: Frame<'_>, ids: &[ParticipantId]) -> String {
    let shown = if ids.len() > NAMES { NAMES - 1 } else { ids.len() };
    let mut parts: Vec<String> = ids.iter().take(shown).map(|id| name(frame, *id)).collect();
    if ids.len() > shown {
        parts.push(format!("{} others", ids.len() - shown));
    }
    listed(&parts, "and")
}

/// `a, b and c`.
fn listed(parts: &[String], word: &str) -> String {
    match parts {
        [] => "nobody".to_owned(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} {word} {last}", head.join(", ")),
    }
}

/// Who must be able to come, in words and at most `room` columns: `ana, bo and 1 of (cy, dee)`.
pub(super) fn who(frame: Frame<'_>, who: &Who, room: usize) -> String {
    let members = who.named();
    let text = (members.len() <= 2 * NAMES).then(|| expression(frame, who));
    text.filter(|text| width(text) <= room).unwrap_or_else(|| {
        let all = counted(members.len(), "participant");
        match who.node() {
            WhoNode::AtLeast { k, of } if *k < of.len() && of.len() == members.len() => {
                format!("{k} of {all}")
            }
            WhoNode::One(_) | WhoNode::AtLeast { .. } => all,
        }
    })
}

fn expression(frame: Frame<'_>, who: &Who) -> String {
    let (k, of) = match who.node() {
        WhoNode::One(id) => return name(frame, *id),
        WhoNode::AtLeast { k, of } => (*k, of),
    };
    let part = |inner: &Who| match inner.node() {
        WhoNode::AtLeast { k, of } if of.len() > 1 && (*k == 1 || *k == of.len()) => {
            format!("({})", expression(frame, inner))
        }
        WhoNode::One(_) | WhoNode::AtLeast { .. } => expression(frame, inner),
    };
    let parts: Vec<String> = of.iter().map(part).collect();
    match k {
        k if k == of.len() => listed(&parts, "and"),
        1 => listed(&parts, "or"),
        k => format!("{k} of ({})", parts.join(", ")),
    }
}

/// `1 start`, `2 starts`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Writes why nothing was found, or not more.
pub(crate) fn diagnosis(out: &mut impl Write, frame: Frame<'_>, diagnosis: &Diagnosis) -> io::Result<()> {
    let needed: BTreeSet<ParticipantId> = frame.request.who.named().into_iter().collect();
    let worst = by_blame(&needed, &diagnosis.participants);
    let sentences: Vec<String> = reason(frame, diagnosis).into_iter().chain(alone(frame, &worst)).collect();
    writeln!(out, "{}", Flow { between: " ", indent: 0 }.parts(&sentences))?;
    if diagnosis.starts_considered == 0 {
        return Ok(());
    }
    nearest(out, frame, diagnosis)?;
    if worst.is_empty() {
        return Ok(());
    }
    blame_table(out, frame, &needed, &worst)?;
    let to_blame = worst.iter().filter(|blame| needed.contains(&blame.id) && !blame.obstacles.is_empty());
    for blame in to_blame.take(WORST) {
        in_the_way(out, frame, blame)?;
    }
    next_step(out, frame, diagnosis)
}

fn reason(frame: Frame<'_>, diagnosis: &Diagnosis) -> Vec<String> {
    let window = frame.request.window;
    let window = moment::span(window.start(), window.end(), frame.rules());
    let what = match diagnosis.reason {
        None => None,
        Some(Reason::Busy) => Some("What stands in the way most is busy time."),
        Some(Reason::Unavailable) => Some("What stands in the way most is hours that do not meet."),
        Some(Reason::Unknown) => Some("What stands in the way most is time of which nothing is known."),
        Some(Reason::WindowPast) => {
            return past(frame, &window);
        }
        Some(Reason::TooShort) => {
            return vec![format!(
                "No start fits into the window, {window}; widen it or shorten the meeting."
            )];
        }
    };
    let considered = counted(diagnosis.starts_considered, "start");
    let considered = format!("{considered} considered in the window, {window}.");
    std::iter::once(considered).chain(what.map(Into::into)).collect()
}

/// What one participant alone would change.
fn alone(frame: Frame<'_>, worst: &[&ParticipantBlame]) -> Option<String> {
    let worst = worst.iter().max_by_key(|blame| blame.alone).filter(|blame| blame.alone > 0)?;
    let more = counted(worst.alone, "more start");
    Some(format!("But for {}, {more} would do.", name(frame, worst.id)))
}

/// That all of the window, or all of it that could hold a meeting, is over.
fn past(frame: Frame<'_>, window: &str) -> Vec<String> {
    let request = frame.request;
    if request.window.end() <= request.now {
        let now = glued(&moment::full(request.now, frame.rules()));
        return vec![format!("The window, {window}, is past: it is {now}.")];
    }
    let why = match request.notice {
        Minutes::ZERO => "It is",
        _ => "With the notice the earliest is",
    };
    vec![format!("The window, {window}, leaves no start."), format!("{why} {}.", earliest(frame))]
}

/// The earliest start that now and the notice leave.
pub(super) fn earliest(frame: Frame<'_>) -> String {
    glued(&moment::full(frame.request.earliest(), frame.rules()))
}

fn nearest(out: &mut impl Write, frame: Frame<'_>, diagnosis: &Diagnosis) -> io::Result<()> {
    let best = &diagnosis.best;
    if best.starts.is_empty() {
        return Ok(());
    }
    let (title, who) = if best.missing.is_empty() {
        ("Best:", vec!["everybody is free".to_owned()])
    } else {
        let (free, missing) = (names(frame, &best.free), names(frame, &best.missing));
        ("Nearest:", vec![format!("{free} free"), format!("{missing} missing")])
    };
    let who = Flow { between: ", ", indent: 2 }.behind(width(title), width(title) + 1, &who);
    writeln!(out, "\n{BOLD}{title}{BOLD:#}{who}")?;
    let same_day =
        |a: &Timestamp, b: &Timestamp| moment::date(*a, frame.rules()) == moment::date(*b, frame.rules());
    for starts in best.starts.chunk_by(same_day) {
        let day = starts.first().map(|start| moment::date(*start, frame.rules()));
        let day = day.map(moment::short_day).unwrap_or_default();
        let clocks: Vec<String> = starts.iter().map(|start| moment::clock(*start, frame.rules())).collect();
        let clocks = Flow { between: " ", indent: 14 }.behind(2 + width(&day), 14, &clocks);
        writeln!(out, "  {day}{clocks}")?;
    }
    Ok(())
}

/// Those who rule anything out, worst first: whoever is needed, then whoever alone stands in the way, then
/// whoever does at most starts.
fn by_blame<'a>(
    needed: &BTreeSet<ParticipantId>,
    participants: &'a [ParticipantBlame],
) -> Vec<&'a ParticipantBlame> {
    let mut worst: Vec<&ParticipantBlame> = participants.iter().filter(|blame| blame.rules_out > 0).collect();
    let rank =
        |blame: &&ParticipantBlame| Reverse((needed.contains(&blame.id), blame.alone, blame.rules_out));
    worst.sort_by_cached_key(rank);
    worst
}

fn blame_table(
    out: &mut impl Write,
    frame: Frame<'_>,
    needed: &BTreeSet<ParticipantId>,
    worst: &[&ParticipantBlame],
) -> io::Result<()> {
    let shown = worst.get(..PARTICIPANTS).unwrap_or(worst);
    let columns = shown.iter().map(|blame| width(&name(frame, blame.id))).max().unwrap_or(0).max(11);
    let title = format!("  {}  rules out  alone  because", pad("Participant", columns));
    writeln!(out, "\n{BOLD}{title}{BOLD:#}")?;
    for blame in shown {
        let mut states: Vec<String> =
            blame.states.iter().map(|(state, count)| format!("{} {count}", state.as_str())).collect();
        if let Some(last) = states.last_mut().filter(|_| !needed.contains(&blame.id)) {
            last.push_str(" (not needed)");
        }
        let (all, alone) = (blame.rules_out.to_string(), blame.alone.to_string());
        let name = pad(&name(frame, blame.id), columns);
        let head = format!("  {name}  {}  {}", pad_left(&all, 9), pad_left(&alone, 5));
        let (used, begin) = (width(&head), columns + 22);
        let states = Flow { between: ", ", indent: begin }.behind(used, begin.max(used + 2), &states);
        writeln!(out, "{head}{states}")?;
    }
    match worst.len() - shown.len() {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}and {more} more{DIM:#}"),
    }
}

fn in_the_way(out: &mut impl Write, frame: Frame<'_>, blame: &ParticipantBlame) -> io::Result<()> {
    writeln!(out, "\n{BOLD}In the way of {}{BOLD:#}", name(frame, blame.id))?;
    let shown = blame.obstacles.iter().take(BLOCKS);
    let shown: Vec<_> = shown.map(|(obstacle, count)| (obstacle, Some(*count))).collect();
    obstacles(out, frame, 2, &shown)?;
    match blame.obstacles.len().saturating_sub(BLOCKS) {
        0 => Ok(()),
        more => writeln!(out, "  {DIM}and {more} more{DIM:#}"),
    }
}

/// Writes `Tue 1 Dec 14:00–15:15  busy “Stand-up”  ics:bo.ics, 8 starts` for each obstacle and, where it is
/// known, the number of starts that it rules out; causes stand below each other.
pub(super) fn obstacles(
    out: &mut impl Write,
    frame: Frame<'_>,
    indent: usize,
    obstacles: &[(&Obstacle, Option<usize>)],
) -> io::Result<()> {
    let when =
        |obstacle: &Obstacle| moment::span(obstacle.interval.start(), obstacle.interval.end(), frame.rules());
    let whens: Vec<String> = obstacles.iter().map(|(obstacle, _)| when(obstacle)).collect();
    let columns = whens.iter().map(|when| width(when)).max().unwrap_or(0);
    let begin = indent + columns + 2;
    // Enough room for the widest word of a cause, however wide what stands before it.
    let flow = Flow { between: "  ", indent: begin.min(LINE - NAME - 4) };
    for (when, (obstacle, count)) in whens.iter().zip(obstacles) {
        let mut cause = cause(frame, obstacle);
        if let (Some(last), Some(count)) = (cause.last_mut(), count) {
            last.push_str(&format!(", {}", glued(&counted(*count, "start"))));
        }
        let cause = flow.behind(indent + width(when), begin, &cause);
        writeln!(out, "{}{when}{cause}", " ".repeat(indent))?;
    }
    Ok(())
}

/// What an obstacle is, and where it is known from.
fn cause(frame: Frame<'_>, obstacle: &Obstacle) -> Vec<String> {
    let title = obstacle.title.as_deref().filter(|_| frame.request.titles == Titles::Shown);
    let title = title.map(|title| format!(" “{}”", fit(title, TITLE))).unwrap_or_default();
    let kind = kind_word(obstacle.kind);
    match &*obstacle.source {
        "schedule" => vec!["out of hours".to_owned()],
        "inline" => vec![format!("{kind}, says the request")],
        source => vec![format!("{kind}{title}"), fit(source, NAME)],
    }
}

fn next_step(out: &mut impl Write, frame: Frame<'_>, diagnosis: &Diagnosis) -> io::Result<()> {
    let Some(start) = diagnosis.best.starts.first().filter(|_| !diagnosis.best.missing.is_empty()) else {
        return Ok(());
    };
    let at = glued(&format!("--at {}", moment::local(*start, frame.rules())));
    let step = match frame.file {
        // One line, however long, for it is there to be copied.
        Some(file) => glued(&format!("freebusy why {} {at}", quoted(file))),
        None => format!("the same command with `why` for `find` and `{at}`"),
    };
    let step = Flow { between: " ", indent: 2 }.behind(5, 6, &[step]);
    writeln!(out, "\nNext:{step}")
}

/// A file's name as a shell takes it.
fn quoted(file: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "._-/+,:@%".contains(character);
    let file = crate::message::escape(file);
    if file.chars().all(is_plain) { file } else { format!("'{}'", file.replace('\'', "'\\''")) }
}

/// How the sources that failed, or were understood in part, did: one line each, a bounded number of them.
pub(crate) fn problems(frame: Frame<'_>, sources: &[SourceReport]) -> Vec<String> {
    let troubled: Vec<&SourceReport> =
        sources.iter().filter(|report| report.state != SourceState::Fresh).collect();
    let mut lines: Vec<String> =
        troubled.iter().take(SOURCES).flat_map(|report| notes(frame, report)).collect();
    match troubled.len().saturating_sub(SOURCES) {
        0 => {}
        more => lines.push(format!("freebusy: {} more could not be read in full", counted(more, "source"))),
    }
    lines.extend(sources.iter().flat_map(|report| hints(frame, report)).take(SOURCES));
    lines
}

/// A line for each thing that would make a search find more, where nothing is wrong.
fn hints(frame: Frame<'_>, report: &SourceReport) -> Vec<String> {
    let (id, source) = (name(frame, report.participant), &report.source);
    report.hints.iter().map(|hint| format!("freebusy: source `{source}` of `{id}` {hint}")).collect()
}

/// A line for each note of a source, as far as anybody reads on.
fn notes(frame: Frame<'_>, report: &SourceReport) -> Vec<String> {
    let (id, source) = (name(frame, report.participant), &report.source);
    let how = match report.state {
        SourceState::Failed(_) => "failed",
        SourceState::Partial | SourceState::Fresh => "was read in part",
    };
    let told = report.notes.iter().take(NOTES).map(ToString::to_string);
    let more = match report.notes.len().saturating_sub(NOTES) {
        0 => None,
        count => Some(format!("{} more; `--format json` has them all", counted(count, "problem"))),
    };
    told.chain(more).map(|note| format!("freebusy: source `{source}` of `{id}` {how}: {note}")).collect()
}
