//! The bookings of an event type, wholly or not at all: a shorter list would say that a booking is not there.

use freebusy_core::{Interval, Seconds};
use freebusy_provider::{Booking, Error, ErrorKind};

use crate::convert::is_pooled;
use crate::endpoints::{self, InviteesQuery, ScheduledEventsQuery, Whose};
use crate::error::error;
use crate::provider::Listed;
use crate::wire::{
    EventStatus, EventType, Id, Invitee, InviteeStatus, ProfileKind, ScheduledEvent, WireTime,
};

const LIST: &str = "list bookings";

/// A meeting may begin this long before a window and still reach into it.
const LONGEST_MEETING: Seconds = Seconds::from_minutes(24 * 60);

/// The most meetings of one window whose invitees are asked for, one call each.
const MOST_MEETINGS: usize = 1_000;

impl Listed {
    pub(super) async fn list(&self, window: Interval) -> Result<Vec<Booking>, Error> {
        let event_type = self.event_type().await?;
        let query = self.meetings_query(event_type, window).await?;
        let page = |token: Option<&str>| endpoints::scheduled_events(&query, token);
        let meetings =
            self.account.channel().drain(page).await.map_err(|failure| error(failure, &self.id))?;
        let own = meetings.into_iter().filter(|meeting| may_be_of(meeting, event_type));
        let spans: Result<Vec<_>, Error> = own.map(|meeting| Ok((self.span(&meeting)?, meeting))).collect();
        let mut spans = spans?;
        spans.retain(|(span, _)| span.overlaps(window));
        if spans.len() > MOST_MEETINGS {
            let message =
                format!("there are more than {MOST_MEETINGS} meetings; ask about fewer days at once");
            return Err(Error::new(ErrorKind::TooLarge, &*self.id, LIST, message));
        }
        let mut bookings = Vec::new();
        for (span, meeting) in spans {
            bookings
                .extend(self.invitees(meeting.uri.id()).await?.iter().map(|invitee| booking(invitee, span)));
        }
        Ok(bookings)
    }

    /// Hosts of a shared event type are others as well: only the organization's list has all of its meetings.
    async fn meetings_query(
        &self,
        event_type: &EventType,
        window: Interval,
    ) -> Result<ScheduledEventsQuery, Error> {
        let user = self.account.user().await.map_err(|failure| error(failure, &self.id))?;
        let owner = event_type.profile.as_ref().filter(|profile| profile.kind == ProfileKind::User);
        let owner = owner.and_then(|profile| profile.owner.clone());
        let whose = match (&user.current_organization, is_pooled(event_type)) {
            (Some(organization), true) => Whose::Organization(organization.clone()),
            _ => Whose::User(owner.unwrap_or_else(|| user.uri.clone())),
        };
        let unwritable = || Error::new(ErrorKind::Refused, &*self.id, LIST, "the window cannot be written");
        let earliest = WireTime::of(window.start() - LONGEST_MEETING).ok_or_else(unwritable)?;
        let latest = WireTime::of(window.end()).ok_or_else(unwritable)?;
        Ok(ScheduledEventsQuery {
            status: Some(EventStatus::Active),
            min_start_time: Some(earliest),
            max_start_time: Some(latest),
            ..ScheduledEventsQuery::of(whose)
        })
    }

    fn span(&self, meeting: &ScheduledEvent) -> Result<Interval, Error> {
        let span = meeting.start_time.floor().zip(meeting.end_time.ceil());
        span.and_then(|(start, end)| Interval::new(start, end)).ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                &*self.id,
                LIST,
                "the time of a meeting cannot be read; look at Calendly",
            )
        })
    }

    async fn invitees(&self, event: &Id) -> Result<Vec<Invitee>, Error> {
        let query = InviteesQuery { status: Some(InviteeStatus::Active), ..InviteesQuery::default() };
        let invitees = self.account.channel().drain(|token| endpoints::invitees(event, &query, token)).await;
        let mut invitees = invitees.map_err(|failure| error(failure, &self.id))?;
        invitees.retain(|invitee| invitee.status != InviteeStatus::Canceled);
        Ok(invitees)
    }
}

/// Whether a meeting was booked through an event type; one that does not say through which may have been.
fn may_be_of(meeting: &ScheduledEvent, event_type: &EventType) -> bool {
    meeting.event_type.as_ref().is_none_or(|of| *of == event_type.uri)
}

/// An invitee as a booking at the time of the meeting.
pub(super) fn booking(invitee: &Invitee, span: Interval) -> Booking {
    let intent = invitee.tracking.as_ref().and_then(|tracking| tracking.utm_content.as_deref());
    let page = invitee.cancel_url.as_ref().or(invitee.reschedule_url.as_ref());
    Booking {
        intent: intent.map(Into::into),
        email: Some(invitee.email.as_str().into()),
        created: invitee.created_at.as_ref().and_then(WireTime::floor),
        page: page.map(|page| page.as_str().into()),
        ..Booking::new(invitee.uri.as_str(), span)
    }
}
