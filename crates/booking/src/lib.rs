//! The booking protocol: one meeting in every place or in none.
//!
//! A meeting with several people is booked with several services, none of which knows of the others, none of which
//! can promise anything, and each of which may answer late, twice or not at all. This crate decides what to do next;
//! it does nothing itself. It is a state machine without I/O, clock or runtime:
//!
//! ```text
//! step(&mut Saga, Event) -> Vec<Command>
//! ```
//!
//! * An [`Intent`] says what is wanted: a slot, an attendee, and one [`LegPlan`] for each service to be booked.
//! * A [`Saga`] is what is known of it: the fold of its [`Record`]s over the intent, and nothing else.
//! * An [`Event`] is something that happened: a call was answered, time passed, the saga was taken over.
//! * A [`Command`] is to be carried out in the order given. What stands before a call in that order is written down
//!   before the call is made: there is no call that the journal does not know of.
//!
//! Whoever drives the machine keeps the [`Journal`], carries out calls, and tells the time. A driver that dies at any
//! moment leaves a journal from which another goes on; one that was thought dead and was not is stopped by the epoch
//! of its [`Lease`].
//!
//! What must always hold is in [`invariant`]; the simulator (`simulate`) checks it after every event.

mod apply;
mod call;
mod decide;
mod event;
mod intent;
pub mod invariant;
mod journal;
mod learned;
mod leg;
mod order;
mod policy;
mod reconcile;
mod record;
mod report;
mod saga;
mod status;
mod step;
mod watch;

pub use call::{AttemptNo, Call, LegNo, Op};
pub use event::{Answer, Command, Ending, Event, Found, Happening, Listing, Verdict};
pub use intent::{
    Abilities, Contention, Fault, Holding, Intent, IntentId, LegPlan, RequestHash, Scarcity, Sequence,
};
pub use journal::{Claimant, Filter, Journal, JournalError, Lease, Opened, Stored, Summary, Taken, Worker};
pub use leg::{Audit, Creating, Evidence, HoldState, Leg, LegState, Refusal};
pub use order::order;
pub use policy::{Guard, Guards, Policy};
pub use record::{Concern, Fact, Record};
pub use saga::{Cause, Claims, Phase, Saga, Standing};
pub use status::{LegReport, Report, Status};
pub use step::step;
