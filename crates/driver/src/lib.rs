//! Runs the booking protocol: commands to providers, records to the journal, time to the machine.
//!
//! The machine (`freebusy-booking`) decides and the providers do; the driver stands between them. It writes every
//! record before the call that the record announces, sends a call once, turns what comes of it into an answer, and
//! stops at once when the journal says that another driver has taken over.
//!
//! Nothing is spawned: a run lives in the future that asked for it, and ends with it. One that is dropped is like
//! one whose process died: whoever takes the saga next goes on from what is written.

mod beside;
mod clock;
mod directory;
mod driver;
mod ending;
mod errand;
mod error;
mod memory;
mod present;
mod run;
mod running;
#[cfg(test)]
mod scene;
mod tenure;
mod verdict;

pub use clock::Clock;
pub use directory::Directory;
pub use driver::{Driver, News, Stop};
pub use error::Error;
pub use memory::MemoryJournal;
