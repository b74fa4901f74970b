//! Waiting for one thing while others go on.

use std::pin::pin;

use futures_util::{Stream, StreamExt};

/// Waits for `work` while `others` go on; what ends of them meanwhile is kept in `ended`.
///
/// A journal with a single writer may be in the middle of a record of one of the others. Were they to stand still,
/// `work` would wait for its turn in vain.
pub(crate) async fn beside<S, T>(work: impl Future<Output = T>, others: &mut S, ended: &mut Vec<S::Item>) -> T
where
    S: Stream + Unpin,
{
    let mut work = pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            Some(end) = others.next() => ended.push(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use futures_util::stream::FuturesUnordered;
    use tokio::sync::Mutex;
    use tokio::task::yield_now;

    use super::*;

    #[tokio::test]
    async fn whoever_holds_what_is_waited_for_goes_on_and_gives_it_back() {
        let turn = Mutex::new(());
        let mut others = FuturesUnordered::new();
        others.push(async {
            let _mine = turn.lock().await;
            yield_now().await;
            7
        });
        // It has the turn, and stands still in the middle of it.
        assert_eq!(others.next().now_or_never(), None);
        let mut ended = Vec::new();
        drop(beside(turn.lock(), &mut others, &mut ended).await);
        assert_eq!(ended, [7]);
    }

    #[tokio::test]
    async fn with_nobody_beside_it_the_work_is_done_all_the_same() {
        let mut ended: Vec<u8> = Vec::new();
        let mut nobody: FuturesUnordered<std::future::Ready<u8>> = FuturesUnordered::new();
        assert_eq!(beside(async { yield_now().await }, &mut nobody, &mut ended).await, ());
        assert!(ended.is_empty());
    }
}
