//! The calls of one rate over time: when the next may be sent so that no stretch of `per` ever holds too many.
//!
//! Services count calls in windows. A token bucket that refills lets nearly twice its size pass within one window,
//! so what is kept here is the calls themselves: past ones for as long as they count, future ones as bookings.

use std::time::Duration;

use tokio::time::Instant;

/// How many calls in how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many calls; none counts as one.
    pub calls: u32,
    /// In how long.
    pub per: Duration,
}

/// Calls that were sent or are booked, and until when nothing is let through.
#[derive(Debug)]
pub(crate) struct Window {
    rate: Rate,
    /// In the order of time.
    calls: Vec<Instant>,
    closed_until: Option<Instant>,
}

impl Window {
    /// A window without calls; a rate of none counts as one of one.
    pub(crate) const fn new(mut rate: Rate) -> Self {
        if rate.calls == 0 {
            rate.calls = 1;
        }
        Self { rate, calls: Vec::new(), closed_until: None }
    }

    pub(crate) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes another number of calls, at least one, for the same stretch of time.
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
        // Each step leads to a call or to its end, and never back.
        for _ in 0..=self.calls.len().saturating_mul(2) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    /// Whether no stretch of `per` holds more than `calls`: the law, said plainly.
    fn keeps(times: &[u64], calls: usize, per: u64) -> bool {
        times
            .iter()
            .all(|from| times.iter().filter(|time| (*from..from + per).contains(*time)).count() <= calls)
    }

    fn rate(calls: u32, per: u64) -> Rate {
        Rate { calls, per: Duration::from_millis(per) }
    }

    fn now() -> impl Strategy<Value = Instant> {
        // Far enough from the clock's beginning that ages can be taken off.
        Just(Instant::now() + Duration::from_secs(1_000))
    }

    proptest! {
        #[test]
        fn the_rate_is_kept_and_no_earlier_instant_would_keep_it(
            start in now(),
            calls in 1_u32..5,
            per in 1_u64..30,
            wishes in prop::collection::vec(0_u64..60, 1..30),
        ) {
            let size = usize::try_from(calls).unwrap();
            let mut window = Window::new(rate(calls, per));
            let mut booked: Vec<u64> = Vec::new();
            for wish in wishes {
                let given = window.earliest(at(start, wish)).duration_since(start);
                let given = u64::try_from(given.as_millis()).unwrap();
                let fits = |time: &u64| keeps(&[&*booked, &[*time]].concat(), size, per);
                prop_assert_eq!(Some(given), (wish..10_000).find(fits));
                window.book(at(start, given));
                booked.push(given);
            }
        }

        #[test]
        fn forgetting_changes_no_instant_to_come(
            start in now(),
            calls in 1_u32..5,
            per in 1_u64..30,
            wishes in prop::collection::vec(0_u64..60, 1..30),
            later in 0_u64..120,
        ) {
            let mut window = Window::new(rate(calls, per));
            for wish in wishes {
                let given = window.earliest(at(start, wish));
                window.book(given);
            }
            let (now, before) = (at(start, later), window.earliest(at(start, later)));
            let left = window.left(now);
            window.forget(now);
            prop_assert_eq!((window.earliest(now), window.left(now)), (before, left));
        }

        #[test]
        fn what_others_used_is_never_left_to_us(
            start in now(),
            calls in 1_u32..50,
            ours in 0_u32..50,
            left in 0_u32..60,
            reset in 0_u64..2_000,
        ) {
            let mut window = Window::new(rate(calls, 1_000));
            (0..ours.min(calls)).for_each(|_| window.book(start));
            let before = window.left(start);
            window.agree(left, Duration::from_millis(reset), start);
            let wanted = if reset == 0 { before } else { before.min(left) };
            prop_assert_eq!(window.left(start), wanted);
            prop_assert_eq!(window.left(at(start, 1_000)), calls);
        }
    }

    #[tokio::test]
    async fn a_call_finds_its_place_behind_gaps_that_are_all_too_short() {
        let mut window = Window::new(rate(1, 3));
        let start = Instant::now();
        [25, 30, 34, 38].into_iter().for_each(|millis| window.book(at(start, millis)));
        assert_eq!(window.earliest(at(start, 23)), at(start, 41));
    }

    #[tokio::test]
    async fn a_booking_that_is_given_back_can_be_had_again() {
        let mut window = Window::new(rate(1, 1_000));
        let start = Instant::now();
        window.book(start);
        assert_eq!(window.left(start), 0);
        window.release(start);
        assert_eq!(window.left(start), 1);
    }

    #[tokio::test]
    async fn a_later_end_of_a_closure_stands() {
        let mut window = Window::new(rate(5, 1_000));
        let start = Instant::now();
        window.close(at(start, 90));
        window.close(at(start, 30));
        assert_eq!(window.earliest(start), at(start, 90));
        assert!(window.is_closed(at(start, 89)) && !window.is_closed(at(start, 90)));
        assert_eq!((window.left(start), window.left(at(start, 90))), (0, 5));
    }
}
