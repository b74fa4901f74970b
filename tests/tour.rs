//! A tour of every typed call of the adapters through the sandbox, and what hangs on it: no call without a row, no
//! row that is not sent, `docs/providers.md` as the rows say, and every exchange as the services describe theirs.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "contract/checker.rs"]
mod checker;
#[path = "contract/description.rs"]
mod description;
#[path = "contract/fields.rs"]
mod fields;
#[path = "contract/overlays.rs"]
#[expect(dead_code, reason = "what tests the checker itself stands in `contract.rs`")]
mod overlays;
#[path = "contract/parameters.rs"]
mod parameters;
#[path = "contract/specs.rs"]
#[expect(dead_code, reason = "what tests the checker itself stands in `contract.rs`")]
mod specs;

#[path = "tour/calcom.rs"]
mod calcom;
#[path = "tour/calcom_old.rs"]
mod calcom_old;
#[path = "tour/calendly.rs"]
mod calendly;
#[path = "tour/cast.rs"]
mod cast;
#[path = "stage/days.rs"]
#[expect(dead_code, reason = "what is asked of providers stands in `canaries.rs`")]
mod days;
#[path = "tour/docs.rs"]
mod docs;
#[path = "tour/faults.rs"]
mod faults;
#[path = "tour/guide.rs"]
#[expect(dead_code, reason = "logs are listened to in `canaries.rs`")]
mod guide;
#[path = "tour/maton.rs"]
mod maton;
#[path = "tour/rows.rs"]
mod rows;
#[path = "stage/services.rs"]
mod services;
#[path = "tour/stage.rs"]
mod stage;
#[path = "tour/tours.rs"]
mod tours;
