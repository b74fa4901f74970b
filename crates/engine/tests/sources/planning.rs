//! What a search asks: windows within limits, their price, the budget, and what `why` asks.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use freebusy_core::{BlockKind, Minutes, ParticipantId, Who};
use freebusy_engine::{Request, SourceState, find, plan, why};
use freebusy_provider::{AvailabilitySource, BoxFuture, Error, ErrorKind, Findings, Limits, Provider, Query};
use futures_executor::block_on;

use crate::drawn::{DAY, Group, Person, Place, alone, at, daily, minutes};

fn pair(days: i64) -> Group {
    let mut group = alone(daily(), days);
    group.people.push(Person { places: vec![daily()], taken: Vec::new() });
    group.who = Who::all([0, 1].map(ParticipantId).map(Who::one).into()).unwrap();
    group
}

#[test]
fn a_plan_names_its_price_and_asks_nobody() {
    let mut group = pair(5);
    group.people[0].places[0].cost = (3, 2);
    group.people[1].places[0].cost = (4, 0);
    let (request, sources) = group.request();
    let plan = plan(&request).unwrap();
    assert_eq!(plan.fetches.iter().map(|fetch| fetch.requests()).collect::<Vec<_>>(), [3 + 2 * 5, 4]);
    assert_eq!(plan.requests(), 17);
    assert!(sources.iter().all(|source| source.asked().is_empty()));
}

#[test]
fn where_there_is_nothing_to_search_there_is_no_plan() {
    let (mut request, _) = pair(5).request();
    request.now = at(6 * DAY);
    assert_eq!(plan(&request), None);
}

#[test]
fn a_search_that_begins_today_is_fresh() {
    let mut group = alone(daily(), 3);
    group.meeting = (30, 60, 0);
    let (mut request, _) = group.request();
    (request.now, request.notice) = (at(601), Minutes::ZERO);
    let answer = block_on(find(&request));
    assert_eq!((answer.sources[0].state, answer.sources[0].notes.len()), (SourceState::Fresh, 0));
    // An hour must be clear before it, and of the time until now nothing can be known any more.
    assert_eq!(answer.slots[0].span.start(), at(690));
}

#[test]
fn a_window_that_is_over_before_anything_can_be_asked_is_not_fresh() {
    let (mut request, sources) = alone(daily(), 3).request();
    (request.now, request.notice, request.window) = (at(599), Minutes::ZERO, minutes(599, 600));
    request.meeting = freebusy_core::Meeting::new(Minutes::new(1), Minutes::ZERO, Minutes::ZERO).unwrap();
    request.increment = freebusy_core::Increment::new(Minutes::new(1)).unwrap();
    let answer = block_on(find(&request));
    assert_eq!((answer.slots.len(), answer.sources[0].state), (0, SourceState::Partial));
    assert!(sources[0].asked().is_empty());
}

#[test]
fn what_the_budget_does_not_pay_for_is_not_asked_and_unknown() {
    let (mut request, sources) = pair(5).request();
    request.budget = NonZeroU32::new(5);
    assert_eq!(plan(&request).unwrap().requests(), 5);
    let answer = block_on(find(&request));
    // Earlier windows of everybody go before later ones.
    assert_eq!(sources.iter().map(|source| source.asked().len()).collect::<Vec<_>>(), [3, 2]);
    assert!(answer.slots.iter().all(|slot| slot.span.end() <= at(2 * DAY + 15)) && answer.slots.len() > 90);
    assert!(!answer.is_complete());
    let report = &answer.sources[1];
    assert_eq!(report.state, SourceState::Failed(ErrorKind::Throttled));
    assert_eq!(
        &*report.notes[0],
        "3 windows of time not asked about: the budget is 5 requests; raise it or search a shorter window"
    );
}

#[test]
fn a_search_for_the_first_starts_keeps_to_the_budget_too() {
    let mut group = pair(5);
    group.limit = Some(1);
    group.people[0].taken = vec![(0, 3 * DAY, BlockKind::Busy)];
    let (mut request, sources) = group.request();
    request.notice = Minutes::ZERO;
    for (budget, found) in [(2, 1), (1, 0)] {
        request.budget = NonZeroU32::new(budget);
        let answer = block_on(find(&request));
        assert_eq!((answer.slots.len(), answer.is_complete()), (found, found == 1));
    }
    assert_eq!(sources.iter().map(|source| source.asked().len()).sum::<usize>(), 3);
}

#[test]
fn what_costs_nothing_is_asked_whatever_the_budget() {
    let mut group = pair(5);
    group.people[0].places[0].cost = (0, 0);
    let (mut request, sources) = group.request();
    request.budget = NonZeroU32::new(1);
    block_on(find(&request));
    assert_eq!(sources.iter().map(|source| source.asked().len()).collect::<Vec<_>>(), [5, 1]);
}

#[test]
fn a_source_that_is_down_is_asked_once_and_not_window_by_window() {
    for limit in [None, Some(3)] {
        let mut group = Group { limit, ..pair(20) };
        group.people[0].places[0].fails = true;
        let (request, sources) = group.request();
        let answer = block_on(find(&request));
        assert_eq!(sources[0].asked().len(), 1, "{limit:?}");
        assert!(answer.slots.is_empty() && !answer.is_complete());
        assert_eq!(answer.sources[0].state, SourceState::Failed(ErrorKind::Unreachable));
    }
}

fn asked_by_why(change: impl Fn(&mut Request), place: Place) -> usize {
    let (mut request, sources) = alone(place, 20).request();
    change(&mut request);
    assert!(block_on(why(&request, at(10 * DAY + 600))).met);
    sources[0].asked().len()
}

#[test]
fn why_asks_what_costs_requests_about_a_day_around_the_meeting_only() {
    assert_eq!(asked_by_why(|_| (), daily()), 3);
    assert_eq!(asked_by_why(|_| (), Place { cost: (0, 0), ..daily() }), 20);
    assert_eq!(asked_by_why(|request| request.on_unknown = freebusy_engine::OnUnknown::Fail, daily()), 20);
}

/// A provider that counts how many calls are under way at once.
#[derive(Debug)]
struct Counting {
    limits: Limits,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl Provider for Counting {
    fn id(&self) -> &'static str {
        "counting"
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for Counting {
    fn fetch<'a>(&'a self, _: Query<'a>) -> BoxFuture<'a, Result<Findings, Error>> {
        Box::pin(async move {
            let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let mut waited = false;
            std::future::poll_fn(|context| {
                context.waker().wake_by_ref();
                if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            Ok(Findings::default())
        })
    }
}

#[test]
fn windows_of_one_source_go_out_together_as_far_as_its_limits_allow() {
    let (mut request, sources) = alone(daily(), 20).request();
    let limits = Limits { concurrency: 3, ..sources[0].limits() };
    let counting = Arc::new(Counting { limits, under_way: AtomicUsize::new(0), most: AtomicUsize::new(0) });
    let provider: Arc<dyn Provider> = counting.clone();
    request.participants[0].sources = vec![provider.into()];
    assert_eq!(block_on(find(&request)).slots.len(), 959);
    assert_eq!(counting.most.load(Ordering::SeqCst), 3);
}
