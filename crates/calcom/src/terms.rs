//! What booking through an event type is like: read afresh each time, for its owner may change it at any moment.

use freebusy_core::Seconds;
use freebusy_provider::{Consent, Duplicates, Error, ErrorKind, Mail, PlaceChoice, Quota, Seats, Terms};

use crate::config::{Dialect, GATEWAY_SETTLE, SETTLE};
use crate::convert::fields::{Field, Spot};
use crate::convert::{Asked, Confirmation, EventType, Seating, Series};
use crate::provider::Listed;

impl Listed {
    /// What booking here is like; an error where nothing can be booked.
    pub(crate) async fn read_terms(&self) -> Result<Terms, Error> {
        let event_type = self.read_afresh().await?;
        self.bookable(&event_type, event_type.usual().length)?;
        Ok(Terms {
            duplicates: if event_type.dedupes() { Duplicates::Refused } else { Duplicates::Accepted },
            seats: match event_type.seating {
                Seating::Single => Seats::One,
                Seating::Shared(_) => Seats::Several,
            },
            consent: match event_type.confirmation {
                Confirmation::Instant => Consent::Given,
                Confirmation::ByHost => Consent::Awaited,
            },
            mail: Mail::Sent,
            quota: Quota::Ample,
            settle: self.settle(),
            most_guests: event_type.most_guests,
            questions: event_type.fields.iter().map(Field::question).collect(),
            places: places(&event_type.spots),
        })
    }

    fn settle(&self) -> Seconds {
        match self.account.channel().route().gateway() {
            Some(_) => GATEWAY_SETTLE,
            None => SETTLE,
        }
    }

    /// How to ask for a booking of `length`.
    pub(crate) fn bookable(&self, event_type: &EventType, length: Seconds) -> Result<Asked, Error> {
        let refuse = |message| self.fail(ErrorKind::Refused, "book a meeting", message);
        if event_type.series == Series::Repeating {
            return Err(refuse(
                "each booking makes a whole series; choose an event type that books one meeting",
            ));
        }
        let shared = event_type.seating != Seating::Single;
        if shared && self.account.dialect() == Dialect::Of2024_04_15 {
            return Err(refuse("seats cannot be told apart in the old dialect; use the current one"));
        }
        event_type
            .asked(length)
            .ok_or_else(|| refuse("the event type does not have this length; ask for one it has"))
    }
}

/// The places that can be chosen; none where there is only one and nothing to say about it.
fn places(spots: &[Spot]) -> Vec<PlaceChoice> {
    match spots {
        [only] if only.says.is_none() => Vec::new(),
        spots => spots.iter().map(Spot::choice).collect(),
    }
}
