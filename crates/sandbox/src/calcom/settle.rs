//! How a booking is settled: its status, and whether it still takes time.

use chrono::{DateTime, Utc};

use super::state::{Details, Status};
use super::visit::Visit;

/// Gives a booking the status that it keeps.
pub(crate) fn settle(
    visit: &mut Visit<'_>,
    uid: &str,
    status: Status,
    now: DateTime<Utc>,
    note: impl FnOnce(&mut Details),
) {
    if let Some(details) = visit.state_mut().bookings.get_mut(uid) {
        details.status = status;
        details.updated_at = now;
        note(details);
    }
    set_active(visit, uid, status);
}

/// Marks a booking as moved to another.
pub(crate) fn replace(visit: &mut Visit<'_>, uid: &str, made: &str, reason: Option<String>) {
    let now = visit.now;
    settle(visit, uid, Status::Cancelled, now, |details| {
        details.rescheduled_to = Some(made.into());
        details.rescheduling_reason = reason;
    });
}

/// Only what is accepted takes time.
fn set_active(visit: &mut Visit<'_>, uid: &str, status: Status) {
    if let Some(booking) = visit.world.bookings.iter_mut().find(|booking| booking.id == uid) {
        booking.active = status == Status::Accepted;
    }
}
