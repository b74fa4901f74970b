//! Cancelling a booking, which at Calendly cancels the meeting for everybody who is in it.

use freebusy_provider::{Error, ErrorKind, Outcome, Rejection};
use freebusy_transport::Failure;

use super::target::unsent;
use crate::endpoints;
use crate::error::{Meaning, error, outcome, understood};
use crate::provider::Listed;
use crate::wire::{CancellationReason, EventStatus, EventTypeKind, Id, Uri};

const CANCEL: &str = "cancel a scheduled event";

/// The longest reason that Calendly takes.
const LONGEST_REASON: usize = 10_000;

/// Who is in a meeting that is to be cancelled.
enum Sharing {
    Alone,
    Others,
    Cancelled,
}

impl Listed {
    /// Cancels a meeting. Of one that is there no more, or was cancelled by others, nothing is left to do.
    pub(super) async fn call_off(&self, booking: &str, reason: &str) -> Outcome<()> {
        let Some(event) = event_of(booking) else {
            return self
                .refuse("this is no booking of Calendly's; give the id that the booking was confirmed with");
        };
        match self.shared_by(&event).await {
            Ok(Sharing::Alone) => {}
            Ok(Sharing::Cancelled) => return Outcome::Ok(()),
            Ok(Sharing::Others) => {
                return self.refuse(
                    "others have booked the same meeting and would lose it; let the invitee cancel by the link in the confirmation",
                );
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Outcome::Rejected(Rejection::Taken, error);
            }
            Err(error) => return unsent(error),
        }
        let reason: String = reason.chars().take(LONGEST_REASON).collect();
        let reason = CancellationReason { reason: (!reason.is_empty()).then(|| reason.into()) };
        match self.account.send_hurried(&endpoints::cancel(&event, &reason)).await {
            Ok(_) => Outcome::Ok(()),
            Err(failure) if is_cancelled(&failure) => Outcome::Ok(()),
            Err(failure) => outcome(failure, &self.id),
        }
    }

    /// Who else is in a meeting: a cancellation is for everybody who is.
    ///
    /// Unless the event type is known to take one invitee, the meeting itself is asked: a booking can be cancelled
    /// also when its event type is switched off or gone.
    async fn shared_by(&self, event: &Id) -> Result<Sharing, Error> {
        if self.known().is_some_and(|known| known.kind == EventTypeKind::Solo) {
            return Ok(Sharing::Alone);
        }
        let meeting = self.account.send_hurried(&endpoints::scheduled_event(event)).await;
        let meeting = meeting.map_err(|failure| error(failure, &self.id))?.resource;
        if meeting.status == EventStatus::Canceled {
            return Ok(Sharing::Cancelled);
        }
        match meeting.invitees_counter {
            Some(counter) if counter.active <= 1 => Ok(Sharing::Alone),
            Some(_) => Ok(Sharing::Others),
            None if self.event_type().await?.kind == EventTypeKind::Solo => Ok(Sharing::Alone),
            None => Ok(Sharing::Others),
        }
    }

    fn refuse(&self, message: &str) -> Outcome<()> {
        Outcome::Rejected(Rejection::Invalid, Error::new(ErrorKind::Refused, &*self.id, CANCEL, message))
    }
}

/// The meeting of a booking, whose id is the URI of an invitee, of a meeting, or a bare id.
fn event_of(booking: &str) -> Option<Id> {
    match Uri::parse(booking) {
        Ok(uri) => uri.id_in("scheduled_events"),
        Err(_) => Id::parse(booking).ok(),
    }
}

fn is_cancelled(failure: &Failure) -> bool {
    understood(failure).is_some_and(|understood| understood.meaning() == Meaning::AlreadyCancelled)
}
