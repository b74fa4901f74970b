//! Stateful stand-ins for Calendly, Cal.com and Maton on loopback, over one world.
//!
//! Every service is a synchronous function from a call and the world to an answer; one lock around the world makes
//! each call a step of its own. `scene` decides what a call comes to, the faults that were ordered included; `server`
//! puts HTTP around it. JSON is written by hand: nothing here shares a type with an adapter, or both could be wrong
//! together.
//!
//! Everything is reached over HTTP: [`Sandbox::line`] says where. The controls, at its `sandbox.control_url`, order
//! faults, show what was received, and show or change world, clock and settings; `docs/sandbox.md` of the repository
//! describes them, and the JSON of a [`World`].
//!
//! ```
//! use freebusy_sandbox::{Options, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start(Options::default()).await?;
//! assert!(sandbox.line()["calendly"]["base_url"].is_string());
//! assert_eq!(sandbox.exchanges().len(), 0);
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

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
