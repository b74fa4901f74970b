//! How many requests a search over twenty people and sixty days sends: counted at the service, not at home.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "stage/crowd.rs"]
mod crowd;
#[path = "stage/runtime.rs"]
mod runtime;
#[path = "stage/services.rs"]
mod services;

use std::sync::Arc;

use freebusy_calendly::Account;
use freebusy_engine::{Answer, find};
use freebusy_maton::App;
use freebusy_zones::Zones;

use crate::crowd::{Crowd, listed, now};
use crate::runtime::block_on;
use crate::services::Services;

const CROWD: Crowd = Crowd { people: PEOPLE, days: 60 };
const PEOPLE: usize = 20;

/// What a search finds, and how many requests for offered starts and for anything else the service received.
fn searched(seed: u64, limit: Option<usize>) -> (Answer, usize, usize) {
    let services = block_on(Services::over(CROWD.world(seed)));
    block_on(services.set_clock(now()));
    let channel = services.channel(services.direct(App::Calendly));
    let account = Account::new(channel, Arc::new(Zones::bundled()));
    let providers = (0..PEOPLE).map(|index| listed(&account, index)).collect();
    let answer = block_on(find(&CROWD.request(providers, limit)));
    let exchanges = services.sandbox.exchanges();
    let slots = exchanges.iter().filter(|it| it.target.starts_with("/event_type_available_times")).count();
    (answer, slots, exchanges.len() - slots)
}

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

#[test]
fn everything_of_twenty_people_in_sixty_days_takes_forty_requests() {
    for seed in SEEDS {
        let (answer, slots, others) = searched(seed, None);
        assert!(answer.is_complete(), "{:?}", answer.sources);
        // Each event type is looked up once.
        assert_eq!((slots, others), (2 * PEOPLE, PEOPLE), "seed {seed}");
    }
}

#[test]
fn the_first_three_times_of_twenty_people_take_little_more_than_half_of_that() {
    let mut total = 0;
    for seed in SEEDS {
        let (all, ..) = searched(seed, None);
        let (first, slots, _) = searched(seed, Some(3));
        let wanted = all.slots.len().min(3);
        assert_eq!(first.slots, all.slots[..wanted], "seed {seed}");
        println!("seed {seed}: {} common starts, {slots} requests for the first {wanted}", all.slots.len());
        total += slots;
    }
    assert!(total <= SEEDS.len() * 28, "{total} requests in {} searches", SEEDS.len());
}
