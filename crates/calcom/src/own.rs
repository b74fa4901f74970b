//! The bookings of an account, all pages of them: found by time now, kind by kind then.

use freebusy_core::{Interval, Timestamp};
use freebusy_provider::Error;
use freebusy_transport::{Failure, PAGES_AT_MOST, Trouble};

use crate::account::Account;
use crate::config::{BOOKINGS, LONGEST_MEETING, OLD};
use crate::convert::{exact, written};
use crate::endpoints::current::BookingQuery;
use crate::endpoints::old::Listing;
use crate::endpoints::{current, old};
use crate::error::{error, version_of};
use crate::wire::{Entry, current as now, old as then};

/// Where bookings must start and end to reach into `window`, meetings being as long as they can be.
pub(crate) fn reaching(window: Interval) -> Interval {
    window.dilate(LONGEST_MEETING, LONGEST_MEETING)
}

/// The bookings of an account, all pages of them.
pub(crate) struct OwnBookings<'a> {
    pub(crate) id: &'a str,
    pub(crate) account: &'a Account,
    pub(crate) event_type: Option<u64>,
}

impl OwnBookings<'_> {
    /// Those that lie in `span`.
    pub(crate) async fn current(&self, span: Interval) -> Result<Vec<Entry<now::Booking>>, Error> {
        let (after, before) = (written(span.start()), written(span.end()));
        let query = BookingQuery {
            after_start: after.as_deref(),
            before_end: before.as_deref(),
            event_type_id: self.event_type,
            ..BookingQuery::default()
        };
        let list = self.account.channel().drain(|skip| current::bookings(&query, skip)).await;
        list.map_err(|failure| error(self.id, &failure, Some(BOOKINGS)))
    }

    /// Those that may lie in `span`: this dialect lists by kind, not by time.
    pub(crate) async fn old(&self, span: Interval) -> Result<Vec<Entry<then::Booking>>, Error> {
        let mut all = self.past(span.start()).await?;
        for listing in [Listing::Upcoming, Listing::Recurring, Listing::Unconfirmed] {
            let list = self.account.channel().drain(|cursor| old::bookings(listing, cursor)).await;
            all.extend(list.map_err(|failure| error(self.id, &failure, Some(OLD)))?);
        }
        Ok(all)
    }

    /// Bookings that have ended, from the latest back to `from`; all of them when they come in another order.
    async fn past(&self, from: Timestamp) -> Result<Vec<Entry<then::Booking>>, Error> {
        let mut all = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES_AT_MOST {
            let page = self.account.send(self.id, &old::bookings(Listing::Past, cursor.as_deref())).await?;
            all.extend(page.bookings);
            match page.next_cursor {
                Some(next) if !has_come_past(&all, from) => cursor = Some(next.0.into()),
                _ => return Ok(all),
            }
        }
        let endpoint = old::bookings(Listing::Past, None);
        let (operation, effect) = (endpoint.operation(), endpoint.effect());
        let gateway = self.account.channel().route().gateway();
        let failure = Failure { operation, effect, gateway, trouble: Trouble::Endless(PAGES_AT_MOST) };
        Err(error(self.id, &failure, version_of(&endpoint)))
    }
}

/// Whether a list, which so far never goes forward in time, has reached back beyond `from`.
fn has_come_past(bookings: &[Entry<then::Booking>], from: Timestamp) -> bool {
    let starts: Option<Vec<Timestamp>> =
        bookings.iter().map(|it| it.read().and_then(|it| exact(&it.start_time))).collect();
    starts.is_some_and(|starts| {
        starts.is_sorted_by(|a, b| a >= b) && starts.last().is_some_and(|last| *last < from)
    })
}
