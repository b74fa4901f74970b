//! Booking by invitation: files written, listed and called off.
//!
//! The rename is the moment at which it happens. What fails before has done nothing; a failure after it leaves the
//! file there and only its durability in doubt.

use freebusy_core::{Interval, Seconds};
use freebusy_provider::{
    Booking, BookingRequest, BookingTarget, BoxFuture, Error, ErrorKind, Hold, Outcome, Rejection, Terms,
};

use super::folder::{self, Unwritten};
use super::reading::{self, Content, State, Written};
use super::{Invitation, text};

/// The most guests of one invitation.
const MOST_GUESTS: usize = 50;

const WRITE: &str = "write the invitation";
const LIST: &str = "read the invitations";
const CANCEL: &str = "call off the invitation";

impl Invitation {
    fn write(&self, request: &BookingRequest) -> Outcome<Booking> {
        let name = folder::name(&request.intent, &self.invited.participant);
        let (span, text) = match self.worded(request) {
            Ok(worded) => worded,
            Err(message) => return self.rejected(Rejection::Invalid, WRITE, message),
        };
        if let Some(outcome) = self.written_already(&name, span) {
            return outcome;
        }
        match self.standing(span, WRITE) {
            Err(error) => return Outcome::NotSent(error),
            Ok(standing) if !standing.is_empty() => {
                return self.rejected(Rejection::Taken, WRITE, "they are invited to another meeting then");
            }
            Ok(_) => {}
        }
        match self.folder.create(&name, &text) {
            Ok(()) | Err(Unwritten::Exists(_)) => self.seen(&name, span),
            Err(Unwritten::Before(error)) => Outcome::NotSent(self.failed(WRITE, &name, error)),
            Err(Unwritten::After(error)) => Outcome::Ambiguous(self.failed(WRITE, &name, error)),
        }
    }

    /// When the meeting is, and the text of the file.
    fn worded(&self, request: &BookingRequest) -> Result<(Interval, String), &'static str> {
        let span = Interval::new(request.start, request.start + request.length).ok_or("it has no length")?;
        if request.intent.is_empty() || text::printable(&request.intent) != *request.intent {
            return Err("its mark cannot be written; use one that is short and plain");
        }
        if request.form.guests.len() > MOST_GUESTS {
            return Err("it has more than 50 guests; leave some out");
        }
        let content = text::Content {
            mark: &request.intent,
            participant: &self.invited.participant,
            span,
            stamp: self.invited.stamp,
            summary: &self.invited.summary,
            organizer: &request.attendee,
            mail: self.invited.mail.as_deref(),
            form: &request.form,
        };
        let text = text::invitation(content).ok_or("iCalendar cannot write its year; choose another time")?;
        Ok((span, text))
    }

    /// What a file that was there before means for a booking of `span`; `None` when there is none.
    fn written_already(&self, name: &str, span: Interval) -> Option<Outcome<Booking>> {
        let content = match self.kept(name, WRITE) {
            Ok(None) => return None,
            Ok(Some((content, _))) => content,
            Err(error) if error.kind() == ErrorKind::Malformed => {
                return Some(Outcome::Rejected(Rejection::Invalid, error));
            }
            Err(error) => return Some(Outcome::NotSent(error)),
        };
        Some(match content {
            Content::Ours(written) if self.is_of(&written, name) => match written.state {
                State::Cancelled => self.rejected(Rejection::Taken, WRITE, "it was called off; book it anew"),
                State::Active if written.span == span => Outcome::Ok(self.booking(name, written)),
                State::Active => self.rejected(Rejection::Invalid, WRITE, "its mark stands for another time"),
            },
            Content::Ours(_) | Content::Foreign => {
                let text = format!("`{}` is there and is another's; move it away", self.shown(name));
                self.rejected(Rejection::Invalid, WRITE, text)
            }
        })
    }

    /// The booking as the disk has it.
    fn seen(&self, name: &str, span: Interval) -> Outcome<Booking> {
        self.written_already(name, span).unwrap_or_else(|| {
            let text = format!("`{}` was taken away as soon as it was written", self.shown(name));
            Outcome::Ambiguous(Error::new(ErrorKind::Failed, self.id.clone(), WRITE, text))
        })
    }

    fn booking(&self, name: &str, written: Written) -> Booking {
        Booking {
            intent: Some(written.mark),
            email: written.organizer,
            created: Some(written.stamp),
            page: Some(self.folder.path(name).to_string_lossy().into()),
            ..Booking::new(name, written.span)
        }
    }

    fn listed(&self, window: Interval) -> Result<Vec<Booking>, Error> {
        let standing = self.standing(window, LIST)?;
        Ok(standing.into_iter().map(|(name, written)| self.booking(&name, written)).collect())
    }

    fn call_off(&self, name: &str, reason: &str) -> Outcome<()> {
        if !folder::is_name(name, &self.invited.participant) {
            return self.rejected(Rejection::Invalid, CANCEL, "it is no name of an invitation of theirs");
        }
        let (written, bytes) = match self.kept(name, CANCEL) {
            Ok(None) => return Outcome::Ok(()),
            Ok(Some((Content::Ours(written), bytes))) if self.is_of(&written, name) => (written, bytes),
            Ok(Some(_)) => {
                let text = format!("`{}` is another's; nothing was changed", self.shown(name));
                return self.rejected(Rejection::Invalid, CANCEL, text);
            }
            Err(error) => return Outcome::NotSent(error),
        };
        match written.state {
            State::Cancelled => Outcome::Ok(()),
            State::Active => self.replace(name, &written, &bytes, reason),
        }
    }

    fn replace(&self, name: &str, written: &Written, bytes: &[u8], reason: &str) -> Outcome<()> {
        let stamp = text::basic(self.invited.stamp.max(written.stamp));
        let old = String::from_utf8_lossy(bytes);
        let text = stamp.and_then(|stamp| text::cancellation(&old, &stamp, reason));
        // What cannot be read back as a cancellation must not take the place of what can be read.
        let Some(text) = text.filter(|text| is_called_off(text, written)) else {
            return self.rejected(Rejection::Invalid, CANCEL, "it was changed by hand; call it off by hand");
        };
        match self.folder.replace(name, &text) {
            Ok(()) => Outcome::Ok(()),
            Err(Unwritten::After(error)) => Outcome::Ambiguous(self.failed(CANCEL, name, error)),
            Err(Unwritten::Before(error) | Unwritten::Exists(error)) => {
                Outcome::NotSent(self.failed(CANCEL, name, error))
            }
        }
    }

    fn rejected<T>(&self, kind: Rejection, operation: &'static str, text: impl Into<Box<str>>) -> Outcome<T> {
        Outcome::Rejected(kind, Error::new(ErrorKind::Refused, self.id.clone(), operation, text))
    }
}

fn is_called_off(text: &str, before: &Written) -> bool {
    match reading::read(text.as_bytes()) {
        Ok(Content::Ours(after)) => after.state == State::Cancelled && after.mark == before.mark,
        Ok(Content::Foreign) | Err(_) => false,
    }
}

impl BookingTarget for Invitation {
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>> {
        Box::pin(async { Ok(Terms { settle: Seconds::ONE, most_guests: MOST_GUESTS, ..Terms::PLAIN }) })
    }

    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        _: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>> {
        Box::pin(async move { self.write(request) })
    }

    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>> {
        Box::pin(async move { self.listed(window) })
    }

    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move { self.call_off(booking, reason) })
    }
}
