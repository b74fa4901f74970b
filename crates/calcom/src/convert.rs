//! From Cal.com's shapes to freebusy's types: event types and instants here, schedules and time in modules.
//!
//! Whatever cannot be understood comes out as less that is offered, or as time that is unknown.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use freebusy_core::{Seconds, Timestamp};

use crate::config::MOST_GUESTS;
use crate::convert::fields::{Field, Spot, now, site, spots, then};
use crate::wire::{Entry, current, old};

pub(crate) mod blocks;
pub(crate) mod booked;
pub(crate) mod fields;
pub(crate) mod schedule;
pub(crate) mod slots;

/// What matters about an event type, in either dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventType {
    /// Its number.
    pub id: u64,
    /// Its name in links.
    pub slug: Box<str>,
    /// The length in minutes when none is chosen.
    pub length_minutes: u32,
    /// The lengths in minutes that may be chosen from; none when there is only one.
    pub options_minutes: Vec<u32>,
    /// When a booking stands.
    pub confirmation: Confirmation,
    /// How many can book one slot.
    pub seating: Seating,
    /// How many meetings one booking makes.
    pub series: Series,
    /// The schedule of its own.
    pub schedule: Option<u64>,
    /// What it asks beyond name and address.
    pub(crate) fields: Vec<Field>,
    /// Where its meetings may take place.
    pub(crate) spots: Vec<Spot>,
    /// The most people who can come along.
    pub(crate) most_guests: usize,
    /// The site of its page, as far as the host: `https://cal.com`.
    pub(crate) site: Option<Box<str>>,
}

/// When a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// At once.
    Instant,
    /// Once the host says so; until then it is pending.
    ByHost,
}

/// How many can book one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seating {
    /// One.
    Single,
    /// Several; how many, where it is told.
    Shared(Option<u32>),
}

/// How many meetings one booking makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// One.
    Once,
    /// A whole series.
    Repeating,
}

/// A length as Cal.com is asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) length: Seconds,
    /// The minutes to name; none where there is no choice.
    pub(crate) minutes: Option<u32>,
}

impl EventType {
    /// How to ask for `length`; `None` when the event type does not have it.
    pub(crate) fn asked(&self, length: Seconds) -> Option<Asked> {
        if self.options_minutes.is_empty() {
            let only = Seconds::from_minutes(self.length_minutes);
            return (only == length).then_some(Asked { length, minutes: None });
        }
        let minutes = self.lengths().find(|minutes| Seconds::from_minutes(*minutes) == length)?;
        Some(Asked { length, minutes: Some(minutes) })
    }

    /// How to ask for the length that it has when none is chosen.
    pub(crate) fn usual(&self) -> Asked {
        let length = Seconds::from_minutes(self.length_minutes);
        let minutes = (!self.options_minutes.is_empty()).then_some(self.length_minutes);
        Asked { length, minutes }
    }

    /// Every length that it has, in minutes.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = u32> + '_ {
        let only = self.options_minutes.is_empty().then_some(self.length_minutes);
        only.into_iter().chain(self.options_minutes.iter().copied())
    }

    /// Whoever has a seat brings nobody along.
    fn seated_alone(self) -> Self {
        match self.seating {
            Seating::Single => self,
            Seating::Shared(_) => Self { most_guests: 0, ..self },
        }
    }

    /// Whether Cal.com refuses a second booking of one slot: its key counts one attendee, and at once.
    pub(crate) const fn dedupes(&self) -> bool {
        matches!((self.confirmation, self.seating), (Confirmation::Instant, Seating::Single))
    }
}

/// How many may come along, where that is not switched off.
const fn most_guests(disabled: Option<bool>) -> usize {
    match disabled {
        Some(true) => 0,
        Some(false) | None => MOST_GUESTS,
    }
}

impl From<&current::EventType> for EventType {
    fn from(wire: &current::EventType) -> Self {
        let on = |switch: &Option<current::Switch>| switch.as_ref().is_some_and(current::Switch::is_on);
        Self {
            id: wire.id,
            slug: wire.slug.clone(),
            length_minutes: wire.length_in_minutes,
            options_minutes: wire.length_in_minutes_options.clone().unwrap_or_default(),
            confirmation: if on(&wire.confirmation_policy) {
                Confirmation::ByHost
            } else {
                Confirmation::Instant
            },
            seating: match wire.seats_per_time_slot {
                Some(seats) => Seating::Shared(Some(seats)),
                None if on(&wire.seats) => Seating::Shared(None),
                None => Seating::Single,
            },
            series: if on(&wire.recurrence) { Series::Repeating } else { Series::Once },
            schedule: wire.schedule_id,
            fields: now(wire.booking_fields.as_deref().unwrap_or_default()),
            spots: spots(wire.locations.as_deref().unwrap_or_default()),
            most_guests: most_guests(wire.disable_guests),
            site: wire.booking_url.as_ref().and_then(|url| site(url.expose())),
        }
        .seated_alone()
    }
}

impl From<&old::EventType> for EventType {
    fn from(wire: &old::EventType) -> Self {
        let options = match &wire.metadata {
            Some(Entry::Read(metadata)) => metadata.multiple_duration.clone(),
            Some(Entry::Odd) | None => None,
        };
        Self {
            id: wire.id,
            slug: wire.slug.clone(),
            length_minutes: wire.length,
            options_minutes: options.unwrap_or_default(),
            confirmation: match wire.requires_confirmation {
                Some(true) => Confirmation::ByHost,
                Some(false) | None => Confirmation::Instant,
            },
            seating: wire.seats_per_time_slot.map_or(Seating::Single, |seats| Seating::Shared(Some(seats))),
            series: wire.recurring_event.map_or(Series::Once, |_| Series::Repeating),
            schedule: wire.schedule_id,
            fields: then(wire.booking_fields.as_deref().unwrap_or_default()),
            spots: Vec::new(),
            most_guests: most_guests(wire.disable_guests),
            site: None,
        }
        .seated_alone()
    }
}

/// An instant with its offset, of `Z` or of some zone.
fn instant(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// An instant of a whole second: starts are never rounded.
pub(crate) fn exact(text: &str) -> Option<Timestamp> {
    let at = instant(text)?;
    let floor = Timestamp::floor(&at);
    (floor == Timestamp::ceil(&at)).then_some(floor)
}

/// An instant as Cal.com takes it; `None` past the years that a calendar can write.
pub(crate) fn written(at: Timestamp) -> Option<String> {
    Some(at.to_chrono()?.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn current(more: &str) -> EventType {
        let json = format!(r#"{{"id":1,"title":"t","slug":"intro","lengthInMinutes":30{more}}}"#);
        EventType::from(&serde_json::from_str::<current::EventType>(&json).unwrap())
    }

    #[test]
    fn a_length_is_named_only_where_there_is_a_choice() {
        let minutes = Seconds::from_minutes;
        let plain = current("");
        assert_eq!(plain.asked(minutes(30)), Some(Asked { length: minutes(30), minutes: None }));
        assert_eq!(plain.asked(minutes(15)), None);
        let choice = current(r#","lengthInMinutesOptions":[15,30,60]"#);
        assert_eq!(choice.asked(minutes(60)), Some(Asked { length: minutes(60), minutes: Some(60) }));
        assert_eq!(choice.asked(minutes(45)), None);
    }

    #[test]
    fn only_instant_bookings_of_one_attendee_are_deduplicated() {
        assert!(current("").dedupes());
        assert!(current(r#","seats":{"disabled":true},"confirmationPolicy":{"disabled":true}"#).dedupes());
        assert!(!current(r#","seats":{"seatsPerTimeSlot":5}"#).dedupes());
        assert!(!current(r#","seatsPerTimeSlot":5"#).dedupes());
        assert!(!current(r#","confirmationPolicy":{"type":"always"}"#).dedupes());
    }

    #[test]
    fn the_old_dialect_keeps_its_lengths_in_the_metadata() {
        let read = |json: &str| EventType::from(&serde_json::from_str::<old::EventType>(json).unwrap());
        let choice = r#"{"id":1,"title":"t","slug":"s","length":30,"metadata":{"multipleDuration":[15,30]}}"#;
        assert_eq!(read(choice).options_minutes, [15, 30]);
        let odd = r#"{"id":1,"title":"t","slug":"s","length":30,"metadata":{"multipleDuration":"x"},"requiresConfirmation":true}"#;
        assert_eq!((read(odd).options_minutes.len(), read(odd).confirmation), (0, Confirmation::ByHost));
    }

    #[test]
    fn instants_are_read_with_any_offset_and_never_rounded() {
        let at = Timestamp::from_unix(1_796_112_000);
        assert_eq!(exact("2026-12-01T08:00:00.000Z"), Some(at));
        assert_eq!(exact("2026-12-01T09:00:00.000+01:00"), Some(at));
        assert_eq!(exact("2026-12-01T13:30:00+05:30"), Some(at));
        for odd in ["2026-12-01T08:00:00.500Z", "2026-12-01T08:00:00", "2026-12-01", "", "soon"] {
            assert_eq!(exact(odd), None, "{odd}");
        }
        assert_eq!(written(at).as_deref(), Some("2026-12-01T08:00:00Z"));
    }
}
