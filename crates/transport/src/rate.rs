//! Rates: what the calls of one credential share, so that no service is ever asked more often than it allows.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::advice::Advice;
use crate::patience::tell_of;
use crate::window::{Rate, Window};

/// The most calls a bucket learns to let through in one stretch.
const LEARNT_AT_MOST: u32 = 10_000;

/// How long a bucket is closed by a refusal that does not say for how long, where its own stretch is not shorter.
const CLOSED_UNTOLD: Duration = Duration::from_secs(60);

/// How often a call that waited may find a bucket closed again.
const ROUNDS: usize = 8;

/// A rate that every route of one credential (or of one gateway key) shares.
///
/// No stretch of time as long as the rate's ever holds more calls than the rate allows. A refusal for being too
/// often closes the bucket for everybody until the service lets calls through again.
///
/// ```
/// use std::time::Duration;
/// use freebusy_transport::{Bucket, Rate};
///
/// let minute = Duration::from_secs(60);
/// let all = Bucket::new(Rate { calls: 500, per: minute }).learning();
/// let bookings = Bucket::new(Rate { calls: 10, per: minute }).for_quota("bookings");
/// assert!(all.is_open());
/// assert_eq!((all.left(), bookings.left()), (500, 10));
/// ```
#[derive(Debug)]
pub struct Bucket {
    quota: Option<&'static str>,
    learns: Learns,
    window: Mutex<Window>,
}

/// Whether a bucket believes what answers say of its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Learns {
    Never,
    FromAnswers,
}

impl Bucket {
    /// A bucket that is full, for every call of its routes.
    #[must_use]
    pub const fn new(rate: Rate) -> Self {
        Self { quota: None, learns: Learns::Never, window: Mutex::new(Window::new(rate)) }
    }

    /// The same bucket, which takes its size (1 to 10,000 calls) and what is left of it from the `X-RateLimit-*`
    /// headers of answers.
    ///
    /// Not for a gateway's own bucket: the headers that pass through it are the service's.
    #[must_use]
    pub const fn learning(mut self) -> Self {
        self.learns = Learns::FromAnswers;
        self
    }

    /// The same bucket, for calls that name this quota and no others; see [`Endpoint::quota`](crate::Endpoint::quota).
    #[must_use]
    pub const fn for_quota(mut self, quota: &'static str) -> Self {
        self.quota = Some(quota);
        self
    }

    /// The rate in force.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.window().rate()
    }

    /// Whether a call could be sent now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.opens_in().is_zero()
    }

    /// How many calls could be sent now.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.window().left(Instant::now())
    }

    /// How long a call would have to wait now.
    #[must_use]
    pub fn opens_in(&self) -> Duration {
        let now = Instant::now();
        self.window().earliest(now).saturating_duration_since(now)
    }

    /// Lets nothing through for this long; an earlier end never shortens a later one.
    pub fn close(&self, wait: Duration) {
        let now = Instant::now();
        self.window().close(now.checked_add(wait).unwrap_or(now));
    }

    /// Whether calls that name `quota` fall under it.
    pub(crate) fn covers(&self, quota: Option<&'static str>) -> bool {
        self.quota.is_none() || self.quota == quota
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        // Each step under the lock leaves the window whole.
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what an answer says of the rate.
    fn learn(&self, advice: &Advice) {
        let now = Instant::now();
        let mut window = self.window();
        if let Some(calls) = advice.size() {
            window.resize(calls.clamp(1, LEARNT_AT_MOST));
        }
        if let Some((left, reset)) = advice.left() {
            window.agree(left, reset, now);
        }
        if let Some(wait) = advice.used_up() {
            window.close(now.checked_add(wait).unwrap_or(now));
        }
    }

    /// Closes it after a refusal that does not say for how long: once its own stretch is over, it is fresh.
    fn close_untold(&self) {
        self.close(self.rate().per.min(CLOSED_UNTOLD));
    }
}

/// The buckets that one call falls under.
pub(crate) struct Gate<'a>(Vec<&'a Bucket>);

impl<'a> Gate<'a> {
    pub(crate) fn new(buckets: impl IntoIterator<Item = &'a Bucket>) -> Self {
        let mut buckets: Vec<_> = buckets.into_iter().collect();
        // Everybody locks them in one order, and none twice.
        buckets.sort_by_key(|bucket| std::ptr::from_ref(*bucket).addr());
        buckets.dedup_by_key(|bucket| std::ptr::from_ref(*bucket).addr());
        Self(buckets)
    }

    /// How long a call would have to wait now.
    pub(crate) fn opens_in(&self) -> Duration {
        let now = Instant::now();
        earliest(&self.lock(), now).saturating_duration_since(now)
    }

    /// How many calls could be sent now; `None` when nothing bounds them.
    pub(crate) fn left(&self) -> Option<u32> {
        self.0.iter().map(|bucket| bucket.left()).min()
    }

    /// Waits for the call's turn in every bucket, at most for `patience`, and tells how long that took.
    ///
    /// # Errors
    /// How long it would take, when that is longer.
    pub(crate) async fn enter(&self, patience: Duration) -> Result<Duration, Duration> {
        let began = Instant::now();
        for _ in 0..ROUNDS {
            let now = Instant::now();
            let turn = self.book(now);
            let wait = turn.at.saturating_duration_since(now);
            if !wait.is_zero() {
                if turn.at.saturating_duration_since(began) > patience {
                    return Err(wait);
                }
                tell_of(wait);
                sleep_until(turn.at).await;
            }
            // Somebody else may have been refused meanwhile.
            if !self.is_closed() {
                turn.take();
                return Ok(began.elapsed());
            }
        }
        Err(self.opens_in())
    }

    /// Takes over what a refusal and its headers say.
    pub(crate) fn refused(&self, advice: &Advice, wait: Option<Duration>) {
        self.answered(advice);
        let Some(wait) = wait else {
            self.suspected(advice).for_each(|bucket| bucket.close_untold());
            return;
        };
        self.blamed(advice).for_each(|bucket| bucket.close(wait));
    }

    /// Takes over what the headers of any answer say.
    ///
    /// The headers of a call that counts towards a quota may be those of the quota: from them only that nothing is
    /// left is believed, and of the quota alone.
    pub(crate) fn answered(&self, advice: &Advice) {
        let quotas = self.0.iter().filter(|bucket| bucket.quota.is_some());
        if quotas.clone().next().is_some() {
            let used_up = advice.used_up();
            quotas.for_each(|bucket| used_up.into_iter().for_each(|wait| bucket.close(wait)));
            return;
        }
        let learning = |bucket: &&&Bucket| bucket.learns == Learns::FromAnswers;
        self.0.iter().filter(learning).for_each(|bucket| bucket.learn(advice));
    }

    /// Which buckets a refusal with a wait is about: those of the call's quota, for other calls may go on; else, where
    /// its headers speak of limits, those that learn from them, for a gateway serves other accounts too; else all.
    fn blamed(&self, advice: &Advice) -> impl Iterator<Item = &&'a Bucket> {
        let learns = |bucket: &Bucket| bucket.learns == Learns::FromAnswers;
        let quota = self.0.iter().any(|bucket| bucket.quota.is_some());
        let learning = advice.speaks_of_limits() && self.0.iter().any(|bucket| learns(bucket));
        self.0.iter().filter(move |bucket| match (quota, learning) {
            (true, _) => bucket.quota.is_some(),
            (false, true) => learns(bucket),
            (false, false) => true,
        })
    }

    /// Which buckets a refusal without a wait is about: where no header speaks of limits, a service that always
    /// sends them has not spoken, so it is its gateway's bucket if there is one; else all.
    fn suspected(&self, advice: &Advice) -> impl Iterator<Item = &&'a Bucket> {
        let is_gateways = |bucket: &Bucket| bucket.quota.is_none() && bucket.learns != Learns::FromAnswers;
        let services = |bucket: &Bucket| bucket.learns == Learns::FromAnswers;
        let both =
            self.0.iter().any(|bucket| is_gateways(bucket)) && self.0.iter().any(|bucket| services(bucket));
        let narrowed = both && !advice.speaks_of_limits();
        self.0.iter().filter(move |bucket| !narrowed || is_gateways(bucket))
    }

    fn is_closed(&self) -> bool {
        let now = Instant::now();
        self.0.iter().any(|bucket| bucket.window().is_closed(now))
    }

    fn lock(&self) -> Vec<MutexGuard<'a, Window>> {
        self.0.iter().map(|bucket| bucket.window()).collect()
    }

    /// Books the first instant that suits every bucket, in all of them at once.
    fn book(&self, now: Instant) -> Turn<'_, 'a> {
        let mut windows = self.lock();
        windows.iter_mut().for_each(|window| window.forget(now));
        let at = earliest(&windows, now);
        windows.iter_mut().for_each(|window| window.book(at));
        Turn { gate: self, at, taken: false }
    }
}

/// The first instant that suits every window.
fn earliest(windows: &[MutexGuard<'_, Window>], from: Instant) -> Instant {
    let mut at = from;
    // Each step leads forward to a call or its end in some window, of which there are so many and no more.
    loop {
        let later = windows.iter().fold(at, |at, window| window.earliest(at));
        if later == at {
            return at;
        }
        at = later;
    }
}

/// A booked instant; given back unless it is taken, so that a call that was given up costs nothing.
struct Turn<'g, 'a> {
    gate: &'g Gate<'a>,
    at: Instant,
    taken: bool,
}

impl Turn<'_, '_> {
    fn take(mut self) {
        self.taken = true;
    }
}

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        if !self.taken {
            self.gate.lock().iter_mut().for_each(|window| window.release(self.at));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const FOREVER: Duration = Duration::from_secs(1 << 30);

    fn bucket(calls: u32, per: Duration) -> Arc<Bucket> {
        Arc::new(Bucket::new(Rate { calls, per }))
    }

    fn gate(buckets: &[Arc<Bucket>]) -> Gate<'_> {
        Gate::new(buckets.iter().map(AsRef::as_ref))
    }

    /// Whether no stretch holds too many of `times`, which are in order.
    fn keeps(times: &[Instant], rate: Rate) -> bool {
        let size = usize::try_from(rate.calls).unwrap();
        times.windows(size + 1).all(|some| some[size].duration_since(some[0]) >= rate.per)
    }

    #[tokio::test(start_paused = true)]
    async fn all_rates_are_kept_at_once_and_nobody_waits_longer_than_they_ask() {
        let day = MINUTE * 60 * 24;
        let buckets = [bucket(10, MINUTE), bucket(50, MINUTE * 60), bucket(100, day), bucket(120, MINUTE)];
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..2_000 {
            gate(&buckets).enter(FOREVER).await.unwrap();
            times.push(Instant::now());
        }
        assert!(buckets.iter().all(|bucket| keeps(&times, bucket.rate())));
        // A hundred a day, the first at once, and then two hours at most within each day.
        assert!(start.elapsed() <= day * 19 + MINUTE * 120);
    }

    #[tokio::test(start_paused = true)]
    async fn callers_at_once_are_let_through_in_turn_and_none_is_left_behind() {
        let buckets = Arc::new([bucket(10, MINUTE), bucket(3, Duration::from_secs(1))]);
        let start = Instant::now();
        let tasks: Vec<_> = (0..95)
            .map(|_| {
                let buckets = buckets.clone();
                tokio::spawn(async move {
                    gate(&*buckets).enter(FOREVER).await.unwrap();
                    Instant::now()
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.unwrap());
        }
        assert!(times.is_sorted());
        assert!(buckets.iter().all(|bucket| keeps(&times, bucket.rate())));
        assert!(start.elapsed() <= MINUTE * 9 + Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_waits_elsewhere_does_not_hold_up_the_others() {
        let gateway = bucket(10, Duration::from_secs(1));
        let (ana, bo) = (bucket(1, MINUTE), bucket(1, MINUTE));
        let of_ana = [gateway.clone(), ana];
        let of_bo = [gateway.clone(), bo];
        gate(&of_ana).enter(FOREVER).await.unwrap();
        let waiting = gate(&of_ana);
        let waiting = waiting.enter(FOREVER);
        let start = Instant::now();
        tokio::select! {
            biased;
            _ = waiting => panic!("her minute is not over"),
            _ = tokio::task::yield_now() => {}
        }
        gate(&of_bo).enter(Duration::ZERO).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closure_that_comes_while_callers_wait_counts_for_them() {
        let buckets = Arc::new([bucket(1, MINUTE)]);
        gate(&*buckets).enter(FOREVER).await.unwrap();
        let start = Instant::now();
        let shared = buckets.clone();
        let waiting = tokio::spawn(async move { gate(&*shared).enter(FOREVER).await.unwrap() });
        tokio::task::yield_now().await;
        buckets[0].close(MINUTE * 3);
        assert_eq!(waiting.await.unwrap(), MINUTE * 3);
        assert_eq!(start.elapsed(), MINUTE * 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_that_stands_twice_on_a_route_counts_once() {
        let twice = bucket(2, MINUTE);
        let buckets = [twice.clone(), twice.clone()];
        gate(&buckets).enter(Duration::ZERO).await.unwrap();
        assert_eq!(twice.left(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_of_no_calls_lets_one_through_at_a_time() {
        let never = [bucket(0, MINUTE)];
        let gate = gate(&never);
        gate.enter(Duration::ZERO).await.unwrap();
        assert_eq!(gate.enter(Duration::ZERO).await, Err(MINUTE));
    }
}
