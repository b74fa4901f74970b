//! A race for one slot: a thousand bookings at once, of which exactly one is made, each service is asked to book once,
//! and everybody else is told that the slot is claimed; with instances on PostgreSQL that are killed on the way.
//!
//! PostgreSQL is looked for at `FREEBUSY_TEST_POSTGRES`, else at `postgres://127.0.0.1:5432/test`. Where there is
//! none, its tests say so and pass, unless `FREEBUSY_REQUIRE_POSTGRES` is 1. `FREEBUSY_RACE_SLOTS` sets how many slots
//! are raced for, one after the other, and `FREEBUSY_RACE_SEED` by which seed instances are killed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "race/cluster.rs"]
mod cluster;
#[path = "race/crowd.rs"]
mod crowd;
#[path = "race/database.rs"]
mod database;
#[path = "race/evidence.rs"]
mod evidence;
#[path = "race/instance.rs"]
mod instance;
#[path = "race/kill.rs"]
mod kill;
#[path = "race/races.rs"]
mod races;
#[path = "stage/runtime.rs"]
mod runtime;
#[path = "stage/services.rs"]
mod services;
#[path = "race/stage.rs"]
mod stage;
