//! Slots as an iCalendar file: one tentative, transparent event each, for a look in any calendar program.
//!
//! The UID of a slot depends on its time and on who is looked up, so the same search again updates the events
//! instead of doubling them.

use std::io::{self, Write};

use freebusy_core::{ParticipantId, Timestamp};
use freebusy_engine::{Answer, Slot};
use icalendar::{Component as _, Event, EventStatus};

use super::{Frame, moment};

/// The most names of a summary, and of a list in a description.
const NAMED: (usize, usize) = (5, 50);

/// Writes one calendar with one event a slot.
pub(crate) fn answer(out: &mut impl Write, frame: Frame<'_>, answer: &Answer) -> io::Result<()> {
    out.write_all(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//freebusy//freebusy//EN\r\nCALSCALE:GREGORIAN\r\n",
    )?;
    let group = fingerprint(frame);
    for slot in &answer.slots {
        let event = event(frame, slot, group).try_into_string().map_err(io::Error::other)?;
        out.write_all(event.as_bytes())?;
    }
    out.write_all(b"END:VCALENDAR\r\n")
}

fn event(frame: Frame<'_>, slot: &Slot, group: u64) -> Event {
    let (start, end) = (slot.span.start(), slot.span.end());
    let mut event = Event::new();
    event
        .uid(&format!("{}-{}-{group:016x}@freebusy", start.as_unix(), end.as_unix()))
        .summary(&format!("Free: {}", names(frame, &slot.free, NAMED.0)))
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

/// Everybody who is free where the summary does not name them all, and who is not.
fn description(frame: Frame<'_>, slot: &Slot) -> Option<String> {
    let free = (slot.free.len() > NAMED.0).then(|| format!("Free: {}", names(frame, &slot.free, NAMED.1)));
    let missing: Vec<ParticipantId> = slot.not_free.iter().map(|(id, _)| *id).collect();
    let missing = (!missing.is_empty()).then(|| format!("Not free: {}", names(frame, &missing, NAMED.1)));
    let lines: Vec<String> = free.into_iter().chain(missing).collect();
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
