//! Runs the booking protocol: commands to providers, records to the journal, time to the machine.
//!
//! The machine (`freebusy-booking`) decides and the providers do; the driver stands between them. It writes every
//! record before the call that the record announces, sends a call once, turns what comes of it into an answer, and
//! stops at once when the journal says that another driver has taken over.

mod clock;
mod directory;
mod driver;
mod error;

pub use clock::Clock;
pub use directory::Directory;
pub use driver::{Driver, News, Stop};
pub use error::Error;
