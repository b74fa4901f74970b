//! Slots held for a moment.
//!
//! A reservation hides its slot from the lists of every event type of the account, its holder's own lists among
//! them: whoever holds a slot and asks for offers does not find it. It keeps nobody from booking at servers that do
//! not read reservations, and is there after the booking unless it is released.

use freebusy_core::{Interval, Timestamp};
use freebusy_provider::{BookingTarget as _, BoxFuture, ErrorKind, Hold, HoldTarget, Outcome, Rejection};

use crate::booking::and_then;
use crate::config::{RESERVATION_BOUNDS, RESERVATION_MINUTES};
use crate::convert::booked::floor;
use crate::convert::written;
use crate::endpoints::current;
use crate::error::{Deed, is_gone, not_begun, outcome, status, version_of, wants_no_duration};
use crate::provider::Listed;
use crate::wire::current::{NewReservation, Reservation};

impl Listed {
    async fn reserve(&self, slot: Interval, until: Timestamp) -> Outcome<Hold> {
        if let Some(wait) = self.opens_in() {
            return Outcome::Throttled(wait);
        }
        let event_type = match self.latest().await {
            Ok(event_type) => event_type,
            Err(error) => return not_begun(error),
        };
        let asked = match self.bookable(&event_type, slot.length()) {
            Ok(asked) => asked,
            Err(error) => return Outcome::Rejected(Rejection::Invalid, error),
        };
        let Some(start) = written(slot.start()) else {
            return self.invalid("the start lies beyond the years of a calendar; choose another");
        };
        let wanted = NewReservation {
            event_type_id: event_type.id,
            slot_start: start.into(),
            slot_duration: asked.minutes,
            reservation_duration: Some(self.minutes_until(until)),
        };
        and_then(self.reserved(wanted).await, |wire| match floor(&wire.reservation_until) {
            Some(until) => Outcome::Ok(Hold { id: wire.reservation_uid, until }),
            None => Outcome::Ambiguous(self.fail(
                ErrorKind::Malformed,
                "reserve a slot",
                "its answer does not tell until when; go on without the reservation",
            )),
        })
    }

    /// Sends a reservation; once more without a length of its own where that is what was refused.
    async fn reserved(&self, wanted: NewReservation) -> Outcome<Reservation> {
        let call = current::reserve(&wanted);
        match self.hasty().send(&call).await {
            Err(failure) if wants_no_duration(&failure) => {
                let plain = NewReservation { reservation_duration: None, ..wanted };
                self.sent(&current::reserve(&plain), Deed::Reserve).await
            }
            Ok(reservation) => Outcome::Ok(reservation),
            Err(failure) => outcome(&self.id, &failure, version_of(&call), Deed::Reserve),
        }
    }

    /// The minutes from now to `until`, as far as the time is told here.
    fn minutes_until(&self, until: Timestamp) -> u32 {
        let (least, most) = RESERVATION_BOUNDS;
        self.account.now().map_or(RESERVATION_MINUTES, |now| {
            let seconds = until.as_unix().saturating_sub(now.as_unix()).max(0);
            u32::try_from(seconds.div_euclid(60) + i64::from(seconds % 60 > 0))
                .unwrap_or(most)
                .clamp(least, most)
        })
    }

    async fn let_go(&self, uid: &str) -> Outcome<()> {
        let call = current::release(uid);
        match self.hasty().send(&call).await {
            Ok(()) => Outcome::Ok(()),
            Err(failure) if is_gone(&failure) || status(&failure) == Some(410) => Outcome::Ok(()),
            Err(failure) => outcome(&self.id, &failure, version_of(&call), Deed::Other),
        }
    }
}

impl HoldTarget for Listed {
    /// Reserves the slot for whole minutes, from 5 to 60, so that it is held until `until`; for ten where the account
    /// was given no clock, and for Cal.com's own five where it does not let the account choose.
    fn hold<'a>(&'a self, slot: Interval, until: Timestamp) -> BoxFuture<'a, Outcome<Hold>> {
        Box::pin(self.reserve(slot, until))
    }

    fn release<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(self.let_go(&hold.id))
    }
}
