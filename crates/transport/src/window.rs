//! The calls of one rate over time: when the next may be sent so that no stretch of `per` ever holds too many.
//!
//! Services count calls in windows. A token bucket that refills lets nearly twice its size pass within one window,
//! so what is kept here is the calls themselves: past ones for as long as they count, future ones as bookings.

use std::time::Duration;

use tokio::time::Instant;

use crate::rate::Rate;

/// Calls that were sent or are booked, and until when nothing is let through.
#[derive(Debug)]
pub(crate) struct Window {
    rate: Rate,
    /// In the order of time.
    calls: Vec<Instant>,
    closed_until: Option<Instant>,
}

impl Window {
    pub(crate) const fn new(rate: Rate) -> Self {
        Self { rate, calls: Vec::new(), closed_until: None }
    }

    pub(crate) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes another number of calls for the same stretch of time.
    pub(crate) const fn resize(&mut self, calls: u32) {
        self.rate.calls = calls;
    }

    /// Lets nothing through before `until`; an earlier end never shortens a later one.
    pub(crate) fn close(&mut self, until: Instant) {
        self.closed_until = self.closed_until.max(Some(until));
    }

    pub(crate) fn is_closed(&self, now: Instant) -> bool {
        self.closed_until.is_some_and(|until| now < until)
    }

    /// How many more calls may be sent at `now`.
    pub(crate) fn left(&self, now: Instant) -> u32 {
        if self.is_closed(now) || self.earliest(now) > now {
            return 0;
        }
        let counted = self.calls.iter().filter(|call| self.counts(**call, now)).count();
        self.rate.calls.saturating_sub(u32::try_from(counted).unwrap_or(u32::MAX))
    }

    /// The first instant from `from` on at which one more call keeps the rate, whatever is booked before and after.
    pub(crate) fn earliest(&self, from: Instant) -> Instant {
        let mut at = self.closed_until.map_or(from, |until| from.max(until));
        // Each step passes at least one of the calls, so there are no more steps than calls.
        for _ in 0..=self.calls.len() {
            match self.obstacle(at) {
                Some(later) => at = later,
                None => break,
            }
        }
        at
    }

    /// Books a call.
    pub(crate) fn book(&mut self, at: Instant) {
        let place = self.calls.partition_point(|call| *call <= at);
        self.calls.insert(place, at);
    }

    /// Gives one booking of `at` back.
    pub(crate) fn release(&mut self, at: Instant) {
        if let Ok(place) = self.calls.binary_search(&at) {
            self.calls.remove(place);
        }
    }

    /// Forgets calls that no longer count.
    pub(crate) fn forget(&mut self, now: Instant) {
        let kept = self.calls.partition_point(|call| !self.counts_at_all(*call, now));
        self.calls.drain(..kept);
    }

    /// Books calls that others made, as many as are needed for no more than `left` to be left until `reset` from
    /// `now`.
    pub(crate) fn agree(&mut self, left: u32, reset: Duration, now: Instant) {
        let others = self.left(now).saturating_sub(left);
        // They stop counting when the service's own window ends.
        let age = self.rate.per.saturating_sub(reset);
        let at = now.checked_sub(age).unwrap_or(now);
        (0..others).for_each(|_| self.book(at));
    }

    fn counts_at_all(&self, call: Instant, now: Instant) -> bool {
        now.saturating_duration_since(call) < self.rate.per
    }

    fn counts(&self, call: Instant, now: Instant) -> bool {
        call <= now && self.counts_at_all(call, now)
    }

    /// Where to look next, when a call at `at` would stand in a stretch with too many.
    fn obstacle(&self, at: Instant) -> Option<Instant> {
        let place = self.calls.partition_point(|call| *call <= at);
        let size = usize::try_from(self.rate.calls).unwrap_or(usize::MAX);
        let among = |index: usize| match index.cmp(&place) {
            std::cmp::Ordering::Less => self.calls.get(index).copied(),
            std::cmp::Ordering::Equal => Some(at),
            std::cmp::Ordering::Greater => self.calls.get(index - 1).copied(),
        };
        let crowded = |first: &usize| {
            let span = among(*first).zip(among(first.saturating_add(size)));
            span.is_some_and(|(first, last)| last.saturating_duration_since(first) < self.rate.per)
        };
        let first = (place.saturating_sub(size)..=place).rev().find(crowded)?;
        if first == place { among(place + 1) } else { among(first).map(|call| call + self.rate.per) }
    }
}
