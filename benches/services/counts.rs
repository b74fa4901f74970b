//! How many requests searches send, counted at the service.

use std::sync::Arc;

use criterion::Criterion;
use freebusy_calendly::Account;
use freebusy_engine::find;
use freebusy_maton::App;
use freebusy_zones::Zones;
use serde_json::json;

use crate::crowd::{Crowd, listed, now};
use crate::runtime::block_on;
use crate::services::Services;

const CROWD: Crowd = Crowd { people: 20, days: 60 };
const SEEDS: u64 = 20;

/// Prints how many requests everything and the first three starts take, by the longest window that Calendly answers.
pub(crate) fn requests(_: &mut Criterion) {
    println!("requests for 20 people and 60 days, of {SEEDS} seeds: least, mean, most");
    for days in [31, 7] {
        for (name, limit) in [("everything", None), ("the first three", Some(3))] {
            let counts: Vec<usize> = (1..=SEEDS).map(|seed| sent(seed, days, limit)).collect();
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            let sum = u32::try_from(counts.iter().sum::<usize>()).unwrap();
            let mean = f64::from(sum) / f64::from(u32::try_from(SEEDS).unwrap());
            println!("  windows of {days} days, {name}: {least}, {mean:.1}, {most}");
        }
    }
}

/// How many requests one search sends where a window may have `days`.
fn sent(seed: u64, days: u32, limit: Option<usize>) -> usize {
    let mut world = CROWD.world(seed);
    world["settings"]["calendly_slot_days"] = json!(days);
    let services = block_on(Services::over(world));
    block_on(services.set_clock(now()));
    let channel = services.channel(services.direct(App::Calendly));
    let account = Account::new(channel, Arc::new(Zones::bundled()));
    let providers = (0..CROWD.people).map(|index| listed(&account, index)).collect();
    let answer = block_on(find(&CROWD.request(providers, limit)));
    assert!(answer.is_complete(), "{:?}", answer.sources);
    services.sandbox.exchanges().len()
}
