//! Canaries: tokens, keys, names, addresses and answers that are sent through every typed call and through every way
//! in which a call can fail, and must not be seen in a log, an error or a `Debug` text.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "canaries/calls.rs"]
mod calls;
#[path = "canaries/log.rs"]
mod log;
#[path = "canaries/program.rs"]
mod program;
#[path = "canaries/providers.rs"]
mod providers;

#[path = "tour/calcom.rs"]
mod calcom;
#[path = "tour/calcom_old.rs"]
mod calcom_old;
#[path = "tour/calendly.rs"]
mod calendly;
#[path = "tour/cast.rs"]
mod cast;
#[path = "stage/days.rs"]
mod days;
#[path = "tour/faults.rs"]
mod faults;
#[path = "tour/guide.rs"]
mod guide;
#[path = "tour/maton.rs"]
mod maton;
#[path = "tour/rows.rs"]
#[expect(dead_code, reason = "some columns are for the documentation alone")]
mod rows;
#[path = "stage/services.rs"]
mod services;
#[path = "tour/stage.rs"]
mod stage;
