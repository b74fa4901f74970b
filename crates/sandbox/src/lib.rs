//! Stateful stand-ins for Calendly, Cal.com and Maton on loopback, over one world.
//!
//! Every service is a synchronous function from a call and the world to an answer; one lock around the world makes
//! each call a step of its own. JSON is written by hand: nothing here shares a type with an adapter, or both could be
//! wrong together.
//!
//! A call comes in at `server`, which speaks HTTP. `scene`, what lies behind the lock, decides what it comes to, the
//! faults that were ordered (`fault`) included: `calendly` and `calcom` answer for themselves, `maton` for the gateway
//! or for the service behind it, `control` for the sandbox. `sent` is the body that leaves, whole or cut. They share
//! `world`, which begins as `default_world` has it, and `slots`, the starts that are offered by the core's algebra;
//! `directory` tells where everything is and who lives there.
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
