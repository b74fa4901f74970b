//! An invitation in writing: the text of its file, and what becomes of that text when it is cancelled.
//!
//! Escaping and folding are the `icalendar` crate's. What people wrote is cut short and freed of control characters,
//! so that nothing can break out of its line.

use std::fmt;

use freebusy_core::{Interval, Timestamp};
use freebusy_provider::{Attendee, Form};
use icalendar::{Component as _, Event, EventLike as _, EventStatus, Property};

use crate::problem::is_printable;

/// The program that wrote the file.
pub(super) const PRODID: &str = "-//freebusy//invitation//EN";
/// What follows the mark in a UID.
pub(super) const UID_TAIL: &str = "@freebusy";
/// Whose invitation it is: file names are cut short, this is not.
pub(super) const PARTICIPANT: &str = "X-FREEBUSY-PARTICIPANT";

/// The longest text of a property, in characters.
const LONGEST: usize = 1_000;
/// The most octets of a line.
const LONGEST_LINE: usize = 75;

/// Everything that an invitation says.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) mark: &'a str,
    pub(super) participant: &'a str,
    pub(super) span: Interval,
    /// When it was written.
    pub(super) stamp: Timestamp,
    pub(super) summary: &'a str,
    /// Who invites.
    pub(super) organizer: &'a Attendee,
    /// The mail address of the participant, where it is known.
    pub(super) mail: Option<&'a str>,
    pub(super) form: &'a Form,
}

/// The text of an invitation; `None` when its times lie beyond the years that iCalendar can write.
///
/// With nobody whose mail is known there is nobody to answer, and it is published rather than requested (RFC 5546,
/// section 3.2.1).
pub(super) fn invitation(content: Content<'_>) -> Option<String> {
    let Content { mark, participant, span, summary, organizer, mail, form, .. } = content;
    let invited: Vec<&str> = mail.into_iter().chain(form.guests.iter().map(|guest| &**guest)).collect();
    let mut event = Event::new();
    event
        .uid(&format!("{}{UID_TAIL}", printable(mark)))
        .summary(&printable(summary))
        .status(EventStatus::Confirmed)
        .add_property("SEQUENCE", "0")
        .add_property("DTSTAMP", basic(content.stamp)?)
        .add_property("DTSTART", basic(span.start())?)
        .add_property("DTEND", basic(span.end())?)
        .add_property("TRANSP", "OPAQUE")
        .append_property(named("ORGANIZER", organizer))
        .append_property(
            Property::new(PARTICIPANT, printable(participant)).add_parameter("VALUE", "TEXT").done(),
        );
    if let Some(place) = &form.place {
        event.location(&printable(place.text.as_ref().unwrap_or(&place.kind)));
    }
    for mail in &invited {
        event.append_multi_property(awaited(mail));
    }
    let method = if invited.is_empty() { "PUBLISH" } else { "REQUEST" };
    whole(method, &event.done())
}

fn whole(method: &str, event: &Event) -> Option<String> {
    let head = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\nMETHOD:{method}\r\n"
    );
    let event = event.try_into_string().ok()?;
    let lines = event.split_inclusive("\r\n").map(folded);
    Some(lines.fold(head, |text, line| text + &line) + "END:VCALENDAR\r\n")
}

/// Somebody who has yet to answer.
fn awaited(mail: &str) -> Property {
    let mut property = Property::new("ATTENDEE", address(mail));
    property.add_parameter("PARTSTAT", "NEEDS-ACTION").add_parameter("RSVP", "TRUE").done()
}

/// A person with a name; a parameter can hold no quotation mark.
fn named(property: &str, person: &Attendee) -> Property {
    let name = printable(&person.name).replace('"', "'");
    let mut property = Property::new(property, address(&person.email));
    if !name.is_empty() {
        property.add_parameter("CN", &name);
    }
    property.done()
}

fn address(mail: &str) -> String {
    let mail: String = printable(mail).split_whitespace().collect();
    format!("mailto:{mail}")
}

/// `text` cut short, with spaces for what does not print; what would be left of an escape is none.
pub(super) fn printable(text: &str) -> String {
    let shown = text.chars().take(LONGEST).map(|char| if is_printable(char) { char } else { ' ' });
    shown.collect::<String>().trim().to_owned()
}

/// `20261201T150000Z`; `None` before the year 0 and after 9999.
pub(super) fn basic(instant: Timestamp) -> Option<String> {
    let reading = instant.wall(0);
    let (date, second) = (reading.date().to_string().replace('-', ""), reading.second_of_day());
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    (date.len() == 8).then(|| format!("{date}T{hour:02}{minute:02}{second:02}Z"))
}

/// The text of an invitation as its cancellation: the same event, in the next version, called off.
///
/// Only whole lines change; what people wrote begins no line, for a folded one goes on behind a space.
pub(super) fn cancellation(text: &str, stamp: &str, reason: &str) -> Option<String> {
    let comment = comment(reason)?;
    let lines = text.lines().map(|line| match line.split_once(':').map_or(line, |(name, _)| name) {
        "METHOD" => "METHOD:CANCEL\r\n".to_owned(),
        "SEQUENCE" => "SEQUENCE:1\r\n".to_owned(),
        "STATUS" => "STATUS:CANCELLED\r\n".to_owned(),
        "DTSTAMP" => format!("DTSTAMP:{stamp}\r\n"),
        "END" if line == "END:VEVENT" => format!("{comment}{line}\r\n"),
        _ => format!("{line}\r\n"),
    });
    Some(lines.collect())
}

/// Why, in a line of its own; nothing without a reason.
fn comment(reason: &str) -> Option<String> {
    let reason = printable(reason);
    if reason.is_empty() {
        return Some(String::new());
    }
    let line: Result<String, fmt::Error> = Property::new("COMMENT", reason).try_into();
    line.ok().map(|line| line.split_inclusive("\r\n").map(folded).collect())
}

/// A line that is folded already, but for one fault of `icalendar` 0.17: the last piece of a folded line may take 76
/// octets, one more than RFC 5545 (section 3.1) allows.
fn folded(line: &str) -> String {
    let content = line.trim_end_matches("\r\n");
    let last = content.char_indices().next_back().filter(|_| content.len() > LONGEST_LINE);
    match last.and_then(|(start, _)| content.split_at_checked(start)) {
        Some((head, tail)) => format!("{head}\r\n {tail}\r\n"),
        None => line.to_owned(),
    }
}
