//! Fetch and combine for searches that know beforehand what they need.

use freebusy_core::{Interval, IntervalSet};

use crate::combine::{Gathered, Group, combine};
use crate::fetch::fetch;
use crate::plan::Plan;
use crate::purse::Purse;
use crate::request::Request;

/// Gathers everything that is planned and within the budget, for starts within `range`.
pub(crate) async fn gather_everything(request: &Request, range: Interval, plan: Plan) -> Group {
    let plan = plan.affordable(request);
    let fetched = fetch(request, plan.calls()).await;
    combine(request, (range, plan.reach), plan, fetched)
}

/// Gathers what tells about `near`, for starts within `range`; from sources that cost nothing everything.
pub(crate) async fn gather_near(request: &Request, (range, near): (Interval, Interval), plan: Plan) -> Group {
    let (reach, mut purse) = (IntervalSet::from(plan.reach), Purse::new(request.budget));
    let mut gathered = Gathered::planned(request, plan);
    let mut calls = gathered.next_calls(&reach, |source| source.fetch().is_free(), &mut purse);
    calls.extend(gathered.next_calls(&near.into(), |_| true, &mut purse));
    while !calls.is_empty() {
        gathered.hear(fetch(request, calls).await);
        // What failed may make what lies beside it worth asking about.
        calls = gathered.next_calls(&near.into(), |_| true, &mut purse);
    }
    gathered.close(range, near)
}
