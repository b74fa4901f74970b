//! Stateful stand-ins for Calendly, Cal.com and Maton on loopback, over one world.
//!
//! Every service is a synchronous function from a [`call::Call`] and the world to an [`call::Answer`]; one lock
//! around the world makes each call a step of its own. `server` puts HTTP around them and applies the faults that were
//! ordered. JSON is written by hand: nothing here shares a type with an adapter, or both could be wrong together.

mod calcom;
mod calendly;
mod call;
mod control;
mod default_world;
mod directory;
mod fault;
mod maton;
mod scene;
mod sent;
mod server;
mod slots;
mod world;

pub use call::{Exchange, Service};
pub use server::{Options, Sandbox};
pub use world::World;
