//! Children that book, cancel, move and resume are killed at random moments, and what they leave behind is judged:
//! everything that was acknowledged is written down, and every booking comes to a truthful end, in every place or in
//! none, and nowhere twice.
//!
//! `FREEBUSY_KILLS` says how many children have to die (200), `FREEBUSY_KILL_SEED` by which dice (1), and
//! `FREEBUSY_KILL_ROUND` how many before the services and the journal are looked at and begun anew (500). The dice
//! choose what is done and when it is ended; how far a child gets by then is up to the machine.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "kills/arena.rs"]
mod arena;
#[path = "kills/figures.rs"]
mod figures;
#[path = "kills/judge.rs"]
mod judge;
#[path = "kills/ledger.rs"]
mod ledger;
#[path = "kills/round.rs"]
mod round;
#[path = "stage/runtime.rs"]
mod runtime;
#[path = "stage/services.rs"]
mod services;
#[path = "kills/victim.rs"]
mod victim;
#[path = "kills/world.rs"]
mod world;

use std::env;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use figures::Figures;
use round::Round;

/// How many rounds are under way at once: most of a round is waiting.
const LANES: usize = 4;

#[test]
fn what_was_acknowledged_outlives_every_kill_and_every_booking_ends_truthfully() {
    let (kills, seed) = (number("FREEBUSY_KILLS", 200), number("FREEBUSY_KILL_SEED", 1));
    let size = number("FREEBUSY_KILL_ROUND", 500).max(1);
    let rounds = kills.div_ceil(size);
    let (begun, figures, next) = (Instant::now(), Mutex::new(Figures::default()), AtomicUsize::new(0));
    let lane = || {
        loop {
            let round = next.fetch_add(1, Ordering::Relaxed);
            if round >= rounds {
                return;
            }
            let target = size.min(kills - round * size);
            let seen = Round::run(target, seed.wrapping_add(round).try_into().unwrap());
            let mut figures = figures.lock().unwrap();
            figures.add(seen);
            // To the real stream: what the harness captures is shown of failures only.
            writeln!(io::stderr(), "kills: {figures}; {} s", begun.elapsed().as_secs()).unwrap();
        }
    };
    thread::scope(|scope| {
        for _ in 0..LANES.min(rounds) {
            scope.spawn(lane);
        }
    });
    assert!(figures.into_inner().unwrap().killed() >= kills);
}

/// A number of the surroundings.
fn number(name: &str, usual: usize) -> usize {
    env::var(name)
        .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}
