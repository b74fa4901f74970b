//! The use cases of freebusy: find the times when a group can meet, and say why another time does not work.
//!
//! A search takes a straight path, each step a module that knows only the ones before it:
//!
//! ```text
//! request -> plan -> fetch -> combine -> (core: solve -> cut -> rank) -> answer
//! ```
//!
//! Only [`fetch`](find()) touches the world, through the port of `freebusy-provider`; which adapters stand
//! behind it the engine never learns. What could not be fetched is unknown, and unknown is never free.

mod answer;
mod combine;
mod explain;
mod fetch;
mod find;
mod obstacle;
mod plan;
mod report;
mod request;
mod why;

pub use answer::{Answer, Slot};
pub use explain::{Diagnosis, ParticipantBlame, Reason};
pub use find::find;
pub use obstacle::Obstacle;
pub use plan::{Fetch, Plan, plan};
pub use report::{SourceReport, SourceState};
pub use request::{Explain, Hours, OnUnknown, Participant, Request, Taken};
pub use why::{Explanation, Outside, Standing, why};
