//! Invitations: a leg for people without a booking service, who get a file to import into their calendar.
//!
//! A booking is a file, and the file is all there is: what is booked is read back from it, and a cancellation takes its
//! place, so that whoever has imported the one can import the other. A file appears whole or not at all, and none
//! that is not ours is ever written over. Times are given; no clock is read here.
//!
//! Reading and writing files blocks: callers with a runtime put it where blocking is allowed.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use freebusy_core::{BlockKind, Interval, Timestamp};
use freebusy_provider::{
    AvailabilitySource, BoxFuture, Error, ErrorKind, Finding, Findings, Limits, Provider, Query, Retry,
    Titles,
};

use self::folder::Folder;
use self::reading::{Content, State, Written};

mod folder;
mod reading;
mod target;
mod text;

/// Who is invited, to what.
#[derive(Clone, PartialEq, Eq)]
pub struct Invited {
    /// The participant, as the request calls them: part of the file's name.
    pub participant: Box<str>,
    /// Where their mail goes, where it is known. Without it the file is no request to answer but a notice.
    pub mail: Option<Box<str>>,
    /// What the meeting is called.
    pub summary: Box<str>,
    /// When what is written now was written.
    pub stamp: Timestamp,
}

/// Mail addresses and titles are nobody's business.
impl fmt::Debug for Invited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mail = self.mail.as_ref().map(|_| format_args!("[redacted]"));
        f.debug_struct("Invited")
            .field("participant", &self.participant)
            .field("mail", &mail)
            .field("stamp", &self.stamp)
            .finish_non_exhaustive()
    }
}

/// A participant who is booked by a file, `MARK-PARTICIPANT.ics`.
///
/// The attendee of the booking is the one who invites (ORGANIZER), the participant the one who is invited.
///
/// ```
/// use freebusy_core::Timestamp;
/// use freebusy_ical::{Invitation, Invited};
/// use freebusy_provider::Provider;
///
/// let ana = Invited {
///     participant: "ana".into(),
///     mail: Some("ana@example.com".into()),
///     summary: "Planning".into(),
///     stamp: Timestamp::from_unix(1_795_000_000),
/// };
/// let ana = Invitation::new("invitation:ana", "invitations", ana, None);
/// assert!(ana.booking().is_some());
/// ```
pub struct Invitation {
    id: Box<str>,
    folder: Folder,
    invited: Invited,
    /// The participant as the files name them.
    participant: String,
    source: Option<Arc<dyn Provider>>,
}

impl Invitation {
    /// Somebody who is booked by files in the folder `dir`, which is made when the first is written.
    ///
    /// Their time is what `source` says of it, where there is one, and what they are invited to already.
    #[must_use]
    pub fn new(
        id: impl Into<Box<str>>,
        dir: impl Into<PathBuf>,
        invited: Invited,
        source: Option<Arc<dyn Provider>>,
    ) -> Self {
        let participant = text::printable(&invited.participant);
        Self { id: id.into(), folder: Folder::new(dir.into()), invited, participant, source }
    }

    /// The invitations of this participant that stand and touch `window`, with the names of their files.
    fn standing(&self, window: Interval, operation: &'static str) -> Result<Vec<(String, Written)>, Error> {
        let names = self.folder.names(&self.invited.participant);
        let names = names.map_err(|error| self.failed(operation, "", error))?;
        let mut standing = Vec::new();
        for name in names {
            let written = self.own(&name, operation)?;
            let active = written.filter(|it| it.state == State::Active && it.span.overlaps(window));
            standing.extend(active.map(|written| (name, written)));
        }
        Ok(standing)
    }

    /// The invitation in a file; `None` when the file is not there, or somebody else's.
    fn own(&self, name: &str, operation: &'static str) -> Result<Option<Written>, Error> {
        match self.kept(name, operation)? {
            Some((Content::Ours(written), _)) if self.is_of(&written, name) => Ok(Some(written)),
            Some(_) | None => Ok(None),
        }
    }

    /// What is in a file, read and as it is; `None` when it is not there.
    fn kept(&self, name: &str, operation: &'static str) -> Result<Option<(Content, Vec<u8>)>, Error> {
        let bytes = self.folder.read(name).map_err(|error| self.failed(operation, name, error))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let content = reading::read(&bytes).map_err(|what| {
            let text = format!("`{}` cannot be read: {what}; put it right or move it away", self.shown(name));
            Error::new(ErrorKind::Malformed, self.id.clone(), operation, text)
        })?;
        Ok(Some((content, bytes)))
    }

    /// Whether an invitation is this participant's: a file's name alone does not tell `b-ana` from `ana`.
    fn is_of(&self, written: &Written, name: &str) -> bool {
        *written.participant == *self.participant
            && folder::name(&written.mark, &self.invited.participant) == name
    }

    /// A failure of the disk, at a file or at the folder.
    fn failed(&self, operation: &'static str, name: &str, error: io::Error) -> Error {
        let text = format!("`{}` is out of reach; check the disk and its permissions", self.shown(name));
        Error::new(ErrorKind::Failed, self.id.clone(), operation, text)
            .with_retry(Retry::Later)
            .caused_by(error)
    }

    /// Where a file is, as messages quote it.
    fn shown(&self, name: &str) -> String {
        let path = self.folder.path(name);
        path.to_string_lossy()
            .chars()
            .flat_map(|char| match char.is_control() {
                true => char.escape_default().collect::<Vec<_>>(),
                false => vec![char],
            })
            .collect()
    }

    async fn findings(&self, query: Query<'_>) -> Result<Findings, Error> {
        let mut findings = match &self.source {
            Some(source) => source.availability().fetch(query).await?,
            None => Findings::default(),
        };
        let standing = self.standing(query.window, "read the invitations")?;
        findings.blocks.extend(standing.iter().map(|(_, written)| busy(written, query.titles)));
        Ok(findings)
    }
}

fn busy(written: &Written, titles: Titles) -> Finding {
    let title = match titles {
        Titles::Shown => Some("invited".into()),
        Titles::Withheld => None,
    };
    Finding { interval: written.span, kind: BlockKind::Busy, title }
}

/// What is written to people is not shown.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("id", &self.id)
            .field("folder", &self.folder)
            .field("invited", &self.invited)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Provider for Invitation {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        self.source.as_ref().map_or(Limits::NONE, |source| source.limits())
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }

    fn booking(&self) -> Option<&dyn freebusy_provider::BookingTarget> {
        Some(self)
    }
}

impl AvailabilitySource for Invitation {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(self.findings(query))
    }
}
