//! The roles that only some providers play: making and cancelling bookings, and holding a slot for a moment.
//!
//! A call that changes something can end in more ways than well and badly: it may not have left, and it may
//! have been carried out without our learning of it. [`Outcome`] keeps these apart, for what must happen next
//! differs; an adapter that cannot tell says [`Outcome::Ambiguous`].

use std::fmt;
use std::time::Duration;

use freebusy_core::{Interval, Seconds, Timestamp};
use futures_core::future::BoxFuture;

use crate::error::Error;

/// How a call that changes something ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was carried out.
    Ok(T),
    /// It never reached the provider; sending it again is safe.
    NotSent(Error),
    /// The provider refused it for now and did nothing; sending it again after this time is safe.
    Throttled(Duration),
    /// The provider refused it and did nothing; sending it again is of no use.
    Rejected(Rejection, Error),
    /// It may or may not have been carried out: look before doing anything else, and never send it again blindly.
    Ambiguous(Error),
}

/// Why a provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rejection {
    /// The slot is no longer to be had, or what was to be changed is no longer there.
    Taken,
    /// The hold that the call was to use up is no more; the slot itself may still be had.
    HoldLapsed,
    /// The call itself is wrong.
    Invalid,
    /// The credential does not reach this far.
    Unauthorised,
    /// The account's plan or quota does not allow it.
    Plan,
}

/// The person invited to a meeting.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attendee {
    /// The name by which the provider greets them.
    pub name: Box<str>,
    /// Where its mail goes.
    pub email: Box<str>,
    /// The IANA name of the zone in which times are shown to them.
    pub zone: Box<str>,
}

/// Shows neither name nor mail address.
impl fmt::Debug for Attendee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attendee").field("zone", &self.zone).finish_non_exhaustive()
    }
}

/// What a provider's booking form is filled in with beyond time and attendee.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Form {
    /// Answers to the form's own questions.
    pub answers: Vec<Answer>,
    /// Where to meet, where the form leaves a choice.
    pub place: Option<Place>,
    /// Mail addresses of people who come along.
    pub guests: Vec<Box<str>>,
}

/// Shows how much there is of each, not what.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("answers", &self.answers.len())
            .field("place", &self.place)
            .field("guests", &self.guests.len())
            .finish()
    }
}

/// The answer to one question of a booking form.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// The question, in exactly the form's words.
    pub question: Box<str>,
    /// What is answered.
    pub answer: Box<str>,
}

/// Shows the question, not what is answered.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("question", &self.question).finish_non_exhaustive()
    }
}

/// A place to meet at.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// The provider's word for the kind of place: `zoom_conference`, `physical`.
    pub kind: Box<str>,
    /// What has to be said about it: an address, a telephone number; `None` where the kind says it all.
    pub text: Option<Box<str>>,
}

/// Shows the kind, not the address or number.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A booking that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingRequest {
    /// When the meeting starts.
    pub start: Timestamp,
    /// How long it is.
    pub length: Seconds,
    /// Who is invited.
    pub attendee: Attendee,
    /// What else the provider's form asks for.
    pub form: Form,
    /// The mark by which the booking is known as ours when it is found again.
    pub intent: Box<str>,
}

/// A booking that the provider has made.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Booking {
    /// What the provider calls it.
    pub id: Box<str>,
    /// When it is.
    pub span: Interval,
    /// The mark with which it was made, where the provider gives it back.
    pub intent: Option<Box<str>>,
    /// The mail address of the attendee, where it is told.
    pub email: Option<Box<str>>,
    /// When it was made, by the provider's clock, where it is told.
    pub created: Option<Timestamp>,
    /// Whether its host still has to agree.
    pub consent: Consent,
    /// The page at which a person can see or cancel it, where there is one.
    pub page: Option<Box<str>>,
}

impl Booking {
    /// A booking of which nothing but its name and its time is known.
    #[must_use]
    pub fn new(id: impl Into<Box<str>>, span: Interval) -> Self {
        let (intent, email, created, page) = (None, None, None, None);
        Self { id: id.into(), span, intent, email, created, consent: Consent::Given, page }
    }
}

/// The page can cancel the booking, and the address is a person's: neither is shown.
impl fmt::Debug for Booking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, span, intent, email: _, created, consent, page: _ } = self;
        let mut shown = f.debug_struct("Booking");
        shown.field("id", id).field("span", span).field("intent", intent);
        shown.field("created", created).field("consent", consent).finish_non_exhaustive()
    }
}

/// Whether the host of a booking has agreed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Consent {
    /// It stands.
    #[default]
    Given,
    /// The host has yet to confirm it.
    Awaited,
}

/// A short claim on a slot that lapses by itself.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hold {
    /// What the provider calls it.
    pub id: Box<str>,
    /// Until when it holds.
    pub until: Timestamp,
}

/// Shows until when, not the name: who knows it can give the hold back.
impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hold").field("until", &self.until).finish_non_exhaustive()
    }
}

/// What booking with a provider is like, as it is at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What becomes of a second booking of the same slot.
    pub duplicates: Duplicates,
    /// How many can book one slot.
    pub seats: Seats,
    /// Whether a booking stands at once.
    pub consent: Consent,
    /// Whether the provider writes to people when a booking is made or cancelled.
    pub mail: Mail,
    /// What the account may still book.
    pub quota: Quota,
    /// How long after it was sent a booking may still come to be that was given up for lost.
    pub settle: Seconds,
    /// The most guests who can come along.
    pub most_guests: usize,
    /// What the form asks, in its order.
    pub questions: Vec<Question>,
    /// Where one can meet; empty where the form leaves no choice.
    pub places: Vec<PlaceChoice>,
}

impl Terms {
    /// The terms of a provider that asks nothing, writes to nobody and refuses a second booking.
    pub const PLAIN: Self = Self {
        duplicates: Duplicates::Refused,
        seats: Seats::One,
        consent: Consent::Given,
        mail: Mail::Silent,
        quota: Quota::Ample,
        settle: Seconds::from_minutes(1),
        most_guests: 0,
        questions: Vec::new(),
        places: Vec::new(),
    };
}

/// What a provider makes of a second booking of the same slot by the same host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Duplicates {
    /// It refuses it.
    Refused,
    /// It may accept it: a booking that may have come to be is never sent again.
    Accepted,
}

/// How many bookings a slot takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Seats {
    /// One.
    One,
    /// Several, of different attendees.
    Several,
}

/// Whether people hear of a booking or its cancellation from the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Mail {
    /// Nobody hears of it.
    Silent,
    /// Attendee and host get mail.
    Sent,
}

/// What an account may still book, as far as that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// No limit that a person would meet.
    Ample,
    /// So many more at once; none of them before `opens_in` when that is told.
    Counted {
        /// How many bookings can be made now.
        left: u32,
        /// How long until one more can be made, when none can now.
        opens_in: Option<Duration>,
    },
}

/// A question of a booking form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its exact words.
    pub text: Box<str>,
    /// Whether a booking without an answer is refused.
    pub need: Need,
    /// The only answers it takes; empty when any will do.
    pub choices: Vec<Box<str>>,
}

/// Whether a question must be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
}

/// A place that a booking form offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceChoice {
    /// The provider's word for it.
    pub kind: Box<str>,
    /// Whether the attendee has to say more about it.
    pub text: Need,
}

/// A provider through which meetings can be booked.
pub trait BookingTarget: Send + Sync {
    /// Reads afresh what booking here is like.
    ///
    /// # Errors
    /// When it cannot be read, or cannot be booked at all.
    fn terms(&self) -> BoxFuture<'_, Result<Terms, Error>>;

    /// How long until a booking may be sent, by what is known here of the account's quotas; `None` when one may now.
    ///
    /// It asks nobody.
    fn opens_in(&self) -> Option<Duration> {
        None
    }

    /// Creates a booking, using up `hold` where there is one. It is sent once at most.
    fn create<'a>(
        &'a self,
        request: &'a BookingRequest,
        hold: Option<&'a Hold>,
    ) -> BoxFuture<'a, Outcome<Booking>>;

    /// Every active booking that lies in or reaches into `window`.
    ///
    /// # Errors
    /// When the list could not be read completely: a shorter list would say that a booking is not there.
    fn bookings<'a>(&'a self, window: Interval) -> BoxFuture<'a, Result<Vec<Booking>, Error>>;

    /// Cancels a booking; one that is cancelled already counts as carried out.
    fn cancel<'a>(&'a self, booking: &'a str, reason: &'a str) -> BoxFuture<'a, Outcome<()>>;
}

/// A provider that can hold a slot.
pub trait HoldTarget: Send + Sync {
    /// Holds the slot until `until`, as near as the provider allows: the hold that comes back tells until when.
    fn hold<'a>(&'a self, slot: Interval, until: Timestamp) -> BoxFuture<'a, Outcome<Hold>>;

    /// Gives a hold back before it lapses; one that has lapsed counts as carried out.
    fn release<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Outcome<()>>;
}
