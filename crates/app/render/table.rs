//! The answer for a reader: a summary, then the days, each with its starts.
//!
//! Starts that follow each other at the increment with the same attendance share one line, so that hundreds of
//! slots stay on a screen and every bookable start can still be told. Other people's clocks stand beside, where
//! they show another time.

use std::io::{self, Write};

use freebusy_core::{NaiveDate, ParticipantId, Seconds, State, Timestamp, ZoneRules};
use freebusy_engine::{Answer, Explanation, Outside, Slot, Standing};
use freebusy_zones::Zone;

use super::prose::{self, BOLD, DIM, GOOD, WARN, counted};
use super::width::{Flow, LINE, fit, glued, pad, width};
use super::{Frame, moment};

/// Columns of the time range at the beginning of a line, and where what follows begins.
const RANGE: usize = 11;
const AFTER_RANGE: usize = RANGE + 4;
/// The most zones shown beside a slot, and people who are not free named beside it.
const ZONES: usize = 6;
const MISSING: usize = 3;
/// The most columns of such a name.
const MISSING_NAME: usize = 16;
/// The most clock changes told about.
const CHANGES: usize = 4;

/// How a sentence goes on on the next line.
const SENTENCE: Flow<'_> = Flow { between: " ", indent: 2 };

/// Writes the answer to a search.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    let clocks = Clock::of(frame);
    summary(out, frame, answer)?;
    writeln!(out, "{}", Flow { between: ", ", indent: 2 }.parts(&zones(frame, &clocks)))?;
    for change in clock_changes(frame, &clocks) {
        writeln!(out, "{WARN}{}{WARN:#}", SENTENCE.parts(&[change]))?;
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
    let is_cut = request.limit.is_some_and(|limit| limit.get() == answer.slots.len());
    let found = match (answer.slots.len(), is_cut) {
        (0, _) => "No time found".to_owned(),
        (1, true) => "First start".to_owned(),
        (count, true) => format!("First {count} starts"),
        (count, false) => counted(count, "start"),
    };
    let head = format!("{found} for {} with ", moment::length(request.meeting.duration().get()));
    let head = format!("{head}{}", prose::who(frame, &request.who, LINE - width(&head)));
    let optional: Vec<ParticipantId> = request.optional.iter().map(|weighted| weighted.id).collect();
    let optional = (!optional.is_empty()).then(|| format!("optionally {}", prose::names(frame, &optional)));
    let parts: Vec<String> = std::iter::once(String::new()).chain(optional).collect();
    let rest = Flow { between: ", ", indent: 2 }.behind(width(&head), width(&head), &parts);
    writeln!(out, "{BOLD}{head}{BOLD:#}{rest}")?;
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
    let others = clocks.iter().take(ZONES);
    let others =
        others.map(|clock| format!("{} in {}", prose::names(frame, &clock.people), clock.zone.name()));
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
        a_start + step == b_start
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
    parts.extend(missing(frame, first));
    let range = range(start, end, frame.rules());
    let (used, flow) = (2 + width(&range), Flow { between: " · ", indent: AFTER_RANGE });
    let begin = if parts.is_empty() { used } else { AFTER_RANGE.max(used + 2) };
    writeln!(out, "  {GOOD}{range}{GOOD:#}{}", flow.behind(used, begin, &parts))
}

/// `15:00–17:30`; with the offset on a day whose clocks change, for there a reading may not say which.
fn range(start: Timestamp, end: Timestamp, rules: &ZoneRules) -> String {
    let range = hours(start, end, moment::date(start, rules), rules);
    let (day, offset) = (Seconds::from_minutes(24 * 60), rules.offset_at(start));
    if rules.offset_at(start - day) == rules.offset_at(start + day) || offset != rules.offset_at(end) {
        range
    } else {
        format!("{range} {}", moment::offset_at(start, rules))
    }
}

/// `15:00–17:30` below the heading of a day; another day of the end is told, and the offsets where they differ.
fn hours(start: Timestamp, end: Timestamp, heading: NaiveDate, rules: &ZoneRules) -> String {
    let (first, from) = (moment::date(start, rules), moment::clock(start, rules));
    let (last, to) = moment::end(start, end, rules);
    if start + Seconds::from_minutes(24 * 60) <= end && first != last {
        let from_day = if first != heading { moment::short_day(first) + " " } else { String::new() };
        return format!("{from_day}{from} – {} {to}", moment::short_day(last));
    }
    if first != last && first != heading {
        return format!("{} {from} – {} {to}", first.format("%a"), last.format("%a"));
    }
    let day = if last == heading { String::new() } else { last.format(" (%a)").to_string() };
    if rules.offset_at(start) == rules.offset_at(end) {
        format!("{from}–{to}{day}")
    } else {
        format!("{from} {} – {to} {}{day}", moment::offset_at(start, rules), moment::offset_at(end, rules))
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
    let heading = moment::date(start, own);
    let differs = move |clock: &&Clock<'_>| clock.rules().offset_at(start) != own.offset_at(start);
    clocks
        .iter()
        .filter(differs)
        .take(ZONES)
        .map(move |clock| format!("{} {}", clock.label(frame), hours(start, end, heading, clock.rules())))
}

/// Who is not free, or how many are where they are too many to name.
fn missing(frame: Frame<'_>, slot: &Slot) -> Option<String> {
    let named = |(id, state): &(ParticipantId, State)| {
        glued(&format!("{} ({})", fit(frame.name(*id), MISSING_NAME), state.as_str()))
    };
    match slot.not_free.len() {
        0 => None,
        1..=MISSING => {
            let named: Vec<String> = slot.not_free.iter().map(named).collect();
            Some(format!("without {}", named.join(", ")))
        }
        count => Some(format!("{} of {} free", slot.free.len(), slot.free.len() + count)),
    }
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
    let room = LINE.saturating_sub(width(&day) + width(&range) + width(verdict) + 7);
    let who = prose::who(frame, &frame.request.who, room);
    writeln!(out, "{BOLD}{day} {range}{BOLD:#} {style}{verdict}{style:#} for {who}")?;
    writeln!(out, "{} (tzdb {})", frame.zone.name(), frame.tzdb)?;
    for outside in &explanation.outside {
        writeln!(out, "{WARN}{}{WARN:#}", SENTENCE.parts(&[outside_line(frame, *outside)]))?;
    }
    writeln!(out)?;
    standings(out, frame, explanation)
}

/// Writes how everybody stands at one start.
pub(crate) fn standings(out: &mut impl Write, frame: Frame<'_>, explanation: &Explanation) -> io::Result<()> {
    let start = explanation.span.start();
    let names = explanation.participants.iter().map(|standing| width(&prose::name(frame, standing.id)));
    let columns = names.max().unwrap_or(0);
    explanation
        .participants
        .iter()
        .try_for_each(|standing| standing_lines(out, frame, standing, start, columns))
}

/// Who is not free at one start, in a sentence without a stop.
pub(crate) fn not_free(frame: Frame<'_>, explanation: &Explanation) -> String {
    let missing = explanation.participants.iter().filter(|standing| standing.state != State::Free);
    let words: Vec<String> = missing
        .take(MISSING)
        .map(|standing| format!("{} is {}", prose::name(frame, standing.id), standing.state.as_str()))
        .collect();
    words.join(", ")
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
            format!("It is too soon: with the notice the earliest is {}.", prose::earliest(frame))
        }
        Outside::Withheld => "Something is unknown, and the request wants that to fail.".to_owned(),
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
    let name = pad(&prose::name(frame, standing.id), columns);
    let zone = frame.zones_of_participants.get(standing.id.index()).and_then(Option::as_ref);
    let theirs = zone.filter(|zone| zone.rules().offset_at(start) != frame.rules().offset_at(start));
    match theirs {
        None => writeln!(out, "  {name}  {style}{state}{style:#}")?,
        Some(zone) => {
            let (used, flow) = (columns + 4 + width(state), Flow { between: " ", indent: columns + 4 });
            let there = flow.behind(used, columns + 17, &[local_start(start, zone)]);
            writeln!(out, "  {name}  {style}{state}{style:#}{DIM}{there}{DIM:#}")?;
        }
    }
    let indent = " ".repeat(columns + 4);
    let obstacles: Vec<_> = standing.obstacles.iter().map(|obstacle| (obstacle, None)).collect();
    prose::obstacles(out, frame, columns + 4, &obstacles)?;
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn starts_in_a_row_share_a_line_and_other_clocks_stand_beside() {
        let loaded = sample::loaded();
        let text = text(|out| answer(out, sample::frame(&loaded), &sample::found()));
        let expected = "\
11 starts for 30 min with ana and bo, optionally cy
Europe/Berlin (tzdb 2026e), ana in America/New_York, cy in Asia/Tokyo

Tue 1 Dec 2026
  15:00–17:30  9 starts every 15 min · ana 09:00–11:30 · cy 23:00–01:30 (Wed)
  18:00–18:30  ana 12:00–12:30 · cy 02:00–02:30 (Wed) · without cy (busy)

Wed 2 Dec 2026
  15:00–15:30  ana 09:00–09:30 · cy 23:00–23:30
";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_empty_answer_says_why_and_what_to_try_next() {
        let loaded = sample::loaded();
        let text = text(|out| answer(out, sample::frame(&loaded), &sample::nothing()));
        let expected = "\
No time found for 30 min with ana and bo, optionally cy
Incomplete: not every calendar could be read.
Europe/Berlin (tzdb 2026e), ana in America/New_York, cy in Asia/Tokyo

160 starts considered in the window, Tue 1 Dec 00:00 – Fri 11 Dec 15:00.
What stands in the way most is busy time. But for bo, 12 more starts would do.

Nearest: ana free, bo missing
  Tue 1 Dec   15:00 15:15
  Wed 2 Dec   15:00

  Participant  rules out  alone  because
  bo                 131     12  busy 90, unavailable 41
  ana                 60      0  unavailable 60

In the way of bo
  Tue 1 Dec 14:00–15:15  busy  ics:bo.ics, 8 starts
  Tue 1 Dec 18:00–24:00  busy  ics:bo.ics, 4 starts

In the way of ana
  Tue 1 Dec 10:00–15:00  out of hours, 60 starts

Next: freebusy why request.json --at 2026-12-01T15:00:00+01:00
";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_explanation_names_every_state_and_its_cause() {
        let mut loaded = sample::loaded();
        loaded.request.titles = freebusy_provider::Titles::Shown;
        let text = text(|out| explanation(out, sample::frame(&loaded), &sample::explanation()));
        let expected = "\
Tue 1 Dec 2026 15:00–15:30 does not work for ana and bo
Europe/Berlin (tzdb 2026e)
It is too soon: with the notice the earliest is Sat 2026-11-21 16:00 +01:00.

  ana  free         Tue 1 Dec 09:00 in America/New_York
  bo   busy
       Tue 1 Dec 14:00–15:15  busy “Stand-up”  ics:bo.ics
  cy   unavailable  Tue 1 Dec 23:00 in Asia/Tokyo
       this start is not offered
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_row_of_starts_around_the_clock_names_the_day_of_its_end() {
        let loaded = sample::loaded();
        let found =
            sample::answer((0..100).map(|index| sample::slot(index * 15 - 900, State::Free)).collect());
        let text = text(|out| answer(out, sample::frame(&loaded), &found));
        assert!(text.contains("\n  00:00 – Wed 2 Dec 00:15  96 starts every 15 min\n"), "{text}");
    }

    #[test]
    fn an_end_on_another_day_is_told_and_midnight_ends_the_day() {
        let loaded = sample::loaded();
        let lines = |start: i64, count: i64| {
            let slots = (0..count).map(|index| sample::slot(start + index * 15, State::Free)).collect();
            let text = text(|out| answer(out, sample::frame(&loaded), &sample::answer(slots)));
            text.split_once(" Dec 2026\n").unwrap().1.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        // 15:00 in Berlin is the sample's zero, ana is six hours behind, cy eight ahead.
        assert_eq!(lines(510, 1), "23:30–24:00 ana 17:30–18:00 · cy 07:30–08:00 (Wed)");
        assert_eq!(lines(525, 1), "23:45–00:15 (Wed) ana 17:45–18:15 · cy 07:45–08:15 (Wed)");
        assert_eq!(
            lines(-900, 95),
            "00:00–24:00 95 starts every 15 min · ana Mon 30 Nov 18:00 – Tue 1 Dec 18:00 cy 08:00 – Wed 2 Dec 08:00"
        );
        assert_eq!(
            lines(-555, 2),
            "05:45–06:30 2 starts every 15 min · ana Mon 23:45 – Tue 00:30 cy 13:45–14:30"
        );
        assert_eq!(lines(-570, 1), "05:30–06:00 ana 23:30–24:00 (Mon) · cy 13:30–14:00");
    }

    #[test]
    fn starts_in_a_row_share_a_line_in_the_best_order_too() {
        let mut loaded = sample::loaded();
        loaded.request.order = freebusy_core::Order::Best;
        let found = sample::answer([30, 45, 0, 15].map(|start| sample::slot(start, State::Free)).to_vec());
        let text = text(|out| answer(out, sample::frame(&loaded), &found));
        let lines: Vec<&str> = text.lines().filter_map(|line| line.split("  ").nth(1)).collect();
        assert_eq!(lines, ["15:30–16:15", "15:00–15:45"]);
    }

    #[test]
    fn many_who_are_not_free_are_counted() {
        let loaded = sample::loaded();
        let mut slot = sample::slot(0, State::Busy);
        slot.not_free = (2..43).map(|index| (sample::id(index), State::Busy)).collect();
        let text = text(|out| answer(out, sample::frame(&loaded), &sample::answer(vec![slot])));
        assert!(text.contains(" · 2 of 43 free\n"), "{text}");
    }

    #[test]
    fn a_limit_that_was_reached_is_told() {
        let loaded = sample::limited(11);
        let text = text(|out| answer(out, sample::frame(&loaded), &sample::found()));
        assert!(text.starts_with("First 11 starts for 30 min with ana and bo"), "{text}");
    }

    #[test]
    fn a_day_whose_clocks_change_shows_offsets() {
        let mut loaded = sample::loaded();
        // 2027-03-28, when Berlin goes to summer time.
        loaded.request.window = sample::interval(0, 120 * 24 * 60);
        let day = (117 * 24 - 14) * 60;
        let found = sample::answer(vec![sample::slot(day, State::Free), sample::slot(day + 15, State::Free)]);
        let text = text(|out| answer(out, sample::frame(&loaded), &found));
        assert!(
            text.contains("Clocks change in Europe/Berlin on Sun 28 Mar 2027: +01:00 becomes +02:00\n"),
            "{text}"
        );
        assert!(
            text.contains("Clocks change in America/New_York on Sun 14 Mar 2027: -05:00 becomes -04:00\n")
        );
        assert!(text.contains("01:00–01:45 +01:00  2 starts every 15 min · "), "{text}");
        let across = sample::answer(vec![sample::slot(day + 45, State::Free)]);
        let text = self::text(|out| answer(out, sample::frame(&loaded), &across));
        assert!(text.contains("01:45 +01:00 – 03:15 +02:00  "), "{text}");
    }

    #[test]
    fn names_of_any_length_and_width_keep_the_table_within_80_columns() {
        let long = "x".repeat(256);
        let loaded = sample::named(&[&long, "老虎老虎老虎老虎老虎老虎老虎老虎", "evil\u{1b}[2J\nname"]);
        let frame = sample::frame(&loaded);
        let everything = [
            text(|out| answer(out, frame, &sample::found())),
            text(|out| answer(out, frame, &sample::nothing())),
            text(|out| explanation(out, frame, &sample::explanation())),
        ];
        for line in everything.iter().flat_map(|text| text.lines()) {
            assert!(width(line) <= LINE, "{line}");
            assert!(!line.contains('\u{1b}'), "{line}");
        }
    }
}
