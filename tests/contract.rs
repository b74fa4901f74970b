//! What the adapters send and what the sandbox answers, against the official descriptions of both services.
//!
//! The descriptions lie beside the repository (`../shared/specs`, or where `FREEBUSY_SPECS` says); where they are
//! not there, the tests that need them say `SKIPPED` and pass, unless `FREEBUSY_REQUIRE_SPECS=1`. The checker's own
//! tests describe a service of their own and always run: a checker that cannot fail proves nothing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "contract/adapters.rs"]
mod adapters;
#[path = "contract/by_hand.rs"]
mod by_hand;
#[path = "contract/checker.rs"]
mod checker;
#[path = "stage/days.rs"]
#[expect(dead_code, reason = "the tours ask for instants too")]
mod days;
#[path = "contract/description.rs"]
mod description;
#[path = "contract/fields.rs"]
mod fields;
#[path = "contract/mishaps_calendly.rs"]
mod mishaps_calendly;
#[path = "contract/official.rs"]
mod official;
#[path = "contract/overlays.rs"]
mod overlays;
#[path = "contract/parameters.rs"]
mod parameters;
#[path = "stage/services.rs"]
mod services;
#[path = "contract/specs.rs"]
mod specs;
#[path = "contract/walk.rs"]
mod walk;
#[path = "contract/walk_calcom.rs"]
mod walk_calcom;
#[path = "contract/walk_calendly.rs"]
mod walk_calendly;
