//! What is wanted: a slot with an attendee, booked with every one of some services.

use std::fmt;
use std::str::FromStr;

use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Attendee, Duplicates, Form, Mail, Seats};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::event::Found;

/// The name of an intent: a UUID of version 7, so names sort by when they were given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentId(Uuid);

impl IntentId {
    /// The name given at `at`, told from others of that second by `random`.
    #[must_use]
    pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.as_unix()).unwrap_or_default().saturating_mul(1_000);
        Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for IntentId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Debug for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for IntentId {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| Fault::NotAnId)
    }
}

/// What tells two requests under one key apart: a hash of everything that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestHash(pub [u8; 32]);

/// In which order legs are booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Sequence {
    /// In the one that costs least when a leg is refused; see [`order`](crate::order).
    #[default]
    Safest,
    /// As they stand in the intent.
    AsGiven,
}

/// One meeting that is wanted.
///
/// It never changes; what becomes of it stands in the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Its name.
    pub id: IntentId,
    /// Whose it is: no call of a tenant's saga uses an account of another's.
    pub tenant: Box<str>,
    /// By which a repeated request is known: one tenant, one key, one intent.
    pub key: Box<str>,
    /// What the key was used for.
    pub hash: RequestHash,
    /// When the meeting is.
    pub slot: Interval,
    /// Who is invited.
    pub attendee: Attendee,
    /// When it was asked for.
    pub opened: Timestamp,
    /// After this no booking is begun.
    pub deadline: Timestamp,
    /// The intent whose booking this one takes the place of, once it is confirmed.
    pub replaces: Option<IntentId>,
    /// In which order the legs are booked.
    pub sequence: Sequence,
    /// What is to be booked, one leg a service; between 1 and [`Intent::MOST_LEGS`].
    pub legs: Vec<LegPlan>,
}

impl Intent {
    /// The most legs of an intent.
    pub const MOST_LEGS: usize = 64;

    /// The mark that its bookings bear at the services.
    #[must_use]
    pub fn mark(&self) -> String {
        self.id.to_string()
    }

    /// Whether a booking in a list bears the mark.
    #[must_use]
    pub fn is_marked(&self, found: &Found) -> bool {
        let mut buffer = Uuid::encode_buffer();
        let mark = self.id.0.hyphenated().encode_lower(&mut buffer);
        found.intent.as_deref() == Some(&*mark)
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// When it has no legs or too many, or two legs would book one host.
    pub fn check(&self) -> Result<(), Fault> {
        if self.legs.is_empty() {
            return Err(Fault::NoLegs);
        }
        if self.legs.len() > Self::MOST_LEGS {
            return Err(Fault::TooManyLegs);
        }
        let mut hosts: Vec<&str> = self.legs.iter().map(|leg| &*leg.host).collect();
        hosts.sort_unstable();
        let mut pairs = hosts.iter().zip(hosts.iter().skip(1));
        match pairs.find(|(one, other)| one == other) {
            Some((host, _)) => Err(Fault::SameHost((*host).into())),
            None => Ok(()),
        }
    }
}

/// What is to be booked with one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegPlan {
    /// Which participant it is booked for.
    pub participant: Box<str>,
    /// The source through which it is booked, as people know it: `calendly:bo/30min`.
    pub source: Box<str>,
    /// What is claimed for the time of the slot, so that two intents never book one host at once: `calendly:bo`. A
    /// slot with several seats is claimed for its attendee.
    pub host: Box<str>,
    /// The account that calls are made with, for budgets and for keeping tenants apart.
    pub account: Box<str>,
    /// What the driver needs to find the provider again; the machine does not read it. It holds no secret.
    pub target: Box<str>,
    /// What the booking form is filled in with.
    pub form: Form,
    /// What booking there is like.
    pub abilities: Abilities,
}

/// What the machine has to know of a provider, for one event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Abilities {
    /// Whether it can hold a slot.
    pub holding: Holding,
    /// What it makes of a second booking of the same slot.
    pub duplicates: Duplicates,
    /// How many can book one slot.
    pub seats: Seats,
    /// Whether people hear of a booking and its cancellation.
    pub mail: Mail,
    /// Whether the account is limited to few bookings.
    pub scarce: Scarcity,
    /// Whether others book the same slots.
    pub contention: Contention,
    /// How long after it was sent a booking may still come to be.
    pub settle: Seconds,
}

/// Whether slots can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// They can. A hold may hide its slot from its own holder, so a slot is verified before it is held.
    Possible,
    /// They cannot.
    None,
}

/// Whether bookings are limited to few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scarcity {
    /// They are not.
    Ample,
    /// They are: a handful in a minute or a day.
    Scarce,
}

/// Whether others book the same slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contention {
    /// Anybody may: a booking can be refused.
    Open,
    /// Nobody does: a file that only we write.
    Own,
}

/// What is wrong with an intent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It is not a UUID.
    #[error("this is no id of a booking; `freebusy bookings list` shows them")]
    NotAnId,
    /// There is nothing to book.
    #[error("there is nobody to book; name a participant with a source that takes bookings")]
    NoLegs,
    /// There is too much to book.
    #[error("more than {} services would have to be booked; split the meeting", Intent::MOST_LEGS)]
    TooManyLegs,
    /// Two legs would book one host for the same time.
    #[error("two participants would book the same host `{0}`; leave one out")]
    SameHost(Box<str>),
}
