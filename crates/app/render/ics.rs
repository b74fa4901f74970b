//! Slots as an iCalendar file: one tentative, transparent event each, for a look in any calendar program.
//!
//! The UID of a slot depends on its time and on who is looked up, so the same search again updates the events
//! instead of doubling them.

use std::io::{self, Write};

use freebusy_core::{ParticipantId, State, Timestamp};
use freebusy_engine::{Answer, Slot};
use icalendar::{Component as _, Event, EventStatus};

use super::{Frame, moment};

/// The most names of a summary, and of a list in a description.
const NAMED: (usize, usize) = (5, 50);

/// The most octets of a line.
const LONGEST_LINE: usize = 75;

/// Writes one calendar with one event a slot.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    out.write_all(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//freebusy//freebusy//EN\r\nCALSCALE:GREGORIAN\r\n",
    )?;
    let group = fingerprint(frame);
    for slot in &answer.slots {
        let event = event(frame, slot, group).try_into_string().map_err(io::Error::other)?;
        event.split_inclusive("\r\n").try_for_each(|line| folded(out, line))?;
    }
    out.write_all(b"END:VCALENDAR\r\n")
}

/// Writes a line that is folded already, but for one fault of `icalendar` 0.17: the last piece of a folded line
/// may take 76 octets, one more than RFC 5545 (section 3.1) allows.
fn folded(out: &mut impl Write, line: &str) -> io::Result<()> {
    let content = line.trim_end_matches("\r\n");
    let last = content.char_indices().next_back().filter(|_| content.len() > LONGEST_LINE);
    match last.and_then(|(start, _)| content.split_at_checked(start)) {
        Some((head, tail)) => write!(out, "{head}\r\n {tail}\r\n"),
        None => out.write_all(line.as_bytes()),
    }
}

fn event(frame: Frame<'_>, slot: &Slot, group: u64) -> Event {
    let (start, end) = (slot.span.start(), slot.span.end());
    let mut event = Event::new();
    event
        .uid(&format!("{}-{}-{group:016x}@freebusy", start.as_unix(), end.as_unix()))
        .summary(&summary(frame, slot))
        .status(EventStatus::Tentative)
        .add_property("DTSTAMP", basic(frame.request.now))
        .add_property("DTSTART", basic(start))
        .add_property("DTEND", basic(end))
        .add_property("TRANSP", "TRANSPARENT");
    if let Some(description) = description(frame, slot) {
        event.description(&description);
    }
    event.done()
}

/// Who is free; where nobody is for sure, of whom nothing is known.
fn summary(frame: Frame<'_>, slot: &Slot) -> String {
    match (slot.free.as_slice(), not_free(slot, |state| state == State::Unknown).as_slice()) {
        ([], []) => "Free: nobody".to_owned(),
        ([], unknown) => format!("Unknown: {}", names(frame, unknown, NAMED.0)),
        (free, _) => format!("Free: {}", names(frame, free, NAMED.0)),
    }
}

fn not_free(slot: &Slot, wanted: impl Fn(State) -> bool) -> Vec<ParticipantId> {
    slot.not_free.iter().filter(|(_, state)| wanted(*state)).map(|(id, _)| *id).collect()
}

/// Everybody who is free where the summary does not name them all, who is not, and of whom nothing is known.
fn description(frame: Frame<'_>, slot: &Slot) -> Option<String> {
    let free = (slot.free.len() > NAMED.0).then(|| format!("Free: {}", names(frame, &slot.free, NAMED.1)));
    let listed = |title: &str, ids: &[ParticipantId]| {
        (!ids.is_empty()).then(|| format!("{title}: {}", names(frame, ids, NAMED.1)))
    };
    let taken = listed("Not free", &not_free(slot, |state| state != State::Unknown));
    let unknown = listed("Unknown", &not_free(slot, |state| state == State::Unknown));
    let lines: Vec<String> = free.into_iter().chain(taken).chain(unknown).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The first `most` names and how many there are besides.
fn names(frame: Frame<'_>, ids: &[ParticipantId], most: usize) -> String {
    let named: Vec<&str> = ids.iter().take(most).map(|id| frame.name(*id)).collect();
    let rest = ids.len() - named.len();
    let named = printable(&named.join(", "));
    if rest == 0 { named } else { format!("{named} and {rest} more") }
}

/// `text` without the control characters that iCalendar text may not hold.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// `20261201T150000Z`.
fn basic(instant: Timestamp) -> String {
    moment::utc(instant).to_string().replace(['-', ':'], "")
}

/// A number for who is looked up (FNV-1a), the same on every machine and in every release.
fn fingerprint(frame: Frame<'_>) -> u64 {
    let ids = frame.request.participants.iter().map(|participant| participant.id.as_bytes());
    let bytes = ids.flat_map(|id| id.iter().chain(&[0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use freebusy_core::State;

    use super::super::sample;
    use super::*;

    fn text(ids: &[&str]) -> String {
        let loaded = sample::named(ids);
        let mut out = Vec::new();
        let found = sample::answer(vec![sample::slot(0, State::Free), sample::slot(15, State::Busy)]);
        answer(&mut out, sample::frame(&loaded), &found).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_slot_is_a_tentative_event_that_blocks_nothing() {
        let text = text(&["ana", "bo", "cy"]);
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n")
        );
        assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 2);
        for line in [
            "DTSTAMP:20261121T140000Z",
            "DTSTART:20261201T140000Z",
            "DTEND:20261201T143000Z",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "SUMMARY:Free: ana\\, bo\\, cy",
            "DESCRIPTION:Not free: cy",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        assert!(text.lines().filter(|line| line.starts_with("UID:")).count() == 2);
    }

    #[test]
    fn of_whom_nothing_is_known_is_told_apart_from_who_is_not_free() {
        let loaded = sample::loaded();
        let mut slot = sample::slot(0, State::Unknown);
        let text = |slot: &Slot| {
            let mut out = Vec::new();
            answer(&mut out, sample::frame(&loaded), &sample::answer(vec![slot.clone()])).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(text(&slot).contains("\r\nSUMMARY:Free: ana\\, bo\r\n"), "{}", text(&slot));
        assert!(text(&slot).contains("\r\nDESCRIPTION:Unknown: cy\r\n"), "{}", text(&slot));
        slot.free.clear();
        slot.not_free.insert(0, (sample::id(0), State::Busy));
        assert!(text(&slot).contains("\r\nSUMMARY:Unknown: cy\r\n"), "{}", text(&slot));
        assert!(text(&slot).contains("\r\nDESCRIPTION:Not free: ana\\nUnknown: cy\r\n"), "{}", text(&slot));
    }

    #[test]
    fn the_same_search_names_its_events_alike_and_another_group_does_not() {
        assert_eq!(text(&["ana", "bo", "cy"]), text(&["ana", "bo", "cy"]));
        let uid = |text: String| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
        assert_ne!(uid(text(&["ana", "bo", "cy"])), uid(text(&["ana", "bo", "di"])));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_id_breaks_out_of_its_line() {
        let long = "žluťoučký 老虎 ".repeat(16);
        let text = text(&[&long, "x\r\nEND:VCALENDAR", "a;b,c\\d"]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded.lines().filter(|line| line.starts_with("END:VCALENDAR")).count(), 1);
        assert!(unfolded.contains(&long), "{unfolded}");
        assert!(unfolded.contains(r"a\;b\,c\\d"), "{unfolded}");
    }
}
