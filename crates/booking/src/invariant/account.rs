//! What one account at a provider may take in bookings, by the limits that the provider has published.

use std::collections::VecDeque;

use freebusy_core::{Seconds, Timestamp};

use super::{Invariant, Violation, wrong_all};

/// So many bookings in so much time.
type Limit = (usize, Seconds);

/// Calendly's limits of bookings, on paid plans.
const CALENDLY: [Limit; 3] =
    [(10, Seconds::from_minutes(1)), (50, Seconds::from_minutes(60)), (100, Seconds::from_minutes(24 * 60))];

/// Looks on at the bookings that reach one account: I6.
#[derive(Debug, Clone, Default)]
pub struct Account {
    reached: VecDeque<Timestamp>,
}

impl Account {
    /// A booking reaches the account at `at`, which is no earlier than the one before.
    ///
    /// # Errors
    /// When it is one more than the account takes in that time.
    pub fn takes(&mut self, at: Timestamp) -> Result<(), Violation> {
        self.reached.push_back(at);
        let [.., (_, longest)] = CALENDLY;
        while self.reached.front().is_some_and(|first| *first + longest <= at) {
            self.reached.pop_front();
        }
        let within = |length: Seconds| self.reached.iter().rev().take_while(|it| **it + length > at).count();
        if CALENDLY.iter().any(|(most, length)| within(*length) > *most) {
            return wrong_all(Invariant::Budget, "more bookings are sent than the account takes");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(times: impl Iterator<Item = i64>) -> Option<usize> {
        let mut account = Account::default();
        times.map(|at| account.takes(Timestamp::from_unix(at))).position(|taken| taken.is_err())
    }

    #[test]
    fn an_account_takes_ten_bookings_a_minute_fifty_an_hour_and_a_hundred_a_day() {
        assert_eq!(taken((0..20).map(|_| 0)), Some(10));
        assert_eq!(taken((0..60).map(|n| n * 10)), Some(50));
        assert_eq!(taken((0..200).map(|n| n * 120)), Some(100));
        assert_eq!(taken((0..200).map(|n| n * 900)), None);
    }
}
