//! An invitation read back from its file, by the lines that we wrote.
//!
//! Stricter than the reader of calendars: an invitation says each thing once, and a file in which that is not so
//! is not an invitation any more that we could answer for.

use freebusy_core::{Interval, Timestamp};

use super::text::{PARTICIPANT, UID_TAIL};
use crate::component::Once;
use crate::line::{self, Line};
use crate::wire::{self, Moment, ZoneNames};

/// The longest line, in bytes: longer than anything we write.
const LONGEST_LINE: usize = 1 << 14;

const CHANGED: &str = "it is not the invitation any more that was written";

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// An invitation of ours.
    Ours(Written),
    /// Some calendar that says nowhere that it is ours.
    Foreign,
}

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) mark: Box<str>,
    pub(super) participant: Box<str>,
    pub(super) span: Interval,
    pub(super) stamp: Timestamp,
    /// The mail address of who invites.
    pub(super) organizer: Option<Box<str>>,
    pub(super) state: State,
}

/// Whether an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It does.
    Active,
    /// It was called off.
    Cancelled,
}

/// The lines that matter.
#[derive(Debug, Default)]
struct Lines {
    /// How many calendars begin, how many end, and how many events begin.
    counts: [usize; 3],
    method: Once<Box<str>>,
    status: Once<Box<str>>,
    uid: Once<Box<str>>,
    participant: Once<Box<str>>,
    organizer: Once<Box<str>>,
    start: Once<Moment>,
    end: Once<Moment>,
    stamp: Once<Moment>,
}

/// Reads a file.
///
/// # Errors
/// What is wrong with it, when it is neither an invitation of ours as a whole nor a whole calendar of somebody else's.
pub(super) fn read(bytes: &[u8]) -> Result<Content, &'static str> {
    let text = line::text(bytes);
    let mut lines = Lines::default();
    for line in line::lines(&text, LONGEST_LINE) {
        lines.take(&line.map_err(|_| "it has a line that is too long")?);
    }
    match (lines.counts, &lines.participant) {
        ([begun, ended, _], _) if begun == 0 || begun != ended => Err("it is no whole calendar"),
        (_, Once::Absent) => Ok(Content::Foreign),
        ([1, 1, 1], Once::Read(_)) => lines.written().map(Content::Ours).ok_or(CHANGED),
        (_, Once::Read(_) | Once::Unreadable) => Err(CHANGED),
    }
}

impl Lines {
    fn take(&mut self, line: &Line<'_>) {
        let (name, value) = (line.name.to_ascii_uppercase(), line.value.to_ascii_uppercase());
        let [begun, ended, events] = &mut self.counts;
        match (name.as_str(), value.as_str()) {
            ("BEGIN", "VCALENDAR") => *begun += 1,
            ("END", "VCALENDAR") => *ended += 1,
            ("BEGIN", "VEVENT") => *events += 1,
            _ => {}
        }
        let text = || Some(wire::plain(&line.value).into());
        let moment = || wire::line_moment(line, &mut ZoneNames::default());
        let _ = match name.as_str() {
            "METHOD" => self.method.take(Some(value.into())),
            "STATUS" => self.status.take(Some(value.into())),
            "UID" => self.uid.take(text()),
            PARTICIPANT => self.participant.take(text()),
            "ORGANIZER" => self.organizer.take(Some((&*line.value).into())),
            "DTSTART" => self.start.take(moment()),
            "DTEND" => self.end.take(moment()),
            "DTSTAMP" => self.stamp.take(moment()),
            _ => true,
        };
    }

    fn written(self) -> Option<Written> {
        let uid = read_once(self.uid)?;
        let mark = uid.strip_suffix(UID_TAIL)?.into();
        let span = Interval::new(instant(self.start)?, instant(self.end)?)?;
        let state = match (&*read_once(self.method)?, &*read_once(self.status)?) {
            ("CANCEL", "CANCELLED") => State::Cancelled,
            ("REQUEST" | "PUBLISH", "CONFIRMED") => State::Active,
            _ => return None,
        };
        let organizer = read_once(self.organizer)?;
        Some(Written {
            mark,
            participant: read_once(self.participant)?,
            span,
            stamp: instant(self.stamp)?,
            organizer: mail(&organizer).map(Into::into),
            state,
        })
    }
}

fn read_once<T>(value: Once<T>) -> Option<T> {
    match value {
        Once::Read(value) => Some(value),
        Once::Absent | Once::Unreadable => None,
    }
}

fn instant(moment: Once<Moment>) -> Option<Timestamp> {
    match read_once(moment)? {
        Moment::Utc(instant) => Some(instant),
        Moment::Date(_) | Moment::Local(..) => None,
    }
}

fn mail(address: &str) -> Option<&str> {
    let (scheme, mail) = address.split_at_checked("mailto:".len())?;
    (scheme.eq_ignore_ascii_case("mailto:") && !mail.is_empty()).then_some(mail)
}
