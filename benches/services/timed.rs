//! One search, timed whole, beside its bare requests, and over recorded answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use freebusy_engine::{Answer, Request, find};
use freebusy_transport::{Http, Method, Reach, ReqwestClient};
use tokio::runtime::{Builder, Runtime};

use crate::bare;
use crate::cast::Cast;
use crate::runtime::block_on;
use crate::services::client;
use crate::tape::{Recorder, Replay, Take};

/// How often a search and its bare requests take turns.
const TURNS: usize = 400;

pub(crate) fn pair(criterion: &mut Criterion) {
    measure(criterion, "2 people, 14 days", &Cast::pair());
}

pub(crate) fn crowd(criterion: &mut Criterion) {
    measure(criterion, "20 people, 60 days", &Cast::crowd());
}

fn measure(criterion: &mut Criterion, name: &str, cast: &Cast) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let http: Arc<dyn Http> = Arc::new(ReqwestClient::new(client(), Reach::Anywhere));
    let (tapes, found) = recorded(&runtime, cast, &http);
    let replay: Arc<dyn Http> = Arc::new(Replay::of(&tapes));
    let tapes: Vec<_> = tapes.into_iter().map(Arc::new).collect();
    let search = |request: Request| runtime.block_on(find(&request));
    assert_eq!(search(cast.request(|_| Arc::clone(&replay))).slots, found.slots);
    let takes = || tapes.iter().flat_map(|tape| tape.iter());
    let (requests, bytes) = (takes().count(), takes().map(Take::length).sum::<usize>());
    println!("{name}: {requests} requests, {bytes} bytes of answers, {} starts", found.slots.len());

    let bare = client();
    let fresh = || {
        // What the sandbox remembers of every call would grow without end.
        drop(block_on(cast.services.control(Method::DELETE, "/requests", None)));
        cast.request(|_| Arc::clone(&http))
    };
    let whole = || timed(fresh(), search);
    let by_bare_client = || timed((), |()| runtime.block_on(bare::everything(&bare, &tapes)));
    let mut group = criterion.benchmark_group(name);
    group.sample_size(50).measurement_time(Duration::from_secs(10));
    group.bench_function("search", |bencher| bencher.iter_custom(|times| (0..times).map(|_| whole()).sum()));
    group.bench_function("its requests by a bare client", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| by_bare_client()).sum());
    });
    let replayed = || cast.request(|_| Arc::clone(&replay));
    group.bench_function("search over recorded answers", |bencher| {
        bencher.iter_batched(replayed, search, BatchSize::PerIteration);
    });
    group.finish();
    print_difference(name, whole, by_bare_client);
}

/// Prints by how much a search takes longer than its bare requests. The two take turns, so that what else the machine
/// does meets both alike.
fn print_difference(name: &str, whole: impl Fn() -> Duration, by_bare_client: impl Fn() -> Duration) {
    let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap();
    let mut differences: Vec<i64> = (0..TURNS).map(|_| micros(whole()) - micros(by_bare_client())).collect();
    differences.sort_unstable();
    let [low, middle, high] = [1, 2, 3].map(|quarter| differences[TURNS * quarter / 4]);
    println!("{name}/search less bare client, quartiles of {TURNS} turns: {low}, {middle}, {high} µs");
}

/// What each person's search sent and was answered, and what was found.
fn recorded(runtime: &Runtime, cast: &Cast, http: &Arc<dyn Http>) -> (Vec<Vec<Take>>, Answer) {
    let recorders = (0..cast.people()).map(|_| Arc::new(Recorder::over(Arc::clone(http))));
    let recorders: Vec<_> = recorders.collect();
    let answer = runtime.block_on(find(&cast.request(|index| recorders[index].clone())));
    assert!(answer.is_complete(), "{:?}", answer.sources);
    (recorders.iter().map(|recorder| recorder.takes()).collect(), answer)
}

fn timed<T, U>(input: T, work: impl FnOnce(T) -> U) -> Duration {
    let begun = Instant::now();
    let output = work(input);
    let taken = begun.elapsed();
    drop(output);
    taken
}
