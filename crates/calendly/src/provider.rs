//! Calendly as providers of the port: a person booked through an event type, and a user by taken time and hours.

use freebusy_core::{Interval, OfferRole, Offers, Seconds, Timestamp};
use freebusy_provider::{
    AvailabilitySource, BookingTarget, BoxFuture, Cost, Error, ErrorKind, Findings, Limits, Provider, Query,
    WindowStart,
};
use freebusy_transport::Failure;
use tokio::sync::OnceCell;

use crate::account::Account;
use crate::config::{EventTypeName, LARGEST_BUFFER, OFFERS_WINDOW, OPEN_WINDOW};
use crate::convert::{Problems, busy, hours, is_pooled, starts, unbookable};
use crate::endpoints::{self, Stretch};
use crate::error::{Meaning, error, shown, understood};
use crate::wire::{BusyTime, EventType, Uri};

/// How far from now a window must start: Calendly refuses one that starts in its past, by its own clock.
const LEAD: Seconds = Seconds::from_minutes(1);

/// How many calls of one account may be under way at once.
const CONCURRENCY: usize = 4;

/// What an open user is asked for.
const LIST: &str = "list busy times";

impl Account {
    /// The person who can be booked at the starts that an event type offers, called `id` in answers.
    #[must_use]
    pub fn listed(&self, id: impl Into<Box<str>>, event_type: EventTypeName, role: OfferRole) -> Listed {
        Listed::new(self.clone(), id.into(), event_type, role)
    }

    /// The user of the credential, by taken time and hours, called `id` in answers.
    #[must_use]
    pub fn open(&self, id: impl Into<Box<str>>) -> Open {
        Open::new(self.clone(), id.into())
    }
}

/// A person who can be booked at the starts that one event type offers.
#[derive(Debug)]
pub struct Listed {
    pub(crate) account: Account,
    pub(crate) id: Box<str>,
    name: EventTypeName,
    role: OfferRole,
    known: OnceCell<EventType>,
}

impl Listed {
    pub(crate) fn new(account: Account, id: Box<str>, name: EventTypeName, role: OfferRole) -> Self {
        Self { account, id, name, role, known: OnceCell::new() }
    }

    /// The event type, as it was when it was first looked up.
    ///
    /// # Errors
    /// When there is none of that name, or several.
    pub async fn event_type(&self) -> Result<&EventType, Error> {
        self.known.get_or_try_init(|| self.account.look_up(&self.name, &self.id)).await
    }

    /// The event type, where it has been looked up.
    pub(crate) fn known(&self) -> Option<&EventType> {
        self.known.get()
    }

    async fn look(&self, query: Query<'_>) -> Result<Findings, Error> {
        assert_window(query.window, OFFERS_WINDOW, &self.id, "list available times")?;
        let event_type = self.event_type().await?;
        let length = bookable(event_type, &self.id)?;
        let slots = self.account.offered(&event_type.uri, query.window).await;
        let slots = slots.map_err(|failure| error(failure, &self.id))?;
        let mut problems = Problems::default();
        let starts = starts(query.window, &slots, &mut problems);
        self.warn(event_type, length, query.length, &mut problems);
        Ok(Findings {
            offers: Some(Offers::new(starts, length, self.role)),
            problems: problems.into_vec(),
            ..Findings::default()
        })
    }

    /// Says what the starts are worth for a meeting of `wanted`.
    fn warn(&self, event_type: &EventType, length: Seconds, wanted: Seconds, problems: &mut Problems) {
        let name = shown(event_type.slug.as_deref().unwrap_or_else(|| event_type.uri.as_str()));
        match self.role {
            OfferRole::Booked if length != wanted => problems.note(format!(
                "event type `{name}` is {} long and the meeting {}: none of its starts can be booked; name one of that length",
                spelt(length),
                spelt(wanted)
            )),
            OfferRole::Consulted if is_pooled(event_type) => problems.note(format!(
                "event type `{name}` is shared by several hosts: its starts tell when the team is free, not when a person is"
            )),
            OfferRole::Booked | OfferRole::Consulted => {}
        }
    }
}

impl Provider for Listed {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        limits(OFFERS_WINDOW, Cost { once: 2, per_window: 1 })
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }

    fn booking(&self) -> Option<&dyn BookingTarget> {
        match self.role {
            OfferRole::Booked => Some(self),
            OfferRole::Consulted => None,
        }
    }
}

impl AvailabilitySource for Listed {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(self.look(query))
    }
}

/// The user of an account, by taken time and hours.
///
/// It is less than Calendly itself knows: notice, horizon and caps of event types are not in it, nor the buffer after
/// a meeting that was over before Calendly was asked. Someone who is to be booked through Calendly is a [`Listed`].
#[derive(Debug)]
pub struct Open {
    account: Account,
    id: Box<str>,
}

impl Open {
    pub(crate) const fn new(account: Account, id: Box<str>) -> Self {
        Self { account, id }
    }

    async fn look(&self, query: Query<'_>) -> Result<Findings, Error> {
        let window = query.window;
        assert_window(window, OPEN_WINDOW, &self.id, LIST)?;
        let fail = |failure| error(failure, &self.id);
        let user = self.account.user().await.map_err(fail)?;
        let schedules = self.account.schedules().await.map_err(fail)?;
        let taken = self.taken(&user.uri, window, query.now).await?;
        let mut problems = Problems::default();
        let mut blocks = busy(window, &taken, &mut problems);
        blocks.retain(|block| block.interval.overlaps(window));
        let hours = hours(window, schedules, self.account.zones(), &mut problems);
        blocks.extend(hours.unknown);
        Ok(Findings { blocks, hours: hours.open, offers: None, problems: problems.into_vec() })
    }

    /// Taken time in and beside `window`: the buffers of a meeting beside it can reach in.
    async fn taken(&self, user: &Uri, window: Interval, now: Timestamp) -> Result<Vec<BusyTime>, Error> {
        let unwritable = || unwritable(&self.id, LIST);
        let wide = window.dilate(LARGEST_BUFFER, LARGEST_BUFFER);
        let start = wide.start().max(now + LEAD).min(window.start());
        let wide = Interval::new(start, wide.end()).and_then(Stretch::of).ok_or_else(unwritable)?;
        let answer = match self.account.send(&endpoints::busy_times(user, &wide)).await {
            // Of a window that begins about now nobody tells what came before it, and clocks differ.
            Err(failure) if is_too_early(&failure) => {
                let start = Stretch::of(window).ok_or_else(unwritable)?.start;
                self.account.send(&endpoints::busy_times(user, &Stretch { start, ..wide })).await
            }
            answer => answer,
        };
        answer.map(|taken| taken.collection).map_err(|failure| error(failure, &self.id))
    }
}

impl Provider for Open {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        limits(OPEN_WINDOW, Cost { once: 2, per_window: 1 })
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for Open {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(self.look(query))
    }
}

const fn limits(longest: Seconds, cost: Cost) -> Limits {
    Limits {
        longest_window: Some(longest),
        horizon: None,
        page_size: None,
        concurrency: CONCURRENCY,
        starts: WindowStart::AfterNow(LEAD),
        cost,
    }
}

/// The plan splits by the limits; what breaks them is a mistake of ours and not sent.
fn assert_window(window: Interval, longest: Seconds, id: &str, operation: &'static str) -> Result<(), Error> {
    if window.length() <= longest {
        return Ok(());
    }
    let (is, most) = (window.length().get(), longest.get());
    let message =
        format!("the window is {is} s long, the limit is {most} s; split it by the provider's limits");
    Err(Error::new(ErrorKind::Refused, id, operation, message))
}

fn is_too_early(failure: &Failure) -> bool {
    understood(failure).is_some_and(|understood| understood.meaning() == Meaning::TooEarly)
}

fn unwritable(id: &str, operation: &'static str) -> Error {
    let message = "the window lies beyond the years that can be written; ask about another one";
    Error::new(ErrorKind::Refused, id, operation, message)
}

/// A length as people say it: in minutes, where it has no others.
pub(crate) fn spelt(length: Seconds) -> String {
    match (length.get() / 60, length.get() % 60) {
        (minutes, 0) => format!("{minutes} min"),
        _ => format!("{} s", length.get()),
    }
}

/// The length of the meetings of an event type that can be booked.
pub(crate) fn bookable(event_type: &EventType, id: &str) -> Result<Seconds, Error> {
    let fail = |kind, message: &str| Error::new(kind, id, "use the event type", message);
    if let Some(why) = unbookable(event_type) {
        return Err(fail(ErrorKind::Refused, why));
    }
    let told = "the event type's length is none that a meeting can have; look at it at Calendly";
    event_type.duration.seconds().ok_or_else(|| fail(ErrorKind::Malformed, told))
}
